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
TIER, ROW = 420.0, 200.0
"""Distance of two tiers, and of two nodes above each other in one: room for a name below each."""
TALLEST, BESIDE = 40, 220.0
"""Nodes above each other in a tier; a tier of more has several columns at this distance."""
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
    x, left = np.zeros(size), 0.0
    for tier in sorted(columns):
        x[columns[tier]] = left + np.arange(len(columns[tier])) % _abreast(columns[tier]) * BESIDE
        left += TIER + (_abreast(columns[tier]) - 1) * BESIDE
    return np.column_stack([x, y])


def _abreast(column: Sequence[int]) -> int:
    """How many nodes of a tier stand beside each other, so that it is no tower."""
    return -(-len(column) // TALLEST)


def _stack(column: Sequence[int], y: npt.NDArray[np.float64]) -> None:
    abreast = _abreast(column)
    rows = -(-len(column) // abreast) if column else 0
    for place, node in enumerate(column):
        y[node] = (place // abreast - (rows - 1) / 2) * ROW


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
    led = {b for following in kept.values() for b in following}
    for node in range(size):
        if node not in led and kept[node]:  # nothing leads here: no farther left than it must be
            level[node] = min(level[b] for b in kept[node]) - 1
    return level


def free(size: int, edges: Iterable[Pair]) -> Positions:
    """Shape (size, 2), float; parts that no line joins stand in rows below the largest.

    >>> at = free(3, [(0, 1), (1, 2), (2, 0)])
    >>> bool(min(np.hypot(*(at[a] - at[b])) for a, b in [(0, 1), (1, 2), (2, 0)]) >= SPACING * 0.9)
    True
    """
    pairs = sorted({(min(a, b), max(a, b)) for a, b in edges if a != b})
    at = np.zeros((size, 2))
    x, y, width, height = 0.0, 0.0, 0.0, 0.0
    for part, inside in _parts(size, pairs):
        place = {n: i for i, n in enumerate(part)}
        here = _part(len(part), [(place[a], place[b]) for a, b in inside])
        here -= here.min(axis=0)
        span = here.max(axis=0) + 2 * SPACING
        if x and x + span[0] > width:
            x, y, height = 0.0, y + height, 0.0
        at[part] = here + np.array([x, y])
        x, width, height = x + span[0], max(width, x + span[0]), max(height, span[1])
    return at - (at.max(axis=0) + at.min(axis=0)) / 2 if size else at


def _parts(size: int, pairs: Sequence[Pair]) -> list[tuple[list[int], list[Pair]]]:
    """Nodes and pairs of each connected part, the largest first."""
    import rustworkx as rx

    graph = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(size))
    graph.add_edges_from_no_data(list(pairs))
    parts = sorted((sorted(part) for part in rx.connected_components(graph)), key=lambda part: (-len(part), part))
    number = {n: i for i, part in enumerate(parts) for n in part}
    inside: list[list[Pair]] = [[] for _ in parts]
    for pair in pairs:
        inside[number[pair[0]]].append(pair)
    return list(zip(parts, inside, strict=True))


def _part(size: int, pairs: Sequence[Pair]) -> Positions:
    beside: dict[int, list[int]] = defaultdict(list)
    for a, b in pairs:
        beside[a].append(b)
        beside[b].append(a)
    leaves = {n: beside[n][0] for n in range(size) if len(beside[n]) == 1 and (len(beside[beside[n][0]]) > 1 or n > beside[n][0])}
    core = [n for n in range(size) if n not in leaves]
    ring: dict[int, list[int]] = defaultdict(list)
    for leaf, hub in leaves.items():
        ring[hub].append(leaf)
    at = np.zeros((size, 2))
    reach = {n: SPACING * (0.5 + 0.62 * np.sqrt(len(ring[n]))) if ring[n] else SPACING / 2 for n in core}
    at[core] = _springs(core, [(a, b) for a, b in pairs if a not in leaves and b not in leaves], reach)
    for hub, around in ring.items():
        for i, leaf in enumerate(around):
            radius, angle = SPACING * (0.55 + 0.6 * np.sqrt(i + 1)), i * GOLDEN
            at[leaf] = at[hub] + radius * np.array([np.cos(angle), np.sin(angle)])
    return _apart(at, np.full(size, SPACING / 2))


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
    if len(at) < 2:
        return at
    at = at + np.random.default_rng(SEED).normal(0, 1e-3, at.shape)
    for _ in range(60):
        pairs = _near(at, 2 * radius.max())
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


def _near(at: Positions, distance: float) -> npt.NDArray[np.int64]:
    """The pairs of rows no farther apart than this, shape (pairs, 2): those near in x first, which a sweep over the sorted x finds."""
    order = np.argsort(at[:, 0], kind="stable")
    x = at[order, 0]
    many = np.searchsorted(x, x + distance, side="right") - np.arange(len(x)) - 1
    left = np.repeat(np.arange(len(x)), many)
    right = left + 1 + np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    pairs = order[np.column_stack([left, right])]
    return pairs[((at[pairs[:, 0]] - at[pairs[:, 1]]) ** 2).sum(axis=1) <= distance**2]
