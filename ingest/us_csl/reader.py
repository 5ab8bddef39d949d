"""Consolidated Screening List -> organizations and listings.

The CSL joins the lists of three departments; `lists.csv` says which programme each is, whether its rows carry a type, and what its
start and end days are. The kinds were found by comparison with the Federal Register:

- Entity List and MEU List: the day of publication (Huawei stands under 2019-05-21, 84 FR 22961; its rule took effect on 2019-05-16), except
  for a few rules given under their effective day. `federal_register.csv` holds the rules whose two days were read; for those the
  effective day is used and the other kept as published. For all others the day counts as the day of publication.
- Denied Persons List: the day of the order, which is its effective day, but of the last renewal where a temporary order was renewed;
  the end is the day the denial is set to expire.
- Nonproliferation Sanctions: the day from which State's determination applies, before its publication.
- OFAC lists: no start day; only CMIC, CAPTA and menu-based entries carry dated directives in `ids`.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.dates import ImpreciseDate, not_after
from ingest.edition import Edition, LeftOut, Record
from ingest.facts import clean, iri, programme, slug
from ingest.facts import territory as territory_iri
from ingest.organizations import class_of, is_person_like, shown_organization
from ingest.territories import code_of
from ingest.us_ofac.details import Details, from_ids, sort
from ontology.errors import FactError, did_you_mean

REQUIRED = ("_id", "source", "entity_number", "type", "programs", "name", "addresses", "federal_register_notice", "start_date", "end_date",
            "license_requirement", "license_policy", "remarks", "alt_names", "ids")  # fmt: skip
_PERSONS_LISTS = ("us-bis-denied-persons", "us-state-dtc-debarred")
_CITATION = re.compile(r"\b(\d{1,3})\s*F\.?\s?R\.?\s*(\d+)")
_FIRST_VOLUME_YEAR = 1935
"""The Federal Register's volume 1 is of 1936."""
_RULES_OF = ("us-bis-entity-list", "us-bis-meu")
_TAIL = re.compile(
    r"[;,]?\s+and (?:its sub-?units and successors|any successor, sub-?unit,? or subsidiary thereof)$", re.IGNORECASE
)
_PART_OF = re.compile(r"(.+?)(?:\.\s+Subordinate Institutions?\s*[-:]|, and subordinate entity)\s+(.+)")
_AFFILIATE = re.compile(r"(.+?)\.\s+Affiliated Entity\s*[-:]\s+(.+)")
_ZIP = re.compile(r"\d{4,5}(?:-\d{4})?")
_HONG_KONG = {"hong kong": "HK", "hong kong sar": "HK", "macau": "MO", "macao": "MO"}
_STATES = re.compile(
    "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]"
)
"""Postal codes of the states of the USA, of Puerto Rico and of the District of Columbia."""


@dataclass(frozen=True)
class List:
    """One of the joined lists."""

    programme: str
    typed: bool
    start_kind: str
    end_kind: str


@cache
def _lists() -> dict[str, List]:
    with (Path(__file__).parent / "lists.csv").open(newline="", encoding="utf-8") as file:
        return {
            r["source"]: List(r["programme"], r["typed"] == "yes", r["start_kind"], r["end_kind"]) for r in csv.DictReader(file)
        }


@cache
def _rules() -> dict[str, tuple[str, str]]:
    """Published and effective day of the Federal Register rules that were read, by citation."""
    with (Path(__file__).parent / "federal_register.csv").open(newline="", encoding="utf-8") as file:
        return {r["citation"]: (r["published"], r["effective"]) for r in csv.DictReader(file)}


@dataclass
class _Parents:
    """Which organizations bear which name, and which child of which class names which parent: resolved at the end of the file."""

    by_name: dict[str, set[str]]
    wanted: list[tuple[str, str, str]]


def read(edition: Edition) -> None:
    parents = _Parents({}, [])
    for row in edition.table("csl", REQUIRED):
        with row:
            _read_row(edition, row, parents)
    for child, cls, name in parents.wanted:
        found = (parents.by_name.get(slug(name), set()) - {child}).intersection(edition.facts.classes)
        if len(found) == 1 and child in edition.facts.classes:
            edition.facts.add(cls, child, parent=found.pop())
    edition.facts.commit()


def _read_row(edition: Edition, row: Record, parents: _Parents) -> None:
    source = row["source"].strip()
    listed = _lists().get(source)
    if listed is None:
        raise FactError(f"unknown list {source!r}; add it to lists.csv beside the reader.{did_you_mean(source, _lists())}")
    raw = clean(row["name"])
    if not raw or not row["_id"].strip():
        raise FactError("the row has no name or no _id")
    _leave_out_persons(listed, row["type"].strip(), raw)
    if _listing_iri(edition, row, listed) in edition.facts.classes:
        raise LeftOut("the same entry once more")
    name = _TAIL.sub("", raw).rstrip(" ,")
    details = sort(from_ids(row["ids"]))
    subject, cls = _organization(edition, row, name, details, listed)
    _listing(edition, row, listed, subject, raw, details)
    parents.by_name.setdefault(slug(name), set()).add(subject)
    if match := _PART_OF.fullmatch(name):
        parents.wanted.append((subject, cls, match[1]))


def _leave_out_persons(listed: List, kind: str, name: str) -> None:
    if listed.typed:
        if kind in ("Individual", "Vessel", "Aircraft"):
            raise LeftOut({"Individual": "natural person", "Vessel": "vessel", "Aircraft": "aircraft"}[kind])
        if kind != "Entity":
            raise FactError(f"unknown type {kind!r}; it is Entity, Individual, Vessel or Aircraft")
    elif kind:
        raise FactError(f"this list states no type, but the row has {kind!r}")
    elif listed.programme in _PERSONS_LISTS:
        if not shown_organization(name):
            raise LeftOut("natural person, or not shown to be an organization")
    elif is_person_like(name):
        raise LeftOut("natural person, by the name")


def _organization(edition: Edition, row: Record, name: str, details: Details, listed: List) -> tuple[str, str]:
    addresses = [a.removeprefix("and ").strip() for a in row.list("addresses")]
    codes = list(dict.fromkeys(c for c in map(_territory, addresses) if c))
    uid = row["entity_number"].strip()
    if listed.typed:
        if uid != row["_id"].strip():
            raise FactError(f"entity_number {uid!r} is not the _id {row['_id']!r}")
        key = iri("org", "us-csl", f"ofac-{uid}")
    else:
        key = iri("org", "us-csl", "-".join([slug(name), *(c.lower() for c in codes[:1])]))
    cls = details.target or class_of(name)
    territories = [territory_iri(c) for c in codes] + details.territories
    edition.facts.add(
        cls, key, name=name, alias=[a for a in (*_aliases(row, name), *details.aliases) if a != name],
        territory=list(dict.fromkeys(territories)), address=[a for a in addresses if len(a) > 3], website=details.websites,
        description=details.descriptions, identifier=([f"ofac:{uid}"] if listed.typed else []) + details.identifiers,
        recordId=row["_id"].strip(),
    )  # fmt: skip
    return key, cls


def _aliases(row: Record, name: str) -> list[str]:
    """The other names of the cell, without the word "and" that the Entity List puts before the last, and an affiliate's own name."""
    found = [clean(a).removeprefix("and ").rstrip(" ,") for a in row.list("alt_names")]
    if match := _AFFILIATE.fullmatch(name):
        found.append(match[2])
    return [a for a in found if len(a) > 1 and a != "and"]


@cache
def _territory(address: str) -> str | None:
    """The code at the end of an address, or of the territory named there; None where it ends in neither.

    A US address may end in its ZIP code after the state; "Hong Kong, CN" is Hong Kong.
    """
    parts = [p.strip() for p in address.split(",")]
    last, before = parts[-1], parts[-2] if len(parts) > 1 else ""
    if _ZIP.fullmatch(last):
        return "US" if _STATES.fullmatch(before) else None
    if last in ("CN", "China"):
        return _HONG_KONG.get(before.casefold(), "CN")
    try:
        code = code_of(last.rstrip("0123456789 "))
    except FactError:
        return None
    return code if len(code) == 2 else None


def _listing_iri(edition: Edition, row: Record, listed: List) -> str:
    """Keyed by `_id` and list: a party on several of OFAC's lists has one `_id` in all of them."""
    return iri("listing", "us-csl", edition.name, f"{row['_id'].strip()}-{listed.programme}")


def _listing(edition: Edition, row: Record, listed: List, subject: str, raw: str, details: Details) -> None:
    notice, end = clean(row["federal_register_notice"]), row["end_date"].strip()
    citations = list(dict.fromkeys(f"{volume} FR {page}" for volume, page in _CITATION.findall(notice)))
    as_published = [f"federal_register_notice: {notice}"] if citations and "; ".join(citations) != notice else []
    stated = row["start_date"].strip()
    start, kind, published = _start(edition, stated, listed, citations, details)
    if stated and start != stated:
        as_published.append(f"start_date: {stated}")
    edition.facts.add(
        "Listing", _listing_iri(edition, row, listed), subject=subject,
        programme=programme(listed.programme), listedAs=raw, start=start, startKind=kind, published=published, end=end,
        endKind=listed.end_kind if end else None, divestBy=details.dates(listed.programme)[2], legalAct=citations or notice,
        requirement=[row["license_requirement"].strip(), row["license_policy"].strip(), *details.requirements],
        programCode=row.list("programs"), recordId=row["_id"].strip(), note=clean(row["remarks"]), asPublished=as_published,
    )  # fmt: skip


def _start(
    edition: Edition, stated: str, listed: List, citations: list[str], details: Details
) -> tuple[str | ImpreciseDate, str, str | None]:
    """Start, its kind, and the day of publication where that is another day than the start.

    An order that was renewed, or an entry that was revised, stands under the day of its last revision: where an older Federal Register
    notice is cited, it began between the year of that notice and the stated day.
    """
    if not stated:
        published, effective, _ = details.dates(listed.programme)
        if effective:
            return effective, "effective", published
        return (published, "published", None) if published else (not_after(edition.day), "seen", None)
    years = [_FIRST_VOLUME_YEAR + int(c.split()[0]) for c in citations]
    stated = _with_century(stated, years)
    if listed.programme in _RULES_OF:
        for published, effective in (_rules()[c] for c in citations if c in _rules()):
            if stated in (published, effective):
                return effective, "effective", published if published != effective else None
    first = min(years, default=9999)
    return (f"{first}/{stated}" if first < int(stated[:4]) else stated), listed.start_kind, None


def _with_century(stated: str, years: list[int]) -> str:
    """The day, with the century where the list lost it ("0097-06-30" beside 62 FR 35334, which is of 1997)."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", stated):
        raise FactError(f"start_date {stated!r} is no day such as 2019-10-09")
    if stated >= "1900":
        return stated
    century = {y - y % 100 for y in years if y % 100 == int(stated[:4])}
    if len(century) != 1:
        raise FactError(f"start_date {stated!r} has lost its century and no cited notice tells which it was")
    return f"{century.pop() + int(stated[:4])}{stated[4:]}"
