"""What the store holds about one node, read with portable Cypher (both engines answer alike)."""

from collections.abc import Iterator
from typing import Any

from graph.property_graph import Properties
from graph.stores.store import Store

PAGE = 5_000
"""Rows read at a time."""
NODE = "MATCH (n:Resource {uri: $uri}) RETURN properties(n) AS held, labels(n) AS labels ORDER BY n.uri LIMIT 1"
INCOMING = (
    "MATCH (n:Resource {uri: $uri})<-[r]-(x) WITH * WHERE r.derived IS NULL "
    "WITH type(r) AS type, labels(x) AS labels, count(*) AS amount RETURN type, labels, amount ORDER BY type, amount LIMIT 1000"
)
OUTGOING = (
    "MATCH (n:Resource {uri: $uri})-[r]->(x) WITH * WHERE r.derived IS NULL "
    "RETURN type(r) AS type, x.uri AS uri, x.id AS id, x.name AS name, labels(x) AS labels, properties(x) AS held, r.sources AS sources "
    "ORDER BY type, uri LIMIT 10000"
)
NEIGHBOURS = (
    "MATCH (n:Resource {uri: $uri})<-[r]-(x) WITH x, r, labels(x) AS held_labels "
    "WHERE r.derived IS NULL AND type(r) = $type AND size(held_labels) = size($labels) AND all(l IN $labels WHERE l IN held_labels) "
    "RETURN x.uri AS uri, x.id AS id, x.name AS name, labels(x) AS labels, properties(x) AS held, r.sources AS sources "
    "ORDER BY uri SKIP $skip LIMIT $limit"
)
EVENTS = (
    "MATCH (n:Resource {uri: $uri})<-[r]-(e:Event) WITH e, type(r) AS held_type, labels(e) AS held_labels "
    "WHERE held_type = $type AND size(held_labels) = size($labels) AND all(l IN $labels WHERE l IN held_labels) "
    "WITH DISTINCT e ORDER BY e.uri SKIP $skip LIMIT $limit MATCH (e)-[k]->(x) WITH e, collect({type: type(k), uri: x.uri, id: x.id, name: x.name, labels: labels(x), measures: x.measures}) AS links "
    "RETURN properties(e) AS held, labels(e) AS labels, links ORDER BY e.uri LIMIT 10000"
)
INTO_PRODUCTS = (
    "MATCH (n:Resource {uri: $uri})<-[:MAKER]-(i)<-[:PRODUCT]-(e:SupplyLink) WITH n, e WHERE NOT EXISTS { (e)-[:RECIPIENT]->(n) } "
    "WITH DISTINCT e ORDER BY e.uri LIMIT $limit "
    "MATCH (e)-[k]->(x) WITH e, collect({type: type(k), uri: x.uri, id: x.id, name: x.name, labels: labels(x), measures: x.measures}) AS links "
    "RETURN properties(e) AS held, labels(e) AS labels, links ORDER BY e.uri LIMIT 10000"
)
VERDICTS = (
    "UNWIND $events AS event_uri MATCH (d:Resource {uri: event_uri}) MATCH (d)<-[:JUDGES]-(v:Verdict) MATCH (v)-[:JUDGED]->(o) MATCH (v)-[:AGAINST]->(p) "
    "OPTIONAL MATCH (v)-[:BECAUSE_OF]->(b) WITH d, v, o, p, collect(b.id) AS because "
    "RETURN d.id AS event, o.id AS party_id, o.name AS party, p.id AS programme_id, p.name AS programme, properties(v) AS held, because "
    "ORDER BY event, party_id, programme_id, v.uri LIMIT 10000"
)
POSSIBLY_SAME = (
    "MATCH (n:Resource {uri: $uri})-[r:POSSIBLY_SAME]-(x) RETURN x.uri AS uri, x.id AS id, x.name AS name, labels(x) AS labels, r.score AS score, "
    "r.decision AS decision, r.reason AS reason ORDER BY score DESC, id LIMIT 1000"
)
COVERAGE = (
    "MATCH (s:Source)-[c:COVERS]->(p:Programme) RETURN p.uri AS programme_uri, p.id AS programme_id, p.name AS programme, p.measures AS measures, "
    "s.id AS source, s.name AS title, c.date AS date ORDER BY programme_id, date, source LIMIT 10000"
)
FIGURES = (
    "MATCH (f:Figure) OPTIONAL MATCH (f)-[:SOURCE]->(s) WITH f, s ORDER BY s.id WITH f, collect(s.id) AS sources "
    "RETURN properties(f) AS held, sources ORDER BY f.uri LIMIT 10000"
)
STATEMENTS = (NODE, INCOMING, OUTGOING, NEIGHBOURS, EVENTS, INTO_PRODUCTS, VERDICTS, POSSIBLY_SAME, COVERAGE, FIGURES)
_GENERAL = frozenset({"Resource", "Event", "Item", "Organization"})


def kind(labels: list[str] | tuple[str, ...]) -> str:
    """The most special class among the labels.

    >>> kind(["Company", "Organization", "Resource"]), kind(["Organization", "Resource"]), kind(["Deal", "Event", "Resource"])
    ('Company', 'Organization', 'Deal')
    """
    special = sorted(set(labels) - _GENERAL)
    return special[0] if special else next((name for name in ("Organization", "Item", "Event") if name in labels), "Resource")


def rows(store: Store, statement: str, **parameters: Any) -> list[dict[str, Any]]:
    """The rows of a statement as mappings."""
    result = store.query(statement, parameters)
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]


def paged(store: Store, statement: str, most: int | None, **parameters: Any) -> Iterator[dict[str, Any]]:
    """Rows of a statement with `$skip` and `$limit`: the first `most`, or all."""
    skip = 0
    while most is None or skip < most:
        limit = PAGE if most is None else min(PAGE, most - skip)
        found = rows(store, statement, skip=skip, limit=limit, **parameters)
        yield from found
        if len(found) < limit:
            return
        skip += limit


def event_row(found: dict[str, Any]) -> dict[str, Any]:
    """A row of a section from a row of EVENTS: id, kind, facts, links by relationship type in lower case, ids of sources."""
    links: dict[str, list[Properties]] = {}
    sources = []
    for link in sorted(found["links"], key=lambda x: (x["type"], x["uri"])):
        if link["type"] == "SOURCE":
            sources.append(link["id"])
            continue
        end = {"id": link["id"], "name": link["name"] or link["id"], "kind": kind(link["labels"])}
        if link["measures"]:
            end["measures"] = link["measures"]
        links.setdefault(link["type"].lower(), []).append(end)
    held = found["held"]
    return {"id": held["id"], "kind": kind(found["labels"]), "facts": _facts(held), "links": links, "sources": sources}


def neighbour_row(found: dict[str, Any]) -> dict[str, Any]:
    """A row of a section from a row of NEIGHBOURS or OUTGOING."""
    return {
        "id": found["id"],
        "name": found["name"] or found["id"],
        "kind": kind(found["labels"]),
        "facts": _facts(found["held"]),
        "links": {},
        "sources": sorted(found["sources"] or []),
    }


def _facts(held: Properties) -> Properties:
    """Properties without those that repeat the id or the rank of the grade beside them."""
    return {k: held[k] for k in sorted(held) if k not in ("uri", "id", "evidenceRank")}
