"""The verdicts asked through a store, on either engine, with the filters of `kg verdicts`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph.intervals import LAST, day
from graph.lookup import entity
from graph.property_graph import Node, PropertyGraph
from graph.stores.store import Store
from graph.verdicts.docket import LABELS, TYPES, Docket, before
from graph.verdicts.judging import BY_NAME, Judgement, absences, judge
from ontology import model
from ontology.errors import StoreError, UsageError, did_you_mean

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
    place = entity(store, territory, ("Territory",))
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
    graph = store.read(LABELS, TYPES)
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
    for uri, (_, name, _) in _names(store, uris).items():
        graph.nodes.setdefault(uri, Node(("Organization", "Resource"), {"uri": uri, "name": name}))
    return graph


def _names(store: Store, uris: Sequence[str]) -> dict[str, tuple[str, str, str]]:
    """uri -> id, name ('' where there is none) and code."""
    pages = (
        store.query(_NAMES, {"uris": uris[i : i + PAGE]}, ["uri", "id", "name", "code"]).rows for i in range(0, len(uris), PAGE)
    )
    return {uri: (id_, name or "", code or "") for page in pages for uri, id_, name, code in page}


def verdicts(store: Store, question: Question) -> list[list[Any]]:
    """Rows in the order of `COLUMNS`, sorted by supplier, deal and programme."""
    graph = read_graph(store)
    docket = Docket(graph if question.as_of == LAST else before(graph, question.as_of))
    docket.keep(question.supplier, question.destinations)
    judged = list(judge(docket, question.rule))
    wanted = None if question.programmes is None else sorted(question.programmes)
    kept = [j for j in judged if question.programmes is None or j.programme in question.programmes]
    rows = [*kept, *absences(docket, judged, wanted)]
    uris = sorted({u for j in rows for u in (j.supplier, j.programme, j.rule, *docket.ends[j.deal]["DESTINATION"])})
    known = _names(store, uris)
    table = [_row(docket, judgement, known) for judgement in rows]
    return sorted(table, key=lambda row: (row[5], row[6], row[0], row[8] == "", row[7], row[8]))


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
