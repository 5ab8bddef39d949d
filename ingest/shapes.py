"""The facts of an edition against ontology/shapes.ttl (SHACL, with pyshacl)."""

from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pyshacl
from rdflib import RDF, SH, Graph, Literal, URIRef

import ontology


@cache
def _shapes() -> tuple[Graph, frozenset[str]]:
    """The shapes, and the properties that they speak of: what no shape looks at need not be shown to the validator."""
    graph = Graph().parse(Path(ontology.HERE) / "shapes.ttl")
    named = {str(o) for o in graph.objects() if isinstance(o, URIRef)}
    return graph, frozenset({str(RDF.type), *(p.iri for p in ontology.model().properties.values() if p.iri in named)})


def violations(quads: list[ox.Quad]) -> list[dict[str, str]]:
    """Each violation as focus node, path and message, sorted."""
    shapes, relevant = _shapes()
    graph = Graph()
    nodes: dict[str, URIRef] = {}

    def node(iri: str) -> URIRef:
        held = nodes.get(iri)
        if held is None:
            held = nodes[iri] = URIRef(iri)
        return held

    for quad in quads:
        predicate, thing = quad.predicate.value, quad.object
        if predicate in relevant:
            literal = isinstance(thing, ox.Literal)
            value = Literal(thing.value, datatype=node(thing.datatype.value), normalize=False) if literal else node(thing.value)
            graph.add((node(quad.subject.value), node(predicate), value))
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, inplace=True)
    found = [
        {
            "focus": str(report.value(result, SH.focusNode)),
            "path": str(report.value(result, SH.resultPath) or "").rpartition(":")[2],
            "message": str(report.value(result, SH.resultMessage)),
        }
        for result in report.subjects(RDF.type, SH.ValidationResult)
    ]
    return sorted(found, key=lambda row: tuple(row.values()))
