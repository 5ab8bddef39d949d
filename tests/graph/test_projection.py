"""RDF -> property graph -> RDF gives the same triples for everything mapped, and what is derived is marked."""

import json

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.event_names import NAMED
from graph.projection import project, project_with_conflicts, to_rdf
from ingest.facts import Facts
from ontology import DEF, OWL, RDF_TYPE, model
from ontology.errors import KgError


def write(folder, source, facts):
    path = folder / source / "1.nq"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(ox.serialize(facts.quads(), format=ox.RdfFormat.N_QUADS))


def finish(folder, same=(), coverage=()):
    graph = ox.NamedNode("urn:kg:graph:identities")
    quads = [ox.Quad(ox.NamedNode(a), ox.NamedNode(OWL + "sameAs"), ox.NamedNode(b), graph) for a, b in same]
    (folder / "identities.nq").write_bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS))
    (folder / "coverage.json").write_text(
        json.dumps([dict(zip(("source", "date", "programme"), row, strict=True)) for row in coverage])
    )


def facts_of(source):
    graph = f"urn:kg:source:{source}:1"
    facts = Facts(model(), graph, graph, "press")
    facts.add("Source", graph, name=source, publisher="Invented", url="https://example.org/")
    facts.commit()
    return facts


def expected_triples(folder):
    """The triples of all editions with identities merged, worked out without the projection."""
    same = {q.subject.value: q.object.value for q in ox.parse(path=str(folder / "identities.nq"), format=ox.RdfFormat.N_QUADS)}
    onto, names, classes, triples = model(), {}, {}, set()
    for path in sorted(folder.glob("*/*.nq"), key=lambda p: (p.parent.name != "curated", str(p))):
        for q in ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS):
            s, p = same.get(q.subject.value, q.subject.value), q.predicate.value
            o = ox.NamedNode(same.get(q.object.value, q.object.value)) if isinstance(q.object, ox.NamedNode) else q.object
            if p == RDF_TYPE:
                classes.setdefault(s, set()).add(o.value.removeprefix(DEF))
                continue
            if p == DEF + "name" and names.setdefault(s, o) != o:
                p = DEF + "alias"
            triples.add((s, p, o))
    for s, found in classes.items():
        for name in found - {parent for c in found for parent in onto.classes[c].parents}:
            triples.add((s, RDF_TYPE, ox.NamedNode(DEF + name)))
    return triples


def round_trip(folder):
    return {(t.subject.value, t.predicate.value, t.object) for t in to_rdf(project(folder))}


TEXT = st.text(min_size=1).filter(lambda t: t.strip())
SHARE = st.decimals(min_value=0, max_value=100, places=4)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_round_trip_of_random_facts(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("rdf")
    keys = st.sampled_from("abcd")
    for source in ("curated", "lists"):
        facts = facts_of(source)
        for key in data.draw(st.sets(keys)):
            facts.add(data.draw(st.sampled_from(["Organization", "Company"])), f"urn:kg:org:{source}:{key}", name=f"n{data.draw(TEXT)}",
                      alias=[f"a{t}" for t in data.draw(st.lists(TEXT, max_size=3))], territory="urn:kg:territory:EC")  # fmt: skip
        for i, (left, right, share) in enumerate(data.draw(st.lists(st.tuples(keys, keys, SHARE), max_size=5))):
            facts.add("OwnershipStake", f"urn:kg:stake:{source}:{i}", owner=f"urn:kg:org:{source}:{left}", asset=f"urn:kg:org:curated:{right}", share=share,
                      start=data.draw(st.sampled_from(["2019", "2019-02", "2016/2018", "2021/.."])), direct=data.draw(st.booleans()))  # fmt: skip
        facts.commit()
        write(folder, source, facts)
    finish(folder, [(f"urn:kg:org:lists:{k}", f"urn:kg:org:curated:{k}") for k in data.draw(st.sets(keys))])
    assert round_trip(folder) == expected_triples(folder)


def test_round_trip_of_the_curated_facts(curated_home):
    assert round_trip(curated_home / "rdf") == expected_triples(curated_home / "rdf")


def test_round_trip_of_the_real_files(real_home):
    assert round_trip(real_home / "rdf") == expected_triples(real_home / "rdf")


@pytest.fixture
def deal(tmp_path):
    facts = facts_of("curated")
    for key in ("v", "w", "r"):
        facts.add("Company", f"urn:kg:org:curated:{key}", name=key)
    facts.add("Deal", "urn:kg:deal:curated:1", supplier=["urn:kg:org:curated:v", "urn:kg:org:curated:w"], intermediary="urn:kg:org:curated:r",
              destination="urn:kg:territory:EC", status="signed", date="2011-12", evidence="contract-document")  # fmt: skip
    facts.add("Territory", "urn:kg:territory:EC", name="Ecuador", code="EC")
    facts.commit()
    write(tmp_path, "curated", facts)
    finish(tmp_path)
    return tmp_path


def test_an_event_is_a_node_and_a_derived_shortcut_for_each_pair_of_its_ends(deal):
    graph = project(deal)
    sold = {k: p for k, p in graph.relationships.items() if k[1] == "SOLD_TO"}
    assert {(k[0], k[2]) for k in sold} == {(f"urn:kg:org:curated:{v}", "urn:kg:territory:EC") for v in "vw"}
    for properties in sold.values():
        assert properties["derived"] is True and properties["event"] == "urn:kg:deal:curated:1"
        assert properties["dateLatest"] == "2011-12-31" and properties["sources"] == ["curated:1"]
    assert graph.nodes["urn:kg:deal:curated:1"].properties["evidenceRank"] == 1


def test_an_event_has_a_name_from_its_ends_and_date_that_is_no_fact(deal):
    graph = project(deal)
    assert graph.nodes["urn:kg:deal:curated:1"].properties["name"] == "v and w → Ecuador, 2011-12"
    assert [t for t in to_rdf(graph) if t.subject.value.endswith("deal:curated:1") and t.predicate.value == DEF + "name"] == []


def test_every_node_of_the_curated_facts_has_a_name(curated_home):
    graph = project(curated_home / "rdf")
    assert [uri for uri, node in graph.nodes.items() if not node.properties.get("name") and "Unresolved" not in node.labels] == []
    assert {label for label in NAMED if any(label in node.labels for node in graph.nodes.values())} >= NAMED - {
        "Mention",
        "Access",
    }


def test_every_relationship_knows_its_source_or_starts_at_an_event_that_does(deal):
    graph = project(deal)
    events = {uri for uri, node in graph.nodes.items() if "Event" in node.labels}
    assert events == {start for start, kind, _, _ in graph.relationships if kind == "SOURCE" and start in events}
    assert all(p.get("sources") or key[0] in events for key, p in graph.relationships.items())


def test_members_of_an_identity_share_one_node_that_names_them(deal):
    finish(deal, [("urn:kg:org:curated:w", "urn:kg:org:curated:v")])
    graph = project(deal)
    node = graph.nodes["urn:kg:org:curated:v"].properties
    assert "urn:kg:org:curated:w" not in graph.nodes
    assert (node["name"], node["aliases"], node["sameAs"]) == ("v", ["w"], ["urn:kg:org:curated:w"])


def test_a_reference_to_nothing_becomes_a_marked_node(deal):
    facts = facts_of("lists")
    facts.add(
        "Listing",
        "urn:kg:listing:lists:1",
        subject="urn:kg:org:nobody",
        programme="urn:kg:programme:p",
        start="2020",
        startKind="effective",
    )
    facts.commit()
    write(deal, "lists", facts)
    assert "Unresolved" in project(deal).nodes["urn:kg:org:nobody"].labels


def test_a_statement_that_is_not_mapped_is_an_error(deal):
    (deal / "lists").mkdir()
    (deal / "lists" / "1.nq").write_text('<urn:a> <urn:kg:def:invented> "x" <urn:g> .\n')
    with pytest.raises(KgError, match=r"mapping\.csv does not map"):
        project(deal)


def test_two_values_where_there_is_room_for_one_are_reported(deal):
    facts = facts_of("lists")
    facts.add("Territory", "urn:kg:territory:EC", name="Ecuador", code="EQ")
    facts.commit()
    write(deal, "lists", facts)
    assert project_with_conflicts(deal)[1] == [("urn:kg:territory:EC", "code", "EQ")]


def listed(folder, source, *subjects):
    facts = facts_of(source)
    for name in subjects:
        facts.add("Company", f"urn:kg:org:lists:{name}", name=name)
        facts.add(
            "Listing",
            f"urn:kg:listing:{source}:{name}",
            subject=f"urn:kg:org:lists:{name}",
            programme="urn:kg:programme:p",
            start="2015",
            startKind="seen",
        )
    facts.commit()
    write(folder, source, facts)


def test_what_a_later_complete_edition_no_longer_has_was_seen_until_one_day_and_gone_by_another(tmp_path):
    listed(tmp_path, "old", "gone", "stays")
    listed(tmp_path, "middle", "gone", "stays")
    listed(tmp_path, "new", "stays")
    days = {"old": "2021-07-07", "middle": "2022-07-14", "new": "2024-05-03"}
    finish(tmp_path, coverage=[(f"urn:kg:source:{s}:1", d, "urn:kg:programme:p") for s, d in days.items()])
    nodes = project(tmp_path).nodes
    for source in ("old", "middle"):
        gone = nodes[f"urn:kg:listing:{source}:gone"].properties
        assert (gone["seenUntil"], gone["goneBy"]) == ("2022-07-14", "2024-05-03")
        assert "goneBy" not in nodes[f"urn:kg:listing:{source}:stays"].properties


def test_absence_from_an_edition_that_is_not_complete_says_nothing(tmp_path):
    listed(tmp_path, "old", "a")
    listed(tmp_path, "sample", "b")
    finish(tmp_path, coverage=[("urn:kg:source:old:1", "2021-07-07", "urn:kg:programme:p")])
    assert "goneBy" not in project(tmp_path).nodes["urn:kg:listing:old:a"].properties
