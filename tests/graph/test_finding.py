"""Finding entities by part of a name, on a graph small enough to see."""

import pytest

from graph.finding import COLUMNS, FOUND, HOW, LABELS, NAMES, find
from graph.property_graph import Node, PropertyGraph
from graph.stores.embedded import EmbeddedStore
from ontology.errors import UsageError
from tests.queries.portability import violations


def node(labels: str, id_: str, name: str, **properties: object) -> tuple[str, Node]:
    uri = f"urn:kg:{id_}"
    return uri, Node(
        tuple(sorted([*labels.split(), "Resource"])), {"uri": uri, "id": id_.removeprefix("source:"), "name": name, **properties}
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    nodes = dict(
        [
            node(
                "Company Organization",
                "alpha",
                "Alpha Vision Co., Ltd.",
                aliases=["阿尔法视觉", "Société Générale de Caméras"],
                identifiers=["lei:5493A"],
            ),
            node("Company Organization", "alphabet", "Alphabet Holding"),
            node("Organization", "new-alpha", "The New Alpha"),
            node("Organization", "metalphase", "Metalphase"),
            node("PublicBody Organization", "police", "Кибер Police"),
            node("Person", "person:1", "Alpha Person"),
            node("Territory", "territory:KE", "Kenya", code="KE"),
            node("Source", "source:doc", "Alpha"),
        ]
    )
    store = EmbeddedStore(tmp_path_factory.mktemp("finding"))
    store.replace(PropertyGraph(nodes, {("urn:kg:alpha", "TERRITORY", "urn:kg:territory:KE", ""): {"sources": ["doc"]}}))
    return store


def ids(rows: list[list]) -> list[str]:
    return [row[0] for row in rows]


@pytest.mark.parametrize("text", [FOUND, *(NAMES.replace("{label}", label) for label in LABELS)])
def test_each_statement_is_portable(text):
    assert violations(text) == []


def test_the_best_come_first_and_sources_behind_what_they_speak_of(store):
    rows = find(store, "alpha")
    assert [(row[0], row[4]) for row in rows] == [
        ("alpha", HOW[0]), ("alphabet", HOW[1]), ("new-alpha", HOW[2]), ("metalphase", HOW[3]), ("doc", HOW[0]),
    ]  # fmt: skip


def test_a_row_says_what_matched_and_where_the_entity_is(store):
    (row,) = find(store, "视觉")
    assert dict(zip(COLUMNS, row, strict=True)) == {
        "id": "alpha", "kind": "Company", "name": "Alpha Vision Co., Ltd.", "matched": "阿尔法视觉", "how": "contains it", "territory": "KE",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("societe generale", "alpha"),
        ("SOCIÉTÉ", "alpha"),
        ("ＡＬＰＨＡＢＥＴ", "alphabet"),
        ("КИБЕР", "police"),
        ("LEI:5493a", "alpha"),
    ],
)
def test_case_accents_and_width_are_aside_in_every_script(store, text, id_):
    assert ids(find(store, text))[0] == id_


def test_a_misspelled_name_finds_what_resembles_it(store):
    assert ("alphabet", "resembles it") in [(row[0], row[4]) for row in find(store, "Alphabte Holding")]


def test_identifiers_are_found_as_they_are_and_never_by_resemblance(store):
    assert ids(find(store, "lei:5493A")) == ["alpha"]
    assert "alpha" not in ids(find(store, "lei:5493B"))


def test_no_more_than_the_limit_are_given_and_persons_never(store):
    assert ids(find(store, "alpha", 2)) == ["alpha", "alphabet"]
    assert "person:1" not in ids(find(store, "person", 100))


def test_what_nothing_resembles_gives_no_row_and_an_empty_text_is_refused(store):
    assert find(store, "qqqqqqqq") == []
    with pytest.raises(UsageError, match="empty"):
        find(store, "  ")
