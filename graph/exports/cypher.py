r"""The property graph as a Cypher script that runs in cypher-shell and in Neo4j Browser, into an empty database: no parameters, no files, no plugin.

The constraint first, then batches of nodes by labels, of relationships by type, the indexes last. `kg load` or the CSV are the ways for a large graph.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from graph.exports.content import Content, in_order
from graph.property_graph import Properties
from ontology import model

BATCH = 500
"""Nodes or relationships in a statement; the planner takes larger ones poorly."""
_ESCAPES = str.maketrans(
    {
        "\\": "\\\\",
        "'": "\\'",
        "\n": "\\n",
        "\r": "\\r",
        "\t": "\\t",
        **{chr(c): f"\\u{c:04x}" for c in range(32) if chr(c) not in "\n\r\t"},
    }
)


def write_cypher(content: Content, file: BinaryIO) -> Mapping[str, int]:
    """Write the script, a statement in a line; returns how many nodes, relationships and statements there are."""
    graph = content.graph
    constraints, indexes = model().mapping.schema()
    statements = 0
    for text in (*constraints, *_nodes(content), *_relationships(content), *indexes):
        file.write(f"{text};\n".encode())
        statements += 1
    return {"nodes": len(graph.nodes), "relationships": len(graph.relationships), "statements": statements}


def _nodes(content: Content) -> Iterator[str]:
    for labels, rows in content.graph.nodes_by_labels().items():
        rows.sort(key=lambda held: held["uri"])
        for part in _parts(rows):
            names = ":".join(_name(label) for label in labels)
            yield f"UNWIND [{', '.join(map(_map, part))}] AS row CREATE (n:{names}) SET n = row"


def _relationships(content: Content) -> Iterator[str]:
    by_type: dict[str, list] = {}
    for key in in_order(content.graph):
        by_type.setdefault(key[1], []).append(key)
    for kind, keys in by_type.items():
        for part in _parts(keys):
            rows = ", ".join(
                f"[{literal(s)}, {literal(e)}, {_map(content.graph.relationships[s, t, e, v])}]" for s, t, e, v in part
            )
            yield (
                f"UNWIND [{rows}] AS row MATCH (a:Resource {{uri: row[0]}}) MATCH (b:Resource {{uri: row[1]}}) "
                f"CREATE (a)-[r:{_name(kind)}]->(b) SET r = row[2]"
            )


def _parts(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for i in range(0, len(rows), BATCH):
        yield rows[i : i + BATCH]


def _map(held: Properties) -> str:
    return f"{{{', '.join(f'{_name(name)}: {literal(value)}' for name, value in sorted(held.items()))}}}"


def _name(name: str) -> str:
    return f"`{name.replace('`', '``')}`"


def literal(value: Any) -> str:
    r"""A value as a Cypher literal.

    A backslash before a `u` stands at the end of a literal of its own, since Neo4j 5 looks for unicode escapes before it looks for strings.

    >>> print(literal("O'Neill; \n"), literal([True, "a"]), literal("\\u0027"))
    'O\'Neill; \n' [true, 'a'] '\\' + 'u0027'
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, str):
        parts = value.split("\\u")
        quoted = [f"'{part.translate(_ESCAPES)}" for part in parts]
        return "\\\\' + 'u".join([quoted[0], *(q[1:] for q in quoted[1:])]) + "'"
    return repr(value)
