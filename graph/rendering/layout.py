"""Where the nodes of a page stand, computed beforehand and the same each time.

`tiers`: from left to right, a node one tier after the last of those that lead to it, neighbours near each other (Sugiyama, Tagawa and Toda, Methods for visual
understanding of hierarchical system structures, IEEE SMC 11, 1981; the barycentre heuristic).
`free`: what has two neighbours or more by springs (Fruchterman and Reingold, Graph drawing by force-directed placement, Software 21, 1991), the others in rings
round their one neighbour; then what would overlap is pushed apart.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.float64]
"""One row a node: x to the right, y downwards, in units of the page."""
SPACING = 120.0
"""Least distance of two nodes."""
TIER = 420.0
"""Distance of two tiers."""
SWEEPS = 12
SEED = 20
GOLDEN = np.pi * (3 - np.sqrt(5))
Pair = tuple[int, int]


def tiers(size: int, edges: Iterable[Pair]) -> Positions:
    """Shape (size, 2), float. Of a cycle the edge that closes it, met in order of the nodes, is not counted.

    >>> tiers(3, [(0, 1), (1, 2)]).tolist()
    [[0.0, 0.0], [420.0, 0.0], [840.0, 0.0]]
    """
    pairs = sorted(set(edges))
    level = _levels(size, pairs)
    beside: dict[int, list[int]] = defaultdict(list)
    for a, b in pairs:
        beside[a].append(b)
        beside[b].append(a)
    columns: dict[int, list[int]] = defaultdict(list)
    for node in range(size):
        columns[level[node]].append(node)
    y = np.zeros(size)
    for column in columns.values():
        _stack(column, y)
    for sweep in range(SWEEPS):
        for tier in sorted(columns, reverse=bool(sweep % 2)):
            wanted = {n: float(np.mean([y[m] for m in beside[n]])) if beside[n] else y[n] for n in columns[tier]}
            columns[tier].sort(key=lambda n: (wanted[n], n))
            _stack(columns[tier], y)
    return np.column_stack([np.array(level, float) * TIER, y])


def _stack(column: Sequence[int], y: npt.NDArray[np.float64]) -> None:
    for place, node in enumerate(column):
        y[node] = (place - (len(column) - 1) / 2) * SPACING


def _levels(size: int, pairs: Sequence[Pair]) -> list[int]:
    """The longest way to each node, edges that close a cycle left out."""
    onward: dict[int, list[int]] = defaultdict(list)
    for a, b in pairs:
        onward[a].append(b)
    state, order, kept = [0] * size, [], defaultdict(list)
    for root in range(size):
        stack = [(root, iter(onward[root]))] if not state[root] else []
        state[root] = state[root] or 1
        while stack:
            node, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                state[node] = 2
                order.append(node)
                stack.pop()
            elif state[following] != 1:
                kept[node].append(following)
                if not state[following]:
                    state[following] = 1
                    stack.append((following, iter(onward[following])))
    level = [0] * size
    for node in reversed(order):
        for following in kept[node]:
            level[following] = max(level[following], level[node] + 1)
    return level


def free(size: int, edges: Iterable[Pair]) -> Positions:
    """Shape (size, 2), float; the middle is the mean.

    >>> at = free(3, [(0, 1), (1, 2), (2, 0)])
    >>> bool(min(np.hypot(*(at[a] - at[b])) for a, b in [(0, 1), (1, 2), (2, 0)]) >= SPACING * 0.9)
    True
    """
    pairs = sorted({(min(a, b), max(a, b)) for a, b in edges if a != b})
    beside: dict[int, list[int]] = defaultdict(list)
    for a, b in pairs:
        beside[a].append(b)
        beside[b].append(a)
    leaves = {n: beside[n][0] for n in range(size) if len(beside[n]) == 1 and (len(beside[beside[n][0]]) > 1 or n > beside[n][0])}
    core = [n for n in range(size) if n not in leaves]
    ring = defaultdict(list)
    for leaf, hub in leaves.items():
        ring[hub].append(leaf)
    at = np.zeros((size, 2))
    reach = {n: SPACING * (0.5 + 0.62 * np.sqrt(len(ring[n]))) if ring[n] else SPACING / 2 for n in core}
    at[core] = _springs(core, [(a, b) for a, b in pairs if a not in leaves and b not in leaves], reach)
    for hub, around in ring.items():
        for i, leaf in enumerate(around):
            radius, angle = SPACING * (0.55 + 0.6 * np.sqrt(i + 1)), i * GOLDEN
            at[leaf] = at[hub] + radius * np.array([np.cos(angle), np.sin(angle)])
    at = _apart(at, np.full(size, SPACING / 2))
    return at - at.mean(axis=0) if size else at


def _springs(nodes: Sequence[int], pairs: Sequence[Pair], reach: dict[int, float]) -> Positions:
    """Places of these nodes, far enough from each other for what hangs on them."""
    import rustworkx as rx

    if len(nodes) < 2:
        return np.zeros((len(nodes), 2))
    place = {n: i for i, n in enumerate(nodes)}
    graph = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(len(nodes)))
    graph.add_edges_from_no_data([(place[a], place[b]) for a, b in pairs])
    rounds = 200 if len(nodes) <= 500 else 50
    found = rx.spring_layout(graph, num_iter=rounds, seed=SEED, k=1.0, scale=1.0)
    at = np.array([found[i] for i in range(len(nodes))])
    at -= at.mean(axis=0)
    radius = np.array([reach[n] for n in nodes])
    spread = np.sqrt((radius**2).sum()) * 1.6
    return _apart(at * spread / max(np.abs(at).max(), 1e-9), radius)


def _apart(at: Positions, radius: npt.NDArray[np.float64]) -> Positions:
    """Push apart what is nearer than the sum of the radii, for a bounded number of rounds."""
    from scipy.spatial import cKDTree

    if len(at) < 2:
        return at
    at = at + np.random.default_rng(SEED).normal(0, 1e-3, at.shape)
    for _ in range(60):
        pairs = cKDTree(at).query_pairs(2 * radius.max(), output_type="ndarray")
        if not len(pairs):
            break
        gap = at[pairs[:, 1]] - at[pairs[:, 0]]
        distance = np.maximum(np.hypot(*gap.T), 1e-9)
        short = radius[pairs].sum(axis=1) - distance
        close = short > 0.02 * SPACING
        if not close.any():
            break
        push = gap[close] * (short[close] / distance[close] / 2)[:, None]
        np.add.at(at, pairs[close, 0], -push * 0.6)
        np.add.at(at, pairs[close, 1], push * 0.6)
    return at
