"""UN Security Council consolidated list -> organizations and listings, one programme per sanctions committee.

LISTED_ON is the day on which the committee added the name, which binds states from then on: an effective day. The list forgets lapses:
the Iranian entries carry days of 2006 to 2012 although their listing had ended and was resumed in 2025. `lapses.csv` holds, with
sources, between which days a programme's earlier listings ended and when they were resumed; such an entry becomes two listings.

An address is where the body is or works; it may have several in several states, and the list does not say where the seat is.
"""

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from ingest.edition import Edition, LeftOut, Record
from ingest.facts import clean, iri, programme
from ingest.facts import territory as territory_iri
from ingest.organizations import class_of
from ingest.territories import code_of
from ontology.errors import FactError, FileError, did_you_mean

ROOT = "CONSOLIDATED_LIST"
_ALIAS_KINDS = ("a.k.a.", "f.k.a.", "")
_ALIAS_FIELDS = ("QUALITY", "ALIAS_NAME", "NOTE")
_ADDRESS_FIELDS = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY", "NOTE")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})?")
"""A day of XML Schema, which may carry a time zone."""


@cache
def _table(name: str) -> tuple[dict[str, str], ...]:
    with (Path(__file__).parent / name).open(newline="", encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


def read(edition: Edition) -> None:
    for number, element in enumerate(_entries(edition), 1):
        fields: dict[str, list[Element]] = {}
        for part in element:
            fields.setdefault(part.tag, []).append(part)
        record = edition.record("list", fields, number)
        with record:
            if element.tag == "INDIVIDUAL":
                raise LeftOut("natural person")
            _read_entity(edition, record)


def _entries(edition: Edition) -> Iterator[Element]:
    """INDIVIDUAL and ENTITY elements, each freed when the next is asked for. FileError for what is no whole list."""
    path = edition.path("list")
    try:
        parser = iterparse(str(path), events=("start", "end"), forbid_dtd=True)
        _, root = next(parser)
        if root.tag != ROOT:
            raise FileError(f"{path} is no list of the Security Council, its root is {root.tag}; fetch the source again")
        parents = [root]
        for event, element in parser:
            if event == "start":
                parents.append(element)
                continue
            parents.pop()
            if element.tag in ("INDIVIDUAL", "ENTITY"):
                yield element
                parents[-1].clear()
    except DefusedXmlException:
        raise FileError(f"{path} declares a document type or entities, which this list never does; it was not read, fetch it again") from None
    except (ParseError, StopIteration, ValueError, LookupError) as error:
        raise FileError(f"{path} is no whole XML ({error}); it may be cut off, fetch it again") from None


def _text(record: Record, name: str) -> str:
    """The text of a field that occurs once, cleaned; '' when it is absent or empty."""
    found = record.get(name, [])
    if len(found) > 1:
        raise FactError(f"the entry has {len(found)} {name}")
    return clean(found[0].text or "") if found else ""


def _parts(element: Element, known: tuple[str, ...]) -> dict[str, str]:
    found = {part.tag: clean(part.text or "") for part in element}
    for name in found:
        if name not in known:
            raise FactError(f"unknown field {name} of {element.tag}.{did_you_mean(name, known)}")
    return {name: found.get(name, "") for name in known}


def _read_entity(edition: Edition, record: Record) -> None:
    name, reference, kind = _text(record, "FIRST_NAME"), _text(record, "REFERENCE_NUMBER"), _text(record, "UN_LIST_TYPE")
    if not name or not reference:
        raise FactError("the entry has no name or no reference number")
    committees = {row["un_list_type"]: row["programme"] for row in _table("committees.csv")}
    if kind not in committees:
        raise FactError(f"unknown committee {kind!r}; add it to committees.csv beside the reader.{did_you_mean(kind, committees)}")
    for value in record.get("LIST_TYPE", []):
        if [clean(v.text or "") for v in value] != ["UN List"]:
            raise FactError("the entry is on another list than the UN's")
    addresses = [_address(e) for e in record.get("ENTITY_ADDRESS", [])]
    subject = edition.facts.add(
        class_of(name), iri("org", "un-sc", reference), name=name, alias=[a for a in _aliases(record) if a != name],
        territory=list(dict.fromkeys(territory_iri(c) for c, _ in addresses if c)), address=[a for _, a in addresses if a],
        identifier=f"un-sc:{reference}", recordId=_text(record, "DATAID"),
    )  # fmt: skip
    _listings(edition, record, subject, committees[kind])


def _aliases(record: Record) -> Iterator[str]:
    for element in record.get("ENTITY_ALIAS", []):
        parts = _parts(element, _ALIAS_FIELDS)
        if parts["QUALITY"] not in _ALIAS_KINDS:
            raise FactError(f"unknown kind of alias {parts['QUALITY']!r}; it is a.k.a., f.k.a. or empty")
        if alias := parts["ALIAS_NAME"].strip('"\u201c\u201d '):
            yield alias
    if original := _text(record, "NAME_ORIGINAL_SCRIPT"):
        yield original


def _address(element: Element) -> tuple[str | None, str]:
    """Territory and text of an address; the text is '' when there is nothing but the country."""
    parts = _parts(element, _ADDRESS_FIELDS)
    code = code_of(parts["COUNTRY"]) if parts["COUNTRY"] else None
    note = parts.pop("NOTE")
    text = ", ".join(p for p in parts.values() if p)
    if text == parts["COUNTRY"] and not note:
        return code, ""
    return code, f"{text} ({note})" if text and note else text or note


def _listings(edition: Edition, record: Record, subject: str, code: str) -> None:
    reference, written = _text(record, "REFERENCE_NUMBER"), _text(record, "LISTED_ON")
    match = _DAY.fullmatch(written)
    if not match:
        raise FactError(f"LISTED_ON {written!r} is no day such as 2014-06-30")
    lapse = next((row for row in _table("lapses.csv") if row["programme"] == code), None)
    lapsed = lapse is not None and match[1] < lapse["ended"]
    notes = [
        _text(record, "COMMENTS1"),
        *([f"{lapse['note']} ({lapse['url']}, read {lapse['read_on']})"] if lapse and lapsed else []),
    ]

    def add(key: str, start: str, end: str | None, stated: bool) -> None:
        edition.facts.add(
            "Listing", iri("listing", "un-sc", edition.name, key), subject=subject, programme=programme(code),
            listedAs=_text(record, "FIRST_NAME"), start=start, startKind="effective", end=end, endKind="removed" if end else None,
            recordId=reference, note=notes, asPublished=None if stated else f"LISTED_ON: {written}",
        )  # fmt: skip

    add(reference, match[1], lapse["ended"] if lapse and lapsed else None, match[1] == written)
    if lapse and lapsed:
        add(f"{reference}-resumed", lapse["resumed"], None, False)
