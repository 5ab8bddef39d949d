"""Mapping China's Tech Giants (Italy) -> deals and uses of surveillance and telecom technology.

The records are of many types: offices, donations and research are left out (`types.csv`). What a record of the other types says
stands in its words alone, so each was read: `records.csv` gives, by label and company, the event and the party. A deal is what is
worded as an award, a bid won or an agreement to build; everything else is a use. The date is the year the map calls commenced:
the year of the signature of a deal, the first year of a use, which does not say how long it lasted.

Descriptions cut by the report they were taken from are marked as cut; HTML entities are decoded.
"""

import csv
import html
import re
from functools import cache
from pathlib import Path

from ingest.dates import imprecise
from ingest.edition import Edition, LeftOut, Record
from ingest.facts import clean, iri, slug
from ingest.facts import territory as territory_iri
from ingest.territories import code_of
from ontology.errors import FactError

_COLUMNS = ("no", "label", "company", "country", "city", "type", "year_commenced", "description", "description_truncated")


@cache
def _types() -> dict[str, dict[str, str]]:
    with (Path(__file__).parent / "types.csv").open(newline="", encoding="utf-8") as file:
        return {row["type"]: row for row in csv.DictReader(file)}


@cache
def _records() -> dict[tuple[str, str], dict[str, str]]:
    with (Path(__file__).parent / "records.csv").open(newline="", encoding="utf-8") as file:
        return {(row["label"], row["company"]): row for row in csv.DictReader(file)}


def plain(text: str) -> str:
    """The text with HTML entities decoded and white space in order.

    >>> plain("up to &euro;500  mil")
    'up to €500 mil'
    """
    return clean(html.unescape(text))


def read(edition: Edition) -> None:
    for row in edition.table("records", _COLUMNS):
        with row:
            _record(edition, row)


def _record(edition: Edition, row: Record) -> None:
    number, label, company, kind = row["no"].strip(), plain(row["label"]), plain(row["company"]), row["type"].strip()
    year, cut = row["year_commenced"].strip(), row["description_truncated"].strip()
    if not number.isdigit() or not company:
        raise FactError(f"the record {number!r} has no number or no company")
    if kind not in _types():
        raise FactError(f"the type {kind!r} is not in types.csv beside the reader; say whether it is a sale or use")
    if year and not re.fullmatch(r"(19|20)\d\d", year):
        raise FactError(f"year_commenced is {year!r}, which is no year")
    if cut not in ("yes", "no"):
        raise FactError(f"description_truncated is {cut!r}, neither yes nor no")
    place = territory_iri(code_of(plain(row["country"])))
    known = _records().get((label, company))
    if known is None or known["left_out"]:
        if known is None and _types()[kind]["taken"] == "yes":
            raise FactError(
                f"the record {label!r} of {company} is not in records.csv beside the reader; read it and say what it states"
            )
        raise LeftOut(known["left_out"] if known else _types()[kind]["left_out"])
    _event(edition, row, known, place)


def _event(edition: Edition, row: Record, known: dict[str, str], place: str) -> None:
    facts, number, event = edition.facts, row["no"].strip(), known["event"]
    company, party, year = known["company"], known["party"], row["year_commenced"].strip()
    supplier = facts.add("Company", iri("org", "aspi-tech-giants", slug(company)), name=company)
    customer = None
    if party:
        key = iri("org", "aspi-tech-giants", f"{slug(party)}-it")
        customer = facts.add(known["party_class"], key, name=party, territory=place)
    text, raw = plain(row["description"]), clean(row["description"])
    published = [f"{c}: {clean(row[c])}" for c in ("type", "city", "label") if row[c].strip()]
    dated = year and known["date_kind"]
    common = {
        "supplier": supplier,
        "technology": [iri("technology", t) for t in known["technology"].split(";") if t],
        "status": known["status"],
        "date": imprecise(year) if dated else None,
        "dateKind": known["date_kind"] if dated else None,
        "recordId": number,
        "note": [text + (" [cut]" if row["description_truncated"].strip() == "yes" else "")],
        "asPublished": published + ([f"description: {raw}"] if raw != text else []),
    }
    if event == "Deal":
        facts.add("Deal", iri("deal", "aspi-tech-giants", number), customer=customer, destination=place, **common)
    else:
        facts.add("Use", iri("use", "aspi-tech-giants", number), user=customer, territory=place, **common)
