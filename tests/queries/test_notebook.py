"""The notebook of the docs runs, and its frames hold what the command prints."""

import json
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[2] / "docs" / "python.ipynb"


def test_the_notebook_runs(curated_home, monkeypatch):
    monkeypatch.setenv("KG_HOME", str(curated_home))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(NOTEBOOK.parent.parent)}}).execute()
    assert all(output.output_type != "error" for cell in notebook.cells for output in cell.get("outputs", []))


def test_a_frame_holds_the_rows_that_the_command_prints(kg, curated_home, monkeypatch):
    from queries import frame

    monkeypatch.setenv("KG_HOME", str(curated_home))
    printed = json.loads(kg("query", "exporters", "-P", "home=US", home=curated_home).stdout)
    assert json.loads(frame("exporters", home="US").to_json(orient="records")) == printed
