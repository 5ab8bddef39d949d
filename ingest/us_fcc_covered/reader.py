"""FCC Covered List -> a listing for each company that an entry names.

The list is prose. `entries.csv` beside this file says which company each known phrase names, and which phrases name a class
of products; a sentence with no known phrase is rejected, so that a new entry is seen and not guessed at. The day is the day
of inclusion as the page gives it: it is kept as the day of publication. The page gives no country, so none is stated.
"""

import csv
import re
from functools import cache
from pathlib import Path

from ingest.dates import day
from ingest.edition import Edition, LeftOut, Record
from ingest.facts import clean, iri, programme, slug
from ontology.errors import FactError

_DATE = r"[A-Z][a-z]+ \d{1,2}, \d{4}"
_INCLUSION = re.compile(rf"({_DATE})((?:\s*Updated:\s*{_DATE})*)")


@cache
def _phrases() -> list[dict[str, str]]:
    with (Path(__file__).parent / "entries.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _included(text: str) -> str:
    """ISO day of inclusion: the first day of a cell that may run on with days of updates.

    >>> _included("December 22, 2025Updated:January 7, 2026")
    '2025-12-22'
    """
    match = _INCLUSION.fullmatch(text.strip())
    if not match:
        raise FactError(f"{text!r} is no day of inclusion in the form this source uses, such as March 12, 2021")
    return day(match[1], "%B %d, %Y")


def read(edition: Edition) -> None:
    for row in edition.table("list", ("covered_equipment_or_services", "date_of_inclusion_on_covered_list")):
        with row:
            _read_row(edition, row)


def _read_row(edition: Edition, row: Record) -> None:
    text, cell = clean(row["covered_equipment_or_services"]), row["date_of_inclusion_on_covered_list"]
    found = [p for p in _phrases() if p["fragment"] in text]
    if not found:
        raise FactError(
            f"the entry {text[:80]!r} holds no phrase of entries.csv beside the reader; add the company or class it names"
        )
    start = _included(cell)
    companies = [p for p in found if p["kind"] == "company"]
    if not companies:
        raise LeftOut("names a class of products, not a company")
    for phrase in companies:
        name = phrase["company"]
        company = _company(edition, name)
        edition.facts.add(
            "Listing",
            iri("listing", "us-fcc-covered", edition.name, f"{slug(name)}-{start}"),
            subject=company,
            programme=programme("us-fcc-covered"),
            listedAs=name,
            start=start,
            startKind="published",
            requirement=text,
            asPublished=None if clean(cell) == cell and "Updated" not in cell else f"date_of_inclusion_on_covered_list: {cell}",
        )
        if phrase["owner_of"]:
            asset = _company(edition, phrase["owner_of"])
            edition.facts.add(
                "OwnershipStake",
                iri("stake", "us-fcc-covered", edition.name, f"{slug(name)}-{slug(phrase['owner_of'])}"),
                owner=company,
                asset=asset,
                share=100,
                asOf=start,
                asPublished="its wholly-owned subsidiary",
            )


def _company(edition: Edition, name: str) -> str:
    return edition.facts.add("Company", iri("org", "us-fcc-covered", slug(name)), name=name)
