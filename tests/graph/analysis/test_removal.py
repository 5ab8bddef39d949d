"""Who loses what: by hand on small views, and the best sets against brute force."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analysis import removal
from graph.analysis.removal import (
    COLUMNS,
    ELSEWHERE,
    KEEPS,
    NO_SUBSTITUTE,
    UNKNOWN,
    Need,
    Needs,
    curve,
    exact,
    greedy,
    losses,
    needs,
    without,
)
from graph.analysis.views import Edge, Thing, View
from ontology.errors import UsageError
from tests.graph.analysis.small_views import chain

EMPTY = View("deals", (), ())


def sales(*deals: tuple[str, str, str], homes: dict[str, str] | None = None) -> View:
    """Deals as (supplier, destination, technology); destinations are territories."""
    names = sorted({n for d in deals for n in d[:2]})
    places = {d[1] for d in deals}
    nodes = tuple(
        Thing(n, n, n, "territory", (n,)) if n in places else Thing(n, n, n, "organization", ((homes or {}).get(n, "XX"),))
        for n in names
    )
    edges = tuple(
        Edge(
            names.index(s),
            names.index(t),
            "sold to",
            f"deal {i}",
            evidence=5,
            sources=(f"source {i}",),
            technologies=(tech,) if tech else (),
        )
        for i, (s, t, tech) in enumerate(deals)
    )
    return View("deals", nodes, edges)


def lost(held: Needs, *removed: str) -> dict[tuple[str, str], str]:
    found = [dict(zip(COLUMNS, row, strict=True)) for row in losses(held, set(removed))]
    return {(r["loser"], r["loses_id"]): r["outcome"] for r in found}


def test_the_outcome_says_who_is_left_and_who_else_there_is():
    view = chain(
        "A -supplies-> C [x]",
        "B -supplies-> C [x]",
        "A -supplies-> C [y]",
        "D -supplies-> E [y]",
        "A -supplies-> C [z]",
        "A -supplies-> F",
    )
    found = lost(needs(view, EMPTY), "A")
    assert found == {("C", "x"): KEEPS, ("C", "y"): ELSEWHERE, ("C", "z"): NO_SUBSTITUTE, ("F", ""): UNKNOWN}


def test_who_is_removed_too_is_no_substitute():
    view = chain("A -supplies-> C [y]", "D -supplies-> E [y]")
    assert lost(needs(view, EMPTY), "A", "D") == {("C", "y"): NO_SUBSTITUTE, ("E", "y"): NO_SUBSTITUTE}


def test_the_loser_cannot_supply_itself():
    view = chain("A -supplies-> C [y]", "C -supplies-> E [y]")
    assert lost(needs(view, EMPTY), "A") == {("C", "y"): NO_SUBSTITUTE}


def test_who_supplied_it_to_the_removed_alone_is_no_substitute():
    view = chain("A -makes-> x [x]", "F -supplies-> A [x]", things={"x": Thing("x", "x", "x", "item")})
    assert lost(needs(view, EMPTY), "A") == {("x", "x"): NO_SUBSTITUTE}


def test_who_supplies_another_thing_of_the_same_kind_is_named_beside():
    mine, other = (Thing(u, u, u, "item", wider=("camera chip", "chip")) for u in ("mine", "other"))
    kinds = {u: Thing(u, u, u, "item") for u in ("camera chip", "chip")}
    view = chain(
        "A -supplies-> C [mine]", "B -supplies-> D [other]", "E -supplies-> C [chip]", things={"mine": mine, "other": other}
    )
    view = View("chain", view.nodes, view.edges, items={**view.items, **kinds})
    (row,) = [dict(zip(COLUMNS, r, strict=True)) for r in losses(needs(view, EMPTY), {"A"})]
    assert (row["outcome"], row["kind"], row["same_kind"]) == (NO_SUBSTITUTE, "camera chip", ["B"])


def test_what_the_removed_themselves_got_is_no_loss_of_others():
    view = chain("A -supplies-> B [y]", "B -supplies-> C [z]")
    assert set(lost(needs(view, EMPTY), "A", "B")) == {("C", "z")}


def test_the_share_lost_counts_facts_and_the_market_share_is_the_published_one():
    view = chain("A -supplies-> C [x]", "A -supplies-> C [x]", "B -supplies-> C [x]")
    edges = tuple(
        Edge(**{**{f: getattr(e, f) for f in e.__dataclass_fields__}, "share": 40.0 if e.start == 0 else 60.0})
        for e in view.edges
    )
    held = needs(View("chain", view.nodes, edges, items=view.items), EMPTY)
    (row,) = [dict(zip(COLUMNS, r, strict=True)) for r in losses(held, {"A"})]
    assert (row["facts_lost"], row["facts_known"], row["share_lost"], row["market_share_lost"]) == (2, 3, 0.6667, 40.0)
    assert (row["evidence"], row["sources"]) == ("press", ["source 0", "source 1"])


def test_a_destination_loses_a_technology():
    held = needs(
        View("chain", (), ()),
        sales(("A", "KE", "spyware"), ("A", "UG", "spyware"), ("B", "UG", "spyware"), ("A", "UG", "drones")),
    )
    assert lost(held, "A") == {("KE", "spyware"): ELSEWHERE, ("UG", "spyware"): KEEPS, ("UG", "drones"): NO_SUBSTITUTE}


def test_a_wider_technology_is_not_counted_beside_the_narrower_one():
    deals = sales(("A", "KE", "spyware"))
    wide = View("deals", deals.nodes, (Edge(0, 1, "sold to", "d", technologies=("device-intrusion", "spyware")),))
    assert [n.what for n in needs(View("chain", (), ()), wide).needs] == ["spyware"]


def test_importers_are_who_buys_across_a_border_and_suppliers_lose_them():
    deals = sales(("A", "KE", "spyware"), ("A", "US", "spyware"), ("B", "US", "drones"), homes={"A": "IL", "B": "US"})
    held = needs(View("chain", (), ()), deals, importers=True)
    assert {(n.loser, n.what): sorted(n.by) for n in held.needs} == {("A", "spyware"): ["KE", "US"]}
    assert lost(held, "KE") == {("A", "spyware"): KEEPS}
    assert "territories" in held.meaning


def test_the_graph_after_counts_what_is_left():
    view = chain("A -supplies-> C [x]", "C -supplies-> D [y]", "B -supplies-> E [x]")
    deals = sales(("A", "KE", "spyware"), ("B", "KE", "drones"))
    held = needs(view, deals)
    after = {row[0]: row[1:] for row in removal.after(view, deals, held, {"A"})}
    assert after["connected parts, territories aside (chain)"] == [2, 2]
    assert after["things in the largest part (chain)"] == [3, 2]
    assert after["deals (deals)"] == [2, 1]
    assert after["destinations by technology with a supplier (deals)"] == [2, 1]
    assert after["needs left without any supplier"] == [0, 2]
    assert after["of these without a substitute in the data"] == [0, 1]


@st.composite
def some_needs(draw: st.DrawFn) -> Needs:
    sets = draw(st.lists(st.sets(st.sampled_from("ABCDEF"), min_size=1, max_size=4), min_size=1, max_size=12))
    found = [Need(str(i), str(i), {s: [Edge(0, 1, "x", f"{i}{s}")] for s in sorted(by)}) for i, by in enumerate(sets)]
    return Needs(found, {}, {c: Thing(c, c, c, "organization") for c in "ABCDEF"})


@settings(max_examples=200, deadline=None)
@given(some_needs(), st.integers(1, 5))
def test_the_exact_set_is_the_best_of_all_and_greedy_is_no_better(held, k):
    candidates = {by for need in held.needs for by in need.by}
    k = min(k, len(candidates))
    best = max(without(held, few) for few in itertools.combinations(sorted(candidates), k))
    found = exact(held, candidates, k)
    assert (found.without, found.status) == (best, "proven")
    assert without(held, found.members) == best
    chosen = greedy(held, candidates, k)
    assert len(set(chosen)) == k and without(held, chosen) <= best
    assert exact(held, candidates, k, at_least=without(held, chosen)).without == best


@settings(max_examples=60, deadline=None)
@given(some_needs())
def test_the_curve_never_falls_and_ends_with_everything(held):
    candidates = {by for need in held.needs for by in need.by}
    rows = [dict(zip(removal.CURVE, row, strict=True)) for row in curve(held, candidates, len(candidates))]
    values = [row["without"] for row in rows]
    assert values == sorted(values) and values[-1] == len(held.needs)


def test_a_search_that_met_its_bound_says_that_nothing_is_proven():
    held = Needs([Need(str(i), str(i), {s: [] for s in "ABC"}) for i in range(3)], {}, {})
    assert "not proven" in exact(held, "ABC", 3, most_branches=1).status


def test_only_candidates_are_removed():
    held = Needs([Need("x", "x", {"A": []}), Need("y", "y", {"B": []}), Need("z", "z", {"B": []})], {}, {})
    assert greedy(held, {"A"}, 1) == ["A"]
    assert exact(held, {"A"}, 1).members == ("A",)


@pytest.mark.parametrize(("k", "words"), [(0, "k is 0"), (5, "There are only 1 that could be removed; -k 5 is more")])
def test_a_number_that_cannot_be_is_told(k, words):
    held = Needs([Need("x", "x", {"A": []})], {}, {"A": Thing("A", "A", "A", "organization")})
    with pytest.raises(UsageError, match=words):
        curve(held, {"A"}, k)
