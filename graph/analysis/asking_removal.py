"""Removal asked in the words of `kg remove`: who is taken away, and the answer as tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph.analysis import removal
from graph.analysis.selection import Find, within
from graph.analysis.views import Facts, Filter, View
from graph.analysis.views import view as view_of
from graph.intervals import LAST
from ontology.errors import UsageError

AFTER = ["figure", "before", "after"]
FOR_PEOPLE = ("loser", "loses", "from", "share_lost", "outcome", "substitute_names", "same_kind", "evidence")
"""The columns of the losses that fit a terminal."""


@dataclass(frozen=True)
class Question:
    """Who is removed: `entities` in words, organizations at home in a `territory`, or who is or was on a `programme` (on the day
    `as_of`, when given).

    With `importers` it is buyers: the territories named, or those that bought from somebody on the programme. `k` asks for the best sets among them.
    """

    entities: tuple[str, ...] = ()
    territory: str | None = None
    programme: str | None = None
    as_of: str | None = None
    importers: bool = False
    k: int | None = None
    exact: bool = False


@dataclass(frozen=True)
class Answer:
    """`removed` as (id, name); with k only the `curve`, else `after` (rows of `AFTER`) and `losses` (rows of `removal.COLUMNS`)."""

    removed: list[tuple[str, str]]
    sentence: str
    after: list[list[Any]]
    losses: list[list[Any]]
    curve: list[list[Any]]
    meaning: str

    def record(self) -> dict[str, Any]:
        """The answer as one JSON object."""
        return {
            "removed": [{"id": i, "name": name} for i, name in self.removed],
            "meaning": self.meaning,
            "after": [dict(zip(AFTER, row, strict=True)) for row in self.after],
            "losses": [dict(zip(removal.COLUMNS, row, strict=True)) for row in self.losses],
        }


def ask(facts: Facts, question: Question, find: Find) -> Answer:
    """What the removal does, or the best sets of k. UsageError when nothing is named, or what is named supplies (buys) nothing here."""
    if not (question.entities or question.territory or question.programme or question.k is not None):
        raise UsageError(
            "Say what to remove: one or more ENTITY, --territory T, --programme P, or -k N for the sets that would be missed most."
        )
    if question.exact and question.k is None:
        raise UsageError("--exact goes with -k N, the number of removals.")
    chain, deals = (view_of(facts, name).filtered(Filter(as_of=question.as_of)) for name in ("chain", "deals"))
    held = removal.needs(chain, deals, importers=question.importers)
    known = {by for need in held.needs for by in need.by}
    removed = _removed(facts, question, find, held, deals, known)
    named = sorted((held.things[uri].id, held.things[uri].name) for uri in removed)
    does = "buys" if question.importers else "supplies"
    if question.k is not None:
        rows = removal.curve(held, removed, question.k, question.exact)
        return Answer(named, f"{len(removed)} could be removed. {held.meaning}", [], [], rows, held.meaning)
    gone = removed | _agencies(deals, removed) if question.importers else removed
    losses = removal.losses(held, removed)
    lost = "a buyer" if question.importers else "a supplier"
    sentence = (
        f"{len(removed)} removed, each of which {does} something in the data; {len(losses)} needs lose {lost}. {held.meaning}"
    )
    return Answer(named, sentence, removal.after(chain, deals, held, gone), losses, [], held.meaning)


def _removed(facts: Facts, question: Question, find: Find, held: removal.Needs, deals: View, known: set[str]) -> set[str]:
    wanted: list[str] = [
        find(text, ("Territory",) if question.importers else ("Organization",)).uri for text in question.entities
    ]
    for uri, text in zip(wanted, question.entities, strict=True):
        if uri not in known:
            what = "buys nothing from anybody named" if question.importers else "supplies nothing"
            raise UsageError(f"{text!r} {what} in the data asked for, so nobody loses anything without it.")
    found = set(wanted)
    if question.territory:
        code = find(question.territory, ("Territory",)).uri.rpartition(":")[2]
        found |= _some({uri for uri in known if within(held.things[uri], code)}, f"--territory {question.territory}", question)
    if question.programme:
        on = listed(facts, find(question.programme, ("Programme",)).uri, question.as_of)
        if question.importers:
            on = {deals.nodes[e.end].uri for e in deals.edges if deals.nodes[e.start].uri in on}
        found |= _some(on & known, f"--programme {question.programme}", question)
    return found or known


def _some(found: set[str], filter_: str, question: Question) -> set[str]:
    if not found:
        who = "buyer" if question.importers else "supplier"
        raise UsageError(f"{filter_} leaves no {who} that the data names{f' as of {question.as_of}' if question.as_of else ''}.")
    return found


def listed(facts: Facts, programme: str, as_of: str | None) -> set[str]:
    """The organizations that are or were on a programme; with a day, those that certainly are on it that day."""
    return {
        start
        for (start, kind, end, _), stay in facts.graph.relationships.items()
        if kind == "STAYED_ON"
        and end == programme
        and (as_of is None or (stay.get("startLatest", LAST) <= as_of < stay.get("endEarliest", LAST)))
    }


def _agencies(deals: View, territories: set[str]) -> set[str]:
    """The buyers at home in removed territories."""
    codes = [uri.rpartition(":")[2] for uri in territories]
    return {t.uri for t in deals.nodes if t.kind == "agency" and any(within(t, code) for code in codes)}


def for_people(losses: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """The losses with the columns `FOR_PEOPLE`."""
    places = [removal.COLUMNS.index(name) for name in FOR_PEOPLE]
    return [[row[i] for i in places] for row in losses]
