"""The house holds: what may import what, and that every folder of the card is there."""

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
ALLOWED = {
    "ontology": {"ontology"},
    "ingest": {"ingest", "ontology"},
    "graph": {"graph", "ontology"},
    "queries": {"queries", "graph", "ontology"},
    "commands": {"commands", "queries", "graph", "ingest", "ontology"},
}


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def test_the_arrows_between_the_folders_hold():
    ours = {*ALLOWED, "cli"}
    for folder, allowed in ALLOWED.items():
        for path in (ROOT / folder).rglob("*.py"):
            assert imported(path) & ours <= allowed, path


def test_everything_on_the_card_stands_at_the_top_level():
    for name in ("pyproject.toml", "ontology", "ingest", "graph", "queries", "cli.py", "tests"):
        assert (ROOT / name).exists(), name


def test_help_imports_neither_pandas_nor_rdflib_nor_a_store():
    code = "import sys, cli; print(*[m for m in ('pandas', 'rdflib', 'arcadedb', 'neo4j', 'networkx', 'pyoxigraph', 'pyarrow', 'rustworkx', 'httpx') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip() == ""


def test_no_folder_or_module_has_a_name_that_explains_nothing():
    for path in [p for folder in (*ALLOWED, "tests", "benchmarks", "docs") for p in (ROOT / folder).rglob("*.py")]:
        assert not {"utils", "helpers", "common", "misc"} & {p.removesuffix(".py") for p in path.relative_to(ROOT).parts}, path
