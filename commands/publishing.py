"""Making the graph public: a static site."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.building import open_graph
from commands.exporting import LICENCES, Licence, asked_for
from commands.options import AsOf, Engine
from commands.terminal import say
from ontology.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from graph.property_graph import PropertyGraph
    from graph.site import Answer
    from graph.stores import Store


def site(
    target: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder to write: absent, empty, or a site of ours with --force.")
    ],
    engine: Engine = "embedded",
    as_of: AsOf = None,
    licence: Licence = "open",
    base: Annotated[
        str | None,
        typer.Option("--base-url", help="Address at which it will stand; adds sitemap.xml, robots.txt and canonical links."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the site that is in the folder.")] = False,
) -> None:
    """Write the whole graph as a static site that opens from disk or any web server: a page for each thing and each query, search, charts."""
    import gc

    from graph.intervals import day
    from graph.progress import bar
    from graph.rendering.drawing import release
    from graph.site import About, base_url, write
    from graph.site.folder import claim

    if licence not in LICENCES:
        raise UsageError(f"There is no licence {licence!r}; use open or all.{did_you_mean(licence, LICENCES)}")
    address = base_url(base) if base is not None else ""
    when = day(as_of) if as_of is not None else None
    asked = when or day("today")
    claim(target, force)
    gc.disable()  # as in a build
    with _asked_for(engine, licence, when) as (graph, store, withheld):
        answers = _answers(store, asked)
        about = About(release(), engine, asked, when, licence, withheld, address)
        with bar("writing the site") as advance:
            sizes = write(graph, answers, about, target, advance)
    pages = sum(path.endswith(".html") for path in sizes)
    say(f"Wrote {target}: {pages:,} pages, {sum(sizes.values()) / 1e6:,.1f} MB. Open {target / 'index.html'}.")
    gc.enable()


@contextlib.contextmanager
def _asked_for(engine: str, licence: str, as_of: str | None) -> "Iterator[tuple[PropertyGraph, Store, str]]":
    """The graph of the site, a store that holds exactly it for the canned queries, and a sentence on what the licence kept out."""
    from graph.as_of import come_about

    if engine == "embedded" and licence == "open":
        with asked_for(licence, as_of) as content:
            graph, left_out = content.graph, content.left_out
        with _holding(graph) as store:
            yield graph, store, _withheld(left_out)
        return
    with open_graph(engine) as store:
        graph = store.read()
        if licence == "open" and (closed := _closed(graph)):
            raise UsageError(
                f"Neo4j holds editions without an open licence ({', '.join(closed[:3])}); say --licence all, or leave --engine out."
            )
        if as_of is None:
            yield graph, store, ""
            return
    graph = come_about(graph, as_of)
    with _holding(graph) as store:
        yield graph, store, ""


@contextlib.contextmanager
def _holding(graph: "PropertyGraph") -> "Iterator[Store]":
    """A store of its own for a part of the graph, gone afterwards."""
    import queries
    from graph.stores.embedded import EmbeddedStore

    with tempfile.TemporaryDirectory(prefix="site-", dir=queries.home()) as place, EmbeddedStore(Path(place)) as store:
        store.replace(graph)
        yield store


def _closed(graph: "PropertyGraph") -> list[str]:
    """Ids of the editions without an open licence."""
    held = [node.properties for node in graph.nodes.values() if "Source" in node.labels and "dataset" in node.properties]
    return sorted(p["id"] for p in held if not p.get("licenceOpen"))


def _withheld(left_out: dict[str, int]) -> str:
    if not left_out:
        return ""
    return f"Left out for want of an open licence: {sum(left_out.values()):,} facts of {', '.join(left_out)}."


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
