"""A million deals: what reading, PageRank, components, degree and HHI cost over a Parquet folder, at sizes growing ten-fold: `python -m benchmarks.large`.

With `--spark` Apache Spark ranks the same folders, and the greatest differences stand beside. Each size runs in a process of its own, so that its memory can be
read; the deals are generated (benchmarks/deals.py), the tables written by what `kg export parquet` writes with.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np

SIZES = (10_000, 100_000, 1_000_000)
T = TypeVar("T")


def timed(title: str, work: Callable[[], T]) -> T:
    """Run it and print its seconds on the clock and of the processor, and the largest memory so far."""
    begin, cpu = time.perf_counter(), time.process_time()
    done = work()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    print(
        f"  {title:<42} {time.perf_counter() - begin:7.2f} s wall {time.process_time() - cpu:7.2f} s cpu   peak so far {memory:6.0f} MB",
        flush=True,
    )
    return done


def ours(folder: Path) -> None:
    """All measures over all relationships, then over the deals alone (SOLD_TO)."""
    from graph.analysis import centrality
    from graph.analysis.exported import components, read

    begin = time.perf_counter()
    edges = timed("read all relationships", lambda: read(folder))
    network = timed("as a weighted network", edges.network)
    timed("degree and strength", lambda: (centrality.degree(network), centrality.strength(network)))
    timed("PageRank", lambda: centrality.pagerank(network))
    timed("weakly connected components", lambda: components(network))
    print(f"  {len(edges.uris)} nodes, {len(edges.start)} edges")
    sold = timed("read the deals (SOLD_TO)", lambda: read(folder, ("SOLD_TO",)))
    timed("PageRank of the deals", lambda: centrality.pagerank(sold.network()))
    timed("concentration (HHI) of the deals", sold.hhi)
    print(f"  {len(sold.uris)} nodes, {len(sold.start)} edges; all of it {time.perf_counter() - begin:.1f} s")


def spark(folder: Path, work: Path) -> None:
    """The same from Spark, and the greatest differences."""
    import pyarrow.parquet as pq

    from graph.analysis import centrality
    from graph.analysis.exported import components, read
    from tests.servers.spark import Asked, compiled, ranks

    jar = compiled(work)
    for types in ((), ("SOLD_TO",)):
        target = work / f"answer-{len(types)}"
        asked = [Asked(folder, target, types)]
        (said,) = timed("Spark, start and all measures", lambda a=asked: ranks(a, jar, memory="6g"))
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**10
        edges, table = read(folder, types), pq.read_table(target).sort_by("uri")
        network = edges.network()
        spark_rank = table["pagerank"].to_numpy() / len(edges.uris)
        same = {
            "nodes": table["uri"].combine_chunks().equals(edges.uris),
            "component": table["component"].combine_chunks().equals(edges.uris.take(components(network))),
            "in": np.array_equal(table["degree_in"].to_numpy(), centrality.strength(network)),
            "out": np.array_equal(table["degree_out"].to_numpy(), centrality.strength(network.turned())),
        }
        error = np.abs(spark_rank / centrality.pagerank(network) - 1).max()
        hhi = np.abs(table["hhi"].to_numpy() - edges.hhi()).max()
        print(f"  {said}, {memory:.0f} MB; equal: {same}; PageRank differs by {error:.1e} of itself at most, HHI by {hhi:.1e}")


def main() -> None:
    if len(sys.argv) > 2:
        (spark if sys.argv[1] == "spark" else ours)(*(Path(a) for a in sys.argv[2:]))
        return
    from benchmarks.deals import Deals

    with tempfile.TemporaryDirectory() as place:
        for size in SIZES:
            folder, work = Path(place) / str(size), Path(place) / f"spark-{size}"
            print(f"{size} deals")
            timed("generated and written as Parquet", lambda f=folder, n=size: Deals(n).write(f))
            subprocess.run([sys.executable, "-m", "benchmarks.large", "ours", folder], check=True)
            if "--spark" in sys.argv:
                work.mkdir()
                subprocess.run([sys.executable, "-m", "benchmarks.large", "spark", folder, work], check=True)


if __name__ == "__main__":
    main()
