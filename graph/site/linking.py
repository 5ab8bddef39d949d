"""Text of a page, escaped, with the names of things that have a page as links, and sources numbered as a page uses them."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from graph.dossier.text import web
from graph.property_graph import Properties
from graph.site.contents import Contents
from graph.visible import visible

Names = Mapping[str, str]
"""Text -> path of the page it leads to, below the site."""
TITLE_LONGEST = 300


def shown(text: str, longest: int | None = TITLE_LONGEST) -> Markup:
    """Text from outside, visible and escaped."""
    return escape(visible(text, longest))


def linked(text: str, names: Names, up: str, longest: int = 1000) -> Markup:
    """The text, with each name in it that stands as words of its own as a link.

    >>> linked("Kenya; Kenyan <b>", {"Kenya": "territory/ke.html"}, "../")
    Markup('<a href="../territory/ke.html">Kenya</a>; Kenyan &lt;b&gt;')
    """
    if text in names:
        return _link(names[text], text, up)
    if len(text) > longest or not any(name in text for name in names):
        return shown(text, longest)
    parts = _finder(tuple(sorted(names, key=lambda n: (-len(n), n)))).split(text)
    return Markup("").join(_link(names[part], part, up) if i % 2 else shown(part, None) for i, part in enumerate(parts))


@lru_cache(4096)
def _finder(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, names))})(?!\w)")


def _link(path: str, text: str, up: str) -> Markup:
    return Markup('<a href="{}{}">{}</a>').format(up, path, visible(text))


def address(text: str) -> Markup:
    """An address from outside: a link where a page may link to it, else text.

    >>> address("javascript:alert(1)")
    Markup('javascript:alert(1)')
    """
    link = safe(text)
    return Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(link, shown(link)) if link else shown(text)


def safe(url: str) -> str:
    """The address when a page may link to it, else ''."""
    return url if web(url) and visible(url, None) == url else ""


def names_in(row: dict[str, Any], contents: Contents, here: str) -> dict[str, str]:
    """The names in a row of a dossier that lead to a page other than `here`; a name of two different things leads nowhere."""
    found: dict[str, str] = {}
    twice = set()
    ends = [(e["name"], e.get("kind", ""), e["id"]) for ends in row["links"].values() for e in ends]
    ends += [(e["name"], "Programme", e["id"]) for e in row["links"].get("programme", ())]
    if "name" in row:
        ends.append((row["name"], row["kind"], row["id"]))
    for verdict in row.get("verdicts", ()):
        short = verdict["programme_id"].removeprefix("programme:")
        ends += [(verdict["party"] or "", "Organization", verdict["party_id"]), (short, "Programme", verdict["programme_id"])]
    for name, kind, id_ in ends:
        path = contents.page(kind, id_)
        if found.setdefault(name, path) != path:
            twice.add(name)
    return {name: path for name, path in found.items() if name and path not in ("", here) and name not in twice}


class Citations:
    """The sources of a page, numbered in the order in which the page first uses them."""

    def __init__(self, contents: Contents, up: str):
        self.contents, self.up = contents, up
        self.numbers: dict[str, int] = {}

    def marks(self, ids: Iterable[str], most: int | None = None) -> Markup:
        """Raised numbers that lead to the entries; after `most` of them, how many more there are."""
        order = list(dict.fromkeys(ids))
        numbers = sorted({self.numbers.setdefault(i, len(self.numbers) + 1) for i in order[:most]})
        found = Markup(" ").join(
            Markup('<sup><a href="#source-{0}" aria-label="source {0}">{0}</a></sup>').format(n) for n in numbers
        )
        return (
            found
            if most is None or len(order) <= most
            else Markup("{} <small>and {} more</small>").format(found, len(order) - most)
        )

    def entries(self) -> list[dict[str, Any]]:
        """What the list at the foot of the page shows."""
        return [{"number": n, **entry(self.contents, i)} for i, n in self.numbers.items()]

    def licences(self) -> list[dict[str, Any]]:
        """The licences of these sources, most first."""
        return self.contents.licences(list(self.numbers))


def entry(contents: Contents, id_: str) -> dict[str, Any]:
    """One source for a list: title, publisher, date, url, link (url where a page may link to it), licence, read_on, page."""
    held: Properties = contents.source(id_)
    url = held.get("url") or ""
    return {
        "title": held.get("name") or "(source not in the graph)",
        "publisher": held.get("publisher") or "",
        "date": held.get("date") or "",
        "url": url,
        "link": safe(url),
        "licence": held.get("licence") or "not stated",
        "read_on": held.get("readOn") or "",
        "page": contents.page("Source", id_),
    }
