"""The labelled property graph that both stores hold: nodes with a `uri`, relationships between them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

Properties = dict[str, Any]
"""Values are text, bool, int, float, or lists of text; dates are ISO text."""
RelationshipKey = tuple[str, str, str, str]
"""Start uri, type, end uri, and the uri of the event a derived relationship stands for ('' for a stated one)."""


SOURCE_PREFIX = "urn:kg:source:"


def short_id(uri: str) -> str:
    """The uri without `urn:kg:`; a curated organization and a source by their plain ids.

    >>> short_id("urn:kg:org:curated:huawei"), short_id("urn:kg:source:us-csl:2022-07"), short_id("urn:kg:territory:CN")
    ('huawei', 'us-csl:2022-07', 'territory:CN')
    """
    return uri.removeprefix("urn:kg:org:curated:").removeprefix(SOURCE_PREFIX).removeprefix("urn:kg:")


@dataclass
class Node:
    """`labels` are sorted; `properties` hold the `uri` too."""

    labels: tuple[str, ...]
    properties: Properties


@dataclass
class PropertyGraph:
    """Nodes by uri and relationships by key."""

    nodes: dict[str, Node] = field(default_factory=dict)
    relationships: dict[RelationshipKey, Properties] = field(default_factory=dict)

    def nodes_by_labels(self) -> dict[tuple[str, ...], list[Properties]]:
        """Properties of the nodes of each label set."""
        groups: dict[tuple[str, ...], list[Properties]] = {}
        for node in self.nodes.values():
            groups.setdefault(node.labels, []).append(node.properties)
        return dict(sorted(groups.items()))

    def relationships_by_type(self) -> dict[str, list[tuple[str, str, Properties]]]:
        """(start uri, end uri, properties) of each relationship type."""
        groups: dict[str, list[tuple[str, str, Properties]]] = {}
        for key, properties in self.relationships.items():
            groups.setdefault(key[1], []).append((key[0], key[2], properties))
        return dict(sorted(groups.items()))

    def ends(self, labels: Iterable[str] = ()) -> dict[str, dict[str, list[str]]]:
        """Start uri -> relationship type -> end uris, of the stated relationships of the nodes with one of `labels` (of all nodes when empty).

        Whatever is asked for is there, empty if need be.
        """
        wanted = set(labels)
        starts = {uri for uri, node in self.nodes.items() if not wanted or not wanted.isdisjoint(node.labels)}
        found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for start, kind, end, event in self.relationships:
            if not event and start in starts:
                found[start][kind].append(end)
        return found

    def counts(self) -> list[tuple[str, str, int, int]]:
        """Per label and per relationship type: kind, name, how many, how many property values on them."""
        amount: Counter[tuple[str, str]] = Counter()
        values: Counter[tuple[str, str]] = Counter()
        for kind, name, properties in self._things():
            amount[kind, name] += 1
            values[kind, name] += len(properties)
        return [(kind, name, n, values[kind, name]) for (kind, name), n in sorted(amount.items())]

    def _things(self) -> Iterator[tuple[str, str, Properties]]:
        for node in self.nodes.values():
            for label in node.labels:
                yield "node", label, node.properties
        for key, properties in self.relationships.items():
            yield "relationship", key[1], properties
