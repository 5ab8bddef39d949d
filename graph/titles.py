"""What an event is called where only one line fits: a caption in Neo4j Browser, a bubble on a page.

An event has no name of its own in RDF; its title is derived from the names of its ends and its date.
"""

from collections.abc import Mapping

from graph.property_graph import Properties, PropertyGraph

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


def title(label: str, left: list[str], right: list[str], date: str = "") -> str:
    """The title of an event with that label, from the names on its two sides and its date as published.

    >>> title("Deal", ["Huawei"], ["Kenya"], "2015"), title("Deal", [], ["Bangladesh"])
    ('Huawei → Kenya, 2015', 'unnamed → Bangladesh')
    >>> title("Succession", ["A", "B", "C", "D"], ["E"])
    'A, B and 2 more became E'
    """
    middle = FORMS[label][1]
    return f"{_several(left)} {middle} {_several(right)}" + (f", {date}" if date else "")


def _several(names: list[str]) -> str:
    if len(names) > SHOWN + 1:
        return f"{', '.join(names[:SHOWN])} and {len(names) - SHOWN} more"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else "unnamed"


def add_titles(graph: PropertyGraph, outgoing: Mapping[str, Mapping[str, list[str]]]) -> None:
    """Give every event of a kind in `FORMS`, and every interval of a rule, the derived key `title`; `outgoing` is event uri -> relationship type -> end uris."""
    names = {}
    for uri, node in graph.nodes.items():
        if "Event" not in node.labels:
            names[uri] = called(node.properties)
        if "RuleInterval" in node.labels:
            node.properties["title"] = f"{node.properties.get('ruleState', '')} {node.properties.get('start', '')}".strip()
    for uri, links in outgoing.items():
        node = graph.nodes[uri]
        label = next((label for label in node.labels if label in FORMS), None)
        if label is not None:
            left, _, right = FORMS[label]
            sides = [next(([names.get(e, e) for e in links[t]] for t in types if t in links), []) for types in (left, right)]
            date = node.properties.get("date") or node.properties.get("start") or ""
            node.properties["title"] = title(label, *map(sorted, sides), date)


def called(properties: Properties) -> str:
    """What a thing is called: its name, else its title, else its id.

    >>> called({"id": "rule:x", "uri": "urn:kg:rule:x"})
    'rule:x'
    """
    return properties.get("name") or properties.get("title") or properties["id"]
