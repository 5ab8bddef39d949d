"""`kg load` against rdflib-neo4j 1.1 at its best (batched, sorted by subject) and against a hand-written UNWIND MERGE.

Same triples, same server, one run: `python -m benchmarks.load_neo4j [TRIPLES...]`. Parsing is part of ours and of rdflib-neo4j's time; the
hand-written load gets the finished graph.
"""

import gc
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import neo4j
import pyoxigraph as ox

from benchmarks.generated import rdf_folder
from graph.projection import project
from graph.property_graph import PropertyGraph
from graph.stores.neo4j import Neo4jStore
from tests.servers.neo4j import Neo4jServer

BATCH = 10_000


def ours(folder: Path, uri: str) -> None:
    with Neo4jStore(uri) as store:
        store.replace(project(folder))


def rdflib_neo4j(triples: Path, uri: str) -> None:
    from rdflib import Graph
    from rdflib_neo4j import HANDLE_VOCAB_URI_STRATEGY, Neo4jStoreConfig
    from rdflib_neo4j import Neo4jStore as Peer

    config = Neo4jStoreConfig(
        handle_vocab_uri_strategy=HANDLE_VOCAB_URI_STRATEGY.IGNORE, batching=True,
        batch_size=BATCH,
    )  # fmt: skip
    graph = Graph(store=Peer(config=config, neo4j_driver=neo4j.GraphDatabase.driver(uri)))
    graph.parse(triples, format="nt")
    graph.close(True)


def hand_written(graph: PropertyGraph, uri: str) -> None:
    with neo4j.GraphDatabase.driver(uri) as driver, driver.session() as session:
        session.run("CREATE CONSTRAINT resource_uri IF NOT EXISTS FOR (n:Resource) REQUIRE n.uri IS UNIQUE").consume()
        for labels, rows in graph.nodes_by_labels().items():
            for i in range(0, len(rows), BATCH):
                session.run(
                    f"UNWIND $rows AS row MERGE (n:Resource {{uri: row.uri}}) SET n += row SET n:{':'.join(labels)}",
                    rows=rows[i : i + BATCH],
                ).consume()
        for kind, links in graph.relationships_by_type().items():
            for i in range(0, len(links), BATCH):
                session.run(
                    "UNWIND $rows AS row MATCH (a:Resource {uri: row[0]}) MATCH (b:Resource {uri: row[1]}) "
                    f"MERGE (a)-[r:{kind}]->(b) SET r += row[2]",
                    rows=[list(link) for link in links[i : i + BATCH]],
                ).consume()


def timed(server: Neo4jServer, work: Callable[[], None]) -> float:
    server.empty()
    gc.collect()
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def main() -> None:
    sizes = [int(a) for a in sys.argv[1:]] or [10_000, 100_000]
    with tempfile.TemporaryDirectory() as place, Neo4jServer("5.26.20", Path(place) / "neo4j") as server:
        uri = server.bolt_uri
        for size in [50_000, *sizes]:
            folder = Path(place) / str(size)
            count = rdf_folder(folder, size)
            triples = folder / "sorted.nt"
            quads = ox.parse(path=str(folder / "generated" / "1.nq"), format=ox.RdfFormat.N_QUADS)
            triples.write_bytes(ox.serialize([q.triple for q in quads], format=ox.RdfFormat.N_TRIPLES))
            graph = project(folder)
            mine = timed(server, lambda f=folder: ours(f, uri))
            hand = timed(server, lambda g=graph: hand_written(g, uri))
            peer = timed(server, lambda t=triples: rdflib_neo4j(t, uri))
            if size == 50_000:
                continue  # warms the server up
            print(
                f"{count:>9} triples, {len(graph.nodes)} nodes, {len(graph.relationships)} relationships: kg load {mine:.1f} s ({count / mine:,.0f}/s), "
                f"UNWIND MERGE {hand:.1f} s ({hand / mine:.2f} x), rdflib-neo4j {peer:.1f} s ({count / peer:,.0f}/s, {peer / mine:.2f} x)"
            )


if __name__ == "__main__":
    main()
