"""OpenSanctions' simple CSV: known targets of the real file, cells inside cells, and rows with everything wrong with them."""

import csv
import io
from pathlib import Path

import pytest

from tests.ingest.editions import Outcome, outcome, real

HEADER = ("id", "schema", "name", "aliases", "birth_date", "countries", "addresses", "identifiers", "sanctions", "phones", "emails", "program_ids",
          "dataset", "first_seen", "last_seen", "last_change")  # fmt: skip
GOOD = {"id": "inv-1", "schema": "LegalEntity", "name": "Invented Optics LLC", "countries": "ru", "sanctions": '""', "program_ids": "UA-WS-UAVS",
        "dataset": "Ukraine War and Sanctions", "first_seen": "2025-10-06T14:15:21"}  # fmt: skip


@pytest.fixture
def read(tmp_path):
    def run(*rows: dict[str, str]) -> Outcome:
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, HEADER, restval="", quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writeheader()
        writer.writerows({**GOOD, **r} for r in rows)
        path = tmp_path / "invented.csv"
        path.write_bytes(text.getvalue().encode())
        return outcome("opensanctions_csv", "ua-war-sanctions-2026-03", {"targets": path})

    return run


@pytest.fixture(scope="module")
def whole(shared: Path) -> Outcome:
    return real("opensanctions_csv", "ua-war-sanctions-2026-03", shared)


def test_every_row_is_accounted_for(whole):
    assert whole.counts("ua_war_sanctions.targets.simple.csv") == (4057, 2712, 1345, 0)
    assert whole.report.files[0]["left_out"] == {"vessel": 1340, "the publisher has no name, only 'Company'": 5}


def test_a_known_target(whole):
    plant = whole.one("Company", "recordId", "NK-28mqu8V3AzembAmAfehWPd")
    assert sorted(plant["identifier"]) == ["ru-inn:5042126251", "ru-ogrn:1125042006462"] and plant["territory"] == ["urn:kg:territory:RU"]
    listing = whole.one("Listing", "recordId", "NK-28mqu8V3AzembAmAfehWPd")
    assert listing["start"] == ["../2025-10-14"] and listing["startKind"] == ["urn:kg:date-kind:seen"]
    assert listing["programCode"] == ["UA-WS-MILIND"] and "Shahed (Geran)" in listing["note"][0]


def test_cells_inside_cells(read):
    cell = 'Plain;"With ""quotes""";"Two\nlines; and a semicolon"'
    facts = read({"aliases": cell, "sanctions": '""'}).one("Company", "name", "Invented Optics LLC")
    assert sorted(facts["alias"]) == ["Plain", "Two lines; and a semicolon", 'With "quotes"']


def test_numbers_are_typed_by_form_check_digits_and_country(read):
    found = read(
        {"identifiers": "1125042006462;5042126251;1125042006463"},
        {
            "id": "inv-2",
            "name": "Invented Shipping Ltd",
            "schema": "Company",
            "countries": "hk",
            "identifiers": "IMO6495856;5042126251",
            "program_ids": "",
        },
    )
    optics, shipping = (found.one("Company", "name", n) for n in ("Invented Optics LLC", "Invented Shipping Ltd"))
    assert sorted(optics["identifier"]) == ["ru-inn:5042126251", "ru-ogrn:1125042006462"]
    assert optics["asPublished"] == ["identifiers: 1125042006463"]
    assert shipping["identifier"] == ["imo:6495856"] and shipping["asPublished"] == ["identifiers: 5042126251"]


def test_two_programs_of_one_programme_are_one_listing(read):
    (listing,) = read({"program_ids": "UA-WS-MILIND;UA-WS-UAVS"}).all("Listing").values()
    assert sorted(listing["programCode"]) == ["UA-WS-MILIND", "UA-WS-UAVS"]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"schema": "Spaceship"}, "unknown schema 'Spaceship'"),
        ({"dataset": "Invented Data Set"}, "no programme is known for program UA-WS-UAVS of 'Invented Data Set'"),
        ({"program_ids": "UA-WS-NEW"}, "no programme is known for program UA-WS-NEW"),
        ({"countries": "ru;nowhereland"}, "no territory known here"),
        ({"aliases": '"never closed'}, "the quoting inside aliases is broken"),
        ({"aliases": "two\nlines without quotes"}, "a line end stands outside quotes"),
        ({"first_seen": "last year"}, "is no day such as"),
        ({"first_seen": "2025-13-40T00:00:00"}, "no day of the calendar"),
        ({"name": " "}, "no id or no name"),
        ({"id": ""}, "no id or no name"),
    ],
)
def test_a_bad_row_is_rejected_and_the_rest_is_read(read, changed, reason):
    found = read(changed, {"id": "inv-2", "name": "Invented Lenses LLC"})
    ((line, said),) = found.reasons
    assert line == 2 and reason in said
    assert found.one("Company", "name", "Invented Lenses LLC")


@pytest.mark.parametrize(("changed", "left"), [({"schema": "Person"}, "natural person"), ({"schema": "Vessel"}, "vessel"),
                                               ({"name": "Company"}, "the publisher has no name, only 'Company'"),
                                               ({"name": "Dmitry Andreev"}, "natural person, by the name")])  # fmt: skip
def test_what_is_left_out(read, changed, left):
    found = read({**changed, "birth_date": "1970-01-01"})
    assert found.report.files[0]["left_out"] == {left: 1} and "1970-01-01" not in str(found.about)


def test_the_same_id_twice_is_rejected(read):
    assert "stands twice" in read({}, {"name": "Invented Lenses LLC"}).reasons[0][1]


def test_an_older_export_without_program_ids(tmp_path):
    header = [c for c in HEADER if c != "program_ids"]
    path = tmp_path / "older.csv"
    path.write_text(",".join(header) + "\n" + ",".join(GOOD.get(c, "").replace('""', "") for c in header) + "\n")
    assert len(outcome("opensanctions_csv", "ua-war-sanctions-2026-03", {"targets": path}).all("Listing")) == 1
