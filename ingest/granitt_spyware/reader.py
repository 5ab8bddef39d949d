"""Cases of Pegasus and Candiru spyware -> suspected uses by the territory that is believed to operate it.

A case is an attack on a person (whom the copy at hand does not name). It shows that somebody used the spyware and not that
there was a contract; who, is an attribution by research, so every use is only suspected. Cases without an operator are left
out. The date is the year of the attack, or else the day of disclosure. A row has no id of its own: its key is made of its cells,
and rows that are the same are told apart by their order.
"""

import hashlib
import re
from collections import Counter

from ingest.dates import ImpreciseDate, imprecise
from ingest.edition import Edition, LeftOut, Record
from ingest.facts import clean, iri, slug
from ingest.facts import territory as territory_iri
from ingest.territories import code_of
from ontology.errors import FactError

COLUMNS = (
    "spyware",
    "vendor",
    "operator",
    "occurred",
    "disclosed",
    "disclosed_by",
    "forensics_by",
    "pegasus_project",
    "device_type",
    "attack_result",
    "attack_vector",
    "exploit_name",
    "sources",
)
_RESULTS = ("Attempted", "Successful")
_TOLD = ("disclosed_by", "forensics_by", "device_type", "attack_result", "attack_vector", "exploit_name")


def hull(values: list[str], form: str, column: str) -> ImpreciseDate | None:
    """From the first to the last of several dates of that form; None of none.

    >>> hull(["2016", "2021"], r"[0-9]{4}", "occurred").text
    '2016/2021'
    """
    for value in values:
        if not re.fullmatch(form, value):
            raise FactError(f"{column} holds {value!r}, which is no date in its form")
    if not values:
        return None
    first, last = min(values), max(values)
    return imprecise(first if first == last else f"{first}/{last}")


def read(edition: Edition) -> None:
    seen: Counter[str] = Counter()
    for row in edition.table("cases", COLUMNS):
        with row:
            _use(edition, row, seen)


def _use(edition: Edition, row: Record, seen: Counter[str]) -> None:
    spyware, vendor = clean(row["spyware"]), clean(row["vendor"])
    digest = hashlib.sha256("\x1f".join(row[c] for c in COLUMNS).encode(errors="replace")).hexdigest()[:12]
    seen[digest] += 1
    if not spyware or not vendor:
        raise FactError("the row names no spyware or no vendor")
    occurred = hull(row.list("occurred"), r"\d{4}", "occurred")
    disclosed = hull(row.list("disclosed"), r"\d{4}-\d\d-\d\d", "disclosed")
    for result in row.list("attack_result"):
        if result not in _RESULTS:
            raise FactError(f"the result {result!r} is neither Attempted nor Successful")
    if row["pegasus_project"] not in ("", "TRUE"):
        raise FactError(f"pegasus_project is {row['pegasus_project']!r}, not TRUE or blank")
    operators = row.list("operator")
    if not operators:
        raise LeftOut("no operator attributed")
    told = [f"{column}: {row[column].strip()}" for column in _TOLD if row[column].strip()]
    told += [f"disclosed: {row['disclosed'].strip()}"] if disclosed else []
    told += ["named by the Pegasus Project"] if row["pegasus_project"] else []
    edition.facts.add(
        "Use",
        iri("use", "granitt-spyware", f"{digest}-{seen[digest]}"),
        territory=[territory_iri(code_of(o)) for o in operators],
        supplier=edition.facts.add("Company", iri("org", "granitt-spyware", slug(vendor)), name=vendor),
        technology=iri("technology", "spyware"),
        productName=spyware,
        status="suspected",
        date=occurred or disclosed,
        dateKind=("in-use" if occurred else "reported") if occurred or disclosed else None,
        note=[*told, *(f"source: {s}" for s in row.list("sources"))],
        asPublished=[
            f"operator: {row['operator']}",
            *([f"occurred: {row['occurred']}"] if len(row.list("occurred")) > 1 else []),
        ],
    )
