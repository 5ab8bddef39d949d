"""Where the page of a thing stands in the site: a path that no id, however hostile, can lead elsewhere.

An id made of lower-case ASCII letters, digits and single `-` and `:` keeps its words, `:` as `_`; any other gets a slug and a part of its SHA-256. All paths are lower
case, so two pages never meet on a file system that does not tell case apart, and a page keeps its address whatever else the graph holds.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from graph.property_graph import Node

FOLDERS = {
    "Organization": "org", "Territory": "territory", "Technology": "technology", "Programme": "programme", "Source": "source", "Item": "item",
    "Rule": "rule",
}  # fmt: skip
"""Classes whose things have a page of their own, and the folder of these pages."""
KINDS = {"Company": "org", "PublicBody": "org", "Product": "item", "Component": "item", **FOLDERS}
"""The same by the most special class (`graph.dossier.reading.kind`)."""
LONGEST = 80
"""Characters of a slug."""
_PLAIN = re.compile(r"[a-z0-9]+(?:[-:][a-z0-9]+)*")
_TAKEN = re.compile(r"index.*|con|prn|aux|nul|com[0-9]|lpt[0-9]")
"""Names of our own index pages, and those that Windows keeps for devices."""


def slug(id_: str) -> str:
    """The name of the file, without its ending, for the page of `id_`.

    >>> slug("hikvision"), slug("us-ofac:32084"), slug("KE")
    ('hikvision', 'us-ofac_32084', 'ke--b5e22fb3')
    >>> slug("../../etc/passwd"), slug("con"), slug("海康威视")
    ('etc-passwd--3754d6cb', 'con--1143da2b', 'x--bb755bc9')
    """
    if len(id_) <= LONGEST and _PLAIN.fullmatch(id_) and not _TAKEN.fullmatch(id_):
        return id_.replace(":", "_")
    plain = unicodedata.normalize("NFKD", id_).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].rstrip("-")
    return f"{words or 'x'}--{hashlib.sha256(id_.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def path(folder: str, id_: str) -> str:
    """The path of a page below the site's folder; a territory is named by its code, an organization without the word that all share.

    >>> path("org", "org:us-ofac:32084"), path("territory", "territory:CN-XJ"), path("programme", "programme:entity-list")
    ('org/us-ofac_32084.html', 'territory/cn-xj.html', 'programme/entity-list.html')
    """
    prefix = f"{folder}:"
    name = id_.removeprefix(prefix)
    if folder == "territory" and re.fullmatch(r"[A-Z0-9]+(-[A-Z0-9]+)*", name):
        return f"{folder}/{name.lower()}.html"
    if folder == "territory":
        name = f"{name} "  # lower-case codes are no codes: they never take the page of one
    return f"{folder}/{slug(name)}.html"


def folder(labels: Iterable[str]) -> str | None:
    """The folder of the page of a thing with these labels; None for what has none of its own (events, verdicts, persons, figures).

    >>> folder(["Company", "Organization", "Resource"]), folder(["Deal", "Event", "Resource"])
    ('org', None)
    """
    held = set(labels)
    return next((place for label, place in FOLDERS.items() if label in held), None)


def paths(nodes: dict[str, Node]) -> dict[str, str]:
    """uri -> path of every thing with a page. Of two whose ids would meet on one path (`x` and `org:x`) the second gets a part of the hash of its uri."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for uri in sorted(nodes):
        place = folder(nodes[uri].labels)
        if place is None:
            continue
        where = path(place, str(nodes[uri].properties.get("id") or uri))
        if where in taken:
            where = f"{where.removesuffix('.html')}--{hashlib.sha256(uri.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}.html"
        taken.add(where)
        found[uri] = where
    return found
