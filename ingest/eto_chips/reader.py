"""Chip supply chain -> components, companies, and a supply link for each provision.

Shares are of the world market of that input in that year, by the firm's or the territory's headquarters. A blank share means
that the provider is known to supply the input and its share is not published. Where the provider is "Various countries" or
"Various companies" the supplier is not named: those rows are left out. Every id must resolve.
"""

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path

from ingest.edition import Edition, LeftOut, Record
from ingest.facts import clean, decimal_text, iri, slug
from ingest.facts import territory as territory_iri
from ingest.territories import code_of
from ontology.errors import FactError

_LINK = re.compile(r"\[([^\[\]]*)\]\s?\((?:https?://[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)\)")
_UNNAMED = ("Various countries", "Various companies")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass
class Known:
    """The ids met so far."""

    stages: dict[str, str] = field(default_factory=dict)
    """Stage id -> name."""
    inputs: dict[str, str] = field(default_factory=dict)
    """Input id -> name."""
    companies: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """Provider id -> IRI, name and country as published, of an organization."""
    places: dict[str, str] = field(default_factory=dict)
    """Provider id -> IRI of a territory."""
    unnamed: set[str] = field(default_factory=set)
    """Provider ids that stand for several suppliers."""


@cache
def _kinds() -> dict[str, dict[str, str]]:
    with (Path(__file__).parent / "kinds.csv").open(newline="", encoding="utf-8") as file:
        return {row["type"]: row for row in csv.DictReader(file)}


def plain(text: str) -> str:
    """The text with markdown links as their words, and white space in order.

    >>> plain("Sales. [WSTS](https://perma.cc/Y773-9T3A)")
    'Sales. WSTS'
    """
    return clean(_LINK.sub(r"\1", text))


def component(identifier: str) -> str:
    """IRI of the component with that id of the dataset."""
    return iri("component", "eto-chips", identifier.lower())


def read(edition: Edition) -> None:
    known = Known()
    tables: list[tuple[str, tuple[str, ...], Callable[[Edition, Record, Known], None]]] = [
        ("stages", ("stage_id", "stage_name", "description"), _stage),
        ("inputs", ("input_id", "input_name", "type", "stage_name", "stage_id", "description", "year"), _input),
        ("sequence", ("input_name", "input_id", "goes_into_name", "goes_into_id", "is_type_of_name", "is_type_of_id"), _sequence),
        ("providers", ("provider_name", "alias", "provider_id", "provider_type", "country"), _provider),
        (
            "provision",
            ("provider_name", "provider_id", "provided_name", "provided_id", "share_provided", "year", "source"),
            _provision,
        ),
    ]
    for role, columns, take in tables:
        for row in edition.table(role, columns):
            with row:
                take(edition, row, known)


def _new_id(row: Record, column: str, pattern: str, known: dict) -> str:
    found = row[column].strip()
    if not re.fullmatch(pattern, found):
        raise FactError(f"{found!r} is no {column} of this dataset")
    if found in known:
        raise FactError(f"the {column} {found} stands twice; the first row was kept")
    return found


def _name(row: Record, column: str) -> str:
    name = clean(row[column])
    if not name:
        raise FactError(f"the {column} is blank")
    return name


def _description(row: Record) -> tuple[str, str | None]:
    text, raw = plain(row["description"]), clean(row["description"])
    return text, f"description: {raw}" if text != raw else None


def _stage(edition: Edition, row: Record, known: Known) -> None:
    found = _new_id(row, "stage_id", r"S\d+", known.stages)
    text, raw = _description(row)
    edition.facts.add(
        "Component",
        component(found),
        name=_name(row, "stage_name"),
        componentKind="stage",
        stage=row["stage_name"],
        description=text,
        recordId=found,
        asPublished=raw,
    )
    known.stages[found] = clean(row["stage_name"])


def _input(edition: Edition, row: Record, known: Known) -> None:
    found = _new_id(row, "input_id", r"N\d+", known.inputs)
    kind = _kinds().get(row["type"])
    if kind is None:
        raise FactError(f"the type {row['type']!r} is not in kinds.csv beside the reader")
    stage, year = row["stage_id"].strip(), row["year"].strip()
    if stage and known.stages.get(stage) != clean(row["stage_name"]):
        raise FactError(f"{stage} is no stage called {row['stage_name']!r} in stages.csv")
    text, raw = _description(row)
    technology = f"urn:kg:technology:{kind['technology']}" if kind["technology"] else None
    edition.facts.add(
        "Component",
        component(found),
        name=_name(row, "input_name"),
        componentKind=kind["component_kind"],
        stage=row["stage_name"],
        goesInto=component(stage) if stage else None,
        description=text,
        technology=technology,
        recordId=found,
        asPublished=[f"type: {row['type']}", raw, f"year: {year}" if year else None],
    )
    known.inputs[found] = clean(row["input_name"])


def _input_id(row: Record, column: str, known: Known) -> str:
    found = row[f"{column}_id"].strip()
    if found not in known.inputs:
        raise FactError(f"the {column}_id {found!r} is not in inputs.csv")
    if clean(row[f"{column}_name"]) != known.inputs[found]:
        raise FactError(f"{found} is called {row[f'{column}_name']!r} here and {known.inputs[found]!r} in inputs.csv")
    return component(found)


def _sequence(edition: Edition, row: Record, known: Known) -> None:
    into, wider = bool(row["goes_into_id"].strip()), bool(row["is_type_of_id"].strip())
    if into == wider:
        raise FactError("the row says neither or both of goes_into and is_type_of, where the dataset says one")
    this = _input_id(row, "input", known)
    other = _input_id(row, "goes_into" if into else "is_type_of", known)
    if this == other:
        raise FactError("the input goes into, or is a type of, itself")
    edition.facts.add("Component", this, goesInto=other if into else None, broader=None if into else other)


def _provider(edition: Edition, row: Record, known: Known) -> None:
    found, name, country = row["provider_id"].strip(), _name(row, "provider_name"), row["country"].strip()
    if not re.fullmatch(r"P\d+", found):
        raise FactError(f"{found!r} is no provider_id of this dataset")
    kind, alias = row["provider_type"], row["alias"]
    if kind not in ("organization", "country"):
        raise FactError(f"the provider_type {kind!r} is neither organization nor country")
    if name in _UNNAMED:
        known.unnamed.add(found)
        raise LeftOut("stands for several suppliers that are not named")
    if kind == "country":
        if found in known.companies:
            raise FactError(f"{found} is an organization elsewhere and a country here")
        known.places[found] = territory_iri(code_of(name))
        return
    before = known.companies.get(found)
    if found in known.places or (before and before[1:] != (name, country)):
        raise FactError(f"{found} is another provider in an earlier row")
    code = code_of(country)
    company = edition.facts.add(
        "Company",
        iri("org", "eto-chips", f"{slug(name)}-{code.lower()}"),
        name=name,
        alias=alias,
        territory=territory_iri(code),
        recordId=found,
        asPublished=f"country: {country}",
    )
    known.companies[found] = (company, name, country)


def _provision(edition: Edition, row: Record, known: Known) -> None:
    provider, provided, year, share = (row[c].strip() for c in ("provider_id", "provided_id", "year", "share_provided"))
    if provider in known.unnamed:
        raise LeftOut("the supplier is not named, only that there are several")
    if provider not in known.companies and provider not in known.places:
        raise FactError(f"the provider_id {provider!r} is not in providers.csv")
    name = known.inputs.get(provided) or known.stages.get(provided)
    if name is None:
        raise FactError(f"the provided_id {provided!r} is neither in inputs.csv nor in stages.csv")
    if clean(row["provided_name"]) != name:
        raise FactError(f"{provided} is called {row['provided_name']!r} here and {name!r} in its own table")
    if not _YEAR.fullmatch(year):
        raise FactError(f"{year!r} is no year")
    if share and not 0 <= Decimal(decimal_text(share)) <= 100:
        raise FactError(f"the share {share} is not between 0 and 100 per cent")
    supplier, older = _supplier(edition, row, provider, known)
    basis, raw = plain(row["source"]), clean(row["source"])
    edition.facts.add(
        "SupplyLink",
        iri("supply", "eto-chips", edition.name, f"{provider}-{provided}-{year}".lower()),
        supplier=supplier,
        supplierTerritory=known.places.get(provider),
        component=component(provided),
        share=share,
        date=year,
        dateKind="observed",
        recordId=f"{provider} {provided} {year}",
        note=[f"Basis: {basis}" if basis else None, None if share else "Known to supply; the share is not published"],
        asPublished=[older, f"source: {raw}" if raw != basis else None],
    )


def _supplier(edition: Edition, row: Record, provider: str, known: Known) -> tuple[str | None, str | None]:
    """IRI of the company, and its name in this row where it is an outdated one, which becomes an alias."""
    name = _name(row, "provider_name")
    if provider in known.places:
        if territory_iri(code_of(name)) != known.places[provider]:
            raise FactError(f"{provider} is called {name!r} here and is another territory in providers.csv")
        return None, None
    company, current, _ = known.companies[provider]
    if name == current:
        return company, None
    edition.facts.add("Company", company, name=current, alias=name)
    return company, f"provider_name: {name}"
