"""kg render, run as a user runs it."""

import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def data(page: str) -> dict:
    return json.loads(re.search(r'<script type="application/json" id="drawing">(.*?)</script>', page, re.DOTALL)[1])


def test_around_a_vendor_the_page_holds_its_deals_with_their_sources(kg, curated_home, tmp_path):
    target = tmp_path / "hikvision.html"
    done = kg("render", "--around", "hikvision", "-o", str(target), home=curated_home)
    assert done.returncode == 0 and f"Wrote {target}." in done.stderr and "Answered by the embedded engine" in done.stderr
    found = data(target.read_text("utf-8"))
    deals = [f for f in found["facts"] if f["kind"] == "deal"]
    assert {"deal:curated:hikvision-zw-border"} <= {f["id"] for f in deals}
    assert all(f["sources"] and all(found["sources"][i]["url"] for i in f["sources"]) for f in deals)
    assert found["caption"]["command"] == "kg render --around hikvision --hops 1"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--query", "sanctioned-vendors-exporting"),
        ("--query", "deals-to", "-P", "territory=KE"),
        ("--route", "ambarella", "territory:ZW"),
        ("--view", "ownership"),
        ("--view", "deals", "--technology", "spyware", "--since", "2015-01-01"),
    ],
)
def test_each_way_of_asking_gives_a_page(kg, curated_home, arguments):
    done = kg("render", *arguments, home=curated_home)
    assert done.returncode == 0, done.stderr
    found = data(done.stdout)
    assert found["nodes"] and found["edges"] and f"{len(found['nodes'])} nodes, {len(found['edges'])} lines" in done.stderr


def test_the_same_question_gives_the_same_bytes(kg, curated_home):
    first, second = (kg("render", "--around", "nso-group", "--hops", "2", home=curated_home).stdout for _ in range(2))
    assert first == second


def test_an_existing_file_needs_force(kg, curated_home, tmp_path):
    target = tmp_path / "page.html"
    target.write_text("mine")
    refused = kg("render", "--around", "hikvision", "-o", str(target), home=curated_home)
    assert (
        refused.returncode == 2
        and refused.stderr == f"kg: {target} exists; add --force to overwrite it.\n"
        and target.read_text() == "mine"
    )
    assert kg("render", "--around", "hikvision", "-o", str(target), "--force", home=curated_home).returncode == 0
    assert target.read_text("utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--around", "hikvison"), 2, "Did you mean hikvision"),
        (("--query", "sanctioned-vendors"), 2, "sanctioned-vendors-exporting"),
        (("--view", "deal"), 2, "deals"),
        (("--query", "deals-to", "-P", "territory=AQ"), 1, "no page was made"),
        (("--route", "hikvision", "asml"), 1, "No page was made"),
        (("--around", "hikvision", "--technology", "drones"), 2, "no edge left after --technology drones"),
        ((), 2, "Say what to draw with one of --query, --around, --route, --view."),
        (("--around", "hikvision", "--view", "deals"), 2, "2 were given"),
        (("--around", "hikvision", "--hops", "0"), 2, "--hops 0 reaches nothing"),
        (("--around", "hikvision", "--as-of", "soon"), 2, "is no day"),
    ],
)
def test_what_cannot_be_drawn_makes_no_page_and_says_why(kg, curated_home, tmp_path, arguments, code, said):
    target = tmp_path / "page.html"
    done = kg("render", *arguments, "-o", str(target), home=curated_home)
    assert done.returncode == code and said in done.stderr and done.stderr.startswith("kg: ") and "Traceback" not in done.stderr
    assert not target.exists() and not list(tmp_path.iterdir())


def test_a_full_disk_leaves_no_half_file(curated_home, tmp_path):
    target = tmp_path / "page.html"
    target.write_text("the old one")

    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    command = [sys.executable, str(ROOT / "cli.py"), "render", "--around", "hikvision", "--force", "-o", str(target)]
    environment = {**os.environ, "KG_HOME": str(curated_home)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, preexec_fn=no_room, timeout=60)
    assert done.returncode == 1 and "could not be written" in done.stderr and "Traceback" not in done.stderr
    assert target.read_text() == "the old one" and list(tmp_path.iterdir()) == [target]


def test_both_engines_draw_the_same(kg, curated_home, empty_database):
    address = {"NEO4J_URI": empty_database.bolt_uri}
    assert kg("load", home=curated_home, **address).returncode == 0
    one = data(kg("render", "--around", "hikvision", "--hops", "2", home=curated_home).stdout)
    other = data(kg("render", "--around", "hikvision", "--hops", "2", "--engine", "neo4j", home=curated_home, **address).stdout)
    one["caption"]["engine"] = other["caption"]["engine"] = ""
    assert one == other


def test_a_page_of_the_real_lists_is_small(kg, real_home: Path, tmp_path):
    target = tmp_path / "huawei.html"
    assert kg("render", "--around", "huawei", "--hops", "2", "-o", str(target), home=real_home).returncode == 0
    assert target.stat().st_size < 3_000_000
