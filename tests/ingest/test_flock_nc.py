"""Flock in North Carolina: who uses which readers, who may search whose cameras; accounts that are no agencies; bad rows."""

import time
from collections import Counter
from pathlib import Path

import pytest

from ingest import catalogue, shapes
from ingest.catalogue import Available
from ingest.pipeline import read_edition
from tests.ingest.editions import Outcome, outcome, real

HEADERS = {
    "survey": "id,name,type,city,county,notes,company,cams_confirmed,cams_portal,flock_portal_url,document_url",
    "agencies": "id,name,notes",
    "usage": "id,agency,updated,accessed,url,data_retention_in_days,number_of_owned_cameras,external_organizations_with_access,"
    "hotlists_alerted_on,vehicles_detected_in_the_last_30_days,hotlist_hits_in_the_last_30_days,searches_in_the_last_30_days,"
    "public_search_audit",
    "access": "src_agency,external_agency,src_agency_id,external_agency_id",
}
GOOD = {
    "survey": ["1,Nowhere NC PD,PD,Nowhere,Nowhere,Confirmed by dept.,Flock,2,NA,NA,"],
    "agencies": ["1,Nowhere NC PD,NA", "2,Elsewhere NC SO,NA", "3,Flock PD,NA"],
    "usage": ["1,Nowhere NC PD,2024-04-26T14:11:25Z,2024-04-26T17:25:31Z,https://a.example/1,30 days,6,NA,NCIC,100,1,2,0"],
    "access": ["Nowhere NC PD,Elsewhere NC SO,1,2"],
}


@pytest.fixture(scope="module")
def network(shared: Path) -> Outcome:
    return real("flock_nc", "2024-04-30", shared)


@pytest.fixture
def read(tmp_path: Path):
    def run(**more: list[str]) -> Outcome:
        files = {}
        for role, header in HEADERS.items():
            files[role] = tmp_path / f"{role}.csv"
            files[role].write_text("\n".join([header, *GOOD[role], *more.get(role, [])]) + "\n", encoding="utf-8")
        return outcome("flock_nc", "2024-04-30", files)

    return run


def status_of(found: Outcome, record: str) -> str:
    return found.one("Use", "recordId", record)["status"][0].rpartition(":")[2]


def test_the_counts_of_the_real_tables(network):
    assert network.counts("nc_agency_survey20240430.csv") == (121, 120, 1, 0)
    assert network.counts("agency20240426.csv") == (5152, 5129, 23, 0)
    assert network.counts("latest_usage04262023.csv") == (365, 358, 6, 1)
    assert network.counts("agency_access20240426.csv") == (37099, 37037, 62, 0)
    assert [reason for _, reason in network.reasons] == [
        "the agency 4961 is called 'Saratoga CA PD' in the table of agencies and 'DNU' here"
    ]


def test_companies_of_the_survey(network):
    uses = [f for f in network.all("Use").values() if f["recordId"][0].startswith("survey ")]
    counts = Counter(network.about[s]["name"][0] for f in uses for s in f.get("supplier", []))
    assert counts == {
        "Flock Safety": 102,
        "Rekor": 7,
        "Motorola Solutions": 5,
        "Leonardo": 2,
        "NDI": 1,
        "Verkada": 1,
        "Brady Integrated Security": 1,
    }
    assert sum("supplier" not in f for f in uses) == 1


def test_not_every_row_of_the_survey_is_in_use(network):
    assert status_of(network, "survey 1095") == "trial"  # demonstration, planning to purchase
    assert status_of(network, "survey 2876") == "planned"  # contract signed, no camera installed
    assert status_of(network, "survey 945") == "ended"
    assert status_of(network, "survey 2820") == "confirmed"
    assert not network.with_value("Use", "recordId", "survey 1270")  # no cameras purchased


def test_the_external_agency_searches_and_the_source_agency_holds(network, shared):
    sylvania, adrian = network.iri("PublicBody", "name", "Sylvania OH PD"), network.iri("PublicBody", "name", "Adrian MI PD")
    assert [f for f in network.with_value("Access", "holder", sylvania) if f["searcher"] == [adrian]]
    page = next(
        line
        for line in (shared / "flock-nc/latest_usage04262023.csv").read_text(encoding="utf-8").splitlines()
        if ",Sylvania OH PD," in line
    )
    assert '"Adrian MI PD, Altoona IA PD' in page  # the page of the holder names those with access


def test_access_began_on_an_unknown_day(network):
    accesses = network.all("Access").values()
    assert {f["date"][0] for f in accesses} == {"../2024-04-26"}
    assert len({f["holder"][0] for f in accesses}) <= 224


def test_every_party_of_an_access_is_an_agency_in_the_united_states(network):
    for facts in network.all("Access").values():
        for party in (facts["holder"][0], facts["searcher"][0]):
            assert network.about[party]["territory"] == ["urn:kg:territory:US"]


def test_private_police_is_no_public_body(network):
    assert {f["name"][0] for f in network.all("Organization").values()} == {
        "Appalachian Regional Healthcare System NC PD",
        "Elon University NC PD",
        "WakeMed Campus PD and Public Safety (NC)",
        "TN - Loeb Properties Inc - Security",
    }


def test_the_vendor_is_no_agency(network):
    names = {f["name"][0] for f in network.all("PublicBody").values()}
    assert not {"Flock PD", "Flock - Admin", "Test Demo 1234", "do not use"} & names
    assert "Little Flock AR PD" in names


def test_37_thousand_accesses_are_read_in_seconds(shared):
    spec = catalogue.sources()["flock_nc"]
    files = {role: shared / name for role, name in spec.editions[0].files.items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shapes, "violations", lambda quads: [])
        start = time.process_time()
        read_edition(Available(spec, spec.editions[0], files))
    assert time.process_time() - start < 10


def test_good_invented_rows(read):
    found = read()
    assert found.reasons == []
    assert (len(found.all("Access")), len(found.all("Use")), len(found.all("PublicBody"))) == (1, 2, 2)
    page = found.one("Use", "recordId", "page 1")
    assert "number_of_owned_cameras: 6" in page["note"]
    assert (page["date"], page["dateKind"]) == (["../2024-04-26"], ["urn:kg:date-kind:seen"])


def test_access_with_an_account_that_is_no_agency_is_left_out(read):
    found = read(access=["Nowhere NC PD,Flock PD,1,3"])
    assert found.counts("access.csv") == (2, 1, 1, 0)


@pytest.mark.parametrize(
    ("role", "bad", "reason"),
    [
        ("survey", "x,Bad NC PD,PD,,,Confirmed by dept.,Flock,2,NA,NA,", "is no id of an agency"),
        ("survey", "2,,PD,,,Confirmed by dept.,Flock,2,NA,NA,", "has no name"),
        ("survey", "2,Bad NC PD,Army,,,Confirmed by dept.,Flock,2,NA,NA,", "is not in agency_types.csv"),
        ("survey", "2,Bad NC PD,PD,,,Never used,Flock,2,NA,NA,", "is not in notes.csv"),
        ("survey", "2,Bad NC PD,PD,,,Confirmed by dept.,Nobody,2,NA,NA,", "is not in companies.csv"),
        ("survey", "2,Bad NC PD,PD,,,Confirmed by dept.,Flock,some,NA,NA,", "not a number, Unknown or NA"),
        ("survey", "1,Nowhere NC PD,PD,,,Confirmed by dept.,Flock,2,NA,NA,", "stands twice"),
        ("agencies", "2,Again,NA", "stands twice"),
        ("agencies", "9,,NA", "has no name"),
        ("agencies", "²,Bad,NA", "is no id of an agency"),
        (
            "usage",
            "9,Nobody,2024-04-26T14:11:25Z,2024-04-26T17:25:31Z,https://a.example/1,,,,,,,,",
            "is not in the table of agencies",
        ),
        ("usage", "2,Other,2024-04-26T14:11:25Z,2024-04-26T17:25:31Z,https://a.example/1,,,,,,,,", "is called"),
        ("usage", "2,Elsewhere NC SO,2024-04-26,2024-04-26T17:25:31Z,https://a.example/1,,,,,,,,", "no day of the calendar"),
        ("usage", "2,Elsewhere NC SO,2024-04-26T14:11:25Z,2024-04-26T17:25:31Z,javascript:1,,,,,,,,", "no address of a page"),
        ("access", "Nowhere NC PD,Nobody,1,9", "is not in the table of agencies"),
        ("access", "Nowhere NC PD,Other,1,2", "is called"),
        ("access", "Nowhere NC PD,Nowhere NC PD,1,1", "its own cameras"),
        ("access", "Nowhere NC PD,Elsewhere NC SO,1,2", "stands twice"),
        ("access", "Nowhere NC PD,Elsewhere NC SO", "2 cells where the header has 4"),
    ],
)
def test_a_bad_row_is_rejected_and_the_rest_loads(read, role, bad, reason):
    found = read(**{role: [bad]})
    assert [r for _, r in found.reasons if reason in r], found.reasons
    assert found.counts(f"{role}.csv")[3] == 1
    assert (len(found.all("Access")), len(found.all("Use"))) == (1, 2)


def test_a_missing_table_is_a_problem_in_a_sentence(read, tmp_path):
    read()
    files = {role: tmp_path / f"{role}.csv" for role in HEADERS}
    files["agencies"].write_text("", encoding="utf-8")
    assert "agencies.csv is empty" in outcome("flock_nc", "2024-04-30", files).report.problem
