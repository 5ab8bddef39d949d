"""The fixed point of ownership: OFAC's published examples, hand-checkable graphs, and an independent brute-force solver of small graphs."""

import csv
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.ownership.solver import (
    CONTROL,
    COVERED,
    DEPENDS,
    LISTING,
    NOT_COVERED,
    OWNERSHIP,
    WHOLE,
    Control,
    Holding,
    OwnershipTest,
    solve,
)

EXAMPLES = list(csv.DictReader((Path(__file__).parent / "ofac_examples.csv").open(encoding="utf-8")))
HALF = OwnershipTest()


def held(*stakes):
    """Holdings out of (owner, asset, per cent) or (owner, asset, least, greatest per cent)."""
    return [Holding(o, a, round(s[0] * 10_000), round(s[-1] * 10_000), (f"{o}>{a}",)) for o, a, *s in stakes]


def listed(*names):
    return dict.fromkeys(names, True)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e["example"])
def test_the_published_examples_of_ofac_get_their_published_answers(example):
    stakes = held(*((o, a, float(s)) for o, a, s in (stake.split() for stake in example["stakes"].split("; "))))
    found = solve(stakes, listed(*example["blocked"].split("; ")), HALF)
    assert {"blocked": COVERED, "not blocked": NOT_COVERED}[example["answer"]] == found.state(example["asked"])
    for intermediate in filter(None, example["also blocked"].split("; ")):
        assert found.state(intermediate) == COVERED


def test_every_example_says_where_it_was_read():
    assert EXAMPLES and all(e["read at"].startswith("https://") and e["read on"] == "2026-11-24" for e in EXAMPLES)


def test_shares_are_not_multiplied_along_a_chain():
    assert solve(held(("X", "A", 50), ("A", "B", 50), ("B", "C", 50)), listed("X"), HALF).state("C") == COVERED
    assert solve(held(("X", "A", 49), ("A", "B", 100)), listed("X"), HALF).state("B") == NOT_COVERED


def test_a_chain_of_many_companies_does_not_exhaust_the_stack():
    names = [f"c{i}" for i in range(20_000)]
    found = solve(held(*((o, a, 50) for o, a in pairwise(names))), listed("c0"), HALF)
    assert found.state("c19999") == COVERED
    assert found.cover("c19999").roots == ("c0",)


def test_a_circle_of_owners_covers_nobody_by_itself():
    circle = held(("A", "B", 60), ("B", "A", 50), ("X", "A", 10))
    assert solve(circle, listed("X"), HALF).states == {"X": COVERED}
    assert solve([*circle, *held(("Y", "A", 40))], listed("X", "Y"), HALF).state("B") == COVERED


def test_a_company_that_owns_most_of_its_owner_is_not_covered_by_a_minority_of_a_listed_one():
    assert solve(held(("X", "A", 45), ("Y", "A", 48), ("A", "Y", 100)), listed("X"), HALF).states == {"X": COVERED}


def test_a_proof_never_goes_round_in_a_circle():
    found = solve(held(("X", "A", 50), ("A", "B", 50), ("B", "A", 50)), listed("X"), HALF)
    assert [h.owner for h in found.cover("A").holdings] == ["X"]
    assert [h.owner for h in found.cover("B").holdings] == ["A"]


@pytest.mark.parametrize(
    ("share", "more_than", "state"), [(50, False, COVERED), (50, True, NOT_COVERED), (50.0001, True, COVERED)]
)
def test_the_threshold_itself_is_enough_or_not(share, more_than, state):
    assert solve(held(("X", "A", share)), listed("X"), OwnershipTest(more_than=more_than)).state("A") == state


def test_shares_are_whole_numbers():
    assert solve(held(("X", "A", 35), ("Y", "A", 10), ("Z", "A", 5)), listed("X", "Y", "Z"), HALF).state("A") == COVERED


def test_stakes_of_several_listed_owners_are_added_up_or_not():
    stakes, owners = held(("X", "A", 30), ("Y", "A", 30)), listed("X", "Y")
    assert solve(stakes, owners, OwnershipTest(aggregates=True)).state("A") == COVERED
    assert solve(stakes, owners, OwnershipTest(aggregates=False)).state("A") == NOT_COVERED
    unsaid = solve(stakes, owners, OwnershipTest(aggregates=None))
    assert (unsaid.state("A"), unsaid.cover("A").added_up) == (DEPENDS, True)


def test_what_one_listed_owner_holds_through_two_companies_is_added_up_even_so():
    stakes = held(("X", "A", 100), ("X", "B", 100), ("A", "C", 30), ("B", "C", 30))
    assert solve(stakes, listed("X"), OwnershipTest(aggregates=False)).state("C") == COVERED


def test_control_counts_only_where_the_rule_says_so():
    links = [Control("X", "A", True, "l")]
    assert solve([], listed("X"), OwnershipTest(control_counts=False), links).state("A") == NOT_COVERED
    assert solve([], listed("X"), OwnershipTest(control_counts=None), links).state("A") == DEPENDS
    found = solve(held(("A", "B", 50)), listed("X"), OwnershipTest(control_counts=True), links)
    assert (found.cover("A").by, found.cover("B").by, found.cover("X").by) == (CONTROL, OWNERSHIP, LISTING)
    assert found.cover("B").stakes == ("A>B", "l")


def test_the_greatest_share_leaves_room_for_what_others_certainly_hold():
    """Y certainly holds 55 %, so X can have at most 45 %."""
    assert solve(held(("X", "A", 0, 100), ("Y", "A", 55)), listed("X"), HALF).state("A") == NOT_COVERED
    assert solve(held(("X", "A", 0, 100), ("Y", "A", 45)), listed("X"), HALF).state("A") == DEPENDS


def test_an_answer_that_depends_names_the_stake_and_where_it_turns():
    found = solve(held(("X", "A", 0, 60), ("Y", "A", 20)), listed("X", "Y"), HALF)
    [decider] = found.deciders("A")
    assert (decider.holding.owner, decider.never, decider.always) == ("X", 300_000, 300_000)
    assert (found.cover("A").least, found.cover("A").most) == (200_000, 800_000)


def test_of_two_open_stakes_neither_may_decide_alone():
    found = solve(held(("X", "A", 0, 30), ("Y", "A", 0, 40)), listed("X", "Y"), HALF)
    assert [(d.holding.owner, d.never, d.always) for d in found.deciders("A")] == [("Y", 200_000, None), ("X", 100_000, None)]


def test_an_owner_that_may_be_listed_makes_it_depend_on_the_listing():
    found = solve(held(("X", "A", 60)), {"X": False}, HALF)
    assert found.state("A") == DEPENDS
    assert [d.listed for d in found.deciders("A")] == ["X"]


def test_an_open_stake_further_up_decides_further_down():
    found = solve(held(("X", "A", 40, 60), ("A", "B", 70)), listed("X"), HALF)
    assert found.state("B") == DEPENDS
    assert [(d.asset, d.holding.owner) for d in found.deciders("B")] == [("A", "X")]


def test_certain_shares_of_more_than_the_whole_do_not_count_as_certain():
    found = solve(held(("X", "A", 60), ("Y", "A", 70)), listed("X"), HALF)
    assert found.network.overfull == ["A"]
    assert found.state("A") == DEPENDS


# ---------------------------------------------------------------- against brute force

STEPS = tuple(range(0, WHOLE + 1, 200_000))
"""Shares that brute force tries. Bounds, sums and what they leave of the whole are multiples of one step, so the greatest possible sums are among them."""
NODES = ("a", "b", "c", "d")


def least_closed_set(shares, controls, roots, needed):
    """The covered organizations for concrete shares: the smallest of all closed sets, found by looking at every set."""
    best = None
    for picks in product((False, True), repeat=len(NODES)):
        covered = {n for n, pick in zip(NODES, picks, strict=True) if pick}
        closed = roots <= covered and all(
            n in covered
            or (
                sum(s for (o, a), s in shares.items() if a == n and o in covered) < needed
                and not any(d == n and c in covered for c, d in controls)
            )
            for n in NODES
        )
        if closed and (best is None or len(covered) < len(best)):
            best = covered
    return best


def brute_force(holdings, roots, test, controls):
    """For each organization the set of answers over all concrete shares (no more than the whole together), listings and links of control."""
    answers = {n: set() for n in NODES}
    ranges = [[s for s in STEPS if h.low <= s <= h.high] for h in holdings]
    open_roots, open_links = [r for r, sure in roots.items() if not sure], [c for c in controls if not c.certain]
    for picked in product(*ranges):
        shares = {(h.owner, h.asset): s for h, s in zip(holdings, picked, strict=True)}
        if any(sum(s for (_, a), s in shares.items() if a == n) > WHOLE for n in NODES):
            continue
        for flags in product((False, True), repeat=len(open_roots) + len(open_links)):
            on = {r for r, sure in roots.items() if sure} | {r for r, flag in zip(open_roots, flags, strict=False) if flag}
            picked_links = [c for c, flag in zip(open_links, flags[len(open_roots) :], strict=True) if flag]
            links = {(c.controller, c.controlled) for c in [*picked_links, *(c for c in controls if c.certain)]}
            links = links if test.control_counts else set()
            groups = [on] if test.aggregates else [{r} for r in on]
            covered = set().union(*(least_closed_set(shares, links, g, test.needed) for g in groups))
            for n in NODES:
                answers[n].add(n in covered)
    return {n: COVERED if a == {True} else NOT_COVERED if a == {False} else DEPENDS for n, a in answers.items()}


@st.composite
def problems(draw):
    pairs = draw(st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)), max_size=5, unique=True))
    used, holdings = dict.fromkeys(NODES, 0), []
    for owner, asset in pairs:
        low = draw(st.sampled_from(STEPS))
        if owner == asset or used[asset] + low > WHOLE:
            continue
        used[asset] += low
        holdings.append(Holding(owner, asset, low, draw(st.sampled_from([s for s in STEPS if s >= low]))))
    roots = draw(st.dictionaries(st.sampled_from(NODES), st.booleans(), min_size=1, max_size=2))
    ends = st.sampled_from(NODES)
    controls = draw(st.lists(st.builds(Control, ends, ends, st.booleans()), max_size=1))
    test = OwnershipTest(
        draw(st.sampled_from((400_000, 500_000, 600_000, WHOLE))), draw(st.booleans()), draw(st.booleans()), draw(st.booleans())
    )
    return holdings, roots, test, controls


@settings(max_examples=300, deadline=None)
@given(problems())
def test_the_answer_is_that_of_brute_force_over_all_shares(problem):
    holdings, roots, test, controls = problem
    found = solve(holdings, roots, test, controls)
    assert {n: found.state(n) for n in NODES} == brute_force(holdings, roots, test, controls)


@settings(max_examples=200, deadline=None)
@given(problems())
def test_a_proof_stands_on_owners_that_are_covered_themselves_and_reaches_the_threshold(problem):
    holdings, roots, test, controls = problem
    found = solve(holdings, roots, test, controls)
    for uri, state in found.states.items():
        cover = found.cover(uri)
        assert cover.state == state
        if cover.by == LISTING:
            assert uri in roots
            continue
        assert cover.roots and set(cover.roots) <= set(roots)
        assert (cover.least if state == COVERED else cover.most) >= test.needed or cover.controls
        assert state == DEPENDS or all(found.state(h.owner) == COVERED for h in cover.holdings)
        assert state == COVERED or found.deciders(uri)


@settings(max_examples=200, deadline=None)
@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_the_stakes_does_not_matter(problem, random):
    holdings, roots, test, controls = problem
    shuffled = random.sample(holdings, len(holdings))
    assert solve(shuffled, roots, test, controls).states == solve(holdings, roots, test, controls).states


def test_the_page_shows_every_published_example_with_where_it_was_read():
    page = (Path(__file__).parents[2] / "docs" / "ownership.md").read_text(encoding="utf-8")
    lines = [line for line in page.splitlines() if "2026-11-24" in line]
    for example in EXAMPLES:
        assert any(
            f"| {example['example']} |" in line and example["read at"] in line and f"is {example['answer']}" in line
            for line in lines
        )
