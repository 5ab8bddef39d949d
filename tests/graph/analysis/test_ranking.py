"""The table of kg rank on graphs that can be checked by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analysis import centrality
from graph.analysis.ranking import ALLOWED, COLUMNS, LEADERS, MEASURES, Ranked, rank
from graph.analysis.subjects import KEYS, subjects
from graph.analysis.views import KIND, Edge, View
from graph.intervals import Span
from ontology.errors import UsageError
from tests.graph.analysis.graphs import deals, organization

LEAK = deals(
    ("a", "KE", "d1", "leak"), ("a", "UG", "d2", "leak"), ("a", "TZ", "d3", "leak"), ("a", "RW", "d4", "leak"),
    ("b", "KE", "d5", "press1"), ("b", "UG", "d6", "press2"), ("b", "TZ", "d7", "press3"),
    ("c", "KE", "d8", "press4"), ("c", "ke-police", "d8", "press4"), ("c", "ke-army", "d8", "press4"),
)  # fmt: skip
"""a sold four times, all on the word of one leak; b three times, each with a source of its own; c once, to a territory and two agencies."""


def table(view: View, *arguments, **options) -> list[dict]:
    found = rank(view, *arguments, **options)
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def test_a_deal_counts_once_whatever_number_of_agencies_it_names():
    assert [(r["id"], r["value"], r["facts"]) for r in table(LEAK)] == [("a", 4.0, 4), ("b", 3.0, 3), ("c", 1.0, 1)]


def test_a_rank_that_hangs_on_one_source_shows_it():
    a, b, c = table(LEAK)
    assert (a["top_source"], a["rank_without"]) == ("leak", None)
    assert (b["top_source"], b["rank_without"]) == ("press1", 2)
    assert a["rank_low"] == 1 and a["rank_high"] == 3
    assert b["rank_high"] <= 3 and c["rank_high"] == 3


def test_the_second_source_of_a_fact_makes_it_stand_without_the_first():
    backed = deals(("a", "KE", "d1", "leak court"), ("b", "KE", "d2", "leak"), ("b", "UG", "d3", "leak"))
    b, a = table(backed)
    assert (b["id"], b["rank_without"], a["top_source"], a["rank_without"]) == ("b", None, "court", 2)


def test_equal_values_share_a_rank_and_the_next_is_counted_on():
    rows = table(deals(("a", "KE", "d1", "s"), ("b", "UG", "d2", "s"), ("c", "KE", "d3", "s"), ("c", "UG", "d4", "s")))
    assert [(r["rank"], r["id"]) for r in rows] == [(1, "c"), (2, "a"), (2, "b")]


def test_the_same_seed_gives_the_same_table_and_no_resamples_no_interval():
    assert rank(LEAK, seed=3) == rank(LEAK, seed=3)
    assert all(r["rank_low"] is None and r["rank_high"] is None for r in table(LEAK, resamples=0))
    assert not any("Sampled" in note for note in rank(LEAK, resamples=0).notes)
    assert "Sampled: rank intervals are the middle 95 % of 200 draws of the sources, seed 3." in rank(LEAK, seed=3).notes


def test_shares_of_suppliers_add_up_and_a_joint_deal_is_split():
    joint = deals(("a", "KE", "d1", "s"), ("b", "KE", "d1", "s"), ("a", "UG", "d2", "s"))
    assert [(r["id"], r["value"]) for r in table(joint, "share")] == [("a", 0.75), ("b", 0.25)]


def test_concentration_by_territory_names_the_leader_and_leaves_out_who_has_too_few_deals():
    rows = [("a", "KE", f"d{i}", f"s{i}") for i in range(4)] + [("b", "KE", "d9", "s9"), ("a", "UG", "d5", "s5")]
    found = rank(deals(*rows), "hhi", "territory", resamples=0)
    assert found.columns == [*COLUMNS[:5], *LEADERS, *COLUMNS[5:]]
    assert [row[1:7] for row in found.rows] == [["KE", "KE", ["KE"], 0.68, "a", 0.8]]  # 0.8 * 0.8 + 0.2 * 0.2
    assert "1 territories with fewer than 5 facts are left out: their concentration says nothing." in found.notes
    with pytest.raises(UsageError, match=r"^No territory has 5 facts in the view deals"):
        rank(LEAK, "hhi", "territory")


def test_technologies_rank_by_their_deals_and_by_their_suppliers():
    view = deals(("a", "KE", "d1", "s"), ("b", "UG", "d2", "s"), technologies=("biometric-identification", "face-recognition"))
    extra = replace(view, edges=(*view.edges, replace(view.edges[0], event="d3", technologies=("spyware",))))
    rows = table(extra, "strength", "technology", resamples=0)
    assert [(r["id"], r["name"], r["value"]) for r in rows] == [
        ("biometric-identification", "biometric identification", 2.0), ("face-recognition", "face recognition", 2.0), ("spyware", "spyware", 1.0)
    ]  # fmt: skip
    assert [r["value"] for r in table(extra, "degree", "technology", resamples=0)] == [2.0, 2.0, 1.0]
    assert [r["value"] for r in table(extra, "share", "technology", resamples=0)] == pytest.approx(
        [2 / 3, 2 / 3, 1 / 3], abs=1e-8
    )


def test_years_are_those_of_the_last_possible_day_and_undated_deals_are_told():
    view = deals(("a", "KE", "d1", "s"), ("a", "UG", "d2", "s"))
    dated = replace(view, edges=(view.edges[0], replace(view.edges[1], days=Span())))
    found = rank(dated, "strength", "year")
    assert [row[1:3] for row in found.rows] == [["2019", "2019"]]
    assert "1 edges of deals without a date are in no year." in found.notes


CHAIN = View(
    "chain",
    tuple(organization(n) for n in "abcd"),
    (
        Edge(0, 1, "supplies", "l1", sources=("s1",)), Edge(1, 2, "sells through", "l2", sources=("s2",)),
        Edge(1, 3, "supplies", "l3", sources=("s3",)), Edge(3, 2, "goes into", "", level=KIND, sources=("s4",)),
    ),
)  # fmt: skip


def test_betweenness_of_nodes_and_edges_without_the_edges_between_kinds_of_goods():
    found = rank(CHAIN, "betweenness", "supplier", resamples=0)
    assert [(row[1], row[4]) for row in found.rows] == [("b", 2.0), ("a", 0.0)]  # a -> c and a -> d; d starts no edge of a party
    assert any(note.startswith("1 edges between kinds of goods are left out") for note in found.notes)
    rows = table(CHAIN, "betweenness", "edge", resamples=0)
    assert [(r["id"], r["value"]) for r in rows] == [("a -> b", 3.0), ("b -> c", 2.0), ("b -> d", 2.0)]


def test_where_nothing_lies_between_it_says_so_and_what_to_ask_instead():
    with pytest.raises(
        UsageError, match=r"^Every supplier has the betweenness 0 in the view deals, as filtered: .* use --view chain"
    ):
        rank(LEAK, "betweenness")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"measure": "pagerang"}, "There is no measure 'pagerang'; use degree, strength, .* Did you mean pagerank"),
        ({"by": "vendor"}, "Nothing is ranked by 'vendor'; use supplier, territory"),
        (
            {"measure": "hhi"},
            "The measure hhi is not one of a supplier, which takes .*; it fits --by territory, agency, technology, year.",
        ),
        ({"resamples": -1}, "--resamples -1 is negative"),
        ({"limit": -5}, "--limit -5 is negative"),
    ],
)
def test_bad_input_is_one_sentence(options, sentence):
    with pytest.raises(UsageError, match=sentence):
        rank(LEAK, **options)


def test_what_lies_outside_the_densest_part_is_told():
    apart = deals(("a", "KE", "d1", "s"), ("b", "ke-police", "d2", "s"), ("b", "ke-police", "d3", "s"))
    with pytest.raises(
        UsageError, match=r"^Every territory has the hits 0 .*: the densest part, all that this measure sees, holds none"
    ):
        rank(apart, "hits", "territory")


def test_a_view_without_what_is_ranked_says_so():
    with pytest.raises(UsageError, match=r"^The view chain, as filtered, holds no territory to rank"):
        rank(CHAIN, by="territory")


def test_a_negative_weight_is_refused():
    with pytest.raises(UsageError, match=r"^Edge 0 has the weight -1"):
        rank(replace(LEAK, edges=(replace(LEAK.edges[0], weight=-1.0), *LEAK.edges[1:])))


ROWS = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["KE", "UG", "ke-police"]), st.sampled_from(["s1", "s2", "s3"])),
    min_size=1,
    max_size=12,
)


@given(rows=ROWS)
@settings(max_examples=40, deadline=None)
def test_values_are_those_of_the_measure_on_the_whole_network_and_every_draw_on_its_part(rows):
    view = deals(*((a, b, f"d{i}", s) for i, (a, b, s) in enumerate(rows)))
    for measure in ("pagerank", "closeness", "core", "degree", "strength"):
        ranked = Ranked(view, subjects(view, "supplier"), measure)
        kept = ranked.evidence.draws(3, 1)
        kept[:, 0] = True
        values = ranked.values(kept)
        for column in range(3):
            part = [e for e, there in zip(view.edges, kept[:, column], strict=True) if there]
            graph = centrality.Network.of(
                len(view.nodes), [e.start for e in part], [e.end for e in part], [e.weight for e in part]
            )
            assert values[:, column] == pytest.approx(
                centrality.OF_NODES[measure](graph.turned())[ranked.subject.nodes], abs=1e-12
            )


def test_every_measure_that_fits_a_subject_ranks_it():
    view = deals(*(("a", "KE", f"d{i}", f"s{i}") for i in range(5)), ("b", "KE", "d8", "s8"), *(("b", "ke-police", f"e{i}", "s9") for i in range(5)),
                 technologies=("spyware",))  # fmt: skip
    assert set(ALLOWED) == set(KEYS) and {m for ms in ALLOWED.values() for m in ms} == set(MEASURES)
    for by, measures in ALLOWED.items():
        for measure in set(measures) - {"betweenness"}:
            found = rank(view, measure, by, resamples=5)
            assert found.rows and all(len(row) == len(found.columns) for row in found.rows), (by, measure)
            assert np.isfinite([row[4] for row in found.rows]).all()
