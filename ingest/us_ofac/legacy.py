"""The legacy SDN files: four tables without a header, joined by OFAC's number of the party.

The format is OFAC's (dat_spec.txt): null is `-0- `; an empty type means an organization; programs stand as "SDGT] [IFSR"; remarks
are cut at 1,000 characters and go on in the comments file in the middle of a word. The files give no day of listing: what stands
in them was listed by the day of the edition. Persons, vessels and aircraft are left out, with all their rows in the other tables.
"""

from ingest.dates import not_after
from ingest.edition import Edition, LeftOut, Record
from ingest.facts import clean, iri, programme
from ingest.facts import territory as territory_iri
from ingest.organizations import class_of
from ingest.territories import code_of
from ingest.us_ofac.details import from_remarks, sort
from ontology.errors import FactError

SDN = ("ent_num", "name", "type", "programs", "title", "call_sign", "vessel_type", "tonnage", "grt", "flag", "owner", "remarks")
ADDRESSES = ("ent_num", "add_num", "address", "city", "country", "add_remarks")
ALIASES = ("ent_num", "alt_num", "alt_type", "name", "alt_remarks")
COMMENTS = ("ent_num", "remarks")
_TYPES = {"": "", "individual": "natural person", "vessel": "vessel", "aircraft": "aircraft"}
_NOWHERE = ("undetermined", "Region: Kafia Kingi", "Region: Northern Mali")
"""What OFAC writes for a country that it does not know, and regions without an ISO code of their own."""
_REGIONS = {"Region: Gaza": "PS", "West Bank": "PS", "Region: Crimea": "UA", "Region: Kurdistan": "IQ"}
_REMARKS_LIMIT = 1000


def subject_iri(number: str) -> str:
    return iri("org", "us-ofac", number)


def read(edition: Edition) -> None:
    comments = list(edition.table("comments", header=COMMENTS)) if "comments" in edition.files else []
    more = {row["ent_num"].strip(): row["remarks"] for row in comments}
    for row in edition.table("sdn", header=SDN):
        with row:
            _read_party(edition, row, more)
    for row in comments:
        with row:
            _party_of(edition, row)
    for role, header, take in (("aliases", ALIASES, _read_alias), ("addresses", ADDRESSES, _read_address)):
        if role in edition.files:
            for row in edition.table(role, header=header):
                with row:
                    take(edition, row)


def _cell(row: Record, name: str) -> str:
    value = clean(row[name])
    return "" if value == "-0-" else value


def _read_party(edition: Edition, row: Record, comments: dict[str, str]) -> None:
    kind, number, name = _cell(row, "type"), _cell(row, "ent_num"), _cell(row, "name")
    if not number.isdigit() or not name:
        raise FactError("the row has no OFAC number or no name")
    if kind not in _TYPES:
        raise FactError(f"unknown type {kind!r}; it is empty for an organization, or {', '.join(t for t in _TYPES if t)}")
    if kind:
        raise LeftOut(_TYPES[kind])
    text = "" if row["remarks"].strip() == "-0-" else row["remarks"]
    more = comments.get(number, "")
    details, aliases, notes = from_remarks(text + more, cut=len(text) >= _REMARKS_LIMIT and not more)
    found = sort(details)
    cls = found.target or class_of(name)
    subject = edition.facts.add(
        cls, subject_iri(number), name=name, alias=[a for a in aliases + found.aliases if a != name],
        identifier=[f"ofac:{number}", *found.identifiers], website=found.websites, description=found.descriptions,
        territory=list(dict.fromkeys(found.territories)), recordId=number,
    )  # fmt: skip
    edition.facts.add(
        "Listing", iri("listing", "us-ofac", edition.name, f"{number}-us-ofac-sdn"), subject=subject,
        programme=programme("us-ofac-sdn"), listedAs=name, start=not_after(edition.day), startKind="seen",
        programCode=[p.strip() for p in _cell(row, "programs").split("] [")],
        recordId=number, requirement=found.requirements, note=notes,
    )  # fmt: skip


def _party_of(edition: Edition, row: Record) -> tuple[str, str]:
    """Class and IRI of the organization that a row of a side table belongs to."""
    subject = subject_iri(row["ent_num"].strip())
    if subject not in edition.facts.classes:
        raise LeftOut("of a natural person, a vessel or an aircraft, or of a party that was rejected")
    return edition.facts.classes[subject], subject


def _read_alias(edition: Edition, row: Record) -> None:
    cls, subject = _party_of(edition, row)
    if _cell(row, "alt_type") not in ("aka", "fka", "nka"):
        raise FactError(f"unknown kind of alias {row['alt_type']!r}; it is aka, fka or nka")
    edition.facts.add(cls, subject, alias=_cell(row, "name") or None)


def _read_address(edition: Edition, row: Record) -> None:
    cls, subject = _party_of(edition, row)
    country = _cell(row, "country")
    code = _territory(country)
    parts = [p for p in (_cell(row, "address"), _cell(row, "city"), country) if p]
    if not parts:
        raise LeftOut("says neither address nor country")
    address = ", ".join(parts) if len(parts) > 1 or not country else None
    edition.facts.add(cls, subject, territory=territory_iri(code) if code else None, address=address)


def _territory(country: str) -> str | None:
    if not country or country in _NOWHERE:
        return None
    return _REGIONS.get(country) or code_of(country)
