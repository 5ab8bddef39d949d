"""RDF in four forms, deterministic byte for byte.

trig and nquads keep each edition as a named graph, identities included; turtle and jsonld give the one graph in which identities are merged, as the stores
hold it. Nothing derived is in them.
"""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

import pyoxigraph as ox

from graph.exports.content import Content
from graph.projection import edition_files, identities, to_rdf
from graph.property_graph import PropertyGraph
from ontology import DEF, OWL, RDFS, SKOS, XSD

_FORMS = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
}
_PREFIXES = {"kg": DEF, "org": "urn:kg:org:", "source": "urn:kg:source:", "owl": OWL, "rdfs": RDFS, "skos": SKOS, "xsd": XSD}


def write_rdf(form: str, content: Content, file: BinaryIO) -> Mapping[str, int]:
    """Write the statements; returns how many there are."""
    if form in ("turtle", "jsonld"):
        statements: list = sorted(to_rdf(content.graph), key=str)
    else:
        statements = list(_editions(content))
    prefixes = _PREFIXES if form in ("turtle", "trig") else None
    ox.serialize(statements, output=file, format=_FORMS[form], prefixes=prefixes)
    return {"statements": len(statements)}


def _editions(content: Content) -> Iterator[ox.Quad]:
    """The statements of every edition and the identities; with `as_of` those alone whose ends are in the graph of that day."""
    files = [*sorted(edition_files(content.folder)), content.folder / "identities.nq"]
    quads = (q for path in files for q in ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS))
    return quads if content.as_of is None else _that_day(quads, content.graph, identities(content.folder))


def _that_day(quads: Iterator[ox.Quad], graph: PropertyGraph, same: dict[str, str]) -> Iterator[ox.Quad]:
    for quad in quads:
        if same.get(quad.subject.value, quad.subject.value) in graph.nodes:
            yield quad
