"""What can be said: the model, read from kg.ttl, vocabularies/*.ttl and mapping.csv, and the few Python names for it.

Nothing here lists classes or properties; the files do. `model()` is the only entry.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from ontology.errors import FactError, UsageError, did_you_mean

HERE = Path(__file__).parent
DEF = "urn:kg:def:"
"""Namespace of classes and properties."""
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
OWL = "http://www.w3.org/2002/07/owl#"
SCHEMA = "https://schema.org/"


@dataclass(frozen=True)
class Class:
    """One owl:Class of kg.ttl. `parents` are ours, nearest first; `alignments` are other vocabularies' IRIs."""

    name: str
    label: str
    comment: str
    parents: tuple[str, ...] = ()
    alignments: tuple[str, ...] = ()

    @property
    def iri(self) -> str:
        return DEF + self.name


@dataclass(frozen=True)
class Property:
    """One property of kg.ttl. `kind` is link, value, date or category; `range` holds class names, an xsd name or a scheme."""

    name: str
    label: str
    comment: str
    kind: str
    domain: tuple[str, ...]
    range: tuple[str, ...]
    functional: bool
    alignments: tuple[str, ...] = ()

    @property
    def iri(self) -> str:
        return DEF + self.name


@dataclass(frozen=True)
class Concept:
    """One SKOS concept of a vocabulary; `rank` orders the evidence grades, best first."""

    scheme: str
    code: str
    label: str
    definition: str = ""
    broader: str = ""
    rank: int | None = None

    @property
    def iri(self) -> str:
        return f"urn:kg:{self.scheme}:{self.code}"


@dataclass(frozen=True)
class Shortcut:
    """A derived relationship from one end of an event to another, with copied keys."""

    event: str
    name: str
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    properties: tuple[str, ...]


@dataclass
class Mapping:
    """RDF -> property graph, as in mapping.csv: labels by class, keys and relationship types by property, constraints, indexes."""

    labels: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    lists: set[str] = field(default_factory=set)
    relationships: dict[str, str] = field(default_factory=dict)
    shortcuts: list[Shortcut] = field(default_factory=list)
    unique: list[tuple[str, str, str]] = field(default_factory=list)
    """Name, label and key of each uniqueness constraint; the first label stands on every node."""
    indexes: list[tuple[str, str, str]] = field(default_factory=list)
    """Name, label and key of each index."""

    def schema(self) -> tuple[list[str], list[str]]:
        """Cypher statements that make the constraints, and those that make the indexes."""
        return (
            [
                f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{label}) REQUIRE n.{key} IS UNIQUE"
                for name, label, key in self.unique
            ],
            [f"CREATE INDEX {name} IF NOT EXISTS FOR (n:{label}) ON (n.{key})" for name, label, key in self.indexes],
        )


@dataclass
class Model:
    """Classes, properties, vocabularies and the mapping of the ontology."""

    classes: dict[str, Class]
    properties: dict[str, Property]
    schemes: dict[str, dict[str, Concept]]
    mapping: Mapping

    def class_named(self, name: str) -> Class:
        if name not in self.classes:
            raise UsageError(f"There is no class {name!r} in the ontology.{did_you_mean(name, self.classes)}")
        return self.classes[name]

    def lineage(self, name: str) -> tuple[str, ...]:
        """The class and its ancestors, nearest first."""
        return (name, *self.class_named(name).parents)

    @cached_property
    def allowed(self) -> dict[str, dict[str, Property]]:
        """For each class, the properties that may stand on it, inherited ones included."""
        table: dict[str, dict[str, Property]] = {}
        for cls in self.classes:
            line = set(self.lineage(cls))
            table[cls] = {name: p for name, p in self.properties.items() if line.intersection(p.domain)}
        return table

    def concept(self, scheme: str, code: str) -> Concept:
        """The concept with that code; an unknown category is an error, never a default."""
        concepts = self.schemes[scheme]
        if code not in concepts:
            raise FactError(f"{code!r} is no {scheme} code.{did_you_mean(code, concepts)}")
        return concepts[code]


def _ours(iri: str) -> str | None:
    return iri.removeprefix(DEF) if iri.startswith(DEF) else None


class _Graph:
    """Subject -> predicate -> values of a few small Turtle files."""

    def __init__(self, paths: Iterator[Path] | list[Path]):
        import pyoxigraph as ox  # here, so that commands which do not need the model start without it

        self.about: dict[str, dict[str, list[str]]] = {}
        for path in paths:
            for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE):
                self.about.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object.value)

    def one(self, subject: str, predicate: str) -> str:
        return self.about[subject].get(predicate, [""])[0]

    def all(self, subject: str, predicate: str) -> list[str]:
        return self.about[subject].get(predicate, [])

    def alignments(self, subject: str, *predicates: str) -> tuple[str, ...]:
        return tuple(v for p in predicates for v in self.all(subject, p) if _ours(v) is None)


def _read_classes(graph: _Graph) -> dict[str, Class]:
    names = [_ours(s) for s in graph.about if OWL + "Class" in graph.all(s, RDF_TYPE) and _ours(s)]

    def parents(name: str) -> tuple[str, ...]:
        direct = [p for v in graph.all(DEF + name, RDFS + "subClassOf") if (p := _ours(v))]
        return tuple(q for p in direct for q in (p, *parents(p)))

    return {
        name: Class(
            name,
            graph.one(DEF + name, RDFS + "label"),
            graph.one(DEF + name, RDFS + "comment"),
            parents(name),
            graph.alignments(DEF + name, RDFS + "subClassOf", SKOS + "closeMatch"),
        )
        for name in names
        if name and name != "ImpreciseDateProperty"
    }


def _read_properties(graph: _Graph, classes: dict[str, Class]) -> dict[str, Property]:
    found = {}
    for subject, about in graph.about.items():
        types, name = about.get(RDF_TYPE, []), _ours(subject)
        if not name or not {OWL + "ObjectProperty", OWL + "DatatypeProperty"}.intersection(types):
            continue
        ranges = graph.all(subject, SCHEMA + "rangeIncludes")
        ours = tuple(r for v in ranges if (r := _ours(v)) in classes and r)
        if DEF + "ImpreciseDateProperty" in types:
            kind, rng = "date", ("string",)
        elif OWL + "DatatypeProperty" in types:
            kind, rng = "value", tuple(v.removeprefix(XSD) for v in ranges)
        elif ours:
            kind, rng = "link", ours
        else:
            kind, rng = "category", tuple(v.removeprefix("urn:kg:") for v in ranges)
        found[name] = Property(
            name,
            graph.one(subject, RDFS + "label"),
            graph.one(subject, RDFS + "comment"),
            kind,
            tuple(d for v in graph.all(subject, SCHEMA + "domainIncludes") if (d := _ours(v))),
            rng,
            OWL + "FunctionalProperty" in types,
            graph.alignments(subject, RDFS + "subPropertyOf", SKOS + "closeMatch"),
        )
    return found


def _read_schemes(graph: _Graph) -> dict[str, dict[str, Concept]]:
    schemes: dict[str, dict[str, Concept]] = {}
    for subject in graph.about:
        for scheme_iri in graph.all(subject, SKOS + "inScheme"):
            scheme = scheme_iri.removeprefix("urn:kg:")
            rank = graph.one(subject, DEF + "rank")
            concept = Concept(
                scheme,
                graph.one(subject, SKOS + "notation"),
                graph.one(subject, SKOS + "prefLabel"),
                graph.one(subject, SKOS + "definition"),
                graph.one(subject, SKOS + "broader").rpartition(":")[2],
                int(rank) if rank else None,
            )
            schemes.setdefault(scheme, {})[concept.code] = concept
    return schemes


def _read_mapping(path: Path) -> Mapping:
    mapping = Mapping()
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            kind, term, name = row["kind"], row["term"], row["name"]
            if kind == "label":
                mapping.labels[term] = name
            elif kind in ("key", "keys"):
                mapping.keys[term] = name
                if kind == "keys":
                    mapping.lists.add(term)
            elif kind in ("unique", "index"):
                (mapping.unique if kind == "unique" else mapping.indexes).append((name, row["from"], row["to"]))
            elif kind == "relationship":
                mapping.relationships[term] = name
            elif kind == "shortcut":
                mapping.shortcuts.append(
                    Shortcut(
                        term, name, tuple(row["from"].split("|")), tuple(row["to"].split("|")), tuple(row["properties"].split())
                    )
                )
            else:
                raise ValueError(f"{path.name}: unknown kind {kind!r}")
    return mapping


@cache
def model() -> Model:
    """The ontology of this project."""
    definitions = _Graph([HERE / "kg.ttl"])
    classes = _read_classes(definitions)
    return Model(
        classes,
        _read_properties(definitions, classes),
        _read_schemes(_Graph(sorted((HERE / "vocabularies").glob("*.ttl")))),
        _read_mapping(HERE / "mapping.csv"),
    )


def files() -> list[Path]:
    """The files that define the model; a change in one of them makes every built edition stale."""
    return [HERE / "kg.ttl", HERE / "shapes.ttl", HERE / "mapping.csv", *sorted((HERE / "vocabularies").glob("*.ttl"))]
