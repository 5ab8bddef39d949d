"""A graph read for judging: deals with their suppliers, the lists and owners of the suppliers, the editions held."""

from collections import defaultdict

from graph.intervals import Period, Span, deal_span, span
from graph.ownership.register import Register
from graph.property_graph import SOURCE_PREFIX, Properties, PropertyGraph, short_id

JUDGED = {"Deal": "SUPPLIER", "SupplyLink": "RECIPIENT"}
"""What is judged, and by which relationship the party whose listing counts hangs on it."""
LABELS = ("Deal", "OwnershipStake", "ControlLink", "Rule", "RuleInterval", "Programme", "Source")
"""What a docket needs of a graph, beside the listings of everybody among the parties."""
TYPES = (
    "SUPPLIER", "DESTINATION", "SUBJECT", "PROGRAMME", "SOURCE", "OWNER", "ASSET", "CONTROLLER", "CONTROLLED", "RULE", "COVERS",
)  # fmt: skip
DATED = frozenset({"Listing", "OwnershipStake", "ControlLink", "RuleInterval"})


def before(graph: PropertyGraph, as_of: str) -> PropertyGraph:
    """The graph without the deals, listings, stakes and editions that are certainly of a later day."""

    def later(labels: tuple[str, ...], held: Properties) -> bool:
        if not JUDGED.keys().isdisjoint(labels):
            return deal_span(held).earliest > as_of
        return not DATED.isdisjoint(labels) and span(held, "start").earliest > as_of

    nodes = {uri: node for uri, node in graph.nodes.items() if not later(node.labels, node.properties)}
    links = {
        k: held for k, held in graph.relationships.items() if k[0] in nodes and not (k[1] == "COVERS" and held["date"] > as_of)
    }
    return PropertyGraph(nodes, links)


class Docket:
    """A graph read for judging: deals with their suppliers (and supply links with their recipients), days of the complete editions held, and the register
    of who was on which list and who owned whom."""

    def __init__(self, graph: PropertyGraph):
        self.graph = graph
        self.register = Register.of(graph)
        self.ends = graph.ends(JUDGED)
        self.editions: dict[str, list[str]] = defaultdict(list)
        for (_, kind, end, _), held in graph.relationships.items():
            if kind == "COVERS":
                self.editions[end].append(held["date"])
        self.parties = {
            uri: sorted(self.ends[uri][kind])
            for uri, node in graph.nodes.items()
            for label, kind in JUDGED.items()
            if label in node.labels
        }
        self.programmes = sorted(uri for uri, node in graph.nodes.items() if "Programme" in node.labels)
        self._owners: dict[str, frozenset[str]] = {}

    def stays(self, organization: str) -> dict[str, list[Period]]:
        """The stays of an organization, by programme."""
        return {p: self.register.stays(organization, p) for p in sorted(self.register.claims.get(organization, ()))}

    def owners(self, organization: str) -> frozenset[str]:
        """Everybody up the chains of ownership and control of an organization, whenever and however much they hold."""
        if organization not in self._owners:
            above: dict[str, set[str]] = defaultdict(set)
            for owner, asset in [
                *self.register.book.pairs,
                *((n.statement.owner, n.statement.asset) for n in self.register.links),
            ]:
                above[asset].add(owner)
            seen, queue = {organization}, [organization]
            for asset in queue:  # grows while it is gone through
                queue += sorted(above[asset] - seen)
                seen |= above[asset]
            self._owners[organization] = frozenset(seen - {organization})
        return self._owners[organization]

    def keep(self, supplier: str | None, destinations: frozenset[str] | None) -> None:
        """Keep the deals of one supplier, or to some territories, alone."""
        for deal in list(self.parties):
            if destinations is not None and not destinations.intersection(self.ends[deal]["DESTINATION"]):
                del self.parties[deal]
            elif supplier is not None:
                if supplier in self.parties[deal]:
                    self.parties[deal] = [supplier]
                else:
                    del self.parties[deal]

    def sources(self, *events: str) -> list[str]:
        """Ids of the sources of these events, sorted."""
        held = [self.ends.get(event) or self.register.ends.get(event, {}) for event in events]
        return sorted({source.removeprefix(SOURCE_PREFIX) for ends in held for source in ends.get("SOURCE", ())})

    def name(self, uri: str) -> str:
        """Name of an organization, its id where the graph read holds no name."""
        node = self.graph.nodes.get(uri)
        return (node.properties.get("name") if node else None) or short_id(uri)

    def days(self, deal: str) -> Span:
        """The days on which the deal can have been made."""
        return deal_span(self.graph.nodes[deal].properties)
