"""What the two standards for companies and owners (FollowTheMoney, BODS) need of a graph: parties, events with their ends, places, documents, and dates in their precision."""

import calendar
import hashlib
from collections.abc import Iterator
from datetime import date

from graph.intervals import FIRST, LAST, Span
from graph.property_graph import Node, Properties, PropertyGraph

Ends = dict[str, list[str]]


def key_of(*parts: str) -> str:
    """Forty letters and digits that stand for these uris: neither standard takes a colon in an id.

    >>> key_of("urn:kg:org:curated:huawei")
    '72a9b614c39cc4414a828210a1eae641e57f2872'
    """
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:40]


def precise(days: Span) -> str | None:
    """A span as the year, month or day that it is exactly; None for any other.

    >>> [precise(Span(*days)) for days in (("2019-01-01", "2019-12-31"), ("2019-02-01", "2019-02-28"), ("2019-02-03", "2019-02-03"), ("2019-02-03", "2019-04-01"))]
    ['2019', '2019-02', '2019-02-03', None]
    """
    if days.earliest == FIRST or days.latest == LAST:
        return None
    first, last = date.fromisoformat(days.earliest), date.fromisoformat(days.latest)
    if first == last:
        return days.earliest
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return days.earliest[:4]
    whole = calendar.monthrange(first.year, first.month)[1]
    if (first.year, first.month, 1, whole) == (last.year, last.month, first.day, last.day):
        return days.earliest[:7]
    return None


class Statements:
    """A graph read for its parties and events."""

    def __init__(self, graph: PropertyGraph):
        self.graph = graph
        self._ends = graph.ends()

    def ends(self, uri: str) -> Ends:
        """Relationship type -> uris, in order, of the stated relationships that leave a node."""
        return {kind: sorted(ends) for kind, ends in self._ends[uri].items()} if uri in self._ends else {}

    def of(self, label: str) -> Iterator[tuple[str, Properties, Ends]]:
        """(uri, properties, ends) of each node with the label, by uri."""
        for uri, node in sorted(self.graph.nodes.items()):
            if label in node.labels:
                yield uri, node.properties, self.ends(uri)

    def node(self, uri: str) -> Node:
        return self.graph.nodes[uri]

    def name(self, uri: str) -> str:
        held = self.node(uri).properties
        return str(held.get("name") or held.get("id") or uri)

    def codes(self, uri: str) -> list[str]:
        """ISO 3166 codes of a territory, or of the territories of anything else."""
        uris = [uri] if "Territory" in self.node(uri).labels else self.ends(uri).get("TERRITORY", [])
        return sorted({code for t in uris if (code := self.node(t).properties.get("code"))})

    def documents(self, uri: str) -> list[Properties]:
        """Properties of the sources of a node."""
        return [self.node(s).properties for s in self.ends(uri).get("SOURCE", []) if "Source" in self.node(s).labels]

    def is_party(self, uri: str) -> bool:
        """Whether a node can own, sell or be listed: an organization, a person or a territory that the graph describes."""
        return not {"Organization", "Person", "Territory"}.isdisjoint(self.node(uri).labels)
