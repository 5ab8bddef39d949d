"""The FCC Covered List: companies read out of prose by known phrases, and prose that is not known."""

import csv
import io
from pathlib import Path

import pytest

from tests.ingest.editions import Outcome, outcome, real

HUAWEI = "Telecommunications equipment produced by Huawei Technologies Company, including services by such entity."


@pytest.fixture(scope="module")
def actual(shared: Path) -> Outcome:
    return real("us_fcc_covered", "2026-08-20", shared)


@pytest.fixture
def invented(tmp_path: Path):
    def read(*rows: tuple[str, str]) -> Outcome:
        text = io.StringIO()
        csv.writer(text).writerows([("covered_equipment_or_services", "date_of_inclusion_on_covered_list"), *rows])
        path = tmp_path / "table.csv"
        path.write_text(text.getvalue(), encoding="utf-8")
        return outcome("us_fcc_covered", "2026-08-20", {"list": path})

    return read


def test_companies_are_listed_and_product_classes_left_out(actual):
    assert actual.counts("table.csv") == (16, 12, 4, 0)
    assert len(actual.all("Listing")) == len(actual.all("Company")) == 13


def test_hikvision_was_included_on_12_march_2021(actual):
    found = actual.one("Listing", "listedAs", "Hangzhou Hikvision Digital Technology Company")
    assert (found["start"], found["startKind"]) == (["2021-03-12"], ["urn:kg:date-kind:published"])
    assert found["programme"] == ["urn:kg:programme:us-fcc-covered"]
    assert found["requirement"][0].startswith("Video surveillance and telecommunications equipment")


def test_a_wholly_owned_subsidiary_is_listed_and_owned(actual):
    (stake,) = actual.all("OwnershipStake").values()
    assert actual.about[stake["owner"][0]]["name"] == ["Pacific Networks Corp"]
    assert actual.about[stake["asset"][0]]["name"] == ["ComNet (USA) LLC"]
    assert stake["share"] == ["100"]
    assert len(actual.with_value("Listing", "start", "2022-09-20")) == 3


def test_the_two_kasperskys_are_two_companies(actual):
    assert actual.one("Listing", "listedAs", "AO Kaspersky Lab")["start"] == ["2022-03-25"]
    assert actual.one("Listing", "listedAs", "Kaspersky Lab, Inc.")["start"] == ["2024-07-23"]


def test_an_unknown_sentence_is_rejected_with_its_line(invented):
    found = invented((HUAWEI, "March 12, 2021"), ("Widgets produced by Invented Widget Company.", "March 12, 2021"))
    assert found.counts("table.csv") == (2, 1, 0, 1)
    ((line, reason),) = found.reasons
    assert line == 3
    assert "entries.csv" in reason


def test_a_company_mentioned_outside_the_known_phrase_is_not_taken(invented):
    found = invented(("Anything except equipment that was made for Huawei Technologies Company", "March 12, 2021"))
    assert found.counts("table.csv") == (1, 0, 0, 1)


def test_the_first_day_of_a_run_on_cell_is_the_inclusion(invented):
    found = invented((HUAWEI, "December 22, 2025Updated:January 7, 2026Updated: March 18, 2026"))
    (listing,) = found.all("Listing").values()
    assert listing["start"] == ["2025-12-22"]
    assert listing["asPublished"] == [
        "date_of_inclusion_on_covered_list: December 22, 2025Updated:January 7, 2026Updated: March 18, 2026"
    ]


@pytest.mark.parametrize(
    "cell", ["", "2021-03-12", "March 32, 2021", "March 12, 2021 Removed: May 1, 2022", "Marchember 1, 2021"]
)
def test_a_cell_that_is_no_day_is_rejected(invented, cell):
    found = invented((HUAWEI, cell), (HUAWEI, "March 12, 2021"))
    assert found.counts("table.csv") == (2, 1, 0, 1)
    assert "day" in found.reasons[0][1]


def test_one_company_twice_on_one_day_is_kept_once(invented):
    found = invented((HUAWEI, "March 12, 2021"), (HUAWEI, "March 12, 2021"))
    assert found.counts("table.csv") == (2, 1, 0, 1)
    assert "stands twice" in found.reasons[0][1]


def test_a_header_that_is_not_utf8_is_a_sentence(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(b"covered_equipment_or_services,date_of_inclusion_on_covered_list,odd\xff\n")
    assert "header line that is not UTF-8" in outcome("us_fcc_covered", "2026-08-20", {"list": path}).report.problem
