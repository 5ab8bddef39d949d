"""Names looked up by second and core: `KG_HOME=BUILT python -m benchmarks.screening [DATA]`.

Ours with the index, and rapidfuzz.process over all listed names (token_set_ratio, nothing else), in one run on the same names; the
first a second time with warm caches. `benchmarks.matching` sets nomenklatura's logic-v1 beside ours, on the same lists.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from rapidfuzz import fuzz, process, utils

from benchmarks.matching import ROOT, real_names
from ingest.matching import THRESHOLD, Party
from ingest.screening.search import Index

OURS, THEIRS, TRIES = 10_000, 100, 5


def rate(look_up: Callable[[str], object], names: list[str]) -> tuple[float, float]:
    """Names by processor second, and the share of names for which `look_up` found anything."""
    begin = time.process_time()
    found = sum(bool(look_up(name)) for name in names)
    return len(names) / (time.process_time() - begin), found / len(names)


def main() -> None:
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared/data"
    home = os.environ.get("KG_HOME")
    if not data.is_dir() or not home:
        sys.exit(
            "Set KG_HOME to a built home, and name the folder of the public files: KG_HOME=... python -m benchmarks.screening DATA"
        )
    names = real_names(data, OURS)
    begin = time.perf_counter()
    index = Index(Path(home) / "rdf")
    print(f"loading: {time.perf_counter() - begin:.3f} s, {len(index.names)} names of listed organizations")
    ours = [rate(lambda n: index.find(Party((n,)), THRESHOLD, 5), names) for _ in range(2)]
    plain = [utils.default_process(n) for n in index.names]
    theirs = rate(
        lambda n: process.extract(
            n, plain, scorer=fuzz.token_set_ratio, processor=utils.default_process, score_cutoff=85, limit=5
        ),
        names[:THEIRS],
    )
    for way, (speed, found) in (("kg", ours[0]), ("kg, caches warm", ours[1]), ("rapidfuzz.process over all names", theirs)):
        print(f"{way:<34}{speed:>9,.0f} names/s and core {found:>7.1%} with a finding")
    print(f"kg is {ours[0][0] / theirs[0]:,.0f} times as fast; 10,000 names: {OURS / ours[0][0]:.2f} s")
    best = 9.9
    for _ in range(TRIES):
        begin = time.perf_counter()
        subprocess.run([sys.executable, str(ROOT / "cli.py"), "screen", "Hikvison"], capture_output=True, check=False)
        best = min(best, time.perf_counter() - begin)
    print(f"kg screen of one name, whole process: {best:.2f} s (best of {TRIES})")


if __name__ == "__main__":
    main()
