"""Writes the look at an answer into README.md: some rows of the main query over the facts that come with the project, and the sources behind the first.

Run `KG_HOME=<a home built without a data folder> python docs/look.py`; a test fails when the page shows a line that the command does not give.
"""

import subprocess
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])  # docs/queries must not hide the package of that name

from docs.marks import renewed

ROOT = Path(__file__).parents[1]
SHOWN = ("nso-group", "hikvision", "meiya-pico")
SOURCES = 4
"""How many of the sources of the shown rows stand below the table."""


def look() -> str:
    """The lines between the marks."""
    command = [
        sys.executable,
        "cli.py",
        "query",
        "sanctioned-vendors-exporting",
        "--as-of",
        "2026-11-24",
        "--cite",
        "--format",
        "md",
    ]
    lines = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    rows = [line for line in lines if line.startswith("| ")]
    kept = rows[:2] + [r for name in SHOWN for r in [r for r in rows if r.startswith(f"| {name} |")][:2]]
    numbers = {int(n) for n in kept[-1].rstrip(" |").rpartition("| ")[2].split("; ")}
    sources = [line for line in lines if line.startswith("[") and int(line[1:].partition("]")[0]) in numbers][:SOURCES]
    return "\n".join([*kept, "", "```", *sources, "```"])


if __name__ == "__main__":
    page = ROOT / "README.md"
    page.write_text(renewed(page.read_text(encoding="utf-8"), {"look": look() + "\n"}), encoding="utf-8")
