"""FollowTheMoney entities as JSON lines, for Aleph, OpenSanctions' tools and followthemoney's own library.

| here | there |
| --- | --- |
| organization, company, public body, person | Organization, Company, PublicBody, Person |
| territory that owns or controls | PublicBody (FollowTheMoney has no class for a state) |
| listing | Sanction |
| stake | Ownership |
| control link | UnknownLink with the basis as its role |
| succession | Succession |
| deal | Contract, and a ContractAward for each supplier and intermediary; UnknownLink for a financier |
| use by an agency, access, supply to a recipient | UnknownLink with the role in words |

`referents` are the uris here, those of merged records included. A date that is a day, a month or a year stays one; any other interval is told in `description`.
Not in it: what FollowTheMoney has no class for (technologies, products, programmes beyond their names, mentions, figures, rules) and what is derived.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from graph.exports.content import Content
from graph.exports.statements import Ends, Statements, key_of, precise
from graph.intervals import span
from graph.property_graph import Properties

Entity = dict[str, Any]
_SCHEMATA = (("Person", "Person"), ("PublicBody", "PublicBody"), ("Territory", "PublicBody"), ("Company", "Company"))
_NUMBERS = {"lei": "leiCode", "uscc": "uscCode", "wikidata": "wikidataId", "ru-inn": "innCode", "ru-ogrn": "ogrnCode", "imo": "imoNumber", "duns": "dunsCode",
            "bic": "swiftBic", "ticker": "ticker", "isin": "isinCode"}  # fmt: skip
_CHECKED = {"lei": "lei", "uscc": "uscc", "wikidata": "wikidata", "ru-inn": "inn", "ru-ogrn": "ogrn", "imo": "imo", "bic": "bic"}
"""Schemes whose numbers followthemoney checks, and drops when they do not hold: such a number goes under idNumber."""
_OF_COMPANIES = frozenset({"ticker", "isinCode"})
_LINKS = (
    ("ControlLink", "CONTROLLER", "CONTROLLED", "controls"),
    ("Use", "SUPPLIER", "USER", "supplies technology seen in use"),
    ("Access", "HOLDER", "SEARCHER", "lets search what it collects"),
    ("SupplyLink", "SUPPLIER", "RECIPIENT", "supplies"),
)
LONGEST = {"name": 384, "alias": 384, "address": 250, "sourceUrl": 4_096, "website": 4_096, "notes": 65_000, "description": 65_000, "reason": 65_000,
           "summary": 65_000, "idNumber": 64, **dict.fromkeys(_NUMBERS.values(), 64)}  # fmt: skip
"""Characters that followthemoney takes, by property; of any other 1,024. What is longer is told whole in `description`, and a name begins as it does there."""


def write_ftm(content: Content, file: BinaryIO) -> Mapping[str, int]:
    """Write the entities, one in a line, sorted by id within a class; returns how many there are of each schema."""
    counts: dict[str, int] = {}
    for entity in entities(Statements(content.graph)):
        counts[entity["schema"]] = counts.get(entity["schema"], 0) + 1
        file.write((json.dumps(entity, ensure_ascii=False, sort_keys=True) + "\n").encode())
    return dict(sorted(counts.items()))


def entities(held: Statements) -> Iterator[Entity]:
    """All entities: parties first, so that what refers to them comes later."""
    owning = {
        end
        for label, kind in (("OwnershipStake", "OWNER"), ("ControlLink", "CONTROLLER"))
        for _, _, ends in held.of(label)
        for end in ends.get(kind, ())
    }
    for uri, node in sorted(held.graph.nodes.items()):
        if held.is_party(uri) and ("Territory" not in node.labels or uri in owning):
            yield _party(held, uri)
    yield from _listings(held)
    for uri, facts, ends in held.of("OwnershipStake"):
        yield from _between(held, "Ownership", uri, ends, ("owner", "OWNER"), ("asset", "ASSET"), percentage=_share(facts), **_period(facts),
                            ownershipType=["indirect" if facts["direct"] is False else "direct"] if "direct" in facts else [])  # fmt: skip
    for uri, facts, ends in held.of("Succession"):
        yield from _between(held, "Succession", uri, ends, ("predecessor", "PREDECESSOR"), ("successor", "SUCCESSOR"),
                            role=_one(facts, "successionKind"), **_dated(facts, "date", "date"))  # fmt: skip
    for label, left, right, role in _LINKS:
        for uri, facts, ends in held.of(label):
            said = [f"{role} ({facts['basis']})" if "basis" in facts else role]
            dates = _period(facts) if label == "ControlLink" else _dated(facts, "date", "date")
            yield from _between(held, "UnknownLink", uri, ends, ("subject", left), ("object", right), role=said, **dates)
    yield from _deals(held)


def _entity(schema: str, uri: str, properties: Mapping[str, list[str]], referents: list[str] | None = None) -> Entity:
    kept: dict[str, list[str]] = {}
    for name, values in properties.items():
        for value in filter(None, map(_text, values)):
            longest = LONGEST.get(name, 1_024)
            if len(value) > longest and name != "description":
                kept.setdefault("description", []).append(f"{name}: {value}"[: LONGEST["description"]])
            if len(value) <= longest or name in ("name", "title", "description"):
                kept.setdefault(name, []).append(value[:longest])
    return {
        "id": key_of(uri),
        "schema": schema,
        "properties": {name: list(dict.fromkeys(values)) for name, values in sorted(kept.items())},
        "referents": referents or [uri],
    }


def _text(value: str) -> str:
    """The value without what no FollowTheMoney text may hold: NUL and lone surrogates."""
    return "".join(c for c in value if c != "\0" and not "\ud800" <= c <= "\udfff") if not value.isprintable() else value


def _party(held: Statements, uri: str) -> Entity:
    node, facts = held.node(uri), held.node(uri).properties
    schema = next((there for here, there in _SCHEMATA if here in node.labels), "Organization")
    properties: dict[str, list[str]] = {
        "name": [held.name(uri)],
        "alias": facts.get("aliases", []),
        "country": [code for c in held.codes(uri) if (code := country(c))],
        "description": facts.get("descriptions", []),
        "website": [w for w in facts.get("websites", []) if is_url(w)],
        "address": facts.get("addresses", []),
        "parent": [key_of(p) for p in held.ends(uri).get("PARENT", []) if p != uri and held.is_party(p)],
        **_sourced(held, uri),
    }
    for identifier in facts.get("identifiers", []):
        scheme, _, number = identifier.partition(":")
        name = _NUMBERS.get(scheme, "idNumber") if _is_sound(scheme, number) else "idNumber"
        name = name if schema == "Company" or name not in _OF_COMPANIES else "idNumber"
        properties.setdefault(name, []).append(number)
    if schema == "Person":
        properties = {name: properties[name] for name in ("name", "alias", "country", "sourceUrl", "publisher")}
    return _entity(schema, uri, properties, [uri, *facts.get("sameAs", [])])


@cache
def _is_sound(scheme: str, number: str) -> bool:
    from rigour.ids import get_identifier_format

    return scheme not in _CHECKED or get_identifier_format(_CHECKED[scheme]).is_valid(number)


def _listings(held: Statements) -> Iterator[Entity]:
    for uri, facts, ends in held.of("Listing"):
        if not (subjects := [key_of(s) for s in ends.get("SUBJECT", ()) if held.is_party(s)]):
            continue
        programmes = ends.get("PROGRAMME", [])
        begun = (
            "startDate"
            if facts.get("startKind") == "effective"
            else "listingDate"
            if facts.get("startKind") != "seen"
            else "date"
        )
        told = {"seen": f"seen on the list on {facts.get('start')}"} if begun == "date" else {}
        gone = [f"seen until {facts['seenUntil']}, gone by {facts['goneBy']}"] if "goneBy" in facts else []
        dates = _merged(
            _dated(facts, "start", begun) if begun != "date" else {"description": list(told.values())},
            _dated(facts, "end", "endDate"),
        )
        issuers = [i for p in programmes for i in held.ends(p).get("ISSUER", [])]
        yield _entity("Sanction", uri, _merged(dates, {
            "entity": subjects,
            "program": [held.name(p) for p in programmes],
            "authority": [held.name(i) for i in issuers],
            "country": [code for i in issuers for c in held.codes(i) if (code := country(c))],
            "provisions": [m for p in programmes for m in held.node(p).properties.get("measures", [])],
            "reason": facts.get("requirements", []),
            "recordId": facts.get("recordIds", []),
            "summary": [f"listed as {name}" for name in facts.get("listedAs", [])],
            "description": gone,
            **_sourced(held, uri),
        }))  # fmt: skip


def _deals(held: Statements) -> Iterator[Entity]:
    for uri, facts, ends in held.of("Deal"):
        technologies = [held.name(t) for t in ends.get("TECHNOLOGY", [])]
        places = ends.get("DESTINATION", [])
        goods = facts.get("productNames", []) or technologies or ["deal"]
        title = f"{', '.join(goods)} to {', '.join(map(held.name, ends.get('CUSTOMER', []) or places)) or 'an unnamed customer'}"
        signed = "contractDate" if facts.get("dateKind") == "signed" else None
        dates = (
            _dated(facts, "date", signed)
            if signed
            else {"description": [f"{facts.get('dateKind', 'dated')} {facts['date']}"] if "date" in facts else []}
        )
        yield _entity("Contract", uri, _merged(dates, {
            "name": [title],
            "title": [title],
            "authority": [key_of(c) for c in ends.get("CUSTOMER", []) if held.is_party(c)],
            "country": [code for place in places for c in held.codes(place) if (code := country(c))],
            "type": technologies,
            "status": _one(facts, "status"),
            "amount": [_number(facts["amount"])] if "amount" in facts else [],
            "currency": _one(facts, "currency"),
            "notes": facts.get("notes", []),
            **_sourced(held, uri),
        }))  # fmt: skip
        for kind in ("SUPPLIER", "INTERMEDIARY"):
            for party in filter(held.is_party, ends.get(kind, [])):
                yield _entity("ContractAward", f"{uri}\n{kind}\n{party}", {
                    "supplier": [key_of(party)], "contract": [key_of(uri)], "role": [kind.lower()], **_sourced(held, uri),
                }, [uri])  # fmt: skip
        for party in filter(held.is_party, ends.get("FINANCIER", [])):
            yield _entity("UnknownLink", f"{uri}\nFINANCIER\n{party}", {
                "subject": [key_of(party)], "object": [key_of(uri)], "role": ["financier"], **_sourced(held, uri),
            }, [uri])  # fmt: skip


def _between(
    held: Statements, schema: str, uri: str, ends: Ends, left: tuple[str, str], right: tuple[str, str], **properties: list[str]
) -> Iterator[Entity]:
    """An entity that joins the parties at two ends of an event; one for each pair where an end has several."""
    pairs = [
        (a, b) for a in ends.get(left[1], []) for b in ends.get(right[1], []) if a != b and held.is_party(a) and held.is_party(b)
    ]
    for a, b in pairs:
        name = uri if len(pairs) == 1 else f"{uri}\n{a}\n{b}"
        record = {"recordId": held.node(uri).properties.get("recordIds", [])}
        joined = _merged(properties, {left[0]: [key_of(a)], right[0]: [key_of(b)], **record, **_sourced(held, uri)})
        yield _entity(schema, name, joined, [uri])


def _merged(*parts: Mapping[str, list[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in parts:
        for name, values in part.items():
            found[name] = [*found.get(name, []), *values]
    return found


def _sourced(held: Statements, uri: str) -> dict[str, list[str]]:
    documents = held.documents(uri)
    urls = [str(d["url"]) for d in documents if is_url(str(d.get("url", "")))]
    return {"sourceUrl": urls, "publisher": [str(d["publisher"]) for d in documents if "publisher" in d]}


def _dated(facts: Properties, key: str, name: str) -> dict[str, list[str]]:
    """The date as a FollowTheMoney date where it is a day, month or year, else as published in the description."""
    if key not in facts:
        return {}
    if exact := precise(span(facts, key)):
        return {name: [exact]}
    return {"description": [f"{key} as published: {facts[key]}"]}


def _period(facts: Properties) -> dict[str, list[str]]:
    return _merged(_dated(facts, "start", "startDate"), _dated(facts, "end", "endDate"), _dated(facts, "asOf", "date"))


def _one(facts: Properties, key: str) -> list[str]:
    return [str(facts[key])] if key in facts else []


def _number(value: float) -> str:
    return f"{value:f}".rstrip("0").rstrip(".")


def _share(facts: Properties) -> list[str]:
    """Per cent as published: one number, or the least and the most.

    >>> _share({"share": 51.0}), _share({"shareMin": 25.0, "shareMax": 50.0}), _share({"shareMin": 50.0})
    (['51'], ['25-50'], ['50-100'])
    """
    if "share" in facts:
        return [_number(facts["share"])]
    if "shareMin" in facts or "shareMax" in facts:
        return [f"{_number(facts.get('shareMin', 0.0))}-{_number(facts.get('shareMax', 100.0))}"]
    return []


@cache
def country(code: str) -> str | None:
    """The code by which FollowTheMoney knows a territory; that of the state where it does not know the part.

    >>> country("CN"), country("US-CA")
    ('cn', 'us')
    """
    from rigour.territories import get_ftm_countries

    known = {t.code for t in get_ftm_countries()}
    lower = code.lower()
    return lower if lower in known else state if (state := lower.partition("-")[0]) in known else None


def is_url(text: str) -> bool:
    """Whether a web address is one that followthemoney takes.

    >>> is_url("https://example.org/a"), is_url("(in this package)"), is_url("docs/curation.md")
    (True, False, False)
    """
    from rigour.urls import clean_url

    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and clean_url(text) is not None
