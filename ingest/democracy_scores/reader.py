"""Scores of states -> the regime type of territories, as text that names index, year and scale.

A score is kept as its publisher gives it and is not turned into a class: only Freedom House's file of 2020 carries one. The
files name states in many ways; `territories.csv` holds the names that the table of territories reads otherwise, and regions without
an ISO code, which are left out. Political rights go below zero at Freedom House, so its total may be less than the civil liberties.
"""

import csv
from collections.abc import Callable
from functools import cache
from pathlib import Path

from ingest.edition import Edition, LeftOut, Record
from ingest.facts import decimal_text
from ingest.facts import territory as territory_iri
from ingest.territories import code_of
from ontology.errors import FactError, did_you_mean

_STATUS = ("Free", "Partly Free", "Not Free")


@cache
def _spellings() -> dict[str, str]:
    with (Path(__file__).parent / "territories.csv").open(newline="", encoding="utf-8") as file:
        return {row["as_published"]: row["code"] for row in csv.DictReader(file)}


def _number(row: Record, column: str, least: float, most: float) -> str:
    text = decimal_text(row[column].strip())
    if not least <= float(text) <= most:
        raise FactError(f"{column} {text} is not between {least:g} and {most:g}")
    return text


def _eiu(row: Record) -> str:
    return f"EIU Democracy Index 2020: {_number(row, 'di', 0, 10)} of 10"


def _v_dem(row: Record) -> str:
    return f"V-Dem Liberal Democracy Index 2022: {_number(row, 'libdem', 0, 1)} of 1"


def _freedom_total(row: Record) -> str:
    return f"Freedom in the World 2023: {_number(row, 'gfs', -4, 100)} of 100"


def _freedom(row: Record) -> str:
    status = row["status"].strip()
    if status not in _STATUS:
        raise FactError(f"unknown status {status!r}.{did_you_mean(status, _STATUS)}")
    score = _number(row, "score", -4, 100)
    rights, liberties = _number(row, "pol_rights", -4, 40), _number(row, "civ_rights", 0, 60)
    if float(rights) + float(liberties) != float(score):
        raise FactError(f"score {score} is not the sum of political rights {rights} and civil liberties {liberties}")
    return f"Freedom in the World 2020: {status} ({score} of 100: political rights {rights} of 40, civil liberties {liberties} of 60)"


_FORMS: dict[str, tuple[Callable[[Record], str], tuple[str, ...]]] = {
    "eiu": (_eiu, ("country", "di")),
    "freedom-house": (_freedom, ("country", "score", "status", "pol_rights", "civ_rights")),
    "freedom-house-total": (_freedom_total, ("country", "gfs")),
    "v-dem": (_v_dem, ("country", "libdem")),
}
"""By role of the file: how its row is worded, and its columns."""


def read(edition: Edition) -> None:
    for role in edition.files:
        words, columns = _FORMS[role]
        seen: dict[str, str] = {}
        for row in edition.table(role, columns):
            with row:
                name = row["country"].strip()
                code = _code(name)
                if code in seen:
                    raise FactError(f"{name!r} and {seen[code]!r} are both read as {code}; add the name to territories.csv beside the reader")
                edition.facts.add("Territory", territory_iri(code), code=code, regimeType=words(row))
                seen[code] = name


def _code(name: str) -> str:
    if name in _spellings():
        if not _spellings()[name]:
            raise LeftOut("region without an ISO 3166 code of its own")
        return _spellings()[name]
    return code_of(name.removesuffix("*"))
