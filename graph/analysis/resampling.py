"""How firm a ranking is: the evidence drawn again and again, source by source.

A source is what is drawn, not a deal: twenty deals out of one leaked archive stand or fall together. From n sources n are drawn with replacement (bootstrap:
Efron 1979), and an edge stays when at least one of its sources was drawn: about 63 % of the edges with a single source do, 86 % of those with two. A rank
interval is where the middle 95 % of the ranks in the draws lie. Caveat: it speaks of the sources held. What no source held tells of is in no draw, and
two sources that copy from a third count as two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from graph.analysis.views import Edge

Kept: TypeAlias = npt.NDArray[np.bool_]
"""One row an edge, one column a draw: whether the edge is in it."""
UNSOURCED = ""


@dataclass(frozen=True)
class Evidence:
    """Which sources (by position in `names`, -1 for none) stand behind each edge. Edges without a source stand together behind one without a name."""

    names: tuple[str, ...]
    of_edge: npt.NDArray[np.int64]

    @classmethod
    def of(cls, edges: Sequence[Edge]) -> "Evidence":
        """The evidence behind the edges."""
        sources = [e.sources or (UNSOURCED,) for e in edges]
        names = sorted({name for each in sources for name in each})
        position = {name: i for i, name in enumerate(names)}
        table = np.full((len(edges), max(map(len, sources), default=1)), -1, np.int64)
        for row, each in zip(table, sources, strict=True):
            row[: len(each)] = [position[name] for name in each]
        return cls(tuple(names), table)

    def standing(self, drawn: Kept) -> Kept:
        """The edges that stay, when `drawn` says for each source (row) in each draw (column) whether it is there.

        >>> edge = Edge(0, 1, "sold to", sources=("a", "b"))
        >>> Evidence.of([edge]).standing(np.array([[False, True], [False, False]])).tolist()
        [[False, True]]
        """
        padded = np.vstack([drawn, np.zeros((1, drawn.shape[1]), bool)])  # -1 reads the last row: never drawn
        kept = padded[self.of_edge[:, 0]]
        for column in self.of_edge.T[1:]:
            kept |= padded[column]
        return kept

    def draws(self, count: int, seed: int) -> Kept:
        """`count` bootstrap draws; the same seed gives the same draws."""
        random = np.random.default_rng(seed)
        drawn = np.zeros((len(self.names), count), bool)
        for column in range(count):
            drawn[random.integers(0, len(self.names), len(self.names)), column] = True
        return self.standing(drawn)

    def without(self, sources: Sequence[int]) -> Kept:
        """One column a source: all the others are there."""
        drawn = np.ones((len(self.names), len(sources)), bool)
        drawn[list(sources), range(len(sources))] = False
        return self.standing(drawn)


def ranks(values: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """In each column the rank of each row, 1 for the largest value; equal values (to nine digits of the largest) share the better rank.

    >>> ranks(np.array([[2.0], [5.0], [2.0], [1.0]])).T.tolist()
    [[2, 1, 2, 4]]
    """
    largest = np.abs(values).max(axis=0, initial=0.0)
    scaled = np.round(values / np.where(largest > 0, largest, 1.0), 9)
    falling = -np.sort(-scaled, axis=0)
    out = np.empty(values.shape, np.int64)
    for column in range(values.shape[1]):
        out[:, column] = 1 + np.searchsorted(-falling[:, column], -scaled[:, column], side="left")
    return out


def intervals(ranked: npt.NDArray[np.int64], level: float = 0.95) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The best and worst rank of the middle `level` of the draws (columns), outwards to a rank that occurred.

    >>> [each.tolist() for each in intervals(np.array([[1, 1, 2, 9], [2, 2, 1, 1]]), 0.5)]
    [[1, 1], [9, 2]]
    """
    tail = (1 - level) / 2
    low = np.quantile(ranked, tail, axis=1, method="lower")
    high = np.quantile(ranked, 1 - tail, axis=1, method="higher")
    return low.astype(np.int64), high.astype(np.int64)
