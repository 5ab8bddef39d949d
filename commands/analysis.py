"""Key suppliers, routes, chokepoints, removal, regimes."""

from typing import TYPE_CHECKING, Annotated

import typer

from commands.building import open_graph
from commands.options import AsOf, Cite, Engine, Evidence, Format, Licence, Plot, Since, Technology, View
from commands.terminal import draw, emit, emit_json, for_people, say, show, show_answer
from ontology.errors import UsageError

if TYPE_CHECKING:
    from graph.analysis.selection import Find
    from graph.stores import Store


def rank(
    view: View = "deals",
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
    as_of: AsOf = None,
    since: Since = None,
    technology: Technology = None,
    programme: Annotated[str | None, typer.Option("--programme", help="With a party that is or was on this programme.")] = None,
    evidence: Evidence = None,
    licence: Licence = "all",
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

    drawn_as = picture_form(plot) if plot is not None else ""
    with open_graph(engine) as store:
        wanted = views.asked(store, technology, programme, evidence, as_of, since, licence)
        facts = views.read(store, view)
        answered_by = store.name
    seen = views.view(facts, view).filtered(wanted)
    with bar("ranking") as advance, stoppable():
        found = ranking.rank(seen, measure, by, resamples=resamples, seed=seed, limit=limit, progress=advance)
    for note in (f"Answered by the {answered_by} engine.", *found.notes, *wanted.words(seen)):
        say(note)
    show(Result(found.columns, found.rows), form)
    if plot is not None:
        from graph.analysis import pictures

        draw(plot, pictures.ranking(found, seen, measure, by, drawn_as))


def regimes(
    index: Annotated[
        str, typer.Option("--index", help="Index of regimes; --by index asks all that are held.")
    ] = "v-dem-regimes-2021",
    line: Annotated[
        str, typer.Option("--line", help="Who is less free: autocracies, or weak-democracies and autocracies.")
    ] = "autocracies",
    over: Annotated[str, typer.Option("--over", help="deals, or uses (no purchases, but more of them).")] = "deals",
    by: Annotated[str | None, typer.Option("--by", help="Split by index, technology, evidence or source.")] = None,
    as_of: AsOf = None,
    since: Since = None,
    technology: Technology = None,
    evidence: Evidence = None,
    licence: Licence = "all",
    samples: Annotated[int, typer.Option("--samples", min=100, help="Draws for the tests over deals.")] = 2000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed gives the same draws.")] = 1,
    plot: Plot = None,
    engine: Engine = "embedded",
    form: Format = None,
) -> None:
    """Do exports follow regime type? Importers by regime type, for suppliers of China, the US, Israel and Europe alike; no causes."""
    from graph.analysis import sales, views
    from graph.analysis.plots import picture_form
    from graph.analysis.regimes import COLUMNS, answer, picture
    from graph.stores import Result

    drawn_as = picture_form(plot) if plot is not None else ""
    with open_graph(engine) as store:
        wanted = views.asked(store, technology, None, evidence, as_of, since, licence)
        view = sales.read(store, over, wanted)
        rows, notes = answer(store, view, index, line, by, samples, seed)
    for note in (f"Answered by the {store.name} engine.", *notes, *wanted.words(view)):
        say(note)
    show(Result(COLUMNS, rows), form)
    if plot is not None:
        draw(plot, picture(rows, view, notes, drawn_as))


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
    view: View = "chain",
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

    drawn_as = picture_form(plot) if plot is not None else ""
    with open_graph(engine) as store:
        wanted = asked(store, technology, programme, evidence, as_of, since, licence)
        question = asking_routes.Question(start, end, k, tuple(avoid or ()), tuple(through or ()), max_hops, wanted, view)
        answer = asking_routes.ask(read(store, view), question, _finder(store))
        say(f"Answered by the {store.name} engine. {answer.sentence}")
        if for_people(form):
            cited = citations.cite(store, Result(answer.columns, answer.rows)) if cite else []
            emit(asking_routes.text(answer, {c.id: c.number for c in cited}) + "".join(f"{c.line()}\n" for c in cited))
        else:
            show_answer(store, Result(answer.columns, answer.rows), form, cite)
    if plot is not None:
        from graph.analysis.chain_pictures import of_routes

        if answer.found.routes:
            draw(plot, of_routes(answer.view, answer.found, f"Routes from {start} to {end}", drawn_as))
        else:
            say(f"There is no route to draw; {plot} was not written.")


def choke(
    roots: Annotated[str | None, typer.Option("--from", help="Where routes begin: a thing or class, as in kg routes.")] = None,
    targets: Annotated[str | None, typer.Option("--to", help="Where they end; adds the least cuts between the two.")] = None,
    as_of: AsOf = None,
    evidence: Evidence = None,
    licence: Licence = "all",
    view: View = "chain",
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
        part = view_of(read(store, view), view).filtered(asked(store, None, None, evidence, as_of, None, licence))
        begin, end = (select(part, text, _finder(store)) if text else None for text in (roots, targets))
        rows = chokepoints.chokepoints(part, begin, end)
        say(f"Answered by the {store.name} engine, {len(rows)} rows.{chokepoints.missing(part, begin, end)}")
        show_answer(store, Result(chokepoints.COLUMNS, rows), form, cite)


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

    drawn_as = picture_form(plot) if plot is not None else ""
    if plot is not None and k is None:
        raise UsageError("--plot draws what a growing removal leaves; add -k N.")
    question = asking_removal.Question(tuple(entity or ()), territory, programme, as_of and day(as_of), importers, k, exact)
    with open_graph(engine) as store:
        answer = asking_removal.ask(read(store), question, _finder(store))
        say(f"Answered by the {store.name} engine. {answer.sentence}")
    if answer.curve:
        show(Result(CURVE, answer.curve), form)
    elif for_people(form):
        show(Result(asking_removal.AFTER, answer.after), form)
        show(Result(list(asking_removal.FOR_PEOPLE), asking_removal.for_people(answer.losses)), form)
    elif form in (None, "json"):
        emit_json(answer.record())
    else:
        show(Result(COLUMNS, answer.losses), form)
    if plot is not None:
        from graph.analysis.chain_pictures import of_removal

        draw(plot, of_removal(answer.curve, answer.meaning, drawn_as))


def _finder(store: "Store") -> "Find":
    """How a text is looked up in this store."""
    from functools import partial

    from graph.lookup import entity

    return partial(entity, store)
