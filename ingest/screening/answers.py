"""The answers of a screening, as rows: one for each input, listed organization and list, in the order of the inputs."""

from collections.abc import Iterable, Iterator
from typing import Any

from ingest.screening.inputs import Asked
from ingest.screening.search import Hit, Index

COLUMNS = ("line", "input", "found", "score", "id", "name", "territories", "matched", "matched_in", "programme", "measures",
           "since", "until", "seen_until", "gone_by", "editions", "evidence", "note")  # fmt: skip
"""`found` is yes, no, or not-screened. Days are as published; `seen_until` and `gone_by` bound the day on which a listing vanished."""

READ = ("input", "score", "id", "matched", "programme", "measures", "since", "until", "note")
"""What of it a table for people shows."""


def for_people(rows: Iterable[list[Any]]) -> list[list[Any]]:
    """The rows cut to `READ`: a listing that vanished says by when, a name that is not the entry's own says whose it is."""
    short = []
    for row in rows:
        told = dict(zip(COLUMNS, row, strict=True))
        if told["gone_by"]:
            told["until"] = f"gone by {told['gone_by']}"
        if told["matched"] != told["name"]:
            told["matched"] += f" ({told['name']})" if told["matched"] else ""
        short.append([told[c] for c in READ])
    return short


def answer(index: Index, asked: Asked, threshold: float, limit: int) -> list[list[Any]]:
    """The rows of one input."""
    if asked.party is None:
        return [_row(asked, "not-screened", note=asked.refused)]
    hits = index.find(asked.party, threshold, limit)
    if not hits:
        return [_row(asked, "no", note="; ".join((not_found(index), *asked.notes)))]
    return [row for hit in hits for row in _rows(index, asked, hit)]


def not_found(index: Index) -> str:
    """What a miss means: how many lists were looked in, as of which days.

    Lists held in part only (what somebody read) are counted apart: absence from them says little.
    """
    full = sorted(row["as_of"] for row in index.lists if row["held"] == "in full")
    part = len(index.lists) - len(full)
    told = f"not found in {f'these {len(full)} lists' if len(full) > 1 else 'this 1 list'}" if full else "not found"
    if full:
        told += f", as of {full[0]}" + (f" to {full[-1]}" if full[-1] != full[0] else "")
    return told + (f", nor in what is held of {part} more" if part else "")


def _rows(index: Index, asked: Asked, hit: Hit) -> Iterator[list[Any]]:
    about = index.about(hit.entity)
    bearers = index.records_named(hit.entity, hit.matched)
    matched_in = sorted({e for r in bearers for e in about["editions"].get(r, (r,))})
    for listing in about["listings"]:
        yield _row(
            asked, "yes", hit.score, about["id"], about["name"], about["territories"], hit.matched, matched_in,
            listing["programme"], listing["measures"], listing["since"], listing["until"], listing["seen_until"], listing["gone_by"],
            listing["editions"], listing["evidence"], "; ".join((*_said(hit), *asked.notes)),
        )  # fmt: skip


def _said(hit: Hit) -> Iterator[str]:
    if "identifier" in hit.parts:
        yield "the identifier is the same"
    if "territory" in hit.parts:
        yield "another territory"
    if "identifiers" in hit.parts:
        yield "another identifier of the same kind"


def _row(asked: Asked, found: str, *values: Any, note: str = "") -> list[Any]:
    if not values:
        values = (None, "", "", [], "", [], "", [], "", "", "", "", [], [], note)
    return [asked.line, asked.text, found, *values]


def answers(index: Index, inputs: Iterable[Asked], threshold: float, limit: int) -> Iterator[list[list[Any]]]:
    """The rows of each input, before the next one is read."""
    for asked in inputs:
        yield answer(index, asked, threshold, limit)
