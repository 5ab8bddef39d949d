"""FollowTheMoney: the real neighbourhood of Zala Aero, deltas applied in order, shares of every wording, lines of every wrong shape."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.opensanctions_ftm.form import share
from ontology.errors import FactError
from tests.ingest.editions import Outcome, outcome, real


def entity(number: str, schema: str = "Company", caption: str = "Invented Optics LLC", **properties: Any) -> dict:
    return {"id": number, "schema": schema, "caption": caption, "properties": {k: v if isinstance(v, list) else [v] for k, v in properties.items()},
            "datasets": ["ua_war_sanctions"]}  # fmt: skip


FIRM, OWNER = entity("inv-1", jurisdiction="ru"), entity("inv-2", caption="Invented Holding JSC", jurisdiction="ru")
PERSON = entity("inv-3", "Person", "Invented Person", birthDate="1970-01-01", passportNumber="X1", address="1 Nowhere Road")
STAKE = entity("inv-4", "Ownership", "Ownership", owner="inv-2", asset="inv-1", percentage="49", startDate="2016-03-29")
SANCTION = entity("inv-5", "Sanction", "Sanction", entity="inv-1", programId="UA-WS-UAVS", authority="Invented Authority")


@pytest.fixture
def read(tmp_path):
    def run(*lines: Any, delta: list[tuple[str, Any]] | None = None) -> Outcome:
        files = {}
        if lines or delta is None:
            files["entities"] = tmp_path / "invented.json"
            files["entities"].write_text("\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines) + "\n", encoding="utf-8")
        if delta is not None:
            files["delta"] = tmp_path / "invented.delta.json"
            files["delta"].write_text("\n".join(json.dumps({"op": op, "entity": e}) for op, e in delta) + "\n", encoding="utf-8")
        return outcome("opensanctions_ftm", "zala-2026-04", files)

    return run


@pytest.fixture(scope="module")
def whole(shared: Path) -> Outcome:
    return real("opensanctions_ftm", "zala-2026-04", shared)


def test_every_line_is_accounted_for(whole):
    assert whole.counts("zala.entities.ftm.json") == (91, 52, 39, 0)
    counts = {"Company": 11, "ControlLink": 3, "Listing": 24, "OwnershipStake": 14, "Person": 3, "Source": 1}
    assert whole.report.counts == counts


def test_who_owns_zala(whole):
    cst = whole.iri("Company", "name", "LLC CST")
    stakes = {(whole.about[f["owner"][0]]["name"][0], f["share"][0]): f for f in whole.with_value("OwnershipStake", "asset", cst) if "share" in f}
    kalashnikov = stakes["JSC Kalashnikov Concern", "49"]
    assert kalashnikov["start"] == ["2016-03-29"] and kalashnikov["asPublished"] == ["sharesCount: 6401.77"]
    assert stakes["Alexander Vyacheslavovich ZAKHAROV", "48"]["end"] == ["2023-12-21"]
    assert {"ru-inn:1841015504", "ru-ogrn:1101841007938"} <= set(whole.about[cst]["identifier"])


def test_persons_are_names_only(whole):
    for facts in whole.all("Person").values():
        assert set(facts) <= {"class", "name", "recordId", "source"}
    assert "Maria Aleksandrovna Osetrova" not in {f["name"][0] for f in whole.all("Person").values()}


def test_listings_by_programme(whole):
    (entity_list,) = whole.with_value("Listing", "programme", "urn:kg:programme:us-bis-entity-list")
    assert entity_list["start"] == ["2023-11-02"]
    expired = [f for f in whole.with_value("Listing", "programme", "urn:kg:programme:ua-nsdc-sanctions") if "Status: expired" in f["note"]]
    assert expired[0]["end"] == ["2024-10-30"] and expired[0]["endKind"] == ["urn:kg:date-kind:expires"]
    swiss = whole.with_value("Listing", "programme", "urn:kg:programme:ch-ukraine-ordinance")
    assert "2023-12-21/2025-04-23" in {f["start"][0] for f in swiss}
    seen = whole.with_value("Listing", "programme", "urn:kg:programme:ua-war-sanctions")
    assert {f["start"][0] for f in seen} == {"../2026-04-29"}


def test_the_real_delta(shared: Path):
    found = real("opensanctions_ftm", "delta-2024-05", shared)
    assert found.counts("t2.entities.delta.json") == (2, 1, 1, 0)
    assert len(found.one("Organization", "name", "AL-QAIDA IN IRAQ")["alias"]) > 100


def test_a_property_cannot_take_the_place_of_the_id_or_the_schema(read):
    found = read(
        {**FIRM, "properties": {"id": ["inv-7"], "schema": ["Person"]}},
        '{"id": "\\ud800", "schema": "Company", "caption": "x\\ud800y", "properties": {}}',
    )
    assert found.iri("Company", "name", "Invented Optics LLC").endswith(":inv-1")
    assert found.reasons == [(2, "recordId is blank")]


def test_bytes_that_are_no_utf8_are_a_bad_line(tmp_path):
    path = tmp_path / "invented.json"
    path.write_bytes(b'{"id": "x", "caption": "\xff\xfe"}\n\x00\n' + json.dumps(FIRM).encode())
    found = outcome("opensanctions_ftm", "zala-2026-04", {"entities": path})
    assert [line for line, _ in found.reasons] == [1, 2] and found.one("Company", "name", "Invented Optics LLC")


def test_a_link_may_come_before_its_parties(read):
    found = read(STAKE, SANCTION, FIRM, OWNER)
    assert found.reasons == [] and len(found.all("OwnershipStake")) == 1 and len(found.all("Listing")) == 1


def test_operations_apply_in_order(read):
    renamed = {**FIRM, "caption": "Renamed Invented Optics LLC"}
    found = read(FIRM, OWNER, delta=[("MOD", renamed), ("ADD", STAKE), ("DEL", {"id": "inv-2"})])
    assert found.one("Company", "name", "Renamed Invented Optics LLC") and len(found.all("Company")) == 1
    assert found.counts("invented.json") == (2, 0, 2, 0)
    assert found.counts("invented.delta.json") == (3, 1, 1, 1)
    assert "entity inv-2 is not in the file" in found.reasons[0][1]


@pytest.mark.parametrize(
    ("operation", "changed", "reason"),
    [
        ("DEL", {"id": "inv-9"}, "to be deleted and is not there"),
        ("ADD", FIRM, "added twice; the first line was kept"),
        ("PUT", FIRM, "unknown operation 'PUT'"),
        ("ADD", {"schema": "Company"}, "no entity with an id"),
        ("MOD", {"id": "inv-1"}, "no schema or no properties"),
    ],
)
def test_an_operation_that_cannot_be_applied_is_rejected(read, operation, changed, reason):
    found = read(FIRM, delta=[(operation, changed)])
    ((line, said),) = found.reasons
    assert line == 1 and reason in said and found.one("Company", "name", "Invented Optics LLC")


def test_added_again_after_a_deletion_it_is_back(read):
    assert read(FIRM, delta=[("DEL", {"id": "inv-1"}), ("ADD", FIRM)]).one("Company", "name", "Invented Optics LLC")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "no JSON; it may be cut off"),
        ('{"id": "x", "schema": "Company", "properties": {"name": "text"}}', "is no list of texts"),
        ('{"id": "x", "schema": "Company", "properties": {"name": [1]}}', "is no list of texts"),
        ('["x"]', "no entity with an id"),
        ('{"id": "x", "schema": "Company", "properties": {}, "datasets": null}', "datasets of entity x is no list of texts"),
        ("[" * 100_000, "no JSON"),
        (entity("x", "Spaceship"), "unknown schema 'Spaceship'; add it to schemata.csv"),
        (entity("x", caption=""), "has no name"),
        (entity("x", jurisdiction="nowhereland"), "no territory known here"),
        ({**STAKE, "id": "x", "properties": {**STAKE["properties"], "owner": ["inv-9"]}}, "entity inv-9 is not in the file"),
        ({**STAKE, "id": "x", "properties": {**STAKE["properties"], "owner": ["inv-1"]}}, "the owner is the asset"),
        ({**STAKE, "id": "x", "properties": {**STAKE["properties"], "owner": ["inv-1", "inv-2"]}}, "has 2 owner"),
        ({**STAKE, "id": "x", "properties": {**STAKE["properties"], "percentage": ["149"]}}, "no share between 0 and 100"),
        ({**STAKE, "id": "x", "properties": {**STAKE["properties"], "startDate": ["spring"]}}, "is no date such as"),
        (
            {**SANCTION, "id": "x", "properties": {**SANCTION["properties"], "programId": ["XX-NEW"]}},
            "no programme is known for program XX-NEW",
        ),
        ({**SANCTION, "id": "x", "properties": {**SANCTION["properties"], "entity": []}}, "has 0 entity"),
    ],
)
def test_a_bad_line_is_rejected_and_the_rest_is_read(read, line, reason):
    found = read(line, FIRM, OWNER, STAKE)
    ((number, said),) = found.reasons
    assert number == 1 and reason in said
    assert len(found.all("Company")) == 2 and len(found.all("OwnershipStake")) == 1


def test_a_person_as_owner_is_loaded_and_as_target_is_not(read):
    by_person = {**STAKE, "properties": {**STAKE["properties"], "owner": ["inv-3"]}}
    on_person = {**SANCTION, "properties": {**SANCTION["properties"], "entity": ["inv-3"]}}
    found = read(FIRM, PERSON, by_person, on_person)
    assert found.one("Person", "name", "Invented Person") and not found.all("Listing") and found.reasons == []
    assert "1970-01-01" not in str(found.about) and "X1" not in str(found.about)


def test_a_link_to_what_is_not_loaded_is_left_out(read):
    ship = entity("inv-6", "Vessel", "Invented Ship")
    found = read(FIRM, ship, {**STAKE, "properties": {**STAKE["properties"], "owner": ["inv-1"], "asset": ["inv-6"]}})
    assert found.counts("invented.json") == (3, 1, 2, 0)


@pytest.mark.parametrize(
    ("values", "parts"),
    [
        (["100"], {"share": "100"}),
        (["41,55 %"], {"share": "41.55"}),
        (["25\u201350%"], {"shareMin": "25", "shareMax": "50"}),
        (["more than 25%"], {"shareMin": "25", "shareMax": "100"}),
        (["less than 10"], {"shareMin": "0", "shareMax": "10"}),
        (["48", "51"], {"shareMin": "48", "shareMax": "51"}),
        (["9", "10-20"], {"shareMin": "9", "shareMax": "20"}),
        (["a majority"], {}),
        (["51", "a majority"], {}),
        ([], {}),
    ],
)
def test_shares_of_every_wording(values, parts):
    assert share(values) == parts


@pytest.mark.parametrize("text", ["100.5", "50-25", "1000 %"])
def test_a_share_that_cannot_be_is_refused(text):
    with pytest.raises(FactError):
        share([text])


@given(st.lists(st.text(max_size=20), max_size=3))
def test_any_text_gives_a_share_or_a_sentence(values):
    try:
        parts = share(values)
    except FactError as error:
        assert str(error)
    else:
        assert set(parts) in ({"share"}, {"shareMin", "shareMax"}, set())


def test_an_empty_file_is_named(read, tmp_path):
    (tmp_path / "empty.json").touch()
    assert "is empty" in outcome("opensanctions_ftm", "zala-2026-04", {"entities": tmp_path / "empty.json"}).report.problem
