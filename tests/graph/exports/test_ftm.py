"""FollowTheMoney entities as followthemoney's own library takes them."""

import io
import json
from typing import Any

import hostile
import pytest

from graph.exports import Content
from graph.exports.ftm import write_ftm
from graph.exports.statements import key_of
from graph.projection import project
from graph.property_graph import Node, PropertyGraph

ftm = pytest.importorskip("followthemoney")


def exported(graph: PropertyGraph) -> list[dict[str, Any]]:
    file = io.BytesIO()
    counts = write_ftm(Content.of(graph), file)
    entities = [json.loads(line) for line in file.getvalue().decode().split("\n") if line]
    assert sum(counts.values()) == len(entities) == len({e["id"] for e in entities})
    return entities


def assert_valid(entities: list[dict[str, Any]], *, as_it_stands: bool = True) -> None:
    """The library finds no error and drops no property (or value, with `as_it_stands`), and every reference leads to an entity of a class that may stand there.

    On the real files it tidies up addresses and invisible characters, so values there are not the same text.
    """
    schemata = {e["id"]: ftm.model.get(e["schema"]) for e in entities}
    for entity in entities:
        proxy = ftm.model.get_proxy(entity, cleaned=False)
        assert proxy.schema.validate(entity) is None
        assert proxy.properties.keys() == entity["properties"].keys()
        if as_it_stands:
            assert {k: sorted(v) for k, v in proxy.properties.items()} == {k: sorted(v) for k, v in entity["properties"].items()}
        assert all(proxy.has(name) for name in proxy.schema.required)
        for prop, value in proxy.itervalues():
            if prop.type.name == "entity":
                assert schemata[value].is_a(prop.range), (entity, prop.name)


def small() -> PropertyGraph:
    graph = PropertyGraph()
    for uri, label, name in (("a", "Company", "A Ltd."), ("b", "Company", "B Ltd."), ("police", "PublicBody", "Police")):
        labels = tuple(sorted((label, "Organization", "Resource")))
        graph.nodes[uri] = Node(
            labels, {"uri": uri, "name": name, "identifiers": ["lei:529900T8BM49AURSDO55", "ofac:12"], "sameAs": [f"{uri}2"]}
        )
        graph.relationships[uri, "TERRITORY", "CN", ""] = {"sources": ["s"]}
    graph.nodes["CN"] = Node(("Resource", "Territory"), {"uri": "CN", "name": "China", "code": "CN"})
    graph.nodes["KE"] = Node(("Resource", "Territory"), {"uri": "KE", "name": "Kenya", "code": "KE-30"})
    graph.nodes["list"] = Node(("Programme", "Resource"), {"uri": "list", "name": "Entity List", "measures": ["export-control"]})
    graph.nodes["s"] = Node(("Resource", "Source"), {"uri": "s", "publisher": "Gazette", "url": "https://example.org/1"})
    for uri, label, ends, held in (
        ("stake", "OwnershipStake", {"OWNER": "a", "ASSET": "b"}, {"shareMin": 25.0, "shareMax": 50.0, "start": "2019", "startEarliest": "2019-01-01", "startLatest": "2019-12-31"}),
        ("listing", "Listing", {"SUBJECT": "a", "PROGRAMME": "list"}, {"start": "2019-10-09", "startEarliest": "2019-10-09", "startLatest": "2019-10-09", "startKind": "effective", "listedAs": ["A"]}),
        ("deal", "Deal", {"SUPPLIER": "a", "CUSTOMER": "police", "DESTINATION": "KE"}, {"status": "signed", "date": "Feb 2018", "dateEarliest": "2018-02-01", "dateLatest": "2018-02-28", "dateKind": "signed", "amount": 1500000.5, "currency": "USD"}),
        ("state", "ControlLink", {"CONTROLLER": "CN", "CONTROLLED": "b"}, {"basis": "state-supervision"}),
        ("seen", "Listing", {"SUBJECT": "b", "PROGRAMME": "list"}, {"start": "2022-07-01", "startLatest": "2022-07-01", "startKind": "seen", "seenUntil": "2022-07-01", "goneBy": "2024-01-01"}),
    ):  # fmt: skip
        graph.nodes[uri] = Node(tuple(sorted((label, "Event", "Resource"))), {"uri": uri, **held})
        for kind, end in {**ends, "SOURCE": "s"}.items():
            graph.relationships[uri, kind, end, ""] = {}
    return graph


def test_a_small_graph_in_the_words_of_followthemoney():
    entities = {(e["schema"], e["referents"][0]): e["properties"] for e in exported(small())}
    assert_valid(exported(small()))
    company = entities["Company", "a"]
    assert (company["country"], company["leiCode"], company["idNumber"]) == (["cn"], ["529900T8BM49AURSDO55"], ["12"])
    assert entities["Ownership", "stake"] == {
        "owner": [key_of("a")], "asset": [key_of("b")], "percentage": ["25-50"], "startDate": ["2019"],
        "sourceUrl": ["https://example.org/1"], "publisher": ["Gazette"],
    }  # fmt: skip
    sanction = entities["Sanction", "listing"]
    assert (sanction["program"], sanction["startDate"], sanction["provisions"]) == (
        ["Entity List"],
        ["2019-10-09"],
        ["export-control"],
    )
    assert (
        "startDate" not in entities["Sanction", "seen"] and "gone by 2024-01-01" in entities["Sanction", "seen"]["description"][1]
    )
    contract = entities["Contract", "deal"]
    assert (contract["contractDate"], contract["amount"], contract["country"]) == (["2018-02"], ["1500000.5"], ["ke"])
    assert entities["ContractAward", "deal"]["supplier"] == [key_of("a")]
    assert entities["PublicBody", "CN"]["name"] == ["China"]
    assert entities["UnknownLink", "state"]["role"] == ["controls (state-supervision)"]
    assert ("PublicBody", "KE") not in entities


def test_hostile_names_stay_as_they_are_but_for_what_no_text_there_may_hold():
    entities = exported(hostile.graph())
    names = {name for e in entities for name in e["properties"].get("name", [])}
    assert {"<img src=x onerror=alert(1)>", "]]>", '=HYPERLINK("http://example.org")', " leading and trailing "} <= names
    assert not any("\0" in name for name in names)
    assert_valid(entities, as_it_stands=False)


def test_what_is_too_long_is_told_whole_in_the_description():
    graph = PropertyGraph(
        {"a": Node(("Organization", "Resource"), {"uri": "a", "name": "n" * 500, "addresses": ["a" * 300, "b"]})}
    )
    entity = exported(graph)[0]["properties"]
    assert entity == {"name": ["n" * 384], "address": ["b"], "description": [f"name: {'n' * 500}", f"address: {'a' * 300}"]}


def test_all_that_is_known_of_the_curated_graph_is_valid(curated_home):
    graph = project(curated_home / "rdf")
    entities = exported(graph)
    assert_valid(entities)
    found = [e["schema"] for e in entities]
    labels = [label for node in graph.nodes.values() for label in node.labels]
    for here, there in (
        ("Listing", "Sanction"),
        ("OwnershipStake", "Ownership"),
        ("Succession", "Succession"),
        ("Deal", "Contract"),
    ):
        assert found.count(there) == labels.count(here) > 0
    assert sum(found.count(s) for s in ("Organization", "Company", "Person")) > 200


def test_the_entities_of_the_real_graph_are_valid(real_home):
    assert_valid(exported(project(real_home / "rdf")), as_it_stands=False)
