"""Each way in which a publisher's server can misbehave: the old file and its provenance stay byte for byte, and one sentence says why."""

import gzip
import hashlib
import io
import os
import re
import socket
import struct
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.catalogue import SourceSpec, sources
from ingest.downloads import declared
from ingest.fetching.editions import Outcome, fetch
from ingest.fetching.transfer import Patience
from tests.servers.misbehaving import Handler, Site, misbehaving

QUICK = Patience(connect=2, read=0.4, whole=1.2, attempts=2, first_wait=0.01, longest_wait=1)
HEADER = "Type,Name,Alias,Country,Topics,Program,Date,End date,Source URL\n"


def rows(*names: str) -> bytes:
    return (HEADER + "".join(f"Organization,{n},,CN,export.control,US-BIS-MIEU,2021-03-16,,\n" for n in names)).encode()


GOOD = rows("Bureau One", "Bureau Two", "Bureau Three")
OTHER = rows("Bureau One", "Bureau Two", "Bureau Three", "Bureau Four")
BOMB = gzip.compress(HEADER.encode() + b"0" * 20_000_000)
PAGE = b"<!DOCTYPE html><html><head><title>Sorry</title></head><body>We have moved.</body></html>"


def one_file(site: Site, **resource: object) -> SourceSpec:
    """A source of one file at /list.csv of the server."""
    values = {"url": f"{site.url}/list.csv", "format": "csv", "limit_mb": 0.1, "loopback": True, **resource}
    return replace(
        sources()["us_bis_mieu"], downloads=declared("us_bis_mieu", [{"files": {"mieu": values}, "expect": {"rows": [2, 1000]}}])
    )


def run(data: Path, source: SourceSpec, **options: object) -> Outcome:
    (outcome,) = fetch(data, [(source, source.downloads[0])], patience=QUICK, **options)
    return outcome


def content(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.name != "fetch.lock"}


@pytest.fixture
def site():
    with misbehaving() as site:
        yield site


@pytest.fixture
def filled(site: Site, tmp_path: Path) -> Path:
    """A data folder that holds a good edition."""
    site.behaviours["/list.csv"] = lambda h: h.answer(GOOD, etag='"1"', last_modified="Fri, 20 Nov 2026 06:00:00 GMT")
    assert run(tmp_path, one_file(site)).result == "fetched"
    site.requests.clear()
    return tmp_path


def drip(h: Handler) -> None:
    h.send_response(200)
    h.send_header("Content-Length", str(len(OTHER)))
    h.end_headers()
    for i in range(len(OTHER)):
        h.wfile.write(OTHER[i : i + 1])
        time.sleep(0.1)


def silence(h: Handler) -> None:
    time.sleep(1)


def endless(h: Handler) -> None:
    h.send_response(200)
    h.send_header("Connection", "close")
    h.end_headers()
    line = b"Organization,Bureau,,CN,export.control,US-BIS-MIEU,2021-03-16,,\n" * 100
    h.wfile.write(HEADER.encode())
    while True:
        h.wfile.write(line)


def reset(h: Handler) -> None:
    h.send_response(200)
    h.send_header("Content-Length", str(len(OTHER)))
    h.end_headers()
    h.wfile.write(OTHER[:100])
    h.wfile.flush()
    h.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    os.close(h.connection.detach())


def chunks_without_end(h: Handler) -> None:
    h.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + f"{len(OTHER):x}\r\n".encode() + OTHER + b"\r\n")


def gzip_bomb(h: Handler) -> None:
    h.answer(BOMB, content_encoding="gzip")


def redirect(to: str) -> Callable[[Handler], None]:
    return lambda h: h.answer(b"", 302, location=to)


REFUSALS: dict[str, tuple[Callable[[Handler], None], str]] = {
    "a page under the name of a table": (lambda h: h.answer(PAGE, content_type="text/csv"), "gave a web page where CSV is expected"),
    "a page that says so": (lambda h: h.answer(PAGE, content_type="text/html; charset=utf-8"), "gave a web page \\(text/html"),
    "a page after a comment": (lambda h: h.answer(b"\n<!-- x -->\n" + PAGE), "gave a web page"),
    "XML under the name of a table": (lambda h: h.answer(b'<?xml version="1.0"?><Error/>'), "gave markup where CSV"),
    "JSON under the name of a table": (lambda h: h.answer(b'{"error": 1, "code": 2}'), "no CSV table"),
    "not found": (lambda h: h.answer(b"no", 404), "answered 404.*out of date"),
    "forbidden": (lambda h: h.answer(b"no", 403), "answered 403"),
    "part of it": (lambda h: h.answer(OTHER, 206), "answered 206"),
    "out of order for good": (lambda h: h.answer(b"", 500), "answered 500.*tried 2 times"),
    "come back tomorrow": (lambda h: h.answer(b"", 429, retry_after="86400"), "come back in 86400 seconds"),
    "an empty body": (lambda h: h.answer(b""), "empty file"),
    "shorter than announced": (lambda h: h.answer(OTHER[:150], length=len(OTHER)), "broke off before the end"),
    "longer than announced": (lambda h: h.answer(OTHER, length=len(OTHER) - 30), "breaks off: its last row has"),
    "chunks without the last": (chunks_without_end, "broke off before the end"),
    "reset midway": (reset, "broke off"),
    "cut inside a quoted cell": (lambda h: h.answer(OTHER + b'Organization,"Bur'), "breaks off inside a quoted cell"),
    "a slow drip": (drip, "did not come within 1.2 seconds"),
    "silence": (silence, "did not answer within 0.4 seconds"),
    "an endless body": (endless, "larger than 0.1 MB"),
    "announced as too large": (lambda h: h.answer(b"", length=10**9), "announces 1000.0 MB"),
    "a gzip bomb": (gzip_bomb, "larger than 0.1 MB"),
    "gzip cut short": (lambda h: h.answer(gzip.compress(OTHER)[:-12], content_encoding="gzip"), "compressed file breaks off"),
    "gzip that is none": (lambda h: h.answer(OTHER, content_encoding="gzip"), "says that the file is compressed, but"),
    "an encoding not asked for": (lambda h: h.answer(OTHER, content_encoding="br"), "compressed the file as br"),
    "a wrong checksum": (lambda h: h.answer(OTHER, repr_digest="sha-256=:AAAA:"), "not have the SHA256 checksum"),
    "a wrong MD5": (lambda h: h.answer(OTHER, content_md5="AAAA"), "not have the MD5 checksum"),
    "another host": (redirect("http://localhost:1/list.csv"), "redirects from 127.0.0.1 to another host, localhost"),
    "another port": (redirect("http://127.0.0.1:1/list.csv"), "another host"),
    "a circle": (redirect("/list.csv"), "redirects in a circle"),
    "a file of this machine": (redirect("file:///etc/passwd"), "no https:// address"),
    "nowhere": (redirect("http://127.0.0.1:port/"), "Invalid URL in location header"),
    "NUL in a header": (lambda h: h.raw(b"HTTP/1.1 200 OK\r\nETag: \"a\0b\"\r\nContent-Length: 3\r\n\r\na,b"), "no HTTP"),
    "no HTTP at all": (lambda h: h.raw(b"220 ftp.example.org ready\r\n\r\n"), "no HTTP"),
    "nothing": (lambda h: h.raw(b""), "broke off before the end"),
    "NUL in the body": (lambda h: h.answer(OTHER + b"a,\0,b\n"), "NUL bytes"),
    "another table": (lambda h: h.answer(b"a,b\n1,2\n1,2\n"), "the reader cannot read it: list.csv has no column 'Type'"),
    "far fewer rows": (lambda h: h.answer(rows("Bureau One")), "1 rows where 2 to 1000 are expected.*--force takes it"),
}  # fmt: skip


@pytest.mark.parametrize("fault", REFUSALS)
def test_a_refusal_keeps_the_old_file_and_provenance_and_says_why(fault: str, site: Site, filled: Path):
    site.behaviours["/list.csv"], reason = REFUSALS[fault]
    before = content(filled)
    outcome = run(filled, one_file(site))
    assert outcome.result == "refused"
    assert outcome.edition == "fetched-2026-11-20"
    assert re.search(reason, outcome.reason), outcome.reason
    assert "\n" not in outcome.reason and outcome.reason.isascii()
    assert content(filled) == before


def test_a_loop_over_several_addresses_and_a_long_chain_end(site: Site, filled: Path):
    site.behaviours["/list.csv"] = redirect("/a")
    site.behaviours["/a"] = redirect("/b")
    site.behaviours["/b"] = redirect("/a")
    assert "in a circle" in run(filled, one_file(site)).reason
    for i in range(9):
        site.behaviours[f"/{i}"] = redirect(f"/{i + 1}")
    site.behaviours["/list.csv"] = redirect("/0")
    assert "more than 5 times" in run(filled, one_file(site)).reason


def test_an_address_that_is_not_encrypted_is_not_fetched_even_from_this_machine_unless_the_source_says_so(
    site: Site, tmp_path: Path
):
    assert "not encrypted" in run(tmp_path, one_file(site, loopback=False)).reason
    assert "not encrypted" in run(tmp_path, one_file(site, url="http://example.org/list.csv")).reason
    assert "no https:// address" in run(tmp_path, one_file(site, url="file:///etc/hosts")).reason
    assert site.requests == []


def test_a_server_that_is_not_there_is_a_sentence(tmp_path: Path):
    with misbehaving() as gone:
        pass
    assert "no connection to the server" in run(tmp_path, one_file(gone)).reason


def archive(name: str = "list.csv", body: bytes = OTHER) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(name, body)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (archive(body=b"0" * 10_000_000), "unpacks to 10.0 MB where at most 0.1 MB"),
        (archive(body=b"0" * 99_000), "unpacks to \\d+ times its size"),
        (archive()[:-30], "no whole zip archive"),
        (archive()[:60] + b"x" + archive()[61:], "damaged"),
        (archive("../../etc/list.csv"), "no member 'list.csv'"),
        (OTHER, "no whole zip archive"),
        (PAGE, "no whole zip archive"),
    ],
)
def test_a_bad_archive_is_refused(body: bytes, reason: str, site: Site, filled: Path):
    site.behaviours["/list.zip"] = lambda h: h.answer(body)
    before = content(filled)
    outcome = run(filled, one_file(site, url=f"{site.url}/list.zip", member="list.csv"))
    assert outcome.result == "refused"
    assert re.search(reason, outcome.reason), outcome.reason
    assert content(filled) == before


def test_a_checksum_that_the_publisher_gives_elsewhere_must_be_right(site: Site, filled: Path):
    site.behaviours["/list.csv"] = lambda h: h.answer(OTHER)
    site.behaviours["/sums"] = lambda h: h.answer(b'{"checksum": "%s"}' % hashlib.sha1(GOOD).hexdigest().encode())
    source, before = one_file(site, checksum_url=f"{site.url}/sums"), content(filled)
    assert "checksum that the publisher gives at" in run(filled, source).reason
    site.behaviours["/sums"] = lambda h: h.answer(b"", 404)
    assert "checksum at" in run(filled, source).reason
    assert content(filled) == before
    site.behaviours["/sums"] = lambda h: h.answer(b'{"checksum": "%s"}' % hashlib.sha1(OTHER).hexdigest().encode())
    assert run(filled, source).result == "fetched"
