"""Listed that day, owned by whom, found on which list."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.building import build_first, open_graph
from commands.options import Engine, Format
from commands.terminal import PROBLEMS_FOUND, emit, emit_json, for_people, say, show, width
from ontology.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.screening.search import Index


def verdicts(
    supplier: Annotated[str | None, typer.Option("--supplier", help="Deals of this supplier alone (id or name).")] = None,
    territory: Annotated[str | None, typer.Option("--territory", help="Deals to this territory, parts of it included.")] = None,
    programme: Annotated[str | None, typer.Option("--programme", help="Under this programme alone, listed or not.")] = None,
    measure: Annotated[
        str | None, typer.Option("--measure", help="Under programmes with this measure alone, listed or not.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Leave out deals, listings and editions after this day (ISO).")
    ] = None,
    rule: Annotated[
        str | None, typer.Option("--rule", help="by-name, or the id of a rule that reaches suppliers through owners.")
    ] = None,
    engine: Engine = "embedded",
    form: Format = None,
) -> None:
    """Was the supplier listed on the day of the deal? Listed before, listed after, not listed in the lists held, or cannot tell."""
    from graph.stores import Result
    from graph.verdicts.asking import COLUMNS, question
    from graph.verdicts.asking import verdicts as answer

    with open_graph(engine) as store:
        asked = question(store, supplier, territory, programme, measure, as_of, rule)
        rows = answer(store, asked)
        say(f"Answered by the {store.name} engine, {len(rows)} rows.")
        show(Result(COLUMNS, rows), form)


def owners(
    organization: Annotated[str, typer.Argument(metavar="ENTITY", help="The organization: its id, a name, or an identifier.")],
    as_of: Annotated[str, typer.Option("--as-of", help="The day the question is asked for (ISO).")] = "today",
    rule: Annotated[
        str | None, typer.Option("--rule", help="Under this rule alone; else under each rule with a test of ownership.")
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option(
            "--threshold", help="Per cent that covers, in place of the rule's; without --rule: of listed owners on any list."
        ),
    ] = None,
    engine: Engine = "embedded",
    form: Format = None,
) -> None:
    """Who owns an organization and what it owns; whether it is covered by a rule because of its owners, with the proof."""
    from graph.intervals import Span, day
    from graph.lookup import entity
    from graph.ownership import Register, answer
    from graph.stores import Result

    asked_day = day(as_of)
    with open_graph(engine) as store:
        asked = entity(store, organization)
        register = Register.of(answer.read(store, asked.uri))
        found = answer.owners(register, asked.uri, Span(asked_day, asked_day), answer.questions(register, rule, threshold))
        say(f"Answered by the {store.name} engine.")
    if for_people(form):
        from graph.ownership.tree import text

        emit(text(found, width()))
    elif form in (None, "json"):
        emit_json(found)
    else:
        show(Result(answer.COLUMNS, answer.rows(found)), form)


def screen(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Names, or files with names (CSV with a header, or one name a line); - reads stdin."),
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option("--threshold", help="Least score that counts as found, 0 to 1; the default is in docs/screening.md."),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Most organizations shown for one input.")] = 5,
    lists: Annotated[
        bool, typer.Option("--lists", help="Show the lists that are looked in, and as of which day, instead.")
    ] = False,
    form: Format = None,
) -> None:
    """Look names up in every list, in all editions; exit 3 when something is found. Persons are not screened."""
    from graph.stores import Result
    from ingest.matching import THRESHOLD
    from ingest.screening import answers, inputs

    least = THRESHOLD if threshold is None else threshold
    if not 0 < least <= 1:
        raise UsageError(f"--threshold {least} is not between 0 and 1")
    index = _screening_index()
    if lists:
        rows = [[row["programme"], row["name"], row["as_of"], row["held"]] for row in index.lists]
        show(Result(["programme", "name", "as_of", "held"], rows), form)
        return
    if not names:
        raise UsageError("There is nothing to screen; give names, a file, or - for stdin.")
    found = _stream(answers.answers(index, inputs.from_arguments(names, sys.stdin.buffer), least, limit), form)
    say(f"{found} of the inputs found." if found else "None of the inputs was found.")
    if found:
        raise typer.Exit(PROBLEMS_FOUND)


def _stream(answered: "Iterator[list[list[Any]]]", form: str | None) -> int:
    """Print rows as they come (jsonl, csv, tsv), or all together; returns how many inputs were found."""
    from graph.stores import Result
    from ingest.screening import answers
    from ingest.screening.answers import COLUMNS, READ
    from queries.formats import render

    render(Result(list(COLUMNS), []), form or "json")  # an unknown format is refused before anything is looked up
    found, kept, header = 0, [], True
    for rows in answered:
        found += rows[0][2] == "yes"
        if form in ("jsonl", "csv", "tsv"):
            text = render(Result(list(COLUMNS), rows), form)
            emit(text if header or form == "jsonl" else text.partition("\n")[2])
            header = False
        else:
            kept += rows
    if form == "md" or for_people(form):
        show(Result(list(READ), answers.for_people(kept)), form)
    elif form in (None, "json"):
        show(Result(list(COLUMNS), kept), form)
    return found


def _screening_index() -> "Index":
    """The index of the build; built first when there is none yet."""
    import queries
    from ingest.screening.search import FILE, Index

    home = queries.home()
    if not (home / "rdf" / FILE).exists():
        build_first("screening index")
    index = Index(home / "rdf")
    say(f"Screened against the build in {home} of {index.built}: {len(index.lists)} lists (kg screen --lists names them).")
    return index
