"""The property graph as a folder of CSV files with the headers of `neo4j-admin database import`, for Neo4j and for every reader of CSV.

One file for each set of labels (`nodes.Company.Organization.csv`; `Resource` stands on all) and for each type of relationship (`relationships.SOLD_TO.csv`), so that a column is there only where it
applies. Text is exact: a cell that begins with `=` stays so, since the import would take an apostrophe for part of the name; open it in a
spreadsheet as text. Nothing between two commas is no value, two quotes are the empty text. Lists are joined by a character that no value holds, a control
character as a rule (`dialect.listDelimiter` of the data package says which). `import.args` holds the options of the import, `schema.cypher` the constraint
and the indexes for afterwards.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Any

from graph.exports.content import Content
from graph.exports.package import Resource, column_descriptions
from graph.property_graph import Properties, PropertyGraph, RelationshipKey
from ontology import model
from ontology.errors import KgError

ARGUMENTS, SCHEMA = "import.args", "schema.cypher"
ENDINGS = (".csv", ARGUMENTS, SCHEMA)
_QUOTE, _TWO_QUOTES = '"', '""'
_DELIMITERS = ("\x1f", "\x1e", "\x1d", "\x1c", ";", "|", "\ue000")
_TYPES = {str: "string", bool: "boolean", int: "long", float: "double", list: "string[]"}
_FRICTIONLESS = {"string": "string", "boolean": "boolean", "long": "integer", "double": "number", "string[]": "string"}
_ROWS = 20_000
"""Rows made before they are written."""


@dataclass(frozen=True)
class _Table:
    """One file to be: what it holds, the header of what comes before the properties, the rows' first cells, and the properties themselves."""

    name: str
    about: dict[str, Any]
    first: tuple[str, ...]
    starts: Sequence[tuple[str, ...]]
    held: Sequence[Properties]
    columns: dict[str, str]

    def header(self) -> list[str]:
        return [*self.first, *(f"{name}:{kind}" for name, kind in self.columns.items())]


def write_csv(content: Content, folder: Path) -> list[Resource]:
    """Write the files into `folder`, which exists. KgError for a property whose values are of several kinds."""
    tables = [*_nodes(content.graph), *_relationships(content.graph)]
    delimiter = _delimiter(tables)
    resources, multiline = [], False
    for table in tables:
        rows, broken = _write(folder / table.name, table, delimiter)
        multiline |= broken
        described = {
            "encoding": "utf-8",
            "dialect": {
                "delimiter": ",",
                "quoteChar": '"',
                "doubleQuote": True,
                "lineTerminator": "\n",
                "listDelimiter": delimiter,
            },
            "schema": {"fields": [_field(column) for column in table.header()], "missingValues": [""]},
        }
        resources.append(Resource(table.name, "csv", "text/csv", {"rows": rows}, {**table.about, **described}))
    _write_arguments(folder, resources, delimiter, multiline)
    constraints, indexes = model().mapping.schema()
    (folder / SCHEMA).write_text("".join(f"{statement};\n" for statement in (*constraints, *indexes)))
    return [*resources, Resource(ARGUMENTS, "txt", "text/plain"), Resource(SCHEMA, "cypher", "text/plain")]


def _nodes(graph: PropertyGraph) -> Iterator[_Table]:
    for labels, rows in graph.nodes_by_labels().items():
        rows.sort(key=itemgetter("uri"))
        shown = [name for name in labels if name != "Resource"] or ["Resource"]
        columns = _columns(rows)
        columns.pop("uri")
        starts = [(held["uri"],) for held in rows]
        yield _Table(f"nodes.{'.'.join(shown)}.csv", {"labels": list(labels)}, ("uri:ID",), starts, rows, columns)


def _relationships(graph: PropertyGraph) -> Iterator[_Table]:
    by_type: dict[str, list[RelationshipKey]] = {}
    for key in graph.relationships:
        by_type.setdefault(key[1], []).append(key)
    for kind, keys in sorted(by_type.items()):
        keys.sort()
        held = [graph.relationships[key] for key in keys]
        starts = [(key[0], key[2]) for key in keys]
        yield _Table(
            f"relationships.{kind}.csv", {"relationshipType": kind}, (":START_ID", ":END_ID"), starts, held, _columns(held)
        )


def _delimiter(tables: Sequence[_Table]) -> str:
    """The character that joins lists. KgError when every candidate stands in some value."""
    free = list(_DELIMITERS)
    for table in tables:
        for name, kind in table.columns.items():
            if kind == "string[]":
                whole = "".join(chain.from_iterable(held[name] for held in table.held if name in held))
                free = [d for d in free if d not in whole]
    if not free:
        raise KgError("No character is free to join lists in CSV: every candidate stands in some value; export parquet instead")
    return free[0]


def _columns(rows: Sequence[Properties]) -> dict[str, str]:
    pairs: set[tuple[str, type]] = set()
    for held in rows:
        pairs.update(zip(held, map(type, held.values()), strict=True))
    return {name: _type(name, {kind for other, kind in pairs if other == name}) for name in sorted({name for name, _ in pairs})}


def _type(name: str, kinds: set[type]) -> str:
    if kinds == {int, float}:
        return "double"
    kind, *others = kinds
    if others or kind not in _TYPES:
        found = ", ".join(sorted(k.__name__ for k in kinds))
        raise KgError(
            f"The property {name} has values of the kinds {found}; a CSV column takes one, so correct the reader that states it"
        )
    return _TYPES[kind]


def _write(path: Path, table: _Table, delimiter: str) -> tuple[int, bool]:
    """Write one file; returns its rows, and whether a value has a line break."""
    lines = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(table.header()) + "\n")
        for at in range(0, len(table.held), _ROWS):
            part = io.StringIO(newline="")
            write = csv.writer(part, lineterminator="\n").writerow
            for row in _rows(table, at, delimiter):
                if "" in row:  # which the csv module writes as it writes nothing
                    part.write(",".join(map(_cell, row)) + "\n")
                else:
                    write(row)
            text = part.getvalue()
            lines += text.count("\n") + text.count("\r")
            file.write(text)
    return len(table.held), lines != len(table.held)


def _rows(table: _Table, start: int, delimiter: str) -> Iterator[list[Any]]:
    names, before = list(table.columns), len(table.first)
    lists = [i for i, name in enumerate(names, before) if table.columns[name] == "string[]"]
    truths = [i for i, name in enumerate(names, before) if table.columns[name] == "boolean"]
    for first, held in zip(table.starts[start : start + _ROWS], table.held[start : start + _ROWS], strict=True):
        row = [*first, *map(held.get, names)]
        for i in lists:
            if row[i] is not None:
                row[i] = delimiter.join(row[i])
        for i in truths:
            if row[i] is not None:
                row[i] = "true" if row[i] else "false"
        yield row


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value.replace(_QUOTE, _TWO_QUOTES)}"'
    return "" if value is None else repr(value)


def _field(column: str) -> dict[str, Any]:
    about = column_descriptions()
    name, _, kind = column.partition(":")
    field: dict[str, Any] = {"name": column, "type": _FRICTIONLESS.get(kind, "string")}
    return field | ({"description": about[name]} if about.get(name) else {})


def _write_arguments(folder: Path, resources: Sequence[Resource], delimiter: str, multiline: bool) -> None:
    """The options as neo4j-admin reads them from a file: `neo4j-admin database import full neo4j @import.args`, in this folder."""
    lines = ["--id-type=string", f"--array-delimiter=U+{ord(delimiter):04X}", f"--multiline-fields={str(multiline).lower()}"]
    for resource in resources:
        if "labels" in resource.described:
            lines.append(f"--nodes={':'.join(resource.described['labels'])}={resource.path}")
        else:
            lines.append(f"--relationships={resource.described['relationshipType']}={resource.path}")
    (folder / ARGUMENTS).write_text("".join(f"{line}\n" for line in lines))
