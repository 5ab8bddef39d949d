"""A dossier as one HTML file that opens from disk: no script, no address loaded, everything escaped."""

import base64
import hashlib
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined

from graph.dossier.sections import by_end, table
from graph.dossier.text import BARE, absent, head, numbers, rest, section_title, shown, title, web
from graph.visible import visible

IN_A_PAGE = 500
"""Rows of a section that a page shows."""
FOLDED = 15
"""Sections with more rows than this are folded; listings are not."""


def as_html(dossier: dict[str, Any]) -> str:
    """The whole page. Its policy allows the page's own style sheet, by hash, and nothing else."""
    pages = files("graph") / "pages"
    style = (pages / "page.css").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["visible"] = visible
    number, me = numbers(dossier), dossier["entity"]["id"]
    sections = []
    for section in dossier["sections"]:
        count = shown(section, IN_A_PAGE)
        headings, cells = table(section, me)
        lines = [
            (line[0], [p for p in zip(headings[1:], line[1:], strict=True) if p[1]], _refs(row["sources"], number))
            for line, row in zip(cells[:count], section["rows"], strict=False)
        ]
        sections.append(
            {
                "key": section["key"],
                "title": section_title(section),
                "note": section["note"],
                "lead": headings[0],
                "lines": lines,
                "rest": rest(section, count),
                "groups": [f"{name} {n}" for name, n, _, _ in by_end(section, me)] if len(lines) > FOLDED else [],
                "folded": len(lines) > FOLDED and section["key"] != "listings",
            }
        )
    sentence, editions = absent(dossier)
    return environment.from_string((pages / "dossier.html").read_text(encoding="utf-8")).render(
        style=style,
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        title=title(dossier),
        head=[(label, [(text, _refs(ids, number)) for text, ids in values]) for label, values in head(dossier)],
        sections=sections,
        bare=BARE,
        sentence=sentence,
        editions=[{**e, "refs": _refs(e["sources"], number)} for e in editions],
        citations=[
            {**c, "link": c["url"] if web(c["url"]) and visible(c["url"], None) == c["url"] else ""} for c in dossier["citations"]
        ],
    )


def _refs(ids: list[str], number: dict[str, int]) -> list[int]:
    return sorted({number[i] for i in ids})
