"""kg export parquet: the tables hold what the graph holds, whole or not at all, for every reader."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.exports import Content, export, package, parquet
from graph.exports.parquet import NODES, RELATIONSHIPS
from graph.exports.writing import PACKAGE
from graph.projection import project
from graph.property_graph import Node, PropertyGraph
from ontology.errors import KgError, UsageError
from tests.requirements import require


@pytest.fixture(autouse=True)
def _pyarrow() -> None:
    try:
        parquet.arrow()
    except KgError as missing:
        require(False, str(missing))


def small() -> PropertyGraph:
    """A deal of a with t, and what follows from it."""
    graph = PropertyGraph()
    graph.nodes["urn:kg:deal:d"] = Node(
        ("Deal", "Event", "Resource"), {"uri": "urn:kg:deal:d", "date": "2019", "amount": 2.5, "evidenceRank": 3}
    )
    graph.nodes["urn:kg:org:a"] = Node(
        ("Organization", "Resource"), {"uri": "urn:kg:org:a", "name": "Ä & Söhne", "aliases": ["a", "ä"]}
    )
    graph.nodes["urn:kg:territory:T"] = Node(("Resource", "Territory"), {"uri": "urn:kg:territory:T", "disputed": True})
    graph.relationships["urn:kg:deal:d", "SUPPLIER", "urn:kg:org:a", ""] = {}
    graph.relationships["urn:kg:deal:d", "DESTINATION", "urn:kg:territory:T", ""] = {}
    graph.relationships["urn:kg:org:a", "SOLD_TO", "urn:kg:territory:T", "urn:kg:deal:d"] = {
        "derived": True,
        "event": "urn:kg:deal:d",
        "sources": ["s"],
    }
    return graph  # fmt: skip


def export_parquet(graph: PropertyGraph, target: Path, *, force: bool = False) -> dict[str, int]:
    """Export; the rows of each file."""
    return {name: counts["rows"] for name, counts in export(Content.of(graph), "parquet", target, force=force).items()}


def read_back(folder: Path) -> PropertyGraph:
    """The graph of an exported folder, by pyarrow's own reader."""
    import pyarrow.parquet as pq

    def rows(name: str) -> Iterator[dict[str, Any]]:
        for row in pq.read_table(folder / name).to_pylist():
            yield {key: value for key, value in row.items() if value is not None}

    graph = PropertyGraph()
    for row in rows(NODES):
        graph.nodes[row["uri"]] = Node(tuple(row.pop("labels")), row)
    for row in rows(RELATIONSHIPS):
        key = (row.pop("src"), row.pop("type"), row.pop("dst"), row["event"])
        if not row["event"]:
            del row["event"]
        graph.relationships[key] = row
    return graph


def test_pandas_reads_two_tables_with_typed_columns(tmp_path):
    rows = export_parquet(small(), tmp_path / "out")
    assert rows == {NODES: 3, RELATIONSHIPS: 3}
    nodes, relationships = (pd.read_parquet(tmp_path / "out" / name) for name in (NODES, RELATIONSHIPS))
    assert list(nodes.columns) == ["uri", "labels", "aliases", "amount", "date", "disputed", "evidenceRank", "name"]
    assert list(relationships.columns) == ["src", "type", "dst", "event", "derived", "sources"]
    assert nodes.set_index("uri").loc["urn:kg:deal:d", ["amount", "date"]].tolist() == [2.5, "2019"]
    assert relationships["type"].tolist() == ["DESTINATION", "SOLD_TO", "SUPPLIER"]
    assert relationships["event"].tolist() == ["", "urn:kg:deal:d", ""]


names = st.text(min_size=1, max_size=4)
values = {
    "name": names,
    "aliases": st.lists(names, min_size=1),
    "share": st.floats(allow_nan=False),
    "rank": st.integers(-(2**63), 2**63 - 1),
}
properties = st.fixed_dictionaries({}, optional=values)


@settings(deadline=None)
@given(st.dictionaries(names, properties, min_size=1, max_size=8), st.data())
def test_what_is_read_back_is_the_graph_in_batches_of_any_size(tmp_path_factory, held, data):
    graph = PropertyGraph({uri: Node(("Resource",), {**p, "uri": uri}) for uri, p in held.items()})
    ends = st.sampled_from(sorted(held))
    for start, end in data.draw(st.lists(st.tuples(ends, ends), max_size=12)):
        graph.relationships[start, "KNOWS", end, ""] = data.draw(properties)
    folder = tmp_path_factory.mktemp("export") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parquet, "ROWS", data.draw(st.integers(1, 5)))
        export_parquet(graph, folder)
    assert read_back(folder) == graph


def test_the_real_graph_comes_back_whole(real_home, tmp_path):
    graph = project(real_home / "rdf")
    export_parquet(graph, tmp_path / "out")
    held = read_back(tmp_path / "out")
    assert held.counts() == graph.counts()
    assert held.relationships.keys() == graph.relationships.keys()
    assert held.nodes == graph.nodes


def test_the_same_graph_gives_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        export_parquet(small(), tmp_path / name)
    for name in (NODES, RELATIONSHIPS, PACKAGE):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_the_data_package_is_valid_and_describes_every_column(tmp_path):
    frictionless = pytest.importorskip("frictionless")
    export_parquet(small(), tmp_path / "out")
    package = json.loads((tmp_path / "out" / PACKAGE).read_text())
    assert list(frictionless.Package.validate_descriptor(package).flatten()) == []
    for resource in package["resources"]:
        table = pd.read_parquet(tmp_path / "out" / resource["path"])
        assert [f["name"] for f in resource["schema"]["fields"]] == list(table.columns)
        assert resource["rows"] == len(table)
        assert resource["bytes"] == (tmp_path / "out" / resource["path"]).stat().st_size
        assert not table.duplicated(resource["schema"]["primaryKey"]).any()
    ends = {key["fields"][0] for key in package["resources"][1]["schema"]["foreignKeys"]}
    assert ends == {"src", "dst"}


def test_an_export_is_replaced_only_with_force_and_nothing_else_ever(tmp_path):
    target = tmp_path / "out"
    target.mkdir()
    export_parquet(small(), target)  # an empty folder is free
    with pytest.raises(UsageError, match="--force"):
        export_parquet(small(), target)
    larger = small()
    larger.nodes["urn:kg:org:b"] = Node(("Resource",), {"uri": "urn:kg:org:b"})
    assert export_parquet(larger, target, force=True)[NODES] == 4
    (target / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"holds notes\.txt"):
        export_parquet(small(), target, force=True)
    with pytest.raises(UsageError, match="is a file"):
        export_parquet(small(), target / "notes.txt", force=True)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out"]


@pytest.mark.parametrize(
    ("error", "seen"), [(OSError(28, "No space left on device"), KgError), (KeyboardInterrupt(), KeyboardInterrupt)]
)
def test_what_breaks_off_leaves_the_earlier_export_as_it_was(tmp_path, monkeypatch, error, seen):
    target = tmp_path / "out"
    export_parquet(small(), target)
    before = {p.name: p.read_bytes() for p in target.iterdir()}

    def broken(*_: Any) -> dict[str, Any]:
        raise error

    monkeypatch.setattr(package, "package", broken)
    with pytest.raises(seen):
        export_parquet(small(), target, force=True)
    assert {p.name: p.read_bytes() for p in target.iterdir()} == before
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_property_of_two_kinds_is_refused_by_name(tmp_path):
    graph = small()
    graph.nodes["urn:kg:org:a"].properties["date"] = 2019
    with pytest.raises(KgError, match="property date has values of the kinds int, str"):
        export_parquet(graph, tmp_path / "out")
    assert not (tmp_path / "out").exists()
