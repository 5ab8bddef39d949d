"""The pages on routes, chokepoints and removal show what the commands answer."""

import runpy
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "docs" / "analysis"


@pytest.mark.parametrize("name", ["routes.md", "choke.md", "remove.md"])
def test_a_page_shows_what_its_commands_answer(name, curated_home, monkeypatch):
    monkeypatch.setenv("KG_HOME", str(curated_home))
    monkeypatch.delenv("KG_DATA", raising=False)
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert "$ kg " in text
    assert runpy.run_path(str(FOLDER / "examples.py"))["page"](text) == text, "run docs/analysis/examples.py"
