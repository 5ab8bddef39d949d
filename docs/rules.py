"""Writes the tables of docs/rules.md from ingest/curated/rules.csv and rule_intervals.csv.

Run `python docs/rules.py` after a change of these; a test fails when the page is not what this gives. What it writes stands between
`<!-- table: NAME -->` and `<!-- /table -->`.
"""

import csv
import sys
from collections import defaultdict
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])  # docs/queries must not hide the package of that name

from docs.marks import renewed

PAGE = Path(__file__).parent / "rules.md"
CURATED = Path(__file__).parents[1] / "ingest" / "curated"
DATED = (
    "huawei-fdp-rule", "us-advanced-computing-2022", "us-advanced-computing-2023", "us-advanced-computing-2024", "us-foundry-due-diligence-2025",
    "us-ai-diffusion-rule", "us-h200-review-policy-2026", "crime-control-742-7", "human-rights-entity-list-xinjiang-review",
    "us-military-end-user-rule", "section-889-a", "section-889-b", "section-889-grants", "section-805-1260h", "ndaa-5949-ban",
    "fcc-equipment-authorisation-ban", "uflpa-presumption", "eo-13959", "eo-13959-purchase-ban", "eo-14032-purchase-ban", "eo-14032-divestment",
)  # fmt: skip
"""The rules on chips, Huawei, procurement, authorisation, forced labour and securities, in the order of the page."""

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """The rows of a curated table."""
    with (CURATED / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def intervals() -> dict[str, list[Row]]:
    """The intervals of each rule, in the order of their ids."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows("rule_intervals"):
        found[row["rule"]].append(row)
    return found


def threshold(rule: Row) -> str:
    """The stake that a rule asks for, in words.

    >>> threshold({"ownership_threshold": "50", "ownership_more_than": "yes"})
    'more than 50 %'
    >>> threshold({"ownership_threshold": "50", "ownership_more_than": "no"})
    '50 % or more'
    >>> threshold({"ownership_threshold": "", "ownership_more_than": ""})
    'none named'
    """
    if not rule["ownership_threshold"]:
        return "none named"
    share = f"{rule['ownership_threshold']} %"
    return f"more than {share}" if rule["ownership_more_than"] == "yes" else f"{share} or more"


def spans(held: list[Row]) -> str:
    """The intervals of a rule, one a line."""
    return "<br>".join(f"{row['state']} {row['start']} to {row['end'] or '…'}" for row in held)


def _table(header: tuple[str, ...], lines: list[tuple[str, ...]]) -> str:
    cells = [header, tuple("---" for _ in header), *lines]
    return "\n" + "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in cells) + "\n"


def ownership_tests() -> str:
    """The rules that say whom they reach through ownership or control."""
    held = intervals()
    lines = [
        (f"`{rule['id']}`", rule["name"], ", ".join(f"`{p}`" for p in rule["programme"].split("; ") if p), threshold(rule),
         rule["ownership_aggregates"] or "not said", rule["control_counts"] or "not said", spans(held[rule["id"]]))
        for rule in rows("rules") if rule["ownership_threshold"] or rule["control_counts"]
    ]  # fmt: skip
    return _table(("rule", "name", "extends", "stake", "added up", "control counts", "days"), lines)


def dated_rules() -> str:
    """The rules of DATED with each interval, its act and what its note says. KeyError when one is not in the table."""
    known, held = {rule["id"]: rule for rule in rows("rules")}, intervals()
    lines = [(known[key]["name"], row["state"], row["start"], row["end"] or "…", row["legal_act"] or known[key]["legal_act"], row["note"])
             for key in DATED for row in held[key]]  # fmt: skip
    return _table(("rule", "state", "first day", "last day", "act", "note"), lines)


def filled(page: str) -> str:
    """The page with its tables renewed; ValueError when the marks are not those of the tables."""
    return renewed(page, {"table: ownership-tests": ownership_tests(), "table: dated-rules": dated_rules()})


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
