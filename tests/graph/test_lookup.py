"""Which node somebody means: ids, names, aliases and identifiers, on a graph small enough to see."""

import pytest

from graph.lookup import entity
from graph.property_graph import Node, PropertyGraph
from graph.stores.embedded import EmbeddedStore
from ontology.errors import UsageError


def organization(number: int, name: str, **properties: object) -> tuple[str, Node]:
    uri = f"urn:kg:org:curated:o{number}"
    return uri, Node(("Company", "Organization", "Resource"), {"uri": uri, "id": f"o{number}", "name": name, **properties})


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    nodes = dict(
        [
            organization(1, "Alpha Vision Co., Ltd.", aliases=["阿尔法", "Alpha"], identifiers=["lei:1"]),
            organization(2, "Beta Systems", aliases=["Alpha"], sameAs=["urn:kg:org:us-csl:2"]),
        ]
    )
    nodes["urn:kg:territory:KE"] = Node(
        ("Resource", "Territory"), {"uri": "urn:kg:territory:KE", "id": "territory:KE", "name": "Kenya"}
    )
    store = EmbeddedStore(tmp_path_factory.mktemp("lookup"))
    store.replace(PropertyGraph(nodes, {}))
    return store


@pytest.mark.parametrize(
    "text", ["o1", "alpha vision co., ltd.", "阿尔法", "lei:1", "urn:kg:org:curated:o1", "  Alpha  Vision Co., Ltd. "]
)
def test_an_id_a_name_an_alias_or_an_identifier_names_the_entity(store, text):
    assert entity(store, text).id == "o1"


def test_the_id_of_a_merged_record_names_the_entity_it_was_merged_into(store):
    assert entity(store, "org:us-csl:2").id == "o2"


def test_an_ambiguous_name_lists_its_meanings(store):
    with pytest.raises(UsageError, match=r"o1 \(Alpha Vision Co., Ltd.\); o2 \(Beta Systems\)"):
        entity(store, "alpha")


def test_an_unknown_name_suggests_the_nearest(store):
    with pytest.raises(UsageError, match="Did you mean o2"):
        entity(store, "Beta Sistems")


def test_only_the_labels_asked_for_are_found(store):
    assert entity(store, "Kenya", ("Territory",)).id == "territory:KE"
    with pytest.raises(UsageError, match="Nothing in the graph"):
        entity(store, "Kenya")


def test_an_empty_name_is_refused(store):
    with pytest.raises(UsageError, match="empty"):
        entity(store, "  ")


def test_a_part_of_a_store_can_be_read(store):
    assert set(store.read(("Territory",)).nodes) == {"urn:kg:territory:KE"}
