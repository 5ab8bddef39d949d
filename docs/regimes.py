"""Writes the tables of docs/analysis/regimes.md: what `kg regimes` gives over all data sets, between the marks.

Run `python docs/regimes.py FULL_HOME` with a home (KG_HOME) built with all data sets; a test fails when the page is not what this gives.
"""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])  # docs/queries must not hide the package of that name

from docs.marks import renewed
from graph.analysis import sales
from graph.analysis.regimes import COLUMNS, answer
from graph.analysis.views import Filter
from graph.stores import Result, Store, open_store
from queries.formats import render

PAGE = Path(__file__).parent / "analysis" / "regimes.md"
INDEX = "v-dem-regimes-2021"
BLOCKS = {
    "deals": ("deals", "autocracies", None),
    "index": ("deals", "autocracies", "index"),
    "weak": ("deals", "weak-democracies", None),
    "uses": ("uses", "autocracies", None),
}
"""Name of a block -> over, line, split."""


def tables(store: Store) -> dict[str, str]:
    """The Markdown of each block."""
    found, views = {}, {over: sales.read(store, over, Filter()) for over in sales.OVER}
    for name, (over, line, by) in BLOCKS.items():
        rows, _ = answer(store, views[over], INDEX, line, by)
        found[name] = _markdown([dict(zip(COLUMNS, row, strict=True)) for row in rows], by)
    return found


def _markdown(records: list[dict], by: str | None) -> str:
    split = ["part"] if by else []
    wanted = [
        r
        for r in records
        if not by or (r["unit"], r["home"]) in (("territory", "CN"), ("territory", "US"), ("deal", "CN against US"))
    ]
    rows = [
        [r["unit"], r["home"], *(r[s] for s in split), f"{r['less_free_with']} of {r['less_free']}", f"{r['freer_with']} of {r['freer']}", _ratio(r), r["p"],
         f"{_plain(r['lowest'])} to {_plain(r['highest'])}"]
        for r in wanted
    ]  # fmt: skip
    return render(
        Result(["unit", "home", *split, "less free", "freer", "odds ratio (95 %)", "p", "without one source"], rows), "md"
    )


def _ratio(record: dict) -> str:
    return f"{_plain(record['odds_ratio'])} ({_plain(record['low'])} to {_plain(record['high'])})"


def _plain(number: float | None) -> str:
    return "no end" if number is None else f"{number:.3g}"


def page(text: str, found: dict[str, str]) -> str:
    """The page with its blocks written anew."""
    return renewed(text, {f"table: {name}": table for name, table in found.items()})


if __name__ == "__main__":
    with open_store("embedded", Path(sys.argv[1])) as embedded:
        PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), tables(embedded)), encoding="utf-8")
