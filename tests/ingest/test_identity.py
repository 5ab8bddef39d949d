"""Identity is a function of identifiers, exact names and reviewed decisions: take one away and the nodes part again."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import identity, pipeline
from ingest.claims import Record, read_claims
from ingest.facts import Facts
from ingest.identity import Join, canonical, certain_joins, clusters, normal_name
from ontology import model
from ontology.errors import FileError

HEADER = "left,right,decision,decided_by,decided_on,reason,sources\n"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Huawei Technologies Co., Ltd.", "HUAWEI TECHNOLOGIES COMPANY LIMITED"),
        ("Société Générale S.A.", "Societe Generale SA"),
        ("Dahua Technology", "DAHUA  TECHNOLOGY"),
        ("AT&T Inc.", "AT and T, Inc"),
    ],
)
def test_spelling_does_not_make_a_name_another(left, right):
    assert normal_name(left) == normal_name(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [("Invented Ltd", "Invented GmbH"), ("Invented Technology", "Invented Technologies Beijing"), ("海康威视", "大华")],
)
def test_different_names_stay_different(left, right):
    assert normal_name(left) != normal_name(right)


def joined(records, decisions=(), apart=()):
    groups, _, refused = clusters(records, [*decisions, *certain_joins(records)], apart)
    return sorted(sorted(g) for g in groups if len(g) > 1), refused


def record(name, territory="CN", aliases=(), identifiers=()):
    return Record(True, [name], list(aliases), {territory} if territory else set(), set(identifiers))


def test_the_same_official_number_is_the_same_organization():
    records = {"a": record("A", identifiers=["ofac:1"]), "b": record("B", "HK", identifiers=["ofac:1"]), "c": record("C", identifiers=["tax-cn:1"]),
               "d": record("D", identifiers=["tax-cn:1"])}  # fmt: skip
    assert joined(records)[0] == [["a", "b"]]


def test_the_same_name_counts_only_in_the_same_territory():
    records = {
        "a": record("Invented Co., Ltd."),
        "b": record("INVENTED CO LTD"),
        "c": record("Invented Co Ltd", "HK"),
        "d": record("Invented Co Ltd", None),
    }
    assert joined(records)[0] == [["a", "b"]]


def test_a_telling_alias_joins_with_a_name_but_two_aliases_do_not():
    records = {"a": record("Long Name One", aliases=["Shared Second Name"]), "b": record("Shared Second Name"),
               "c": record("Other", aliases=["Common Alias Here"]), "d": record("Another", aliases=["Common Alias Here"]),
               "e": record("Short", aliases=["HIK"]), "f": record("HIK")}  # fmt: skip
    assert joined(records)[0] == [["a", "b"]]


def test_a_decision_joins_and_without_it_they_part():
    records = {"a": record("Left"), "b": record("Right")}
    assert joined(records, [Join("a", "b", "reviewed", "")])[0] == [["a", "b"]]
    assert joined(records)[0] == []


def test_a_decision_keeps_apart_whatever_the_chain():
    records = {
        n: record(n.upper(), identifiers=i)
        for n, i in {"a": ["ofac:1"], "b": ["ofac:1", "lei:2"], "c": ["lei:2", "uscc:3"], "d": ["uscc:3"]}.items()
    }
    groups, refused = joined(records, apart=[("a", "d")])
    assert not any({"a", "d"} <= set(g) for g in groups)
    assert len(refused) == 1


@given(
    st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=20),
    st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=4),
)
def test_no_pair_kept_apart_is_ever_in_one_cluster(pairs, apart):
    apart = [(str(a), str(b)) for a, b in apart if a != b]
    records = {str(i): record(str(i)) for i in range(9)}
    groups, used, refused = clusters(records, [Join(str(a), str(b), "reviewed", "") for a, b in pairs], apart)
    assert sum(map(len, groups)) == 9
    for a, b in apart:
        assert not any({a, b} <= g for g in groups)
    assert len(used) + len(refused) <= len(pairs)


def test_the_curated_node_stands_for_the_cluster():
    assert canonical(["urn:kg:org:a:1", "urn:kg:org:curated:z", "urn:kg:org:b:2"]) == "urn:kg:org:curated:z"


def write_edition(folder, source, *organizations):
    graph = f"urn:kg:source:{source}:1"
    facts = Facts(model(), graph, graph, "press")
    for key, properties in organizations:
        facts.add("Company", f"urn:kg:org:{source}:{key}", **properties)
    facts.commit()
    pipeline.write_whole(folder / source / "1.nq", b"".join(str(q).encode() + b" .\n" for q in facts.quads()))


def resolved(folder, *decisions):
    claims = read_claims(folder)
    return identity.resolve(folder, claims, identity.read_decisions(decisions, claims.records))


def test_resolve_writes_joins_with_reasons_and_reports_decisions_of_no_effect(tmp_path):
    write_edition(tmp_path, "curated", ("hik", {"name": "Hikvision"}))
    write_edition(tmp_path, "lists", ("1", {"name": "HANGZHOU HIKVISION"}), ("2", {"name": "Nobody"}))
    decisions = tmp_path / "identities.csv"
    decisions.write_text(
        HEADER + "hik,org:lists:1,same,ABC,2026-11-24,same address,\nhik,org:lists:gone,same,ABC,2026-11-24,not here,\n"
    )
    assert resolved(tmp_path, decisions) == {"urn:kg:org:lists:1": "urn:kg:org:curated:hik"}
    report = json.loads((tmp_path / "identities.json").read_text())
    assert report["joins"][0]["rule"] == "reviewed" and "ABC" in report["joins"][0]["detail"]
    assert report["without_effect"] == ["urn:kg:org:lists:gone"]
    decisions.write_text(HEADER)
    assert resolved(tmp_path, decisions) == {}


def test_a_decision_that_is_none_is_refused(tmp_path):
    write_edition(tmp_path, "curated", ("hik", {"name": "Hikvision"}))
    decisions = tmp_path / "identities.csv"
    decisions.write_text(HEADER + "hik,org:lists:1,maybe,ABC,2026-11-24,,\n")
    with pytest.raises(FileError, match="'maybe'"):
        resolved(tmp_path, decisions)
