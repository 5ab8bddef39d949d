"""Draws the table of all relations of a deal and a listing into docs/verdicts.md, with the verdict that the code gives for each.

Run `python docs/verdict_table.py` after a change of graph/intervals.py; a test fails when the page is not what this gives.
"""

import sys
from datetime import date
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])  # docs/queries must not hide the package of that name

from docs.marks import renewed
from graph.intervals import FIRST, LAST, Period, Span, relate

PAGE = Path(__file__).with_name("verdicts.md")
START, END = Span("2020-01-11", "2020-01-20"), Span("2020-02-20", "2020-02-29")
"""The listing of the table began on one of the ten days of START and was over on one of the ten days of END."""
LENGTH = 70
RELATIONS = [
    ("before the start", "2020-01-02", "2020-01-08"),
    ("up to the day before the start", "2020-01-05", "2020-01-10"),
    ("meets the start", "2020-01-05", "2020-01-11"),
    ("overlaps the start", "2020-01-05", "2020-01-15"),
    ("within the start", "2020-01-13", "2020-01-16"),
    ("is the start", "2020-01-11", "2020-01-20"),
    ("from within the start on", "2020-01-15", "2020-02-05"),
    ("from the last day of the start on", "2020-01-20", "2020-02-05"),
    ("between start and end", "2020-01-28", "2020-02-10"),
    ("from the start to the end", "2020-01-20", "2020-02-20"),
    ("up to the day before the end", "2020-02-05", "2020-02-19"),
    ("meets the end", "2020-02-05", "2020-02-20"),
    ("within the end", "2020-02-22", "2020-02-26"),
    ("on the last day of the end", "2020-02-29", "2020-02-29"),
    ("after the end", "2020-03-03", "2020-03-08"),
    ("covers everything", "2020-01-03", "2020-03-08"),
    ("latest day known, before the start", FIRST, "2020-01-08"),
    ("latest day known, within the start", FIRST, "2020-01-15"),
    ("latest day known, between", FIRST, "2020-02-05"),
    ("latest day known, after the end", FIRST, "2020-03-05"),
    ("no date", FIRST, LAST),
]


def _column(day: str) -> int:
    return max(0, min(LENGTH - 1, (date.fromisoformat(day) - date(2020, 1, 1)).days))


def _bar(span: Span, mark: str) -> list[str]:
    first, last = _column(span.earliest), _column(span.latest)
    line = [" "] * LENGTH
    line[first : last + 1] = mark * (last - first + 1)
    if span.earliest == FIRST:
        line[0] = "<"
    if span.latest == LAST:
        line[-1] = ">"
    return line


def table() -> str:
    """The listing as it may stand, and each deal below it with its verdict."""
    listing = [
        "?" if start == "s" or end == "e" else "#" if _column(START.latest) < i < _column(END.earliest) else " "
        for i, (start, end) in enumerate(zip(_bar(START, "s"), _bar(END, "e"), strict=True))
    ]
    rows = [f"{'the listing':36} {''.join(listing)}"]
    for name, earliest, latest in RELATIONS:
        verdict = relate(Span(earliest, latest), [Period(START, END)], ["2024-01-01"]).verdict
        rows.append(f"{name:36} {''.join(_bar(Span(earliest, latest), '='))} {verdict}")
    return "\n".join(row.rstrip() for row in rows)


def page(text: str) -> str:
    """The page with its table drawn anew."""
    return renewed(text, {"relations": f"```\n{table()}\n```\n"})


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
