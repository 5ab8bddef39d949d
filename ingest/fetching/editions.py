"""Fetching the files of an edition together: all of them are taken, or none. What was held stays as it was.

The files arrive in a folder of their own, are checked, read by the source's reader as a trial, and then the folder is renamed into place.
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import httpx

from ingest import pipeline
from ingest.catalogue import SourceSpec, fetched
from ingest.downloads import Download, Resource, free_folder, held, provenance_of
from ingest.fetching import content, transfer
from ingest.fetching.transfer import Patience, Refused
from ontology.errors import KgError

ARRIVING = ".fetching"
"""Folder below the data folder where files arrive; a fetch that was killed may leave one, and the next removes it."""
FETCHED, NOT_MODIFIED, REFUSED = "fetched", "not modified", "refused"
_HEAD = 2**16
"""Bytes at the beginning of a file in which its day is looked for."""
Advance = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Outcome:
    """What became of one download. `edition` is the one held now, '' for none; `reason` is a sentence when it was refused."""

    download: Download
    result: str
    edition: str = ""
    size: int = 0
    reason: str = ""


def fetch(
    data: Path,
    wanted: list[tuple[SourceSpec, Download]],
    *,
    force: bool = False,
    patience: Patience = Patience(),  # noqa: B008  frozen
    advance: Advance = lambda what, done, total: None,
) -> Iterator[Outcome]:
    """Fetch into a data folder one after the other; a refusal does not stop the others.

    With `force` the files are fetched even if the server would say that nothing changed, and a list is taken that has fewer rows than
    source.yml expects. Raises KgError when the folder cannot be written or another fetch is at work in it.
    """
    try:
        data.mkdir(parents=True, exist_ok=True)
        with pipeline.lock(data, "fetch"), _arriving(data) as arriving, transfer.client(patience) as http:
            for source, download in wanted:
                yield _one(_Fetch(http, data, arriving, force, patience, advance), source, download)
    except OSError as error:
        raise KgError(f"{data} cannot be written ({error.strerror}); give another folder with --data") from None


@contextlib.contextmanager
def _arriving(data: Path) -> Iterator[Path]:
    folder = data / ARRIVING
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class _Fetch:
    """What all downloads of one run share."""

    http: httpx.Client
    data: Path
    arriving: Path
    force: bool
    patience: Patience
    advance: Advance


def _one(run: _Fetch, source: SourceSpec, download: Download) -> Outcome:
    before = held(run.data, download)
    name, _, last = before[-1] if before else ("", "", None)
    folder = run.arriving / download.key.replace("/", "-")
    try:
        folder.mkdir()
        fresh = [_file(run, resource, source, folder, last) for resource in download.files.values()]
        if not any(fresh):
            return Outcome(download, NOT_MODIFIED, name)
        day = _day(folder, download)
        size = sum((folder / r.file).stat().st_size for r in download.files.values())
        _try_reading(run, source, download, day, folder)
        edition = _install(run, download, day, folder)
        return Outcome(download, FETCHED, edition, size)
    except Refused as error:
        return Outcome(download, REFUSED, name, reason=str(error))
    except OSError as error:
        return Outcome(download, REFUSED, name, reason=f"it could not be written ({error.strerror}); free some space")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _file(run: _Fetch, resource: Resource, source: SourceSpec, folder: Path, last: Path | None) -> bool:
    """Bring one file and its provenance into `folder`; whether its content is another than that held in `last`."""
    target = folder / resource.file
    known = _provenance(last / resource.file) if last else {}
    arrived = folder / "arrived" if resource.member else target
    asked = {} if run.force else known
    reply = transfer.get(run.http, resource, arrived, asked, run.patience, lambda d, t: run.advance(resource.file, d, t))
    if reply.modified:
        if resource.checksum_url:
            transfer.check_published_sum(run.http, resource, reply.digests, run.patience, folder / "checksum")
        if resource.member:
            content.unpack(arrived, resource, target)
            arrived.unlink()
        content.check(target, resource)
    if last and (not reply.modified or _sha256(target) == known.get("sha256")):
        shutil.copyfile(last / resource.file, target)
        shutil.copyfile(provenance_of(last / resource.file), provenance_of(target))
        return False
    written = {
        "url": resource.url,
        "final_url": reply.final_url,
        "fetched_at": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "status": reply.status,
        "etag": reply.etag,
        "last_modified": reply.last_modified,
        "content_type": reply.content_type,
        "bytes": target.stat().st_size,
        "sha256": _sha256(target),
        "checksum_url": resource.checksum_url,
        "archive_sha256": reply.digests["sha256"] if resource.member else "",
        "publisher": source.publisher,
        "licence": source.licence,
        "tool": transfer.user_agent(),
    }
    _write(provenance_of(target), written)
    return True


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _provenance(file: Path) -> dict[str, Any]:
    """How a held file was fetched; empty when that is not known or the file is gone, so that it is fetched anew."""
    try:
        return json.loads(provenance_of(file).read_bytes()) if file.is_file() else {}
    except (OSError, ValueError):
        return {}


def _write(path: Path, record: dict[str, Any]) -> None:
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _day(folder: Path, download: Download) -> str:
    """The day of the edition: what a file says of itself, else the latest Last-Modified, else today (UTC). Written into each provenance."""
    files = [folder / r.file for r in download.files.values()]
    records = {file: _provenance(file) for file in files}
    stated = []
    for file in files if download.day else []:
        with file.open("rb") as opened:
            match = re.search(download.day, opened.read(_HEAD).decode("utf-8", "replace"))
        stated += [match[1]] if match else []
    modified = [day for record in records.values() if (day := transfer.day_of(record.get("last_modified", "")))]
    days = {"the list": stated, "Last-Modified": modified, "the day of fetching": [datetime.now(UTC).date().isoformat()]}
    origin, day = next((origin, max(found)) for origin, found in days.items() if found)
    _iso(day)
    for file, record in records.items():
        _write(provenance_of(file), {**record, "edition": f"{download.name}-{day}", "day": day, "day_is_from": origin})
    return day


def _iso(day: str) -> None:
    try:
        datetime.strptime(day, "%Y-%m-%d")
    except ValueError:
        raise Refused(f"the file says that it is of {day!r}, which is no day") from None


def _try_reading(run: _Fetch, source: SourceSpec, download: Download, day: str, folder: Path) -> None:
    """Refused when the source's reader cannot read the files, or finds fewer or more than source.yml expects (unless forced)."""
    run.advance(f"reading {download.key}", 0, 0)
    report, _ = pipeline.read_edition(fetched(source, download, f"{download.name}-{day}", day, folder))
    if report.problem:
        raise Refused(f"the reader cannot read it: {report.problem.replace(str(folder) + os.sep, '')}")
    for sentence in islice(report.expected, 0 if run.force else 1):
        raise Refused(f"{sentence}; --force takes it all the same")


def _install(run: _Fetch, download: Download, day: str, folder: Path) -> str:
    target = free_folder(run.data, download, day)
    target.parent.mkdir(exist_ok=True)
    for file in folder.iterdir():
        with file.open("rb") as written:
            os.fsync(written.fileno())
    os.rename(folder, target)
    return f"{download.name}-{day}"
