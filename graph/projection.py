"""RDF -> property graph and back, by the table in ontology/mapping.csv.

`project` reads the N-Quads of the build folder, puts every member of an identity on its canonical node, and adds what is
derived: shortcut relationships, ranks of evidence, until when an edition-bound listing was seen, which edition covers which programme, who may be the same, and the verdicts.
Derived keys (`DERIVED_KEYS`, and the `name` of an event), nodes and relationships (`derived: true`) never go back into RDF; everything else does, unchanged.
"""

import contextlib
import gc
import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from graph.disputes import mark_disputed
from graph.event_names import NAMED, add_event_names
from graph.property_graph import SOURCE_PREFIX, Node, Properties, PropertyGraph, short_id
from graph.verdicts.derived import add_verdicts
from ontology import DEF, OWL, RDF_TYPE, XSD, Mapping, Model, model
from ontology.errors import KgError

DERIVED_KEYS = frozenset({"id", "sameAs", "evidenceRank", "seenUntil", "goneBy", "disputed"})


def identities(folder: Path) -> dict[str, str]:
    """Member IRI -> canonical IRI, from identities.nq."""
    quads = ox.parse(path=str(folder / "identities.nq"), format=ox.RdfFormat.N_QUADS)
    return {q.subject.value: q.object.value for q in quads if q.predicate.value == OWL + "sameAs"}


def edition_files(folder: Path) -> list[Path]:
    """The RDF file of each edition, the curated facts first: where two sources name a thing, the first name is shown."""
    return sorted(folder.glob("*/*.nq"), key=lambda p: (p.parent.name != "curated", p.parent.name, p.name))


class _Projection:
    """One pass over the quads; `self.graph` grows."""

    def __init__(self, onto: Model, same: dict[str, str]):
        self.onto = onto
        self.same = same
        self.graph = PropertyGraph()
        self.labels: dict[str, set[str]] = defaultdict(set)
        self.conflicts: list[tuple[str, str, str]] = []
        mapping = onto.mapping
        self.base_label = mapping.unique[0][1]
        self.label_of = {
            c.iri: {mapping.labels[a] for a in onto.lineage(c.name)} | {self.base_label} for c in onto.classes.values()
        }
        self.type_of = {DEF + p: t for p, t in mapping.relationships.items()}
        self.key_of = {DEF + p: (k, p in mapping.lists, onto.properties[p].kind == "category") for p, k in mapping.keys.items()}
        self.name_key, self.alias_key = mapping.keys["name"], mapping.keys["alias"]

    def properties(self, uri: str) -> Properties:
        node = self.graph.nodes.get(uri)
        if node is None:
            node = self.graph.nodes[uri] = Node((), {"uri": uri})
        return node.properties

    def read(self, path: Path) -> None:
        same, relationships = self.same, self.graph.relationships
        stated, properties = "", {}
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS):
            subject, predicate, value = quad.subject.value, quad.predicate.value, quad.object
            if subject != stated:  # the files are sorted by subject, so this is once per subject
                stated, canonical = subject, same.get(subject, subject)
                properties = self.properties(canonical)
            if kind := self.type_of.get(predicate):
                target = value.value
                held = relationships.setdefault((canonical, kind, same.get(target, target), ""), {})
                source = quad.graph_name.value.removeprefix(SOURCE_PREFIX)
                if source not in held.setdefault("sources", []):
                    held["sources"].append(source)
            elif entry := self.key_of.get(predicate):
                self._set(properties, entry, value)
            elif predicate == RDF_TYPE:
                self.labels[canonical] |= self.label_of[value.value]
            else:
                raise KgError(f"{path} states {predicate}, which ontology/mapping.csv does not map; add it there")

    def _set(self, properties: Properties, entry: tuple[str, bool, bool], term: ox.NamedNode | ox.Literal) -> None:
        key, is_list, is_category = entry
        value = term.value.rpartition(":")[2] if is_category else _native(term)
        if not is_list:
            held = properties.setdefault(key, value)
            if held == value:
                return
            if key != self.name_key:
                self.conflicts.append((properties["uri"], key, str(value)))
                return
            key = self.alias_key
        values = properties.setdefault(key, [])
        if value not in values:
            values.append(value)


def _native(term: ox.Literal) -> str | float | bool:
    datatype = term.datatype.value.removeprefix(XSD)
    if datatype == "decimal":
        return float(term.value)
    return term.value == "true" if datatype == "boolean" else term.value


def project(folder: Path) -> PropertyGraph:
    """The property graph of the RDF folder of a build."""
    return project_with_conflicts(folder)[0]


def project_with_conflicts(folder: Path) -> tuple[PropertyGraph, list[tuple[str, str, str]]]:
    """The property graph, and each value (uri, key, value) that had no room because another stands on the key already."""
    with _collector_paused():
        return _project(folder)


@contextlib.contextmanager
def _collector_paused() -> Iterator[None]:
    """Millions of new objects and no cycles among them: the garbage collector would take a third of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _project(folder: Path) -> tuple[PropertyGraph, list[tuple[str, str, str]]]:
    onto = model()
    projection = _Projection(onto, identities(folder))
    for path in edition_files(folder):
        projection.read(path)
    graph = projection.graph
    for uri, labels in projection.labels.items():
        graph.nodes[uri].labels = tuple(sorted(labels))
    for node in graph.nodes.values():
        node.labels = node.labels or (projection.base_label,)
        for value in node.properties.values():
            if isinstance(value, list):
                value.sort()
    _derive(onto, graph, folder, projection.same)
    return graph, projection.conflicts


def _derive(onto: Model, graph: PropertyGraph, folder: Path, same: dict[str, str]) -> None:
    members = defaultdict(list)
    for member, head in sorted(same.items()):
        members[head].append(member)
    ranks = {code: concept.rank for code, concept in onto.schemes["evidence"].items()}
    for uri, node in graph.nodes.items():
        node.properties["id"] = short_id(uri)
        if uri in members:
            node.properties["sameAs"] = members[uri]
        if grade := node.properties.get("evidence"):
            node.properties["evidenceRank"] = ranks[grade]
    outgoing: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for (start, kind, end, _), properties in graph.relationships.items():
        if "Event" in graph.nodes[start].labels:
            outgoing[start][kind].append(end)
            properties.clear()  # an event's SOURCE relationships say where all of it is from
    coverage = json.loads((folder / "coverage.json").read_bytes())
    _mark_gone(graph, outgoing, coverage)
    mark_disputed(graph, outgoing)
    add_event_names(graph, outgoing)
    _add_shortcuts(onto.mapping, graph, outgoing)
    for row in coverage:
        graph.relationships[row["source"], "COVERS", row["programme"], row["source"]] = {
            "date": row["date"],
            "sources": [row["source"].removeprefix(SOURCE_PREFIX)],
            "derived": True,
            "event": row["source"],
        }
    _add_possibly_same(graph, folder)
    add_verdicts(graph)
    for key in graph.relationships:
        for end in (key[0], key[2]):
            if end not in graph.nodes:
                graph.nodes[end] = Node((onto.mapping.unique[0][1], "Unresolved"), {"uri": end, "id": short_id(end)})


def _add_possibly_same(graph: PropertyGraph, folder: Path) -> None:
    """The open pairs of identities, each as one relationship; nothing is merged by it."""
    path = folder / "candidates.json"
    for row in json.loads(path.read_bytes()) if path.exists() else ():
        if row["left"] in graph.nodes and row["right"] in graph.nodes:
            graph.relationships[row["left"], "POSSIBLY_SAME", row["right"], row["left"]] = {
                "score": row["score"],
                "decision": row["decision"],
                "reason": row["reason"],
                "speaksFor": row["speaks_for"],
                **({"speaksAgainst": row["speaks_against"]} if row["speaks_against"] else {}),
                "sources": row["sources"],
                "derived": True,
                "event": row["left"],
            }


def _mark_gone(graph: PropertyGraph, outgoing: dict[str, dict[str, list[str]]], coverage: list[dict[str, str]]) -> None:
    """A listing that a later complete edition of its programme no longer has was seen until one day and gone by another."""
    dated = {(row["source"], row["programme"]): row["date"] for row in coverage}
    complete: dict[str, list[str]] = defaultdict(list)
    for row in coverage:
        complete[row["programme"]].append(row["date"])
    claims: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for uri, links in outgoing.items():
        if "SUBJECT" in links and "PROGRAMME" in links:
            programme = links["PROGRAMME"][0]
            for source in links["SOURCE"]:
                if day := dated.get((source, programme)):
                    claims[links["SUBJECT"][0], programme].append((day, uri))
    for (_, programme), seen in claims.items():
        last = max(seen)[0]
        days = sorted(complete[programme])
        after = bisect_right(days, last)
        if after == len(days):
            continue
        for _, uri in seen:
            properties = graph.nodes[uri].properties
            if "end" not in properties:
                properties |= {"seenUntil": last, "goneBy": days[after]}


def _add_shortcuts(mapping: Mapping, graph: PropertyGraph, outgoing: dict[str, dict[str, list[str]]]) -> None:
    by_event = defaultdict(list)
    for shortcut in mapping.shortcuts:
        by_event[mapping.labels[shortcut.event]].append(shortcut)
    for uri, links in outgoing.items():
        node = graph.nodes[uri]
        sources = sorted(s.removeprefix(SOURCE_PREFIX) for s in links["SOURCE"])
        for label in node.labels:
            for shortcut in by_event.get(label, ()):
                copied = {k: node.properties[k] for k in shortcut.properties if k in node.properties}
                starts = [s for p in shortcut.starts for s in links.get(mapping.relationships[p], ())]
                ends = [e for p in shortcut.ends for e in links.get(mapping.relationships[p], ())]
                for start in starts:
                    for end in ends:
                        graph.relationships[start, shortcut.name, end, uri] = {
                            **copied,
                            "sources": sources,
                            "derived": True,
                            "event": uri,
                        }


def to_rdf(graph: PropertyGraph) -> Iterator[ox.Triple]:
    """The triples that a property graph stands for; derived keys and relationships are left out.

    A node has the type of its most special class; names of a merged node beyond the first are aliases by then.
    """
    onto = model()
    mapping = onto.mapping
    class_of = {label: name for name, label in mapping.labels.items()}
    property_of = {key: onto.properties[name] for name, key in mapping.keys.items()}
    link_of = {kind: DEF + name for name, kind in mapping.relationships.items()}
    rdf_type, name_key = ox.NamedNode(RDF_TYPE), mapping.keys["name"]
    for uri, node in graph.nodes.items():
        if node.properties.get("derived"):
            continue
        subject = ox.NamedNode(uri)
        classes = {class_of[label] for label in node.labels if label in class_of}
        for name in classes - {parent for c in classes for parent in onto.classes[c].parents}:
            yield ox.Triple(subject, rdf_type, ox.NamedNode(DEF + name))
        for key, value in node.properties.items():
            if key == "uri" or key in DERIVED_KEYS or (key == name_key and not NAMED.isdisjoint(node.labels)):
                continue
            prop = property_of[key]
            for single in value if isinstance(value, list) else [value]:
                yield ox.Triple(subject, ox.NamedNode(prop.iri), _term(prop.kind, prop.range[0], single))
    for (start, kind, end, event), _ in graph.relationships.items():
        if not event:
            yield ox.Triple(ox.NamedNode(start), ox.NamedNode(link_of[kind]), ox.NamedNode(end))


def _term(kind: str, datatype: str, value: str | float | bool) -> ox.NamedNode | ox.Literal:
    if kind == "category":
        return ox.NamedNode(f"urn:kg:{datatype}:{value}")
    if datatype == "boolean":
        return ox.Literal("true" if value else "false", datatype=ox.NamedNode(XSD + "boolean"))
    if datatype == "decimal":
        return ox.Literal(f"{value:.6f}".rstrip("0").rstrip("."), datatype=ox.NamedNode(XSD + "decimal"))
    if datatype == "date":
        return ox.Literal(str(value), datatype=ox.NamedNode(XSD + "date"))
    return ox.Literal(str(value))
