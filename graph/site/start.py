"""The start page, the lists of all pages of a kind, the page of the lists held, the page of the queries."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from graph.dossier import reading
from graph.site.answers import Answer, table
from graph.site.charts import Chart, Part
from graph.site.contents import BEFORE, Contents
from graph.site.entity import by_year, kind_of, weight
from graph.site.linking import Citations, linked, shown
from graph.site.tiles import STEPS, places, tile_map

KEY_ANSWERS: dict[str, tuple[str, ...]] = {
    "sanctioned-vendors-exporting": ("vendor", "programme", "since", "territories", "deals", "listed_before", "listed_after", "cannot_tell", "sources"),
    "deals-after-listing": (),
    "exporters": (),
    "importers": (),
    "chip-suppliers-of-listed": (),
}  # fmt: skip
"""Queries whose first rows stand on the start page, with the columns shown (all when empty)."""
FEW, WIDE = 8, 9
"""Rows of such an answer, and the most columns."""
IN_A_LIST = 1_000
"""Rows of a list of pages."""
TITLES = {
    "org": "Organisations", "territory": "Territories", "technology": "Technologies", "programme": "Programmes", "source": "Sources",
    "item": "Products and components", "rule": "Rules",
}  # fmt: skip


def start(contents: Contents, answers: Sequence[Answer], about: dict[str, Any]) -> dict[str, Any]:
    """What the start page shows."""
    cites = Citations(contents, "")
    sentences = [
        Markup("{}").format(about["subject"]),
        Markup("{}").format(about["caption"]),
        *([about["withheld"]] if about["withheld"] else []),
    ]
    parts = [Part("held", "What is in it", cards=_counts(contents))]
    parts += _charts(contents)
    by_name = {a.name: a for a in answers if a.result is not None}
    for name, wanted in KEY_ANSWERS.items():
        if name in by_name:
            answer = by_name[name]
            columns = wanted or [*[c for c in answer.columns if c not in ("id", "why")][: WIDE - 1], "sources"]
            part = table(contents, answer, cites, FEW, columns)
            link = Markup('<a href="{}">The whole answer, its caveats and its query</a>').format(answer.path)
            parts.append(replace(part, key=name, title=answer.title, note=shown(answer.question, None), more=link))
    parts.append(_editions(contents, ""))
    return {
        "title": about["title"],
        "sentences": sentences,
        "parts": parts,
        "pages": [],
        "citations": cites.entries(),
        "licences": cites.licences(),
    }


def _counts(contents: Contents) -> list[tuple[str, int, str]]:
    amount = Counter(path.partition("/")[0] for path in contents.paths.values())
    things = [(title, amount[place], f"{place}/index.html") for place, title in TITLES.items() if amount[place]]
    named = (("Deal", "Deals"), ("Listing", "Listings"), ("Use", "Uses without a known contract"), ("SupplyLink", "Supply links"), ("OwnershipStake", "Ownership stakes"),
             ("ControlLink", "Control links"), ("Access", "Agencies that may search another's systems"), ("Mention", "Mentions"), ("Figure", "Published figures"))  # fmt: skip
    return things + [(title, contents.counts[label], "") for label, title in named if contents.counts[label]]


def _charts(contents: Contents) -> list[Part]:
    if not contents.deals:
        return []
    chart = by_year("deals-by-year", "Deals by year, by what the lists said of the supplier on the day.", contents.deals)
    before = sum(d.listed == BEFORE for d in contents.deals)
    note = (
        f"{len(contents.deals)} deals signed, delivered or reported; in {before} of them a supplier was certainly on a list, by name or through its owners, when the deal was made. "
        "The lists forbid different things, and a deal after a listing breaks no rule by that alone."
    )
    return [Part("deals", "Deals over time", note, chart=chart), _map(contents)]


def _map(contents: Contents) -> Part:
    """Deals by destination: a map of tiles, and a table."""
    held: Counter[str] = Counter(destination for deal in contents.deals for destination in deal.destinations)
    countries: Counter[str] = Counter()
    for deal in contents.deals:
        for code in {_code(contents, d).partition("-")[0] for d in deal.destinations}:
            countries[code] += 1
    by_code = {_code(contents, uri): path for uri, path in contents.paths.items() if path.startswith("territory/")}
    off = sorted(code for code in countries if code not in places())
    note = "Deals signed, delivered or reported, those at home included. Each tile is a country, about where it lies."
    note += f" Not on the map: {', '.join(off)}." if off else ""
    shades = [f"{low} to {high - 1}" if high - low > 1 else str(low) for low, high in pairwise(STEPS)]
    legend = tuple((f"tile-{i}", text) for i, text in enumerate([*shades, f"{STEPS[-1]} or more"], 1))
    rows = [[linked(contents.name(u), {contents.name(u): contents.paths[u]} if u in contents.paths else {}, ""), n]
            for u, n in sorted(held.items(), key=lambda p: (-p[1], contents.name(p[0])))]  # fmt: skip
    chart = Chart(tile_map(countries, by_code), "Deals by destination.", ("destination", "deals"), rows, legend)
    return Part("map", "Where it went", note, chart=chart)


def _code(contents: Contents, uri: str) -> str:
    return str(contents.graph.nodes[uri].properties.get("code") or "")


def _editions(contents: Contents, up: str) -> Part:
    rows = []
    for held in contents.editions():
        page = contents.page("Source", held["id"])
        name = held.get("name") or held["id"]
        rows.append([linked(name, {name: page} if page else {}, up), held.get("date", ""), shown(held.get("publisher") or ""),
                     shown(held.get("licence") or "not stated"), "yes" if held.get("licenceOpen") else "no"])  # fmt: skip
    note = "Data sets and lists; documents that single facts rest on stand under Sources."
    return Part("editions", "Editions read", note, ["edition", "day", "publisher", "licence", "open"], rows)


def lists_held(contents: Contents) -> dict[str, Any]:
    """The page of the programmes that some edition lists in full."""
    result = contents.whole.query(reading.COVERAGE)
    rows: dict[str, list[Any]] = {}
    for _, id_, name, measures, source, title, date in result.rows:
        page, edition = contents.page("programme", id_), contents.page("Source", source)
        row = rows.setdefault(id_, [linked(name or id_, {name or id_: page}, ""), ", ".join(measures or []), Markup("")])
        link = linked(title or source, {title or source: edition} if edition else {}, "")
        row[2] += Markup("{}{}: {}").format(Markup("; ") if row[2] else "", date, link)
    sentence = "The programmes that an edition held lists in full, and of what day. 'Not found' on a page means: not in these."
    note = "" if rows else "No edition held lists a programme in full."
    part = Part(note=note, headings=["programme", "forbids", "editions"], rows=list(rows.values()))
    return _page("Lists held in full", [sentence], [part])


def queries(answers: Sequence[Answer]) -> dict[str, Any]:
    """The page of all queries."""
    rows = [
        [
            Markup('<a href="../{}">{}</a>').format(a.path, a.title),
            shown(a.question, None),
            a.asked_by,
            "" if a.result is None else len(a.result.rows),
        ]
        for a in answers
    ]
    return _page("Questions and answers", [], [Part(headings=["query", "question", "asked by", "rows"], rows=rows)])


def _page(title: str, sentences: list[str], parts: list[Part], pages: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    return {"title": title, "sentences": sentences, "parts": parts, "pages": pages, "citations": [], "licences": []}


def indexes(contents: Contents) -> Iterator[tuple[str, dict[str, Any]]]:
    """(path, what the template shows) of the lists of all pages of each kind, in order of the alphabet, `IN_A_LIST` on each."""
    by_place: dict[str, list[str]] = {place: [] for place in TITLES}
    for uri, path in contents.paths.items():
        by_place[path.partition("/")[0]].append(uri)
    for place, uris in by_place.items():
        ordered = sorted(uris, key=lambda u: (unicodedata.normalize("NFKD", contents.name(u)).casefold(), u))
        chunks = [ordered[i : i + IN_A_LIST] for i in range(0, len(ordered), IN_A_LIST)] or [[]]
        names = [f"{place}/index.html", *(f"{place}/index-{i}.html" for i in range(2, len(chunks) + 1))]
        pages = (
            [(f"{contents.name(c[0])[:20]} …" if c else "", path) for c, path in zip(chunks, names, strict=True)]
            if len(chunks) > 1
            else []
        )
        for chunk, path in zip(chunks, names, strict=True):
            rows = [_entry(contents, uri) for uri in chunk]
            part = Part(note="" if rows else "The graph holds none.", headings=["name", "kind", "territory", "facts"], rows=rows)
            yield path, _page(f"{TITLES[place]} ({len(ordered):,})", [], [part], pages)


def _entry(contents: Contents, uri: str) -> list[Any]:
    name = contents.name(uri)
    return [
        linked(name, {name: contents.paths[uri]}, "../"),
        kind_of(contents, uri),
        ", ".join(territories(contents, uri)),
        weight(contents, uri),
    ]


def territories(contents: Contents, uri: str) -> tuple[str, ...]:
    """Codes of the territories of a thing."""
    return tuple(
        str(contents.graph.nodes[end].properties.get("code", ""))
        for type_, end, _ in contents.whole.out[uri]
        if type_ == "TERRITORY"
    )
