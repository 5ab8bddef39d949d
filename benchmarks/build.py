"""What building and asking cost over the real files: `python -m benchmarks.build [DATA]`, on the machine as it is.

Each step is a process of its own, as a user starts it; seconds are wall time, memory is the largest resident size of the process and its readers.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]


def step(title: str, project: Path, home: Path, *arguments: str) -> float:
    """Run the command, print its time and memory beside `title`, return the seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    env = {**os.environ, "KG_HOME": str(home), "PYTHONPATH": str(project)}
    subprocess.run([sys.executable, str(project / "cli.py"), *arguments], check=True, capture_output=True, env=env, cwd=project)
    seconds = time.perf_counter() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{title:<60} {seconds:6.2f} s wall {cpu:6.2f} s cpu   peak so far {after.ru_maxrss / 2**10:6.0f} MB", flush=True)
    return seconds


def main() -> None:
    data = str(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT.parent / "shared" / "data").resolve())
    with tempfile.TemporaryDirectory() as place:
        project, home = Path(place) / "project", Path(place) / "home"
        shutil.copytree(ROOT, project, ignore=shutil.ignore_patterns(".git", "__pycache__", ".venv", "*.egg-info"))
        step("kg --help", project, home, "--help")
        step("kg build, cold", project, home, "build", "--data", data)
        step("kg build, nothing changed", project, home, "build", "--data", data)
        with (project / "ingest" / "curated" / "deals.csv").open("r+", encoding="utf-8") as file:
            text = file.read().replace("delivered", "signed", 1)
            file.seek(0)
            file.write(text)
            file.truncate()
        step("kg build, one curated row changed", project, home, "build", "--data", data)
        for query in sorted(p.stem for p in (ROOT / "queries").glob("*.cypher")):
            extra = ("-P", "territory=EC") if query == "deals-to" else ()
            step(f"kg query {query}", project, home, "query", query, *extra)


if __name__ == "__main__":
    main()
