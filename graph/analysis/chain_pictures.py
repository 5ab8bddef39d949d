"""Pictures of routes by tier and of what a growing removal leaves without a supplier: the table that is drawn, and the caption."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from graph.analysis import plots, removal, routes
from graph.analysis.pictures import sources_of
from graph.analysis.plots import Caption, Table
from graph.analysis.views import View


def tiers(view: View, found: routes.Found) -> Table:
    """A row for each route: its first thing, those between, its last thing, and the score. A shorter route leaves the later tiers between empty.

    >>> from graph.analysis.views import Edge, Thing
    >>> nodes = tuple(Thing(x, x, x, "organization") for x in "ABC")
    >>> edge = [routes.Step(Edge(0, 1, "supplies"), 0.5), routes.Step(Edge(1, 2, "sold to"), 0.5), routes.Step(Edge(0, 2, "sold to"), 0.5)]
    >>> tiers(View("chain", nodes, ()), routes.Found((routes.Route((edge[2],), 0.5), routes.Route((edge[0], edge[1]), 0.25)), True, 2)).rows
    [['A', None, 'C', 0.5], ['A', 'B', 'C', 0.25]]
    """
    most = max(len(route.steps) for route in found.routes)
    rows: list[list[Any]] = []
    for route in found.routes:
        names = [view.nodes[route.steps[0].edge.start].name, *(view.nodes[step.edge.end].name for step in route.steps)]
        rows.append([names[0], *names[1:-1], *[None] * (most - len(route.steps)), names[-1], round(route.score, 4)])
    return Table(["from", *(f"step {n}" for n in range(1, most)), "to", "score"], rows)


def of_routes(view: View, found: routes.Found, title: str, form: str) -> bytes:
    """Routes (one at least) as ribbons from tier to tier, as wide as their score."""
    table = tiers(view, found)
    note = (
        "A ribbon for each route, as wide as its score (the product of the weights of its steps, a convention, no probability). Each step is a fact with its "
        "own sources; that the same goods went all the way is not shown by the picture."
    )
    source = sources_of(step.edge for route in found.routes for step in route.steps)
    return plots.alluvial(table, Caption(title, note, source, date.today().isoformat()), form, table.columns[:-1], "score")


def of_removal(rows: Sequence[Sequence[Any]], meaning: str, form: str) -> bytes:
    """The rows of `removal.curve` as a line for the greedy choice, and one for the exact sets where they were asked for."""
    place = {name: i for i, name in enumerate(removal.CURVE)}
    drawn = [[row[place["k"]], row[place["without"]], "greedy"] for row in rows]
    drawn += [
        [row[place["k"]], row[place["exact_without"]], "best set"] for row in rows if row[place["exact_without"]] is not None
    ]
    sources = {s for row in rows for s in row[place["sources"]]}
    documents = sum(s.startswith("doc:") for s in sources)
    source = ", ".join([f"{documents} documents", *sorted(s for s in sources if not s.startswith("doc:"))])
    note = f"Of {rows[0][place['needs']]} needs known. {meaning}"
    caption = Caption(f"Needs left without any supplier after up to {len(rows)} removals", note, source, date.today().isoformat())
    return plots.curves(
        Table(["removals", "needs left without", "chosen"], drawn), caption, form, "removals", "needs left without", "chosen"
    )
