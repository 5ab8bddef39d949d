"""Three MISP clusters: known entries of the real files, and JSON of every wrong shape."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.ingest.editions import Outcome, outcome, real

UAVS, AGENCIES, UNIVERSITIES = "uavs-2026-06", "intelligence-agencies-2024-03", "china-defence-universities-2020-08"
ROLES = {UAVS: "uavs", AGENCIES: "agencies", UNIVERSITIES: "universities"}
DRONE = {"uuid": "u-1", "value": "Invented Drone", "description": "Invented.",
         "meta": {"manufacturer": "Invented Drones LLC; Other Invented LLC", "country": "russia", "operator": ["russia", "kosovo"]}}  # fmt: skip
AGENCY = {
    "uuid": "u-1",
    "value": "Invented Bureau",
    "description": "Invented.",
    "meta": {"country": "AR", "country_name": "Argentina", "synonyms": ["IB"]},
}
UNIVERSITY = {"uuid": "u-1", "value": "Invented University (虚构大学)", "description": "Invented.",
              "meta": {"aliases": ["IU"], "categories": ["Civilian"], "supervising agencies": ["Ministry of Invention (MOI)", "Invented Group"],
                       "subsidiaries": ["Invented Lasers Co., Ltd. (虚构公司)", "East Campus"]}}  # fmt: skip


@pytest.fixture
def read(tmp_path):
    def run(edition: str, *values: Any, raw: str | None = None) -> Outcome:
        path = tmp_path / "invented.json"
        path.write_text(json.dumps({"values": values}) if raw is None else raw, encoding="utf-8")
        return outcome("misp_galaxy", edition, {ROLES[edition]: path})

    return run


def with_meta(entry: dict, **changed: Any) -> dict:
    return {**entry, "meta": {**entry["meta"], **changed}}


def test_drones_and_who_operates_them(shared: Path):
    found = real("misp_galaxy", UAVS, shared)
    assert found.counts("uavs.json") == (859, 859, 0, 0) and len(found.all("Use")) == 836
    tb2 = found.iri("Product", "name", "Bayraktar TB2")
    (maker,) = found.about[tb2]["maker"]
    assert found.about[maker]["name"] == ["Baykar Tech"] and "territory" not in found.about[maker]
    users = {f["territory"][0].rpartition(":")[2] for f in found.with_value("Use", "product", tb2)}
    assert len(users) == 31 and {"XK", "ET", "UA", "AE"} <= users
    (use,) = [f for f in found.with_value("Use", "product", tb2) if f["territory"] == ["urn:kg:territory:ET"]]
    assert use["status"] == ["urn:kg:status:reported"] and use["date"] == ["../2026-06-05"] and "user" not in use


def test_the_maker_of_a_chip_in_a_drone_is_not_its_maker(shared: Path):
    found = real("misp_galaxy", UAVS, shared)
    lancet = found.one("Product", "name", "Izdeliye-51 (Lancet)")
    assert "maker" not in lancet and "manufacturer: Nvidia" in lancet["asPublished"]
    names = {n for f in found.all("Company").values() for n in f["name"]}
    assert not names & {"Nvidia", "Various", "Yemen", "Texas Instruments", "Not identified"}
    assert {"Thales", "Airbus", "Zala Aero Group", "SZ DJI Technology Co"} <= names


def test_intelligence_agencies(shared: Path):
    found = real("misp_galaxy", AGENCIES, shared)
    assert found.counts("intelligence-agencies.json") == (436, 436, 0, 0)
    assert found.one("PublicBody", "name", "Servicio Federal de Lucha contra el Narcotráfico")["territory"] == ["urn:kg:territory:AR"]


def test_universities_and_their_supervising_agencies(shared: Path):
    found = real("misp_galaxy", UNIVERSITIES, shared)
    assert found.counts("china-defence-universities.json") == (159, 159, 0, 0)
    beihang = found.iri("Organization", "name", "Beihang University")
    assert "北京航空航天大学" in found.about[beihang]["alias"]
    agencies = {found.about[f["controller"][0]]["name"][0] for f in found.with_value("ControlLink", "controlled", beihang)}
    assert "Ministry of Industry and Information Technology" in agencies
    assert found.one("PublicBody", "name", "National University of Defense Technology")
    avic = found.iri("Company", "alias", "中国航空工业集团有限公司")
    assert [f for f in found.all("Company").values() if f.get("parent") == [avic] and f["name"] == ["FACC AG"]]


def test_an_invented_university(read):
    found = read(UNIVERSITIES, UNIVERSITY)
    university = found.one("Organization", "name", "Invented University")
    assert sorted(university["alias"]) == ["IU", "虚构大学"] and "subsidiaries: East Campus" in university["asPublished"]
    assert found.one("Company", "name", "Invented Lasers Co., Ltd.")["alias"] == ["虚构公司"]
    bases = {found.about[f["controller"][0]]["name"][0]: f.get("basis") for f in found.all("ControlLink").values()}
    assert bases == {"Ministry of Invention": ["urn:kg:control-basis:state-supervision"], "Invented Group": None}


@pytest.mark.parametrize(
    ("edition", "good", "bad", "reason"),
    [
        (UAVS, DRONE, with_meta(DRONE, operator=["nowhereland"]), "no territory known here"),
        (UAVS, DRONE, with_meta(DRONE, operator="russia"), "operator is no list of texts"),
        (UAVS, DRONE, with_meta(DRONE, manufacturer=7), "manufacturer is no text"),
        (UAVS, DRONE, {**DRONE, "uuid": ""}, "no uuid"),
        (UAVS, DRONE, {**DRONE, "meta": [1]}, "no object with a value and a meta"),
        (UAVS, DRONE, "a text", "no object with a value and a meta"),
        (UAVS, DRONE, with_meta(DRONE, operator=["uk", "united kingdom"]), "stands twice"),
        (AGENCIES, AGENCY, with_meta(AGENCY, country="BR"), "contradict each other"),
        (AGENCIES, AGENCY, {**AGENCY, "value": None}, "value is no text"),
        (UNIVERSITIES, UNIVERSITY, with_meta(UNIVERSITY, categories=["Invented"]), "unknown category 'Invented'"),
        (
            UNIVERSITIES,
            UNIVERSITY,
            with_meta(UNIVERSITY, categories=["Military", "Civilian"]),
            "do not say what the institution is",
        ),
    ],
)
def test_a_bad_entry_is_rejected_and_the_rest_is_read(read, edition, good, bad, reason):
    other = {**good, "uuid": "u-2", "value": "Other invented thing"}
    found = read(edition, bad, other)
    ((number, said),) = found.reasons
    assert number == 1 and reason in said
    assert [f for f in found.about.values() if f.get("name") == ["Other invented thing"]]


def test_the_same_uuid_twice_is_rejected(read):
    assert "stands twice" in read(AGENCIES, AGENCY, AGENCY).reasons[0][1]


def test_a_meta_cannot_take_the_place_of_the_name(read):
    assert read(AGENCIES, with_meta(AGENCY, value=["x"], uuid=7)).one("PublicBody", "name", "Invented Bureau")


@pytest.mark.parametrize("raw", ["", "{", "[]", '{"values": {}}', "[" * 100_000, '"text"'])
def test_a_file_that_is_no_cluster_is_a_sentence(read, raw):
    problem = read(UAVS, raw=raw).report.problem
    assert problem and "Traceback" not in problem and "\n" not in problem
