"""Atlas of Surveillance: agencies kept apart by state, vendors under one spelling, dates only where plain; bad rows."""

import csv
import io
import time
from collections import Counter
from pathlib import Path

import pytest

from ingest import catalogue, shapes
from ingest.catalogue import Available
from ingest.eff_atlas.reader import link_date, vendor_names
from ingest.pipeline import read_edition
from tests.ingest.editions import Outcome, outcome, real

FILE = "Atlas_of_Surveillance-20201007.csv"
LINKS = [f"Link {n}{part}" for n in (1, 2, 3) for part in ("", " Snapshot", " Source", " Type", " Date")]
COLUMNS = [
    "AOSNUMBER",
    "City",
    "County",
    "State",
    "Agency",
    "Type of LEA",
    "Summary",
    "Type of Juris",
    "Technology",
    "Vendor",
    *LINKS,
]
GOOD = {
    "AOSNUMBER": "AOS9001",
    "City": "Nowhere",
    "County": "Nowhere County",
    "State": "VA",
    "Agency": "Nowhere Police Department",
    "Type of LEA": "Police",
    "Type of Juris": "Municipal",
    "Summary": "Invented words",
    "Technology": "Drones",
    "Vendor": "Invented Wings",
    "Link 1": "https://a.example/1",
    "Link 1 Source": "Invented Gazette",
    "Link 1 Date": "10/06/2018",
}


@pytest.fixture(scope="module")
def atlas(shared: Path) -> Outcome:
    return real("eff_atlas", "2020-10-07", shared)


@pytest.fixture
def read(tmp_path: Path):
    def run(*rows: dict[str, str], columns: list[str] = COLUMNS) -> Outcome:
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
        path = tmp_path / "invented.csv"
        path.write_text(text.getvalue(), encoding="utf-8")
        return outcome("eff_atlas", "2020-10-07", {"atlas": path})

    return run


def test_the_whole_atlas_is_read(atlas):
    assert atlas.counts(FILE) == (5784, 5782, 0, 2)
    assert [(line, reason[:20]) for line, reason in atlas.reasons] == [
        (782, "'US-NA' is no territ"),
        (5379, "the id use:eff-atlas"),
    ]
    assert len(atlas.all("Use")) == 5782


def test_vendors(atlas, shared):
    with (shared / "eff-atlas" / FILE).open(newline="", encoding="utf-8") as file:
        cells = Counter(row["Vendor"] for row in csv.DictReader(file) if row["Vendor"])
    assert (sum(cells.values()), len(cells)) == (3867, 135)
    counts = Counter(atlas.about[s]["name"][0] for f in atlas.all("Use").values() for s in f.get("supplier", []))
    assert {v: counts[v] for v in ("Clearview AI", "ShotSpotter", "Ring", "PredPol", "ELSAG", "Flock Safety")} == {
        "Clearview AI": 19,
        "ShotSpotter": 100,
        "Ring": 1500,
        "PredPol": 22,
        "ELSAG": 16,
        "Flock Safety": 5,
    }
    assert counts["DJI"] > 594


def test_no_vendor_has_edge_spaces_or_two_spellings_that_differ_by_case(atlas):
    names = [f["name"][0] for f in atlas.all("Company").values()]
    assert all(n == n.strip() and "," not in n for n in names)
    assert [n for n, many in Counter(n.casefold() for n in names).items() if many > 1] == []


def test_clearview_in_miami(atlas):
    clearview = atlas.iri("Company", "name", "Clearview AI")
    users = {atlas.about[u]["name"][0] for f in atlas.with_value("Use", "supplier", clearview) for u in f["user"]}
    assert {"Miami Police Department (FL)", "Gainesville Police Department (FL)", "Green Bay Police Department (WI)"} <= users


def test_agencies_of_one_name_are_kept_apart_by_state(atlas):
    springfield = [
        f["name"][0] for f in atlas.all("PublicBody").values() if f["name"][0].startswith("Springfield Police Department")
    ]
    assert len(springfield) == len(set(springfield)) > 3
    assert atlas.one("PublicBody", "name", "Phoenix Police Department (AZ)")["description"] == [
        "Phoenix, Maricopa County, AZ: Police, Municipal",
        "Phoneix, Maricopa County, AZ: Police, Municipal",
    ]


def test_outlying_territories_have_their_own_codes(atlas):
    counts = Counter(f["territory"][0].rpartition(":")[2] for f in atlas.all("PublicBody").values() if "territory" in f)
    assert counts == {"US": counts["US"], "PR": 10, "VI": 2, "GU": 1}


def test_link_dates_date_the_report(atlas):
    uses = atlas.all("Use").values()
    assert {k for f in uses for k in f.get("dateKind", [])} == {"urn:kg:date-kind:reported"}
    days = sorted(f["dateEarliest"][0] for f in uses if "date" in f)
    assert days[0] > "2000-01-01" and days[-1] < "2020-10-08"
    assert sum("date" not in f for f in uses) < 1000


def test_reading_is_quick(shared):
    spec = catalogue.sources()["eff_atlas"]
    item = Available(spec, spec.editions[0], {"atlas": shared / "eff-atlas" / FILE})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shapes, "violations", lambda quads: [])
        start = time.process_time()
        read_edition(item)
    assert time.process_time() - start < 15


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12/27/2012", "2012-12-27"),
        ("4/8/18", "2018-04-08"),
        ("2016", "2016"),
        ("08/05/2016 ", "2016-08-05"),
        ("04/2019", "2019-04"),
        ("2017/2018", "2017/2018"),
        ("2016-17", None),
        ("43146", None),
        ("21, 2019", None),
        ("01/17,2019", None),
        ("10/4", None),
        ("13/13/2019", None),
        ("02/30/2019", None),
        ("2019-2017", None),
        ("", None),
        ("00/2019", None),
    ],
)
def test_only_plain_dates_date(text, expected):
    found = link_date(text)
    assert (found and found.text) == expected


def test_vendor_cells():
    assert vendor_names("Vigilant Solutions, Neology/PIPS") == ["Vigilant Solutions", "Neology/PIPS"]
    assert vendor_names(" Predpol ") == ["PredPol"]
    assert vendor_names("Vigilant Solutions, Dataworks") == ["Vigilant Solutions", "DataWorks Plus"]
    assert vendor_names("") == []


def test_a_date_that_is_not_plain_stays_as_published(read):
    found = read(GOOD | {"Link 1 Date": "43146", "Link 2 Date": "2019"})
    (use,) = found.all("Use").values()
    assert use["date"] == ["2019"]
    assert "Link 1 Date: 43146" in use["asPublished"]
    assert use["note"] == ["Invented words", "source: https://a.example/1 (Invented Gazette)"]


def test_a_row_without_a_vendor_is_a_use(read):
    (use,) = read(GOOD | {"Vendor": "", "Link 1 Date": ""}).all("Use").values()
    assert not {"supplier", "date", "dateKind"} & set(use)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"AOSNUMBER": "9001"}, "is no number of the Atlas"),
        ({"AOSNUMBER": "AOS9002"}, "stands twice"),
        ({"Technology": "Magic"}, "is not in technologies.csv"),
        ({"State": "ZZ"}, "is no territory"),
        ({"State": "Virginia"}, "not two capital letters"),
        ({"State": ""}, "not two capital letters"),
        ({"Agency": " "}, "Agency is blank"),
    ],
)
def test_a_bad_row_is_rejected_and_the_rest_loads(read, changed, reason):
    found = read(GOOD | {"AOSNUMBER": "AOS9002"}, GOOD | changed)
    assert [r for _, r in found.reasons if reason in r], found.reasons
    assert len(found.all("Use")) == 1


def test_a_row_that_is_no_utf_8_is_rejected(read, tmp_path):
    read(GOOD)
    path = tmp_path / "invented.csv"
    path.write_bytes(
        path.read_bytes() + path.read_bytes().splitlines()[1].replace(b"Nowhere,", b"Nowh\xe9re,").replace(b"9001", b"9002")
    )
    found = outcome("eff_atlas", "2020-10-07", {"atlas": path})
    assert "is not UTF-8" in found.reasons[0][1]
    assert len(found.all("Use")) == 1


def test_a_missing_column_is_a_problem_of_the_file(read):
    assert "has no column 'Vendor'" in read(columns=[c for c in COLUMNS if c != "Vendor"]).report.problem


def test_a_cut_file_breaks_its_expectation(shared, tmp_path):
    path = tmp_path / "cut.csv"
    path.write_bytes((shared / "eff-atlas" / FILE).read_bytes()[:200_000])
    assert any("rows where" in e for e in outcome("eff_atlas", "2020-10-07", {"atlas": path}).report.expected)
