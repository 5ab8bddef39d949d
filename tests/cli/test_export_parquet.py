"""kg export parquet as its user runs it."""

import json
import re
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.requirements import require


@pytest.fixture(autouse=True)
def _pyarrow() -> None:
    require(find_spec("pyarrow"), "pyarrow is absent: pip install 'surveillance-kg[parquet]'")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_tables_hold_what_the_store_holds_and_force_writes_the_same_bytes(kg, curated_home, tmp_path):
    import pandas as pd

    folder = tmp_path / "out"
    done = kg("export", "parquet", "-o", str(folder), home=curated_home)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "" and re.search(r": [\d,]+ nodes, [\d,]+ relationships\.$", done.stderr)
    counts = {(r["kind"], r["name"]): r["amount"] for r in json.loads(kg("counts", home=curated_home).stdout)}
    assert pd.read_parquet(folder / "nodes.parquet")["labels"].explode().value_counts().to_dict() == {
        name: n for (kind, name), n in counts.items() if kind == "node"
    }
    assert pd.read_parquet(folder / "relationships.parquet")["type"].value_counts().to_dict() == {
        name: n for (kind, name), n in counts.items() if kind == "relationship"
    }
    before = contents(folder)
    refused = kg("export", "parquet", "-o", str(folder), home=curated_home)
    assert refused.returncode == 2 and refused.stderr.startswith("kg: ") and "--force" in refused.stderr
    assert kg("export", "parquet", "-o", str(folder), "--force", home=curated_home).returncode == 0
    assert contents(folder) == before


def test_parquet_on_stdout_and_into_a_folder_of_other_files_is_refused(kg, curated_home, tmp_path):
    done = kg("export", "parquet", home=curated_home)
    assert done.returncode == 2 and "-o FOLDER" in done.stderr
    (tmp_path / "thesis.doc").write_text("mine")
    done = kg("export", "parquet", "-o", str(tmp_path), "--force", home=curated_home)
    assert done.returncode == 2 and "holds thesis.doc" in done.stderr
    assert contents(tmp_path) == {"thesis.doc": b"mine"}


def test_ctrl_c_ends_within_a_second_and_leaves_nothing(real_home, tmp_path):
    for after in (1.0, 2.5):
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "cli.py"), "export", "parquet", "-o", str(tmp_path / "out")],
            env={"KG_HOME": str(real_home), "PATH": ""}, stderr=subprocess.PIPE, text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # a test run in the background ignores it
        )  # fmt: skip
        time.sleep(after)
        process.send_signal(signal.SIGINT)
        begin = time.monotonic()
        said = process.communicate()[1]
        assert (process.returncode, said) == (130, "kg: stopped; nothing was left half-written.\n")
        assert time.monotonic() - begin < 5  # a busy machine is slower than the second it takes alone
        assert list(tmp_path.iterdir()) == []
