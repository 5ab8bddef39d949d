"""Companies named in US public laws, and nonproliferation designations -> listings on four programmes.

Persons are left out. A row without a start day (sections 889 and 5949) was there on the day of the edition or before: the
file does not give the day of the law. The INKSNA file holds the designations of 2026 only, so absence from it says nothing.
Military bodies that the file calls companies are public bodies here (`kinds.csv`), with the file's word kept.
"""

import csv
import re
from functools import cache
from pathlib import Path

from ingest.dates import ImpreciseDate, day, imprecise, not_after
from ingest.edition import Edition, LeftOut, Record
from ingest.facts import clean, iri, programme, slug
from ingest.facts import territory as territory_iri
from ingest.territories import code_of
from ontology.errors import FactError

PROGRAMMES = {"section_889": "us-ndaa-889", "section_5949": "us-ndaa-5949", "section_154": "us-ndaa-154", "inksna": "us-inksna"}
"""Role of the file -> programme."""
_STATED = {
    "section_889": "Section 889 of",
    "section_5949": "Section 5949 of",
    "section_154": "Section 154 of",
    "inksna": "Nonproliferation Sanctions",
}
"""How the program column of each file begins; anything else is another programme in the wrong file."""
_COLUMNS = (
    "schema",
    "name",
    "aliases",
    "program",
    "authority",
    "report-date",
    "start-date",
    "end-date",
    "country",
    "notes",
    "source_url",
)
_YEAR = re.compile(r"\d{4}(-\d{2})?")


@cache
def _table(name: str) -> dict[str, str]:
    with (Path(__file__).parent / name).open(newline="", encoding="utf-8") as file:
        return dict(list(csv.reader(file))[1:])


def _date(text: str) -> str | None:
    """Canonical text of a day, or of a year or month where the file gives no more; None when the cell is blank.

    >>> _date("October 1, 2027"), _date("2026-01-22"), _date("2019"), _date(" ")
    ('2027-10-01', '2026-01-22', '2019', None)
    """
    text = text.strip()
    if not text:
        return None
    return imprecise(text).text if _YEAR.fullmatch(text) else day(text, "%Y-%m-%d", "%B %d, %Y")


def read(edition: Edition) -> None:
    for role, code in PROGRAMMES.items():
        for row in edition.table(role, _COLUMNS):
            with row:
                _read_row(edition, row, role, code)


def _read_row(edition: Edition, row: Record, role: str, code: str) -> None:
    if row["schema"] == "Person":
        raise LeftOut("natural person")
    if row["schema"] != "Company":
        raise FactError(f"{row['schema']!r} is no kind of party known in this source: Company or Person")
    if not row["program"].startswith(_STATED[role]):
        raise FactError(f"the program {row['program']!r} does not belong in the file of {code}")
    subject = _organization(edition, row)
    published, start, end = _date(row["report-date"]), _date(row["start-date"]), _date(row["end-date"])
    when: str | ImpreciseDate = start or published or not_after(edition.day)
    cells = [
        f"{c}: {row[c]}" for c, v in (("start-date", start), ("end-date", end), ("report-date", published)) if v and row[c] != v
    ]
    edition.facts.add(
        "Listing",
        iri("listing", "us-special-legislation", edition.name, f"{code}-{slug(row['name'])}-{start or published or 'undated'}"),
        subject=subject,
        programme=programme(code),
        listedAs=row["name"],
        start=when,
        startKind="effective" if start else "published" if published else "seen",
        published=published,
        end=end,
        endKind="expires" if end else None,
        legalAct=row["program"],
        requirement=row["notes"],
        asPublished=[*cells, f"source_url: {row['source_url']}", f"authority: {row['authority']}"],
    )


def _organization(edition: Edition, row: Record) -> str:
    name, country = clean(row["name"]), row["country"].strip()
    if not name:
        raise FactError("the row names nobody")
    cls = _table("kinds.csv").get(name, "Company")
    code = code_of(_table("countries.csv").get(country, country)) if country else None
    published = [f"country: {country}"] if code else []
    published += [f"name: {row['name']!r}"] if row["name"] != name else []
    published += ["schema: Company"] if cls != "Company" else []
    key = slug(name) + (f"-{code.lower()}" if code else "")
    return edition.facts.add(
        cls,
        iri("org", "us-special-legislation", key),
        name=name,
        alias=row.list("aliases"),
        territory=territory_iri(code) if code else None,
        asPublished=published,
    )
