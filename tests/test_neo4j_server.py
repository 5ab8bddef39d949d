"""The servers that other tests stand on: they start, answer, forget, and never outlive their starter."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import neo4j
import pytest

from tests import requirements
from tests.servers import neo4j as servers
from tests.servers.neo4j import MissingPrerequisite, Neo4jServer, cached_class_path, class_path, find_java, free_ports

ROOT = Path(__file__).resolve().parent.parent


def ask(server: Neo4jServer, text: str) -> list[dict[str, object]]:
    """The rows of one statement."""
    with neo4j.GraphDatabase.driver(server.bolt_uri) as driver, driver.session() as session:
        return session.run(text).data()


@pytest.mark.parametrize("name", ["empty_database", "empty_database_2026"])
def test_server_answers_and_is_emptied(name: str, request: pytest.FixtureRequest) -> None:
    server: Neo4jServer = request.getfixturevalue(name)
    kernel = "CALL dbms.components() YIELD versions, edition WHERE edition <> '' RETURN versions, edition"
    assert ask(server, kernel) == [{"versions": [server.version], "edition": "community"}]
    ask(server, "CREATE CONSTRAINT FOR (n:Vendor) REQUIRE n.id IS UNIQUE")
    ask(server, "CREATE INDEX FOR (n:Vendor) ON (n.name)")
    ask(server, "CREATE (:Vendor {id: 'a', since: date('2020-02-29')})-[:OWNS]->(:Vendor {id: 'b'})")
    assert ask(server, "MATCH (a)-[:OWNS]->(b) RETURN b.id AS id, toString(a.since) AS since") == [
        {"id": "b", "since": "2020-02-29"}
    ]
    server.empty()
    assert ask(server, "MATCH (n) RETURN count(n) AS n") == [{"n": 0}]
    assert ask(server, "SHOW CONSTRAINTS") == []
    assert ask(server, "SHOW INDEXES YIELD type WHERE type <> 'LOOKUP' RETURN type") == []


def test_server_reads_no_local_file(neo4j_server: Neo4jServer) -> None:
    with pytest.raises(neo4j.exceptions.ClientError, match="Cannot load from URL"):
        ask(neo4j_server, f"LOAD CSV FROM '{Path(__file__).as_uri()}' AS line RETURN line")


def test_server_dies_with_its_starter(tmp_path: Path, neo4j_server: Neo4jServer) -> None:
    """A pytest that is killed must not leave a gigabyte of Java behind."""
    requirements.require(shutil.which("setpriv"), "no setpriv (Linux's util-linux)")
    code = (
        "import sys, time; from pathlib import Path; from tests.servers.neo4j import *\n"
        "s = Neo4jServer('5.26.20', Path(sys.argv[1])); s._ports = free_ports(2)\n"
        "s._launch(find_java(17), class_path('5.26.20')); print(s.process.pid, flush=True); time.sleep(60)"
    )
    starter = subprocess.Popen([sys.executable, "-c", code, tmp_path], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert starter.stdout
    pid = int(starter.stdout.readline())
    time.sleep(1)
    os.kill(pid, 0)
    starter.send_signal(signal.SIGKILL)
    starter.wait()
    for _ in range(100):
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return
        time.sleep(0.1)
    os.kill(pid, signal.SIGKILL)
    pytest.fail("the server outlived the process that started it")


def test_failed_start_shows_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, neo4j_server: Neo4jServer) -> None:
    monkeypatch.setitem(servers.RELEASES, "5.26.20", servers.Release("no.such.Main", 17))
    server = Neo4jServer("5.26.20", tmp_path)
    with pytest.raises(RuntimeError, match=r"ended with 1 before it answered[\s\S]*no\.such\.Main"):
        server.start()
    assert server.process is None


def test_without_maven_the_reason_is_clear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingPrerequisite, match="mvn"):
        class_path("5.26.20")
    with pytest.raises(MissingPrerequisite, match="no Java 999"):
        find_java(999)


def test_kept_class_path_needs_its_jars(tmp_path: Path) -> None:
    jar, kept = tmp_path / "a.jar", tmp_path / "classpath.txt"
    jar.touch()
    kept.write_text(f"{jar}\n")
    assert cached_class_path(kept) == str(jar)
    jar.unlink()
    assert cached_class_path(kept) is None


def test_free_ports_differ() -> None:
    assert len(set(free_ports(20))) == 20


def test_require(monkeypatch: pytest.MonkeyPatch) -> None:
    requirements.require(True, "never seen")
    monkeypatch.delenv("KG_TESTS_REQUIRE_ALL", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no such thing"):
        requirements.require(False, "no such thing")
    monkeypatch.setenv("KG_TESTS_REQUIRE_ALL", "1")
    with pytest.raises(pytest.fail.Exception, match="no such thing"):
        requirements.require(False, "no such thing")
