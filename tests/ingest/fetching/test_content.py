"""A file that is whole passes, one that breaks off anywhere does not."""

import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.downloads import Resource
from ingest.fetching.content import check
from ingest.fetching.transfer import Refused

XML = b'<?xml version="1.0"?>\n<list day="2026-11-24"><entry id="1">Anybody</entry><entry/></list>'
JSON = json.dumps({"values": [{"value": "Invented", "meta": {"refs": ["https://example.org"]}}, {"value": "\u00e9"}]}).encode()
TABLE = b'name,country,note\n"One, Two",CN,x\nThree,RU,"a\nb"\n'


def workbook() -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["name", "country"])
    book.save(stream)
    return stream.getvalue()


def checked(folder: Path, body: bytes, form: str, limit: int = 10**6) -> None:
    path = folder / "file"
    path.write_bytes(body)
    check(path, Resource("https://example.org/file", "file", form, limit))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("content")


@pytest.mark.parametrize(
    ("form", "body"),
    [
        ("csv", TABLE), ("csv", b"\xef\xbb\xbf" + TABLE), ("csv", TABLE + b"\x1a"), ("csv", TABLE.rstrip(b"\n")), ("csv", TABLE.replace(b"\n", b"\r\n")),
        ("csv", "name,country\nA,\u4e2d\n".encode("latin-1", "replace")), ("tsv", b'"a"\t"b"\n"1"\t"2"\n'), ("json", JSON), ("json", b"\n" + JSON),
        ("jsonl", JSON + b"\n" + JSON), ("xml", XML), ("xml", XML + b"\n<!-- end -->\n"), ("xlsx", workbook()),
    ],
)  # fmt: skip
def test_a_whole_file_passes(form: str, body: bytes, folder: Path):
    checked(folder, body, form)


@given(st.sampled_from([("xml", XML), ("json", JSON), ("xlsx", workbook())]), st.data())
def test_xml_json_and_workbooks_that_break_off_anywhere_are_refused(folder: Path, file: tuple[str, bytes], data: st.DataObject):
    form, body = file
    with pytest.raises(Refused):
        checked(folder, body[: data.draw(st.integers(0, len(body) - 1))], form)


def test_a_table_that_breaks_off_passes_only_where_nobody_could_tell(folder: Path):
    passing = []
    for length in range(len(TABLE)):
        try:
            checked(folder, TABLE[:length], "csv")
            passing.append(TABLE[:length].rpartition(b",")[2])
        except Refused:
            continue
    assert passing == [b"", b"x", b"x\n", b"", b'"a\nb"']  # after the last comma of a row, the last cell whole or empty


@pytest.mark.parametrize("page", [b"<html></html>", b"<!DOCTYPE HTML>\n<title>x</title>", b"  \r\n<!-- a --><HTML>", b"\xef\xbb\xbf<!doctype html>",
                                  b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>', b"<script>location='x'</script>"])  # fmt: skip
@pytest.mark.parametrize("form", ["csv", "tsv", "json", "jsonl", "xml", "xlsx"])
def test_a_web_page_is_no_list_whatever_its_name(page: bytes, form: str, folder: Path):
    with pytest.raises(Refused, match="gave a web page"):
        checked(folder, page, form)


def test_entities_that_grow_are_refused(folder: Path):
    bomb = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><l>&b;</l>'
    with pytest.raises(Refused, match="defines entities"):
        checked(folder, bomb, "xml")


@pytest.mark.parametrize(
    ("form", "body", "reason"),
    [
        ("json", b"[" * 100_000, "no whole JSON"), ("json", b"{}", "without content"), ("json", b"42", "without content"),
        ("jsonl", b'{"a": 1}\n{"a', "line 2"), ("csv", b"name,country\n", "no CSV table"), ("csv", b"just a sentence\nand another\n", "no CSV table"),
        ("csv", b'a,b\n"x"y,1\n', "line 2 is no CSV"), ("tsv", b"a\tb\n1\n", "breaks off"), ("csv", b"a,b\n" + b"x" * 2**21 + b",1\n", "line 2 is no CSV"),
        ("xml", b"<Error><Code>AccessDenied</Code></Error>", r"gave a page \(Error\)"), ("xlsx", JSON, "no whole zip archive"),
    ],
)  # fmt: skip
def test_what_is_not_of_the_format_is_refused_with_the_reason(form: str, body: bytes, reason: str, folder: Path):
    with pytest.raises(Refused, match=reason):
        checked(folder, body, form)


def test_an_archive_that_is_no_workbook_and_one_that_unpacks_to_too_much_are_refused(folder: Path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("a.txt", b"0" * 5000)
    with pytest.raises(Refused, match="no workbook"):
        checked(folder, stream.getvalue(), "xlsx")
    with pytest.raises(Refused, match="unpacks to"):
        checked(folder, stream.getvalue(), "xlsx", limit=4000)
