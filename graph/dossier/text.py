"""A dossier as text: for a terminal, as Markdown, as JSON."""

import io
import json
import re
from collections.abc import Iterable
from typing import Any

from graph.citations import Citation
from graph.dossier.sections import by_end, table
from graph.visible import escaped_json, visible

Dossier = dict[str, Any]
ON_TERMINAL, IN_MARKDOWN, GROUPS = 12, 200, 20
"""Rows of a section that are shown; longer ones are counted on a terminal, in at most GROUPS groups, and cut in Markdown."""
BARE = frozenset({"programme", "status", "what", "name", "id", "kind", "evidence", "verdict", "description", "figure", "note"})
"""Headings that a line of text can do without."""
FACT_LABELS = {
    "descriptions": "what it is", "websites": "website", "addresses": "address", "code": "code", "code3": "alpha-3", "region": "region",
    "regimeTypes": "regime", "measures": "forbids", "legalActs": "legal act", "date": "date", "dateKind": "kind of date", "status": "status",
    "amount": "amount", "currency": "currency", "amountKind": "kind of amount", "supplierUnnamed": "supplier unnamed", "productNames": "product",
    "publisher": "publisher", "url": "URL", "licence": "licence", "readOn": "read on", "edition": "edition", "stage": "stage",
    "componentKind": "component kind", "start": "start", "startKind": "kind of start", "end": "end", "ruleState": "state", "share": "share (%)",
    "value": "value", "definition": "counts", "evidence": "evidence", "notes": "note", "ownershipThreshold": "ownership threshold (%)",
    "ownershipMoreThan": "more than the threshold", "ownershipAggregates": "stakes are added up", "controlCounts": "control counts",
}  # fmt: skip


def as_json(dossier: Dossier) -> str:
    """The data itself."""
    return escaped_json(json.dumps(dossier, ensure_ascii=False, indent=2)) + "\n"


def numbers(dossier: Dossier) -> dict[str, int]:
    """Source id -> its number in the citations."""
    return {c["id"]: c["number"] for c in dossier["citations"]}


def marks(ids: Iterable[str], number: dict[str, int]) -> str:
    """`[1, 4]` for source ids, '' for none."""
    found = sorted({number[i] for i in ids})
    return f"[{', '.join(map(str, found))}]" if found else ""


def title(dossier: Dossier) -> str:
    """The heading of the dossier."""
    return visible(dossier["entity"]["name"]) + (f", as of {dossier['as_of']}" if dossier["as_of"] else "")


def head(dossier: Dossier) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """What it is: (label, [(text, source ids)])."""
    entity = dossier["entity"]
    place = [(e["name"], e["sources"]) for e in entity["territories"]]
    lines = [("id", [(entity["id"], [])]), ("kind", [(entity["kind"], [])]), ("territory", place)]
    said = {
        n["name"]: (f"{n['name']} ({n['script']})" if n["script"] not in ("", "Latin") else n["name"], n["sources"])
        for n in entity["names"]
    }
    lines.append(("names", list(said.values())))
    lines.append(("identifiers", [(f"{i['scheme']} {i['value']}".strip(), []) for i in entity["identifiers"]]))
    lines.append(("technologies", [(e["name"], e["sources"]) for e in entity["technologies"]]))
    for key, label in FACT_LABELS.items():
        value = entity["facts"].get(key)
        if value is not None:
            lines.append((label, [(_plain(v), []) for v in (value if isinstance(value, list) else [value])]))
    if entity["sources"]:
        lines.append(("read in", [("", entity["sources"])]))
    return [(label, values) for label, values in lines if values]


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,.12g}" if isinstance(value, float) else str(value)


def section_title(section: dict[str, Any]) -> str:
    """Title, how many, and how many of them are later than the day asked for."""
    later = f"; {section['left_out']} later left out" if section["left_out"] else ""
    read = f", the first {section['read']} read" if section["read"] < section["total"] else ""
    return f"{section['title']} ({section['total'] - section['left_out']:,}{read}{later})"


def shown(section: dict[str, Any], most: int) -> int:
    """How many rows of the section are shown where `most` is usual; listings and deals are shown up to IN_MARKDOWN everywhere."""
    whole = {"Listing", "Deal"} >= {row["kind"] for row in section["rows"]}
    return min(len(section["rows"]), max(most, IN_MARKDOWN) if whole and section["key"] != "listed" else most)


def rest(section: dict[str, Any], count: int) -> str:
    """What to say under a section of which `count` rows are shown; '' where that is all."""
    all_ = section["total"] - section["left_out"]
    return "" if count >= all_ else f"{f'The first {count}' if count else 'None'} of {all_:,} shown; --format json has all."


def absent(dossier: Dossier) -> tuple[str, list[dict[str, Any]]]:
    """The sentence about absence, and a row per edition: edition, date, programmes, sources, later_edition."""
    absence = dossier["absence"]
    if not absence["note"]:
        return "", []
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    for row in absence["not_found"]:
        group = groups.setdefault(
            (row["edition"], row["date"]),
            {
                "edition": row["edition"],
                "date": row["date"],
                "programmes": [],
                "sources": row["sources"],
                "later": row["later_edition"],
            },
        )
        group["programmes"].append(
            row["programme"] + (" (but see Listings: another source or edition has it)" if row["elsewhere"] else "")
        )
    if not absence["held"]:
        return absence["note"], []
    sentence = f"Not found on {len(absence['not_found'])} of the {absence['held']} programmes that an edition held lists in full. {absence['note']}"
    return sentence, sorted(groups.values(), key=lambda g: (g["edition"], g["date"]))


def as_terminal(dossier: Dossier, width: int = 120) -> str:
    """The dossier for a terminal `width` characters wide."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    out = io.StringIO()
    console = Console(file=out, width=max(width, 40), highlight=False)
    number, me, used = numbers(dossier), dossier["entity"]["id"], set()

    def cite(ids: Iterable[str]) -> str:
        used.update(ids)
        return f" {m}" if (m := marks(ids, number)) else ""

    def lines(pairs: Iterable[tuple[str, str]]) -> None:
        grid = Table.grid(padding=(0, 2))
        grid.add_column(max_width=max(12, width // 5), overflow="fold")
        grid.add_column(overflow="fold", ratio=1)
        for left, right in pairs:
            grid.add_row(Text(visible(left)), Text(visible(right, None)))
        console.print(Padding(grid, (0, 0, 0, 2)))

    console.print(Text(title(dossier)))
    lines((label, "; ".join(f"{visible(text)}{cite(ids)}".strip() for text, ids in values)) for label, values in head(dossier))
    for section in dossier["sections"]:
        console.print(Text(f"\n{section_title(section)}"))
        if section["note"]:
            console.print(Padding(Text(visible(section["note"])), (0, 0, 0, 2)))
        headings, cells = table(section, me)
        count, groups = shown(section, ON_TERMINAL), by_end(section, me)
        if count < len(cells) and groups:
            lines((f"{name}", f"{n}{f' · {span}' if span else ''}{cite(ids)}") for name, n, span, ids in groups[:GROUPS])
            left = f"and {len(groups) - GROUPS} more. " if len(groups) > GROUPS else ""
            console.print(Text(f"  {left}Counted here; --format json has each."))
            continue
        lines(
            (line[0], " · ".join(_said(h, v) for h, v in zip(headings[1:], line[1:], strict=True) if v) + cite(row["sources"]))
            for line, row in zip(cells[:count], section["rows"], strict=False)
        )
        if more := rest(section, count):
            console.print(Text(f"  {more}"))
    sentence, editions = absent(dossier)
    if sentence:
        console.print(Text("\nLooked for and not found"))
        console.print(Padding(Text(sentence), (0, 0, 0, 2)))
        lines(
            (
                f"as of {e['date']}",
                f"{visible(e['edition'])}{_late(e)}: {visible('; '.join(e['programmes']), 2_000)}{cite(e['sources'])}",
            )
            for e in editions
        )
    console.print(Text("\nSources"))
    for citation in dossier["citations"]:
        if citation["id"] in used:
            console.print(Text(f"  {visible(Citation(**citation).line(), 600)}"), soft_wrap=True)
    return "".join(line.rstrip() + "\n" for line in out.getvalue().splitlines())


def _said(heading: str, value: str) -> str:
    return visible(value) if heading in BARE else f"{heading}: {visible(value)}"


def _late(edition: dict[str, Any]) -> str:
    return " (an edition of a later day; none of the day asked for is held)" if edition["later"] else ""


def as_markdown(dossier: Dossier) -> str:
    """The dossier as Markdown (CommonMark with tables); nothing in it is taken for markup or HTML."""
    number, me, used = numbers(dossier), dossier["entity"]["id"], set()

    def cite(ids: Iterable[str]) -> str:
        used.update(ids)
        return marks(ids, number)

    out = [f"# {_md(title(dossier))}", ""]
    for label, values in head(dossier):
        out.append(f"- {label}: " + "; ".join(f"{_md(text)} {_md(cite(ids))}".strip() for text, ids in values))
    for section in dossier["sections"]:
        out += ["", f"## {_md(section_title(section))}", ""]
        if section["note"]:
            out += [_md(section["note"]), ""]
        headings, cells = table(section, me)
        count = shown(section, IN_MARKDOWN)
        if count:
            out += _md_table(
                [*headings, "sources"],
                ([*line, cite(row["sources"])] for line, row in zip(cells[:count], section["rows"], strict=False)),
            )
        out += ["", rest(section, count)]
    sentence, editions = absent(dossier)
    if sentence:
        out += ["", "## Looked for and not found", "", _md(sentence, 1_000), ""]
    if editions:
        rows = ([e["date"], e["edition"] + _late(e), "; ".join(e["programmes"]), cite(e["sources"])] for e in editions)
        out += _md_table(["as of", "edition", "programmes on which it is not", "sources"], rows, 2_000)
    out += ["", "## Sources", ""]
    out += [f"- {_md_citation(c)}" for c in dossier["citations"] if c["id"] in used]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out)) + "\n"


def _md_table(headings: list[str], rows: Iterable[list[str]], longest: int = 300) -> list[str]:
    lines = ["| " + " | ".join(headings) + " |", "| " + " | ".join("---" for _ in headings) + " |"]
    return lines + ["| " + " | ".join(_md(c, longest) for c in row) + " |" for row in rows]


def _md(text: str, longest: int = 300) -> str:
    """Text that Markdown shows as it is.

    >>> _md("<b>|[x](javascript:y)")
    '&lt;b&gt;\\\\|\\\\[x\\\\](javascript:y)'
    """
    safe = visible(text, longest).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_\[\]|#~])", r"\\\1", safe)


def _md_citation(c: dict[str, Any]) -> str:
    line = Citation(**c).line()
    if not web(c["url"]) or re.search(r"[\s<>]", c["url"]) or visible(c["url"], None) != c["url"]:
        return _md(line, 1_000)
    before, _, after = line.partition(c["url"])
    return f"{_md(before, 1_000)}<{c['url']}>{_md(after)}"


def web(url: str) -> bool:
    """Whether the address is one that a page may link to: http or https with a host.

    >>> web("https://example.org/a"), web("javascript:alert(1)"), web("http:///x"), web("//example.org")
    (True, False, False, False)
    """
    return re.match(r"https?://[^\s/?#@\\]+(?:[/?#]|$)", url, re.I) is not None
