"""Screening against the real lists: every listed name finds itself, and the rows that need care get it."""

import io
import random
from dataclasses import replace

import pytest

from ingest.matching import THRESHOLD, Party, prepare
from ingest.screening import answers
from ingest.screening.inputs import from_arguments
from ingest.screening.search import Index


@pytest.fixture(scope="module")
def index(real_home):
    return Index(real_home / "rdf")


def rows(index, name, limit=5, territories=()):
    (asked,) = from_arguments([name], io.BytesIO())
    if asked.party and territories:
        asked = replace(asked, party=replace(asked.party, territories=frozenset(territories)))
    return [dict(zip(answers.COLUMNS, row, strict=True)) for row in answers.answer(index, asked, THRESHOLD, limit)]


def test_listed_names_find_themselves(index):
    names = [n for n in random.Random(7).sample(index.names, 600) if prepare(n).telling]
    missed = [n for n in names if not index.find(Party((n,)), 1.0, 500)]
    assert missed == []


def test_one_entry_is_found_in_every_edition_that_has_it(index):
    found = {row["programme"]: row for row in rows(index, "海康威视")}
    assert "us-csl:2022-07" in found["us-bis-entity-list"]["editions"], "an Entity List row, which has no type"
    assert found["us-bis-entity-list"]["since"] == "2019-10-09"
    assert {"us-ofac-ns-cmic", "us-dod-1260h", "us-fcc-covered"} <= set(found)


def test_one_company_listed_per_country_is_one_finding_per_row_and_the_asked_country_comes_first(index):
    found = {row["id"] for row in rows(index, "Huawei", limit=300)}
    assert len(found) > 50
    first = rows(index, "Huawei Technologies", territories=["TH"])[0]
    assert first["territories"] == ["TH"]


def test_a_subordinate_is_found_by_its_own_name_and_not_by_its_number_alone(index):
    own = rows(index, "Beijing Institute of Radio Metrology and Measurement")
    assert any("subordinate" in row["id"] for row in own)
    assert [row["found"] for row in rows(index, "201st Research Institute")] == ["no"]
    whole = "China Aerospace Science and Industry Corporation Second Academy"
    assert all("283" not in row["matched"] for row in rows(index, f"{whole} 201 Research Institute"))


def test_generic_words_find_nothing(index):
    for name in ("Beijing Digital Technology Co., Ltd.", "National Security Technology Group"):
        assert [row["found"] for row in rows(index, name)] == ["no"], name
    assert [row["found"] for row in rows(index, "International Trading Company Limited")] == ["not-screened"]


def test_ordinary_companies_of_the_world_are_mostly_not_found(index):
    ordinary = ["Carlsberg", "Lufthansa Cargo AG", "Migros", "Petit Bateau", "IKEA of Sweden AB", "Tata Steel", "Haribo GmbH", "Lindt & Sprüngli",
                "Barilla", "Ravensburger AG", "Fjällräven", "Decathlon SE", "Grupo Bimbo", "Kikkoman", "Vegemite Pty"]  # fmt: skip
    assert sum(rows(index, name)[0]["found"] == "yes" for name in ordinary) <= 2
