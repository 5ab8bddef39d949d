"""RDF folders of any size with the shape of the real lists: organizations with names and identifiers, listings, deals."""

import json
import random
from pathlib import Path

import pyoxigraph as ox

from ingest.facts import Facts, programme, territory
from ontology import model

TRIPLES_PER_ORGANIZATION = 24
"""About what an organization with its listing and its share of deals comes to."""
CODES = ("CN", "US", "RU", "IL", "IT", "FR", "DE", "GB", "JP", "AE", "EC", "KE", "RS", "UG", "BR", "MX")


def rdf_folder(folder: Path, triples: int, seed: int = 1) -> int:
    """Write an RDF folder of about that many triples into `folder`; returns how many there are."""
    random.seed(seed)
    graph = "urn:kg:source:generated:1"
    facts = Facts(model(), graph, graph, "official-statement")
    facts.add("Source", graph, name="Generated", publisher="benchmark", url="https://example.org/", licence="none")
    for code in CODES:
        facts.add("Territory", territory(code), name=code, code=code)
    for number in range(8):
        facts.add(
            "Programme",
            programme(f"p{number}"),
            name=f"Programme {number}",
            measure="export-control",
            website="https://example.org/",
        )
    facts.commit()
    for i in range(triples // TRIPLES_PER_ORGANIZATION):
        _organization(facts, i)
    quads = facts.quads()
    (folder / "generated").mkdir(parents=True, exist_ok=True)
    (folder / "generated" / "1.nq").write_bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS))
    (folder / "identities.nq").write_bytes(b"")
    (folder / "coverage.json").write_text(json.dumps([]))
    return len(quads)


def _organization(facts: Facts, i: int) -> None:
    name = f"Generated {random.choice(('Digital', 'Optical', 'Secure', 'Urban'))} Technology {i} Co., Ltd."
    subject = facts.add("Company", f"urn:kg:org:generated:{i}", name=name, alias=[f"GDT {i}", f"Generated {i}"], identifier=[f"ofac:{i}", f"uscc:{i:018d}"],
                        territory=territory(random.choice(CODES)), recordId=str(i), address=f"Road {i % 977}, Building {i % 31}")  # fmt: skip
    facts.add("Listing", f"urn:kg:listing:generated:{i}", subject=subject, programme=programme(f"p{i % 8}"), listedAs=name, start="2019-10-09",
              startKind="effective", legalAct="84 FR 54002", requirement="For all items subject to the EAR")  # fmt: skip
    if i % 10 == 0:
        facts.add("Deal", f"urn:kg:deal:generated:{i}", supplier=subject, destination=territory(random.choice(CODES)), status="signed", date="2018",
                  dateKind="signed")  # fmt: skip
    facts.commit()
