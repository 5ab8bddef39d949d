"""Pictures of answers, as SVG or PNG: ranks with their intervals, deals by year, routes by tier, odds ratios, what a removal leaves.

Each picture has a title, a line below that says what it shows, from which sources and on which day, and the table it was drawn from, as CSV: in an SVG in
<desc>, in a PNG in the text chunk `Description`. Colours are those of Okabe and Ito (2008), which people with any colour vision tell apart; what differs in
colour differs in shape or in a label too. The same table gives the same bytes. Drawing needs matplotlib, which comes with `surveillance-kg[plot]`.
"""

import csv
import io
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from ontology.errors import KgError, UsageError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLUE, ORANGE, GREEN, VERMILION, PURPLE, SKY, YELLOW, BLACK = (
    "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442", "#000000",
)  # fmt: skip
COLOURS = (BLUE, ORANGE, GREEN, VERMILION, PURPLE, SKY, YELLOW, BLACK)
GREY = "#8A8A8A"
HATCHES = ("", "///", "...", "xx", "\\\\\\", "++", "--", "oo")
FORMS = ("svg", "png")
WIDTH = 9.0
"""Inches."""
STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "hatch.linewidth": 0.5,
    "svg.fonttype": "none",
    "svg.hashsalt": "kg",
}


@dataclass(frozen=True)
class Table:
    """What a picture is drawn from: column names and rows, as any analysis gives them."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]

    def column(self, name: str) -> list[Any]:
        """The values of one column."""
        place = list(self.columns).index(name)
        return [row[place] for row in self.rows]

    def csv(self) -> str:
        """The table as CSV; lists joined with a semicolon.

        >>> Table(["a", "b"], [[1, ["x", "y"]], [None, "z"]]).csv()
        'a,b\\n1,x; y\\n,z\\n'
        """
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([["; ".join(map(str, v)) if isinstance(v, list | tuple) else v for v in row] for row in self.rows])
        return out.getvalue()


@dataclass(frozen=True)
class Caption:
    """The title, and what stands below: what is shown and how to read it, where the data comes from, the day (ISO)."""

    title: str
    note: str
    source: str
    day: str

    def below(self) -> str:
        """The lines below the picture."""
        import textwrap

        parts = (self.note, f"Source: {self.source}. Drawn {self.day} by kg.")
        return "\n".join(line for part in parts for line in textwrap.wrap(part, 150, break_on_hyphens=False))


def picture_form(path: Path) -> str:
    """svg or png, by the ending. UsageError for any other, KgError where matplotlib is missing.

    >>> picture_form(Path("ranks.svg"))
    'svg'
    """
    form = path.suffix.lower().removeprefix(".")
    if form not in FORMS:
        raise UsageError(f"{path} ends in neither .svg nor .png; name the file after what it should hold.")
    _matplotlib()
    return form


def ranks(table: Table, caption: Caption, form: str) -> bytes:
    """Rows of `kg rank` (columns rank, name, value, rank_low, rank_high, rank_without): a dot for the rank, a line for its interval, a hollow
    diamond for the rank without the top source, an arrow where nothing is left without it."""
    names = [
        f"{name}  ({value:.4g})" for name, value in zip(map(_short, table.column("name")), table.column("value"), strict=True)
    ]
    low, high = table.column("rank_low"), table.column("rank_high")
    places, without = table.column("rank"), table.column("rank_without")
    figure, axes = _figure(1.0 + 0.27 * max(len(names), 3), caption)
    heights = range(len(names))
    edge = max([*places, *(x for x in (*high, *without) if x is not None)], default=1) + 0.8
    for y, (best, worst) in enumerate(zip(low, high, strict=True)):
        if best is not None:
            axes.plot([best, worst], [y, y], color=SKY, linewidth=5, solid_capstyle="round", zorder=1)
    for y, other in enumerate(without):
        if other is None:
            axes.plot([edge * 1.05], [y], marker=">", color=VERMILION, markersize=6, zorder=2, clip_on=False)
        else:
            axes.plot([other], [y], marker="D", markerfacecolor="white", markeredgecolor=VERMILION, markersize=6, zorder=2)
    axes.scatter(places, heights, color=BLUE, s=22, zorder=3)
    axes.set_yticks(list(heights), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    if edge > 40:
        axes.set_xscale("log")
        axes.set_xticks([tick for tick in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000) if tick <= edge])
        axes.minorticks_off()
        axes.xaxis.set_major_formatter("{x:.0f}")
    axes.set_xlim(0.8, edge * 1.05)
    axes.set_xlabel("rank (1 is first)")
    axes.grid(axis="x", color="#DDDDDD", linewidth=0.6)
    return _written(figure, axes, table, caption, form, _rank_legend(any(x is not None for x in low), without), 2)


def _rank_legend(sampled: bool, without: list[int | None]) -> list[Any]:
    from matplotlib.lines import Line2D

    marks = [Line2D([], [], marker="o", color=BLUE, linestyle="", markersize=5, label="rank")]
    if sampled:
        marks.append(Line2D([], [], color=SKY, linewidth=5, label="middle 95 % of draws"))
    if any(x is not None for x in without):
        marks.append(
            Line2D(
                [],
                [],
                marker="D",
                markerfacecolor="white",
                markeredgecolor=VERMILION,
                linestyle="",
                label="without its top source",
            )
        )
    if any(x is None for x in without):
        marks.append(Line2D([], [], marker=">", color=VERMILION, linestyle="", label="nothing left without it"))
    return marks


def years(table: Table, caption: Caption, form: str, most: int = 6) -> bytes:
    """Columns year, technology, deals: stacked bars a year, the `most` largest technologies apart, the others together as `other`."""
    total: dict[str, float] = {}
    amount: dict[tuple[str, str], float] = {}
    for year, technology, deals in zip(table.column("year"), table.column("technology"), table.column("deals"), strict=True):
        total[technology] = total.get(technology, 0) + deals
        amount[str(year), technology] = amount.get((str(year), technology), 0) + deals
    first = sorted(total, key=lambda name: (-total[name], name))[:most]
    layers = [*first, *(["other"] if len(total) > len(first) else [])]
    known = [int(year) for year, _ in amount]
    labels = [str(year) for year in range(min(known), max(known) + 1)]
    figure, axes = _figure(4.2, caption)
    base = [0.0] * len(labels)
    for i, layer in enumerate(layers):
        of_layer = [
            sum(n for (y, name), n in amount.items() if y == year and (name == layer or (layer == "other" and name not in first)))
            for year in labels
        ]
        colour = GREY if layer == "other" else COLOURS[i % len(COLOURS)]
        axes.bar(
            labels,
            of_layer,
            bottom=base,
            label=layer,
            color=colour,
            edgecolor="white",
            linewidth=0.5,
            hatch=HATCHES[i % len(HATCHES)],
        )
        base = [b + n for b, n in zip(base, of_layer, strict=True)]
    axes.set_ylabel("deals")
    axes.tick_params(axis="x", rotation=90 if len(labels) > 12 else 0)
    axes.grid(axis="y", color="#DDDDDD", linewidth=0.6)
    return _written(figure, axes, table, caption, form, axes.get_legend_handles_labels()[0])


def odds(table: Table, caption: Caption, form: str) -> bytes:
    """Columns label, estimate, low, high: odds ratios with confidence intervals on a logarithmic axis, 1 marked. An end that is None, 0 or infinite is an arrow."""
    import math

    labels = [str(label) for label in table.column("label")]
    rows = list(zip(table.column("estimate"), table.column("low"), table.column("high"), strict=True))
    finite = [x for row in rows for x in row if x is not None and 0 < x < math.inf] or [1.0]
    least, most = min([*finite, 1.0]) / 1.6, max([*finite, 1.0]) * 1.6
    figure, axes = _figure(1.0 + 0.3 * max(len(labels), 3), caption)
    for y, (estimate, low, high) in enumerate(rows):
        left, right = low if low else least, high if high is not None and high < math.inf else most
        axes.plot([left, right], [y, y], color=SKY, linewidth=4, zorder=1)
        for end, marker, is_open in ((left, "<", left == least), (right, ">", right == most)):
            if is_open:
                axes.plot([end], [y], marker=marker, color=SKY, markersize=8, clip_on=False)
        if estimate is not None and 0 < estimate < math.inf:
            axes.plot([estimate], [y], marker="o", color=BLUE, markersize=5, zorder=2)
    axes.axvline(1, color=BLACK, linewidth=0.8, linestyle="--")
    axes.set_xscale("log")
    axes.set_xlim(least, most)
    axes.set_xticks([t for n in range(-4, 5) for t in (10.0**n, 2 * 10.0**n, 5 * 10.0**n) if least <= t <= most])
    axes.minorticks_off()
    axes.xaxis.set_major_formatter("{x:g}")
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.set_xlabel("odds ratio (1: no difference)")
    axes.grid(axis="x", color="#DDDDDD", linewidth=0.6)
    return _written(figure, axes, table, caption, form, [])


def curves(table: Table, caption: Caption, form: str, x: str, y: str, line: str) -> bytes:
    """One line for each value of the column `line`, over the columns `x` and `y`: what is left after k removals, greedy and exact, say."""
    figure, axes = _figure(4.0, caption)
    for i, name in enumerate(dict.fromkeys(table.column(line))):
        rows = [(a, b) for a, b, c in zip(table.column(x), table.column(y), table.column(line), strict=True) if c == name]
        style = ("-", "--", ":", "-.")[i % 4]
        marker = ("o", "s", "^", "D", "v")[i % 5]
        axes.plot(
            *zip(*rows, strict=True),
            color=COLOURS[i % len(COLOURS)],
            linestyle=style,
            marker=marker,
            markersize=4,
            label=str(name),
        )
    axes.set_xlabel(x.replace("_", " "))
    axes.set_ylabel(y.replace("_", " "))
    axes.set_ylim(bottom=0)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.grid(color="#DDDDDD", linewidth=0.6)
    return _written(figure, axes, table, caption, form, axes.get_legend_handles_labels()[0])


def alluvial(table: Table, caption: Caption, form: str, tiers: Sequence[str], weight: str, most: int = 12) -> bytes:
    """Columns `tiers` from left to right and a column `weight`: a ribbon for each row, through what it names in each tier; a tier where it names
    nothing (None) is passed by. The `most` largest of a tier have a bar each, the others together `other`; colours follow the first tier."""
    columns = [_largest(table, tier, weight, most) for tier in tiers]
    together: dict[tuple[Any, ...], float] = {}
    for *names, amount in zip(*columns, table.column(weight), strict=True):
        together[tuple(names)] = together.get(tuple(names), 0) + amount
    rows = [(*names, amount) for names, amount in together.items()]
    colours = {name: COLOURS[i] if i < 7 else GREY for i, name in enumerate(dict.fromkeys(_stacked(rows, 0)))}
    figure, axes = _figure(5.6, caption)
    whole = max(sum(row[-1] for row in rows), 1e-12)
    gap = 0.012 * whole
    bottoms = [_bars(axes, x, _stacked(rows, x), whole, gap, last=x == len(tiers) - 1) for x in range(len(tiers))]
    filled: dict[tuple[int, str, str], float] = {}
    order = sorted(
        rows, key=lambda row: [list(_stacked(rows, x)).index(row[x]) if row[x] is not None else -1 for x in range(len(tiers))]
    )
    for row in order:
        named = [x for x in range(len(tiers)) if row[x] is not None]
        colour = colours.get(row[0], GREY)
        for left, right in itertools.pairwise(named):
            ends = []
            for x, side in ((left, "out"), (right, "in")):
                ends.append(bottoms[x][row[x]] + filled.get((x, row[x], side), 0.0))
                filled[x, row[x], side] = filled.get((x, row[x], side), 0.0) + row[-1]
            _ribbon(axes, left, ends[0], right, ends[1], row[-1], colour)
    for x, tier in enumerate(tiers):
        axes.text(x, -0.03 * whole, tier.replace("_", " "), ha="center", va="bottom", fontweight="bold")
    axes.set_xlim(-0.35, len(tiers) - 0.65 + 0.3)
    axes.set_ylim(whole + gap * max(len(b) for b in bottoms), -0.06 * whole)
    axes.set_axis_off()
    return _written(figure, axes, table, caption, form, [])


def _largest(table: Table, tier: str, weight: str, most: int) -> list[Any]:
    total: dict[Any, float] = {}
    for name, amount in zip(table.column(tier), table.column(weight), strict=True):
        if name is not None:
            total[name] = total.get(name, 0) + amount
    first = set(sorted(total, key=lambda name: (-total[name], str(name)))[:most])
    return [None if name is None else name if name in first else "other" for name in table.column(tier)]


def _stacked(rows: Sequence[Sequence[Any]], tier: int) -> dict[str, float]:
    """What a tier holds, the largest first and `other` last, with its weight."""
    total: dict[str, float] = {}
    for row in rows:
        if row[tier] is not None:
            total[row[tier]] = total.get(row[tier], 0) + row[-1]
    return dict(sorted(total.items(), key=lambda pair: (pair[0] == "other", -pair[1], pair[0])))


def _bars(axes: "Axes", x: int, stacked: dict[str, float], whole: float, gap: float, *, last: bool) -> dict[str, float]:
    """Draw the bars of a tier; where each begins."""
    from matplotlib.patches import Rectangle

    bottoms, y = {}, 0.0
    for name, amount in stacked.items():
        bottoms[name] = y
        axes.add_patch(Rectangle((x - 0.015, y), 0.03, amount, color=BLACK, zorder=3))
        beside = (x + 0.03, "left") if last or x else (x - 0.03, "right")
        axes.text(
            beside[0], y + amount / 2, f"{_short(str(name), 34)} ({amount:g})", ha=beside[1], va="center", fontsize=7.5, zorder=4
        )
        y += amount + gap
    return bottoms


def _ribbon(axes: "Axes", x0: float, y0: float, x1: float, y1: float, height: float, colour: str) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as Outline

    middle, left, right = (x0 + x1) / 2, x0 + 0.015, x1 - 0.015
    points = [
        (left, y0),
        (middle, y0),
        (middle, y1),
        (right, y1),
        (right, y1 + height),
        (middle, y1 + height),
        (middle, y0 + height),
        (left, y0 + height),
    ]
    codes = [Outline.MOVETO, *[Outline.CURVE4] * 3, Outline.LINETO, *[Outline.CURVE4] * 3]
    axes.add_patch(PathPatch(Outline(points, codes), facecolor=colour, alpha=0.45, edgecolor="none", zorder=1))


def _figure(height: float, caption: Caption) -> tuple["Figure", "Axes"]:
    """An empty picture that is as high as the drawing needs, and room below for the caption."""
    matplotlib = _matplotlib()
    from matplotlib.figure import Figure

    with matplotlib.rc_context(STYLE):
        below, above, drawing = 0.2 + 0.16 * (caption.below().count("\n") + 1), 0.35, height + 1.05
        whole = below + drawing + above
        figure = Figure(figsize=(WIDTH, whole), layout="constrained")
        figure.get_layout_engine().set(rect=(0, below / whole, 1, drawing / whole))
        return figure, figure.subplots()


def _written(
    figure: "Figure", axes: "Axes", table: Table, caption: Caption, form: str, legend: list[Any], columns: int = 4
) -> bytes:
    matplotlib = _matplotlib()
    with matplotlib.rc_context(STYLE):
        figure.text(0.01, 1 - 0.1 / figure.get_figheight(), caption.title, va="top", fontsize=12, fontweight="bold")
        figure.text(0.01, 0.012, caption.below(), fontsize=7.5, color="#333333", va="bottom", linespacing=1.35)
        if legend:
            axes.legend(
                handles=legend,
                loc="lower left",
                bbox_to_anchor=(0, 1),
                ncols=columns,
                frameon=False,
                fontsize=8,
                borderaxespad=0.3,
            )  # of the axes: room is made for it within the layout, below the title
        out = io.BytesIO()
        if form == "png":
            about = {"Title": caption.title, "Description": table.csv(), "Source": caption.source, "Software": "kg"}
            figure.savefig(out, format="png", dpi=150, metadata=about)
            return out.getvalue()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": "kg"})
    return _with_table(out.getvalue().decode(), table, caption).encode()


def _with_table(svg: str, table: Table, caption: Caption) -> str:
    """The SVG with its title and its table as the first children of the root, where screen readers look for them."""
    described = f'<title id="title">{escape(caption.title)}</title>\n<desc id="table">{escape(table.csv())}</desc>\n'
    svg = re.sub(r"<svg ", '<svg role="img" aria-labelledby="title" aria-describedby="table" ', svg, count=1)
    return re.sub(r"(<svg [^>]*>\n)", lambda match: match.group(1) + described, svg, count=1)


def _short(name: str, most: int = 46) -> str:
    """A name that fits beside a bar; of an edge, both ends.

    >>> _short("Hangzhou Hikvision Digital Technology Co., Ltd.", 20)
    'Hangzhou Hikvision…'
    """
    if len(name) <= most:
        return name
    if " -> " in name:
        return " → ".join(_short(end, most // 2) for end in name.split(" -> ", 1))
    return name[: most - 1].rstrip(" ,;") + "…"


def _matplotlib() -> Any:
    try:
        import matplotlib
    except ImportError:
        raise KgError("Drawing needs matplotlib; install it with: pip install 'surveillance-kg[plot]'") from None
    return matplotlib
