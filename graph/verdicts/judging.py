"""The judgement itself: by name, and through owners under each rule that reaches them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from graph.intervals import AFTER, BEFORE, CANNOT_TELL, LAST, NOT_LISTED, Answer, Period, Span, between, relate
from graph.ownership.register import ENDED, IN_FORCE, NOT_YET, SUSPENDED, Rule
from graph.ownership.solver import COVERED, OWNERSHIP, Cover, percent
from graph.verdicts.docket import Docket

BY_NAME = "by-name"
_FIRMNESS = {BEFORE: 0, CANNOT_TELL: 1, AFTER: 2, NOT_LISTED: 3}
"""Which of the answers by name and through owners stands for the triple: the one that says most against the deal, if it is sure or may be."""


@dataclass(frozen=True)
class Judgement:
    """The verdict on one deal of one supplier under one programme; uris, '' where the deal names no supplier or no single programme is meant.

    `rule` is `by-name` or the uri of the rule that reaches the supplier through its owners; `because` the uris of the listings, stakes and rule intervals.
    """

    deal: str
    supplier: str
    programme: str
    days: Span
    answer: Answer
    rule: str = BY_NAME
    because: tuple[str, ...] = ()


def judge(docket: Docket, rule: str | None = None) -> Iterator[Judgement]:
    """The verdicts on all deals whose supplier was ever on a programme, or is reached through its owners, in order of deal, supplier, programme.

    Where both ways say something, the one that says most against the deal stands. `rule` asks by one way alone: `by-name`, or the uri of a rule with an
    ownership test.
    """
    rules = [r for r in docket.register.rules_with_test() if rule in (None, r.uri)]
    for deal in sorted(docket.parties):
        for supplier in docket.parties[deal]:
            found: dict[str, Judgement] = {}
            ways = [_by_name(docket, deal, supplier)] if rule in (None, BY_NAME) else []
            for judgement in chain(*ways, *(_by_owners(docket, deal, supplier, r) for r in rules)):
                held = found.get(judgement.programme)
                if held is None or _FIRMNESS[judgement.answer.verdict] < _FIRMNESS[held.answer.verdict]:
                    found[judgement.programme] = judgement
            yield from (found[programme] for programme in sorted(found))


def _by_name(docket: Docket, deal: str, supplier: str) -> Iterator[Judgement]:
    days = docket.days(deal)
    for programme, stays in docket.stays(supplier).items():
        answer = relate(days, stays, docket.editions.get(programme, ()))
        because = tuple(sorted({uri for p in stays for uri in p.listings}))
        yield Judgement(deal, supplier, programme, days, answer, BY_NAME, because)


def _by_owners(docket: Docket, deal: str, supplier: str, rule: Rule) -> Iterator[Judgement]:
    """Through listed owners under one rule: on the days of the deal, else on the first later day from which it certainly reaches the supplier."""
    register, days = docket.register, docket.days(deal)
    programmes = rule.programmes or frozenset()
    listed = [o for o in docket.owners(supplier) if programmes.intersection(register.claims.get(o, ()))]
    if not listed:
        return
    state = rule.state(days)
    if state not in (SUSPENDED, NOT_YET, ENDED):
        cover = register.solution(rule, days, leave_out=supplier).cover(supplier)
        if cover:
            verdict = BEFORE if cover.state == COVERED and state == IN_FORCE else CANNOT_TELL
            yield from _reached(docket, Judgement(deal, supplier, "", days, Answer(verdict, ""), rule.uri), rule, cover, days)
            return
    starts = {i.start.latest for i in rule.intervals}
    starts |= {stay.start.latest for owner in listed for programme in programmes for stay in register.stays(owner, programme)}
    for start in sorted(s for s in starts if days.latest < s < LAST):
        then = Span(start, start)
        if rule.state(then) == IN_FORCE:
            cover = register.solution(rule, then, leave_out=supplier).cover(supplier)
            if cover and cover.state == COVERED:
                yield from _reached(docket, Judgement(deal, supplier, "", days, Answer(AFTER, ""), rule.uri), rule, cover, then)
                return


def _reached(docket: Docket, draft: Judgement, rule: Rule, cover: Cover, days: Span) -> Iterator[Judgement]:
    """The draft for each programme of the listed owners where the proof ends, with the stay of an owner and the stakes and intervals it rests on."""
    stays: dict[str, dict[str, Period]] = {}
    for root in cover.roots:
        for programme, (_, stay) in docket.register.listed(root, rule.programmes, days).items():
            stays.setdefault(programme, {})[root] = stay
    for programme, owners in sorted(stays.items()):
        stay = min(owners.values(), key=lambda s: s.start)
        listings = {uri for s in owners.values() for uri in s.listings}
        because = tuple(sorted({*cover.stakes, *listings, *(i.uri for i in rule.intervals)}))
        why = _why(draft, rule, cover, days, ", ".join(docket.name(o) for o in sorted(owners)), stay)
        answer = Answer(draft.answer.verdict, why, stay, between(draft.days, stay))
        yield replace(draft, programme=programme, answer=answer, because=because)


def _why(draft: Judgement, rule: Rule, cover: Cover, days: Span, owners: str, stay: Period) -> str:
    size = (
        percent(cover.least)
        if cover.least == cover.most
        else f"{percent(cover.least).removesuffix(' %')} to {percent(cover.most)}"
    )
    owner = "covered" if cover.state == COVERED else "possibly covered"
    held = f"its {owner} owners hold {size}" if cover.by == OWNERSHIP else f"it is controlled by a {owner} owner"
    chain_end = f"the chain ends at {owners}, listed since {stay.start}"
    if draft.answer.verdict == AFTER:
        return f"the deal ({draft.days}) came before {rule.name} reached the supplier on {days}: {held}, {chain_end}"
    if draft.answer.verdict == BEFORE:
        return f"{rule.name} was in force ({draft.days}): {held}, {chain_end}"
    return f"{rule.name} ({rule.state(days)}) may reach it: {held}, {chain_end}; the deal was made on a day of {draft.days}"


def absences(docket: Docket, judged: Iterable[Judgement], programmes: Iterable[str] | None = None) -> Iterator[Judgement]:
    """What the lists say of all deals and suppliers that `judge` has no verdict on.

    With `programmes`, one verdict each; without, one row a deal and supplier that stands for all other programmes: how many complete lists lack it.
    """
    done = {(j.deal, j.supplier, j.programme) for j in judged}
    for deal in sorted(docket.parties):
        days = docket.days(deal)
        for supplier in docket.parties[deal] or [""]:
            rest = [p for p in (docket.programmes if programmes is None else programmes) if (deal, supplier, p) not in done]
            if not supplier:
                answers = dict.fromkeys(rest, Answer(CANNOT_TELL, "the sources do not name the supplier"))
            else:
                answers = {p: relate(days, [], docket.editions.get(p, ())) for p in rest}
            if programmes is not None:
                yield from (Judgement(deal, supplier, p, days, a) for p, a in answers.items())
            elif rest:
                yield Judgement(deal, supplier, "", days, _together(answers, docket, bool(supplier)))


def _together(answers: dict[str, Answer], docket: Docket, is_named: bool) -> Answer:
    """One answer for many programmes without a listing."""
    if not is_named:
        return next(iter(answers.values()))
    absent = [p for p, answer in answers.items() if answer.verdict == NOT_LISTED]
    others = len(answers) - len(absent)
    open_ones = (
        f"; {others} other programmes cannot tell (no complete edition of the day or later is held, or the deal has no date)"
        if others
        else ""
    )
    if not absent:
        return Answer(CANNOT_TELL, open_ones.removeprefix("; "))
    days = sorted({day for p in absent for day in docket.editions[p]})
    return Answer(NOT_LISTED, f"not found in {len(absent)} lists, editions of {days[0]} to {days[-1]}{open_ones}")
