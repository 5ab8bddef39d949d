"""The property graph as two Parquet tables, for Spark, DuckDB and pandas, and a Frictionless data package that describes them.

| file | a row is | key | other columns |
| --- | --- | --- | --- |
| nodes.parquet | a node | uri | labels, and one column for each property |
| relationships.parquet | a relationship | src, type, dst, event | one column for each property |

Two tables, not one for each label or type: that is what GraphFrames, GraphX and networkx take, a node has several labels, and rows sorted by type let a reader
skip the rest. `src` and `dst` are uris of nodes. `event` is the uri of the fact that a derived relationship stands for, '' for a stated one. A column that does
not apply to a row is null. Dates stay ISO text, as imprecise as they are. The same graph gives the same bytes.
"""

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.property_graph import Properties, PropertyGraph
from ontology import model
from ontology.errors import KgError, UsageError

if TYPE_CHECKING:
    import pyarrow

NODES, RELATIONSHIPS, PACKAGE = "nodes.parquet", "relationships.parquet", "datapackage.json"
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


def claim(target: Path, force: bool) -> None:
    """UsageError unless `target` may be written: absent, an empty folder, or an earlier export and `force`."""
    if not target.exists():
        return
    if not target.is_dir():
        raise UsageError(f"{target} is a file; parquet writes a folder, so give -o another name.")
    held = sorted(path.name for path in target.iterdir())
    foreign = [name for name in held if name not in (NODES, RELATIONSHIPS, PACKAGE)]
    if foreign:
        raise UsageError(f"{target} holds {foreign[0]}, which kg export parquet did not write; give -o another folder.")
    if held and not force:
        raise UsageError(f"{target} exists; add --force to overwrite it.")


def export_parquet(graph: PropertyGraph, target: Path, *, force: bool = False) -> dict[str, int]:
    """Write the folder `target` whole or not at all; returns the rows of each file. UsageError when it is taken, KgError when the disk is full."""
    claim(target, force)
    nodes = sorted(graph.nodes.items())
    relationships = sorted(graph.relationships.items(), key=lambda item: (item[0][1], *item[0]))
    node_rows = ({**node.properties, "labels": list(node.labels)} for _, node in nodes)
    relationship_rows = (
        {**held, "src": src, "type": kind, "dst": dst, "event": event} for (src, kind, dst, event), held in relationships
    )
    return write_tables(
        target,
        _reader(NODE_KEY, ("labels",), (node.properties for _, node in nodes), node_rows),
        _reader(RELATIONSHIP_KEY, (), (held for _, held in relationships), relationship_rows),
        _datasets(graph),
    )


def write_tables(
    target: Path, nodes: "pyarrow.RecordBatchReader", relationships: "pyarrow.RecordBatchReader", sources: list[dict[str, str]]
) -> dict[str, int]:
    """Write both tables and the data package beside `target`, then put them in its place; returns the rows of each file.

    The tables are read batch by batch, so memory does not grow with them.
    """
    target = Path(os.path.abspath(target))
    new, old = target.with_name(f".{target.name}.new"), target.with_name(f".{target.name}.old")
    try:
        for left in (new, old):
            shutil.rmtree(left, ignore_errors=True)
        new.mkdir(parents=True)
        rows = {NODES: _write(new / NODES, nodes), RELATIONSHIPS: _write(new / RELATIONSHIPS, relationships)}
        package = _package(new, {NODES: nodes.schema, RELATIONSHIPS: relationships.schema}, rows, sources)
        (new / PACKAGE).write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        if target.exists():
            target.rename(old)
        new.rename(target)
    except OSError as error:
        raise KgError(
            f"{target} could not be written ({error.strerror or error}); free some space or give -o another folder"
        ) from None
    finally:
        with contextlib.suppress(OSError):
            if old.exists() and not target.exists():
                old.rename(target)
        for left in (new, old):
            shutil.rmtree(left, ignore_errors=True)
    return rows


def _write(path: Path, batches: "pyarrow.RecordBatchReader") -> int:
    rows = 0
    with arrow().parquet.ParquetWriter(path, batches.schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


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


# -- data package -----------------------------------------------------------------------------------------------------------


def _datasets(graph: PropertyGraph) -> list[dict[str, str]]:
    """The data sets that the graph was read from, with their licences."""
    held = [
        node.properties for _, node in sorted(graph.nodes.items()) if "Source" in node.labels and "dataset" in node.properties
    ]
    return [
        {"title": f"{p.get('name', p['uri'])} ({p['id']})", "path": p.get("url", ""), "licence": p.get("licence", "")}
        for p in held
    ]


def _package(folder: Path, schemas: dict[str, Any], rows: dict[str, int], sources: list[dict[str, str]]) -> dict[str, Any]:
    about = _descriptions()
    keys = {NODES: NODE_KEY, RELATIONSHIPS: RELATIONSHIP_KEY}
    resources = []
    for path, schema in schemas.items():
        fields = [
            {"name": f.name, "type": _FRICTIONLESS.get(str(f.type), "array")}
            | ({"description": about[f.name]} if about.get(f.name) else {})
            | ({} if f.nullable else {"constraints": {"required": True}})
            for f in schema
        ]
        described: dict[str, Any] = {"fields": fields, "primaryKey": list(keys[path]), "missingValues": []}
        if path == RELATIONSHIPS:
            described["foreignKeys"] = [
                {"fields": [end], "reference": {"resource": "nodes", "fields": list(NODE_KEY)}} for end in ("src", "dst")
            ]
        resources.append(
            {
                "name": path.removesuffix(".parquet"),
                "path": path,
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
                "bytes": (folder / path).stat().st_size,
                "hash": "sha256:" + _sha256(folder / path),
                "rows": rows[path],
                "schema": described,
            }
        )
    return {
        "name": "surveillance-kg",
        "title": "Knowledge graph of the surveillance-technology supply chain",
        "description": "Nodes and relationships of the property graph. Facts stay under the licence of the source that they name: see licence and licenceOpen "
        "of the nodes with the label Source.",
        "sources": sources,
        "resources": resources,
    }


def _descriptions() -> dict[str, str]:
    """What each column means, in the words of the ontology."""
    onto = model()
    about = {key: onto.properties[name].comment for name, key in onto.mapping.keys.items() if name in onto.properties}
    for name, key in onto.mapping.keys.items():
        if name in onto.properties and onto.properties[name].kind == "date":
            about[f"{key}Earliest"] = f"first day that {key} allows"
            about[f"{key}Latest"] = f"last day that {key} allows"
    return about | FIXED


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
