"""Generated pages are what the files say; every command is documented."""

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = runpy.run_path(str(ROOT / "docs" / "generate.py"))["pages"]()


@pytest.mark.parametrize("path", sorted(PAGES), ids=str)
def test_generated_page_is_current(path):
    assert (ROOT / "docs" / path).read_text(encoding="utf-8") == PAGES[path], "run python docs/generate.py"


def test_every_command_is_in_the_readme():
    import cli

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in cli.app.registered_commands:
        assert f"kg {command.name or command.callback.__name__}" in readme, command.callback.__name__
