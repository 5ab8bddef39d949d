"""Each kind of problem, planted into a small graph that is right otherwise."""

import pytest

from graph.check import graph_problems
from graph.property_graph import Node, PropertyGraph


@pytest.fixture
def graph():
    def node(key, *labels, **properties):
        return key, Node(("Resource", *labels), {"uri": key, "id": key, **properties})

    found = PropertyGraph(
        dict(
            [
                node("urn:kg:v", "Organization"),
                node("urn:kg:p", "Programme"),
                node("urn:kg:s", "Source"),
                node(
                    "urn:kg:listing:curated:a",
                    "Event",
                    "Listing",
                    startEarliest="2019-10-09",
                    startLatest="2019-10-09",
                    startKind="effective",
                ),
            ]
        )
    )
    link(found, "urn:kg:listing:curated:a")
    return found


def link(graph, uri):
    for kind, end in (("SUBJECT", "urn:kg:v"), ("PROGRAMME", "urn:kg:p"), ("SOURCE", "urn:kg:s")):
        graph.relationships[uri, kind, end, ""] = {}


def second_listing(graph, **properties):
    uri = "urn:kg:listing:curated:b"
    graph.nodes[uri] = Node(
        ("Event", "Listing", "Resource"),
        {"uri": uri, "startEarliest": "2020-06-05", "startLatest": "2020-06-05", "startKind": "effective", **properties},
    )
    link(graph, uri)


def kinds(graph, conflicts=()):
    return [problem[0] for problem in graph_problems(graph, list(conflicts))]


def test_a_sound_graph_has_no_problem(graph):
    assert kinds(graph) == []


def test_each_fault_is_found(graph):
    graph.nodes["urn:kg:nobody"] = Node(("Resource", "Unresolved"), {"uri": "urn:kg:nobody"})
    graph.relationships["urn:kg:listing:curated:a", "SUBJECT", "urn:kg:nobody", ""] = {}
    graph.relationships["urn:kg:v", "TERRITORY", "urn:kg:p", ""] = {}
    assert kinds(graph, [("urn:kg:v", "code", "X")]) == ["two values", "dangling reference", "edge without source"]


def test_an_event_without_a_source_is_found(graph):
    graph.nodes["urn:kg:deal:x"] = Node(("Deal", "Event", "Resource"), {"uri": "urn:kg:deal:x"})
    assert kinds(graph) == ["event without source"]


def test_curated_rows_that_exclude_each_other_are_found_unless_a_note_says_so(graph):
    second_listing(graph)
    assert kinds(graph) == ["contradiction"]
    second_listing(graph, notes=["another source than a gives a later day"])
    assert kinds(graph) == []


def test_a_list_that_contradicts_a_curated_row_is_no_fault_of_the_tables(graph):
    second_listing(graph)
    graph.nodes["urn:kg:list"] = Node(("Resource", "Source"), {"uri": "urn:kg:list", "dataset": "us_csl"})
    del graph.relationships["urn:kg:listing:curated:b", "SOURCE", "urn:kg:s", ""]
    graph.relationships["urn:kg:listing:curated:b", "SOURCE", "urn:kg:list", ""] = {}
    assert kinds(graph) == []
