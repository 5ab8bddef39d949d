"""Three MISP clusters -> drones and who operates them, intelligence agencies, and China's defence universities.

A drone is a product with its maker. An operator is only a country: a use without a user, of which nothing says when it began; it was known on
the day of the edition. `country` of a drone is where it comes from, not where its maker is seated, so makers get no territory.
`manufacturers.csv` holds the values of `manufacturer` that are no single firm: lists, states, armies, and makers of a part that
contributors took from lists of parts found in wrecks; those are not stated as makers.

A supervising agency of a university is a control link on the basis of state supervision, unless it is itself a firm. Subsidiaries with
a legal form are firms of their own; campuses, departments and institutes stay as published on the university.
"""

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ingest.dates import not_after
from ingest.edition import Edition, Record
from ingest.facts import clean, iri, slug
from ingest.facts import territory as territory_iri
from ingest.organizations import class_of, has_legal_form
from ingest.territories import code_of
from ontology.errors import FactError, FileError, did_you_mean

_BRACKET = re.compile(r"(.+?)\s*[(\uff08]([^()\uff08\uff09]+)[)\uff09]")
_CATEGORIES = {
    "Civilian": "Organization",
    "Seven sons of national defence": "Organization",
    "Military": "PublicBody",
    "Security": "PublicBody",
    "Defence industry conglomerate": "Company",
}
"""What an institution of the tracker is. Of civilian universities it does not say whether they are public."""


@cache
def _manufacturers() -> dict[str, dict[str, str]]:
    with (Path(__file__).parent / "manufacturers.csv").open(newline="", encoding="utf-8") as file:
        return {row["as_published"]: row for row in csv.DictReader(file)}


def read(edition: Edition) -> None:
    for role in edition.files:
        entry = {"uavs": _uav, "agencies": _agency, "universities": _university}[role]
        data = edition.json(role)
        values = data.get("values") if isinstance(data, dict) else None
        if not isinstance(values, list):
            raise FileError(f"{edition.path(role)} has no list of values; it is no MISP galaxy cluster, fetch the source again")
        for number, value in enumerate(values, 1):
            row = edition.record(role, _flat(value), number)
            with row:
                if "value" not in row or ("meta" in row and not isinstance(row["meta"], Mapping)):
                    raise FactError("the entry is no object with a value and a meta")
                entry(edition, row)


def _flat(value: Any) -> dict[str, Any]:
    """The entry with the fields of its meta beside its own; what is no object is kept whole, to be rejected with its number."""
    if not isinstance(value, Mapping):
        return {"(entry)": value}
    meta = value.get("meta", {})
    if not isinstance(meta, Mapping):
        return dict(value)
    return dict(meta) | {k: v for k, v in value.items() if k != "meta"}


def _text(row: Record, name: str, needed: bool = False) -> str:
    value = row.get(name, "")
    if not isinstance(value, str):
        raise FactError(f"{name} is no text")
    if needed and not clean(value):
        raise FactError(f"the entry has no {name}")
    return clean(value)


def _texts(row: Record, name: str) -> list[str]:
    values = row.get(name, [])
    if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
        raise FactError(f"{name} is no list of texts")
    return list(dict.fromkeys(c for v in values if (c := clean(v))))


def _uav(edition: Edition, row: Record) -> None:
    name, uuid, written = _text(row, "value", True), _text(row, "uuid", True), _text(row, "manufacturer")
    makers = [maker for part in _makers(written) for maker in _maker(edition, part)]
    published = [f"{field}: {value}" for field in ("manufacturer", "country") if (value := _text(row, field))]
    product = edition.facts.add(
        "Product", iri("product", "misp-galaxy", uuid), once=True, name=name, description=_text(row, "description"),
        maker=list(dict.fromkeys(makers)), technology="urn:kg:technology:drones", recordId=uuid, asPublished=published,
    )  # fmt: skip
    for operator in _texts(row, "operator"):
        code = code_of(operator)
        edition.facts.add(
            "Use", iri("use", "misp-galaxy", edition.name, f"{uuid}-{code.lower()}"), product=product, territory=territory_iri(code),
            technology="urn:kg:technology:drones", status="reported", date=not_after(edition.day), dateKind="seen", recordId=uuid,
            asPublished=f"operator: {operator}",
        )  # fmt: skip


def _makers(written: str) -> list[str]:
    if written in _manufacturers():
        return [written]
    return [part for p in written.split(";") if (part := p.strip())]


def _maker(edition: Edition, written: str) -> list[str]:
    """The organizations that one value of `manufacturer` names."""
    known = _manufacturers().get(written)
    names = [n for n in known["names"].split("; ") if n] if known else [written]
    cls = known["class"] if known else "PublicBody" if class_of(written) == "PublicBody" else "Company"
    return [edition.facts.add(cls, iri("org", "misp-galaxy", slug(name)), name=name) for name in names]


def _agency(edition: Edition, row: Record) -> None:
    name, uuid, country, spoken = (
        _text(row, "value", True),
        _text(row, "uuid", True),
        _text(row, "country"),
        _text(row, "country_name"),
    )
    code = code_of(country) if country else None
    if code and spoken and code_of(spoken) != code:
        raise FactError(f"country {country!r} and country_name {spoken!r} contradict each other")
    edition.facts.add(
        "PublicBody", iri("org", "misp-galaxy", uuid), once=True, name=name, alias=[a for a in _texts(row, "synonyms") if a != name],
        territory=territory_iri(code) if code else None, description=_text(row, "description"), recordId=uuid,
    )  # fmt: skip


def _split(written: str) -> tuple[str, list[str]]:
    """A name and what stands in brackets after it."""
    match = _BRACKET.fullmatch(written)
    return (match[1], [match[2]]) if match else (written, [])


def _university(edition: Edition, row: Record) -> None:
    written, uuid, categories = _text(row, "value", True), _text(row, "uuid", True), _texts(row, "categories")
    for category in categories:
        if category not in _CATEGORIES:
            raise FactError(f"unknown category {category!r}.{did_you_mean(category, _CATEGORIES)}")
    classes = {_CATEGORIES[c] for c in categories}
    if len(classes) != 1:
        raise FactError(f"the categories {', '.join(categories) or '(none)'} do not say what the institution is")
    name, others = _split(written)
    firms = [s for s in _texts(row, "subsidiaries") if has_legal_form(s) and not s.startswith("[")]
    parts = [s for s in _texts(row, "subsidiaries") if s not in firms]
    me = edition.facts.add(
        classes.pop(), iri("org", "misp-galaxy", uuid), once=True, name=name, alias=[a for a in [*others, *_texts(row, "aliases")] if a != name],
        territory=territory_iri("CN"), description=[_text(row, "description"), *(f"Category: {c}" for c in categories)],
        address=_text(row, "address"), recordId=uuid, asPublished=[f"value: {written}", *(f"subsidiaries: {p}" for p in parts)],
    )  # fmt: skip
    for firm in firms:
        called, also = _split(firm)
        edition.facts.add("Company", iri("org", "misp-galaxy", f"{uuid}-{slug(called)}"), name=called, parent=me,
                          alias=[a for a in also if not a.isascii()], asPublished=f"subsidiaries: {firm}")  # fmt: skip
    for agency in _texts(row, "supervising agencies"):
        _supervision(edition, uuid, me, agency)


def _supervision(edition: Edition, uuid: str, me: str, written: str) -> None:
    name, short = _split(written)
    is_firm = has_legal_form(name) or "Group" in name
    agency = edition.facts.add("Company" if is_firm else "PublicBody", iri("org", "misp-galaxy", f"cn-{slug(name)}"), name=name, alias=short,
                               territory=territory_iri("CN"))  # fmt: skip
    edition.facts.add(
        "ControlLink", iri("control", "misp-galaxy", edition.name, f"{uuid}-{slug(name)}"), controller=agency, controlled=me,
        basis=None if is_firm else "state-supervision", asOf=edition.day, recordId=uuid, asPublished=f"supervising agencies: {written}",
        note="Named as a supervising agency; the tracker does not say on what it rests" if is_firm else None,
    )  # fmt: skip
