"""Statements of the Beneficial Ownership Data Standard against its own schema, version 0.4."""

import io
import json
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

import hostile
import jsonschema
import pytest
from referencing import Registry, Resource

from graph.exports import Content
from graph.exports.bods import write_bods
from graph.projection import project
from graph.property_graph import Node, PropertyGraph
from tests.requirements import require


@pytest.fixture(scope="session")
def schema() -> jsonschema.Draft202012Validator:
    """The schema as Open Ownership's own checking library carries it."""
    require(find_spec("libcovebods"), "the BODS schema is absent: pip install libcovebods")
    folder = files("libcovebods") / "data" / "schema-0-4-0"
    parts = [
        json.loads((folder / f"{name}.json").read_text())
        for name in ("components", "entity-record", "person-record", "relationship-record")
    ]
    registry = Registry().with_resources((part["$id"], Resource.from_contents(part)) for part in parts)
    statement = json.loads((folder / "statement.json").read_text())
    return jsonschema.Draft202012Validator(statement, registry=registry, format_checker=jsonschema.FormatChecker())


def exported(graph: PropertyGraph) -> list[dict[str, Any]]:
    file = io.BytesIO()
    counts = write_bods(Content.of(graph), file)
    held = json.loads(file.getvalue())
    assert sum(counts.values()) == len(held) == len({s["statementId"] for s in held})
    return held


def assert_sound(held: list[dict[str, Any]]) -> None:
    """Every party is stated before the relationship that refers to it; the subject is an entity."""
    seen: dict[str, str] = {}
    for statement in held:
        details = statement["recordDetails"]
        if statement["recordType"] == "relationship":
            assert seen[details["subject"]] == "entity" and details["interestedParty"] in seen
            assert statement["declarationSubject"] == details["subject"]
        seen[statement["recordId"]] = statement["recordType"]


def small() -> PropertyGraph:
    graph = PropertyGraph()
    for uri, label in (("a", "Company"), ("b", "Company"), ("p", "Person")):
        labels = (label, "Resource") if label == "Person" else (label, "Organization", "Resource")
        graph.nodes[uri] = Node(
            labels, {"uri": uri, "name": uri.upper(), "identifiers": ["lei:529900T8BM49AURSDO55"], "birthDate": "1970-01-01"}
        )
    graph.nodes["CN"] = Node(("Resource", "Territory"), {"uri": "CN", "name": "China", "code": "CN"})
    for uri, day in (("s", "2020-02-03"), ("t", "2021")):
        held = {
            "uri": uri,
            "publisher": f"Gazette {uri}",
            "url": f"https://example.org/{uri}",
            "readOn": "2026-11-24",
            "date": day,
        }
        exact = (
            {"dateEarliest": day, "dateLatest": day}
            if len(day) == 10
            else {"dateEarliest": f"{day}-01-01", "dateLatest": f"{day}-12-31"}
        )
        graph.nodes[uri] = Node(("Resource", "Source"), held | exact)
    for uri, label, ends, held in (
        ("1", "OwnershipStake", {"OWNER": "a", "ASSET": "b"}, {"share": 51.0, "direct": True, "start": "2019-10-09", "startEarliest": "2019-10-09", "startLatest": "2019-10-09"}),
        ("2", "OwnershipStake", {"OWNER": "p", "ASSET": "b"}, {"shareMin": 25.0, "shareMax": 50.0, "start": "2019", "startEarliest": "2019-01-01", "startLatest": "2019-12-31"}),
        ("3", "ControlLink", {"CONTROLLER": "CN", "CONTROLLED": "a"}, {"basis": "state-supervision"}),
    ):  # fmt: skip
        graph.nodes[uri] = Node(tuple(sorted((label, "Event", "Resource"))), {"uri": uri, **held})
        for kind, end in ends.items():
            graph.relationships[uri, kind, end, ""] = {}
        graph.relationships[uri, "SOURCE", "s", ""] = graph.relationships[uri, "SOURCE", "t", ""] = {}
    graph.relationships["a", "TERRITORY", "CN", ""] = {}
    return graph


def test_a_stake_a_range_and_a_control_link(schema):
    held = exported(small())
    schema.validate(held)
    assert_sound(held)
    of = {s["recordId"]: s for s in held}
    exact, ranged, control = (of[uri]["recordDetails"]["interests"][0] for uri in "123")
    assert exact == {"type": "shareholding", "directOrIndirect": "direct", "beneficialOwnershipOrControl": False, "share": {"exact": 51.0},
                     "startDate": "2019-10-09", "details": "start: 2019-10-09"}  # fmt: skip
    assert ranged["share"] == {"minimum": 25.0, "maximum": 50.0} and ranged["directOrIndirect"] == "unknown"
    assert "startDate" not in ranged and ranged["details"] == "start: 2019"
    assert control["type"] == "controlByLegalFramework"
    assert of["CN"]["recordDetails"]["entityType"] == {"type": "state"}
    assert of["a"]["recordDetails"]["jurisdiction"] == {"name": "China", "code": "CN"}
    assert of["p"]["recordDetails"] == {"isComponent": False, "personType": "knownPerson", "names": [{"fullName": "P"}]}
    assert (of["1"]["statementDate"], of["1"]["source"]["url"]) == ("2026-11-24", "https://example.org/s")
    assert of["1"]["annotations"][0]["url"] == "https://example.org/t"


@pytest.mark.parametrize("home", ["curated_home", "real_home"])
def test_all_stakes_and_control_links_are_there_and_valid(schema, home, request):
    graph = project(request.getfixturevalue(home) / "rdf")
    held = exported(graph)
    schema.validate(held)
    assert_sound(held)
    events = sum(not {"OwnershipStake", "ControlLink"}.isdisjoint(node.labels) for node in graph.nodes.values())
    assert sum(s["recordType"] == "relationship" for s in held) == events > 100


def test_hostile_names_stay_as_they_are(schema):
    graph = hostile.graph()
    for number in range(len(hostile.NAMES)):
        uri = f"urn:kg:stake:{number}"
        graph.nodes[uri] = Node(("Event", "OwnershipStake", "Resource"), {"uri": uri, "share": 1.0})
        graph.relationships[uri, "OWNER", f"urn:kg:org:hostile:{number}", ""] = {}
        graph.relationships[uri, "ASSET", "urn:kg:org:hostile:0", ""] = {}
    held = exported(graph)
    schema.validate(held)
    names = {s["recordDetails"].get("name") for s in held if s["recordType"] == "entity"}
    assert {n for n in hostile.NAMES if n} <= names
