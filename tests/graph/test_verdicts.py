"""Verdicts on a graph small enough to check by hand, and on the curated facts."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from graph.intervals import AFTER, BEFORE, CANNOT_TELL, NOT_LISTED
from graph.property_graph import Node, PropertyGraph
from graph.stores.embedded import EmbeddedStore
from graph.verdicts.asking import COLUMNS, Question, question, verdicts
from graph.verdicts.derived import add_verdicts
from graph.verdicts.docket import Docket, before
from graph.verdicts.judging import BY_NAME, absences, judge
from ontology.errors import UsageError

CASES = Path(__file__).with_name("verdict_cases.csv")


class Small(PropertyGraph):
    """A graph built in the words of the test."""

    def thing(self, uri: str, *labels: str, **properties: object) -> str:
        self.nodes[uri] = Node(tuple(sorted((*labels, "Resource"))), {"uri": uri, "id": uri, "name": uri, **properties})
        return uri

    def link(self, start: str, **ends: str) -> None:
        for kind, end in ends.items():
            self.relationships[start, kind.upper(), end, ""] = {}

    def listing(self, subject: str, programme: str, start: str, end: str = "") -> str:
        ending = {"endEarliest": end, "endLatest": end} if end else {}
        uri = self.thing(
            f"listing {subject} {programme} {start}",
            "Listing",
            startEarliest=start,
            startLatest=start,
            startKind="effective",
            **ending,
        )
        self.link(uri, subject=subject, programme=programme, source=f"source of {uri}")
        return uri

    def deal(self, name: str, day: str, *suppliers: str, kind: str = "signed", latest: str = "", destination: str = "KE") -> str:
        dates = {"dateEarliest": day, "dateLatest": latest or day} if day else {}
        uri = self.thing(name, "Deal", dateKind=kind, status="signed", **dates)
        self.link(uri, destination=destination, source=f"source of {name}")
        for supplier in suppliers:
            self.relationships[uri, "SUPPLIER", supplier, ""] = {}
        return uri


@pytest.fixture
def graph() -> Small:
    small = Small()
    for programme in ("export list", "freeze list"):
        small.thing(programme, "Programme", measures=["export-control" if programme == "export list" else "asset-freeze"])
    for firm in ("parent", "daughter", "stranger"):
        small.thing(firm, "Organization")
    small.thing("KE", "Territory", code="KE")
    small.thing("edition 2024", "Source")
    small.relationships["edition 2024", "COVERS", "export list", "edition 2024"] = {"date": "2024-01-01", "event": "edition 2024"}
    small.listing("parent", "export list", "2019-10-09")
    rule = small.thing(
        "rule", "Rule", ownershipThreshold=50.0, ownershipMoreThan=False, ownershipAggregates=True, controlCounts=False
    )
    small.link(rule, programme="export list")
    interval = small.thing("interval", "RuleInterval", ruleState="in-force", startEarliest="2020-01-01", startLatest="2020-01-01")
    small.link(interval, rule=rule)
    stake = small.thing("stake", "OwnershipStake", share=60.0, start="2015", startEarliest="2015-01-01", startLatest="2015-12-31")
    small.link(stake, owner="parent", asset="daughter", source="source of stake")
    return small


def judged(graph: PropertyGraph, rule: str | None = None) -> dict[tuple[str, str, str], tuple[str, str]]:
    return {(j.deal, j.supplier, j.programme): (j.answer.verdict, j.rule) for j in judge(Docket(graph), rule)}


def test_each_supplier_of_a_deal_has_a_verdict_of_its_own(graph):
    graph.deal("both", "2021-05-01", "parent", "stranger")
    assert judged(graph) == {("both", "parent", "export list"): (BEFORE, BY_NAME)}
    (rest,) = [j for j in absences(Docket(graph), judge(Docket(graph)), ["export list"]) if j.supplier == "stranger"]
    assert (rest.answer.verdict, rest.answer.why) == (NOT_LISTED, "not found in the editions of 2024-01-01")


def test_a_supplier_is_reached_through_its_owner_while_the_rule_is_in_force(graph):
    graph.deal("before the rule", "2019-11-01", "daughter")
    graph.deal("under the rule", "2021-05-01", "daughter")
    found = judged(graph)
    assert found["under the rule", "daughter", "export list"] == (BEFORE, "rule")
    assert found["before the rule", "daughter", "export list"] == (AFTER, "rule")


def test_a_stake_of_unknown_day_leaves_the_answer_open(graph):
    graph.nodes["stake"].properties = {"uri": "stake", "share": 60.0}
    graph.deal("under the rule", "2021-05-01", "daughter")
    assert judged(graph)["under the rule", "daughter", "export list"] == (CANNOT_TELL, "rule")


def test_a_stake_below_the_threshold_reaches_nobody(graph):
    graph.nodes["stake"].properties["share"] = 49.99
    graph.deal("under the rule", "2021-05-01", "daughter")
    assert judged(graph) == {}


def test_a_suspended_rule_reaches_nobody(graph):
    graph.nodes["interval"].properties["ruleState"] = "suspended"
    graph.deal("while suspended", "2021-05-01", "daughter")
    assert judged(graph) == {}


def test_of_both_ways_the_one_that_says_most_against_the_deal_stands(graph):
    graph.listing("daughter", "export list", "2023-01-01")
    graph.deal("under the rule", "2021-05-01", "daughter")
    key = ("under the rule", "daughter", "export list")
    assert judged(graph)[key] == (BEFORE, "rule")
    assert judged(graph, BY_NAME)[key] == (AFTER, BY_NAME)
    assert judged(graph, "rule")[key] == (BEFORE, "rule")


def test_a_listing_that_ended_before_the_deal_does_not_count(graph):
    graph.listing("stranger", "freeze list", "2016-01-01", "2017-01-01")
    graph.deal("later", "2018-01-01", "stranger")
    assert judged(graph)["later", "stranger", "freeze list"] == (NOT_LISTED, BY_NAME)


def test_an_unnamed_supplier_cannot_be_told(graph):
    graph.deal("anonymous", "2021-05-01")
    (row,) = absences(Docket(graph), [])
    assert (row.answer.verdict, row.answer.why) == (CANNOT_TELL, "the sources do not name the supplier")


def test_what_came_after_the_day_asked_for_does_not_count(graph):
    graph.deal("early", "2018-01-01", "parent")
    graph.deal("late", "2021-05-01", "parent")
    assert judged(graph).keys() == {("early", "parent", "export list"), ("late", "parent", "export list")}
    assert judged(before(graph, "2018-12-31")) == {}
    assert set(Docket(before(graph, "2018-12-31")).parties) == {"early"}


def test_verdict_nodes_name_the_facts_they_rest_on(graph):
    graph.deal("under the rule", "2021-05-01", "daughter")
    add_verdicts(graph)
    (uri,) = [u for u, node in graph.nodes.items() if "Verdict" in node.labels]
    ends = {(kind, end) for start, kind, end, _ in graph.relationships if start == uri}
    assert ends == {
        ("JUDGES", "under the rule"),
        ("JUDGED", "daughter"),
        ("AGAINST", "export list"),
        ("BECAUSE_OF", "stake"),
        ("BECAUSE_OF", "listing parent export list 2019-10-09"),
        ("BECAUSE_OF", "interval"),
    }
    assert graph.nodes[uri].properties["daysMin"] == 570
    assert ("parent", "STAYED_ON", "export list", "listing parent export list 2019-10-09") in graph.relationships


@pytest.fixture(scope="module")
def curated(curated_home) -> EmbeddedStore:
    with EmbeddedStore(curated_home / "store") as store:
        yield store


def test_the_command_answers_for_one_supplier(kg, curated_home):
    done = kg("verdicts", "--supplier", "hikvision", "--programme", "us-bis-entity-list", "--format", "json", home=curated_home)
    assert done.returncode == 0, done.stderr
    rows = {row["deal"]: row for row in json.loads(done.stdout)}
    assert rows["deal:curated:hikvision-br-corinthians"]["verdict"] == AFTER
    assert rows["deal:curated:hikvision-br-corinthians"]["listed"] == "2019-10-09"
    assert all(row["sources"] for row in rows.values())


with CASES.open(newline="", encoding="utf-8") as _file:
    REAL = list(csv.DictReader(_file))


@pytest.mark.parametrize("case", REAL, ids=[f"{c['kind']}-{c['deal']}-{c['supplier']}-{c['programme']}" for c in REAL])
def test_a_real_case_of_each_kind(case, real):
    supplier = "" if case["supplier"] == "unnamed" else case["supplier"]
    rows = real[case["kind"] == "near-name"]  # by name alone: a later rule reaches that supplier through its owner
    (verdict,) = {
        v for d, s, p, v in rows if (d, s, p) == (f"deal:curated:{case['deal']}", supplier, f"programme:{case['programme']}")
    }
    assert verdict == case["expected"], case["why"]


@pytest.fixture(scope="module")
def real(real_home) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Deal, supplier, programme and verdict of everything, over the real lists: by any way, and by name alone."""
    wanted = [COLUMNS.index(c) for c in ("deal", "supplier_id", "programme_id", "verdict")]
    with EmbeddedStore(real_home / "store") as store:
        asked = Question(programmes=frozenset(f"urn:kg:programme:{c['programme']}" for c in REAL))
        tables = (verdicts(store, asked), verdicts(store, replace(asked, rule=BY_NAME)))
        return tuple([tuple(row[i] for i in wanted) for row in table] for table in tables)


def test_with_a_programme_every_deal_has_a_verdict(curated):
    rows = verdicts(curated, question(curated, None, None, "us-bis-entity-list", None, None, None))
    deals = {row[0] for row in rows}
    assert len(deals) == curated.query("MATCH (d:Deal) RETURN count(d) AS n ORDER BY n LIMIT 1").rows[0][0]
    assert {row[COLUMNS.index("programme_id")] for row in rows} == {"programme:us-bis-entity-list"}


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--supplier", "hikvison"], "Did you mean hikvision"),
        (["--programme", "us-bis-entity-lost"], "Did you mean programme:us-bis-entity-list"),
        (["--measure", "asset-frieze"], "Did you mean asset-freeze"),
        (["--rule", "ofac-50"], "There is no rule 'ofac-50'"),
        (["--territory", "Kenia"], "Nothing in the graph is called 'Kenia'"),
        (["--as-of", "2019-13-01"], "is no day"),
    ],
)
def test_a_wrong_filter_is_one_sentence_and_exit_code_2(kg, curated_home, arguments, complaint):
    done = kg("verdicts", *arguments, home=curated_home)
    assert done.returncode == 2 and complaint in done.stderr and "Traceback" not in done.stderr


def test_a_filter_by_measure_keeps_programmes_with_it(curated):
    asked = question(curated, None, None, None, "authorisation-ban", None, None)
    assert asked.programmes == {"urn:kg:programme:us-fcc-covered"}


def test_an_unknown_programme_suggests(curated):
    with pytest.raises(UsageError, match="Did you mean"):
        question(curated, None, None, "us-fcc-coverd", None, None, None)
