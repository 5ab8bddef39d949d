"""Each kind of verdict has a real case in the curated tables, and the case says what its intervals say.

The rule is worked out here by its definition, from the tables alone; `graph` computes the same from the graph.
"""

import csv
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from ingest.dates import imprecise

ROOT = Path(__file__).parents[2]
KINDS = {
    "delisted-before", "relisted", "offered-not-signed", "multi-supplier", "unnamed-supplier", "renamed-supplier", "owner-only", "near-name",
    "listed-before", "listed-after", "not-listed", "overlap",
}  # fmt: skip
DATES_THE_DEAL = {"offered", "signed", "delivered"}
"""Kinds of date that bound the deal from below too; the others only say by when it was known."""

Row = dict[str, str]


def rows(path: Path) -> list[Row]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


CASES = rows(ROOT / "tests" / "graph" / "verdict_cases.csv")


@cache
def table(name: str) -> dict[str, Row]:
    return {row["id"]: row for row in rows(ROOT / "ingest" / "curated" / f"{name}.csv")}


def days_of(deal: Row) -> tuple[date, date]:
    """First and last day on which the deal may have been made."""
    if not deal["date"]:
        return date.min, date.max
    found = imprecise(deal["date"])
    first = found.earliest if deal["date_kind"] in DATES_THE_DEAL else None
    return first or date.min, found.latest or date.max


def stands(listing: Row, deal: tuple[date, date]) -> str:
    """How one listing stands to the days of a deal: before, after, ended, or unclear."""
    start, end = imprecise(listing["start"]), imprecise(listing["end"]) if listing["end"] else None
    if (start.earliest or date.min) > deal[1]:
        return "after"
    if end and (end.latest or date.max) < deal[0]:
        return "ended"
    begun = (start.latest or date.max) <= deal[0]
    return "before" if begun and (end is None or (end.earliest or date.min) >= deal[1]) else "unclear"


def verdict(subjects: set[str], programme: str, deal: tuple[date, date]) -> str:
    found = {
        stands(row, deal) for row in table("listings").values() if row["subject"] in subjects and row["programme"] == programme
    }
    for standing, answer in (("before", "listed-before"), ("unclear", "cannot-tell"), ("after", "listed-after")):
        if standing in found:
            return answer
    return "not-listed"


def majority_owners(asset: str, day: date) -> set[str]:
    """Who holds 50 per cent or more, by one stake that had certainly begun and has not ended."""
    return {
        row["owner"]
        for row in table("ownership").values()
        if row["asset"] == asset and float(row["share"] or row["share_min"] or 0) >= 50 and not row["end"]
        if row["start"] and (imprecise(row["start"]).latest or date.max) <= day
    }  # fmt: skip


def test_every_kind_has_a_case() -> None:
    assert {case["kind"] for case in CASES} == KINDS


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['kind']}-{case['deal']}-{case['supplier']}-{case['programme']}")
def test_the_case_is_in_the_tables_and_says_what_they_say(case: Row) -> None:
    deal = table("deals")[case["deal"]]
    assert case["supplier"] in deal["suppliers"].split("; ") and case["programme"] in table("programmes") and case["why"]
    if case["supplier"] == "unnamed":
        assert case["expected"] == "cannot-tell"
        return
    days, subjects = days_of(deal), {case["supplier"]}
    if case["kind"] == "owner-only":
        assert verdict(subjects, case["programme"], days) == "not-listed"
        subjects = majority_owners(case["supplier"], days[0])
    assert verdict(subjects, case["programme"], days) == case["expected"]


def test_the_cases_are_of_their_kind() -> None:
    """What makes a case one of its kind stands in the tables."""
    for case in CASES:
        deal, kind = table("deals")[case["deal"]], case["kind"]
        ended = [r for r in table("listings").values() if r["subject"] == case["supplier"] and r["end"]]
        assert kind != "offered-not-signed" or deal["status"] == "offered", case
        assert kind != "multi-supplier" or "; " in deal["suppliers"], case
        assert kind not in ("delisted-before", "relisted") or ended, case
