"""The rules that decide on verdicts stand in the curated tables with their days and their tests of ownership; the page says what they say."""

import csv
import runpy
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from ingest.dates import imprecise

ROOT = Path(__file__).parents[2]
CURATED = ROOT / "ingest" / "curated"

DAYS = {
    "bis-affiliates-rule": [("in-force", "2025-09-29", "2025-11-09"), ("suspended", "2025-11-10", "2026-11-09")],
    "ofac-50-percent-rule-2008": [("in-force", "2008-02-14", "2014-08-12")],
    "ofac-50-percent-rule": [("in-force", "2014-08-13", "")],
    "eu-ownership-test-before-2024": [("in-force", "../2024-07-02", "2024-07-02")],
    "eu-ownership-test": [("in-force", "2024-07-03", "")],
    "uk-ownership-control": [("in-force", "2020-07-06", "")],
    "huawei-fdp-rule": [("in-force", "2020-05-15", "2020-08-16"), ("in-force", "2020-08-17", "")],
    "us-advanced-computing-2022": [("in-force", "2022-10-07", "")],
    "us-advanced-computing-2023": [("in-force", "2023-11-17", "")],
    "us-advanced-computing-2024": [("in-force", "2024-12-02", "")],
    "us-foundry-due-diligence-2025": [("in-force", "2025-01-16", "")],
    "us-ai-diffusion-rule": [("in-force", "2025-01-15", "2025-05-12"), ("suspended", "2025-05-13", "")],
    "us-h200-review-policy-2026": [("in-force", "2026-01-15", "")],
    "section-889-a": [("in-force", "2019-08-13", "")],
    "section-889-b": [("in-force", "2020-08-13", "")],
    "section-805-1260h": [("in-force", "2026-06-30", "")],
    "fcc-equipment-authorisation-ban": [("in-force", "2023-02-06", "2025-12-25"), ("in-force", "2025-12-26", "")],
    "uflpa-presumption": [("in-force", "2022-06-21", "")],
    "eo-13959": [("in-force", "2020-11-12", "2021-06-02")],
    "eo-13959-purchase-ban": [("in-force", "2021-01-11", "2021-06-02")],
    "eo-14032-purchase-ban": [("in-force", "2021-08-02", "")],
    "eo-14032-divestment": [("in-force", "2022-06-03", "")],
    "crime-control-742-7": [("in-force", "../2020-07", "2020-10-05"), ("in-force", "2020-10-06", "")],
    "human-rights-entity-list-xinjiang-review": [("in-force", "2019-10-09", "")],
    "us-military-end-user-rule": [("in-force", "2020-06-29", "")],
}
"""State, first and last day of each interval, in order, as the issue and the sources give them."""

TESTS = {
    "bis-affiliates-rule": ("us-bis-entity-list; us-bis-meu", "50", "no", "yes", "no"),
    "ofac-50-percent-rule-2008": ("us-ofac-sdn", "50", "no", "no", "no"),
    "ofac-50-percent-rule": ("us-ofac-sdn; us-ofac-ssi", "50", "no", "yes", "no"),
    "eu-ownership-test-before-2024": ("eu-2020-1998; eu-2024-2642; eu-269-2014; eu-359-2011; eu-36-2012", "50", "yes", "", "yes"),
    "eu-ownership-test": ("eu-2020-1998; eu-2024-2642; eu-269-2014; eu-359-2011; eu-36-2012", "50", "no", "yes", "yes"),
    "eu-833-2014-article-5-owned": ("", "50", "yes", "", ""),
    "eu-833-2014-article-5aa-owned": ("eu-833-2014-annex-xix", "50", "yes", "", ""),
    "uk-ownership-control": ("uk-sanctions", "50", "yes", "no", "yes"),
    "fcc-equipment-authorisation-ban": ("us-fcc-covered", "10", "yes", "", "yes"),
    "section-805-1260h": ("us-dod-1260h", "", "", "", "yes"),
}
"""Lists, threshold, more than it, stakes added up, control counts; every other rule has no test."""

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (CURATED / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def intervals(rule: str) -> list[Row]:
    return [row for row in rows("rule_intervals") if row["rule"] == rule]


@pytest.mark.parametrize("rule", DAYS)
def test_the_rule_has_its_days(rule: str) -> None:
    assert [(row["state"], row["start"], row["end"]) for row in intervals(rule)] == DAYS[rule]


def test_the_rules_that_reach_owners_and_no_others_have_a_test() -> None:
    columns = ("programme", "ownership_threshold", "ownership_more_than", "ownership_aggregates", "control_counts")
    found = {row["id"]: tuple(row[c] for c in columns) for row in rows("rules") if any(row[c] for c in columns[1:])}
    assert found == TESTS


@pytest.mark.parametrize("rule", [rule for rule, spans in DAYS.items() if len(spans) > 1])
def test_one_state_follows_the_other_without_a_gap(rule: str) -> None:
    for earlier, later in pairwise(intervals(rule)):
        assert imprecise(later["start"]).earliest == date.fromisoformat(earlier["end"]) + timedelta(days=1)


def test_nothing_is_said_of_the_affiliates_rule_after_its_suspension() -> None:
    assert max(row["end"] or "9999" for row in intervals("bis-affiliates-rule")) == "2026-11-09"


def test_days_that_never_came_stand_in_a_note() -> None:
    """A deadline of a replaced order, and the days between release and effect, are told but are no intervals."""
    notes = {row["id"]: row["note"] for row in rows("rule_intervals")}
    assert "11 November 2021" in notes["eo-13959-purchase-ban-1"]
    assert "released on 25 November 2022" in notes["fcc-equipment-authorisation-ban-1"]
    assert all(day in notes["us-advanced-computing-2023-1"] for day in ("17 October 2023", "25 October 2023", "16 November"))


def test_the_page_has_the_tables_as_they_are() -> None:
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    module = runpy.run_path(str(ROOT / "docs" / "rules.py"))
    assert module["filled"](page) == page, "run python docs/rules.py"
    unread = sum("general knowledge" in row["note"] for row in rows("programmes"))
    assert f"The measures of {unread} programmes" in page
    with pytest.raises(ValueError, match="one pair of marks"):
        module["filled"]("no marks")
