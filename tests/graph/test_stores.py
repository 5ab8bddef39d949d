"""Both stores hold the same graph, load idempotently, and keep the old content when a load fails or is killed."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graph.property_graph import Node, PropertyGraph
from graph.stores.embedded import EmbeddedStore
from graph.stores.neo4j import Neo4jStore
from ontology.errors import StoreError, UsageError

ROOT = Path(__file__).parents[2]


def node(key: str, *labels: str, **properties) -> tuple[str, Node]:
    uri = f"urn:kg:t:{key}"
    return uri, Node(tuple(sorted(("Resource", *labels))), {"uri": uri, "id": key, "name": key, **properties})


def small(**changes) -> PropertyGraph:
    nodes = dict([
        node("a", "Company", "Organization", aliases=["Ä", "海康威视"], share=0.25),
        node("b", "Company", "Organization", flag=True),
        node("t", "Territory", code="EC"),
    ])  # fmt: skip
    links = {
        ("urn:kg:t:a", "TERRITORY", "urn:kg:t:t", ""): {"sources": ["s:1"]},
        ("urn:kg:t:a", "OWNS", "urn:kg:t:b", "urn:kg:e:1"): {
            "sources": ["s:1"],
            "share": 51.0,
            "event": "urn:kg:e:1",
            "derived": True,
        },
        ("urn:kg:t:a", "OWNS", "urn:kg:t:b", "urn:kg:e:2"): {
            "sources": ["s:2"],
            "share": 38.88,
            "event": "urn:kg:e:2",
            "derived": True,
        },
    }
    return PropertyGraph({**nodes, **changes}, links)


@pytest.fixture(params=["embedded", "neo4j_server", "neo4j_server_2026"])
def store(request, tmp_path):
    if request.param == "embedded":
        made = EmbeddedStore(tmp_path / "store")
    else:
        server = request.getfixturevalue(request.param)
        server.empty()
        made = Neo4jStore(server.bolt_uri)
    with made:
        yield made


def test_what_is_loaded_is_what_is_read(store):
    store.replace(small())
    assert store.read() == small()


def test_counts_by_label_and_type_are_those_of_the_graph(store):
    store.replace(small())
    assert sorted(store.counts()) == sorted(small().counts())


def test_loading_twice_changes_nothing(store):
    store.replace(small())
    store.replace(small())
    assert store.read() == small()


def test_a_second_load_removes_what_is_gone_and_changes_what_changed(store):
    store.replace(small())
    after = small()
    del after.nodes["urn:kg:t:b"]
    after.relationships = {("urn:kg:t:a", "TERRITORY", "urn:kg:t:t", ""): {"sources": ["s:1", "s:2"]}}
    after.nodes["urn:kg:t:a"] = node("a", "PublicBody", "Organization", name="renamed")[1]
    store.replace(after)
    assert store.read() == after


def test_merging_keeps_what_is_there(store):
    store.replace(small())
    uri, extra = node("c", "Company", "Organization")
    store.merge(PropertyGraph({uri: extra}, {("urn:kg:t:a", "OWNS", uri, "urn:kg:e:3"): {"sources": [], "event": "urn:kg:e:3"}}))
    held = store.read()
    assert set(held.nodes) == {*small().nodes, uri} and len(held.relationships) == 4


def test_a_load_that_stops_half_way_leaves_what_was_there(store):
    store.replace(small())

    def stop(*_):
        raise KeyboardInterrupt

    bigger = PropertyGraph(dict(node(f"n{i}", "Company", "Organization") for i in range(50)), {})
    with pytest.raises(KeyboardInterrupt):
        store.replace(bigger, stop)
    assert store.read() == small()


@pytest.mark.parametrize(
    "text",
    [
        "CREATE (n:Resource {uri: 'x'}) RETURN n.uri AS uri",
        "MATCH (n:Resource) SET n.name = 'x' RETURN n.name AS name",
        "MATCH (n:Resource) DETACH DELETE n",
        "MERGE (n:Resource {uri: 'y'}) RETURN n.uri AS uri",
        "DROP CONSTRAINT resource_uri",
    ],
)
def test_a_query_cannot_write(store, text):
    store.replace(small())
    with pytest.raises(UsageError):
        store.query(text)
    assert store.read() == small()


@pytest.mark.parametrize(
    "text",
    [
        "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
        "load  csv with headers from 'http://127.0.0.1:1/x' as line return line",
        "MATCH (n) LOAD/* */CSV FROM 'file:///etc/passwd' AS line RETURN line",
        "CALL dbms.listConfig() YIELD name RETURN name",
        "CALL apoc.load.json('file:///etc/passwd') YIELD value RETURN value",
        "RETURN 1 AS x UNION CALL db.labels() YIELD label RETURN label AS x",
        "LO\\u0041D CSV FROM 'file:///etc/passwd' AS line RETURN line",
        "CALL { MATCH (n) RETURN n } IN TRANSACTIONS RETURN 1 AS x",
    ],
)
def test_files_and_procedures_of_the_machine_are_out_of_reach(store, text):
    store.replace(small())
    with pytest.raises(UsageError):
        store.query(text)


def test_words_in_strings_and_comments_are_no_statements(store):
    store.replace(small())
    result = store.query("// LOAD CSV is only mentioned\nRETURN 'LOAD CSV CALL db.labels()' AS x")
    assert result.rows == [["LOAD CSV CALL db.labels()"]]


def test_a_missing_parameter_a_syntax_error_and_a_whole_node_are_sentences(store):
    store.replace(small())
    with pytest.raises(UsageError, match="parameter"):
        store.query("MATCH (n:Resource) WHERE n.id = $missing RETURN n.id AS id")
    with pytest.raises(UsageError):
        store.query("MATCH (n RETURN 1")
    with pytest.raises(UsageError, match="Return properties"):
        store.query("MATCH (n:Resource) RETURN n LIMIT 1")


def test_an_empty_result_has_the_columns_it_was_told(store):
    store.replace(small())
    assert store.query("MATCH (n:Nothing) RETURN n.id AS id", columns=["id"]).columns == ["id"]


ENDLESS = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b UNWIND range(1, 1000) AS c RETURN count(*) AS n"


def test_neo4j_stops_an_endless_query(empty_database, monkeypatch):
    monkeypatch.setattr("graph.stores.neo4j.TIME_LIMIT", 1)
    with Neo4jStore(empty_database.bolt_uri) as store, pytest.raises(StoreError, match="longer than"):
        store.query(ENDLESS)


def test_the_embedded_store_stops_an_endless_query(tmp_path, monkeypatch):
    monkeypatch.setattr("graph.stores.embedded.TIME_LIMIT", 1)
    with EmbeddedStore(tmp_path / "store") as store:
        store.replace(small())
        with pytest.raises(StoreError, match="longer than"):
            store.query(ENDLESS)


def test_rows_beyond_the_limit_are_cut_and_said(store, monkeypatch):
    store.replace(small())
    monkeypatch.setattr(f"graph.stores.{store.name}.ROW_LIMIT", 5)
    result = store.query("UNWIND range(1, 100) AS x RETURN x")
    assert len(result.rows) == 5 and result.cut


def test_a_write_is_all_or_nothing(store):
    store.replace(small())
    store.write("MATCH (n:Resource {id: 'a'}) SET n.name = $name", {"name": "new"})
    assert store.query("MATCH (n:Resource {id: 'a'}) RETURN n.name AS name").rows == [["new"]]
    with pytest.raises(UsageError):
        store.write("MATCH (n:Resource {id: 'a'}) SET n.name = 'lost' WITH n MATCH (m RETURN m")
    assert store.query("MATCH (n:Resource {id: 'a'}) RETURN n.name AS name").rows == [["new"]]


KILLED = """
import sys, time
from pathlib import Path
from tests.graph.test_stores import small, node
from graph.property_graph import PropertyGraph
from graph.stores.embedded import EmbeddedStore
from graph.stores.neo4j import Neo4jStore
target = sys.argv[1]
store = Neo4jStore(target) if target.startswith('bolt') else EmbeddedStore(Path(target))
big = PropertyGraph(dict(node(f'n{i}', 'Company', 'Organization') for i in range(int(sys.argv[2]))), {})
def progress(what, done, total):
    print(what, done, total, flush=True)
    time.sleep(0.5)
store.replace(big, progress)
"""


@pytest.mark.parametrize("size", [15_000, 40_000])
@pytest.mark.parametrize("name", ["embedded", "neo4j_server"])
def test_a_killed_load_leaves_what_was_there(name, size, request, tmp_path):
    if name == "embedded":
        target = str(tmp_path / "store")
        store = EmbeddedStore(Path(target))
    else:
        server = request.getfixturevalue(name)
        server.empty()
        target = server.bolt_uri
        store = Neo4jStore(target)
    store.replace(small())
    store.close()
    loader = subprocess.Popen([sys.executable, "-c", KILLED, target, str(size)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert loader.stdout and loader.stdout.readline()
    loader.send_signal(signal.SIGKILL)
    loader.wait()
    with store:
        for _ in range(50):  # Neo4j rolls back when it notices that the connection is gone
            if store.read() == small():
                break
            time.sleep(0.2)
        assert store.read() == small()
        store.replace(small(**dict([node("d", "Company", "Organization")])))
        assert len(store.read().nodes) == 4


def test_a_killed_first_load_does_not_answer_and_the_next_load_clears_it(empty_database):
    store = Neo4jStore(empty_database.bolt_uri)
    loader = subprocess.Popen(
        [sys.executable, "-c", KILLED, empty_database.bolt_uri, "30000"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert loader.stdout and loader.stdout.readline()
    loader.send_signal(signal.SIGKILL)
    loader.wait()
    with store:
        with pytest.raises(StoreError, match="did not finish"):
            store.query("MATCH (n:Resource) RETURN count(n) AS n")
        store.replace(small())
        assert store.read() == small()


def test_a_large_change_is_swapped_in_and_leaves_nothing_of_the_old(empty_database):
    large = PropertyGraph(dict(node(f"n{i}", "Company", "Organization") for i in range(25_000)), {})
    large.relationships["urn:kg:t:n0", "OWNS", "urn:kg:t:n1", ""] = {"sources": ["s:1"]}
    with Neo4jStore(empty_database.bolt_uri) as store:
        store.replace(small())
        store.replace(large)
        assert store.read() == large
        store.replace(small())
        assert store.read() == small()
        assert store.query("MATCH (n) RETURN count(n) AS n").rows == [[4]], "three nodes and the mark of the load"


def test_other_peoples_nodes_in_neo4j_are_left_alone(empty_database):
    with Neo4jStore(empty_database.bolt_uri) as store:
        store.write("CREATE (:Theirs {name: 'keep me'})")
        store.replace(small())
        store.replace(PropertyGraph(dict([node("only", "Company")]), {}))
        assert store.query("MATCH (n:Theirs) RETURN n.name AS name").rows == [["keep me"]]


def test_no_server_is_a_sentence():
    with pytest.raises(StoreError, match="No Neo4j server answers"):
        Neo4jStore("bolt://127.0.0.1:1").query("RETURN 1 AS x")
    with pytest.raises(StoreError, match="no address"):
        Neo4jStore("ftp://nowhere").query("RETURN 1 AS x")


def test_a_reader_keeps_its_folder_while_a_load_swaps_a_new_one_in(tmp_path):
    reader, writer = EmbeddedStore(tmp_path / "store"), EmbeddedStore(tmp_path / "store")
    writer.replace(small())
    assert reader.query("MATCH (n:Resource) RETURN count(n) AS n").rows == [[3]]
    writer.replace(PropertyGraph(dict([node("only", "Company")]), {}))
    assert reader.query("MATCH (n:Resource) RETURN count(n) AS n").rows == [[3]]
    reader.close()
    assert reader.query("MATCH (n:Resource) RETURN count(n) AS n").rows == [[1]]
    reader.close()
    writer.replace(small())
    assert len([p for p in (tmp_path / "store").iterdir() if p.is_dir()]) == 1


def test_an_embedded_store_that_was_never_filled_says_so(tmp_path):
    with pytest.raises(StoreError, match="kg build"):
        EmbeddedStore(tmp_path / "store").query("RETURN 1 AS x")


def test_a_full_disk_keeps_the_old_store(tmp_path):
    """A file-size limit stands in for a full disk: every write beyond it fails."""
    store = EmbeddedStore(tmp_path / "store")
    store.replace(small())
    store.close()
    before = sorted(p.name for p in (tmp_path / "store").iterdir())
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from tests.graph.test_stores import small\nfrom graph.stores.embedded import EmbeddedStore\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\n"
        "from ontology.errors import StoreError\n"
        "try: EmbeddedStore(Path(sys.argv[1])).replace(small())\nexcept StoreError as e: sys.exit(7 if 'still answers' in str(e) else 8)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "store")], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode != 0, "the load cannot have succeeded"
    assert store.read() == small()
    store.close()
    assert (tmp_path / "store" / "current").read_text() in before
