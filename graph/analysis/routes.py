"""Key routes: the k best simple routes between two things or classes, each step with its date, evidence and sources.

**Formula.** A step of evidence rank r weighs ``w = WEIGHTS[r] * HOP`` (times ``OF_KIND`` when it speaks of kinds of goods, times
``APART`` when the facts on both sides of a joint show that the goods are not the same), all in (0, 1]. The score of a route is
the product over its steps; the best route has the highest score, which is the least sum of ``-ln w``.

**In time.** The date of a fact is an interval of days. A route is possible when days t1 <= t2 <= ... can be picked from the
intervals of its steps in order: part before product before sale. That holds exactly when at each step the latest of the earliest
days so far is not after its own last day. Where an organization is at home has no date.

**How.** Edges that lie on no route in time are taken out (earliest arrival from the one side, latest departure towards the
other). On the rest Yen's algorithm (`networkx.shortest_simple_paths`) gives simple routes in order of the least they can cost,
each step at its best edge. For each the best choice of parallel edges in time is found; a route is given out as soon as no later
one can cost less. So these are the k best of the routes in time, not those of the k best that happen to be in time.
`MOST_LOOKED_AT` bounds the search; an answer that met the bound says so.

**Caveat.** A route is a chain of facts, each with its own sources. That the same goods went all the way is shown only where two
steps stand in one deal or meet in one item; `continues` says which. The weights order the grades of evidence; they are a
convention and no probabilities.

References: J. Y. Yen, Finding the K shortest loopless paths in a network, Management Science 17 (1971) 712-716; P. Holme and J.
Saramäki, Temporal networks, Physics Reports 519 (2012) 97-125.
"""

import heapq
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import networkx as nx

from graph.analysis.selection import Selection
from graph.analysis.views import KIND, Edge, View
from graph.intervals import FIRST, LAST, Span
from ontology import model
from ontology.errors import UsageError

WEIGHTS: Mapping[int, float] = {1: 0.99, 2: 0.97, 3: 0.94, 4: 0.9, 5: 0.85, 6: 0.75, 7: 0.5, 9: 0.5}
"""Weight of a step by the rank of its evidence: contract document, official statement, vendor's statement, press on documents, press, research attribution,
inferred; 9 is what carries no grade (who makes an item, what goes into what)."""
HOP, OF_KIND, APART = 0.8, 0.25, 0.5
"""What each step costs by itself; what a step between kinds of goods costs; what it costs when two facts that meet are known to be about different goods."""
MOST_LOOKED_AT = 3000
SAME_DEAL, SAME_ITEM, KIND_OF_GOODS, OTHER_DEAL, OTHER_PRODUCT, NOT_SHOWN = (
    "same deal", "same item", "kind of goods", "another deal", "another product", "not shown",
)  # fmt: skip
COLUMNS = [
    "route", "score", "step", "start", "start_id", "relation", "items", "end", "end_id", "date", "order", "evidence", "level", "continues", "weakest",
    "others", "sources",
]  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One edge of a route; `continues` says how it joins the step before ('' for the first); `others` counts parallel edges that were not taken."""

    edge: Edge
    weight: float
    continues: str = ""
    others: int = 0


@dataclass(frozen=True)
class Route:
    """Steps in order, and the product of their weights."""

    steps: tuple[Step, ...]
    score: float

    @property
    def orders(self) -> list[str]:
        """Per step, whether it certainly came no earlier than the one before (`certain`), or only may have (`possible`); '' for the first and for a home."""
        pairs = pairwise(step.edge for step in self.steps)
        said = [
            "" if e.kind == "in" else "certain" if days(before).latest <= days(e).earliest else "possible" for before, e in pairs
        ]
        return ["", *said]

    @property
    def weakest(self) -> Step:
        """The first of the steps with the least weight."""
        return min(self.steps, key=lambda s: s.weight)


@dataclass(frozen=True)
class Found:
    """The best routes; `complete` when there are no others at all, `looked_at` candidates, `bounded` when the search ended at its bound."""

    routes: tuple[Route, ...]
    complete: bool
    looked_at: int
    bounded: bool = False


@dataclass(frozen=True)
class Limits:
    """What a route must keep to: things it may not touch, selections that it must touch, the most steps; `timed` is off only to find out what forbids a route."""

    avoid: frozenset[int] = frozenset()
    through: tuple[Selection, ...] = ()
    max_hops: int | None = None
    timed: bool = True


Arcs = dict[int, dict[int, list[Edge]]]
"""start -> end -> parallel edges."""


def routes(
    view: View, start: Selection, end: Selection, k: int = 5, limits: Limits = Limits(), weights: Mapping[int, float] = WEIGHTS
) -> Found:
    """The k best simple routes in time from a thing of `start` to a thing of `end`, that touch the two classes only there.

    UsageError for k below 1, a limit of steps below 1, a weight outside (0, 1], or when both are the same thing.

    A supplies B on a contract, B sells to C according to the press; A also sells to C, as research says:

    >>> from graph.analysis.views import Thing
    >>> nodes = tuple(Thing(x, x, x, "organization") for x in "ABC")
    >>> edges = (Edge(0, 1, "supplies", evidence=1), Edge(0, 2, "sold to", evidence=6), Edge(1, 2, "sold to", evidence=5))
    >>> found = routes(View("chain", nodes, edges), Selection("A", frozenset({0})), Selection("C", frozenset({2})))
    >>> [(round(r.score, 4), [s.edge.kind for s in r.steps]) for r in found.routes]
    [(0.6, ['sold to']), (0.5386, ['supplies', 'sold to'])]

    By hand: 0.75 * 0.8 = 0.6 and 0.99 * 0.8 * 0.85 * 0.8 = 0.5386. Had B sold in 2010 what it got in 2015, only the first were left:

    >>> late, early = replace(edges[0], days=Span("2015-01-01", "2015-12-31")), replace(edges[2], days=Span("2010-01-01", "2010-12-31"))
    >>> len(routes(View("chain", nodes, (late, edges[1], early)), Selection("A", frozenset({0})), Selection("C", frozenset({2}))).routes)
    1
    """
    _check(k, limits, weights, view)
    begins, ends = start.nodes - end.nodes - limits.avoid, end.nodes - limits.avoid
    if not begins or not ends:
        raise UsageError(
            f"{start.text!r} and {end.text!r} leave nothing to go between: they are the same, or all of one is avoided."
        )
    arcs = on_the_way(view, begins, ends, start.begins, limits)
    found: list[Route] = []
    waiting: list[tuple[float, int, Route]] = []
    looked_at, bounded = 0, False
    for least, path in _by_least_cost(arcs, begins, ends, weights):
        while waiting and len(found) < k and waiting[0][0] <= least + 1e-12:
            found.append(heapq.heappop(waiting)[2])
        if len(found) == k or looked_at == MOST_LOOKED_AT:
            bounded = len(found) < k
            break
        looked_at += 1
        route = best_in_time(view, path, arcs, weights, limits) if _keeps(path, limits) else None
        if route is not None:
            heapq.heappush(waiting, (_cost(route.score), looked_at, route))
    else:
        while waiting and len(found) < k:
            found.append(heapq.heappop(waiting)[2])
        return Found(tuple(found), not waiting, looked_at)
    while bounded and waiting and len(found) < k:
        found.append(heapq.heappop(waiting)[2])
    return Found(tuple(found), False, looked_at, bounded)


def _check(k: int, limits: Limits, weights: Mapping[int, float], view: View) -> None:
    if k < 1:
        raise UsageError(f"k is {k}; ask for one route at least.")
    if limits.max_hops is not None and limits.max_hops < 1:
        raise UsageError(f"A route has one step at least; --max-hops {limits.max_hops} allows none.")
    for rank, weight in weights.items():
        if not 0 < weight <= 1:
            raise UsageError(f"The weight {weight} of evidence rank {rank} cannot be used; a weight is above 0 and at most 1.")
    for edge in view.edges:
        if edge.weight <= 0:
            raise UsageError(
                f"An edge of the view {view.name} has the weight {edge.weight} ({edge.event or edge.kind}); routes need weights above 0."
            )


def _cost(weight: float) -> float:
    return round(-math.log(weight), 12)


def weigh(edge: Edge, weights: Mapping[int, float] = WEIGHTS) -> float:
    """The weight of a step by itself."""
    return weights.get(edge.evidence, weights[9]) * HOP * (OF_KIND if edge.level == KIND else 1.0)


def days(edge: Edge) -> Span:
    """The days of an edge; where somebody is at home is not bound to the day of a deal."""
    return Span() if edge.kind == "in" else edge.days


# -- which edges can be on a route -------------------------------------------------------------------------------------------


def on_the_way(view: View, begins: frozenset[int], ends: frozenset[int], first: frozenset[int] | None, limits: Limits) -> Arcs:
    """The edges that lie on some walk in time from `begins` to `ends`, in as many steps as are allowed and through what must be touched."""
    edges = [
        e
        for i, e in enumerate(view.edges)
        if e.end not in begins
        and e.start not in ends
        and not ({e.start, e.end} & limits.avoid)
        and (first is None or e.start not in begins or i in first)
    ]
    if limits.timed:
        arrive = arrivals(edges, begins)
        leave = departures(edges, ends)
        edges = [
            e
            for e in edges
            if e.start in arrive
            and e.end in leave
            and max(arrive[e.start], days(e).earliest) <= min(days(e).latest, leave[e.end])
        ]
    ahead, back = hops(edges, begins), hops(edges, ends, backward=True)
    most = limits.max_hops if limits.max_hops is not None else len(view.nodes)
    edges = [e for e in edges if e.start in ahead and e.end in back and ahead[e.start] + 1 + back[e.end] <= most]
    for selection in limits.through:
        before, after = hops(edges, selection.nodes, backward=True), hops(edges, selection.nodes)
        edges = [e for e in edges if e.end in before or e.start in after]
    arcs: Arcs = defaultdict(lambda: defaultdict(list))
    for e in edges:
        arcs[e.start][e.end].append(e)
    return arcs


def arrivals(edges: list[Edge], begins: frozenset[int]) -> dict[int, str]:
    """The first day by which each thing can be reached in time, `FIRST` where dates leave it open.

    >>> arrivals([Edge(0, 1, "a", days=Span("2012-01-01", "2013-01-01")), Edge(1, 2, "b", days=Span(FIRST, "2011-01-01"))], frozenset({0}))
    {0: '0001-01-01', 1: '2012-01-01'}
    """
    out: dict[int, list[Edge]] = defaultdict(list)
    for e in edges:
        out[e.start].append(e)
    reached: dict[int, str] = {}
    queue = [(FIRST, node) for node in sorted(begins)]
    while queue:
        day, node = heapq.heappop(queue)
        if node in reached:
            continue
        reached[node] = day
        for e in out[node]:
            if e.end not in reached and (then := max(day, days(e).earliest)) <= days(e).latest:
                heapq.heappush(queue, (then, e.end))
    return reached


def departures(edges: list[Edge], ends: frozenset[int]) -> dict[int, str]:
    """The last day on which one can leave each thing and still come to an end in time, `LAST` where dates leave it open."""

    def mirror(day: str) -> str:
        return f"{99999999 - int(day.replace('-', '')):08d}"

    reversed_edges = [
        replace(e, start=e.end, end=e.start, kind="", days=Span(mirror(days(e).latest), mirror(days(e).earliest))) for e in edges
    ]
    unmirrored = {mirror(day): day for e in edges for day in (days(e).earliest, days(e).latest, LAST)} | {mirror(LAST): LAST}
    return {node: LAST if day == FIRST else unmirrored[day] for node, day in arrivals(reversed_edges, ends).items()}


def hops(edges: list[Edge], begins: frozenset[int], *, backward: bool = False) -> dict[int, int]:
    """The least number of steps from `begins` to each thing that can be reached."""
    graph = nx.DiGraph((e.end, e.start) if backward else (e.start, e.end) for e in edges)
    layers = nx.bfs_layers(graph, sorted(begins & graph.nodes))
    return {**dict.fromkeys(begins, 0), **{node: depth for depth, layer in enumerate(layers) for node in layer}}


# -- routes in order of cost -------------------------------------------------------------------------------------------------


def _by_least_cost(
    arcs: Arcs, begins: frozenset[int], ends: frozenset[int], weights: Mapping[int, float]
) -> Iterator[tuple[float, list[int]]]:
    """Simple paths, each with the least it can cost, in order of that."""
    graph = nx.DiGraph()
    graph.add_nodes_from(("from", "to"))
    for start in sorted(arcs):
        for end, edges in sorted(arcs[start].items()):
            graph.add_edge(start, end, cost=min(-math.log(weigh(e, weights)) for e in edges))
    graph.add_edges_from((("from", n) for n in sorted(begins) if n in graph), cost=0.0)
    graph.add_edges_from(((n, "to") for n in sorted(ends) if n in graph), cost=0.0)
    try:
        for path in nx.shortest_simple_paths(graph, "from", "to", weight="cost"):
            yield sum(graph[a][b]["cost"] for a, b in pairwise(path)), path[1:-1]
    except nx.NetworkXNoPath:
        return


def _keeps(path: list[int], limits: Limits) -> bool:
    if limits.max_hops is not None and len(path) - 1 > limits.max_hops:
        return False
    return all(not selection.nodes.isdisjoint(path) for selection in limits.through)


def continues(view: View, before: Edge, edge: Edge) -> str:
    """How a step joins the one before it: what the two facts say of whether the goods are the same."""
    if before.event and before.event == edge.event:
        return SAME_DEAL
    if edge.kind == "in":
        return ""
    if KIND in (before.level, edge.level):
        return KIND_OF_GOODS
    if view.nodes[before.end].kind == "item":
        return SAME_ITEM
    if before.kind == "sells through":
        return OTHER_DEAL
    product = before.into or (before.items if before.kind == "sold by" else ())
    if not set(product).isdisjoint(edge.items):
        return SAME_ITEM
    uses, next_uses = _technologies(view, product), {*edge.technologies, *_technologies(view, edge.items)}
    return OTHER_PRODUCT if uses and next_uses and uses.isdisjoint(next_uses) else NOT_SHOWN


def _technologies(view: View, items: tuple[str, ...]) -> set[str]:
    return {t for uri in items for t in view.items[uri].technologies}


def best_in_time(
    view: View, path: list[int], arcs: Arcs, weights: Mapping[int, float] = WEIGHTS, limits: Limits = Limits()
) -> Route | None:
    """The best choice among parallel edges along a path that keeps to time; None when no choice does."""
    labels: list[tuple[float, str, tuple[Step, ...]]] = [(0.0, FIRST, ())]
    for start, end in pairwise(path):
        parallel = arcs[start][end]
        reached = []
        for cost, day, steps in labels:
            for edge in parallel:
                then = max(day, days(edge).earliest)
                if limits.timed and then > days(edge).latest:
                    continue
                joint = continues(view, steps[-1].edge, edge) if steps else ""
                weight = weigh(edge, weights) * (APART if joint in (OTHER_DEAL, OTHER_PRODUCT) else 1.0)
                reached.append((cost - math.log(weight), then, (*steps, Step(edge, weight, joint, len(parallel) - 1))))
        labels = _worth_keeping(reached)
    if not labels:
        return None
    steps = min(labels, key=lambda label: (round(label[0], 12), -sum(s.continues == SAME_DEAL for s in label[2]), label[1]))[2]
    return Route(steps, math.prod(s.weight for s in steps))


def _worth_keeping(labels: list[tuple[float, str, tuple[Step, ...]]]) -> list[tuple[float, str, tuple[Step, ...]]]:
    """For each last edge the labels that no other beats in both cost and day."""
    kept: list[tuple[float, str, tuple[Step, ...]]] = []
    best: dict[Edge, str] = {}
    for label in sorted(labels, key=lambda x: (round(x[0], 12), x[1])):
        edge = label[2][-1].edge
        if edge not in best or label[1] < best[edge]:
            best[edge] = label[1]
            kept.append(label)
    return kept


# -- the answer as rows -------------------------------------------------------------------------------------------------------


def grade(rank: int) -> str:
    """The code of the grade of evidence with that rank.

    >>> grade(1), grade(9)
    ('contract-document', 'not graded')
    """
    return {c.rank: c.code for c in model().schemes["evidence"].values()}.get(rank, "not graded")


def date_text(span: Span) -> str:
    """The days of an edge in words, '' when nothing is known.

    >>> date_text(Span("2019-01-01", "2019-12-31")), date_text(Span(FIRST, "2020-05-01")), date_text(Span())
    ('2019-01-01/2019-12-31', '../2020-05-01', '')
    """
    return "" if span == Span() else str(span)


def rows(view: View, found: Found) -> list[list[Any]]:
    """A row for each step, in the order of `COLUMNS`."""
    return [_row(view, number, route, place) for number, route in enumerate(found.routes, 1) for place in range(len(route.steps))]


def _row(view: View, number: int, route: Route, place: int) -> list[Any]:
    step = route.steps[place]
    edge, start, end = step.edge, view.nodes[step.edge.start], view.nodes[step.edge.end]
    items = [view.items[uri].name for uri in edge.items] + [f"for {view.items[uri].name}" for uri in edge.into]
    return [
        number, round(route.score, 4), place + 1, start.name, start.id, edge.kind, items, end.name, end.id, date_text(edge.days), route.orders[place],
        grade(edge.evidence), edge.level, step.continues, step is route.weakest, step.others, list(edge.sources),
    ]  # fmt: skip
