"""Writes into the pages of this folder what the commands in their ```console blocks answer on the facts that come with the project.

Run `KG_HOME=<a home built without a data folder> python docs/analysis/examples.py`; a test fails when a page shows what a command does not give.
"""

import re
import shlex
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
PAGES = ("routes.md", "choke.md", "remove.md")
_BLOCK = re.compile(r"```console\n\$ kg (.*)\n(?:.*\n)*?```\n")


def page(text: str) -> str:
    """The page with each block answered anew."""
    return _BLOCK.sub(lambda block: f"```console\n$ kg {block[1]}\n{_answer(block[1])}```\n", text)


def _answer(words: str) -> str:
    command = [sys.executable, "cli.py", *shlex.split(words)]
    return subprocess.run(command, cwd=HERE.parents[1], capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    for name in PAGES:
        (HERE / name).write_text(page((HERE / name).read_text(encoding="utf-8")), encoding="utf-8")
