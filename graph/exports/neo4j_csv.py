"""The property graph as a folder of CSV files with the headers of `neo4j-admin database import`, for Neo4j and for every reader of CSV.

One file for each set of labels (`nodes.Company.Organization.csv`; `Resource` stands on all) and for each type of relationship (`relationships.SOLD_TO.csv`), so that a column is there only where it
applies. Text is quoted and exact: a cell that begins with `=` stays so, since the import would take an apostrophe for part of the name; open it in a
spreadsheet as text. Nothing between two commas is no value, two quotes are the empty text. Lists are joined by a character that no value holds, a control
character as a rule (`dialect.listDelimiter` of the data package says which). `import.args` holds the options of the import, `schema.cypher` the constraint
and the indexes for afterwards.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from graph.exports.content import Content, in_order
from graph.exports.package import Resource, column_descriptions
from graph.property_graph import Properties, PropertyGraph
from ontology import model
from ontology.errors import KgError

ARGUMENTS, SCHEMA = "import.args", "schema.cypher"
ENDINGS = (".csv", ARGUMENTS, SCHEMA)
_DELIMITERS = ("\x1f", "\x1e", "\x1d", "\x1c", ";", "|", "\ue000")
_TYPES = {str: "string", bool: "boolean", int: "long", float: "double", list: "string[]"}
_FRICTIONLESS = {"string": "string", "boolean": "boolean", "long": "integer", "double": "number", "string[]": "string"}
_ROWS = 20_000
"""Rows joined before they are written."""


def write_csv(content: Content, folder: Path) -> list[Resource]:
    """Write the files into `folder`, which exists. KgError for a property whose values are of several kinds."""
    graph = content.graph
    delimiter, multiline = _survey(graph)
    resources = []
    for labels, rows in graph.nodes_by_labels().items():
        rows.sort(key=lambda held: held["uri"])
        shown = [name for name in labels if name != "Resource"] or ["Resource"]
        columns = _columns(rows)
        header = ["uri:ID", *(f"{name}:{kind}" for name, kind in columns.items() if name != "uri")]
        names = ["uri", *(name for name in columns if name != "uri")]
        lines = _lines(([held.get(n) for n in names] for held in rows), delimiter)
        resources.append(_file(folder, f"nodes.{'.'.join(shown)}.csv", header, lines, delimiter, {"labels": list(labels)}))
    resources += _relationships(graph, folder, delimiter)
    _write_arguments(folder, resources, delimiter, multiline)
    constraints, indexes = model().mapping.schema()
    (folder / SCHEMA).write_text("".join(f"{statement};\n" for statement in (*constraints, *indexes)))
    return [*resources, Resource(ARGUMENTS, "txt", "text/plain"), Resource(SCHEMA, "cypher", "text/plain")]


def _relationships(graph: PropertyGraph, folder: Path, delimiter: str) -> Iterator[Resource]:
    by_type: dict[str, list] = {}
    for key in in_order(graph):
        by_type.setdefault(key[1], []).append(key)
    for kind, keys in by_type.items():
        held = [graph.relationships[key] for key in keys]
        columns = _columns(held)
        header = [":START_ID", ":END_ID", *(f"{name}:{type_}" for name, type_ in columns.items())]
        rows = ([key[0], key[2], *(properties.get(n) for n in columns)] for key, properties in zip(keys, held, strict=True))
        yield _file(folder, f"relationships.{kind}.csv", header, _lines(rows, delimiter), delimiter, {"relationshipType": kind})


def _survey(graph: PropertyGraph) -> tuple[str, bool]:
    """The character that joins lists, and whether a value has a line break. KgError when every candidate stands in some value."""
    free, multiline = list(_DELIMITERS), False
    for properties in (*(n.properties for n in graph.nodes.values()), *graph.relationships.values()):
        for value in properties.values():
            whole = "".join(value) if value.__class__ is list else value
            if whole.__class__ is str and not whole.isprintable():
                free = [d for d in free if d not in whole] if value.__class__ is list else free
                multiline |= "\n" in whole or "\r" in whole
    for delimiter in free:
        if not delimiter.isprintable() or not _in_lists(graph, delimiter):
            return delimiter, multiline
    raise KgError("No character is free to join lists in CSV: every candidate stands in some value; export parquet instead")


def _in_lists(graph: PropertyGraph, delimiter: str) -> bool:
    every = (*(n.properties for n in graph.nodes.values()), *graph.relationships.values())
    return any(delimiter in part for held in every for value in held.values() if isinstance(value, list) for part in value)


def _columns(rows: Sequence[Properties]) -> dict[str, str]:
    kinds: dict[str, set[type]] = {}
    for held in rows:
        for name, value in held.items():
            kinds.setdefault(name, set()).add(value.__class__)
    return {name: _type(name, kinds[name]) for name in sorted(kinds)}


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


def _lines(rows: Iterable[Sequence[Any]], delimiter: str) -> Iterator[str]:
    for row in rows:
        yield ",".join([_cell(value, delimiter) for value in row])


def _cell(value: Any, delimiter: str) -> str:
    if value is None:
        return ""
    kind = value.__class__
    if kind is list:
        value, kind = delimiter.join(value), str
    if kind is str:
        return f'"{value.replace(_QUOTE, _TWO_QUOTES)}"' if _QUOTE in value else f'"{value}"'
    if kind is bool:
        return "true" if value else "false"
    return repr(value)


_QUOTE, _TWO_QUOTES = '"', '""'


def _file(
    folder: Path, name: str, header: Sequence[str], lines: Iterator[str], delimiter: str, about: dict[str, Any]
) -> Resource:
    with (folder / name).open("wb") as file:
        file.write((",".join(header) + "\n").encode())
        rows = _write(file, lines)
    described = {
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\n", "listDelimiter": delimiter},
        "schema": {"fields": [_field(column) for column in header], "missingValues": [""]},
    }
    return Resource(name, "csv", "text/csv", {"rows": rows}, {**about, **described})


def _write(file: BinaryIO, lines: Iterator[str]) -> int:
    rows, part = 0, []
    for line in lines:
        part.append(line)
        if len(part) == _ROWS:
            file.write(("\n".join(part) + "\n").encode())
            rows, part = rows + _ROWS, []
    if part:
        file.write(("\n".join(part) + "\n").encode())
    return rows + len(part)


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
