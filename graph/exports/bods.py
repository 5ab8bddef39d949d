"""Statements of the Beneficial Ownership Data Standard 0.4 (https://standard.openownership.org): the stakes and control links, and who stands at their ends.

One JSON array; what is referred to comes before what refers to it. A stake is a shareholding, a control link the interest that its basis is. A share that
is a range stays one, and `directOrIndirect` is unknown where the source does not say. Interests have a start or an end only where the source gives the day:
the standard would round a year to 1 January, so a year is told in `details`. Nobody is called a beneficial owner (`beneficialOwnershipOrControl`): the graph
holds organizations, and persons only by name. Not in it: everything that is neither stake nor control.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from graph.exports.content import Content
from graph.exports.ftm import is_url
from graph.exports.statements import Statements, key_of
from graph.intervals import span
from graph.property_graph import Properties

VERSION = "0.4"
_INTERESTS = {
    "board": "appointmentOfBoard",
    "golden-share": "controlViaCompanyRulesOrArticles",
    "contract": "rightsGrantedByContract",
    "state-supervision": "controlByLegalFramework",
}
"""Basis of control here -> type of interest there; any other is otherInfluenceOrControl."""
_SCHEMES = {"lei": ("XI-LEI", "Global Legal Entity Identifier Index")}
"""Scheme of an identifier here -> its code on org-id.guide and its name; others go by their name here."""
Statement = dict[str, Any]


def write_bods(content: Content, file: BinaryIO) -> Mapping[str, int]:
    """Write the array; returns how many statements there are of each type of record."""
    counts: dict[str, int] = {}
    file.write(b"[")
    for number, statement in enumerate(statements(Statements(content.graph))):
        counts[statement["recordType"]] = counts.get(statement["recordType"], 0) + 1
        file.write((",\n" if number else "\n").encode() + json.dumps(statement, ensure_ascii=False).encode(errors="replace"))
    file.write(b"\n]\n")
    return dict(sorted(counts.items()))


def statements(held: Statements) -> Iterator[Statement]:
    """The parties by uri, then the relationships by uri."""
    links = [
        (uri, facts, controller, controlled)
        for label, left, right in (("OwnershipStake", "OWNER", "ASSET"), ("ControlLink", "CONTROLLER", "CONTROLLED"))
        for uri, facts, ends in held.of(label)
        for controller in ends.get(left, [])
        for controlled in ends.get(right, [])
        if held.is_party(controller) and "Organization" in held.node(controlled).labels
    ]
    published = _last_day(held)
    for uri in sorted({end for _, _, *ends in links for end in ends}):
        kind = "person" if "Person" in held.node(uri).labels else "entity"
        yield _statement(held, uri, uri, kind, _person(held, uri) if kind == "person" else _entity(held, uri), published)
    for uri, facts, controller, controlled in links:
        details = {
            "isComponent": False,
            "subject": controlled,
            "interestedParty": controller,
            "interests": [_interest(held, uri, facts)],
        }
        yield _statement(held, uri, controlled, "relationship", details, published)


def _statement(held: Statements, uri: str, subject: str, kind: str, details: Mapping[str, Any], published: str) -> Statement:
    documents = held.documents(uri)
    stated = max((day for d in documents if (day := _day(d))), default=published)
    first = next((d for d in documents if is_url(str(d.get("url", "")))), documents[0] if documents else {})
    source = {
        "type": ["selfDeclaration" if held.node(uri).properties.get("evidence") == "vendor-statement" else "thirdParty"],
        **({"url": first["url"]} if is_url(str(first.get("url", ""))) else {}),
        **({"retrievedAt": first["readOn"]} if "readOn" in first else {}),
        "assertedBy": [{"name": name} for name in dict.fromkeys(str(d["publisher"]) for d in documents if "publisher" in d)],
    }
    others = [d for d in documents if d is not first and is_url(str(d.get("url", "")))]
    return {
        "statementId": key_of(kind, uri, subject, str(details.get("interestedParty", ""))),
        "statementDate": stated,
        "publicationDetails": {"publicationDate": published, "bodsVersion": VERSION, "publisher": {"name": "surveillance-kg"}},
        "source": source,
        **({"annotations": [_also(d) for d in others]} if others else {}),
        "declarationSubject": subject,
        "recordId": uri,
        "recordType": kind,
        "recordStatus": "new",
        "recordDetails": details,
    }


def _also(document: Properties) -> dict[str, str]:
    """A further source of the statement, as an annotation on the whole of it."""
    return {
        "statementPointerTarget": "/",
        "motivation": "linking",
        "description": f"Stated by {document.get('publisher', 'a further source')} too",
        "url": document["url"],
    }


def _day(document: Properties) -> str:
    """The day on which a source stated it: that of its date where it is exact, else the day it was read."""
    days = span(document, "date")
    return days.earliest if days.earliest == days.latest else document.get("readOn", "")


def _last_day(held: Statements) -> str:
    """The last day of any source, for what has none of its own, and as the day of publication: the same graph gives the same bytes."""
    days = [day for _, facts, _ in held.of("Source") for day in (_day(facts), facts.get("readOn", "")) if day]
    return max(days, default="1970-01-01")


def _entity(held: Statements, uri: str) -> dict[str, Any]:
    node, facts = held.node(uri), held.node(uri).properties
    kind = "state" if "Territory" in node.labels else "stateBody" if "PublicBody" in node.labels else "legalEntity"
    kind = "registeredEntity" if "Company" in node.labels and kind == "legalEntity" else kind
    places = held.ends(uri).get("TERRITORY", []) if kind != "state" else [uri]
    return {
        "isComponent": False,
        "entityType": {"type": kind},
        "name": held.name(uri),
        **({"alternateNames": facts["aliases"]} if facts.get("aliases") else {}),
        **({"jurisdiction": _jurisdiction(held, places[0])} if places else {}),
        "identifiers": [_identifier(i) for i in facts.get("identifiers", [])],
        **({"addresses": [{"address": a} for a in facts["addresses"]]} if facts.get("addresses") else {}),
    }


def _person(held: Statements, uri: str) -> dict[str, Any]:
    return {"isComponent": False, "personType": "knownPerson", "names": [{"fullName": held.name(uri)}]}


def _jurisdiction(held: Statements, place: str) -> dict[str, str]:
    codes = held.codes(place)
    return {"name": held.name(place), **({"code": codes[0]} if codes and 2 <= len(codes[0]) <= 6 else {})}


def _identifier(identifier: str) -> dict[str, str]:
    scheme, _, number = identifier.partition(":")
    if scheme in _SCHEMES:
        code, name = _SCHEMES[scheme]
        return {"id": number, "scheme": code, "schemeName": name}
    return {"id": number, "schemeName": scheme}


def _interest(held: Statements, uri: str, facts: Properties) -> dict[str, Any]:
    stake = "OwnershipStake" in held.node(uri).labels
    share = {
        there: facts[here]
        for here, there in (("share", "exact"), ("shareMin", "minimum"), ("shareMax", "maximum"))
        if here in facts
    }
    days = {there: span(facts, here) for here, there in (("start", "startDate"), ("end", "endDate")) if here in facts}
    told = [f"{name}: {facts[name]}" for name in ("start", "end", "asOf", "basis") if name in facts]
    direct = {True: "direct", False: "indirect"}.get(facts.get("direct"), "unknown")  # type: ignore[arg-type]
    return {
        "type": "shareholding" if stake else _INTERESTS.get(facts.get("basis", ""), "otherInfluenceOrControl"),
        "directOrIndirect": direct,
        "beneficialOwnershipOrControl": False,
        **({"share": share} if share else {}),
        **{name: d.earliest for name, d in days.items() if d.earliest == d.latest},
        **({"details": "; ".join(told)} if told else {}),
    }
