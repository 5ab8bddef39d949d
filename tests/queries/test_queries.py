"""Canned queries: their headers, that they are portable, and that both engines give the same rows over the real lists."""

import csv
import json
import re
from pathlib import Path

import pytest

from graph.analysis import views
from graph.intervals import Span
from graph.lookup import entity
from graph.ownership import Register, answer
from graph.projection import project
from graph.stores import open_store
from graph.stores.neo4j import Neo4jStore
from graph.verdicts.asking import Question, verdicts
from ontology.errors import UsageError
from queries.catalogue import catalogue, named, parse, split_assignments
from queries.citations import bibtex, cite, csl_json
from tests.queries.portability import violations

ROOT = Path(__file__).parents[2]
DAY = {"as_of": "2026-11-24"}
GIVEN = {"deals-to": {"territory": "EC"}}
QUERIES = sorted(catalogue())


def given(name):
    wanted = {**DAY, **GIVEN.get(name, {})}
    return {k: v for k, v in wanted.items() if k in named(name).parameters}


def test_there_are_at_least_fourteen_and_every_header_is_complete():
    assert len(QUERIES) >= 14
    for query in catalogue().values():
        assert query.question.endswith("?") and query.caveats and query.columns, query.name
        assert query.asked_by in ("export-control analyst", "investigative journalist", "think-tank researcher"), query.name
        assert set(re.findall(r"\$(\w+)", query.text)) == set(query.parameters), query.name
        assert all(p.meaning for p in query.parameters.values()), query.name
        assert ("parameter evidence" in query.evidence) == ("evidence" in query.parameters), query.name


def test_every_question_about_events_names_its_sources():
    assert [q.name for q in catalogue().values() if "sources" not in q.columns] == []


@pytest.mark.parametrize("name", QUERIES)
def test_query_is_portable(name):
    assert violations(named(name).text) == []


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (1, "MATCH (a) WHERE a.x > 1 OR a.flag RETURN a.x AS x ORDER BY x LIMIT 1"),
        (2, "MATCH (a) RETURN a.k AS k, count(a) > 1 AND a.k IS NOT NULL AS x, NOT count(a) AS y ORDER BY k LIMIT 1"),
        (3, "MATCH (n) RETURN n{.*, ms: collect(n.m)} AS x ORDER BY x LIMIT 1"),
        (4, "MATCH (a) OPTIONAL MATCH (a)-->(h) WITH * WHERE NOT (h)-->() RETURN a.x AS x ORDER BY x LIMIT 1"),
        (4, "MATCH (h) RETURN [(h)-->(c) | c.id] AS x ORDER BY x LIMIT 1"),
        (7, "MATCH (n) RETURN reverse(n.list) AS x ORDER BY x LIMIT 1"),
        (9, "MATCH p = SHORTEST 1 (a)-->(b) RETURN length(p) AS x ORDER BY x LIMIT 1"),
        (10, "MATCH (n) WHERE exists(n.p) RETURN n.p AS x ORDER BY x LIMIT 1"),
        (11, "LOAD CSV FROM 'x' AS line RETURN line AS x ORDER BY x LIMIT 1"),
        (13, "MATCH (n) RETURN n.x AS x"),
        (14, "RETURN toString(datetime()) AS x ORDER BY x LIMIT 1"),
        (18, "MATCH (n) RETURN id(n) AS x ORDER BY x LIMIT 1"),
    ],
)
def test_the_linter_finds_each_rule_broken(rule, text):
    assert rule in [number for number, _ in violations(text)]


def test_the_linter_leaves_portable_cypher_alone():
    text = """MATCH (a)-[:X]->(b) WITH * WHERE a.x > 1 OR b.flag = true
      OPTIONAL MATCH (a)-->(h) WITH a, b, h WHERE EXISTS { (h)-->() } OR h IS NULL
      WITH a, count(DISTINCT CASE WHEN b.x > 1 AND b.y THEN b.id END) AS n RETURN a.id AS id, n ORDER BY id LIMIT 5 // exists(x) LOAD CSV"""
    assert violations(text) == []


@pytest.fixture(scope="module", params=["neo4j_server", "neo4j_server_2026"])
def both(request, real_home):
    """The embedded store over the real lists, and a Neo4j server loaded with the same graph."""
    server = request.getfixturevalue(request.param)
    server.empty()
    with open_store("embedded", real_home) as embedded, Neo4jStore(server.bolt_uri) as remote:
        remote.replace(embedded.read())
        yield embedded, remote


def test_both_stores_count_the_same(both):
    embedded, remote = both
    assert embedded.counts() == remote.counts()


def test_both_engines_give_the_same_verdicts(both):
    embedded, remote = (verdicts(store, Question()) for store in both)
    assert embedded == remote and len(embedded) > 500


def test_views_are_the_same_from_either_engine_and_from_the_rdf(both, real_home):
    facts = [*(views.read(store) for store in both), views.Facts(project(real_home / "rdf"))]
    for name in views.MAKERS:
        embedded, remote, rdf = (views.view(f, name) for f in facts)
        assert embedded == remote == rdf and embedded.edges
        assert views.view(views.read(both[0], name), name) == embedded, "read for this view alone"


@pytest.mark.parametrize("name", ["hikvision", "vega-concern", "ntechlab"])
def test_both_engines_say_the_same_of_owners(name, both):
    days = Span("2021-06-01", "2021-06-01")
    answers = []
    for store in both:
        uri = entity(store, name).uri
        register = Register.of(answer.read(store, uri))
        answers.append(answer.owners(register, uri, days, answer.questions(register, None, None)))
    assert answers[0] == answers[1] and answers[0]["owners"]


@pytest.mark.parametrize("name", QUERIES)
def test_both_engines_give_the_same_rows_over_the_real_lists(name, both):
    embedded, remote = both
    query = named(name)
    left, right = query.run(embedded, given(name)), query.run(remote, given(name))
    assert left.columns == right.columns == list(query.columns)
    assert left.rows == right.rows
    assert left.rows, "a query that finds nothing proves nothing"


@pytest.mark.parametrize("name", QUERIES)
def test_neo4j_takes_the_query_for_a_read(name, neo4j_server):
    import neo4j

    query = named(name)
    with neo4j.GraphDatabase.driver(neo4j_server.bolt_uri) as driver, driver.session() as session:
        assert session.run("EXPLAIN " + query.text, query.values(given(name))).consume().query_type == "r"


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_answers_from_the_facts_that_come_with_the_project(name, curated_home):
    with open_store("embedded", curated_home) as store:
        result = named(name).run(store, given(name))
    assert result.rows or name in ("mentioned-not-proven", "who-may-search"), name


def test_every_cited_source_is_in_the_graph_with_title_publisher_and_address(curated_home):
    with open_store("embedded", curated_home) as store:
        for name in QUERIES:
            for citation in cite(store, named(name).run(store, given(name))):
                assert citation.publisher and citation.url and "not in the graph" not in citation.title, (name, citation)


def test_bibtex_and_csl_json_hold_every_source(curated_home):
    with open_store("embedded", curated_home) as store:
        citations = cite(store, named("sanctioned-vendors-exporting").run(store, DAY))
    assert citations
    items = json.loads(csl_json(citations))
    assert [i["id"] for i in items] == [c.id for c in citations] and all(i["title"] and i["URL"] for i in items)
    assert bibtex(citations).count("@misc{") == len(citations)


def test_a_wrong_name_or_parameter_suggests_and_a_wrong_type_says_what_it_takes():
    with pytest.raises(UsageError, match="Did you mean sanctioned-vendors-exporting"):
        named("sanctioned-vendor-exporting")
    with pytest.raises(UsageError, match="Did you mean as_of"):
        named("sanctioned-vendors-exporting").values({"asof": "2020-01-01"})
    with pytest.raises(UsageError, match="takes a day"):
        named("sanctioned-vendors-exporting").values({"as_of": "2020-02-31"})
    with pytest.raises(UsageError, match="Did you mean press"):
        named("sanctioned-vendors-exporting").values({"evidence": "pres"})
    with pytest.raises(UsageError, match="needs the parameter territory"):
        named("deals-to").values({})
    with pytest.raises(UsageError, match="name=value"):
        split_assignments(["as_of"])


def test_a_header_that_is_not_understood_is_an_error():
    with pytest.raises(ValueError, match="no known form"):
        parse("x", "// Title\n// questoin: What?\nRETURN 1 AS x")
    with pytest.raises(ValueError, match="is described as"):
        parse("x", "// Title\n// param p: number = 3. Wrong type\nRETURN 1 AS x")


def seeded_counts():
    """Deals per supplier straight from the CSV, as a check by another road."""
    counts = {}
    with (ROOT / "ingest/curated/deals.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for supplier in row["suppliers"].split("; "):
                counts.setdefault((supplier, row["destination"]), set()).add(row["id"])
    return counts


def test_deals_to_a_territory_are_those_of_the_table(curated_home):
    with open_store("embedded", curated_home) as store:
        found = {row[0].rpartition(":")[2] for row in named("deals-to").run(store, {"territory": "EC"}).rows}
    assert found == {deal for (_, place), deals in seeded_counts().items() if place == "EC" for deal in deals}
