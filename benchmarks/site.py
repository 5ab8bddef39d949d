"""How many pages of a site are written in a second.

`KG_HOME=<built home> python -m benchmarks.site`. Timed are the site alone (graph in memory, no query) and its parts, in processor time and by the clock, one process.
"""

import gc
import tempfile
import time
from pathlib import Path

import queries
from graph.site import About, write
from graph.stores import open_store


def main() -> None:
    gc.disable()  # as the command does
    with open_store("embedded", queries.home()) as store:
        began = time.perf_counter()
        graph = store.read()
        print(
            f"read the graph: {len(graph.nodes):,} nodes, {len(graph.relationships):,} relationships, {time.perf_counter() - began:.1f} s"
        )
    with tempfile.TemporaryDirectory() as place:
        clock, processor = time.perf_counter(), time.process_time()
        sizes = write(graph, [], About("benchmark", "embedded", "2026-11-24", None, "all"), Path(place) / "site")
        clock, processor = time.perf_counter() - clock, time.process_time() - processor
    drawn = sum(p.endswith(".graph.html") for p in sizes)
    pages = sum(p.endswith(".html") for p in sizes) - drawn
    print(
        f"{pages:,} pages and {drawn:,} drawings, {sum(sizes.values()) / 1e6:.0f} MB: {processor:.1f} s of processor, {clock:.1f} s by the clock"
    )
    print(
        f"{(pages + drawn) / processor:,.0f} pages a second of processor; 3,000 pages in {3_000 * processor / (pages + drawn):.1f} s"
    )


if __name__ == "__main__":
    main()
