"""kg routes, kg choke and kg remove, run as a user runs them."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def steps(answer: str) -> list[list[str]]:
    """Per route the ids that it passes."""
    found: dict[int, list[str]] = {}
    for row in json.loads(answer):
        found.setdefault(row["route"], [row["start_id"]]).append(row["end_id"])
    return list(found.values())


def test_a_camera_chip_reaches_zimbabwe_through_the_vendor_that_sold_there(kg, curated_home):
    done = kg("routes", "ambarella", "territory:ZW", home=curated_home)
    assert ["ambarella", "hikvision", "zw-government", "territory:ZW"] in steps(done.stdout)
    rows = [row for row in json.loads(done.stdout) if row["route"] == 1]
    assert [row["evidence"] for row in rows] == ["press"] * 3 and all(row["sources"] for row in rows)
    assert rows[1]["continues"] == "not shown", "no source says that the chips are in what was sold"


def test_as_of_a_day_before_the_sale_there_is_still_a_route_only_if_it_may_have_been(kg, curated_home):
    done = kg("routes", "asml", "intel", "--as-of", "2023-01-01", home=curated_home)
    assert "without --as-of" in done.stderr or steps(done.stdout) != [["asml", "intel"]]
    assert ["asml", "intel"] in steps(kg("routes", "asml", "intel", "--as-of", "2024-01-01", home=curated_home).stdout)


def test_a_class_that_the_data_does_not_hold_is_told_with_what_there_is(kg, curated_home):
    done = kg("routes", "asml", "police in Kenya", home=curated_home)
    assert done.returncode == 0
    assert "there is no route to 'police in Kenya'" in done.stderr and "Ministry of Information" in done.stderr
    assert [row["nearest_from_start_id"] for row in json.loads(done.stdout)] == ["ke-ict-ministry", "territory:KE"]


def test_routes_of_chips_to_listed_vendors_begin_with_the_chip(kg, curated_home):
    rows = json.loads(kg("routes", "any US chip", "any listed vendor", "-k", "8", home=curated_home).stdout)
    assert {row["relation"] for row in rows if row["step"] == 1} <= {"supplies", "makes"}
    assert len({row["route"] for row in rows}) == 8


def test_avoid_and_through_change_the_routes(kg, curated_home):
    through = steps(kg("routes", "asml", "territory:ZW", "--through", "tsmc", home=curated_home).stdout)
    assert through and all("tsmc" in route for route in through)
    avoiding = kg("routes", "ambarella", "territory:ZW", "--avoid", "hikvision", home=curated_home)
    assert "would be one without --avoid" in avoiding.stderr and "missing_link" in json.loads(avoiding.stdout)[0]


def test_the_order_of_dates_is_named_when_it_forbids_the_route(kg, curated_home):
    done = kg("routes", "asml", "intel", "--as-of", "2023-01-01", "--max-hops", "1", home=curated_home)
    assert "there would be one without --as-of" in done.stderr


def test_sources_of_each_step_are_cited(kg, curated_home):
    done = kg("routes", "ambarella", "territory:ZW", "--cite", "--format", "table", home=curated_home)
    assert "weakest:" in done.stdout and "[1] " in done.stdout and "https://" in done.stdout


def test_chokepoints_between_two_ends(kg, curated_home):
    rows = json.loads(kg("choke", "--from", "asml", "--to", "territory:ZW", home=curated_home).stdout)
    kinds = {row["kind"] for row in rows}
    assert {"dominator", "minimum node cut", "minimum edge cut"} <= kinds
    assert all(row["cuts_off"] >= len(row["names"]) > 0 and row["sources"] for row in rows)
    done = kg("choke", "--from", "hikvision", "--to", "asml", home=curated_home)
    assert "nothing to cut" in done.stderr


def test_a_removal_says_who_loses_what_and_what_substitution_means(kg, curated_home):
    done = kg("remove", "asml", home=curated_home)
    answer = json.loads(done.stdout)
    assert {
        "loser_id": "tsmc",
        "loses_id": "item:curated:euv-lithography-tools",
        "outcome": "no substitute in the data",
    }.items() <= next(row for row in answer["losses"] if row["loser_id"] == "tsmc").items()
    assert "Substitutes are only those whom the data shows" in answer["meaning"] and answer["meaning"] in done.stderr
    figures = {row["figure"]: (row["before"], row["after"]) for row in answer["after"]}
    assert figures["needs left without any supplier"] == (0, sum(not row["left"] for row in answer["losses"]))


def test_sanctions_on_importers_are_a_removal_of_buyers(kg, curated_home):
    answer = json.loads(kg("remove", "--importers", "--programme", "us-bis-entity-list", home=curated_home).stdout)
    assert all(row["id"].startswith("territory:") for row in answer["removed"]) and len(answer["removed"]) > 5
    assert "huawei" in {row["loser_id"] for row in answer["losses"]}


def test_the_best_sets_come_greedy_and_proven(kg, curated_home):
    rows = json.loads(kg("remove", "-k", "3", "--exact", home=curated_home).stdout)
    assert [row["k"] for row in rows] == [1, 2, 3]
    assert all(row["exact_is"] == "proven" and row["exact_without"] >= row["without"] and row["sources"] for row in rows)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("routes", "hikvison", "huawei"), "Did you mean hikvision"),
        (("routes", "any gizmo", "huawei"), "names no kind of thing"),
        (("routes", "territory:KE", "huawei"), "A territory ends a route"),
        (("routes", "huawei", "huawei"), "leave nothing to go between"),
        (("routes", "asml", "huawei", "-k", "0"), "k is 0"),
        (("routes", "asml", "huawei", "--max-hops", "0"), "--max-hops 0"),
        (("routes", "asml", "huawei", "--view", "chains"), "Did you mean chain"),
        (("routes", "asml", "huawei", "--as-of", "2020"), "'2020' is no day"),
        (("routes", "asml", "huawei", "--technology", "spywear"), "Did you mean spyware"),
        (
            ("routes", "asml", "huawei", "--evidence", "inferred", "--since", "2999-01-01"),
            "no edge left after --since 2999-01-01",
        ),
        (("choke", "--from", "nobody at all"), "Nothing in the graph is called"),
        (("remove",), "Say what to remove"),
        (("remove", "ke-government"), "supplies nothing"),
        (("remove", "--exact", "huawei"), "--exact goes with -k"),
        (("remove", "-k", "0"), "k is 0"),
        (("remove", "-k", "100000"), "could be removed"),
        (("remove", "--territory", "TV"), "--territory TV leaves no supplier"),
    ],
)
def test_bad_questions_are_one_sentence(kg, curated_home, arguments, sentence):
    done = kg(*arguments, home=curated_home)
    last = done.stderr.strip().splitlines()[-1]
    assert done.returncode == 2 and last.startswith("kg: ") and sentence in last, done.stderr
    assert "Traceback" not in done.stderr and done.stdout == ""


def test_answers_are_the_same_bytes_each_time(kg, curated_home):
    for arguments in (
        ("routes", "any chip", "any listed vendor"),
        ("choke", "--from", "any tool"),
        ("remove", "--territory", "CN"),
    ):
        assert (
            kg(*arguments, home=curated_home, PYTHONHASHSEED="1").stdout
            == kg(*arguments, home=curated_home, PYTHONHASHSEED="2").stdout
        )


def test_ctrl_c_ends_within_a_second_and_prints_nothing(curated_home):
    running = subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), "remove", "--importers", "-k", "60", "--exact"],
        cwd=ROOT, env={**os.environ, "KG_HOME": str(curated_home)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a job in the background would ignore it
    )  # fmt: skip
    try:
        time.sleep(4)
        assert running.poll() is None, "the search ended before it could be stopped"
        running.send_signal(signal.SIGINT)
        began = time.perf_counter()
        out, err = running.communicate(timeout=10)
        assert time.perf_counter() - began < 1
    finally:
        running.kill()
    assert running.returncode == 130 and out == "" and "Traceback" not in err


def test_on_the_real_lists_a_generic_part_carries_no_party(kg, real_home):
    """Routes over kinds of goods (lithography tools go into chips) say so on each such step, and never lead from a part that nobody makes to a party."""
    for start, end in (("any tool", "any listed vendor"), ("any chip", "any agency"), ("asml", "hikvision")):
        rows = json.loads(kg("routes", start, end, "-k", "10", home=real_home).stdout)
        assert rows
        for row in rows:
            assert (row["relation"] in ("goes into", "built into")) == (row["level"] == "kind")
