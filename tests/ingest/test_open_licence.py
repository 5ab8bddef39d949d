"""The part of a build under open licences: what closed sources alone say is not there, and nothing rests on it."""

import json
from pathlib import Path

import pytest

from graph.projection import project
from graph.property_graph import SOURCE_PREFIX, PropertyGraph
from ingest.open_licence import open_part


def write(folder: Path, source: str, *quads: str, is_open: bool) -> None:
    """An edition `1` of a source with these statements, each as `subject predicate object` without the graph."""
    (folder / source).mkdir(parents=True)
    graph = f"<urn:kg:source:{source}:1>"
    (folder / source / "1.nq").write_text("".join(f"{q} {graph} .\n" for q in sorted(quads)))
    report = {"source": source, "edition": "1", "licence_open": is_open, "counts": {"Source": 1, "Company": len(quads) // 3}}
    (folder / source / "1.json").write_text(json.dumps(report))


def company(iri: str, name: str, **held: str) -> list[str]:
    said = [f'<{iri}> <urn:kg:def:{key}> "{value}"' for key, value in held.items()]
    type_ = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:kg:def:Company>"
    return [f"<{iri}> {type_}", f'<{iri}> <urn:kg:def:name> "{name}"', *said]


@pytest.fixture
def rdf(tmp_path: Path) -> Path:
    """Two open lists and a closed one; the closed one alone says that both speak of one company."""
    folder = tmp_path / "rdf"
    write(folder, "one", *company("urn:kg:org:one:a", "Alpha", identifier="ofac:1"), is_open=True)
    write(folder, "two", *company("urn:kg:org:two:a", "Beta", identifier="lei:2"), is_open=True)
    bridge = [
        *company("urn:kg:org:bridge:a", "Gamma", identifier="ofac:1"),
        '<urn:kg:org:bridge:a> <urn:kg:def:identifier> "lei:2"',
    ]
    write(folder, "bridge", *bridge, *company("urn:kg:org:bridge:b", "Delta", recordId="7"), is_open=False)
    (folder / "coverage.json").write_text("[]")
    (folder / "identities.nq").write_text("")
    return folder


def test_what_only_a_closed_source_says_is_not_there_and_counted(rdf, tmp_path):
    left_out = open_part(rdf, tmp_path / "open", tmp_path / "decisions.csv")
    graph = project(tmp_path / "open")
    assert left_out == {"bridge": 2}
    assert sorted(n.properties["name"] for n in graph.nodes.values()) == ["Alpha", "Beta"]


def test_an_identity_that_only_a_closed_source_bears_out_parts_again(rdf, tmp_path):
    everything = tmp_path / "everything"
    for report in rdf.glob("*/1.json"):
        report.write_text(report.read_text().replace('"licence_open": false', '"licence_open": true'))
    assert open_part(rdf, everything, tmp_path / "decisions.csv") == {}
    assert (
        len([n for n in project(everything).nodes.values() if "Company" in n.labels]) == 2
    )  # the one of three records, and Delta
    for report in (rdf / "bridge").glob("1.json"):
        report.write_text(report.read_text().replace('"licence_open": true', '"licence_open": false'))
    open_part(rdf, tmp_path / "open", tmp_path / "decisions.csv")
    graph = project(tmp_path / "open")
    assert len(graph.nodes) == 2 and not any("sameAs" in n.properties for n in graph.nodes.values())


def cited(graph: PropertyGraph) -> set[str]:
    """Ids of the sources that anything in the graph names."""
    found = {s for held in graph.relationships.values() for s in held.get("sources", ())}
    return found | {end.removeprefix(SOURCE_PREFIX) for _, kind, end, _ in graph.relationships if kind == "SOURCE"}


def test_nothing_in_the_open_part_of_the_real_graph_names_a_closed_edition(real_home, tmp_path):
    left_out = open_part(real_home / "rdf", tmp_path / "open", tmp_path / "decisions.csv")
    whole, graph = project(real_home / "rdf"), project(tmp_path / "open")
    closed = {n.properties["id"] for n in whole.nodes.values() if n.properties.get("licenceOpen") is False}
    assert closed and sum(left_out.values()) > 5_000
    assert cited(whole) & closed and not cited(graph) & closed
    assert not any(n.properties.get("licenceOpen") is False for n in graph.nodes.values())
    assert not {
        i
        for n in graph.nodes.values()
        for i in (n.properties["uri"], *n.properties.get("sameAs", ()))
        if ":opensanctions-csv:" in i
    }
    unresolved = [u for u, n in graph.nodes.items() if "Unresolved" in n.labels]
    assert unresolved == [u for u, n in whole.nodes.items() if "Unresolved" in n.labels]
    for uri in sorted(graph.nodes)[::50]:
        if "Event" in graph.nodes[uri].labels:
            stated = graph.nodes[uri].properties
            assert {k: stated.get(k) for k in ("date", "start", "evidence")} == {
                k: whole.nodes[uri].properties.get(k) for k in ("date", "start", "evidence")
            }
