"""The AI Global Surveillance Index of 2019 (CSV) and 2022 (XLSX): mentions and uses, never deals; and workbooks gone wrong."""

import csv
import io
import zipfile
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from ingest.carnegie_aigs import sheet
from tests.ingest.editions import Outcome, outcome, real

CSV_COLUMNS = (
    "country",
    "country_as_printed",
    "region",
    "regime_score",
    "regime_type",
    "fotn_status",
    "fotn_score",
    "milex_usd_m_2018",
    "milex_rank_2018",
    "belt_and_road",
    "china_odi_rank_eiu",
    "smart_safe_city",
    "facial_recognition",
    "smart_policing",
    "china_tech",
    "us_tech",
    "japan_tech",
    "key_companies",
)
SHEET_COLUMNS = (
    "Country",
    "V-Dem Regime Type 2021",
    "Safe City System",
    "Facial Recognition System",
    "Smart Policing",
    "Social Media Surveillance",
    "China Tech",
    "US Tech",
    "Other Countries",
    "Company 1",
    "Company 2",
)


@pytest.fixture(scope="module")
def index_2019(shared: Path) -> Outcome:
    return real("carnegie_aigs", "2019", shared)


@pytest.fixture(scope="module")
def index_2022(shared: Path) -> Outcome:
    return real("carnegie_aigs", "2022", shared)


@pytest.fixture
def table(tmp_path: Path):
    def read(*rows: dict[str, str]) -> Outcome:
        text = io.StringIO()
        writer = csv.DictWriter(text, CSV_COLUMNS, restval="")
        writer.writeheader()
        writer.writerows({"country_as_printed": r.get("country", ""), **r} for r in rows)
        path = tmp_path / "aigs.csv"
        path.write_text(text.getvalue(), encoding="utf-8")
        return outcome("carnegie_aigs", "2019", {"index": path})

    return read


@pytest.fixture
def workbook(tmp_path: Path):
    def read(*rows: tuple, heading: tuple = SHEET_COLUMNS, title: str = "AIGS 2022") -> Outcome:
        book = openpyxl.Workbook()
        book.active.title = title
        for row in (heading, *rows):
            book.active.append(row)
        path = tmp_path / "aigs.xlsx"
        book.save(path)
        return outcome("carnegie_aigs", "2022", {"index": path})

    return read


def ticks(read: Outcome, name: str, value: str) -> int:
    return len(read.with_value("Use", name, f"urn:kg:{'technology' if name == 'technology' else 'territory'}:{value}"))


def test_the_index_of_2019_counts_as_its_report_does(index_2019):
    assert index_2019.counts("aigs_2019.csv") == (75, 75, 0, 0)
    counts = [ticks(index_2019, "technology", t) for t in ("safe-city", "face-recognition", "smart-policing")]
    assert counts == [56, 64, 53]
    assert [ticks(index_2019, "supplierTerritory", t) for t in ("CN", "US", "JP")] == [63, 32, 17]
    assert len(index_2019.all("Mention")) == 208
    assert not index_2019.all("Deal")


def test_the_index_of_2022_counts_as_its_sheet_does(index_2022):
    assert index_2022.counts("aigs_2022.xlsx") == (97, 97, 0, 0)
    counts = [
        ticks(index_2022, "technology", t) for t in ("safe-city", "face-recognition", "smart-policing", "social-media-monitoring")
    ]
    assert counts == [64, 78, 69, 38]
    assert [ticks(index_2022, "supplierTerritory", t) for t in ("CN", "US")] == [68, 31]
    assert len(index_2022.all("Mention")) == 229


def test_mentions_by_company_are_those_of_the_files(index_2019, index_2022):
    def top(read: Outcome) -> Counter:
        return Counter(read.about[f["organization"][0]]["name"][0] for f in read.all("Mention").values())

    then, now = top(index_2019), top(index_2022)
    assert (then["Huawei"], then["Hikvision"], then["NEC"], then["IBM"], then["Infinova"]) == (49, 15, 14, 10, 7)
    assert (now["Huawei"], now["NEC"], now["Hikvision"], now["Palantir"], now["ZTE"]) == (53, 15, 12, 9, 9)


def test_a_mention_says_no_more_than_the_row(index_2019):
    (found,) = [f for iri, f in index_2019.all("Mention").items() if iri.endswith(":2019:dz-huawei")]
    assert found["territory"] == ["urn:kg:territory:DZ"]
    assert found["date"] == ["2019"]
    assert found["evidence"] == ["urn:kg:evidence:research-attribution"]
    assert "technology" not in found
    assert "territory" not in index_2019.about[found["organization"][0]]


def test_regime_types_stand_on_the_territory_by_edition(index_2019, index_2022):
    assert index_2019.about["urn:kg:territory:DZ"]["regimeType"] == ["Carnegie AI Global Surveillance Index 2019: EA"]
    assert index_2022.about["urn:kg:territory:US"]["regimeType"] == ["V-Dem Regimes of the World 2021: LD"]


def test_the_second_sheet_gives_the_regime_type_of_all_states_and_agrees_with_the_first(index_2022, shared):
    states = real("carnegie_aigs", "v-dem-2021", shared)
    assert states.counts("aigs_2022.xlsx")[0] == 179
    assert states.about["urn:kg:territory:NO"]["regimeType"] == ["V-Dem Regimes of the World 2021: LD"]
    first = {iri: f["regimeType"] for iri, f in index_2022.all("Territory").items() if "regimeType" in f}
    assert len(first) > 90 and all(states.about[iri]["regimeType"] == regime for iri, regime in first.items())


def test_evident_slips_are_corrected_and_kept(index_2019, index_2022):
    assert "company: IBMN" in index_2019.one("Company", "name", "IBM")["asPublished"]
    assert "company: HAVESLAN" in index_2019.one("Company", "name", "HAVELSAN")["asPublished"]
    assert "company: Hikvsion" in index_2022.one("Company", "name", "Hikvision")["asPublished"]
    assert not index_2022.with_value("Company", "name", "Mult")


def test_names_that_a_replacement_ran_over_are_repaired(index_2022):
    use = index_2022.about["urn:kg:use:carnegie-aigs:2022:us-safe-city"]
    assert "Country: UnitElectoral Democracy States of AmeriClosed Autocracy" in use["asPublished"]
    assert ticks(index_2022, "supplierTerritory", "SE") == 3


def test_a_cell_with_many_companies_is_taken_apart(index_2022):
    named = {
        index_2022.about[f["organization"][0]]["name"][0]
        for f in index_2022.with_value("Mention", "territory", "urn:kg:territory:IN")
    }
    assert {"Huawei", "Face++", "Yixin", "ADRIN"} <= named
    assert len(named) == 14


def test_several_companies_are_a_note_and_no_organization(table):
    found = table({"country": "China", "key_companies": "Mult; Invented One, Invented One", "smart_policing": "1"})
    assert [f["name"] for f in found.all("Company").values()] == [["Invented One"]]
    (use,) = found.all("Use").values()
    assert any("Mult" in n for n in use["note"])


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ({"country": "Ruritania"}, "is no territory"),
        ({"country": ""}, "is no territory"),
        ({"country": "Ghana", "regime_type": "XX"}, "none of CA, EA, ED, LD"),
        ({"country": "Ghana", "china_tech": "maybe"}, "is 'maybe', not x, 1 or blank"),
        ({"country": "Kenya"}, "KE stands twice"),
    ],
)
def test_a_bad_row_is_rejected_and_the_rest_loads(table, bad, reason):
    found = table({"country": "Kenya", "china_tech": "1"}, bad)
    assert found.counts("aigs.csv") == (2, 1, 0, 1)
    assert found.reasons[0][0] == 3
    assert reason in found.reasons[0][1]


def test_a_bad_row_of_a_sheet_is_rejected_with_its_number(workbook):
    found = workbook(
        ("Kenya", "EA", "x", None, 1, None, 1), ("Ghana", "ED", "y"), (7, None), (None, None), ("Peru", "ED", None, 1)
    )
    assert found.counts("aigs.xlsx") == (4, 2, 0, 2)
    assert [line for line, _ in found.reasons] == [3, 4]


def test_companies_stand_in_cells_without_a_heading_too(workbook):
    blank = (None,) * 7
    found = workbook(("Kenya", "EA", *blank, "Invented A", None, None, "Invented B"), heading=(*SHEET_COLUMNS, None, None))
    assert sorted(f["name"][0] for f in found.all("Company").values()) == ["Invented A", "Invented B"]


def test_a_workbook_of_another_form_is_a_sentence(workbook):
    assert "has no sheet 'AIGS 2022'; it has Other" in workbook(("Kenya",), title="Other").report.problem
    assert (
        "has no column 'Country' in its first row. Did you mean County"
        in workbook(heading=("County", *SHEET_COLUMNS[1:])).report.problem
    )
    assert "has no column 'Country'" in workbook(heading=()).report.problem


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 invented", b"not a workbook at all", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600]
)
def test_what_is_no_workbook_is_a_sentence(tmp_path, content):
    path = tmp_path / "aigs.xlsx"
    path.write_bytes(content)
    problem = outcome("carnegie_aigs", "2022", {"index": path}).report.problem
    assert str(path) in problem
    assert "fetch the source again" in problem


def test_a_cut_workbook_is_a_sentence(shared, tmp_path):
    path = tmp_path / "aigs.xlsx"
    path.write_bytes((shared / "carnegie-aigs-2022/aigs_2022.xlsx").read_bytes()[:-4000])
    assert "is no XLSX file" in outcome("carnegie_aigs", "2022", {"index": path}).report.problem


@pytest.mark.parametrize(
    "parts", [{"readme.txt": b"invented"}, {"[Content_Types].xml": b"<broken"}, {"xl/workbook.xml": b"<workbook/>"}]
)
def test_a_zip_that_is_no_workbook_is_a_sentence(tmp_path, parts):
    path = tmp_path / "aigs.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert "is no readable workbook" in outcome("carnegie_aigs", "2022", {"index": path}).report.problem


def test_a_sheet_of_broken_xml_is_a_sentence(shared, tmp_path):
    path = tmp_path / "aigs.xlsx"
    with zipfile.ZipFile(shared / "carnegie-aigs-2022/aigs_2022.xlsx") as good, zipfile.ZipFile(path, "w") as bad:
        for part in good.infolist():
            content = good.read(part)
            bad.writestr(part.filename, content[: len(content) // 2] if part.filename.endswith("sheet1.xml") else content)
    assert "is no readable workbook" in outcome("carnegie_aigs", "2022", {"index": path}).report.problem


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "aigs.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(101):
            part.write(bytes(2**20))
    assert path.stat().st_size < 2**20
    assert "would unpack to 101 MiB" in outcome("carnegie_aigs", "2022", {"index": path}).report.problem


def test_a_sheet_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sheet, "MAX_ROWS", 5)
    book = openpyxl.Workbook()
    book.active.title = "AIGS 2022"
    for _ in range(7):
        book.active.append(SHEET_COLUMNS)
    path = tmp_path / "aigs.xlsx"
    book.save(path)
    assert "more than 5 rows" in outcome("carnegie_aigs", "2022", {"index": path}).report.problem
