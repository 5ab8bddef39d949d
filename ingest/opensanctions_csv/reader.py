"""OpenSanctions' simple CSV -> organizations and listings.

A cell joins several values by ";" and quotes a value that contains quotes, line ends or semicolons inside the cell: it is read as a line of
CSV of its own. Numbers come without their kind. A number is stated under a scheme only where its form and check digits show the
scheme and the country fits; all others stay as published.

The file does not say since when a target is listed, only when OpenSanctions first saw it: the listing began then or earlier. Firms
without a program code (owners and managers of ships) are targets of the data set all the same.
"""

import csv
import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from rigour.ids import get_identifier_format

from ingest.dates import not_after
from ingest.edition import Edition, LeftOut, Record
from ingest.facts import clean, iri, programme
from ingest.facts import territory as territory_iri
from ingest.organizations import class_of, is_person_like
from ingest.territories import code_of
from ontology.errors import FactError, did_you_mean

REQUIRED = ("id", "schema", "name", "aliases", "countries", "addresses", "identifiers", "sanctions", "dataset", "first_seen")
_LEFT_OUT = {
    "Person": "natural person",
    "Vessel": "vessel",
    "Airplane": "aircraft",
    "Vehicle": "vehicle",
    "Security": "security",
    "CryptoWallet": "wallet",
    "Asset": "asset that is no organization",
}
_CLASSES = {"Company": "Company", "Organization": "Organization", "PublicBody": "PublicBody", "LegalEntity": None}
_NAMELESS = ("company", "organization", "unknown")
"""Names that stand where the publisher has none."""
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T.*)?")
_IMO = re.compile(r"IMO\s*(\d{7})")


@cache
def _programmes() -> dict[tuple[str, str], str]:
    with (Path(__file__).parent / "datasets.csv").open(newline="", encoding="utf-8") as file:
        return {(row["dataset"], row["program_id"]): row["programme"] for row in csv.DictReader(file)}


def read(edition: Edition) -> None:
    for row in edition.table("targets", REQUIRED):
        with row:
            _read_row(edition, row)


def values(row: Record, column: str) -> list[str]:
    """The values of a cell, cleaned, empty ones dropped. Raises FactError where the quoting inside the cell is broken."""
    cell = row.get(column, "").strip()
    try:
        found = list(csv.reader(io.StringIO(cell, newline=""), delimiter=";", strict=True))
    except csv.Error as error:
        raise FactError(f"the quoting inside {column} is broken: {error}") from None
    if len(found) > 1:
        raise FactError(f"the quoting inside {column} is broken: a line end stands outside quotes")
    parts = found[0] if found else []
    return list(dict.fromkeys(c for p in parts if (c := clean(p))))


def _read_row(edition: Edition, row: Record) -> None:
    schema, number, name = row["schema"].strip(), row["id"].strip(), clean(row["name"])
    if schema in _LEFT_OUT:
        raise LeftOut(_LEFT_OUT[schema])
    if schema not in _CLASSES:
        raise FactError(f"unknown schema {schema!r}.{did_you_mean(schema, (*_CLASSES, *_LEFT_OUT))}")
    if not number or not name:
        raise FactError("the row has no id or no name")
    if name.casefold() in _NAMELESS:
        raise LeftOut(f"the publisher has no name, only {name!r}")
    if schema == "LegalEntity" and is_person_like(name):
        raise LeftOut("natural person, by the name")
    codes = [code_of(c) for c in values(row, "countries")]
    typed, untyped = [], []
    for value in values(row, "identifiers"):
        scheme = _scheme(value, codes)
        (typed if scheme else untyped).append(scheme or f"identifiers: {value}")
    subject = edition.facts.add(
        _CLASSES[schema] or class_of(name), iri("org", "opensanctions-csv", number), once=True, name=name,
        alias=[a for a in values(row, "aliases") if a != name], territory=[territory_iri(c) for c in dict.fromkeys(codes)],
        address=values(row, "addresses"), identifier=typed, recordId=number, asPublished=untyped,
    )  # fmt: skip
    _listings(edition, row, subject, name)


def _scheme(value: str, codes: list[str]) -> str | None:
    """scheme:value where form, check digits and country show what the number is."""
    if match := _IMO.fullmatch(value):
        return f"imo:{match[1]}"
    for scheme, length, country in (("ru-inn", 10, "RU"), ("ru-ogrn", 13, "RU"), ("uscc", 18, "CN")):
        if len(value) == length and codes == [country] and _valid(scheme.removeprefix("ru-"), value):
            return f"{scheme}:{value}"
    return f"lei:{value}" if len(value) == 20 and _valid("lei", value) else None


def _valid(scheme: str, value: str) -> bool:
    return get_identifier_format(scheme).is_valid(value)


def _by_programme(row: Record) -> Iterator[tuple[str, list[str]]]:
    """The programmes of a row, each with the program codes that belong to it."""
    dataset, found = clean(row["dataset"]), {}
    for code in values(row, "program_ids") or [""]:
        listed = _programmes().get((dataset, code))
        if not listed:
            raise FactError(f"no programme is known for program {code or '(none)'} of {dataset!r}; add it to datasets.csv beside the reader")
        found.setdefault(listed, []).append(code)
    yield from found.items()


def _listings(edition: Edition, row: Record, subject: str, name: str) -> None:
    match = _DAY.fullmatch(row["first_seen"].strip())
    if not match:
        raise FactError(f"first_seen {row['first_seen']!r} is no day such as 2025-10-06")
    for listed, codes in _by_programme(row):
        edition.facts.add(
            "Listing", iri("listing", "opensanctions-csv", edition.name, f"{row['id'].strip()}-{listed}"), subject=subject,
            programme=programme(listed), listedAs=name, start=not_after(match[1]), startKind="seen", programCode=codes,
            recordId=row["id"].strip(), note=values(row, "sanctions"), asPublished=f"first_seen: {row['first_seen'].strip()}",
        )  # fmt: skip
