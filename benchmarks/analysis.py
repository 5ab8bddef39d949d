"""Speed of the analyses, side by side in one run: `KG_HOME=... python -m benchmarks.analysis`.

Betweenness on a random graph against rustworkx and igraph called directly (igraph is GPL and no dependency: `pip install igraph`; left out where it is absent), each with
the conversion from what it is given; then every measure of `kg rank` on the graph in KG_HOME, and the price of its rank intervals. Times are the
best of several rounds, the sides taking turns, so that a busy machine troubles all alike.
"""

import os
import time
from collections.abc import Callable

import numpy as np
import rustworkx as rx

from graph.analysis import centrality, views
from graph.analysis.ranking import ALLOWED, rank
from graph.analysis.views import Edge, Thing, View
from ontology.errors import UsageError

NODES, EDGES = 5_000, 30_000


def best(sides: dict[str, Callable[[], object]], rounds: int = 3) -> dict[str, float]:
    """Seconds of the best round of each side."""
    times = dict.fromkeys(sides, float("inf"))
    for _ in range(rounds):
        for name, side in sides.items():
            begin = time.perf_counter()
            side()
            times[name] = min(times[name], time.perf_counter() - begin)
    return times


def random_view(nodes: int, edges: int, seed: int = 1) -> View:
    """A view with edges drawn at random; one source an edge."""
    random = np.random.default_rng(seed)
    pairs = {(int(a), int(b)) for a, b in random.integers(0, nodes, (2 * edges, 2)) if a != b}
    things = tuple(Thing(f"n{i:06}", f"n{i}", f"n{i}", "organization") for i in range(nodes))
    chosen = sorted(pairs)
    random.shuffle(chosen)
    drawn = sorted(chosen[:edges])
    return View(
        "random", things, tuple(Edge(a, b, "supplies", f"e{i}", sources=(f"s{i % 500}",)) for i, (a, b) in enumerate(drawn))
    )


def betweenness() -> None:
    """Ours from the view; the others from a list of pairs."""
    view = random_view(NODES, EDGES)
    pairs = [(e.start, e.end) for e in view.edges]

    def with_rustworkx() -> object:
        made = rx.PyDiGraph(multigraph=False)
        made.add_nodes_from(range(NODES))
        made.add_edges_from_no_data(pairs)
        return rx.digraph_betweenness_centrality(made, normalized=False)

    sides: dict[str, Callable[[], object]] = {
        "kg, from the view": lambda: centrality.betweenness(centrality.network(view)),
        "rustworkx": with_rustworkx,
    }
    try:
        import igraph

        sides["igraph"] = lambda: igraph.Graph(NODES, pairs, directed=True).betweenness()
    except ImportError:
        print("igraph is not installed; its row is left out")
    times = best(sides, 5)
    fastest = min(seconds for name, seconds in times.items() if name in ("rustworkx", "igraph"))
    print(f"betweenness, {NODES} nodes, {len(view.edges)} edges, {os.cpu_count()} processors")
    for name, seconds in times.items():
        print(f"  {name:<20}{seconds:8.3f} s  {seconds / fastest:5.2f} x the faster of the two")


def rankings() -> None:
    """Every measure for everything it ranks, in each view of the real graph; then what 200 draws cost."""
    import queries
    from graph.stores import open_store

    with open_store("embedded", queries.home()) as store:
        facts = views.read(store)
    asked = [
        (view, by, measure)
        for view in (views.view(facts, name) for name in views.MAKERS)
        for by, measures in ALLOWED.items()
        for measure in measures
    ]
    begin = time.perf_counter()
    answered = [(view, by, measure) for view, by, measure in asked if answers(view, by, measure)]
    print(f"all measures of kg rank, {len(answered)} rankings of 4 views: {time.perf_counter() - begin:.2f} s without intervals")
    print("rank intervals, 200 draws: seconds of one ranking, with intervals, their ratio")
    for view, by, measure in answered:
        if (view.name, by) in {("deals", "supplier"), ("deals", "territory"), ("chain", "supplier"), ("chain", "edge")}:
            sides = {str(n): lambda v=view, b=by, m=measure, n=n: rank(v, m, b, resamples=n) for n in (0, 200)}
            times = best(sides)
            print(f"  {view.name:<6}{by:<10}{measure:<12}{times['0']:8.4f}{times['200']:9.4f}{times['200'] / times['0']:7.1f}")


def answers(view: View, by: str, measure: str) -> bool:
    """Whether this view has such a ranking; makes it."""
    try:
        return bool(rank(view, measure, by, resamples=0).rows)
    except UsageError:
        return False


if __name__ == "__main__":
    betweenness()
    rankings()
