"""Views built in the words of a test: `chain("A -supplies-> B 2012/2013 @5", ...)`."""

import re

from hypothesis import strategies as st

from graph.analysis.selection import Selection
from graph.analysis.views import Edge, Thing, View
from graph.intervals import FIRST, LAST, Span
from graph.lookup import Entity
from ontology.errors import UsageError

_EDGE = re.compile(r"(\S+) -(.+?)-> (\S+)(?: (\d*)/(\d*))?(?: @(\d))?(?: \[(.*?)\])?(?: for (\S+))?$")


def chain(
    *edges: str, things: dict[str, Thing] | None = None, listed: dict[str, set[str]] | None = None, name: str = "chain"
) -> View:
    """Edges as `start -kind-> end first/last @rank [item,item] for product`; years stand for their first and last days."""
    parsed = [_EDGE.match(text) for text in edges]
    assert all(parsed), edges
    items = sorted({i for m in parsed for i in [*(m[7] or "").split(","), m[8] or ""] if i})
    known = dict(things or {})
    uris = sorted({uri for m in parsed for uri in (m[1], m[3])})
    nodes = tuple(known.get(uri, Thing(uri, uri, uri, "organization")) for uri in uris)
    place = {uri: i for i, uri in enumerate(uris)}
    made = [
        Edge(
            place[m[1]], place[m[3]], m[2], f"event {i}", Span(f"{m[4]}-01-01" if m[4] else FIRST, f"{m[5]}-12-31" if m[5] else LAST),
            int(m[6] or 5), (f"source {i}",), (), "kind" if m[2] == "goes into" else "party", 1.0, tuple((m[7] or "").split(",")) if m[7] else (),
            (m[8],) if m[8] else (),
        )
        for i, m in enumerate(parsed)
    ]  # fmt: skip
    of = {i: known.get(i, Thing(i, i, i, "item")) for i in items}
    return View(name, nodes, tuple(made), {p: frozenset(s) for p, s in (listed or {}).items()}, frozenset(), of)


def of(view: View, *uris: str) -> Selection:
    return Selection(" or ".join(uris), frozenset(view.position[uri] for uri in uris))


def find_in(*views: View, others: tuple[Entity, ...] = ()):
    """A finder that knows the things of the views by uri, as `graph.lookup.entity` does those of a store."""
    label = {"organization": "Organization", "agency": "Organization", "item": "Item", "territory": "Territory"}
    known = [Entity(t.uri, t.id, t.name, (label[t.kind],)) for v in views for t in v.nodes] + list(others)

    def find(text: str, labels: tuple[str, ...]) -> Entity:
        for entity in known:
            if text in (entity.uri, entity.id, entity.name, entity.uri.rpartition(":")[2]) and set(labels) & set(entity.labels):
                return entity
        raise UsageError(f"Nothing in the graph is called {text!r}.")

    return find


@st.composite
def random_views(draw: st.DrawFn, most_nodes: int = 6, most_edges: int = 12, days: int = 4) -> View:
    """Few things, parallel edges, dates on few days; no item and no territory."""
    n = draw(st.integers(2, most_nodes))
    pairs = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda p: p[0] != p[1])
    edges = []
    for i, (a, b) in enumerate(draw(st.lists(pairs, min_size=1, max_size=most_edges))):
        first = draw(st.integers(1, days))
        last = draw(st.integers(first, days))
        span = Span(f"2000-01-{first:02d}", f"2000-01-{last:02d}") if days > 1 else Span()
        edges.append(Edge(a, b, "supplies", f"e{i}", span, draw(st.sampled_from([1, 2, 4, 5, 6])), (f"s{i}",)))
    names = "ABCDEFGH"
    return View(
        "chain",
        tuple(Thing(names[i], names[i], names[i], "organization") for i in range(n)),
        tuple(sorted(set(edges), key=lambda e: (e.start, e.end, e.event))),
    )
