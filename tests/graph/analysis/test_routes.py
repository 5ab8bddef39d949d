"""Routes on graphs small enough to check by hand, and against brute force on random ones."""

import itertools
import math
from dataclasses import replace

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analysis import nearest, routes
from graph.analysis.routes import KIND_OF_GOODS, NOT_SHOWN, OTHER_DEAL, OTHER_PRODUCT, SAME_DEAL, SAME_ITEM, Limits
from graph.analysis.views import Thing, View
from graph.intervals import Span
from ontology.errors import UsageError
from tests.graph.analysis.small_views import chain, of, random_views


def paths(view: View, found: routes.Found) -> list[str]:
    return [
        "".join([view.nodes[r.steps[0].edge.start].uri, *(view.nodes[s.edge.end].uri for s in r.steps)]) for r in found.routes
    ]


def brute(view: View, start: int, end: int, limits: Limits) -> list[float]:
    """Scores of the best edge choice of every simple path whose days can be picked in order, best first."""
    graph = nx.DiGraph((e.start, e.end) for e in view.edges if not {e.start, e.end} & limits.avoid)
    if start not in graph or end not in graph:
        return []
    found = []
    for path in nx.all_simple_paths(graph, start, end):
        if limits.max_hops is not None and len(path) - 1 > limits.max_hops:
            continue
        if not all(s.nodes & set(path) for s in limits.through):
            continue
        choices = [[e for e in view.edges if (e.start, e.end) == pair] for pair in itertools.pairwise(path)]
        scores = [math.prod(routes.weigh(e) for e in edges) for edges in itertools.product(*choices) if in_order(edges)]
        if scores:
            found.append(max(scores))
    return sorted(found, reverse=True)


def in_order(edges) -> bool:
    """Some day of each edge, none before the one of the edge before: by trying all."""
    ranges = [range(int(e.days.earliest[-2:]), int(e.days.latest[-2:]) + 1) for e in edges]
    return any(all(a <= b for a, b in itertools.pairwise(days)) for days in itertools.product(*ranges))


@settings(max_examples=150, deadline=None)
@given(random_views(), st.integers(1, 6), st.none() | st.integers(1, 4), st.booleans(), st.booleans())
def test_the_best_routes_in_time_are_those_of_brute_force(view, k, max_hops, avoiding, through):
    start, end = 0, 1
    rest = [n for n in range(len(view.nodes)) if n > 1]
    limits = Limits(
        frozenset(rest[:1]) if avoiding else frozenset(),
        (routes.Selection("x", frozenset(rest[1:2])),) if through and len(rest) > 1 else (),
        max_hops,
    )
    found = routes.routes(view, of(view, "A"), of(view, "B"), k, limits)
    wanted = brute(view, start, end, limits)
    assert [round(r.score, 9) for r in found.routes] == [round(s, 9) for s in wanted[:k]]
    assert found.complete <= (len(found.routes) == len(wanted))


@settings(max_examples=100, deadline=None)
@given(random_views(days=1))
def test_without_dates_the_routes_are_those_of_networkx(view):
    graph = nx.DiGraph()
    for e in view.edges:
        cost = -math.log(routes.weigh(e))
        graph.add_edge(e.start, e.end, cost=min(cost, graph.get_edge_data(e.start, e.end, {"cost": math.inf})["cost"]))
    found = routes.routes(view, of(view, "A"), of(view, "B"), 4)
    if 0 not in graph or 1 not in graph or not nx.has_path(graph, 0, 1):
        assert not found.routes
        return
    reference = [nx.path_weight(graph, p, "cost") for p in itertools.islice(nx.shortest_simple_paths(graph, 0, 1, "cost"), 4)]
    assert [round(-math.log(r.score), 9) for r in found.routes] == [round(c, 9) for c in reference]


@settings(max_examples=80, deadline=None)
@given(random_views())
def test_an_edge_is_on_the_way_exactly_when_a_route_in_time_can_use_it_or_loops_back(view):
    arcs = routes.on_the_way(view, frozenset({0}), frozenset({1}), None, Limits())
    assert bool(arcs) == bool(brute(view, 0, 1, Limits()))


def test_a_product_that_was_sold_before_its_part_was_supplied_is_no_route():
    view = chain("A -supplies-> B 2015/2016", "B -sold to-> C 2010/2011")
    assert not routes.routes(view, of(view, "A"), of(view, "C")).routes
    assert len(routes.routes(view, of(view, "A"), of(view, "C"), limits=Limits(timed=False)).routes) == 1


def test_overlapping_years_leave_it_possible_and_an_open_date_forbids_nothing():
    view = chain("A -supplies-> B 2015/2016", "B -sold to-> C 2016/2016", "A -supplies-> D", "D -sold to-> C /2001")
    assert sorted(paths(view, routes.routes(view, of(view, "A"), of(view, "C")))) == ["ABC", "ADC"]


def test_an_order_is_certain_only_where_one_ends_before_the_next_begins():
    view = chain("A -supplies-> B 2015/2016", "B -supplies-> C 2017/2017", "C -sold to-> D /2018", "D -in-> E")
    (found,) = routes.routes(view, of(view, "A"), of(view, "E")).routes
    assert found.orders == ["", "certain", "possible", ""]


def test_a_worse_parallel_edge_is_taken_when_the_better_one_is_too_late_and_the_others_are_counted():
    view = chain("A -supplies-> B 2015/2016 @1", "A -supplies-> B 2008/2009 @6", "B -sold to-> C 2010/2011 @1")
    (found,) = routes.routes(view, of(view, "A"), of(view, "C")).routes
    assert (found.steps[0].edge.evidence, found.steps[0].others) == (6, 0), (
        "what is not in time is no other fact of the same route"
    )
    assert routes.routes(view, of(view, "A"), of(view, "B")).routes[0].steps[0].others == 1


def test_where_somebody_is_at_home_is_not_bound_to_the_day_of_a_deal():
    view = chain("A -sold to-> B 2015/2016", "B -in-> C 2010/2010")
    assert paths(view, routes.routes(view, of(view, "A"), of(view, "C"))) == ["ABC"]


def test_the_score_is_the_product_of_the_steps_and_the_weakest_step_is_named():
    view = chain("A -supplies-> B @1", "B -sold to-> C @6")
    (found,) = routes.routes(view, of(view, "A"), of(view, "C")).routes
    assert found.score == pytest.approx(0.99 * 0.8 * 0.75 * 0.8)
    assert found.weakest.edge.kind == "sold to"


def test_a_step_between_kinds_of_goods_says_so_and_is_dearer():
    view = chain("A -makes-> x @5 [x]", "x -goes into-> y @5 [x]", "y -sold by-> B @5 [y]", "A -supplies-> C @6", "C -supplies-> D @6", "D -supplies-> B @6",
                 things={u: Thing(u, u, u, "item") for u in "xy"})  # fmt: skip
    by_parties, by_kind = routes.routes(view, of(view, "A"), of(view, "B")).routes
    assert paths(view, routes.routes(view, of(view, "A"), of(view, "B"), 1)) == ["ACDB"]
    assert [s.continues for s in by_kind.steps] == ["", KIND_OF_GOODS, KIND_OF_GOODS]
    assert by_kind.weakest.edge.level == "kind"
    assert by_parties.score > by_kind.score


def test_a_part_that_nobody_is_known_to_make_begins_no_route_of_its_maker():
    view = chain(
        "A -supplies-> B", "x -goes into-> y [x]", "y -sold by-> C [y]", things={u: Thing(u, u, u, "item") for u in "xy"}
    )
    assert not routes.routes(view, of(view, "A"), of(view, "C")).routes


def test_a_step_says_what_shows_that_the_goods_are_the_same():
    camera, phone = (
        Thing(u, u, u, "item", (), (t,)) for u, t in (("camera", "video-surveillance"), ("phone", "telecom-network"))
    )
    view = chain("A -supplies-> B [x] for camera", "A -supplies-> D [x] for phone", "B -sold to-> C [camera]", "D -sold to-> C",
                 things={"camera": camera, "phone": phone})  # fmt: skip
    edges = tuple(replace(e, technologies=("video-surveillance",)) if e.kind == "sold to" else e for e in view.edges)
    view = replace(view, edges=edges)
    found = routes.routes(view, of(view, "A"), of(view, "C"))
    assert paths(view, found) == ["ABC", "ADC"]
    assert [r.steps[1].continues for r in found.routes] == [SAME_ITEM, OTHER_PRODUCT]
    assert found.routes[1].score == pytest.approx(found.routes[0].score * routes.APART)


def test_a_reseller_of_one_deal_that_sold_in_another_is_marked():
    view = chain("A -sells through-> R", "R -sold to-> C", "R -sold to-> D", "A -supplies-> B", "B -sold to-> C")
    edges = tuple(
        replace(e, event="one")
        if view.nodes[e.end].uri in "RC" and e.kind != "supplies" and view.nodes[e.start].uri != "B"
        else e
        for e in view.edges
    )
    view = replace(view, edges=edges)
    same = next(
        r
        for r in routes.routes(view, of(view, "A"), of(view, "C")).routes
        if len(r.steps) == 2 and view.nodes[r.steps[0].edge.end].uri == "R"
    )
    (other,) = routes.routes(view, of(view, "A"), of(view, "D")).routes
    assert (same.steps[1].continues, other.steps[1].continues) == (SAME_DEAL, OTHER_DEAL)
    assert other.score == pytest.approx(same.score / 2)


def test_facts_that_meet_at_an_organization_do_not_show_that_the_goods_are_the_same():
    view = chain("A -supplies-> B [x]", "B -sold to-> C")
    assert routes.routes(view, of(view, "A"), of(view, "C")).routes[0].steps[1].continues == NOT_SHOWN


def test_a_route_touches_the_classes_only_at_its_ends():
    view = chain("A -supplies-> B", "B -supplies-> C", "C -sold to-> D", "D -sold to-> E")
    assert paths(view, routes.routes(view, of(view, "A", "B"), of(view, "D", "E"))) == ["BCD"]


def test_more_routes_than_there_are_is_no_error_and_is_told():
    view = chain("A -supplies-> B")
    found = routes.routes(view, of(view, "A"), of(view, "B"), 7)
    assert (len(found.routes), found.complete) == (1, True)


def test_the_search_says_when_it_met_its_bound(monkeypatch):
    monkeypatch.setattr(routes, "MOST_LOOKED_AT", 1)
    view = chain("A -supplies-> B", "A -supplies-> C", "C -supplies-> B")
    found = routes.routes(view, of(view, "A"), of(view, "B"), 2)
    assert (len(found.routes), found.bounded, found.complete) == (1, True, False)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"k": 0}, "k is 0"),
        ({"limits": Limits(max_hops=0)}, "--max-hops 0"),
        ({"weights": {**routes.WEIGHTS, 3: -1.0}}, "weight -1.0 of evidence rank 3"),
        ({"limits": Limits(avoid=frozenset({0}))}, "leave nothing to go between"),
    ],
)
def test_bad_questions_are_told_in_a_sentence(arguments, words):
    view = chain("A -supplies-> B")
    with pytest.raises(UsageError, match=words):
        routes.routes(view, of(view, "A"), of(view, "B"), **arguments)


def test_a_negative_weight_of_an_edge_is_refused():
    view = chain("A -supplies-> B")
    view = replace(view, edges=(replace(view.edges[0], weight=-2.0),))
    with pytest.raises(UsageError, match=r"weight -2.0 \(event 0\)"):
        routes.routes(view, of(view, "A"), of(view, "B"))


def test_rows_carry_date_evidence_and_sources_of_each_step():
    view = chain("A -supplies-> B 2015/2016 @1 [x] for y", "B -sold to-> C @6")
    first, second = (
        dict(zip(routes.COLUMNS, row, strict=True))
        for row in routes.rows(view, routes.routes(view, of(view, "A"), of(view, "C")))
    )
    assert (first["date"], first["evidence"], first["items"], first["sources"]) == (
        "2015-01-01/2016-12-31",
        "contract-document",
        ["x", "for y"],
        ["source 0"],
    )
    assert (second["date"], second["evidence"], second["weakest"]) == ("", "research-attribution", True)


# -- nearest ------------------------------------------------------------------------------------------------------------------


def test_the_missing_link_closes_the_route():
    view = chain("A -supplies-> B", "D -sold to-> C", "S -supplies-> B", "S -supplies-> D")
    assert not routes.routes(view, of(view, "A"), of(view, "C")).routes
    ((left, _, _, right, _, _, apart, link),) = nearest.nearest(view, of(view, "A"), of(view, "C"))
    assert (left, right, apart, link) == ("B", "D", 2, "a supply or a sale from B to D")
    closed = chain("A -supplies-> B", "D -sold to-> C", "S -supplies-> B", "S -supplies-> D", f"{left} -supplies-> {right}")
    assert paths(closed, routes.routes(closed, of(closed, "A"), of(closed, "C"))) == ["ABDC"]


@settings(max_examples=100, deadline=None)
@given(random_views(most_nodes=7, most_edges=7, days=1))
def test_adding_the_missing_link_always_gives_a_route(view):
    start, end = of(view, "A"), of(view, "B")
    if routes.routes(view, start, end).routes or 0 not in {n for e in view.edges for n in (e.start, e.end)}:
        return
    for row in nearest.nearest(view, start, end):
        a, b = view.position[row[1]], view.position[row[4]]
        closed = replace(view, edges=(*view.edges, replace(view.edges[0], start=a, end=b, days=Span())))
        assert routes.routes(closed, start, end).routes


def test_what_is_reached_too_late_is_told_with_its_days():
    view = chain("A -supplies-> B 2015/2016", "B -sold to-> C 2010/2011")
    late = {row[0]: row[-1] for row in nearest.nearest(view, of(view, "A"), of(view, "C"))}
    assert set(late) == {"B"}
    assert "2015-01-01" in late["B"] and "2011-12-31" in late["B"]


def test_sides_that_no_fact_joins_are_shown_by_their_farthest_things():
    view = chain("A -supplies-> B", "D -sold to-> C")
    ((left, _, steps, right, _, back, apart, _),) = nearest.nearest(view, of(view, "A"), of(view, "C"))
    assert (left, steps, right, back, apart) == ("B", 1, "D", 1, None)
