"""The enhanced XML of OFAC's non-SDN lists, read as a stream: listings with the day of their publication, and who owns or controls whom.

An entity stands on several lists at once; "Consolidated List" is only the name of the file and says nothing of its own. Dates come as
ranges of four days (from begin/end, to begin/end) that are equal when the day is known. Relationships are records of their own,
because they name entities that may come later in the file. OFAC states "owned or controlled" without saying which: that is control
whose basis is left out, never a share.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from ingest.edition import Edition, LeftOut, Record
from ingest.facts import clean, iri, programme
from ingest.facts import territory as territory_iri
from ingest.organizations import class_of
from ingest.territories import code_of
from ingest.us_ofac.details import Detail, Details, sort
from ingest.us_ofac.legacy import subject_iri
from ontology.errors import FactError, FileError, did_you_mean

SPACE = "{https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ENHANCED_XML}"
UMBRELLA = "Consolidated List"
LISTS = {
    "CAPTA List": "us-ofac-capta",
    "FSE List": "us-ofac-fse",
    "Non-SDN CMIC List": "us-ofac-ns-cmic",
    "Non-SDN Menu-Based Sanctions List": "us-ofac-ns-mbs",
    "Non-SDN Palestinian Legislative Council List": "us-ofac-plc",
    "SDN List": "us-ofac-sdn",
    "Sectoral Sanctions Identifications List": "us-ofac-ssi",
}
_CONTROLLED_BY = "Owned or Controlled By"
_CONTROLS = "Owns, controls, or operates"
_NO_CONTROL = (
    "Acting for or on behalf of",
    "Associate Of",
    "Family member of",
    "Leader or official of",
    "Playing a significant role in",
    "Providing support to",
)
"""Relationship types of OFAC's schema that state neither ownership nor control."""
_PARTS = ("generalInfo", "sanctionsLists", "sanctionsPrograms", "sanctionsTypes", "legalAuthorities", "names", "addresses", "features",
          "identityDocuments", "relationships")  # fmt: skip


@dataclass(frozen=True)
class _Link:
    """A stated relationship of `entity` to `other`."""

    number: str
    kind: str
    entity: str
    other: str
    quality: str


def read(edition: Edition) -> None:
    links: list[_Link] = []
    persons: dict[str, str] = {}
    try:
        for order, element in enumerate(_entities(edition), 1):
            record = edition.record("cons", {p: e for p in _PARTS if (e := element.find(SPACE + p)) is not None}, order)
            with record:
                _read_entity(edition, record, element.get("id", ""), links, persons)
    finally:
        for order, link in enumerate(links, 1):
            with edition.record("cons", {}, order):
                _read_link(edition, link, persons)


def _entities(edition: Edition) -> Iterator[Element]:
    """The entity elements, each freed when the next is asked for. FileError for anything that is no whole XML of this schema."""
    path = edition.path("cons")
    try:
        parser = iterparse(str(path), events=("start", "end"), forbid_dtd=True)
        _, root = next(parser)
        if root.tag != f"{SPACE}sanctionsData":
            raise FileError(f"{path} is no OFAC enhanced XML, its root is {root.tag.rpartition('}')[2]}; fetch the source again")
        parents: list[Element] = [root]
        for event, element in parser:
            if event == "start":
                parents.append(element)
                continue
            parents.pop()
            if element.tag == f"{SPACE}entity":
                yield element
                parents[-1].clear()
    except DefusedXmlException:
        raise FileError(
            f"{path} declares a document type or entities, which OFAC's files never do; it was not read, fetch it again"
        ) from None
    except (ParseError, StopIteration, LookupError, ValueError) as error:
        raise FileError(f"{path} is no whole XML ({error}); it may be cut off, fetch it again") from None


def _texts(element: Element | None, path: str) -> list[str]:
    """Cleaned texts of the elements on a path, empty ones dropped."""
    if element is None:
        return []
    steps = "/".join(s if s in ("", ".", "*") else SPACE + s for s in path.split("/"))
    return [text for e in element.findall(steps) if (text := clean(e.text or ""))]


def _text(element: Element | None, path: str) -> str:
    return next(iter(_texts(element, path)), "")


def _part(record: Record, name: str) -> Element:
    if name not in record:
        raise FactError(f"the entity has no {name}")
    return record[name]


def _each(record: Record, part: str, path: str) -> list[Element]:
    return record[part].findall("/".join(SPACE + s for s in path.split("/"))) if part in record else []


def _links(record: Record, number: str) -> Iterator[_Link]:
    for e in _each(record, "relationships", "relationship"):
        related = e.find(SPACE + "relatedEntity")
        other = related.get("entityId", "") if related is not None else ""
        yield _Link(e.get("id", ""), _text(e, "type"), number, other, _text(e, "quality"))


def _names(record: Record) -> list[tuple[bool, str]]:
    """All names in all scripts; True for the primary name in its primary script."""
    found = []
    for name in _each(record, "names", "name"):
        for translation in name.findall(f"{SPACE}translations/{SPACE}translation"):
            main = _text(name, "isPrimary") == "true" and _text(translation, "isPrimary") == "true"
            found.append((main, _text(translation, "formattedFullName")))
    return [(main, name) for main, name in found if name]


def _read_entity(edition: Edition, record: Record, number: str, links: list[_Link], persons: dict[str, str]) -> None:
    kind, name = _text(_part(record, "generalInfo"), "entityType"), next((n for primary, n in _names(record) if primary), "")
    if not number.isdigit() or not name:
        raise FactError("the entity has no number or no primary name")
    links.extend(_links(record, number))
    if kind == "Individual":
        persons[number] = name
    if kind in ("Individual", "Vessel", "Aircraft"):
        raise LeftOut({"Individual": "natural person", "Vessel": "vessel", "Aircraft": "aircraft"}[kind])
    if kind != "Entity":
        raise FactError(f"unknown entity type {kind!r}; it is Entity, Individual, Vessel or Aircraft")
    details = sort([*_features(record), *_documents(record)])
    addresses = [_address(e) for e in _each(record, "addresses", "address")]
    codes = [c for c, _ in addresses if c]
    territories = [territory_iri(c) for c in codes] + details.territories
    other_names = [n for n in dict.fromkeys([n for _, n in _names(record)] + details.aliases) if n != name]
    subject = edition.facts.add(
        details.target or class_of(name), subject_iri(number), name=name, alias=other_names, territory=list(dict.fromkeys(territories)),
        address=[a for _, a in addresses if a], website=details.websites, description=details.descriptions,
        identifier=[f"ofac:{number}", *details.identifiers], recordId=number,
    )  # fmt: skip
    for element in _each(record, "sanctionsLists", "sanctionsList"):
        _read_listing(edition, record, element, subject, name, details)


def _read_listing(edition: Edition, record: Record, element: Element, subject: str, name: str, details: Details) -> None:
    title, number = clean(element.text or ""), subject.rpartition(":")[2]
    if title == UMBRELLA:
        return
    if title not in LISTS:
        raise FactError(f"unknown list {title!r}.{did_you_mean(title, LISTS)}")
    _, effective, divest = details.dates(LISTS[title])
    published = element.get("datePublished") or None
    if not published and not effective:
        raise FactError(f"the listing on {title!r} has no day")
    edition.facts.add(
        "Listing", iri("listing", "us-ofac", edition.name, f"{number}-{LISTS[title]}"), subject=subject,
        programme=programme(LISTS[title]), listedAs=name, start=effective or published,
        startKind="effective" if effective else "published", published=published if effective else None, divestBy=divest,
        legalAct=[clean(e.text or "") for e in _each(record, "legalAuthorities", "legalAuthority")],
        programCode=[clean(e.text or "") for e in _each(record, "sanctionsPrograms", "sanctionsProgram")],
        requirement=details.requirements + _measures(record, LISTS[title]), recordId=number,
        note=_text(_part(record, "generalInfo"), "remarks"),
    )  # fmt: skip


def _measures(record: Record, listed: str) -> list[str]:
    """The sanctions types that belong to a list: the file gives them per entity, and only the SDN list blocks property."""
    found = [clean(e.text or "") for e in _each(record, "sanctionsTypes", "sanctionsType")]
    return [m for m in found if (m == "Block") == (listed == "us-ofac-sdn")]


def _features(record: Record) -> Iterator[Detail]:
    for e in _each(record, "features", "feature"):
        label, value = _text(e, "type"), _text(e, "value")
        when = e.find(SPACE + "valueDate")
        yield Detail(label, _day(when, value) if when is not None else value)


def _day(when: Element, written: str) -> str:
    """The day of a date element; what is written when it is a range, for the reader of days to judge."""
    days = {_text(when, part) for part in ("fromDateBegin", "fromDateEnd", "toDateBegin", "toDateEnd")}
    return days.pop() if len(days) == 1 else written


def _documents(record: Record) -> Iterator[Detail]:
    for e in _each(record, "identityDocuments", "identityDocument"):
        country = _text(e, "issuingCountry") or _text(e, "issuingLocation")
        yield Detail(_text(e, "type"), _text(e, "documentNumber"), code_of(country) if country else "")


def _address(element: Element) -> tuple[str | None, str]:
    """Territory and text of an address, in its primary script; the text is '' when there is nothing but the country."""
    country = _text(element, "country")
    spoken = next(
        (t for t in element.findall(f"{SPACE}translations/{SPACE}translation") if _text(t, "isPrimary") == "true"), None
    )
    parts = _texts(spoken, "addressParts/addressPart/value")
    return (code_of(country) if country else None), ", ".join([*parts, country] if parts and country else parts)


def _read_link(edition: Edition, link: _Link, persons: dict[str, str]) -> None:
    if link.kind in _NO_CONTROL:
        raise LeftOut(f"{link.kind[:1].lower()}{link.kind[1:]}: no ownership or control")
    if link.kind not in (_CONTROLLED_BY, _CONTROLS):
        raise FactError(f"unknown relationship {link.kind!r} of {link.entity}; decide whether it is control")
    controller, controlled = (link.other, link.entity) if link.kind == _CONTROLLED_BY else (link.entity, link.other)
    known = edition.facts.classes
    if subject_iri(controlled) not in known or (subject_iri(controller) not in known and controller not in persons):
        raise LeftOut("with a party that is not loaded")
    holder = subject_iri(controller)
    if controller in persons:
        holder = edition.facts.add("Person", iri("person", "us-ofac", controller), name=persons[controller])
    edition.facts.add(
        "ControlLink", iri("control", "us-ofac", edition.name, link.number), controller=holder, controlled=subject_iri(controlled), asOf=edition.day,
        recordId=link.number, note=f"{link.kind}: OFAC does not say which" + (f"; quality {link.quality}" if link.quality else ""),
    )  # fmt: skip
