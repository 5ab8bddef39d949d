"""LEI records: the real samples, the number that contradicts itself, and Turtle that is none."""

from pathlib import Path

import pytest

from tests.ingest.editions import Outcome, outcome, real

PREFIXES = """@prefix L1: <https://www.gleif.org/ontology/L1/> .
@prefix L2: <https://www.gleif.org/ontology/L2/> .
@prefix base: <https://www.gleif.org/ontology/Base/> .
@prefix d1: <https://rdf.gleif.org/sample/L1/> .
@prefix d2: <https://rdf.gleif.org/sample/L2/> .
@prefix c: <https://www.omg.org/spec/LCC/Countries/ISO3166-1-CountryCodes-Adjunct/> .
"""
CHILD, PARENT = "00000000000000000098", "00000000000000000195"
ENTITY = 'd1:L-{lei} a L1:LegalEntity ; L1:hasLegalName "{name}" ; base:hasLegalJurisdiction c:DE .\n'
TWO = ENTITY.format(lei=CHILD, name="Invented Child GmbH") + ENTITY.format(lei=PARENT, name="Invented Parent AG")
RELATION = (f"d2:R-{CHILD}-{PARENT}-D a L2:DirectConsolidation ; L2:hasChild d1:L-{CHILD} ; L2:hasParent d1:L-{PARENT} ; "
            "L2:hasRelationshipStatus L2:RelationshipStatusActive ; L2:hasRelationshipPeriod [ base:hasStart \"2018-03-15T21:30:34.488Z\" ] .\n"
            f"d2:R-{CHILD}-{PARENT}-D-REC L2:hasValidationSources L1:ValidationSourceKindEntitySuppliedOnly .\n")  # fmt: skip


def check(lei: str) -> str:
    """The LEI with the check digits that ISO 17442 asks for."""
    number = int("".join(str(int(c, 36)) for c in lei[:18] + "00"))
    return f"{lei[:18]}{98 - number % 97:02d}"


@pytest.fixture
def read(tmp_path):
    def run(entities: str, relations: str = "", prefixes: str = PREFIXES) -> Outcome:
        (tmp_path / "level1.ttl").write_text(prefixes + entities, encoding="utf-8")
        (tmp_path / "level2.ttl").write_text(prefixes + relations, encoding="utf-8")
        return outcome("gleif", "2019-02-sample", {"level-1": tmp_path / "level1.ttl", "level-2": tmp_path / "level2.ttl"})

    return run


@pytest.fixture(scope="module")
def whole(shared: Path) -> Outcome:
    return real("gleif", "2019-02-sample", shared)


def test_the_invented_leis_are_valid():
    assert check(CHILD) == CHILD and check(PARENT) == PARENT


def test_every_record_is_accounted_for(whole):
    assert whole.counts("L1Data.ttl") == (9, 8, 1, 0) and whole.counts("L2Data.ttl") == (7, 7, 0, 0)


def test_citigroup_consolidates_citicorp_without_a_share(whole):
    citigroup, citicorp = (whole.iri("Company", "name", n) for n in ("Citigroup Inc.", "Citicorp LLC"))
    assert "lei:6SHGI4ZSSLCXXQSBB395" in whole.about[citigroup]["identifier"]
    assert "Travelers Group Inc." in whole.about[citigroup]["alias"] and "ra000602:2154254" in whole.about[citigroup]["identifier"]
    links = [f for f in whole.with_value("ControlLink", "controlled", citicorp) if f["controller"] == [citigroup]]
    assert sorted(f["recordId"][0][-2:] for f in links) == ["-D", "-U"]
    assert {f["evidence"][0] for f in links} == {"urn:kg:evidence:vendor-statement"} and not any("basis" in f for f in links)
    assert not whole.all("OwnershipStake")


def test_a_branch_is_control_on_the_basis_of_being_one(whole):
    (branch,) = whole.with_value("ControlLink", "basis", "urn:kg:control-basis:branch")
    assert branch["start"] == ["2018-03-15"] and branch["evidence"] == ["urn:kg:evidence:official-statement"]


def test_a_number_that_contradicts_its_iri_names_nobody(whole):
    """The sample gives the Swiss statistical office GLEIF's own registration number."""
    office = whole.one("Organization", "recordId", "506700LOLO7M6V0E4247")
    assert office["identifier"] == ["lei:506700LOLO7M6V0E4247"] and "CHE115117479" in office["asPublished"][0]


def test_a_sole_proprietor_is_a_person_and_left_out(whole):
    assert "MF Consulting" not in {n for f in whole.about.values() for n in f.get("name", [])}


def test_an_invented_pair(read):
    found = read(TWO, RELATION)
    (link,) = found.all("ControlLink").values()
    assert link["evidence"] == ["urn:kg:evidence:vendor-statement"] and link["asOf"] == ["2019-02"]


@pytest.mark.parametrize(
    ("entities", "relations", "reason"),
    [
        (TWO.replace(f"L-{CHILD}", f"L-{CHILD[:-1]}9"), "", "its form or its check digits are wrong"),
        (TWO.replace('L1:hasLegalName "Invented Child GmbH" ; ', ""), "", "no legal name"),
        (TWO.replace("c:DE", "c:Q9", 1), "", "no territory known here"),
        (TWO, RELATION.replace("DirectConsolidation", "InventedRelation"), "unknown relationship 'InventedRelation'"),
        (TWO, RELATION.replace("RelationshipStatusActive", "RelationshipStatusInvented"), "unknown relationship status"),
        (TWO, RELATION.replace("EntitySuppliedOnly", "Invented"), "unknown validation source"),
        (TWO, RELATION.replace(f"L2:hasParent d1:L-{PARENT} ; ", ""), "has 0 hasParent"),
        (ENTITY.format(lei=CHILD, name="Invented Child GmbH"), RELATION, "is no organization of level 1"),
    ],
)
def test_a_bad_record_is_rejected_and_the_rest_is_read(read, entities, relations, reason):
    found = read(entities, relations)
    assert [said for _, said in found.reasons if reason in said]
    assert found.all("Company")


@pytest.mark.parametrize("text", ["this is no Turtle", 'd1:x d1:y "cut off', "\x00\x01", "d1:x undeclared:y d1:z ."])
def test_a_file_that_is_no_turtle_is_a_sentence(read, text):
    problem = read(text).report.problem
    assert "is no Turtle" in problem and "Traceback" not in problem
