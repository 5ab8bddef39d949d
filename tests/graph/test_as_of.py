"""The graph as of a day: what came about later goes with all that hangs on it, and the rest stays as it was."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.as_of import come_about
from graph.projection import project
from graph.property_graph import Node, PropertyGraph
from graph.verdicts.docket import Docket, before
from graph.verdicts.judging import judge

DAYS = ("2018-01-01", "2019-10-09", "2021-06-30")


def thing(graph: PropertyGraph, uri: str, *labels: str, **held: object) -> None:
    graph.nodes[uri] = Node(tuple(sorted((*labels, "Resource"))), {"uri": uri, "id": uri, **held})


def event(graph: PropertyGraph, uri: str, label: str, ends: dict[str, str], **held: object) -> None:
    thing(graph, uri, label, "Event", **held)
    thing(graph, f"document of {uri}", "Source", dateEarliest="2030-01-01", dateLatest="2030-01-01")
    for kind, end in {**ends, "SOURCE": f"document of {uri}"}.items():
        graph.relationships[uri, kind, end, ""] = {}


def small() -> PropertyGraph:
    """Firm a is listed in 2019 and again, by another source, in 2021; it sells in 2018 and in 2021, and something undated; b took it over in 2022."""
    graph = PropertyGraph()
    for uri in "ab":
        thing(graph, uri, "Company", "Organization", name=uri)
    thing(graph, "list", "Programme", measures=["export-control"])
    thing(graph, "KE", "Territory", code="KE")
    for year, ended in (("2019", {"endEarliest": "2020-05-01", "endLatest": "2020-05-01"}), ("2021", {})):
        days = {"startEarliest": f"{year}-10-09", "startLatest": f"{year}-10-09", "startKind": "effective"}
        event(graph, f"listing {year}", "Listing", {"SUBJECT": "a", "PROGRAMME": "list"}, **days, **ended)
    for year in ("2018", "2021"):
        days = {"dateEarliest": f"{year}-01-01", "dateLatest": f"{year}-12-31", "dateKind": "signed"}
        event(graph, f"deal {year}", "Deal", {"SUPPLIER": "a", "DESTINATION": "KE"}, status="signed", **days)
        graph.relationships["a", "SOLD_TO", "KE", f"deal {year}"] = {"derived": True, "event": f"deal {year}"}
    event(graph, "deal", "Deal", {"SUPPLIER": "a", "DESTINATION": "KE"}, status="signed")
    event(
        graph,
        "take-over",
        "Succession",
        {"PREDECESSOR": "a", "SUCCESSOR": "b"},
        dateEarliest="2022-03-01",
        dateLatest="2022-03-31",
    )
    return come_about(graph, "9999-12-31")  # with stays and verdicts


def events(graph: PropertyGraph) -> list[str]:
    return sorted(uri for uri, node in graph.nodes.items() if "Event" in node.labels)


def test_what_can_have_come_about_stays_and_what_hangs_on_the_rest_goes():
    graph = small()
    assert events(come_about(graph, "2017-12-31")) == ["deal"]
    cut = come_about(graph, "2019-10-09")
    assert events(cut) == ["deal", "deal 2018", "listing 2019"]
    assert [key for key in cut.relationships if key[1] == "SOLD_TO"] == [("a", "SOLD_TO", "KE", "deal 2018")]
    assert {uri for uri, node in cut.nodes.items() if "Source" in node.labels} == {f"document of {uri}" for uri in events(cut)}
    assert cut.nodes["listing 2019"].properties["endEarliest"] == "2020-05-01"
    assert {"a", "b", "list", "KE"} <= cut.nodes.keys()


def test_verdicts_are_judged_anew_without_the_later_listing():
    def judged(graph: PropertyGraph, deal: str) -> list[str]:
        verdicts = [start for start, kind, end, _ in graph.relationships if kind == "JUDGES" and end == deal]
        return [graph.nodes[v].properties["verdict"] for v in verdicts]

    graph = small()
    assert judged(graph, "deal 2018") == ["listed-after"]
    assert judged(come_about(graph, "2018-12-31"), "deal 2018") == []
    assert judged(come_about(graph, "2021-02-01"), "deal 2021") == ["not-listed"]
    assert judged(graph, "deal 2021") == ["cannot-tell"]


def test_a_dispute_with_a_later_claim_is_none_yet():
    graph = PropertyGraph()
    for uri in "ab":
        thing(graph, uri, "Organization")
    thing(graph, "list", "Programme")
    for name, day in (("early", "2019-01-01"), ("late", "2020-01-01")):
        event(
            graph,
            name,
            "Listing",
            {"SUBJECT": "a", "PROGRAMME": "list"},
            startEarliest=day,
            startLatest=day,
            startKind="effective",
        )
    whole = come_about(graph, "2020-01-01")
    assert whole.nodes["early"].properties["disputed"] is True
    assert "disputed" not in come_about(whole, "2019-06-01").nodes["early"].properties


def test_an_edition_does_not_cover_a_list_before_its_day_but_stays():
    graph = small()
    thing(graph, "edition", "Source", dataset="list", date="2024-05-01")
    graph.relationships["edition", "COVERS", "list", "edition"] = {"date": "2024-05-01", "derived": True, "event": "edition"}
    assert ("edition", "COVERS", "list", "edition") in come_about(graph, "2024-05-01").relationships
    cut = come_about(graph, "2024-04-30")
    assert ("edition", "COVERS", "list", "edition") not in cut.relationships and "edition" in cut.nodes


labels = st.sampled_from(("Deal", "Use", "Listing", "OwnershipStake", "SupplyLink", "Mention"))
dates = st.sampled_from(("", *DAYS))


@settings(deadline=None)
@given(
    st.lists(st.tuples(labels, dates, dates, st.sampled_from(("signed", "reported"))), max_size=8), *(st.sampled_from(DAYS),) * 2
)
def test_a_cut_is_pure_and_two_cuts_are_the_earlier_one(rows, one, other):
    graph = PropertyGraph()
    for uri in ("a", "b"):
        thing(graph, uri, "Organization", name=uri)
    thing(graph, "list", "Programme", measures=[])
    ends = {
        "Listing": {"SUBJECT": "a", "PROGRAMME": "list"},
        "OwnershipStake": {"OWNER": "a", "ASSET": "b"},
        "Deal": {"SUPPLIER": "a"},
    }
    for number, (label, first, last, kind) in enumerate(rows):
        key = "start" if label in ("Listing", "OwnershipStake") else "date"
        span = {f"{key}{end}": day for end, day in (("Earliest", first), ("Latest", max(first, last))) if day}
        event(
            graph,
            str(number),
            label,
            ends.get(label, {}),
            **span,
            **({"dateKind": kind} if key == "date" else {"startKind": "seen"}),
        )
    before_it = copy.deepcopy(graph)
    assert come_about(come_about(graph, one), other) == come_about(graph, min(one, other))
    assert graph == before_it


@pytest.mark.parametrize("day", DAYS)
def test_the_verdicts_of_a_real_cut_are_those_of_kg_verdicts_as_of(curated_home, day):
    graph = project(curated_home / "rdf")
    cut = come_about(graph, day)
    assert 0 < len(events(cut)) < len(events(graph))
    assert list(judge(Docket(cut))) == list(judge(Docket(before(graph, day))))
    stated = {start for start, _, _, event in cut.relationships if not event} | set(cut.nodes)
    assert stated <= cut.nodes.keys() and all(end in cut.nodes for _, _, end, _ in cut.relationships)


def test_the_whole_curated_graph_has_come_about_by_the_end_of_days(curated_home):
    graph = project(curated_home / "rdf")
    assert come_about(graph, "9999-12-31") == graph
