"""Licence-plate readers -> uses by agencies, and who may search whose cameras.

The survey of North Carolina asked each agency; `notes.csv` says which status its notes mean: confirmed, a trial, planned, ended,
or no use at all. The transparency pages of Flock Safety, read on one day in 2024 (the name of the file says 2023), give the
agencies that have such a page, with what the page counts, and the organizations with access. In the table of access the source
agency is the one whose page it is, which holds the data; the external agency is the one that may search. When the access or
the use began is not given, only that it was there on that day.

Agencies are public bodies of the United States, except private campus police and what the source calls a security firm.
The vendor's own accounts, tests and the like (`not_agencies.csv`) are left out, and so is access from or to them.
`companies.csv` gives the full names of the companies, `agency_types.csv` the types of agency in the survey.
"""

import re
from functools import cache
from pathlib import Path

from ingest.dates import day, not_after
from ingest.edition import Edition, LeftOut, Record
from ingest.facts import clean, iri, slug
from ingest.facts import territory as territory_iri
from ingest.side_tables import keyed
from ontology.errors import FactError

_SURVEY = (
    "id",
    "name",
    "type",
    "city",
    "county",
    "notes",
    "company",
    "cams_confirmed",
    "cams_portal",
    "flock_portal_url",
    "document_url",
)
_USAGE = (
    "data_retention_in_days",
    "number_of_owned_cameras",
    "hotlists_alerted_on",
    "vehicles_detected_in_the_last_30_days",
    "hotlist_hits_in_the_last_30_days",
    "searches_in_the_last_30_days",
    "public_search_audit",
)
_BLANK = ("", "NA")
_SECURITY_FIRM = "security firm"
_NO_AGENCY = ""
"""Stands for the name of an account that is left out."""
_ALPR = iri("technology", "alpr")


def _table(name: str) -> dict[str, dict[str, str]]:
    return keyed(Path(__file__).parent, name)


@cache
def _not_agencies() -> dict[str, str]:
    return {name: row["reason"] for name, row in _table("not_agencies.csv").items()}


def _listed(name: str, text: str, what: str) -> dict[str, str]:
    found = _table(name).get(text)
    if found is None:
        raise FactError(f"the {what} {text!r} is not in {name} beside the reader; say what it means")
    return found


def read(edition: Edition) -> None:
    seen = day(str(edition.settings["seen"]), "%Y-%m-%d")
    private: set[str] = set()
    for row in edition.table("survey", _SURVEY):
        with row:
            _survey(edition, row, private)
    names: dict[str, str] = {}
    for row in edition.table("agencies", ("id", "name", "notes")):
        with row:
            _agency(edition, row, names, private)
    for row in edition.table("usage", ("id", "agency", "updated", "accessed", "url", *_USAGE)):
        with row:
            _page(edition, row, names)
    _access(edition, names, seen)


def _organization(number: str) -> str:
    return f"urn:kg:org:flock-nc:{number}"


def _number(text: str) -> str:
    if not (text.isascii() and text.isdigit()):
        raise FactError(f"{text!r} is no id of an agency")
    return text


def _camera_count(row: Record, column: str) -> str | None:
    text = row[column].strip()
    if text in (*_BLANK, "Unknown"):
        return None
    if not text.isdigit():
        raise FactError(f"{column} is {text!r}, not a number, Unknown or NA")
    return f"{column}: {text}"


def _survey(edition: Edition, row: Record, private: set[str]) -> None:
    number, name, remark, company = _number(row["id"].strip()), clean(row["name"]), row["notes"].strip(), row["company"].strip()
    kind = _listed("agency_types.csv", row["type"].strip(), "agency type")
    meaning = _listed("notes.csv", remark, "survey note")
    supplier = _listed("companies.csv", company, "company")["name"]
    if not name:
        raise FactError("the agency has no name")
    if kind["class"] != "PublicBody":
        private.add(number)
    counts = [_camera_count(row, "cams_confirmed"), _camera_count(row, "cams_portal")]
    pages = [row[c].strip() for c in ("flock_portal_url", "document_url")]
    if meaning["left_out"]:
        raise LeftOut(meaning["left_out"])
    county = clean(row["county"])
    where = ", ".join(p for p in (clean(row["city"]), f"{county} County" if county else "", "NC") if p)
    user = edition.facts.add(
        kind["class"],
        _organization(number),
        name=name,
        territory=territory_iri("US"),
        recordId=number,
        description=f"{where}: {kind['meaning']}",
    )
    there = meaning["status"] in ("confirmed", "reported")
    edition.facts.add(
        "Use",
        iri("use", "flock-nc", f"survey-{number}-{slug(company)}"),
        user=user,
        technology=_ALPR,
        supplier=_company(edition, supplier) if supplier else None,
        status=meaning["status"],
        recordId=f"survey {number}",
        date=not_after(edition.day) if there else edition.day,
        dateKind="seen" if there else "reported",
        note=[remark, *counts, *(f"source: {p}" for p in pages if p not in _BLANK)],
        asPublished=f"company: {company}",
    )


def _company(edition: Edition, name: str) -> str:
    return edition.facts.add("Company", iri("org", "flock-nc", slug(name)), name=name)


def _agency(edition: Edition, row: Record, names: dict[str, str], private: set[str]) -> None:
    number, name, remark = _number(row["id"].strip()), row["name"], row["notes"].strip()
    if number in names:
        raise FactError(f"the agency {number} stands twice; the first row was kept")
    if not name.strip():
        raise FactError("the agency has no name")
    if reason := _not_agencies().get(clean(name)):
        names[number] = _NO_AGENCY
        raise LeftOut(reason)
    cls = "Organization" if number in private or _SECURITY_FIRM in remark else "PublicBody"
    edition.facts.add(
        cls,
        _organization(number),
        name=name,
        territory=territory_iri("US"),
        recordId=number,
        description=None if remark in _BLANK else f"Note of the source: {remark}",
    )
    names[number] = name


def _known(number: str, name: str, names: dict[str, str]) -> str:
    known = names.get(number)
    if known is None:
        raise FactError(f"the agency {number} ({name}) is not in the table of agencies")
    if known == _NO_AGENCY:
        raise LeftOut("of or with an account that is no agency")
    if known != name:
        raise FactError(f"the agency {number} is called {known!r} in the table of agencies and {name!r} here")
    return _organization(number)


def _page(edition: Edition, row: Record, names: dict[str, str]) -> None:
    """A transparency page: the agency uses Flock's readers on the day the page was updated."""
    user = _known(row["id"], row["agency"], names)
    updated = day(row["updated"], "%Y-%m-%dT%H:%M:%SZ")
    read_on = day(row["accessed"], "%Y-%m-%dT%H:%M:%SZ")
    address = row["url"].strip()
    if not re.match(r"https?://", address):
        raise FactError(f"{address!r} is no address of a page")
    edition.facts.add(
        "Use",
        iri("use", "flock-nc", f"page-{row['id']}"),
        user=user,
        supplier=_company(edition, "Flock Safety"),
        technology=_ALPR,
        status="confirmed",
        date=not_after(updated),
        dateKind="seen",
        evidence="press-on-documents",
        recordId=f"page {row['id']}",
        note=[
            *(f"{c}: {row[c].strip()}" for c in _USAGE if row[c].strip() not in _BLANK),
            f"source: {address} (read on {read_on})",
        ],
    )


def _access(edition: Edition, names: dict[str, str], seen: str) -> None:
    """One row for each organization that a page names as having access."""
    when = not_after(seen)
    for row in edition.table("access", ("src_agency", "external_agency", "src_agency_id", "external_agency_id")):
        with row:
            holder = _known(row["src_agency_id"], row["src_agency"], names)
            searcher = _known(row["external_agency_id"], row["external_agency"], names)
            if holder == searcher:
                raise FactError(f"the agency {row['src_agency_id']} is given access to its own cameras")
            key = f"urn:kg:access:flock-nc:{row['src_agency_id']}-{row['external_agency_id']}"
            edition.facts.add("Access", key, holder=holder, searcher=searcher, date=when, evidence="press-on-documents")
