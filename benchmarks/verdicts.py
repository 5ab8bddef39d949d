"""All deals under all programmes: the docket of the graph against going through every listing for every deal, and against one Cypher a deal, in one run.

`KG_HOME=<built home> python -m benchmarks.verdicts`. Timed is the processor time after the graph is read; all must name the same (deal, supplier, programme)
triples as listed before by name. The reading itself is shown beside it.
"""

import time
from collections.abc import Callable

import queries
from graph.intervals import BEFORE, Claim, deal_span, periods, relate
from graph.property_graph import PropertyGraph
from graph.stores import open_store
from graph.stores.store import Store
from graph.verdicts.asking import read_graph
from graph.verdicts.docket import Docket
from graph.verdicts.judging import BY_NAME, absences, judge

Triples = set[tuple[str, str, str]]
_OF_DEAL = (
    "MATCH (d:Deal {uri: $uri})-[:SUPPLIER]->(v:Organization)<-[:SUBJECT]-(l:Listing)-[:PROGRAMME]->(p:Programme) "
    "RETURN v.uri AS v, p.uri AS p, l.uri AS l, properties(l) AS held ORDER BY v, p, l LIMIT 10000"
)


def by_docket(graph: PropertyGraph) -> Triples:
    return {(j.deal, j.supplier, j.programme) for j in judge(Docket(graph), BY_NAME) if j.answer.verdict == BEFORE}


def everything(graph: PropertyGraph) -> Triples:
    """By name and through owners, and for every programme on which nothing is known."""
    docket = Docket(graph)
    judged = list(judge(docket))
    assert sum(1 for _ in absences(docket, judged, docket.programmes)) > len(judged)
    return {(j.deal, j.supplier, j.programme) for j in judged if j.answer.verdict == BEFORE and j.rule == BY_NAME}


def by_every_listing(graph: PropertyGraph) -> Triples:
    """For each deal and supplier, through all listings of the graph read."""
    links: dict[str, dict[str, list[str]]] = {}
    for start, kind, end, _ in graph.relationships:
        links.setdefault(start, {}).setdefault(kind, []).append(end)
    listings = [uri for uri, node in graph.nodes.items() if "Listing" in node.labels]
    found = set()
    for deal in [uri for uri, node in graph.nodes.items() if "Deal" in node.labels]:
        for supplier in links[deal].get("SUPPLIER", ()):
            claims: dict[str, list[Claim]] = {}
            for uri in listings:
                if links[uri]["SUBJECT"][0] == supplier:
                    claim = Claim(uri, graph.nodes[uri].properties, frozenset(links[uri]["SOURCE"]))
                    claims.setdefault(links[uri]["PROGRAMME"][0], []).append(claim)
            found |= {
                (deal, supplier, programme)
                for programme, said in claims.items()
                if relate(deal_span(graph.nodes[deal].properties), periods(said)).verdict == BEFORE
            }
    return found


def by_cypher(store: Store, graph: PropertyGraph) -> Triples:
    """One statement a deal; sources are left out, so revisions by one source may count as disputes."""
    found = set()
    for deal in [uri for uri, node in graph.nodes.items() if "Deal" in node.labels]:
        claims: dict[tuple[str, str], list[Claim]] = {}
        for supplier, programme, uri, held in store.query(_OF_DEAL, {"uri": deal}).rows:
            claims.setdefault((supplier, programme), []).append(Claim(uri, held))
        for (supplier, programme), said in claims.items():
            if relate(deal_span(graph.nodes[deal].properties), periods(said)).verdict == BEFORE:
                found.add((deal, supplier, programme))
    return found


def main() -> None:
    with open_store("embedded", queries.home()) as store:
        begun = time.process_time()
        graph = read_graph(store)
        reading = time.process_time() - begun
        ways: dict[str, Callable[[], Triples]] = {
            "docket, by name": lambda: by_docket(graph),
            "docket, through owners too, every deal under every programme": lambda: everything(graph),
            "every listing for every deal": lambda: by_every_listing(graph),
            "one Cypher a deal": lambda: by_cypher(store, graph),
        }
        times, answers = {}, {}
        for name, way in ways.items():
            begun = time.process_time()
            answers[name] = way()
            times[name] = time.process_time() - begun
    least = times["docket, by name"]
    print(f"| way | seconds | against the docket |\n| --- | --- | --- |\n| reading the graph | {reading:.2f} | |")
    for name, seconds in times.items():
        same = "" if answers[name] == answers["every listing for every deal"] else " (other triples)"
        print(f"| {name}{same} | {seconds:.3f} | {seconds / least:.1f} x |")


if __name__ == "__main__":
    main()
