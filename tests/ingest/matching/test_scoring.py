"""The score of two names: laws that hold for all names, and the cases that the rules are made for."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.matching import THRESHOLD, Party, prepare, score, score_names, score_prepared, variants
from ingest.matching.spelling import likeness

WORDS = st.sampled_from(
    [
        "Hangzhou",
        "Hikvision",
        "Dahua",
        "Huawei",
        "Marine",
        "Technology",
        "Digital",
        "Group",
        "Co.",
        "Ltd.",
        "Beijing",
        "China",
        "201",
        "202",
        "Second",
        "Research",
        "Institute",
        "Star",
        "Рособоронэкспорт",
        "завод",
        "华为",
        "技术",
        "אלביט",
        "Bank",
        "of",
        "Iran",
        "Hik",
        "Vision",
        "SMIC",
        "Semiconductor",
        "Manufacturing",
        "International",
    ]
)
NAMES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)


@settings(deadline=None)
@given(NAMES, NAMES)
def test_the_score_is_symmetric_and_between_0_and_1(left, right):
    forth = score_names(left, right)
    assert 0 <= forth <= 1
    assert forth == score_names(right, left)


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_scored(left, right):
    assert 0 <= score_names(left, right) <= 1


@settings(deadline=None)
@given(NAMES)
def test_a_name_is_itself(name):
    assert score_names(name, name) == 1.0


@settings(deadline=None)
@given(NAMES, NAMES, st.floats(0.1, 1.0))
def test_a_floor_changes_no_score_that_reaches_it(left, right, floor):
    a, b = prepare(left), prepare(right)
    exact = score_prepared(a, b)
    assert score_prepared(a, b, floor) in ((exact,) if exact >= floor else (exact, 0.0))


@settings(deadline=None)
@given(
    st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=14), st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=14)
)
def test_likeness_is_symmetric(left, right):
    assert likeness(left, right) == likeness(right, left)


SAME = [
    ("Hikvision", "Hangzhou Hikvision Digital Technology Co., Ltd."),
    ("Hik Vision", "HIKVISION"),
    ("Hangzhou Hikvison Digital Tecnology", "Hangzhou Hikvision Digital Technology Co., Ltd."),
    ("Huawei Technologies Co., Ltd.", "华为技术有限公司"),
    ("Huawei Technologies", "華為技術有限公司"),
    ("Rosoboronexport OAO", "Рособоронэкспорт"),
    ("Elbit Systems", 'אלביט מערכות בע"מ'),
    ("Société Générale", "SOCIETE GENERALE S.A."),
    ("SMIC", "Semiconductor Manufacturing International Corporation"),
    ("CETC", "China Electronics Technology Group Corporation"),
    ("CEIEC", "China National Electronics Import & Export Corporation"),
    ("54th Research Institute of China", "中国第五十四研究所"),
    ("Dahua Technology", "Zhejiang Dahua Technology Co., Ltd."),
    ("Tekhnologiya Invented", "Tehnologija Invented"),
    ("China Electronics Technology Group Corporation", "China Electronics Technology Group Corp."),
    ("Federal Police", "FEDERAL POLICE"),
]
DIFFERENT = [
    ("Huawei Technologies", "Huawei Marine Networks"),
    ("Beijing Digital Technology", "Beijing Digital Science Technology"),
    ("China Technology Co., Ltd.", "China Digital Technology Group"),
    ("Dahua", "Huada"),
    ("201 Research Institute", "202 Research Institute"),
    ("Explorer II LLC", "Explorer III LLC"),
    ("China Electronics Technology Group Corporation", "China Electronics Corporation"),
    ("National Supercomputing Center Wuxi", "National Supercomputing Center Zhengzhou"),
    ("SMIC", "Shenzhen Micro International"),
    ("Golden Star Trading", "Golden Star Shipping"),
    ("CASC", "CASIC"),
    ("海康威视", "大华技术"),
]


@pytest.mark.parametrize(("left", "right"), SAME)
def test_one_organization_under_two_spellings_is_found(left, right):
    assert score_names(left, right) >= THRESHOLD


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_two_organizations_with_near_names_are_not(left, right):
    assert score_names(left, right) < THRESHOLD


@pytest.mark.parametrize("left", ["Digital Technology", "Beijing Technology", "Technology Group Co., Ltd.", "China Electronics"])
@pytest.mark.parametrize(
    "right", ["Invented Digital Technology", "Beijing Invented Technology Group", "China Invented Electronics"]
)
def test_generic_words_alone_never_carry_a_match(left, right):
    assert score_names(left, right) <= 0.5


WHOLE = "China Invented Science Corporation Second Academy. Subordinate Institution - "


def test_a_subordinate_is_compared_by_its_own_part_and_its_body():
    assert score_names(WHOLE + "201 Research Institute", "China Invented Science Corporation Second Academy") < THRESHOLD
    assert score_names(WHOLE + "201 Research Institute", WHOLE + "202 Research Institute") < THRESHOLD
    assert score_names(WHOLE + "201 Research Institute", "201st Research Institute") < THRESHOLD, "whose 201st?"
    assert score_names(WHOLE + "201 Research Institute", WHOLE + "201st Research Institute") == 1.0
    assert score_names(WHOLE + "Envolt Electronics", "Envolt Electronics Co., Ltd.") >= THRESHOLD
    assert score_names("Envolt Electronics (a subordinate institute of ICTC-7)", "Envolt Electronics") >= THRESHOLD


def test_names_in_brackets_are_names_when_they_are_the_name_once_more():
    assert variants("Hangzhou Hikvision Digital Technology (Hikvision)")[1:] == ("Hikvision",)
    assert variants("Invented (a.k.a. Second Name) Ltd.")[1:] == ()
    assert variants("Invented Ltd. (a.k.a. Second Name)")[1:] == ("Second Name",)
    assert len(variants("Invented (Beijing) Co., Ltd.")) == 1
    assert len(variants("Springfield Township (Hamilton Co) PD")) == 1
    academy = "Invented Science and Industry (ISI) 3rd Academy, "
    assert score_names(academy + "31 Research Institute", academy + "35 Research Institute") < THRESHOLD


def party(name, territory="", *identifiers):
    return Party((name,), frozenset({territory} - {""}), frozenset(identifiers))


def test_equal_official_numbers_decide_and_others_lower():
    assert score(party("A", "CN", "lei:1"), party("B", "US", "lei:1")).score == 1.0
    assert score(party("Invented Ltd", "CN", "lei:1"), party("Invented Ltd", "CN", "lei:2")).score < THRESHOLD
    assert score(party("Invented Ltd", "CN", "isin:1"), party("Invented Ltd", "CN", "isin:2")).score == 1.0
    assert score(party("A", "CN", "registration:7"), party("B", "US", "registration:7")).score < THRESHOLD, (
        "no country's register"
    )


def test_another_territory_lowers_and_a_public_bodys_name_most():
    assert THRESHOLD <= score(party("Invented Ltd", "CN"), party("Invented Ltd", "HK")).score < 1
    assert score(party("Ministry of Invented Affairs", "FR"), party("Ministry of Invented Affairs", "AO")).score < THRESHOLD
    assert score(party("Jackson Police Department", "US-MS"), party("Jackson Police Department", "US-TN")).score < THRESHOLD
    assert score(party("Jackson Police Department", "US-MS"), party("Jackson Police Department", "US")).score == 1.0


def test_a_name_is_taken_apart_the_same_way_in_every_process():
    code = (
        "from ingest.matching.names import packed, prepare\n"
        "for n in ('Национальное Проектно-Конструкторское Бюро', 'National Production Association Office', 'Policía Nacional Civil'):\n"
        "    print(packed(prepare(n)))"
    )
    root = Path(__file__).parents[3]
    run = [subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, check=True).stdout for _ in range(4)]
    assert len(set(run)) == 1
