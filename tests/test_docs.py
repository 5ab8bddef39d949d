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


def test_the_look_at_an_answer_is_what_the_command_gives(kg, curated_home):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.partition("<!-- look -->")[2].partition("<!-- /look -->")[0].splitlines()
    answer = kg(
        "query", "sanctioned-vendors-exporting", "--as-of", "2026-11-24", "--cite", "--format", "md", home=curated_home
    ).stdout.splitlines()
    lines = [line for line in shown if line and line != "```"]
    assert len(lines) > 6
    assert [line for line in lines if line not in answer] == []


def test_the_page_on_the_article_is_current_and_its_numbers_are_the_graphs(curated_home):
    from graph.stores import open_store

    with open_store("embedded", curated_home) as store:
        page = runpy.run_path(str(ROOT / "docs" / "article.py"))["page"](store)
    assert (ROOT / "docs" / "article.md").read_text(encoding="utf-8") == page, (
        "run python docs/article.py on a graph without a data folder"
    )


def test_every_curated_listing_is_proven_or_named_as_not_proven(kg, real_home, shared):
    """The same organization, programme and day in a real list, wherever one has it; the page names the others and why."""
    answer = kg("check", "--data", str(shared), "--listings", "--format", "md", home=real_home).stdout
    page = (ROOT / "docs" / "curated-listings.md").read_text(encoding="utf-8")
    assert page.endswith(answer), (
        "put the output of kg check --data ../shared/data --listings --format md into docs/curated-listings.md"
    )
    assert sum("| proven |" in line for line in answer.splitlines()) > 100


def test_the_relations_of_deal_and_listing_are_drawn_as_the_code_judges_them():
    draw = runpy.run_path(str(ROOT / "docs" / "verdict_table.py"))
    page = (ROOT / "docs" / "verdicts.md").read_text(encoding="utf-8")
    assert page == draw["page"](page), "run python docs/verdict_table.py"


def test_every_number_of_the_findings_is_what_its_command_gives(real_home):
    written = runpy.run_path(str(ROOT / "docs" / "findings.py"))["page"](real_home)
    assert (ROOT / "docs" / "findings.md").read_text(encoding="utf-8") == written, "run python docs/findings.py FULL_HOME"


def test_the_round_trip_of_the_exports_is_what_the_peers_read(curated_home):
    for peer in ("followthemoney", "pyarrow"):
        pytest.importorskip(peer)
    text = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
    assert text == runpy.run_path(str(ROOT / "docs" / "exports.py"))["page"](text, curated_home / "rdf"), (
        "run python docs/exports.py"
    )
