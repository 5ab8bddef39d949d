"""Classes of things in words."""

from dataclasses import replace

import pytest

from graph.analysis.selection import POLICE, EmptySelection, select
from graph.analysis.views import Thing
from graph.lookup import Entity
from ontology.errors import UsageError
from tests.graph.analysis.small_views import chain, find_in

THINGS = {
    "acme": Thing("acme", "acme", "Acme", "organization", ("US",)),
    "chipco": Thing("chipco", "chipco", "Chip Co", "organization", ("US",)),
    "fab": Thing("fab", "fab", "Fab", "organization", ("TW",)),
    "reseller": Thing("reseller", "reseller", "Reseller", "organization", ("US",)),
    "police": Thing("police", "police", "National Police of Kenya", "agency", ("KE",)),
    "ministry": Thing("ministry", "ministry", "Ministry of Works", "agency", ("KE",)),
    "psb": Thing("psb", "psb", "Public Security Bureau", "agency", ("CN-XJ",)),
    "urn:kg:territory:KE": Thing("urn:kg:territory:KE", "territory:KE", "Kenya", "territory", ("KE",)),
    "chip": Thing("chip", "chip", "A chip", "item", (), ("semiconductors",)),
    "tool": Thing("tool", "tool", "A tool", "item", (), ("chip-making-tools",)),
    "cloud": Thing("cloud", "cloud", "A cloud", "item", (), ("data-centre",)),
}
PLACES = tuple(
    Entity(f"urn:kg:territory:{code}", f"territory:{code}", name, ("Territory",))
    for code, name in (("US", "United States"), ("CN", "China"), ("KE", "Kenya"), ("TW", "Taiwan"))
)
LIST = Entity("urn:kg:programme:export-list", "programme:export-list", "Export list", ("Programme",))


@pytest.fixture
def view():
    made = chain(
        "chipco -supplies-> acme [chip]", "chipco -supplies-> ministry [cloud]", "fab -supplies-> chipco [tool]", "chipco -makes-> chip [chip]",
        "acme -sells through-> reseller", "reseller -sold to-> police", "acme -sold to-> ministry", "acme -sold to-> psb", "police -in-> urn:kg:territory:KE",
        things=THINGS, listed={LIST.uri: {"acme"}},
    )  # fmt: skip
    resold = {("acme", "reseller"), ("reseller", "police")}
    one_deal = [
        replace(e, event="resold") if (made.nodes[e.start].uri, made.nodes[e.end].uri) in resold else e for e in made.edges
    ]
    return replace(made, edges=tuple(one_deal))


def chosen(view, text: str) -> set[str]:
    return {view.nodes[n].uri.rpartition(":")[2] for n in select(view, text, find_in(view, others=(*PLACES, LIST))).nodes}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("acme", {"acme"}),
        ("  Chip   Co ", {"chipco"}),
        ("Kenya", {"KE"}),
        ("territory:KE", {"KE"}),
        ("police in Kenya", {"police"}),
        ("police:KE", {"police"}),
        ("agencies in Kenya", {"police", "ministry"}),
        ("agency:KE", {"police", "ministry"}),
        ("police in China", {"psb"}),
        ("any police", {"police", "psb"}),
        ("any US organization", {"acme", "chipco", "reseller"}),
        ("organizations in United States", {"acme", "chipco", "reseller"}),
        ("any vendor", {"acme"}),
        ("suppliers", {"acme"}),
        ("any listed vendor", {"acme"}),
        ("listed:export-list", {"acme"}),
        ("any US chip", {"chipco", "chip"}),
        ("chip:US", {"chipco", "chip"}),
        ("any tool", {"fab"}),
        ("tool in Taiwan", {"fab"}),
    ],
)
def test_words_mean_these_things(view, text, meant):
    assert chosen(view, text) == meant


def test_a_reseller_of_anothers_deal_is_no_vendor(view):
    assert "reseller" not in chosen(view, "any US vendor")


def test_a_chip_maker_begins_a_route_with_its_chips_alone(view):
    selection = select(view, "any US chip", find_in(view, others=PLACES))
    begun = {(view.nodes[view.edges[i].start].uri, view.nodes[view.edges[i].end].uri) for i in selection.begins}
    assert begun == {("chipco", "acme"), ("chipco", "chip")}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("any gizmo", "names no kind of thing"),
        ("any chps", "Did you mean chip"),
        ("any Martian chip", "'Martian' in 'any Martian chip' is no territory and no technology"),
        ("Nobody Ltd.", "Nothing in the graph is called 'Nobody Ltd.'. Give an id or a name"),
        ("listed:other-list", "Nothing in the graph is called"),
    ],
)
def test_words_that_mean_nothing_show_the_grammar(view, text, words):
    with pytest.raises(UsageError, match=words.replace(".", r"\.").replace("(", r"\(")):
        chosen(view, text)


def test_an_empty_class_names_what_there_is_of_the_territory():
    view = chain("acme -sold to-> ministry", "ministry -in-> urn:kg:territory:KE", things=THINGS)
    with pytest.raises(
        EmptySelection, match=r"'police in Kenya'; of that territory it holds Ministry of Works \(ministry\), Kenya"
    ) as error:
        chosen(view, "police in Kenya")
    assert {view.nodes[n].uri for n in error.value.instead} == {"ministry", "urn:kg:territory:KE"}


def test_a_thing_of_the_graph_that_the_view_does_not_touch_is_told(view):
    other = Entity("urn:kg:org:curated:far", "far", "Far Ltd.", ("Organization",))
    with pytest.raises(
        UsageError, match=r"Far Ltd\. \(far\) is in the graph, but nothing in this part of the view chain touches it"
    ):
        select(view, "far", find_in(view, others=(other,)))


@pytest.mark.parametrize(
    "name", ["Botswana Police Service", "Polícia Federal", "Dansk Politi", "Polizei Hessen", "Xinjiang Public Security Bureau", "Gendarmerie nationale",
             "An Garda Síochána", "Policía Nacional", "Polisi Diraja", "Politie Nederland", "Carabinieri", "Los Angeles County Sheriff", "Bundeskriminalamt"],
)  # fmt: skip
def test_names_of_police_are_known_in_several_tongues(name):
    assert POLICE.search(name)


@pytest.mark.parametrize(
    "name", ["Government of Kenya", "Office of Policy Planning", "Political Affairs Bureau", "Metropolitan Transport Authority"]
)
def test_policy_and_politics_are_no_police(name):
    assert not POLICE.search(name)
