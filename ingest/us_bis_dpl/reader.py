"""Denied Persons List -> organizations and listings.

The list has a row per address of a denied party and does not say whether the party is a natural person; most are. Only a name that
shows an organization is loaded, and the few of `organizations.csv`, whose names do not show it. Rows that agree in name and
days are one order with several addresses; the notices are those of its first row, because the others spell them differently.

`Effective_Date` is the day of the order. A temporary order that was renewed stands under the day of its last renewal, so
where an older Federal Register notice is cited, the denial began between the year of that notice and the stated day. `Expiration_Date`
is the day on which it is set to end.
"""

import csv
import re
from functools import cache
from pathlib import Path

from ingest.dates import day
from ingest.edition import Edition, LeftOut, Record
from ingest.facts import clean, iri, programme, slug
from ingest.facts import territory as territory_iri
from ingest.organizations import class_of, shown_organization
from ingest.territories import code_of
from ontology.errors import FactError

REQUIRED = ("Name", "Street_Address", "City", "State", "Country", "Postal_Code", "Effective_Date", "Expiration_Date", "Standard_Order",
            "Action", "FR_Citation")  # fmt: skip
_CITATION = re.compile(r"\b(\d{1,3})\s*F\.?\s?R\.?\s*(\d+)")
_FIRST_VOLUME_YEAR = 1935
"""The Federal Register's volume 1 is of 1936."""
_STATES = re.compile("A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]")
"""Postal codes of the states of the USA, of Puerto Rico and of the District of Columbia."""
_ORDERS = {"Y": "Standard denial order", "N": "Denial order other than the standard one", "": None}


@cache
def _organizations() -> frozenset[str]:
    with (Path(__file__).parent / "organizations.csv").open(newline="", encoding="utf-8") as file:
        return frozenset(row["name"] for row in csv.DictReader(file))


def read(edition: Edition) -> None:
    orders: dict[tuple[str, ...], str] = {}
    seen: set[tuple[str, ...]] = set()
    for row in edition.table("dpl", REQUIRED, delimiter="\t"):
        with row:
            _read_row(edition, row, orders, seen)


def _read_row(edition: Edition, row: Record, orders: dict[tuple[str, ...], str], seen: set[tuple[str, ...]]) -> None:
    name = clean(row["Name"])
    if not name:
        raise FactError("the row has no name")
    if not shown_organization(name) and name not in _organizations():
        raise LeftOut("natural person, or not shown to be an organization")
    whole = tuple(row[column] for column in REQUIRED)
    if whole in seen:
        raise LeftOut("the same row once more")
    order = (slug(name), row["Effective_Date"].strip(), row["Expiration_Date"].strip())
    code = _territory(row)
    subject = orders.get(order)
    if subject is None or subject not in edition.facts.classes:
        subject = iri("org", "us-bis-dpl", "-".join([slug(name), *([code.lower()] if code else [])]))
        _listing(edition, row, name, subject)
    parts = [clean(row[c]) for c in ("Street_Address", "City", "State", "Postal_Code", "Country")]
    edition.facts.add(class_of(name), subject, name=name, territory=territory_iri(code) if code else None,
                      address=", ".join(p for p in parts if p) if any(parts[:2]) else None)  # fmt: skip
    orders[order] = subject
    seen.add(whole)


def _territory(row: Record) -> str | None:
    """Code of the country; the list mostly leaves it blank for addresses in a state of the USA."""
    country, state = row["Country"].strip(), row["State"].strip()
    if country:
        return code_of(country)
    return "US" if _STATES.fullmatch(state) else None


def _listing(edition: Edition, row: Record, name: str, subject: str) -> None:
    effective, expires, notices = row["Effective_Date"].strip(), row["Expiration_Date"].strip(), clean(row["FR_Citation"])
    kind = row["Standard_Order"].strip().upper()
    if kind not in _ORDERS:
        raise FactError(f"unknown Standard_Order {kind!r}; it is Y, N or empty")
    stated = day(effective, "%m/%d/%Y")
    found = _CITATION.findall(notices)
    first = min((_FIRST_VOLUME_YEAR + int(volume) for volume, _ in found), default=9999)
    start = f"{first}/{stated}" if first < int(stated[:4]) else stated
    key = f"{slug(name)}-{stated}-{slug(expires) if expires else 'open'}"
    edition.facts.add(
        "Listing", iri("listing", "us-bis-dpl", edition.name, key), subject=subject, programme=programme("us-bis-denied-persons"),
        listedAs=name, start=start, startKind="effective", end=day(expires, "%m/%d/%Y") if expires else None,
        endKind="expires" if expires else None, legalAct=list(dict.fromkeys(f"{v} FR {p}" for v, p in found)) or notices,
        requirement=_ORDERS[kind], note=clean(row["Action"]),
        asPublished=[f"FR_Citation: {notices}"] * bool(notices) + [f"Effective_Date: {effective}"] * (start != stated),
    )  # fmt: skip
