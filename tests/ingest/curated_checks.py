"""Checks of the curated tables: each is a generator of sentences on faults. tests/ingest/test_curated_tables.py runs them, and spoils a row for each."""

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

from ingest.dates import ImpreciseDate, imprecise
from ingest.territories import code_of
from ontology import model
from ontology.errors import FactError

ROOT = Path(__file__).parents[2]
CURATED = ROOT / "ingest" / "curated"
PACKAGE = json.loads((CURATED / "datapackage.json").read_text(encoding="utf-8"))
RESOURCES = {resource["name"]: resource for resource in PACKAGE["resources"]}
TODAY = date.today()

Row = dict[str, str]
Tables = dict[str, list[Row]]
Faults = Iterator[str]

MAY_LIE_AHEAD = {("deals", "end"), ("listings", "divest_by"), ("rule_intervals", "start"), ("rule_intervals", "end")}
"""Columns in which a day of the future is a fact: the end of a contract, a day that a law sets."""
AHEAD_PROGRAMMES = {"us-ndaa-5949"}
"""Programmes whose law sets a day of the future as the start of every listing."""
PAIRED = {
    "deals": [("date", "date_kind"), ("amount", "currency"), ("amount", "amount_kind")],
    "uses": [("date", "date_kind")],
    "supply": [("date", "date_kind")],
    "listings": [("end", "end_kind")],
    "rules": [("ownership_threshold", "ownership_more_than")],
}
"""Columns that are filled together or not at all."""


def read_tables() -> Tables:
    """All tables by name."""
    found = {}
    for name, resource in RESOURCES.items():
        with (CURATED / resource["path"]).open(newline="", encoding="utf-8") as file:
            found[name] = list(csv.DictReader(file, strict=True))
    return found


TABLES = read_tables()


def fields(table: str) -> list[dict[str, Any]]:
    return RESOURCES[table]["schema"]["fields"]


def key_of(table: str, row: Row) -> str:
    """What a sentence calls a row."""
    return f"{table}.csv, {row['id'] if 'id' in row else row['left'] + ' | ' + row['right']}"


def parts(field: dict[str, Any], cell: str) -> list[str]:
    """The values of a cell."""
    return [v for v in (cell.split(field["separator"]) if "separator" in field else [cell]) if v]


def cells(tables: Tables, mark: str) -> Iterator[tuple[str, Row, dict[str, Any], str]]:
    """Table, row, field and filled cell of every column that the data package marks so."""
    for table, rows in tables.items():
        for field in fields(table):
            if mark in field:
                yield from ((table, row, field, row[field["name"]]) for row in rows if row[field["name"]])


def ids(tables: Tables, table: str) -> set[str]:
    return {row["id"] for row in tables[table]}


def references(tables: Tables) -> Iterator[tuple[str, Row, str, str]]:
    """Table and row that refer, the table referred to, and the id; a side of an identity that is an IRI is none."""
    for table, row, field, cell in cells(tables, "refersTo"):
        for value in parts(field, cell):
            if value != field.get("orWord") or len(parts(field, cell)) > 1:
                yield table, row, field["refersTo"], value
    for row in tables["identities"]:
        yield from (("identities", row, "organizations", row[side]) for side in ("left", "right") if ":" not in row[side])


# --- checks of single rows ---


def unresolved(tables: Tables) -> Faults:
    """A reference, one of several in a cell included, to an id that is not there."""
    known = {table: ids(tables, table) for table in tables if table != "identities"}
    for table, row, target, value in references(tables):
        if value not in known[target]:
            yield f"{key_of(table, row)}: {value!r} is not in {target}.csv"


def repeated_values(tables: Tables) -> Faults:
    """A value that stands twice in one cell."""
    for table, row, field, cell in cells(tables, "separator"):
        yield from (f"{key_of(table, row)}: {value!r} stands twice in {field['name']}"
                    for value, count in Counter(parts(field, cell)).items() if count > 1)  # fmt: skip


def unknown_codes(tables: Tables) -> Faults:
    """A code that its vocabulary does not have."""
    for table, row, field, cell in cells(tables, "vocabulary"):
        known = model().schemes[field["vocabulary"]]
        yield from (f"{key_of(table, row)}: {v!r} is no {field['vocabulary']} code" for v in parts(field, cell) if v not in known)


def wrong_territories(tables: Tables) -> Faults:
    """A territory that is not written as the project writes it."""
    for table, row, _, cell in cells(tables, "territory"):
        try:
            found = code_of(cell)
        except FactError as error:
            found = str(error)
        if found != cell:
            yield f"{key_of(table, row)}: territory {cell!r} ({found})"


def wrong_dates(tables: Tables) -> Faults:
    """A date that cannot be parsed, or that lies ahead of today where it must not."""
    for table, row, field, cell in cells(tables, "imprecise"):
        try:
            begins = imprecise(cell).earliest
        except FactError as error:
            yield f"{key_of(table, row)}: {error}"
            continue
        ahead = (table, field["name"]) in MAY_LIE_AHEAD or row.get("programme") in AHEAD_PROGRAMMES
        if begins and begins > TODAY and not ahead:
            yield f"{key_of(table, row)}: {field['name']} is {cell}, which lies in the future"


def reversed_periods(tables: Tables) -> Faults:
    """An end before the start, or before the date, whatever the days that both allow."""
    for table, rows in tables.items():
        for row in rows:
            start, end = row.get("start") or row.get("date"), row.get("end")
            first, last = imprecise(start).earliest if start else None, imprecise(end).latest if end else None
            if first and last and last < first:
                yield f"{key_of(table, row)}: ends {end}, before it starts {start}"


def incomplete_sources(tables: Tables) -> Faults:
    """A source without title, publisher, address or day of reading, or read in the future or before its own day."""
    for row in tables["sources"]:
        where = key_of("sources", row)
        yield from (f"{where}: no {column}" for column in ("title", "publisher", "url", "read_on") if not row[column].strip())
        if not re.match(r"https?://[^/\s]+\.[^/\s]+", row["url"]):
            yield f"{where}: {row['url']!r} is no address of the web"
        if row["read_on"] and date.fromisoformat(row["read_on"]) > TODAY:
            yield f"{where}: read on {row['read_on']}, which lies in the future"
        begins = imprecise(row["date"]).earliest if row["date"] else None
        if begins and row["read_on"] and begins > date.fromisoformat(row["read_on"]):
            yield f"{where}: dated {row['date']}, after the day on which it was read"


def half_pairs(tables: Tables) -> Faults:
    """One of two columns filled that mean nothing without each other."""
    for table, pairs in PAIRED.items():
        for row in tables[table]:
            yield from (f"{key_of(table, row)}: {a} is {row[a]!r} and {b} is {row[b]!r}; fill both or none"
                        for a, b in pairs if bool(row[a]) != bool(row[b]))  # fmt: skip


def offers_signed(tables: Tables) -> Faults:
    """An offer whose date is that of a signature, a delivery or a use."""
    for row in tables["deals"]:
        if row["status"] == "offered" and row["date_kind"] in ("signed", "delivered", "in-use"):
            yield f"{key_of('deals', row)}: offered, but its date is {row['date_kind']}"


def wrong_shares(tables: Tables) -> Faults:
    """A share outside 0..100, an exact one beside bounds that exclude it, or bounds the wrong way round."""
    for table in ("ownership", "supply"):
        for row in tables[table]:
            low, high = (float(row.get(c) or default) for c, default in (("share_min", "0"), ("share_max", "100")))
            share = float(row["share"] or low)
            if not 0 <= low <= share <= high <= 100:
                yield f"{key_of(table, row)}: share {row['share']!r}, at least {low:g}, at most {high:g} per cent"


def self_relations(tables: Tables) -> Faults:
    """An organization or component that stands to itself in a relation."""
    pairs = {"ownership": ("owner", "asset"), "control": ("controller", "controlled"), "successions": ("predecessor", "successor"),
             "identities": ("left", "right")}  # fmt: skip
    for table, (a, b) in pairs.items():
        yield from (f"{key_of(table, row)}: {a} and {b} are the same" for row in tables[table] if row[a] == row[b])
    for row in tables["components"]:
        if row["id"] in f"{row['type_of']}; {row['goes_into']}".split("; "):
            yield f"{key_of('components', row)}: refers to itself"


# --- checks across rows ---


def unsorted(tables: Tables) -> Faults:
    """A row that does not stand in the order of ids, or an id that stands twice."""
    for table, rows in tables.items():
        key = RESOURCES[table]["schema"]["primaryKey"]
        keys = [tuple(row[c] for c in (key if isinstance(key, list) else [key])) for row in rows]
        yield from (f"{table}.csv: {' '.join(b)} stands after {' '.join(a)}" for a, b in pairwise(keys) if b <= a)


@cache
def readers_text() -> str:
    """What the readers of other sources say, where they name the programmes of their lists."""
    paths = (p for p in (ROOT / "ingest").glob("*/*") if p.suffix in (".py", ".yml", ".csv") and p.parent != CURATED)
    return "\n".join(p.read_text(encoding="utf-8") for p in sorted(paths))


def unused(tables: Tables) -> Faults:
    """A source, organization, programme, component or rule that nothing refers to.

    A programme may be one of another source's lists; a component with a maker says something by itself.
    """
    used = {(target, value) for table, row, target, value in references(tables) if row.get("id") != value}
    text = readers_text()
    for table in ("sources", "organizations", "programmes", "components", "rules"):
        for row in tables[table]:
            listed = table == "programmes" and re.search(rf"(?<![\w-]){row['id']}(?![\w-])", text)
            made = table == "components" and row["maker"]
            if (table, row["id"]) not in used and not listed and not made:
                yield f"{key_of(table, row)}: nothing refers to it"


def disagreeing(first: Row, second: Row) -> bool:
    """Whether the notes of two rows say that their sources disagree: each names the other's id."""
    return second["id"] in first["note"] and first["id"] in second["note"]


def same_deals(tables: Tables) -> Faults:
    """Two deals of the same suppliers, destination, customer, date and technologies that do not say why."""
    columns = ("suppliers", "destination", "customer", "date", "technologies")
    seen: dict[tuple[frozenset[str], ...], Row] = {}
    for row in tables["deals"]:
        other = seen.setdefault(tuple(frozenset(row[column].split("; ")) for column in columns), row)
        if other is not row and not disagreeing(row, other):
            yield f"{key_of('deals', row)}: says the same as {other['id']}"


def _later(first: Row, second: Row) -> tuple[ImpreciseDate | None, ImpreciseDate]:
    """End of the listing that began first, and start of the other."""
    a, b = sorted((first, second), key=lambda row: imprecise(row["start"]).latest or date.max)
    return (imprecise(a["end"]) if a["end"] else None), imprecise(b["start"])


def overlapping_listings(tables: Tables) -> Faults:
    """Two listings of one subject on one programme at the same time that do not say why."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in tables["listings"]:
        groups[row["subject"], row["programme"]].append(row)
    for rows in groups.values():
        for first, second in combinations(rows, 2):
            end, start = _later(first, second)
            overlap = end is None or (start.latest and end.earliest and start.latest < end.earliest)
            if overlap and not disagreeing(first, second):
                yield f"{key_of('listings', second)}: overlaps {first['id']}"


def contradicting_stakes(tables: Tables) -> Faults:
    """Two stakes of the same owner in the same asset on the same day with different shares that do not say why."""
    seen: dict[tuple[str, ...], Row] = {}
    for row in tables["ownership"]:
        what = tuple(row[column] for column in ("owner", "asset", "as_of", "start", "direct"))
        other = seen.setdefault(what, row)
        differ = any(row[c] != other[c] for c in ("share", "share_min", "share_max"))
        if (row["as_of"] or row["start"]) and differ and not disagreeing(row, other):
            yield f"{key_of('ownership', row)}: another share than {other['id']} on the same day"


def _held(row: Row) -> tuple[date, date] | None:
    """First and last day on which a stake was certainly held; a stake known in a month counts for that month."""
    if row["as_of"] and not row["start"]:
        first = imprecise(row["as_of"]).earliest
    else:
        first = imprecise(row["start"]).latest if row["start"] else None
    last = imprecise(row["end"]).earliest if row["end"] else imprecise(row["as_of"]).latest if row["as_of"] else TODAY
    return (first, last) if first and last and first <= last else None


def excessive_stakes(tables: Tables) -> Faults:
    """Direct stakes in one asset on one day of more than 100 per cent; a stake not said to be indirect counts as direct."""
    assets: dict[str, list[tuple[Row, tuple[date, date]]]] = defaultdict(list)
    for row in tables["ownership"]:
        if row["direct"] != "no" and (held := _held(row)):
            assets[row["asset"]].append((row, held))
    for asset, stakes in assets.items():
        for day in sorted({day for _, held in stakes for day in held}):
            shares: dict[str, float] = {}
            for row, (first, last) in stakes:
                if first <= day <= last:
                    shares[row["owner"]] = max(shares.get(row["owner"], 0), float(row["share"] or row["share_min"] or 0))
            if sum(shares.values()) > 100:
                yield f"ownership.csv, stakes in {asset}: {sum(shares.values()):g} per cent on {day} ({', '.join(sorted(shares))})"
                break


def shared_names(tables: Tables) -> Faults:
    """Two organizations of one territory with the same name or alias."""
    seen: dict[tuple[str, str], str] = {}
    for row in tables["organizations"]:
        for name in {text.casefold() for text in [row["name"], *row["aliases"].split("; ")] if text}:
            other = seen.setdefault((name, row["territory"]), row["id"])
            if other != row["id"]:
                yield f"{key_of('organizations', row)}: has the name {name!r}, as has {other}"


def overlapping_intervals(tables: Tables) -> Faults:
    """Two intervals of one rule at the same time."""
    rules: dict[str, list[Row]] = defaultdict(list)
    for row in tables["rule_intervals"]:
        rules[row["rule"]].append(row)
    for rows in rules.values():
        for first, second in combinations(rows, 2):
            end, start = _later(first, second)
            if end is None or (start.latest and end.earliest and start.latest <= end.earliest):
                yield f"{key_of('rule_intervals', second)}: overlaps {first['id']}"


def rules_without_interval(tables: Tables) -> Faults:
    """A rule of which no day is known."""
    dated = {row["rule"] for row in tables["rule_intervals"]}
    yield from (f"{key_of('rules', row)}: has no interval" for row in tables["rules"] if row["id"] not in dated)


def decided_twice(tables: Tables) -> Faults:
    """A pair that two rows of identities.csv decide on."""
    seen = Counter(frozenset((row["left"], row["right"])) for row in tables["identities"])
    yield from (
        f"identities.csv: {' | '.join(sorted(pair))} is decided on {count} times" for pair, count in seen.items() if count > 1
    )
