"""What holds of every format: whole or not at all, the same bytes, a valid data package, exact or told otherwise."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import hostile
import pytest

from graph.exports import FORMATS, Content, FileFormat, export, package
from graph.exports.writing import PACKAGE
from graph.projection import project
from graph.property_graph import Node, PropertyGraph
from ontology.errors import KgError, UsageError
from tests.conftest import ROOT

RDF = ("turtle", "trig", "nquads", "jsonld")
OF_A_GRAPH = [name for name in FORMATS if name not in RDF]


@pytest.fixture(scope="session")
def curated(curated_home: Path) -> Content:
    content = Content(curated_home / "rdf")
    assert content.graph
    return content


def contents(place: Path) -> dict[str, bytes]:
    return {str(path.relative_to(place)): path.read_bytes() for path in sorted(place.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_graph_gives_the_same_bytes_and_a_valid_data_package(curated, tmp_path, name):
    frictionless = pytest.importorskip("frictionless")
    again = Content.of(project(curated.folder))
    again.folder = curated.folder
    for content, place in ((curated, tmp_path / "one"), (again, tmp_path / "two")):
        export(content, name, place / "kg")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    described = (
        tmp_path / "one" / "kg" / PACKAGE if (tmp_path / "one" / "kg").is_dir() else package.beside(tmp_path / "one" / "kg")
    )
    told = json.loads(described.read_text(encoding="utf-8"))
    assert list(frictionless.Package.validate_descriptor(told).flatten()) == []
    assert told["counts"] == {"nodes": len(curated.graph.nodes), "relationships": len(curated.graph.relationships)}
    assert {s["licence"] for s in told["sources"]} >= {"CC BY 4.0"} and {"name": "CC-BY-4.0", "title": "CC BY 4.0"} in told[
        "licenses"
    ]
    for resource_ in told["resources"]:
        assert resource_["bytes"] == (described.parent / resource_["path"]).stat().st_size > 0


@pytest.mark.parametrize("name", OF_A_GRAPH)
def test_the_order_in_which_a_graph_was_made_does_not_show(tmp_path, name):
    graph = hostile.graph()
    turned = PropertyGraph(dict(reversed(graph.nodes.items())), dict(reversed(graph.relationships.items())))
    for place, made in (("one", graph), ("two", turned)):
        export(Content.of(made), name, tmp_path / place / "kg")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


@pytest.mark.parametrize("name", OF_A_GRAPH)
def test_an_empty_graph_is_no_error(tmp_path, name):
    export(Content.of(PropertyGraph()), name, tmp_path / "kg")
    assert contents(tmp_path)


@pytest.mark.parametrize("name", FORMATS)
def test_what_exists_needs_force_and_what_is_not_an_export_is_never_touched(tmp_path, name):
    content = Content.of(hostile.graph())
    (tmp_path / "identities.nq").touch()
    content.folder = tmp_path
    is_file = isinstance(FORMATS[name], FileFormat)
    target = tmp_path / "out" / "kg"
    export(content, name, target)
    before = contents(target.parent)
    with pytest.raises(UsageError, match="--force"):
        export(content, name, target)
    assert contents(target.parent) == before
    export(content, name, target, force=True)
    assert contents(target.parent) == before
    folder, file = tmp_path / "thesis", tmp_path / "thesis.txt"
    folder.mkdir()
    (folder / "thesis.doc").write_text("mine")
    file.write_text("mine")
    with pytest.raises(UsageError, match="is a folder" if is_file else r"holds thesis\.doc"):
        export(content, name, folder, force=True)
    with pytest.raises(UsageError, match=r"is no ordinary file" if is_file else "is a file"):
        export(content, name, Path("/dev/null") if is_file else file, force=True)
    assert contents(folder) == {"thesis.doc": b"mine"} and file.read_text() == "mine"


@pytest.mark.parametrize("name", FORMATS)
def test_a_full_disk_is_one_sentence_and_leaves_what_was_there(curated_home, tmp_path, name):
    """The system refuses to let a file grow beyond 20 kB, as a full disk would."""
    (tmp_path / "kg").mkdir() if not isinstance(FORMATS[name], FileFormat) else (tmp_path / "kg").write_text("an earlier export")
    before = contents(tmp_path)
    done = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), "export", name, "-o", str(tmp_path / "kg"), "--force"],
        env={"KG_HOME": str(curated_home), "PATH": ""}, capture_output=True, text=True, timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert done.stderr.startswith("kg: ") and "could not be written" in done.stderr and done.stderr.count("\n") == 1
    assert contents(tmp_path) == before and [p.name for p in tmp_path.iterdir()] == ["kg"]


def test_an_interrupted_export_leaves_what_was_there(tmp_path, monkeypatch):
    content = Content.of(hostile.graph())
    export(content, "graphml", tmp_path / "kg")
    before = contents(tmp_path)

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(package, "package", stopped)
    with pytest.raises(KeyboardInterrupt):
        export(content, "graphml", tmp_path / "kg", force=True)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("name", ["csv", "parquet"])
def test_a_property_of_two_kinds_is_refused_by_name(tmp_path, name):
    graph = PropertyGraph({uri: Node(("Resource",), {"uri": uri, "date": date}) for uri, date in (("a", 2019), ("b", "2019"))})
    with pytest.raises(KgError, match="property date has values of the kinds int, str"):
        export(Content.of(graph), name, tmp_path / "kg")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_format_suggests():
    with pytest.raises(UsageError, match="Did you mean graphml"):
        export(Content.of(PropertyGraph()), "grapml", Path("x"))
