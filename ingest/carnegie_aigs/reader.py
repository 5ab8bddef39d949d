"""AI Global Surveillance Index -> mentions of companies, technologies in use, and territories that the technology is from.

A row is a territory. It names companies and ticks technologies, and does not say which company sold which technology, to whom
or when. So each company is a mention and each tick a use without a supplier; no deal follows. The date is the year of the
edition, which reports it. "Mult" stands for several companies: no organization, said in a note on the row's uses.

`columns.csv` says what the ticked columns mean, `spellings.csv` corrects evident slips; the original stays beside them. A spelling
without a name is a region without an ISO code, which is left out.

The regime type of 2019 is Carnegie's own, from the mean of three indexes; that of 2022 is V-Dem's for 2021. A second sheet of the workbook
of 2022 gives the latter for all states, with or without surveillance: the edition v-dem-2021.
"""

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from ingest.carnegie_aigs import sheet
from ingest.edition import Edition, LeftOut, Record
from ingest.facts import clean, iri, slug
from ingest.facts import territory as territory_iri
from ingest.territories import code_of
from ontology.errors import FactError, FileError, did_you_mean

SHEET = "AIGS 2022"
STATES = "Digital Repression Inde + V-Dem"
_REGIMES = ("CA", "EA", "ED", "LD")
_SEVERAL = "Mult"
_UNKNOWN_SELLER = "The source does not say which company supplied it, nor to whom"


@cache
def _spellings(kind: str) -> dict[str, str]:
    with (Path(__file__).parent / "spellings.csv").open(newline="", encoding="utf-8") as file:
        return {row["as_published"]: row["name"] for row in csv.DictReader(file) if row["kind"] == kind}


@cache
def _columns(edition: str) -> tuple[tuple[str, str, str], ...]:
    with (Path(__file__).parent / "columns.csv").open(newline="", encoding="utf-8") as file:
        return tuple((row["column"], row["kind"], row["value"]) for row in csv.DictReader(file) if row["edition"] == edition)


def read(edition: Edition) -> None:
    seen: set[str] = set()
    if edition.settings["form"] == "states":
        _read_states(edition, seen)
        return
    for row in _csv_rows(edition) if edition.settings["form"] == "csv" else _sheet_rows(edition):
        with row:
            _read_row(edition, row, seen)


def _csv_rows(edition: Edition) -> Iterator[Record]:
    ticks = tuple(column for column, _, _ in _columns(edition.name))
    return edition.table("index", ("country", "country_as_printed", "regime_type", "key_companies", *ticks))


def _sheet_rows(edition: Edition) -> Iterator[Record]:
    """The rows of the workbook. Columns without a heading hold further companies and are called "Company 6" and so on."""
    path = edition.path("index")
    table = sheet.rows(path, SHEET)
    _, heading = next(table, (0, ()))
    names = [clean(str(cell)) if cell is not None else "" for cell in heading]
    needed = (
        "Country",
        "V-Dem Regime Type 2021",
        "Other Countries",
        "Company 1",
        *(column for column, _, _ in _columns(edition.name)),
    )
    for column in needed:
        if column not in names:
            raise FileError(f"{path} has no column {column!r} in its first row.{did_you_mean(column, [n for n in names if n])}")
    last = max(i for i, name in enumerate(names) if name)
    companies = sum(name.startswith("Company ") for name in names)
    names[last + 1 :] = [f"Company {companies + i}" for i in range(1, len(names) - last)]
    for number, cells in table:
        yield edition.record("index", dict(zip(names, cells, strict=False)), number)


def _read_states(edition: Edition, seen: set[str]) -> None:
    """The sheet of all states: their regime type alone."""
    path = edition.path("states")
    table = sheet.rows(path, STATES)
    _, heading = next(table, (0, ()))
    names = [clean(_text(cell)) for cell in heading]
    for column in ("Country", "v2x_regime"):
        if column not in names:
            raise FileError(
                f"{path} has no column {column!r} in its sheet of states.{did_you_mean(column, [n for n in names if n])}"
            )
    for number, cells in table:
        row = edition.record("states", {name: cell for name, cell in zip(names, cells, strict=False) if name}, number)
        with row:
            code = _territory(_text(row["Country"]))
            if code in seen:
                raise FactError(f"the territory {code} stands twice; the first row was kept")
            edition.facts.add("Territory", territory_iri(code), code=code, regimeType=_regime(edition, row, "v2x_regime"))
            seen.add(code)


def _regime(edition: Edition, row: Record, column: str) -> str | None:
    """The regime type with the index that it is of, such as `V-Dem Regimes of the World 2021: EA`; None for a blank cell."""
    regime = _text(row[column]).strip()
    if regime and regime not in _REGIMES:
        raise FactError(f"the regime type {regime!r} is none of {', '.join(_REGIMES)}")
    return f"{edition.settings['regimes']}: {regime}" if regime else None


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _ticked(row: Record, column: str) -> bool:
    """Whether the cell is ticked: `x` in some columns, 1 in others."""
    value = _text(row[column]).strip()
    if value not in ("", "x", "1"):
        raise FactError(f"the tick in {column!r} is {value!r}, not x, 1 or blank")
    return bool(value)


def _territory(text: str) -> str:
    name = clean(text)
    if _spellings("territory").get(name) == "":
        raise LeftOut("region without an ISO 3166 code of its own")
    return code_of(_spellings("territory").get(name, name))


def _companies(row: Record) -> Iterator[str]:
    """The company cells, taken apart: `Mult; Axis, Bosch`, or a cell each."""
    cells = [name for name in row if name == "key_companies" or name.startswith("Company ")]
    for name in cells:
        for part in re.split(r"[,;]\s*", _text(row[name])):
            company = clean(part).removeprefix("and ")
            if company:
                yield company


def _read_row(edition: Edition, row: Record, seen: set[str]) -> None:
    facts, year, country = (
        edition.facts,
        str(edition.settings["reported"]),
        _text(row["country" if "country" in row else "Country"]),
    )
    code = _territory(country)
    if code in seen:
        raise FactError(f"the territory {code} stands twice; the first row was kept")
    regime = _regime(edition, row, "regime_type" if "regime_type" in row else "V-Dem Regime Type 2021")
    place, printed = territory_iri(code), _as_printed(row, country)
    facts.add("Territory", place, code=code, regimeType=regime)
    companies = list(_companies(row))
    several = "The source says Mult where it names the companies: there are several" if _SEVERAL in companies else None
    for company in dict.fromkeys(_spellings("company").get(c, c) for c in companies if c != _SEVERAL):
        spelled = [c for c in companies if _spellings("company").get(c, c) == company and c != company]
        _mention(edition, code, company, spelled, printed)
    for column, kind, value in _columns(edition.name):
        if _ticked(row, column):
            target = (
                {"technology": f"urn:kg:technology:{value}"}
                if kind == "technology"
                else {"supplierTerritory": territory_iri(value)}
            )
            _use(edition, code, value, year, [_UNKNOWN_SELLER, several], [printed, f"{column}: {_text(row[column])}"], **target)
    if "Other Countries" in row:
        _other_suppliers(edition, row, code, several, printed)
    seen.add(code)


def _as_printed(row: Record, country: str) -> str | None:
    if "country_as_printed" in row and row["country_as_printed"] != country:
        return f"country_as_printed: {row['country_as_printed']}"
    return f"Country: {country}" if country in _spellings("territory") else None


def _mention(edition: Edition, code: str, company: str, spelled: list[str], printed: str | None) -> None:
    original = [f"company: {s}" for s in dict.fromkeys(spelled)]
    organization = edition.facts.add("Company", iri("org", "carnegie-aigs", slug(company)), name=company, asPublished=original)
    edition.facts.add(
        "Mention",
        iri("mention", "carnegie-aigs", edition.name, f"{code.lower()}-{slug(company)}"),
        organization=organization,
        territory=territory_iri(code),
        date=str(edition.settings["reported"]),
        recordId=f"{code} / {company}",
        asPublished=[*original, printed],
        note="Named for this territory; which technology, for whom and when is not said",
    )


def _use(
    edition: Edition, code: str, key: str, year: str, notes: list[str | None], published: list[str | None], **target: str
) -> None:
    edition.facts.add(
        "Use",
        iri("use", "carnegie-aigs", edition.name, f"{code.lower()}-{key.lower()}"),
        territory=territory_iri(code),
        status="reported",
        date=year,
        dateKind="reported",
        recordId=f"{code} / {key}",
        note=notes,
        asPublished=published,
        **target,
    )


def _other_suppliers(edition: Edition, row: Record, code: str, several: str | None, printed: str | None) -> None:
    names = [clean(n) for n in _text(row["Other Countries"]).split(",")]
    homes = dict.fromkeys(_territory(n) for n in names if n)
    for home in homes:
        _use(
            edition,
            code,
            home,
            str(edition.settings["reported"]),
            [_UNKNOWN_SELLER, several],
            [printed, f"Other Countries: {row['Other Countries']}"],
            supplierTerritory=territory_iri(home),
        )
