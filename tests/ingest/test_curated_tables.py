"""The curated tables: their data package holds, every reference resolves, and no row contradicts another.

Each check is a generator of sentences on faults; a second test spoils one row for each and wants the fault to be found.
"""

import csv
import io
import json
import re
import runpy
from collections.abc import Callable
from copy import deepcopy
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from ingest.identity import read_decisions
from ontology import model
from ontology.errors import FileError
from tests.ingest.curated_checks import (
    CURATED,
    PACKAGE,
    RESOURCES,
    ROOT,
    TABLES,
    Faults,
    Tables,
    contradicting_stakes,
    decided_twice,
    excessive_stakes,
    fields,
    half_pairs,
    incomplete_sources,
    offers_signed,
    overlapping_intervals,
    overlapping_listings,
    repeated_values,
    reversed_periods,
    rules_without_interval,
    same_deals,
    self_relations,
    shared_names,
    unknown_codes,
    unresolved,
    unsorted,
    unused,
    wrong_dates,
    wrong_shares,
    wrong_territories,
)
from tests.requirements import require

Check = Callable[[Tables], Faults]
SPOILT: dict[Check, tuple[str, dict[str, str]]] = {
    unresolved: ("deals", {"suppliers": "huawei; invented-firm"}),
    repeated_values: ("deals", {"technologies": "drones; drones"}),
    unknown_codes: ("deals", {"technologies": "drones; mind-reading"}),
    wrong_territories: ("deals", {"destination": "UK"}),
    wrong_dates: ("deals", {"date": "2023-02-30"}),
    reversed_periods: ("ownership", {"start": "2021", "end": "2020-12"}),
    incomplete_sources: ("sources", {"url": "ftp://example.org"}),
    half_pairs: ("deals", {"amount": "5", "currency": "", "amount_kind": "price"}),
    offers_signed: ("deals", {"status": "offered", "date_kind": "signed"}),
    wrong_shares: ("ownership", {"share": "40", "share_min": "50"}),
    self_relations: ("ownership", {"owner": "huawei", "asset": "huawei"}),
    unsorted: ("deals", {"id": "zzz"}),
    shared_names: ("organizations", {"name": "Hikvision", "territory": "CN"}),
    unused: ("programmes", {"id": "invented-list"}),
    rules_without_interval: ("rules", {"id": "invented-rule"}),
}
"""For each check that one changed row can set off: a table whose first row is changed so that the check must speak."""
TWICE: dict[Check, tuple[str, dict[str, str]]] = {
    same_deals: ("deals", {"id": "again"}),
    overlapping_listings: ("listings", {"id": "again", "start": "2024-01-01"}),
    contradicting_stakes: ("ownership", {"id": "again", "share": "0.1", "as_of": "2024-01-01"}),
    excessive_stakes: ("ownership", {"id": "again", "owner": "somebody", "as_of": "2024-01-01", "share": "99.9"}),
    overlapping_intervals: ("rule_intervals", {"id": "again", "start": "2024-01-01"}),
    decided_twice: ("identities", {"decision": "unsure"}),
}
"""For each check across rows: a table whose first row is given these values once more, beside itself."""
BASE = {"listings": {"end": "", "start": "2019-01-01"}, "rule_intervals": {"end": "", "start": "2019-01-01"},
        "ownership": {"start": "", "end": "", "as_of": "2024-01-01", "share": "50", "direct": ""}}  # fmt: skip
"""What the first row is made to say before it is doubled."""
CHECKS = [*SPOILT, *TWICE]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_tables_pass(check: Check) -> None:
    assert list(check(TABLES)) == []


@pytest.mark.parametrize("check", SPOILT, ids=lambda check: check.__name__)
def test_a_spoilt_row_is_found(check: Check) -> None:
    table, change = SPOILT[check]
    tables = deepcopy(TABLES)
    tables[table][0] |= change
    assert set(check(tables)) - set(check(TABLES))


@pytest.mark.parametrize("check", TWICE, ids=lambda check: check.__name__)
def test_a_row_against_another_is_found(check: Check) -> None:
    table, change = TWICE[check]
    tables = deepcopy(TABLES)
    first = tables[table][0] | BASE.get(table, {})
    tables[table][:1] = [first, first | change]
    assert set(check(tables)) - set(check(TABLES))


@pytest.mark.parametrize("check", [same_deals, overlapping_listings, contradicting_stakes], ids=lambda check: check.__name__)
def test_two_claims_may_stand_when_each_note_names_the_other(check: Check) -> None:
    table, change = TWICE[check]
    tables = deepcopy(TABLES)
    first = tables[table][0] | BASE.get(table, {})
    tables[table][:1] = [first | {"note": "another source disagrees: again"}, first | change | {"note": f"see {first['id']}"}]
    assert not set(check(tables)) - set(check(TABLES))


def test_a_day_of_the_future_is_allowed_only_where_a_law_or_a_contract_sets_it() -> None:
    tables = deepcopy(TABLES)
    tables["deals"][0]["end"] = tables["rule_intervals"][0]["start"] = "2999"
    assert list(wrong_dates(tables)) == []
    tables["uses"][0]["date"] = "2999"
    assert any("2999" in fault for fault in wrong_dates(tables))


# --- files ---


@pytest.mark.parametrize("table", RESOURCES)
def test_the_file_is_plain(table: str) -> None:
    """UTF-8 without a mark, LF, least quoting, no blanks at the ends of cells, as the csv module writes it."""
    data = (CURATED / RESOURCES[table]["path"]).read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf") and b"\r" not in data
    text = data.decode("utf-8")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    assert text.split("\n") == written.getvalue().split("\n")
    assert [cell for row in rows for cell in row if cell != " ".join(cell.split())] == []
    assert {len(row) for row in rows} == {len(fields(table))}


# --- the data package ---


def problems(folder: Path) -> list[tuple[Any, ...]]:
    """What frictionless finds in the package in `folder`: row, column, kind."""
    require(find_spec("frictionless"), "frictionless is absent: pip install 'surveillance-kg[test]'")
    from frictionless import Package

    return [
        tuple(error) for error in Package(str(folder / "datapackage.json")).validate().flatten(["rowNumber", "fieldName", "type"])
    ]


def test_the_data_package_is_valid() -> None:
    assert problems(CURATED) == []


@pytest.mark.parametrize(
    ("table", "column", "value", "kind"),
    [
        ("deals", "customer", "invented-agency", "foreign-key"),
        ("components", "maker", "invented-firm", "foreign-key"),
        ("deals", "amount_kind", "prize", "constraint-error"),
        ("deals", "destination", "Kenya", "constraint-error"),
        ("deals", "technologies", "drones, alpr", "constraint-error"),
        ("deals", "date", "12 May 2019", "constraint-error"),
        ("ownership", "share", "101", "constraint-error"),
        ("ownership", "direct", "perhaps", "type-error"),
        ("rules", "ownership_threshold", "101", "constraint-error"),
        ("rules", "control_counts", "perhaps", "type-error"),
        ("sources", "read_on", "24.11.2026", "type-error"),
        ("sources", "url", "example.org", "constraint-error"),
        ("organizations", "identifiers", "passport:1", "constraint-error"),
        ("listings", "start", "", "constraint-error"),
        ("figures", "value", "many", "type-error"),
        ("identities", "decision", "maybe", "constraint-error"),
    ],
)
def test_the_data_package_finds_a_wrong_cell(table: str, column: str, value: str, kind: str, tmp_path: Path) -> None:
    tables = deepcopy(TABLES)
    tables[table][0][column] = value
    (tmp_path / "datapackage.json").write_text(json.dumps(PACKAGE), encoding="utf-8")
    for name, rows in tables.items():
        with (tmp_path / RESOURCES[name]["path"]).open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, [field["name"] for field in fields(name)], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    found = problems(tmp_path)
    assert [error for error in found if error[0] == 2 and error[2] == kind], found


def test_the_data_package_describes_every_table_and_column() -> None:
    assert {r["path"] for r in PACKAGE["resources"]} == {path.name for path in CURATED.glob("*.csv")}
    for table, resource in RESOURCES.items():
        with (CURATED / resource["path"]).open(newline="", encoding="utf-8") as file:
            assert next(csv.reader(file)) == [field["name"] for field in fields(table)], table
    assert [license["name"] for license in PACKAGE["licenses"]] == ["CC-BY-4.0"]
    assert all(field["title"] and field["description"] for table in RESOURCES for field in fields(table))


def test_every_single_reference_is_a_foreign_key() -> None:
    for table, resource in RESOURCES.items():
        single = {f["name"]: f["refersTo"] for f in fields(table) if "refersTo" in f and "separator" not in f}
        keys = {k["fields"]: k["reference"]["resource"] or table for k in resource["schema"].get("foreignKeys", [])}
        assert keys == single, table


def test_every_enumeration_is_that_of_the_ontology() -> None:
    """No list of codes is a second truth; one that is narrowed has codes of its vocabulary only."""
    onto = model()
    for table in RESOURCES:
        for field in fields(table):
            codes = set(field.get("constraints", {}).get("enum", []))
            if not codes or (table, field["name"]) == ("identities", "decision"):
                continue
            if "class" in field:
                known = {name for name, cls in onto.classes.items() if cls.parents[:1] == (field["class"],)}
            else:
                known = set(onto.schemes[field["vocabulary"]])
            assert codes < known if field.get("narrowed") else codes == known, (table, field["name"], codes ^ known)


def test_the_statuses_of_deals_and_uses_are_apart() -> None:
    deals, uses = (next(set(f["constraints"]["enum"]) for f in fields(t) if f["name"] == "status") for t in ("deals", "uses"))
    assert not deals & uses


def test_the_decisions_are_those_that_the_program_takes(tmp_path: Path) -> None:
    decisions = next(f["constraints"]["enum"] for f in fields("identities") if f["name"] == "decision")
    path, header = tmp_path / "identities.csv", "left,right,decision,decided_by,decided_on,reason,sources\n"
    for decision in decisions:
        path.write_text(f"{header}a,b,{decision},x,2026-01-01,y,\n", encoding="utf-8")
        read_decisions([path], [])
    path.write_text(f"{header}a,b,perhaps,x,2026-01-01,y,\n", encoding="utf-8")
    with pytest.raises(FileError):
        read_decisions([path], [])


# --- the page ---

PAGE = (ROOT / "docs" / "curation.md").read_text(encoding="utf-8")


def test_the_page_has_the_dictionary_of_every_table() -> None:
    filled = runpy.run_path(str(ROOT / "docs" / "curated_dictionary.py"))["filled"]
    assert filled(PAGE) == PAGE, "run python docs/curated_dictionary.py"


def test_the_page_names_every_technology_and_grade() -> None:
    section = PAGE.partition("## Technology codes")[2]
    assert set(re.findall(r"`([a-z-]+)`", section)) == set(model().schemes["technology"])
    grades = PAGE.partition("**Evidence grades**")[2].partition("\n\n")[0]
    ranked = sorted(model().schemes["evidence"].values(), key=lambda concept: concept.rank or 0)
    assert re.findall(r"`([a-z-]+)`", grades) == [concept.code for concept in ranked]
