"""What stands behind a line of a page: a fact in words, with the days it held on and its sources."""

from collections.abc import Iterable
from typing import Any

from graph.analysis.views import Facts
from graph.dossier.days import PERIODS, fact_days
from graph.dossier.reading import kind as kind_of
from graph.dossier.sections import date_text
from graph.dossier.text import FACT_LABELS
from graph.event_names import FORMS, event_name
from graph.intervals import FIRST, LAST, Span, span
from graph.property_graph import Node, Properties, PropertyGraph, short_id
from graph.reading import add_listings, read_nodes
from graph.stores.store import Store

VERDICTS = (
    "MATCH (d:Resource)<-[:JUDGES]-(v:Verdict)-[:AGAINST]->(p:Programme) WHERE d.uri IN $values MATCH (v)-[:JUDGED]->(o:Resource) "
    "RETURN d.uri AS deal, p.uri AS programme, o.uri AS party, properties(v) AS held ORDER BY v.uri LIMIT 10000"
)
_ROLES = {
    "SUPPLIER": "supplier", "INTERMEDIARY": "through", "CUSTOMER": "customer", "DESTINATION": "destination", "FINANCIER": "financier", "PRODUCT": "product",
    "OWNER": "owner", "ASSET": "owned", "CONTROLLER": "controller", "CONTROLLED": "controlled", "COMPONENT": "component", "RECIPIENT": "into",
    "PREDECESSOR": "before", "SUCCESSOR": "after", "USER": "user", "TERRITORY": "territory", "SEARCHER": "may search", "HOLDER": "systems of",
    "ORGANIZATION": "names", "SUBJECT": "listed", "PROGRAMME": "programme",
}  # fmt: skip
_DATES = (("date", "dateKind"), ("start", "startKind"), ("end", "endKind"), ("asOf", ""), ("published", ""), ("divestBy", ""))
_DATE_LABELS = {
    "date": "date",
    "start": "since",
    "end": "until",
    "asOf": "held on",
    "published": "published",
    "divestBy": "to be sold by",
}
_TOLD = frozenset({"date", "dateKind", "start", "startKind", "end", "evidence", "amount", "currency", "amountKind"})
KINDS = {
    "Deal": "deal", "Listing": "listing", "OwnershipStake": "ownership stake", "ControlLink": "control link", "SupplyLink": "supply link", "Use": "use",
    "Access": "access", "Succession": "succession", "Mention": "mention",
}  # fmt: skip


def complete(store: Store, graph: PropertyGraph, organizations: Iterable[str], deals: Iterable[str]) -> None:
    """Put into `graph` the listings of the organizations, the verdicts on the deals, and what both and the graph's facts lead to by name."""
    add_listings(store, graph, organizations)
    ordered = sorted(deals)
    for i in range(0, len(ordered), 500):
        for deal, programme, party, held in store.query(VERDICTS, {"values": ordered[i : i + 500]}).rows:
            graph.nodes[held["uri"]] = Node(("Resource", "Verdict"), held)
            graph.relationships[held["uri"], "JUDGES", deal, ""] = {}
            graph.relationships[held["uri"], "AGAINST", programme, ""] = {}
            graph.relationships[held["uri"], "JUDGED", party, ""] = {}
    missing = {end for _, _, end, _ in graph.relationships} - graph.nodes.keys()
    graph.nodes.update(read_nodes(store, missing).nodes)


class Told:
    """The facts of a graph, told one by one."""

    def __init__(self, facts: Facts):
        self._facts = facts
        self._verdicts: dict[str, list[str]] = {}
        for start, kind, end, _ in facts.graph.relationships:
            if kind == "JUDGES":
                self._verdicts.setdefault(end, []).append(start)

    def name(self, uri: str) -> str:
        """The name of a node, its id where it has none."""
        node = self._facts.graph.nodes.get(uri)
        return (node and (node.properties.get("name") or node.properties.get("id"))) or short_id(uri)

    def fact(self, uri: str) -> dict[str, Any]:
        """A fact as the page takes it (docs/pages.md); `sources` are uris."""
        node = self._facts.graph.nodes[uri]
        held, ends, label = node.properties, self._facts.ends[uri], kind_of(node.labels)
        days, until = _days(label, held)
        return {
            "id": short_id(uri),
            "kind": KINDS.get(label, label.lower()),
            "title": self._title(label, held, ends),
            "rows": [*self._dates(held), *self._roles(ends), *_properties(held), *self._judged(uri)],
            "days": days,
            "until": until,
            "grade": held.get("evidence", ""),
            "technologies": list(self._facts.technologies(ends)),
            "programme": next((code(p) for p in ends["PROGRAMME"]), None) if label == "Listing" else None,
            "sources": sorted(ends["SOURCE"]),
        }

    def _title(self, label: str, held: Properties, ends: dict[str, list[str]]) -> str:
        left, _, right = FORMS[label]
        sides = [sorted(map(self.name, next((ends[role] for role in roles if ends[role]), []))) for roles in (left, right)]
        return event_name(label, *sides, held.get("date") or held.get("start") or "")

    @staticmethod
    def _dates(held: Properties) -> list[list[str]]:
        return [[_DATE_LABELS[name], date_text(held, name, kind)] for name, kind in _DATES if held.get(name)]

    def _roles(self, ends: dict[str, list[str]]) -> list[list[str]]:
        return [[label, "; ".join(self.name(end) for end in ends[role])] for role, label in _ROLES.items() if ends[role]]

    def _judged(self, uri: str) -> list[list[str]]:
        rows = []
        for verdict in sorted(self._verdicts.get(uri, ())):
            held, ends = self._facts.graph.nodes[verdict].properties, self._facts.ends[verdict]
            programme, party = (self.name(ends[role][0]) if ends[role] else "" for role in ("AGAINST", "JUDGED"))
            how = "" if held.get("by") == "name" else f", through its owners ({held.get('rule', '')})"
            rows.append([f"verdict: {programme}", f"{party} {held['verdict'].replace('-', ' ')}{how}: {held.get('why', '')}"])
        return rows


def code(uri: str) -> str:
    """A programme or technology as its short code.

    >>> code("urn:kg:programme:us-bis-entity-list")
    'us-bis-entity-list'
    """
    return short_id(uri).rpartition(":")[2]


def _days(label: str, held: Properties) -> tuple[list[str], list[str] | None]:
    """First and last day on which it can have begun, and on which it can have ended; '' for an open side."""
    period = fact_days(label, held)
    seen = span(held, "asOf")
    if label in PERIODS and seen != Span():  # known of one day: it may have begun before and ended after
        last = min(period.start.latest, seen.latest)
        return _open(Span(period.start.earliest, last)), _open(period.end or Span(seen.earliest, LAST))
    return _open(period.start), _open(period.end) if period.end else None


def _open(days: Span) -> list[str]:
    return ["" if days.earliest == FIRST else days.earliest, "" if days.latest == LAST else days.latest]


def _properties(held: Properties) -> list[list[str]]:
    rows = []
    if held.get("amount") is not None:
        kind = f" ({held['amountKind']})" if held.get("amountKind") else ""
        rows.append(["amount", f"{held.get('currency', '')} {held['amount']:,.12g}{kind}".strip()])
    for name, label in FACT_LABELS.items():
        value = held.get(name)
        if value is not None and name not in _TOLD:
            rows += [[label, text] for text in map(_text, value if isinstance(value, list) else [value])]
    rows += [["listed as", text] for text in held.get("listedAs", ())]
    return rows


def _text(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else f"{value:,.12g}" if isinstance(value, float) else str(value)
