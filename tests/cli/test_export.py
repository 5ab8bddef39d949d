"""kg export and kg load --offline as their user runs them."""

import json
import subprocess
import sys

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def mixed_home(kg, shared, tmp_path_factory):
    """A home with the curated facts, an open list, and one under CC BY-NC."""
    data = tmp_path_factory.mktemp("data")
    for name in ("us-bis-dpl", "cn-countersanctions"):
        (data / name).symlink_to(shared / name)
    home = tmp_path_factory.mktemp("mixed-home")
    done = kg("build", "--data", str(data), home=home)
    assert done.returncode == 0, done.stderr
    return home


def test_open_leaves_out_and_says_how_much_by_source(kg, mixed_home, tmp_path):
    target = tmp_path / "kg.ftm"
    done = kg("export", "ftm", "-o", str(target), "--licence", "open", home=mixed_home)
    assert done.returncode == 0, done.stderr
    assert "Left out for want of an open licence: " in done.stderr and "(cn_countersanctions " in done.stderr
    told = json.loads((tmp_path / "kg.ftm.datapackage.json").read_text())
    assert told["licenceFilter"] == "open" and list(told["factsLeftOut"]) == ["cn_countersanctions"]
    assert all(source["licenceOpen"] for source in told["sources"]) and "us-bis-dpl:" in str(told["sources"])
    whole = kg("export", "ftm", home=mixed_home)
    assert whole.stderr == ""
    ids = [{json.loads(line)["id"] for line in text.split("\n") if line} for text in (target.read_text(), whole.stdout)]
    assert ids[0] < ids[1] and len(ids[1]) - len(ids[0]) > 50
    assert not list(mixed_home.glob("open-*"))


@pytest.mark.parametrize("form", ["nquads", "turtle", "bods"])
def test_as_of_cuts_every_format_and_today_cuts_nothing_before(kg, curated_home, form):
    early, late, whole = (
        kg("export", form, *day, home=curated_home).stdout for day in (("--as-of", "2012-01-01"), ("--as-of", "2030-01-01"), ())
    )
    assert 0 < len(early) < len(late) <= len(whole)


def test_an_edition_of_a_day_holds_only_what_had_come_about(kg, curated_home):
    lines = kg("export", "nquads", "--as-of", "2015-06-30", home=curated_home).stdout.splitlines()
    all_lines = set(kg("export", "nquads", home=curated_home).stdout.splitlines())
    assert set(lines) < all_lines
    starts = [line.split('"')[1] for line in lines if "<urn:kg:def:startEarliest>" in line]
    assert starts and max(starts) <= "2015-06-30"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("grapml",), "Did you mean graphml"),
        (("csv",), "-o FOLDER"),
        (("ftm", "--licence", "opn"), "Did you mean open"),
        (("ftm", "--as-of", "2019"), "'2019' is no day"),
        (("ftm", "-o", "/dev/null", "--force"), "no ordinary file"),
    ],
)
def test_a_wrong_call_is_one_sentence(kg, curated_home, arguments, said):
    done = kg("export", *arguments, home=curated_home)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr and done.stderr.startswith("kg: ") and done.stderr.count("\n") == 1


def test_a_full_standard_output_is_one_sentence(curated_home):
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, str(ROOT / "cli.py"), "export", "bods"], env={"KG_HOME": str(curated_home), "PATH": ""}, stdout=full, stderr=subprocess.PIPE, text=True
        )  # fmt: skip
    assert (
        done.returncode == 1
        and done.stderr
        == "kg: The output could not be written (No space left on device); free some space or give a file with -o\n"
    )


def test_offline_wants_an_installation_and_force_wants_offline(kg, curated_home, tmp_path):
    for arguments, said in (
        (("--offline",), "--neo4j-home or NEO4J_HOME"),
        (("--offline", "--neo4j-home", str(tmp_path)), "has no bin/neo4j-admin"),
        (("--force",), "--force goes with --offline"),
    ):
        done = kg("load", *arguments, home=curated_home)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1) and said in done.stderr
