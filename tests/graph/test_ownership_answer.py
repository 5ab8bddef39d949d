"""Owners, control, listings and rules of a graph: who is covered on a day, and the whole answer for one organization."""

import itertools
import json

import pytest

from graph.check import graph_problems
from graph.intervals import Span
from graph.ownership import COVERED, DEPENDS, NOT_COVERED, Register, answer, tree
from graph.property_graph import Node, PropertyGraph
from ontology.errors import UsageError

DAY = Span("2024-01-01", "2024-01-01")


class Drawing:
    """A property graph drawn by hand; every event has the source `s`."""

    def __init__(self):
        self.graph = PropertyGraph()
        for key, *labels in (("s", "Source"), ("p", "Programme"), ("q", "Programme")):
            self.node(key, *labels)

    def node(self, key, *labels, **held):
        uri = f"urn:kg:{key}"
        self.graph.nodes[uri] = Node(tuple(sorted({"Resource", *labels})), {"uri": uri, "id": key, "name": key.upper(), **held})
        return uri

    def event(self, key, label, ends, **held):
        uri = self.node(key, "Event", label, evidence="press", **held)
        for kind, end in [*ends, ("SOURCE", "s")]:
            self.graph.relationships[uri, kind, f"urn:kg:{end}", ""] = {"sources": ["s"]}

    def organizations(self, names):
        for name in names:
            self.node(name, "Organization")
        return self

    def stake(self, owner, asset, share=None, start="2015-01-01", **held):
        dates = {"start": start, "startEarliest": start, "startLatest": start} if start else {}
        size = {} if share is None else {"share": float(share)}
        self.event(f"{owner}-in-{asset}", "OwnershipStake", [("OWNER", owner), ("ASSET", asset)], **size, **dates, **held)
        return self

    def control(self, controller, controlled, basis=None, **held):
        ends = [("CONTROLLER", controller), ("CONTROLLED", controlled)]
        self.event(f"{controller}-controls-{controlled}", "ControlLink", ends, **({"basis": basis} if basis else {}), **held)
        return self

    def listing(self, subject, programme="p", start="2019-10-09", end=None):
        dates = {"start": start, "startEarliest": start, "startLatest": start, "startKind": "effective"}
        if end:
            dates |= {"end": end, "endEarliest": end, "endLatest": end}
        self.event(f"{subject}-on-{programme}", "Listing", [("SUBJECT", subject), ("PROGRAMME", programme)], **dates)
        return self

    def rule(self, key="rule:r", programmes=("p",), threshold=50.0, intervals=(("in-force", "2014-08-13", None),), **held):
        test = {} if threshold is None else {"ownershipThreshold": threshold, "ownershipMoreThan": False, "ownershipAggregates": True,
                                             "controlCounts": False, **held}  # fmt: skip
        uri = self.node(key, "Rule", **test)
        for programme in programmes:
            self.graph.relationships[uri, "PROGRAMME", f"urn:kg:{programme}", ""] = {"sources": ["s"]}
        for i, (state, start, end) in enumerate(intervals):
            dates = {"start": start, "startEarliest": start, "startLatest": start}
            if end:
                dates |= {"end": end, "endEarliest": end, "endLatest": end}
            interval = self.node(f"{key}-{i}", "RuleInterval", ruleState=state, **dates)
            self.graph.relationships[interval, "RULE", uri, ""] = {"sources": ["s"]}
        return self

    def ask(self, name, day=DAY, rule=None, threshold=None):
        register = Register.of(self.graph)
        return answer.owners(register, f"urn:kg:{name}", day, answer.questions(register, rule, threshold))

    def state(self, name, day="2024-01-01", **more):
        [rule] = self.ask(name, Span(day, day), **more)["rules"]
        return rule["answer"]


@pytest.fixture
def drawn():
    """X is on the list p since 2019-10-09 and has owned 60 % of A since 2015, which has owned 60 % of B since 2015."""
    return Drawing().organizations("xyab").listing("x").stake("x", "a", 60).stake("a", "b", 60).rule()


@pytest.mark.parametrize(("day", "state"), [("2019-10-08", NOT_COVERED), ("2019-10-09", COVERED), ("2014-01-01", NOT_COVERED)])
def test_an_organization_is_covered_from_the_day_on_which_its_owner_is_listed(drawn, day, state):
    assert drawn.state("b", day) == state


def test_a_listing_that_has_ended_covers_no_more():
    drawn = Drawing().organizations("xa").listing("x", end="2021-01-01").stake("x", "a", 60).rule()
    assert [drawn.state("a", d) for d in ("2020-12-31", "2021-01-01", "2021-01-02")] == [COVERED, DEPENDS, NOT_COVERED]


def test_a_stake_known_only_as_of_a_day_depends_and_says_when_it_was_last_known():
    drawn = Drawing().organizations("xa").listing("x").rule()
    drawn.stake("x", "a", 60, None, asOf="2021-12", asOfEarliest="2021-12-01", asOfLatest="2021-12-31")
    [rule] = drawn.ask("a")["rules"]
    assert rule["answer"] == DEPENDS
    assert rule["turns on"][0]["sentence"] == (
        "the stake of X in A: 0 % to 60 % (60 %, last known as of 2021-12); covered from 50 %, not below"
    )


def test_the_proof_names_every_stake_its_source_and_the_listing_at_its_end(drawn):
    [rule] = drawn.ask("b")["rules"]
    step = rule["proof"]["because"][0]
    assert (step["stakes"][0]["stake"], step["stakes"][0]["sources"]) == ("a-in-b", ["s"])
    above = step["owner"]["because"][0]
    assert above["stakes"][0]["stake"] == "x-in-a"
    assert above["owner"]["listed on"][0]["listings"] == ["x-on-p"]
    assert rule["programmes"] == ["P"]
    assert rule["held by covered owners"] == {"least": 60.0, "most": 60.0}


def test_only_members_of_the_lists_of_the_rule_cover(drawn):
    drawn.rule("rule:other", programmes=("q",))
    assert drawn.state("b", rule="other") == NOT_COVERED
    assert drawn.state("b", threshold=50) == COVERED
    assert drawn.state("b", threshold=61) == NOT_COVERED
    assert drawn.state("b", rule="r", threshold=61) == NOT_COVERED


def test_a_listed_organization_is_not_covered_by_its_own_listing_but_says_so(drawn):
    drawn.listing("b")
    [rule] = drawn.ask("b")["rules"]
    assert (rule["answer"], rule["by"], [i["programme"] for i in rule["listed itself"]]) == (COVERED, "ownership", ["P"])
    [rule] = drawn.ask("x")["rules"]
    assert (rule["answer"], len(rule["listed itself"])) == (NOT_COVERED, 1)


def test_a_state_can_be_the_owner():
    drawn = Drawing().organizations("a")
    drawn.node("state", "Organization", "PublicBody")
    drawn.node("territory:CN", "Territory")
    drawn.stake("state", "a", 60).stake("territory:CN", "a", 40).listing("state").rule()
    found = drawn.ask("a")
    assert [o["owner"]["id"] for o in found["owners"]] == ["state", "territory:CN"]
    assert found["rules"][0]["answer"] == COVERED


@pytest.mark.parametrize(
    ("basis", "under_ownership", "under_control"),
    [
        (None, DEPENDS, DEPENDS),
        ("branch", COVERED, COVERED),
        ("board", NOT_COVERED, DEPENDS),
        ("contract", NOT_COVERED, DEPENDS),
        ("golden-share", NOT_COVERED, DEPENDS),
        ("state-supervision", NOT_COVERED, NOT_COVERED),
    ],
)
def test_what_a_link_of_control_counts_for(basis, under_ownership, under_control):
    dates = {"start": "2015", "startEarliest": "2015-01-01", "startLatest": "2015-12-31"}
    drawn = Drawing().organizations("xa").listing("x").control("x", "a", basis, **dates)
    drawn.rule("rule:owned").rule("rule:controlled", controlCounts=True)
    assert (drawn.state("a", rule="owned"), drawn.state("a", rule="controlled")) == (under_ownership, under_control)


def test_a_parent_is_no_owner():
    drawn = Drawing().organizations("xa").listing("x").rule()
    drawn.graph.relationships["urn:kg:a", "PARENT", "urn:kg:x", ""] = {"sources": ["s"]}
    assert drawn.state("a") == NOT_COVERED


@pytest.mark.parametrize(
    ("day", "state"),
    [("2025-09-28", "not yet"), ("2025-09-29", "in force"), ("2025-11-09", "in force"), ("2025-11-10", "suspended"), ("2026-11-10", "not known")],
)  # fmt: skip
def test_the_rule_is_in_force_suspended_or_not_known_to_be_either(day, state):
    drawn = Drawing().rule(intervals=(("in-force", "2025-09-29", "2025-11-09"), ("suspended", "2025-11-10", "2026-11-09")))
    assert Register.of(drawn.graph).rule("r").state(Span(day, day)) == state


def test_a_rule_whose_last_interval_in_force_is_over_has_ended_and_one_that_turns_within_the_days_says_so():
    rule = Register.of(Drawing().rule(intervals=(("in-force", "2008-02-14", "2014-08-12"),)).graph).rule("rule:r")
    assert rule.state(DAY) == "ended"
    assert rule.state(Span("2014-01-01", "2014-12-31")) == "changes in these days"
    assert rule.state(Span("2014-01-01", "2014-08-12")) == "in force"


def test_everybody_above_and_below_is_shown_once_though_the_owners_go_round_in_a_circle(drawn):
    drawn.stake("b", "x", 30).organizations("c").stake("b", "c", 10)
    found = drawn.ask("a")
    assert [(o["level"], o["owner"]["id"], o["asset"]["id"]) for o in found["owners"]] == [
        (1, "x", "a"),
        (2, "b", "x"),
        (3, "a", "b"),
    ]
    assert [(o["level"], o["asset"]["id"]) for o in found["owned"]] == [(1, "b"), (2, "c"), (2, "x"), (3, "a")]


def test_a_chain_of_a_thousand_owners_is_answered():
    names = [f"c{i}" for i in range(1000)]
    drawn = Drawing().organizations(names).listing("c0").rule()
    for owner, asset in itertools.pairwise(names):
        drawn.stake(owner, asset, 100)
    found = drawn.ask("c999")
    assert found["rules"][0]["answer"] == COVERED
    assert len(found["owners"]) == 999
    assert "no further" in json.dumps(found)
    assert "covered" in tree.text(found, 200)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda d: d.stake("y", "b", 130), "its share of 130 % is not between 0 and 100 %"),
        (lambda d: d.stake("b", "b", 60), "a stake of an organization in itself"),
        (lambda d: d.stake("y", "b", 60, end="2014", endEarliest="2014-01-01", endLatest="2014-12-31"), "before it begins"),
        (lambda d: (d.node("ghost", "Unresolved"), d.stake("ghost", "b", 60)), "its owner ghost is described by no source"),
        (lambda d: d.control("b", "b"), "it is control of an organization in itself"),
    ],
)
def test_a_doubtful_stake_is_left_out_named_in_the_answer_and_in_the_check_and_the_rest_is_answered(drawn, spoil, why):
    spoil(drawn)
    found = drawn.ask("b")
    assert why in found["left out"][0]["why"]
    assert found["rules"][0]["answer"] == COVERED
    assert next(what for kind, _, what in graph_problems(drawn.graph, []) if kind == "doubtful stake").startswith(
        found["left out"][0]["why"]
    )
    assert f"Left out: {found['left out'][0]['stake']}" in tree.text(found, 200)


def test_shares_above_the_whole_are_named_in_the_check_and_count_as_uncertain(drawn):
    drawn.stake("y", "a", 60)
    assert ["shares above the whole", "a", "the shares certainly held on 2015-01-01 add up to 120 %"] in graph_problems(
        drawn.graph, []
    )
    [rule] = drawn.ask("b")["rules"]
    assert rule["answer"] == DEPENDS
    assert "add up to more than 100 %" in rule["notes"][0]


def test_what_the_rule_does_not_say_makes_it_depend():
    drawn = Drawing().organizations("xya").listing("x").listing("y").stake("x", "a", 30).stake("y", "a", 30)
    drawn.rule(ownershipAggregates=None)
    for node in drawn.graph.nodes.values():
        node.properties = {k: v for k, v in node.properties.items() if v is not None}
    [rule] = drawn.ask("a")["rules"]
    assert rule["answer"] == DEPENDS
    assert "added up" in rule["notes"][0]


def test_a_wrong_rule_or_threshold_is_refused(drawn):
    drawn.rule("rule:without", threshold=None)
    for asked, words in ((("rr", None), "Did you mean"), (("without", None), "no test of ownership"), (("r", 0), "above 0"), ((None, 100.5), "at most 100")):  # fmt: skip
        with pytest.raises(UsageError, match=words):
            drawn.ask("b", rule=asked[0], threshold=asked[1])


def test_the_register_answers_for_many_days_and_only_those_asked_for(drawn):
    register = Register.of(drawn.graph)
    rule = register.rule("r")
    cover = register.covered(DAY, rule)["urn:kg:b"]
    assert (cover.state, cover.roots, cover.stakes) == (COVERED, ("urn:kg:x",), ("urn:kg:a-in-b", "urn:kg:x-in-a"))
    assert set(register.covered(DAY, rule)) == {"urn:kg:a", "urn:kg:b"}
    assert set(register.covered(DAY, rule, among=["urn:kg:b", "urn:kg:y"])) == {"urn:kg:b"}
    assert register.covered(Span("2018-01-01", "2018-12-31"), rule) == {}
    assert register.covered(Span("2019-01-01", "2019-12-31"), rule)["urn:kg:b"].state == DEPENDS


def test_the_tree_escapes_what_sources_say(drawn):
    drawn.node("a", "Organization")
    drawn.graph.nodes["urn:kg:a"].properties["name"] = "[bold]A[/bold] [x"
    assert "[bold]A[/bold] [x" in tree.text(drawn.ask("b"), 200)
