"""The `kg` command: parse, call, print. Answers go to stdout, everything else to stderr.

Exit codes: 0 done, 1 failed, 2 used wrongly, 3 found what was searched for problems. Each command imports what it needs, so
that `kg --help` stays quick.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ontology.errors import KgError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from graph.analysis.selection import Find
    from graph.stores import Result, Store
    from ingest.pipeline import Build
    from ingest.screening.search import Index

app = typer.Typer(
    name="kg",
    help="A knowledge graph of the surveillance-technology supply chain: who sold what to whom, under which sanction that day.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
PROBLEMS_FOUND = 3
STOPPED = 130

Data = Annotated[Path | None, typer.Option("--data", envvar="KG_DATA", help="Folder with the data files, one folder per source.")]
Engine = Annotated[str, typer.Option("--engine", help="embedded or neo4j (NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD).")]
Format = Annotated[
    str | None, typer.Option("--format", help="table, json, jsonl, csv, tsv or md; a table on a terminal, else JSON.")
]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Leave out what cannot have come about by this day (ISO).")]
Evidence = Annotated[str | None, typer.Option("--evidence", help="Weakest grade of evidence that counts (kg ref evidence).")]
Plot = Annotated[Path | None, typer.Option("--plot", help="Draw it too, into this .svg or .png file.")]
Licence = Annotated[str, typer.Option("--licence", help="open: only what a source with an open licence says; else all.")]
Cite = Annotated[bool, typer.Option("--cite", help="Number the sources under the answer.")]


def say(text: str) -> None:
    """A line for the person, not for the pipe."""
    print(text, file=sys.stderr)


def emit(text: str) -> None:
    """An answer, as UTF-8 whatever the locale."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def show(result: "Result", form: str | None) -> None:
    """Print a result in the form asked for."""
    from queries.formats import render

    on_terminal = sys.stdout.isatty()
    width = None
    if on_terminal:
        import shutil

        width = shutil.get_terminal_size().columns
    emit(render(result, form or ("table" if on_terminal else "json"), width))
    if result.cut:
        from graph.stores.store import ROW_LIMIT

        say(f"Cut after {ROW_LIMIT} rows; add a LIMIT or narrow the question down.")


def open_graph(engine: str) -> "Store":
    """The store of that engine; the embedded one is built first when there is none yet."""
    import queries
    from graph.stores import open_store

    home = queries.home()
    store = open_store(engine, home)
    if engine == "embedded" and getattr(store, "current", True) is None:
        say("There is no graph yet; building one first.")
        data = os.environ.get("KG_DATA")
        build_store(Path(data) if data else None, again=False)
    return store


def build_store(data: Path | None, *, again: bool) -> "Build":
    """RDF, then the embedded store, both only as far as something changed."""
    import gc

    import queries
    from graph.build import build_store as build_embedded
    from graph.progress import bar
    from ingest import pipeline

    home = queries.home()
    gc.disable()  # a build makes millions of objects and few cycles; the collector would take a quarter of its time
    with pipeline.lock(home):
        with bar("reading sources") as advance:
            build = pipeline.build_rdf(home, data, lambda key: advance(key, 0, 0))
        with bar("writing the graph") as advance:
            written = build_embedded(home, build.folder, again=again or build.changed, progress=advance)
    for report in build.reports:
        if report.problem:
            say(f"{report.key}: {report.problem}")
    kept = sum(f["kept"] for r in build.reports for f in r.files)
    rejected = sum(f["rejected"] for r in build.reports for f in r.files)
    say(
        f"{len(build.reports)} editions held, {len(build.read)} read anew: {kept} records kept, {rejected} rejected (kg sources says why)."
    )
    say("The graph is up to date." if not written else f"The graph was written: {written}.")
    if data is None:
        say("Only the facts that come with the project are in it; give real lists with --data or KG_DATA.")
    gc.enable()
    return build


@app.command()
def build(
    data: Data = None, again: Annotated[bool, typer.Option("--again", help="Write the graph even if nothing changed.")] = False
) -> None:
    """Read the sources, make the RDF and the embedded graph; only what changed."""
    report = build_store(data, again=again)
    if any(r.problem for r in report.reports):
        raise typer.Exit(1)


@app.command()
def load() -> None:
    """Load the same graph into Neo4j (NEO4J_URI); loading twice changes nothing."""
    import queries
    from graph.progress import bar
    from graph.projection import project
    from graph.stores import open_store
    from ingest import pipeline

    home = queries.home()
    if not (home / "rdf" / "identities.nq").exists():
        build_store(None, again=False)
    with pipeline.lock(home):
        graph = project(home / "rdf")
    with open_store("neo4j", home) as store, bar("loading into Neo4j") as advance:
        store.replace(graph, advance)
    say(f"Neo4j holds {len(graph.nodes)} nodes and {len(graph.relationships)} relationships.")


@app.command()
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
        _show_answer(store, result, form, cite, cite_format)


def _show_answer(store: "Store", result: "Result", form: str | None, cite: bool, cite_format: str) -> None:
    from queries import citations

    if cite_format not in ("text", "bibtex", "csl-json"):
        raise UsageError(f"There is no citation format {cite_format!r}; use text, bibtex or csl-json.")
    if cite_format != "text":
        sources = citations.cite(store, result)
        emit((citations.bibtex(sources) if cite_format == "bibtex" else citations.csl_json(sources)) + "\n")
        return
    if not cite:
        show(result, form)
        return
    sources = citations.cite(store, result)
    show(citations.with_numbers(result, sources), form)
    lines = "\n".join(source.line() for source in sources) + "\n"
    plain_table = form == "table" or (form is None and sys.stdout.isatty())
    emit(lines) if plain_table or form == "md" else sys.stderr.write(lines)


@app.command()
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


@app.command()
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


@app.command()
def sources(
    data: Data = None,
    rejected: Annotated[
        bool, typer.Option("--rejected", help="Show each rejected record instead, with line and reason.")
    ] = False,
    curated: Annotated[
        bool, typer.Option("--curated", help="Show how much the curated tables hold, against their goals.")
    ] = False,
    form: Format = None,
) -> None:
    """What is held: editions, records read = kept + left out + rejected, unread fields, licences."""
    from graph.stores import Result
    from ingest.inventory import inventory, rejections

    if curated:
        from ingest.curated.coverage import coverage

        show(Result(*coverage()), form)
        return
    build = _rdf(data)
    show(Result(*(rejections(build) if rejected else inventory(build))), form)


@app.command()
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
    if form == "table" or (form is None and sys.stdout.isatty()):
        import shutil

        from graph.ownership.tree import text

        emit(text(found, shutil.get_terminal_size((120, 40)).columns))
    elif form in (None, "json"):
        import json

        emit(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    else:
        show(Result(answer.COLUMNS, answer.rows(found)), form)


@app.command()
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


@app.command()
def rank(
    view: Annotated[str, typer.Option("--view", help="deals, supply, ownership or chain.")] = "deals",
    measure: Annotated[
        str,
        typer.Option(
            "--measure",
            help="strength (facts), degree (partners), share, hhi, pagerank, hits, katz, eigenvector, closeness, betweenness, core.",
        ),
    ] = "strength",
    by: Annotated[
        str, typer.Option("--by", help="What is ranked: supplier, territory, agency, technology, year or edge.")
    ] = "supplier",
    as_of: Annotated[str | None, typer.Option("--as-of", help="Only what can have been by this day (ISO).")] = None,
    since: Annotated[str | None, typer.Option("--since", help="Only what can have been on or after this day (ISO).")] = None,
    technology: Annotated[str | None, typer.Option("--technology", help="Of this technology or a narrower one.")] = None,
    programme: Annotated[str | None, typer.Option("--programme", help="With a party that is or was on this programme.")] = None,
    evidence: Annotated[str | None, typer.Option("--evidence", help="Weakest grade of evidence that counts.")] = None,
    licence: Annotated[
        str, typer.Option("--licence", help="open: only what a source with an open licence says; else all.")
    ] = "all",
    limit: Annotated[int, typer.Option("--limit", help="Rows to show; 0 for all.")] = 20,
    resamples: Annotated[int, typer.Option("--resamples", help="Draws of the sources for the rank intervals; 0 for none.")] = 200,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same intervals.")] = 1,
    plot: Plot = None,
    engine: Engine = "embedded",
    form: Format = None,
) -> None:
    """Who is key: suppliers, territories, agencies, technologies or edges by a measure, with how firm each rank is."""
    from graph.analysis import ranking, views
    from graph.analysis.centrality import stoppable
    from graph.analysis.plots import picture_form
    from graph.progress import bar
    from graph.stores import Result

    if plot is not None:
        picture_form(plot)
    with open_graph(engine) as store:
        wanted = views.asked(store, technology, programme, evidence, as_of, since, licence)
        facts = views.read(store)
        answered_by = store.name
    seen = views.view(facts, view).filtered(wanted)
    with bar("ranking") as advance, stoppable():
        found = ranking.rank(seen, measure, by, resamples=resamples, seed=seed, limit=limit, progress=advance)
    for note in (f"Answered by the {answered_by} engine.", *found.notes, *wanted.words(seen)):
        say(note)
    show(Result(found.columns, found.rows), form)
    if plot is not None:
        from graph.analysis import pictures
        from ingest.pipeline import write_whole

        write_whole(plot, pictures.ranking(found, seen, measure, by, picture_form(plot)))
        say(f"Drew {plot}.")


@app.command()
def regimes(
    index: Annotated[
        str, typer.Option("--index", help="Index of regimes; --by index asks all that are held.")
    ] = "v-dem-regimes-2021",
    line: Annotated[
        str, typer.Option("--line", help="Who is less free: autocracies, or weak-democracies and autocracies.")
    ] = "autocracies",
    over: Annotated[str, typer.Option("--over", help="deals, or uses (no purchases, but more of them).")] = "deals",
    by: Annotated[str | None, typer.Option("--by", help="Split by index, technology, evidence or source.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Only what can have been by this day (ISO).")] = None,
    since: Annotated[str | None, typer.Option("--since", help="Only what can have been on or after this day (ISO).")] = None,
    technology: Annotated[str | None, typer.Option("--technology", help="Of this technology or a narrower one.")] = None,
    evidence: Annotated[str | None, typer.Option("--evidence", help="Weakest grade of evidence that counts.")] = None,
    licence: Annotated[
        str, typer.Option("--licence", help="open: only what a source with an open licence says; else all.")
    ] = "all",
    samples: Annotated[int, typer.Option("--samples", min=100, help="Draws for the tests over deals.")] = 2000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed gives the same draws.")] = 1,
    plot: Annotated[Path | None, typer.Option("--plot", help="Draw it too, into this .svg or .png file.")] = None,
    engine: Engine = "embedded",
    form: Format = None,
) -> None:
    """Do exports follow regime type? Importers by regime type, for suppliers of China, the US, Israel and Europe alike; no causes."""
    from graph.analysis import sales, views
    from graph.analysis.regimes import COLUMNS, answer, picture
    from graph.stores import Result

    if plot is not None:
        from graph.analysis.plots import picture_form

        picture_form(plot)
    with open_graph(engine) as store:
        wanted = views.asked(store, technology, None, evidence, as_of, since, licence)
        view = sales.read(store, over, wanted)
        rows, notes = answer(store, view, index, line, by, samples, seed)
    for note in (f"Answered by the {store.name} engine.", *notes, *wanted.words(view)):
        say(note)
    show(Result(COLUMNS, rows), form)
    if plot is not None:
        from ingest.pipeline import write_whole

        write_whole(plot, picture(rows, view, notes, picture_form(plot)))
        say(f"Drew {plot}.")


@app.command()
def routes(
    start: Annotated[str, typer.Argument(metavar="FROM", help="A thing (id or name) or a class: asml, 'any US chip', tool:NL.")],
    end: Annotated[
        str, typer.Argument(metavar="TO", help="The same: ke-government, 'police in Kenya', territory:ZW, 'any listed vendor'.")
    ],
    k: Annotated[int, typer.Option("-k", help="How many routes.")] = 5,
    avoid: Annotated[
        list[str] | None, typer.Option("--avoid", help="A thing or class that no route touches; may be repeated.")
    ] = None,
    through: Annotated[
        list[str] | None, typer.Option("--through", help="A thing or class that each route touches; may be repeated.")
    ] = None,
    max_hops: Annotated[int | None, typer.Option("--max-hops", help="The most steps of a route.")] = None,
    as_of: AsOf = None,
    since: Annotated[
        str | None, typer.Option("--since", help="Deals that may have been made on or after this day (ISO).")
    ] = None,
    technology: Annotated[
        str | None, typer.Option("--technology", help="Deals in this technology, narrower ones included.")
    ] = None,
    programme: Annotated[
        str | None, typer.Option("--programme", help="Routes through somebody who is or was on this programme.")
    ] = None,
    evidence: Evidence = None,
    licence: Licence = "all",
    view: Annotated[str, typer.Option("--view", help="chain, supply, deals or ownership.")] = "chain",
    cite: Cite = False,
    plot: Plot = None,
    engine: Engine = "embedded",
    form: Format = None,
) -> None:
    """The best routes from one thing or class to another, by evidence and in time; when there is none, what is nearest and which link is missing."""
    from graph.analysis import asking_routes
    from graph.analysis.plots import picture_form
    from graph.analysis.views import asked, read
    from graph.stores import Result
    from queries import citations

    if plot is not None:
        picture_form(plot)
    with open_graph(engine) as store:
        wanted = asked(store, technology, programme, evidence, as_of, since, licence)
        question = asking_routes.Question(start, end, k, tuple(avoid or ()), tuple(through or ()), max_hops, wanted, view)
        answer = asking_routes.ask(read(store), question, _finder(store))
        say(f"Answered by the {store.name} engine. {answer.sentence}")
        if form == "table" or (form is None and sys.stdout.isatty()):
            cited = citations.cite(store, Result(answer.columns, answer.rows)) if cite else []
            emit(asking_routes.text(answer, {c.id: c.number for c in cited}) + "".join(f"{c.line()}\n" for c in cited))
        else:
            _show_answer(store, Result(answer.columns, answer.rows), form, cite, "text")
    if plot is not None:
        from graph.analysis.chain_pictures import of_routes

        if answer.found.routes:
            _draw(plot, of_routes(answer.view, answer.found, f"Routes from {start} to {end}", picture_form(plot)))
        else:
            say(f"There is no route to draw; {plot} was not written.")


def _draw(path: Path, picture: bytes) -> None:
    from ingest.pipeline import write_whole

    write_whole(path, picture)
    say(f"Drew {path}.")


@app.command()
def choke(
    roots: Annotated[str | None, typer.Option("--from", help="Where routes begin: a thing or class, as in kg routes.")] = None,
    targets: Annotated[str | None, typer.Option("--to", help="Where they end; adds the least cuts between the two.")] = None,
    as_of: AsOf = None,
    evidence: Evidence = None,
    licence: Licence = "all",
    view: Annotated[str, typer.Option("--view", help="chain, supply, deals or ownership.")] = "chain",
    cite: Cite = False,
    engine: Engine = "embedded",
    form: Format = None,
) -> None:
    """Chokepoints: what a part of the chain hangs on, and what each one cuts off."""
    from graph.analysis import choke as chokepoints
    from graph.analysis.selection import select
    from graph.analysis.views import asked, read
    from graph.analysis.views import view as view_of
    from graph.stores import Result

    with open_graph(engine) as store:
        part = view_of(read(store), view).filtered(asked(store, None, None, evidence, as_of, None, licence))
        begin, end = (select(part, text, _finder(store)) if text else None for text in (roots, targets))
        rows = chokepoints.chokepoints(part, begin, end)
        say(f"Answered by the {store.name} engine, {len(rows)} rows.{chokepoints.missing(part, begin, end)}")
        _show_answer(store, Result(chokepoints.COLUMNS, rows), form, cite, "text")


@app.command()
def remove(
    entity: Annotated[
        list[str] | None, typer.Argument(metavar="[ENTITY]...", help="Organizations; with --importers territories.")
    ] = None,
    territory: Annotated[
        str | None, typer.Option("--territory", help="All suppliers at home there; with --importers that buyer.")
    ] = None,
    programme: Annotated[
        str | None,
        typer.Option("--programme", help="All suppliers on this list; with --importers the territories that bought from them."),
    ] = None,
    as_of: AsOf = None,
    importers: Annotated[
        bool, typer.Option("--importers", help="Remove buyers instead: sanctions on importing countries.")
    ] = False,
    k: Annotated[
        int | None,
        typer.Option("-k", help="Instead: the sets of up to k that would be missed most (all suppliers when none are named)."),
    ] = None,
    exact: Annotated[bool, typer.Option("--exact", help="With -k: the proven best set beside the greedy one.")] = False,
    plot: Plot = None,
    engine: Engine = "embedded",
    form: Format = None,
) -> None:
    """Who loses which input or supplier when some are removed, what could take their place in the data, and how the graph looks after."""
    from graph.analysis import asking_removal
    from graph.analysis.plots import picture_form
    from graph.analysis.removal import COLUMNS, CURVE
    from graph.analysis.views import read
    from graph.intervals import day
    from graph.stores import Result

    if plot is not None:
        picture_form(plot)
        if k is None:
            raise UsageError("--plot draws what a growing removal leaves; add -k N.")
    question = asking_removal.Question(tuple(entity or ()), territory, programme, as_of and day(as_of), importers, k, exact)
    with open_graph(engine) as store:
        answer = asking_removal.ask(read(store), question, _finder(store))
        say(f"Answered by the {store.name} engine. {answer.sentence}")
    if answer.curve:
        show(Result(CURVE, answer.curve), form)
    elif form == "table" or (form is None and sys.stdout.isatty()):
        show(Result(asking_removal.AFTER, answer.after), form)
        show(Result(list(asking_removal.FOR_PEOPLE), asking_removal.for_people(answer.losses)), form)
    elif form in (None, "json"):
        import json

        emit(json.dumps(answer.record(), ensure_ascii=False, indent=2) + "\n")
    else:
        show(Result(COLUMNS, answer.losses), form)
    if plot is not None:
        from graph.analysis.chain_pictures import of_removal

        _draw(plot, of_removal(answer.curve, answer.meaning, picture_form(plot)))


def _finder(store: "Store") -> "Find":
    """How a text is looked up in this store."""
    from functools import partial

    from graph.lookup import entity

    return partial(entity, store)


@app.command()
def check(
    data: Data = None,
    listings: Annotated[bool, typer.Option("--listings", help="Hold each curated listing against the lists instead.")] = False,
    form: Format = None,
) -> None:
    """Shapes, count assertions, unsourced edges, dangling references, contradictions; exit 3 when something is found."""
    from graph.check import graph_problems
    from graph.projection import project_with_conflicts
    from graph.proof import COLUMNS, proofs
    from graph.stores import Result
    from ingest.inventory import build_problems, warnings

    build = _rdf(data)
    graph, conflicts = project_with_conflicts(build.folder)
    if listings:
        show(Result(COLUMNS, proofs(graph, build.coverage())), form)
        return
    problems = build_problems(build) + graph_problems(graph, conflicts)
    open_listings = [row for row in proofs(graph, build.coverage()) if row[2] in ("absent", "other day")]
    show(Result(["kind", "where", "what"], sorted(problems)), form)
    for line in warnings(build):
        say(line)
    if open_listings:
        say(f"{len(open_listings)} curated listings are not borne out by the lists held; kg check --listings shows them")
    say(f"{len(problems)} problems found." if problems else "No problem found.")
    if problems:
        raise typer.Exit(PROBLEMS_FOUND)


@app.command()
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


def _rdf(data: Path | None) -> "Build":
    import queries
    from graph.progress import bar
    from ingest import pipeline

    home = queries.home()
    with pipeline.lock(home), bar("reading sources") as advance:
        return pipeline.build_rdf(home, data, lambda key: advance(key, 0, 0))


@app.command()
def counts(engine: Engine = "embedded", form: Format = None) -> None:
    """How many nodes, relationships and property values the store holds, by label and type."""
    from graph.stores import Result

    with open_graph(engine) as store:
        rows = [list(row) for row in store.counts()]
        say(f"Answered by the {store.name} engine.")
        show(Result(["kind", "name", "amount", "property_values"], rows), form)


@app.command()
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


@app.command("show")
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
    if html is not None and html.exists() and not force:
        raise UsageError(f"{html} exists; add --force to overwrite it.")
    asked = None if as_of is None else day(as_of)
    with open_graph(engine) as store:
        everything = {"most": None} if form == "json" and html is None else {}
        found = dossier(store, subject(store, entity), asked, **everything)
        say(f"Answered by the {store.name} engine.")
    if html is not None:
        from graph.dossier.html import as_html
        from ingest.pipeline import write_whole

        write_whole(html, as_html(found).encode())
        say(f"Wrote {html}.")
        return
    import shutil

    from graph.dossier import text

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 120
    emit(text.as_json(found) if form == "json" else text.as_markdown(found) if form == "md" else text.as_terminal(found, width))


@app.command()
def ref(
    name: Annotated[str | None, typer.Argument(help="A class, a property or a vocabulary.")] = None, form: Format = None
) -> None:
    """Browse the model: classes, properties, vocabularies, their names in the graph, their RDF IRIs."""
    from ontology.reference import describe, overview

    columns, rows = overview() if name is None else describe(name)
    from graph.stores import Result

    show(Result(columns, rows), form)


def _export_parquet(home: Path, output: Path | None, force: bool) -> None:
    import gc

    from graph.parquet import arrow, claim, export_parquet
    from graph.projection import project
    from ingest import pipeline

    if output is None:
        raise UsageError("parquet is a folder of files; say where with -o FOLDER.")
    claim(output, force)
    arrow()
    gc.disable()  # as in a build
    with pipeline.lock(home):
        graph = project(home / "rdf")
    rows = export_parquet(graph, output, force=force)
    say(f"Wrote {output}: {', '.join(f'{name} with {count} rows' for name, count in rows.items())}, datapackage.json.")


@app.command()
def export(
    target: Annotated[str, typer.Argument(metavar="FORMAT", help="turtle, trig, nquads or jsonld; or parquet.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write (parquet: folder); stdout when left out.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite it.")] = False,
) -> None:
    """Export the RDF of the build, every edition as a named graph (turtle and jsonld: the merged graph), or its nodes and relationships as Parquet."""
    import queries
    from graph.export import export_rdf
    from ingest import pipeline

    home = queries.home()
    if not (home / "rdf" / "identities.nq").exists():
        build_store(None, again=False)
    if target == "parquet":
        _export_parquet(home, output, force)
        return
    if output is not None and output.exists() and not force:
        raise UsageError(f"{output} exists; add --force to overwrite it.")
    with pipeline.lock(home):
        content = export_rdf(home / "rdf", target)
    if output is None:
        sys.stdout.buffer.write(content)
    else:
        pipeline.write_whole(output, content)
        say(f"Wrote {output}.")


@app.command()
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
    from ingest.screening.answers import COLUMNS, READ, for_people
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
    if form in ("table", "md") or (form is None and sys.stdout.isatty()):
        show(Result(list(READ), for_people(kept)), form)
    elif form in (None, "json"):
        show(Result(list(COLUMNS), kept), form)
    return found


def _screening_index() -> "Index":
    """The index of the build; built first when there is none yet."""
    import os

    import queries
    from ingest.screening.search import FILE, Index

    home = queries.home()
    if not (home / "rdf" / FILE).exists():
        say("There is no screening index yet; building first.")
        data = os.environ.get("KG_DATA")
        build_store(Path(data) if data else None, again=False)
    index = Index(home / "rdf")
    say(f"Screened against the build in {home} of {index.built}: {len(index.lists)} lists (kg screen --lists names them).")
    return index


def ask(question: str) -> str:
    """A line from the keyboard; the question goes to stderr. EOFError at the end of the input."""
    print(question, end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line


@app.command()
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


@app.command()
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


def main() -> None:
    """Run the command; every error of ours is one sentence and an exit code."""
    try:
        app()
    except UsageError as error:
        say(f"kg: {error}")
        sys.exit(2)
    except KgError as error:
        say(f"kg: {error}")
        sys.exit(1)
    except SystemExit as ended:
        if ended.code == STOPPED:  # what Typer makes of Ctrl-C
            say("kg: stopped; nothing was left half-written.")
            os._exit(STOPPED)  # everything is closed by now; taking a large graph apart would take seconds
        raise
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


if __name__ == "__main__":
    main()
