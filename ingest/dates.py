"""Imprecise dates: the text as published, and the first and last day that it allows.

The canonical text is a small part of EDTF (ISO 8601-2): `2019`, `2019-02`, `2019-10-09`, `2016/2018`, `2021/..`, `../2018`.
A year is never silently 1 January.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime

from ontology.errors import FactError

_PART = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True)
class ImpreciseDate:
    """`text` as published; `earliest` and `latest` are inclusive, None where open."""

    text: str
    earliest: date | None
    latest: date | None


def _bounds(part: str, whole: str) -> tuple[date, date]:
    match = _PART.fullmatch(part)
    if not match:
        raise FactError(f"{whole!r} is no date: write 2019, 2019-02, 2019-10-09 or an interval such as 2016/2018 or 2021/..")
    year, month, day = (int(g) if g else None for g in match.groups())
    try:
        first = date(year, 1 if month is None else month, 1 if day is None else day)
        last_month = 12 if month is None else month
        last = date(year, last_month, calendar.monthrange(year, last_month)[1] if day is None else day)
    except (ValueError, calendar.IllegalMonthError):
        raise FactError(f"{whole!r} is no day of the calendar") from None
    return first, last


def imprecise(text: str) -> ImpreciseDate:
    """Parse the canonical text. Raises FactError for anything else, an interval that ends before it begins included.

    >>> imprecise("2018-02").latest
    datetime.date(2018, 2, 28)
    >>> imprecise("2021/..").latest is None
    True
    """
    text = text.strip()
    if "/" not in text:
        return ImpreciseDate(text, *_bounds(text, text))
    left, _, right = text.partition("/")
    earliest = None if left == ".." else _bounds(left, text)[0]
    latest = None if right == ".." else _bounds(right, text)[1]
    if earliest is None and latest is None:
        raise FactError(f"{text!r} says nothing: leave the date empty")
    if earliest and latest and latest < earliest:
        raise FactError(f"{text!r} ends before it begins")
    return ImpreciseDate(text, earliest, latest)


def day(text: str, *formats: str) -> str:
    """ISO text of a day written in one of the strptime `formats`. Raises FactError when none fits.

    >>> day("March 12, 2021", "%B %d, %Y")
    '2021-03-12'
    """
    for form in formats:
        try:
            return datetime.strptime(text.strip(), form).date().isoformat()
        except ValueError:
            continue
    raise FactError(f"{text!r} is no day of the calendar in the form this source uses")


def not_after(text: str) -> ImpreciseDate:
    """The interval of something first seen on a day: it began then or earlier.

    >>> not_after("2021-07-07").earliest is None
    True
    """
    latest = imprecise(text).latest
    return ImpreciseDate(f"../{text}", None, latest)
