"""EU regulations: known entries of the real tables, numbers and addresses of every form, and rows with everything wrong with them."""

import csv
import io
from pathlib import Path

import pytest

from ingest.eu_sanctions import reader
from tests.ingest.editions import Outcome, outcome, real

HEADER = (*reader.REQUIRED, "programKey", "weakAlias", "previousName", "nationality", "jurisdiction", "legalForm", "sector", "taxNumber",
          "idNumber", "innCode", "ogrnCode", "okpoCode", "leiCode", "swiftBic", "ticker", "website", "notes")  # fmt: skip
GOOD = {"celex": "32014R0833", "recordId": "1", "programKey": "EU-RUS", "annex": "IV", "measure": "Export control", "startDate": "16.12.2022",
        "schema": "LegalEntity", "name": "Invented Optics LLC", "address": "1 Nowhere Street, Nowhere, Russian Federation"}  # fmt: skip


@pytest.fixture
def read(tmp_path):
    def run(*rows: dict[str, str]) -> Outcome:
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, HEADER, restval="", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows({**GOOD, **r} for r in rows)
        path = tmp_path / "invented.csv"
        path.write_bytes(text.getvalue().encode())
        return outcome("eu_sanctions", "2026-08", {"russia": path})

    return run


@pytest.fixture(scope="module")
def whole(shared: Path) -> Outcome:
    return real("eu_sanctions", "2026-08", shared)


def test_every_row_is_accounted_for(whole):
    assert whole.counts("32014R0833.csv") == (1746, 1085, 661, 0)
    assert whole.counts("32020R1998.csv") == (177, 41, 136, 0)
    assert whole.counts("32024R2642.csv") == (100, 20, 80, 0)
    assert whole.counts("32012R0036.csv") == (368, 51, 317, 0)
    assert whole.counts("32011R0359.csv") == (321, 53, 268, 0)
    assert len(whole.with_value("Listing", "programme", "urn:kg:programme:eu-833-2014-annex-iv")) == 921


def test_xinjiang_and_ntechlab(whole):
    xpcc = whole.one("PublicBody", "name", "Xinjiang Production and Construction Corps Public Security Bureau")
    assert xpcc["territory"] == ["urn:kg:territory:CN"] and "新疆生产建设兵团公安局" in xpcc["alias"]
    listing = whole.one("Listing", "listedAs", "Xinjiang Production and Construction Corps Public Security Bureau")
    assert (listing["start"], listing["programme"]) == (["2021-03-22"], ["urn:kg:programme:eu-2020-1998"])
    assert [f for f in whole.all("Listing").values() if "NTechLab" in f["listedAs"][0] or "Ntech" in f["listedAs"][0]]


def test_an_annex_without_days_is_only_seen(whole):
    sberbank = whole.one("Listing", "listedAs", "SBERBANK")
    assert sberbank["start"] == ["../2026-08-14"] and sberbank["startKind"] == ["urn:kg:date-kind:seen"]
    assert sberbank["programme"] == ["urn:kg:programme:eu-833-2014-annex-iii"]


@pytest.mark.parametrize(
    ("cell", "stated"),
    [
        ("7704730655 (Tax ID/INN)", ["ru-inn:7704730655"]),
        ("1147746889531 (OGRN)", ["ru-ogrn:1147746889531"]),
        ("7704730655 (INN); 1197700003137", ["registration-ru:1197700003137", "ru-inn:7704730655"]),
        ("91440101MA5ALQNR86 (USCC)", ["uscc:91440101MA5ALQNR86"]),
        ("91440300MA5GN73B4F (China, Unified Social Credit Code)", ["uscc:91440300MA5GN73B4F"]),
        ("USCC no. 91230109MA1CNM0139", ["uscc:91230109MA1CNM0139"]),
        ("Cr. No. 3203355", ["registration-ru:3203355"]),
        ("12 (Number of an invented kind)", []),
    ],
)
def test_numbers_of_every_form(read, cell, stated):
    facts = read({"registrationNumber": cell}).one("Company", "name", "Invented Optics LLC")
    assert sorted(facts.get("identifier", [])) == stated
    assert bool(facts.get("asPublished")) == (not stated)


@pytest.mark.parametrize(
    ("address", "codes"),
    [
        ("1 Nowhere Street, Moscow, Russian Federation", ["RU"]),
        ("Tehran (Iran)", ["IR"]),
        ("Des Voeux Road Central Hongkong, People\u2019s Republic of China", ["HK"]),
        ("1 Nowhere Road, Dubai, U.A.E.", ["AE"]),
        ("Nowhere, occupied Palestinian territories", ["PS"]),
        ("Hamsho Building, 31 Baghdad Street, Damascus", None),
        ("PO Box 9525", None),
    ],
)
def test_a_territory_is_stated_only_where_an_address_ends_in_one(address, codes):
    assert reader._code(address) == codes


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"annex": "XCIX"}, "unknown annex 'XCIX' of '32014R0833'; add it to annexes.csv"),
        ({"celex": "39999R9999"}, "unknown annex 'IV' of '39999R9999'"),
        ({"measure": "Asset freeze"}, "carries 'Export control', not 'Asset freeze'"),
        ({"schema": "Spaceship"}, "unknown schema 'Spaceship'"),
        ({"annex": "XLII", "measure": "Transportation restrictions"}, "lists no organizations"),
        ({"startDate": "31.2.2022"}, "no day of the calendar"),
        ({"startDate": "spring 2022"}, "no day of the calendar"),
        ({"country": "Nowhereland"}, "no territory known here"),
        ({"name": " "}, "no name"),
    ],
)
def test_a_bad_row_is_rejected_and_the_rest_is_read(read, changed, reason):
    found = read(changed, {"recordId": "2", "name": "Invented Lenses LLC"})
    ((line, said),) = found.reasons
    assert line == 2 and reason in said
    assert found.one("Company", "name", "Invented Lenses LLC")


def test_persons_vessels_and_assets_are_left_out(read):
    found = read({"schema": "Vessel", "annex": "XLII", "measure": "Transportation restrictions"},
                 {"schema": "Asset", "annex": "LIII", "measure": "Financial restrictions"}, {"schema": "Person"})  # fmt: skip
    assert found.counts("invented.csv") == (3, 0, 3, 0)


def test_two_records_of_one_name_are_two_listings_of_one_organization(read):
    found = read({}, {"recordId": "2"}, {"recordId": "2"})
    assert len(found.all("Listing")) == 2 and len(found.all("Company")) == 1 and "stands twice" in found.reasons[0][1]


def test_a_missing_file_of_the_edition_is_named(tmp_path):
    assert "is missing" in outcome("eu_sanctions", "2026-08", {"russia": tmp_path / "nowhere.csv"}).report.problem
