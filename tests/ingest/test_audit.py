import csv
import io
import json
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import audit
from ingest.catalogue import HERE
from ontology.errors import FileError, UsageError

CURATED = HERE / "curated"


def drawn(sample=60, seed=7, folder=CURATED):
    columns, rows = audit.worksheet(folder, sample, seed)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def judged(*verdicts, whole=""):
    return [
        {"audit_id": f"1-{i}", "table": "deals", "row_id": f"r{i}", "verdict": v, "what_is_wrong": "the day" * (v == "wrong"), "drawn_from": whole}
        for i, v in enumerate(verdicts)
    ]  # fmt: skip


def outcome(*verdicts, whole=""):
    columns, rows = audit.report(judged(*verdicts, whole=whole))
    return dict(zip(columns, rows[0], strict=True))


@pytest.mark.parametrize(
    ("wrong", "checked", "low", "high"),
    [
        (7, 50, 0.05819170033997342, 0.26739600249700846),  # documentation of scipy's BinomTestResult.proportion_ci
        (0, 10, 0, 1 - 0.025**0.1),  # in closed form, as are the next two
        (10, 10, 0.025**0.1, 1),
        (1, 1, 0.025, 1),
    ],
)
def test_the_interval_has_the_published_values(wrong, checked, low, high):
    assert audit.clopper_pearson(wrong, checked) == pytest.approx((low, high), abs=1e-12)


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
@settings(deadline=None, max_examples=60)
def test_the_interval_holds_the_rate_narrows_with_more_rows_and_is_symmetric(pair):
    wrong, checked = pair
    low, high = audit.clopper_pearson(wrong, checked)
    assert 0 <= low <= wrong / checked <= high <= 1
    low_of_twice, high_of_twice = audit.clopper_pearson(2 * wrong, 2 * checked)
    assert high_of_twice - low_of_twice < high - low
    assert audit.clopper_pearson(checked - wrong, checked) == pytest.approx((1 - high, 1 - low), abs=1e-9)


def test_the_interval_stands_thousands_of_rows():
    low, high = audit.clopper_pearson(1500, 3000)
    assert 0.48 < low < 0.5 < high < 0.52


def test_a_proportion_of_nothing_has_no_interval():
    with pytest.raises(UsageError, match="no proportion"):
        audit.clopper_pearson(0, 0)


def test_the_same_seed_draws_the_same_rows_and_another_seed_others():
    assert drawn(seed=7) == drawn(seed=7)
    assert [r["row_id"] for r in drawn(seed=7)] != [r["row_id"] for r in drawn(seed=8)]


def test_the_order_of_the_rows_in_a_file_does_not_matter(tmp_path):
    shutil.copytree(CURATED, tmp_path / "curated")
    path = tmp_path / "curated" / "deals.csv"
    header, *rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *reversed(rows)])
    assert drawn(folder=tmp_path / "curated") == drawn()


def test_every_row_can_be_drawn_and_none_twice():
    everything = drawn(sample=drawn(sample=1)[0]["drawn_from"])
    assert {(r["table"], r["row_id"]) for r in everything} == {
        (table, row["id"]) for table in audit.TABLES for row in audit.read_table(CURATED, table)
    }


def test_each_claim_says_every_filled_cell_and_each_row_has_a_link():
    everything = drawn(sample=drawn(sample=1)[0]["drawn_from"])
    held = {(table, row["id"]): row for table in audit.TABLES for row in audit.read_table(CURATED, table)}
    names = audit._Claims(CURATED)
    for row in everything:
        cells = held[row["table"], row["row_id"]]
        for column in cells.keys() - {"id", "sources"}:
            assert names.cell(row["table"], cells, column) in row["claim"], (row["row_id"], column)
        assert "http" in row["sources"], row["row_id"]


@pytest.mark.parametrize("sample", [0, -1, 10**9])
def test_a_sample_that_cannot_be_drawn_is_refused(sample):
    with pytest.raises(UsageError, match="cannot be drawn"):
        drawn(sample=sample)


def test_a_folder_without_tables_is_refused(tmp_path):
    with pytest.raises(FileError, match=r"deals\.csv cannot be read"):
        drawn(folder=tmp_path)


def test_the_report_counts_and_rates_what_was_checked():
    found = outcome("right", "right", "right", "wrong", "cannot-check", "", whole="100")
    assert [found[c] for c in ("sampled", "right", "wrong", "cannot_check", "open", "error_percent")] == [6, 3, 1, 1, 1, 25.0]
    assert found["low_percent"] < 25 < found["high_percent"]
    assert "6 of 100 rows" in found["remark"]


def test_a_whole_population_has_a_rate_of_its_own():
    assert "the rate is theirs" in outcome("right", "wrong", whole="2")["remark"]


def test_without_a_checked_row_there_is_no_rate():
    assert [outcome("cannot-check", "")[c] for c in ("error_percent", "low_percent", "high_percent")] == [None] * 3


def test_each_table_has_a_row_of_its_own():
    rows = judged("right", "wrong", "right")
    rows[0]["table"] = "figures"
    assert [row[0] for row in audit.report(rows)[1]] == ["all", "deals", "figures"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"verdict": "rigth"}, "Did you mean right"),
        ({"verdict": "wrong", "what_is_wrong": " "}, "but not why"),
        ({"table": "listing"}, "Did you mean listings"),
        ({"audit_id": "1-1"}, "stands twice"),
    ],
)
def test_bad_verdicts_are_refused_with_a_sentence(change, sentence):
    rows = judged("right", "right")
    rows[0].update(change)
    with pytest.raises(UsageError, match=sentence):
        audit.report(rows)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_worksheet_is_read_back_whatever_a_spreadsheet_made_of_it(tmp_path, delimiter):
    path = tmp_path / "sheet.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        columns, rows = audit.worksheet(CURATED, 5, 1)
        csv.writer(file, delimiter=delimiter).writerows([columns, *rows])
    assert audit.read_worksheet(path) == [{k: str(v) for k, v in row.items()} for row in drawn(5, 1)]


def test_a_worksheet_is_read_back_from_json(tmp_path):
    path = tmp_path / "sheet.json"
    path.write_text(json.dumps(drawn(5, 1)), encoding="utf-8")
    assert [r["row_id"] for r in audit.read_worksheet(path)] == [r["row_id"] for r in drawn(5, 1)]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"a,b\n1,2\n", "has no audit_id"),
        (b"", "has no audit_id"),
        (b'audit_id,table\n"1', "is no CSV"),
        (b"[1, 2]", "not a list of rows"),
        (b"[{]", "is no JSON"),
        (b"\xff\xfe\x00", "no UTF-8"),
    ],
)
def test_what_is_no_worksheet_is_refused_with_a_sentence(tmp_path, content, sentence):
    path = tmp_path / "sheet.csv"
    path.write_bytes(content)
    with pytest.raises(FileError, match=sentence):
        audit.read_worksheet(path)


def test_a_missing_worksheet_is_refused(tmp_path):
    with pytest.raises(FileError, match="cannot be read"):
        audit.read_worksheet(tmp_path / "none.csv")


def test_every_audit_in_the_docs_reads_back_whole():
    for path in sorted((HERE.parent / "docs" / "audit").glob("*.csv")):
        columns, rows = audit.report(audit.read_worksheet(path))
        found = dict(zip(columns, rows[0], strict=True))
        assert found["sampled"] >= 60 and found["open"] == 0, path
