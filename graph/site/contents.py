"""The graph laid out for a site: which thing has which page, the deals with their verdicts, the licences of the sources."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graph.analysis.views import MADE
from graph.dossier.reading import kind
from graph.lookup import Entity
from graph.property_graph import SOURCE_PREFIX, Properties, PropertyGraph
from graph.site.paths import KINDS, paths
from graph.site.surroundings import Surroundings

BEFORE = "listed-before"


@dataclass(frozen=True)
class Deal:
    """A deal for counting: uris of the parties, the year where its date allows only one, the verdicts as (party, programme, verdict), ids of its sources."""

    uri: str
    held: Properties
    suppliers: tuple[str, ...]
    destinations: tuple[str, ...]
    technologies: tuple[str, ...]
    verdicts: tuple[tuple[str, str, str], ...]
    sources: tuple[str, ...]

    @property
    def year(self) -> str:
        """The year; '' where the date is missing or allows several."""
        first, last = self.held.get("dateEarliest", "")[:4], self.held.get("dateLatest", "")[:4]
        return last if last and first in (last, "") else ""

    @property
    def listed(self) -> str:
        """The strongest verdict on any supplier and programme: listed-before, cannot-tell, listed-after, not-listed, '' for none.

        >>> Deal("d", {}, (), (), (), (("a", "p", "listed-after"), ("a", "q", "listed-before")), ()).listed
        'listed-before'
        """
        found = {verdict for _, _, verdict in self.verdicts}
        return next((v for v in (BEFORE, "cannot-tell", "listed-after", "not-listed") if v in found), "")


class Contents:
    """Everything the pages look up, made once from the graph."""

    def __init__(self, graph: PropertyGraph, engine: str):
        self.graph = graph
        self.whole = Surroundings(graph, engine)
        self.paths = paths(graph.nodes)
        self._by_id: dict[tuple[str, str], str] = {}
        for uri, where in self.paths.items():
            self._by_id.setdefault((where.partition("/")[0], self.id(uri)), where)

    def id(self, uri: str) -> str:
        """The id of a node as commands take it."""
        return str(self.graph.nodes[uri].properties.get("id") or uri)

    def name(self, uri: str) -> str:
        """Its name, its id where it has none."""
        return str(self.graph.nodes[uri].properties.get("name") or self.id(uri))

    def entity(self, uri: str) -> Entity:
        """The thing as a dossier takes it."""
        node = self.graph.nodes[uri]
        return Entity(uri, self.id(uri), node.properties.get("name") or "", node.labels)

    def page(self, kind_: str, id_: str) -> str:
        """The path of the page of a thing of this class (or in this folder) and id; '' where it has none."""
        return self._by_id.get((KINDS.get(kind_, kind_), id_), "")

    def source(self, id_: str) -> Properties:
        """The properties of a source; empty when the graph lacks it."""
        node = self.graph.nodes.get(SOURCE_PREFIX + id_)
        return node.properties if node else {}

    @cached_property
    def counts(self) -> Counter[str]:
        """How many things of each most special class."""
        return Counter(kind(node.labels) for node in self.graph.nodes.values())

    @cached_property
    def unambiguous(self) -> dict[str, str]:
        """Text of a cell -> path: ids, territory codes, and names that only one thing has."""
        named: dict[str, set[str]] = defaultdict(set)
        for uri, where in self.paths.items():
            held = self.graph.nodes[uri].properties
            if not where.startswith("source/"):
                for text in (self.name(uri), held.get("code") if where.startswith("territory/") else None):
                    if text:
                        named[text].add(where)
        found = {text: next(iter(places)) for text, places in named.items() if len(places) == 1}
        for (place, id_), where in self._by_id.items():
            if place != "source":
                found[id_] = where
        return found

    @cached_property
    def deals(self) -> list[Deal]:
        """The deals that count as made (signed, delivered or reported), by uri: those only offered, and the cancelled, stand on the pages and are not counted."""
        made = [u for u, n in sorted(self.graph.nodes.items()) if "Deal" in n.labels and n.properties.get("status") in MADE]
        return [self._deal(uri) for uri in made]

    def _deal(self, uri: str) -> Deal:
        ends: dict[str, list[str]] = defaultdict(list)
        for type_, end, _ in self.whole.out[uri]:
            ends[type_].append(end)
        verdicts = []
        for type_, verdict, _ in self.whole.into[uri]:
            if type_ == "JUDGES":
                about = {t: end for t, end, _ in self.whole.out[verdict]}
                verdicts.append((about["JUDGED"], about["AGAINST"], self.graph.nodes[verdict].properties["verdict"]))
        return Deal(
            uri, self.graph.nodes[uri].properties, tuple(ends["SUPPLIER"]), tuple(ends["DESTINATION"]), tuple(ends["TECHNOLOGY"]),
            tuple(sorted(verdicts)), tuple(self.id(s) for s in ends["SOURCE"]),
        )  # fmt: skip

    def deals_by(self, role: str) -> dict[str, list[Deal]]:
        """Deals by the uris of one of `suppliers`, `destinations`, `technologies`."""
        if role not in self._deals_by:
            found: dict[str, list[Deal]] = defaultdict(list)
            for deal in self.deals:
                for uri in getattr(deal, role):
                    found[uri].append(deal)
            self._deals_by[role] = found
        return self._deals_by[role]

    @cached_property
    def _deals_by(self) -> dict[str, dict[str, list[Deal]]]:
        return {}

    def editions(self) -> list[Properties]:
        """The editions of data sets that are held, by data set and day."""
        held = [n.properties for n in self.graph.nodes.values() if "Source" in n.labels and n.properties.get("dataset")]
        return sorted(held, key=lambda p: (p["dataset"], p.get("date", ""), p["id"]))

    def licences(self, ids: list[str]) -> list[dict[str, Any]]:
        """The licences of these sources: name, open, how many of the sources, most first."""
        found: Counter[tuple[str, bool]] = Counter()
        for id_ in ids:
            held = self.source(id_)
            found[held.get("licence") or "not stated", bool(held.get("licenceOpen"))] += 1
        return [
            {"name": name, "open": open_, "sources": n} for (name, open_), n in sorted(found.items(), key=lambda p: (-p[1], p[0]))
        ]
