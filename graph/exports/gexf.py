"""The property graph as GEXF 1.3 for Gephi, with the days for its timeline.

What comes about on a day (a deal, a listing, what follows from it) has `start` and `end`: it is shown on every day on which it may have held, from the first
day that its date allows to the last day that its end allows. The date as published and its bounds are attributes beside (`start` and `end` by the names
`startPublished` and `endPublished`, since Gephi keeps those two for the timeline). What has no date is always shown.
"""

from collections.abc import Mapping
from typing import BinaryIO

from graph.as_of import DATED
from graph.dossier.days import fact_days
from graph.exports.content import Content, in_order
from graph.exports.markup import Kinds, kinds, label, text
from graph.intervals import FIRST, LAST
from graph.property_graph import Node, Properties, PropertyGraph, RelationshipKey

TITLES = {"start": "startPublished", "end": "endPublished"}
"""Properties that go by another name, because the format has a meaning of its own for theirs."""
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">\n'
    '<graph mode="dynamic" defaultedgetype="directed" timeformat="date" timerepresentation="interval">\n'
)


def write_gexf(content: Content, file: BinaryIO) -> Mapping[str, int]:
    """Write the graph; returns how many nodes and edges there are."""
    graph = content.graph
    of_nodes = {"labels": "string", **kinds(n.properties for n in graph.nodes.values())}
    of_edges = {"type": "string", **kinds(graph.relationships.values())}
    file.write(_HEAD.encode())
    for prefix, target, held in (("n", "node", of_nodes), ("e", "edge", of_edges)):
        file.write(f'<attributes class="{target}">\n'.encode())
        for number, (name, kind) in enumerate(held.items()):
            file.write(f'<attribute id="{prefix}{number}" title="{text(TITLES.get(name, name))}" type="{kind}"/>\n'.encode())
        file.write(b"</attributes>\n")
    file.write(b"<nodes>\n")
    keys = _numbered("n", of_nodes)
    for uri, node in sorted(graph.nodes.items()):
        values = _values(keys, {"labels": list(node.labels), **node.properties})
        file.write(f'<node id="{text(uri)}" label="{text(label(node.properties))}"{_days(node)}>{values}</node>\n'.encode())
    file.write(b"</nodes>\n<edges>\n")
    keys = _numbered("e", of_edges)
    for number, key in enumerate(in_order(graph)):
        held = graph.relationships[key]
        ends = f'source="{text(key[0])}" target="{text(key[2])}" label="{text(key[1])}" kind="{text(key[1])}"'
        values = _values(keys, {"type": key[1], **held})
        file.write(f'<edge id="r{number}" {ends}{_edge_days(graph, key, held)}>{values}</edge>\n'.encode())
    file.write(b"</edges>\n</graph>\n</gexf>\n")
    return {"nodes": len(graph.nodes), "edges": len(graph.relationships)}


def _numbered(prefix: str, held: Kinds) -> dict[str, str]:
    return {name: f"{prefix}{number}" for number, name in enumerate(held)}


def _values(keys: dict[str, str], held: Mapping[str, object]) -> str:
    values = "".join([f'<attvalue for="{keys[name]}" value="{text(value)}"/>' for name, value in held.items()])
    return f"<attvalues>{values}</attvalues>"


def _days(node: Node) -> str:
    """`start` and `end` of what has a date, as XML attributes; open ends are left out."""
    for kind in DATED.intersection(node.labels):
        period = fact_days(kind, node.properties)
        start, end = period.start.earliest, period.end.latest if period.end else LAST
        shown = [("start", start)] * (start != FIRST) + [("end", end)] * (end != LAST)
        return "".join(f' {name}="{day}"' for name, day in shown)
    return ""


def _edge_days(graph: PropertyGraph, key: RelationshipKey, held: Properties) -> str:
    """A relationship holds when the event does that it leaves or stands for."""
    event = graph.nodes.get(key[3]) or graph.nodes[key[0]]
    return _days(event)
