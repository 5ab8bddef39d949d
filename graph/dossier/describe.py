"""What an entity is: its names in all scripts, identifiers, kind, place; and the published figures that name it."""

import re
import unicodedata
from typing import Any

from graph.dossier.reading import FIGURES, kind, rows
from graph.lookup import Entity
from graph.stores.store import Store

SCRIPTS = {"CJK": "Han", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Hangul"}
SHORTEST = 4
"""Letters that a name needs to be looked for in running text; shorter ones are words of their own too often."""


def script(text: str) -> str:
    """The scripts of the letters, in order of first use.

    >>> script("海康威视"), script("ООО «Speech»"), script("123")
    ('Han', 'Cyrillic, Latin', '')
    """
    found: dict[str, None] = {}
    for character in text:
        if character.isalpha():
            word = unicodedata.name(character, "unknown").split()[0]
            found[SCRIPTS.get(word, word.capitalize())] = None
    return ", ".join(found)


def described(
    entity: Entity, held: dict[str, Any], outgoing: list[dict[str, Any]], sections: list[dict[str, Any]]
) -> dict[str, Any]:
    """The head of the dossier. A name's sources are those of the listings that use it; the others stand in one of `sources`."""
    listed: dict[str, list[str]] = {}
    for section in sections:
        if section["key"] == "listings":
            for row in section["rows"]:
                for name in row["facts"].get("listedAs", []):
                    listed.setdefault(name, []).extend(s for s in row["sources"] if s not in listed.get(name, ()))
    name = entity.name or entity.id
    names = list(dict.fromkeys([name, *held.get("aliases", []), *listed]))
    told = ("uri", "id", "name", "aliases", "identifiers", "evidenceRank")
    return {
        "id": entity.id,
        "uri": entity.uri,
        "kind": kind(entity.labels),
        "name": name,
        "names": [{"name": n, "script": script(n), "sources": listed.get(n, [])} for n in names],
        "identifiers": [
            dict(zip(("scheme", "value"), i.split(":", 1) if ":" in i else ("", i), strict=True))
            for i in held.get("identifiers", [])
        ],
        "territories": _ends(outgoing, "TERRITORY"),
        "technologies": _ends(outgoing, "TECHNOLOGY"),
        "facts": {k: held[k] for k in sorted(held) if k not in told},
        "sources": sorted(r["id"] for r in outgoing if r["type"] == "SOURCE"),
    }


def _ends(outgoing: list[dict[str, Any]], type_: str) -> list[dict[str, Any]]:
    return [
        {"id": r["id"], "name": r["name"] or r["id"], "sources": sorted(r["sources"] or [])}
        for r in outgoing
        if r["type"] == type_
    ]


def figures_naming(store: Store, held: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of the figures whose name, definition or edition has a name of the entity as words of its own."""
    names = [n for n in [held.get("name") or "", *held.get("aliases", [])] if sum(c.isalnum() for c in n) >= SHORTEST]
    if not names:
        return []
    wanted = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)")
    found = []
    for row in rows(store, FIGURES):
        facts = {k: v for k, v in row["held"].items() if k not in ("uri", "id", "evidenceRank")}
        if wanted.search(" \n ".join(str(facts.get(k, "")) for k in ("name", "definition", "edition"))):
            found.append(
                {
                    "id": row["held"]["id"],
                    "kind": "Figure",
                    "facts": facts,
                    "links": {},
                    "sources": [s for s in row["sources"] if s],
                }
            )
    return found
