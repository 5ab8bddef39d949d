"""kg rank as its user runs it."""

import json

import pytest


def test_the_answer_goes_to_stdout_and_what_it_rests_on_to_stderr(kg, curated_home):
    done = kg("rank", "--limit", "3", home=curated_home)
    rows = json.loads(done.stdout)
    assert [r["rank"] for r in rows] == sorted(r["rank"] for r in rows) and len(rows) == 3
    assert all(r["sources"] and r["rank_low"] <= r["rank"] <= r["rank_high"] for r in rows)
    for word in ("embedded engine", "View deals: ", " nodes, ", "By strength, 3 of ", "Sampled: ", "200 draws", "seed 1"):
        assert word in done.stderr
    assert kg("rank", "--limit", "3", home=curated_home).stdout == done.stdout
    assert kg("rank", "--limit", "3", "--seed", "2", home=curated_home).returncode == 0


def test_filters_narrow_the_view_and_are_told(kg, curated_home):
    done = kg("rank", "--as-of", "2019-10-09", "--technology", "face-recognition", "--resamples", "0", home=curated_home)
    assert done.returncode == 0 and "Filters: as of 2019-10-09, technology face-recognition." in done.stderr
    assert "can be of a later day than 2019-10-09: their dates are open or imprecise" in done.stderr
    assert "Sampled" not in done.stderr


def test_suppliers_that_are_or_were_on_a_programme(kg, curated_home):
    rows = json.loads(kg("rank", "--programme", "us-bis-entity-list", "--limit", "0", home=curated_home).stdout)
    assert {"huawei", "nso-group"} <= {r["id"] for r in rows} and "axon" not in {r["id"] for r in rows}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--view", "chan"], "There is no view 'chan'; use deals, supply, ownership, chain. Did you mean chain"),
        (["--measure", "page-rank"], "Did you mean pagerank"),
        (["--technology", "spyware", "--since", "2100-01-01"], "The view deals has no edge left after --since 2100-01-01"),
        (["--since", "2020-01-01", "--as-of", "2019-01-01"], "--since 2020-01-01 is later than --as-of 2019-01-01"),
        (["--licence", "opne"], "There is no licence 'opne'; use open or all."),
        (["--plot", "ranks.pdf"], "ranks.pdf ends in neither .svg nor .png"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(kg, curated_home, arguments, sentence):
    done = kg("rank", *arguments, home=curated_home)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr and len(done.stderr.strip().splitlines()) == 1


def test_a_plot_is_written_whole_beside_the_answer(kg, curated_home, tmp_path):
    target = tmp_path / "ranks.svg"
    done = kg("rank", "--limit", "5", "--plot", str(target), home=curated_home)
    assert done.returncode == 0 and len(json.loads(done.stdout)) == 5
    assert [p.name for p in tmp_path.iterdir()] == ["ranks.svg"] and "<desc" in target.read_text(encoding="utf-8")
