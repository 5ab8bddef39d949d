"""GraphML and GEXF as networkx reads them: everything that the graph holds, in whatever words."""

import io
import json
import re
from collections import Counter
from typing import Any

import hostile
import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.exports import Content
from graph.exports.gexf import TITLES, write_gexf
from graph.exports.graphml import write_graphml
from graph.projection import project
from graph.property_graph import Node, Properties, PropertyGraph

FORMS = {"graphml": (write_graphml, nx.read_graphml), "gexf": (write_gexf, nx.read_gexf)}
NOT_OURS = {"graphml": {"label"}, "gexf": {"label", "start", "end", "kind"}}
"""What the format adds."""
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def carried(value: Any) -> Any:
    """A value as XML carries it: lists as JSON, what XML has no character for written out."""
    shown = json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
    return UNWRITABLE.sub(lambda m: f"<U+{ord(m[0]):04X}>", shown) if isinstance(shown, str) else shown


def named(held: Properties, form: str) -> dict[str, Any]:
    """The properties as the format carries them, by the names that it gives them."""
    return {TITLES.get(k, k) if form == "gexf" else k: carried(v) for k, v in held.items()}


def read_back(graph: PropertyGraph, form: str) -> nx.MultiDiGraph:
    write, read = FORMS[form]
    file = io.BytesIO()
    counts = write(Content.of(graph), file)
    file.seek(0)
    held = nx.MultiDiGraph(read(file))
    assert dict(counts) == {"nodes": held.number_of_nodes(), "edges": held.number_of_edges()}
    return held


def assert_equal(graph: PropertyGraph, form: str) -> None:
    held = read_back(graph, form)
    for uri, node in graph.nodes.items():
        wanted = {"labels": carried(list(node.labels)), **named(node.properties, form)}
        found = {k: v for k, v in held.nodes[uri].items() if k not in NOT_OURS[form]}
        assert found == wanted

    def fixed(held: dict[str, Any]) -> str:
        return json.dumps({k: v for k, v in held.items() if k not in (*NOT_OURS[form], "id")}, sort_keys=True)

    edges = Counter((s, e, fixed(about)) for s, e, about in held.edges(data=True))
    wanted_edges = Counter(
        (s, e, fixed({"type": kind, **named(graph.relationships[s, kind, e, event], form)}))
        for s, kind, e, event in graph.relationships
    )
    assert edges == wanted_edges


@pytest.mark.parametrize("form", FORMS)
def test_hostile_names_come_back_as_they_are_and_what_xml_cannot_carry_is_written_out(form):
    assert_equal(hostile.graph(), form)
    held = read_back(hostile.graph(), form)
    names = {about.get("name") for _, about in held.nodes(data=True)}
    assert {"<img src=x onerror=alert(1)>", "]]>", "\u202eevil.exe\u2066", "a<U+0000>b<U+001F><U+0007>c"} <= names


@pytest.mark.parametrize("form", FORMS)
def test_the_curated_graph_comes_back_whole(curated_home, form):
    assert_equal(project(curated_home / "rdf"), form)


text = st.text(max_size=6)
held = st.fixed_dictionaries(
    {}, optional={"name": text, "aliases": st.lists(text), "share": st.floats(0, 100), "open": st.booleans()}
)


@settings(deadline=None)
@given(st.dictionaries(st.text("abc:", min_size=1), held, min_size=1, max_size=6), st.data())
def test_any_graph_comes_back(nodes, data):
    graph = PropertyGraph({uri: Node(("Resource",), {**about, "uri": uri}) for uri, about in nodes.items()})
    ends = st.sampled_from(sorted(nodes))
    for start, end in data.draw(st.lists(st.tuples(ends, ends), max_size=8)):
        graph.relationships[start, "KNOWS", end, ""] = data.draw(held)
    for form in FORMS:
        assert_equal(graph, form)


def test_the_timeline_shows_an_event_on_every_day_on_which_it_may_have_held():
    graph = PropertyGraph()
    labels = ("Event", "Listing", "Resource")
    graph.nodes["listing"] = Node(labels, {"uri": "listing", "startEarliest": "2019-10-01", "startLatest": "2019-10-31",
                                           "endEarliest": "2021-01-01", "endLatest": "2021-12-31"})  # fmt: skip
    graph.nodes["use"] = Node(
        ("Event", "Resource", "Use"), {"uri": "use", "dateEarliest": "2018-01-01", "dateLatest": "2018-12-31", "dateKind": "seen"}
    )
    graph.nodes["deal"] = Node(
        ("Deal", "Event", "Resource"),
        {"uri": "deal", "dateEarliest": "2018-01-01", "dateLatest": "2018-12-31", "dateKind": "signed"},
    )
    graph.nodes["a"] = Node(("Organization", "Resource"), {"uri": "a"})
    graph.relationships["listing", "SUBJECT", "a", ""] = {}
    graph.relationships["a", "SOLD_TO", "a", "deal"] = {"event": "deal"}
    held = read_back(graph, "gexf")

    def days(about: dict[str, Any]) -> tuple[str | None, str | None]:
        return about.get("start"), about.get("end")

    assert days(held.nodes["listing"]) == ("2019-10-01", "2021-12-31")
    assert days(held.nodes["deal"]) == ("2018-01-01", None)
    assert days(held.nodes["use"]) == (None, None)  # seen by the end of 2018, there since nobody knows when
    assert days(held.nodes["a"]) == (None, None)
    assert {about["type"]: days(about) for _, _, about in held.edges(data=True)} == {
        "SUBJECT": ("2019-10-01", "2021-12-31"),
        "SOLD_TO": ("2018-01-01", None),
    }
