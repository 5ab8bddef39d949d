"""The sources behind an answer: numbered below it, or as BibTeX or CSL-JSON.

A column named `sources` holds the ids of Source nodes (their uri without `urn:kg:source:`).
"""

import json
import re
from typing import Any

from graph.citations import Citation, numbered
from graph.stores.store import Result, Store


def cite(store: Store, result: Result) -> list[Citation]:
    """The sources of all rows, numbered in the order in which they are first used."""
    if "sources" not in result.columns:
        return []
    column = result.columns.index("sources")
    return numbered(store, (s for row in result.rows for s in row[column] or []))


def with_numbers(result: Result, citations: list[Citation]) -> Result:
    """The result with the numbers of the citations in place of source ids."""
    if not citations:
        return result
    number = {c.id: c.number for c in citations}
    column = result.columns.index("sources")
    rows = [[[number[s] for s in v or []] if i == column else v for i, v in enumerate(row)] for row in result.rows]
    return Result(result.columns, rows, result.cut)


def bibtex(citations: list[Citation]) -> str:
    """The sources as BibTeX entries of type misc."""
    entries = []
    for c in citations:
        fields = {
            "title": c.title,
            "publisher": c.publisher,
            "year": c.date[:4],
            "url": c.url,
            "note": f"licence: {c.licence}",
            "urldate": c.read_on,
        }
        body = ",\n".join(f"  {k} = {{{_escaped(v)}}}" for k, v in fields.items() if v)
        entries.append(f"@misc{{{re.sub(r'[^A-Za-z0-9]+', '-', c.id)},\n{body}\n}}")
    return "\n\n".join(entries)


def _escaped(text: str) -> str:
    """Text as it may stand in a braced BibTeX field."""
    special = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "#": r"\#", "$": r"\$", "_": r"\_"}
    return "".join(special.get(c, c) for c in text)


def csl_json(citations: list[Citation]) -> str:
    """The sources as a CSL-JSON array (citation style language, as Zotero and pandoc read it)."""
    return json.dumps([_csl(c) for c in citations], ensure_ascii=False, indent=2)


def _csl(c: Citation) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": c.id,
        "type": "webpage",
        "title": c.title,
        "publisher": c.publisher,
        "URL": c.url,
        "number": str(c.number),
    }
    if issued := _date_parts(c.date):
        item["issued"] = issued
    if accessed := _date_parts(c.read_on):
        item["accessed"] = accessed
    return {k: v for k, v in item.items() if v}


def _date_parts(text: str) -> dict[str, Any] | None:
    parts = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", text)
    return {"date-parts": [[int(p) for p in parts.groups() if p]]} if parts else None
