"""Section 1260H list -> one listing for each company and period.

The file has a row per company and edition, in three blocks: the edition of 2024-01-31 in full (its rows carry the day of the
edition that first named the company, and removals up to 2025-01-07), then the editions of 2025-01-07 and 2026-06-08 in full.
So a company that the next full edition no longer has, and for which the file gives no day of removal, went between the two;
not so when a row was rejected or the edition looks cut, because then absence says nothing.
One that a later edition has again, without a removal in the file, counts as listed throughout, with a note (Hesai, in 2025).

A name that the file calls a former one leads to the same company: one organization and one listing under both names. Only where
both names stood in one edition are they two organizations, and the file's word makes a succession.

Territory: none. The statute covers companies organized under Chinese law and also affiliates elsewhere (the list names firms
in the United States, the British Virgin Islands and Spain), and no column says where a company is registered.
"""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from ingest.dates import day
from ingest.edition import Edition, Record
from ingest.facts import clean, iri, programme, slug
from ontology.errors import FactError

FULL = "2024-01-31"
"""The first edition that the file holds in full; earlier ones are known by what they added."""
_BRACKETED = re.compile(r"^(.*\S)\s*\(([^()]+)\)$")
_PLACE_OR_KIND = frozenset(("limited", "group", "holdings"))
_ALIAS = re.compile(r",(?!\s*(?:ltd|inc|llc|co)\b)|;", re.IGNORECASE)
"""Between two aliases; not the comma before a legal form."""
_COLUMNS = ("Name", "Clean Name", "Alias", "Previous Name", "Parent Name", "Note", "Start date", "End date", "Source Url")


@dataclass(frozen=True)
class Entry:
    """One row: a company in one edition."""

    name: str
    as_published: str
    aliases: tuple[str, ...]
    previous: tuple[str, ...]
    parent: str
    parent_as_published: str
    note: str
    start: str
    end: str
    url: str


@cache
def _spellings() -> dict[str, str]:
    with (Path(__file__).parent / "spellings.csv").open(newline="", encoding="utf-8") as file:
        return {slug(row["as_published"]): row["name"] for row in csv.DictReader(file)}


def _plain(name: str) -> tuple[str, str]:
    """The name without a short name left in brackets at its end, and that short name.

    >>> _plain("Aerospace CH UAV Co., Ltd (CH UAV)"), _plain("China Communications Construction Group (Limited)")
    (('Aerospace CH UAV Co., Ltd', 'CH UAV'), ('China Communications Construction Group (Limited)', ''))
    """
    name = clean(name)
    match = _BRACKETED.match(name)
    if match and match[2].casefold() not in _PLACE_OR_KIND:
        return match[1], match[2]
    return name, ""


def key(name: str) -> str:
    """What is equal for two spellings of one company: punctuation, case and a short name in brackets do not count.

    >>> key("Aviation Industry Corporation of China, Ltd.") == key("Aviation Industry Corporation of China Ltd")
    True
    """
    plain = slug(_plain(name)[0])
    return slug(_spellings().get(plain, plain))


def _entry(row: Record) -> Entry:
    name, short = _plain(row["Clean Name"])
    if not name:
        raise FactError("the row names no company")
    parent = _plain(row["Parent Name"])[0]
    start, end = day(row["Start date"], "%Y-%m-%d"), row["End date"].strip()
    if end and day(end, "%Y-%m-%d") <= start:
        raise FactError(f"the company is removed on {end}, not after its start on {start}")
    aliases = [clean(a) for a in _ALIAS.split(row["Alias"])] + [short]
    return Entry(
        name,
        clean(row["Name"]),
        tuple(dict.fromkeys(a for a in aliases if a)),
        tuple(p for text in row.list("Previous Name") if (p := clean(text))),
        parent,
        clean(row["Parent Name"]),
        clean(row["Note"]),
        start,
        end,
        row["Source Url"].strip(),
    )


def _companies(entries: list[Entry]) -> Iterator[list[Entry]]:
    """The rows of each company, oldest first; a former or other full name leads to the rows that stand under it.

    Two names that stand in one edition are two companies, whatever a later edition says.
    """
    groups: dict[str, list[Entry]] = defaultdict(list)
    for e in sorted(entries, key=lambda e: (e.start, e.name)):
        groups[key(e.name)].append(e)
    home = {k: k for k in groups}
    for e in sorted(entries, key=lambda e: (e.start, e.name)):
        for other in map(key, (*e.previous, *e.aliases)):
            one, two = home[key(e.name)], home.get(other)
            if two is None or one == two or {x.start for x in groups[one]} & {x.start for x in groups[two]}:
                continue
            groups[two] += groups.pop(one)
            home.update({k: two for k, h in home.items() if h == one})
    for rows in groups.values():
        yield sorted(rows, key=lambda e: (e.start, e.name))


def _periods(rows: list[Entry]) -> Iterator[list[Entry]]:
    """The rows of one company, parted where the file gives a removal."""
    period: list[Entry] = []
    for e in rows:
        period.append(e)
        if e.end:
            yield period
            period = []
    if period:
        yield period


def _end(period: list[Entry], editions: list[str]) -> tuple[str | None, str | None]:
    """Text of the end and a note on it: the day the file gives, or the interval between two full editions, or none."""
    last = period[-1]
    if last.end:
        return last.end, None
    seen = max(last.start, FULL)
    later = [e for e in editions if e > seen]
    if not later:
        return None, None
    return f"{seen}/{later[0]}", f"The edition of {later[0]} no longer names it; the file gives no day of removal"


def read(edition: Edition) -> None:
    entries: list[Entry] = []
    seen: dict[tuple[str, str], str] = {}
    for row in edition.table("list", _COLUMNS):
        with row:
            entry = _entry(row)
            if (key(entry.name), entry.start) in seen:
                raise FactError(f"{entry.name!r} stands twice in the edition of {entry.start}; the first row was kept")
            seen[key(entry.name), entry.start] = entry.name
            entries.append(entry)
    editions = [] if edition.account("list").rejected else _whole_editions(entries)
    companies = list(_companies(entries))
    org = {key(e.name): iri("org", "us-dod-1260h", slug(rows[0].name)) for rows in companies for e in rows}
    for rows in companies:
        _organization(edition, rows, org)
        _successions(edition, rows, org)
        for period in _periods(rows):
            _listing(edition, org[key(rows[0].name)], period, editions)
    edition.facts.commit()


def _whole_editions(entries: list[Entry]) -> list[str]:
    """Days of the full editions up to the first that looks cut: absence from a file with rows lost is no removal.

    An edition is taken for cut when it has fewer than two thirds of the companies of the one before.
    """
    size = Counter(max(e.start, FULL) for e in entries if not e.end or e.end > FULL)
    days = sorted(size)
    for before, after in pairwise(days):
        if 3 * size[after] < 2 * size[before]:
            return days[: days.index(after)]
    return days


def _organization(edition: Edition, rows: list[Entry], org: dict[str, str]) -> None:
    newest = rows[-1]
    aliases = [a for e in reversed(rows) for a in (e.name, *e.aliases, *e.previous) if a != newest.name]
    published = [f"Name ({e.start}): {e.as_published}" for e in rows if e.as_published != newest.name]
    published += [f"Parent Name ({e.start}): {e.parent_as_published}" for e in rows if e.parent]
    me, parents = org[key(newest.name)], []
    for e in reversed(rows):
        if e.parent:
            parent = org.get(key(e.parent))
            if parent is None:
                parent = edition.facts.add("Company", iri("org", "us-dod-1260h", slug(e.parent)), name=e.parent)
            if parent != me:
                parents.append(parent)
    edition.facts.add(
        "Company",
        me,
        name=newest.name,
        alias=list(dict.fromkeys(aliases)),
        parent=list(dict.fromkeys(parents)),
        asPublished=list(dict.fromkeys(published)),
    )


def _successions(edition: Edition, rows: list[Entry], org: dict[str, str]) -> None:
    """A succession for each former name that stands on the list as a company of its own."""
    told: set[str] = set()
    for e in rows:
        for name in e.previous:
            old, new = org.get(key(name)), org[key(e.name)]
            if old and old != new and old not in told:
                told.add(old)
                stem = f"{old.rpartition(':')[2]}-{new.rpartition(':')[2]}"
                edition.facts.add(
                    "Succession",
                    iri("succession", "us-dod-1260h", edition.name, stem),
                    predecessor=old,
                    successor=new,
                    successionKind="rename",
                    recordId=e.as_published,
                    note=f"The edition of {e.start} calls the one formerly the other; both stood in an earlier edition",
                )


def _standing(start: str, held: list[str]) -> str:
    """A sentence on the editions in which the company stands."""
    first = "" if start in held else f"First named in the edition of {start}"
    rest = f"tands in the edition{'s' if len(held) > 1 else ''} of {', '.join(held)}" if held else ""
    return f"{first}; s{rest}" if first and rest else first or f"S{rest}"


def _listing(edition: Edition, subject: str, period: list[Entry], editions: list[str]) -> None:
    first = period[0]
    end, gone = _end(period, editions)
    held = {max(e.start, FULL) for e in period if not e.end or e.end > FULL}
    notes = [_standing(first.start, sorted(held)), gone]
    missing = [d for d in editions if max(first.start, FULL) < d < period[-1].start and d not in held]
    notes += [f"The edition of {d} does not name it, and the file gives no removal" for d in missing]
    notes += [f"{e.name} was formerly {' or '.join(e.previous)}, as the edition of {e.start} says" for e in period if e.previous]
    notes += [f"{e.end or e.start}: {e.note}" for e in period if e.note]
    stem = subject.rpartition(":")[2]
    edition.facts.add(
        "Listing",
        iri("listing", "us-dod-1260h", edition.name, f"{stem}-{first.start}"),
        subject=subject,
        programme=programme("us-dod-1260h"),
        listedAs=list(dict.fromkeys(e.name for e in period)),
        start=first.start,
        startKind="published",
        end=end,
        endKind="removed" if end else None,
        note=[n for n in notes if n],
        recordId=list(dict.fromkeys(e.as_published for e in period)),
        asPublished=[f"Source Url: {u}" for u in dict.fromkeys(e.url for e in period) if u],
    )
