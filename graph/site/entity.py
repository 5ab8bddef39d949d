"""The page of one thing: what its dossier holds, every name of a thing with a page as a link, and what its class asks for beside it."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from graph.dossier import dossier
from graph.dossier.reading import kind
from graph.dossier.sections import by_end, table
from graph.dossier.text import BARE, head, section_title
from graph.site.charts import Chart, Part, Series, columns
from graph.site.contents import BEFORE, Contents, Deal
from graph.site.linking import Citations, address, linked, names_in, shown

LIMITS = (150, 60, 25, 10)
"""Rows of a section that a page shows; the next smaller one is taken while the page is larger than `LARGEST`."""
LARGEST = 290_000
"""Bytes of a page."""
READ, FOLDED, GROUPS, DRAWN = 500, 15, 40, 5
"""Rows of a section that are read; from how many on a section is folded; how many groups it is counted by; from how many deals on they are drawn."""
VERDICT_LOOKS = (
    (BEFORE, "supplier already listed", "bar-before"),
    ("cannot-tell", "cannot tell", "bar-unclear"),
    ("", "not listed then, or not judged", "bar-other"),
)


def found_of(contents: Contents, uri: str, as_of: str | None) -> dict[str, Any]:
    """The dossier of a thing."""
    return dossier(contents.whole, contents.entity(uri), as_of, READ)


def values(contents: Contents, found: dict[str, Any], uri: str, up: str, limit: int) -> dict[str, Any]:
    """What the template shows of a dossier, with at most `limit` rows a section."""
    cites = Citations(contents, up)
    entity = found["entity"]
    heads = _head(contents, found, cites)
    extras = _extras(contents, uri, entity["kind"], cites, limit)
    sections = [_section(contents, s, entity["id"], contents.paths[uri], cites, limit) for s in found["sections"]]
    return {
        "title": entity["name"],
        "kind": kind_words(entity["kind"]),
        "id": entity["id"],
        "head": heads,
        "extras": extras,
        "sections": sections,
        "absence": _absence(contents, found, cites),
        "citations": cites.entries(),
        "licences": cites.licences(),
        "bare": BARE,
    }


def kind_words(kind_: str) -> str:
    """The class in plain words.

    >>> kind_words("PublicBody"), kind_words("Company")
    ('public body', 'company')
    """
    return "".join(f" {c.lower()}" if c.isupper() else c for c in kind_).strip()


def _head(contents: Contents, found: dict[str, Any], cites: Citations) -> list[tuple[str, list[tuple[Markup, Markup]]]]:
    entity = found["entity"]
    names = {e["name"]: contents.page("territory", e["id"]) for e in entity["territories"]}
    names |= {e["name"]: contents.page("technology", e["id"]) for e in entity["technologies"]}
    names = {name: path for name, path in names.items() if path}
    lines = []
    for label, held in head(found):
        if label != "kind":
            linking = names if label in ("territory", "technologies") else {}
            show = address if label == "URL" else lambda text, to=linking: linked(text, to, cites.up, 2000)
            lines.append((label, [(show(text), cites.marks(ids)) for text, ids in held[:60]]))
            if len(held) > 60:
                lines[-1][1].append((Markup("and {} more").format(len(held) - 60), Markup("")))
    return lines


def _section(contents: Contents, section: dict[str, Any], me: str, here: str, cites: Citations, limit: int) -> dict[str, Any]:
    rows = section["rows"]
    count = min(len(rows), limit)
    headings, cells = table({**section, "rows": rows[:count]} if count < len(rows) else section, me)
    lines = []
    every: dict[str, str] = {}
    for line, row in zip(cells, rows[:count], strict=True):
        names = names_in(row, contents, here)
        every |= names
        parts = [(heading, linked(text, names, cites.up)) for heading, text in zip(headings[1:], line[1:], strict=True) if text]
        lines.append((linked(line[0], names, cites.up), parts, cites.marks(row["sources"])))
    groups = by_end(section, me)[:GROUPS] if len(rows) > FOLDED else []
    for row in rows[count:] if groups else ():
        every |= names_in(row, contents, here)
    total = section["total"] - section["left_out"]
    return {
        "key": section["key"],
        "title": section_title({**section, "read": section["total"]}),
        "note": section["note"],
        "lead": headings[0],
        "lines": lines,
        "groups": [(linked(name, every, cites.up), n) for name, n, _, _ in groups],
        "rest": f"{count:,} of {total:,} are shown here." if count < total else "",
        "folded": len(lines) > FOLDED and section["key"] not in ("listings", "deals-as-supplier", "deals-into"),
    }


def _absence(contents: Contents, found: dict[str, Any], cites: Citations) -> dict[str, Any] | None:
    absence = found["absence"]
    if not absence["held"]:
        return None
    elsewhere = [row for row in absence["not_found"] if row["elsewhere"]]
    return {
        "held": absence["held"],
        "missing": len(absence["not_found"]),
        "note": absence["note"],
        "elsewhere": [
            (linked(r["programme"], {r["programme"]: contents.page("programme", r["programme_id"])}, cites.up), r["date"], cites.marks(r["sources"]))
            for r in elsewhere
        ],
    }  # fmt: skip


# -- what a class asks for beside its dossier -------------------------------------------------------------------------------


def _extras(contents: Contents, uri: str, kind_: str, cites: Citations, limit: int) -> list[Part]:
    if kind_ == "Territory":
        deals = contents.deals_by("destinations").get(uri, [])
        return _of_deals(
            contents,
            deals,
            cites,
            f"Deals into {contents.name(uri)} signed, delivered or reported, by year.",
            ("suppliers", "technologies"),
        )
    if kind_ == "Technology":
        deals = contents.deals_by("technologies").get(uri, [])
        return _of_deals(
            contents,
            deals,
            cites,
            f"Deals in {contents.name(uri)} signed, delivered or reported, by year.",
            ("suppliers", "destinations"),
        )
    if kind_ == "Programme":
        return _after_listing(contents, uri, cites, limit)
    return []


ROLES = {
    "suppliers": ("Who sold it", "supplier"),
    "destinations": ("Where it went", "destination"),
    "technologies": ("What was bought", "technology"),
}


def _of_deals(contents: Contents, deals: list[Deal], cites: Citations, caption: str, roles: Sequence[str]) -> list[Part]:
    if not deals:
        return []
    found = [Part("by-year", "Deals by year", chart=by_year("by-year", caption, deals))] if len(deals) >= DRAWN else []
    for role in roles:
        title, heading = ROLES[role]
        groups: dict[str, list[Deal]] = defaultdict(list)
        for deal in deals:
            for end in getattr(deal, role):
                groups[end].append(deal)
        ordered = sorted(groups.items(), key=lambda p: (-len(p[1]), contents.name(p[0]), p[0]))
        rows = []
        for end, held in ordered[:40]:
            listed = sum(d.listed == BEFORE for d in held)
            marks = cites.marks(s for d in held for s in d.sources[:1])
            rows.append([_to(contents, end, cites.up), len(held), listed or "", _years(held), marks])
        unnamed = sum(not getattr(d, role) for d in deals)
        note = f"Of {len(deals)} deals signed, delivered or reported" + (f"; {unnamed} of them name none. " if unnamed else ". ")
        note += f"The first 40 of {len(ordered)}." if len(ordered) > 40 else ""
        headings = [heading, "deals", "supplier already listed", "years", "sources"]
        found.append(Part(f"by-{heading}", title, note, headings, rows))
    return found


def by_year(key: str, caption: str, deals: Sequence[Deal]) -> Chart:
    """Deals by the year of their date, in three parts by what the lists said of the supplier."""
    years = sorted({d.year for d in deals if d.year})
    labels = [str(y) for y in range(int(years[0]), int(years[-1]) + 1)] if years else []
    if any(not d.year for d in deals):
        labels.append("no year")
    known = {BEFORE: BEFORE, "cannot-tell": "cannot-tell"}
    held = Counter((d.year or "no year", known.get(d.listed, "")) for d in deals)
    series = [Series(name, look, tuple(held[label, verdict] for label in labels)) for verdict, name, look in VERDICT_LOOKS]
    return columns(key, caption, "year", labels, series)


def _after_listing(contents: Contents, programme: str, cites: Citations, limit: int) -> list[Part]:
    found = []
    for deal in contents.deals:
        parties = [party for party, on, verdict in deal.verdicts if on == programme and verdict == BEFORE]
        if parties:
            found.append((deal.held.get("dateEarliest") or deal.held.get("dateLatest") or "", deal, parties))
    found.sort(key=lambda f: (f[0], f[1].uri))
    rows = [
        [
            Markup("; ").join(_to(contents, p, cites.up) for p in parties),
            Markup("; ").join(_to(contents, t, cites.up) for t in deal.destinations),
            Markup("; ").join(_to(contents, t, cites.up) for t in deal.technologies),
            shown(f"{deal.held.get('date', 'no date')} ({deal.held.get('dateKind', 'kind of date not given')})"),
            cites.marks(deal.sources),
        ]
        for _, deal, parties in found[:limit]
    ]
    if not rows:
        return []
    note = "The supplier, or an owner through whom a rule reaches it, was certainly on the list on every day that the deal's date allows. That alone breaks no rule."
    note += f" {len(rows)} of {len(found)} are shown here." if len(rows) < len(found) else ""
    headings = ["supplier", "destination", "technology", "date of the deal", "sources"]
    return [Part("after-listing", f"Deals after the listing ({len(found)})", note, headings, rows)]


def _to(contents: Contents, uri: str, up: str) -> Markup:
    name = contents.name(uri)
    path = contents.paths.get(uri)
    return linked(name, {name: path} if path else {}, up)


def _years(deals: Sequence[Deal]) -> str:
    years = sorted({d.year for d in deals if d.year})
    return "" if not years else years[0] if years[0] == years[-1] else f"{years[0]} to {years[-1]}"


def weight(contents: Contents, uri: str) -> int:
    """How many stated facts hang on a thing."""
    return len(contents.whole.out[uri]) + len(contents.whole.into[uri])


def kind_of(contents: Contents, uri: str) -> str:
    """Its class in plain words."""
    return kind_words(kind(contents.graph.nodes[uri].labels))
