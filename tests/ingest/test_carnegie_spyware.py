"""Carnegie's spyware inventory: uses and never deals, shifted rows put together, and rows with everything wrong."""

import csv
import io
from collections import Counter
from pathlib import Path

import pytest

from ingest.carnegie_spyware.reader import COLUMNS, UNNAMED, period
from ontology.errors import FactError
from tests.ingest.editions import Outcome, outcome, real

HEADER = [*COLUMNS[:-UNNAMED], *[""] * UNNAMED]
GOOD = {
    "Country of deployment": "Angola",
    "Category of technology": "Spyware",
    "Period of use": "2019-2021",
    "Year of disclosure": "2021",
    "Commercial Entity": "Invented Intrusion",
    "Country of origin": "Israel, Hungary",
    "Description": "Invented words",
    "Source 1": "https://a.example/1",
}


@pytest.fixture(scope="module")
def inventory(shared: Path) -> Outcome:
    return real("carnegie_spyware", "v10", shared)


@pytest.fixture
def read(tmp_path: Path):
    def run(*rows: dict[str, str] | list[str], header: list[str] | None = None) -> Outcome:
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(HEADER if header is None else header)
        writer.writerows([row.get(c, "") for c in COLUMNS] if isinstance(row, dict) else row for row in rows)
        path = tmp_path / "invented.csv"
        path.write_text(text.getvalue(), encoding="utf-8")
        return outcome("carnegie_spyware", "v10", {"inventory": path})

    return run


def use(found: Outcome) -> dict[str, list[str]]:
    (facts,) = found.all("Use").values()
    return facts


def test_every_row_is_a_use_and_none_a_deal(inventory):
    assert inventory.counts("spyware_inventory_v10.csv") == (193, 193, 0, 0)
    assert (len(inventory.all("Use")), len(inventory.all("Deal"))) == (193, 0)
    assert len({f["territory"][0] for f in inventory.all("Use").values()}) == 74


def test_governments_by_regime_type_are_those_that_carnegie_counted(inventory):
    regimes = Counter(f["regimeType"][0].rpartition(" ")[2] for f in inventory.all("Territory").values() if "regimeType" in f)
    assert (regimes["CA"] + regimes["EA"], regimes["ED"] + regimes["LD"]) == (44, 30)


def test_an_unknown_regime_type_is_rejected(read):
    found = read(GOOD, {**GOOD, "Country of deployment": "Chad", "V-Dem Regime Type 2021": "XX"})
    assert [line for line, _ in found.reasons] == [3] and "none of CA, EA, ED, LD" in found.reasons[0][1]


def test_the_vendors_counted_in_sources_md(inventory):
    counts = Counter(s for f in inventory.all("Use").values() for s in f.get("supplier", []))
    named = {inventory.about[iri]["name"][0]: n for iri, n in counts.items()}
    assert {k: named[k] for k in ("FinFisher", "NSO Group", "Hacking Team", "Cellebrite", "Cytrox")} == {
        "FinFisher": 34,
        "NSO Group": 30,
        "Hacking Team": 30,
        "Cellebrite": 23,
        "Cytrox": 14,
    }
    assert "Paraben" in named


def test_technologies_and_confidence(inventory):
    uses = inventory.all("Use").values()
    assert Counter(f["technology"][0].rpartition(":")[2] for f in uses) == {
        "spyware": 130,
        "phone-forensics": 62,
        "device-intrusion": 1,
    }
    assert Counter(f["status"][0].rpartition(":")[2] for f in uses) == {"reported": 161, "suspected": 32}


def test_germany_used_nso_group_from_2019_to_2021(inventory):
    found = inventory.about["urn:kg:use:carnegie-spyware:de-nso-group"]
    assert (found["date"], found["dateEarliest"], found["dateLatest"]) == (["2019/2021"], ["2019-01-01"], ["2021-12-31"])
    assert found["dateKind"] == ["urn:kg:date-kind:in-use"]


def test_a_year_of_disclosure_dates_the_report(inventory):
    found = inventory.about["urn:kg:use:carnegie-spyware:am-cytrox"]
    assert (found["date"], found["dateKind"]) == (["2021"], ["urn:kg:date-kind:reported"])
    by_kind = Counter(f["dateKind"][0].rpartition(":")[2] for f in inventory.all("Use").values())
    assert by_kind == {"in-use": 94, "reported": 99}


def test_the_ten_shifted_rows_are_put_together(inventory):
    shifted = [
        f for f in inventory.all("Use").values() if any(p.startswith("Lower confidence sources: ") for p in f["asPublished"])
    ]
    assert len(shifted) == 10
    estonia = inventory.about["urn:kg:use:carnegie-spyware:ee-nso-group"]
    assert (
        "Israel authorized Estonia to acquire Pegasus in 2018; Estonia made a down payment of $30 million for the system"
        in estonia["note"]
    )
    assert estonia["status"] == ["urn:kg:status:reported"]
    assert [n for n in estonia["note"] if n.startswith("source: ")] == [
        "source: https://web.archive.org/web/20220902072854/https://www.nytimes.com/2022/03/23/us/politics/pegasus-israel-ukraine-russia.html"
    ]


def test_the_two_columns_without_a_name_hold_further_sources(inventory):
    greece = inventory.about["urn:kg:use:carnegie-spyware:gr-cytrox"]
    assert len([n for n in greece["note"] if n.startswith("source: ")]) == 9
    urls = [n for f in inventory.all("Use").values() for n in f["note"] if n.startswith("source: ")]
    assert len(urls) >= 414


def test_several_homes_and_an_undisclosed_vendor(inventory):
    cytrox = inventory.one("Company", "name", "Cytrox")
    assert cytrox["territory"] == ["urn:kg:territory:HU", "urn:kg:territory:IL"]
    canada = inventory.about["urn:kg:use:carnegie-spyware:ca-undisclosed"]
    assert "supplier" not in canada and "The vendor is not disclosed" in canada["note"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2014", "2014"),
        ("2016-2018, 2020, 2021", "2016/2021"),
        ("2021-present", "2021/.."),
        ("2010s - present", "2010/.."),
        ("?-2021", "../2021"),
        ("2012-?", "2012/.."),
    ],
)
def test_periods(text, expected):
    assert period(text).text == expected


@pytest.mark.parametrize("text", ["?", "present", "?-?", "2021-2019", "lately", "2019-", "20191", "0000"])
def test_what_is_no_period(text):
    with pytest.raises(FactError):
        period(text)


def test_a_good_invented_row(read):
    found = read(GOOD)
    assert use(found)["note"] == ["Disclosed: 2021", "Invented words", "source: https://a.example/1"]
    assert found.reasons == []


def test_a_shifted_invented_row_keeps_its_mark(read):
    found = use(read(GOOD | {"Lower confidence sources": " second half", "Source 1": "x", "Source 2": "https://a.example/1"}))
    assert found["status"] == ["urn:kg:status:suspected"]
    assert "Invented words; second half" in found["note"] and "source: x" not in found["note"]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"Country of deployment": "Ruritania"}, "is no territory"),
        ({"Country of deployment": ""}, "is no territory"),
        ({"Country of origin": "Ruritania"}, "is no territory"),
        ({"Commercial Entity": " "}, "Commercial Entity is blank"),
        ({"Category of technology": "Magic"}, "is not in categories.csv"),
        ({"Period of use": "2021-2019"}, "ends before it begins"),
        ({"Period of use": "long ago"}, "is not made of years"),
        ({"Period of use": "", "Year of disclosure": "soon"}, "is not made of years"),
        ({"Lower confidence sources": "maybe"}, "not x or blank"),
        ({"Lower confidence sources": " half", "Source 1": "https://a.example/1"}, "not x or blank"),
    ],
)
def test_a_bad_row_is_rejected_and_the_rest_loads(read, changed, reason):
    found = read(GOOD | changed, GOOD | {"Country of deployment": "Togo"})
    assert [r for _, r in found.reasons if reason in r], found.reasons
    assert len(found.all("Use")) == 1


def test_a_pair_that_stands_twice_counts_once(read):
    found = read(GOOD, GOOD)
    assert "stands twice" in found.reasons[0][1]
    assert len(found.all("Use")) == 1


def test_a_row_cut_off_is_rejected(read):
    found = read(["Angola", "AF"], GOOD)
    assert "2 cells where the header has 21" in found.reasons[0][1]
    assert len(found.all("Use")) == 1


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        ([h for h in HEADER if h != "Commercial Entity"], "has no column 'Commercial Entity'"),
        ([*HEADER[1:-UNNAMED], HEADER[0], "", ""], "in another order"),
        ([*HEADER, "More"], "in another order"),
    ],
)
def test_another_header_is_a_problem_of_the_file(read, header, problem):
    assert problem in read(header=header).report.problem


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"Country of deployment\rRegion", b"\x00\x01\x02", b'"'])
def test_a_file_that_is_no_such_table_is_a_problem_in_a_sentence(tmp_path, content):
    path = tmp_path / "invented.csv"
    path.write_bytes(content)
    assert "invented.csv" in outcome("carnegie_spyware", "v10", {"inventory": path}).report.problem


def test_a_file_cut_in_the_middle_breaks_its_expectation(shared, tmp_path):
    path = tmp_path / "cut.csv"
    whole = (shared / "carnegie-spyware/spyware_inventory_v10.csv").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    found = outcome("carnegie_spyware", "v10", {"inventory": path})
    assert len(found.report.expected) >= 2 and len(found.reasons) <= 1
