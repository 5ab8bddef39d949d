"""Counts, shares and concentration equal those counted by hand, draw by draw."""

from collections import Counter, defaultdict
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analysis.concentration import Holdings

ROWS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6), st.integers(0, 4)), min_size=1, max_size=25)
"""(group, fact, member); an edge each."""


def holdings(rows) -> Holdings:
    group, fact, member = (np.array(column) for column in zip(*rows, strict=True))
    return Holdings.of(group, fact, member, np.ones(len(rows)), np.arange(len(rows)), 4)


def of_facts(rows, kept) -> np.ndarray:
    """A draw keeps or drops a fact with all its edges, since they have the same sources."""
    return np.array([[fact in kept] for _, fact, _ in rows])


def by_hand(rows, kept):
    """Facts, members, and shares of members, by group."""
    facts, holders = defaultdict(set), defaultdict(lambda: defaultdict(set))
    for group, fact, member in rows:
        if fact in kept:
            facts[group].add(fact)
            holders[group][fact].add(member)
    shares = {}
    for group, of_fact in holders.items():
        held = Counter()
        for members in of_fact.values():
            for member in members:
                held[member] += Fraction(1, len(members))
        shares[group] = {m: n / sum(held.values()) for m, n in held.items()}
    return facts, shares


@given(rows=ROWS, kept=st.sets(st.integers(0, 6)))
@settings(max_examples=150, deadline=None)
def test_facts_members_and_hhi_are_those_counted_by_hand(rows, kept):
    made, drawn = holdings(rows), of_facts(rows, kept)
    facts, shares = by_hand(rows, kept)
    assert made.amounts(drawn)[:, 0].tolist() == [len(facts[g]) for g in range(4)]
    assert made.members(drawn)[:, 0].tolist() == [len(shares.get(g, {})) for g in range(4)]
    expected = [float(sum(s**2 for s in shares.get(g, {}).values())) for g in range(4)]
    assert made.hhi(drawn)[:, 0] == pytest.approx(expected)
    for group, (member, share) in enumerate(made.leaders(drawn)):
        if group in shares:
            assert share == pytest.approx(float(max(shares[group].values()))) == pytest.approx(float(shares[group][member]))
        else:
            assert (member, share) == (-1, 0.0)


@given(rows=ROWS, kept=st.sets(st.integers(0, 6)))
@settings(max_examples=100, deadline=None)
def test_shares_add_up_to_one_and_a_joint_fact_is_split_evenly(rows, kept):
    parts = holdings(rows).parts(of_facts(rows, kept))[:, 0]
    groups_of = defaultdict(set)
    for group, fact, _ in rows:
        groups_of[fact].add(group)
    there = [fact for fact in groups_of if fact in kept]
    expected = [sum(Fraction(1, len(groups_of[f])) for f in there if g in groups_of[f]) / max(len(there), 1) for g in range(4)]
    assert parts == pytest.approx([float(e) for e in expected])
    assert sum(parts) == pytest.approx(1.0 if there else 0.0)


@given(rows=ROWS, draws=st.lists(st.sets(st.integers(0, 6)), min_size=2, max_size=4))
@settings(max_examples=50, deadline=None)
def test_many_draws_at_once_give_what_each_gives_alone(rows, draws):
    made = holdings(rows)
    together = np.hstack([of_facts(rows, kept) for kept in draws])
    for method in (made.amounts, made.members, made.parts, made.hhi):
        alone = np.hstack([method(of_facts(rows, kept)) for kept in draws])
        assert method(together) == pytest.approx(alone)
