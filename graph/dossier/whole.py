"""A graph in memory that answers the statements of a dossier, for when dossiers are made of thousands of entities.

`dossier` asks a store a dozen statements (`graph.dossier.reading`); `WholeGraph` gives the same rows in the same order out of two look-up tables. A test holds the
two equal on every class of the real graph.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from graph import citations
from graph.dossier import reading
from graph.property_graph import Properties, PropertyGraph
from graph.stores.store import Result

Row = list[Any]
Link = tuple[str, str, Properties]
"""Type, uri at the other end, properties."""


class WholeGraph:
    """`query` as a store has it, for the statements of `graph.dossier.reading` and `graph.citations` alone."""

    def __init__(self, graph: PropertyGraph):
        self.graph = graph
        self.out: dict[str, list[Link]] = defaultdict(list)
        self.into: dict[str, list[Link]] = defaultdict(list)
        for (start, kind, end, _), held in sorted(graph.relationships.items()):
            if start in graph.nodes and end in graph.nodes:
                self.out[start].append((kind, end, held))
                self.into[end].append((kind, start, held))
        self._answers: dict[str, Callable[..., Iterable[Row]]] = {
            reading.NODE: self._node, reading.INCOMING: self._incoming, reading.OUTGOING: self._outgoing, reading.NEIGHBOURS: self._neighbours,
            reading.EVENTS: self._events, reading.INTO_PRODUCTS: self._into_products, reading.VERDICTS: self._verdicts,
            reading.POSSIBLY_SAME: self._possibly_same, reading.COVERAGE: lambda: self._coverage, reading.FIGURES: lambda: self._figures,
            citations.FIND: self._citations,
        }  # fmt: skip
        self._columns = {
            reading.NODE: ["held", "labels"], reading.INCOMING: ["type", "labels", "amount"],
            reading.OUTGOING: ["type", *_NEIGHBOUR], reading.NEIGHBOURS: _NEIGHBOUR,
            reading.EVENTS: ["held", "labels", "links"], reading.INTO_PRODUCTS: ["held", "labels", "links"],
            reading.VERDICTS: ["event", "party_id", "party", "programme_id", "programme", "held", "because"],
            reading.POSSIBLY_SAME: ["uri", "id", "name", "labels", "score", "decision", "reason"],
            reading.COVERAGE: ["programme_uri", "programme_id", "programme", "measures", "source", "title", "date"],
            reading.FIGURES: ["held", "sources"],
            citations.FIND: ["uri", "title", "publisher", "date", "url", "licence", "read_on"],
        }  # fmt: skip

    def query(self, text: str, parameters: dict[str, Any] | None = None, columns: list[str] | None = None) -> Result:
        """The rows of one of the statements; KeyError for any other."""
        return Result(self._columns[text], list(self._answers[text](**parameters or {})))

    def _held(self, uri: str) -> Properties:
        return self.graph.nodes[uri].properties

    def _node(self, uri: str) -> Iterable[Row]:
        return [[self._held(uri), list(self.graph.nodes[uri].labels)]] if uri in self.graph.nodes else []

    def _incoming(self, uri: str) -> Iterable[Row]:
        amount = Counter((kind, self.graph.nodes[start].labels) for kind, start, held in self.into[uri] if "derived" not in held)
        return [[kind, list(labels), n] for (kind, labels), n in sorted(amount.items(), key=lambda p: (p[0][0], p[1], p[0][1]))]

    def _neighbour(self, uri: str, held: Properties) -> Row:
        node = self.graph.nodes[uri]
        return [
            uri,
            node.properties.get("id"),
            node.properties.get("name"),
            list(node.labels),
            node.properties,
            held.get("sources"),
        ]

    def _outgoing(self, uri: str) -> Iterable[Row]:
        return [[kind, *self._neighbour(end, held)] for kind, end, held in self.out[uri] if "derived" not in held]

    def _neighbours(self, uri: str, type: str, labels: list[str], skip: int, limit: int) -> Iterable[Row]:
        wanted = tuple(sorted(labels))
        found = [
            (start, held)
            for kind, start, held in self.into[uri]
            if kind == type and "derived" not in held and self.graph.nodes[start].labels == wanted
        ]
        return [self._neighbour(start, held) for start, held in sorted(found, key=lambda p: p[0])[skip : skip + limit]]

    def _events(self, uri: str, type: str, labels: list[str], skip: int, limit: int) -> Iterable[Row]:
        wanted = tuple(sorted(labels))
        found = {start for kind, start, _ in self.into[uri] if kind == type and self.graph.nodes[start].labels == wanted}
        return [self._event(event) for event in sorted(found)[skip : skip + limit]]

    def _event(self, uri: str) -> Row:
        links = []
        for kind, end, _ in self.out[uri]:
            node = self.graph.nodes[end]
            held = node.properties
            ends = {"id": held.get("id"), "name": held.get("name"), "measures": held.get("measures")}
            links.append({"type": kind, "uri": end, "labels": list(node.labels), **ends})
        return [self._held(uri), list(self.graph.nodes[uri].labels), links]

    def _into_products(self, uri: str, limit: int) -> Iterable[Row]:
        found = set()
        for maker, item, _ in self.into[uri]:
            if maker == "MAKER":
                found |= {e for kind, e, _ in self.into[item] if kind == "PRODUCT" and "SupplyLink" in self.graph.nodes[e].labels}
        received = {e for kind, e, _ in self.into[uri] if kind == "RECIPIENT"}
        return [self._event(event) for event in sorted(found - received)[:limit]]

    def _verdicts(self, events: list[str]) -> Iterable[Row]:
        found = []
        for event in events:
            for kind, verdict, _ in self.into.get(event, ()):
                if kind != "JUDGES":
                    continue
                ends: dict[str, list[Properties]] = defaultdict(list)
                for role, end, _ in self.out[verdict]:
                    ends[role].append(self._held(end))
                because = [b.get("id") for b in ends["BECAUSE_OF"]]
                for party in ends["JUDGED"]:
                    for programme in ends["AGAINST"]:
                        found.append(
                            [self._held(event)["id"], party.get("id"), party.get("name"), programme.get("id"), programme.get("name"),
                             dict(self._held(verdict)), because]
                        )  # fmt: skip
        return sorted(found, key=lambda row: (row[0], row[1], row[3], row[5]["uri"]))

    def _possibly_same(self, uri: str) -> Iterable[Row]:
        found = []
        for kind, end, held in [*self.out[uri], *self.into[uri]]:
            if kind == "POSSIBLY_SAME":
                other = self.graph.nodes[end]
                said = [held.get(k) for k in ("score", "decision", "reason")]
                found.append([end, other.properties.get("id"), other.properties.get("name"), list(other.labels), *said])
        return sorted(found, key=lambda row: (-row[4], row[1]))

    @cached_property
    def _coverage(self) -> list[Row]:
        found = []
        for (start, kind, end, _), held in self.graph.relationships.items():
            if kind == "COVERS" and start in self.graph.nodes and end in self.graph.nodes:
                source, programme = self._held(start), self._held(end)
                said = [programme.get(k) for k in ("id", "name", "measures")]
                found.append([end, *said, source.get("id"), source.get("name"), held.get("date")])
        return sorted(found, key=lambda row: (row[1], row[6], row[4]))

    @cached_property
    def _figures(self) -> list[Row]:
        found = []
        for uri, node in sorted(self.graph.nodes.items()):
            if "Figure" in node.labels:
                sources = sorted(self._held(end)["id"] for kind, end, _ in self.out[uri] if kind == "SOURCE")
                found.append([node.properties, sources])
        return found

    def _citations(self, uris: list[str]) -> Iterable[Row]:
        keys = ("name", "publisher", "date", "url", "licence", "readOn")
        return [[uri, *(self._held(uri).get(k) for k in keys)] for uri in sorted(set(uris)) if uri in self.graph.nodes]


_NEIGHBOUR = ["uri", "id", "name", "labels", "held", "sources"]
