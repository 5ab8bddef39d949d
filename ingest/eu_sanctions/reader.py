"""EU regulations as tables -> organizations and listings, one programme per regulation or, for 833/2014, per annex.

`annexes.csv` says which programme an annex is, which measure its rows carry, and what its dates are: the annexes of asset freezes
give the day of listing and those of bans the day of application, both effective; Annex IV gives a day of the amending act which is
that of publication in the older acts and the day after in some newer ones, so it counts as published. Annexes without a
programme hold vessels and infrastructure only.

`country` is nearly always blank. A territory is stated only when an address ends in the name of one; where the annex's heading or a
city's name would tell, nothing is stated. Numbers come in one cell with their kind in brackets: `identifiers.csv` names the kinds.
"""

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ingest.dates import day, not_after
from ingest.edition import Edition, LeftOut, Record
from ingest.facts import clean, iri, programme, slug
from ingest.facts import territory as territory_iri
from ingest.organizations import class_of
from ingest.territories import code_of
from ontology.errors import FactError, did_you_mean

REQUIRED = (
    "celex",
    "recordId",
    "annex",
    "measure",
    "startDate",
    "reason",
    "schema",
    "name",
    "alias",
    "country",
    "registrationNumber",
    "address",
)
_LEFT_OUT = {"Person": "natural person", "Vessel": "vessel", "Asset": "asset that is no organization"}
_SEPARATOR = re.compile(r"[;,]\s*(?![^()]*\))")
"""Between numbers, but not inside their brackets."""
_LABELLED = re.compile(r"(.+?)\s*\(([^()]+)\)")
_PREFIXED = re.compile(r"(CR|USCC) no[.:]?\s*(\w+)", re.IGNORECASE)
_USCC = re.compile(r"9[1-3]\d{6}[0-9A-Z]{10}")
_COLUMNS = {"innCode": "ru-inn", "ogrnCode": "ru-ogrn", "okpoCode": "ru-okpo", "leiCode": "lei", "taxNumber": "tax", "idNumber": "registration",
            "swiftBic": "bic", "ticker": "ticker"}  # fmt: skip


@cache
def _table(name: str) -> tuple[dict[str, str], ...]:
    with (Path(__file__).parent / name).open(newline="", encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


@cache
def _annexes() -> dict[tuple[str, str], dict[str, str]]:
    return {(row["celex"], row["annex"]): row for row in _table("annexes.csv")}


def read(edition: Edition) -> None:
    for role in edition.files:
        for row in edition.table(role, REQUIRED):
            with row:
                _read_row(edition, row)


def _read_row(edition: Edition, row: Record) -> None:
    celex, annex, schema, name = (clean(row[c]) for c in ("celex", "annex", "schema", "name"))
    listed = _annexes().get((celex, annex))
    if not listed:
        raise FactError(f"unknown annex {annex!r} of {celex!r}; add it to annexes.csv beside the reader")
    if row["measure"].strip() != listed["measure"]:
        raise FactError(f"annex {annex} of {celex} carries {listed['measure']!r}, not {row['measure']!r}")
    if schema in _LEFT_OUT:
        raise LeftOut(_LEFT_OUT[schema])
    if schema not in ("LegalEntity", "Company", "Organization", "PublicBody"):
        raise FactError(f"unknown schema {schema!r}.{did_you_mean(schema, ('LegalEntity', 'Company', *_LEFT_OUT))}")
    if not listed["programme"]:
        raise FactError(f"annex {annex} of {celex} lists no organizations; give it a programme in annexes.csv beside the reader")
    if not name:
        raise FactError("the row has no name")
    subject = _organization(edition, row, name, schema)
    _listing(edition, row, subject, name, listed)


def _aliases(row: Record) -> list[str]:
    """Other names; `previousName` separates them with commas, which names in the other columns may contain."""
    found = [*row.list("alias"), *row.list("weakAlias"), *row.list("previousName", ",")]
    return list(dict.fromkeys(clean(a) for a in found))


def _organization(edition: Edition, row: Record, name: str, schema: str) -> str:
    addresses = [clean(a) for a in row.list("address")]
    codes = _territories(row, addresses)
    identifiers, untyped = _identifiers(row, codes[0] if len(codes) == 1 else None)
    cls = class_of(name) if schema == "LegalEntity" else schema
    key = "-".join([slug(name), *(c.lower() for c in codes[:1])])
    return edition.facts.add(
        cls, iri("org", "eu-sanctions", key), name=name, alias=[a for a in _aliases(row) if a != name],
        territory=[territory_iri(c) for c in codes], address=[a for a in addresses if _code(a) is None or "," in a],
        website=[w for w in re.split(r"[;,]\s*", clean(row["website"])) if w], identifier=identifiers,
        description=[d for d in (clean(row["legalForm"]), clean(row["sector"])) if d], asPublished=untyped,
    )  # fmt: skip


def _territories(row: Record, addresses: list[str]) -> list[str]:
    codes: list[str] = []
    for column in ("country", "jurisdiction"):
        if stated := row[column].strip():
            codes += _spellings().get(stated) or [code_of(stated)]
    codes += [c for a in addresses for c in (_code(a) or [])]
    return list(dict.fromkeys(codes))


@cache
def _spellings() -> dict[str, list[str]]:
    return {row["as_published"]: row["territories"].split("; ") for row in _table("territories.csv")}


@cache
def _code(address: str) -> list[str] | None:
    """The code of the state whose name ends the address, in brackets or after the last comma; None where it ends in anything else."""
    match = re.search(r"\(([^()]+)\)\.?$", address)
    parts = [p.strip(" .") for p in (match[1] if match else address).split(",")]
    if parts[-1] in _spellings():
        return _spellings()[parts[-1]]
    try:
        code = code_of(parts[-1])
    except FactError:
        return None
    if len(code) != 2 or parts[-1] in _CITIES:
        return None
    before = " ".join(address.split(",")[-2:-1]).casefold().replace(" ", "")
    return ["HK"] if code == "CN" and before.endswith("hongkong") else [code]


_CITIES = ("Damascus", "Istanbul", "Jerusalem", "Prague")
"""Cities that the table of territories takes for the state around them."""


def _identifiers(row: Record, code: str | None) -> tuple[list[str], list[str]]:
    """Numbers as scheme:value, and those whose kind or country is not stated as they were published."""
    typed, untyped = [], []
    for column, scheme in _COLUMNS.items():
        for value in _SEPARATOR.split(clean(row[column])) if row[column].strip() else []:
            match = _LABELLED.fullmatch(value)
            _sort(scheme, match[1] if match else value, code, f"{column}: {value}", typed, untyped)
    for scheme, value, written in _registered(clean(row["registrationNumber"])):
        _sort(scheme, value, code, f"registrationNumber: {written}", typed, untyped)
    return list(dict.fromkeys(typed)), untyped


def _sort(scheme: str | None, value: str, code: str | None, written: str, typed: list[str], untyped: list[str]) -> None:
    if scheme in ("tax", "registration"):
        scheme = f"{scheme}-{code.lower()}" if code else None
    if scheme:
        typed.append(f"{scheme}:{value}")
    else:
        untyped.append(written)


def _registered(cell: str) -> Iterator[tuple[str | None, str, str]]:
    """Scheme, number and written form of each number in the cell; the scheme is None for a kind that identifiers.csv does not name."""
    schemes = {r["label"]: r["scheme"] for r in _table("identifiers.csv")}
    for written in _SEPARATOR.split(cell) if cell else []:
        labelled, prefixed = _LABELLED.fullmatch(written), _PREFIXED.fullmatch(written.replace("Cr. ", "CR "))
        if labelled:
            yield schemes.get(labelled[2].casefold().replace("cr. no", "cr no").rstrip(" .")), labelled[1], written
        elif prefixed:
            yield ("uscc" if prefixed[1].upper() == "USCC" else "registration"), prefixed[2], written
        elif _USCC.fullmatch(written):
            yield "uscc", written, written
        else:
            yield "registration" if written.replace("-", "").isdigit() else None, written, written


def _listing(edition: Edition, row: Record, subject: str, name: str, listed: dict[str, str]) -> None:
    written, record = row["startDate"].strip(), row["recordId"].strip()
    celex, annex = listed["celex"], listed["annex"]
    start = day(written, "%d.%m.%Y", "%d %B %Y") if written else not_after(edition.day)
    key = f"{celex}-{slug(annex)}-{slug(record) if record else slug(name)}"
    edition.facts.add(
        "Listing", iri("listing", "eu-sanctions", edition.name, key), subject=subject, programme=programme(listed["programme"]),
        listedAs=name, start=start, startKind=listed["start_kind"] if written else "seen", legalAct=f"CELEX {celex}, Annex {annex}",
        programCode=row["programKey"].strip(), requirement=listed["measure"], recordId=record,
        note=[n for n in (clean(row["reason"]), clean(row["notes"])) if n],
    )  # fmt: skip
