"""The facts of an edition against ontology/shapes.ttl (SHACL, with pyshacl)."""

from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pyshacl
from rdflib import RDF, SH, Graph, Literal, URIRef

import ontology


@cache
def _shapes() -> Graph:
    return Graph().parse(Path(ontology.HERE) / "shapes.ttl")


def violations(quads: list[ox.Quad]) -> list[dict[str, str]]:
    """Each violation as focus node, path and message, sorted."""
    graph = Graph()
    nodes: dict[str, URIRef] = {}

    def node(iri: str) -> URIRef:
        return nodes.setdefault(iri, URIRef(iri))

    for quad in quads:
        thing = quad.object
        value = (
            Literal(thing.value, datatype=URIRef(thing.datatype.value), normalize=False)
            if isinstance(thing, ox.Literal)
            else node(thing.value)
        )
        graph.add((node(quad.subject.value), node(quad.predicate.value), value))
    _, report, _ = pyshacl.validate(graph, shacl_graph=_shapes())
    found = [
        {
            "focus": str(report.value(result, SH.focusNode)),
            "path": str(report.value(result, SH.resultPath) or "").rpartition(":")[2],
            "message": str(report.value(result, SH.resultMessage)),
        }
        for result in report.subjects(RDF.type, SH.ValidationResult)
    ]
    return sorted(found, key=lambda row: tuple(row.values()))
