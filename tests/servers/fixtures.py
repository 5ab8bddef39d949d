"""pytest fixtures for the servers; tests/conftest.py imports them by name."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.requirements import require
from tests.servers.neo4j import MissingPrerequisite, Neo4jServer


def running(version: str, home: Path) -> Iterator[Neo4jServer]:
    """A server for as long as the generator lives; its data is thrown away, so it is ended without ceremony."""
    server = Neo4jServer(version, home)
    try:
        server.start()
    except MissingPrerequisite as missing:
        require(False, str(missing))
    yield server
    server.kill()


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neo4jServer]:
    """Neo4j 5.26, the long-term release: one server for all tests."""
    yield from running("5.26.20", tmp_path_factory.mktemp("neo4j-5"))


@pytest.fixture(scope="session")
def neo4j_server_2026(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neo4jServer]:
    """Neo4j 2026.09, the current release: one server for all tests."""
    yield from running("2026.09.0", tmp_path_factory.mktemp("neo4j-2026"))


@pytest.fixture
def empty_database(neo4j_server: Neo4jServer) -> Neo4jServer:
    """Neo4j 5.26 with nothing in it."""
    neo4j_server.empty()
    return neo4j_server


@pytest.fixture
def empty_database_2026(neo4j_server_2026: Neo4jServer) -> Neo4jServer:
    """Neo4j 2026.09 with nothing in it."""
    neo4j_server_2026.empty()
    return neo4j_server_2026


def keep_together(items: list[pytest.Item]) -> None:
    """Let pytest-xdist (--dist loadgroup) run all tests on a server in one process, which then starts it only once.

    Call it from pytest_collection_modifyitems in conftest.py, first of all (tryfirst).
    """
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if names & {"neo4j_server", "neo4j_server_2026"}:
            item.add_marker(pytest.mark.xdist_group("neo4j"))
