"""When there is no route: what is nearest from each side, and which missing link would close it.

From the one side everything that can be reached in time is taken, from the other everything from which the end can be reached in
time. A thing in both is reached too late to go on. Else the pairs of one thing from each side are shown that the fewest facts of
any direction join (they share a supplier, say): a fact from the one to the other would close the route. When no facts join the
sides at all, the farthest thing on each side stands for it.

Caveat: a link that is missing in the data may be missing in the world. Nothing here says that it exists.
"""

from collections.abc import Iterable
from typing import Any

import networkx as nx

from graph.analysis.routes import Limits, arrivals, departures, hops
from graph.analysis.selection import Selection
from graph.analysis.views import Edge, Thing, View

MOST = 5
COLUMNS = [
    "nearest_from_start",
    "nearest_from_start_id",
    "steps_from_start",
    "nearest_to_end",
    "nearest_to_end_id",
    "steps_to_end",
    "facts_apart",
    "missing_link",
]


def nearest(view: View, start: Selection, end: Selection, limits: Limits = Limits()) -> list[list[Any]]:
    """Rows in the order of `COLUMNS`, nearest first, at most `MOST`.

    A supplies B, D sells to C, and B and D have the supplier S in common. What is missing is a fact from B to D:

    >>> nodes = tuple(Thing(x, x, x, "organization") for x in "ABCDS")
    >>> edges = (Edge(0, 1, "supplies"), Edge(3, 2, "sold to"), Edge(4, 1, "supplies"), Edge(4, 3, "supplies"))
    >>> nearest(View("chain", nodes, edges), Selection("A", frozenset({0})), Selection("C", frozenset({2})))
    [['B', 'B', 1, 'D', 'D', 1, 2, 'a supply or a sale from B to D']]
    """
    edges = [e for e in view.edges if not ({e.start, e.end} & limits.avoid)]
    begins, ends = start.nodes - limits.avoid, end.nodes - limits.avoid
    first = None if start.begins is None else {view.edges[i] for i in start.begins}
    allowed = [e for e in edges if first is None or e.start not in begins or e in first]
    arrive, leave = arrivals(allowed, begins), departures(edges, ends)
    ahead, back = hops(_used(allowed, arrive), begins), hops(_used(edges, leave), ends, backward=True)
    both = sorted(arrive.keys() & leave.keys(), key=lambda n: (ahead.get(n, 0) + back.get(n, 0), n))
    late = [n for n in both if arrive[n] > leave[n]]
    if both and not late:
        steps = ahead.get(both[0], 0) + back.get(both[0], 0)
        return [
            [
                *_row(view, both[0], both[0], ahead.get(both[0], 0), back.get(both[0], 0), 0)[:-1],
                f"none: the least is {steps} steps",
            ]
        ]
    if both:
        return [_too_late(view, n, arrive[n], leave[n], ahead.get(n, 0), back.get(n, 0)) for n in late[:MOST]]
    pairs = _pairs(view, ahead, back) or [(_farthest(view, ahead), _farthest(view, back), None)]
    return [_row(view, a, b, ahead[a], back[b], apart) for a, b, apart in pairs]


def _used(edges: list[Edge], reached: dict[int, str]) -> list[Edge]:
    return [e for e in edges if e.start in reached and e.end in reached]


def _farthest(view: View, steps: dict[int, int]) -> int:
    return min(steps, key=lambda n: (view.nodes[n].kind == "territory", -steps[n], n))


def _pairs(view: View, ahead: dict[int, int], back: dict[int, int]) -> list[tuple[int, int, int | None]]:
    """Things of the two sides that the fewest facts join, territories aside (they join everything). One fact alone would run the wrong way."""
    graph = nx.Graph(
        (e.start, e.end) for e in view.edges if "territory" not in (view.nodes[e.start].kind, view.nodes[e.end].kind)
    )
    seeds = sorted(n for n in ahead if n in graph)
    if not seeds:
        return []
    apart = {n: depth for depth, layer in enumerate(nx.bfs_layers(graph, seeds)) for n in layer}
    near = sorted((apart[n], back[n], n) for n in back if apart.get(n, 0) > 1)
    found: list[tuple[int, int, int | None]] = []
    for distance, _, node in near[:MOST]:
        if distance == near[0][0]:
            around = nx.single_source_shortest_path_length(graph, node, cutoff=distance)
            best = min((n for n in seeds if around.get(n) == distance), key=lambda n: (-ahead[n], n))
            found.append((best, node, distance))
    return found


def _row(view: View, a: int, b: int, steps_from: int, steps_to: int, apart: int | None) -> list[Any]:
    left, right = view.nodes[a], view.nodes[b]
    return [left.name, left.id, steps_from, right.name, right.id, steps_to, apart, missing_link(left, right)]


def missing_link(left: Thing, right: Thing) -> str:
    """The fact that would join two things, in words.

    >>> missing_link(Thing("u", "i", "Acme", "organization"), Thing("v", "j", "Kenya", "territory"))
    'a deal of Acme with Kenya'
    """
    kinds = (left.kind, right.kind)
    if kinds[1] in ("territory", "agency") and kinds[0] != "item":
        return f"a deal of {left.name} with {right.name}"
    if kinds == ("item", "item"):
        return f"{left.name} going into {right.name}"
    if kinds[0] == "item":
        return f"a supply of {left.name} to {right.name}"
    return (
        f"a supply of {right.name} by {left.name}"
        if kinds[1] == "item"
        else f"a supply or a sale from {left.name} to {right.name}"
    )


def reached(view: View, start: Selection, instead: Iterable[int], wanted: str, limits: Limits = Limits()) -> list[list[Any]]:
    """For a class that has no member in the view: which other things of its territory are reached, in the order of `COLUMNS`."""
    edges = [e for i, e in enumerate(view.edges) if start.begins is None or e.start not in start.nodes or i in start.begins]
    arrive = arrivals([e for e in edges if not ({e.start, e.end} & limits.avoid)], start.nodes)
    ahead = hops(_used(edges, arrive), start.nodes)
    found = sorted((ahead[n], n) for n in instead if n in ahead)
    return [
        [
            view.nodes[n].name,
            view.nodes[n].id,
            steps,
            wanted,
            "",
            None,
            None,
            f"a fact that names {wanted} where {view.nodes[n].name} stands",
        ]
        for steps, n in found[:MOST]
    ]


def _too_late(view: View, node: int, arrive: str, leave: str, steps_from: int, steps_to: int) -> list[Any]:
    thing = view.nodes[node]
    late = f"reached on {arrive} at the earliest, but what leads on is of {leave} at the latest"
    return [
        thing.name,
        thing.id,
        steps_from,
        thing.name,
        thing.id,
        steps_to,
        0,
        f"a later fact from {thing.name} on: it is {late}",
    ]
