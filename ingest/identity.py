"""Who is certainly who: organizations of all editions joined by official identifier, by exact name and territory, and by
reviewed decisions. The result is a function of these: take a decision away and the nodes part again.

Writes `identities.nq` (member owl:sameAs canonical) and `identities.json` (each join with its reason, and the decisions that
could not be applied) into the RDF folder. Source identifiers are never rewritten.
"""

import csv
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
from rigour.names import replace_org_types_compare

from ingest.claims import Claims, Record
from ontology import OWL
from ontology.errors import FileError

GRAPH = "urn:kg:graph:identities"
OFFICIAL = ("ofac", "lei", "uscc", "wikidata")
"""Identifier schemes that name one organization each. (An ISIN names a security, a tax number may be a branch's.)"""
_PLAIN = re.compile(r"[^\w]+")


@dataclass(frozen=True, order=True)
class Join:
    """Two organizations taken for one, and why: the rule and what it rests on."""

    left: str
    right: str
    rule: str
    detail: str


def normal_name(name: str) -> str:
    """The form in which two names are equal: case, accents, punctuation and the spelling of the legal form do not count.

    >>> normal_name("Huawei Technologies Co., Ltd.") == normal_name("HUAWEI TECHNOLOGIES COMPANY LIMITED")
    True
    >>> normal_name("Hikvision Ltd") == normal_name("Hikvision GmbH")
    False
    """
    folded = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    plain = " ".join(_PLAIN.sub(" ", replace_org_types_compare(folded).replace("&", " and ")).split())
    return re.sub(r"\bcompany\b", "co", plain).replace("co ltd", "coltd")


def _telling(name: str) -> bool:
    """Whether an alias is long enough to join on: two words of Latin letters, or four signs of another script."""
    return (len(name.split()) >= 2 and len(name) >= 8) or (len(name) >= 4 and not name.isascii())


def certain_joins(records: dict[str, Record]) -> Iterator[Join]:
    """Joins by official identifier, then by exact name in a common territory: own name with own name first, then with an alias.

    Two aliases never join. A subdivision counts as its state too.
    """
    by_identifier: dict[str, str] = {}
    holders: dict[tuple[str, str], list[tuple[str, bool]]] = defaultdict(list)
    for iri, record in records.items():
        if not record.is_organization:
            continue
        for identifier in sorted(record.identifiers):
            if identifier.partition(":")[0] in OFFICIAL:
                first = by_identifier.setdefault(identifier, iri)
                if first != iri:
                    yield Join(first, iri, "identifier", identifier)
        own = {normal_name(n) for n in record.names} - {""}
        other = {n for n in map(normal_name, record.aliases) if _telling(n)} - own
        for territory in record.territories | {t.partition("-")[0] for t in record.territories}:
            for name in own:
                holders[name, territory].append((iri, True))
            for name in other:
                holders[name, territory].append((iri, False))
    for among_own in (True, False):
        for (name, territory), found in sorted(holders.items()):
            named = [iri for iri, is_own in found if is_own]
            for iri, is_own in found if named else ():
                if iri != named[0] and is_own == among_own:
                    yield Join(*sorted((named[0], iri)), "name and territory", f"{name} ({territory.rpartition(':')[2]})")


def _expand(key: str) -> str:
    """IRI of a key in identities.csv: a curated organization's id, or an IRI without its `urn:kg:`."""
    return f"urn:kg:{key}" if ":" in key else f"urn:kg:org:curated:{key}"


@dataclass
class Decided:
    """Reviewed decisions in force: joins, pairs kept apart and pairs left open on purpose (with reasons), rows of no effect here."""

    same: list[Join] = field(default_factory=list)
    apart: dict[tuple[str, str], str] = field(default_factory=dict)
    unsure: dict[tuple[str, str], str] = field(default_factory=dict)
    idle: list[str] = field(default_factory=list)


DECISIONS = ("same", "not-same", "unsure")
DECISION_COLUMNS = ("left", "right", "decision", "score", "decided_by", "decided_on", "reason", "sources")


def read_decisions(paths: Iterable[Path], known: Iterable[str]) -> Decided:
    """The decisions of these tables, in their order; of several on one pair the last holds.

    Each side is an IRI without its `urn:kg:`, or the id of a curated organization. FileError for a table that is none.
    """
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for path in paths:
        for row in decision_rows(path):
            left, right = _expand(row["left"]), _expand(row["right"])
            rows.pop((left, right), None)
            rows.pop((right, left), None)
            rows[left, right] = row
    found, known = Decided(), set(known)
    for (left, right), row in rows.items():
        if missing := [x for x in (left, right) if x not in known]:
            found.idle.append(missing[0])
        elif row["decision"] == "same":
            found.same.append(Join(left, right, "reviewed", f"{row['decided_by']}, {row['decided_on']}: {row['reason']}"))
        else:
            target = found.apart if row["decision"] == "not-same" else found.unsure
            target[left, right] = row["reason"]
    return found


def decision_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table of decisions; none when there is no such file."""
    if not path.exists():
        return []
    try:
        with path.open(newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file, strict=True)
            rows = list(reader)
    except (OSError, UnicodeError, csv.Error) as error:
        raise FileError(f"{path} cannot be read as a table ({error})") from None
    needed = set(DECISION_COLUMNS) - {"score", "sources"}
    if missing := sorted(needed - set(reader.fieldnames or ())):
        raise FileError(f"{path} has no column {missing[0]}; a table of decisions has {', '.join(DECISION_COLUMNS)}")
    for line, row in enumerate(rows, start=2):
        if any(row[c] is None for c in needed):
            raise FileError(f"{path}, row {line}: the row is cut")
        if row["decision"] not in DECISIONS:
            raise FileError(
                f"{path}, row {line}: the decision {row['decision']!r} on {row['left']} is none of {', '.join(DECISIONS)}"
            )
    return rows


def clusters(
    records: dict[str, Record], joins: Iterable[Join], apart: Iterable[tuple[str, str]]
) -> tuple[list[set[str]], list[Join], list[Join]]:
    """Sets of records that are one organization, the joins used, and the joins that a *not the same* decision refused.

    Joins are taken in their order; a pair kept apart stays apart however long the chain that would join it.
    """
    union = nx.utils.UnionFind(records)
    enemies: dict[str, set[str]] = defaultdict(set)
    for left, right in apart:
        enemies[left].add(right)
        enemies[right].add(left)
    used, refused = [], []
    for join in joins:
        a, b = union[join.left], union[join.right]
        if a == b:
            continue
        if any(union[e] == b for e in enemies[a]) or any(union[e] == a for e in enemies[b]):
            refused.append(join)
            continue
        union.union(a, b)
        merged = enemies.pop(a, set()) | enemies.pop(b, set())
        enemies[union[a]] = merged
        used.append(join)
    return [set(c) for c in union.to_sets()], used, refused


def canonical(cluster: Iterable[str]) -> str:
    """The IRI that stands for a cluster: the curated one, else the first in order."""
    return min(cluster, key=lambda iri: (":curated:" not in iri, iri))


def resolve(folder: Path, claims: Claims, decided: Decided) -> dict[str, str]:
    """Decide all identities of the editions in `folder` and write them down. Returns member -> canonical where they differ."""
    from ingest.writing import write_whole

    records = claims.records
    groups, used, refused = clusters(records, [*decided.same, *certain_joins(records)], decided.apart)
    alias = {iri: head for group in groups if len(group) > 1 for head in [canonical(group)] for iri in group if iri != head}
    node, graph = ox.NamedNode, ox.NamedNode(GRAPH)
    quads = [ox.Quad(node(member), node(OWL + "sameAs"), node(head), graph) for member, head in sorted(alias.items())]
    write_whole(folder / "identities.nq", ox.serialize(quads, format=ox.RdfFormat.N_QUADS))
    report = {
        "joins": [vars(j) for j in sorted(used)],
        "refused": [vars(j) for j in sorted(refused)],
        "without_effect": sorted(set(decided.idle)),
    }
    write_whole(folder / "identities.json", json.dumps(report, ensure_ascii=False, indent=1).encode())
    return alias
