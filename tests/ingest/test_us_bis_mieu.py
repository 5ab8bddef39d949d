"""Military-intelligence end users: the thirteen bodies of the rule, and rows of another form."""

from pathlib import Path

import pytest

from tests.ingest.editions import Outcome, outcome, real

HEADER = "Type,Name,Alias,Country,Topics,Program,Date,End date,Source URL"
GOOD = "Organization,Invented Signals Office,ISO-X,KP,export.control,US-BIS-MIEU,2021-03-16,,https://nowhere.example/1"


@pytest.fixture
def read(tmp_path):
    def run(*rows: str) -> Outcome:
        path = tmp_path / "invented.csv"
        path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
        return outcome("us_bis_mieu", "2026-07", {"mieu": path})

    return run


def test_the_thirteen_bodies(shared: Path):
    found = real("us_bis_mieu", "2026-07", shared)
    assert found.counts("mieu.csv") == (13, 13, 0, 0)
    gru = found.one("PublicBody", "alias", "GRU")
    assert gru["name"] == ["Main Intelligence Directorate"] and gru["territory"] == ["urn:kg:territory:RU"]
    listing = found.one("Listing", "listedAs", "Main Intelligence Directorate")
    assert listing["start"] == ["2021-03-16"] and listing["startKind"] == ["urn:kg:date-kind:effective"]
    assert "FR Doc. 2021-00977" in listing["legalAct"] and listing["programme"] == ["urn:kg:programme:us-bis-mieu"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("Organization,", "Person,", "unknown Type 'Person'; it is Organization"),
        ("US-BIS-MIEU", "US-BIS-EL", "unknown Program"),
        ("export.control", "sanction", "unknown Topics"),
        ("KP", "Nowhereland", "no territory known here"),
        ("2021-03-16", "2021-02-30", "no day of the calendar"),
        ("Invented Signals Office", " ", "no name"),
    ],
)
def test_a_bad_row_is_rejected_and_the_rest_is_read(read, old, new, reason):
    found = read(GOOD.replace(old, new), GOOD.replace("Signals", "Cipher"))
    assert found.one("PublicBody", "name", "Invented Cipher Office")
    ((_, said),) = found.reasons
    assert reason in said


def test_without_a_day_it_is_only_seen(read):
    (listing,) = read(GOOD.replace("2021-03-16", "")).all("Listing").values()
    assert listing["start"] == ["../2026-07-27"] and listing["startKind"] == ["urn:kg:date-kind:seen"]


def test_a_removal_ends_the_listing(read):
    found = read(GOOD.replace("2021-03-16,,", "2021-03-16,2024-01-02,"))
    (listing,) = found.all("Listing").values()
    assert listing["end"] == ["2024-01-02"] and listing["endKind"] == ["urn:kg:date-kind:removed"]


def test_the_same_body_twice_is_rejected(read):
    assert "stands twice" in read(GOOD, GOOD).reasons[0][1]
