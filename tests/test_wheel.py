"""The wheel holds everything that the command needs."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = ("ontology", "ingest", "graph", "queries", "commands")


def test_every_data_file_is_in_the_wheel_and_no_test_is(tmp_path):
    made = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(tmp_path), str(ROOT)], capture_output=True, text=True, timeout=300
    )
    assert made.returncode == 0, made.stderr
    inside = set(zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    wanted = {
        str(p.relative_to(ROOT))
        for folder in FOLDERS
        for p in (ROOT / folder).rglob("*")
        if p.suffix in (".py", ".ttl", ".csv", ".yml", ".cypher", ".json")
    }
    assert wanted - inside == set()
    assert not [name for name in inside if name.startswith(("tests/", "docs/", "benchmarks/"))]
