"""The whole graph as a folder of static pages that opens from disk or from any web server.

`write` reads nothing but the graph and the answers it is given; the same graph and answers give the same bytes. Every page allows the site's own style sheet and
scripts and nothing else; it needs no script but for the search.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from graph.dossier.text import web
from graph.property_graph import PropertyGraph
from graph.rendering.html import assets, page
from graph.site import answers as answering
from graph.site import entity, start
from graph.site.answers import Answer
from graph.site.contents import Contents
from graph.site.folder import Site, written
from graph.site.search import Record, write_index
from graph.stores.store import Progress
from graph.visible import visible
from ontology.errors import KgError, UsageError

SUBJECT = (
    "Who makes the cameras, the face recognition and the spyware, whose chips they run on, who resells them, which agency in which territory bought them, who owns "
    "whom, and which of them were under which sanction or export control on the day it happened. Each fact has its source."
)
TITLE = "Surveillance supply chain"
SHARED = "../network/"
"""Where the drawings find the script and style that they share."""
PROGRESS = 500
"""Pages between two words on how far it is."""


@dataclass(frozen=True)
class About:
    """What the site says of itself: release of the program, engine that read the graph, day the queries were asked for, day of the facts (None: all), licence choice."""

    release: str
    engine: str
    asked: str
    as_of: str | None
    licence: str
    withheld: str = ""
    base_url: str = ""

    def caption(self) -> str:
        """In one sentence."""
        facts = f"facts as of {self.as_of}" if self.as_of else f"questions asked as of {self.asked}"
        which = "facts under an open licence alone" if self.licence == "open" else "facts of every licence"
        return f"Made by kg {self.release} from the {self.engine} graph: {facts}, {which}."


def base_url(text: str) -> str:
    """The address under which the site will stand, ending in `/`. UsageError for what is none.

    >>> base_url("https://example.org/kg")
    'https://example.org/kg/'
    """
    if not web(text) or not re.fullmatch(r"[\w.~:/@%+,;=!$()*\[\]-]+", text, re.ASCII):
        raise UsageError(f"{text!r} is no address of a site; give one such as https://example.org/kg/.")
    return text.rstrip("/") + "/"


def write(
    graph: PropertyGraph, answers: Sequence[Answer], about: About, target: Path, progress: Progress = lambda *_: None
) -> dict[str, int]:
    """Write the site into the folder `target`, whole or not at all (`folder.claim` says whether it may). Returns path -> bytes of every file.

    KgError for a graph without a thing that has a page, and for a full disk.
    """
    contents = Contents(graph, about.engine)
    if not contents.paths:
        raise KgError("The graph is empty, so there is nothing to make a site of; kg build fills it.")
    facts = {
        "release": about.release,
        "engine": about.engine,
        "asked": about.asked,
        "as_of": about.as_of,
        "licence": about.licence,
        "pages": len(contents.paths),
    }
    with written(target, facts) as site:
        _assets(site)
        pages = _Pages(site, contents, about)
        pages.lists(answers)
        for answer in answers:
            pages.smallest(
                answer.path,
                "site_list.html",
                lambda most, a=answer: answering.values(contents, a, "../", most),
                (answering.ROWS, 80, 30, 10),
            )
        for done, (uri, path) in enumerate(contents.paths.items()):
            if done % PROGRESS == 0:
                progress("writing pages", done, len(contents.paths))
            pages.entity(uri, path)
        write_index(site, [*_records(contents), *_answer_records(answers)])
        if about.base_url:
            _for_crawlers(site, pages.made, about.base_url)
    return site.sizes


class _Pages:
    """The pages of one site."""

    def __init__(self, site: Site, contents: Contents, about: About):
        self.site, self.contents, self.about = site, contents, about
        self.made: list[str] = []
        self.addresses = {uri: f"../{where}" for uri, where in contents.paths.items()}
        room = files("graph") / "pages"
        self.environment = Environment(
            loader=FunctionLoader(lambda name: (room / name).read_text(encoding="utf-8")),
            autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, auto_reload=False,
        )  # fmt: skip
        self.environment.filters |= {"visible": visible, "shown": _shown}
        held = {path.partition("/")[0] for path in contents.paths.values()}
        nav = [(title, f"{place}/index.html") for place, title in start.TITLES.items() if place in held]
        self.shared = {
            "title": TITLE, "subject": SUBJECT, "caption": about.caption(), "withheld": about.withheld,
            "nav": [*nav, ("Questions", "query/index.html"), ("Lists held", "lists.html")],
        }  # fmt: skip

    def render(self, template: str, path: str, values: dict[str, Any]) -> str:
        """The page at `path`."""
        up = "../" * path.count("/")
        canonical = self.about.base_url + path.removesuffix("index.html") if self.about.base_url else ""
        return self.environment.get_template(template).render(**values, path=path, up=up, about=self.shared, canonical=canonical)

    def put(self, path: str, content: str) -> None:
        """Write a page."""
        self.site.add(path, content)
        self.made.append(path)

    def smallest(self, path: str, template: str, values: Callable[[int], dict[str, Any]], limits: Sequence[int]) -> None:
        """Write the page with as many rows as keep it below `LARGEST`; with the fewest when none does."""
        for limit in limits:
            content = self.render(template, path, values(limit))
            if len(content) < entity.LARGEST and len(content.encode("utf-8", "replace")) < entity.LARGEST:
                break
        self.put(path, content)

    def lists(self, answers: Sequence[Answer]) -> None:
        """The start page and the lists."""
        self.put("index.html", self.render("site_list.html", "index.html", start.start(self.contents, answers, self.shared)))
        self.put("lists.html", self.render("site_list.html", "lists.html", start.lists_held(self.contents)))
        self.put("query/index.html", self.render("site_list.html", "query/index.html", start.queries(answers)))
        for path, values in start.indexes(self.contents):
            self.put(path, self.render("site_list.html", path, values))

    def entity(self, uri: str, path: str) -> None:
        """The page of one thing."""
        found = entity.found_of(self.contents, uri, self.about.as_of)
        drawn = self.drawing(uri, path)
        self.smallest(
            path,
            "site_entity.html",
            lambda limit: {"graph": drawn, **entity.values(self.contents, found, uri, "../", limit)},
            entity.LIMITS,
        )

    def drawing(self, uri: str, path: str) -> str:
        """Write the drawing of what stands around an organization; returns its path, '' where there is nothing to draw."""
        if not path.startswith("org/") or not self.contents.whole.worth_drawing(uri):
            return ""
        try:
            made = self.contents.whole.drawn(self.contents.entity(uri), self.about.asked, self.addresses)
        except KgError:  # deals that were only offered are not drawn
            return ""
        where = path.removesuffix(".html") + ".graph.html"
        self.site.add(where, page(made, SHARED, path.rpartition("/")[2]))
        return where


def _shown(cell: Any) -> Any:
    """A cell of a table: what is HTML already, and numbers, as they are; text visible."""
    return visible(cell, 2_000) if isinstance(cell, str) and not isinstance(cell, Markup) else cell


def _assets(site: Site) -> None:
    room = files("graph") / "pages"
    site.add("site.css", "".join((room / name).read_text(encoding="utf-8") for name in ("page.css", "site.css")))
    for name, text in assets().items():
        site.add(f"network/{name}", text)
    site.add("site.js", (room / "site.js").read_text(encoding="utf-8"))


def _records(contents: Contents) -> list[Record]:
    found = []
    for uri, path in contents.paths.items():
        held = contents.graph.nodes[uri].properties
        names = (*held.get("aliases", ()), *([held["code"]] if "code" in held else []))
        identifiers = (contents.id(uri).rpartition(":")[2], *held.get("identifiers", ()))
        found.append(
            Record(
                contents.name(uri),
                entity.kind_of(contents, uri),
                start.territories(contents, uri),
                path,
                names,
                identifiers,
                entity.weight(contents, uri),
            )
        )
    return found


def _answer_records(answers: Sequence[Answer]) -> list[Record]:
    return [Record(a.title, "question", (), a.path, (a.question,), (a.name,), 1_000) for a in answers]


def _for_crawlers(site: Site, pages: Sequence[str], base: str) -> None:
    """The map of the site for search engines, which want whole addresses, and where they find it. At most 50,000 addresses to a file, as the protocol says."""
    parts = [pages[i : i + 50_000] for i in range(0, len(pages), 50_000)]
    names = ["sitemap.xml"] if len(parts) == 1 else [f"sitemap-{i}.xml" for i in range(1, len(parts) + 1)]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<{} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    for name, part in zip(names, parts, strict=True):
        urls = "".join(f"<url><loc>{escape(base + p.removesuffix('index.html'))}</loc></url>\n" for p in part)
        site.add(name, f"{head.format('urlset')}{urls}</urlset>\n")
    if len(parts) > 1:
        maps = "".join(f"<sitemap><loc>{escape(base + n)}</loc></sitemap>\n" for n in names)
        site.add("sitemap.xml", f"{head.format('sitemapindex')}{maps}</sitemapindex>\n")
    site.add("robots.txt", f"User-agent: *\nAllow: /\nSitemap: {base}sitemap.xml\n")
