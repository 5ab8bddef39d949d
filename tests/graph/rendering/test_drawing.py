"""What a page draws and what stands behind it, on a graph small enough to check by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.analysis.views import Filter, read, view
from graph.rendering import scene
from graph.rendering.drawing import drawing
from graph.stores.embedded import EmbeddedStore
from ontology.errors import KgError, UsageError
from tests.graph.test_dossier import HOSTILE, Small, day, small
from tests.queries.portability import violations


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    graph = small()
    g = Small()
    g.graph = graph
    kenya, paper = "urn:kg:territory:KE", "urn:kg:source:paper"
    g.event(
        "Deal",
        "deal:status-early",
        {"SUPPLIER": "urn:kg:alpha", "DESTINATION": kenya},
        paper,
        status="reported",
        **day("date", "2018-01-01"),
    )
    g.event(
        "Deal",
        "deal:offer",
        {"SUPPLIER": "urn:kg:alpha", "DESTINATION": kenya},
        paper,
        status="offered",
        **day("date", "2018-02-01"),
    )
    g.node("Company", "lonely", name="Lonely")
    beta = g.node("Company", "beta", name="Beta")
    g.event("Deal", "deal:beta", {"SUPPLIER": beta, "DESTINATION": kenya}, paper, status="signed", **day("date", "2018-03-01"))
    seen = {"SUPPLIER": beta, "TERRITORY": kenya, "USER": "urn:kg:police"}
    g.event("Use", "use:1", seen, paper, status="confirmed", **day("date", "2019-01-01"))
    g.event(
        "Succession",
        "succession:1",
        {"PREDECESSOR": beta, "SUCCESSOR": g.node("Company", "gamma", name=HOSTILE)},
        paper,
        **day("date", "2021-01-01"),
    )
    with EmbeddedStore(Path(tmp_path_factory.mktemp("drawing"))) as made:
        made.replace(graph)
        yield made


def lines(found: dict) -> set[tuple[str, str, str]]:
    ids = [n["id"] for n in found["nodes"]]
    return {(ids[e["from"]], e["kind"], ids[e["to"]]) for e in found["edges"]}


def drawn(store: EmbeddedStore, made: scene.Scene) -> dict:
    return drawing(store, made, command="kg render", as_of="2026-11-24")


def around(store: EmbeddedStore, name: str, hops: int = 1, **options: int) -> scene.Scene:
    return scene.around(store, scene.centre(store, name), hops, **options)


def test_around_a_company_stand_its_sales_owner_and_customer(store):
    assert {
        ("alpha", "sold to", "police"),
        ("police", "in", "territory:KE"),
        ("alpha", "sold to", "territory:KE"),
        ("parent", "owns", "alpha"),
    } <= lines(drawn(store, around(store, "alpha")))


def test_a_territory_is_no_corridor_but_a_customer_is_one(store):
    one = drawn(store, around(store, "alpha", 1))
    two = drawn(store, around(store, "alpha", 2))
    assert not any("beta" in line for line in lines(one))
    assert ("beta", "used by", "police") in lines(two), "through the police, which uses both"
    assert ("beta", "sold to", "territory:KE") not in lines(two), "through Kenya alone"


def test_around_a_territory_it_is_the_way(store):
    assert {("alpha", "sold to", "territory:KE"), ("beta", "sold to", "territory:KE")} <= lines(drawn(store, around(store, "KE")))


def test_a_deal_that_was_only_offered_is_not_drawn_and_the_caption_says_so(store):
    found = drawn(store, around(store, "alpha"))
    assert not any(f["id"] == "deal:offer" for f in found["facts"])
    assert any("only offered" in note for note in found["caption"]["notes"])


def test_too_many_facts_are_cut_by_evidence_and_the_caption_says_how_many(store):
    found = drawn(store, around(store, "KE", most=1))
    assert len({e["fact"] for e in found["edges"]}) == 1
    assert any("more facts at step 1 are left out" in note for note in found["caption"]["notes"])


def test_behind_a_line_stand_dates_as_published_parties_grade_and_source(store):
    found = drawn(store, around(store, "alpha"))
    fact = next(f for f in found["facts"] if f["id"] == "deal:late")
    assert fact["title"] == "Alpha Vision → Kenya, 2020-05-01"
    assert ["date", "2020-05-01 (signed)"] in fact["rows"] and ["amount", "USD 1,500,000"] in fact["rows"]
    assert fact["days"] == ["2020-05-01", "2020-05-01"] and fact["until"] is None and fact["grade"] == "press"
    assert [found["sources"][i]["title"] for i in fact["sources"]] == ["A paper"] and found["sources"][fact["sources"][0]][
        "read"
    ] == "2026-11-24"


def test_the_verdict_on_a_deal_stands_behind_it(store):
    fact = next(f for f in drawn(store, around(store, "alpha"))["facts"] if f["id"] == "deal:late")
    assert any(label.startswith("verdict: ") and "listed before" in text for label, text in fact["rows"])


def test_a_node_has_its_listings_with_the_days(store):
    found = drawn(store, around(store, "alpha"))
    alpha = next(n for n in found["nodes"] if n["id"] == "alpha")
    first = found["facts"][alpha["listings"][0]]
    assert first["kind"] == "listing" and first["days"][0] == "2020-03-05" and first["programme"] in found["legend"]["programmes"]
    assert (
        alpha["aliases"] == ["阿尔法", "ALPHA", "Альфа"]
        and alpha["identifiers"] == ["lei:1", "odd"]
        and alpha["territories"] == [["CN", "China"]]
    )


def test_a_stake_known_of_one_day_may_have_begun_before_and_ended_after(store):
    fact = next(f for f in drawn(store, around(store, "parent"))["facts"] if f["kind"] == "ownership stake")
    assert fact["days"] == ["", "2020-01-01"] and fact["until"] == ["2020-01-01", ""]
    assert ["share (%)", "60"] in fact["rows"]


def test_text_goes_through_as_published(store):
    assert HOSTILE in [n["name"] for n in drawn(store, around(store, "beta"))["nodes"]]


def test_a_filter_leaves_the_lines_that_pass_and_says_what_it_was(store):
    found = drawn(store, around(store, "alpha", 2).filtered(Filter(as_of="2018-06-01")))
    assert ("alpha", "sold to", "territory:KE") in lines(found) and ("alpha", "sold to", "police") not in lines(found)
    assert any("as of 2018-06-01" in note for note in found["caption"]["notes"])


def test_a_filter_that_leaves_nothing_is_named(store):
    with pytest.raises(UsageError, match="no edge left after --technology drones"):
        around(store, "alpha").filtered(Filter(technology="drones"))


def test_the_rows_of_an_answer_are_drawn_with_the_facts_between_what_they_name(store):
    made = scene.of_answer(store, "Who?", ["vendor_id", "customer"], [["alpha", "The Police"], ["beta", None]])
    assert lines(drawn(store, made)) == {("alpha", "sold to", "police"), ("beta", "used by", "police")}


def test_between_a_vendor_and_a_territory_stands_the_agency_that_no_row_names(store):
    made = scene.of_answer(store, "Where?", ["id", "territories"], [["alpha", ["KE"]]])
    assert {("alpha", "sold to", "police"), ("police", "in", "territory:KE")} <= lines(drawn(store, made))


def test_rows_that_name_facts_draw_those_alone(store):
    made = scene.of_answer(store, "Which?", ["deal", "vendor_id"], [["deal:late", "alpha"]])
    assert {f["id"] for f in drawn(store, made)["facts"] if f["kind"] == "deal"} == {"deal:late"}


def test_a_code_in_a_column_of_territories_is_a_territory(store):
    made = scene.of_answer(store, "Where?", ["id", "territories"], [["beta", ["KE", "ZZ"]]])
    assert {("beta", "sold to", "territory:KE"), ("beta", "used by", "police")} < lines(drawn(store, made))


@pytest.mark.parametrize("rows", [[], [["nobody", 3]], [["gamma", None]]])
def test_an_answer_that_names_nothing_connected_makes_no_page(store, rows):
    with pytest.raises(KgError, match="no page was made"):
        scene.of_answer(store, "Who?", ["id", "n"], rows)


def test_what_stands_alone_makes_no_page(store):
    with pytest.raises(KgError, match="Nothing in the graph is connected with Lonely"):
        around(store, "lonely")


def test_fewer_than_one_step_is_refused(store):
    with pytest.raises(UsageError, match="--hops 0 reaches nothing"):
        around(store, "alpha", 0)


def test_a_whole_view_is_drawn_with_every_line_of_it(store):
    facts = read(store)
    deals = view(facts, "deals")
    found = drawn(store, scene.of_view(facts, deals))
    assert len(found["edges"]) == len(deals.edges) and found["layout"] == "free"
    assert drawn(store, scene.of_view(facts, view(facts, "chain")))["layout"] == "tiers"


def test_the_same_question_gives_the_same_drawing(store):
    assert drawn(store, around(store, "alpha", 2)) == drawn(store, around(store, "alpha", 2))


def test_its_statements_are_portable():
    for name in ("OF_NODES", "_LISTINGS_OF", "ITEMS", "_BY_ID", "_BY_NAME"):
        assert violations(getattr(scene, name)) == []
