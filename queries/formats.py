"""An answer as text: a table for a terminal, JSON, JSON lines, CSV, TSV or Markdown."""

import csv
import io
import json
from typing import Any

from graph.stores.store import Result
from graph.visible import escaped_json, visible
from ontology.errors import UsageError, did_you_mean

FORMATS = ("table", "json", "jsonl", "csv", "tsv", "md")


def check(form: str | None) -> None:
    """UsageError, with a suggestion, for a form that does not exist; None is the form that suits the reader."""
    if form is not None and form not in FORMATS:
        raise UsageError(f"There is no format {form!r}; use {', '.join(FORMATS)}.{did_you_mean(form, FORMATS)}")


def render(result: Result, form: str, width: int | None = None) -> str:
    """The result in that form, ending in a line break. UsageError for a form that does not exist."""
    check(form)
    if form == "table":
        return _table(result, width)
    records = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
    if form == "json":
        return escaped_json(json.dumps(records, ensure_ascii=False, indent=2)) + "\n"
    if form == "jsonl":
        return "".join(escaped_json(json.dumps(r, ensure_ascii=False)) + "\n" for r in records)
    if form in ("csv", "tsv"):
        return _delimited(result, "," if form == "csv" else "\t")
    return _markdown(result)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, list):
        return "; ".join(_cell(v) for v in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def _delimited(result: Result, delimiter: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(result.columns)
    writer.writerows([[_cell(v) for v in row] for row in result.rows])
    return out.getvalue()


def _markdown(result: Result) -> str:
    def line(cells: list[str]) -> str:
        return "| " + " | ".join(visible(c, None).replace("\\", "\\\\").replace("|", "\\|") for c in cells) + " |\n"

    rows = "".join(line([_cell(v) for v in row]) for row in result.rows)
    return line(result.columns) + line(["---"] * len(result.columns)) + rows


def _table(result: Result, width: int | None) -> str:
    """A table for people: long lists wrap, and source ids, which only --cite resolves, are counted."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(show_lines=len(result.columns) > 4)
    numbers = [bool(result.rows) and all(isinstance(r[i], (int, float)) for r in result.rows) for i in range(len(result.columns))]
    for name, is_number in zip(result.columns, numbers, strict=True):
        words = name.split("_")
        table.add_column(
            " ".join(words), justify="right" if is_number else "left", overflow="fold", min_width=max(map(len, words))
        )
    for row in result.rows:
        table.add_row(*(Text(visible(_for_people(n, v), None)) for n, v in zip(result.columns, row, strict=True)))
    out = io.StringIO()
    Console(file=out, width=width or 120).print(table, crop=False)
    return out.getvalue()


def _for_people(column: str, value: Any) -> str:
    if column == "sources" and isinstance(value, list) and value and isinstance(value[0], str):
        return str(len(value))
    return _cell(value)
