"""What a verdict rests on, as it stands on both sides: the facts that differ, and which of them move the verdict.

By name a verdict has few premises (the deal's days, the claims of the lists on the supplier, the complete editions held), so each that differs is put into
the old question by itself: those that give the new verdict are the reason. Where none does alone, two at a time are tried, and then all. Through owners
the facts that differ are named and not tried.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from graph.diff.identity import Regrouping
from graph.intervals import Claim, Span, periods, relate, span
from graph.property_graph import Properties, PropertyGraph, short_id
from graph.verdicts.docket import Docket

ENTERED, LEFT, CHANGED, MERGED, SPLIT = "entered", "left", "changed", "merged", "split"
TRIED_IN_PAIRS = 30
"""The most premises of which pairs are tried."""
_PERIOD = ("start", "end", "seenUntil", "goneBy", "asOf", "share", "shareMin", "shareMax", "ruleState", "basis", "date", "dateKind", "startKind")  # fmt: skip
_WORDS = {
    "seenUntil": "last seen",
    "goneBy": "gone by",
    "ruleState": "state",
    "dateKind": "kind of date",
    "startKind": "kind of start",
}


@dataclass(frozen=True)
class Premise:
    """A fact that differs: what it is, what became of it, its uri, a clause that says so, and the ids of its sources."""

    kind: str
    change: str
    uri: str
    words: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """All that decides a verdict by name."""

    days: Span
    claims: Mapping[str, Claim]
    editions: tuple[str, ...]

    def verdict(self) -> str:
        """The verdict on it."""
        return relate(self.days, periods(self.claims.values()), self.editions).verdict


Step = tuple[Premise, Callable[[Case], Case]]
"""A premise, and how it turns the old case into the new one."""


def decisive(old: Case, steps: list[Step], verdict: str) -> tuple[list[Premise], bool]:
    """The premises that move the old case to `verdict`, and whether each does alone: those that do, else the first two that do together, else all."""
    alone = [premise for premise, step in steps if step(old).verdict() == verdict]
    if alone:
        return alone, True
    if len(steps) <= TRIED_IN_PAIRS:
        for (one, first), (other, second) in combinations(steps, 2):
            if second(first(old)).verdict() == verdict:
                return [one, other], False
    return [premise for premise, _ in steps], False


class Side:
    """One graph with its docket, and words for what is in it."""

    def __init__(self, docket: Docket):
        self.docket = docket
        self.graph: PropertyGraph = docket.graph
        self.covering: dict[tuple[str, str], list[str]] = {}
        for (start, kind, end, _), held in self.graph.relationships.items():
            if kind == "COVERS":
                self.covering.setdefault((end, held["date"]), []).append(short_id(start))

    def case(self, deal: str, supplier: str, programme: str) -> Case:
        """What decides the verdict by name."""
        claims = self.docket.register.claims.get(supplier, {}).get(programme, ())
        return Case(self.docket.days(deal), {c.uri: c for c in claims}, tuple(sorted(self.docket.editions.get(programme, ()))))

    def sources(self, uri: str) -> tuple[str, ...]:
        """Ids of the sources of an event."""
        return tuple(self.docket.sources(uri))

    def held(self, uri: str) -> Properties:
        """The properties of a node, none when it is not there."""
        node = self.graph.nodes.get(uri)
        return node.properties if node else {}

    def subject(self, uri: str) -> str:
        """On whom a listing stands."""
        ends = self.docket.register.ends.get(uri, {})
        return next(iter(ends.get("SUBJECT", ())), "")


def by_name(old: Side, new: Side, deal: str, pair: tuple[str, str], programme: str) -> list[Step]:
    """The steps from the old case of a deal, a supplier (its uri on each side) and a programme to the new one."""
    before, after = old.case(deal, pair[0], programme), new.case(deal, pair[1], programme)
    steps: list[Step] = []
    if before.days != after.days:
        words = f"the deal's date is now {_dated(new.held(deal))}, it was {_dated(old.held(deal))}"
        steps.append(
            (Premise("deal", CHANGED, deal, words, new.sources(deal)), lambda case, days=after.days: replace(case, days=days))
        )
    steps += _claim_steps(old, new, pair, programme, before, after)
    for day in sorted(set(after.editions) - set(before.editions)):
        words = f"the complete edition of {day} of {new.docket.name(programme)} is held now"
        sources = tuple(new.covering.get((programme, day), ()))
        steps.append(
            (
                Premise("edition", ENTERED, programme, words, sources),
                lambda case, day=day: replace(case, editions=(*case.editions, day)),
            )
        )
    for day in sorted(set(before.editions) - set(after.editions)):
        words = f"the complete edition of {day} of {old.docket.name(programme)} is no longer held"
        sources = tuple(old.covering.get((programme, day), ()))
        steps.append(
            (
                Premise("edition", LEFT, programme, words, sources),
                lambda case, day=day: replace(case, editions=tuple(d for d in case.editions if d != day)),
            )
        )
    return steps


def _claim_steps(old: Side, new: Side, pair: tuple[str, str], programme: str, before: Case, after: Case) -> Iterator[Step]:
    """A step for each claim that differs; those that came or went with a record that was joined or parted are one step."""
    together: dict[str, list[str]] = {}
    for uri in sorted(before.claims.keys() | after.claims.keys()):
        was, now = before.claims.get(uri), after.claims.get(uri)
        elsewhere = old.subject(uri) if was is None else new.subject(uri) if now is None else ""
        if elsewhere and elsewhere not in pair:
            together.setdefault(elsewhere, []).append(uri)
        elif was is None or now is None or _dates(was.held) != _dates(now.held):
            yield listing(old, new, uri, programme), _put({uri: now})
    for elsewhere, uris in sorted(together.items()):
        joined = uris[0] in after.claims
        there = old if joined else new
        organization = (new if joined else old).docket.name(pair[1] if joined else pair[0])
        other = f"{there.docket.name(elsewhere)} ({short_id(elsewhere)})"
        words = (
            f"{other}, listed by itself before, is now the same as {organization}"
            if joined
            else f"{other}, listed, is no longer the same as {organization}"
        )
        sources = tuple(sorted({s for uri in uris for s in there.sources(uri)}))
        yield (
            Premise("identity", MERGED if joined else SPLIT, elsewhere, words, sources),
            _put({uri: after.claims.get(uri) for uri in uris}),
        )


def _put(claims: Mapping[str, Claim | None]) -> Callable[[Case], Case]:
    def step(case: Case) -> Case:
        return replace(case, claims={k: c for k, c in {**case.claims, **claims}.items() if c is not None})

    return step


def listing(old: Side, new: Side, uri: str, programme: str) -> Premise:
    """A listing that entered, left, or has other dates."""
    return _fact(old, new, uri, f"listing on {(new if programme in new.graph.nodes else old).docket.name(programme)}")


def _fact(old: Side, new: Side, uri: str, what: str) -> Premise:
    kind = what.split()[0]
    if uri not in old.graph.nodes:
        return Premise(kind, ENTERED, uri, f"the {what}{_in_words(new.held(uri))} entered", new.sources(uri))
    if uri not in new.graph.nodes:
        return Premise(kind, LEFT, uri, f"the {what}{_in_words(old.held(uri))} left", old.sources(uri))
    was, now = _dates(old.held(uri)), _dates(new.held(uri))
    changes = ", ".join(
        f"{_WORDS.get(key, key)} {now.get(key, '(none)')} (was {was.get(key, '(none)')})"
        for key in _PERIOD
        if was.get(key) != now.get(key)
    )
    return Premise(kind, CHANGED, uri, f"the {what} changed: {changes or 'its ends'}", new.sources(uri))


def _dates(held: Properties) -> dict[str, object]:
    return {key: held[key] for key in _PERIOD if key in held}


def _in_words(held: Properties) -> str:
    """
    >>> _in_words({"start": "2019-10-09", "startKind": "effective"}), _in_words({"share": 51.0}), _in_words({})
    (' since 2019-10-09', ' of 51 %', '')
    """
    share = f" of {held['share']:.12g} %" if "share" in held else ""
    start = held.get("start") or (str(span(held, "start")) if "startLatest" in held else "")
    return share + (f" since {start}" if start else "") + (f" until {held['end']}" if "end" in held else "")


def _dated(held: Properties) -> str:
    kind = held.get("dateKind")
    return f"{held.get('date') or 'not known'}{f' ({kind})' if kind else ''}"


# -- through owners ---------------------------------------------------------------------------------------------------------


def by_owners(
    old: Side,
    new: Side,
    regrouped: Mapping[str, Regrouping],
    deal: str,
    pair: tuple[str, str],
    programme: str,
    because: Iterable[str],
) -> list[Premise]:
    """What differs among the facts that the verdicts of both sides rest on (`because`); where nothing does, among all that bears on the supplier."""
    found = []
    if old.docket.days(deal) != new.docket.days(deal):
        words = f"the deal's date is now {_dated(new.held(deal))}, it was {_dated(old.held(deal))}"
        found.append(Premise("deal", CHANGED, deal, words, new.sources(deal)))
    facts = set(because)
    found += _differing(old, new, facts) or _differing(old, new, _bearing(old, new, pair, programme))
    return found + _joined(old, new, regrouped, pair)


def _bearing(old: Side, new: Side, pair: tuple[str, str], programme: str) -> set[str]:
    """All stakes, links, listings and rules that can decide whether owners bring a supplier under a programme."""
    found = set()
    for side, supplier in ((old, pair[0]), (new, pair[1])):
        register = side.docket.register
        above = side.docket.owners(supplier) | {supplier}
        for uri, ends in register.ends.items():
            if above & {*ends.get("ASSET", ()), *ends.get("CONTROLLED", ())}:
                found.add(uri)
        found |= {claim.uri for owner in above for claim in register.claims.get(owner, {}).get(programme, ())}
        for rule in register.rules_with_test():
            if programme in (rule.programmes or ()):
                found |= {rule.uri, *(interval.uri for interval in rule.intervals)}
    return found


def _differing(old: Side, new: Side, uris: Iterable[str]) -> list[Premise]:
    found = []
    for uri in sorted(uris):
        was, now = old.graph.nodes.get(uri), new.graph.nodes.get(uri)
        if was is None and now is None:
            continue
        if was is None or now is None or _dates(was.properties) != _dates(now.properties):
            found.append(_fact(old, new, uri, _what(new if now else old, uri)))
    return found


def _what(side: Side, uri: str) -> str:
    """What a stake, link, listing or interval is, and between whom."""
    ends = side.docket.register.ends.get(uri, {})

    def of(kind: str) -> str:
        return ", ".join(side.docket.name(end) for end in ends.get(kind, ()))

    if ends.get("ASSET"):
        return f"stake of {of('OWNER')} in {of('ASSET')}"
    if ends.get("CONTROLLED"):
        return f"control of {of('CONTROLLED')} by {of('CONTROLLER')}"
    if ends.get("SUBJECT"):
        return f"listing of {of('SUBJECT')} on {of('PROGRAMME')}"
    if ends.get("RULE"):
        return f"interval of {of('RULE')}"
    return f"rule {side.docket.name(uri)}"


def _joined(old: Side, new: Side, regrouped: Mapping[str, Regrouping], pair: tuple[str, str]) -> list[Premise]:
    """The joins and partings of the supplier and its owners."""
    above = {side: side.docket.owners(uri) | {uri} for side, uri in ((old, pair[0]), (new, pair[1]))}
    met = {r for uri in (above[old] | above[new]) if (r := regrouped.get(uri)) and len(r.before) != len(r.after)}
    found = []
    for group in sorted(met, key=lambda r: r.uris):
        joined = len(group.before) > len(group.after)
        many, one = (group.before, group.after) if joined else (group.after, group.before)
        names = " and ".join(f"{(old if joined else new).docket.name(uri)} ({short_id(uri)})" for uri in many)
        words = f"{names} are {'now' if joined else 'no longer'} one organization"
        found.append(Premise("identity", MERGED if joined else SPLIT, one[0], words))
    return found
