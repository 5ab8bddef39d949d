"""The published-figure ledger: each figure is recomputed or says why not, and what moved against the snapshot is named."""

import csv
import json
import runpy
from pathlib import Path

import pytest

from graph.property_graph import Node, PropertyGraph
from graph.stores import open_store
from graph.stores.store import Result
from ontology.errors import KgError, UsageError
from queries.catalogue import command
from queries.figures import COLUMNS, CURATED, EDITIONS, FULL, editions, ledger, moved, recount, snapshot

ROOT = Path(__file__).parents[2]
with (ROOT / "ingest" / "curated" / "figures.csv").open(newline="", encoding="utf-8") as _file:
    TABLE = list(csv.DictReader(_file))


def by_id(answer: Result) -> dict[str, dict]:
    return {row[0]: dict(zip(answer.columns, row, strict=True)) for row in answer.rows}


@pytest.fixture
def curated(curated_home):
    with open_store("embedded", curated_home) as store:
        yield store


def test_every_figure_has_a_query_and_what_it_counts_in_or_a_reason_why_not():
    for row in TABLE:
        assert bool(row["query"]) == bool(row["compared_on"]), row["id"]
        assert row["query"] or row["recount_note"], row["id"]
    assert sum(bool(row["query"]) for row in TABLE) >= 60


@pytest.mark.parametrize("text", sorted({row["query"] for row in TABLE if row["query"]}))
def test_every_query_of_a_figure_names_a_column_of_a_canned_query_and_its_parameters(text):
    column, of, rest = text.partition(" of ")
    query, _ = command(rest)
    assert of and column in query.columns


def test_a_figure_over_a_data_set_that_is_not_held_is_not_zero(curated):
    found = by_id(ledger(curated))
    assert found["carnegie-2019-face"]["outcome"] == "not-held"
    assert found["carnegie-2019-face"]["recomputed"] is found["carnegie-2019-face"]["difference"] is None
    assert found["carnegie-2019-face"]["value"] == 64
    assert found["ihs-2019-world-cameras"]["outcome"] == "not-applicable" and found["ihs-2019-world-cameras"]["recount_note"]


def test_differences_are_computed_from_what_the_query_gives(curated):
    found = by_id(ledger(curated))
    assert list(found) == sorted(found) and len(found) == len(TABLE)
    for row in found.values():
        if row["outcome"] == "recomputed":
            assert (
                row["recomputed"] == recount(curated, row["query"], {}) and row["difference"] == row["recomputed"] - row["value"]
            )
    assert found["beraja-2023-cn-face-deals"]["recomputed"] > found["beraja-2023-us-face-deals"]["recomputed"] > 0


def test_the_figures_of_carnegie_come_out_as_published_on_its_own_tables(real_home):
    with open_store("embedded", real_home) as store:
        found = by_id(ledger(store))
    assert [i for i, row in found.items() if row["outcome"] == "not-held"] == []
    exact = {i for i, row in found.items() if row["difference"] == 0}
    assert exact >= {
        "carnegie-2019-countries", "carnegie-2019-cn-supply", "carnegie-2019-us-supply", "carnegie-2019-face", "carnegie-2019-safe-city",
        "carnegie-2019-nec", "carnegie-2019-palantir", "carnegie-2019-cisco", "carnegie-2022-countries", "carnegie-2023-spyware-governments",
        "carnegie-2023-spyware-autocracies", "carnegie-2023-spyware-democracies", "carnegie-2023-spyware-israel", "dod-2021-1260h",
        "dod-2022-1260h-added", "dod-2024-1260h-added", "dod-2024-1260h-removed", "bis-2020-07-xinjiang",
    }  # fmt: skip
    assert found["carnegie-2019-smart-policing"]["difference"] == 1 and found["carnegie-2019-huawei"]["difference"] == -1
    differing = [row for row in found.values() if row["compared_on"] == "publishers-data" and row["difference"]]
    assert all(row["recount_note"] for row in differing), "a difference on the publisher's own data needs its reason"


@pytest.mark.parametrize(("home", "state"), [("curated_home", CURATED), ("real_home", FULL)])
def test_nothing_moved_against_the_snapshot(home, state, request):
    with open_store("embedded", request.getfixturevalue(home)) as store:
        assert moved(ledger(store), editions(store), snapshot()) == (state, [])


def answer(**numbers: int) -> Result:
    """A ledger of invented figures, recomputed to these numbers; names that begin with `own` count in what the graph holds."""
    return Result(
        COLUMNS,
        [[name, name.upper(), 5, "recomputed", n, n - 5, "facts-held" if name.startswith("own") else "publishers-data", *[""] * 6]
         for name, n in numbers.items()],
    )  # fmt: skip


def test_what_moved_came_or_went_is_named_with_both_numbers():
    committed = {CURATED: {"own_a": "1", "own_b": "2", "own_gone": "3"}, FULL: {}}
    assert moved(answer(own_a=1, own_b=4, own_new=9), {}, committed) == (
        "curated",
        [["own_b", "OWN_B", "2", "4"], ["own_gone", "(no such figure)", "3", None], ["own_new", "OWN_NEW", None, "9"]],
    )


def test_a_graph_with_a_part_of_the_data_is_held_against_what_that_part_decides():
    committed = {CURATED: {}, FULL: {EDITIONS: "x:1; y:1", "own_a": "9", "of_x": "7", "of_y": "8"}}
    held = {("x", "1"): "x:1"}
    assert moved(answer(own_a=1, of_x=7), held, committed) == ("part of full", [])
    assert moved(answer(own_a=1, of_x=6), held, committed) == ("part of full", [["of_x", "OF_X", "7", "6"]])
    whole = {**held, ("y", "1"): "y:1"}
    assert [row[0] for row in moved(answer(own_a=1, of_x=7, of_y=8), whole, committed)[1]] == ["own_a"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("deals", "is not a column of a canned query"),
        ("deal of count-deals", "Did you mean deals"),
        ("deals of count-dealz", "Did you mean count-deals"),
        ("deals of count-deals -P hom=CN", "Did you mean home"),
        ("deals of count-deals -P", "is no query with its parameters"),
        ("deals of count-deals 'CN", "is no query with its parameters"),
        ("deals of importers", "a figure needs a query that counts"),
    ],
)
def test_a_query_that_cannot_recompute_says_so(text, reason, curated):
    with pytest.raises(UsageError, match=reason):
        recount(curated, text, {})


def test_a_snapshot_that_is_missing_or_another_table_is_a_sentence(tmp_path):
    with pytest.raises(KgError, match="cannot be read"):
        snapshot(tmp_path / "absent.csv")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(KgError, match="where id, curated, full are expected"):
        snapshot(tmp_path / "other.csv")


def test_the_command_answers_and_checks(kg, curated_home):
    done = kg("figures", "--format", "json", home=curated_home)
    assert done.returncode == 0 and "not held" in done.stderr
    assert len(json.loads(done.stdout)) == len(TABLE)
    checked = kg("figures", "--check", "--format", "csv", home=curated_home)
    assert (checked.returncode, checked.stdout) == (0, "id,figure,snapshot,now\n")


def test_the_check_exits_with_3_and_names_the_figure_that_moved(kg, tmp_path):
    graph = PropertyGraph()
    base = {"definition": "d", "edition": "e", "comparedOn": "facts-held"}
    graph.nodes["urn:kg:figure:curated:x"] = Node(
        ("Event", "Figure", "Resource"),
        {
            **base,
            "uri": "urn:kg:figure:curated:x",
            "id": "figure:curated:x",
            "name": "X",
            "value": 3.0,
            "query": "deals of count-deals",
        },
    )
    graph.nodes["urn:kg:source:s"] = Node(("Resource", "Source"), {"uri": "urn:kg:source:s", "id": "s", "name": "S"})
    graph.relationships["urn:kg:figure:curated:x", "SOURCE", "urn:kg:source:s", ""] = {}
    with open_store("embedded", tmp_path) as store:
        store.replace(graph)
    done = kg("figures", "--check", "--format", "csv", home=tmp_path)
    assert done.returncode == 3
    assert (
        "x,X,,0\n" in done.stdout
        and "figures moved against the curated snapshot: " in done.stderr
        and "Traceback" not in done.stderr
    )


def test_the_page_on_the_figures_is_current(curated):
    page = runpy.run_path(str(ROOT / "docs" / "figures.py"))["page"](curated, snapshot())
    assert (ROOT / "docs" / "analysis" / "figures.md").read_text(encoding="utf-8") == page, "run python docs/figures.py"
