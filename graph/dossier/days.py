"""What held on a day, with dates that are intervals: `held`, `may` (may have been), `ended` or `later`.

A *period* (listing, stake, control link, interval of a rule) began on a day of its start and was over on a day of its end; where no end is given it lasts. A
*point* (deal, use, mention, ...) happened on a day of its date. The arithmetic is that of the verdicts (`graph.intervals`).
"""

from graph.intervals import Period, Span, deal_span, span
from graph.property_graph import Properties

PERIODS = frozenset({"Listing", "OwnershipStake", "ControlLink", "RuleInterval"})
POINTS = frozenset({"Deal", "Use", "Mention", "Access", "SupplyLink", "Succession", "Figure", "Source", "Coverage"})
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
    if kind in PERIODS and span(facts, "asOf") == Span(day, day):
        return HELD
    if kind in PERIODS:
        period = fact_days(kind, facts)
        if period.start.earliest > day:
            return LATER
        if period.certain(Span(day, day)):
            return HELD
        return MAY if period.possible(Span(day, day)) else ENDED
    if kind in POINTS:
        days = fact_days(kind, facts).start
        return LATER if days.earliest > day else HELD if days.latest <= day else MAY
    return None


def fact_days(kind: str, facts: Properties) -> Period:
    """When a fact began or came about, and when it was over (None: no end is known; always so for a point).

    >>> fact_days("Listing", {"startEarliest": "2020-01-01", "startLatest": "2020-01-01", "seenUntil": "2022-07-01", "goneBy": "2024-05-01"}).end
    Span(earliest='2022-07-01', latest='2024-05-01')
    """
    if kind not in PERIODS:
        return Period(deal_span(facts) if kind in ("Deal", "Use", "SupplyLink") else span(facts, "date"))
    end = None
    if "endEarliest" in facts or "endLatest" in facts:
        end = span(facts, "end")
    elif "goneBy" in facts:
        end = Span(facts["seenUntil"], facts["goneBy"])
    return Period(span(facts, "start"), end)
