"""What held on a day, with dates that are intervals: `held`, `may` (may have been), `ended` or `later`.

A date is (earliest, latest), both inclusive, ISO text; None is open. A *period* (listing, stake, control link, interval of a rule) began on a day of its
start and ended on a day of its end. A *point* (deal, use, mention, ...) happened on a day of its date.
"""

from graph.property_graph import Properties

PERIODS = frozenset({"Listing", "OwnershipStake", "ControlLink", "RuleInterval"})
DATING = frozenset({"signed", "delivered", "offered", "published", "announced", "effective"})
"""Kinds of date before which the fact cannot have been. A deal that was only announced, reported or seen in use on a day may be older."""
OLDER_DEALS = frozenset({"announced", "published"})
HELD, MAY, ENDED, LATER = "held", "may", "ended", "later"


def on_day(kind: str, facts: Properties, day: str) -> str | None:
    """How a node of class `kind` with these properties stands to `day`; None for a class without dates.

    >>> on_day("Listing", {"startEarliest": "2019-10-09", "startLatest": "2019-10-09"}, "2019-10-08")
    'later'
    >>> on_day("Listing", {"startLatest": "2021-07-01", "seenUntil": "2022-07-01", "goneBy": "2024-05-01"}, "2023-01-01")
    'may'
    >>> on_day("Deal", {"dateEarliest": "2018-01-01", "dateLatest": "2018-12-31", "dateKind": "signed"}, "2018-06-01")
    'may'
    >>> on_day("Deal", {"dateEarliest": "2018-06-05", "dateLatest": "2018-06-05", "dateKind": "reported"}, "2018-06-01")
    'may'
    """
    if kind in PERIODS:
        return _period(facts, day)
    if kind in ("Deal", "Use", "Mention", "Access", "SupplyLink", "Succession", "Figure", "Source"):
        return _point(kind, facts, day)
    return None


def _period(facts: Properties, day: str) -> str:
    began, latest_start = facts.get("startEarliest"), facts.get("startLatest")
    if began and began > day:
        return LATER
    first_end, last_end = facts.get("endEarliest") or facts.get("seenUntil"), facts.get("endLatest")
    if (last_end and last_end < day) or (facts.get("goneBy") or "9999") <= day:
        return ENDED
    if facts.get("asOfEarliest") and facts["asOfEarliest"] == facts.get("asOfLatest") == day:
        return HELD
    started = bool(latest_start and latest_start <= day)
    lasting = not first_end or first_end >= day
    if "end" in facts and not first_end:
        lasting = False
    return HELD if started and lasting else MAY


def _point(kind: str, facts: Properties, day: str) -> str:
    earliest, latest, what = facts.get("dateEarliest"), facts.get("dateLatest"), facts.get("dateKind")
    exact = what is None or (what in DATING and not (kind in ("Deal", "Use") and what in OLDER_DEALS))
    if exact and earliest and earliest > day:
        return LATER
    return HELD if latest and latest <= day else MAY
