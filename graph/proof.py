"""Curated listings held against the list editions: does a list that covers the day say the same?"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from graph.disputes import PUBLICATION_LAG
from graph.property_graph import Properties, PropertyGraph, short_id

PROVEN = "proven"
COLUMNS = ["listing", "start", "verdict", "why"]


@dataclass(frozen=True)
class _Claim:
    """What one edition says of one organization on one programme."""

    edition: str
    properties: Properties

    def follows(self, listing: Properties) -> bool:
        """Whether the edition gives a day of publication that follows the curated effective day by no more than the usual lag."""
        day, effective = self.properties.get("startEarliest"), listing.get("startEarliest")
        if self.properties.get("startKind") != "published" or listing.get("startKind") != "effective" or not day or not effective:
            return False
        return 0 < (date.fromisoformat(day) - date.fromisoformat(effective)).days <= PUBLICATION_LAG

    def agrees(self, listing: Properties) -> bool:
        """Whether the edition's start, or its day of publication, is a day that the curated start, or day of publication, allows."""
        if self.properties.get("startKind") == "seen":
            return False
        return any(
            listing.get(f"{mine}Earliest", "9999") <= day <= listing.get(f"{mine}Latest", "")
            for mine in ("start", "published")
            for theirs in ("start", "published")
            if (day := self.properties.get(f"{theirs}Earliest")) and day == self.properties.get(f"{theirs}Latest")
        )


def proofs(graph: PropertyGraph, coverage: list[dict[str, str]]) -> list[list[str]]:
    """A row (id, start, verdict, why) per curated listing, sorted by verdict and id.

    `coverage` says which edition lists which programme in full and as of which day. Verdicts: *proven*, an edition has the same organization on the same
    programme from the same day (its start, or its day of publication); *consistent*, it gives a publication that follows the effect closely; *no day*, an edition has it without saying since when; *other day*; *absent*, an
    edition that lists the programme in full and is of a later day (and no later than the end) lacks it; *no list*, no edition at hand covers that day.
    """
    links: dict[str, dict[str, str]] = defaultdict(dict)
    for start, kind, end, _ in graph.relationships:
        if kind in ("SUBJECT", "PROGRAMME", "SOURCE") and "Listing" in graph.nodes[start].labels:
            links[start][kind] = end
    claims: dict[tuple[str, str], list[_Claim]] = defaultdict(list)
    for uri, ends in links.items():
        source = graph.nodes[ends["SOURCE"]].properties
        if "dataset" in source:
            claims[ends["SUBJECT"], ends["PROGRAMME"]].append(_Claim(source["id"], graph.nodes[uri].properties))
    rows = []
    for uri, ends in links.items():
        if "dataset" not in graph.nodes[ends["SOURCE"]].properties:
            listing = graph.nodes[uri].properties
            full = [c for c in coverage if c["programme"] == ends["PROGRAMME"]]
            verdict, why = _judge(listing, claims[ends["SUBJECT"], ends["PROGRAMME"]], full)
            rows.append([short_id(uri).rpartition(":")[2], listing["start"], verdict, why])
    return sorted(rows, key=lambda row: (row[2] != PROVEN, row[2], row[0]))


def _judge(listing: Properties, claims: list[_Claim], full: list[dict[str, str]]) -> tuple[str, str]:
    same = sorted({c.edition for c in claims if c.agrees(listing)})
    if same:
        return PROVEN, ", ".join(same)
    later = sorted(f"{c.edition} gives the publication on {c.properties['start']}" for c in claims if c.follows(listing))
    if later:
        return "consistent", "; ".join(later)
    dated = [c for c in claims if c.properties.get("startKind") != "seen"]
    if dated:
        said = sorted({f"{c.edition} says {c.properties['start']} ({c.properties['startKind']})" for c in dated})
        return "other day", "; ".join(said)
    if claims:
        return "no day", "on the list without a day in " + ", ".join(sorted({c.edition for c in claims}))
    last = listing.get("endEarliest", "9999-12-31")
    lacking = sorted(short_id(c["source"]) for c in full if listing["startLatest"] <= c["date"] <= last)
    if lacking:
        return "absent", "not found by this name and territory in " + ", ".join(lacking)
    return "no list", "no edition at hand lists the programme in full on a day of the listing"
