"""The part of a graph that an analysis needs, read from a store on either engine: facts of some kinds, their ends, and what is said of the ends."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from graph.property_graph import Node, Properties, PropertyGraph, RelationshipKey
from graph.stores.store import Store
from ontology.errors import StoreError

PAGE = 500
"""Uris that a statement carries."""
NODES = "UNWIND $uris AS wanted MATCH (n:Resource {uri: wanted}) RETURN n.uri AS uri, labels(n) AS labels, properties(n) AS held ORDER BY uri LIMIT 10001"
LINKS = (
    "UNWIND $uris AS wanted MATCH (n:Resource {uri: wanted})-[r:{types}]->(m:Resource) "
    "RETURN n.uri AS start, type(r) AS kind, m.uri AS end, properties(r) AS held LIMIT 10001"
)
"""Without an order, which the engines take longer over than Python does (`_links`)."""
LISTINGS = (
    "UNWIND $uris AS wanted MATCH (v:Resource {uri: wanted})<-[:SUBJECT]-(l:Listing)-[:PROGRAMME]->(p:Programme) MATCH (l)-[:SOURCE]->(s:Source) "
    "WITH v, p, l, s ORDER BY s.uri WITH v, p, l, collect(s.uri) AS sources "
    "RETURN v.uri AS subject, p.uri AS programme, properties(l) AS held, sources ORDER BY l.uri LIMIT 10001"
)


def read_facts(
    store: Store,
    labels: Sequence[str],
    types: Sequence[str],
    of_ends: Sequence[str] = (),
    *,
    also: Iterable[str] = (),
    listings: bool = False,
) -> PropertyGraph:
    """Nodes with one of `labels` and their relationships of `types`; the nodes at the ends of these, and the nodes `also` (uris).

    `of_ends`: types of relationships that start at those end nodes, taken too (their own ends not). `listings`: the listings of the end nodes, with subject,
    programme and sources.
    """
    graph = store.read(labels, types)
    ends = sorted(({end for _, _, end, _ in graph.relationships} | set(also)) - graph.nodes.keys())
    for uri, held_labels, held in _paged(store, NODES, ends):
        graph.nodes[uri] = Node(tuple(sorted(held_labels)), held)
    graph.relationships.update(_links(store, ends, of_ends))
    if listings:
        add_listings(store, graph, ends)
    return graph


def add_listings(store: Store, graph: PropertyGraph, uris: Iterable[str]) -> None:
    """Put the listings of these organizations into `graph`, with subject, programme and sources (their nodes not)."""
    for subject, programme, held, sources in _paged(store, LISTINGS, sorted(uris)):
        graph.nodes[held["uri"]] = Node(("Event", "Listing", "Resource"), held)
        for kind, end in (("SUBJECT", subject), ("PROGRAMME", programme), *(("SOURCE", s) for s in sources)):
            graph.relationships[held["uri"], kind, end, ""] = {}


def read_nodes(store: Store, uris: Iterable[str], types: Sequence[str] = ()) -> PropertyGraph:
    """The nodes with these uris, and the relationships of `types` that start at them; the ends of these not."""
    graph = PropertyGraph()
    wanted = sorted(set(uris))
    for uri, labels, held in _paged(store, NODES, wanted):
        graph.nodes[uri] = Node(tuple(sorted(labels)), held)
    graph.relationships.update(_links(store, wanted, types))
    return graph


def _links(store: Store, uris: Sequence[str], types: Sequence[str]) -> dict[RelationshipKey, Properties]:
    """The relationships of `types` that start at these nodes, in the order of their keys."""
    if not types:
        return {}
    found = _paged(store, LINKS.replace("{types}", "|".join(types)), uris)
    return dict(
        sorted((((start, kind, end, held.get("event", "")), held) for start, kind, end, held in found), key=lambda link: link[0])
    )


def _paged(store: Store, statement: str, uris: Sequence[str]) -> Iterator[list[Any]]:
    for i in range(0, len(uris), PAGE):
        found = store.query(statement, {"uris": uris[i : i + PAGE]})
        if found.cut:
            raise StoreError(
                f"More than {len(found.rows)} facts hang on {PAGE} nodes; this graph is denser than the program expects"
            )
        yield from found.rows
