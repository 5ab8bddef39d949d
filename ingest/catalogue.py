"""The sources: each a folder of this package with a source.yml, and the editions of it that are at hand: declared, or fetched."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ingest.downloads import Download, declared, held
from ingest.edition import Edition
from ontology.errors import FileError

HERE = Path(__file__).parent
IN_PACKAGE = "(in this package)"


@dataclass(frozen=True)
class EditionSpec:
    """An edition as source.yml declares it. `files` are paths below the data folder; `covers` the programmes it lists in full."""

    name: str
    date: str
    files: dict[str, str]
    covers: tuple[str, ...] = ()
    expect: dict[str, tuple[int, int]] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    url: str = ""


@dataclass(frozen=True)
class SourceSpec:
    """What source.yml says of one source."""

    name: str
    title: str
    publisher: str
    urls: tuple[str, ...]
    licence: str
    licence_open: bool
    evidence: str
    format: str
    contributes: str
    rhythm: str
    editions: tuple[EditionSpec, ...]
    unread: dict[str, str]
    """Fields that the reader leaves alone on purpose, with the reason."""
    downloads: tuple[Download, ...] = ()
    """What `kg fetch` gets, from the part `fetch` of source.yml."""
    not_fetched: str = ""
    """Why there is nothing to fetch."""

    @property
    def folder(self) -> Path:
        return HERE / self.name

    def reader(self) -> Callable[[Edition], None]:
        """The `read` function of the folder's reader.py."""
        return importlib.import_module(f"ingest.{self.name}.reader").read

    def graph(self, edition: EditionSpec) -> str:
        """IRI of the edition's named graph, which is also the IRI of its Source."""
        return f"urn:kg:source:{self.name.replace('_', '-')}:{edition.name}"


def _spec(path: Path) -> SourceSpec:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        editions = tuple(
            EditionSpec(
                str(e["name"]),
                str(e["date"]),
                dict(e.get("files", {})),
                tuple(e.get("covers", ())),
                {k: (v[0], v[1]) for k, v in e.get("expect", {}).items()},
                dict(e.get("settings", {})),
                e.get("url", ""),
            )
            for e in data["editions"]
        )
        return SourceSpec(
            path.parent.name, data["title"], data["publisher"], tuple(data["urls"]), data["licence"]["name"], bool(data["licence"]["open"]),
            data["evidence"], data["format"], data["contributes"], data["rhythm"], editions, dict(data.get("unread", {})),
            declared(path.parent.name, data.get("fetch", [])), data.get("not_fetched", ""),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError, yaml.YAMLError) as error:
        raise FileError(f"{path} is no complete source description: {error}") from None


@cache
def sources() -> dict[str, SourceSpec]:
    """All sources by name, in alphabetical order."""
    return {p.parent.name: _spec(p) for p in sorted(HERE.glob("*/source.yml"))}


@dataclass(frozen=True)
class Available:
    """An edition whose files are at hand."""

    source: SourceSpec
    edition: EditionSpec
    files: dict[str, Path]

    @property
    def key(self) -> str:
        return f"{self.source.name}/{self.edition.name}"


def available(data: Path | None) -> list[Available]:
    """The editions that can be read: those in this package, those with any file below the data folder, and those that were fetched into it.

    Raises FileError when the data folder is not there.
    """
    if data is not None and not data.is_dir():
        raise FileError(f"{data} is no folder; give the data folder with --data or KG_DATA")
    found = []
    for source in sources().values():
        for edition in source.editions:
            inside = source.folder if source.urls[0] == IN_PACKAGE else data
            if inside is None:
                continue
            files = {role: inside / name for role, name in edition.files.items()}
            if not files or any(f.exists() for f in files.values()):
                found.append(Available(source, edition, files))
        if data is not None:
            found += [
                fetched(source, download, name, day, folder)
                for download in source.downloads
                for name, day, folder in held(data, download)
            ]
    return found


def fetched(source: SourceSpec, download: Download, name: str, day: str, folder: Path) -> Available:
    """An edition that `kg fetch` put into `folder`."""
    files = {role: resource.file for role, resource in download.files.items()}
    url = next(iter(download.files.values())).url
    spec = EditionSpec(name, day, files, download.covers, download.expect, download.settings, url)
    return Available(source, spec, {role: folder / file for role, file in files.items()})
