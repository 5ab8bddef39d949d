"""The model is complete and consistent: every class and property is mapped, every range exists."""

from ontology import model
from queries.catalogue import EVIDENCE


def test_every_class_has_a_label_and_every_property_a_name_in_the_graph():
    onto = model()
    assert set(onto.mapping.labels) == set(onto.classes)
    assert set(onto.mapping.keys) | set(onto.mapping.relationships) == set(onto.properties)
    assert not set(onto.mapping.keys) & set(onto.mapping.relationships)


def test_names_in_the_graph_are_unique_and_labels_differ_from_relationship_types():
    mapping = model().mapping
    assert len(set(mapping.labels.values())) == len(mapping.labels)
    assert len(set(mapping.keys.values())) == len(mapping.keys)
    types = [*mapping.relationships.values(), *(s.name for s in mapping.shortcuts)]
    assert not set(types) & set(mapping.labels.values())
    assert not set(mapping.relationships.values()) & {s.name for s in mapping.shortcuts}


def test_a_key_is_a_list_exactly_when_the_property_takes_several_values():
    onto = model()
    for name in onto.mapping.keys:
        assert (name in onto.mapping.lists) != onto.properties[name].functional or onto.properties[name].kind == "date", name


def test_ranges_and_domains_name_things_that_exist():
    onto = model()
    for prop in onto.properties.values():
        assert prop.domain and set(prop.domain) <= set(onto.classes), prop.name
        known = {"link": onto.classes, "category": onto.schemes}.get(prop.kind, {"string", "date", "decimal", "boolean"})
        assert set(prop.range) <= set(known), prop.name


def test_every_class_and_property_is_explained():
    onto = model()
    for thing in (*onto.classes.values(), *onto.properties.values()):
        assert thing.label and thing.comment, thing.name


def test_imprecise_dates_have_both_bounds():
    onto = model()
    for name in [p.name for p in onto.properties.values() if p.kind == "date"]:
        for bound in ("Earliest", "Latest"):
            assert onto.properties[name + bound].domain == onto.properties[name].domain


def test_shortcuts_start_and_end_at_links_of_their_event():
    onto = model()
    for shortcut in onto.mapping.shortcuts:
        allowed = onto.allowed[shortcut.event]
        for end in (*shortcut.starts, *shortcut.ends):
            assert allowed[end].kind == "link", (shortcut.name, end)
        assert set(shortcut.properties) <= {onto.mapping.keys[p] for p in allowed if p in onto.mapping.keys}, shortcut.name


def test_evidence_grades_of_the_queries_are_those_of_the_vocabulary_in_order():
    concepts = model().schemes["evidence"].values()
    assert [c.code for c in sorted(concepts, key=lambda c: c.rank)] == list(EVIDENCE)


def test_a_new_technology_needs_one_vocabulary_row_and_nothing_else():
    assert model().schemes["technology"]["language-model"].broader == "communications-surveillance"
