"""What one property graph states and another does not: nodes and relationships by their keys, and what stands on them.

`compare(a, b)` is empty exactly when the two state the same; `compare(b, a)` is its inverse; `apply(compare(a, b), a)` states what `b` states.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from graph.event_names import NAMED
from graph.projection import DERIVED_KEYS
from graph.property_graph import Node, Properties, PropertyGraph, RelationshipKey

MEMBERS = "sameAs"
"""The one derived key that is compared: which records stand on the node is decided in the RDF."""
LABELS = "labels"
"""Stands for the labels of a node among its changed keys."""
NOT_STATED = DERIVED_KEYS - {MEMBERS}
NAME = "name"
"""A key that is derived on events, from the names of their ends (`NAMED`), and stated on everything else."""


@dataclass
class Difference:
    """What entered, left and changed from the one graph to the other; of what changed both states, the old one first."""

    nodes_entered: dict[str, Node] = field(default_factory=dict)
    nodes_left: dict[str, Node] = field(default_factory=dict)
    nodes_changed: dict[str, tuple[Node, Node]] = field(default_factory=dict)
    relationships_entered: dict[RelationshipKey, Properties] = field(default_factory=dict)
    relationships_left: dict[RelationshipKey, Properties] = field(default_factory=dict)
    relationships_changed: dict[RelationshipKey, tuple[Properties, Properties]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any(vars(self).values())

    def inverse(self) -> "Difference":
        """The difference the other way round."""
        return Difference(
            self.nodes_left,
            self.nodes_entered,
            {uri: (new, old) for uri, (old, new) in self.nodes_changed.items()},
            self.relationships_left,
            self.relationships_entered,
            {key: (new, old) for key, (old, new) in self.relationships_changed.items()},
        )


def compare(old: PropertyGraph, new: PropertyGraph) -> Difference:
    """What is stated in `new` and not in `old`, and the reverse.

    >>> a = PropertyGraph({"u": Node(("Resource",), {"uri": "u", "name": "One"})})
    >>> b = PropertyGraph({"u": Node(("Resource",), {"uri": "u", "name": "Two"})})
    >>> [key_changes(*pair) for pair in compare(a, b).nodes_changed.values()]
    [[('name', 'One', 'Two')]]
    """
    found = Difference()
    for uri, node in old.nodes.items():
        if node.properties.get("derived"):
            continue
        other = new.nodes.get(uri)
        if other is None:
            found.nodes_left[uri] = _stated(node)
        elif other.properties != node.properties or other.labels != node.labels:
            pair = _stated(node), _stated(other)
            if pair[0] != pair[1]:
                found.nodes_changed[uri] = pair
    for uri, node in new.nodes.items():
        if uri not in old.nodes and not node.properties.get("derived"):
            found.nodes_entered[uri] = _stated(node)
    for key, held in old.relationships.items():
        if key[3]:
            continue
        others = new.relationships.get(key)
        if others is None:
            found.relationships_left[key] = held
        elif others != held:
            found.relationships_changed[key] = held, others
    for key, held in new.relationships.items():
        if not key[3] and key not in old.relationships:
            found.relationships_entered[key] = held
    return found


def _stated(node: Node) -> Node:
    hidden = NOT_STATED if NAMED.isdisjoint(node.labels) else NOT_STATED | {NAME}
    return Node(node.labels, {k: v for k, v in node.properties.items() if k not in hidden})


def stated(graph: PropertyGraph) -> PropertyGraph:
    """The graph without what is derived; the members of a node stay."""
    return PropertyGraph(
        {uri: _stated(node) for uri, node in graph.nodes.items() if not node.properties.get("derived")},
        {key: held for key, held in graph.relationships.items() if not key[3]},
    )


def apply(difference: Difference, graph: PropertyGraph) -> PropertyGraph:
    """What `graph` states, changed by the difference."""
    found = stated(graph)
    for uri in difference.nodes_left:
        del found.nodes[uri]
    for key in difference.relationships_left:
        del found.relationships[key]
    found.nodes |= difference.nodes_entered | {uri: new for uri, (_, new) in difference.nodes_changed.items()}
    found.relationships |= difference.relationships_entered
    found.relationships |= {key: new for key, (_, new) in difference.relationships_changed.items()}
    return found


def key_changes(old: Node, new: Node) -> list[tuple[str, Any, Any]]:
    """Key, old and new value of what differs on a node, by key; None where one has none. The labels stand as the key `labels`."""
    pairs = [(LABELS, list(old.labels), list(new.labels))] if old.labels != new.labels else []
    pairs += _differing(old.properties, new.properties)
    return sorted(pairs, key=lambda pair: pair[0])


def _differing(old: Properties, new: Properties) -> Iterator[tuple[str, Any, Any]]:
    for key in old.keys() | new.keys():
        if old.get(key) != new.get(key):
            yield key, old.get(key), new.get(key)
