"""Centrality: how central each node or edge of a directed graph is, by ten measures, each from rustworkx or a plain count.

A `Network` is simple: parallel edges are collapsed, their weights summed. Every measure of nodes looks at what comes *in*; for what goes *out* (suppliers)
it is taken on `network.turned()`, the graph with every edge turned round.

| measure | parallel edges | direction |
| --- | --- | --- |
| degree, closeness, betweenness | count once | followed |
| strength, pagerank, hits, katz | weights summed | followed |
| eigenvector | weights summed | ignored |
| core | count once | ignored |
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from graph.analysis.views import View
from ontology.errors import KgError, UsageError

Numbers: TypeAlias = npt.NDArray[np.float64]
Positions: TypeAlias = npt.NDArray[np.int64]

DAMPING = 0.85
"""Of PageRank: the chance to follow an edge rather than to start anew (Brin and Page 1998)."""
ATTENUATION = 0.1
"""Of Katz, at most; less where the series would not converge."""
ROUNDS = 10_000
FEW_ROUNDS = 1_000
"""Of the power iteration behind HITS and eigenvector: where two parts are almost equally dense it settles too slowly, and eigenvalues are computed."""
DENSE = 500
"""Nodes up to which eigenvalues are those of the whole matrix."""
CHUNK = 1_000_000
"""Edges that are Python objects at a time, on their way into rustworkx."""


@dataclass(frozen=True)
class Network:
    """A simple directed graph of `size` nodes: edge i leads from `start[i]` to `end[i]` with `weight[i]` > 0; sorted by start, then end; no pair twice."""

    size: int
    start: Positions
    end: Positions
    weight: Numbers

    @classmethod
    def of(cls, size: int, start: npt.ArrayLike, end: npt.ArrayLike, weight: npt.ArrayLike) -> "Network":
        """Parallel edges collapsed, weights summed; an edge of weight 0 is no edge. UsageError for a negative weight or one that is no number.

        >>> Network.of(3, [0, 0, 1], [1, 1, 2], [1.0, 2.0, 1.0]).weight.tolist()
        [3.0, 1.0]
        """
        weights = np.asarray(weight, np.float64)
        if len(bad := np.flatnonzero(~(np.isfinite(weights) & (weights >= 0)))):
            raise UsageError(f"Edge {bad[0]} has the weight {weights[bad[0]]:g}; a weight is a number of 0 or more.")
        keys, pair = np.unique(np.asarray(start, np.int64) * size + np.asarray(end, np.int64), return_inverse=True)
        summed = np.bincount(pair, weights, len(keys))
        keys, summed = keys[summed > 0], summed[summed > 0]
        return cls(size, keys // max(size, 1), keys % max(size, 1), summed)

    def turned(self) -> "Network":
        """Every edge turned round."""
        order = np.lexsort((self.start, self.end))
        return replace(self, start=self.end[order], end=self.start[order], weight=self.weight[order])

    def undirected(self) -> "Network":
        """Each pair once, as (smaller, larger), whichever way its edges lead; their weights summed."""
        low, high = np.minimum(self.start, self.end), np.maximum(self.start, self.end)
        return Network.of(self.size, low, high, self.weight)


def arrays(view: View) -> tuple[Positions, Positions, Numbers]:
    """Start, end and weight of the edges of a view, parallel ones kept."""
    count = len(view.edges)
    return (
        np.fromiter((e.start for e in view.edges), np.int64, count),
        np.fromiter((e.end for e in view.edges), np.int64, count),
        np.fromiter((e.weight for e in view.edges), np.float64, count),
    )


def network(view: View) -> Network:
    """The view as a simple weighted graph."""
    return Network.of(len(view.nodes), *arrays(view))


@contextmanager
def stoppable() -> Iterator[None]:
    """Ctrl-C ends the process at once inside: a library that computes for seconds does not look at signals. Only for blocks that write nothing.

    Outside the main thread it changes nothing.
    """
    import signal
    import threading

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


# -- the measures -----------------------------------------------------------------------------------------------------------


def degree(graph: Network) -> Numbers:
    """Number of distinct nodes that an edge comes from: d(v) = |{u : u -> v}|.

    Caveat: it says how many, not how much; who is looked at more has more known partners. Freeman, Centrality in social networks, Social Networks 1 (1979).

    >>> degree(Network.of(3, [0, 1, 0], [2, 2, 1], [5.0, 1.0, 1.0])).tolist()
    [0.0, 1.0, 2.0]
    """
    return np.bincount(graph.end, minlength=graph.size).astype(np.float64)


def strength(graph: Network) -> Numbers:
    """Weight that comes in: s(v) = sum of w(u, v).

    Caveat: a count of what was published, not of what was sold. Barrat et al., The architecture of complex weighted networks, PNAS 101 (2004).

    >>> strength(Network.of(3, [0, 1, 0], [2, 2, 1], [5.0, 1.0, 1.0])).tolist()
    [0.0, 1.0, 6.0]
    """
    return np.bincount(graph.end, graph.weight, graph.size)


def pagerank(graph: Network) -> Numbers:
    """PR(v) = (1-d)/n + d (sum over u -> v of PR(u) w(u,v)/s_out(u) + what nodes without an edge out hold / n), d = 0.85; sums to 1.

    A node is high when what is high gives a large part of its own to it. On the turned graph it is the CheiRank of suppliers: high is who
    provides a large part of what important buyers get. Caveat: a buyer of one single deal gives all its weight to that supplier.
    Brin and Page 1998; for trade: Ermann and Shepelyansky, Google matrix of the world trade network, Acta Physica Polonica A 120 (2011).

    >>> pagerank(Network.of(2, [0], [1], [1.0])).round(6).tolist()  # x = 0.075 + 0.425 y and y = x + 0.85 x, with x + y = 1
    [0.350877, 0.649123]
    """
    import rustworkx as rx

    change = 1e-12 / max(
        graph.size, 1
    )  # rustworkx stops when all ranks together change by less than this times the number of nodes
    return _settled(
        graph, "pagerank", lambda: rx.pagerank(_weighted(graph), alpha=DAMPING, weight_fn=float, tol=change, max_iter=ROUNDS)
    )


def hits(graph: Network) -> Numbers:
    """Authority scores: a = A'h and h = Aa up to scale, A the weights; sums to 1. On the turned graph they are the hub scores.

    An authority is fed by good hubs, a hub feeds good authorities. Caveat: it sees the densest part of the graph alone; elsewhere it is 0, and
    where two parts are equally dense it depends on where the iteration began (evenly). Kleinberg, Authoritative sources in a hyperlinked environment, JACM 46 (1999).

    >>> hits(Network.of(4, [0, 1, 1], [2, 2, 3], [1.0, 1.0, 1.0])).round(6).tolist()  # A'A on (2, 3) is [[2, 1], [1, 1]]
    [0.0, 0.0, 0.618034, 0.381966]
    """
    import rustworkx as rx

    if not len(graph.start):
        return np.zeros(graph.size)
    try:
        found = _in_order(rx.hits(_weighted(graph), weight_fn=float, tol=1e-12, max_iter=FEW_ROUNDS)[1], graph.size)
    except rx.FailedToConverge:
        matrix = _matrix(graph)
        found = _principal(matrix.T @ matrix)
        found /= found.sum()
    return np.where(found < 1e-9, 0.0, found)


def closeness(graph: Network) -> Numbers:
    """C(v) = (r-1)/(n-1) * (r-1)/(sum of distances to v), r the nodes that reach v, v included (Wasserman and Faust 1994); 0 when none does.

    Caveat: a long reach by many steps and a short reach by few look alike; compare within one view only.

    >>> closeness(Network.of(3, [0, 1], [1, 2], [1.0, 1.0])).round(6).tolist()  # 2: (2/2) * 2/(1+2)
    [0.0, 0.5, 0.666667]
    """
    import rustworkx as rx

    return _settled(graph, "closeness", lambda: rx.digraph_closeness_centrality(_plain(graph)))


def katz(graph: Network) -> Numbers:
    """x(v) = a (sum over u -> v of w(u,v) x(u)) + 1, scaled to length 1: routes that end here, a longer one counting less, a = 0.1.

    Where the weights are so large that the series might not converge, a = 0.9 / min(largest strength in, largest strength out), a bound on 1 / the largest
    eigenvalue. Caveat: near strength when a is small. Katz, A new status index derived from sociometric analysis, Psychometrika 18 (1953).

    >>> (katz(Network.of(3, [0, 1], [1, 2], [1.0, 1.0])) / katz(Network.of(3, [0, 1], [1, 2], [1.0, 1.0]))[0]).round(6).tolist()  # 1, 1 + 0.1, 1 + 0.1 * 1.1
    [1.0, 1.1, 1.11]
    """
    import rustworkx as rx

    bound = min(strength(graph).max(initial=0), strength(graph.turned()).max(initial=0))
    alpha = min(ATTENUATION, 0.9 / bound) if bound else ATTENUATION
    return _settled(
        graph,
        "katz",
        lambda: rx.digraph_katz_centrality(_weighted(graph), alpha=alpha, weight_fn=float, tol=1e-10, max_iter=ROUNDS),
    )


def eigenvector(graph: Network) -> Numbers:
    """x(v) = (1/l) sum over neighbours u of w(u,v) x(u), l the largest eigenvalue; direction ignored, since a directed view without cycles has no such vector.

    Scaled to length 1. Caveat: as `hits` it sees the densest part alone. Bonacich, Factoring and weighting approaches to status scores, J. Math. Sociology 2 (1972).

    >>> eigenvector(Network.of(3, [0, 1], [1, 2], [1.0, 1.0])).round(6).tolist()  # a path: 1 : sqrt 2 : 1
    [0.5, 0.707107, 0.5]
    """
    import rustworkx as rx

    if not len(graph.start):
        return np.zeros(graph.size)
    try:
        centrality = rx.graph_eigenvector_centrality(_both_ways(graph), weight_fn=float, tol=1e-10, max_iter=FEW_ROUNDS)
        found = _in_order(centrality, graph.size)
    except rx.FailedToConverge:
        matrix = _matrix(graph.undirected())
        found = _principal(matrix + matrix.T - _diagonal(matrix))
    return np.where(found < 1e-7, 0.0, found)


def core(graph: Network) -> Numbers:
    """The largest k for which the node is in the k-core: the largest part in which everything has k neighbours inside; direction ignored.

    Caveat: many nodes share a value. Seidman, Network structure and minimum degree, Social Networks 5 (1983).

    >>> core(Network.of(4, [0, 1, 2, 2], [1, 2, 0, 3], [1.0] * 4)).tolist()  # a triangle and a tail
    [2.0, 2.0, 2.0, 1.0]
    """
    import rustworkx as rx

    return _settled(graph, "core", lambda: rx.core_number(_both_ways(graph)))


def betweenness(graph: Network) -> Numbers:
    """Number of pairs (s, t) whose shortest directed route runs through v, a pair with several shortest routes shared among them: sum of n(s,t|v)/n(s,t).

    Not normalised. Caveat: shortest counts steps, not evidence, and what nobody published cannot lie between. Brandes, A faster algorithm
    for betweenness centrality, J. Math. Sociology 25 (2001).

    >>> betweenness(Network.of(4, [0, 0, 1, 2], [1, 2, 3, 3], [1.0] * 4)).tolist()  # two equal routes 0 -> 3
    [0.0, 0.5, 0.5, 0.0]
    """
    import rustworkx as rx

    nodes, edges = _through(graph)
    values = np.zeros(graph.size)
    if len(nodes):
        inner = _induced(graph, nodes, edges)
        values[nodes] = _in_order(rx.digraph_betweenness_centrality(_plain(inner), normalized=False), inner.size)
    return values


def edge_betweenness(graph: Network) -> Numbers:
    """The same for edges, in the order of the network's edges.

    >>> edge_betweenness(Network.of(4, [0, 0, 1, 2], [1, 2, 3, 3], [1.0] * 4)).tolist()  # 0 -> 1 alone, and half of 0 -> 3
    [1.5, 1.5, 1.5, 1.5]
    """
    import rustworkx as rx

    nodes, edges = _through(graph)
    values = np.ones(len(graph.start))  # of an edge that leads nowhere on: the pair of its own ends
    if len(nodes):
        found = rx.digraph_edge_betweenness_centrality(_plain(_induced(graph, nodes, edges)), normalized=False)
        values[edges] = _in_order(found, len(edges))
    return values


def _through(graph: Network) -> tuple[Positions, Positions]:
    """Nodes that some route of two steps or more touches, and the edges among them: all that betweenness depends on.

    These are the nodes with edges in and out, and their neighbours. The library's time grows with nodes times nodes, and most views are wide and shallow.
    """
    inner = (np.bincount(graph.end, minlength=graph.size) > 0) & (np.bincount(graph.start, minlength=graph.size) > 0)
    beside = inner[graph.start] | inner[graph.end]
    touched = np.zeros(graph.size, bool)
    touched[graph.start[beside]] = touched[graph.end[beside]] = True
    return np.flatnonzero(touched), np.flatnonzero(touched[graph.start] & touched[graph.end])


def _induced(graph: Network, nodes: Positions, edges: Positions) -> Network:
    place = np.zeros(graph.size, np.int64)
    place[nodes] = range(len(nodes))
    return Network(len(nodes), place[graph.start[edges]], place[graph.end[edges]], graph.weight[edges])


OF_NODES: dict[str, Callable[[Network], Numbers]] = {
    "degree": degree,
    "strength": strength,
    "betweenness": betweenness,
    "pagerank": pagerank,
    "hits": hits,
    "closeness": closeness,
    "eigenvector": eigenvector,
    "katz": katz,
    "core": core,
}
"""The measures of nodes by name."""


def _plain(graph: Network):  # a rustworkx graph; rustworkx is imported only where it is used
    import rustworkx as rx

    made = rx.PyDiGraph(multigraph=False)
    made.add_nodes_from(range(graph.size))
    made.add_edges_from_no_data(list(zip(graph.start.tolist(), graph.end.tolist(), strict=True)))
    return made


def _weighted(graph: Network):
    import rustworkx as rx

    made = rx.PyDiGraph(multigraph=True)  # there are no parallel edges left to look for
    made.add_nodes_from(range(graph.size))
    for i in range(0, len(graph.start), CHUNK):
        part = slice(i, i + CHUNK)
        made.extend_from_weighted_edge_list(
            list(zip(graph.start[part].tolist(), graph.end[part].tolist(), graph.weight[part].tolist(), strict=True))
        )
    return made


def _both_ways(graph: Network):
    import rustworkx as rx

    pairs = graph.undirected()
    made = rx.PyGraph(multigraph=True)
    made.add_nodes_from(range(pairs.size))
    made.add_edges_from(list(zip(pairs.start.tolist(), pairs.end.tolist(), pairs.weight.tolist(), strict=True)))
    return made


def _matrix(graph: Network):
    from scipy.sparse import csr_array

    return csr_array((graph.weight, (graph.start, graph.end)), shape=(graph.size, graph.size))


def _diagonal(matrix):
    from scipy.sparse import diags_array

    return diags_array(matrix.diagonal())


def _principal(matrix) -> Numbers:
    """The even vector cast on the eigenvectors of the largest eigenvalue of a symmetric matrix: what the power iteration tends to. Length 1."""
    from scipy.sparse.linalg import eigsh

    even = np.ones(matrix.shape[0])
    if len(even) <= DENSE:
        values, vectors = np.linalg.eigh(matrix.toarray())
        largest = vectors[:, values > values[-1] * (1 - 1e-9)]
    else:
        largest = eigsh(matrix, k=1, which="LA", v0=even, tol=1e-13)[1]
    found = largest @ (largest.T @ even)
    return found / np.linalg.norm(found)


def _settled(graph: Network, name: str, compute: Callable[[], Mapping[int, float]]) -> Numbers:
    """The values in the order of the nodes; 0 for all when there is no edge. KgError when an iteration does not converge."""
    import rustworkx as rx

    if not len(graph.start):
        return np.zeros(graph.size)
    try:
        return _in_order(compute(), graph.size)
    except rx.FailedToConverge:
        raise KgError(f"The measure {name} did not settle on this graph in {ROUNDS} rounds; use pagerank or katz") from None


def _in_order(found: Mapping[int, float], size: int) -> Numbers:
    values = np.zeros(size)
    values[np.fromiter(found.keys(), np.int64, len(found))] = np.fromiter(found.values(), np.float64, len(found))
    return values
