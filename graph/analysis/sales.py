"""Who sold into which territory: the records that the regime analysis counts, from deals or from uses.

A sale is one deal, or one use of a technology whose vendor or origin is named. Its homes are the territories of the suppliers. Where a data set says of a
territory only that technology from China is in use there, the vendor is an unnamed one of China. A use is no purchase, and tells more of where somebody looked.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from graph.analysis import views
from graph.analysis.views import Edge, Facts, Filter, Thing, View
from graph.property_graph import Node, PropertyGraph
from graph.reading import read_facts
from graph.stores.store import Store
from ontology.errors import UsageError, did_you_mean

OVER = ("deals", "uses")
_LABELS = ("Use", "Source", "Technology", "Territory")
_TYPES = ("SUPPLIER", "SUPPLIER_TERRITORY", "TERRITORY", "TECHNOLOGY", "SOURCE", "WITHIN", "BROADER")
_UNNAMED = "#unnamed"


@dataclass(frozen=True, slots=True)
class Sale:
    """One deal or use: its uri, homes of the suppliers and destination (ISO 3166-1 codes), technologies (wider ones too), rank of the grade, ids of sources."""

    event: str
    homes: frozenset[str]
    destination: str
    technologies: tuple[str, ...] = ()
    evidence: int = 9
    sources: tuple[str, ...] = ()


def state(code: str) -> str:
    """The state of a territory's code: a part counts as the state that it is of.

    >>> state("CN-XJ"), state("KE")
    ('CN', 'KE')
    """
    return code.partition("-")[0]


def read(store: Store, over: str, wanted: Filter) -> View:
    """The view in which sales are counted, of deals or of uses, filtered.

    Raises UsageError for another word, for a graph without any, and when a filter leaves nothing.
    """
    if over not in OVER:
        raise UsageError(f"Regimes are counted over {' or '.join(OVER)}, not over {over!r}.{did_you_mean(over, OVER)}")
    facts = (
        views.read(store) if over == "deals" else Facts(as_deals(read_facts(store, _LABELS, _TYPES, ("TERRITORY", "STAYED_ON"))))
    )
    view = replace(views.view(facts, "deals"), name=over)
    if not view.edges:
        raise UsageError(f"The graph holds no {over} of a named supplier; give it a data folder (kg build --data DIR).")
    return view.filtered(wanted)


def as_deals(uses: PropertyGraph) -> PropertyGraph:
    """The uses as if each were a reported deal into the territory of the use, an unnamed supplier of a territory as an organization of its own."""
    graph = PropertyGraph()
    events = {uri for uri, node in uses.nodes.items() if "Use" in node.labels}
    for uri, node in uses.nodes.items():
        graph.nodes[uri] = (
            Node(("Deal", "Event", "Resource"), {**node.properties, "status": "reported"}) if uri in events else node
        )
    for (start, kind, end, event), held in uses.relationships.items():
        if start in events and kind == "TERRITORY":
            kind = "DESTINATION"
        elif start in events and kind == "SUPPLIER_TERRITORY":
            code = uses.nodes[end].properties.get("code", "") if end in uses.nodes else ""
            kind, home, end = "SUPPLIER", end, end + _UNNAMED
            graph.nodes[end] = Node(
                ("Organization", "Resource"), {"uri": end, "id": f"unnamed-{code}", "name": f"unnamed, of {code}"}
            )
            graph.relationships[end, "TERRITORY", home, ""] = {}
        graph.relationships[start, kind, end, event] = held
    return graph


def sales(view: View) -> list[Sale]:
    """One sale for each event and destination of a view of deals or uses, by event; none for what has no known home."""
    homes: dict[tuple[str, str], set[str]] = {}
    edges: dict[tuple[str, str], Edge] = {}
    for edge, seller, buyer in _into_territories(view):
        for code in buyer.territories:
            key = edge.event, state(code)
            edges.setdefault(key, edge)
            homes.setdefault(key, set()).update(state(c) for c in seller.territories)
    return [
        Sale(event, frozenset(homes[event, code]), code, edge.technologies, edge.evidence, edge.sources)
        for (event, code), edge in sorted(edges.items(), key=lambda item: item[0])
        if homes[event, code]
    ]


def _into_territories(view: View) -> Iterator[tuple[Edge, Thing, Thing]]:
    for edge in view.edges:
        if view.nodes[edge.end].kind == "territory":
            yield edge, view.nodes[edge.start], view.nodes[edge.end]
