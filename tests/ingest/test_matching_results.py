"""The committed figures of the labelled pairs are what the matcher gives today, and not below those of logic-v1."""

from pathlib import Path

import pytest

from benchmarks.matching import (
    PAGE,
    committed,
    count,
    logic_v1_rows,
    nomenklatura_python,
    our_rows,
    put,
    read_pairs,
    table,
)

REWRITE = "the matcher's figures moved: run `python -m benchmarks.matching --write` and look at the difference"
Rows = list[dict[str, str]]


def rows_of(matcher: str, part: str) -> Rows:
    return [r for r in committed() if r["matcher"] == matcher and r["part"] == part]


def test_the_literal_pairs_give_the_committed_figures() -> None:
    pytest.importorskip("ingest.matching")
    assert our_rows(read_pairs(None)) == rows_of("kg", "literal"), REWRITE


def test_all_pairs_give_the_committed_figures(shared: Path) -> None:
    pytest.importorskip("ingest.matching")
    assert [r for r in our_rows(read_pairs(shared)) if r["part"] == "all"] == rows_of("kg", "all"), REWRITE


def test_logic_v1_gives_the_committed_figures(shared: Path) -> None:
    python = nomenklatura_python()
    if not python:
        pytest.skip("nomenklatura is not installed, nor is an interpreter that has it named in KG_NOMENKLATURA_PYTHON")
    assert logic_v1_rows(python, read_pairs(shared)) == [r for r in committed() if r["matcher"].startswith("logic-v1")]


@pytest.mark.parametrize("part", ["literal", "all"])
@pytest.mark.parametrize("row", ["every pair", "test"])
@pytest.mark.parametrize("other", ["logic-v1", "logic-v1 best"])
def test_precision_and_recall_are_not_below_those_of_logic_v1(part: str, row: str, other: str) -> None:
    ours, theirs = ({r["row"]: r for r in rows_of(matcher, part)}[row] for matcher in ("kg", other))
    assert float(ours["precision"]) >= float(theirs["precision"])
    assert float(ours["recall"]) >= float(theirs["recall"])


def test_every_class_is_in_the_committed_figures_with_its_number_of_pairs() -> None:
    kinds = {p.kind for p in read_pairs(None)}
    for matcher in ("kg", "logic-v1", "logic-v1 best"):
        assert kinds <= {r["row"] for r in rows_of(matcher, "literal")}
        numbers = {r["row"]: int(r["pairs"]) for r in rows_of(matcher, "all")}
        assert sum(numbers[k] for k in numbers if k in kinds | {"numbered institutes"}) == numbers["every pair"]


def test_the_page_shows_the_committed_figures() -> None:
    page = PAGE.read_text("utf-8")
    assert put(page, "results", table(committed())) == page


def test_a_matcher_that_says_same_to_everything_has_full_recall_and_the_share_of_same_as_precision() -> None:
    pairs = read_pairs(None)
    counted = count(pairs, [1.0] * len(pairs), 0.5)
    assert counted.recall == 1.0
    assert counted.precision == pytest.approx(counted.same / counted.pairs)
    assert counted.right == counted.same


def test_a_matcher_that_says_same_to_nothing_has_no_recall_and_no_precision() -> None:
    pairs = read_pairs(None)
    counted = count(pairs, [0.0] * len(pairs), 0.5)
    assert (counted.precision, counted.recall, counted.f1) == (0.0, 0.0, 0.0)
    assert counted.right == counted.pairs - counted.same
