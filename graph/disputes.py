"""Where sources disagree: claims on one listing or one stake that cannot all be right get the derived key `disputed`.

Both claims stay, with their sources. No disagreement is: two rows of one source (an entry and its revision); a publication that follows the effective day by
no more than two weeks; an effective day that follows the announcement by no more than ninety days; a listing that began after another had ended; a list that
only shows that something was already there.
"""

from collections import defaultdict
from datetime import date
from itertools import combinations

from graph.property_graph import Properties, PropertyGraph

PUBLICATION_LAG = 14
"""Days by which the publication of an act may follow its effect."""
ANNOUNCEMENT_LAG = 90
"""Days by which the effect of an act may follow its announcement (sixty for investment bans under E.O. 14032)."""
Links = dict[str, dict[str, list[str]]]
"""Event uri -> relationship type -> end uris."""


def mark_disputed(graph: PropertyGraph, outgoing: Links) -> None:
    """Set `disputed` on every listing and ownership stake that another claim on the same pair contradicts."""
    for left, right, contradict in (("SUBJECT", "PROGRAMME", starts_contradict), ("OWNER", "ASSET", shares_contradict)):
        claims: dict[tuple[str, str], list[tuple[set[str], Properties]]] = defaultdict(list)
        for uri, links in outgoing.items():
            if left in links and right in links:
                claims[links[left][0], links[right][0]].append((set(links["SOURCE"]), graph.nodes[uri].properties))
        for group in claims.values():
            for (sources, one), (others, other) in combinations(group, 2):
                if not sources & others and contradict(one, other):
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
    kind, later_kind = first.get("startKind"), second.get("startKind")
    allowed = ANNOUNCEMENT_LAG if kind == "announced" else PUBLICATION_LAG
    return kind == later_kind or later_kind not in ("published", "effective") or lag > allowed


def shares_contradict(one: Properties, other: Properties) -> bool:
    """Whether two stakes of one owner in one asset are of the same day or period, and of different size."""
    same_time = all(one.get(k) == other.get(k) for k in ("start", "end", "asOf")) and any(one.get(k) for k in ("start", "asOf"))
    return bool(same_time and "share" in one and "share" in other and one["share"] != other["share"])
