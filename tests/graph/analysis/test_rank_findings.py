"""The numbers of docs/analysis/rank.md, recomputed on all real lists by the commands that stand beside them."""

import csv
import io
import re

import pytest

FINDINGS = {
    ("--by", "supplier"): {
        "hacking-team": ("1", "72", "1", "4", "3"),
        "huawei": ("2", "27", "1", "3", "2"),
        "finfisher": ("3", "20", "1", "40", "32"),
        "hikvision": ("17", "4", "11", "113", "32"),
    },
    ("--technology", "face-recognition"): {"nec": ("1", "12", "1", "1", "1"), "clearview-ai": ("2", "8", "1", "3", "2")},
    ("--by", "year"): {"2014": ("1", "30", "1", "14", "12")},
    ("--by", "territory"): {"territory:US": ("1", "58", "1", "1", "1")},
    ("--by", "technology", "--measure", "hhi"): {"phone-forensics": ("1", "0.54", "1", "5", "1"), "data-fusion": ("3", "0.445", "1", "6", "4")},
    ("--view", "supply"): {"applied-materials": ("1", "36", "1", "12", "6")},
    ("--programme", "us-bis-entity-list"): {"huawei": ("1", "27", "1", "1", "1"), "nso-group": ("2", "14", "2", "2", "2")},
}  # fmt: skip
"""By the options of the command: rank, value, rank_low, rank_high, rank_without of some rows."""


@pytest.mark.parametrize("options", FINDINGS, ids=" ".join)
def test_a_finding_is_what_its_command_says(kg, real_home, options):
    done = kg("rank", *options, "--limit", "20", "--format", "csv", home=real_home)
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(done.stdout))}
    columns = ("rank", "value", "rank_low", "rank_high", "rank_without")
    assert {id_: tuple(rows[id_][c] for c in columns) for id_ in FINDINGS[options]} == FINDINGS[options]


def test_what_a_day_lets_in_is_an_upper_bound(kg, real_home):
    said = kg("rank", "--as-of", "2019-10-09", "--resamples", "0", home=real_home).stderr
    assert "for 352 facts" in said and "348 of 689 edges can be of a later day than 2019-10-09" in said
    assert re.search(r"for 394 facts", kg("rank", "--resamples", "0", home=real_home).stderr)
