"""`kg load --offline` against rdflib-neo4j 1.1 at its best (batched, sorted by subject), parsing included on both sides, in one run.

`python -m benchmarks.load_offline [TRIPLES [TRIPLES_OF_PEER]]`: N-Quads -> graph -> CSV -> neo4j-admin, JVM start included, against N-Triples -> rdflib ->
server over Bolt. Processor seconds are printed beside those of the clock: on a machine with other work they are what can be compared. rdflib-neo4j's rate does not grow with the number of triples, so it is measured on fewer by default. `pip install rdflib-neo4j==1.1`.
"""

import gc
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph as ox

from benchmarks.generated import rdf_folder
from benchmarks.load_neo4j import rdflib_neo4j, timed
from graph.exports import Content
from graph.stores.offline import import_offline
from tests.servers.neo4j import Neo4jServer


def processor(server: Neo4jServer | None = None) -> float:
    """Processor seconds so far of this process, of its ended children, and of a running server."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = time.process_time() + ended.ru_utime + ended.ru_stime
    if server and server.process:
        fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
        used += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return used


def main() -> None:
    size, peer_size = (int(a) for a in (*sys.argv[1:], *("2500000", "200000")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        count = rdf_folder(place / "rdf", size)
        gc.collect()
        gc.disable()  # as the command does
        server = Neo4jServer("5.26.20", place / "neo4j")
        server.install_admin()
        begin, used = time.perf_counter(), processor()
        content = Content(place / "rdf")
        graph = content.graph
        projected = time.perf_counter() - begin
        import_offline(content, server.home, place)
        ours, ours_used = time.perf_counter() - begin, processor() - used
        print(f"{count:,} triples, {len(graph.nodes):,} nodes and {len(graph.relationships):,} relationships: {ours:.1f} s ({count / ours:,.0f}/s), "
              f"of it {projected:.1f} s for the graph; {ours_used:.1f} processor seconds")  # fmt: skip
        gc.enable()
        with Neo4jServer("5.26.20", place / "peer-server") as server:
            triples = place / "sorted.nt"
            fewer = rdf_folder(place / "peer", peer_size)
            quads = ox.parse(path=str(place / "peer" / "generated" / "1.nq"), format=ox.RdfFormat.N_QUADS)
            triples.write_bytes(ox.serialize([q.triple for q in quads], format=ox.RdfFormat.N_TRIPLES))
            timed(server, lambda: rdflib_neo4j(triples, server.bolt_uri))  # warms the server up
            used = processor(server)
            seconds = timed(server, lambda: rdflib_neo4j(triples, server.bolt_uri))
            spent = processor(server) - used  # the emptying of the database is in it, some tenths of a second
            print(f"rdflib-neo4j: {fewer:,} triples in {seconds:.1f} s ({fewer / seconds:,.0f}/s); {spent:.1f} processor seconds")
            print(f"kg load --offline: {count / ours / (fewer / seconds):.1f} times as many triples a second, "
                  f"{count / ours_used / (fewer / spent):.1f} times as many a processor second")  # fmt: skip
            server.kill()


if __name__ == "__main__":
    main()
