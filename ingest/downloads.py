"""What source.yml says of a source's live files, and the editions made of them that a data folder holds.

The part `fetch` of source.yml is a list; each item makes one edition:

    fetch:
      - name: sdn                      # optional; part of the edition's name, `fetched` when left out
        files:
          list: {url: https://..., format: xml, limit_mb: 60}
        covers: [us-ofac-sdn]          # programmes that the file lists in full
        day: '<dataAsOf>(\\d{4}-\\d\\d-\\d\\d)'   # where the file itself says of which day it is
        expect: {rows: [9000, 90000]}
        note: where the address was read

A fetched edition is a folder `<source>/<name>-<day>` of the data folder. It never changes: another content of the same day goes into
`<name>-<day>.2`, and the highest number is read. Beside each file stands FILE.provenance.json.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

FORMATS = ("csv", "tsv", "json", "jsonl", "xml", "xlsx")
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EDITION = re.compile(r"-(\d{4}-\d\d-\d\d)(?:\.([1-9]\d*))?")


@dataclass(frozen=True)
class Resource:
    """A file at an address. The name under which it is kept is never the server's."""

    url: str
    file: str
    format: str
    limit: int
    """Most bytes that are taken, after decompression."""
    hosts: tuple[str, ...] = ()
    """Other hosts that the address may redirect to: the publisher's own."""
    member: str = ""
    """The address gives a zip archive; this member of it is the file."""
    checksum_url: str = ""
    """An address whose text holds the SHA-1, SHA-256 or MD5 sum of the file in hexadecimal."""
    loopback: bool = False
    """http:// is allowed, if the host is this machine: for tests alone."""


@dataclass(frozen=True)
class Download:
    """The files that make one edition, by the role they have for the reader."""

    source: str
    name: str
    files: dict[str, Resource]
    covers: tuple[str, ...] = ()
    day: str = ""
    """Regular expression whose group 1 is the day of the edition, near the beginning of a file."""
    expect: dict[str, tuple[int, int]] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    note: str = ""

    @property
    def key(self) -> str:
        return f"{self.source}/{self.name}"

    @property
    def folder(self) -> str:
        """Of the source, below the data folder."""
        return self.source.replace("_", "-")


def declared(source: str, items: list[dict[str, Any]]) -> tuple[Download, ...]:
    """The part `fetch` of a source.yml. KeyError for what is missing, ValueError for a wrong value or a name that is no plain file name.

    >>> declared("my_source", [{"files": {"list": {"url": "https://example.org/a/list.csv", "format": "csv", "limit_mb": 1}}}])[0].files["list"].file
    'list.csv'
    """
    downloads = tuple(
        Download(
            source,
            str(item.get("name", "fetched")),
            {role: _resource(**values) for role, values in item["files"].items()},
            tuple(item.get("covers", ())),
            item.get("day", ""),
            {k: (v[0], v[1]) for k, v in item.get("expect", {}).items()},
            dict(item.get("settings", {})),
            item.get("note", ""),
        )
        for item in items
    )
    if len({d.name for d in downloads}) < len(downloads):
        raise ValueError("two downloads have the same name")
    return downloads


def _resource(
    url: str,
    format: str,
    limit_mb: float,
    file: str = "",
    hosts: tuple[str, ...] = (),
    member: str = "",
    checksum_url: str = "",
    loopback: bool = False,
) -> Resource:
    if format not in FORMATS:
        raise ValueError(f"format {format!r} is none of {', '.join(FORMATS)}")
    name = file or member or PurePosixPath(urlsplit(url).path).name
    if not _FILE_NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no plain file name; give one as `file`")
    return Resource(url, name, format, int(limit_mb * 10**6), tuple(hosts), member, checksum_url, loopback)


def provenance_of(file: Path) -> Path:
    """Where it is written down how a fetched file was fetched."""
    return file.with_name(f"{file.name}.provenance.json")


def held(data: Path, download: Download) -> list[tuple[str, str, Path]]:
    """The fetched editions of a download in a data folder, oldest first: name, day, folder. Of one day only the last."""
    newest: dict[str, tuple[int, Path]] = {}
    for folder, day, number in _folders(data, download):
        newest[day] = max(newest.get(day, (0, folder)), (number, folder))
    return [(f"{download.name}-{day}", day, newest[day][1]) for day in sorted(newest)]


def free_folder(data: Path, download: Download, day: str) -> Path:
    """The folder for another edition of that day."""
    taken = [number for _, other, number in _folders(data, download) if other == day]
    name = f"{download.name}-{day}" + (f".{max(taken) + 1}" if taken else "")
    return data / download.folder / name


def _folders(data: Path, download: Download) -> Iterator[tuple[Path, str, int]]:
    for folder in (data / download.folder).glob(f"{download.name}-*"):
        match = _EDITION.fullmatch(folder.name.removeprefix(download.name))
        if match and folder.is_dir():
            yield folder, match[1], int(match[2] or 1)
