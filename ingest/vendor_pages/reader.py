"""Accepted proposals -> deals, of the grade "vendor's own statement", each with the vendor's page as its source.

`accepted.csv` beside this file is written by `kg review` and holds what a person accepted, row by row; what rules only propose
is not in it. A party is an id of the curated organizations or a name as the page has it, which becomes an organization of this
source; a public body is in the territory of the deal, of other parties the page says nothing. The page is a Source with its
address, its hash and the day it was read; the deal's note says where in the page's text its sentence stands.
"""

import hashlib
import re

from ingest.edition import Edition, Record
from ingest.facts import iri, slug, territory
from ingest.organizations import class_of
from ingest.vendor_pages.decided import CLAIM, COLUMNS, UNNAMED, checked
from ingest.vendor_pages.names import Organization, organizations
from ontology.errors import FactError

_SHA256 = re.compile(r"[0-9a-f]{64}")


def read(edition: Edition) -> None:
    """State the accepted proposals as facts."""
    known = organizations(edition.path("organizations"))
    for row in edition.table("accepted", COLUMNS):
        with row:
            _read_row(edition, row, known)


def _read_row(edition: Edition, row: Record, known: dict[str, Organization]) -> None:
    claim = checked({name: row[name] for name in CLAIM}, known)
    page = _page(edition, row, known)
    unnamed = claim["supplier"] == UNNAMED
    edition.facts.add(
        "Deal",
        iri("deal", "vendor-pages", row["id"]),
        supplier=None if unnamed else _party(edition, claim["supplier"], claim["territory"], known, page, seller=True),
        supplierUnnamed=True if unnamed else None,
        customer=_party(edition, claim["buyer"], claim["territory"], known, page) if claim["buyer"] else None,
        destination=territory(claim["territory"]),
        technology=[edition.facts.model.concept("technology", c).iri for c in claim["technologies"].split("; ") if c],
        status=claim["status"],
        date=claim["date"],
        dateKind=claim["date_kind"],
        recordId=row["id"],
        source=page,
        note=f"Sentence {row['sentence']}, characters {row['start']} to {row['end']} of the page’s text.",
    )


def _page(edition: Edition, row: Record, known: dict[str, Organization]) -> str:
    """The page as a Source; FactError when it lacks what a source needs."""
    if row["vendor"] not in known:
        raise FactError(f"the vendor {row['vendor']!r} is not in organizations.csv")
    if not row["url"] or not row["read_on"]:
        raise FactError("the page has no address, or no day on which it was read")
    if not _SHA256.fullmatch(row["sha256"]):
        raise FactError(f"{row['sha256']!r} is no SHA-256 hash of a page")
    key = hashlib.sha256(f"{row['url']}\n{row['sha256']}".encode()).hexdigest()[:16]
    return edition.facts.add(
        "Source", iri("source", "vendor-page", key), name=row["title"] or row["url"], publisher=known[row["vendor"]].name,
        url=row["url"], licence="not stated", readOn=row["read_on"], note=f"SHA-256 of the saved page: {row['sha256']}",
    )  # fmt: skip


def _party(edition: Edition, party: str, place: str, known: dict[str, Organization], page: str, seller: bool = False) -> str:
    """IRI of a curated organization, or of a new one with that name."""
    if party in known:
        return f"urn:kg:org:curated:{party}"
    cls = class_of(party)
    return edition.facts.add(
        cls,
        iri("org", "vendor-pages", slug(party) if seller else f"{place.lower()}-{slug(party)}"),
        name=party,
        territory=territory(place) if cls == "PublicBody" and not seller else None,
        source=page,
    )
