"""Sources -> facts -> RDF, one N-Quads file per edition in the build folder, with an account of every record.

Only what changed is read again: an edition is current while its files, its reader, and the ontology are what they were.
Every file is written beside its place and renamed, so a build that is killed leaves the old ones.
"""

import contextlib
import fcntl
import hashlib
import json
import multiprocessing
import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox

import ontology
from ingest import catalogue, identity
from ingest.candidates import write_candidates
from ingest.catalogue import Available
from ingest.claims import read_claims
from ingest.edition import REJECTED_SHOWN, Edition
from ingest.facts import Facts, iri
from ingest.screening.index import remember_names, write_index
from ingest.writing import write_whole
from ontology.errors import FileError, KgError

_CONCLUDING = ("claims", "identity", "candidates", "matching", "screening")
"""Modules that run once all editions are read: a change in them makes no edition stale."""
_IMPORT = re.compile(r"^\s*from ingest(?:\.(\w+)| import (\w+(?:, \w+)*))", re.MULTILINE)


@dataclass
class EditionReport:
    """What became of one edition. `problem` is a sentence when it could not be read as a whole."""

    key: str
    source: str
    edition: str
    date: str
    licence: str
    licence_open: bool
    files: list[dict[str, Any]] = field(default_factory=list)
    """Per file: name, read, kept, left_out by reason, rejected count and the first of them, unread fields."""
    counts: dict[str, int] = field(default_factory=dict)
    without_territory: int = 0
    """Organizations for which the source gives no territory."""
    violations: list[dict[str, str]] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    """Count assertions that do not hold."""
    problem: str = ""


@dataclass
class Build:
    """A finished build: the RDF folder, the reports of all editions, and what was read anew."""

    folder: Path
    reports: list[EditionReport]
    read: list[str]
    changed: bool

    def coverage(self) -> list[dict[str, str]]:
        """Which edition lists which programme in full, and as of which day."""
        return json.loads((self.folder / "coverage.json").read_bytes())


@contextlib.contextmanager
def lock(home: Path, work: str = "build") -> Iterator[None]:
    """Hold the lock of `home` for that work; KgError when another process holds it."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / f"{work}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise KgError(f"Another {work} is writing to {home}; wait for it, or set KG_HOME to another folder") from None
        yield


def _digest(*parts: bytes) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()


def _file_digest(path: Path) -> bytes:
    if not path.is_file():
        return b"absent"
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _files_of(name: str) -> list[Path]:
    """The code and data of a module or a folder of ingest/."""
    folder = catalogue.HERE / name
    if not folder.is_dir():
        return [folder.with_suffix(".py")]
    return [p for p in folder.rglob("*") if p.suffix in (".py", ".yml", ".csv")]


def _code_of(source: str) -> list[Path]:
    """Files below ingest/ that decide what a reader says: its own folder, this module, and all that they import."""
    waiting, found = [source, "pipeline"], {}
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = files = _files_of(name)
            texts = [p.read_text(encoding="utf-8") for p in files if p.suffix == ".py"]
            imported = [n for text in texts for single, several in _IMPORT.findall(text) for n in (single or several).split(", ")]
            waiting += [n for n in imported if name != "pipeline" or n not in _CONCLUDING]
    return sorted(p for files in found.values() for p in files)


def _concluding_stamp(home: Path) -> str:
    """Changes when the code or the decisions do that say who is who once all editions are read."""
    code = sorted(p for name in _CONCLUDING for p in _files_of(name))
    return _digest(*(_file_digest(p) for p in [*code, *_decisions(home)]))


def _decisions(home: Path) -> list[Path]:
    """Files of reviewed decisions, the project's and then the user's."""
    return [catalogue.HERE / "curated" / "identities.csv", home / "decisions.csv"]


def _stamp(item: Available) -> str:
    """Changes when anything that decides the edition's facts changes."""
    code = [*_code_of(item.source.name), *ontology.files(), Path(ontology.__file__)]
    parts = [_file_digest(p) for p in code]
    parts += [role.encode() + _file_digest(path) for role, path in sorted(item.files.items())]
    return _digest(*parts)


def read_edition(item: Available) -> tuple[EditionReport, list[ox.Quad]]:
    """Read one edition whole. A file that cannot be read at all is a problem in the report, not an exception."""
    from ingest import shapes

    source, spec = item.source, item.edition
    graph = source.graph(spec)
    facts = Facts(ontology.model(), graph, graph, source.evidence)
    report = EditionReport(item.key, source.name, spec.name, spec.date, source.licence, source.licence_open)
    edition = Edition(source.name, spec.name, spec.date, item.files, facts, spec.settings)
    facts.add("Source", graph, name=f"{source.title}, edition {spec.name}", publisher=source.publisher, url=spec.url or source.urls[0],
              licence=source.licence, licenceOpen=source.licence_open, date=spec.date, edition=spec.name, dataset=source.name,
              description=source.contributes)  # fmt: skip
    facts.commit()
    try:
        source.reader()(edition)
    except FileError as error:
        facts.drop_staged()
        report.problem = str(error)
    report.counts = facts.counts()
    report.without_territory = facts.organizations_without_territory()
    report.files = [_file_report(name, account, source.unread) for name, account in sorted(edition.accounts.items())]
    report.expected = list(_broken_expectations(item, report))
    quads = facts.quads()
    report.violations = shapes.violations(quads)
    return report, quads


def _file_report(name: str, account: Any, unread: dict[str, str]) -> dict[str, Any]:
    return {
        "file": name,
        "read": account.read,
        "kept": account.kept,
        "left_out": dict(sorted(account.left_out.items())),
        "rejected": len(account.rejected),
        "rejections": [{"line": line, "reason": reason} for line, reason in account.rejected[:REJECTED_SHOWN]],
        "unread": [f for f, used in account.fields.items() if account.read and not used and f not in unread],
        "unread_on_purpose": [f for f, used in account.fields.items() if not used and f in unread],
    }


def _broken_expectations(item: Available, report: EditionReport) -> Iterator[str]:
    counts = {"rows": sum(f["read"] for f in report.files), **report.counts}
    for name, (least, most) in item.edition.expect.items():
        if not least <= counts.get(name, 0) <= most:
            yield f"{item.key}: {counts.get(name, 0)} {name} where {least} to {most} are expected; the file may be cut or its form has changed"


def _work(item: Available, target: Path, stamp: str) -> str:
    report, quads = read_edition(item)
    write_whole(target.with_suffix(".nq"), ox.serialize(quads, format=ox.RdfFormat.N_QUADS))
    write_whole(
        target.with_suffix(".json"), json.dumps({"stamp": stamp, **asdict(report)}, ensure_ascii=False, indent=1).encode()
    )
    return item.key


def _stamp_on_disk(target: Path) -> str:
    try:
        return json.loads(target.with_suffix(".json").read_bytes())["stamp"] if target.with_suffix(".nq").exists() else ""
    except (OSError, ValueError, KeyError):
        return ""


def build_rdf(home: Path, data: Path | None, progress: Callable[[str], None] = lambda _: None) -> Build:
    """Bring the RDF folder of `home` up to date with the sources at hand; the caller holds the lock.

    `progress` is called with the key of each edition read.
    """
    folder = home / "rdf"
    items = catalogue.available(data)
    targets = {item.key: folder / item.source.name / item.edition.name for item in items}
    stamps = {item.key: _stamp(item) for item in items}
    stale = [item for item in items if _stamp_on_disk(targets[item.key]) != stamps[item.key]]
    stale.sort(key=lambda item: -sum(f.stat().st_size for f in item.files.values() if f.is_file()))
    _run(stale, targets, stamps, progress)
    wanted = {t.with_suffix(s) for t in targets.values() for s in (".nq", ".json")}
    gone = [p for p in folder.rglob("*") if p.parent != folder and p.is_file() and p not in wanted]
    for path in gone:
        path.unlink()
    reports = []
    for target in targets.values():
        data_on_disk = json.loads(target.with_suffix(".json").read_bytes())
        data_on_disk.pop("stamp")
        reports.append(EditionReport(**data_on_disk))
    concluded, stamp_file = _concluding_stamp(home), folder / "conclusions.stamp"
    changed = bool(stale or gone) or not stamp_file.exists() or stamp_file.read_text() != concluded
    if changed:
        stamp_file.unlink(missing_ok=True)
        write_coverage(folder, items)
        claims = read_claims(folder)
        remember_names(folder)
        decided = identity.read_decisions(_decisions(home), claims.records)
        alias = identity.resolve(folder, claims, decided)
        with _beside(write_index, folder, claims, alias):
            write_candidates(folder, claims, alias, decided)
        write_whole(stamp_file, concluded.encode())
    return Build(folder, sorted(reports, key=lambda r: r.key), sorted(i.key for i in stale), changed)


def _run(stale: list[Available], targets: dict[str, Path], stamps: dict[str, str], progress: Callable[[str], None]) -> None:
    if len(stale) == 1:
        progress(_work(stale[0], targets[stale[0].key], stamps[stale[0].key]))
        return
    if not stale:
        return
    with ProcessPoolExecutor(os.cpu_count(), mp_context=multiprocessing.get_context("forkserver")) as pool:
        jobs = [pool.submit(_work, item, targets[item.key], stamps[item.key]) for item in stale]
        try:
            for job in as_completed(jobs):
                progress(job.result())
        except BrokenProcessPool:
            raise KgError("A reader was killed, probably for want of memory; what was there before is unchanged") from None
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


@contextlib.contextmanager
def _beside(work: Callable[..., Any], *arguments: Any) -> Iterator[None]:
    """Do `work` in a process of its own while the body runs; KgError when it did not end well."""
    worker = multiprocessing.get_context("fork").Process(target=work, args=arguments)
    worker.start()
    try:
        yield
    finally:
        worker.join()
    if worker.exitcode:
        raise KgError(f"{work.__name__} failed; free some space or memory and build again")


def write_coverage(folder: Path, items: list[Available]) -> None:
    """Which edition lists which programme in full, and as of which day: absence from such an edition is news."""
    rows = sorted(
        {"source": item.source.graph(item.edition), "date": item.edition.date, "programme": iri("programme", p)}.items()
        for item in items
        for p in item.edition.covers
    )
    write_whole(folder / "coverage.json", json.dumps([dict(r) for r in rows], indent=1).encode())
