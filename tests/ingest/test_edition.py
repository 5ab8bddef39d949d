"""Tables with everything wrong with them that a table can have: a sentence, the rest read, nothing lost silently."""

import pytest

from ingest.edition import MAX_CELL, MAX_LINE, Edition, LeftOut
from ingest.facts import Facts
from ontology import model
from ontology.errors import FactError, FileError


@pytest.fixture
def edition(tmp_path):
    def make(content: bytes, name: str = "invented.csv") -> Edition:
        path = tmp_path / name
        path.write_bytes(content)
        return Edition(
            "invented", "1", "2020-01-01", {"list": path}, Facts(model(), "urn:kg:source:x:1", "urn:kg:source:x:1", "press"), {}
        )

    return make


def read(edition, required=("name", "day")):
    kept = []
    for row in edition.table("list", required):
        with row:
            if row["name"] == "LEAVE":
                raise LeftOut("asked to")
            if row["name"] == "REJECT":
                raise FactError("asked to")
            kept.append((row["name"], row["day"]))
    return kept


def account(edition):
    found = edition.account("list")
    assert found.read == found.kept + sum(found.left_out.values()) + len(found.rejected)
    return found


def test_good_rows_are_kept_and_counted(edition):
    e = edition(b"name,day\nInvented A,2020\nInvented B,2021\n")
    assert read(e) == [("Invented A", "2020"), ("Invented B", "2021")]
    assert account(e).kept == 2


def test_a_missing_column_is_named_with_a_suggestion(edition):
    with pytest.raises(FileError, match=r"no column 'day'; it has name, days. Did you mean days"):
        read(edition(b"name,days\nInvented A,2020\n"))


def test_an_empty_file_a_folder_and_a_missing_file_are_refused(edition, tmp_path):
    with pytest.raises(FileError, match="is empty"):
        read(edition(b""))
    e = edition(b"name,day\n")
    (tmp_path / "folder").mkdir()
    e.files["list"] = tmp_path / "folder"
    with pytest.raises(FileError, match="is a folder"):
        read(e)
    e.files["list"] = tmp_path / "nowhere.csv"
    with pytest.raises(FileError, match="is missing"):
        read(e)


def test_a_cut_last_line_is_rejected_and_the_rest_read(edition):
    e = edition(b"name,day\nInvented A,2020\nInvented B")
    assert read(e) == [("Invented A", "2020")]
    assert "cut off" in account(e).rejected[0][1] and account(e).rejected[0][0] == 3


def test_a_file_that_ends_inside_a_quoted_cell_is_rejected_there(edition):
    e = edition(b'name,day\nInvented A,2020\n"Invented B,2021\n')
    assert read(e) == [("Invented A", "2020")]
    assert "inside a quoted cell" in account(e).rejected[0][1]


def test_a_repeated_header_is_left_out(edition):
    e = edition(b"name,day\nInvented A,2020\nname,day\nInvented B,2021\n")
    assert len(read(e)) == 2
    assert account(e).left_out["repeated header"] == 1


def test_a_row_in_another_encoding_is_rejected_with_its_line_and_column(edition):
    e = edition("name,day\nInvented A,2020\nInvénted B,2021\n".encode("latin-1"))
    assert read(e) == [("Invented A", "2020")]
    assert account(e).rejected == [(3, "column 'name' is not UTF-8")]


def test_utf_16_is_refused_as_a_whole(edition):
    with pytest.raises(FileError, match="UTF-16"):
        read(edition("name,day\nA,2020\n".encode("utf-16")))


def test_a_byte_order_mark_is_no_part_of_the_first_column(edition):
    assert read(edition(b"\xef\xbb\xbfname,day\nInvented A,2020\n")) == [("Invented A", "2020")]


def test_a_cell_of_ten_megabytes_is_rejected_and_the_rest_read(edition):
    e = edition(b"name,day\n" + b"x" * (10 * MAX_CELL) + b",2020\nInvented B,2021\n")
    assert read(e) == [("Invented B", "2021")]
    assert "longer than" in account(e).rejected[0][1]


def test_one_endless_line_is_refused_without_reading_it_whole(edition, tmp_path):
    e = edition(b"name,day\n")
    with e.files["list"].open("ab") as file:
        file.truncate(2 * 2**30)
    with pytest.raises(FileError, match=f"longer than {MAX_LINE >> 20} MiB"):
        read(e)


def test_a_nul_byte_is_refused(edition):
    with pytest.raises(FileError, match="line 2 holds a NUL byte"):
        read(edition(b"name,day\nInvented\0A,2020\n"))


def test_reasons_for_leaving_out_and_rejecting_are_kept(edition):
    e = edition(b"name,day\nLEAVE,1\nREJECT,2\nInvented A,3\n")
    assert read(e) == [("Invented A", "3")]
    assert account(e).left_out == {"asked to": 1} and account(e).rejected == [(3, "asked to")]


def test_fields_nobody_looked_at_are_known(edition):
    e = edition(b"name,day,extra\nInvented A,2020,x\n")
    read(e)
    assert [f for f, used in account(e).fields.items() if not used] == ["extra"]


def test_broken_json_is_a_sentence(edition):
    with pytest.raises(FileError, match="is no JSON"):
        edition(b'{"a": [1, 2', "invented.json").json("list")
    with pytest.raises(FileError, match="is no JSON"):
        edition(b"[" * 100_000, "invented.json").json("list")
