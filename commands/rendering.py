"""One HTML page of a part of the graph."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.building import open_graph
from commands.options import Engine, Evidence, Licence, Since, Technology
from commands.terminal import emit, may_write, say
from ontology.errors import UsageError

if TYPE_CHECKING:
    from graph.analysis.views import Filter
    from graph.rendering.scene import Scene
    from graph.stores import Store


def render(
    query: Annotated[str | None, typer.Option("--query", help="Draw what the rows of this canned query name.")] = None,
    parameter: Annotated[
        list[str] | None, typer.Option("-P", help="A parameter of the query, as name=value; may be repeated.")
    ] = None,
    around: Annotated[str | None, typer.Option("--around", help="Draw what is connected with this entity (id or name).")] = None,
    hops: Annotated[int, typer.Option("--hops", help="How many steps around it.")] = 1,
    route: Annotated[tuple[str, str] | None, typer.Option("--route", metavar="FROM TO", help="Draw the best routes.")] = None,
    k: Annotated[int, typer.Option("-k", help="How many routes.")] = 5,
    view: Annotated[str | None, typer.Option("--view", help="Draw a whole view: chain, supply, deals or ownership.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write; stdout when left out.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite it.")] = False,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Leave out what cannot have come about by this day (ISO).")] = None,
    since: Since = None,
    technology: Technology = None,
    programme: Annotated[
        str | None, typer.Option("--programme", help="Lines that touch somebody who is or was on this programme.")
    ] = None,
    evidence: Evidence = None,
    licence: Licence = "all",
    engine: Engine = "embedded",
) -> None:
    """Draw a part of the graph as one HTML file that opens offline: search, filters, a date slider, the sources of each line."""
    import sys

    from graph.analysis.views import asked
    from graph.rendering.drawing import drawing
    from graph.rendering.html import page
    from ingest.writing import write_whole

    kinds = {"--query": query, "--around": around, "--route": route, "--view": view}
    given = [name for name, value in kinds.items() if value is not None]
    if len(given) != 1:
        raise UsageError(f"Say what to draw with one of {', '.join(kinds)}{f'; {len(given)} were given' if given else ''}.")
    if output is None and sys.stdout.isatty():
        raise UsageError("A page is a file; say where with -o FILE.html.")
    may_write(output, force)
    with open_graph(engine) as store:
        wanted = asked(store, technology, programme, evidence, as_of, since, licence)
        scene = _scene(store, wanted, query, parameter or [], around, hops, route, k, view)
        made = drawing(store, scene, command=_command(kinds, hops), as_of=wanted.as_of or _today())
    text = page(made)
    say(
        f"Answered by the {store.name} engine: {len(made['nodes'])} nodes, {len(made['edges'])} lines, {len(made['sources'])} sources."
    )
    if output is None:
        emit(text)
    else:
        write_whole(output, text.encode())
        say(f"Wrote {output}.")


def _scene(
    store: "Store",
    wanted: "Filter",
    query: str | None,
    parameters: list[str],
    around: str | None,
    hops: int,
    route: tuple[str, str] | None,
    k: int,
    view: str | None,
) -> "Scene":
    from graph.rendering import scene

    if query is not None:
        from queries import catalogue

        canned = catalogue.named(query)
        given = catalogue.split_assignments(parameters)
        if wanted.as_of and "as_of" in canned.parameters:
            given.setdefault("as_of", wanted.as_of)
        result = canned.run(store, given)
        return scene.of_answer(store, canned.question, result.columns, result.rows).filtered(wanted)
    if around is not None:
        return scene.around(store, scene.centre(store, around), hops).filtered(wanted)
    from graph.analysis.views import read
    from graph.analysis.views import view as view_of

    facts = read(store, view or "chain")
    if route is None:
        return scene.of_view(facts, view_of(facts, str(view))).filtered(wanted)
    from functools import partial

    from graph.analysis.asking_routes import Question, ask
    from graph.lookup import entity
    from ontology.errors import KgError

    answer = ask(facts, Question(*route, k=k, wanted=wanted), partial(entity, store))
    if not answer.found.routes:
        raise KgError(f"{answer.sentence.removesuffix(' The nearest things are shown.')} No page was made.")
    return scene.of_routes(facts, answer.view, answer.found, f"Routes from {route[0]} to {route[1]}")


def _command(kinds: dict[str, object], hops: int) -> str:
    """The command in the caption, without where it was written to."""
    import shlex

    words = ["kg", "render"]
    for name, value in kinds.items():
        if value is not None:
            words += [name, *(value if isinstance(value, tuple) else (str(value),))]
    return shlex.join([*words, *(["--hops", str(hops)] if kinds["--around"] is not None else [])])


def _today() -> str:
    from graph.intervals import day

    return day("today")
