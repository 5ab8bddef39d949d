"""The verdicts asked through a store, on either engine, with the filters of `kg verdicts`."""

from dataclasses import dataclass
from typing import Any

from graph.intervals import LAST, day
from graph.lookup import entity
from graph.property_graph import PropertyGraph
from graph.reading import read_facts
from graph.stores.store import Store
from graph.verdicts.docket import LABELS, TYPES, Docket, before
from graph.verdicts.judging import BY_NAME, Judgement, absences, judge
from ontology import model
from ontology.errors import UsageError, did_you_mean

COLUMNS = [
    "deal", "deal_made", "deal_date_kind", "status", "destination", "supplier", "supplier_id", "programme", "programme_id", "measures",
    "verdict", "rule", "listed", "listed_until", "days_least", "days_most", "why", "sources",
]  # fmt: skip
_WITHIN = "MATCH (t:Territory {uri: $uri})<-[:WITHIN*1..3]-(part:Territory) RETURN part.uri AS uri ORDER BY uri LIMIT 1000"


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
    return read_facts(store, LABELS, TYPES, listings=True)


def verdicts(store: Store, question: Question) -> list[list[Any]]:
    """Rows in the order of `COLUMNS`, sorted by supplier, deal and programme."""
    graph = read_graph(store)
    docket = Docket(graph if question.as_of == LAST else before(graph, question.as_of))
    docket.keep(question.supplier, question.destinations)
    judged = list(judge(docket, question.rule))
    wanted = None if question.programmes is None else sorted(question.programmes)
    kept = [j for j in judged if question.programmes is None or j.programme in question.programmes]
    rows = [*kept, *absences(docket, judged, wanted)]
    table = [_row(docket, judgement) for judgement in rows]
    return sorted(table, key=lambda row: (row[5], row[6], row[0], row[8] == "", row[7], row[8]))


def _row(docket: Docket, judgement: Judgement) -> list[Any]:
    def of(uri: str, key: str, otherwise: Any = "") -> Any:
        node = docket.graph.nodes.get(uri)
        return node.properties.get(key, otherwise) if node else otherwise

    answer, deal = judgement.answer, docket.graph.nodes[judgement.deal].properties
    period = answer.period
    return [
        deal["id"], str(judgement.days), deal.get("dateKind", ""), deal.get("status", ""),
        [of(t, "code") for t in sorted(docket.ends[judgement.deal]["DESTINATION"])],
        of(judgement.supplier, "name"), of(judgement.supplier, "id"),
        of(judgement.programme, "name", "(all other programmes)"), of(judgement.programme, "id"), of(judgement.programme, "measures", []),
        answer.verdict, judgement.rule if judgement.rule == BY_NAME else of(judgement.rule, "id"),
        str(period.start) if period else "", str(period.end) if period and period.end else "",
        *answer.days, answer.why, docket.sources(judgement.deal, *judgement.because),
    ]  # fmt: skip
