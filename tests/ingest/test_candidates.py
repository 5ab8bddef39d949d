"""Open pairs of identities: what makes one, what speaks for and against, what decisions do to them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.candidates import FLOOR, candidates, read_candidates, write_candidates
from ingest.claims import Claims, Record, read_claims
from ingest.identity import Decided, Join, canonical, certain_joins, clusters, read_decisions

CN, HK = "urn:kg:territory:CN", "urn:kg:territory:HK"


def record(name, territory=None, aliases=(), identifiers=(), websites=()):
    return Record(True, [name], list(aliases), {territory} if territory else set(), set(identifiers), set(websites))


def claims(records, successions=None, listed=()):
    """Claims of these records; those in `listed` (all by default) are on a list."""
    parts = {iri: {"listing": 1} for iri in (listed or records)}
    from collections import Counter

    return Claims(records, {}, {}, {}, successions or {}, {iri: Counter(c) for iri, c in parts.items()})


def open_pairs(records, decided=None, **more):
    return candidates(claims(records, **more), {}, decided or Decided())


A, B, C = "urn:kg:org:lists:a", "urn:kg:org:press:b", "urn:kg:org:lists:c"


def test_near_names_of_two_publishers_are_an_open_pair_with_reasons():
    (pair,) = open_pairs({A: record("Hangzhou Hikvisia Digital Technology", CN), B: record("Hikvisia", CN)})
    assert (pair.left, pair.right, pair.decision) == (A, B, "open")
    assert FLOOR <= pair.score < 1
    assert "both in CN" in pair.speaks_for


def test_names_that_share_generic_words_alone_are_none():
    assert open_pairs({A: record("Beijing Digital Technology"), B: record("Beijing Digital Science Technology")}) == []


def test_two_records_of_one_publisher_are_two_parties_unless_their_names_are_equal():
    records = {A: record("Hikvisia Digital", CN), C: record("Hikvisia", HK)}
    assert open_pairs(records) == []
    records[C] = record("Hikvisia Digital Ltd.", HK)
    (pair,) = open_pairs(records)
    assert pair.speaks_against == ["CN against HK", "lists keeps two records"]


def test_nothing_hangs_on_a_pair_that_is_in_no_deal_and_on_no_list():
    records = {A: record("Wilsonia Police Department"), B: record("Wilsonia Police Department")}
    assert open_pairs(records, listed=[A]) != []
    assert open_pairs({**records, "urn:kg:org:x:z": record("Other")}, listed=["urn:kg:org:x:z"]) == []


def test_an_official_number_and_a_site_in_common_speak_for_a_pair():
    records = {A: record("Первый", CN, identifiers=["ru-inn:1"], websites=["https://www.first.ru/en"]),
               B: record("Quite Another", CN, identifiers=["ru-inn:1"], websites=["http://first.ru"])}  # fmt: skip
    (pair,) = open_pairs(records)
    assert pair.score == 1.0
    assert {"the same ru-inn:1", "the same site first.ru"} <= set(pair.speaks_for)


def test_a_renamed_company_is_a_candidate_with_its_succession_and_no_more():
    rename = {
        "s": {"predecessor": [A], "successor": [B], "successionKind": ["urn:kg:succession-kind:rename"], "date": ["2020-11"]}
    }
    records = {A: record("Invented Marine"), B: record("Otherwise Named")}
    (pair,) = open_pairs(records, successions=rename)
    assert pair.score < FLOOR
    assert pair.speaks_for == ["succession (rename, 2020-11): Invented Marine became Otherwise Named"]
    assert open_pairs(records, successions={"s": rename["s"] | {"successionKind": ["urn:kg:succession-kind:acquisition"]}}) == []


def test_a_pair_decided_apart_is_gone_and_one_decided_unsure_stays_with_its_reason():
    records = {A: record("Hikvisia", CN), B: record("Hikvisia", CN)}
    assert open_pairs(records, Decided(apart={(B, A): "two firms"})) == []
    (pair,) = open_pairs(records, Decided(unsure={(B, A): "who knows"}))
    assert (pair.decision, pair.reason) == ("unsure", "who knows")


def test_the_pairs_are_written_and_read_again(tmp_path):
    given_claims = claims({A: record("Hikvisia", CN), B: record("Hikvisia", CN)})
    written = write_candidates(tmp_path, given_claims, {}, Decided())
    assert read_candidates(tmp_path) == written != []
    assert read_candidates(tmp_path / "nowhere") == []


NAMES = st.sampled_from(["Hikvisia", "Hangzhou Hikvisia", "Hikvisa", "Dahwa Technology", "Dahwa", "Beijing Technology", "海维夏"])


@settings(deadline=None)
@given(st.lists(st.tuples(NAMES, st.sampled_from(["lists", "press", "curated"])), max_size=7))
def test_no_pair_has_one_cluster_on_both_sides_nor_stands_twice(named):
    records = {f"urn:kg:org:{publisher}:{i}": record(name) for i, (name, publisher) in enumerate(named)}
    found = open_pairs(records)
    assert all(c.left < c.right and c.score >= FLOOR for c in found)
    assert len({(c.left, c.right) for c in found}) == len(found)
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)


HEADER = "left,right,decision,score,decided_by,decided_on,reason,sources\n"


def test_the_later_row_on_a_pair_wins_whichever_way_round(tmp_path):
    ours, yours = tmp_path / "identities.csv", tmp_path / "decisions.csv"
    ours.write_text(HEADER + "org:lists:a,org:press:b,same,1,X,2026-01-01,alike,\n")
    yours.write_text(HEADER + "org:press:b,org:lists:a,not-same,,Y,2026-02-02,two addresses,\n")
    decided = read_decisions([ours, yours], [A, B])
    assert decided.same == [] and list(decided.apart) == [(B, A)]
    yours.unlink()
    assert read_decisions([ours, yours], [A, B]).same == [Join(A, B, "reviewed", "X, 2026-01-01: alike")]


# --- the real rows ---


@pytest.fixture(scope="module")
def real(real_home):
    held = read_claims(real_home / "rdf")
    decided = read_decisions([], held.records)
    joined, _, _ = clusters(held.records, certain_joins(held.records), [])
    alias = {i: head for group in joined if len(group) > 1 for head in [canonical(group)] for i in group}
    return held, alias, candidates(held, alias, decided)


def test_the_pairs_of_all_real_files_are_few_enough_to_be_read(real):
    assert 500 < len(real[2]) < 5000


def test_flock_agencies_do_not_flood(real):
    both = [c for c in real[2] if ":flock-nc:" in c.left and ":flock-nc:" in c.right]
    assert len(both) < 20


def test_subordinates_of_one_body_are_not_taken_for_each_other(real):
    subordinate = [c for c in real[2] if "ubordinate" in c.left_name and "ubordinate" in c.right_name]
    assert subordinate == []


def test_one_company_listed_per_country_is_an_open_pair_and_no_more(real):
    huawei = [c for c in real[2] if "huawei" in c.left_name.casefold() and ":us-csl:" in c.left and ":us-csl:" in c.right]
    assert huawei
    assert all("us-csl keeps two records" in c.speaks_against for c in huawei)
    assert len(huawei) < 200


def test_no_open_pair_is_one_identity_already(real):
    _, alias, found = real
    assert all(alias.get(c.left, c.left) == c.left and alias.get(c.right, c.right) == c.right for c in found)


def test_one_company_per_edition_with_another_name_is_a_pair_that_names_its_succession(real):
    renamed = [
        c
        for c in real[2]
        if c.left.startswith("urn:kg:org:us-dod-1260h:") and any("succession (rename" in s for s in c.speaks_for)
    ]
    assert any("xi-an-aircraft" in c.left and "xi-an-aircraft" in c.right for c in renamed)
