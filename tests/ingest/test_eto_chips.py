"""The chip supply chain: components, companies and shares; every id resolves or its row is rejected."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from ingest.eto_chips.reader import plain
from tests.ingest.editions import Outcome, outcome, real

HEADERS = {
    "stages": "stage_id,stage_name,description,market_share_chart_caption",
    "inputs": "input_id,input_name,type,stage_name,stage_id,description,year",
    "sequence": "input_name,input_id,goes_into_name,goes_into_id,is_type_of_name,is_type_of_id",
    "providers": "provider_name,alias,provider_id,provider_type,country",
    "provision": "provider_name,provider_id,provided_name,provided_id,share_provided,year,source",
}
GOOD = {
    "stages": ["S1,Invented stage,Words,"],
    "inputs": [
        "N1,Invented process,process,Invented stage,S1,Words,2022",
        "N2,Invented tool,tool_resource,,,See [here](https://x.example/a).,",
    ],
    "sequence": ["Invented tool,N2,Invented process,N1,,"],
    "providers": ["USA,United States,P1,country,", "Invented Tools,,P2,organization,NLD", "Various countries,,P3,country,"],
    "provision": [
        "Invented Tools,P2,Invented tool,N2,40.50,2021,",
        "USA,P1,Invented stage,S1,,2022,[Invented](https://x.example/b)",
    ],
}


@pytest.fixture(scope="module")
def actual(shared: Path) -> Outcome:
    return real("eto_chips", "2026-08-13", shared)


@pytest.fixture
def invented(tmp_path: Path):
    def read(**more: list[str]) -> Outcome:
        files = {}
        for role, header in HEADERS.items():
            files[role] = tmp_path / f"{role}.csv"
            files[role].write_text("\n".join([header, *GOOD[role], *more.get(role, [])]) + "\n", encoding="utf-8")
        return outcome("eto_chips", "2026-08-13", files)

    return read


def test_the_real_tables_are_read_whole(actual):
    assert actual.counts("stages.csv") == (3, 3, 0, 0)
    assert actual.counts("inputs.csv") == (126, 126, 0, 0)
    assert actual.counts("sequence.csv") == (139, 139, 0, 0)
    assert actual.counts("providers.csv") == (403, 401, 2, 0)
    assert actual.counts("provision.csv") == (1300, 1166, 134, 0)
    assert (len(actual.all("Component")), len(actual.all("Company")), len(actual.all("SupplyLink"))) == (129, 372, 1166)


def test_asml_supplies_all_euv_tools(actual):
    tool = actual.iri("Component", "name", "EUV lithography tools")
    asml = actual.iri("Company", "name", "ASML")
    found = [f for f in actual.with_value("SupplyLink", "component", tool) if f.get("supplier") == [asml]]
    assert [f["share"] for f in found] == [["100"]]
    assert actual.about[asml]["territory"] == ["urn:kg:territory:NL"]
    assert actual.about[tool]["broader"] == [actual.iri("Component", "name", "Lithography tools")]


def test_a_blank_share_is_a_supply_of_unknown_share(actual, shared):
    with (shared / "eto-chip-supply-chain/provision.csv").open(newline="", encoding="utf-8") as file:
        blank = sum(not r["share_provided"] for r in csv.DictReader(file))
    unknown = [f for f in actual.all("SupplyLink").values() if "share" not in f]
    assert len(unknown) == blank == 246
    assert all(any("share is not published" in n for n in f["note"]) for f in unknown)


def test_territories_supply_as_territories(actual):
    by_territory = [f for f in actual.all("SupplyLink").values() if "supplierTerritory" in f]
    assert all("supplier" not in f for f in by_territory)
    assert Counter(f["supplierTerritory"][0].rpartition(":")[2] for f in by_territory).most_common(3) == [
        ("JP", 93),
        ("US", 84),
        ("CN", 79),
    ]


def test_a_stage_is_a_component_that_its_processes_go_into(actual):
    stage = actual.iri("Component", "name", "Fabrication")
    assert actual.about[stage]["componentKind"] == ["stage"]
    assert len(actual.with_value("Component", "goesInto", stage)) == 7
    assert len([f for f in actual.with_value("SupplyLink", "component", stage)]) > 0


def test_aliases_and_outdated_names_are_other_names_of_one_company(actual):
    assert actual.one("Company", "name", "Canon")["alias"] == ["Canon ANELVA", "Canon Machinery"]
    assert "Showa Denka" in actual.one("Company", "name", "Showa Denko")["alias"]
    assert "Haute Gas" in actual.one("Company", "name", "Huate Gas")["alias"]


def test_descriptions_are_plain_text_with_the_original_beside_them(actual, invented):
    assert not any("](" in d for f in actual.all("Component").values() for d in f.get("description", []))
    tool = invented().one("Component", "name", "Invented tool")
    assert tool["description"] == ["See here."]
    assert "description: See [here](https://x.example/a)." in tool["asPublished"]


def test_every_link_of_the_real_components_resolves(actual):
    targets = [t for f in actual.all("Component").values() for n in ("goesInto", "broader") for t in f.get(n, [])]
    assert len(targets) == 139 + 11
    assert set(targets) <= set(actual.all("Component"))


def test_shares_of_a_component_in_a_year_do_not_pass_the_whole(actual):
    total: Counter = Counter()
    for f in actual.all("SupplyLink").values():
        if "supplier" in f:
            total[f["component"][0], f["date"][0]] += float(f.get("share", ["0"])[0])
    assert {k: v for k, v in total.items() if v > 101} == {}


def test_good_invented_rows_give_their_facts(invented):
    found = invented()
    assert found.reasons == []
    link = found.one("SupplyLink", "recordId", "P2 N2 2021")
    assert (link["share"], link["date"], link["dateKind"]) == (["40.5"], ["2021"], ["urn:kg:date-kind:observed"])
    assert found.one("SupplyLink", "recordId", "P1 S1 2022")["supplierTerritory"] == ["urn:kg:territory:US"]
    assert found.one("Component", "name", "Invented tool")["technology"] == ["urn:kg:technology:chip-making-tools"]


@pytest.mark.parametrize(
    ("role", "bad", "reason"),
    [
        ("stages", "S1,Again,,", "stands twice"),
        ("stages", "X9,Invented,,", "is no stage_id"),
        ("inputs", "N1,Again,process,,,,", "stands twice"),
        ("inputs", "N9,Invented,magic,,,,", "is not in kinds.csv"),
        ("inputs", "N9,Invented,process,Another stage,S1,,", "is no stage called"),
        ("inputs", "N9,,process,,,,", "input_name is blank"),
        ("stages", "S9,,,", "stage_name is blank"),
        ("providers", ",,P9,organization,NLD", "provider_name is blank"),
        ("sequence", "Invented tool,N2,Nothing,N404,,", "is not in inputs.csv"),
        ("sequence", "Invented tool,N2,,,,", "neither or both"),
        ("sequence", "Invented tool,N2,Invented process,N1,Invented process,N1", "neither or both"),
        ("sequence", "Invented tool,N2,Invented tool,N2,,", "itself"),
        ("sequence", "Wrong name,N2,Invented process,N1,,", "is called"),
        ("providers", "Invented,,P9,person,NLD", "neither organization nor country"),
        ("providers", "Invented,,P9,organization,", "is no territory"),
        ("providers", "Ruritania,,P9,country,", "is no territory"),
        ("providers", "Another,,P2,organization,NLD", "is another provider"),
        ("providers", "Invented,,Q9,organization,NLD", "is no provider_id"),
        ("provision", "Nobody,P404,Invented tool,N2,1,2021,", "is not in providers.csv"),
        ("provision", "Invented Tools,P2,Nothing,N404,1,2021,", "neither in inputs.csv nor in stages.csv"),
        ("provision", "Invented Tools,P2,Invented process,N1,101,2021,", "is not between 0 and 100"),
        ("provision", "Invented Tools,P2,Invented process,N1,-1,2021,", "is not between 0 and 100"),
        ("provision", "Invented Tools,P2,Invented process,N1,most,2021,", "is no number"),
        ("provision", "Invented Tools,P2,Invented process,N1,NaN,2021,", "no finite number"),
        ("provision", "Invented Tools,P2,Invented process,N1,1,recent,", "is no year"),
        ("provision", "Invented Tools,P2,Invented tool,N2,2,2021,", "stands twice"),
        ("provision", "JPN,P1,Invented process,N1,1,2021,", "another territory"),
    ],
)
def test_a_bad_row_is_rejected_and_the_rest_loads(invented, role, bad, reason):
    found = invented(**{role: [bad]})
    assert found.counts(f"{role}.csv")[3] == 1
    assert reason in found.reasons[0][1]
    assert len(found.all("SupplyLink")) == 2


def test_suppliers_that_are_not_named_are_left_out(invented):
    found = invented(provision=["Various,P3,Invented tool,N2,9,2021,"])
    assert found.counts("provision.csv") == (3, 2, 1, 0)


def test_markdown_with_brackets_in_its_address_is_cleaned():
    assert plain("A [b](https://x.example/c_(d)) e [f] (g)") == "A b e [f] (g)"
