"""`kg show` and `kg find` as their user runs them, on the facts that come with the project and on the real lists."""

import json
import time

import pytest


def test_a_pipe_gets_the_dossier_as_data_with_every_row_sourced(kg, curated_home):
    done = kg("show", "hikvision", home=curated_home)
    assert done.returncode == 0 and "embedded engine" in done.stderr
    found = json.loads(done.stdout)
    assert list(found) == ["entity", "as_of", "sections", "absence", "citations"]
    assert found["entity"]["id"] == "hikvision" and "海康威视" in [n["name"] for n in found["entity"]["names"]]
    rows = [row for s in found["sections"] if s["key"] != "possibly-same" for row in s["rows"]]
    assert rows and all(row["sources"] for row in rows)


def test_id_name_and_alias_in_another_script_show_the_same(kg, curated_home):
    by_id = kg("show", "hikvision", "--format", "md", home=curated_home).stdout
    assert by_id.startswith("# Hangzhou Hikvision Digital Technology Co., Ltd.\n")
    for name in ("Hangzhou Hikvision Digital Technology Co., Ltd.", "海康威视", "HIKVISION"):
        assert kg("show", name, "--format", "md", home=curated_home).stdout == by_id


def test_before_the_listing_no_listing_is_shown_and_the_later_ones_are_counted(kg, curated_home):
    def listed(*day):
        found = json.loads(kg("show", "hikvision", *day, home=curated_home).stdout)
        return next(s for s in found["sections"] if s["key"] == "listings")

    all_, before = listed(), listed("--as-of", "2018-01-01")
    assert before["rows"] == [] and before["left_out"] == len(all_["rows"]) > 0
    assert "later left out" in kg("show", "hikvision", "--as-of", "2018-01-01", "--format", "table", home=curated_home).stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("show", "hikvison"), "Did you mean"),
        (("show", ""), "empty"),
        (("show", "hikvision", "--as-of", "2019-13-01"), "is no day"),
        (("show", "hikvision", "--format", "xml"), "no format"),
        (("show", "hikvision", "--engine", "oracle"), "no engine"),
        (("find", " "), "empty"),
        (("find", "hikvision", "--limit", "0"), "limit"),
    ],
)
def test_a_call_that_is_wrong_is_told_so_in_a_sentence(kg, curated_home, arguments, says):
    done = kg(*arguments, home=curated_home)
    assert done.returncode == 2 and done.stdout == ""
    assert says in done.stderr and "Traceback" not in done.stderr


def test_an_ambiguous_name_lists_its_meanings(kg, real_home):
    done = kg("show", "Pegasus", home=real_home)
    assert done.returncode == 2 and "is the name of" in done.stderr and "item:curated:pegasus" in done.stderr


def test_the_page_is_written_whole_and_overwritten_only_when_told(kg, curated_home, tmp_path):
    page = tmp_path / "nso.html"
    assert kg("show", "nso-group", "--html", str(page), home=curated_home).returncode == 0
    first = page.read_text(encoding="utf-8")
    assert first.startswith("<!DOCTYPE html>") and first.rstrip().endswith("</html>")
    page.write_text("mine", encoding="utf-8")
    refused = kg("show", "nso-group", "--html", str(page), home=curated_home)
    assert refused.returncode == 2 and "--force" in refused.stderr and page.read_text(encoding="utf-8") == "mine"
    assert kg("show", "nso-group", "--html", str(page), "--force", home=curated_home).returncode == 0
    assert page.read_text(encoding="utf-8") == first and [p.name for p in tmp_path.iterdir()] == ["nso.html"]


def test_a_page_that_cannot_be_written_is_one_sentence_and_leaves_nothing(kg, curated_home, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    done = kg("show", "nso-group", "--html", str(folder), "--force", home=curated_home)
    assert done.returncode == 1 and "could not be written" in done.stderr and "Traceback" not in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["folder"]


def test_a_terminal_says_it_shorter_than_the_data(kg, curated_home):
    table = kg("show", "huawei", "--format", "table", home=curated_home).stdout
    data = kg("show", "huawei", home=curated_home).stdout
    assert "Listings (" in table and "\nSources\n" in table and len(table) < len(data) / 2


def test_find_gives_the_best_first_in_any_script(kg, curated_home):
    for text in ("海康", "hikvis", "HIKVISON"):
        rows = json.loads(kg("find", text, home=curated_home).stdout)
        assert rows[0]["id"] == "hikvision", text
    assert json.loads(kg("find", "qqqqqqqqqq", home=curated_home).stdout) == []


def test_the_real_lists_say_on_which_of_them_huawei_is_not(kg, real_home):
    found = json.loads(kg("show", "huawei", home=real_home).stdout)
    absent = {row["programme_id"] for row in found["absence"]["not_found"]}
    listed = {
        p["id"] for s in found["sections"] if s["key"] == "listings" for row in s["rows"] for p in row["links"]["programme"]
    }
    assert "programme:us-bis-entity-list" in listed - absent and "programme:us-ofac-sdn" in absent - listed
    assert found["absence"]["held"] > len(absent) > 40
    assert all(row["date"] and row["sources"] for row in found["absence"]["not_found"])


def test_the_largest_dossier_of_the_real_lists_takes_a_second(kg, real_home):
    kg("show", "huawei", "--format", "table", home=real_home)
    taken = []
    for _ in range(3):
        begun = time.perf_counter()
        assert kg("show", "huawei", "--format", "table", home=real_home).returncode == 0
        taken.append(time.perf_counter() - begun)
    assert min(taken) < 3, "about 0.7 s on a quiet machine; three for a busy one"
