"""The audit of the curated facts: draw rows at random, let somebody read their sources again, and say how many are wrong.

The sample is simple random: every row of every audited table has the same chance, so that the error rate of the sample
estimates the error rate of all rows without weights. A table with few rows may then give none, and its own rate says little.
"""

import csv
import io
import json
import math
import random
import re
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from ontology.errors import FileError, UsageError, did_you_mean

TABLES = ("deals", "uses", "listings", "ownership", "control", "supply", "successions", "rules", "rule_intervals", "figures")
"""The tables whose rows are claims; the others name the things that the claims are about."""
VERDICTS = ("right", "wrong", "cannot-check")
COLUMNS = ["audit_id", "table", "row_id", "claim", "sources", "verdict", "what_is_wrong", "checked_on", "checked_by", "drawn_from"]  # fmt: skip
REPORT_COLUMNS = ["part", "sampled", "right", "wrong", "cannot_check", "open", "error_percent", "low_percent", "high_percent", "remark"]  # fmt: skip
CONFIDENCE = 0.95

Row = dict[str, str]

_NAMES = {"organizations": "name", "programmes": "name", "components": "name", "rules": "name", "sources": "title"}
_REFERS = {
    "suppliers": "organizations", "intermediaries": "organizations", "customer": "organizations", "financier": "organizations",
    "user": "organizations", "supplier": "organizations", "subject": "organizations", "owner": "organizations",
    "asset": "organizations", "controller": "organizations", "controlled": "organizations", "recipient": "organizations",
    "predecessor": "organizations", "successor": "organizations", "issuer": "organizations", "programme": "programmes",
    "component": "components", "product": "components", "rule": "rules",
}  # fmt: skip
"""Columns that hold ids, and the table that they are ids of; a cell that is no such id is shown as it stands."""
_VERBS = {
    "deals": {"offered": "offered", "signed": "signed a deal over", "delivered": "delivered",
              "cancelled": "had a deal cancelled over", "reported": "is reported to have sold"},
    "uses": {"confirmed": "is confirmed to use", "suspected": "is suspected of using", "trial": "tried out", "ended": "no longer uses"},
}  # fmt: skip
"""How a status reads in a sentence."""
_END = (" Grade of evidence: {evidence}.", " Note: {note}")
_PERIOD = (", from {start}", ", until {end}", ", as known on {as_of}")
_DATED = ("; dated {date}", " ({date_kind})")
_CLAIMS: dict[str, tuple[str, ...]] = {
    "deals": ("{suppliers}", ", through {intermediaries},", " {status}", " {technologies}", " ({products})", " to {customer}",
              " in {destination}", *_DATED, ", ending {end}", "; {amount}", " {currency}", " ({amount_kind})",
              ", financed by {financier}", ".", *_END),
    "uses": ("{user}", " in {territory}", " {status}", " {technologies}", " ({product})", " of {supplier}", *_DATED, ".", *_END),
    "listings": ("{subject}", " stands on: {programme}", ", as {listed_as}", ", since {start}", " ({start_kind})", ", until {end}",
                 " ({end_kind})", ", to be divested by {divest_by}", ", under {legal_act}", ".", *_END),
    "ownership": ("{owner} owns", " {share} per cent of", " at least {share_min} per cent of", " at most {share_max} per cent of",
                  " {asset}", *_PERIOD, ", directly: {direct}", ".", *_END),
    "control": ("{controller} controls {controlled}", " by {basis}", *_PERIOD, ".", *_END),
    "supply": ("{supplier} supplies {component}", " to {recipient}", " for {product}", ", {share} per cent of it", *_DATED, ".", *_END),
    "successions": ("{successor} is the successor of {predecessor}", " by {kind}", "; dated {date}", ".", *_END),
    "rules": ("{name}", ", made by {issuer}", ", {legal_act}", ", measures: {measures}", ", list: {programme}", ", in {territory}",
        ", ownership threshold {ownership_threshold} per cent", ", more than it: {ownership_more_than}", ", stakes added up: {ownership_aggregates}",
        ", control counts: {control_counts}",
              ", about {technologies}", ": {description}", ". {url}"),
    "rule_intervals": ("{rule}", " is {state}", ", from {start}", " ({start_kind})", ", until {end}", ", by {legal_act}", ".",
                       " Note: {note}"),
    "figures": ("{name}: {value}", ", which counts: {definition}", "; edition: {edition}", "; of {date}", ".",
                " Recomputed as: {query}", ", in {compared_on}.", " Of the recount: {recount_note}.", *_END),
}  # fmt: skip
"""The sentence of each table in pieces; a piece whose cell is blank is left out."""


def read_table(folder: Path, table: str) -> list[Row]:
    """Rows of a curated table, with "" for a blank cell. FileError when it is not there or no table."""
    path = folder / f"{table}.csv"
    rows = _rows(_text(path), path)
    if rows and "id" not in rows[0]:
        raise FileError(f"{path} has no column id; it is no curated table")
    return rows


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FileError(f"{path} cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise FileError(f"{path} is no UTF-8 text; save it as CSV in UTF-8") from None


def _rows(text: str, path: Path, delimiter: str = ",") -> list[Row]:
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows = [{k: v or "" for k, v in row.items() if k is not None} for row in reader]
    except csv.Error as error:
        raise FileError(f"{path} is no CSV: {error}") from None
    return rows


class _Claims:
    """Makes sentences of rows, with names in place of ids."""

    def __init__(self, folder: Path):
        self.tables = {table: {row["id"]: row for row in read_table(folder, table)} for table in _NAMES}

    def cell(self, table: str, row: Row, column: str) -> str:
        text = row.get(column, "")
        if column == "status":
            return _VERBS[table].get(text, text)
        if (table, column) == ("uses", "product"):
            return text
        named = _REFERS.get(column)
        return "; ".join(self.name(named, key) for key in text.split("; ")) if named and text else text

    def name(self, table: str, key: str) -> str:
        row = self.tables[table].get(key)
        return row[_NAMES[table]] if row else key

    def sentence(self, table: str, row: Row) -> str:
        """The claim of the row, every filled cell of it."""
        return "".join(self.piece(table, row, text) for text in _CLAIMS[table])

    def piece(self, table: str, row: Row, text: str) -> str:
        columns = re.findall(r"{(\w+)}", text)
        cells = {column: self.cell(table, row, column) for column in columns}
        return text.format(**cells) if all(cells.values()) else ""

    def sources(self, row: Row) -> str:
        """Title, publisher, day and URL of each source."""
        return " | ".join(self.source(key) for key in row["sources"].split("; "))

    def source(self, key: str) -> str:
        row = self.tables["sources"].get(key)
        if row is None:
            return key
        return " ".join(f"{row['title']}. {row['publisher']}{', ' + row['date'] if row['date'] else ''}. {row['url']}".split())


def worksheet(tables_folder: Path, sample: int, seed: int) -> tuple[list[str], list[list[Any]]]:
    """Columns and rows of a worksheet: `sample` rows drawn at random without replacement, each with its claim and sources.

    The same tables, sample and seed give the same worksheet, whatever the order of the rows in the files. UsageError when
    `sample` is below one or above the number of rows.
    """
    held = {table: read_table(tables_folder, table) for table in TABLES}
    population = sorted((table, row["id"], place) for table, rows in held.items() for place, row in enumerate(rows))
    if not 1 <= sample <= len(population):
        raise UsageError(f"A sample of {sample} cannot be drawn from {len(population)} rows; give a number between 1 and that.")
    claims = _Claims(tables_folder)
    drawn = sorted(random.Random(seed).sample(population, sample))
    width = len(str(sample))
    sheet: list[list[Any]] = []
    for number, (table, key, place) in enumerate(drawn, 1):
        row, audit_id = held[table][place], f"{seed}-{number:0{width}d}"
        sheet.append([audit_id, table, key, claims.sentence(table, row), claims.sources(row), "", "", "", "", len(population)])
    return COLUMNS, sheet


def read_worksheet(path: Path) -> list[Row]:
    """A worksheet with its verdicts, as CSV (comma, semicolon or tab) or JSON. FileError says what is wrong with it."""
    text = _text(path)
    if text.lstrip().startswith("["):
        rows = _json_rows(text, path)
    else:
        head = text.partition("\n")[0]
        mark = re.match(r'"?audit_id"?([,;\t])', head)
        rows = _rows(text, path, mark.group(1) if mark else ",")
    missing = [c for c in ("audit_id", "table", "row_id", "verdict", "what_is_wrong") if not rows or c not in rows[0]]
    if missing:
        raise FileError(f"{path} is no worksheet of kg audit: it has no {', '.join(missing)}")
    return rows


def _json_rows(text: str, path: Path) -> list[Row]:
    try:
        rows = json.loads(text)
    except ValueError as error:
        raise FileError(f"{path} is no JSON: {error}") from None
    if not all(isinstance(row, dict) for row in rows):
        raise FileError(f"{path} is no worksheet of kg audit: it is not a list of rows")
    return [{str(k): "" if v is None else str(v) for k, v in row.items()} for row in rows]


def report(worksheet_rows: Iterable[Row]) -> tuple[list[str], list[list[Any]]]:
    """Columns and rows of the outcome: all rows first, then each table that has any.

    The rate is wrong / (right + wrong), in per cent; what could not be checked, or has no verdict yet, is counted beside it.
    UsageError for a verdict that does not exist, a wrong one that does not say what is wrong, or a row that stands twice.
    """
    rows = list(worksheet_rows)
    _refuse_bad(rows)
    tables = [t for t in TABLES if any(row["table"] == t for row in rows)]
    parts = [("all", rows)] + [(t, [row for row in rows if row["table"] == t]) for t in tables]
    return REPORT_COLUMNS, [[*_part(name, part), _remark(rows) if name == "all" else ""] for name, part in parts]


def _refuse_bad(rows: list[Row]) -> None:
    seen: set[str] = set()
    for row in rows:
        key, verdict = row["audit_id"], row["verdict"]
        if verdict not in ("", *VERDICTS):
            raise UsageError(
                f"Row {key} has the verdict {verdict!r}; use {', '.join(VERDICTS)}, or leave it empty.{did_you_mean(verdict, VERDICTS)}"
            )
        if verdict == "wrong" and not row["what_is_wrong"].strip():
            raise UsageError(f"Row {key} is said to be wrong but not why; fill what_is_wrong.")
        if row["table"] not in TABLES:
            raise UsageError(
                f"Row {key} is of the table {row['table']!r}, which is not audited.{did_you_mean(row['table'], TABLES)}"
            )
        if key in seen:
            raise UsageError(f"Row {key} stands twice in the worksheet; keep one of them.")
        seen.add(key)


def _part(name: str, rows: list[Row]) -> list[Any]:
    right, wrong, cannot, unjudged = (sum(row["verdict"] == v for row in rows) for v in (*VERDICTS, ""))
    checked = right + wrong
    shares = [wrong / checked, *clopper_pearson(wrong, checked)] if checked else []
    return [name, len(rows), right, wrong, cannot, unjudged, *(round(100 * s, 1) for s in shares), *[None] * (3 - len(shares))]


def _remark(rows: list[Row]) -> str:
    text = "error rate among checked rows, with its exact 95 % interval (Clopper-Pearson)"
    whole = next((int(row["drawn_from"]) for row in rows if row.get("drawn_from", "").isdecimal()), 0)
    if whole < max(len(rows), 2):
        return text
    if whole == len(rows):
        return f"{text}; all {whole} rows were drawn, so that the rate is theirs"
    factor = math.sqrt((whole - len(rows)) / (whole - 1))
    return (
        f"{text}; {len(rows)} of {whole} rows were drawn without replacement, which makes the true interval narrower, "
        f"about {factor:.3f} of this width"
    )


def clopper_pearson(wrong: int, checked: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Exact confidence interval of a binomial proportion: `wrong` of `checked`.

    With a = 1 - confidence, the bounds are the p for which P(X >= wrong | p) = a/2 (0 when nothing is wrong) and
    P(X <= wrong | p) = a/2 (1 when all is), X being binomial. They are found by bisection. C. J. Clopper and E. S. Pearson,
    The use of confidence or fiducial limits illustrated in the case of the binomial, Biometrika 26 (1934), 404-413.

    >>> [round(bound, 6) for bound in clopper_pearson(7, 50)]
    [0.058192, 0.267396]
    >>> [round(bound, 4) for bound in clopper_pearson(0, 60)]
    [0.0, 0.0596]
    """
    if not 0 <= wrong <= checked or not checked:
        raise UsageError(f"{wrong} wrong of {checked} checked is no proportion.")
    tail = (1 - confidence) / 2
    logs = [math.log(math.comb(checked, i)) for i in range(checked + 1)]

    def at_most(most: int, p: float) -> float:
        terms = (log + i * math.log(p) + (checked - i) * math.log1p(-p) for i, log in enumerate(islice(logs, most + 1)))
        return math.fsum(math.exp(term) for term in terms)

    low = _falls_to(1 - tail, lambda p: at_most(wrong - 1, p)) if wrong else 0.0
    high = _falls_to(tail, lambda p: at_most(wrong, p)) if wrong < checked else 1.0
    return low, high


def _falls_to(target: float, function: Callable[[float], float]) -> float:
    """Where a function that falls from 1 at 0 to 0 at 1 has that value."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) > target else (low, middle)
    return (low + high) / 2
