"""Who has which share of what, and how concentrated it is: counts of facts, shares, and the Herfindahl-Hirschman index (HHI).

A fact counts once for a thing, however many edges it has there: a deal with a territory and two of its agencies is one deal. Everything is computed for many
draws of the evidence at once: `kept` has a row an edge and a column a draw, and so has the answer a row a group.

Share: a fact that several hold jointly (two suppliers of one deal) is split evenly among them, so that shares add up to 1.
HHI of a group = sum of the squared shares of its members: 1 when there is one, 1/n when n have the same. Caveats: it is computed on published deals with a
named supplier, not on sales; a group with one deal has an HHI of 1, which says nothing; drawn sources are fewer than all, so draws lean to higher values.
Hirschman 1945, Herfindahl 1950; the US merger guidelines of 2023 call a market above 0.18 highly concentrated.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Positions: TypeAlias = npt.NDArray[np.int64]
Numbers: TypeAlias = npt.NDArray[np.float64]
Kept: TypeAlias = npt.NDArray[np.bool_]


def total(group: Positions, values: Numbers, groups: int) -> Numbers:
    """Sum of the rows of `values` by group; 0 for a group without a row.

    >>> total(np.array([1, 0, 1]), np.array([[1.0], [2.0], [3.0]]), 3).T.tolist()
    [[2.0, 4.0, 0.0]]
    """
    out = np.zeros((groups, values.shape[1]))
    if len(group):
        order = np.argsort(group, kind="stable")
        present, first = np.unique(group[order], return_index=True)
        out[present] = np.add.reduceat(values[order], first, axis=0)
    return out


@dataclass(frozen=True)
class Holdings:
    """Who holds what: row i says that `member[i]` has part in the fact `fact[i]` within `group[i]`, of this weight, on the word of the edge `edge[i]`.

    No two rows have the same group, fact and member.
    """

    group: Positions
    fact: Positions
    member: Positions
    weight: Numbers
    edge: Positions
    groups: int

    @classmethod
    def of(
        cls, group: Positions, fact: Positions, member: Positions, weight: Numbers, edge: Positions, groups: int
    ) -> "Holdings":
        """Each (group, fact, member) once, with its largest weight."""
        order = np.lexsort((-weight, member, fact, group))
        keys = np.stack([group[order], fact[order], member[order]])
        new = np.ones(len(order), bool)
        new[1:] = (keys[:, 1:] != keys[:, :-1]).any(axis=0)
        one = order[new]
        return cls(group[one], fact[one], member[one], weight[one], edge[one], groups)

    def amounts(self, kept: Kept) -> Numbers:
        """Weight of the facts of each group; a fact that several members hold counts once."""
        once = self._one_member()
        return total(self.group[once], self.weight[once, None] * kept[self.edge[once]], self.groups)

    def members(self, kept: Kept) -> Numbers:
        """How many distinct members each group has."""
        pair, holder = self._pairs()
        held = total(pair, kept[self.edge].astype(np.float64), len(holder)) > 0
        return total(holder, held.astype(np.float64), self.groups)

    def parts(self, kept: Kept) -> Numbers:
        """Share of each group in all facts, a joint fact split evenly among the groups that hold it; sums to 1 where anything is kept."""
        once = self._one_member()
        sharers = np.bincount(self.fact[once])[self.fact[once]]
        own = total(self.group[once], (self.weight[once] / sharers)[:, None] * kept[self.edge[once]], self.groups)
        whole = own.sum(axis=0)
        return own / np.where(whole > 0, whole, 1.0)

    def hhi(self, kept: Kept) -> Numbers:
        """Sum of the squared shares of the members of each group; 0 where nothing is kept.

        >>> one_of_three = Holdings.of(np.zeros(4, int), np.arange(4), np.array([0, 0, 1, 2]), np.ones(4), np.arange(4), 1)
        >>> one_of_three.hhi(np.ones((4, 1), bool)).tolist()  # shares 1/2, 1/4, 1/4
        [[0.375]]
        """
        holder, held = self._held(kept)
        whole = total(holder, held, self.groups)
        return total(holder, held**2, self.groups) / np.where(whole > 0, whole, 1.0) ** 2

    def leaders(self, kept: Kept) -> list[tuple[int, float]]:
        """The member with the largest share in each group, and that share, in the first draw; of equals the first. (-1, 0) where nothing is kept."""
        holder, held = self._held(kept[:, :1])
        _, members = np.unique(self._pair_key(), return_index=True)
        whole = total(holder, held, self.groups)[:, 0]
        best: list[tuple[int, float]] = [(-1, 0.0)] * self.groups
        for group, member, amount in zip(holder.tolist(), self.member[members].tolist(), held[:, 0].tolist(), strict=True):
            if whole[group] and amount / whole[group] > best[group][1]:
                best[group] = (member, amount / whole[group])
        return best

    def _one_member(self) -> Positions:
        _, once = np.unique(self.group * (self.fact.max(initial=0) + 1) + self.fact, return_index=True)
        return once

    def _pair_key(self) -> Positions:
        return self.group * (self.member.max(initial=0) + 1) + self.member

    def _pairs(self) -> tuple[Positions, Positions]:
        """For each row its (group, member) pair, and the group of each pair."""
        keys, pair = np.unique(self._pair_key(), return_inverse=True)
        return pair, keys // (self.member.max(initial=0) + 1)

    def _held(self, kept: Kept) -> tuple[Positions, Numbers]:
        """The group of each (group, member) pair, and what the member holds: joint facts split evenly among the members."""
        pair, holder = self._pairs()
        _, of_fact, sharers = np.unique(
            self.group * (self.fact.max(initial=0) + 1) + self.fact, return_inverse=True, return_counts=True
        )
        return holder, total(pair, (self.weight / sharers[of_fact])[:, None] * kept[self.edge], len(holder))
