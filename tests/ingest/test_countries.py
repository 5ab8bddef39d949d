"""Country codes: names, codes and regions of territories."""

from pathlib import Path

import pytest

from ingest.countries.reader import _NAMES
from tests.ingest.editions import Outcome, outcome, real

HEADER = ("ISO3166-1-Alpha-2", "ISO3166-1-Alpha-3", "Region Name", *_NAMES)


@pytest.fixture(scope="module")
def actual(shared: Path) -> Outcome:
    return real("countries", "2026-05-15", shared)


@pytest.fixture
def invented(tmp_path: Path):
    def read(*rows: tuple[str, ...]) -> Outcome:
        path = tmp_path / "codes.csv"
        lines = [",".join((*row, *[""] * (len(HEADER) - len(row)))) for row in rows]
        path.write_text("\n".join([",".join(HEADER), *lines]) + "\n", encoding="utf-8")
        return outcome("countries", "2026-05-15", {"codes": path})

    return read


def test_every_row_is_a_territory(actual):
    assert actual.counts("country-codes.csv") == (249, 249, 0, 0)
    assert len(actual.all("Territory")) == 249
    assert "urn:kg:territory:XK" not in actual.about


def test_namibia_is_not_a_missing_value(actual):
    found = actual.about["urn:kg:territory:NA"]
    assert (found["code"], found["code3"], found["region"]) == (["NA"], ["NAM"], ["Africa"])
    assert "Republic of Namibia" in found["alias"]


def test_hong_kong_and_taiwan_are_territories_of_their_own(actual):
    assert actual.about["urn:kg:territory:HK"]["code3"] == ["HKG"]
    assert actual.about["urn:kg:territory:TW"]["code3"] == ["TWN"]


def test_the_name_shown_is_left_to_the_reference(actual):
    assert not any("name" in f for f in actual.all("Territory").values())


def test_a_cell_with_a_no_break_space_only_is_blank(invented):
    found = invented(("ZZ", "\u00a0", "\u00a0", "Inventedland", "\u00a0"))
    territory = found.about["urn:kg:territory:ZZ"]
    assert "code3" not in territory
    assert "region" not in territory
    assert territory["alias"] == ["Inventedland"]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (("",), "two letters"),
        (("zz",), "two letters"),
        (("ZZZ",), "two letters"),
        (("ZY", "QQ"), "three letters"),
        (("ZZ",), "twice"),
    ],
)
def test_a_bad_row_is_rejected_and_the_rest_loads(invented, bad, reason):
    found = invented(("ZZ", "ZZZ"), bad)
    assert found.counts("codes.csv") == (2, 1, 0, 1)
    assert reason in found.reasons[0][1]
