"""The published-figure ledger: every published number beside what this graph gives under the same definition, and the difference.

A figure names what recomputes it (`query`, in ingest/curated/figures.csv) as `COLUMN of QUERY [-P name=value]...`: a column of a canned query that answers in
one row. `compared_on` says what is counted: the publisher's own edition (then a difference is an error, of the publisher, of the reader or of the definition),
another edition of it, or the facts that this graph holds from any source (then it is a difference of coverage too). A figure without a query says
why its definition cannot be applied. A query over a data set that is not in the graph is not run: the figure is not held, which is not zero.

The committed snapshot (figures_snapshot.csv) holds what the queries gave over the facts that come with the project and over all data sets that the project
reads; `moved` names what no longer agrees with it.
"""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from graph.stores.store import Result, Store
from ontology.errors import KgError, UsageError, did_you_mean
from queries.catalogue import command, named

COLUMNS = ["id", "figure", "value", "outcome", "recomputed", "difference", "compared_on", "definition", "edition", "date", "recount_note", "query", "sources"]  # fmt: skip
RECOMPUTED, NOT_HELD, NOT_APPLICABLE = "recomputed", "not-held", "not-applicable"
SNAPSHOT = Path(__file__).parent / "figures_snapshot.csv"
EDITIONS = "editions-held"
"""The row of the snapshot that says which editions of data sets were in the graph."""
WITH_THE_PROJECT = ("curated", "reference", "vendor_pages")
"""Data sets that every graph holds."""
CURATED, FULL = "curated", "full"
MOVED_COLUMNS = ["id", "figure", "snapshot", "now"]


def editions(store: Store) -> dict[tuple[str, str], str]:
    """(data set, edition) -> id of the source, for what the graph holds beyond the facts that come with the project."""
    found = store.query(
        "MATCH (s:Source) WHERE s.dataset IS NOT NULL RETURN s.dataset AS dataset, s.edition AS edition, s.id AS id ORDER BY id LIMIT 500"
    )
    return {(dataset, edition): uri for dataset, edition, uri in found.rows if dataset not in WITH_THE_PROJECT}


def recount(store: Store, text: str, held: Iterable[tuple[str, str]]) -> int | float | None:
    """What `COLUMN of QUERY ...` gives; None when the data set that it counts in is not among those `held`.

    Raises UsageError for a text of another form, and for a query that does not answer in one row of numbers.
    """
    column, of, rest = text.partition(" of ")
    query, given = command(rest) if of else (None, {})
    if query is None or column not in query.columns:
        known = list(query.columns) if query else ()
        raise UsageError(
            f"{text!r} is not a column of a canned query, such as 'deals of count-deals -P home=CN'.{did_you_mean(column, known)}"
        )
    if given.get("dataset") and (given["dataset"], given.get("edition", "")) not in held:
        return None
    rows = query.run(store, given).rows
    value = rows[0][list(query.columns).index(column)] if len(rows) == 1 else None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise UsageError(f"{query.name} gave {len(rows)} rows and no one number in {column}; a figure needs a query that counts.")
    return value


def ledger(store: Store) -> Result:
    """A row for each published figure, by id; a difference is the recomputed number minus the published one."""
    published = named("published-figures").run(store, {})
    held = editions(store)
    answers: dict[str, int | float | None] = {}
    rows = []
    for record in (dict(zip(published.columns, row, strict=True)) for row in published.rows):
        text = record["query"]
        if text and text not in answers:
            answers[text] = recount(store, text, held)
        recomputed = answers.get(text) if text else None
        value = _whole(record["value"])
        record.update(
            id=record["id"].rpartition(":")[2],
            value=value,
            outcome=NOT_APPLICABLE if not text else NOT_HELD if recomputed is None else RECOMPUTED,
            recomputed=recomputed,
            difference=None if recomputed is None else _whole(recomputed - value),
        )
        rows.append([record[name] for name in COLUMNS])
    return Result(COLUMNS, sorted(rows, key=lambda row: row[0]), published.cut)


def _whole(number: float) -> int | float:
    """
    >>> _whole(201.0), _whole(0.5)
    (201, 0.5)
    """
    return int(number) if float(number).is_integer() else number


# -- the snapshot -----------------------------------------------------------------------------------------------------------


def snapshot(path: Path = SNAPSHOT) -> dict[str, dict[str, str]]:
    """state (curated, full) -> id -> number as text, and the editions held. KgError when the file is missing or no such table."""
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        raise KgError(f"{path} cannot be read ({error.strerror}); it comes with the project, so install it again.") from None
    if rows and list(rows[0]) != ["id", CURATED, FULL]:
        raise KgError(
            f"{path} has the columns {', '.join(rows[0])} where id, {CURATED}, {FULL} are expected; install the project again."
        )
    return {state: {row["id"]: row[state] for row in rows if row[state]} for state in (CURATED, FULL)}


def measured(answer: Result, held: Mapping[Any, str]) -> dict[str, str]:
    """What a snapshot keeps of a ledger: the recomputed numbers and the editions held, as text."""
    numbers = {row[0]: _text(row[4]) for row in answer.rows if row[3] == RECOMPUTED}
    return {EDITIONS: "; ".join(sorted(held.values())), **numbers}


def moved(answer: Result, held: Mapping[Any, str], committed: Mapping[str, Mapping[str, str]]) -> tuple[str, list[list[Any]]]:
    """The state of the snapshot that the graph is held against, and a row for each recomputed figure that is not what that says.

    A graph with some of the data sets only is held against the full snapshot for the figures that one data set decides; counts over all facts held depend on
    what is missing, and are left out. Then the state is called "part of full".
    """
    now, names = measured(answer, held), {row[0]: row[1] for row in answer.rows}
    state = FULL if held else CURATED
    was = committed[state]
    whole = now[EDITIONS] == was.get(EDITIONS, "")
    alone = {row[0] for row in answer.rows if row[6] != "facts-held"}
    rows = []
    for key in sorted((now.keys() | was.keys()) - {EDITIONS}):
        if now.get(key) != was.get(key) and (whole or (key in alone and key in now)):
            rows.append([key, names.get(key, "(no such figure)"), was.get(key), now.get(key)])
    return state if whole else f"part of {state}", rows


def write_snapshot(states: Mapping[str, Mapping[str, str]], path: Path = SNAPSHOT) -> None:
    """Write what `measured` gave for the two states, a row for each figure."""
    keys = sorted({key for state in states.values() for key in state} - {EDITIONS})
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", CURATED, FULL])
        writer.writerows([key, states[CURATED].get(key, ""), states[FULL].get(key, "")] for key in (EDITIONS, *keys))


def _text(number: float) -> str:
    return f"{number:.12g}"
