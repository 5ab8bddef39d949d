"""A wrong row of a curated table is rejected with its reason, and the rest is read."""

from pathlib import Path

import pytest

from tests.ingest.editions import Outcome, outcome

CURATED = Path(__file__).parents[2] / "ingest" / "curated"
HEADER = (
    "id,name,issuer,legal_act,measures,programme,ownership_threshold,ownership_more_than,ownership_aggregates,control_counts,"
    "territory,technologies,description,url,sources\n"
)


def read_rules(tmp_path: Path, *tests: str) -> Outcome:
    """The curated tables with rules of our own: `tests` are the cells from programme to control_counts."""
    path = tmp_path / "rules.csv"
    lines = [f"rule-{n},Rule {n},us-bis,,export-control,{cells},US,,What it does,,fr-2025-19001-copy\n" for n, cells in enumerate(tests)]
    path.write_text(HEADER + "".join(lines), encoding="utf-8")
    files = {table.stem: table for table in CURATED.glob("*.csv")} | {"rules": path}
    return outcome("curated", "current", files)


def rejected(found: Outcome) -> list[str]:
    return [r["reason"] for f in found.report.files if f["file"] == "rules.csv" for r in f["rejections"]]


def test_a_rule_says_its_test_of_ownership_and_every_list_that_it_extends(tmp_path: Path) -> None:
    found = read_rules(tmp_path, "us-bis-entity-list; us-bis-meu,50,no,yes,", ",33.34,yes,,yes", ",,,,")
    full, bare, none = (found.one("Rule", "name", f"Rule {n}") for n in range(3))
    assert sorted(full["programme"]) == ["urn:kg:programme:us-bis-entity-list", "urn:kg:programme:us-bis-meu"]
    assert [full[f"ownership{name}"] for name in ("Threshold", "MoreThan", "Aggregates")] == [["50"], ["false"], ["true"]]
    assert "controlCounts" not in full and bare["controlCounts"] == ["true"]
    assert bare["ownershipThreshold"] == ["33.34"] and "ownershipAggregates" not in bare
    assert not [name for name in none if name.startswith(("ownership", "control"))]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (",130,no,,", "ownership_threshold is 130 per cent"),
        (",0,no,,", "ownership_threshold is 0 per cent"),
        (",half,no,,", "'half' is no number"),
        (",nan,no,,", "ownership_threshold is nan per cent"),
        (",50,,,", "fill both or none"),
        (",,yes,,", "fill both or none"),
        (",50,no,perhaps,", "ownership_aggregates is 'perhaps'"),
        (",50,no,,sometimes", "control_counts is 'sometimes'"),
        ("us-bis-entity-list; invented-list,50,no,,", "'invented-list' is not in programmes.csv"),
    ],
)
def test_a_rule_with_a_wrong_test_is_rejected_with_the_reason(tmp_path: Path, cells: str, reason: str) -> None:
    found = read_rules(tmp_path, cells, ",50,no,yes,no")
    (text,) = rejected(found)
    assert reason in text
    assert found.one("Rule", "name", "Rule 1")["ownershipThreshold"] == ["50"]
