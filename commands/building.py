"""Building, loading, checking, exporting: what is held and whether it is sound."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import Data, Engine, Format
from commands.terminal import PROBLEMS_FOUND, say, show
from ontology.errors import UsageError

if TYPE_CHECKING:
    from graph.stores import Store
    from ingest.pipeline import Build


def open_graph(engine: str) -> "Store":
    """The store of that engine; the embedded one is built first when there is none yet."""
    import queries
    from graph.stores import open_store

    home = queries.home()
    store = open_store(engine, home)
    if engine == "embedded" and getattr(store, "current", True) is None:
        build_first("graph")
    return store


def build_first(what: str) -> None:
    """Build what is not there yet, from KG_DATA where that is set."""
    say(f"There is no {what} yet; building one first.")
    data = os.environ.get("KG_DATA")
    build_store(Path(data) if data else None, again=False)


def data_folder(data: Path | None) -> Path | None:
    """The folder that was asked for, else the one `kg fetch` fills, where there is one."""
    import queries

    fetched = queries.home() / "data"
    return data or (fetched if fetched.is_dir() else None)


def build_store(data: Path | None, *, again: bool) -> "Build":
    """RDF, then the embedded store, both only as far as something changed."""
    import gc

    import queries
    from graph.build import build_store as build_embedded
    from graph.progress import bar
    from ingest import pipeline

    home, data = queries.home(), data_folder(data)
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
        say(
            "Only the facts that come with the project are in it; kg fetch gets the live lists, --data or KG_DATA names a folder of lists."
        )
    gc.enable()
    return build


def rdf(data: Path | None) -> "Build":
    """The RDF alone, brought up to date."""
    import queries
    from graph.progress import bar
    from ingest import pipeline

    home = queries.home()
    with pipeline.lock(home), bar("reading sources") as advance:
        return pipeline.build_rdf(home, data_folder(data), lambda key: advance(key, 0, 0))


def build(
    data: Data = None, again: Annotated[bool, typer.Option("--again", help="Write the graph even if nothing changed.")] = False
) -> None:
    """Read the sources, make the RDF and the embedded graph; only what changed."""
    report = build_store(data, again=again)
    if any(r.problem for r in report.reports):
        raise typer.Exit(1)


def load(
    offline: Annotated[
        bool, typer.Option("--offline", help="The server is stopped: let its neo4j-admin import the graph, for large ones.")
    ] = False,
    neo4j_home: Annotated[
        Path | None, typer.Option("--neo4j-home", envvar="NEO4J_HOME", help="With --offline: where Neo4j is installed.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="With --offline: replace the database that is there.")] = False,
) -> None:
    """Load the same graph into Neo4j (NEO4J_URI); loading twice changes nothing. --offline: into a stopped server's database."""
    import queries
    from graph.progress import bar
    from graph.projection import project
    from graph.stores import open_store
    from ingest import pipeline

    home = queries.home()
    if not (home / "rdf" / "identities.nq").exists():
        build_store(None, again=False)
    if offline:
        _load_offline(home, neo4j_home, force)
        return
    if force:
        raise UsageError("--force goes with --offline; over Bolt the graph is always brought up to date.")
    with pipeline.lock(home):
        graph = project(home / "rdf")
    with open_store("neo4j", home) as store, bar("loading into Neo4j") as advance:
        store.replace(graph, advance)
    say(f"Neo4j holds {len(graph.nodes)} nodes and {len(graph.relationships)} relationships.")


def _load_offline(home: Path, neo4j_home: Path | None, force: bool) -> None:
    import gc

    from graph.exports import Content
    from graph.stores.offline import admin_of, import_offline
    from ingest import pipeline

    if neo4j_home is None:
        raise UsageError("Say where Neo4j is installed, with --neo4j-home or NEO4J_HOME.")
    admin_of(neo4j_home)
    gc.disable()  # as in a build
    with pipeline.lock(home):
        found = import_offline(Content(home / "rdf"), neo4j_home, home, force=force)
    say(f"Imported {found['nodes']} nodes and {found['relationships']} relationships.")
    say("Start the server, then run kg load once: it makes the constraint and the indexes and finds nothing else to change.")


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
    build = rdf(data)
    show(Result(*(rejections(build) if rejected else inventory(build))), form)


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

    build = rdf(data)
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


def counts(engine: Engine = "embedded", form: Format = None) -> None:
    """How many nodes, relationships and property values the store holds, by label and type."""
    from graph.stores import Result

    with open_graph(engine) as store:
        rows = [list(row) for row in store.counts()]
        say(f"Answered by the {store.name} engine.")
        show(Result(["kind", "name", "amount", "property_values"], rows), form)
