"""Dates as vendors write them in a sentence -> the project's imprecise dates. What could be two days stays an interval."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.dates import imprecise
from ontology.errors import FactError

_MONTHS = {name.casefold(): n for n in range(1, 13) for name in (calendar.month_name[n], calendar.month_abbr[n])} | {"sept": 9}
_M = (
    r"(?P<{}>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.?)"
)
_Y = r"(?P<{}>(?:19|20)\d\d)"
_MONTH = _M.format("month")
_YEAR = _Y.format("year")
_DAY = r"(?P<day>\d{1,2})"
_FORMS = (
    rf"\b{_YEAR}-(?P<mm>\d\d)-(?P<dd>\d\d)\b",
    rf"{_YEAR}\s?年\s?(?P<mm>\d{{1,2}})\s?月(?:\s?(?P<dd>\d{{1,2}})\s?日)?",
    rf"\b{_DAY}(?:st|nd|rd|th)?(?: of)? {_MONTH},? {_YEAR}\b",
    rf"\b{_MONTH} {_DAY}(?:st|nd|rd|th)?,? {_YEAR}\b",
    rf"\b(?P<dd>\d{{1,2}})\.\s?(?P<mm>\d{{1,2}})\.\s?{_YEAR}\b",
    rf"\b(?P<a>\d{{1,2}})/(?P<b>\d{{1,2}})/{_YEAR}\b",
    rf"\b{_MONTH},? (?:of )?{_YEAR}\b",
    rf"\b(?:Q(?P<q>[1-4])|(?P<qth>(?i:first|second|third|fourth)) quarter)(?: of)?[ /-]?{_YEAR}\b",
    rf"\b(?i:between|from) {_Y.format('y1')} (?:and|to|until) {_Y.format('y2')}\b",
    rf"(?<![\w-]){_Y.format('y3')}\s?[–-]\s?{_Y.format('y4')}\b(?!-)",
    rf"\b(?i:in|since|during|of|early|late|mid|end of|until|through|year|spring|summer|autumn|fall|winter|from)"
    rf"[ -]{_Y.format('only')}"
    r"\b(?![-,.]?\d)(?! (?:[a-z-]+ )?(?:cameras|units|devices|drones|officers|users|sites|licences|licenses))",
    rf"\(\s?{_Y.format('only2')}\s?\)",
)
_DATE = re.compile("|".join(re.sub(r"\?P<(\w+)>", rf"?P<\1_{n}>", form) for n, form in enumerate(_FORMS)))
_DEADLINE = re.compile(r"\b(?:by|until|before|through|planned for|scheduled for)(?: the)?(?: end of)?(?: in)? ?$", re.IGNORECASE)
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4}


@dataclass(frozen=True)
class Dated:
    """A date in a text: where it stands and what it says, in the canonical form of ingest.dates."""

    start: int
    end: int
    date: str


def dates_in(text: str) -> list[Dated]:
    """The dates that `text` holds, deadlines left out; a number that is no day of the calendar is no date.

    >>> [d.date for d in dates_in("On 3 May 2019 and 05/06/2020; in 2018; 2,019 cameras by the end of 2030; Q3 2021")]
    ['2019-05-03', '2020-05-06/2020-06-05', '2018', '2021-07/2021-09']
    """
    return list(_found(text))


def _found(text: str) -> Iterator[Dated]:
    for match in _DATE.finditer(text):
        given = {name.rpartition("_")[0]: value for name, value in match.groupdict().items() if value}
        if _DEADLINE.search(text[max(0, match.start() - 30) : match.start()]) or match[0].casefold().startswith(
            ("until", "through")
        ):
            continue
        try:
            yield Dated(match.start(), match.end(), imprecise(_canonical(given)).text)
        except FactError:
            continue


def _canonical(given: dict[str, str]) -> str:
    year = given.get("year", "")
    if "a" in given:
        return _either(int(given["a"]), int(given["b"]), year)
    if quarter := int(given.get("q", 0)) or _QUARTERS.get(given.get("qth", "").casefold(), 0):
        return f"{year}-{quarter * 3 - 2:02}/{year}-{quarter * 3:02}"
    if "month" in given:
        month = _MONTHS[given["month"].rstrip(".").casefold()]
        return f"{year}-{month:02}" + (f"-{int(given['day']):02}" if "day" in given else "")
    if "mm" in given:
        return f"{year}-{int(given['mm']):02}" + (f"-{int(given['dd']):02}" if "dd" in given else "")
    for first, last in (("y1", "y2"), ("y3", "y4")):
        if first in given:
            return f"{given[first]}/{given[last]}"
    return given.get("only") or given["only2"]


def _either(first: int, second: int, year: str) -> str:
    """3/4/2021 may be 3 April or 4 March: the interval that holds both; 13/4/2021 is one day."""
    if first > 12:
        return f"{year}-{second:02}-{first:02}"
    if second > 12 or first == second:
        return f"{year}-{first:02}-{second:02}"
    low, high = sorted((first, second))
    return f"{year}-{low:02}-{high:02}/{year}-{high:02}-{low:02}"
