"""AIAAIC incidents -> uses of a surveillance technology by a named organization, of a named developer.

An incident is no contract: "developer" may be whoever is accused. Taken are the rows with a technology that
`technologies.csv` counts as surveillance, a developer and a deployer who are organizations, and not the same one. Whether a
name is a public body, a company or a private person, and which names a group and its firm ("CETC/Hikvision") stand for, is in
`parties.csv`; a name that is not there has not been looked at, and its row is rejected. Persons are never loaded, nor is the
headline, which often names one. Researchers who tested a product are no deployers, and the rows of data sets name those who
trained with them. Where a row has several deployers and developers, it does not say who supplied whom. `territories.csv` reads
the source's own names of territories; `corrections.csv` holds evident slips, with the reason.

The file begins with a title and two header lines; the second gives the sub-headings of harms and impacts.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from ingest.dates import ImpreciseDate, imprecise
from ingest.edition import Edition, LeftOut, Record
from ingest.facts import clean, iri, slug
from ingest.facts import territory as territory_iri
from ingest.side_tables import keyed
from ingest.territories import code_of
from ontology.errors import FactError, FileError

COLUMNS = (
    "AIAAIC ID#",
    "Headline",
    "Occurred",
    "Country(ies)",
    "Sector(s)",
    "Deployer(s)",
    "Developer(s)",
    "System name(s)",
    "Technology(ies)",
    "Purpose(s)",
    "News trigger(s)",
    "Issue(s)",
    "External harms: Individual",
    "External harms: Societal",
    "External harms: Environmental",
    "Internal impacts: Strategic/reputational",
    "Internal impacts: Operational",
    "Internal impacts: Financial",
    "Internal impacts: Legal/regulatory",
    "Summary/links",
)
HEADER_LINES = 3
_DATASET = "dataset"
_CLASSES = ("PublicBody", "Company", "Organization")
_PLAIN = "The source reports an incident, not a contract"


def _table(name: str) -> dict[str, dict[str, str]]:
    return keyed(Path(__file__).parent, name)


def when(text: str) -> ImpreciseDate | None:
    """The year or years of an incident; None of a blank cell.

    >>> when("2019-2021").text, when("2021-").text
    ('2019/2021', '2021/..')
    """
    match = re.fullmatch(r"(\d{4})(?:(-)(\d{4})?)?", text.strip())
    if not text.strip():
        return None
    if not match:
        raise FactError(f"Occurred is {text!r}, which is no year and no span of years")
    return imprecise(f"{match[1]}/{match[3] or '..'}" if match[2] else match[1])


def read(edition: Edition) -> None:
    _check_header(edition)
    for row in edition.table("incidents", header=COLUMNS, skip_lines=HEADER_LINES):
        with row:
            _use(edition, row)


def _check_header(edition: Edition) -> None:
    """The two header lines must hold the columns known, since half of the headings stand in the second."""
    path = edition.path("incidents")
    with path.open("rb") as file:
        lines = [file.readline(65536).decode("utf-8", errors="replace") for _ in range(HEADER_LINES)]
    try:
        upper, lower = ([n.strip() for n in next(csv.reader([line]), [])] for line in lines[1:])
    except csv.Error as error:
        raise FileError(f"{path} line 2 or 3 is no CSV: {error}; fetch the source again") from None
    group, names = "", []
    for top, sub in zip(upper, lower, strict=False):
        group = top or group
        names.append(f"{group}: {sub}" if sub else top)
    for expected in COLUMNS:
        if expected not in names:
            raise FileError(f"{path} has no column {expected!r} in its second and third line; the form of the file has changed")
    if tuple(names) != COLUMNS:
        raise FileError(f"{path} has other columns, or in another order, than the reader knows; adapt the reader")


def _technologies(row: Record) -> list[str]:
    codes = []
    for name in row.list("Technology(ies)"):
        if name not in _table("technologies.csv"):
            raise FactError(
                f"the technology {name!r} is not in technologies.csv beside the reader; say whether it is surveillance"
            )
        codes.append(_table("technologies.csv")[name]["technology"])
    return [c for c in dict.fromkeys(codes) if c]


def _use(edition: Edition, row: Record) -> None:
    record, deployers, developers = (clean(row[c]) for c in ("AIAAIC ID#", "Deployer(s)", "Developer(s)"))
    if not (record or deployers or developers or row["Technology(ies)"].strip()):
        raise LeftOut("empty row")
    if not re.fullmatch(r"AIAAIC\d+", record):
        raise FactError(f"{record!r} is no id of AIAAIC")
    codes = _technologies(row)
    if not codes or codes == [_DATASET]:
        raise LeftOut("no surveillance technology")
    if _DATASET in codes:
        raise LeftOut("a data set for research or training, not a system in use")
    if not deployers or not developers:
        raise LeftOut("no deployer or no developer named")
    if set(row.list("Developer(s)")) <= set(row.list("Deployer(s)")):
        raise LeftOut("used by its own developer")
    users, suppliers = _parties(edition, row, "Deployer(s)"), _parties(edition, row, "Developer(s)")
    suppliers = {name: party for name, party in suppliers.items() if name not in users}
    if not users or not suppliers:
        raise LeftOut("no two organizations as deployer and developer")
    countries, corrected = _countries(row, record)
    occurred = when(row["Occurred"])
    several = "It names several parties and does not say who supplied whom" if len(users) > 1 or len(suppliers) > 1 else None
    published = [
        f"{c}: {row[c].strip()}"
        for c in ("Country(ies)", "Occurred", "Deployer(s)", "Developer(s)", "Technology(ies)")
        if row[c].strip()
    ]
    edition.facts.add(
        "Use",
        iri("use", "aiaaic", record.lower()),
        user=[_organization(edition, n, *p) for n, p in users.items()],
        supplier=[_organization(edition, n, *p) for n, p in suppliers.items()],
        territory=[territory_iri(c) for c in countries],
        technology=[iri("technology", c) for c in codes],
        productName=row.list("System name(s)"),
        status="reported",
        date=occurred,
        dateKind="reported" if occurred else None,
        recordId=record,
        asPublished=published,
        note=[_PLAIN, several, corrected, *(f"purpose: {p}" for p in row.list("Purpose(s)")), *_pages(row)],
    )


def _parties(edition: Edition, row: Record, column: str) -> dict[str, tuple[str, str]]:
    """Name -> class and territory, of the parties of a cell that are organizations."""
    found = {}
    for text in row.list(column):
        known = _table("parties.csv").get(text)
        if known is None:
            raise FactError(
                f"the party {text!r} is not in parties.csv beside the reader; say whether it is public, a company or a person"
            )
        if known["class"] in _CLASSES:
            found.update({name: (known["class"], known["territory"]) for name in known["name"].split(";")})
    return found


def _organization(edition: Edition, name: str, cls: str, code: str) -> str:
    key = f"{slug(name)}-{code.lower()}" if code else slug(name)
    return edition.facts.add(cls, iri("org", "aiaaic", key), name=name, territory=territory_iri(code) if code else None)


def _countries(row: Record, record: str) -> tuple[list[str], str | None]:
    texts, note = row.list("Country(ies)"), None
    fix = _table("corrections.csv").get(record)
    if fix and row[fix["column"]].strip() == fix["as_published"]:
        texts, note = [fix["value"]], f"{fix['column']} corrected: {fix['reason']}"
    codes = (_table("territories.csv")[t]["code"] if t in _table("territories.csv") else code_of(t) for t in texts)
    return list(dict.fromkeys(c for c in codes if c)), note


def _pages(row: Record) -> Iterator[str]:
    yield from (f"source: {part}" for part in re.split(r"[;\s]+", row["Summary/links"]) if part)
