"""The dossier of one entity: everything the graph holds about it, each line with its sources, and what was looked for and not found.

`dossier` is pure: a store in, nested plain data out (what `kg show --format json` prints):

    entity    id, uri, kind, name; names (name, script, sources of the listings that use it); identifiers; territories; technologies; facts; sources
    as_of     the day asked for, or None
    sections  key, title, note, total, read, left_out (later than the day), rows; empty ones are not there
    absence   held, not_found, note: programmes that some edition lists in full, and on which the entity was not found
    citations number, id, title, publisher, date, url, licence, read_on of every source named anywhere above

A row has id, kind, facts (properties of its node), links (relationship type -> ends), sources (ids), and with a day `on_day`: held, may, ended.
"""

from dataclasses import asdict
from typing import Any

from graph.citations import numbered
from graph.dossier import reading
from graph.dossier.absence import absence
from graph.dossier.days import LATER, on_day
from graph.dossier.describe import described, figures_naming
from graph.dossier.reading import event_row, kind, neighbour_row, paged, rows
from graph.dossier.sections import NOTES, heading, rank
from graph.lookup import Entity
from graph.lookup import entity as entity_named
from graph.stores.store import Store

Section = dict[str, Any]
IN_THE_HEAD = frozenset({"TERRITORY", "TECHNOLOGY", "SOURCE"})
"""Relationships that are told in the head, not in sections."""
BULKY = frozenset({"Source", "Territory", "Programme", "Technology"})
"""Classes whose nodes can have tens of thousands of neighbours; of these `most` are read."""
MOST, AT_ONCE = 500, 200


NAMED = ("Organization", "Territory", "Technology", "Programme", "Rule", "Item")
"""Classes that a dossier finds by name."""
BY_ID = ("Source", "Event", "RuleInterval")
"""Classes that it finds by id alone: titles and mere events would make the names of companies ambiguous."""


def subject(store: Store, text: str) -> Entity:
    """The entity that `text` names; UsageError with suggestions when there is none, and with the meanings when there are several."""
    return entity_named(store, text, NAMED, BY_ID)


def dossier(store: Store, entity: Entity, as_of: str | None = None, most: int | None = MOST) -> dict[str, Any]:
    """The dossier of `entity`; with `as_of` (ISO day) what held on that day.

    Of a source, territory, programme or technology at most `most` rows a section are read (None: all); a dossier of a day reads all, to count what it leaves out.
    """
    node = rows(store, reading.NODE, uri=entity.uri)[0]
    outgoing = rows(store, reading.OUTGOING, uri=entity.uri)
    limit = most if as_of is None and kind(entity.labels) in BULKY else None
    sections = [*_incoming(store, entity, limit), *_products(store, entity), *_figures(store, entity, node["held"])]
    sections += _outgoing(outgoing)
    _add_verdicts(store, sections)
    sections += _own_verdicts(store, entity)
    head = described(entity, node["held"], outgoing, sections)
    not_found = absence(store, entity, sections, as_of)
    if as_of is not None:
        for section in sections:
            _as_of(section, as_of)
    for section in sections:
        section["rows"].sort(key=_in_time)
    sections += [*_covered(store, entity), *_possibly_same(store, entity)]
    kept = sorted((s for s in sections if s["total"]), key=lambda s: rank(s["key"]))
    found: dict[str, Any] = {"entity": head, "as_of": as_of, "sections": kept, "absence": not_found}
    found["citations"] = [asdict(c) for c in numbered(store, _sources(found))]
    return found


def _section(type_: str, kind_: str, found: list[dict[str, Any]]) -> Section:
    key, title = heading(type_, kind_)
    return {
        "key": key, "title": title, "note": NOTES.get(key, ""), "total": len(found), "read": len(found), "left_out": 0, "rows": found,
    }  # fmt: skip


def _incoming(store: Store, entity: Entity, limit: int | None) -> list[Section]:
    """A section for each relationship type and class that comes in."""
    made: dict[tuple[str, str], Section] = {}
    for found in rows(store, reading.INCOMING, uri=entity.uri):
        type_, labels, special = found["type"], found["labels"], kind(found["labels"])
        if special == "Verdict" or type_ == "reading.POSSIBLY_SAME":
            continue
        text, shape = (reading.EVENTS, event_row) if "Event" in labels else (reading.NEIGHBOURS, neighbour_row)
        read = [shape(r) for r in paged(store, text, limit, uri=entity.uri, type=type_, labels=labels)]
        section = made.setdefault((type_, special), _section(type_, special, []))
        section["total"] += found["amount"]
        section["read"] += len(read)
        section["rows"] += read
    return list(made.values())


def _products(store: Store, entity: Entity) -> list[Section]:
    if "Organization" not in entity.labels:
        return []
    found = [event_row(r) for r in rows(store, reading.INTO_PRODUCTS, uri=entity.uri, limit=5_000)]
    return [_section(">>PRODUCTS", "SupplyLink", found)]


def _figures(store: Store, entity: Entity, held: dict[str, Any]) -> list[Section]:
    if "Organization" not in entity.labels:
        return []
    return [_section(">>FIGURES", "Figure", figures_naming(store, held))]


def _outgoing(outgoing: list[dict[str, Any]]) -> list[Section]:
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for found in outgoing:
        if found["type"] not in IN_THE_HEAD and found["type"] != "POSSIBLY_SAME":
            groups.setdefault((">" + found["type"], kind(found["labels"])), []).append(neighbour_row(found))
    return [_section(type_, special, found) for (type_, special), found in groups.items()]


def _add_verdicts(store: Store, sections: list[Section]) -> None:
    """Each row of a deal or supply link gets the verdicts on its parties."""
    judged = [row for s in sections for row in s["rows"] if row["kind"] in ("Deal", "SupplyLink") and "evidence" in row["facts"]]
    found = _verdicts(store, {row["id"] for row in judged})
    for row in judged:
        row["verdicts"] = found.get(row["id"], [])


def _verdicts(store: Store, events: set[str]) -> dict[str, list[dict[str, Any]]]:
    """Verdicts by the id of what they judge; `because` are the ids of the listings, stakes and rule intervals they rest on."""
    found: dict[str, list[dict[str, Any]]] = {}
    uris = sorted(f"urn:kg:{event}" for event in events)
    for i in range(0, len(uris), AT_ONCE):
        for row in rows(store, reading.VERDICTS, events=uris[i : i + AT_ONCE]):
            held = {k: v for k, v in row.pop("held").items() if k not in ("uri", "id", "derived")}
            found.setdefault(row.pop("event"), []).append({**held, **row, "because": sorted(b for b in row["because"] if b)})
    return found


def _own_verdicts(store: Store, entity: Entity) -> list[Section]:
    """The verdicts on a deal or supply link that is itself the subject of the dossier."""
    if not {"Deal", "SupplyLink"} & set(entity.labels):
        return []
    made = []
    for v in _verdicts(store, {entity.id}).get(entity.id, []):
        links = {
            "programme": [{"id": v["programme_id"], "name": v["programme"], "measures": v.get("measures") or []}],
            "party": [{"id": v["party_id"], "name": v["party"]}],
        }
        made.append({"id": f"{v['party_id']} {v['programme_id']}", "kind": "Verdict", "facts": v, "links": links, "sources": []})
    return [_section(">>VERDICTS", "Verdict", made)]


def _covered(store: Store, entity: Entity) -> list[Section]:
    """Which editions list a programme in full; which programmes an edition lists in full."""
    mine = {"Programme": "programme_id", "Source": "source"}.get(kind(entity.labels))
    found = []
    for r in rows(store, reading.COVERAGE) if mine else []:
        if r[mine] == entity.id:
            ends = {"programme": [{"id": r["programme_id"], "name": r["programme"], "measures": r["measures"] or []}],
                    "edition": [{"id": r["source"], "name": r["title"]}]}  # fmt: skip
            row_id = f"{r['programme_id']} {r['source']}"
            found.append(
                {"id": row_id, "kind": "Coverage", "facts": {"date": r["date"]}, "links": ends, "sources": [r["source"]]}
            )
    return [_section(">>COVERS", "Coverage", found)]


def _possibly_same(store: Store, entity: Entity) -> list[Section]:
    found = []
    for r in rows(store, reading.POSSIBLY_SAME, uri=entity.uri):
        facts = {
            "score": r["score"],
            "decision": r["decision"],
            "definition": f"score {r['score']}, {r['decision']}: {r['reason']}",
            "reason": r["reason"],
        }
        found.append(
            {"id": r["id"], "name": r["name"] or r["id"], "kind": kind(r["labels"]), "facts": facts, "links": {}, "sources": []}
        )
    section = _section(">>POSSIBLY", "Organization", found)
    section |= {
        "key": "possibly-same",
        "title": "Possibly the same",
        "note": "Not decided: nothing of these is counted as its own.",
    }
    return [section]


def _as_of(section: Section, day: str) -> None:
    """Leave out what is later than `day`, mark the rest."""
    kept = []
    for row in section["rows"]:
        state = on_day(row["kind"], row["facts"], day)
        if state == LATER:
            section["left_out"] += 1
            continue
        row["on_day"] = state
        if "verdicts" in row:
            row["verdicts"] = [v for v in row["verdicts"] if v.get("listedEarliest", "") <= day]
        kept.append(row)
    section["rows"] = kept


def _in_time(row: dict[str, Any]) -> tuple[bool, str, str]:
    facts = row["facts"]
    first = next(
        (facts[k] for k in ("startEarliest", "dateEarliest", "startLatest", "dateLatest", "asOfEarliest") if facts.get(k)), ""
    )
    return not first, first, row["id"]


def _sources(found: dict[str, Any]) -> list[str]:
    """Ids of all sources in the order in which a reader meets them."""
    entity = found["entity"]
    order = [s for what in ("names", "territories", "technologies") for end in entity[what] for s in end["sources"]] + entity[
        "sources"
    ]
    order += [s for section in found["sections"] for row in section["rows"] for s in row["sources"]]
    return order + [s for row in found["absence"]["not_found"] for s in row["sources"]]
