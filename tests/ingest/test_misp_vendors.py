"""MISP's surveillance vendors: companies, products, and ties that say no more than their type."""

import json
from pathlib import Path

import pytest

from tests.ingest.editions import Outcome, outcome, real

GOOD = {
    "uuid": "u-1",
    "value": "Invented One",
    "description": "Invented.",
    "meta": {"official-refs": ["https://one.example/"], "refs": []},
}


@pytest.fixture(scope="module")
def actual(shared: Path) -> Outcome:
    return real("misp_vendors", "2025-11-03", shared)


@pytest.fixture
def invented(tmp_path: Path):
    def read(*values: object, text: str | None = None) -> Outcome:
        path = tmp_path / "surveillance-vendor.json"
        path.write_text(text if text is not None else json.dumps({"values": [GOOD, *values]}), encoding="utf-8")
        return outcome("misp_vendors", "2025-11-03", {"vendors": path})

    return read


def vendor(**fields: object) -> dict[str, object]:
    return {"uuid": "u-2", "value": "Invented Two", "description": "Invented.", **fields}


def tie(kind: object, other: str = "u-1") -> dict[str, object]:
    return vendor(related=[{"type": kind, "dest-uuid": other, "tags": ["likely"]}])


def test_every_vendor_of_the_real_file_is_a_company(actual):
    assert actual.counts("surveillance-vendor.json") == (615, 615, 0, 0)
    assert (len(actual.all("Company")), len(actual.all("Product"))) == (615, 33)
    assert {"Clearview AI", "Flock Safety", "Candiru", "Dahua"} <= {
        f["name"][0].removesuffix(" Technology") for f in actual.all("Company").values()
    }


def test_synonyms_website_and_products_stand_on_the_vendor(actual):
    nso = actual.one("Company", "name", "NSO group")
    assert nso["alias"] == ["Circles", "Q-Cyber"]
    assert nso["website"] == ["https://www.nsogroup.com/"]
    assert nso["recordId"] == ["49d8e89f-401d-4d3d-9155-5758a346a4a1"]
    assert actual.one("Product", "name", "PEGASUS")["maker"] == [actual.iri("Company", "name", "NSO group")]


def test_one_acquisition_told_from_both_ends_is_one_succession(actual):
    (found,) = actual.all("Succession").values()
    assert found["predecessor"] == [actual.iri("Company", "name", "Cytrox")]
    assert found["successor"] == [actual.iri("Company", "name", "Wispear")]
    assert found["successionKind"] == ["urn:kg:succession-kind:acquisition"]
    assert "date" not in found


def test_a_part_has_a_parent_and_an_alliance_stays_as_published(actual):
    intellexa = actual.iri("Company", "name", "Intellexa")
    assert sorted(f["name"][0] for f in actual.with_value("Company", "parent", intellexa)) == [
        "Cytrox",
        "Nexa",
        "Senpai",
        "Wispear",
    ]
    assert any(p.startswith("related: is-allied-with Nexa") for p in actual.one("Company", "name", "Senpai")["asPublished"])
    assert not actual.all("ControlLink") and not actual.all("OwnershipStake")


def test_names_lose_their_trailing_blank_and_keep_it_as_published(actual):
    assert actual.one("Company", "name", "BellTroX")["asPublished"] == ["value: 'BellTroX '"]


def test_an_entry_without_meta_is_kept(actual):
    assert "website" not in actual.one("Company", "name", "RedLattice")


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("a text", "has no value"),
        (None, "has no value"),
        ({}, "has no value"),
        (vendor(value=None), "value of the entry is no text"),
        (vendor(value="  "), "value of the entry is no text"),
        (vendor(uuid=7), "uuid of the entry is no text"),
        (vendor(description=["no"]), "description of the entry is no text"),
        (vendor(meta=["no"]), "meta of the entry is no object"),
        (vendor(meta={"synonyms": "One"}), "synonyms is no list of texts"),
        (vendor(meta={"products": [1]}), "products is no list of texts"),
        (vendor(related="u-1"), "related is no list of objects"),
        (vendor(related=["u-1"]), "related is no list of objects"),
        (tie("envies"), "is not in relations.csv"),
        (tie(None), "is not in relations.csv"),
        (tie("part-of", "u-404"), "is no vendor that was kept"),
        (tie("acquires", "u-2"), "from the vendor to itself"),
        (vendor(value="Invented One"), "stands twice"),
    ],
)
def test_a_bad_entry_is_rejected_with_its_number_and_the_rest_loads(invented, bad, reason):
    found = invented(bad, vendor(uuid="u-3", value="Invented Three"))
    assert found.counts("surveillance-vendor.json") == (3, 2, 0, 1)
    ((number, sentence),) = found.reasons
    assert number == 2
    assert reason in sentence


def test_a_tie_to_a_rejected_vendor_leads_nowhere_and_is_rejected_too(invented):
    chain = [
        vendor(uuid=f"u-{n}", value=f"Invented {n}", related=[{"type": "part-of", "dest-uuid": f"u-{n + 1}"}]) for n in (2, 3, 4)
    ]
    found = invented(*chain)
    assert found.counts("surveillance-vendor.json") == (4, 1, 0, 3)
    assert [f["name"] for f in found.all("Company").values()] == [["Invented One"]]


def test_a_tie_to_another_cluster_stays_as_published(invented):
    found = invented(tie("related-to", "u-elsewhere"))
    assert found.one("Company", "name", "Invented Two")["asPublished"] == ["related: related-to u-elsewhere (likely)"]


def test_half_characters_and_control_characters_do_no_harm(invented):
    found = invented(vendor(value="Invented\ud800 Two\u0007", **{"odd\ud800key": 1}))
    assert found.one("Company", "recordId", "u-2")["name"] == ["Invented Two"]
    json.dumps(found.report.files, ensure_ascii=False).encode()


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"values": ' + "9" * 5000 + "}", "\ufeff{}", "not json"])
def test_what_is_no_json_is_a_sentence(invented, text):
    problem = invented(text=text).report.problem
    assert "fetch the source again" in problem


@pytest.mark.parametrize("text", ["[]", "{}", '{"values": {}}', "null", '"text"', "3"])
def test_json_of_another_form_is_a_sentence(invented, text):
    assert "is no MISP galaxy cluster" in invented(text=text).report.problem
