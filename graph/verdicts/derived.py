"""What the projection derives: the stays of organizations on programmes, and the verdicts, as nodes that name the facts they rest on."""

from graph.intervals import FIRST, LAST, Span
from graph.property_graph import Node, PropertyGraph
from graph.verdicts.docket import Docket
from graph.verdicts.judging import BY_NAME, Judgement, judge


def add_verdicts(graph: PropertyGraph) -> None:
    """Add what is derived: `STAYED_ON` from organizations to programmes, and a `Verdict` node for every judgement with relationships to what it judges."""
    docket = Docket(graph)
    for organization in docket.register.claims:
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
    supplier = graph.nodes[judgement.supplier].properties
    return {
        "name": f"{supplier.get('name', '')}: {answer.verdict}, {programme.get('name', '')}",
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
