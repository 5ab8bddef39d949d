"""Companies named in US public laws: four files, inconsistent dates, persons left out."""

import csv
import io
from pathlib import Path

import pytest

from tests.ingest.editions import Outcome, outcome, real

COLUMNS = (
    "schema",
    "name",
    "aliases",
    "topics",
    "program",
    "authority",
    "reason",
    "report-date",
    "start-date",
    "end-date",
    "country",
    "notes",
    "source_url",
)
PROGRAM = {
    "section_889": "Section 889 of an act",
    "section_5949": "Section 5949 of an act",
    "section_154": "Section 154 of an act",
    "inksna": "Nonproliferation Sanctions (ISN)",
}


@pytest.fixture(scope="module")
def actual(shared: Path) -> Outcome:
    return real("us_special_legislation", "2026-08-18", shared)


@pytest.fixture
def invented(tmp_path: Path):
    def read(**rows: list[dict[str, str]]) -> Outcome:
        files = {}
        for role, program in PROGRAM.items():
            text = io.StringIO()
            writer = csv.DictWriter(text, COLUMNS, restval="")
            writer.writeheader()
            writer.writerows({"schema": "Company", "program": program, **r} for r in rows.get(role, []))
            files[role] = tmp_path / f"{role}.csv"
            files[role].write_text(text.getvalue(), encoding="utf-8")
        return outcome("us_special_legislation", "2026-08-18", files)

    return read


def test_the_real_files_give_their_companies_and_no_person(actual):
    assert actual.counts("section_889.csv") == (5, 5, 0, 0)
    assert actual.counts("section_5949.csv") == (3, 3, 0, 0)
    assert actual.counts("section_154.csv") == (6, 6, 0, 0)
    assert actual.counts("inksna.csv") == (28, 14, 14, 0)
    assert len(actual.all("Listing")) == 28
    assert not actual.all("Person")


def test_section_889_names_five_companies_without_a_day(actual):
    found = actual.with_value("Listing", "programme", "urn:kg:programme:us-ndaa-889")
    assert sorted(f["listedAs"][0].split()[0] for f in found) == ["Dahua", "Hangzhou", "Huawei", "Hytera", "ZTE"]
    for listing in found:
        assert (listing["start"], listing["startKind"]) == (["../2026-08-18"], ["urn:kg:date-kind:seen"])
        assert "startEarliest" not in listing


def test_a_ban_that_begins_later_keeps_both_days(actual):
    found = actual.one("Listing", "listedAs", "BYD Company, Limited")
    assert (found["start"], found["startKind"]) == (["2027-10-01"], ["urn:kg:date-kind:effective"])
    assert found["published"] == ["2023-12-22"]
    assert "start-date: October 1, 2027" in found["asPublished"]


def test_a_designation_has_its_effective_published_and_expiry_day(actual):
    found = actual.one("Listing", "listedAs", "JS Research Inc.")
    assert (found["start"], found["published"], found["end"]) == (["2026-01-22"], ["2026-01-27"], ["2028-01-22"])
    assert found["endKind"] == ["urn:kg:date-kind:expires"]
    assert actual.about[found["subject"][0]]["territory"] == ["urn:kg:territory:KR"]


def test_military_bodies_that_the_file_calls_companies_are_public_bodies(actual):
    body = actual.one("PublicBody", "name", "Russian Ground Forces")
    assert "schema: Company" in body["asPublished"]
    assert "name: 'Russian Ground Forces '" in body["asPublished"]
    assert len(actual.all("PublicBody")) == 5


def test_a_blank_country_gives_no_territory(actual):
    assert "territory" not in actual.one("Company", "name", "ZTE Corporation")


def test_a_year_stays_a_year(invented):
    found = invented(section_154=[{"name": "Invented Battery Company", "start-date": "2027"}])
    (listing,) = found.all("Listing").values()
    assert (listing["start"], listing["startEarliest"], listing["startLatest"]) == (["2027"], ["2027-01-01"], ["2027-12-31"])


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ({"schema": "Vessel", "name": "Invented"}, "is no kind of party"),
        ({"schema": "", "name": "Invented"}, "is no kind of party"),
        ({"name": "   "}, "names nobody"),
        ({"name": ""}, "names nobody"),
        ({"name": "Invented", "country": "Ruritania"}, "is no territory"),
        ({"name": "Invented", "start-date": "1/2/2027"}, "no day of the calendar"),
        ({"name": "Invented", "start-date": "October 32, 2027"}, "no day of the calendar"),
        ({"name": "Invented", "report-date": "2026-13"}, "no day of the calendar"),
        ({"name": "Invented", "program": "Section 999 of an act"}, "does not belong in the file"),
        ({"name": "Invented Good"}, "stands twice"),
    ],
)
def test_a_bad_row_is_rejected_and_the_rest_loads(invented, bad, reason):
    found = invented(section_889=[{"name": "Invented Good"}, bad])
    assert found.counts("section_889.csv") == (2, 1, 0, 1)
    assert reason in found.reasons[0][1]
    assert len(found.all("Listing")) == 1


def test_a_person_leaves_nothing_behind(invented):
    found = invented(inksna=[{"schema": "Person", "name": "Invented Person", "country": "Ruritania"}])
    assert found.counts("inksna.csv") == (1, 0, 1, 0)
    assert set(found.report.counts) == {"Source"}
