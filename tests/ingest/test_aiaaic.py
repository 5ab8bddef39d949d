"""AIAAIC incidents: named organizations only, an incident is no contract, three header lines; bad rows."""

import csv
import io
import json
from pathlib import Path

import pytest

from ingest.aiaaic.reader import COLUMNS, when
from ontology.errors import FactError
from tests.ingest.editions import Outcome, outcome, real

FILE = "aiaaic_incidents_2025-12.csv"
TITLE = ["Incidents", *[""] * 19]
UPPER = [*COLUMNS[:12], "External harms", "", "", "Internal impacts", "", "", "", "Summary/links"]
LOWER = [*[""] * 12, *(c.partition(": ")[2] for c in COLUMNS[12:19]), ""]
GOOD = {
    "AIAAIC ID#": "AIAAIC9001",
    "Headline": "Invented Person wrongly arrested",
    "Occurred": "2023",
    "Country(ies)": "USA",
    "Deployer(s)": "Detroit Police Department",
    "Developer(s)": "DataWorks Plus",
    "Technology(ies)": "Facial recognition; Machine learning",
    "Summary/links": "https://a.example/1",
}


@pytest.fixture(scope="module")
def incidents(shared: Path) -> Outcome:
    return real("aiaaic", "2025-12", shared)


@pytest.fixture
def read(tmp_path: Path):
    def run(*rows: dict[str, str], head: tuple[list[str], ...] = (TITLE, UPPER, LOWER)) -> Outcome:
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerows(head)
        writer.writerows([row.get(c, "") for c in COLUMNS] for row in rows)
        path = tmp_path / "invented.csv"
        path.write_text(text.getvalue(), encoding="utf-8")
        return outcome("aiaaic", "2025-12", {"incidents": path})

    return run


def parties(found: Outcome, record: str) -> tuple[set[str], set[str]]:
    use = found.one("Use", "recordId", record)
    return tuple({found.about[i]["name"][0] for i in use[side]} for side in ("user", "supplier"))


def test_the_counts_of_the_real_file(incidents):
    assert incidents.counts(FILE) == (2141, 123, 2018, 0)
    (file,) = incidents.report.files
    assert file["left_out"] == {
        "no surveillance technology": 1818,
        "no deployer or no developer named": 80,
        "used by its own developer": 71,
        "a data set for research or training, not a system in use": 37,
        "no two organizations as deployer and developer": 11,
        "empty row": 1,
    }
    assert not incidents.all("Deal")


@pytest.mark.parametrize(
    ("record", "user", "supplier"),
    [
        ("AIAAIC0255", "Government of Zimbabwe", "CloudWalk"),
        ("AIAAIC0703", "Ministry of Interior of Serbia", "Huawei"),
        ("AIAAIC1143", "Buenos Aires City Police", "Danaide"),
        ("AIAAIC0434", "Buenos Aires City Police", "NtechLab"),
        ("AIAAIC1052", "Punjab Safe Cities Authority", "Huawei"),
        ("AIAAIC0438", "Comune di Como", "Huawei"),
        ("AIAAIC0812", "Hyderabad City Police", "NEC"),
        ("AIAAIC0180", "Hangzhou No. 11 Middle School", "Hikvision"),
        ("AIAAIC0850", "Ministry of Defence of Ukraine", "Clearview AI"),
    ],
)
def test_known_incidents(incidents, record, user, supplier):
    users, suppliers = parties(incidents, record)
    assert user in users and supplier in suppliers


def test_each_use_is_reported_and_says_that_it_is_no_contract(incidents):
    for use in incidents.all("Use").values():
        assert use["status"] == ["urn:kg:status:reported"]
        assert "The source reports an incident, not a contract" in use["note"]
        assert use.get("dateKind", ["urn:kg:date-kind:reported"]) == ["urn:kg:date-kind:reported"]


def test_no_person_is_loaded_and_no_headline(incidents):
    text = json.dumps({k: v for k, v in incidents.about.items() if "Use" not in v["class"]}, ensure_ascii=False)
    assert not [n for n in ("Egor Tsvetkov", "Gabriele Trovato", "Buolamwini", "Dadig", "Russakovskii") if n in text]
    notes = [n for f in incidents.all("Use").values() for n in f["note"] if not n.startswith("source: ")]
    assert not any("wrongful arrest" in n for n in notes)


def test_the_case_in_london_is_in_the_united_kingdom(incidents):
    use = incidents.one("Use", "recordId", "AIAAIC1510")
    assert use["territory"] == ["urn:kg:territory:GB"]
    assert any("corrected" in n for n in use["note"]) and "Country(ies): USA" in use["asPublished"]


def test_every_territory_is_a_code_of_iso_3166(incidents):
    codes = {t.rpartition(":")[2] for f in incidents.about.values() for t in f.get("territory", [])}
    assert "ZZ" not in codes and all(len(c) == 2 for c in codes)


def test_years():
    assert [when(t) and when(t).text for t in ("2019", "2019-2021", "2021-", "")] == ["2019", "2019/2021", "2021/..", None]
    for text in ("19", "2021-2019", "recently", "2021-2", "0000"):
        with pytest.raises(FactError):
            when(text)


def test_a_good_invented_row(read):
    found = read(GOOD)
    assert found.reasons == []
    (use,) = found.all("Use").values()
    assert use["technology"] == ["urn:kg:technology:face-recognition"]


@pytest.mark.parametrize(
    "changed",
    [
        {"Technology(ies)": "Generative AI"},
        {"Technology(ies)": "Facial recognition; Database/dataset"},
        {"Deployer(s)": ""},
        {"Deployer(s)": "DataWorks Plus"},
        {"Deployer(s)": "Egor Tsvetkov"},
        {"Deployer(s)": "American Civil Liberties Union (ACLU)"},
        dict.fromkeys(COLUMNS, ""),
    ],
)
def test_what_is_no_use_of_a_named_organization_is_left_out(read, changed):
    found = read(GOOD | changed)
    assert found.counts("invented.csv") == (1, 0, 1, 0)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"AIAAIC ID#": "9001"}, "is no id of AIAAIC"),
        ({"AIAAIC ID#": "AIAAIC9002"}, "stands twice"),
        ({"Technology(ies)": "Magic"}, "is not in technologies.csv"),
        ({"Deployer(s)": "Invented Person"}, "is not in parties.csv"),
        ({"Developer(s)": "Invented Cameras; Huawei"}, "is not in parties.csv"),
        ({"Country(ies)": "Ruritania"}, "is no territory"),
        ({"Occurred": "last year"}, "no year and no span of years"),
    ],
)
def test_a_bad_row_is_rejected_and_the_rest_loads(read, changed, reason):
    found = read(GOOD | {"AIAAIC ID#": "AIAAIC9002"}, GOOD | changed)
    assert [r for _, r in found.reasons if reason in r], found.reasons
    assert len(found.all("Use")) == 1


@pytest.mark.parametrize(
    ("head", "problem"),
    [
        ((UPPER, LOWER, LOWER), "has no column"),
        ((TITLE, [*UPPER[:7], "Vendor", *UPPER[8:]], LOWER), "has no column 'System name(s)'"),
        ((TITLE, [UPPER[1], UPPER[0], *UPPER[2:]], LOWER), "in another order"),
        ((), "has no column"),
    ],
)
def test_another_header_is_a_problem_of_the_file(read, head, problem):
    assert problem in read(GOOD, head=head).report.problem


def test_a_cut_file_breaks_its_expectation(shared, tmp_path):
    path = tmp_path / "cut.csv"
    path.write_bytes((shared / "aiaaic" / FILE).read_bytes()[:300_000])
    found = outcome("aiaaic", "2025-12", {"incidents": path})
    assert any("rows where" in e for e in found.report.expected)
