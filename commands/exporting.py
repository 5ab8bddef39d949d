"""Handing the graph over in open formats."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.building import build_first
from commands.options import AsOf
from commands.terminal import say
from ontology.errors import KgError, UsageError, did_you_mean

if TYPE_CHECKING:
    from graph.exports import Content

LICENCES = ("open", "all")
Licence = Annotated[str, typer.Option("--licence", help="open: leave out what only sources without an open licence say; all.")]


def export(
    form: Annotated[
        str,
        typer.Argument(metavar="FORMAT", help="turtle, trig, nquads, jsonld, graphml, gexf, csv, parquet, ftm, bods or cypher."),
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write (csv, parquet: folder); stdout when left out.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite it.")] = False,
    licence: Licence = "all",
    as_of: AsOf = None,
) -> None:
    """Export the graph in an open format, with a data package that names sources and licences beside it (docs/exports.md)."""
    import gc

    from graph.exports import FileFormat, format_named
    from graph.exports import export as write

    chosen = format_named(form)
    if output is not None:
        chosen.claim(output, force)
    elif not isinstance(chosen, FileFormat):
        raise UsageError(f"{form} is a folder of files; say where with -o FOLDER.")
    gc.disable()  # as in a build
    with asked_for(licence, as_of) as content:
        if output is not None:
            counts = write(content, form, output, force=force)
            say(f"Wrote {output}: {_told(counts)}.")
        elif isinstance(chosen, FileFormat):
            with _standard_output():
                chosen.write(content, sys.stdout.buffer)
                sys.stdout.buffer.flush()


@contextlib.contextmanager
def asked_for(licence: str, as_of: str | None) -> Iterator["Content"]:
    """The content of the build that the options ask for, the build lock held; what the licence leaves out is said on stderr."""
    import queries
    from graph.exports import Content
    from graph.intervals import day
    from ingest import pipeline
    from ingest.open_licence import open_part

    if licence not in LICENCES:
        raise UsageError(f"There is no licence {licence!r}; use open or all.{did_you_mean(licence, LICENCES)}")
    last = day(as_of) if as_of is not None else None
    home = queries.home()
    if not (home / "rdf" / "identities.nq").exists():
        build_first("graph")
    with pipeline.lock(home):
        if licence == "all":
            yield Content(home / "rdf", last)
            return
        with tempfile.TemporaryDirectory(prefix="open-", dir=home) as place:
            left_out = open_part(home / "rdf", Path(place), home / "decisions.csv")
            say(_left_out(left_out))
            yield Content(Path(place), last, licence, left_out)


def _left_out(by_source: dict[str, int]) -> str:
    if not by_source:
        return "Every source has an open licence; nothing was left out."
    told = ", ".join(f"{name} {amount:,}" for name, amount in by_source.items())
    return f"Left out for want of an open licence: {sum(by_source.values()):,} facts ({told})."


def _told(counts: dict[str, dict[str, int]]) -> str:
    held = [f"{amount:,} {what}" for file in counts.values() for what, amount in file.items()]
    if len(counts) == 1:
        return ", ".join(held)
    rows = {name.partition(".")[0]: 0 for name, file in counts.items() if file}
    for name, file in counts.items():
        for amount in file.values():
            rows[name.partition(".")[0]] += amount
    return ", ".join(f"{amount:,} {what}" for what, amount in rows.items())


@contextlib.contextmanager
def _standard_output() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still buffered would fail once more at the exit
        raise KgError(f"The output could not be written ({error.strerror}); free some space or give a file with -o") from None
