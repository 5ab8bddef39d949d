"""Writes the example into docs/diff.md: the beginning of the release notes between a build without two lists and the full build.

Run `python docs/diff.py OLD_HOME NEW_HOME`, where OLD_HOME was built from a data folder without `us-dod-1260h` and `us-csl`; a test fails when the page is not what this gives.
"""

import re
import subprocess
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])  # docs/queries must not hide the package of that name

from docs.marks import renewed

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "diff.md"
LINES = 12
"""Lines of a section that are shown."""
SECTIONS = ("## In numbers", "## Verdicts that moved", "## Answers")


def excerpt(notes: str) -> str:
    """The beginning of release notes, of some sections the first lines, and the sources cited there."""
    head, *sections = re.split(r"\n(?=## )", notes)
    shown = [head.partition("\n\n")[2]]
    for section in sections:
        if section.startswith(SECTIONS):
            shown.append("\n".join(section.splitlines()[: LINES + 14 * section.startswith(SECTIONS[0])]))
    text = "\n\n".join(part.strip() for part in shown)
    cited = set(re.findall(r"\[(\d+)\]", text))
    sources = [line for line in sections[-1].splitlines() if (m := re.match(r"- \\\[(\d+)\\\]", line)) and m[1] in cited]
    return re.sub(r"^(#+ )", r"#\1", "\n".join([text, "", "…", "", *sources]), flags=re.MULTILINE) + "\n"


if __name__ == "__main__":
    command = [sys.executable, "cli.py", "diff", *sys.argv[1:3], "--as-of", "2026-11-24", "--format", "md"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), {"example": excerpt(answer)}), encoding="utf-8")
