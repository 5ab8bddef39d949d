"""Making the graph public: a static site."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.building import open_graph
from commands.options import AsOf, Engine, Licence
from commands.terminal import say
from ontology.errors import UsageError

if TYPE_CHECKING:
    from graph.site import Answer
    from graph.stores import Store


def site(
    target: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to write; absent, empty, or a site of ours with --force.")],
    engine: Engine = "embedded",
    as_of: AsOf = None,
    licence: Licence = "open",
    base: Annotated[
        str | None, typer.Option("--base-url", help="Address at which the site will stand; adds sitemap.xml, robots.txt and canonical links.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the site that is in the folder.")] = False,
) -> None:
    """Write the whole graph as a static site that opens from disk or any web server: a page for each thing and each query, search, charts."""
    import gc
    from importlib.metadata import version

    from graph.intervals import day
    from graph.progress import bar
    from graph.site import About, base_url, write
    from graph.site.folder import claim

    if licence not in ("open", "all"):
        raise UsageError(f"--licence takes open or all, not {licence!r}.")
    address = base_url(base) if base is not None else ""
    when = day(as_of) if as_of is not None else None
    asked = when or day("today")
    claim(target, force)
    gc.disable()  # as in a build
    with open_graph(engine) as store:
        graph = store.read()
        answers = _answers(store, asked)
        about = About(version("surveillance-kg"), store.name, asked, when, licence, base_url=address)
    with bar("writing the site") as advance:
        sizes = write(graph, answers, about, target, advance)
    say(f"Wrote {target}: {sum(p.endswith('.html') for p in sizes):,} pages, {len(sizes):,} files, {sum(sizes.values()) / 1e6:,.1f} MB. Open {target / 'index.html'}.")
    gc.enable()


def _answers(store: "Store", asked: str) -> "list[Answer]":
    """Every canned query, asked as of a day where it has one."""
    import shlex

    from graph.site import Answer
    from queries.catalogue import catalogue

    found = []
    for query in catalogue().values():
        given = {"as_of": asked} if "as_of" in query.parameters else {}
        said = {p.name: given.get(p.name, p.default) for p in query.parameters.values()}
        wanted = [name for name, value in said.items() if value is None]
        options = [f"-P {name}={shlex.quote(value)}" for name, value in given.items()] + [f"-P {name}=..." for name in wanted]
        parameters = tuple((p.name, said[p.name] or "", p.meaning) for p in query.parameters.values())
        result = None if wanted else query.run(store, given)
        found.append(
            Answer(query.name, query.title, query.question, query.asked_by, query.evidence, query.caveats, query.columns, parameters, query.for_browser(),
                   " ".join(["kg query", query.name, *options]), result)
        )  # fmt: skip
    return found
