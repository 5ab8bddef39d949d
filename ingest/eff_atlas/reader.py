"""Atlas of Surveillance -> uses: one agency, one technology, and the vendor where one is named.

A row reports a use and no contract. The dates are those of the linked pages, so a use is dated with the first link that is
plainly dated, as reported on that day; a date that is no plain day, month or year stays as published and dates nothing.

An agency is one name in one state: the same agency stands under several spellings of its city. The state is part of the name,
since "Springfield Police Department" are many. Puerto Rico, Guam and the like have codes of their own.

`technologies.csv` says what the technologies mean; `vendors.csv` corrects evident slips of vendors, and says who is no company.
"""

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ingest.dates import ImpreciseDate, day, imprecise
from ingest.edition import Edition, Record
from ingest.facts import clean, iri, slug
from ingest.facts import territory as territory_iri
from ingest.territories import code_of
from ontology.errors import FactError

_COLUMNS = ("AOSNUMBER", "City", "County", "State", "Agency", "Type of LEA", "Summary", "Type of Juris", "Technology", "Vendor")
_LINKS = ("Link 1", "Link 2", "Link 3")
_OUTLYING = ("AS", "GU", "MP", "PR", "VI")
"""Territories of the United States with an ISO 3166-1 code of their own."""
_NO_NAME = ("others", "unknown", "various")


@cache
def _technologies() -> dict[str, str]:
    with (Path(__file__).parent / "technologies.csv").open(newline="", encoding="utf-8") as file:
        return {row["as_published"]: row["technology"] for row in csv.DictReader(file)}


@cache
def _vendors() -> dict[str, tuple[str, str]]:
    with (Path(__file__).parent / "vendors.csv").open(newline="", encoding="utf-8") as file:
        return {row["as_published"]: (row["name"], row["class"]) for row in csv.DictReader(file)}


def link_date(text: str) -> ImpreciseDate | None:
    """The date of a link where it is plain: a day in the American order, a month, a year, or two years.

    >>> link_date("1/26/16").text, link_date("04/2019").text, link_date("2017-2019").text
    ('2016-01-26', '2019-04', '2017/2019')
    >>> link_date("43146") is None and link_date("01/17,2019") is None
    True
    """
    text = text.strip()
    try:
        if re.fullmatch(r"\d{4}", text):
            return imprecise(text)
        if match := re.fullmatch(r"(0[1-9]|1[0-2])/(\d{4})", text):
            return imprecise(f"{match[2]}-{match[1]}")
        if match := re.fullmatch(r"(\d{4})[-/](\d{4})", text):
            return imprecise(f"{match[1]}/{match[2]}")
        if re.fullmatch(r"\d{1,2}/\d{1,2}/(\d{2}|\d{4})", text):
            return imprecise(day(text, "%m/%d/%y" if len(text.rpartition("/")[2]) == 2 else "%m/%d/%Y"))
    except FactError:
        return None
    return None


def read(edition: Edition) -> None:
    columns = (*_COLUMNS, *(c for link in _LINKS for c in (link, f"{link} Snapshot", f"{link} Source", f"{link} Date")))
    for row in edition.table("atlas", columns):
        with row:
            _use(edition, row)


def _use(edition: Edition, row: Record) -> None:
    number, technology = row["AOSNUMBER"].strip(), clean(row["Technology"])
    if not re.fullmatch(r"AOS\d+", number):
        raise FactError(f"{number!r} is no number of the Atlas")
    if technology not in _technologies():
        raise FactError(f"the technology {technology!r} is not in technologies.csv beside the reader; add its code")
    dates = [(link, row[f"{link} Date"]) for link in _LINKS if row[f"{link} Date"].strip()]
    plain = [found for _, text in dates if (found := link_date(text))]
    suppliers = [_vendor(edition, name) for name in vendor_names(row["Vendor"])]
    published = [
        f"{link} Date: {text}" for link, text in dates if link_date(text) is None or text.strip() != link_date(text).text
    ]
    edition.facts.add(
        "Use",
        iri("use", "eff-atlas", number.lower()),
        user=_agency(edition, row),
        supplier=suppliers,
        technology=iri("technology", _technologies()[technology]),
        status="reported",
        recordId=number,
        date=plain[0] if plain else None,
        dateKind="reported" if plain else None,
        note=[row["Summary"].strip(), *_pages(row)],
        asPublished=[f"Technology: {technology}", *([f"Vendor: {row['Vendor']}"] if row["Vendor"].strip() else []), *published],
    )


def vendor_names(cell: str) -> list[str]:
    """The vendors that a cell names, each once, under one spelling.

    >>> vendor_names("Vigilant Solutions, Elsag"), vendor_names("DJI, Others"), vendor_names("Intergraph Security and Axon")
    (['Vigilant Solutions', 'ELSAG'], ['DJI'], ['Intergraph Security', 'Axon'])
    """
    parts = [clean(p) for p in re.split(r",| and (?=Axon\b)", cell)]
    names = [_vendors().get(p, (p, ""))[0] for p in parts if p and p.casefold() not in _NO_NAME]
    return list(dict.fromkeys(names))


def _vendor(edition: Edition, name: str) -> str:
    cls = next((cls for spelled, cls in _vendors().values() if spelled == name), "Company")
    return edition.facts.add(cls, iri("org", "eff-atlas", slug(name)), name=name)


def _agency(edition: Edition, row: Record) -> str:
    name, state = clean(row["Agency"]), row["State"].strip()
    if not name:
        raise FactError("Agency is blank")
    if not re.fullmatch(r"[A-Z]{2}", state):
        raise FactError(f"the state {state!r} is not two capital letters")
    code = state if state in _OUTLYING else code_of(f"US-{state}") and "US"
    where = ", ".join(p for p in (clean(row["City"]), clean(row["County"]), state) if p)
    kind = ", ".join(p for p in (clean(row["Type of LEA"]), clean(row["Type of Juris"])) if p)
    return edition.facts.add(
        "PublicBody",
        iri("org", "eff-atlas", f"{state.lower()}-{slug(name)}"),
        name=f"{name} ({state})",
        territory=territory_iri(code),
        description=f"{where}: {kind}" if kind else where,
        asPublished=f"Agency: {name}",
    )


def _pages(row: Record) -> Iterator[str]:
    """The linked pages, each as a note with its publisher, and their snapshots."""
    for link in _LINKS:
        address, publisher, snapshot = row[link].strip(), clean(row[f"{link} Source"]), row[f"{link} Snapshot"].strip()
        if address:
            yield f"source: {address}" + (f" ({publisher})" if publisher else "")
        elif publisher:
            yield f"source: {publisher}"
        if snapshot and snapshot != address:
            yield f"snapshot: {snapshot}"
