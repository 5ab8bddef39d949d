"""kg fetch as its user runs it: the real command, its catalogue pointing at a server of this machine, and the build that reads what came."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.servers.misbehaving import Handler, Site, misbehaving

ROOT = Path(__file__).parents[2]
Fetching = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def site():
    with misbehaving() as site:
        yield site


@pytest.fixture
def project(site: Site, tmp_path: Path) -> Path:
    """The command and its packages, with the addresses of source.yml on the server of this machine."""
    folder = tmp_path / "project"
    for name in ("ontology", "ingest", "graph", "queries", "commands"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "cli.py", folder)
    for path in folder.glob("ingest/*/source.yml"):
        described = yaml.safe_load(path.read_text(encoding="utf-8"))
        for download in described.get("fetch", []):
            for resource in download["files"].values():
                resource |= {"url": f"{site.url}/{resource['url'].rpartition('/')[2]}", "loopback": True}
        path.write_text(yaml.safe_dump(described, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return folder


@pytest.fixture
def kg(project: Path, tmp_path: Path) -> Fetching:
    """`kg(*arguments)` in a home of its own."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "cli.py", *arguments], cwd=project, env=environment(project, tmp_path), capture_output=True, text=True, timeout=300)  # fmt: skip

    return run


def environment(project: Path, folder: Path) -> dict[str, str]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("KG_", "NEO4J_"))}
    return {**inherited, "KG_HOME": str(folder / "home"), "PYTHONPATH": str(project), "ARCADEDB_LOG_CONSOLE": "off"}


def test_a_newcomer_fetches_and_builds_and_the_build_reads_what_came(kg: Fetching, site: Site, shared: Path, tmp_path: Path):
    body = (shared / "un-sc" / "UN_consolidated.xml").read_bytes()
    site.behaviours["/consolidated.xml"] = lambda h: h.answer(body, etag='"1"', content_type="application/xml")
    site.behaviours["/mieu.csv"] = lambda h: h.answer(b"<html>moved</html>", content_type="text/csv")
    fetched = kg("fetch", "un_sc", "us-bis-mieu")
    assert fetched.returncode == 1
    assert json.loads(fetched.stdout) == [
        {"source": "un_sc", "result": "fetched", "edition_held": "fetched-2026-02-27", "bytes": len(body), "reason": ""},
        {"source": "us_bis_mieu", "result": "refused", "edition_held": "", "bytes": 0,
         "reason": "the server gave a web page where CSV is expected"},
    ]  # fmt: skip
    assert "us_bis_mieu: not free for every use; licence: CC BY-NC 4.0" in fetched.stderr
    assert "1 lists are as their publishers have them, 1 were refused" in fetched.stderr
    kept = tmp_path / "home" / "data" / "un-sc" / "fetched-2026-02-27" / "consolidated.xml"
    assert kept.read_bytes() == body
    built = kg("build")
    assert built.returncode == 0, built.stderr
    held = {(row["source"], row["edition"]): row for row in json.loads(kg("sources").stdout)}
    row = held["un_sc", "fetched-2026-02-27"]
    assert (row["date"], row["read"], row["problem"]) == ("2026-02-27", 1003, "")
    site.behaviours["/consolidated.xml"] = lambda h: h.answer(b"", 304)
    again = kg("fetch", "un_sc", "--format", "csv")
    assert again.returncode == 0
    assert "un_sc,not modified,fetched-2026-02-27,0," in again.stdout
    assert "0 read anew" in kg("build").stderr


def test_the_list_shows_addresses_licences_limits_and_what_is_held(kg: Fetching, site: Site, shared: Path, tmp_path: Path):
    body = (shared / "us-bis-mieu" / "mieu.csv").read_bytes()
    site.behaviours["/mieu.csv"] = lambda h: h.answer(body, last_modified="Fri, 20 Nov 2026 06:00:00 GMT")
    assert kg("fetch", "us_bis_mieu", "--data", str(tmp_path / "lists")).returncode == 0
    rows = {
        row["address"] or row["source"]: row
        for row in json.loads(kg("fetch", "--list", "--data", str(tmp_path / "lists")).stdout)
    }
    row = rows[f"{site.url}/mieu.csv"]
    assert (row["format"], row["limit_mb"], row["licence"], row["edition_held"]) == (
        "csv",
        20.0,
        "CC BY-NC 4.0",
        "fetched-2026-11-20",
    )
    assert row["fetched_at"].endswith("Z") and row["note"]
    assert rows[f"{site.url}/consolidated.csv"]["edition_held"] == ""
    assert "sample" in rows["gleif"]["note"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("us_cls", "There is no source 'us_cls'; kg fetch --list shows them. Did you mean us_csl"),
        ("gleif", "gleif has no address to fetch from: the live data is"),
        ("curated", "curated has no address to fetch from: it comes with the project"),
    ],
)
def test_a_source_that_is_none_or_has_no_address_is_a_wrong_call(name: str, said: str, kg: Fetching):
    done = kg("fetch", name)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_folder_that_cannot_be_is_a_sentence(kg: Fetching, tmp_path: Path):
    (tmp_path / "file").write_text("x")
    done = kg("fetch", "un_sc", "--data", str(tmp_path / "file"))
    assert done.returncode == 1
    assert f"{tmp_path / 'file'} cannot be written (" in done.stderr and "Traceback" not in done.stderr


def test_ctrl_c_leaves_nothing_half(project: Path, site: Site, tmp_path: Path):
    def slow(h: Handler) -> None:
        h.send_response(200)
        h.end_headers()
        for _ in range(600):
            h.wfile.write(b"<list>" * 5000)
            time.sleep(0.1)

    site.behaviours["/consolidated.xml"] = slow
    running = subprocess.Popen([sys.executable, "cli.py", "fetch", "un_sc"], cwd=project, env=environment(project, tmp_path), stderr=subprocess.PIPE, text=True)  # fmt: skip
    data = tmp_path / "home" / "data"
    until = time.monotonic() + 60
    while not any(p.stat().st_size for p in data.rglob("consolidated.xml")):
        assert time.monotonic() < until and running.poll() is None
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=30)
    assert running.returncode == 130
    assert "nothing was left half-written" in said
    assert [p.name for p in data.rglob("*")] == ["fetch.lock"]
