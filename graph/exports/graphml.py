"""The property graph as GraphML, which networkx, igraph, yEd, Cytoscape and Gephi read.

A node's id is its uri, `labels` its labels, and each property an attribute; a relationship has its `type`. Lists are JSON text.
"""

from collections.abc import Mapping
from typing import BinaryIO

from graph.exports.content import Content, in_order
from graph.exports.markup import Kinds, kinds, label, text

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
)


def write_graphml(content: Content, file: BinaryIO) -> Mapping[str, int]:
    """Write the graph; returns how many nodes and edges there are."""
    graph = content.graph
    of_nodes = {"label": "string", "labels": "string", **kinds(n.properties for n in graph.nodes.values())}
    of_edges = {"type": "string", **kinds(graph.relationships.values())}
    file.write(_HEAD.encode())
    for prefix, target, held in (("n", "node", of_nodes), ("e", "edge", of_edges)):
        for number, (name, kind) in enumerate(held.items()):
            file.write(f'<key id="{prefix}{number}" for="{target}" attr.name="{text(name)}" attr.type="{kind}"/>\n'.encode())
    file.write(b'<graph edgedefault="directed">\n')
    keys = _numbered("n", of_nodes)
    for uri, node in sorted(graph.nodes.items()):
        held = {"label": label(node.properties), "labels": list(node.labels), **node.properties}
        file.write(f'<node id="{text(uri)}">{_data(keys, held)}</node>\n'.encode())
    keys = _numbered("e", of_edges)
    for number, key in enumerate(in_order(graph)):
        held = {"type": key[1], **graph.relationships[key]}
        file.write(f'<edge id="r{number}" source="{text(key[0])}" target="{text(key[2])}">{_data(keys, held)}</edge>\n'.encode())
    file.write(b"</graph>\n</graphml>\n")
    return {"nodes": len(graph.nodes), "edges": len(graph.relationships)}


def _numbered(prefix: str, held: Kinds) -> dict[str, str]:
    return {name: f"{prefix}{number}" for number, name in enumerate(held)}


def _data(keys: dict[str, str], held: Mapping[str, object]) -> str:
    return "".join(f'<data key="{keys[name]}">{text(value)}</data>' for name, value in held.items())
