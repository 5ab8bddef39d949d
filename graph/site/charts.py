"""Parts of a page: tables, and charts as inline SVG that a screen reader can name and that print in black and white; the table under each says the same.

No style attributes and no script: classes of `site.css` give the colours, so the site's policy holds. Text is escaped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from graph.visible import visible

WIDTH, HEIGHT, LEFT, RIGHT, BOTTOM, TOP = 720, 190, 34, 16, 26, 10


@dataclass(frozen=True)
class Series:
    """One part of the bars: its name, the class that colours it, a value per bar."""

    name: str
    look: str
    values: tuple[int, ...]


@dataclass(frozen=True)
class Chart:
    """A chart and the same as a table: headings and rows."""

    svg: Markup
    caption: str
    headings: tuple[str, ...]
    rows: Sequence[Sequence[str | int]]
    legend: tuple[tuple[str, str], ...]
    """(class that colours it, what it is)"""


@dataclass(frozen=True)
class Part:
    """A part of a page: a heading, a sentence, a chart, a table, code to copy, a closing sentence; what is empty is not there."""

    key: str = ""
    title: str = ""
    note: str = ""
    headings: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = ()
    chart: Chart | None = None
    code: str = ""
    more: str = ""
    cards: Sequence[tuple[str, int, str]] = ()
    """(what, how many, path of the page that lists them)"""


def columns(key: str, caption: str, of: str, labels: Sequence[str], series: Sequence[Series]) -> Chart:
    """Stacked columns, one per label (years); `key` makes the ids of title and description."""
    totals = [sum(s.values[i] for s in series) for i in range(len(labels))]
    most = max(totals, default=0) or 1
    step = (WIDTH - LEFT - RIGHT) / max(len(labels), 1)
    wide = min(step * 0.72, 46)
    plot = HEIGHT - BOTTOM - TOP
    parts = []
    for value in _ticks(most):
        y = HEIGHT - BOTTOM - plot * value / most
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text class="axis" x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value}</text>')
    every = max(1, -(-len(labels) // 18))
    for i, label in enumerate(labels):
        x, y = LEFT + step * i + (step - wide) / 2, float(HEIGHT - BOTTOM)
        for s in series:
            tall = plot * s.values[i] / most
            if tall:
                y -= tall
                parts.append(f'<rect class="{s.look}" x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}"/>')
        if i % every == 0:
            parts.append(
                f'<text class="axis" x="{x + wide / 2:.1f}" y="{HEIGHT - 8}" text-anchor="middle">{escape(visible(label))}</text>'
            )
    rows = tuple((label, *(s.values[i] for s in series), totals[i]) for i, label in enumerate(labels))
    headings = (of, *(s.name for s in series), "all")
    return Chart(
        _svg(key, WIDTH, HEIGHT, caption, "".join(parts)), caption, headings, rows, tuple((s.look, s.name) for s in series)
    )


def _ticks(most: int) -> list[int]:
    """Up to five round values from 0 on.

    >>> _ticks(7), _ticks(90)
    ([0, 2, 4, 6], [0, 20, 40, 60, 80])
    """
    step = next(s * 10**n for n in range(9) for s in (1, 2, 5) if most <= s * 10**n * 4.9)
    return list(range(0, most + 1, step))


def _svg(key: str, width: int, height: int, caption: str, inside: str) -> Markup:
    return Markup(
        f'<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{key}-title">'
        f'<title id="{key}-title">{escape(visible(caption))} The table below says the same.</title>{inside}</svg>'
    )
