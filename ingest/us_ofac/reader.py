"""OFAC's own list files: the legacy SDN tables (legacy.py) and the enhanced XML of the other lists (enhanced.py)."""

from ingest.edition import Edition
from ingest.us_ofac import enhanced, legacy


def read(edition: Edition) -> None:
    (enhanced if "cons" in edition.files else legacy).read(edition)
