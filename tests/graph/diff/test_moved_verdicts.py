"""Which verdicts moved and why, on graphs small enough to check by hand."""

import copy
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.diff.identity import Families
from graph.diff.verdicts import NOT_THERE, compare_verdicts
from graph.intervals import AFTER, BEFORE, CANNOT_TELL, NOT_LISTED
from graph.property_graph import PropertyGraph
from tests.graph.test_verdicts import Small

TODAY = "2026-11-24"


def covering(graph: Small, day: str, programme: str = "export list") -> None:
    edition = graph.thing(f"urn:kg:source:edition:{day}", "Source", dataset="edition", date=day)
    graph.relationships[edition, "COVERS", programme, edition] = {"date": day, "event": edition}


@pytest.fixture
def old() -> Small:
    """A firm that sold on 2021-05-01 and is on no list; the complete edition of 2024 says so. Its owner and the rule that would reach it are there."""
    graph = Small()
    graph.thing("export list", "Programme", measures=["export-control"])
    for firm in ("firm", "owner", "twin"):
        graph.thing(firm, "Organization")
    graph.thing("KE", "Territory", code="KE")
    covering(graph, "2024-01-01")
    rule = graph.thing(
        "rule", "Rule", ownershipThreshold=50.0, ownershipMoreThan=False, ownershipAggregates=True, controlCounts=False
    )
    graph.link(rule, programme="export list")
    interval = graph.thing("interval", "RuleInterval", ruleState="in-force", startEarliest="2020-01-01", startLatest="2020-01-01")
    graph.link(interval, rule=rule)
    graph.deal("deal", "2021-05-01", "firm")
    return graph


@pytest.fixture
def new(old: Small) -> Small:
    return copy.deepcopy(old)


def moves(old: PropertyGraph, new: PropertyGraph, as_of: str = TODAY) -> list[tuple[str, str, list[str]]]:
    return [(m.before, m.after, [f"{p.kind} {p.change}" for p in m.because]) for m in compare_verdicts(old, new, as_of)[0]]


def test_no_verdict_moves_between_a_graph_and_itself(old):
    old.listing("firm", "export list", "2019-10-09")
    assert compare_verdicts(old, old, TODAY) == ([], [])


def test_a_listing_before_the_deal_that_entered_moves_the_verdict_and_is_the_reason(old, new):
    uri = new.listing("firm", "export list", "2019-10-09")
    ((move,), absences) = compare_verdicts(old, new, TODAY)
    assert (move.deal, move.supplier, move.programme) == ("deal", "firm", "export list")
    assert (move.before, move.after) == (NOT_LISTED, BEFORE)
    (premise,) = move.because
    assert (premise.kind, premise.change, premise.uri) == ("listing", "entered", uri)
    assert premise.words == "the listing on export list since 2019-10-09 entered"
    assert premise.sources == (f"source of {uri}",)
    assert move.why_after == "on the list since 2019-10-09, before the deal (2021-05-01)"
    assert absences == []


def test_a_listing_that_left_is_the_reason_the_other_way_round(old, new):
    new.listing("firm", "export list", "2019-10-09")
    assert moves(new, old) == [(BEFORE, NOT_LISTED, ["listing left"])]


def test_of_two_facts_that_entered_only_the_one_that_moves_the_verdict_is_the_reason(old, new):
    decides = new.listing("firm", "export list", "2019-10-09", end="2022-01-01")
    new.listing("firm", "export list", "2023-06-01")
    covering(new, "2025-01-01")
    ((move,), _) = compare_verdicts(old, new, TODAY)
    assert [p.uri for p in move.because] == [decides]


def test_two_lists_that_both_say_it_are_each_the_reason(old, new):
    first, second = (new.listing("firm", "export list", day) for day in ("2019-10-09", "2019-10-10"))
    ((move,), _) = compare_verdicts(old, new, TODAY)
    assert [p.uri for p in move.because] == [first, second] and move.each_alone


def test_two_facts_that_only_move_it_together_are_both_the_reason(old, new):
    old.nodes["deal"].properties |= {"dateEarliest": "2018-05-01", "dateLatest": "2018-05-01"}
    new.listing("firm", "export list", "2019-10-09")
    assert moves(old, new) == [(NOT_LISTED, BEFORE, ["deal changed", "listing entered"])]
    assert not compare_verdicts(old, new, TODAY)[0][0].each_alone


def test_a_date_of_the_deal_that_changed_is_the_reason(old, new):
    for graph in (old, new):
        graph.listing("firm", "export list", "2019-10-09")
    new.nodes["deal"].properties |= {"date": "2019-01-05", "dateEarliest": "2019-01-05", "dateLatest": "2019-01-05"}
    assert moves(old, new) == [(BEFORE, AFTER, ["deal changed"])]
    ((move,), _) = compare_verdicts(old, new, TODAY)
    assert move.because[0].words == "the deal's date is now 2019-01-05 (signed), it was not known (signed)"


def test_a_date_of_a_listing_that_changed_is_the_reason_with_both_values(old, new):
    for graph, start in ((old, "2019-10-09"), (new, "2022-10-09")):
        uri = graph.listing("firm", "export list", "2019-10-09")
        graph.nodes[uri].properties |= {"start": start, "startEarliest": start, "startLatest": start}
    ((move,), _) = compare_verdicts(old, new, TODAY)
    assert (move.before, move.after) == (BEFORE, AFTER)
    assert [p.words for p in move.because] == ["the listing on export list changed: start 2022-10-09 (was 2019-10-09)"]


def test_an_identity_that_joined_the_supplier_with_a_listed_record_is_the_reason(old, new):
    old.listing("twin", "export list", "2019-10-09")
    uri = new.listing("twin", "export list", "2019-10-09")
    del new.nodes["twin"], new.relationships[uri, "SUBJECT", "twin", ""]
    new.nodes["firm"].properties["sameAs"] = ["twin"]
    new.relationships[uri, "SUBJECT", "firm", ""] = {}
    assert moves(old, new) == [(NOT_LISTED, BEFORE, ["identity merged"])]
    assert moves(new, old) == [(BEFORE, NOT_LISTED, ["identity split"])]
    ((move,), _) = compare_verdicts(old, new, TODAY)
    assert move.because[0].words == "twin (twin), listed by itself before, is now the same as firm"


def test_a_supplier_that_became_another_node_keeps_its_verdict(old, new):
    old.listing("firm", "export list", "2019-10-09")
    uri = new.listing("firm", "export list", "2019-10-09")
    for start, kind in ((uri, "SUBJECT"), ("deal", "SUPPLIER")):
        del new.relationships[start, kind, "firm", ""]
        new.relationships[start, kind, "twin", ""] = {}
    del new.nodes["firm"], old.nodes["twin"]
    new.nodes["twin"].properties["sameAs"] = ["firm"]
    assert moves(old, new) == []


def test_a_stake_that_entered_is_the_reason_where_the_owner_is_listed(old, new):
    for graph in (old, new):
        graph.listing("owner", "export list", "2019-10-09")
    stake = new.thing("stake", "OwnershipStake", share=60.0, startEarliest="2015-01-01", startLatest="2015-12-31")
    new.link(stake, owner="owner", asset="firm", source="source of stake")
    ((move,), _) = compare_verdicts(old, new, TODAY)
    assert (move.before, move.after) == (NOT_LISTED, BEFORE)
    assert [(p.kind, p.change, p.uri) for p in move.because] == [("stake", "entered", "stake")]


def test_a_rule_that_is_suspended_now_is_the_reason(old, new):
    for graph in (old, new):
        graph.listing("owner", "export list", "2019-10-09")
        stake = graph.thing("stake", "OwnershipStake", share=60.0, startEarliest="2015-01-01", startLatest="2015-12-31")
        graph.link(stake, owner="owner", asset="firm", source="source of stake")
    new.nodes["interval"].properties["ruleState"] = "suspended"
    ((move,), _) = compare_verdicts(old, new, TODAY)
    assert (move.before, move.after) == (BEFORE, NOT_LISTED)
    assert [p.words for p in move.because] == ["the interval of rule changed: state suspended (was in-force)"]


def test_a_new_deal_brings_its_verdicts_and_is_their_reason(old, new):
    for graph in (old, new):
        graph.listing("firm", "export list", "2019-10-09")
    new.deal("later deal", "2022-01-01", "firm")
    assert moves(old, new) == [(NOT_THERE, BEFORE, ["deal entered"])]
    assert moves(new, old) == [(BEFORE, NOT_THERE, ["deal left"])]


def test_an_edition_that_entered_moves_absences_which_are_counted(old, new):
    old.relationships = {key: held for key, held in old.relationships.items() if key[1] != "COVERS"}
    found, (absence,) = compare_verdicts(old, new, TODAY)
    assert found == []
    assert (absence.before, absence.after, absence.amount) == (CANNOT_TELL, NOT_LISTED, 1)
    assert [p.words for p in absence.because] == ["the complete edition of 2024-01-01 of export list is held now"]
    assert absence.because[0].sources == ("edition:2024-01-01",)


def test_both_sides_are_asked_as_of_the_same_day(old, new):
    new.listing("firm", "export list", "2019-10-09")
    assert moves(old, new, "2019-01-01") == []


DAYS = st.dates(min_value=date(2018, 1, 1), max_value=date(2023, 12, 31)).map(str)
LISTINGS = st.lists(st.tuples(st.sampled_from(["firm", "owner"]), DAYS), max_size=3, unique=True)


def random_graph(listings: list[tuple[str, str]], deals: list[str], editions: list[str]) -> Small:
    graph = Small()
    graph.thing("export list", "Programme", measures=["export-control"])
    for firm in ("firm", "owner"):
        graph.thing(firm, "Organization")
    for subject, start in listings:
        graph.listing(subject, "export list", start)
    for number, day in enumerate(deals):
        graph.deal(f"deal {number}", day, "firm", "owner")
    for day in editions:
        covering(graph, day)
    return graph


GRAPHS = st.builds(random_graph, LISTINGS, st.lists(DAYS, max_size=2), st.lists(DAYS, max_size=2, unique=True))


@given(GRAPHS, GRAPHS)
def test_moves_the_other_way_round_are_the_inverse_and_each_has_a_reason(one, other):
    there, absences = compare_verdicts(one, other, TODAY)
    back, other_absences = compare_verdicts(other, one, TODAY)
    assert {(m.deal, m.supplier, m.before, m.after) for m in there} == {(m.deal, m.supplier, m.after, m.before) for m in back}
    assert {(a.before, a.after, a.amount) for a in absences} == {(a.after, a.before, a.amount) for a in other_absences}
    assert all(m.because for m in there) and all(a.because for a in absences)
    assert Families(one, other).regroupings(one, other) == []
