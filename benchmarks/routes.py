"""Routes, chokepoints and best removals on the real graph, after load: `KG_HOME=<built home> python -m benchmarks.routes`.

Goals: five best routes in 0.3 s, chokepoints in 1 s. Beside our routes stand those of networkx and igraph (`pip install python-igraph`, GPL, for this comparison only),
which know no dates: the same graph, the best edge of each pair, k = 5; the two must find the same costs. Seconds are the least of three runs.
"""

import math
import time
from collections.abc import Callable
from functools import partial
from itertools import islice
from typing import Any

import networkx as nx

import queries
from graph.analysis import removal, views
from graph.analysis.choke import chokepoints
from graph.analysis.routes import Limits, routes, weigh
from graph.analysis.selection import Selection, select
from graph.lookup import entity
from graph.stores import open_store

PAIRS = (
    ("asml", "agency:KE"),
    ("ambarella", "territory:ZW"),
    ("any US chip", "any listed vendor"),
    ("any tool", "any agency"),
    ("any chip", "territory:RS"),
    ("intel", "any police"),
)


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    """The least seconds of three runs, and what it gives."""
    best, found = math.inf, None
    for _ in range(3):
        began = time.perf_counter()
        found = run()
        best = min(best, time.perf_counter() - began)
    return best, found


def cheapest(view: views.View, start: Selection, end: Selection) -> dict[tuple[Any, Any], float]:
    """(start, end) -> least cost, with one thing before all starts and one behind all ends; the classes are touched only there."""
    found: dict[tuple[Any, Any], float] = {("from", n): 0.0 for n in sorted(start.nodes - end.nodes)}
    found |= {(n, "to"): 0.0 for n in sorted(end.nodes)}
    for i, e in enumerate(view.edges):
        begins = e.start in start.nodes - end.nodes
        if (
            e.end in start.nodes - end.nodes
            or e.start in end.nodes
            or (begins and start.begins is not None and i not in start.begins)
        ):
            continue
        found[e.start, e.end] = min(found.get((e.start, e.end), math.inf), -math.log(weigh(e)))
    return found


def by_networkx(view: views.View, start: Selection, end: Selection) -> list[float]:
    graph = nx.DiGraph()
    graph.add_weighted_edges_from(((a, b, c) for (a, b), c in cheapest(view, start, end).items()), weight="cost")
    try:
        return [nx.path_weight(graph, p, "cost") for p in islice(nx.shortest_simple_paths(graph, "from", "to", "cost"), 5)]
    except (nx.NetworkXNoPath, nx.NodeNotFound):
        return []


def by_igraph(view: views.View, start: Selection, end: Selection) -> list[float]:
    import igraph

    costs = cheapest(view, start, end)
    names = {n: i for i, n in enumerate(dict.fromkeys(n for pair in costs for n in pair))}
    graph = igraph.Graph(n=len(names), edges=[(names[a], names[b]) for a, b in costs], directed=True)
    weights = list(costs.values())
    paths = graph.get_k_shortest_paths(names["from"], names["to"], k=5, weights=weights, output="epath")
    return [sum(weights[i] for i in path) for path in paths]


def main() -> None:
    with open_store("embedded", queries.home()) as store:
        began = time.perf_counter()
        facts = views.read(store)
        print(f"read the facts: {time.perf_counter() - began:.2f} s")
        chain = views.view(facts, "chain")
        print(f"chain: {len(chain.nodes)} things, {len(chain.edges)} edges")
        asked = [(pair, *(select(chain, text, partial(entity, store)) for text in pair)) for pair in PAIRS]
    print(
        "| from | to | found | looked at | routes | without dates | networkx | igraph |\n| --- | --- | --- | --- | --- | --- | --- | --- |"
    )
    for (a, b), start, end in asked:
        ours, found = timed(lambda s=start, e=end: routes(chain, s, e))
        undated, _ = timed(lambda s=start, e=end: routes(chain, s, e, limits=Limits(timed=False)))
        theirs, costs = timed(lambda s=start, e=end: by_networkx(chain, s, e))
        fastest, others = timed(lambda s=start, e=end: by_igraph(chain, s, e))
        assert [round(c, 6) for c in costs] == [round(c, 6) for c in others]
        print(
            f"| {a} | {b} | {len(found.routes)} | {found.looked_at} | {ours:.3f} | {undated:.3f} | {theirs:.3f} | {fastest:.3f} |"
        )
    print("\n| what | rows | seconds |\n| --- | --- | --- |")
    (_, tools, agencies) = asked[3]
    deals = views.view(facts, "deals")
    held = removal.needs(chain, deals)
    everybody = {by for need in held.needs for by in need.by}
    for name, run in (
        ("chokepoints of the whole chain", lambda: chokepoints(chain)),
        ("chokepoints between any tool and any agency", lambda: chokepoints(chain, tools, agencies)),
        ("needs", lambda: removal.needs(chain, deals).needs),
        ("losses without all suppliers of one in ten", lambda: removal.losses(held, set(sorted(everybody)[::10]))),
        ("greedy set of 10", lambda: removal.greedy(held, everybody, 10)),
        ("proven set of 10", lambda: removal.exact(held, everybody, 10).members),
    ):
        seconds, found = timed(run)
        print(f"| {name} | {len(found)} | {seconds:.3f} |")


if __name__ == "__main__":
    main()
