"""The RDF of a build in the four RDF formats, deterministic byte for byte.

trig and nquads keep each edition as a named graph, identities included; turtle and jsonld give the one graph in which
identities are merged, as the stores hold it.
"""

from pathlib import Path

import pyoxigraph as ox

from graph.projection import edition_files, project, to_rdf
from ontology import DEF, OWL, RDFS, SKOS, XSD
from ontology.errors import UsageError, did_you_mean

RDF_FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
}
FORMATS = (*RDF_FORMATS, "parquet")
"""All that `kg export` writes; graph/parquet.py has the last."""
_PREFIXES = {"kg": DEF, "org": "urn:kg:org:", "source": "urn:kg:source:", "owl": OWL, "rdfs": RDFS, "skos": SKOS, "xsd": XSD}


def export_rdf(folder: Path, form: str) -> bytes:
    """The whole RDF as bytes. UsageError for a format that does not exist."""
    if form not in RDF_FORMATS:
        raise UsageError(f"There is no export format {form!r}; use {', '.join(FORMATS)}.{did_you_mean(form, FORMATS)}")
    if form in ("turtle", "jsonld"):
        statements: list = sorted(to_rdf(project(folder)), key=str)
    else:
        files = [*sorted(edition_files(folder)), folder / "identities.nq"]
        statements = [q for path in files for q in ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS)]
    prefixes = _PREFIXES if form in ("turtle", "trig") else None
    return ox.serialize(statements, format=RDF_FORMATS[form], prefixes=prefixes)
