"""Chokepoints: things and links that a part of the chain hangs on, each with what it cuts off.

| row | what | cuts off |
| --- | --- | --- |
| articulation point | a thing without which its part of the view falls apart, direction aside | all pieces but the largest |
| bridge | a link (all facts between two things) of that kind | the smaller piece, if it has more than one thing |
| dominator | a thing on every route from any of the roots (`--from`; without it, from all things that nothing leads to) | the things that no route reaches without it |
| minimum node cut | the fewest things whose removal leaves no route from the roots to the targets | the targets |
| minimum edge cut | the same with links | the targets |
| single supplier | an item for which, and for the kinds of which, the data names one supplier | who receives it, what it goes into |

**Formula.** Articulation points and bridges: Tarjan's low-point search, on the view without direction, without territories, which
would join everything, and without products that stand in the data only with their maker. Dominators: Cooper, Harvey and Kennedy's
iteration, from one added root in front of all roots. Cuts: maximum flow with unit capacities (Menger's theorem); of several least
cuts the one nearest the targets. Roots and targets are never cut; where a root leads straight to a target there is no node cut.

**Caveat.** A chokepoint of the data is one only as far as the data goes: a second supplier that no source names would undo it.
The more sources look at a part of the chain, the fewer chokepoints it seems to have.

References: R. Tarjan, Depth-first search and linear graph algorithms, SIAM J. Comput. 1 (1972) 146-160; K. Cooper, T. Harvey, K.
Kennedy, A simple, fast dominance algorithm (2001); K. Menger, Zur allgemeinen Kurventheorie, Fund. Math. 10 (1927) 96-115.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from operator import attrgetter
from typing import Any

import networkx as nx

from graph.analysis.routes import grade, hops
from graph.analysis.selection import Selection
from graph.analysis.views import KIND, Edge, View

SHOWN = 5
"""How many of what is cut off are named; the count is of all."""
COLUMNS = ["kind", "what", "what_id", "cuts_off", "names", "facts", "evidence", "level", "sources"]


def chokepoints(view: View, roots: Selection | None = None, targets: Selection | None = None) -> list[list[Any]]:
    """Rows in the order of `COLUMNS`: by kind, then by how much is cut off. With targets, only what cuts off a target counts (and the cuts are added).

    Z supplies A, who makes the only x, which goes into B's and C's products; both sell to D:

    >>> from graph.analysis.views import Thing
    >>> nodes = tuple(Thing(x, x, x, "item" if x == "x" else "organization") for x in "ABCDZx")
    >>> edges = tuple(Edge(s, e, k, items=i) for s, e, k, i in ((4, 0, "supplies", ()), (0, 5, "makes", ("x",)), (1, 3, "sold to", ()),
    ...     (2, 3, "sold to", ()), (5, 1, "built into", ("x",)), (5, 2, "built into", ("x",))))
    >>> view = View("chain", nodes, edges, items={"x": nodes[5]})
    >>> for row in chokepoints(view, Selection("Z", frozenset({4}))): print(row[:5])
    ['articulation point', 'x', 'x', 2, ['A', 'Z']]
    ['articulation point', 'A', 'A', 1, ['Z']]
    ['bridge', 'A -> x', 'A -> x', 2, ['A', 'Z']]
    ['dominator', 'A', 'A', 4, ['B', 'C', 'D', 'x']]
    ['dominator', 'x', 'x', 3, ['B', 'C', 'D']]
    ['single supplier', 'A, the only supplier of x', 'A', 2, ['B', 'C']]
    >>> for row in chokepoints(view, Selection("Z", frozenset({4})), Selection("D", frozenset({3}))): print(row[:5])
    ['dominator', 'A', 'A', 1, ['D']]
    ['dominator', 'x', 'x', 1, ['D']]
    ['minimum node cut', 'x', 'x', 1, ['D']]
    ['minimum edge cut', 'A -> x', 'A -> x', 1, ['D']]
    """
    ends = targets.nodes if targets is not None else None
    found = [*_undirected(view, ends), *_dominators(view, roots, ends)]
    if roots is not None and targets is not None:
        found += _cuts(view, roots, targets)
    return [*found, *_single_suppliers(view, ends)]


def missing(view: View, roots: Selection | None, targets: Selection | None) -> str:
    """A sentence on the cuts that are not among the rows, '' when none is wanting."""
    if roots is None or targets is None:
        return ""
    edges = _from(view, roots)
    ahead = hops(edges, roots.nodes)
    if ahead.keys().isdisjoint(targets.nodes - roots.nodes):
        return f" No route leads from {roots.text!r} to {targets.text!r}, so there is nothing to cut."
    straight = sorted((e.start, e.end) for e in edges if e.start in roots.nodes and e.end in targets.nodes)
    if straight:
        a, b = (view.nodes[n].name for n in straight[0])
        return f" There is no node cut: {a} leads straight to {b}."
    return ""


def _row(view: View, kind: str, things: Iterable[int], cut: Collection[int], facts: Collection[Edge], say: str = "") -> list[Any]:
    """One row; the evidence is the weakest grade among the graded facts that it rests on."""
    nodes = [view.nodes[n] for n in things]
    arrow = " -> " if kind == "bridge" else "; "
    names = sorted((view.nodes[n].name, n) for n in cut)
    return [
        kind, say or arrow.join(t.name for t in nodes), arrow.join(t.id for t in nodes), len(cut), [name for name, _ in names[:SHOWN]], len(facts),
        grade(max((e.evidence for e in facts if e.evidence < 9), default=9)), KIND if any(e.level == KIND for e in facts) else "party",
        sorted({s for e in facts for s in e.sources}),
    ]  # fmt: skip


def _between(edges: Iterable[Edge]) -> dict[tuple[int, int], list[Edge]]:
    found: dict[tuple[int, int], list[Edge]] = defaultdict(list)
    for e in edges:
        found[e.start, e.end].append(e)
    return found


# -- without direction --------------------------------------------------------------------------------------------------------


def _undirected(view: View, ends: frozenset[int] | None) -> Iterator[list[Any]]:
    edges = [e for e in view.edges if "territory" not in (view.nodes[e.start].kind, view.nodes[e.end].kind)]
    neighbours = Counter(n for link in {(e.start, e.end) for e in edges} for n in link)
    edges = [e for e in edges if not (e.kind == "sold by" and neighbours[e.start] == 1)]
    graph = nx.Graph((e.start, e.end) for e in edges)
    touching: dict[int, list[Edge]] = defaultdict(list)
    for e in edges:
        touching[e.start].append(e)
        touching[e.end].append(e)
    between = _between(edges)
    for node, cut in _most_first(_articulation(graph), ends):
        yield _row(view, "articulation point", [node], cut, touching[node])
    links = {}
    for a, b, cut in _bridges(graph):
        if len(cut) > 1:
            facts = between.get((a, b), []) + between.get((b, a), [])
            links[facts[0].start, facts[0].end] = (cut, facts)
    for (a, b), cut in _most_first(((link, cut) for link, (cut, _) in links.items()), ends):
        yield _row(view, "bridge", [a, b], cut, links[a, b][1])


def _most_first(found: Iterable[tuple[Any, set[int]]], ends: frozenset[int] | None) -> list[tuple[Any, set[int]]]:
    """What cuts off most first; with `ends`, only what cuts off one of them, and only these of it."""
    kept = [(key, cut if ends is None else cut & ends) for key, cut in found]
    return sorted(((key, cut) for key, cut in kept if cut), key=lambda x: (-len(x[1]), x[0]))


def _below(forest: nx.Graph, members: dict[Any, set[int]]) -> Iterator[tuple[Any, Any, set[int], set[int]]]:
    """(upper, lower, members on the lower side, members of the tree) of each edge of a forest whose trees hang from their first node."""
    for tree in nx.connected_components(forest):
        root = min(tree, key=str)
        down = list(nx.bfs_edges(forest, root))
        held = {node: set(members.get(node, ())) for node in tree}
        for upper, lower in reversed(down):
            held[upper] |= held[lower]
        yield from ((upper, lower, held[lower], held[root]) for upper, lower in down)


def _articulation(graph: nx.Graph) -> list[tuple[int, set[int]]]:
    """Each articulation point with the things that fall off its part of the graph: all pieces but the largest. The pieces hang in the tree of blocks.

    >>> sorted(_articulation(nx.path_graph(4))) == [(1, {0}), (2, {3})]
    True
    """
    blocks = list(nx.biconnected_components(graph))
    homes = Counter(n for block in blocks for n in block)
    forest = nx.Graph((("block", i), ("point", n)) for i, block in enumerate(blocks) for n in block if homes[n] > 1)
    members = {("block", i): {n for n in block if homes[n] == 1} for i, block in enumerate(blocks)}
    members |= {("point", n): {n} for n, times in homes.items() if times > 1}
    pieces: dict[int, list[set[int]]] = defaultdict(list)
    above: dict[int, set[int]] = {}
    for upper, lower, held, whole in _below(forest, members):
        if lower[0] == "point":
            above[lower[1]] = whole - held
        else:
            pieces[upper[1]].append(held)
    found = []
    for node, hanging in pieces.items():
        ordered = sorted([*hanging, above.get(node, set())], key=lambda piece: (-len(piece), min(piece, default=-1)))
        found.append((node, set().union(*ordered[1:])))
    return found


def _bridges(graph: nx.Graph) -> Iterator[tuple[int, int, set[int]]]:
    """Each bridge with the things on its smaller side.

    >>> sorted(_bridges(nx.path_graph(3)))
    [(0, 1, {0}), (1, 2, {2})]
    """
    bridges = list(nx.bridges(graph))
    without = graph.copy()
    without.remove_edges_from(bridges)
    members = dict(enumerate(nx.connected_components(without)))
    home = {node: number for number, block in members.items() for node in block}
    ends = {frozenset((home[a], home[b])): tuple(sorted((a, b))) for a, b in bridges}
    forest = nx.Graph((home[a], home[b]) for a, b in bridges)
    for upper, lower, held, whole in _below(forest, members):
        yield *ends[frozenset((upper, lower))], min((held, whole - held), key=lambda side: (len(side), min(side)))


# -- with direction ------------------------------------------------------------------------------------------------------------


def _dominators(view: View, roots: Selection | None, ends: frozenset[int] | None) -> Iterator[list[Any]]:
    edges = view.edges if roots is None else _from(view, roots)
    graph = nx.DiGraph((e.start, e.end) for e in edges)
    begins = sorted(roots.nodes & graph.nodes if roots is not None else (n for n, degree in graph.in_degree if degree == 0))
    graph.add_edges_from(("root", n) for n in begins)
    above = nx.immediate_dominators(graph, "root") if begins else {}
    tree = nx.DiGraph((parent, node) for node, parent in above.items() if parent is not None and parent != node)
    into = defaultdict(list)
    for e in edges:
        into[e.end].append(e)
    found = ((node, nx.descendants(tree, node)) for node in tree.nodes - {"root", *begins})
    for node, cut in _most_first(found, ends):
        yield _row(view, "dominator", [node], cut, into[node])


def _from(view: View, roots: Selection) -> list[Edge]:
    return [
        e
        for i, e in enumerate(view.edges)
        if e.end not in roots.nodes and (roots.begins is None or e.start not in roots.nodes or i in roots.begins)
    ]


def _cuts(view: View, roots: Selection, targets: Selection) -> Iterator[list[Any]]:
    ends = targets.nodes - roots.nodes
    edges = [e for e in _from(view, roots) if e.start not in ends]
    ahead, back = hops(edges, roots.nodes), hops(edges, ends, backward=True)
    edges = [e for e in edges if e.start in ahead and e.end in back]
    between = _between(edges)
    lost = {b for _, b in between if b in ends}
    if not lost:
        return
    nodes = nx.DiGraph(("from" if a in roots.nodes else a, "to" if b in ends else b) for a, b in between)
    if not nodes.has_edge("from", "to"):
        cut = sorted(nx.minimum_node_cut(nodes, "from", "to"))
        yield _row(view, "minimum node cut", cut, lost, [e for e in edges if e.end in cut])
    links = nx.DiGraph()
    links.add_edges_from(between, capacity=1)
    links.add_edges_from(
        (
            (side, n) if side == "from" else (n, side)
            for side, ns in (("from", roots.nodes), ("to", lost))
            for n in ns
            if n in links
        )
    )
    upstream = nx.minimum_cut(links, "from", "to")[1][0]
    across = sorted(link for link in between if link[0] in upstream and link[1] not in upstream)
    facts = [e for link in across for e in between[link]]
    say, ids = (
        "; ".join(f"{key(view.nodes[a])} -> {key(view.nodes[b])}" for a, b in across)
        for key in (attrgetter("name"), attrgetter("id"))
    )
    row = _row(view, "minimum edge cut", (), lost, facts, say)
    yield [*row[:2], ids, *row[3:]]


# -- suppliers -----------------------------------------------------------------------------------------------------------------


def _single_suppliers(view: View, ends: frozenset[int] | None) -> Iterator[list[Any]]:
    supply: dict[str, list[Edge]] = defaultdict(list)
    onward: dict[str, set[int]] = defaultdict(set)
    for e in view.edges:
        for item in e.items:
            if e.kind in ("supplies", "makes"):
                for kind in (item, *view.items[item].wider):
                    supply[kind].append(e)
            if e.kind in ("supplies", "goes into", "built into") and view.nodes[e.end].uri != item:
                onward[item].add(e.end)
    suppliers = {item: {e.start for e in facts} for item, facts in supply.items()}
    single = ((item, onward[item] - who) for item, who in suppliers.items() if len(who) == 1 and item in view.items)
    for item, cut in _most_first(single, ends):
        supplier = min(suppliers[item])
        say = f"{view.nodes[supplier].name}, the only supplier of {view.items[item].name}"
        yield _row(view, "single supplier", [supplier], cut, supply[item], say)
