"""MISP's surveillance vendors -> companies, their products, and what the cluster says of ties between them.

An acquisition becomes a succession without a date, `part-of` a parent. Alliances, `known-as` and `related-to` say nothing
that the model could hold without adding to it: they stay as published on the vendor. `relations.csv` says which is which.
One tie told from both ends is one fact. The likelihood tag of a tie is kept with it. The cluster gives no territory.
"""

import csv
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ingest.edition import Edition
from ingest.facts import clean, iri, slug
from ontology.errors import FactError, FileError


@dataclass(frozen=True)
class Tie:
    """One entry of `related`: relation type, id of the other end (a vendor here, or something in another cluster), tags."""

    kind: str
    uuid: str
    tags: str


@dataclass(frozen=True)
class Vendor:
    """One entry of the cluster, its shape checked. `raw` is the name as published."""

    name: str
    raw: str
    uuid: str
    description: str
    websites: tuple[str, ...]
    synonyms: tuple[str, ...]
    products: tuple[str, ...]
    ties: tuple[Tie, ...]


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
    names = _standing(entries)
    told: set[str] = set()
    for number, entry in enumerate(entries, 1):
        row = edition.record("vendors", entry, number)
        with row:
            _vendor(edition, _parse(row), names, told)


def _standing(entries: list[dict[str, Any]]) -> dict[str, str]:
    """Name by uuid of the vendors that will be kept: a tie to one that is rejected would lead nowhere."""
    vendors: dict[str, Vendor] = {}
    for entry in entries:
        with suppress(FactError):
            vendor = _parse(entry)
            vendors.setdefault(vendor.uuid, vendor)
    while True:
        names = {uuid: v.name for uuid, v in vendors.items()}
        lost = [uuid for uuid, v in vendors.items() if not _resolves(v, names)]
        if not lost:
            return names
        for uuid in lost:
            del vendors[uuid]


def _resolves(vendor: Vendor, names: dict[str, str]) -> bool:
    try:
        _check_ties(vendor, names)
    except FactError:
        return False
    return True


def _text(entry: Mapping[str, Any], name: str) -> str:
    if name not in entry:
        raise FactError(f"the entry has no {name}")
    if not isinstance(entry[name], str) or not clean(entry[name]):
        raise FactError(f"the {name} of the entry is no text")
    return entry[name]


def _texts(entry: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = entry.get(name, [])
    if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
        raise FactError(f"{name} is no list of texts")
    return tuple(dict.fromkeys(c for v in values if (c := clean(v))))


def _parse(entry: Mapping[str, Any]) -> Vendor:
    if "meta" in entry:
        raise FactError("the meta of the entry is no object")
    raw = _text(entry, "value")
    return Vendor(
        clean(raw),
        raw,
        _text(entry, "uuid"),
        _text(entry, "description"),
        _texts(entry, "official-refs"),
        _texts(entry, "synonyms"),
        _texts(entry, "products"),
        tuple(_ties(entry)),
    )


def _ties(entry: Mapping[str, Any]) -> Iterator[Tie]:
    related = entry.get("related", [])
    if not isinstance(related, list) or not all(isinstance(r, Mapping) for r in related):
        raise FactError("related is no list of objects")
    for item in related:
        kind, uuid, tags = str(item.get("type", "")).strip(), str(item.get("dest-uuid", "")), item.get("tags", [])
        if kind not in _relations():
            raise FactError(f"the relation {kind!r} is not in relations.csv beside the reader")
        yield Tie(kind, uuid, "; ".join(str(t) for t in tags) if isinstance(tags, list) else str(tags))


def _check_ties(vendor: Vendor, names: dict[str, str]) -> None:
    for tie in vendor.ties:
        if tie.uuid == vendor.uuid or names.get(tie.uuid) == vendor.name:
            raise FactError(f"{tie.kind} leads from the vendor to itself")
        if tie.uuid not in names and _relations()[tie.kind] != "said":
            raise FactError(f"{tie.kind} leads to {tie.uuid!r}, which is no vendor that was kept from this file")


def _vendor(edition: Edition, vendor: Vendor, names: dict[str, str], told: set[str]) -> None:
    _check_ties(vendor, names)
    name = vendor.name
    published = [f"related: {t.kind} {names.get(t.uuid, t.uuid)} ({t.tags})" for t in vendor.ties]
    me = edition.facts.add(
        "Company",
        _org(name),
        once=True,
        name=name,
        alias=[s for s in vendor.synonyms if s != name],
        description=vendor.description,
        website=vendor.websites,
        recordId=vendor.uuid,
        parent=list(dict.fromkeys(_org(names[t.uuid]) for t in vendor.ties if _relations()[t.kind] == "parent")),
        asPublished=[*([f"value: {vendor.raw!r}"] if vendor.raw != name else []), *published],
    )
    for product in vendor.products:
        edition.facts.add("Product", iri("product", "misp-vendors", f"{slug(name)}-{slug(product)}"), name=product, maker=me)
    for tie in vendor.ties:
        meaning = _relations()[tie.kind]
        if meaning not in ("acquired by", "acquires"):
            continue
        buyer, bought = (names[tie.uuid], name) if meaning == "acquired by" else (name, names[tie.uuid])
        key = iri("succession", "misp-vendors", edition.name, f"{slug(bought)}-{slug(buyer)}")
        if key not in told:
            told.add(key)
            note = f"{tie.kind}; {tie.tags}" if tie.tags else tie.kind
            edition.facts.add(
                "Succession", key, predecessor=_org(bought), successor=_org(buyer), successionKind="acquisition", note=note
            )
