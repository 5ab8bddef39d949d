"""What OFAC records about a party beside its name: identifiers, web sites, directive dates, conditions.

OFAC publishes one set of typed values in three dresses: the `ids` column of the Consolidated Screening List ("RU, 7736640919, Tax
ID No." in 2022, "Tax ID No., 7702070139, RU" in 2025), the remarks of the legacy SDN file ("Tax ID No. 7702070139 (Russia)"),
and elements of the enhanced XML. Each dress is taken off here; `id_types.csv` says what each type is used for, and a type
that is not in it is an error.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ingest.dates import day
from ingest.facts import clean, territory
from ingest.territories import code_of
from ontology.errors import FactError, did_you_mean

_COUNTRY = re.compile(r"[A-Z]{2}")
_DIRECTIVE = re.compile(r" ?\((CMIC|EO \d+ Directive \w+)\):?$")
_LEI = re.compile(r"[A-Z0-9]{18}\d{2}")
_IMO = re.compile(r"IMO (\d{7})")
_ISSUED = re.compile(r" (?:issued|expires) \d{1,2} \w{3} \d{4}.*$")
_ALSO = re.compile(r"(?:alt\. )?(?:a\.k\.a\.|d\.b\.a\.|f\.k\.a\.) (.+)", re.DOTALL)
_DIGITAL = re.compile(r"Digital Currency Address - \w+")
_TARGETS = {
    "Financial Institution": "Company", "Public Company": "Company", "Private Company": "Company", "State-Owned Enterprise": "Company",
    "Government Entity": "PublicBody", "Criminal Organization": "Organization", "Charity or Nonprofit Organization": "Organization",
    "Unrecognized Government Entity": "Organization",
}  # fmt: skip
LIST_DATES = {
    "us-ofac-ns-cmic": ("CMIC",),
    "us-ofac-capta": ("EO 14024 Directive 2",),
    "us-ofac-ns-mbs": ("EO 14024 Directive 1a", "EO 14024 Directive 3", "EO 14024 Directive 4", "EO 14014 Directive 1"),
}
"""Which dated directive puts a party on which list. Directive 2 of E.O. 14024 is the CAPTA list's, 1a, 3 and 4 the menu-based list's."""


@dataclass(frozen=True)
class Detail:
    """One typed value; `country` is a code, or '' where none is given."""

    type: str
    value: str
    country: str = ""


@dataclass
class Details:
    """The details of one party by what they are used for. Dates are ISO days by directive."""

    identifiers: list[str] = field(default_factory=list)
    websites: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    descriptions: list[str] = field(default_factory=list)
    requirements: list[str] = field(default_factory=list)
    territories: list[str] = field(default_factory=list)
    target: str = ""
    """The class that OFAC's own target type means, or ''."""
    listing: dict[str, str] = field(default_factory=dict)
    effective: dict[str, str] = field(default_factory=dict)
    divest: dict[str, str] = field(default_factory=dict)

    def dates(self, programme: str) -> tuple[str | None, str | None, str | None]:
        """Listing, effective and divestment day on that programme's list; the earliest where several directives name it."""
        directives = LIST_DATES.get(programme, ())
        found = ([by[d] for d in directives if d in by] for by in (self.listing, self.effective, self.divest))
        listing, effective, divest = (min(days, default=None) for days in found)
        return listing, effective, divest


@cache
def _types() -> dict[str, tuple[str, str]]:
    with (Path(__file__).parent / "id_types.csv").open(newline="", encoding="utf-8") as file:
        return {r["type"].rstrip(" :-"): (r["use"], r["scheme"]) for r in csv.DictReader(file)}


@cache
def _use(label: str) -> tuple[str, str, str] | None:
    """Use, scheme and directive of a type as written, or None when it is unknown."""
    if _DIGITAL.fullmatch(label):
        return ("none", "", "")
    directive = _DIRECTIVE.search(label)
    known = _types().get(_DIRECTIVE.sub("", label).rstrip(" :-"))
    return (*known, directive[1] if directive else "") if known else None


def sort(details: Iterable[Detail]) -> Details:
    """Put each detail where it belongs. Raises FactError for an unknown type, target type, day or country."""
    found = Details()
    for detail in details:
        use = _use(detail.type)
        if use is None:
            raise FactError(f"unknown kind of id {detail.type!r}.{did_you_mean(detail.type, _types())}")
        _put(found, detail, *use)
    return found


def _put(found: Details, detail: Detail, use: str, scheme: str, directive: str) -> None:
    value = clean(detail.value)
    if use == "identifier":
        found.identifiers.append(identifier(scheme, value, detail.country))
    elif use in ("website", "alias", "description"):
        {"website": found.websites, "alias": found.aliases, "description": found.descriptions}[use].append(value)
    elif use == "requirement":
        found.requirements.append(clean(f"{detail.type.rstrip(' :-')}: {value}"))
    elif use == "territory":
        found.territories.append(territory(code_of(value)))
    elif use == "target":
        if value not in _TARGETS:
            raise FactError(f"unknown target type {value!r}.{did_you_mean(value, _TARGETS)}")
        found.target = _TARGETS[value] if found.target in ("", "Company") else found.target
    elif use in ("listing", "effective", "divest"):
        {"listing": found.listing, "effective": found.effective, "divest": found.divest}[use][directive] = day(
            value, "%d %b %Y", "%Y-%m-%d"
        )


def identifier(scheme: str, value: str, country: str) -> str:
    """`scheme:value`: national registers carry the country, Russian tax numbers and LEIs their own scheme.

    >>> identifier("tax", "7702070139", "RU"), identifier("registration", "IMO 5342883", ""), identifier("registration", "HE 1", "CY")
    ('ru-inn:7702070139', 'imo:5342883', 'registration-cy:HE 1')
    """
    if ship := _IMO.fullmatch(value):
        return f"imo:{ship[1]}"
    if scheme == "registration" and _is_lei(value):
        return f"lei:{value}"
    if scheme == "tax" and country == "RU" and re.fullmatch(r"\d{10}|\d{12}", value):
        return f"ru-inn:{value}"
    if scheme in ("uscc", "isin", "bic"):
        value = value.replace(" ", "").upper()
    by_country = scheme in ("tax", "registration", "vat", "gazette", "national-id")
    return f"{scheme}-{country.lower()}:{value}" if by_country and country else f"{scheme}:{value}"


def _is_lei(value: str) -> bool:
    """Whether it is a Legal Entity Identifier, check digits included (ISO 17442: the number modulo 97 is 1)."""
    return bool(_LEI.fullmatch(value)) and int("".join(str(int(c, 36)) for c in value)) % 97 == 1


def from_ids(cell: str) -> list[Detail]:
    """The details of a CSL `ids` cell, in either order. A type at the end of an entry wins, since values may hold commas."""
    found: list[Detail] = []
    pending = ""
    for entry in cell.split("; "):
        parts = [p for p in entry.strip().split(", ") if p]
        if not parts:
            continue
        if _use(parts[-1]):
            found.append(_value_first(parts, pending))
            pending = ""
        elif _use(parts[0]) and not pending:
            found.append(_type_first(parts))
        elif found and _is_text(found[-1].type) and not pending:
            found[-1] = Detail(found[-1].type, f"{found[-1].value}; {entry.strip()}")
        else:
            pending = f"{pending}{entry.strip()}; "
    if pending:
        raise FactError(f"unknown kind of id {pending.rstrip('; ')!r}")
    return found


def _is_text(label: str) -> bool:
    use = _use(label)
    return bool(use) and use[0] == "requirement"


def _value_first(parts: list[str], pending: str) -> Detail:
    *values, label = parts
    if pending and not _is_text(label):
        raise FactError(f"unknown kind of id {pending.rstrip('; ')!r}")
    country = values.pop(0) if len(values) > 1 and _COUNTRY.fullmatch(values[0]) else ""
    if country and len(values) > 1 and re.fullmatch(r"\d{4}-\d{2}-\d{2}", values[0]):
        values.pop(0)
    return Detail(label, pending + ", ".join(values), country)


def _type_first(parts: list[str]) -> Detail:
    label, *values = parts
    country = values.pop() if len(values) > 1 and _COUNTRY.fullmatch(values[-1]) else ""
    return Detail(label, ", ".join(values), country)


@cache
def _remark() -> re.Pattern[str]:
    labels = sorted((re.escape(t) for t in _types()), key=len, reverse=True)
    return re.compile(
        rf"(?:alt\. )?({_DIGITAL.pattern}|(?:{'|'.join(labels)})(?: \((?:CMIC|EO \d+ Directive \w+)\))?)(?:[ :-]+|$)(.*)",
        re.DOTALL,
    )


def from_remarks(text: str, cut: bool = False) -> tuple[list[Detail], list[str], list[str]]:
    """Details, aliases and free notes in the remarks of a legacy SDN row; the last one is only a note when the text is `cut`."""
    details, aliases, notes = [], [], []
    parts = list(_split(text))
    if cut and parts:
        notes.append(f"{parts.pop()} [cut off by the publisher]")
    for part in parts:
        if match := _remark().match(part):
            details.append(_remark_detail(match[1], _ISSUED.sub("", match[2])))
        elif match := _ALSO.match(part):
            aliases.append(match[1].strip("' "))
        else:
            notes.append(part)
    return details, aliases, notes


def _split(text: str) -> Iterator[str]:
    for part in text.strip().removesuffix(".").split("; "):
        if part := part.strip():
            yield part


def _remark_detail(label: str, value: str) -> Detail:
    use = _use(label)
    match = re.fullmatch(r"(.*\S) \(((?:[^()]|\([^()]*\))+)\)", value, re.DOTALL)
    if match and use and use[0] == "identifier":
        try:
            return Detail(label, match[1], code_of(match[2]))
        except FactError:
            pass
    return Detail(label, value)
