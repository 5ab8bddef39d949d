"""The pages of the canned queries: the question, what the answer cannot carry, the Cypher, the rows, their sources."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from graph.site.charts import Part
from graph.site.contents import Contents
from graph.site.linking import Citations, linked, shown
from graph.stores.store import Result
from graph.visible import visible

ROWS = 200
"""Rows of an answer that its page shows."""
CELL, CITED = 12, 4
"""Parts of a list that a cell shows, and sources of a row where only some columns are shown."""


@dataclass(frozen=True)
class Answer:
    """A canned query with its answer. `result` is None where the query needs a parameter that has no default; `command` gives the answer on the command line."""

    name: str
    title: str
    question: str
    asked_by: str
    evidence: str
    caveats: tuple[str, ...]
    columns: dict[str, str]
    parameters: tuple[tuple[str, str, str], ...]
    cypher: str
    command: str
    result: Result | None

    @property
    def path(self) -> str:
        """The path of its page."""
        return f"query/{self.name}.html"


def values(contents: Contents, answer: Answer, up: str, most: int) -> dict[str, Any]:
    """What the template shows of a query, with at most `most` rows."""
    cites = Citations(contents, up)
    parts: list[Part] = []
    sentences = [shown(answer.question, None), shown(f"Asked by: {answer.asked_by}. Evidence: {answer.evidence}.", None)]
    if answer.result is None:
        wanted = ", ".join(name for name, value, _ in answer.parameters if not value)
        sentences.append(
            Markup("It asks for {}, so it has no one answer: <code>{}</code> gives yours.").format(wanted, answer.command)
        )
    else:
        parts.append(table(contents, answer, cites, most))
    if answer.parameters:
        rows = [[name, value, meaning] for name, value, meaning in answer.parameters]
        parts.append(Part("parameters", "Asked with", headings=["parameter", "value", "meaning"], rows=rows))
    if answer.caveats:
        caveats = Markup("").join(Markup("<li>{}</li>").format(visible(c, None)) for c in answer.caveats)
        parts.append(Part("caveats", "What the answer cannot carry", Markup("<ul>{}</ul>").format(caveats)))
    parts.append(Part("columns", "Columns", headings=["column", "meaning"], rows=list(answer.columns.items())))
    note = Markup("<code>{}</code>, or paste the Cypher into Neo4j Browser.").format(answer.command)
    parts.append(
        Part("cypher", "Ask it yourself", note, code="\n".join(visible(line, None) for line in answer.cypher.split("\n")))
    )
    return {
        "title": answer.title,
        "sentences": sentences,
        "parts": parts,
        "pages": [],
        "citations": cites.entries(),
        "licences": cites.licences(),
    }


def table(contents: Contents, answer: Answer, cites: Citations, most: int, columns: Sequence[str] | None = None) -> Part:
    """The answer as a part of a page: at most `most` rows, ids and names as links, sources numbered; of `columns`, where only some are wanted."""
    assert answer.result is not None
    result = answer.result
    kept = [i for i, c in enumerate(result.columns) if columns is None or c in columns]
    rows = [
        [_cell(contents, result.columns[i], row[i], cites, CITED if columns else None) for i in kept]
        for row in result.rows[:most]
    ]
    total = f"{len(result.rows):,}{' or more' if result.cut else ''}"
    more = (
        Markup("{} of {} rows; <code>{}</code> gives all.").format(len(rows), total, answer.command)
        if len(rows) < len(result.rows)
        else ""
    )
    title = f"Answer ({total} {'row' if total == '1' else 'rows'})"
    headings = [result.columns[i].replace("_", " ") for i in kept]
    return Part("answer", title, "" if rows else "The graph holds nothing that fits.", headings, rows, more=more)


def _cell(contents: Contents, column: str, value: Any, cites: Citations, cited: int | None) -> Any:
    if column == "sources":
        return cites.marks(value or [], cited)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return f"{value:,.12g}"
    if isinstance(value, list):
        said = Markup("; ").join(_word(contents, str(v), cites.up) for v in value[:CELL])
        return said if len(value) <= CELL else Markup("{} and {} more").format(said, len(value) - CELL)
    return _word(contents, str(value), cites.up)


def _word(contents: Contents, text: str, up: str) -> Markup:
    path = contents.unambiguous.get(text)
    return linked(text, {text: path} if path else {}, up, 500)
