"""Getting the live lists from their publishers."""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import Data, Format
from commands.terminal import say, show
from ontology.errors import UsageError

if TYPE_CHECKING:
    from ingest.catalogue import SourceSpec
    from ingest.downloads import Download


def fetch(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE...]", help="Sources; all with an address when left out.")
    ] = None,
    data: Data = None,
    listed: Annotated[bool, typer.Option("--list", help="Show addresses, licences and what is held instead.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Fetch what has not changed too, and take a list of unexpected length.")
    ] = False,
    form: Format = None,
) -> None:
    """Download the live lists from their publishers; what is refused leaves the old one. `kg build` reads them."""
    from graph.progress import bar
    from graph.stores import Result
    from ingest.fetching.editions import REFUSED
    from ingest.fetching.editions import fetch as fetch_all

    folder = _folder(data)
    if listed:
        show(Result(*_addresses(folder)), form)
        return
    wanted = _wanted(names or [])
    _say_licences([source for source, _ in wanted])
    rows = []
    with bar("fetching") as advance, contextlib.closing(fetch_all(folder, wanted, force=force, advance=advance)) as outcomes:
        for outcome in outcomes:
            rows.append([outcome.download.source, outcome.result, outcome.edition, outcome.size, outcome.reason])
    show(Result(["source", "result", "edition_held", "bytes", "reason"], rows), form)
    refused = sum(row[1] == REFUSED for row in rows)
    say(
        f"{len(rows) - refused} lists are as their publishers have them, {refused} were refused; they are in {folder}. kg build reads them."
    )
    if refused:
        raise typer.Exit(1)


def _folder(data: Path | None) -> Path:
    import queries

    return data or queries.home() / "data"


def _wanted(names: list[str]) -> "list[tuple[SourceSpec, Download]]":
    """The downloads of the named sources, of all when none is named. UsageError for a name that is none, and for a source without an address."""
    from ingest.catalogue import sources
    from ontology.errors import did_you_mean

    known = sources()
    chosen = []
    for name in dict.fromkeys(n.replace("-", "_") for n in names):
        if name not in known:
            raise UsageError(f"There is no source {name!r}; kg fetch --list shows them.{did_you_mean(name, known)}")
        if not known[name].downloads:
            raise UsageError(f"{name} has no address to fetch from: {known[name].not_fetched or 'it comes with the project'}.")
        chosen.append(known[name])
    return [(source, download) for source in chosen or known.values() for download in source.downloads]


def _say_licences(chosen: "list[SourceSpec]") -> None:
    for source in {source.name: source for source in chosen}.values():
        if not source.licence_open:
            say(f"{source.name}: not free for every use; licence: {source.licence}")


def _addresses(folder: Path) -> tuple[list[str], list[list]]:
    """A row per file that can be fetched, and one per source that cannot, with the reason."""
    import json

    from ingest.catalogue import sources
    from ingest.downloads import held, provenance_of

    rows: list[list] = []
    for source in sources().values():
        for download in source.downloads:
            editions = held(folder, download)
            name, _, last = editions[-1] if editions else ("", "", None)
            for resource in download.files.values():
                at = ""
                with contextlib.suppress(OSError, ValueError, KeyError):
                    at = json.loads(provenance_of(last / resource.file).read_bytes())["fetched_at"] if last else ""
                rows.append(
                    [source.name, resource.url, resource.format, resource.limit / 10**6, source.licence, name, at, download.note]
                )
        if not source.downloads and source.not_fetched:
            rows.append([source.name, "", "", None, source.licence, "", "", source.not_fetched])
    return ["source", "address", "format", "limit_mb", "licence", "edition_held", "fetched_at", "note"], rows
