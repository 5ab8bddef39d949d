"""Denied Persons List: known orders of the real file, and rows with everything wrong with them."""

from pathlib import Path

import pytest

from tests.ingest.editions import Outcome, outcome, real

HEADER = "Name	Street_Address	City	State	Country	Postal_Code	Effective_Date	Expiration_Date	Standard_Order	Last_Update	Action	FR_Citation"
GOOD = (
    "Invented Optics LLC	1 Nowhere Road	Nowhere	TX		00000	06/05/2020	06/05/2030	Y	2020-06-06	NEW	85 F.R. 1 6/6/2020"
)


def row(**changed: str) -> str:
    cells = dict(zip(HEADER.split("\t"), GOOD.split("\t"), strict=True)) | changed
    return "\t".join(f'"{c}"' for c in cells.values())


@pytest.fixture
def read(tmp_path):
    def run(*rows: str) -> Outcome:
        path = tmp_path / "invented.txt"
        path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
        return outcome("us_bis_dpl", "2023-11", {"dpl": path})

    return run


def listing(found: Outcome) -> dict[str, list[str]]:
    ((_, facts),) = found.all("Listing").items()
    return facts


@pytest.fixture(scope="module")
def whole(shared: Path) -> Outcome:
    return real("us_bis_dpl", "2023-11", shared)


def test_every_row_is_accounted_for(whole):
    assert whole.counts("dpl.txt") == (665, 147, 518, 0)
    assert len(whole.all("Listing")) == 107


def test_a_renewed_order_began_between_its_first_notice_and_the_stated_day(whole):
    (mahan,) = [f for f in whole.all("Listing").values() if f["listedAs"] == ["MAHAN AIRWAYS"]]
    assert mahan["start"][0].startswith("2008/") and mahan["startKind"] == ["urn:kg:date-kind:effective"]
    assert mahan["endKind"] == ["urn:kg:date-kind:expires"] and "73 FR 15130" in mahan["legalAct"]


def test_a_name_that_does_not_show_the_airline_is_kept_and_persons_are_not(whole):
    names = {n for facts in whole.about.values() for n in facts.get("name", [])}
    assert "AVIASTAR - TU" in names and "PJSC AEROFLOT" in names
    assert not names & {"I. ASH", "ALEXANDER FISHENKO", "OLEG ZENCHENKO"}
    assert not whole.all("Person")


def test_addresses_of_one_order_are_one_listing(read):
    found = read(row(), row(Street_Address="2 Elsewhere Road", Country="AE", State=""), row())
    assert found.counts("invented.txt") == (3, 2, 1, 0)
    facts = found.one("Company", "name", "Invented Optics LLC")
    assert sorted(facts["territory"]) == ["urn:kg:territory:AE", "urn:kg:territory:US"] and len(facts["address"]) == 2
    assert listing(found)["end"] == ["2030-06-05"]


def test_a_blank_end_and_a_blank_place_say_nothing(read):
    found = read(row(Expiration_Date="", State="", Country=""))
    assert "end" not in listing(found) and "territory" not in found.one("Company", "name", "Invented Optics LLC")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"Effective_Date": "2020-06-05"}, "no day of the calendar in the form"),
        ({"Effective_Date": "13/40/2020"}, "no day of the calendar"),
        ({"Expiration_Date": "never"}, "no day of the calendar"),
        ({"Standard_Order": "MAYBE"}, "unknown Standard_Order 'MAYBE'"),
        ({"Country": "Nowhereland"}, "no territory known here"),
        ({"Name": "   "}, "no name"),
    ],
)
def test_a_bad_row_is_rejected_and_the_rest_is_read(read, changed, reason):
    found = read(row(**changed), row(Name="Invented Lenses LLC"))
    ((line, said),) = found.reasons
    assert line == 2 and reason in said
    assert found.one("Company", "name", "Invented Lenses LLC")


def test_a_row_after_a_rejected_one_of_the_same_order_makes_the_listing(read):
    found = read(row(Country="Nowhereland"), row())
    assert found.counts("invented.txt") == (2, 1, 0, 1) and listing(found)["listedAs"] == ["Invented Optics LLC"]


def test_a_cut_row_and_a_file_of_another_form_are_named(read, tmp_path):
    assert "cells where the header has" in read('"Invented Optics LLC"	"1 Nowhere Road"').reasons[0][1]
    other = tmp_path / "other.txt"
    other.write_text("Name,City\nInvented,Nowhere\n")
    assert "no column 'Name'" in outcome("us_bis_dpl", "2023-11", {"dpl": other}).report.problem
