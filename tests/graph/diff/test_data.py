"""Laws of the difference of two graphs, and of who is whom on both sides."""

from hypothesis import given
from hypothesis import strategies as st

from graph.diff.data import Difference, apply, compare, key_changes, stated
from graph.diff.identity import MERGED, RENAMED, SPLIT, Families, Regrouping, moved
from graph.property_graph import Node, PropertyGraph

URIS = st.sampled_from([f"urn:kg:x:{letter}" for letter in "abcde"])
TEXTS = st.sampled_from(["one", "two", "2019-10-09"])
VALUES = st.one_of(TEXTS, st.integers(0, 2), st.booleans(), st.lists(TEXTS, max_size=2, unique=True).map(sorted))
DERIVED = st.fixed_dictionaries(
    {}, optional={"id": TEXTS, "evidenceRank": st.integers(1, 7), "goneBy": TEXTS, "disputed": st.just(True)}
)


@st.composite
def graphs(draw: st.DrawFn) -> PropertyGraph:
    """Graphs with stated and derived keys, nodes and relationships, and members of identities."""
    graph = PropertyGraph()
    for uri in draw(st.lists(URIS, unique=True)):
        held = {"uri": uri} | draw(st.dictionaries(st.sampled_from(["name", "date", "share"]), VALUES)) | draw(DERIVED)
        if draw(st.booleans()):
            held["sameAs"] = sorted(draw(st.sets(URIS.filter(lambda u, own=uri: u != own), min_size=1, max_size=2)))
        labels = draw(st.sampled_from([("Company", "Resource"), ("Event", "Listing", "Resource")]))
        graph.nodes[uri] = Node(labels, held)
    if graph.nodes and draw(st.booleans()):
        graph.nodes["urn:kg:verdict:v"] = Node(
            ("Resource", "Verdict"), {"uri": "urn:kg:verdict:v", "derived": True, "why": draw(TEXTS)}
        )
    for start, end in draw(st.lists(st.tuples(URIS, URIS), max_size=4)):
        if start in graph.nodes and end in graph.nodes:
            event = draw(st.sampled_from(["", "urn:kg:x:a"]))
            graph.relationships[start, draw(st.sampled_from(["OWNER", "SUBJECT"])), end, event] = draw(
                st.fixed_dictionaries({}, optional={"sources": st.lists(TEXTS, max_size=2, unique=True)})
            )
    return graph


@given(graphs())
def test_a_graph_does_not_differ_from_itself(graph):
    assert not compare(graph, graph)


@given(graphs(), graphs())
def test_the_difference_the_other_way_round_is_the_inverse(one, other):
    assert compare(other, one) == compare(one, other).inverse()
    assert compare(one, other).inverse().inverse() == compare(one, other)


@given(graphs(), graphs())
def test_a_difference_applied_to_the_one_states_what_the_other_states(one, other):
    assert apply(compare(one, other), one) == stated(other)


@given(graphs(), graphs())
def test_two_graphs_that_do_not_differ_state_the_same(one, other):
    assert bool(compare(one, other)) == (stated(one) != stated(other))


@given(graphs(), graphs())
def test_regroupings_the_other_way_round_are_the_inverse(one, other):
    there = Families(one, other).regroupings(one, other)
    back = Families(other, one).regroupings(other, one)
    assert back == [Regrouping(group.after, group.before) for group in there]
    assert Families(one).regroupings(one, one) == []


def organization(uri: str, *members: str) -> tuple[str, Node]:
    return uri, Node(("Organization", "Resource"), {"uri": uri, **({"sameAs": list(members)} if members else {})})


def test_what_is_derived_is_no_difference_and_members_are():
    one = PropertyGraph(dict([organization("a", "b")]))
    other = PropertyGraph(dict([organization("a", "b", "c")]))
    other.nodes["a"].properties |= {"goneBy": "2024-01-01", "id": "a"}
    other.nodes["v"] = Node(("Verdict",), {"uri": "v", "derived": True})
    (pair,) = compare(one, other).nodes_changed.values()
    assert key_changes(*pair) == [("sameAs", ["b"], ["b", "c"])]


def test_the_name_of_an_event_is_derived_and_of_anything_else_stated():
    def graph(name: str) -> PropertyGraph:
        held = {uri: {"uri": uri, "name": name} for uri in ("deal", "firm")}
        return PropertyGraph({"deal": Node(("Deal", "Event"), held["deal"]), "firm": Node(("Company",), held["firm"])})

    assert compare(graph("One"), graph("Two")).nodes_changed.keys() == {"firm"}


def test_a_node_that_another_took_in_is_merged_and_its_relationships_only_moved():
    apart = PropertyGraph(dict([organization("a"), organization("b")]))
    joined = PropertyGraph(dict([organization("a", "b")]))
    for graph, subject in ((apart, "b"), (joined, "a")):
        graph.nodes["l"] = Node(("Event", "Listing", "Resource"), {"uri": "l"})
        graph.relationships["l", "SUBJECT", subject, ""] = {}
    families = Families(apart, joined)
    assert [(g.kind, g.before, g.after) for g in families.regroupings(apart, joined)] == [(MERGED, ("a", "b"), ("a",))]
    assert [(g.kind, g.before, g.after) for g in families.regroupings(joined, apart)] == [(SPLIT, ("a",), ("a", "b"))]
    difference = compare(apart, joined)
    assert moved(difference, families).entered == {("l", "SUBJECT", "a", "")}
    assert moved(difference, families).left == {("l", "SUBJECT", "b", "")}


def test_a_node_that_another_of_its_records_stands_for_has_another_id():
    old, new = PropertyGraph(dict([organization("b", "c")])), PropertyGraph(dict([organization("a", "b", "c")]))
    (group,) = Families(old, new).regroupings(old, new)
    assert (group.kind, group.before, group.after) == (RENAMED, ("b",), ("a",))


def test_an_organization_that_left_with_its_record_is_not_merged():
    old, new = PropertyGraph(dict([organization("a"), organization("b")])), PropertyGraph(dict([organization("a")]))
    assert Families(old, new).regroupings(old, new) == []
    assert compare(old, new) == Difference(nodes_left={"b": old.nodes["b"]})
