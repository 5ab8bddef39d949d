import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.facts import Facts, clean, decimal_text, iri, slug
from ontology import model
from ontology.errors import FactError

SOURCE = "urn:kg:source:test:1"


@pytest.fixture
def facts():
    return Facts(model(), SOURCE, SOURCE, "press")


def triples(facts):
    return {(q.subject.value, q.predicate.value.rpartition(":")[2], q.object.value) for q in facts.quads()}


def test_an_event_gets_the_source_and_grade_of_its_edition(facts):
    facts.add("Deal", "urn:kg:deal:t:1", destination="urn:kg:territory:EC", supplierUnnamed=True, status="signed", date="2011")
    facts.commit()
    assert ("urn:kg:deal:t:1", "source", SOURCE) in triples(facts)
    assert ("urn:kg:deal:t:1", "evidence", "urn:kg:evidence:press") in triples(facts)
    assert ("urn:kg:deal:t:1", "dateLatest", "2011-12-31") in triples(facts)


@pytest.mark.parametrize(
    ("cls", "properties", "reason"),
    [
        ("Dael", {}, "Did you mean Deal"),
        ("Deal", {"suplier": "urn:kg:org:t:1"}, "Did you mean supplier"),
        ("Deal", {"status": "sold"}, "is no status code"),
        ("Deal", {"supplier": "Huawei"}, "IRI of a thing"),
        ("Deal", {"amount": "many"}, "is no number"),
        ("Deal", {"amount": "NaN"}, "no finite number"),
        ("Deal", {"date": "31.2.2020"}, "is no date"),
        ("Company", {"name": "   "}, "has no name"),
        ("Company", {"name": ""}, "has no name"),
        ("Company", {"name": "A", "alias": "   "}, "blank"),
    ],
)
def test_what_the_ontology_does_not_allow_is_refused(facts, cls, properties, reason):
    with pytest.raises(FactError, match=reason):
        facts.add(cls, "urn:kg:x:1", **properties)


def test_an_event_id_that_stands_twice_is_refused_and_the_first_kept(facts):
    facts.add("Mention", "urn:kg:mention:t:1", organization="urn:kg:org:t:a", territory="urn:kg:territory:EC")
    facts.commit()
    facts.add("Mention", "urn:kg:mention:t:1", organization="urn:kg:org:t:b", territory="urn:kg:territory:EC")
    with pytest.raises(FactError, match="stands twice"):
        facts.commit()
    facts.drop_staged()
    assert ("urn:kg:mention:t:1", "organization", "urn:kg:org:t:b") not in triples(facts)


def test_a_second_name_of_a_thing_becomes_an_alias(facts):
    for name in ("Showa Denko", "Showa Denka"):
        facts.add("Company", "urn:kg:org:t:1", name=name)
        facts.commit()
    assert {("urn:kg:org:t:1", "name", "Showa Denko"), ("urn:kg:org:t:1", "alias", "Showa Denka")} <= triples(facts)


def test_a_thing_becomes_more_special_but_never_contradictory(facts):
    facts.add("Organization", "urn:kg:org:t:1", name="A")
    facts.add("PublicBody", "urn:kg:org:t:1", name="A")
    facts.commit()
    assert facts.classes["urn:kg:org:t:1"] == "PublicBody"
    facts.add("Territory", "urn:kg:org:t:1", name="A")
    with pytest.raises(FactError, match="PublicBody elsewhere"):
        facts.commit()


def test_staged_facts_that_are_dropped_leave_nothing(facts):
    facts.add("Company", "urn:kg:org:t:1", name="A")
    facts.drop_staged()
    facts.commit()
    assert facts.quads() == []


@given(st.permutations(["a", "b", "c", "d"]))
def test_quads_do_not_depend_on_the_order_of_facts(names):
    def build(order):
        facts = Facts(model(), SOURCE, SOURCE, "press")
        for name in order:
            facts.add("Company", f"urn:kg:org:t:{name}", name=name, alias=[name * 2])
        facts.commit()
        return [str(q) for q in facts.quads()]

    assert build(names) == build(sorted(names))


@given(st.text())
def test_a_slug_is_a_safe_part_of_an_iri(text):
    assert set(slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug(text)


def test_names_that_ascii_cannot_hold_stay_apart():
    assert slug("海康威视") != slug("大华技术")
    assert iri("org", "s", "Société") == iri("org", "s", slug("Société"))


@given(st.text())
def test_cleaned_text_has_no_control_characters_or_double_blanks(text):
    cleaned = clean(text)
    assert "  " not in cleaned and cleaned == cleaned.strip()
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in cleaned)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4))
def test_decimal_text_is_the_same_number_without_exponent(number):
    text = decimal_text(number)
    assert "E" not in text.upper() and float(text) == float(number)
