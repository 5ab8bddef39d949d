"""Every listed organization, over all editions and the curated listings, with its names and the lists that it is on."""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from ingest.claims import About, Claims

_SOURCE, _ORG = "urn:kg:source:", "urn:kg:"


@dataclass
class Listed:
    """One listed organization: the IRI that stands for it, what is shown of it, and its names with the records that bear them."""

    head: str
    about: dict[str, Any]
    names: dict[str, list[str]]


def _first(about: About, key: str) -> str:
    return about.get(key, [""])[0]


def _code(iri: str) -> str:
    return iri.rpartition(":")[2]


def short_id(iri: str) -> str:
    """The id of an organization as the graph shows it."""
    return iri.removeprefix("urn:kg:org:curated:").removeprefix(_ORG)


def lists(claims: Claims, coverage: list[dict[str, str]]) -> list[dict[str, str]]:
    """The lists that organizations were looked for in: programme, name, the newest day that it is held for, and how far.

    A programme that some edition lists in full is `full` as of that edition's day. Of others only what somebody read is held,
    `in part`, as of the newest day of such a reading.
    """
    days: dict[str, str] = {}
    partly: dict[str, str] = {}
    for row in coverage:
        days[row["programme"]] = max(days.get(row["programme"], ""), row["date"])
    for listing in claims.listings.values():
        programme = _first(listing, "programme")
        read = [_first(claims.sources.get(s, {}), "readOn") for s in listing.get("source", ())]
        read.append(_first(claims.sources.get(_first(listing, "edition"), {}), "date"))
        partly[programme] = max([partly.get(programme, ""), *read])
    return [
        {"programme": _code(p), "name": _first(claims.programmes.get(p, {}), "name") or _code(p),
         "as_of": days.get(p) or partly[p], "held": "in full" if p in days else "in part"}
        for p in sorted({*days, *partly} - {""})
    ]  # fmt: skip


def listed(claims: Claims, alias: dict[str, str], coverage: list[dict[str, str]]) -> list[Listed]:
    """All listed organizations, in the order of their IRIs. `alias` maps a member of an identity to the IRI that stands for it."""
    members: dict[str, list[str]] = defaultdict(list)
    for iri in claims.records:
        members[alias.get(iri, iri)].append(iri)
    by_head: dict[str, list[tuple[str, About]]] = defaultdict(list)
    for listing in claims.listings.values():
        subject = _first(listing, "subject")
        if subject in claims.records and _first(listing, "programme"):
            by_head[alias.get(subject, subject)].append((subject, listing))
    complete: dict[str, list[str]] = defaultdict(list)
    for row in coverage:
        complete[row["programme"]].append(row["date"])
    dated = {(row["source"], row["programme"]): row["date"] for row in coverage}
    complete = {programme: sorted(days) for programme, days in complete.items()}
    return [_listed(head, members[head], by_head[head], claims, complete, dated) for head in sorted(by_head)]


def _listed(
    head: str,
    members: list[str],
    listings: list[tuple[str, About]],
    claims: Claims,
    complete: dict[str, list[str]],
    dated: dict[tuple[str, str], str],
) -> Listed:
    names: dict[str, list[str]] = {}
    for iri in [head, *members] if head in claims.records else members:
        record = claims.records[iri]
        for name in (*record.names, *record.aliases):
            held = names.setdefault(name, [])
            if short_id(iri) not in held:
                held.append(short_id(iri))
    for subject, listing in listings:
        for name in listing.get("listedAs", ()):
            names.setdefault(name, [short_id(subject)])
    editions: dict[str, list[str]] = defaultdict(list)
    for subject, listing in listings:
        edition = _first(listing, "edition").removeprefix(_SOURCE)
        if edition not in editions[short_id(subject)]:
            editions[short_id(subject)].append(edition)
    about = {
        "id": short_id(head),
        "name": next(iter(names)),
        "territories": sorted({_code(t) for m in members for t in claims.records[m].territories}),
        "identifiers": sorted({i for m in members for i in claims.records[m].identifiers}),
        "editions": {k: sorted(v) for k, v in editions.items()},
        "listings": _periods([listing for _, listing in listings], claims, complete, dated),
    }
    return Listed(head, about, names)


def _periods(
    listings: list[About], claims: Claims, complete: dict[str, list[str]], dated: dict[tuple[str, str], str]
) -> list[dict[str, Any]]:
    """One row per programme and end: what several editions say of one listing is one row with the earliest start stated."""
    groups: dict[tuple[str, str], list[About]] = defaultdict(list)
    claimed: dict[str, list[str]] = defaultdict(list)
    for listing in listings:
        programme = _first(listing, "programme")
        groups[programme, _first(listing, "end")].append(listing)
        if day := dated.get((_first(listing, "edition"), programme)):
            claimed[programme].append(day)
    rows = []
    for (programme, end), group in sorted(groups.items()):
        known = [g for g in group if g.get("startEarliest")]
        first = min(known or group, key=lambda g: (_first(g, "startEarliest"), _first(g, "start")))
        seen_until, gone_by = "", ""
        if not end and claimed[programme]:
            last, days = max(claimed[programme]), complete[programme]
            after = bisect_right(days, last)
            if after < len(days):
                seen_until, gone_by = last, days[after]
        about = claims.programmes.get(programme, {})
        rows.append({
            "programme": _code(programme),
            "programme_name": _first(about, "name") or _code(programme),
            "measures": sorted(_code(m) for m in about.get("measure", ())),
            "since": _first(first, "start"), "since_kind": _code(_first(first, "startKind")),
            "until": end, "seen_until": seen_until, "gone_by": gone_by,
            "divest_by": next((_first(g, "divestBy") for g in group if g.get("divestBy")), ""),
            "editions": sorted({_first(g, "edition").removeprefix(_SOURCE) for g in group}),
            "sources": sorted({s.removeprefix(_SOURCE) for g in group for s in g.get("source", ())}),
            "evidence": sorted({_code(_first(g, "evidence")) for g in group}),
        })  # fmt: skip
    return rows
