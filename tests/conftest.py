"""What all tests share: the real files, built graphs, real Neo4j servers, and the command run as a user runs it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.chromium import chromium, open_page  # noqa: F401  (fixtures, used by name)
from tests.requirements import require
from tests.servers.fixtures import (  # noqa: F401  (fixtures, used by name)
    empty_database,
    empty_database_2026,
    keep_together,
    neo4j_server,
    neo4j_server_2026,
)

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"
Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    keep_together(items)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real public files."""
    require(SHARED.is_dir(), "../shared/data is absent: the real public files are not part of the project")
    return SHARED


def run_kg(*arguments: str, home: Path, stdin: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the real command in a process of its own."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("KG_", "NEO4J_"))}
    return subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), *arguments],
        input=stdin, capture_output=True, text=True, timeout=300, cwd=ROOT, env={**inherited, "KG_HOME": str(home), **environment},
    )  # fmt: skip


@pytest.fixture(scope="session")
def kg() -> Command:
    """`kg(*arguments, home=folder)`."""
    return run_kg


@pytest.fixture(scope="session")
def curated_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the graph of the facts that come with the project."""
    home = tmp_path_factory.mktemp("curated-home")
    done = run_kg("build", home=home)
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture(scope="session")
def real_home(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the graph of all real files."""
    home = tmp_path_factory.mktemp("real-home")
    done = run_kg("build", "--data", str(shared), home=home)
    assert done.returncode == 0, done.stderr
    return home
