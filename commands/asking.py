"""Canned queries, ad hoc Cypher, looking things up, the model."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from commands.building import open_graph
from commands.options import Engine, Format
from commands.terminal import PROBLEMS_FOUND, emit, may_write, say, show, show_answer, width
from ontology.errors import UsageError


def query(
    name: Annotated[str | None, typer.Argument(help="Name of the canned query.")] = None,
    parameter: Annotated[list[str] | None, typer.Option("-P", help="A parameter, as name=value; may be repeated.")] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the queries.")] = False,
    show_: Annotated[bool, typer.Option("--show", help="Print the Cypher, ready for Neo4j Browser.")] = False,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="The day the question is asked for (ISO), where the query has one.")
    ] = None,
    cite: Annotated[bool, typer.Option("--cite", help="Number the sources under the answer.")] = False,
    cite_format: Annotated[
        str, typer.Option("--cite-format", help="text, bibtex or csl-json; bibtex and csl-json print the sources alone.")
    ] = "text",
    engine: Engine = "embedded",
    form: Format = None,
) -> None:
    """Answer a canned query."""
    from graph.stores import Result
    from queries import catalogue

    if list_ or name is None:
        rows = [[q.name, q.asked_by, q.question] for q in catalogue.catalogue().values()]
        show(Result(["name", "asked_by", "question"], rows), form)
        return
    canned = catalogue.named(name)
    if show_:
        emit(canned.for_browser())
        return
    given = catalogue.split_assignments(parameter or [])
    if as_of is not None:
        if "as_of" not in canned.parameters:
            raise UsageError(f"{name} does not depend on a day; leave --as-of out.")
        given["as_of"] = as_of
    canned.values(given)
    with open_graph(engine) as store:
        result = canned.run(store, given)
        say(f"Answered by the {store.name} engine, {len(result.rows)} rows.")
        show_answer(store, result, form, cite, cite_format)


def cypher(
    text: Annotated[str, typer.Argument(help="Read-only Cypher, or - to read it from stdin.")],
    parameter: Annotated[
        list[str] | None, typer.Option("-P", help="A parameter, as name=value; a value that is JSON is taken as such.")
    ] = None,
    engine: Engine = "embedded",
    form: Format = None,
) -> None:
    """Run ad hoc read-only Cypher."""
    import json

    from queries.catalogue import split_assignments

    if text == "-":
        text = sys.stdin.read()
    if not text.strip():
        raise UsageError("There is no Cypher to run; give it as the argument or on stdin with -.")
    values = {}
    for key, value in split_assignments(parameter or []).items():
        try:
            values[key] = json.loads(value)
        except ValueError:
            values[key] = value
    with open_graph(engine) as store:
        result = store.query(text, values)
        say(f"Answered by the {store.name} engine, {len(result.rows)} rows.")
        show(result, form)


def find(
    text: Annotated[str, typer.Argument(help="Part of an id, name, alias or identifier, in any script.")],
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many to show at most.")] = 20,
    engine: Engine = "embedded",
    form: Format = None,
) -> None:
    """Find entities whose id, name, alias or identifier contains or resembles a text, best first."""
    from graph.finding import COLUMNS, find
    from graph.stores import Result

    with open_graph(engine) as store:
        rows = find(store, text, limit)
        say(f"Answered by the {store.name} engine, {len(rows)} rows.")
        show(Result(COLUMNS, rows), form)


def show_entity(
    entity: Annotated[str, typer.Argument(help="An id, a name or an identifier; kg find searches.")],
    as_of: Annotated[str | None, typer.Option("--as-of", help="What held on that day (ISO), later things left out.")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write one self-contained page to this file.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
    engine: Engine = "embedded",
    form: Annotated[str | None, typer.Option("--format", help="table, json or md; a table on a terminal, else JSON.")] = None,
) -> None:
    """Show the dossier of an entity: names, listings, owners, deals with verdicts, supplies, and what was not found; with sources."""
    from graph.dossier import dossier, subject
    from graph.intervals import day

    form = form or ("table" if sys.stdout.isatty() else "json")
    if form not in ("table", "json", "md"):
        raise UsageError(f"A dossier has no format {form!r}; use table, json or md, or --html FILE.")
    may_write(html, force)
    asked = None if as_of is None else day(as_of)
    with open_graph(engine) as store:
        everything = {"most": None} if form == "json" and html is None else {}
        found = dossier(store, subject(store, entity), asked, **everything)
        say(f"Answered by the {store.name} engine.")
    if html is not None:
        from graph.dossier.html import as_html
        from ingest.writing import write_whole

        write_whole(html, as_html(found).encode())
        say(f"Wrote {html}.")
        return
    from graph.dossier import text

    emit(text.as_json(found) if form == "json" else text.as_markdown(found) if form == "md" else text.as_terminal(found, width()))


def figures(
    check: Annotated[
        bool, typer.Option("--check", help="Hold the recomputed figures against the committed snapshot; exit 3 when one moved.")
    ] = False,
    engine: Engine = "embedded",
    form: Format = None,
) -> None:
    """Published figures: value, definition, edition, what this graph gives for the same, and the difference, or why it cannot."""
    from graph.stores import Result
    from queries.figures import MOVED_COLUMNS, NOT_HELD, RECOMPUTED, editions, ledger, moved, snapshot

    with open_graph(engine) as store:
        answer, held = ledger(store), editions(store)
        outcomes = [row[3] for row in answer.rows]
        say(
            f"Answered by the {store.name} engine: {len(outcomes)} figures, {outcomes.count(RECOMPUTED)} recomputed, "
            f"{outcomes.count(NOT_HELD)} not held, the others say why not."
        )
    if not check:
        show(answer, form)
        return
    state, rows = moved(answer, held, snapshot())
    show(Result(MOVED_COLUMNS, rows), form)
    say(f"{len(rows)} figures moved against the {state} snapshot{': ' + ', '.join(r[0] for r in rows) if rows else ''}.")
    if rows:
        raise typer.Exit(PROBLEMS_FOUND)


def ref(
    name: Annotated[str | None, typer.Argument(help="A class, a property or a vocabulary.")] = None, form: Format = None
) -> None:
    """Browse the model: classes, properties, vocabularies, their names in the graph, their RDF IRIs."""
    from ontology.reference import describe, overview

    columns, rows = overview() if name is None else describe(name)
    from graph.stores import Result

    show(Result(columns, rows), form)
