"""The formats that `kg export` writes, each a module here, and the one way to write any of them: whole or not at all, with a data package beside it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from graph.exports import bods, cypher, ftm, gexf, graphml, neo4j_csv, package, parquet, rdf
from graph.exports.content import Content
from graph.exports.package import Resource
from graph.exports.writing import PACKAGE, claim_file, claim_folder, in_place_of
from ontology.errors import UsageError, did_you_mean

__all__ = ["FORMATS", "Content", "FileFormat", "FolderFormat", "export", "format_named"]


@dataclass(frozen=True)
class FileFormat:
    """A format that is one file. `write` writes it and returns how many of what it holds."""

    name: str
    mediatype: str
    write: Callable[[Content, BinaryIO], Mapping[str, int]]

    def claim(self, target: Path, force: bool) -> None:
        """UsageError when `target` or its data package is taken."""
        claim_file(target, force)
        claim_file(package.beside(target), force)


@dataclass(frozen=True)
class FolderFormat:
    """A format that is a folder of files with names that end in `endings`. `ready` says whether what it needs is installed (KgError)."""

    name: str
    endings: tuple[str, ...]
    write: Callable[[Content, Path], list[Resource]]
    ready: Callable[[], object] = lambda: None

    def claim(self, target: Path, force: bool) -> None:
        """UsageError when `target` is taken by anything but an earlier export and `force`."""
        claim_folder(target, self.endings, force)


Format = FileFormat | FolderFormat
FORMATS: dict[str, Format] = {
    form.name: form
    for form in (
        FileFormat("turtle", "text/turtle", partial(rdf.write_rdf, "turtle")),
        FileFormat("trig", "application/trig", partial(rdf.write_rdf, "trig")),
        FileFormat("nquads", "application/n-quads", partial(rdf.write_rdf, "nquads")),
        FileFormat("jsonld", "application/ld+json", partial(rdf.write_rdf, "jsonld")),
        FileFormat("graphml", "application/graphml+xml", graphml.write_graphml),
        FileFormat("gexf", "application/gexf+xml", gexf.write_gexf),
        FolderFormat("csv", neo4j_csv.ENDINGS, neo4j_csv.write_csv),
        FolderFormat("parquet", (".parquet",), parquet.write_parquet, parquet.arrow),
        FileFormat("ftm", "application/json+ftm", ftm.write_ftm),
        FileFormat("bods", "application/json", bods.write_bods),
        FileFormat("cypher", "application/x-cypher-query", cypher.write_cypher),
    )
}


def format_named(name: str) -> Format:
    """The format of that name; UsageError, with a suggestion, when there is none."""
    if name not in FORMATS:
        raise UsageError(f"There is no export format {name!r}; use {', '.join(FORMATS)}.{did_you_mean(name, FORMATS)}")
    return FORMATS[name]


def export(content: Content, name: str, target: Path, *, force: bool = False) -> dict[str, dict[str, int]]:
    """Write `content` in that format to `target`, file or folder; returns what each file holds. UsageError when it is taken, KgError when the disk is full."""
    form = format_named(name)
    form.claim(target, force)
    if isinstance(form, FolderFormat):
        form.ready()
        with in_place_of(target) as new:
            new.mkdir()
            resources = form.write(content, new)
            package.write(new / PACKAGE, package.package(content, {new / r.path: r for r in resources}))
        return {r.path: dict(r.counts) for r in resources}
    with in_place_of(target) as new, in_place_of(package.beside(target)) as described:
        with new.open("wb") as file:
            counts = form.write(content, file)
        resource = Resource(target.name, form.name, form.mediatype, counts)
        package.write(described, package.package(content, {new: resource}))
    return {target.name: dict(counts)}
