"""`kg resolve`: the open pairs of identities, best first, and decisions on them from the keyboard or from a table.

Decisions are rows of KG_HOME/decisions.csv (columns as in ingest/curated/identities.csv) and hold from the next build on. The
file is written whole, and only when every row of the input is sound. A decision is reversed by a new row or by deleting it.
"""

import csv
import getpass
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TextIO

import networkx as nx

from ingest.candidates import Candidate
from ingest.identity import DECISION_COLUMNS, DECISIONS, decision_rows
from ingest.screening.listed import short_id
from ontology.errors import FileError, UsageError, did_you_mean

COLUMNS = ("left", "right", "left_name", "right_name", "score", "speaks_for", "speaks_against", "stake", "decision", "reason")
"""Columns of the list; with `decision` and `reason` filled in it can be given back to --decisions."""
QUESTION = "same? y, n, u (unsure), each with the reason behind it; s (skip), q (quit): "
_KEYS = {"y": "same", "n": "not-same", "u": "unsure"}
MAX_DECISIONS = 2**24
Row = dict[str, str]
_ABOUT = """MATCH (n:Organization {uri: $uri})
RETURN n.name AS name, n.aliases AS aliases, COLLECT { MATCH (n)-[:TERRITORY]->(t) RETURN t.name ORDER BY t.name } AS territories,
  n.identifiers AS identifiers, n.websites AS websites, n.addresses AS addresses, n.sameAs AS members LIMIT 1"""
_PART_IN = """MATCH (e:Event)-[]->(n:Organization {uri: $uri})
WITH [l IN labels(e) WHERE NOT l IN ['Event', 'Resource']] AS kinds, e
UNWIND kinds AS kind
RETURN kind, count(DISTINCT e) AS n ORDER BY kind LIMIT 20"""


class Details:
    """What the graph holds of an organization, asked of `run` (Cypher text and parameters -> rows) for the pairs that are shown."""

    def __init__(self, run: Callable[[str, dict[str, Any]], list[list[Any]]]):
        self.run = run

    def of(self, uri: str) -> dict[str, Any]:
        """name, aliases, territories, identifiers, websites, addresses, records, and in how many events of each kind it has a part."""
        rows = self.run(_ABOUT, {"uri": uri})
        if not rows:
            return {}
        name, aliases, territories, identifiers, websites, addresses, members = rows[0]
        parts = [f"{n} {kind}" for kind, n in self.run(_PART_IN, {"uri": uri})]
        return {"name": name, "aliases": aliases, "territories": territories, "identifiers": identifiers, "websites": websites,
                "addresses": addresses, "records": [short_id(m) for m in members or ()], "parts": parts}  # fmt: skip


@dataclass
class Outcome:
    """What a round did: rows taken, rows that changed nothing, pairs left open."""

    taken: list[Row] = field(default_factory=list)
    unchanged: int = 0
    left_open: int = 0

    def sentence(self) -> str:
        """One line for the person."""
        told = f"{len(self.taken)} decided, {self.unchanged} unchanged, {self.left_open} left open."
        return told + (" They hold from the next kg build on." if self.taken else "")


def chosen(found: Iterable[Candidate], uri: str = "", limit: int | None = None) -> list[Candidate]:
    """The first `limit` open pairs; of one organization alone where `uri` is given."""
    kept = [c for c in found if not uri or uri in (c.left, c.right)]
    return kept[:limit]


def listing(found: Iterable[Candidate]) -> list[list[Any]]:
    """The pairs as rows of `COLUMNS`; an open pair has no decision yet."""
    return [
        [short_id(c.left), short_id(c.right), c.left_name, c.right_name, c.score, c.speaks_for, c.speaks_against, c.stake,
         "" if c.decision == "open" else c.decision, c.reason]
        for c in found
    ]  # fmt: skip


def shown(candidate: Candidate, number: str, details: Details) -> str:
    """A pair with all that speaks for and against, as text."""
    lines = [f"{number} score {candidate.score:.2f}, {candidate.stake} listings, deals and so on hang on it"]
    for side, name in ((candidate.left, candidate.left_name), (candidate.right, candidate.right_name)):
        about = details.of(side)
        lines.append(f"  {short_id(side)}: {name}")
        others = [n for n in [about.get("name"), *(about.get("aliases") or ())] if n and n != name]
        for title, values in (
            ("also", others), ("in", about.get("territories")), ("numbers", about.get("identifiers")), ("sites", about.get("websites")),
            ("at", about.get("addresses")), ("records", about.get("records")), ("part in", about.get("parts")),
        ):  # fmt: skip
            if values:
                more = f" and {len(values) - 6} more" if len(values) > 6 else ""
                lines.append(f"      {title:<8}{'; '.join(map(str, values[:6]))}{more}")
    lines.append(f"  sources: {', '.join(candidate.sources)}")
    lines += [f"  + {text}" for text in candidate.speaks_for] + [f"  - {text}" for text in candidate.speaks_against]
    if candidate.reason:
        lines.append(f"  {candidate.decision}: {candidate.reason}")
    return "\n".join(lines)


class Decisions:
    """The user's table of decisions."""

    def __init__(self, path: Path):
        self.path = path
        self.rows: list[Row] = [{c: row.get(c) or "" for c in DECISION_COLUMNS} for row in decision_rows(path)]

    def held(self, left: str, right: str) -> Row | None:
        """The last row on that pair, whichever way round."""
        return next((r for r in reversed(self.rows) if {r["left"], r["right"]} == {left, right}), None)

    def take(self, rows: Sequence[Row]) -> None:
        """Put these rows in the place of those on the same pairs, and write the table."""
        from ingest.writing import write_whole

        pairs = [{r["left"], r["right"]} for r in rows]
        self.rows = [r for r in self.rows if {r["left"], r["right"]} not in pairs] + list(rows)
        text = io.StringIO()
        writer = csv.DictWriter(text, DECISION_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        write_whole(self.path, text.getvalue().encode())


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


def by_keyboard(
    found: Sequence[Candidate], decisions: Decisions, details: Details, ask: Callable[[str], str], tell: Callable[[str], None]
) -> Outcome:
    """Show each pair and ask; every answer is written at once. Ends at `q` or the end of the input."""
    outcome = Outcome()
    for at, candidate in enumerate(found):
        tell(shown(candidate, f"[{at + 1}/{len(found)}]", details))
        row = _answered(candidate, ask, tell)
        if row is None:
            outcome.left_open += len(found) - at
            break
        if not row:
            outcome.left_open += 1
            continue
        decisions.take([row])
        outcome.taken.append(row)
    return outcome


def _answered(candidate: Candidate, ask: Callable[[str], str], tell: Callable[[str], None]) -> Row | None:
    """The decision as a row, {} when skipped, None to quit."""
    while True:
        try:
            key, _, reason = ask(QUESTION).strip().partition(" ")
            key = key.casefold()
            if key in ("q", "quit"):
                return None
            if key in ("s", "skip"):
                return {}
            if key not in _KEYS:
                tell("Answer y, n, u, s or q; for example: y same address and number")
                continue
            reason = " ".join(reason.split()) or " ".join(ask("why, in one line: ").split())
        except EOFError:
            return None
        if not reason:
            tell("A decision needs a reason, so that the next reader can judge it.")
            continue
        return _row(short_id(candidate.left), short_id(candidate.right), _KEYS[key], reason, candidate.score)


def _row(
    left: str, right: str, decision: str, reason: str, score: float | str, by: str = "", on: str = "", sources: str = ""
) -> Row:
    told = f"{score:.3f}".rstrip("0").rstrip(".") if isinstance(score, float) else score
    return dict(zip(DECISION_COLUMNS, (left, right, decision, told, by or _user(), on or date.today().isoformat(), reason, sources),
                    strict=True))  # fmt: skip


def by_table(path: Path, stdin: TextIO, found: Sequence[Candidate], decisions: Decisions, name: Callable[[str], str]) -> Outcome:
    """Take the decisions of a table (`-`: stdin). UsageError that names every unsound row with its line, and nothing is written.

    `name` gives the id of what a cell names, or raises UsageError. A row without a decision leaves its pair open.
    """
    outcome, problems = Outcome(), []
    scores = {frozenset((short_id(c.left), short_id(c.right))): c.score for c in found}
    lines: dict[frozenset[str], tuple[int, str]] = {}
    for line, row in _table(path, stdin):
        if not any(row.values()) or not row["decision"]:
            outcome.left_open += 1
            continue
        try:
            taken = _checked(row, line, lines, scores, name)
        except UsageError as error:
            problems.append(f"line {line}: {error}")
            continue
        held = decisions.held(taken["left"], taken["right"])
        if held and all(held[c] == taken[c] for c in ("decision", "reason")):
            outcome.unchanged += 1
        else:
            outcome.taken.append(taken)
    problems += _contradictions([*decisions.rows, *outcome.taken])
    if problems:
        raise UsageError("Nothing was written. " + " | ".join(problems))
    if outcome.taken:
        decisions.take(outcome.taken)
    return outcome


def naming(found: Iterable[Candidate], look_up: Callable[[str], str]) -> Callable[[str], str]:
    """How a cell names an organization: as the open pairs do, or as `look_up` finds it (UsageError with suggestions)."""
    known = {short_id(side) for c in found for side in (c.left, c.right)}
    return lambda text: text if text in known else look_up(text)


def _checked(
    row: Row,
    line: int,
    lines: dict[frozenset[str], tuple[int, str]],
    scores: Mapping[frozenset[str], float],
    name: Callable[[str], str],
) -> Row:
    decision = row["decision"].casefold()
    if decision not in DECISIONS:
        raise UsageError(
            f"{row['decision']!r} is no decision; write {', '.join(DECISIONS)}, or nothing.{did_you_mean(decision, DECISIONS)}"
        )
    if not row["reason"]:
        raise UsageError("the decision has no reason; write one in the column reason")
    left, right = name(row["left"]), name(row["right"])
    if left == right:
        raise UsageError(f"{row['left']} and {row['right']} are one organization already")
    pair = frozenset((left, right))
    if pair in lines and lines[pair][1] != decision:
        raise UsageError(f"{left} and {right} are {decision} here and {lines[pair][1]} on line {lines[pair][0]}")
    lines[pair] = (line, decision)
    day = row.get("decided_on", "")
    try:
        day = date.fromisoformat(day).isoformat() if day else ""
    except ValueError:
        raise UsageError(f"{day!r} is no day; write it as 2026-11-24") from None
    score = row.get("score") or scores.get(pair, "")
    return _row(left, right, decision, row["reason"], score, row.get("decided_by", ""), day, row.get("sources", ""))


def _contradictions(rows: Sequence[Row]) -> list[str]:
    """Sentences on pairs that a chain of `same` joins although a row says `not-same`."""
    last = {frozenset((r["left"], r["right"])): r for r in rows}
    union = nx.utils.UnionFind()
    for row in last.values():
        if row["decision"] == "same":
            union.union(row["left"], row["right"])
    return [
        f"{r['left']} and {r['right']} are not-same, but other rows make them the same"
        for r in last.values()
        if r["decision"] == "not-same" and union[r["left"]] == union[r["right"]]
    ]


def _table(path: Path, stdin: TextIO) -> list[tuple[int, Row]]:
    title = "the decisions on stdin" if str(path) == "-" else str(path)
    try:
        text = stdin.read(MAX_DECISIONS + 1) if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeError) as error:
        raise FileError(f"{title} cannot be read ({error}); give a UTF-8 CSV file") from None
    if len(text) > MAX_DECISIONS or "\0" in text:
        raise FileError(f"{title} is no table of decisions; give a CSV file with left, right, decision, reason")
    try:
        reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
        rows = [
            (reader.line_num, {k: (v or "").strip() for k, v in row.items() if isinstance(k, str) and not isinstance(v, list)})
            for row in reader
        ]
    except csv.Error as error:
        raise FileError(f"{title} is no CSV ({error}); correct it and run again") from None
    if missing := [c for c in ("left", "right", "decision", "reason") if c not in (reader.fieldnames or ())]:
        raise FileError(f"{title} has no column {missing[0]}; a table of decisions has left, right, decision, reason")
    return rows
