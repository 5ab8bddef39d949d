"""What sources state about one owner's share of one asset, and what follows for a day: stake nodes in, holdings in millionths out.

A statement with a start holds *certainly* from the last day its start allows until the day before the first day its end allows. A statement known only as of
a day holds certainly on that day alone, and *possibly* on others; so does one without any date. Between and around statements on the same owner and asset:

1. A later statement that gives a size replaces one known only as of a day, from its own day on; an earlier one replaces it up to its day; an end that
   another statement gives replaces it after that end. Between two such days both are possible.
2. A statement with a start and no end goes on until a later statement excludes its size; from then on it is over, and between its start and that day
   only possible.
3. What is certain on the days asked for drives out what is only known as of another day.
4. Statements that hold at the same time are alternatives and are never added up: the least share is the least of theirs, the greatest the greatest.
5. Where nothing is certain the owner may hold nothing: the least share is 0.
6. A statement without a size says 0 to 100 %, unless another that gives a size is at least possible on the days asked for: the last known size stands.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from graph.intervals import FIRST, LAST, Span, span
from graph.ownership.solver import WHOLE, Holding, percent
from graph.property_graph import Properties

CERTAIN, POSSIBLE, NO = "certain", "possible", "no"


def doubt(owner: str, asset: str, held: Properties) -> str:
    """Why a stake is left out, in words; '' for a sound one.

    >>> doubt("a", "b", {"share": 130.0})
    'its share of 130 % is not between 0 and 100 %'
    >>> doubt("a", "a", {})
    'it is a stake of an organization in itself'
    """
    if not owner or not asset:
        return f"it names no {'asset' if owner else 'owner'}"
    if owner == asset:
        return "it is a stake of an organization in itself"
    for key in ("share", "shareMin", "shareMax"):
        if key in held and not 0 <= held[key] <= 100:
            return f"its {'share' if key == 'share' else key} of {held[key]:.12g} % is not between 0 and 100 %"
    if held.get("shareMin", 0) > held.get("shareMax", 100):
        return f"its least share of {held['shareMin']:.12g} % is more than its greatest of {held['shareMax']:.12g} %"
    if held.get("endLatest", LAST) < held.get("startEarliest", FIRST):
        return f"it ends ({held.get('end', held['endLatest'])}) before it begins ({held.get('start', held['startEarliest'])})"
    return ""


def _millionths(per_cent: float) -> int:
    return round(per_cent * 10_000)


def when(held: Properties) -> str:
    """The period of a stake or a link of control as its source gives it, in words.

    >>> when({"start": "2015"}), when({"start": "2007", "end": "2019"}), when({"asOf": "2021-12"}), when({})
    ('since 2015', '2007 to 2019', 'last known as of 2021-12', 'period not known')
    """
    start, end, seen = held.get("start"), held.get("end"), held.get("asOf")
    if start:
        return (f"{start} to {end}" if end else f"since {start}") + (f", seen as of {seen}" if seen else "")
    if end:
        return f"until {end}"
    return f"last known as of {seen}" if seen else "period not known"


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim on one owner's share of one asset: `low` to `high` millionths, with its period or the day on which it was seen to hold.

    `sized`: the source gives a share, or a bound of one. `start`, `end`, `seen` (as of): the days they allow. `size` and `when` are for people.
    """

    uri: str
    owner: str
    asset: str
    low: int = 0
    high: int = WHOLE
    sized: bool = False
    start: Span | None = None
    end: Span | None = None
    seen: Span | None = None
    size: str = "share not stated"
    when: str = "period not known"

    @classmethod
    def of(cls, uri: str, owner: str, asset: str, held: Properties) -> "Statement":
        """The statement of a stake node. A stake that is said to be indirect is only possible: through whom it is held is not stated.

        >>> found = Statement.of("s", "a", "b", {"share": 38.88, "asOf": "2021-12", "asOfEarliest": "2021-12-01", "asOfLatest": "2021-12-31"})
        >>> found.size, found.when, found.low
        ('38.88 %', 'last known as of 2021-12', 388800)
        """
        low, high = held.get("shareMin", 0), held.get("shareMax", 100)
        if "share" in held:
            low = high = held["share"]
        low, high = _millionths(low), _millionths(high)
        sized = any(key in held for key in ("share", "shareMin", "shareMax"))
        size = "share not stated"
        if sized:
            size = percent(low) if low == high else f"{percent(low).removesuffix(' %')} to {percent(high)}"
        if held.get("direct") is False:
            low, size = 0, f"{size}, indirect"
        days = [span(held, key) if {f"{key}Earliest", f"{key}Latest"} & held.keys() else None for key in ("start", "end", "asOf")]
        return cls(uri, owner, asset, low, high, sized, *days, size=size, when=when(held))

    @property
    def anchor(self) -> Span | None:
        """The days on which it is first known to hold."""
        return self.start or self.seen

    def excludes(self, other: "Statement") -> bool:
        """Whether both sizes cannot be one: they share no more than a bound, and neither lies within the other."""
        if not (self.sized and other.sized):
            return False
        within = (self.low <= other.low and other.high <= self.high) or (other.low <= self.low and self.high <= other.high)
        return not within and max(self.low, other.low) >= min(self.high, other.high)

    def later(self, other: "Statement") -> bool:
        """Whether it is certainly of a later day than the other."""
        return bool(self.anchor and other.anchor and self.anchor.earliest > other.anchor.latest)


def holds(statement: Statement, pair: Iterable[Statement], days: Span) -> str:
    """certain, possible or no: whether a statement holds on these days, beside the others on the same owner and asset.

    >>> old = Statement("1", "a", "b", 400_000, 400_000, True, seen=Span("2017-01-01", "2017-12-31"))
    >>> new = Statement("2", "a", "b", 300_000, 300_000, True, seen=Span("2022-03-01", "2022-03-01"))
    >>> [(holds(old, [old, new], Span(d, d)), holds(new, [old, new], Span(d, d))) for d in ("2016-05-01", "2019-05-01", "2022-03-01", "2024-01-01")]
    [('possible', 'no'), ('possible', 'possible'), ('no', 'certain'), ('no', 'possible')]
    """
    if statement.start is None:
        return _seen_holds(statement, pair, days)
    state = _period_holds(statement.start, statement.end, days)
    excluding = [o for o in pair if o.later(statement) and statement.excludes(o)] if statement.end is None else []
    if not excluding or state == NO:
        return state
    if any(o.anchor and days.earliest >= o.anchor.latest for o in excluding):
        return NO
    return CERTAIN if days == statement.start and days.earliest == days.latest else POSSIBLE


def _period_holds(start: Span, end: Span | None, days: Span) -> str:
    """The same for a start and an end alone; on the day of the end it is no longer certain (as `graph.intervals.Period` has it)."""
    if start.latest <= days.earliest and (end is None or end.earliest > days.latest):
        return CERTAIN
    return POSSIBLE if start.earliest <= days.latest and (end is None or end.latest >= days.earliest) else NO


def _seen_holds(statement: Statement, pair: Iterable[Statement], days: Span) -> str:
    """The same for a statement without a start."""
    seen = statement.seen
    if seen and seen.earliest <= days.latest and seen.latest >= days.earliest:
        return CERTAIN if days == seen and seen.earliest == seen.latest else POSSIBLE
    if statement.end and days.earliest > statement.end.latest:
        return NO
    for other in pair:
        if other.sized and other.anchor and statement.anchor:
            if other.later(statement) and days.earliest >= other.anchor.latest:
                return NO
            if statement.later(other) and days.latest <= max(other.anchor.earliest, other.end.earliest if other.end else FIRST):
                return NO
        if seen and other.start and other.end and seen.latest <= other.end.earliest and days.earliest > other.end.latest:
            return NO
    return POSSIBLE


def holding(pair: list[Statement], days: Span) -> Holding | None:
    """What the owner holds in the asset on these days by all statements on the pair; None when no statement allows that it holds anything.

    >>> known = Statement("1", "a", "b", 388_800, 388_800, True, seen=Span("2021-12-15", "2021-12-15"))
    >>> holding([known], Span("2021-12-15", "2021-12-15"))
    Holding(owner='a', asset='b', low=388800, high=388800, stakes=('1',))
    >>> holding([known], Span("2024-01-01", "2024-01-01"))
    Holding(owner='a', asset='b', low=0, high=388800, stakes=('1',))
    """
    if len(pair) == 1:
        [only] = pair
        state = holds(only, (), days)
        return (
            Holding(only.owner, only.asset, only.low if state == CERTAIN else 0, only.high, (only.uri,)) if state != NO else None
        )
    states = [(s, holds(s, pair, days)) for s in pair]
    sized = [(s, state) for s, state in states if s.sized and state != NO]
    certain = [s for s, state in sized if state == CERTAIN]
    if certain:
        used = certain + [s for s, state in sized if state == POSSIBLE and s.start]
        low = min(s.low for s in used)
    else:
        used = [s for s, _ in sized] or [s for s, state in states if state != NO]
        low = 0
    if not used:
        return None
    return Holding(used[0].owner, used[0].asset, low, max(s.high for s in used), tuple(sorted(s.uri for s in used)))


@dataclass
class Book:
    """All statements by owner and asset, each pair's in order of time. Build it once and ask it for many days."""

    pairs: dict[tuple[str, str], list[Statement]] = field(default_factory=dict)

    @classmethod
    def of(cls, statements: Iterable[Statement]) -> "Book":
        """The book of these statements."""
        book = cls()
        for statement in statements:
            book.pairs.setdefault((statement.owner, statement.asset), []).append(statement)
        for pair in book.pairs.values():
            pair.sort(key=lambda s: (s.anchor or Span(), s.uri))
        return book

    def holdings(self, days: Span) -> list[Holding]:
        """What everybody may hold on these days."""
        return [found for pair in self.pairs.values() if (found := holding(pair, days))]

    def within(self, roots: Iterable[str], links: dict[str, set[str]]) -> "Book":
        """The part that can matter for what these organizations own or control (`links`: controller -> controlled), at any time."""
        owned: dict[str, set[str]] = {controller: set(controlled) for controller, controlled in links.items()}
        for owner, asset in self.pairs:
            owned.setdefault(owner, set()).add(asset)
        reached, queue = set(roots), list(roots)
        for owner in queue:  # grows while it is gone through
            for asset in owned.get(owner, set()) - reached:
                reached.add(asset)
                queue.append(asset)
        return Book({key: pair for key, pair in self.pairs.items() if key[1] in reached})

    def overfull(self) -> list[tuple[str, str, int]]:
        """(asset, day, sum in millionths) for each asset whose certain shares add up to more than the whole on a day that a statement names; its first day."""
        by_asset: dict[str, list[list[Statement]]] = {}
        for (_, asset), pair in self.pairs.items():
            by_asset.setdefault(asset, []).append(pair)
        found = []
        for asset, pairs in sorted(by_asset.items()):
            dates = (d for pair in pairs for s in pair if s.sized for d in (s.start, s.seen) if d)
            for day in sorted({d.latest for d in dates if d.latest != LAST}):
                total = sum(h.low for pair in pairs if (h := holding(pair, Span(day, day))))
                if total > WHOLE:
                    found.append((asset, day, total))
                    break
        return found
