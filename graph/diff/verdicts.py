"""The verdicts that moved between two graphs, as of one day for both, each with the facts that moved it.

Compared is the verdict on a deal of a supplier (or on what is supplied to a recipient) under a programme. One on which neither side has a listing or an owner that
is listed, only lists without the supplier, moves with the editions held; such moves are counted by programme.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from graph.diff.identity import Families, Regrouping
from graph.diff.premises import ENTERED, LEFT, Premise, Side, by_name, by_owners, decisive, listing
from graph.intervals import relate
from graph.property_graph import PropertyGraph
from graph.verdicts.docket import Docket, before
from graph.verdicts.judging import BY_NAME, Judgement, judge

NOT_THERE = ""
"""Stands for a verdict where a side has no such deal, supplier of it, or programme."""


@dataclass(frozen=True)
class Move:
    """One verdict that is another now: uris, the two verdicts (`NOT_THERE` where a side has none), why each side says so, and the facts that differ.

    `each_alone` when each of these facts alone moves the verdict; else they do together, or were not tried.
    """

    deal: str
    supplier: str
    programme: str
    before: str
    after: str
    why_before: str
    why_after: str
    because: tuple[Premise, ...]
    each_alone: bool = False


@dataclass(frozen=True)
class Absences:
    """How many pairs of a deal and a supplier that is on no side's list moved under a programme, and through which editions."""

    programme: str
    before: str
    after: str
    amount: int
    because: tuple[Premise, ...]


class _Judged(Side):
    """A side with its verdicts, by deal, family of the supplier, and programme."""

    def __init__(self, graph: PropertyGraph, as_of: str, families: Families):
        super().__init__(Docket(before(graph, as_of)))
        self.found: dict[tuple[str, str, str], Judgement] = {}
        self.known: set[tuple[str, str, str]] = set()
        self.suppliers: dict[tuple[str, str], list[str]] = defaultdict(list)
        for deal, suppliers in self.docket.parties.items():
            for supplier in suppliers:
                self.suppliers[deal, families(supplier)].append(supplier)
        for judgement in judge(self.docket):
            self.found[judgement.deal, judgement.supplier, judgement.programme] = judgement
            self.known.add((judgement.deal, families(judgement.supplier), judgement.programme))

    def judgement(self, deal: str, supplier: str, programme: str) -> Judgement | None:
        """The verdict, from absence where the supplier never was on the list; None where the programme is not held."""
        if held := self.found.get((deal, supplier, programme)):
            return held
        if programme not in self.graph.nodes:
            return None
        days = self.docket.days(deal)
        return Judgement(deal, supplier, programme, days, relate(days, [], self.docket.editions.get(programme, ())))


def compare_verdicts(old: PropertyGraph, new: PropertyGraph, as_of: str) -> tuple[list[Move], list[Absences]]:
    """The verdicts that moved from `old` to `new`, in order of supplier, deal and programme, and the moved absences by programme."""
    families = Families(old, new)
    groups = families.regroupings(old, new)
    regrouped = {uri: group for group in groups for uri in group.uris}
    sides = _Judged(old, as_of, families), _Judged(new, as_of, families)
    moves = [
        move
        for deal, family, programme in sorted(sides[0].known | sides[1].known)
        for move in _moves(*sides, regrouped, deal, family, programme)
    ]
    return sorted(moves, key=lambda m: (m.supplier, m.deal, m.programme)), list(_absences(*sides))


def _moves(
    old: _Judged, new: _Judged, regrouped: dict[str, Regrouping], deal: str, family: str, programme: str
) -> Iterator[Move]:
    was, now = old.suppliers.get((deal, family)), new.suppliers.get((deal, family))
    if not was or not now:
        yield from _one_sided(old, new, deal, was or now or [], programme, entered=bool(now))
        return
    common = set(was) & set(now)
    pairs = [(u, u) for u in common] + [(u, min(now)) for u in set(was) - common] + [(min(was), u) for u in set(now) - common]
    for pair in sorted(pairs):
        one, other = old.judgement(deal, pair[0], programme), new.judgement(deal, pair[1], programme)
        verdicts = [j.answer.verdict if j else NOT_THERE for j in (one, other)]
        if verdicts[0] != verdicts[1]:
            because, alone = _because(old, new, regrouped, pair, one, other)
            yield Move(
                deal,
                pair[1],
                programme,
                *verdicts,
                *(j.answer.why if j else "" for j in (one, other)),
                because=tuple(because),
                each_alone=alone,
            )


def _one_sided(old: _Judged, new: _Judged, deal: str, suppliers: list[str], programme: str, *, entered: bool) -> Iterator[Move]:
    """The verdicts on a deal, or on a supplier of it, that one side alone has."""
    side, other, change = (new, old, ENTERED) if entered else (old, new, LEFT)
    there = deal in other.graph.nodes
    kind = "Supply link" if "SupplyLink" in side.graph.nodes[deal].labels else "Deal"
    for supplier in suppliers:
        judgement = side.found.get((deal, supplier, programme))
        if judgement is None:
            continue
        party = "recipient" if kind == "Supply link" else "supplier"
        what = f"{side.docket.name(supplier)} as {party} of the {kind.lower()}" if there else f"the {kind.lower()}"
        premise = Premise(party if there else "deal", change, deal, f"{what} {change}", side.sources(deal))
        answer = judgement.answer
        words = (NOT_THERE, answer.verdict, "", answer.why) if entered else (answer.verdict, NOT_THERE, answer.why, "")
        yield Move(deal, supplier, programme, *words, because=(premise,))


def _because(
    old: _Judged,
    new: _Judged,
    regrouped: dict[str, Regrouping],
    pair: tuple[str, str],
    one: Judgement | None,
    other: Judgement | None,
) -> tuple[list[Premise], bool]:
    """The facts that moved a verdict, and whether each does alone."""
    known = other or one
    assert known
    deal, programme = known.deal, known.programme
    if one is None or other is None:
        side, change = (new, ENTERED) if one is None else (old, LEFT)
        words = f"the programme {side.docket.name(programme)} {change}"
        listings = [listing(old, new, uri, programme) for uri in known.because if "Listing" in side.graph.nodes[uri].labels]
        return [Premise("programme", change, programme, words), *listings], False
    if {one.rule, other.rule} == {BY_NAME}:
        case = old.case(deal, pair[0], programme)
        return decisive(case, by_name(old, new, deal, pair, programme), other.answer.verdict)
    return by_owners(old, new, regrouped, deal, pair, programme, {*one.because, *other.because}), False


def _absences(old: _Judged, new: _Judged) -> Iterator[Absences]:
    """The moves of verdicts that rest on editions alone, of deals and suppliers that both sides have."""
    judged = {key for side in (old, new) for key in side.found}
    for programme in sorted({*old.docket.programmes} & {*new.docket.programmes}):
        editions = [tuple(sorted(side.docket.editions.get(programme, ()))) for side in (old, new)]
        if editions[0] == editions[1]:
            continue
        amounts: Counter[tuple[str, str]] = Counter()
        steps: list[Premise] = []
        for deal in sorted(old.docket.parties.keys() & new.docket.parties.keys()):
            for supplier in sorted(set(old.docket.parties[deal]) & set(new.docket.parties[deal])):
                if (deal, supplier, programme) not in judged:
                    verdicts = [
                        relate(side.docket.days(deal), [], held).verdict for side, held in zip((old, new), editions, strict=True)
                    ]
                    if verdicts[0] != verdicts[1]:
                        amounts[verdicts[0], verdicts[1]] += 1
                        steps = steps or [
                            p for p, _ in by_name(old, new, deal, (supplier, supplier), programme) if p.kind == "edition"
                        ]
        for (was, now), amount in sorted(amounts.items()):
            yield Absences(programme, was, now, amount, tuple(steps))
