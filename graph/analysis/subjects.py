"""What a ranking ranks: suppliers, territories, agencies, technologies, years or edges of a view, and which edges speak for each.

| by | rows | what counts for a row |
| --- | --- | --- |
| supplier | organizations that sell, supply, make, own or control something | the edges that leave it |
| territory | importing territories | the edges that arrive |
| agency | who receives: customers of deals; else recipients, and what is owned | the edges that arrive |
| technology | technologies, wider ones included | the edges of facts about it |
| year | years by which a deal had been made | the edges of deals with that year as their last possible |
| edge | pairs of nodes, in one direction | the edges between them |
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from graph.analysis.centrality import Positions
from graph.analysis.views import Edge, View
from graph.intervals import LAST
from ontology import model
from ontology.errors import UsageError, did_you_mean

GIVING = ("sold to", "supplies", "makes", "sells through", "owns", "controls")
TAKING = ("supplies", "owns", "controls")
"""Kinds of edges that make their end a recipient, in a view without deals; in one with deals `sold to` alone does."""


@dataclass(frozen=True)
class Subjects:
    """The rows, sorted by id: (id, name, home territories). Pair i of `row`, `edge`, `partner` says that this edge speaks for that row, and who is at its other end.

    `nodes` are the rows' positions in the view and `outward` says whether what leaves them counts; None where the rows are no nodes.
    """

    by: str
    names: tuple[tuple[str, str, tuple[str, ...]], ...]
    row: Positions
    edge: Positions
    partner: Positions
    nodes: Positions | None = None
    outward: bool = False

    def part(self, rows: Positions) -> "Subjects":
        """Some of the rows alone (positions, sorted)."""
        place = np.full(len(self.names), -1)
        place[rows] = range(len(rows))
        of_them = place[self.row] >= 0
        return replace(
            self,
            names=tuple(self.names[i] for i in rows),
            row=place[self.row[of_them]],
            edge=self.edge[of_them],
            partner=self.partner[of_them],
            nodes=None if self.nodes is None else self.nodes[rows],
        )


Keys = Callable[[View, Edge], Iterator[object]]


def _supplier(view: View, edge: Edge) -> Iterator[int]:
    if edge.kind in GIVING and view.nodes[edge.start].kind in ("organization", "agency"):
        yield edge.start


def _territory(view: View, edge: Edge) -> Iterator[int]:
    if view.nodes[edge.end].kind == "territory" and edge.kind != "in":
        yield edge.end


def _agency(view: View, edge: Edge) -> Iterator[int]:
    kinds = ("sold to",) if view.name in ("deals", "chain") else TAKING
    if edge.kind in kinds and view.nodes[edge.end].kind in ("organization", "agency"):
        yield edge.end


def _technology(_: View, edge: Edge) -> Iterator[str]:
    yield from edge.technologies


def _year(_: View, edge: Edge) -> Iterator[str]:
    if edge.kind == "sold to" and edge.days.latest != LAST:
        yield edge.days.latest[:4]


def _pair(_: View, edge: Edge) -> Iterator[tuple[int, int]]:
    yield edge.start, edge.end


KEYS: dict[str, Keys] = {
    "supplier": _supplier,
    "territory": _territory,
    "agency": _agency,
    "technology": _technology,
    "year": _year,
    "edge": _pair,
}
"""What can be ranked, and for which rows an edge speaks."""
PLURALS = {by: {"territory": "territories", "agency": "agencies", "technology": "technologies"}.get(by, f"{by}s") for by in KEYS}


def subjects(view: View, by: str) -> Subjects:
    """What of the view is ranked. UsageError, with a suggestion, for what cannot be ranked, and for a view that has none of it.

    >>> from graph.analysis.views import Thing
    >>> nodes = (Thing("u:a", "a", "A", "organization", ("US",)), Thing("u:t", "territory:KE", "Kenya", "territory", ("KE",)))
    >>> subjects(View("deals", nodes, (Edge(0, 1, "sold to"),)), "territory").names
    (('territory:KE', 'Kenya', ('KE',)),)
    """
    if by not in KEYS:
        raise UsageError(f"Nothing is ranked by {by!r}; use {', '.join(KEYS)}.{did_you_mean(by, KEYS)}")
    pairs = [(key, i) for i, edge in enumerate(view.edges) for key in KEYS[by](view, edge)]
    if not pairs:
        raise UsageError(f"The view {view.name}, as filtered, holds no {by} to rank; use another view or another --by.")
    described = {key: _described(view, by, key) for key in {key for key, _ in pairs}}
    keys = sorted(described, key=lambda key: (described[key][0], str(key)))
    position = {key: i for i, key in enumerate(keys)}
    edge = np.fromiter((i for _, i in pairs), np.int64, len(pairs))
    inward = by != "supplier"
    ends = [view.edges[i].start if inward else view.edges[i].end for _, i in pairs]
    return Subjects(
        by,
        tuple(described[key] for key in keys),
        np.fromiter((position[key] for key, _ in pairs), np.int64, len(pairs)),
        edge,
        np.array(ends, np.int64),
        np.array(keys, np.int64) if by in ("supplier", "territory", "agency") else None,
        not inward,
    )


def _described(view: View, by: str, key: int | str | tuple[int, int]) -> tuple[str, str, tuple[str, ...]]:
    if isinstance(key, str):  # a technology or a year
        return key, model().schemes["technology"][key].label if by == "technology" else key, ()
    if isinstance(key, tuple):
        start, end = (view.nodes[i] for i in key)
        return f"{start.id} -> {end.id}", f"{start.name} -> {end.name}", start.territories
    thing = view.nodes[key]
    return thing.id, thing.name, thing.territories
