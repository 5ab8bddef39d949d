"""Pictures carry their table, title, source and day; the same table gives the same bytes."""

import csv
import io
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from graph.analysis import pictures, plots
from graph.analysis.plots import Caption, Table
from graph.analysis.ranking import rank
from ontology.errors import KgError, UsageError
from tests.graph.analysis.graphs import deals

CAPTION = Caption("Who <leads> & why", "A note.", "2 documents", "2026-11-24")
RANKS = Table(
    ["rank", "name", "value", "rank_low", "rank_high", "rank_without"],
    [[1, "A & B <Ltd>", 7.0, 1, 3, 2], [2, "C", 3.0, 1, 90, None], [3, "D -> " + "E" * 60, 1.0, None, None, 3]],
)
DRAWN = {
    "ranks": lambda form: plots.ranks(RANKS, CAPTION, form),
    "years": lambda form: plots.years(
        Table(["year", "technology", "deals"], [[2019, "spyware", 2], [2021, "drones", 1], *([2020, f"t{i}", 1] for i in range(9))]), CAPTION, form
    ),
    "odds": lambda form: plots.odds(
        Table(["label", "estimate", "low", "high"], [["CN", 2.0, 1.0, 4.0], ["US", 0.0, 0.0, 0.5], ["IL", float("inf"), 2.0, float("inf")]]), CAPTION, form
    ),
    "curves": lambda form: plots.curves(
        Table(["removed", "left", "how"], [[0, 9, "greedy"], [1, 4, "greedy"], [0, 9, "exact"]]), CAPTION, form, "removed", "left", "how"
    ),
    "alluvial": lambda form: plots.alluvial(
        Table(["maker", "vendor", "place", "deals"], [["a", "v", "KE", 2], [None, "v", "UG", 1], ["b", None, "UG", 1]]),
        CAPTION, form, ["maker", "vendor", "place"], "deals",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DRAWN)
def test_an_svg_says_its_title_and_table_where_screen_readers_look_and_is_the_same_each_time(name):
    svg = DRAWN[name]("svg")
    root = ET.fromstring(svg)
    title, desc = list(root)[:2]
    assert (title.tag, title.text) == ("{http://www.w3.org/2000/svg}title", CAPTION.title)
    rows = list(csv.reader(io.StringIO(desc.text)))
    assert len(rows) >= 3 and all(len(row) == len(rows[0]) for row in rows)
    assert "Source: 2 documents. Drawn 2026-11-24 by kg." in svg.decode()
    assert DRAWN[name]("svg") == svg


@pytest.mark.parametrize("name", DRAWN)
def test_a_png_carries_the_table_too(name):
    from PIL import Image

    with Image.open(io.BytesIO(DRAWN[name]("png"))) as image:
        assert image.width == 1350 and image.text["Title"] == CAPTION.title
        assert len(image.text["Description"].splitlines()) >= 3


@pytest.mark.parametrize("name", DRAWN)
def test_title_legend_drawing_and_caption_do_not_lie_on_each_other(name, monkeypatch):
    from matplotlib.figure import Figure

    seen, save = [], Figure.savefig
    monkeypatch.setattr(
        Figure, "savefig", lambda figure, *args, **kwargs: (seen.append(figure), save(figure, *args, **kwargs))[1]
    )
    DRAWN[name]("png")
    (figure,) = seen
    (axes,), title, below = figure.axes, *figure.texts
    legend = axes.get_legend()
    assert (legend is not None) == (name in ("ranks", "years", "curves"))
    drawing = [*([axes.patch, axes.xaxis, axes.yaxis] if axes.axison else []), *axes.texts]
    upper, lower = title.get_window_extent(), below.get_window_extent()
    for box in [each.get_tightbbox() for each in drawing] + ([legend.get_window_extent()] if legend else []):
        assert box is None or (lower.y1 <= box.y0 and box.y1 <= upper.y0)
    if legend:
        assert legend.get_window_extent().y0 >= axes.patch.get_window_extent().y1


def test_the_table_of_an_svg_holds_every_value_that_was_drawn():
    desc = list(ET.fromstring(DRAWN["ranks"]("svg")))[1]
    assert list(csv.reader(io.StringIO(desc.text)))[1] == ["1", "A & B <Ltd>", "7.0", "1", "3", "2"]


@pytest.mark.parametrize(("measure", "by"), [("strength", "supplier"), ("strength", "year")])
def test_a_ranking_is_drawn_with_its_sources(measure, by):
    view = deals(("a", "KE", "d1", "doc:x"), ("b", "UG", "d2", "leak:2015"), technologies=("device-intrusion", "spyware"))
    svg = pictures.ranking(rank(view, measure, by), view, measure, by, "svg").decode()
    assert "1 document, leak:2015" in svg


def test_a_deal_of_several_technologies_is_split_among_the_narrowest():
    view = deals(("a", "KE", "d1", "s"), ("a", "ke-police", "d1", "s"), technologies=("device-intrusion", "drones", "spyware"))
    assert pictures.deals_by_year(view).rows == [["2019", "drones", 0.5], ["2019", "spyware", 0.5]]


def test_a_file_that_is_neither_svg_nor_png_is_refused():
    with pytest.raises(UsageError, match=r"^ranks.pdf ends in neither .svg nor .png"):
        plots.picture_form(Path("ranks.pdf"))


def test_without_matplotlib_one_sentence_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(KgError, match=r"^Drawing needs matplotlib; install it with: pip install 'surveillance-kg\[plot\]'$"):
        plots.picture_form(Path("ranks.svg"))
