"""The property graph as two Parquet tables, for Spark, DuckDB and pandas, and a Frictionless data package that describes them.

| file | a row is | key | other columns |
| --- | --- | --- | --- |
| nodes.parquet | a node | uri | labels, and one column for each property |
| relationships.parquet | a relationship | src, type, dst, event | one column for each property |

Two tables, not one for each label or type: that is what GraphFrames, GraphX and networkx take, a node has several labels, and rows sorted by type let a reader
skip the rest. `src` and `dst` are uris of nodes. `event` is the uri of the fact that a derived relationship stands for, '' for a stated one. A column that does
not apply to a row is null. Dates stay ISO text, as imprecise as they are. The same graph gives the same bytes.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.exports.content import Content, in_order
from graph.exports.package import Resource, column_descriptions
from graph.property_graph import Properties
from ontology.errors import KgError

if TYPE_CHECKING:
    import pyarrow

NODES, RELATIONSHIPS = "nodes.parquet", "relationships.parquet"
NODE_KEY, RELATIONSHIP_KEY = ("uri",), ("src", "type", "dst", "event")
ROWS = 100_000
"""Rows in memory at a time, and in a row group."""
FIXED = {
    "uri": "IRI of the node",
    "labels": "labels of the node, sorted",
    "src": "uri of the node it starts at",
    "type": "type of the relationship",
    "dst": "uri of the node it ends at",
    "event": "uri of the event that a derived relationship stands for; '' for a stated one",
}
_FRICTIONLESS = {"string": "string", "bool": "boolean", "int64": "integer", "double": "number"}


def arrow() -> Any:
    """The pyarrow module. KgError when it is not installed."""
    try:
        import pyarrow
        import pyarrow.compute
        import pyarrow.parquet
    except ImportError:
        raise KgError(
            "Parquet needs pyarrow, which is not installed; pip install 'surveillance-kg[parquet]' brings it."
        ) from None
    return pyarrow


def write_parquet(content: Content, folder: Path) -> list[Resource]:
    """Write both tables into `folder`, which exists."""
    graph = content.graph
    nodes = sorted(graph.nodes.items())
    keys = in_order(graph)
    held = graph.relationships
    node_rows = ({**node.properties, "labels": list(node.labels)} for _, node in nodes)
    relationship_rows = ({**held[key], "src": key[0], "type": key[1], "dst": key[2], "event": key[3]} for key in keys)
    return write_tables(
        folder,
        _reader(NODE_KEY, ("labels",), (node.properties for _, node in nodes), node_rows),
        _reader(RELATIONSHIP_KEY, (), held.values(), relationship_rows),
    )


def write_tables(folder: Path, nodes: "pyarrow.RecordBatchReader", relationships: "pyarrow.RecordBatchReader") -> list[Resource]:
    """Write both tables, read batch by batch, so that memory does not grow with them."""
    return [
        _table(folder, NODES, NODE_KEY, nodes),
        _table(folder, RELATIONSHIPS, RELATIONSHIP_KEY, relationships),
    ]


def _table(folder: Path, name: str, key: tuple[str, ...], batches: "pyarrow.RecordBatchReader") -> Resource:
    rows = 0
    with arrow().parquet.ParquetWriter(folder / name, batches.schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)
            rows += batch.num_rows
    return Resource(
        name, "parquet", "application/vnd.apache.parquet", {"rows": rows}, {"schema": _schema(name, key, batches.schema)}
    )


# -- columns ----------------------------------------------------------------------------------------------------------------


def _reader(
    key: tuple[str, ...], lists: tuple[str, ...], held: Iterable[Properties], rows: Iterator[dict[str, Any]]
) -> "pyarrow.RecordBatchReader":
    """The rows as batches: the key columns first, then `lists`, then each property that occurs, by name."""
    pa = arrow()
    fixed = [pa.field(name, pa.string(), nullable=False) for name in key]
    fixed += [pa.field(name, pa.list_(pa.string()), nullable=False) for name in lists]
    kinds = _kinds(held)
    schema = pa.schema([*fixed, *(pa.field(k, _type(k, kinds[k])) for k in sorted(kinds.keys() - {*key, *lists}))])

    def batches() -> Iterator[Any]:
        while part := list(islice(rows, ROWS)):
            yield pa.record_batch([pa.array([row.get(f.name) for row in part], f.type) for f in schema], schema=schema)

    return pa.RecordBatchReader.from_batches(schema, batches())


def _kinds(held: Iterable[Properties]) -> dict[str, set[type]]:
    kinds: dict[str, set[type]] = {}
    for properties in held:
        for name, value in properties.items():
            kinds.setdefault(name, set()).add(type(value))
    return kinds


def _type(name: str, kinds: set[type]) -> Any:
    pa = arrow()
    known = {str: pa.string(), bool: pa.bool_(), int: pa.int64(), float: pa.float64(), list: pa.list_(pa.string())}
    if kinds == {int, float}:
        return known[float]
    kind, *others = sorted(kinds, key=lambda k: k.__name__)
    if others or kind not in known:
        found = ", ".join(sorted(k.__name__ for k in kinds))
        raise KgError(
            f"The property {name} has values of the kinds {found}; a Parquet column takes one, so correct the reader that states it"
        )
    return known[kind]


# -- table schema -----------------------------------------------------------------------------------------------------------


def _schema(name: str, key: tuple[str, ...], schema: Any) -> dict[str, Any]:
    about = column_descriptions() | FIXED
    fields = [
        {"name": f.name, "type": _FRICTIONLESS.get(str(f.type), "array")}
        | ({"description": about[f.name]} if about.get(f.name) else {})
        | ({} if f.nullable else {"constraints": {"required": True}})
        for f in schema
    ]
    described: dict[str, Any] = {"fields": fields, "primaryKey": list(key), "missingValues": []}
    if name == RELATIONSHIPS:
        described["foreignKeys"] = [
            {"fields": [end], "reference": {"resource": "nodes", "fields": list(NODE_KEY)}} for end in ("src", "dst")
        ]
    return described
