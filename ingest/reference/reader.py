"""Territories with an ISO 3166 code (from rigour; former states included, lists still name them) and the technologies of the vocabulary, so that facts have something to point at."""

import re

from rigour.territories import get_territories

from ingest.edition import Edition
from ingest.facts import territory

_ISO = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


def read(edition: Edition) -> None:
    facts = edition.facts
    for place in get_territories():
        code = place.code.upper()
        if _ISO.fullmatch(code):
            wider = place.parent.code.upper() if place.parent else ""
            facts.add("Territory", territory(code), name=place.name, code=code, code3=(place.alpha3 or "").upper(), region=place.region,
                      within=territory(wider) if _ISO.fullmatch(wider) else None)  # fmt: skip
    for concept in facts.model.schemes["technology"].values():
        broader = facts.model.schemes["technology"].get(concept.broader)
        facts.add("Technology", concept.iri, name=concept.label, code=concept.code, broader=broader.iri if broader else None)
    facts.commit()
