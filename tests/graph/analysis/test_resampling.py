"""Draws of the sources, ranks and their intervals."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analysis.resampling import Evidence, intervals, ranks
from graph.analysis.views import Edge


def edges(*sources: str) -> list[Edge]:
    return [Edge(0, 1, "sold to", sources=tuple(each.split())) for each in sources]


def test_an_edge_stays_while_one_of_its_sources_is_there():
    evidence = Evidence.of(edges("a", "a b", "b c", "c"))
    assert evidence.names == ("a", "b", "c")
    assert evidence.without([0, 1, 2]).T.tolist() == [
        [False, True, True, True],
        [True, True, True, True],
        [True, True, True, False],
    ]


def test_edges_without_a_source_stand_or_fall_together():
    evidence = Evidence.of(edges("", "", "a"))
    drawn = evidence.draws(50, 1)
    assert (drawn[0] == drawn[1]).all() and not drawn[0].all() and drawn[0].any()


def test_the_same_seed_gives_the_same_draws_and_another_others():
    evidence = Evidence.of(edges("a", "b", "c", "d e", "f"))
    assert (evidence.draws(30, 7) == evidence.draws(30, 7)).all()
    assert (evidence.draws(30, 7) != evidence.draws(30, 8)).any()


def test_sixty_three_per_cent_of_single_sourced_edges_stay_and_eighty_six_of_those_with_two():
    single = Evidence.of(edges(*(f"s{i}" for i in range(400)))).draws(100, 1).mean()
    double = Evidence.of(edges(*(f"s{2 * i} s{2 * i + 1}" for i in range(400)))).draws(100, 1).mean()
    assert abs(single - (1 - np.exp(-1))) < 0.01
    assert abs(double - (1 - np.exp(-2))) < 0.01


@given(st.lists(st.integers(0, 5), min_size=1, max_size=20))
def test_a_rank_is_one_more_than_the_number_of_larger_values(values):
    column = np.array(values, float)[:, None]
    assert ranks(column)[:, 0].tolist() == [1 + sum(other > value for other in values) for value in values]


def test_values_that_differ_only_by_rounding_share_a_rank():
    assert ranks(np.array([[0.1 + 0.2], [0.3], [0.1]]))[:, 0].tolist() == [1, 1, 3]


@given(st.lists(st.lists(st.integers(1, 30), min_size=40, max_size=40), min_size=1, max_size=5))
@settings(max_examples=50)
def test_an_interval_holds_at_least_its_share_of_the_draws_and_ends_at_ranks_that_occurred(drawn):
    table = np.array(drawn)
    low, high = intervals(table)
    inside = ((table >= low[:, None]) & (table <= high[:, None])).mean(axis=1)
    assert (inside >= 0.95).all()
    assert all(lo in row and hi in row for lo, hi, row in zip(low, high, table, strict=True))
