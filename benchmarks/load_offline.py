"""`kg load --offline` against rdflib-neo4j 1.1 at its best (batched, sorted by subject), parsing included on both sides, in one run.

`python -m benchmarks.load_offline [TRIPLES [TRIPLES_OF_PEER]]`: N-Quads -> graph -> CSV -> neo4j-admin, JVM start included, against N-Triples -> rdflib ->
server over Bolt. rdflib-neo4j's rate does not grow with the number of triples, so it is measured on fewer by default. `pip install rdflib-neo4j==1.1`.
"""

import gc
import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph as ox

from benchmarks.generated import rdf_folder
from benchmarks.load_neo4j import rdflib_neo4j, timed
from graph.exports import Content, export
from graph.stores.offline import import_offline
from tests.servers.neo4j import Neo4jServer


def main() -> None:
    size, peer_size = (int(a) for a in (*sys.argv[1:], *("2500000", "200000")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        count = rdf_folder(place / "rdf", size)
        gc.collect()
        gc.disable()  # as the command does
        server = Neo4jServer("5.26.20", place / "neo4j")
        server.install_admin()
        begin = time.perf_counter()
        content = Content(place / "rdf")
        graph = content.graph
        projected = time.perf_counter()
        export(content, "csv", place / "csv")
        written = time.perf_counter()
        import_offline(content, server.home, place)
        done = time.perf_counter()
        parts = projected - begin, written - projected, done - written - (written - projected)
        ours = sum(parts)
        rate = count / ours
        print(f"{count:,} triples, {len(graph.nodes):,} nodes and {len(graph.relationships):,} relationships: {ours:.1f} s ({rate:,.0f}/s), "
              f"of it graph {parts[0]:.1f}, CSV {parts[1]:.1f}, neo4j-admin {parts[2]:.1f} s")  # fmt: skip
        gc.enable()
        with Neo4jServer("5.26.20", place / "peer-server") as server:
            triples = place / "sorted.nt"
            fewer = rdf_folder(place / "peer", peer_size)
            quads = ox.parse(path=str(place / "peer" / "generated" / "1.nq"), format=ox.RdfFormat.N_QUADS)
            triples.write_bytes(ox.serialize([q.triple for q in quads], format=ox.RdfFormat.N_TRIPLES))
            timed(server, lambda: rdflib_neo4j(triples, server.bolt_uri))  # warms the server up
            seconds = timed(server, lambda: rdflib_neo4j(triples, server.bolt_uri))
            peer = fewer / seconds
            print(
                f"rdflib-neo4j: {fewer:,} triples in {seconds:.1f} s ({peer:,.0f}/s); kg load --offline is {rate / peer:.1f} times as fast"
            )
            server.kill()


if __name__ == "__main__":
    main()
