"""Decisions of people: reviewed pages, audits, who is the same."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from commands.building import open_graph
from commands.options import Format
from commands.terminal import ask, say, show
from ontology.errors import UsageError


def audit(
    sample: Annotated[int | None, typer.Option("--sample", help="How many facts to draw at random for a worksheet.")] = None,
    seed: Annotated[int, typer.Option("--seed", help="The same seed draws the same facts from the same tables.")] = 1,
    verdicts: Annotated[
        Path | None, typer.Option("--verdicts", help="A filled worksheet; reports its error rate instead.")
    ] = None,
    form: Format = None,
) -> None:
    """Draw curated facts to hold against their sources, or report the error rate of a filled worksheet."""
    from graph.stores import Result
    from ingest.audit import read_worksheet, report, worksheet
    from ingest.catalogue import HERE

    if (sample is None) == (verdicts is None):
        raise UsageError("Give --sample N (and --seed S) for a worksheet, or --verdicts FILE to report on a filled one.")
    if verdicts is not None:
        show(Result(*report(read_worksheet(verdicts))), form)
    else:
        show(Result(*worksheet(HERE / "curated", sample or 0, seed)), form)
        say("Fill in verdict (right, wrong, cannot-check) and what_is_wrong, then: kg audit --verdicts FILE")


def review(
    page: Annotated[Path, typer.Argument(help="The saved page (HTML).")],
    vendor: Annotated[str, typer.Option("--vendor", help="Whose page it is: an id of ingest/curated/organizations.csv.")],
    url: Annotated[str, typer.Option("--url", help="The address it was saved from.")],
    read_on: Annotated[str, typer.Option("--read-on", help="The day it was read (ISO).")],
    decisions: Annotated[
        Path | None,
        typer.Option("--decisions", help="CSV with proposal, decision, edits instead of the keyboard; - reads stdin."),
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Show what was decided before too, to change it.")] = False,
) -> None:
    """Review the deals that a vendor's saved page tells of: accept, edit or reject each beside its passage."""
    from graph.stores import Result
    from ingest.vendor_pages.review import RESULT_COLUMNS
    from ingest.vendor_pages.review import review as review_page

    done = review_page(page, vendor, url, read_on, decisions, again=again, ask=ask, tell=say, stdin=sys.stdin)
    if not sys.stdout.isatty():
        show(Result(RESULT_COLUMNS, done.rows), None)
    for line in done.refused:
        say(line)
    say(done.sentence())
    if done.refused:
        raise typer.Exit(1)


def resolve(
    entity: Annotated[
        str | None, typer.Argument(help="Only the open pairs of this organization (id, name or identifier).")
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="At most so many pairs, best first.")] = None,
    decisions: Annotated[
        Path | None,
        typer.Option("--decisions", help="CSV with left, right, decision, reason instead of the keyboard; - reads stdin."),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="Print the pairs and decide nothing.")] = False,
    form: Format = None,
) -> None:
    """Decide who is the same: open pairs best first, with what speaks for and against; decisions from the keyboard or a table."""
    import queries
    from graph.lookup import entity as look_up
    from graph.stores import Result
    from ingest import resolving
    from ingest.candidates import read_candidates

    home = queries.home()
    with open_graph("embedded") as store:
        found = read_candidates(home / "rdf")
        pairs = resolving.chosen(found, look_up(store, entity).uri if entity else "", limit)
        if decisions is None and (list_ or not sys.stdin.isatty() or not sys.stdout.isatty()):
            show(Result(list(resolving.COLUMNS), resolving.listing(pairs)), form)
            say(f"{len(pairs)} of {len(found)} open pairs.")
            return
        table = resolving.Decisions(home / "decisions.csv")
        if decisions is not None:
            name = resolving.naming(found, lambda text: look_up(store, text, ("Organization", "Item")).id)
            done = resolving.by_table(decisions, sys.stdin, found, table, name)
        else:
            details = resolving.Details(lambda text, values: store.query(text, values).rows)
            done = resolving.by_keyboard(pairs, table, details, ask, say)
    say(done.sentence())
