"""Two builds or exports compared."""

from collections.abc import Iterable
from typing import Annotated

import typer

from commands.options import Format
from commands.terminal import emit, emit_json, for_people, say, show, width


def diff(
    old: Annotated[
        str, typer.Argument(metavar="OLD", help="A KG_HOME, its rdf folder, an nquads or trig file, or a parquet folder.")
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same: what to compare it with.")],
    as_of: Annotated[str, typer.Option("--as-of", help="The day both sides are asked for (ISO).")] = "today",
    form: Format = None,
) -> None:
    """What entered, left and changed between two builds, in data, verdicts and the answers of every canned query; md gives release notes."""
    import gc

    from graph.diff.operands import operand
    from graph.intervals import day
    from graph.progress import bar
    from queries import changes, formats, release_notes
    from queries.comparison import compare_operands

    formats.check(form)
    asked_day, sides = day(as_of), (operand(old), operand(new))
    gc.disable()  # as in a build
    with bar("comparing") as advance:
        found = compare_operands(*sides, asked_day, _coverage, lambda what: advance(what, 0, 0))
    say(f"Compared {old} with {new} as of {asked_day}{f', {found.asked} queries asked of both' if found.asked else ''}.")
    for name, why in sorted(found.not_asked.items()):
        say(f"{name} was not asked: {why}.")
    if for_people(form):
        emit(release_notes.text(found, width()))
    elif form == "md":
        emit(release_notes.markdown(found))
    elif form in (None, "json"):
        emit_json(changes.record(found))
    else:
        show(changes.rows(found), form)


def _coverage(editions: Iterable[str]) -> list[dict[str, str]]:
    """The rows of coverage.json for these editions, by what their sources declare."""
    from ingest.catalogue import sources
    from ingest.facts import iri

    held = set(editions)
    rows = [
        {"source": source.graph(edition), "date": edition.date, "programme": iri("programme", programme)}
        for source in sources().values()
        for edition in source.editions
        for programme in edition.covers
        if source.graph(edition) in held
    ]
    return sorted(rows, key=lambda row: sorted(row.items()))
