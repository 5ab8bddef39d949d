"""What a page draws: a view, and the graph that its facts stand in.

A scene is made from a view of the whole graph, from routes, from the surroundings of one node, or from the nodes that the rows of an answer name. In the last two, the
lines are those of `everything`.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from graph.analysis.views import MADE, MAKERS, Draft, Facts, Filter, View, assembled, of_fact
from graph.dossier.days import fact_days
from graph.lookup import Entity, entity
from graph.property_graph import Node, PropertyGraph
from graph.reading import read_nodes
from graph.stores.store import Store
from ontology.errors import KgError, UsageError

if TYPE_CHECKING:
    from graph.analysis.routes import Found

MOST = 3_000
"""Facts that a page of surroundings holds at most: the nearest, and of those equally near the best evidenced."""
PAGE = 500
"""Values that a statement carries."""
ROLES = (
    "SUPPLIER", "INTERMEDIARY", "CUSTOMER", "FINANCIER", "DESTINATION", "OWNER", "ASSET", "CONTROLLER", "CONTROLLED", "COMPONENT", "PRODUCT", "RECIPIENT",
    "PREDECESSOR", "SUCCESSOR", "USER", "TERRITORY", "SEARCHER", "HOLDER", "ORGANIZATION", "SUBJECT",
)  # fmt: skip
"""Relationships that lead from an event to those who take part in it."""
ALSO = ("SOURCE", "TECHNOLOGY", "PROGRAMME", "MAKER", "GOES_INTO", "WITHIN", "BROADER")
EVENTS = ("Deal", "Use", "Access", "OwnershipStake", "ControlLink", "SupplyLink", "Succession", "Mention")
_NO_SALE = (
    ("Access", "SEARCHER", "HOLDER", "may search"),
    ("Succession", "PREDECESSOR", "SUCCESSOR", "became"),
    ("Mention", "ORGANIZATION", "TERRITORY", "mentioned for"),
)
_LISTED = (("Listing", "SUBJECT", "PROGRAMME", "listed on"),)
VIEWS = {
    "deals": "Who sold to whom",
    "supply": "Who supplies whom",
    "ownership": "Who owns and controls whom",
    "chain": "From tools and chips to vendors, agencies and territories",
}
"""Titles of the pages of whole views."""
_DRAWN = frozenset({"Organization", "Item", "Territory"})
_CORRIDORS = frozenset({"Organization", "Item"})
"""What surroundings are continued through; a territory is no corridor, unless it is the one asked for."""
_TERRITORIES = ("territor", "destination", "importer", "home", "country")
"""Words in the names of columns that hold codes of territories."""
OF_NODES = (
    f"UNWIND $values AS value MATCH (n:Resource {{uri: value}})<-[:{'|'.join(r for r in ROLES if r != 'SUBJECT')}]-(e:{'|'.join(EVENTS)}) "
    "WITH DISTINCT e RETURN e.uri AS uri, coalesce(e.evidenceRank, 9) AS rank ORDER BY rank, uri LIMIT 10000"
)
"""By UNWIND, since the embedded engine takes a hundred times as long over `n.uri IN $values` before such a step."""
_LISTINGS_OF = "MATCH (p:Resource {uri: $uri})<-[:PROGRAMME]-(e:Listing) RETURN e.uri AS uri, 9 AS rank ORDER BY uri LIMIT 10000"
ITEMS = (
    "MATCH (n:Resource)-[:MAKER|GOES_INTO]-(i:Item) WHERE n.uri IN $values RETURN DISTINCT i.uri AS uri ORDER BY uri LIMIT 10000"
)
_BY_ID = "MATCH (n:Resource) WHERE n.id IN $values RETURN n.uri AS uri ORDER BY uri LIMIT 10000"
_BY_NAME = "MATCH (n:Organization|Item) WHERE n.name IN $values RETURN n.uri AS uri ORDER BY uri LIMIT 10000"


@dataclass(frozen=True)
class Scene:
    """`view` is what is drawn, `graph` holds its facts with their ends; `tiers`: it leads from left to right; `notes` are sentences for the caption; `centre` is the uri of what it is about."""

    title: str
    view: View
    graph: PropertyGraph
    tiers: bool = False
    notes: tuple[str, ...] = ()
    centre: str = ""

    def filtered(self, wanted: Filter) -> "Scene":
        """The part that passes the filters, which the caption names. UsageError names the filter that left nothing."""
        view = self.view.filtered(wanted)
        return replace(self, view=view, notes=(*self.notes, *wanted.words(view)))


def of_view(facts: Facts, view: View) -> Scene:
    """A whole view, or what filters left of it."""
    return Scene(VIEWS[view.name], view, facts.graph, tiers=view.name in ("chain", "supply"))


def of_routes(facts: Facts, view: View, found: "Found", title: str) -> Scene:
    """The steps of some routes, every fact of each step."""
    steps = {(step.edge.start, step.edge.end) for route in found.routes for step in route.steps}
    part = view.with_edges(e for e in view.edges if (e.start, e.end) in steps)
    return Scene(title, part, facts.graph, tiers=True)


def centre(store: Store, text: str) -> Entity:
    """What surroundings can be drawn of. UsageError with suggestions for what nobody is called."""
    return entity(store, text, ("Organization", "Territory", "Item", "Programme"), EVENTS)


def around(store: Store, about: Entity, hops: int, most: int = MOST) -> Scene:
    """What is at most `hops` facts away. UsageError for fewer than one hop; KgError when nothing is there."""
    if hops < 1:
        raise UsageError(f"--hops {hops} reaches nothing; give 1 or more.")
    events: dict[str, None] = {}
    seen, border, notes = {about.uri}, {about.uri}, []
    for hop in range(1, hops + 1):
        new = [
            uri for uri, _ in sorted(_events(store, about, border, hop), key=lambda row: (row[1], row[0])) if uri not in events
        ]
        room = most - len(events)
        if len(new) > room:
            notes.append(f"{len(new) - room:,} more facts at step {hop} are left out; those shown are the best evidenced.")
        items = {row[0] for row in _rows(store, ITEMS, border)}
        taken = read_nodes(store, [*new[:room], *items], (*ROLES, "MAKER", "GOES_INTO", "PROGRAMME"))
        events.update(dict.fromkeys(new[:room]))
        reached = items | {end for _, _, end, _ in taken.relationships}
        labels = read_nodes(store, reached - seen).nodes
        border = {uri for uri, node in labels.items() if not _CORRIDORS.isdisjoint(node.labels)}
        seen |= reached
    graph = _whole(store, [*events, *seen])
    unmade = sum("Deal" in node.labels and node.properties.get("status") not in MADE for node in graph.nodes.values())
    if unmade:
        notes.append(f"Not drawn: {unmade:,} deals that were only offered or were cancelled.")
    listed = "Programme" in about.labels
    view = assembled(Facts(graph), "everything", (d for d in _everything(Facts(graph), listed) if d[0] in seen and d[1] in seen))
    if not view.edges:
        raise KgError(f"Nothing in the graph is connected with {about.name or about.id}; no page was made.")
    title = f"Around {about.name or about.id}, {hops} step{'s' if hops > 1 else ''}"
    return Scene(title, view, graph, notes=tuple(notes), centre=about.uri)


def _events(store: Store, about: Entity, border: Iterable[str], hop: int) -> Iterator[tuple[str, int]]:
    yield from ((uri, rank) for uri, rank in _rows(store, OF_NODES, border))
    if hop == 1 and "Programme" in about.labels:
        yield from ((uri, rank) for uri, rank in store.query(_LISTINGS_OF, {"uri": about.uri}, ["uri", "rank"]).rows)


def of_answer(store: Store, title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Scene:
    """The things that the rows of an answer name, by id or by their own name, and the facts between them: where rows name facts, those alone.

    KgError when the rows name nothing, or nothing that can be drawn.
    """
    named = _named(store, columns, rows)
    facts = [uri for uri, node in named.items() if not set(EVENTS).isdisjoint(node.labels)]
    things = [uri for uri, node in named.items() if not _DRAWN.isdisjoint(node.labels)]
    events = facts or [row[0] for row in _rows(store, OF_NODES, things)]
    graph = _whole(store, [*events, *things])
    drafts = list(_everything(Facts(graph)))
    view = assembled(Facts(graph), "everything", drafts if facts else _between(drafts, named))
    if not view.edges:
        raise KgError(f"The {len(rows)} rows name nothing that facts of the graph connect; no page was made.")
    apart = len(set(things) - {thing.uri for thing in view.nodes})
    notes = [f"{len(rows):,} rows; what they name, and the facts between."]
    if apart:
        notes.append(f"{apart:,} of the things named stand in no fact with another and are not drawn.")
    return Scene(title, view, graph, notes=tuple(notes))


def _between(drafts: Iterable[Draft], named: Container[str]) -> Iterator[Draft]:
    """The lines of each fact that lead from one named thing to another, over others too: vendor, unnamed agency, its territory."""
    by_fact: dict[str, list[Draft]] = {}
    for draft in drafts:
        by_fact.setdefault(draft[3].get("event", "") or f"{draft[0]} {draft[1]}", []).append(draft)
    for lines in by_fact.values():
        loose = True
        while loose:
            ends = Counter(end for line in lines for end in line[:2])
            loose = {end for end, n in ends.items() if n == 1 and end not in named}
            lines = [line for line in lines if loose.isdisjoint(line[:2])]
        yield from lines


def _named(store: Store, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, Node]:
    """The nodes whose id, or whose own name, stands in a cell or in a list in a cell; a code in a column of territories is an id too. By uri."""
    ids: set[str] = set()
    for row in rows:
        for column, value in zip(columns, row, strict=True):
            for text in value if isinstance(value, list) else [value]:
                if isinstance(text, str) and column != "sources" and len(text) < 200:
                    ids.add(text)
                    if any(word in column for word in _TERRITORIES):
                        ids.add(f"territory:{text}")
    found = {row[0] for statement in (_BY_ID, _BY_NAME) for row in _rows(store, statement, ids)}
    return read_nodes(store, found).nodes


def _rows(store: Store, statement: str, values: Iterable[str]) -> Iterator[list[Any]]:
    """The rows of a statement with `$values`, given in parts."""
    ordered = sorted(values)
    for i in range(0, len(ordered), PAGE):
        yield from store.query(statement, {"values": ordered[i : i + PAGE]}).rows


def _whole(store: Store, uris: Iterable[str]) -> PropertyGraph:
    """These nodes with what they lead to, and where the ends are at home."""
    graph = read_nodes(store, uris, (*ROLES, *ALSO))
    ends = {end for _, _, end, _ in graph.relationships} - graph.nodes.keys()
    more = read_nodes(store, ends, ("TERRITORY", "STAYED_ON", "BROADER", "WITHIN"))
    graph.nodes.update(more.nodes)
    graph.relationships.update(more.relationships)
    return graph


def _everything(facts: Facts, listings: bool = False) -> Iterator[Draft]:
    """The lines of the chain and of ownership, and those of what is no sale: uses, access, successions, mentions; listings where asked for."""
    yield from MAKERS["chain"](facts)
    yield from MAKERS["ownership"](facts)
    for uri, held, ends in facts.of("Use"):
        about = of_fact(facts, uri, held, ends, fact_days("Use", held).start)
        for supplier in ends["SUPPLIER"]:
            for end in ends["USER"] or ends["TERRITORY"]:
                yield supplier, end, "used by" if ends["USER"] else "seen in", about
        for user in ends["USER"]:
            for territory in ends["TERRITORY"]:
                yield user, territory, "in", about
    for label, left, right, kind in (*_NO_SALE, *(_LISTED if listings else ())):
        for uri, held, ends in facts.of(label):
            about = of_fact(facts, uri, held, ends, fact_days(label, held).start)
            for start in ends[left]:
                for end in ends[right]:
                    yield start, end, kind, about
