"""The graph as far as it had come about by a day: the first clock, when a fact held, not when this graph learned of it."""

from dataclasses import replace

from graph.disputes import mark_disputed
from graph.dossier.days import LATER, PERIODS, POINTS, on_day
from graph.property_graph import Node, PropertyGraph
from graph.verdicts.derived import add_verdicts

DATED = (PERIODS | POINTS) - {"Source", "Coverage"}
"""Classes whose nodes come about on a day. A source does not: what it says may have been so long before it was written."""


def later(node: Node, day: str) -> bool:
    """Whether what the node says certainly came about after `day` (ISO text); what has no date, or one that also allows the day, did not.

    >>> later(Node(("Event", "Listing"), {"startEarliest": "2019-10-09", "startLatest": "2019-10-09"}), "2019-10-08")
    True
    >>> later(Node(("Deal", "Event"), {"dateEarliest": "2019-01-01", "dateLatest": "2019-12-31", "dateKind": "signed"}), "2019-06-01")
    False
    """
    return any(on_day(label, node.properties, day) == LATER for label in DATED.intersection(node.labels))


def come_about(graph: PropertyGraph, day: str) -> PropertyGraph:
    """The graph without what certainly came about after `day` (ISO text); a new graph, the given one is not changed.

    Deals, uses, listings, stakes, rules' intervals, ... of a later day go, with all that is derived from them; so do the coverage of a list by a later
    edition, and documents that nothing left cites. A listing that ended later stays with its end. Organizations, items and other things without a date
    stay. Disputes, stays on lists and verdicts are derived anew from what is left: they are those of `kg verdicts --as-of`.
    """
    gone = {uri for uri, node in graph.nodes.items() if "Verdict" in node.labels or later(node, day)}
    relationships = {
        key: held
        for key, held in graph.relationships.items()
        if key[1] != "STAYED_ON"
        and gone.isdisjoint((key[0], key[2], key[3]))
        and not (key[1] == "COVERS" and held.get("date", "") > day)
    }
    cited = {key[2] for key in graph.relationships if key[1] == "SOURCE"}
    gone |= cited - {key[2] for key in relationships if key[1] == "SOURCE"} - _editions(graph)
    cut = PropertyGraph(
        {uri: _undisputed(node) for uri, node in graph.nodes.items() if uri not in gone},
        {key: held for key, held in relationships.items() if key[2] not in gone},
    )
    mark_disputed(cut, cut.ends(("Event",)))
    add_verdicts(cut)
    return cut


def _editions(graph: PropertyGraph) -> set[str]:
    return {uri for uri, node in graph.nodes.items() if "dataset" in node.properties}


def _undisputed(node: Node) -> Node:
    if "Event" not in node.labels or "disputed" not in node.properties:
        return node
    return replace(node, properties={key: value for key, value in node.properties.items() if key != "disputed"})
