"""What may be compared: each form of one build says the same, nothing is written to it, and what cannot be compared says why."""

import fcntl
import json
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.diff.data import compare, stated
from graph.diff.operands import HOME, PARQUET, QUADS, RDF, operand
from graph.exports import Content, export
from graph.projection import project
from ontology.errors import KgError, UsageError


def no_coverage(_: object) -> list[dict[str, str]]:
    return []


@pytest.fixture
def exports(curated_home: Path, tmp_path: Path) -> dict[str, Path]:
    """One build in each form that can be compared."""
    rdf = curated_home / "rdf"
    found = {
        HOME: curated_home,
        RDF: tmp_path / "rdf",
        "nquads": tmp_path / "kg.nq",
        "trig": tmp_path / "kg.trig",
        PARQUET: tmp_path / "pq",
    }
    shutil.copytree(rdf, found[RDF])
    for form, made in (("nquads", "nquads"), ("trig", "trig"), ("parquet", PARQUET)):
        export(Content(rdf), form, found[made])
    return found


def test_all_forms_of_a_build_give_the_same_graph(exports, tmp_path):
    whole = project(exports[HOME] / "rdf")
    for form, path in exports.items():
        side = operand(str(path))
        assert side.kind == (QUADS if form in ("nquads", "trig") else form)
        work = tmp_path / f"work-{form}"
        work.mkdir()
        graph = side.graph(work, no_coverage)
        assert stated(graph) == stated(whole), form
        assert not compare(whole, graph), form
        if form == PARQUET:
            assert graph == whole


def test_a_home_with_a_current_store_answers_with_it_and_no_other_form_does(exports):
    assert operand(str(exports[HOME])).store() is not None
    assert all(operand(str(path)).store() is None for form, path in exports.items() if form != HOME)


def test_a_store_of_other_rdf_does_not_answer(exports, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(exports[HOME], home)
    assert operand(str(home)).store() is not None
    (home / "rdf" / "coverage.json").write_text("[ ]")
    assert operand(str(home)).store() is None


def test_content_is_equal_for_equal_rdf_whatever_folder_it_lies_in(exports):
    home, folder = operand(str(exports[HOME])), operand(str(exports[RDF]))
    assert home.content() == folder.content()
    with (exports[RDF] / "identities.nq").open("a") as file:
        file.write("\n")
    assert home.content() != folder.content()


def test_editions_of_a_file_cover_what_the_caller_says_they_do(tmp_path):
    path = tmp_path / "kg.nq"
    quad = ox.Quad(
        ox.NamedNode("urn:kg:source:us-csl:2022"),
        ox.NamedNode("urn:kg:def:name"),
        ox.Literal("x"),
        ox.NamedNode("urn:kg:source:us-csl:2022"),
    )
    path.write_bytes(ox.serialize([quad], format=ox.RdfFormat.N_QUADS))
    asked = []

    def coverage(editions):
        asked.extend(editions)
        return [{"source": "urn:kg:source:us-csl:2022", "date": "2022-05-06", "programme": "urn:kg:programme:p"}]

    graph = operand(str(path)).graph(tmp_path, coverage)
    assert asked == ["urn:kg:source:us-csl:2022"]
    assert ("urn:kg:source:us-csl:2022", "COVERS", "urn:kg:programme:p", "urn:kg:source:us-csl:2022") in graph.relationships


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("kg.ttl", "", "does not say which edition states what"),
        ("kg.doc", "", "is nothing that can be compared"),
    ],
)
def test_a_file_of_another_form_is_refused_with_what_is_taken(tmp_path, name, content, says):
    (tmp_path / name).write_text(content)
    with pytest.raises(UsageError, match=says) as refused:
        operand(str(tmp_path / name))
    assert "kg export nquads" in str(refused.value)


def test_a_path_that_is_not_there_suggests_what_lies_beside_it(tmp_path):
    (tmp_path / "release-2026-10").mkdir()
    with pytest.raises(UsageError, match=r"Did you mean release-2026-10\?"):
        operand(str(tmp_path / "release-2026-1O"))


def test_an_empty_folder_and_an_unfinished_build_are_refused(tmp_path):
    with pytest.raises(UsageError, match="holds no build and no export"):
        operand(str(tmp_path))
    (tmp_path / "rdf").mkdir()
    (tmp_path / "rdf" / "identities.nq").touch()
    with pytest.raises(UsageError, match="was not finished; run kg build"):
        operand(str(tmp_path))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "it holds no statement"),
        ("<urn:kg:a> <urn:kg:def:name> \"x\" .\n", "in no named graph"),
        ("<urn:kg:a> <urn:kg:def:name> \"x\" <urn:other:graph> .\n", "is no edition of a source"),
        ("<urn:kg:a> <urn:kg:def:nonsense> \"x\" <urn:kg:source:s:e> .\n", "which ontology/mapping.csv does not map"),
        ("<urn:kg:a> <urn:kg:def:name> \"x", "cannot be read as a graph"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_graph_of_this_version_is_one_sentence_that_names_it(tmp_path, text, says):
    path = tmp_path / "kg.nq"
    path.write_text(text)
    (tmp_path / "work").mkdir()
    with pytest.raises(KgError, match=says) as refused:
        operand(str(path)).graph(tmp_path / "work", no_coverage)
    assert str(path) in str(refused.value) and "\n" not in str(refused.value)


def test_tables_that_are_cut_short_are_one_sentence(exports, tmp_path):
    nodes = exports[PARQUET] / "nodes.parquet"
    nodes.write_bytes(nodes.read_bytes()[:1000])
    with pytest.raises(KgError, match="cannot be read as a graph"):
        operand(str(exports[PARQUET])).graph(tmp_path, no_coverage)


def test_a_home_in_which_somebody_builds_is_not_read_meanwhile(exports, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(exports[HOME], home)
    with (home / "build.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(KgError, match="a build is writing"):
            operand(str(home)).graph(tmp_path, no_coverage)
    assert json.loads((home / "rdf" / "coverage.json").read_text()) is not None
    assert operand(str(home)).graph(tmp_path, no_coverage).nodes
