"""`kg rank`: who or what is key in a view, by which measure, on what evidence, and how firm each rank is.

A row carries its rank, the interval in which the middle 95 % of its ranks lie when the sources are drawn again (`graph.analysis.resampling`), and its rank
without the source that most of its facts hang on. A deal counts once for a supplier, whatever number of agencies it names.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from graph.analysis import centrality
from graph.analysis.centrality import Network, Numbers, Positions
from graph.analysis.concentration import Holdings
from graph.analysis.resampling import Evidence, Kept, intervals, ranks
from graph.analysis.subjects import KEYS, PLURALS, Subjects, subjects
from graph.analysis.views import View
from graph.intervals import LAST
from graph.stores.store import Progress
from ontology import model
from ontology.errors import UsageError, did_you_mean

COUNTED = ("strength", "degree", "share", "hhi")
MEASURES = (*centrality.OF_NODES, "share", "hhi")
ALLOWED: dict[str, tuple[str, ...]] = {
    "supplier": (*centrality.OF_NODES, "share"),
    "territory": MEASURES,
    "agency": MEASURES,
    "technology": COUNTED,
    "year": COUNTED,
    "edge": ("strength", "betweenness"),
}
"""The measures that make sense for what is ranked."""
LEAST = 5
"""Facts that a concentration needs."""
WHY_ZERO = {
    "betweenness": "no edge leads on from another",
    "hits": "the densest part, all that this measure sees, holds none",
    "eigenvector": "the densest part, all that this measure sees, holds none",
}
COLUMNS = [
    "rank", "id", "name", "home", "value", "rank_low", "rank_high", "top_source", "rank_without", "facts",
    "evidence_best", "evidence_weakest", "sources",
]  # fmt: skip
LEADERS = ["leader", "leader_share"]
"""Further columns, after `value`, of the measure hhi: who has the largest share, and that share."""


@dataclass(frozen=True)
class Ranking:
    """A table, and what has to be said with it: what is ranked, over how much, and what was sampled."""

    columns: list[str]
    rows: list[list[Any]]
    notes: list[str]


def rank(
    view: View,
    measure: str = "strength",
    by: str = "supplier",
    *,
    resamples: int = 200,
    seed: int = 1,
    limit: int = 20,
    progress: Progress = lambda *_: None,
) -> Ranking:
    """The `limit` first (0: all) of what the view holds, by a measure; columns `COLUMNS`.

    `rank_low` and `rank_high` are None without resamples; `rank_without` is None when nothing is left of the row without its top source. UsageError for a measure
    or subject that does not exist or does not fit, for a negative number, and where every value is 0.

    >>> from graph.analysis.views import Edge, Thing
    >>> nodes = (Thing("a", "a", "A", "organization", ("US",)), Thing("b", "b", "B", "organization"), Thing("k", "k", "Kenya", "territory"))
    >>> edges = (Edge(0, 2, "sold to", "deal1", evidence=5, sources=("s1",)), Edge(0, 2, "sold to", "deal2", evidence=1, sources=("s1",)),
    ...          Edge(1, 2, "sold to", "deal3", evidence=5, sources=("s2",)))
    >>> for row in rank(View("deals", nodes, edges), resamples=0).rows: print(row)
    [1, 'a', 'A', ['US'], 2.0, None, None, 's1', None, 2, 'contract-document', 'press', ['s1']]
    [2, 'b', 'B', [], 1.0, None, None, 's2', None, 1, 'press', 'press', ['s2']]
    """
    _possible(measure, by, resamples, limit)
    seen = view.parties
    left_out = len(view.edges) - len(seen.edges)
    subject = subjects(seen, by)
    ranked = Ranked(seen, subject if measure != "hhi" else _enough(seen, subject), measure)
    view = seen
    values = ranked.values(np.ones((len(view.edges), 1), bool))
    if not values.any():
        why = WHY_ZERO.get(measure, "nothing counts for it")
        raise UsageError(
            f"Every {by} has the {measure} 0 in the view {view.name}, as filtered: {why}; use --view chain or another measure."
        )
    places = ranks(values)[:, 0]
    order = np.lexsort((np.arange(len(places)), -ranked.fact_counts, places))
    shown = order[: limit or None]
    low, high = _interval(ranked, resamples, seed, progress)
    top = [ranked.top_source(row) for row in shown]
    without = _without(ranked, sorted(set(top)))
    leaders = ranked.holdings.leaders(np.ones((len(view.edges), 1), bool)) if measure == "hhi" else None
    rows = []
    for row, source in zip(shown, top, strict=True):
        line = [int(places[row]), *ranked.named(row), float(f"{values[row, 0]:.9g}")]
        if leaders is not None:
            line += [view.nodes[leaders[row][0]].name, round(leaders[row][1], 9)]
        line += [int(low[row]) if resamples else None, int(high[row]) if resamples else None]
        rows.append([*line, ranked.evidence.names[source], without[source][row], *ranked.rests_on(row)])
    columns = COLUMNS if leaders is None else [*COLUMNS[:5], *LEADERS, *COLUMNS[5:]]
    return Ranking(columns, rows, _notes(ranked, subject, len(shown), resamples, seed, left_out))


def _possible(measure: str, by: str, resamples: int, limit: int) -> None:
    if by not in KEYS:
        raise UsageError(f"Nothing is ranked by {by!r}; use {', '.join(KEYS)}.{did_you_mean(by, KEYS)}")
    if measure not in MEASURES:
        raise UsageError(f"There is no measure {measure!r}; use {', '.join(MEASURES)}.{did_you_mean(measure, MEASURES)}")
    if measure not in ALLOWED[by]:
        fitting = [each for each, measures in ALLOWED.items() if measure in measures]
        raise UsageError(
            f"The measure {measure} is not one of a {by}, which takes {', '.join(ALLOWED[by])}; it fits --by {', '.join(fitting)}."
        )
    for name, number in (("--resamples", resamples), ("--limit", limit)):
        if number < 0:
            raise UsageError(f"{name} {number} is negative; give 0 or more.")


class Ranked:
    """A view, what of it is ranked, and the measure: values for any draw of the edges."""

    def __init__(self, view: View, subject: Subjects, measure: str):
        self.view, self.subject, self.measure = view, subject, measure
        self.start, self.end, self.weight = centrality.arrays(view)
        Network.of(len(view.nodes), self.start, self.end, self.weight)  # refuses what is no weight
        self.edges_of = np.split(subject.edge[np.argsort(subject.row, kind="stable")], np.cumsum(np.bincount(subject.row))[:-1])

    @cached_property
    def evidence(self) -> Evidence:
        """The sources behind the edges."""
        return Evidence.of(self.view.edges)

    @cached_property
    def facts(self) -> Positions:
        """A number for the fact behind each edge; an edge without an event is a fact of its own."""
        seen: dict[object, int] = {}
        return np.array([seen.setdefault(e.event or i, len(seen)) for i, e in enumerate(self.view.edges)], np.int64)

    @cached_property
    def holdings(self) -> Holdings:
        """Facts and partners of each row."""
        rows, edges = self.subject.row, self.subject.edge
        return Holdings.of(rows, self.facts[edges], self.subject.partner, self.weight[edges], edges, len(self.subject.names))

    @cached_property
    def fact_counts(self) -> Positions:
        """How many distinct facts speak for each row."""
        return np.array([len(np.unique(self.facts[edges])) for edges in self.edges_of])

    @cached_property
    def pairs(self) -> tuple[Positions, Positions]:
        """The (start, end) keys of the simple graph, and for each edge its place among them."""
        keys, pair = np.unique(self.start * len(self.view.nodes) + self.end, return_inverse=True)
        return keys, pair

    def values(self, kept: Kept, advance: Callable[[int], None] = lambda _: None) -> Numbers:
        """One row a subject, one column a draw."""
        if self.measure == "strength":
            return self.holdings.amounts(kept)
        if self.measure == "degree":
            return self.holdings.members(kept)
        if self.measure == "hhi":
            return self.holdings.hhi(kept)
        if self.measure == "share":
            split = self.subject.nodes is not None
            return self.holdings.parts(kept) if split else self.holdings.amounts(kept) / max(len(set(self.facts.tolist())), 1)
        columns = []
        for i in range(kept.shape[1]):
            columns.append(self._of_network(kept[:, i]))
            advance(i + 1)
        return np.stack(columns, axis=1) if columns else np.zeros((len(self.subject.names), 0))

    def _of_network(self, kept: Kept) -> Numbers:
        keys, pair = self.pairs
        size = len(self.view.nodes)
        summed = np.bincount(pair[kept], self.weight[kept], len(keys))
        there = summed > 0
        graph = Network(size, keys[there] // size, keys[there] % size, summed[there])
        if self.subject.nodes is None:
            values = np.zeros(len(keys))
            values[there] = centrality.edge_betweenness(graph)
            rows = np.zeros(len(self.subject.names))
            rows[self.subject.row] = values[pair[self.subject.edge]]
            return rows
        return centrality.OF_NODES[self.measure](graph.turned() if self.subject.outward else graph)[self.subject.nodes]

    def named(self, row: int) -> tuple[str, str, list[str]]:
        """Id, name and home territories."""
        id_, name, home = self.subject.names[row]
        return id_, name, list(home)

    def top_source(self, row: int) -> int:
        """The source that most of the row's facts have as their only one; where there is none such, the one behind most of them; the first by name of equals."""
        alone: Counter[int] = Counter()
        behind: Counter[int] = Counter()
        counted = set()
        for edge in self.edges_of[row].tolist():
            if self.facts[edge] not in counted:
                counted.add(self.facts[edge])
                present = [source for source in self.evidence.of_edge[edge].tolist() if source >= 0]
                behind.update(present)
                if len(present) == 1:
                    alone.update(present)
        return min(behind, key=lambda source: (-alone[source], -behind[source], source))

    def rests_on(self, row: int) -> tuple[int, str, str, list[str]]:
        """Number of facts, best and weakest grade of their evidence, and their sources."""
        edges = [self.view.edges[i] for i in self.edges_of[row]]
        graded = [e.evidence for e in edges]
        sources = sorted({source for e in edges for source in e.sources})
        return int(self.fact_counts[row]), grade(min(graded)), grade(max(graded)), sources


def grade(rank: int) -> str:
    """The code of the grade with that rank; '' when none is stated.

    >>> grade(5), grade(9)
    ('press', '')
    """
    return next((code for code, concept in model().schemes["evidence"].items() if concept.rank == rank), "")


def _interval(ranked: Ranked, resamples: int, seed: int, progress: Progress) -> tuple[Positions, Positions]:
    if not resamples:
        none = np.zeros(len(ranked.subject.names), np.int64)
        return none, none
    drawn = ranked.evidence.draws(resamples, seed)
    return intervals(ranks(ranked.values(drawn, lambda done: progress("drawing sources", done, resamples))))


def _without(ranked: Ranked, sources: list[int]) -> dict[int, list[int | None]]:
    """For each of these sources the rank of every row without it; None for a row of which nothing is left."""
    kept = ranked.evidence.without(sources)
    places = ranks(ranked.values(kept))
    left = np.stack([kept[edges].any(axis=0) for edges in ranked.edges_of])
    return {
        source: [int(place) if there else None for place, there in zip(places[:, i], left[:, i], strict=True)]
        for i, source in enumerate(sources)
    }


def _enough(view: View, subject: Subjects) -> Subjects:
    """Those with `LEAST` facts or more: of fewer a concentration says nothing."""
    counts = Ranked(view, subject, "hhi").fact_counts
    if not (counts >= LEAST).any():
        raise UsageError(f"No {subject.by} has {LEAST} facts in the view {view.name}, as filtered; fewer have no concentration.")
    return subject.part(np.flatnonzero(counts >= LEAST))


def _notes(ranked: Ranked, subject: Subjects, shown: int, resamples: int, seed: int, left_out: int) -> list[str]:
    view, by = ranked.view, subject.by
    facts = len(set(ranked.facts.tolist()))
    notes = [
        f"View {view.name}: {len(view.nodes)} nodes, {len(view.edges)} edges for {facts} facts, {len(ranked.evidence.names)} sources.",
        f"By {ranked.measure}, {shown} of {len(ranked.subject.names)} {PLURALS[by]}.",
    ]
    if left_out:
        notes.append(
            f"{left_out} edges between kinds of goods are left out: they say what is made from what, not who supplies whom."
        )
    if few := len(subject.names) - len(ranked.subject.names):
        notes.append(f"{few} {PLURALS[by]} with fewer than {LEAST} facts are left out: their concentration says nothing.")
    if resamples:
        notes.append(f"Sampled: rank intervals are the middle 95 % of {resamples} draws of the sources, seed {seed}.")
    undated = sum(e.kind == "sold to" and e.days.latest == LAST for e in view.edges)
    if by == "year" and undated:
        notes.append(f"{undated} edges of deals without a date are in no year.")
    return notes
