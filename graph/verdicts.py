"""The verdicts of the graph: for each deal, supplier and programme, was the supplier listed on the day of the deal, by name or through its owners?

The same is asked of what is supplied to a listed recipient: a supply link, its recipient, and each programme. `judge` is the pure function; the projection
stores its answers as derived `Verdict` nodes, and `kg verdicts` asks it again for another day. Beside them stand the stays that they compare: one derived
`STAYED_ON` relationship for every time an organization was on a programme, out of all claims on it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from graph.intervals import (
    AFTER,
    BEFORE,
    CANNOT_TELL,
    FIRST,
    LAST,
    NOT_LISTED,
    Answer,
    Claim,
    Period,
    Span,
    day,
    deal_span,
    periods,
    relate,
)
from graph.lookup import entity
from graph.property_graph import Node, PropertyGraph
from graph.stores.store import Store
from ontology import model
from ontology.errors import StoreError, UsageError, did_you_mean

BY_NAME = "by-name"
JUDGED = {"Deal": "SUPPLIER", "SupplyLink": "RECIPIENT"}
"""What is judged, and by which relationship the party whose listing counts hangs on it."""
LABELS = ("Deal", "Listing", "OwnershipStake", "ControlLink", "Rule", "RuleInterval", "Programme", "Source")
"""What `judge` looks at, beside the organizations themselves."""
TYPES = (
    "SUPPLIER", "SUBJECT", "PROGRAMME", "SOURCE", "OWNER", "ASSET", "CONTROLLER", "CONTROLLED", "RULE", "COVERS", "DESTINATION",
)  # fmt: skip
_FIRMNESS = {BEFORE: 0, CANNOT_TELL: 1, AFTER: 2, NOT_LISTED: 3}
"""Which of the answers by name and through owners stands for the triple: the one that says most against the deal, if it is sure or may be."""


@dataclass(frozen=True)
class Judgement:
    """The verdict on one deal of one supplier under one programme; uris, '' where the deal names no supplier or no single programme is meant.

    `rule` is `by-name` or the uri of the rule that reaches the supplier through its owners; `because` the uris of the listings, stakes and rule intervals.
    """

    deal: str
    supplier: str
    programme: str
    days: Span
    answer: Answer
    rule: str = BY_NAME
    because: tuple[str, ...] = ()


class Docket:
    """A graph read for judging: deals with their suppliers (and supply links with their recipients), stays of each organization on each programme, days of the complete editions held."""

    def __init__(self, graph: PropertyGraph, as_of: str = LAST):
        self.graph = graph
        self.ends: dict[str, dict[str, list[str]]] = {
            uri: defaultdict(list)
            for uri, node in graph.nodes.items()
            if (not JUDGED.keys().isdisjoint(node.labels) and deal_span(node.properties).earliest <= as_of)
            or ("Listing" in node.labels and node.properties.get("startEarliest", FIRST) <= as_of)
        }
        self.editions: dict[str, list[str]] = defaultdict(list)
        for (start, kind, end, _), held in graph.relationships.items():
            if start in self.ends:
                self.ends[start][kind].append(end)
            elif kind == "COVERS" and held["date"] <= as_of:
                self.editions[end].append(held["date"])
        self.parties = {
            uri: sorted(ends[kind])
            for uri, ends in self.ends.items()
            for label, kind in JUDGED.items()
            if label in graph.nodes[uri].labels
        }
        self.listings: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for uri, ends in self.ends.items():
            if ends["SUBJECT"] and ends["PROGRAMME"]:
                self.listings[ends["SUBJECT"][0]][ends["PROGRAMME"][0]].append(uri)
        self.programmes = sorted(uri for uri, node in graph.nodes.items() if "Programme" in node.labels)

    def stays(self, organization: str) -> dict[str, list[Period]]:
        """The stays of an organization, by programme."""
        listings = self.listings.get(organization, {})
        return {
            programme: periods(Claim(uri, self.graph.nodes[uri].properties, frozenset(self.ends[uri]["SOURCE"])) for uri in uris)
            for programme, uris in sorted(listings.items())
        }

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
        return sorted({source.removeprefix("urn:kg:source:") for event in events for source in self.ends[event]["SOURCE"]})

    def days(self, deal: str) -> Span:
        """The days on which the deal can have been made."""
        return deal_span(self.graph.nodes[deal].properties)


def judge(docket: Docket, rule: str | None = None) -> Iterator[Judgement]:
    """The verdicts on all deals whose supplier was ever on a programme, or is reached through its owners, in order of deal, supplier, programme.

    `rule` asks by this way alone: `by-name`, or the uri of a rule with an ownership test.
    """
    for deal in sorted(docket.parties):
        for supplier in docket.parties[deal]:
            found = {j.programme: j for j in _by_name(docket, deal, supplier)}
            yield from (found[programme] for programme in sorted(found))


def _by_name(docket: Docket, deal: str, supplier: str) -> Iterator[Judgement]:
    days = docket.days(deal)
    for programme, stays in docket.stays(supplier).items():
        answer = relate(days, stays, docket.editions.get(programme, ()))
        because = tuple(sorted({uri for p in stays for uri in p.listings}))
        yield Judgement(deal, supplier, programme, days, answer, BY_NAME, because)


def absences(docket: Docket, judged: Iterable[Judgement], programmes: Iterable[str] | None = None) -> Iterator[Judgement]:
    """What the lists say of all deals and suppliers that `judge` has no verdict on.

    With `programmes`, one verdict each; without, one row a deal and supplier that stands for all other programmes: how many complete lists lack it.
    """
    done = {(j.deal, j.supplier, j.programme) for j in judged}
    for deal in sorted(docket.parties):
        days = docket.days(deal)
        for supplier in docket.parties[deal] or [""]:
            rest = [p for p in (docket.programmes if programmes is None else programmes) if (deal, supplier, p) not in done]
            if not supplier:
                answers = dict.fromkeys(rest, Answer(CANNOT_TELL, "the sources do not name the supplier"))
            else:
                answers = {p: relate(days, [], docket.editions.get(p, ())) for p in rest}
            if programmes is not None:
                yield from (Judgement(deal, supplier, p, days, a) for p, a in answers.items())
            elif rest:
                yield Judgement(deal, supplier, "", days, _together(answers, docket, bool(supplier)))


def _together(answers: dict[str, Answer], docket: Docket, is_named: bool) -> Answer:
    """One answer for many programmes without a listing."""
    if not is_named:
        return next(iter(answers.values()))
    absent = [p for p, answer in answers.items() if answer.verdict == NOT_LISTED]
    others = len(answers) - len(absent)
    open_ones = (
        f"; {others} other programmes cannot tell (no complete edition of the day or later is held, or the deal has no date)"
        if others
        else ""
    )
    if not absent:
        return Answer(CANNOT_TELL, open_ones.removeprefix("; "))
    days = sorted({day for p in absent for day in docket.editions[p]})
    return Answer(NOT_LISTED, f"not found in {len(absent)} lists, editions of {days[0]} to {days[-1]}{open_ones}")


def add_verdicts(graph: PropertyGraph) -> None:
    """Add what is derived: `STAYED_ON` from organizations to programmes, and a `Verdict` node for every judgement with relationships to what it judges."""
    docket = Docket(graph)
    for organization in docket.listings:
        for programme, stays in docket.stays(organization).items():
            for stay in stays:
                graph.relationships[organization, "STAYED_ON", programme, stay.listings[0]] = {
                    **_day_keys(start=stay.start, end=stay.end),
                    "startKind": stay.start_kind,
                    "disputed": stay.disputed,
                    "listings": sorted(stay.listings),
                    "sources": docket.sources(*stay.listings),
                    "derived": True,
                    "event": stay.listings[0],
                }
    for judgement in judge(docket):
        parts = [
            p.rpartition(":")[2] if p == judgement.deal else _short(p)
            for p in (judgement.deal, judgement.supplier, judgement.programme)
        ]
        uri = f"urn:kg:verdict:{':'.join(parts)}"
        graph.nodes[uri] = Node(
            ("Resource", "Verdict"), {"uri": uri, "id": uri.removeprefix("urn:kg:"), "derived": True, **_keys(graph, judgement)}
        )
        sources = docket.sources(judgement.deal, *judgement.because)
        links = [("JUDGES", judgement.deal), ("JUDGED", judgement.supplier), ("AGAINST", judgement.programme)]
        for kind, end in [*links, *(("BECAUSE_OF", fact) for fact in judgement.because)]:
            graph.relationships[uri, kind, end, uri] = {"derived": True, "event": uri, "sources": sources}


def _short(uri: str) -> str:
    return uri.removeprefix("urn:kg:").removeprefix("org:").removeprefix("programme:").removeprefix("curated:")


def _keys(graph: PropertyGraph, judgement: Judgement) -> dict[str, object]:
    """The properties of a Verdict node; days that are open are left out."""
    answer, programme = judgement.answer, graph.nodes[judgement.programme].properties
    period = answer.period
    return {
        "verdict": answer.verdict,
        "why": answer.why,
        "rule": judgement.rule.removeprefix("urn:kg:"),
        "by": "name" if judgement.rule == BY_NAME else "ownership",
        "measures": programme.get("measures", []),
        "disputed": bool(period and period.disputed),
        **_day_keys(deal=judgement.days, listed=period and period.start, end=period and period.end),
        **{key: days for key, days in zip(("daysMin", "daysMax"), answer.days, strict=True) if days is not None},
    }


def _day_keys(**spans: Span | None) -> dict[str, str]:
    """`<name>Earliest` and `<name>Latest` of each span, open ends left out."""
    ends = {
        f"{name}{end.capitalize()}": getattr(days, end) for name, days in spans.items() if days for end in ("earliest", "latest")
    }
    return {key: value for key, value in ends.items() if value not in (FIRST, LAST)}


# -- asked through a store --------------------------------------------------------------------------------------------------

COLUMNS = [
    "deal", "deal_made", "deal_date_kind", "status", "destination", "supplier", "supplier_id", "programme", "programme_id", "measures",
    "verdict", "rule", "listed", "listed_until", "days_least", "days_most", "why", "sources",
]  # fmt: skip
_LISTINGS = (
    "MATCH (v:Resource)<-[:SUBJECT]-(l:Listing)-[:PROGRAMME]->(p:Programme) WHERE v.uri IN $uris MATCH (l)-[:SOURCE]->(s:Source) "
    "WITH v, p, l, s ORDER BY s.uri RETURN v.uri AS subject, p.uri AS programme, properties(l) AS held, collect(s.uri) AS sources ORDER BY held.uri LIMIT 10000"
)
_WITHIN = "MATCH (t:Territory {uri: $uri})<-[:WITHIN*1..3]-(part:Territory) RETURN part.uri AS uri ORDER BY uri LIMIT 1000"
_NAMES = "MATCH (n:Resource) WHERE n.uri IN $uris RETURN n.uri AS uri, n.id AS id, n.name AS name, n.code AS code ORDER BY uri LIMIT 10000"


PAGE = 1000
"""Uris a statement carries."""


@dataclass(frozen=True)
class Question:
    """Which verdicts are asked for; uris, None for all. `programmes` makes every one of them answer for every deal, listed or not."""

    supplier: str | None = None
    destinations: frozenset[str] | None = None
    programmes: frozenset[str] | None = None
    rule: str | None = None
    as_of: str = LAST


def question(
    store: Store,
    supplier: str | None,
    territory: str | None,
    programme: str | None,
    measure: str | None,
    as_of: str | None,
    rule: str | None,
) -> Question:
    """The question in the words of the command line. UsageError, with suggestions, for a name that the graph does not hold or a day that is none."""
    found = store.read(("Programme", "Rule"), ("WITHIN",))
    programmes = None
    if programme is not None or measure is not None:
        chosen = entity(store, programme, ("Programme",)).uri if programme is not None else None
        programmes = frozenset(
            uri
            for uri, node in found.nodes.items()
            if "Programme" in node.labels
            and chosen in (None, uri)
            and (measure is None or measure in node.properties.get("measures", ()))
        )
        if measure is not None and measure not in model().schemes["measure"]:
            raise UsageError(
                f"There is no measure {measure!r}; kg ref measure shows them.{did_you_mean(measure, model().schemes['measure'])}"
            )
    return Question(
        entity(store, supplier).uri if supplier is not None else None,
        _places(store, territory) if territory is not None else None,
        programmes,
        rule if rule in (None, BY_NAME) else _rule(found, rule),
        day(as_of) if as_of is not None else LAST,
    )


def _places(store: Store, territory: str) -> frozenset[str]:
    place = entity(
        store, territory if ":" in territory or len(territory) > 6 else f"territory:{territory.upper()}", ("Territory",)
    )
    within = store.query(_WITHIN, {"uri": place.uri}, ["uri"])
    return frozenset({place.uri, *(row[0] for row in within.rows)})


def _rule(graph: PropertyGraph, rule: str) -> str:
    rules = {
        uri.rpartition(":")[2]: uri
        for uri, n in graph.nodes.items()
        if "Rule" in n.labels and "ownershipThreshold" in n.properties
    }
    if (name := rule.rpartition(":")[2]) not in rules:
        raise UsageError(
            f"There is no rule {rule!r} with an ownership test; use {BY_NAME}, {', '.join(sorted(rules))}.{did_you_mean(name, rules)}"
        )
    return rules[name]


def read_graph(store: Store) -> PropertyGraph:
    """The part of the graph that verdicts rest on: deals, stakes, control links, rules, programmes, editions, and the listings of everybody among them."""
    graph = store.read([label for label in LABELS if label != "Listing"], TYPES)
    parties = ("SUPPLIER", "OWNER", "ASSET", "CONTROLLER", "CONTROLLED")
    uris = sorted({end for _, kind, end, _ in graph.relationships if kind in parties})
    for i in range(0, len(uris), PAGE):
        found = store.query(_LISTINGS, {"uris": uris[i : i + PAGE]}, ["subject", "programme", "held", "sources"])
        if found.cut:
            raise StoreError("More listings than one question can carry; report this with the size of the lists")
        for subject, programme, held, sources in found.rows:
            graph.nodes[held["uri"]] = Node(("Event", "Listing", "Resource"), held)
            for kind, end in (("SUBJECT", subject), ("PROGRAMME", programme), *(("SOURCE", s) for s in sources)):
                graph.relationships[held["uri"], kind, end, ""] = {}
    return graph


def verdicts(store: Store, question: Question) -> list[list[Any]]:
    """Rows in the order of `COLUMNS`, sorted by supplier, deal and programme."""
    docket = Docket(read_graph(store), question.as_of)
    docket.keep(question.supplier, question.destinations)
    judged = list(judge(docket, question.rule))
    wanted = None if question.programmes is None else sorted(question.programmes)
    kept = [j for j in judged if question.programmes is None or j.programme in question.programmes]
    rows = [*kept, *absences(docket, judged, wanted)]
    uris = sorted({u for j in rows for u in (j.supplier, j.programme, j.rule, *docket.ends[j.deal]["DESTINATION"])})
    pages = (store.query(_NAMES, {"uris": uris[i : i + PAGE]}).rows for i in range(0, len(uris), PAGE))
    known = {uri: (id_, name or "", code) for page in pages for uri, id_, name, code in page}
    table = [_row(docket, judgement, known) for judgement in rows]
    return sorted(table, key=lambda row: (row[5], row[6], row[0], row[7] == "", row[7], row[8]))


def _row(docket: Docket, judgement: Judgement, known: dict[str, tuple[str, str, str]]) -> list[Any]:
    answer, deal = judgement.answer, docket.graph.nodes[judgement.deal].properties
    id_, name, _ = known.get(judgement.supplier, ("", "", ""))
    programme_id, programme, _ = known.get(judgement.programme, ("", "(all other programmes)", ""))
    measures = docket.graph.nodes[judgement.programme].properties.get("measures", []) if judgement.programme else []
    period = answer.period
    return [
        deal["id"], str(judgement.days), deal.get("dateKind", ""), deal.get("status", ""),
        [known[t][2] for t in sorted(docket.ends[judgement.deal]["DESTINATION"])],
        name, id_, programme, programme_id, measures,
        answer.verdict, known[judgement.rule][0] if judgement.rule in known else judgement.rule,
        str(period.start) if period else "", str(period.end) if period and period.end else "",
        *answer.days, answer.why, docket.sources(judgement.deal, *judgement.because),
    ]  # fmt: skip
