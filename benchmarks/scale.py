"""Whether build and load are linear: RDF -> graph -> embedded store, sizes growing ten-fold twice: `python -m benchmarks.scale`.

Each size runs in a process of its own, so that its memory can be read.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.generated import rdf_folder
from graph.build import build_store
from ingest import identity

SIZES = (10_000, 100_000, 1_000_000)


def one(size: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        begin = time.perf_counter()
        count = rdf_folder(home / "rdf", size)
        made = time.perf_counter()
        identity.resolve(home / "rdf", home / "none.csv")
        resolved = time.perf_counter()
        written = build_store(home, home / "rdf", again=True)
        done = time.perf_counter()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
        print(
            f"{count:>9} triples: facts and RDF {made - begin:6.2f} s, identity {resolved - made:5.2f} s, graph and store "
            f"{done - resolved:6.2f} s, all {1e6 * (done - begin) / count:5.1f} us a triple; {memory:5.0f} MB; {written}",
            flush=True,
        )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        one(int(sys.argv[1]))
    else:
        for each in SIZES:
            subprocess.run([sys.executable, "-m", "benchmarks.scale", str(each)], check=True)
