"""The answers of every canned query, and the ledger of published figures, on two graphs: rows that entered, left, or have another cell.

Both sides are asked the same, with the default parameters, as of the same day: what merely aged does not show.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.stores.store import Result, Store
from queries.catalogue import catalogue
from queries.figures import ledger

LEDGER = "figures"
"""The name under which the ledger of published figures stands among the queries."""
SOURCES = "sources"
CANDIDATES = "possibly-same"
"""The query that asks for the open pairs of identities, which not every operand has."""
Row = dict[str, Any]


@dataclass
class Answers:
    """What one side answers: name of the query -> result, and the queries that were not asked -> why."""

    results: dict[str, Result]
    not_asked: dict[str, str] = field(default_factory=dict)


@dataclass
class Changed:
    """A row that both sides have, by its key and in words (`label`), with the old and the new value of each other cell."""

    key: Row
    label: str
    cells: dict[str, tuple[Any, Any]]


@dataclass
class AnswerChange:
    """How the answer of a query differs. `resourced` rows differ in their sources alone. `cut` when one side's answer was cut at the row limit."""

    name: str
    before: int
    after: int
    key: tuple[str, ...]
    entered: list[Row] = field(default_factory=list)
    left: list[Row] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    resourced: int = 0
    cut: bool = False

    def __bool__(self) -> bool:
        return bool(self.entered or self.left or self.changed or self.resourced)


def answers(store: Store, as_of: str, *, candidates: bool = True) -> Answers:
    """The answers of a store to all canned queries that need no parameter, and to the ledger; without `candidates` not to `CANDIDATES`."""
    found = Answers({})
    for name, query in catalogue().items():
        needed = [p.name for p in query.parameters.values() if p.default is None]
        if needed:
            found.not_asked[name] = f"it needs the parameter {', '.join(needed)}"
        elif name == CANDIDATES and not candidates:
            found.not_asked[name] = "RDF alone does not say who may be the same"
        else:
            found.results[name] = query.run(store, {"as_of": as_of} if "as_of" in query.parameters else {})
    found.results[LEDGER] = ledger(store)
    return found


def compare_answers(old: Answers, new: Answers, same: Mapping[str, str] | None = None) -> list[AnswerChange]:
    """How each answer that both sides gave differs, those that do not left out. `same`: ids of one thing that has another id on the other side -> one of them."""
    found = [
        compare_results(name, old.results[name], new.results[name], same or {})
        for name in sorted(old.results.keys() & new.results.keys())
    ]
    return [change for change in found if change]


def compare_results(name: str, old: Result, new: Result, same: Mapping[str, str]) -> AnswerChange:
    """How two answers of one query differ, rows matched by their key (`key_columns`).

    >>> old, new = Result(["id", "deals"], [["a", 1], ["b", 2]]), Result(["id", "deals"], [["b", 3], ["c", 4]])
    >>> change = compare_results("exporters", old, new, {})
    >>> change.entered, change.left, change.changed
    ([{'id': 'c', 'deals': 4}], [{'id': 'a', 'deals': 1}], [Changed(key={'id': 'b'}, label='b', cells={'deals': (2, 3)})])
    """
    columns = list(old.columns or new.columns)
    before, after = ([_aliased(row, columns, same) for row in side.rows] for side in (old, new))
    key = key_columns(columns, before, after)
    change = AnswerChange(name, len(before), len(after), key, cut=old.cut or new.cut)
    was, now = _by_key(key, before), _by_key(key, after)
    change.left = [row for k, row in was.items() if k not in now]
    change.entered = [row for k, row in now.items() if k not in was]
    for k, row in now.items():
        cells = {c: (was[k][c], row[c]) for c in columns if was[k][c] != row[c]} if k in was else {}
        if cells.keys() - {SOURCES}:
            told = {c: pair for c, pair in cells.items() if c != SOURCES}
            change.changed.append(Changed({c: row[c] for c in key}, label(row, key), told))
        elif cells:
            change.resourced += 1
    return change


def label(row: Row, key: Sequence[str]) -> str:
    """The cells that name a row, names in place of ids where the row has them.

    >>> label({"vendor": "One", "id": "a", "agency": "Two", "agency_id": "b", "n": 3, "end": None}, ("id", "agency_id", "end"))
    'One / Two'
    """

    def named(column: str) -> Any:
        if column == "id":
            return next((v for c, v in row.items() if isinstance(v, str) and v and not c.endswith("id")), row[column])
        return row.get(column.removesuffix("_id")) or row[column]

    cells = dict.fromkeys(
        "; ".join(map(str, v)) if isinstance(v := named(c), list) else str(v) for c in key if row[c] not in (None, "", [])
    )
    return " / ".join(cells)


def _aliased(row: Sequence[Any], columns: Sequence[str], same: Mapping[str, str]) -> Row:
    return {c: same.get(v, v) if isinstance(v, str) else v for c, v in zip(columns, row, strict=True)}


def key_columns(columns: Sequence[str], *sides: Sequence[Row]) -> tuple[str, ...]:
    """The columns that tell the rows apart on every side: those of ids, then as many others, numbers and lists last, as that takes.

    No column when no side has two rows. All but the sources when even they do not tell rows apart; equal rows are then told apart by their count.

    >>> key_columns(["name", "id", "n"], [{"name": "x", "id": "a", "n": 1}, {"name": "x", "id": "b", "n": 1}])
    ('id',)
    """
    if all(len(rows) < 2 for rows in sides):
        return ()

    def kind(column: str) -> int:
        values = [row[column] for rows in sides for row in rows]
        if any(isinstance(v, (int, float)) and not isinstance(v, bool) for v in values):
            return 2
        return 3 if any(isinstance(v, list) for v in values) else 1

    def distinct(key: Sequence[str]) -> bool:
        return bool(key) and all(len({_frozen(row, key) for row in rows}) == len(rows) for rows in sides)

    ids = [c for c in columns if c == "id" or c.endswith("_id")]
    rest = sorted(
        (c for c in columns if c not in ids and c != SOURCES), key=kind
    )  # which keeps the order of the query among equals
    key = next((found for n in range(len(rest) + 1) if distinct(found := [*ids, *rest[:n]])), [*ids, *rest])
    for column in [c for c in key if c not in ids]:  # what was added on the way and is not needed
        key = shorter if distinct(shorter := [c for c in key if c != column]) else key
    return tuple(c for c in columns if c in key)


def _frozen(row: Row, key: Sequence[str]) -> tuple[Any, ...]:
    return tuple(tuple(v) if isinstance(v := row[c], list) else v for c in key)


def _by_key(key: Sequence[str], rows: Sequence[Row]) -> dict[tuple[Any, ...], Row]:
    seen: Counter[tuple[Any, ...]] = Counter()
    found = {}
    for row in rows:
        held = _frozen(row, key)
        found[*held, seen[held]] = row
        seen[held] += 1
    return found
