"""Where sources disagree: claims on one listing or one stake that cannot all be right get the derived key `disputed`.

Both claims stay, with their sources. A day of publication that follows the effective day by no more than two weeks is no disagreement, nor is a listing that
began after another had ended, nor a list that only shows that something was already there.
"""

from collections import defaultdict
from datetime import date
from itertools import combinations

from graph.property_graph import Properties, PropertyGraph

PUBLICATION_LAG = 14
"""Days by which the publication of an act may follow its effect."""
Links = dict[str, dict[str, list[str]]]
"""Event uri -> relationship type -> end uris."""


def mark_disputed(graph: PropertyGraph, outgoing: Links) -> None:
    """Set `disputed` on every listing and ownership stake that another claim on the same pair contradicts."""
    for left, right, contradict in (("SUBJECT", "PROGRAMME", starts_contradict), ("OWNER", "ASSET", shares_contradict)):
        claims: dict[tuple[str, str], list[Properties]] = defaultdict(list)
        for uri, links in outgoing.items():
            if left in links and right in links:
                claims[links[left][0], links[right][0]].append(graph.nodes[uri].properties)
        for group in claims.values():
            for one, other in combinations(group, 2):
                if contradict(one, other):
                    one["disputed"] = other["disputed"] = True


def starts_contradict(one: Properties, other: Properties) -> bool:
    """Whether two listings of one organization on one programme give starts that exclude each other."""
    if "seen" in (one.get("startKind"), other.get("startKind")):
        return False
    first, second = sorted((one, other), key=lambda p: (p.get("startEarliest", ""), p.get("startLatest", "")))
    if first.get("startLatest", "9999") >= second.get("startEarliest", ""):
        return False
    if first.get("endEarliest", "9999") < second["startEarliest"]:
        return False
    lag = (date.fromisoformat(second["startEarliest"]) - date.fromisoformat(first["startLatest"])).days
    later_kind = second.get("startKind")
    return not (later_kind in ("published", "effective") and first.get("startKind") != later_kind and lag <= PUBLICATION_LAG)


def shares_contradict(one: Properties, other: Properties) -> bool:
    """Whether two stakes of one owner in one asset are of the same day or period, and of different size."""
    same_time = all(one.get(k) == other.get(k) for k in ("start", "end", "asOf")) and any(one.get(k) for k in ("start", "asOf"))
    return bool(same_time and "share" in one and "share" in other and one["share"] != other["share"])
