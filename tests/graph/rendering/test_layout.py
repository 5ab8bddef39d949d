"""Places of nodes: tiers lead from left to right, nothing lies on anything, and the same graph is placed the same way."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.rendering.layout import ROW, SPACING, free, tiers

SIZE = 30
pairs = st.lists(st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)), max_size=80)


def nearest(at: np.ndarray) -> float:
    gap = np.hypot(*(at[:, None, :] - at[None, :, :]).transpose(2, 0, 1))
    return float(gap[np.triu_indices(len(at), 1)].min())


def test_a_diamond_has_three_tiers_and_its_two_middles_above_each_other():
    at = tiers(4, [(0, 1), (0, 2), (1, 3), (2, 3)])
    assert at[0, 0] < at[1, 0] == at[2, 0] < at[3, 0]
    assert at[1, 1] == -at[2, 1] != 0 and at[0, 1] == at[3, 1] == 0


def test_what_only_feeds_the_end_of_a_chain_stands_just_before_it():
    at = tiers(5, [(0, 1), (1, 2), (2, 3), (4, 3)])
    assert at[4, 0] == at[2, 0]


def test_a_tier_of_many_is_no_tower():
    at = tiers(201, [(i, 200) for i in range(200)])
    assert np.ptp(at[:, 1]) <= 40 * ROW
    assert at[:200, 0].max() < at[200, 0]


@given(edges=pairs)
@settings(max_examples=50, deadline=None)
def test_a_line_of_a_graph_without_cycles_leads_to_the_right(edges):
    forward = [(min(e), max(e)) for e in edges if e[0] != e[1]]
    at = tiers(SIZE, forward)
    assert all(at[a, 0] < at[b, 0] for a, b in forward)


@given(edges=pairs)
@settings(max_examples=50, deadline=None)
def test_no_two_nodes_lie_on_each_other(edges):
    assert nearest(tiers(SIZE, edges)) >= SPACING * 0.99
    assert nearest(free(SIZE, edges)) >= SPACING * 0.5


@given(edges=pairs, shuffled=st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_the_order_of_the_lines_does_not_matter(edges, shuffled):
    other = list(edges)
    shuffled.shuffle(other)
    assert free(SIZE, edges).tolist() == free(SIZE, other).tolist()
    assert tiers(SIZE, edges).tolist() == tiers(SIZE, other).tolist()


def test_leaves_stand_round_their_hub_and_a_part_of_its_own_stands_apart():
    at = free(24, [(0, i) for i in range(1, 21)] + [(21, 22), (22, 23)])
    assert max(np.hypot(*(at[i] - at[0])) for i in range(1, 21)) < 5 * SPACING
    assert at[21:, 1].min() > at[:21, 1].max()


def test_a_graph_without_nodes_and_one_of_a_single_node():
    assert free(0, []).shape == tiers(0, []).shape == (0, 2)
    assert free(1, []).tolist() == tiers(1, []).tolist() == [[0.0, 0.0]]
