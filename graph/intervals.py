"""Was somebody on a list on the day of a deal? Two intervals compared, and one of four answers.

*listed-before*: on every day that the deal's date allows, the supplier was certainly on the list. *listed-after*: on none of those days can it have been
on the list, and a listing began later. *not-listed*: on none of those days can it have been on the list, as far as the lists held go, and no listing began
later. *cannot-tell*: everything else; the intervals overlap, a date or the supplier's name is missing, or no complete edition reaches the day.

The table of all relations of two intervals stands in docs/verdicts.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from graph.disputes import starts_contradict
from graph.property_graph import Properties
from ontology.errors import UsageError

BEFORE, AFTER, NOT_LISTED, CANNOT_TELL = "listed-before", "listed-after", "not-listed", "cannot-tell"
VERDICTS = (BEFORE, AFTER, NOT_LISTED, CANNOT_TELL)
BY_NAME = "by-name"
OWN_DAY = ("signed", "delivered", "offered")
"""Kinds of date that say when the deal was made. All others (announced, reported, in use, seen) only say by when it had been."""
FIRST, LAST = "0001-01-01", "9999-12-31"


def day(text: str) -> str:
    """A day as the command line gives it, `today` included. UsageError for what is no day.

    >>> day("2019-10-09")
    '2019-10-09'
    """
    try:
        return date.today().isoformat() if text == "today" else date.fromisoformat(text).isoformat()
    except ValueError:
        raise UsageError(f"{text!r} is no day; write it as 2019-10-09, or today.") from None


@dataclass(frozen=True, order=True)
class Span:
    """The days, first to last and both inclusive, that an imprecise date allows; open ends are `FIRST` and `LAST`. ISO text, which compares as days do."""

    earliest: str = FIRST
    latest: str = LAST

    def __str__(self) -> str:
        if self.earliest == self.latest:
            return self.earliest
        return f"{'..' if self.earliest == FIRST else self.earliest}/{'..' if self.latest == LAST else self.latest}"


def span(properties: Properties, key: str) -> Span:
    """The days that the date `key` of a node allows.

    >>> span({"dateEarliest": "2019-01-01", "dateLatest": "2019-12-31"}, "date")
    Span(earliest='2019-01-01', latest='2019-12-31')
    """
    return Span(properties.get(f"{key}Earliest", FIRST), properties.get(f"{key}Latest", LAST))


def deal_span(deal: Properties) -> Span:
    """The days on which a deal can have been made.

    >>> deal_span({"dateKind": "reported", "dateEarliest": "2019-05-01", "dateLatest": "2019-05-31"})
    Span(earliest='0001-01-01', latest='2019-05-31')
    """
    days = span(deal, "date")
    return days if deal.get("dateKind") in OWN_DAY else Span(FIRST, days.latest)


@dataclass(frozen=True)
class Period:
    """One stay on a list: began on a day of `start`, and was over on a day of `end` (None: no end is known).

    `listings` are the uris of the claims it rests on; `disputed` when they exclude each other and the hull of them is taken.
    """

    start: Span
    end: Span | None = None
    start_kind: str = ""
    listings: tuple[str, ...] = ()
    disputed: bool = False

    def certain(self, days: Span) -> bool:
        """Whether it certainly holds on every one of these days. On the day of its end a listing no longer counts as certain."""
        return self.start.latest <= days.earliest and (self.end is None or self.end.earliest > days.latest)

    def possible(self, days: Span) -> bool:
        """Whether it can hold on one of these days."""
        return self.start.earliest <= days.latest and (self.end is None or self.end.latest >= days.earliest)


@dataclass(frozen=True)
class Answer:
    """A verdict with its reason in words. `days` are the least and greatest number of days from the start of the listing to the deal (negative: the deal
    came first), None where an end is open; `period` is the stay on the list that decides, when there is one."""

    verdict: str
    why: str
    period: Period | None = None
    days: tuple[int | None, int | None] = (None, None)


def relate(deal: Span, periods: Sequence[Period], editions: Sequence[str] = ()) -> Answer:
    """The verdict on a deal made on a day of `deal`, under the stays of its supplier on one list.

    `editions` are the days of the complete editions held of that list: *not-listed* needs one of the deal's last day or later, unless a listing is known to
    have ended before.

    >>> listed = Period(Span("2019-10-09", "2019-10-09"))
    >>> relate(Span("2020-01-01", "2020-12-31"), [listed]).verdict
    'listed-before'
    >>> relate(Span("2019-01-01", "2019-12-31"), [listed]).verdict
    'cannot-tell'
    >>> relate(Span("2019-10-01", "2019-10-01"), [listed])
    Answer(verdict='listed-after', why='the deal (2019-10-01) came before the listing of 2019-10-09', period=Period(...), days=(-8, -8))
    """
    for period in periods:
        if period.certain(deal):
            return Answer(
                BEFORE,
                f"on the list since {period.start}{_until(period)}, before the deal ({deal})",
                period,
                between(deal, period),
            )
    possible = [p for p in periods if p.possible(deal)]
    if possible:
        period = possible[0]
        return Answer(CANNOT_TELL, _unclear(deal, period), period, between(deal, period))
    later = [p for p in periods if p.start.earliest > deal.latest]
    over = [p for p in periods if p.start.earliest <= deal.latest]
    ended = f"; an earlier listing had ended on {over[-1].end}" if over else ""
    if later:
        period = later[0]
        return Answer(AFTER, f"the deal ({deal}) came before the listing of {period.start}{ended}", period, between(deal, period))
    if over:
        period = over[-1]
        return Answer(
            NOT_LISTED,
            f"the listing of {period.start} had ended on {period.end}, before the deal ({deal})",
            period,
            between(deal, period),
        )
    return _absent(deal, editions)


def _absent(deal: Span, editions: Sequence[str]) -> Answer:
    if not editions:
        return Answer(CANNOT_TELL, "no complete edition of this list is held")
    days = ", ".join(sorted(set(editions)))
    if deal.latest == LAST:
        return Answer(CANNOT_TELL, f"not found in the editions of {days}, but the deal has no date")
    if max(editions) < deal.latest:
        return Answer(CANNOT_TELL, f"not found in the editions of {days}, but none is of {deal.latest} or later")
    return Answer(NOT_LISTED, f"not found in the editions of {days}")


def _until(period: Period) -> str:
    return f" until {period.end}" if period.end else ""


def _unclear(deal: Span, period: Period) -> str:
    about = f"the listing began on {period.start}{_until(period).replace(' until ', ' and ended on ')}"
    if period.disputed:
        about += " (the sources exclude each other)"
    if deal.latest == LAST:
        return f"{about}, and the deal has no date"
    if deal.earliest == FIRST:
        return f"{about}, and of the deal only the latest day is known ({deal.latest})"
    return f"{about}, and the deal was made on a day of {deal}"


def between(deal: Span, period: Period) -> tuple[int | None, int | None]:
    """The least and the greatest number of days from the start of a stay to the deal; None where an end is open."""

    def days(first: str, second: str) -> int | None:
        if {first, second} & {FIRST, LAST}:
            return None
        return (date.fromisoformat(second) - date.fromisoformat(first)).days

    return days(period.start.latest, deal.earliest), days(period.start.earliest, deal.latest)


@dataclass(frozen=True)
class Claim:
    """What one listing node says: its uri, its properties, the uris of its sources."""

    uri: str
    held: Properties
    sources: frozenset[str] = frozenset()

    @property
    def first(self) -> str:
        return self.held.get("startEarliest", FIRST)


def periods(claims: Iterable[Claim]) -> list[Period]:
    """The stays on one list of one organization, in order of time, out of all claims on them.

    Claims whose starts agree are one stay. Its start is where the effective days given agree, else where all do, else the hull of all (disputed); its end
    the hull of the ends given, or the gap between the last complete edition that has it and the first that has not. A later row of the same source is a
    revision and moves nothing. A claim that only shows the organization already there on a day adds nothing to a dated stay that covers the day.

    >>> listed = Claim("a", {"startEarliest": "2019-10-09", "startLatest": "2019-10-09", "startKind": "effective"})
    >>> [str(p.start) for p in periods([listed, Claim("b", {"startLatest": "2022-07-14", "startKind": "seen"})])]
    ['2019-10-09']
    """
    claims = sorted(claims, key=lambda c: (c.first, c.held.get("startLatest", LAST), c.uri))
    dated = [c for c in claims if c.held.get("startKind") != "seen" and c.first != FIRST]
    groups: list[list[Claim]] = []
    for claim in dated:
        home = next((g for g in groups if _one_stay(g, claim)), None)
        groups.append([claim]) if home is None else home.append(claim)
    found = _merge_disputed([_stay(group) for group in groups])
    return _with_sightings(found, [c for c in claims if c not in dated])


def _one_stay(group: list[Claim], claim: Claim) -> bool:
    """Whether a claim belongs to the stay of a group: a revision by one of its sources, or a start that agrees with all of theirs."""
    if any(c.held.get("endLatest", LAST) <= claim.first for c in group):
        return False
    return any(_revises(claim, c) for c in group) or not any(starts_contradict(c.held, claim.held) for c in group)


def _revises(claim: Claim, earlier: Claim) -> bool:
    return bool(claim.sources & earlier.sources) and earlier.first < claim.first


def _stay(group: list[Claim]) -> Period:
    telling = [c for c in group if not any(_revises(c, other) for other in group)]
    effective = [span(c.held, "start") for c in telling if c.held.get("startKind") == "effective"]
    starts = effective or [span(c.held, "start") for c in telling]
    common = Span(max(s.earliest for s in starts), min(s.latest for s in starts))
    agree = (
        common.earliest <= common.latest
    )  # else one act announced on one day and published on a later one: it began between the two
    ends = [end for c in group if (end := _end(c.held))]
    return Period(
        common if agree else _hull(starts),
        _hull(ends) if ends else None,
        "effective" if effective else telling[0].held.get("startKind", ""),
        tuple(c.uri for c in group),
        not agree and bool(effective),
    )


def _end(held: Properties) -> Span | None:
    if "endLatest" in held or "endEarliest" in held:
        return span(held, "end")
    return Span(held["seenUntil"], held["goneBy"]) if "goneBy" in held else None


def _hull(spans: Sequence[Span]) -> Span:
    return Span(min(s.earliest for s in spans), max(s.latest for s in spans))


def _merge_disputed(found: list[Period]) -> list[Period]:
    """Stays that would run at the same time are one stay whose start the sources dispute."""
    merged: list[Period] = []
    for period in sorted(found, key=lambda p: (p.start, p.listings)):
        last = merged[-1] if merged else None
        if last is None or (last.end is not None and last.end.latest <= period.start.earliest):
            merged.append(period)
            continue
        ends = [p.end for p in (last, period)]
        end = None if None in ends else _hull([e for e in ends if e])
        merged[-1] = Period(_hull([last.start, period.start]), end, last.start_kind, last.listings + period.listings, True)
    return merged


def _with_sightings(found: list[Period], seen: list[Claim]) -> list[Period]:
    alone: list[Claim] = []
    for claim in seen:
        day = claim.held.get("startLatest", LAST)
        home = next((i for i, p in enumerate(found) if p.possible(Span(day, day))), None) if day != LAST else None
        if home is None:
            alone.append(claim)
        else:
            period = found[home]
            found[home] = replace(period, listings=(*period.listings, claim.uri), end=period.end or _end(claim.held))
    if not alone:
        return found
    ends = [_end(c.held) for c in alone]
    start = Span(FIRST, min(c.held.get("startLatest", LAST) for c in alone))
    end = None if None in ends else _hull([e for e in ends if e])
    return sorted([*found, Period(start, end, "seen", tuple(c.uri for c in alone))], key=lambda p: (p.start.latest, p.listings))
