"""Chokepoints against brute force: take the thing away and look what falls off."""

import itertools

import networkx as nx
import pytest
from hypothesis import given, settings

from graph.analysis.choke import COLUMNS, chokepoints, missing
from graph.analysis.views import Thing, View
from tests.graph.analysis.small_views import chain, of, random_views


def rows(view: View, kind: str, roots=None, targets=None) -> dict[str, tuple[int, list[str]]]:
    """what_id -> (cuts_off, names) of the rows of one kind."""
    found = [dict(zip(COLUMNS, row, strict=True)) for row in chokepoints(view, roots, targets)]
    return {r["what_id"]: (r["cuts_off"], r["names"]) for r in found if r["kind"] == kind}


def pieces(graph: nx.Graph, whole: set) -> list[int]:
    return sorted(len(p) for p in nx.connected_components(graph) if p <= whole)


@settings(max_examples=150, deadline=None)
@given(random_views(most_nodes=8, most_edges=10))
def test_articulation_points_are_what_breaks_a_part(view):
    graph = nx.Graph((view.nodes[e.start].uri, view.nodes[e.end].uri) for e in view.edges)
    wanted = {}
    for node in graph:
        part = set(nx.node_connected_component(graph, node))
        rest = pieces(graph.subgraph(set(graph) - {node}), part)
        if len(rest) > 1:
            wanted[node] = sum(rest[:-1])
    assert {n: cut for n, (cut, _) in rows(view, "articulation point").items()} == wanted


@settings(max_examples=150, deadline=None)
@given(random_views(most_nodes=8, most_edges=10))
def test_bridges_are_the_links_that_part_at_least_two_things_from_two(view):
    graph = nx.Graph((view.nodes[e.start].uri, view.nodes[e.end].uri) for e in view.edges)
    wanted = {}
    for a, b in graph.edges:
        without = nx.Graph(graph)
        without.remove_edge(a, b)
        left, right = nx.node_connected_component(without, a), nx.node_connected_component(without, b)
        if left != right and min(len(left), len(right)) > 1:
            wanted[frozenset((a, b))] = min(len(left), len(right))
    assert {frozenset(n.split(" -> ")): cut for n, (cut, _) in rows(view, "bridge").items()} == wanted


@settings(max_examples=150, deadline=None)
@given(random_views(most_nodes=7))
def test_a_dominator_is_on_every_route_from_the_roots(view):
    graph = nx.DiGraph((view.nodes[e.start].uri, view.nodes[e.end].uri) for e in view.edges if view.nodes[e.end].uri != "A")
    if "A" not in graph:
        return
    reached = nx.descendants(graph, "A")
    wanted = {}
    for node in reached:
        still = nx.descendants(graph.subgraph(set(graph) - {node}), "A")
        if cut := reached - still - {node}:
            wanted[node] = len(cut)
    assert {n: cut for n, (cut, _) in rows(view, "dominator", of(view, "A")).items()} == wanted


@settings(max_examples=150, deadline=None)
@given(random_views(most_nodes=6))
def test_least_cuts_part_the_roots_from_the_targets_and_no_smaller_set_does(view):
    roots, targets = of(view, "A"), of(view, "B")
    graph = nx.DiGraph((view.nodes[e.start].uri, view.nodes[e.end].uri) for e in view.edges)
    if not {"A", "B"} <= set(graph) or not nx.has_path(graph, "A", "B"):
        assert not rows(view, "minimum edge cut", roots, targets)
        return
    ((links, _),) = rows(view, "minimum edge cut", roots, targets).items()
    cut = [tuple(link.split(" -> ")) for link in links.split("; ")]
    parted = nx.DiGraph(graph)
    parted.remove_edges_from(cut)
    assert not nx.has_path(parted, "A", "B")
    assert len(cut) == nx.edge_connectivity(graph, "A", "B")
    nodes = rows(view, "minimum node cut", roots, targets)
    assert bool(nodes) == (not graph.has_edge("A", "B"))
    for things in nodes:
        removed = set(things.split("; "))
        assert not nx.has_path(graph.subgraph(set(graph) - removed), "A", "B")
        smaller = itertools.combinations(set(graph) - {"A", "B"}, len(removed) - 1)
        assert all(nx.has_path(graph.subgraph(set(graph) - set(few)), "A", "B") for few in smaller)


def test_two_roots_that_supply_one_thing_are_two_links_to_cut():
    view = chain("A -supplies-> X", "B -supplies-> X", "X -sold to-> T", "X -sold to-> U")
    assert list(rows(view, "minimum edge cut", of(view, "A", "B"), of(view, "T"))) == ["X -> T"]
    assert len(next(iter(rows(view, "minimum edge cut", of(view, "A", "B"), of(view, "T", "U")))).split("; ")) == 2


def test_a_territory_joins_nothing():
    places = {"KE": Thing("KE", "KE", "Kenya", "territory", ("KE",))}
    view = chain("A -sold to-> KE", "B -sold to-> KE", "C -supplies-> A", "D -supplies-> B", things=places)
    assert rows(view, "articulation point") == {}
    assert set(rows(view, "dominator")) == {"A", "B"} - {"A", "B"}, "KE is reached through A and through B"


def test_products_that_stand_only_with_their_maker_are_not_cut_off():
    goods = {u: Thing(u, u, u, "item") for u in ("p", "q")}
    view = chain("p -sold by-> A [p]", "q -sold by-> A [q]", "x -goes into-> q [x]", "A -sold to-> B", things=goods)
    assert rows(view, "articulation point")["A"] == (1, ["B"])


def test_a_single_supplier_is_one_over_all_facts_of_the_item():
    view = chain("A -supplies-> B [x]", "A -supplies-> C [x]", "A -supplies-> B [y]", "D -supplies-> C [y]")
    assert rows(view, "single supplier") == {"A": (2, ["B", "C"])}


def test_with_targets_only_what_cuts_one_off_is_shown():
    view = chain("A -supplies-> B", "B -sold to-> C", "B -sold to-> D", "E -supplies-> F", "F -sold to-> G")
    assert rows(view, "dominator", of(view, "A"), of(view, "C")) == {"B": (1, ["C"])}
    assert rows(view, "dominator", of(view, "A"))["B"] == (2, ["C", "D"])


@pytest.mark.parametrize(
    ("end", "words"), [("B", "no node cut: A leads straight to B"), ("D", "No route leads from 'A' to 'D'"), ("C", "")]
)
def test_what_cannot_be_cut_is_told(end, words):
    view = chain("A -supplies-> B", "B -sold to-> C", "D -sold to-> C")
    found = missing(view, of(view, "A"), of(view, end))
    assert words in found and bool(words) == bool(found)


def test_a_chokepoint_rests_on_its_weakest_graded_fact_and_names_the_sources():
    view = chain("A -supplies-> B @2", "B -sold to-> C @6")
    row = dict(zip(COLUMNS, chokepoints(view)[0], strict=True))
    assert (row["what"], row["evidence"], row["sources"], row["facts"]) == (
        "B",
        "research-attribution",
        ["source 0", "source 1"],
        2,
    )
