"""The part of a build that stands under open licences, as a build of its own.

An edition is one source with one licence, so the editions are the sieve: what a closed one alone says is not there, and what rests on it is not concluded. Who
is who is decided anew from the open editions; an identity that only a closed list bore out parts again. Curated facts are the rows of this project's makers,
under the project's licence, whatever document they cite.
"""

import json
from pathlib import Path

from ingest import identity
from ingest.candidates import write_candidates
from ingest.catalogue import HERE, sources
from ingest.claims import read_claims
from ingest.writing import write_whole


def open_part(rdf: Path, target: Path, own_decisions: Path) -> dict[str, int]:
    """Make the RDF folder `target` out of the open editions of `rdf`, which it points to. `own_decisions` is the user's table of reviewed identities.

    Returns how many facts (things and events; the source itself not) each source left out states, by name of the source.
    """
    left_out: dict[str, int] = {}
    kept: set[tuple[str, str]] = set()
    for path in sorted(rdf.glob("*/*.nq")):
        report = json.loads(path.with_suffix(".json").read_bytes())
        if report["licence_open"]:
            kept.add((report["source"], report["edition"]))
            (target / path.parent.name).mkdir(parents=True, exist_ok=True)
            (target / path.parent.name / path.name).symlink_to(path.resolve())
        else:
            stated = sum(amount for name, amount in report["counts"].items() if name != "Source")
            left_out[report["source"]] = left_out.get(report["source"], 0) + stated
    graphs = {s.graph(e) for s in sources().values() for e in s.editions if (s.name, e.name) in kept}
    coverage = [row for row in json.loads((rdf / "coverage.json").read_bytes()) if row["source"] in graphs]
    write_whole(target / "coverage.json", json.dumps(coverage).encode())
    claims = read_claims(target)
    decided = identity.read_decisions([HERE / "curated" / "identities.csv", own_decisions], claims.records)
    write_candidates(target, claims, identity.resolve(target, claims, decided), decided)
    return dict(sorted(left_out.items()))
