"""What an event is called where only one line fits: a caption in Neo4j Browser, a bubble on a page.

An event has no name in RDF; the one in the graph is derived from the names of its ends and its date. It stands on the key `name`, like every other
name, because Neo4j Browser takes one key for the captions of all nodes.
"""

from collections.abc import Mapping

from graph.property_graph import PropertyGraph, short_id

SHOWN = 2
"""Names listed on one side before the rest is only counted."""
Ends = tuple[str, ...]
"""Relationship types in order of preference: the first that an event has gives the names."""
FORMS: dict[str, tuple[Ends, str, Ends]] = {
    "Deal": (("SUPPLIER", "SUPPLIER_TERRITORY"), "→", ("DESTINATION", "CUSTOMER")),
    "Use": (("SUPPLIER", "PRODUCT", "TECHNOLOGY"), "seen in", ("USER", "TERRITORY")),
    "Mention": (("ORGANIZATION",), "mentioned in", ("TERRITORY",)),
    "Access": (("SEARCHER",), "may search", ("HOLDER",)),
    "Listing": (("SUBJECT",), "on", ("PROGRAMME",)),
    "OwnershipStake": (("OWNER",), "owns", ("ASSET",)),
    "ControlLink": (("CONTROLLER",), "controls", ("CONTROLLED",)),
    "SupplyLink": (("SUPPLIER", "SUPPLIER_TERRITORY"), "supplies", ("RECIPIENT", "COMPONENT", "PRODUCT")),
    "Succession": (("PREDECESSOR",), "became", ("SUCCESSOR",)),
}
"""Event label -> left ends, the word between, right ends."""


NAMED = frozenset({*FORMS, "RuleInterval"})
"""Labels of nodes whose `name` is derived."""


def event_name(label: str, left: list[str], right: list[str], date: str = "") -> str:
    """The name of an event with that label, from the names on its two sides and its date as published.

    >>> event_name("Deal", ["Huawei"], ["Kenya"], "2015"), event_name("Deal", [], ["Bangladesh"])
    ('Huawei → Kenya, 2015', 'unnamed → Bangladesh')
    >>> event_name("Succession", ["A", "B", "C", "D"], ["E"])
    'A, B and 2 more became E'
    """
    middle = FORMS[label][1]
    return f"{_several(left)} {middle} {_several(right)}" + (f", {date}" if date else "")


def _several(names: list[str]) -> str:
    if len(names) > SHOWN + 1:
        return f"{', '.join(names[:SHOWN])} and {len(names) - SHOWN} more"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else "unnamed"


def add_event_names(graph: PropertyGraph, outgoing: Mapping[str, Mapping[str, list[str]]]) -> None:
    """Give every event of a kind in `FORMS`, and every interval of a rule, a derived `name`; `outgoing` is event uri -> relationship type -> end uris."""
    names = {}
    for uri, node in graph.nodes.items():
        if "Event" not in node.labels:
            names[uri] = node.properties.get("name") or short_id(uri)
        if "RuleInterval" in node.labels:
            node.properties["name"] = f"{node.properties.get('ruleState', '')} {node.properties.get('start', '')}".strip()
    for uri, links in outgoing.items():
        node = graph.nodes[uri]
        label = next((label for label in node.labels if label in FORMS), None)
        if label is not None:
            left, _, right = FORMS[label]
            sides = [next(([names.get(e, e) for e in links[t]] for t in types if t in links), []) for types in (left, right)]
            date = node.properties.get("date") or node.properties.get("start") or ""
            node.properties["name"] = event_name(label, *map(sorted, sides), date)
