"""Writes docs/model.md, docs/queries/*.md, docs/sources/*.md and the patterns of docs/neo4j.md from the ontology, the .cypher files and the source.yml files.

Run `python docs/generate.py`; a test fails when a page is not what this gives.
"""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])  # docs/queries must not hide the package of that name

from docs.marks import renewed
from ingest.catalogue import IN_PACKAGE, SourceSpec, sources
from ingest.downloads import Download
from ontology import model
from ontology.reference import graph_name
from queries.browser.guide import patterns
from queries.catalogue import Query, catalogue

DOCS = Path(__file__).parent


def table(columns: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join("| " + " | ".join(str(c).replace("|", "\\|").replace("\n", " ") for c in line) + " |\n" for line in lines)


def model_page() -> str:
    """The model: classes with their properties and names in the graph, and the vocabularies."""
    onto = model()
    parts = ["# The model\n\nGenerated from `ontology/` by `docs/generate.py`; `kg ref` browses the same.\n"]
    parts.append(
        "\nEvery node has the label `Resource` and a unique `uri`; derived keys are `id`, `sameAs`, `evidenceRank`, `seenUntil`, `goneBy`, `disputed`, the `name` of an event.\n"
    )
    for cls in onto.classes.values():
        parents = f" (a {', a '.join(onto.classes[p].label for p in cls.parents)})" if cls.parents else ""
        parts.append(
            f"\n## {cls.name}{parents}\n\n{cls.comment}\n\nAligned with: {', '.join(f'`{a}`' for a in cls.alignments) or 'nothing'}.\n\n"
        )
        rows = [[f"`{p.name}`", f"`{graph_name(onto, p.name)}`", p.kind, ", ".join(p.range), "one" if p.functional else "several", p.comment]
                for p in onto.allowed[cls.name].values() if cls.name in p.domain]  # fmt: skip
        if rows:
            parts.append(table(["property", "in the graph", "kind", "takes", "values", "meaning"], rows))
        for shortcut in onto.mapping.shortcuts:
            if shortcut.event == cls.name:
                parts.append(
                    f"\nDerived: `({' or '.join(shortcut.starts)})-[:{shortcut.name}]->({' or '.join(shortcut.ends)})`.\n"
                )
    parts.append("\n# Vocabularies\n")
    for scheme, concepts in onto.schemes.items():
        parts.append(
            f"\n## {scheme}\n\n"
            + table(
                ["code", "label", "broader", "meaning"],
                [[f"`{c.code}`", c.label, c.broader, c.definition] for c in concepts.values()],
            )
        )
    return "".join(parts)


def query_page(query: Query) -> str:
    """One canned query."""
    parts = [
        f"# {query.title}\n\n`kg query {query.name}`\n\n**{query.question}** (asked by: {query.asked_by})\n\nEvidence: {query.evidence}.\n"
    ]
    if query.parameters:
        rows = [[f"`{p.name}`", p.type, "(must be given)" if p.default is None else f"`{p.default}`" if p.default else "(empty)", p.meaning]
                for p in query.parameters.values()]  # fmt: skip
        parts.append("\n## Parameters\n\n" + table(["name", "type", "default", "meaning"], rows))
    parts.append("\n## Columns\n\n" + table(["name", "meaning"], [[f"`{n}`", m] for n, m in query.columns.items()]))
    parts.append("\n## What it cannot say\n\n" + "".join(f"- {c}\n" for c in query.caveats))
    statement = "\n".join(line for line in query.text.splitlines() if not line.startswith("//"))
    parts.append(f"\n## Cypher\n\n```cypher\n{statement}\n```\n")
    return "".join(parts)


def source_page(source: SourceSpec) -> str:
    """One source."""
    urls = "\n".join("- comes with the project" if u == IN_PACKAGE else f"- <{u}>" for u in source.urls)
    editions = table(
        ["edition", "date", "files", "lists in full"],
        [
            [e.name, e.date, ", ".join(f"`{f}`" for f in e.files.values()), ", ".join(f"`{c}`" for c in e.covers)]
            for e in source.editions
        ],
    )
    unread = "".join(f"- `{field}`: {reason}\n" for field, reason in source.unread.items()) or "Every field is read.\n"
    live = (
        "".join(_live(download) for download in source.downloads)
        or f"Not fetched: {source.not_fetched or 'comes with the project'}.\n"
    )
    doc = (source.reader().__globals__["__doc__"] or "").strip()
    return (
        f"# {source.title}\n\nFolder `ingest/{source.name}/`. Publisher: {source.publisher}. Licence: {source.licence}"
        f" ({'allows commercial use' if source.licence_open else 'restricted'}). Format: {source.format}. Updated: {source.rhythm}."
        f" Evidence grade unless a row says another: {source.evidence}.\n\nContributes: {source.contributes}.\n\n{urls}\n\n"
        f"## Editions\n\n{editions}\n## Live files\n\n{live}\n## How it is read\n\n{doc}\n\n## Fields left alone on purpose\n\n{unread}"
    )


def _live(download: Download) -> str:
    files = "".join(f"- <{r.url}>: {r.format.upper()}, at most {r.limit / 10**6:g} MB\n" for r in download.files.values())
    return f"`kg fetch {download.source}` makes the edition `{download.name}-DAY`:\n\n{files}\n{download.note[0].upper()}{download.note[1:]}\n\n"


def index(title: str, rows: list[list[str]], columns: list[str]) -> str:
    return f"# {title}\n\nGenerated by `docs/generate.py`.\n\n" + table(columns, rows)


def pages() -> dict[Path, str]:
    """Path below docs/ -> content of every generated page."""
    queries, known = catalogue(), sources()
    found = {Path("model.md"): model_page()}
    found[Path("queries/README.md")] = index(
        "Canned queries",
        [[f"[{q.name}]({q.name}.md)", q.asked_by, q.question] for q in queries.values()],
        ["query", "asked by", "question"],
    )
    found |= {Path(f"queries/{q.name}.md"): query_page(q) for q in queries.values()}
    found[Path("sources/README.md")] = index(
        "Sources",
        [
            [f"[{s.title}]({s.name}.md)", s.publisher, s.licence, "yes" if s.downloads else "no", s.contributes]
            for s in known.values()
        ],
        ["source", "publisher", "licence", "fetched live", "contributes"],
    )
    found |= {Path(f"sources/{s.name}.md"): source_page(s) for s in known.values()}
    blocks = "\n".join(f"{what}:\n\n```cypher\n{text}\n```\n" for what, text in patterns())
    found[Path("neo4j.md")] = renewed((DOCS / "neo4j.md").read_text(encoding="utf-8"), {"patterns": blocks})
    return found


if __name__ == "__main__":
    for path, content in pages().items():
        (DOCS / path).parent.mkdir(exist_ok=True)
        (DOCS / path).write_text(content, encoding="utf-8")
    for stale in [
        p for folder in ("queries", "sources") for p in (DOCS / folder).glob("*.md") if p.relative_to(DOCS) not in pages()
    ]:
        stale.unlink()
