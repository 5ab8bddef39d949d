"""Chinese counter-sanctions -> organizations and listings.

A row is one party in one announcement; `lists.csv` says which programme each list of each authority is. Authorities put the same
announcement on several pages, and the transcription has a row for each: of rows that agree in name, programme and day the first is
kept. The day is that of the announcement. Some rows give no country for a party that another row places: its node is keyed by
the country that the other rows give, so that it stays one node, and its territory is the one they state.

A suspension is told only in `Summary`; it is kept as a note and does not end the listing.
"""

import csv
from functools import cache
from pathlib import Path

from ingest.dates import day
from ingest.edition import Edition, LeftOut, Record
from ingest.facts import clean, iri, programme, slug
from ingest.facts import territory as territory_iri
from ingest.organizations import class_of
from ingest.territories import code_of
from ontology.errors import FactError, did_you_mean

REQUIRED = ("Type", "QID", "Name", "Alias", "Chinese name", "Country", "Topics", "Summary", "Body", "List", "Date", "End date", "Source URL",
            "Address")  # fmt: skip
_TOPICS = ("sanction", "sanction.counter", "export.control")


@cache
def _lists() -> dict[tuple[str, str], str]:
    with (Path(__file__).parent / "lists.csv").open(newline="", encoding="utf-8") as file:
        return {(row["list"], row["body"]): row["programme"] for row in csv.DictReader(file)}


def read(edition: Edition) -> None:
    rows: list[Record] = []
    try:
        rows.extend(edition.table("list", REQUIRED))
    finally:
        homes = _homes(rows)
        seen: set[str] = set()
        for row in rows:
            with row:
                _read_row(edition, row, homes, seen)


def _homes(rows: list[Record]) -> dict[str, str]:
    """Country by name, for names that the rows place in one country only."""
    found: dict[str, set[str]] = {}
    for row in rows:
        if row["Country"].strip():
            found.setdefault(slug(clean(row["Name"])), set()).add(row["Country"].strip())
    return {name: next(iter(countries)) for name, countries in found.items() if len(countries) == 1}


def _read_row(edition: Edition, row: Record, homes: dict[str, str], seen: set[str]) -> None:
    kind, name = row["Type"].strip(), clean(row["Name"])
    if kind == "Person":
        raise LeftOut("natural person")
    if kind not in ("Company", "Organization"):
        raise FactError(f"unknown Type {kind!r}; it is Company, Organization or Person")
    if not name:
        raise FactError("the row has no name")
    if row["Topics"].strip() not in _TOPICS:
        raise FactError(f"unknown Topics {row['Topics']!r}.{did_you_mean(row['Topics'], _TOPICS)}")
    listed = _programme(row)
    announced = day(row["Date"], "%d.%m.%Y", "%d.%m.%y")
    key = f"{slug(name)}-{listed}-{announced}"
    if key in seen:
        raise LeftOut("the same announcement once more")
    subject = _organization(edition, row, kind, name, homes)
    _listing(edition, row, key, subject, name, listed, announced)
    seen.add(key)


def _programme(row: Record) -> str:
    title, body = row["List"].strip(), row["Body"].strip()
    found = _lists().get((title, body))
    if not found:
        raise FactError(f"unknown list {title!r} of {body!r}; add it to lists.csv beside the reader")
    return found


def _organization(edition: Edition, row: Record, kind: str, name: str, homes: dict[str, str]) -> str:
    stated = row["Country"].strip() or homes.get(slug(name), "")
    code, qid = code_of(stated) if stated else None, row["QID"].strip()
    aliases = [a for a in (*row.list("Alias", ";"), *row.list("Chinese name", ";")) if a != name]
    return edition.facts.add(
        "Company" if kind == "Company" else class_of(name),
        iri("org", "cn-countersanctions", "-".join([slug(name), *([code.lower()] if code else [])])), name=name,
        alias=aliases, territory=territory_iri(code) if code else None, address=clean(row["Address"]),
        identifier=f"wikidata:{qid}" if qid else None,
    )  # fmt: skip


def _listing(edition: Edition, row: Record, key: str, subject: str, name: str, listed: str, announced: str) -> None:
    title, end, url = row["List"].strip(), row["End date"].strip(), row["Source URL"].strip()
    edition.facts.add(
        "Listing", iri("listing", "cn-countersanctions", edition.name, key), subject=subject, programme=programme(listed), listedAs=name,
        start=announced, startKind="announced", end=day(end, "%d.%m.%Y", "%d.%m.%y") if end else None, endKind="removed" if end else None,
        note=[n for n in (clean(row["Summary"]), f"Announced at {url}" if url else "") if n],
        asPublished=[f"List: {title}" if title else "", f"Body: {row['Body'].strip()}"],
    )  # fmt: skip
