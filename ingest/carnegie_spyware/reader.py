"""Commercial spyware inventory -> uses: a vendor's spyware or forensics in a territory.

A row is a territory and a vendor, never a contract, even where its description speaks of a purchase: every row is a use. It is
suspected where the inventory marks its sources as of lower confidence, else reported. The date is the period of use; where none
is given, the year of disclosure, as the year of the report.

Ten rows are shifted: their description was cut at a semicolon, its second half stands in the column of the mark, and the mark
and the sources one column further right. They are put together again. Two other rows have more sources than columns for them;
the two columns without a name hold the eighth and the ninth.
"""

import csv
import re
from functools import cache
from pathlib import Path

from ingest.dates import ImpreciseDate, imprecise
from ingest.edition import Edition, Record
from ingest.facts import clean, iri, slug
from ingest.facts import territory as territory_iri
from ingest.territories import code_of
from ontology.errors import FactError, FileError, did_you_mean

SOURCES = tuple(f"Source {n}" for n in range(1, 10))
COLUMNS = (
    "Country of deployment",
    "Region",
    "V-Dem Electoral Democracy Index 2021",
    "Digital Repression Index 2021",
    "V-Dem Regime Type 2021",
    "Category of technology",
    "Period of use",
    "Year of disclosure",
    "Commercial Entity",
    "Country of origin",
    "Description",
    "Lower confidence sources",
    *SOURCES,
)
UNNAMED = 2
"""So many columns at the end have no name; they are the last two of COLUMNS."""
_UNDISCLOSED = "Undisclosed"
_REGIMES = ("", "CA", "EA", "ED", "LD")
_YEAR = re.compile(r"((?:19|20)\d\d)s?")


@cache
def _categories() -> dict[str, str]:
    with (Path(__file__).parent / "categories.csv").open(newline="", encoding="utf-8") as file:
        return {row["as_published"]: row["technology"] for row in csv.DictReader(file)}


def period(text: str) -> ImpreciseDate:
    """The interval from the first to the last year of a text such as `2016-2018, 2021`, `?-2021` or `2010s - present`.

    >>> period("2016-2018, 2021").text, period("?-2021").text, period("2010s - present").text, period("2014").text
    ('2016/2021', '../2021', '2010/..', '2014')
    """
    ends = [end for part in text.split(",") for end in re.split(r"\s*-\s*", part.strip())]
    if any(not (_YEAR.fullmatch(e) or e in ("?", "present")) for e in ends):
        raise FactError(f"the period {text!r} is not made of years")
    first, last = (m[1] if (m := _YEAR.fullmatch(e)) else ".." for e in (ends[0], ends[-1]))
    return imprecise(first if first == last else f"{first}/{last}")


def read(edition: Edition) -> None:
    _check_header(edition)
    for row in edition.table("inventory", header=COLUMNS, skip_lines=1):
        with row:
            _use(edition, row)


def _check_header(edition: Edition) -> None:
    """The columns must be those known, since two have no name and are told by their place."""
    path = edition.path("inventory")
    with path.open("rb") as file:
        line = file.readline(65536).decode("utf-8-sig", errors="replace")
    try:
        names = [n.strip() for n in next(csv.reader([line]), [])]
    except csv.Error as error:
        raise FileError(f"{path} line 1 is no CSV: {error}; fetch the source again") from None
    for expected in COLUMNS[:-UNNAMED]:
        if expected not in names:
            raise FileError(
                f"{path} has no column {expected!r}; it has {', '.join(filter(None, names))}.{did_you_mean(expected, names)}"
            )
    if names != [*COLUMNS[:-UNNAMED], *[""] * UNNAMED]:
        raise FileError(f"{path} has its columns in another order than version 10; the reader must be adapted to it")


def _unshifted(row: Record) -> tuple[str, str, list[str], bool]:
    """Description, mark of lower confidence, sources, and whether the row was shifted."""
    description, mark, sources = row["Description"], row["Lower confidence sources"], [row[s] for s in SOURCES]
    if mark.strip() in ("", "x"):
        return description, mark.strip(), sources, False
    if not mark.startswith(" ") or sources[0].strip() not in ("", "x"):
        raise FactError(f"the mark of lower confidence is {mark!r}, not x or blank, nor the second half of a cut description")
    return f"{description};{mark}", sources[0].strip(), sources[1:], True


def _use(edition: Edition, row: Record) -> None:
    code, vendor, category = (
        code_of(row["Country of deployment"]),
        clean(row["Commercial Entity"]),
        clean(row["Category of technology"]),
    )
    if not vendor:
        raise FactError("Commercial Entity is blank")
    if category not in _categories():
        raise FactError(f"the category {category!r} is not in categories.csv beside the reader; add its technology")
    regime = row["V-Dem Regime Type 2021"].strip()
    if regime not in _REGIMES:
        raise FactError(f"the regime type {regime!r} is none of {', '.join(_REGIMES[1:])}")
    description, mark, sources, shifted = _unshifted(row)
    used, disclosed = row["Period of use"].strip(), row["Year of disclosure"].strip()
    when = period(used or disclosed) if used or disclosed else None
    supplier = None if vendor == _UNDISCLOSED else _vendor(edition, row, vendor)
    notes = [
        description.strip(),
        f"Disclosed: {disclosed}" if disclosed else "",
        *(f"source: {s.strip()}" for s in sources if s.strip()),
    ]
    if supplier is None:
        notes.append("The vendor is not disclosed")
    published = {"Category of technology": category}
    if row["Commercial Entity"] != vendor:
        published["Commercial Entity"] = f"{row['Commercial Entity']!r}"
    if when and when.text != (used or disclosed):
        published["Period of use" if used else "Year of disclosure"] = used or disclosed
    if shifted:
        published["Description"], published["Lower confidence sources"] = row["Description"], row["Lower confidence sources"]
    if regime:
        edition.facts.add("Territory", territory_iri(code), code=code, regimeType=f"V-Dem Regimes of the World 2021: {regime}")
    edition.facts.add(
        "Use",
        iri("use", "carnegie-spyware", f"{code.lower()}-{slug(vendor)}"),
        supplier=supplier,
        territory=territory_iri(code),
        technology=iri("technology", _categories()[category]),
        status="suspected" if mark else "reported",
        date=when,
        dateKind=("in-use" if used else "reported") if when else None,
        recordId=f"{row['Country of deployment'].strip()} / {vendor}",
        note=notes,
        asPublished=[f"{column}: {value}" for column, value in published.items()],
    )


def _vendor(edition: Edition, row: Record, name: str) -> str:
    homes = [code_of(part) for part in row.list("Country of origin", ",") if part != _UNDISCLOSED]
    return edition.facts.add(
        "Company", iri("org", "carnegie-spyware", slug(name)), name=name, territory=[territory_iri(c) for c in homes]
    )
