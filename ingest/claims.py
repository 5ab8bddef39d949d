"""What the editions say of organizations, their listings and successions, read once from the RDF folder of a build."""

from collections import defaultdict
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
"""Properties kept of each kind of thing, by the second part of its IRI."""


@dataclass
class Record:
    """What identity is decided on for one organization or item of one source. Items are joined by reviewed decisions only."""

    is_organization: bool = True
    names: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    territories: set[str] = field(default_factory=set)
    identifiers: set[str] = field(default_factory=set)


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


def read_claims(folder: Path) -> Claims:
    """The claims of all editions below `folder`, in the order of their IRIs."""
    wanted = {DEF + n: n for n in ("name", "alias", "territory", "identifier")}
    classes = {DEF + c: True for c in _ORGANIZATIONS} | {DEF + c: False for c in _ITEMS}
    about_wanted = {kind: {DEF + n: n for n in names} for kind, names in _ABOUT.items()}
    things: dict[str, dict[str, About]] = {kind: {} for kind in _ABOUT}
    found: dict[str, bool] = {}
    records: dict[str, Record] = defaultdict(Record)
    for path in sorted(folder.glob("*/*.nq")):
        subject, keys, about = "", None, {}
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS):
            iri = quad.subject.value
            if iri != subject:  # the files are sorted by subject
                subject = iri
                kind = iri.split(":", 3)[2]
                keys = about_wanted.get(kind)
                if keys is not None:
                    about = things[kind].setdefault(iri, {})
                    if kind == "listing":
                        about.setdefault("edition", [quad.graph_name.value])
            predicate = quad.predicate.value
            if keys is not None:
                if name := keys.get(predicate):
                    about.setdefault(name, []).append(quad.object.value)
            elif predicate == RDF_TYPE:
                if (is_organization := classes.get(quad.object.value)) is not None:
                    found[iri] = is_organization
            elif name := wanted.get(predicate):
                record, value = records[iri], quad.object.value
                if name == "name":
                    record.names.append(value)
                elif name == "alias":
                    record.aliases.append(value)
                else:
                    (record.territories if name == "territory" else record.identifiers).add(value)
    for iri, is_organization in found.items():
        records[iri].is_organization = is_organization
    return Claims({iri: records[iri] for iri in sorted(found)}, *(things[k] for k in ("listing", "programme", "source", "succession")))
