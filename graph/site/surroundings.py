"""What stands around an organization, drawn as `kg render --around` draws it, out of the graph in memory."""

import re
from collections.abc import Iterable
from typing import Any

from graph import reading
from graph.dossier.whole import Row, WholeGraph
from graph.lookup import Entity
from graph.property_graph import PropertyGraph
from graph.rendering import facts, scene
from graph.rendering.drawing import drawing
from graph.rendering.scene import EVENTS, ROLES, around
from graph.stores.store import Result

FACTS = 150
"""Facts that a drawing holds at most: the best evidenced."""
COUNTED = frozenset(EVENTS) - {"Access", "Mention"}
"""Events for which a drawing is worth its page; who may search whose systems, and bare mentions, read better as a list."""
_TYPES = re.compile(r"\[r:([A-Z_|]+)\]")
_ROLES = frozenset(ROLES) - {"SUBJECT"}


class Surroundings(WholeGraph):
    """A graph in memory that also answers the statements of `graph.rendering.scene.around` and of the drawing of what it finds."""

    def __init__(self, graph: PropertyGraph, engine: str):
        super().__init__(graph)
        self.name = engine
        self._answers |= {
            reading.NODES: self._nodes, reading.LISTINGS: self._listings, scene.OF_NODES: self._events_of, scene.ITEMS: self._items,
            facts.VERDICTS: self._verdicts_on,
        }  # fmt: skip
        self._columns |= {
            reading.NODES: ["uri", "labels", "held"], reading.LISTINGS: ["subject", "programme", "held", "sources"], scene.OF_NODES: ["uri", "rank"],
            scene.ITEMS: ["uri"], facts.VERDICTS: ["deal", "programme", "party", "held"],
        }  # fmt: skip

    def query(self, text: str, parameters: dict[str, Any] | None = None, columns: list[str] | None = None) -> Result:
        """As `WholeGraph.query`; the relationships of some types too."""
        if text not in self._answers and (types := _TYPES.search(text)):
            return Result(["start", "kind", "end", "held"], list(self._links(frozenset(types[1].split("|")), **parameters or {})))
        return super().query(text, parameters, columns)

    def _nodes(self, uris: list[str]) -> Iterable[Row]:
        return [[u, list(self.graph.nodes[u].labels), self._held(u)] for u in sorted(set(uris)) if u in self.graph.nodes]

    def _links(self, types: frozenset[str], uris: list[str]) -> Iterable[Row]:
        return [[u, kind, end, held] for u in sorted(set(uris)) for kind, end, held in self.out.get(u, ()) if kind in types]

    def _events_of(self, values: list[str]) -> Iterable[Row]:
        found = {e for v in values for kind, e, _ in self.into.get(v, ()) if kind in _ROLES and not self._others(e)}
        return sorted(([e, self._held(e).get("evidenceRank", 9)] for e in found), key=lambda row: (row[1], row[0]))

    def _others(self, uri: str) -> bool:
        return set(EVENTS).isdisjoint(self.graph.nodes[uri].labels)

    def _items(self, values: list[str]) -> Iterable[Row]:
        ends = {
            end
            for v in values
            for kind, end, _ in (*self.out.get(v, ()), *self.into.get(v, ()))
            if kind in ("MAKER", "GOES_INTO") and "Item" in self.graph.nodes[end].labels
        }
        return [[end] for end in sorted(ends)]

    def _listings(self, uris: list[str]) -> Iterable[Row]:
        found = []
        for subject in sorted(set(uris)):
            for kind, listing, _ in self.into.get(subject, ()):
                if kind == "SUBJECT":
                    ends = self.out[listing]
                    sources = sorted(end for k, end, _ in ends if k == "SOURCE")
                    found += [[subject, end, self._held(listing), sources] for k, end, _ in ends if k == "PROGRAMME" and sources]
        return sorted(found, key=lambda row: row[2]["uri"])

    def _verdicts_on(self, values: list[str]) -> Iterable[Row]:
        found = []
        for deal in values:
            for kind, verdict, _ in self.into.get(deal, ()):
                if kind == "JUDGES":
                    ends = {k: end for k, end, _ in self.out[verdict]}
                    found.append([deal, ends["AGAINST"], ends["JUDGED"], self._held(verdict)])
        return sorted(found, key=lambda row: row[3]["uri"])

    def worth_drawing(self, uri: str) -> bool:
        """Whether a fact of `COUNTED` hangs on the organization."""
        return any(
            kind in _ROLES and not COUNTED.isdisjoint(self.graph.nodes[start].labels) for kind, start, _ in self.into.get(uri, ())
        )

    def drawn(self, entity: Entity, as_of: str, links: dict[str, str]) -> dict[str, Any]:
        """The drawing of what is one step away; `links` are addresses of pages by uri. KgError when nothing that can be drawn is there."""
        found = around(self, entity, 1, FACTS)
        return drawing(self, found, command=f"kg render --around {entity.id} --hops 1", as_of=as_of, links=links)
