"""Graph views: named projections of the property graph for analysis, directed, with parallel edges kept.

| view | edges |
| --- | --- |
| deals | supplier -> destination territory, and supplier -> customer agency, one for each deal and supplier; signed, delivered or reported deals alone |
| supply | supplier -> recipient where both are named; else supplier -> component, component -> recipient or product |
| ownership | owner -> asset, controller -> controlled |
| chain | what goes in -> what comes out: maker and supplier -> component -> component it goes into -> product -> its maker; supplier -> recipient; supplier ->
  intermediary -> customer; customer -> its territory; where a deal names no customer, the seller -> the destination |

A territory or a technology is never a corridor: in the chain a territory ends a route and never begins or continues one. An edge of level `kind` speaks of
kinds of goods (lithography tools go into chips), not of named parties; routes over it are weaker for that.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from graph.intervals import LAST, Span, day, deal_span, span
from graph.lookup import entity
from graph.property_graph import SOURCE_PREFIX, Properties, PropertyGraph
from graph.reading import read_facts
from graph.stores.store import Store
from ontology import model
from ontology.errors import UsageError, did_you_mean

PARTY, KIND = "party", "kind"
MADE = ("signed", "delivered", "reported")
"""The states of a deal that count as made: one that was only offered, or was cancelled, is in no view."""
LABELS = {
    "deals": ("Deal", "Item"),
    "supply": ("SupplyLink", "Item"),
    "ownership": ("OwnershipStake", "ControlLink"),
    "chain": ("Deal", "SupplyLink", "Item"),
}
"""What each view is made of, beside sources, technologies, territories and the organizations at the ends."""
TYPES = (
    "SUPPLIER", "DESTINATION", "CUSTOMER", "INTERMEDIARY", "TECHNOLOGY", "SOURCE", "PRODUCT", "COMPONENT", "RECIPIENT", "GOES_INTO", "MAKER", "OWNER",
    "ASSET", "CONTROLLER", "CONTROLLED", "WITHIN", "BROADER",
)  # fmt: skip
OF_ORGANIZATIONS = ("TERRITORY", "STAYED_ON")


@dataclass(frozen=True, slots=True)
class Edge:
    """One edge for one fact: `start` and `end` are positions in the view's nodes, `event` is the uri of the fact ('' for what a source states of kinds of goods).

    `days` are those on which it can have come about, `evidence` the rank of its grade (1 best), `sources` ids of sources, `weight` 1 unless stated; `items` are
    the uris of what moves (the component supplied, the product sold), `into` of the product that it is said to be for,
    `share` the published share of the market in per cent.
    """

    start: int
    end: int
    kind: str
    event: str = ""
    days: Span = Span()
    evidence: int = 9
    sources: tuple[str, ...] = ()
    technologies: tuple[str, ...] = ()
    level: str = PARTY
    weight: float = 1.0
    items: tuple[str, ...] = ()
    into: tuple[str, ...] = ()
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Thing:
    """A node of a view: uri, id and name, what it is (organization, agency, territory, item), codes of its territories, of an item its technologies (with
    wider ones) and the uris of the items that it is a kind of."""

    uri: str
    id: str
    name: str
    kind: str
    territories: tuple[str, ...] = ()
    technologies: tuple[str, ...] = ()
    wider: tuple[str, ...] = ()


@dataclass(frozen=True)
class Filter:
    """What an edge must be. `as_of`: it may have come about by that day; `since`: on or after that day; `technology`: of it or a narrower one (code);
    `programme`: one end is or was on it (uri); `evidence`: weakest rank; `open_only`: one source at least has an open licence."""

    as_of: str | None = None
    since: str | None = None
    technology: str | None = None
    programme: str | None = None
    evidence: int | None = None
    open_only: bool = False

    def words(self, view: "View") -> list[str]:
        """The filters of a filtered view in a line, and how many of its edges `as_of` lets in only for want of an exact date.

        >>> Filter(as_of="2020-01-01", open_only=True).words(View("deals", (), (Edge(0, 1, "sold to", days=Span("2019-01-01", "2020-12-31")),)))
        ['Filters: as of 2020-01-01, licence open.', '1 of 1 edges can be of a later day than 2020-01-01: their dates are open or imprecise.']
        """
        grades = {concept.rank: code for code, concept in model().schemes["evidence"].items()}
        said_of = {
            "as of": self.as_of,
            "since": self.since,
            "technology": self.technology,
            "programme": self.programme and self.programme.rpartition(":")[2],
            "evidence no weaker than": self.evidence and grades.get(self.evidence, self.evidence),
            "licence": "open" if self.open_only else None,
        }
        given = [f"{name} {value}" for name, value in said_of.items() if value]
        said = [f"Filters: {', '.join(given)}."] if given else []
        if self.as_of and (later := sum(e.days.latest > self.as_of for e in view.edges)):
            said.append(
                f"{later} of {len(view.edges)} edges can be of a later day than {self.as_of}: their dates are open or imprecise."
            )
        return said


@dataclass(frozen=True)
class View:
    """A directed multigraph: `nodes` sorted by uri, `edges` sorted by start, end, kind and event.

    `listed` are, by programme, the uris that are or were on it; `open_sources` the ids of sources with an open licence, `items` by uri
    what the edges say moves, in the view as a node or not.
    """

    name: str
    nodes: tuple[Thing, ...]
    edges: tuple[Edge, ...]
    listed: dict[str, frozenset[str]] = field(default_factory=dict)
    open_sources: frozenset[str] = frozenset()
    items: dict[str, Thing] = field(default_factory=dict)

    @cached_property
    def position(self) -> dict[str, int]:
        """uri -> position in `nodes`."""
        return {thing.uri: i for i, thing in enumerate(self.nodes)}

    @cached_property
    def resold(self) -> frozenset[tuple[str, int]]:
        """(event, position) of those who sold as intermediaries of another's deal."""
        return frozenset((e.event, e.end) for e in self.edges if e.kind == "sells through")

    @cached_property
    def parties(self) -> "View":
        """The part that speaks of named parties and their goods, not of kinds of goods."""
        return self if all(e.level == PARTY for e in self.edges) else self.with_edges(e for e in self.edges if e.level == PARTY)

    def with_edges(self, edges: Iterable[Edge]) -> "View":
        """The same nodes with other edges; nodes without an edge fall away."""
        kept = list(edges)
        used = sorted({i for e in kept for i in (e.start, e.end)})
        moved = {old: new for new, old in enumerate(used)}
        return replace(
            self,
            nodes=tuple(self.nodes[i] for i in used),
            edges=tuple(
                e if moved[e.start] == e.start and moved[e.end] == e.end else replace(e, start=moved[e.start], end=moved[e.end])
                for e in kept
            ),
        )

    def filtered(self, wanted: Filter) -> "View":
        """The part that passes every filter. UsageError names the filter that left nothing."""
        view = self
        for name, test in _tests(self, wanted):
            view = view.with_edges([e for e in view.edges if test(view, e)])
            if not view.edges:
                raise UsageError(f"The view {self.name} has no edge left after {name}; widen or leave out that filter.")
        return view


def _tests(view: View, wanted: Filter) -> Iterator[tuple[str, Callable[[View, Edge], bool]]]:
    if wanted.as_of:
        yield f"--as-of {wanted.as_of}", lambda _, e: e.days.earliest <= str(wanted.as_of)
    if wanted.since:
        yield f"--since {wanted.since}", lambda _, e: e.days.latest != LAST and e.days.latest >= str(wanted.since)
    if wanted.technology:
        yield f"--technology {wanted.technology}", lambda _, e: wanted.technology in e.technologies
    if wanted.programme:
        on = view.listed.get(wanted.programme, frozenset())
        yield (
            f"--programme {wanted.programme.rpartition(':')[2]}",
            lambda v, e: v.nodes[e.start].uri in on or v.nodes[e.end].uri in on,
        )
    if wanted.evidence:
        yield f"--evidence (rank {wanted.evidence})", lambda _, e: e.evidence <= int(wanted.evidence or 0)
    if wanted.open_only:
        yield "--licence open", lambda v, e: not v.open_sources.isdisjoint(e.sources)


# -- building ---------------------------------------------------------------------------------------------------------------


class Facts:
    """A property graph read for making views: the ends of every fact, by relationship type."""

    def __init__(self, graph: PropertyGraph):
        self.graph = graph
        self.ends = graph.ends()
        self.broader = {uri: ends["BROADER"] for uri, ends in self.ends.items() if ends["BROADER"]}

    def of(self, label: str) -> Iterator[tuple[str, Properties, dict[str, list[str]]]]:
        """(uri, properties, ends) of every node with the label, by uri."""
        for uri in sorted(uri for uri, node in self.graph.nodes.items() if label in node.labels):
            yield uri, self.graph.nodes[uri].properties, self.ends[uri]

    def technologies(self, ends: dict[str, list[str]]) -> tuple[str, ...]:
        """Codes of the technologies of a fact, wider ones included."""
        found = self._upwards(ends["TECHNOLOGY"])
        return tuple(sorted(self.graph.nodes[uri].properties["code"] for uri in found if uri in self.graph.nodes))

    def wider(self, item: str) -> tuple[str, ...]:
        """The uris of all items that an item is a kind of, itself not."""
        return tuple(sorted(self._upwards(self.ends[item]["BROADER"]) - {item}))

    def _upwards(self, uris: Iterable[str]) -> set[str]:
        found, queue = set(), list(uris)
        while queue:
            uri = queue.pop()
            if uri not in found:
                found.add(uri)
                queue += self.broader.get(uri, [])
        return found


Draft = tuple[str, str, str, dict[str, Any]]
"""Start uri, end uri, kind, and the other fields of an edge."""


def of_fact(facts: Facts, uri: str, held: Properties, ends: dict[str, list[str]], days: Span) -> dict[str, Any]:
    """The fields of an edge that come from its fact."""
    return {
        "event": uri,
        "days": days,
        "evidence": held.get("evidenceRank", 9),
        "sources": tuple(sorted(s.removeprefix(SOURCE_PREFIX) for s in ends["SOURCE"])),
        "technologies": facts.technologies(ends),
    }


def _made(facts: Facts) -> Iterator[tuple[str, Properties, dict[str, list[str]]]]:
    return ((uri, held, ends) for uri, held, ends in facts.of("Deal") if held.get("status") in MADE)


def _deals(facts: Facts) -> Iterator[Draft]:
    for uri, held, ends in _made(facts):
        about = {**of_fact(facts, uri, held, ends, deal_span(held)), "items": tuple(sorted(ends["PRODUCT"]))}
        for supplier in ends["SUPPLIER"]:
            for end in (*ends["DESTINATION"], *ends["CUSTOMER"]):
                yield supplier, end, "sold to", about


def _supply(facts: Facts) -> Iterator[Draft]:
    for uri, held, ends in facts.of("SupplyLink"):
        about = {
            **of_fact(facts, uri, held, ends, deal_span(held)),
            "items": tuple(sorted(ends["COMPONENT"])),
            "into": tuple(sorted(ends["PRODUCT"])),
            "share": held.get("share"),
        }
        receivers = [*ends["RECIPIENT"], *ends["PRODUCT"]]
        for supplier in ends["SUPPLIER"]:
            for receiver in ends["RECIPIENT"] or ends["PRODUCT"] or ends["COMPONENT"]:
                yield supplier, receiver, "supplies", about
        if not ends["SUPPLIER"]:
            for component in ends["COMPONENT"]:
                level = PARTY if facts.ends[component]["MAKER"] else KIND
                for receiver in receivers:
                    yield component, receiver, "built into", {**about, "level": level}


def _ownership(facts: Facts) -> Iterator[Draft]:
    for label, left, right, kind in (
        ("OwnershipStake", "OWNER", "ASSET", "owns"),
        ("ControlLink", "CONTROLLER", "CONTROLLED", "controls"),
    ):
        for uri, held, ends in facts.of(label):
            about = of_fact(facts, uri, held, ends, Span(span(held, "start").earliest, LAST))
            for owner in ends[left]:
                for asset in ends[right]:
                    yield owner, asset, kind, about


def _chain(facts: Facts) -> Iterator[Draft]:
    yield from _supply(facts)
    for uri, _, ends in facts.of("Item"):
        about = {
            "sources": tuple(sorted(s.removeprefix(SOURCE_PREFIX) for s in ends["SOURCE"])),
            "technologies": facts.technologies(ends),
        }
        about["items"] = (uri,)
        is_product = "Product" in facts.graph.nodes[uri].labels
        for maker in ends["MAKER"]:
            yield (uri, maker, "sold by", about) if is_product else (maker, uri, "makes", about)
        for whole in ends["GOES_INTO"]:
            yield uri, whole, "goes into", {**about, "level": KIND}
    for uri, held, ends in _made(facts):
        about = {**of_fact(facts, uri, held, ends, deal_span(held)), "items": tuple(sorted(ends["PRODUCT"]))}
        sellers = ends["INTERMEDIARY"] or ends["SUPPLIER"]
        for supplier in ends["SUPPLIER"] if ends["INTERMEDIARY"] else ():
            for intermediary in ends["INTERMEDIARY"]:
                yield supplier, intermediary, "sells through", about
        for seller in sellers:
            for end in ends["CUSTOMER"] or ends["DESTINATION"]:
                yield seller, end, "sold to", about
        for customer in ends["CUSTOMER"]:
            for territory in ends["DESTINATION"]:
                yield customer, territory, "in", about


MAKERS: dict[str, Callable[[Facts], Iterator[Draft]]] = {
    "deals": _deals,
    "supply": _supply,
    "ownership": _ownership,
    "chain": _chain,
}
"""The views by name."""


def view(facts: Facts, name: str) -> View:
    """One view of the facts. UsageError, with a suggestion, for a name that is none."""
    if name not in MAKERS:
        raise UsageError(f"There is no view {name!r}; use {', '.join(MAKERS)}.{did_you_mean(name, MAKERS)}")
    return assembled(facts, name, MAKERS[name](facts))


def assembled(facts: Facts, name: str, drafts: Iterable[Draft]) -> View:
    """The view of some edges; one from a thing to itself is left out, and one that leaves a territory."""
    graph = facts.graph
    drafts = [d for d in drafts if d[0] != d[1] and _kind(graph, d[0]) != "territory"]
    uris = sorted({uri for start, end, _, _ in drafts for uri in (start, end)})
    position = {uri: i for i, uri in enumerate(uris)}
    edges = [Edge(position[start], position[end], kind, **about) for start, end, kind, about in drafts]
    edges = sorted(set(edges), key=lambda e: (e.start, e.end, e.kind, e.event))
    listed: dict[str, set[str]] = defaultdict(set)
    for start, kind, end, _ in graph.relationships:
        if kind == "STAYED_ON" and start in position:
            listed[end].add(start)
    open_sources = frozenset(held["id"] for _, held, _ in facts.of("Source") if held.get("licenceOpen"))
    items = {uri: _thing(facts, uri) for uri in sorted({i for e in edges for i in (*e.items, *e.into)})}
    return View(
        name,
        tuple(_thing(facts, uri) for uri in uris),
        tuple(edges),
        {p: frozenset(s) for p, s in listed.items()},
        open_sources,
        items,
    )


def _kind(graph: PropertyGraph, uri: str) -> str:
    labels = graph.nodes[uri].labels if uri in graph.nodes else ()
    for label, kind in (("Territory", "territory"), ("PublicBody", "agency"), ("Item", "item"), ("Technology", "technology")):
        if label in labels:
            return kind
    return "organization"


def _thing(facts: Facts, uri: str) -> Thing:
    node = facts.graph.nodes.get(uri)
    held = node.properties if node else {}
    places = [uri] if node and "Territory" in node.labels else facts.ends[uri]["TERRITORY"] if uri in facts.ends else []
    codes = sorted(code for t in places if t in facts.graph.nodes and (code := facts.graph.nodes[t].properties.get("code")))
    kind = _kind(facts.graph, uri)
    if kind != "item":
        return Thing(uri, held.get("id", uri), held.get("name", uri), kind, tuple(codes))
    return Thing(
        uri, held.get("id", uri), held.get("name", uri), kind, tuple(codes), facts.technologies(facts.ends[uri]), facts.wider(uri)
    )


def read(store: Store, name: str | None = None) -> Facts:
    """The facts that views are made of, from either engine; only those of the view `name` where one is enough."""
    labels = LABELS[name] if name in LABELS else sorted({label for made_of in LABELS.values() for label in made_of})
    return Facts(read_facts(store, (*labels, "Source", "Technology", "Territory"), TYPES, OF_ORGANIZATIONS))


def question(technology: str | None, programme: str | None, evidence: str | None, **others: Any) -> Filter:
    """A filter in the words of the command line; `programme` is a uri by now. UsageError for a technology or grade that does not exist."""
    schemes = model().schemes
    for scheme, code in (("technology", technology), ("evidence", evidence)):
        if code is not None and code not in schemes[scheme]:
            raise UsageError(f"There is no {scheme} {code!r}; kg ref {scheme} shows them.{did_you_mean(code, schemes[scheme])}")
    return Filter(
        technology=technology, programme=programme, evidence=schemes["evidence"][evidence].rank if evidence else None, **others
    )


def asked(
    store: Store,
    technology: str | None,
    programme: str | None,
    evidence: str | None,
    as_of: str | None,
    since: str | None,
    licence: str,
) -> Filter:
    """The filter that the options of a command ask for. UsageError, with suggestions, for a name, day or licence that does not exist."""
    if licence not in ("open", "all"):
        raise UsageError(f"There is no licence {licence!r}; use open or all.{did_you_mean(licence, ('open', 'all'))}")
    first, last = (day(since) if since else None), (day(as_of) if as_of else None)
    if first and last and first > last:
        raise UsageError(f"--since {first} is later than --as-of {last}; no day is both.")
    on = entity(store, programme, ("Programme",)).uri if programme else None
    return question(technology, on, evidence, as_of=last, since=first, open_only=licence == "open")
