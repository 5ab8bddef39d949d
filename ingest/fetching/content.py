"""Whether a file is what its format says, to its end: no web page under another name, no file that breaks off, no bomb.

Reading the file whole with the format's own parser says more than its first bytes do, so no library for guessing types is used.
"""

import csv
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import ParseError

import defusedxml
from defusedxml.ElementTree import iterparse

from ingest.downloads import Resource
from ingest.edition import MAX_CELL
from ingest.fetching.transfer import Refused

MAX_RATIO = 250
"""Most uncompressed bytes for one compressed byte in an archive. Text lists stay below 40; deflate allows 1,030."""
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|script|title)\b", re.IGNORECASE | re.DOTALL
)


def check(path: Path, resource: Resource) -> None:
    """Raise Refused, with the reason, when the file is not whole and of its format."""
    with path.open("rb") as file:
        head = file.read(4096).removeprefix(b"\xef\xbb\xbf")
    if _HTML.match(head):
        raise Refused(f"the server gave a web page where {resource.format.upper()} is expected")
    if resource.format != "xml" and head.lstrip().startswith(b"<"):
        raise Refused(f"the server gave markup where {resource.format.upper()} is expected")
    _CHECKS[resource.format](path, resource)


def unpack(archive: Path, resource: Resource, target: Path) -> None:
    """Write the archive's member that source.yml names to `target`. Refused for a bomb, a broken archive, a member that is not there."""
    with _opened(archive, resource) as content:
        if resource.member not in content.namelist():
            raise Refused(f"the archive has no member {resource.member!r}")
        with content.open(resource.member) as packed, target.open("wb") as file:
            while part := packed.read(2**20):
                file.write(part)


def _table(path: Path, resource: Resource) -> None:
    delimiter = "\t" if resource.format == "tsv" else ","
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        csv.field_size_limit(MAX_CELL)
        reader = csv.reader(_without_nul(file), delimiter=delimiter, strict=True)
        rows, first, last = 0, [], []
        try:
            for row in reader:
                if row and row != ["\x1a"]:
                    rows, first, last = rows + 1, first or row, row
        except csv.Error as error:
            if "unexpected end of data" in str(error):
                raise Refused("the table breaks off inside a quoted cell") from None
            raise Refused(f"line {reader.line_num} is no {resource.format.upper()}: {error}") from None
    if rows < 2 or len(first) < 2:
        raise Refused(f"the file is no {resource.format.upper()} table with a row below its first line")
    if len(last) != len(first):
        raise Refused(f"the table breaks off: its last row has {len(last)} cells, its first {len(first)}")


def _without_nul(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if "\0" in line:
            raise Refused("the file holds NUL bytes; it is no text")
        yield line


def _json(path: Path, resource: Resource) -> None:
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise Refused(f"the file is no whole JSON ({str(error) or type(error).__name__})") from None
    if not isinstance(content, dict | list) or not content:
        raise Refused("the file is JSON without content")


def _json_lines(path: Path, resource: Resource) -> None:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                json.loads(line) if line.strip() else None
            except (ValueError, RecursionError):
                raise Refused(f"line {number} is no whole JSON") from None


def _xml(path: Path, resource: Resource) -> None:
    try:
        depth, root = 0, ""
        for event, element in iterparse(path, events=("start", "end"), forbid_dtd=False):
            if event == "start":
                root = root or element.tag.rpartition("}")[2]
                depth += 1
            else:
                depth -= 1
                if depth <= 2:
                    element.clear()
    except defusedxml.DefusedXmlException:
        raise Refused("the XML defines entities, which no list needs") from None
    except (ParseError, ValueError, LookupError) as error:
        raise Refused(f"the file is no whole XML ({error})") from None
    if root.lower() in ("html", "error"):
        raise Refused(f"the server gave a page ({root}) where a list is expected")


def _xlsx(path: Path, resource: Resource) -> None:
    with _opened(path, resource) as content:
        if "[Content_Types].xml" not in content.namelist():
            raise Refused("the file is a zip archive, but no workbook")


def _opened(path: Path, resource: Resource) -> zipfile.ZipFile:
    """An archive all of whose members can be read within the limits."""
    try:
        content = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Refused(f"the file is no whole zip archive ({error})") from None
    try:
        packed, size = path.stat().st_size, sum(member.file_size for member in content.infolist())
        if size > resource.limit:
            raise Refused(f"the archive unpacks to {size / 1e6:.1f} MB where at most {resource.limit / 1e6:g} MB are expected")
        if size > MAX_RATIO * packed:
            raise Refused(f"the archive unpacks to {size // packed} times its size, which no list does")
        if (broken := content.testzip()) is not None:
            raise Refused(f"the archive's member {broken!r} is damaged")
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError) as error:
        content.close()
        raise Refused(f"the archive is damaged ({error})") from None
    except Refused:
        content.close()
        raise
    return content


_CHECKS = {"csv": _table, "tsv": _table, "json": _json, "jsonl": _json_lines, "xml": _xml, "xlsx": _xlsx}
