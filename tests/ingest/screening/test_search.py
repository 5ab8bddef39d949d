"""The index over a small invented build: what is found, under which name, on which list, until when; and what is not."""

import json

import pytest

from ingest import pipeline
from ingest.claims import read_claims
from ingest.facts import Facts
from ingest.screening import answers
from ingest.screening.index import FILE, write_index
from ingest.screening.inputs import Asked
from ingest.screening.search import Index, Party
from ontology import model
from ontology.errors import KgError

LIST = "urn:kg:programme:us-bis-entity-list"


def edition(folder, source, name, day, *organizations):
    """An edition that lists these: (key, names, properties of the organization, properties of the listing)."""
    graph = f"urn:kg:source:{source}:{name}"
    facts = Facts(model(), graph, graph, "official-statement")
    facts.add("Source", graph, name=f"{source} {name}", publisher="P", url="https://example.org", date=day)
    for key, names, about, listing in organizations:
        iri = f"urn:kg:org:{source}:{key}"
        facts.add("Company", iri, name=names[0], alias=names[1:], **about)
        if listing is not None:
            facts.add("Listing", f"urn:kg:listing:{source}:{name}:{key}", subject=iri, programme=LIST, **listing)
    facts.commit()
    pipeline.write_whole(folder / source / f"{name}.nq", b"".join(str(q).encode() + b" .\n" for q in facts.quads()))


@pytest.fixture
def index(tmp_path):
    china = {"territory": "urn:kg:territory:CN"}
    edition(
        tmp_path, "lists", "2022", "2022-01-01",
        ("hik", ["Hangzhou Hikvisia Digital Technology Co., Ltd.", "海维夏"], china | {"identifier": "lei:1"}, {"start": "2019-10-09"}),
        ("gone", ["Vanished Instruments"], china, {"start": "2018"}),
        ("ended", ["Released Optics"], china, {"start": "2017-01-01", "end": "2020-02-02"}),
        ("police", ["Invented Police College"], china, {"start": "2019-10-09"}),
    )  # fmt: skip
    edition(tmp_path, "lists", "2024", "2024-01-01", ("hik", ["Hikvisia"], china, {"start": "2019-10-09"}))
    edition(tmp_path, "others", "1", "2024-01-01", ("vendor", ["Unlisted Vendor"], china, None))
    coverage = [
        {"source": f"urn:kg:source:lists:{n}", "date": d, "programme": LIST}
        for n, d in (("2022", "2022-01-01"), ("2024", "2024-01-01"))
    ]
    (tmp_path / "coverage.json").write_text(json.dumps(coverage))
    assert write_index(tmp_path, read_claims(tmp_path), {})
    return Index(tmp_path)


def rows(index, *names, territories=(), identifiers=(), threshold=0.75):
    asked = Asked(1, names[0], Party(names, frozenset(territories), frozenset(identifiers)))
    return [dict(zip(answers.COLUMNS, row, strict=True)) for row in answers.answer(index, asked, threshold, 5)]


@pytest.mark.parametrize("name", ["Hikvisia", "HIK VISIA", "Hikvisa", "海维夏", "Hangzhou Hikvisia", "хиквизия"])
def test_every_spelling_finds_the_entry(index, name):
    assert rows(index, name)[0]["id"] == "org:lists:hik"


def test_a_finding_says_which_alias_list_edition_measure_and_since_when(index):
    (row,) = rows(index, "海维夏")
    assert (row["found"], row["score"], row["matched"], row["matched_in"]) == ("yes", 1.0, "海维夏", ["lists:2022", "lists:2024"])
    assert (row["programme"], row["since"], row["until"], row["gone_by"]) == ("us-bis-entity-list", "2019-10-09", "", "")
    assert row["editions"] == ["lists:2022", "lists:2024"]


def test_an_entry_that_a_later_edition_no_longer_has_is_bounded(index):
    (row,) = rows(index, "Vanished Instruments")
    assert (row["since"], row["until"], row["seen_until"], row["gone_by"]) == ("2018", "", "2022-01-01", "2024-01-01")


def test_an_ended_listing_says_when_it_ended(index):
    (row,) = rows(index, "Released Optics")
    assert (row["until"], row["seen_until"]) == ("2020-02-02", "")


@pytest.mark.parametrize("name", ["Unlisted Vendor", "Nobody At All"])
def test_what_is_not_listed_is_not_found_in_so_many_lists_as_of_these_days(index, name):
    (row,) = rows(index, name)
    assert (row["found"], row["note"]) == ("no", "not found in this 1 list, as of 2024-01-01")


def test_an_identifier_decides_whatever_the_name(index):
    (row,) = rows(index, "Some Other Name", identifiers=["lei:1"])
    assert (row["score"], row["note"]) == (1.0, "the identifier is the same")


def test_another_territory_lowers_the_score_and_is_said(index):
    (row,) = rows(index, "Hikvisia", territories=["BR"])
    assert row["score"] == 0.8 and row["note"] == "another territory"
    assert rows(index, "Hikvisia", territories=["BR"], threshold=0.9)[0]["found"] == "no"


def test_an_alias_of_the_input_finds_too(index):
    assert rows(index, "Nobody", "Hikvisia")[0]["found"] == "yes"


def test_the_index_is_kept_while_nothing_changes_and_written_anew_when_something_does(index, tmp_path):
    claims, before = read_claims(tmp_path), (tmp_path / FILE).stat().st_mtime_ns
    assert not write_index(tmp_path, claims, {})
    assert (tmp_path / FILE).stat().st_mtime_ns == before
    assert write_index(tmp_path, claims, {"urn:kg:org:others:vendor": "urn:kg:org:lists:hik"})
    assert rows(Index(tmp_path), "Unlisted Vendor")[0]["id"] == "org:lists:hik"


def test_a_damaged_index_is_written_anew(index, tmp_path):
    (tmp_path / FILE).write_bytes(b"no database")
    assert write_index(tmp_path, read_claims(tmp_path), {})


def test_without_a_build_the_error_says_what_to_do(tmp_path):
    with pytest.raises(KgError, match="run kg build"):
        Index(tmp_path)
