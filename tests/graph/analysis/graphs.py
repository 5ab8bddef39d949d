"""Small views for the tests of the analyses, made by hand or drawn at random."""

from hypothesis import strategies as st

from graph.analysis.views import Edge, Thing, View
from graph.intervals import Span


def organization(name: str, *territories: str) -> Thing:
    """An organization whose uri, id and name are one."""
    return Thing(name, name, name, "organization", territories)


def deals(*rows: tuple[str, str, str, str], technologies: tuple[str, ...] = (), name: str = "deals") -> View:
    """A view of rows (supplier, buyer, deal, sources joined by a blank); a buyer in capitals is a territory, in small letters an agency."""
    names = sorted({end for row in rows for end in row[:2]})
    suppliers = {row[0] for row in rows}
    things = [
        organization(n, "US") if n in suppliers else Thing(n, n, n, "territory" if n.isupper() else "agency", (n,)) for n in names
    ]
    edges = [
        Edge(
            names.index(a),
            names.index(b),
            "sold to",
            deal,
            Span("2019-01-01", "2019-12-31"),
            5,
            tuple(sources.split()),
            technologies,
        )
        for a, b, deal, sources in rows
    ]
    return View(name, tuple(things), tuple(sorted(edges, key=lambda e: (e.start, e.end, e.event))))


def weighted_edges(nodes: int = 9, most: int = 30) -> st.SearchStrategy[list[tuple[int, int, float]]]:
    """Edges (start, end, weight) of a directed multigraph without loops; parallel ones occur."""
    pairs = st.tuples(st.integers(0, nodes - 1), st.integers(0, nodes - 1), st.integers(1, 4).map(float))
    return st.lists(pairs.filter(lambda e: e[0] != e[1]), min_size=1, max_size=most)
