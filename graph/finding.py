"""Entities whose id, name, alias or identifier contains or resembles a text, whatever the script; case and accents aside."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from graph.citations import PREFIX
from graph.dossier.reading import kind
from graph.stores.store import Store
from ontology.errors import UsageError

Match = tuple[tuple[bool, int, bool, int, str], str, list[Any]]
"""Rank, the name that matches as it is spelled, and the node's row of NAMES."""
COLUMNS = ["id", "kind", "name", "matched", "how", "territory"]
LABELS = ("Organization", "Territory", "Technology", "Programme", "Rule", "Item", "Source")
"""What is searched; persons are not."""
NAMES = "MATCH (n:{label}) WITH [n.uri, n.id, n.name, n.aliases, n.identifiers] AS held RETURN collect(held) AS everything ORDER BY size(everything) LIMIT 1"
FOUND = (
    "UNWIND $uris AS known MATCH (n:Resource {uri: known}) OPTIONAL MATCH (n)-[:TERRITORY]->(t:Territory) WITH n, t ORDER BY t.code "
    "WITH n, collect(t.code) AS codes RETURN n.uri AS uri, labels(n) AS labels, codes ORDER BY uri LIMIT 10000"
)
HOW = ("exact", "begins with it", "a word begins with it", "contains it", "resembles it")
"""How a name matches, best first."""
RESEMBLES, SHORTEST = 85, 4
"""Score of rapidfuzz's WRatio (0 to 100) from which on two names resemble each other, and letters that a text needs for being compared so."""


def find(store: Store, text: str, limit: int = 20) -> list[list[Any]]:
    """Rows of COLUMNS, best first: sources behind what they speak of; by how the name matches; the entity's own name before an alias; the shorter first.

    Names that only resemble the text are looked for where none is exactly it and fewer than `limit` contain it. UsageError for an empty text.
    """
    wanted = folded(text)
    if not wanted:
        raise UsageError("The text is empty; give a part of an id, a name or an identifier.")
    known = [(folded(name), name, own, node) for label in LABELS for node in _nodes(store, label) for name, own in _names(node)]
    best: dict[str, Match] = {}
    for name, spelled, own, node in known:
        if wanted in name:
            _keep(best, _how(wanted, name), name, spelled, own, node)
    if len(best) < limit and len(wanted) >= SHORTEST and all(rank[1] for rank, _, _ in best.values()):
        from rapidfuzz import fuzz, process

        near = process.extract(wanted, [k[0] for k in known], scorer=fuzz.WRatio, score_cutoff=RESEMBLES, limit=20 * limit)
        for _, score, i in near:
            name, spelled, own, node = known[i]
            if len(name) >= SHORTEST and spelled in (node[2], *(node[3] or ())):
                _keep(best, 4, " " * (100 - int(score)), spelled, own, node)
    top = sorted(best.values(), key=lambda found: found[0])[:limit]
    about = {row[0]: row[1:] for row in store.query(FOUND, {"uris": [node[0] for _, _, node in top]}).rows}
    rows = []
    for (_, how, *_), spelled, (uri, id_, name, *_) in top:
        labels, codes = about[uri]
        rows.append([id_, kind(labels), name or id_, spelled, HOW[how], "; ".join(codes)])
    return rows


def folded(text: str) -> str:
    """Case, accents, width and spacing aside.

    >>> folded("  Société  ＧÉNÉRALE "), folded("Кибер")
    ('societe generale', 'кибер')
    """
    if text.isascii():
        return " ".join(text.lower().split())
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in apart if not unicodedata.combining(c)).split())


def _nodes(store: Store, label: str) -> list[list[Any]]:
    rows = store.query(NAMES.replace("{label}", label)).rows
    return rows[0][0] if rows else []


def _names(node: list[Any]) -> Iterator[tuple[str, bool]]:
    """Each text by which a node can be found, and whether it is its own name or id."""
    _, id_, name, aliases, identifiers = node
    yield id_, True
    if name:
        yield name, True
    for other in [*(aliases or []), *(identifiers or [])]:
        yield other, False


def _how(wanted: str, name: str) -> int:
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 1
    return 2 if f" {wanted}" in name else 3


def _keep(best: "dict[str, Match]", how: int, name: str, spelled: str, own: bool, node: list[Any]) -> None:
    rank = (node[0].startswith(PREFIX), how, not own, len(name), node[1])
    if node[0] not in best or rank < best[node[0]][0]:
        best[node[0]] = (rank, spelled, node)
