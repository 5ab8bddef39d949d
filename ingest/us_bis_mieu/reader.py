"""Military-intelligence end users -> public bodies and listings.

The days are those on which the rules took effect, not those of their publication: 86 FR 4865 was published on 15 January 2021 and its
entries carry 16 March 2021. The rule names examples; services that it does not name fall under it too.
"""

import re

from ingest.dates import not_after
from ingest.edition import Edition, Record
from ingest.facts import clean, iri, programme, slug
from ingest.facts import territory as territory_iri
from ingest.territories import code_of
from ontology.errors import FactError

REQUIRED = ("Type", "Name", "Alias", "Country", "Topics", "Program", "Date", "End date", "Source URL")
_KNOWN = {"Type": "Organization", "Topics": "export.control", "Program": "US-BIS-MIEU"}
_DOCUMENT = re.compile(r"federalregister\.gov/documents/\d{4}/\d\d/\d\d/(\d{4}-\d+)/")


def read(edition: Edition) -> None:
    for row in edition.table("mieu", REQUIRED):
        with row:
            _read_row(edition, row)


def _read_row(edition: Edition, row: Record) -> None:
    for column, value in _KNOWN.items():
        if row[column].strip() != value:
            raise FactError(f"unknown {column} {row[column]!r}; it is {value}")
    name, code, url = clean(row["Name"]), code_of(row["Country"]), row["Source URL"].strip()
    if not name:
        raise FactError("the row has no name")
    key = f"{slug(name)}-{code.lower()}"
    subject = edition.facts.add("PublicBody", iri("org", "us-bis-mieu", key), name=name, alias=row.list("Alias"), territory=territory_iri(code))
    document, start, end = _DOCUMENT.search(url), row["Date"].strip(), row["End date"].strip()
    edition.facts.add(
        "Listing", iri("listing", "us-bis-mieu", edition.name, key), subject=subject, programme=programme("us-bis-mieu"), listedAs=name,
        start=start or not_after(edition.day), startKind="effective" if start else "seen", end=end, endKind="removed" if end else None,
        legalAct=["15 CFR 744.22(f)(2)", *([f"FR Doc. {document[1]}"] if document else [])], note=f"Published at {url}" if url else None,
    )  # fmt: skip
