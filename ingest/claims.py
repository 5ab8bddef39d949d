"""What the editions say of organizations, their listings and successions, read once from the RDF folder of a build."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from ontology import DEF, RDF_TYPE

_ORGANIZATIONS = ("Organization", "Company", "PublicBody")
_ITEMS = ("Item", "Product", "Component")
_ABOUT = {
    "listing": ("subject", "programme", "start", "startEarliest", "startLatest", "startKind", "end", "endEarliest", "endLatest",
                "divestBy", "listedAs", "evidence", "source"),
    "programme": ("name", "measure"),
    "source": ("date", "readOn"),
    "succession": ("predecessor", "successor", "successionKind", "date"),
}  # fmt: skip
"""Properties kept of each kind of thing, by the third part of its IRI."""
_PARTIES = {
    "deal": ("supplier", "customer", "intermediary"), "use": ("supplier",), "mention": ("organization",), "stake": ("owner", "asset"),
    "control": ("controller", "controlled"), "supply": ("supplier", "recipient"), "product": ("maker",), "item": ("maker",),
}  # fmt: skip
"""Properties that make an organization one that answers turn on. Users of a technology are left out: they are many and answer for nothing."""

_NOTHING: frozenset[str] = frozenset()


@dataclass
class Record:
    """What identity is decided on for one organization or item of one source. Items are joined by reviewed decisions only."""

    is_organization: bool = True
    names: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    territories: set[str] = field(default_factory=set)
    identifiers: set[str] = field(default_factory=set)
    websites: set[str] = field(default_factory=set)
    editions: set[str] = field(default_factory=set)
    """IRIs of the editions that state it."""


About = dict[str, list[str]]


@dataclass
class Claims:
    """Organizations and items by IRI; listings, programmes, sources and successions by IRI, each as property -> values.

    A listing has its edition besides: the IRI of the named graph that states it, under `edition`.
    """

    records: dict[str, Record]
    listings: dict[str, About]
    programmes: dict[str, About]
    sources: dict[str, About]
    successions: dict[str, About]
    parts: dict[str, Counter[str]]
    """Organization -> in how many deals, listings, ... it has a part."""


def read_claims(folder: Path) -> Claims:
    """The claims of all editions below `folder`, in the order of their IRIs."""
    wanted = {DEF + n: n for n in ("name", "alias", "territory", "identifier", "website")}
    classes = {DEF + c: True for c in _ORGANIZATIONS} | {DEF + c: False for c in _ITEMS}
    about_wanted = {kind: {DEF + n: n for n in names} for kind, names in _ABOUT.items()}
    parties = {kind: frozenset(DEF + n for n in names) for kind, names in _PARTIES.items()}
    parts: dict[str, Counter[str]] = defaultdict(Counter)
    things: dict[str, dict[str, About]] = {kind: {} for kind in _ABOUT}
    found: dict[str, bool] = {}
    records: dict[str, Record] = defaultdict(Record)
    for path in sorted(folder.glob("*/*.nq")):
        subject, kind, keys, roles, about = "", "", None, _NOTHING, {}
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS):
            iri = quad.subject.value
            if iri != subject:  # the files are sorted by subject
                subject = iri
                kind = iri.split(":", 3)[2]
                keys, roles = about_wanted.get(kind), parties.get(kind, _NOTHING)
                if keys is not None:
                    about = things[kind].setdefault(iri, {})
                    if kind == "listing":
                        about.setdefault("edition", [quad.graph_name.value])
            predicate = quad.predicate.value
            if keys is not None:
                if name := keys.get(predicate):
                    about.setdefault(name, []).append(quad.object.value)
            elif predicate in roles:
                parts[quad.object.value][kind] += 1
            elif predicate == RDF_TYPE:
                if (is_organization := classes.get(quad.object.value)) is not None:
                    found[iri] = is_organization
                    records[iri].editions.add(quad.graph_name.value)
            elif name := wanted.get(predicate):
                record, value = records[iri], quad.object.value
                if name == "name":
                    record.names.append(value)
                elif name == "alias":
                    record.aliases.append(value)
                elif name == "website":
                    record.websites.add(value)
                else:
                    (record.territories if name == "territory" else record.identifiers).add(value)
    for iri, is_organization in found.items():
        records[iri].is_organization = is_organization
    for listing in things["listing"].values():
        for subject in listing.get("subject", ()):
            parts[subject]["listing"] += 1
    known = (things[k] for k in ("listing", "programme", "source", "succession"))
    return Claims({iri: records[iri] for iri in sorted(found)}, *known, dict(parts))
