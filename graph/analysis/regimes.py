"""Do exports follow regime type? Importers by regime type, for suppliers of China, the United States, Israel, Europe and all, asked the same.

Formula. Territories are split in two by an index: less free and freer. For the suppliers of a home, each of three units gives a table of two by two

                    with the home     without
    less free             a              b
    freer                 c              d

and the odds ratio a d / (b c): above 1, the home's share is larger where people are less free.

- *territory*: every territory that the index classes, but the home itself; *with*: it has at least one sale from the home.
- *importer*: of these, the territories with a sale from abroad by anybody; so the question is from whom one buys, not whether one buys.
- *deal*: every sale abroad into a classed territory; *with*: a supplier is of the home. `CN against US` sets the sales of the one against those of the other.

For territories and importers: the conditional maximum-likelihood odds ratio, its exact 95 % interval, and Fisher's exact test, two-sided. Deals into one
territory are not independent, so for deals: the sample odds ratio (0.5 added to each cell where one is empty), an interval from drawing territories
with all their deals (bootstrap, 2.5 and 97.5 per cent), and a test that deals the classes anew to the territories (permutation, two-sided).
Both are seeded. `lowest` and `highest` are the odds ratio after leaving out one source with all that rests on it alone, and which source that is.

Caveat. It counts what was published and read. Missing deals are not missing at random: reporters look at some vendors and some buyers more than at others, and a
freer press finds more. Selection into buying, neighbours, income and price are not held constant. Nothing here says that a regime
causes a purchase, or a purchase a regime. Rows are many and tests are not corrected for their number.

Reference. R. A. Fisher, The Logic of Inductive Inference, JRSS 98 (1935); A. Agresti, Categorical Data Analysis, 3rd ed. (2013), ch. 3 and 16; the question is
that of M. Beraja, A. Kao, D. Y. Yang, N. Yuchtman, Exporting the Surveillance State via Trade in AI, NBER WP 31676 (2023).

Example. Of three less free territories two buy from China, of three freer ones none; both buyers stand in one source each.

>>> from graph.analysis.sales import Sale
>>> sold = [Sale("d1", frozenset({"CN"}), "AA", (), 4, ("s1",)), Sale("d2", frozenset({"CN"}), "BB", (), 5, ("s2",))]
>>> classes = {"AA": 2, "BB": 2, "CC": 2, "DD": 0, "EE": 0, "FF": 0, "CN": 2}
>>> row = dict(zip(COLUMNS, regimes(sold, classes, units=("territory",), homes=("CN",), least=1)[0], strict=True))
>>> row["less_free_with"], row["less_free"], row["freer_with"], row["freer"], row["odds_ratio"], row["p"]
(2, 3, 0, 3, None, 0.4)
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graph.analysis.sales import Sale, sales, state
from graph.analysis.views import View
from graph.stores.store import Store
from ontology.errors import KgError, UsageError, did_you_mean

FREE, WEAK, AUTOCRACY = 0, 1, 2
EUROPE = frozenset(
    ("AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MT",
     "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK")
)  # fmt: skip
HOMES: dict[str, frozenset[str] | None] = {
    "CN": frozenset({"CN"}),
    "US": frozenset({"US"}),
    "IL": frozenset({"IL"}),
    "Europe": EUROPE,
    "any": None,
}
"""Whose suppliers; Europe is the European Union, the United Kingdom, Switzerland, Norway, Iceland and Liechtenstein."""
AGAINST = "CN against US"
UNITS = ("territory", "importer", "deal")
LINES = {"autocracies": AUTOCRACY, "weak-democracies": WEAK}
"""Where an index is split: autocracies are the less free, or weak democracies are among them."""
COLUMNS = ["unit", "home", "part", "less_free_with", "less_free", "less_free_rate", "freer_with", "freer", "freer_rate", "odds_ratio", "low", "high", "p", "test",
           "deals", "sources", "documented", "unclassed", "lowest", "lowest_without", "highest", "highest_without"]  # fmt: skip
BY = ("index", "technology", "evidence", "source")
DOCUMENTED = 4
"""Press on named documents, or better."""
LEAST = 5
"""Deals of the home from which on a row compares anything."""


@dataclass(frozen=True)
class Index:
    """An index of regimes: how its texts in the graph begin, and the class of what follows: by word, or by a score below a cut-off (`autocracy`, `weak`)."""

    title: str
    begins: str
    words: Mapping[str, int] | None = None
    autocracy: float = 0
    weak: float = 0

    def classed(self, text: str) -> int | None:
        """The class of one text; None when it is of another index.

        >>> INDEXES["freedom-house-2020"].classed("Freedom in the World 2020: Not Free (27 of 100: political rights 13 of 40, civil liberties 14 of 60)")
        2
        >>> INDEXES["eiu-2020"].classed("EIU Democracy Index 2020: 5.99 of 10"), INDEXES["eiu-2020"].classed("Other: 1")
        (1, None)
        """
        if not text.startswith(self.begins + ": "):
            return None
        said = text.removeprefix(self.begins + ": ")
        if self.words is not None:
            return self.words.get(said.partition(" (")[0])
        number = re.match(r"-?[\d.]+", said)
        score = float(number[0]) if number else math.nan
        return None if math.isnan(score) else AUTOCRACY if score < self.autocracy else WEAK if score < self.weak else FREE


_ROW = {"CA": AUTOCRACY, "EA": AUTOCRACY, "ED": WEAK, "LD": FREE}
INDEXES = {
    "v-dem-regimes-2021": Index("V-Dem, Regimes of the World 2021: autocracies are closed and electoral ones, weak democracies electoral ones",
                                "V-Dem Regimes of the World 2021", _ROW),
    "freedom-house-2020": Index("Freedom in the World 2020: autocracies are Not Free, weak democracies Partly Free", "Freedom in the World 2020",
                                {"Not Free": AUTOCRACY, "Partly Free": WEAK, "Free": FREE}),
    "freedom-house-2023": Index("Freedom in the World 2023, total alone: below 35 and below 70 of 100 (the cut-offs are ours, near those of the status in 2020)",
                                "Freedom in the World 2023", None, 35, 70),
    "eiu-2020": Index("EIU Democracy Index 2020: authoritarian up to 4, hybrid up to 6 of 10", "EIU Democracy Index 2020", None, 4.005, 6.005),
    "v-dem-liberal-2022": Index("V-Dem Liberal Democracy Index 2022: below 0.35 and below 0.65 of 1 (the cut-offs are ours, where they agree best with V-Dem's regimes)",
                                "V-Dem Liberal Democracy Index 2022", None, 0.35, 0.65),
    "carnegie-2019": Index("Carnegie's regime type of 2019, for the 75 territories with AI surveillance alone", "Carnegie AI Global Surveillance Index 2019", _ROW),
}  # fmt: skip
"""The indexes, the first answers when none is named."""


def classes(store: Store, name: str) -> dict[str, int]:
    """Territory code -> class in an index; a territory to which the index gives two classes has none.

    Raises UsageError, with a suggestion, for an index that does not exist, and KgError when the graph does not hold it.
    """
    if name not in INDEXES:
        raise UsageError(f"There is no index {name!r}; use {', '.join(INDEXES)}.{did_you_mean(name, INDEXES)}")
    found = store.query(
        "MATCH (t:Territory) WHERE t.regimeTypes IS NOT NULL RETURN t.code AS code, t.regimeTypes AS types ORDER BY code LIMIT 1000"
    )
    by_code = {
        code: {c for text in types if (c := INDEXES[name].classed(text)) is not None}
        for code, types in found.rows
        if code == state(code)
    }
    kept = {code: next(iter(of)) for code, of in by_code.items() if len(of) == 1}
    if not kept:
        raise KgError(
            f"The graph holds no index {name}: the indexes of regimes come from a data folder (democracy-scores, carnegie-aigs-2022; "
            f"see docs/sources), so give it with kg build --data DIR."
        )
    return kept


# -- tables of two by two ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """Less free with and without, freer with and without; and for deals the destinations, to draw from: (less free?, with, without)."""

    a: int
    b: int
    c: int
    d: int
    places: tuple[tuple[bool, int, int], ...] = ()


@lru_cache(maxsize=4096)
def exact_ratio(a: int, b: int, c: int, d: int) -> float:
    """The conditional maximum-likelihood odds ratio; 0 and infinity where a cell forces them, nan where a margin is empty."""
    from scipy.stats.contingency import odds_ratio

    return float(odds_ratio([[a, b], [c, d]], kind="conditional").statistic)


@lru_cache(maxsize=4096)
def exact_test(a: int, b: int, c: int, d: int) -> tuple[float, float, float]:
    """The exact 95 % interval of the conditional odds ratio, and the two-sided p of Fisher's exact test."""
    from scipy.stats import fisher_exact
    from scipy.stats.contingency import odds_ratio

    interval = odds_ratio([[a, b], [c, d]], kind="conditional").confidence_interval(0.95)
    return float(interval.low), float(interval.high), float(fisher_exact([[a, b], [c, d]]).pvalue)


def sample_ratio(a: float, b: float, c: float, d: float) -> float:
    """The sample odds ratio, 0.5 added to each cell where one is empty.

    >>> sample_ratio(4, 2, 1, 3), sample_ratio(1, 0, 0, 1)
    (6.0, 9.0)
    """
    add = 0.5 if 0 in (a, b, c, d) else 0
    return (a + add) * (d + add) / ((b + add) * (c + add))


def drawn_test(table: Table, samples: int, seed: int) -> tuple[float, float, float]:
    """Bootstrap interval over territories, and the p of a permutation of their classes, on the logarithm of the odds ratio (0.5 added to each cell)."""
    import numpy as np

    rng = np.random.default_rng(seed)
    less, sold, others = (np.array(column, dtype=float) for column in zip(*table.places, strict=True))
    all_sold, all_others = sold.sum(), others.sum()

    def log_ratio(a: Any, b: Any, c: Any, d: Any) -> Any:
        return np.log((a + 0.5) * (d + 0.5) / ((b + 0.5) * (c + 0.5)))

    dealt = rng.permuted(np.tile(less, (samples, 1)), axis=1)
    a, b = dealt @ sold, dealt @ others
    null = log_ratio(a, b, all_sold - a, all_others - b)
    seen = log_ratio(table.a, table.b, table.c, table.d)
    tail = min((null >= seen - 1e-12).sum(), (null <= seen + 1e-12).sum())
    often = rng.multinomial(len(less), np.full(len(less), 1 / len(less)), size=samples)
    a, b = often @ (less * sold), often @ (less * others)
    c, d = often @ ((1 - less) * sold), often @ ((1 - less) * others)
    low, high = np.exp(np.percentile(log_ratio(a, b, c, d), [2.5, 97.5]))
    return float(low), float(high), min(1.0, 2 * (float(tail) + 1) / (samples + 1))


# -- counting ---------------------------------------------------------------------------------------------------------------


def _abroad(sale: Sale, home: frozenset[str] | None) -> bool:
    """Whether a supplier of the home (of any, for None) sold it into another territory than its own."""
    return any(h != sale.destination for h in (sale.homes if home is None else sale.homes & home))


def count(unit: str, home: str, sold: Sequence[Sale], less_free: Mapping[str, bool]) -> Table:
    """The table of a unit for the suppliers of a home; `less_free` are the classed territories."""
    if unit == "deal":
        return _deals(home, sold, less_free)
    of = HOMES[home]
    buyers = {s.destination for s in sold if _abroad(s, of)}
    universe = less_free.keys() - (of if of and len(of) == 1 else frozenset())
    if unit == "importer":
        universe &= {s.destination for s in sold if _abroad(s, None)}
    cells = [0, 0, 0, 0]
    for code in universe:
        cells[2 * (not less_free[code]) + (code not in buyers)] += 1
    return Table(*cells)


def _deals(home: str, sold: Sequence[Sale], less_free: Mapping[str, bool]) -> Table:
    with_, without = (HOMES["CN"], HOMES["US"]) if home == AGAINST else (HOMES[home], None)
    places: dict[str, list[int]] = {}
    for sale in sold:
        if sale.destination in less_free and _abroad(sale, None):
            is_with = _abroad(sale, with_)
            if is_with or _abroad(sale, without):
                places.setdefault(sale.destination, [0, 0])[not is_with] += 1
    rows = tuple((less_free[code], *places[code]) for code in sorted(places))
    cells = [sum(row[1 + i] for row in rows if row[0] == less) for less in (True, False) for i in (0, 1)]
    return Table(*cells, rows)


def regimes(
    sold: Sequence[Sale],
    classed: Mapping[str, int],
    *,
    line: str = "autocracies",
    units: Iterable[str] = UNITS,
    homes: Iterable[str] = (*HOMES, AGAINST),
    part: str = "all",
    samples: int = 2000,
    seed: int = 1,
    least: int = LEAST,
) -> list[list[Any]]:
    """A row (COLUMNS) for each unit and home; a table with an empty margin, or a home with fewer sales than `least`, compares nothing and has no row.

    Infinite and undefined numbers are None: an odds ratio of None with a lower bound is one without an upper end. UsageError for a line that does not exist.
    """
    if line not in LINES:
        raise UsageError(f"There is no line {line!r}; use {', '.join(LINES)}.{did_you_mean(line, LINES)}")
    less_free = {code: of >= LINES[line] for code, of in classed.items()}
    rows = []
    for unit in units:
        for home in homes:
            if (home == AGAINST and unit != "deal") or (home == "any" and unit != "territory"):
                continue
            table = count(unit, home, sold, less_free)
            behind = [s for s in sold if _abroad(s, _of(home))]
            if len(behind) < least or 0 in (table.a + table.b, table.c + table.d, table.a + table.c, table.b + table.d):
                continue
            rests_on = _rests_on(unit, home, sold, behind, less_free)
            rows.append([unit, home, part, *_cells(table), *_test(unit, table, samples, seed), *rests_on])
    return rows


def _cells(table: Table) -> list[Any]:
    less, free = table.a + table.b, table.c + table.d
    return [table.a, less, round(table.a / less, 4), table.c, free, round(table.c / free, 4)]


def _ratio(unit: str, table: Table) -> float:
    of = sample_ratio if unit == "deal" else exact_ratio
    return of(table.a, table.b, table.c, table.d)


def _test(unit: str, table: Table, samples: int, seed: int) -> list[Any]:
    if unit == "deal":
        low, high, p = drawn_test(table, samples, seed)
        said = f"permutation and bootstrap of {len(table.places)} territories, {samples} draws, seed {seed}"
    else:
        low, high, p = exact_test(table.a, table.b, table.c, table.d)
        said = "Fisher's exact"
    return [_number(_ratio(unit, table)), _number(low), _number(high), float(f"{p:.3g}"), said]


def _number(value: float) -> float | None:
    return float(f"{value:.4g}") if math.isfinite(value) else None


def _of(home: str) -> frozenset[str] | None:
    return frozenset({"CN", "US"}) if home == AGAINST else HOMES[home]


def _rests_on(unit: str, home: str, sold: Sequence[Sale], behind: Sequence[Sale], less_free: Mapping[str, bool]) -> list[Any]:
    """Sales of the home (`behind`), their sources, how many are documented, how many go where no class is; and the range without one source."""
    facts = [
        len(behind),
        len({source for s in behind for source in s.sources}),
        sum(s.evidence <= DOCUMENTED for s in behind),
        sum(s.destination not in less_free for s in behind),
    ]
    found = leaving_out(sold, lambda rest: _ratio(unit, count(unit, home, rest, less_free)))
    if not found:
        return [*facts, None, None, None, None]
    low, high = min(found), max(found)
    return [*facts, _number(low[0]), low[1], _number(high[0]), high[1]]


def leaving_out(sold: Sequence[Sale], measure: Callable[[list[Sale]], float]) -> list[tuple[float, str]]:
    """(measure without what rests on one source alone, the source) for each source that is the only one of a sale; undefined measures are left out."""
    alone = sorted({s.sources[0] for s in sold if len(s.sources) == 1})
    found = ((measure([s for s in sold if s.sources != (source,)]), source) for source in alone)
    return [(value, source) for value, source in found if not math.isnan(value)]


def parts(sold: Sequence[Sale], by: str) -> list[tuple[str, list[Sale]]]:
    """The sales in parts, named: of each technology (a wider one holds the narrower), from each grade of evidence on, without each source that decides ten or more.

    UsageError, with a suggestion, for another word.
    """
    from ontology import model

    if by == "technology":
        return [(t, [s for s in sold if t in s.technologies]) for t in sorted({t for s in sold for t in s.technologies})]
    if by == "evidence":
        grades = sorted((concept.rank or 0, code) for code, concept in model().schemes["evidence"].items())
        found = [(f"{code} or better", [s for s in sold if s.evidence <= rank]) for rank, code in grades]
        return [(name, of) for name, of in found if of]
    if by == "source":
        often: dict[str, int] = {}
        for s in sold:
            if len(s.sources) == 1:
                often[s.sources[0]] = often.get(s.sources[0], 0) + 1
        return [("all", list(sold))] + [
            (f"without {source}", [s for s in sold if s.sources != (source,)]) for source in sorted(often) if often[source] >= 10
        ]
    raise UsageError(f"Regimes are split by {', '.join(BY)}, not by {by!r}.{did_you_mean(by, BY)}")


# -- the answer of the command ----------------------------------------------------------------------------------------------


def answer(
    store: Store, view: View, index: str, line: str, by: str | None, samples: int = 2000, seed: int = 1
) -> tuple[list[list[Any]], list[str]]:
    """The rows over a view of deals or uses, split as asked for, and what a reader must know of them, a line each.

    Raises UsageError for an index, line or split that does not exist and when nothing can be compared, KgError when no index is held.
    """
    sold = sales(view)
    asked = INDEXES if by == "index" else (index,)
    held = {name: of for name in asked if (of := _held(store, name, by == "index"))}
    if not held:
        classes(store, index)  # raises, and says why
    rows = []
    for name, classed in held.items():
        for part, of in parts(sold, by) if by and by != "index" else [(name if by else "all", sold)]:
            rows += regimes(of, classed, line=line, part=part, samples=samples, seed=seed)
    if not rows:
        raise UsageError(
            f"Nothing can be compared: the {len(sold)} {view.name} left go to one kind of regime only; widen the filters."
        )
    return rows, _notes(view, sold, held, line)


def _held(store: Store, name: str, may_be_missing: bool) -> dict[str, int]:
    try:
        return classes(store, name)
    except KgError as error:
        if may_be_missing and not isinstance(error, UsageError):
            return {}
        raise


def _notes(view: View, sold: Sequence[Sale], held: Mapping[str, Mapping[str, int]], line: str) -> list[str]:
    of = [f"{INDEXES[name].title} ({len(classed)} territories)." for name, classed in held.items()]
    who = "autocracies" if line == "autocracies" else "autocracies and weak democracies"
    return [
        f"Less free are {who}. {' '.join(of)}",
        f"{sum(_abroad(s, None) for s in sold)} {view.name} across a border are counted as they were published and read; what is missing is not missing at random, and no cause can be read from it.",
        f"A home with fewer than {LEAST} {view.name} has no row; tests are not corrected for the number of rows.",
    ]


def picture(rows: Sequence[Sequence[Any]], view: View, notes: Sequence[str], form: str) -> bytes:
    """The odds ratios with their intervals, drawn, as SVG or PNG."""
    from datetime import date

    from graph.analysis import plots
    from graph.analysis.pictures import sources_of

    place = {name: i for i, name in enumerate(COLUMNS)}
    drawn = [
        [
            f"{row[0]}, {row[1]}" + ("" if row[2] == "all" else f", {row[2]}"),
            *(row[place[c]] for c in ("odds_ratio", "low", "high")),
        ]
        for row in rows
    ]
    caption = plots.Caption(
        f"Do exports follow regime type? Odds ratios over {view.name}",
        " ".join(notes),
        sources_of(view.edges),
        date.today().isoformat(),
    )
    return plots.odds(plots.Table(["label", "estimate", "low", "high"], drawn), caption, form)
