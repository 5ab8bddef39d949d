"""Granitt's cases: suspected uses of the operator's territory, never a deal, never a person; and rows with everything wrong."""

import csv
import io
from collections import Counter
from pathlib import Path

import pytest

from ingest.granitt_spyware.reader import COLUMNS
from tests.ingest.editions import Outcome, outcome, real

GOOD = {
    "spyware": "Inventosus",
    "vendor": "Invented Intrusion",
    "operator": "Mexico",
    "occurred": "2016",
    "disclosed": "2017-06-19",
    "disclosed_by": "Invented Lab",
    "attack_result": "Attempted",
    "sources": "https://a.example/1; https://a.example/2",
}


@pytest.fixture(scope="module")
def cases(shared: Path) -> Outcome:
    return real("granitt_spyware", "2023-11-27", shared)


@pytest.fixture
def read(tmp_path: Path):
    def run(*rows: dict[str, str]) -> Outcome:
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
        path = tmp_path / "invented.csv"
        path.write_text(text.getvalue(), encoding="utf-8")
        return outcome("granitt_spyware", "2023-11-27", {"cases": path})

    return run


def test_cases_with_an_operator_are_suspected_uses(cases):
    assert cases.counts("spyware_operators.csv") == (133, 82, 51, 0)
    assert (len(cases.all("Use")), len(cases.all("Deal"))) == (82, 0)
    assert {s for f in cases.all("Use").values() for s in f["status"]} == {"urn:kg:status:suspected"}


def test_operators(cases):
    counts = Counter(t.rpartition(":")[2] for f in cases.all("Use").values() for t in f["territory"])
    assert counts == {"MX": 30, "IN": 23, "AE": 13, "SA": 4, "BH": 4, "ES": 4, "MA": 3, "KE": 1, "SV": 1}


def test_nobody_is_loaded(cases):
    assert set(f["class"][0] for f in cases.about.values()) == {"Company", "Source", "Use"}


def test_a_case_of_two_operators_and_two_years(cases):
    (both,) = [f for f in cases.all("Use").values() if len(f["territory"]) == 2]
    assert both["date"] == ["2016/2021"] or both["date"] == ["2015/2020"]
    assert "operator: Mexico; El Salvador" in both["asPublished"]


def test_equal_rows_are_cases_of_their_own(read):
    assert len(read(GOOD, GOOD).all("Use")) == 2


def test_the_ids_do_not_depend_on_the_other_rows(read):
    alone, among = read(GOOD).all("Use"), read(GOOD | {"operator": "Kenya"}, GOOD).all("Use")
    assert set(alone) < set(among)


def test_without_a_year_the_day_of_disclosure_dates_the_report(read):
    (found,) = read(GOOD | {"occurred": ""}).all("Use").values()
    assert (found["date"], found["dateKind"]) == (["2017-06-19"], ["urn:kg:date-kind:reported"])
    (found,) = read(GOOD | {"occurred": "", "disclosed": ""}).all("Use").values()
    assert "date" not in found and "dateKind" not in found


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"operator": "Ruritania"}, "is no territory"),
        ({"vendor": ""}, "no spyware or no vendor"),
        ({"spyware": " "}, "no spyware or no vendor"),
        ({"occurred": "2016-05"}, "no date in its form"),
        ({"disclosed": "19.6.2017"}, "no date in its form"),
        ({"disclosed": "2017-02-30", "occurred": ""}, "no day of the calendar"),
        ({"attack_result": "Perhaps"}, "neither Attempted nor Successful"),
        ({"pegasus_project": "maybe"}, "not TRUE or blank"),
    ],
)
def test_a_bad_row_is_rejected_and_the_rest_loads(read, changed, reason):
    found = read(GOOD | changed, GOOD)
    assert [r for _, r in found.reasons if reason in r], found.reasons
    assert len(found.all("Use")) == 1


def test_a_file_that_is_no_such_table_is_a_problem_in_a_sentence(tmp_path):
    path = tmp_path / "invented.csv"
    path.write_bytes(b"name,affiliation\n")
    assert "has no column 'spyware'" in outcome("granitt_spyware", "2023-11-27", {"cases": path}).report.problem
