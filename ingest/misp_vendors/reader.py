"""MISP's surveillance vendors -> companies, their products, and what the cluster says of ties between them.

An acquisition becomes a succession without a date, `part-of` a parent. Alliances, `known-as` and `related-to` say nothing
that the model could hold without adding to it: they stay as published on the vendor. `relations.csv` says which is which.
One tie told from both ends is one fact. The likelihood tag of a tie is kept with it. The cluster gives no territory.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ingest.edition import Edition, Record
from ingest.facts import clean, iri, slug
from ontology.errors import FactError, FileError


@dataclass(frozen=True)
class Tie:
    """One entry of `related`: relation type, name of the other vendor ('' when it is in another cluster), tags."""

    kind: str
    other: str
    uuid: str
    tags: str


@cache
def _relations() -> dict[str, str]:
    with (Path(__file__).parent / "relations.csv").open(newline="", encoding="utf-8") as file:
        return {row["type"]: row["meaning"] for row in csv.DictReader(file)}


def _org(name: str) -> str:
    return iri("org", "misp-vendors", slug(name))


def _flat(value: Any) -> dict[str, Any]:
    """The entry with the fields of its meta beside its own; what is no object is kept whole, to be rejected with its number."""
    if not isinstance(value, Mapping):
        return {"(entry)": value}
    meta = value.get("meta", {})
    if not isinstance(meta, Mapping):
        return dict(value)
    return {clean(k): v for part in ({k: v for k, v in value.items() if k != "meta"}, meta) for k, v in part.items()}


def read(edition: Edition) -> None:
    data = edition.json("vendors")
    values = data.get("values") if isinstance(data, dict) else None
    if not isinstance(values, list):
        raise FileError(f"{edition.path('vendors')} has no list of values; it is no MISP galaxy cluster, fetch the source again")
    entries = [_flat(v) for v in values]
    names = {e["uuid"]: clean(e["value"]) for e in entries if isinstance(e.get("uuid"), str) and isinstance(e.get("value"), str)}
    told: set[str] = set()
    for number, entry in enumerate(entries, 1):
        row = edition.record("vendors", entry, number)
        with row:
            _vendor(edition, row, names, told)


def _text(row: Record, name: str) -> str:
    if name not in row:
        raise FactError(f"the entry has no {name}")
    if not isinstance(row[name], str) or not clean(row[name]):
        raise FactError(f"the {name} of the entry is no text")
    return row[name]


def _texts(row: Record, name: str) -> list[str]:
    values = row[name] if name in row else []
    if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
        raise FactError(f"{name} is no list of texts")
    return list(dict.fromkeys(c for v in values if (c := clean(v))))


def _vendor(edition: Edition, row: Record, names: dict[str, str], told: set[str]) -> None:
    if "meta" in row:
        raise FactError("the meta of the entry is no object")
    raw, uuid = _text(row, "value"), _text(row, "uuid")
    name, ties = clean(raw), list(_ties(row, names))
    parents = [_org(t.other) for t in ties if _relations()[t.kind] == "parent"]
    published = [f"related: {t.kind} {t.other or t.uuid} ({t.tags})" for t in ties]
    synonyms = [s for s in _texts(row, "synonyms") if s != name]
    me = edition.facts.add(
        "Company", _org(name), once=True, name=name, alias=synonyms, description=_text(row, "description"), website=_texts(row, "official-refs"),
        parent=list(dict.fromkeys(parents)), recordId=uuid, asPublished=[*([f"value: {raw!r}"] if raw != name else []), *published],
    )  # fmt: skip
    for product in _texts(row, "products"):
        edition.facts.add("Product", iri("product", "misp-vendors", f"{slug(name)}-{slug(product)}"), name=product, maker=me)
    for tie in ties:
        meaning = _relations()[tie.kind]
        if meaning in ("acquired by", "acquires"):
            buyer, bought = (tie.other, name) if meaning == "acquired by" else (name, tie.other)
            key = iri("succession", "misp-vendors", edition.name, f"{slug(bought)}-{slug(buyer)}")
            if key not in told:
                told.add(key)
                edition.facts.add("Succession", key, predecessor=_org(bought), successor=_org(buyer), successionKind="acquisition",
                                  note=f"{tie.kind}; {tie.tags}" if tie.tags else tie.kind)  # fmt: skip


def _ties(row: Record, names: dict[str, str]) -> Iterator[Tie]:
    related = row["related"] if "related" in row else []
    if not isinstance(related, list) or not all(isinstance(r, Mapping) for r in related):
        raise FactError("related is no list of objects")
    for entry in related:
        kind, uuid, tags = str(entry.get("type", "")).strip(), str(entry.get("dest-uuid", "")), entry.get("tags", [])
        if kind not in _relations():
            raise FactError(f"the relation {kind!r} is not in relations.csv beside the reader")
        other = names.get(uuid, "")
        if not other and _relations()[kind] != "said":
            raise FactError(f"{kind} leads to {uuid!r}, which is no vendor of this file")
        if other == clean(row["value"]):
            raise FactError(f"{kind} leads from the vendor to itself")
        yield Tie(kind, other, uuid, "; ".join(str(t) for t in tags) if isinstance(tags, list) else str(tags))
