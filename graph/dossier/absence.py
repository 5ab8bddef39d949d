"""What was looked for and not found: the programmes that some edition lists in full, and on which the entity does not stand.

Not found in an edition is all that can be said; it is never "clean". The edition asked is the newest one (of a day: the newest of that day or before).
"""

from typing import Any

from graph.dossier.reading import COVERAGE, rows
from graph.lookup import Entity
from graph.stores.store import Store


def absence(store: Store, entity: Entity, sections: list[dict[str, Any]], day: str | None) -> dict[str, Any]:
    """`held`: how many programmes are held in full; `not_found`: a row for each on which the entity was not found in the edition asked.

    A row has programme_id, programme, measures, edition, date, sources, and `elsewhere`: the ids of listings of that programme that other sources, or
    earlier editions, do have. Only organizations are listed; for anything else both are empty.
    """
    if "Organization" not in entity.labels:
        return {"held": 0, "not_found": [], "note": ""}
    listings: dict[str, list[dict[str, Any]]] = {}
    for section in sections:
        if section["key"] == "listings":
            for row in section["rows"]:
                for end in row["links"].get("programme", []):
                    listings.setdefault(end["id"], []).append(row)
    editions: dict[str, list[dict[str, Any]]] = {}
    for row in rows(store, COVERAGE):
        editions.setdefault(row["programme_id"], []).append(row)
    found = []
    for programme, covering in sorted(editions.items()):
        asked = _asked(covering, day)
        known = listings.get(programme, [])
        if any(asked["source"] in row["sources"] for row in known):
            continue
        found.append(
            {
                "programme_id": programme,
                "programme": asked["programme"] or programme,
                "measures": asked["measures"] or [],
                "edition": asked["title"],
                "date": asked["date"],
                "later_edition": day is not None and asked["date"] > day,
                "elsewhere": [row["id"] for row in known],
                "sources": [asked["source"]],
            }
        )
    note = "Not found means that this entity, by its certain identity, does not stand in the edition; it is never 'clean'."
    return {
        "held": len(editions),
        "not_found": found,
        "note": note if editions else "No edition held says that it lists a programme in full.",
    }


def _asked(covering: list[dict[str, Any]], day: str | None) -> dict[str, Any]:
    """The newest edition; with a day the newest of that day or before, else the first one after it."""
    before = [row for row in covering if day is None or row["date"] <= day]
    return (
        max(before, key=lambda row: (row["date"], row["source"]))
        if before
        else min(covering, key=lambda row: (row["date"], row["source"]))
    )
