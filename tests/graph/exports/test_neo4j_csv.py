"""CSV as pandas reads it and as a real `neo4j-admin database import` takes it; the Cypher script as a real server runs it."""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hostile
import neo4j
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.exports import Content, export
from graph.exports.cypher import literal, write_cypher
from graph.exports.neo4j_csv import ARGUMENTS
from graph.exports.writing import PACKAGE
from graph.projection import project
from graph.property_graph import Node, PropertyGraph
from graph.stores.embedded import EmbeddedStore
from graph.stores.neo4j import Neo4jStore
from graph.stores.offline import import_offline
from ontology.errors import StoreError, UsageError
from queries.catalogue import named
from tests.requirements import require
from tests.servers.neo4j import MissingPrerequisite, Neo4jServer

TYPES = {"long": int, "double": float}


def without_empty(graph: PropertyGraph) -> PropertyGraph:
    """What CSV has no form for falls away: an empty list, and a list of one empty text."""

    def kept(held: dict[str, Any]) -> dict[str, Any]:
        return {k: v for k, v in held.items() if v not in ([], [""])}

    return PropertyGraph(
        {uri: Node(node.labels, kept(node.properties)) for uri, node in graph.nodes.items()},
        {key: kept(held) for key, held in graph.relationships.items()},
    )


def read_back(folder: Path) -> PropertyGraph:
    """The graph of an exported folder, by pandas and the data package alone. pandas does not tell an empty text from no value: it falls away too."""
    graph = PropertyGraph()
    for resource in json.loads((folder / PACKAGE).read_text(encoding="utf-8"))["resources"]:
        if resource["format"] != "csv":
            continue
        table = pd.read_csv(folder / resource["path"], dtype=str, keep_default_na=False, lineterminator="\n")
        assert len(table) == resource["rows"]
        for row in table.to_dict("records"):
            held = {}
            for column, text in row.items():
                name, _, kind = str(column).partition(":")
                if text != "" and name:
                    held[name] = _value(text, kind, resource["dialect"]["listDelimiter"])
            if "labels" in resource:
                graph.nodes[held["uri"]] = Node(tuple(resource["labels"]), held)
            else:
                key = (row[":START_ID"], resource["relationshipType"], row[":END_ID"], held.get("event", ""))
                graph.relationships[key] = held
    return graph


def _value(text: str, kind: str, delimiter: str) -> Any:
    if kind == "string[]":
        return text.split(delimiter)
    return text == "true" if kind == "boolean" else TYPES.get(kind, str)(text)


def without_blank(graph: PropertyGraph) -> PropertyGraph:
    def kept(held: dict[str, Any]) -> dict[str, Any]:
        return {k: v for k, v in held.items() if v != ""}

    graph = without_empty(graph)
    return PropertyGraph(
        {uri: Node(node.labels, kept(node.properties)) for uri, node in graph.nodes.items()},
        {key: kept(held) for key, held in graph.relationships.items()},
    )


@pytest.mark.parametrize("which", ["hostile", "curated"])
def test_pandas_reads_what_the_graph_holds(which, curated_home, tmp_path):
    graph = hostile.graph() if which == "hostile" else project(curated_home / "rdf")
    export(Content.of(graph), "csv", tmp_path / "out")
    assert read_back(tmp_path / "out") == without_blank(graph)


text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=6)
held = st.fixed_dictionaries({}, optional={"name": text, "aliases": st.lists(text, max_size=3), "share": st.floats(0, 100), "rank": st.integers(-9, 9),
                                           "open": st.booleans()})  # fmt: skip


@settings(deadline=None)
@given(st.dictionaries(st.text("abc:\"',\n", min_size=1), held, min_size=1, max_size=6), st.data())
def test_any_graph_comes_back(tmp_path_factory, nodes, data):
    graph = PropertyGraph({uri: Node(("Resource",), {**about, "uri": uri}) for uri, about in nodes.items()})
    ends = st.sampled_from(sorted(nodes))
    for start, end in data.draw(st.lists(st.tuples(ends, ends), max_size=8)):
        graph.relationships[start, "KNOWS", end, ""] = data.draw(held)
    folder = tmp_path_factory.mktemp("csv") / "out"
    export(Content.of(graph), "csv", folder)
    assert read_back(folder) == without_blank(graph)


def test_a_character_that_no_value_holds_joins_lists_and_the_arguments_name_it(tmp_path):
    graph = PropertyGraph({"a": Node(("Resource",), {"uri": "a", "aliases": ["x\x1fy", "z\x1e"]})})
    export(Content.of(graph), "csv", tmp_path / "out")
    assert "--array-delimiter=U+001D" in (tmp_path / "out" / ARGUMENTS).read_text()
    assert read_back(tmp_path / "out") == graph


def test_a_cell_that_begins_with_an_equals_sign_is_exact(tmp_path):
    graph = PropertyGraph({"a": Node(("Resource",), {"uri": "a", "name": "=1+1"})})
    export(Content.of(graph), "csv", tmp_path / "out")
    assert (tmp_path / "out" / "nodes.Resource.csv").read_text() == "uri:ID,name:string\na,=1+1\n"


# -- a real Neo4j -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neo4jServer]:
    """An installation whose server has never been started."""
    server = Neo4jServer("5.26.20", tmp_path_factory.mktemp("installed"))
    try:
        server.install_admin()
    except MissingPrerequisite as missing:
        require(False, str(missing))
    yield server
    server.kill()


@pytest.mark.xdist_group("neo4j")
def test_the_server_answers_as_the_embedded_store_does_after_an_offline_import(server, kg, curated_home, tmp_path):
    """Import, start, query; a load over Bolt then makes constraint and index and finds nothing to change."""
    done = kg("load", "--offline", "--neo4j-home", str(server.home), home=curated_home)
    assert done.returncode == 0, done.stderr
    graph = project(curated_home / "rdf")
    assert f"Imported {len(graph.nodes)} nodes and {len(graph.relationships)} relationships." in done.stderr
    again = kg("load", "--offline", "--neo4j-home", str(server.home), home=curated_home)
    assert again.returncode == 1 and "holds data; add --force" in again.stderr and again.stderr.count("\n") == 1
    with server, Neo4jStore(server.bolt_uri) as store:
        in_use = kg("load", "--offline", "--force", "--neo4j-home", str(server.home), home=curated_home)
        assert in_use.returncode == 1 and "A server is using the database" in in_use.stderr
        assert store.read() == graph
        assert constraints(server) == []
        answer = named("sanctioned-vendors-exporting").run(store, {"as_of": "2026-11-24"})
        changed: list[tuple[str, int, int]] = []
        store.replace(graph, lambda *step: changed.append(step))
        assert changed == [] and constraints(server) == ["resource_uri"]
        with EmbeddedStore(curated_home / "store") as embedded:
            assert store.counts() == embedded.counts()
            assert answer.rows == named("sanctioned-vendors-exporting").run(embedded, {"as_of": "2026-11-24"}).rows != []


@pytest.mark.xdist_group("neo4j")
def test_hostile_names_survive_the_import_and_the_script(server, tmp_path):
    graph = hostile.graph()
    import_offline(Content.of(graph), server.home, tmp_path, force=True)
    assert list(tmp_path.iterdir()) == []
    script = io.BytesIO()
    write_cypher(Content.of(graph), script)
    with server, Neo4jStore(server.bolt_uri) as store:
        assert store.read() == without_empty(graph)
        server.empty()
        run_script(server, script.getvalue().decode())
        assert store.read() == graph


@pytest.mark.xdist_group("neo4j")
def test_the_cypher_script_fills_an_empty_database(empty_database, curated_home):
    graph = project(curated_home / "rdf")
    script = io.BytesIO()
    counts = write_cypher(Content.of(graph), script)
    assert run_script(empty_database, script.getvalue().decode()) == counts["statements"]
    with Neo4jStore(empty_database.bolt_uri) as store:
        assert store.read() == graph


def constraints(server: Neo4jServer) -> list[str]:
    with neo4j.GraphDatabase.driver(server.bolt_uri) as driver, driver.session() as session:
        return session.run("SHOW CONSTRAINTS YIELD name").value()


def run_script(server: Neo4jServer, script: str) -> int:
    """Run it as cypher-shell does, statement by statement; returns how many there were."""
    statements = [line for line in script.split(";\n") if line.strip()]
    with neo4j.GraphDatabase.driver(server.bolt_uri) as driver, driver.session() as session:
        for statement in statements:
            session.run(statement).consume()
    return len(statements)


def test_what_is_no_installation_is_said(tmp_path):
    with pytest.raises(UsageError, match="has no bin/neo4j-admin"):
        import_offline(Content.of(PropertyGraph()), tmp_path, tmp_path)


def test_an_import_that_fails_is_one_sentence(tmp_path):
    (tmp_path / "bin").mkdir()
    admin = tmp_path / "bin" / "neo4j-admin"
    admin.write_text("#!/bin/sh\necho 'IMPORT FAILED in 0ms.'\necho 'Java heap space' >&2\nexit 1\n")
    admin.chmod(0o755)
    with pytest.raises(StoreError, match=r"did not import \(Java heap space\)"):
        import_offline(Content.of(PropertyGraph()), tmp_path, tmp_path)
    admin.write_text("#!/bin/sh\nprintf 'Imported:\\n  1 nodes\\n  0 relationships\\n'\n")
    with pytest.raises(StoreError, match="where the graph has"):
        import_offline(Content.of(PropertyGraph()), tmp_path, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["bin"]


ESCAPE = re.compile(r"\\(u[0-9a-f]{4}|.)")
STRING = re.compile(r"'((?:[^'\\\x00-\x1f]|\\u00[01][0-9a-f]|\\[\\'nrt])*)'")


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(hostile.NAMES))
def test_a_literal_says_its_text_and_no_backslash_is_taken_for_a_unicode_escape(value):
    written = literal(value)
    assert re.fullmatch(f"{STRING.pattern}( \\+ {STRING.pattern})*", written)
    plain = {"n": "\n", "r": "\r", "t": "\t"}
    parts = [
        ESCAPE.sub(lambda m: chr(int(m[1][1:], 16)) if len(m[1]) == 5 else plain.get(m[1], m[1]), p)
        for p in STRING.findall(written)
    ]
    assert "".join(parts) == value
    assert "\\\\u" not in written
