import pytest

from ontology.errors import UsageError
from ontology.reference import describe, overview


def test_overview_lists_classes_properties_and_vocabularies():
    _, rows = overview()
    names = {(row[0], row[1]) for row in rows}
    assert {("class", "Deal"), ("property", "supplier"), ("vocabulary", "evidence")} <= names


def test_a_class_shows_its_properties_with_their_names_in_the_graph():
    columns, rows = describe("Deal")
    by_name = {row[1]: dict(zip(columns, row, strict=True)) for row in rows}
    assert by_name["supplier"]["in_graph"] == "SUPPLIER"
    assert by_name["evidence"]["in_graph"] == "evidence"
    assert "SOLD_TO" in {row[2] for row in rows}


def test_a_wrong_name_suggests_the_right_one():
    with pytest.raises(UsageError, match="Did you mean Deal"):
        describe("Deel")
