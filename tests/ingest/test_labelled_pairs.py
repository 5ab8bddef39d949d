"""The labelled pairs are what their README says, frozen, and their references lead to the texts that were reviewed."""

import csv
import hashlib
from collections import Counter
from pathlib import Path

import pytest

from tests.ingest.labelled_pairs.resolve import fingerprint, is_reference, resolve

FOLDER = Path(__file__).parent / "labelled_pairs"
FILE = FOLDER / "pairs.csv"
CHECKSUM = "ee62cb331284881eba467250bf006ba6aa68dba8ae8502d69d69777f97ff991c"
SAME = {
    "abbreviation", "exact variant", "renamed", "script", "short brand name", "translation", "transliteration", "typo", "word order",
}  # fmt: skip
NOT_SAME = {
    "generic words", "near name", "numbered institutes", "other company in another script", "parent against subsidiary",
    "same brand other business", "same name other territory", "sibling subsidiaries", "successor that is another legal person",
}  # fmt: skip


@pytest.fixture(scope="module")
def pairs() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def literal(pair: dict[str, str]) -> bool:
    return not (is_reference(pair["left"]) or is_reference(pair["right"]))


def test_the_set_is_frozen() -> None:
    checksum = hashlib.sha256(FILE.read_bytes()).hexdigest()
    assert checksum == CHECKSUM, "pairs.csv changed: see the README beside it"
    assert checksum[:12] in (FOLDER / "README.md").read_text("utf-8"), "the README's history lacks this checksum"


def test_the_set_is_large_and_balanced(pairs: list[dict[str, str]]) -> None:
    assert len(pairs) >= 2_400
    assert sum(map(literal, pairs)) >= 900
    assert 0.4 <= sum(p["label"] == "same" for p in pairs) / len(pairs) <= 0.6
    assert 0.45 <= sum(p["split"] == "dev" for p in pairs) / len(pairs) <= 0.55
    of_class = Counter(p["class"] for p in pairs)
    assert of_class["script"] + of_class["other company in another script"] >= 250
    assert min(n for c, n in of_class.items() if c != "successor that is another legal person") >= 60


def test_each_class_has_one_label(pairs: list[dict[str, str]]) -> None:
    assert {p["class"] for p in pairs if p["label"] == "same"} == SAME
    assert {p["class"] for p in pairs if p["label"] == "not-same"} == NOT_SAME


def test_id_and_split_follow_from_the_pair(pairs: list[dict[str, str]]) -> None:
    for pair in pairs:
        text = "\n".join(pair[c] for c in ("left", "right", "left_territory", "right_territory"))
        digest = hashlib.sha256(text.encode()).hexdigest()
        assert (pair["pair"], pair["split"]) == (digest[:8], "dev" if int(digest[8], 16) < 8 else "test")
    assert len({p["pair"] for p in pairs}) == len(pairs)


def test_every_label_has_a_basis_and_every_reference_a_fingerprint(pairs: list[dict[str, str]]) -> None:
    for pair in pairs:
        assert pair["basis"]
        assert bool(pair["left_text"]) == is_reference(pair["left"])
        assert bool(pair["right_text"]) == is_reference(pair["right"])


def test_references_lead_to_the_reviewed_texts(pairs: list[dict[str, str]], shared: Path) -> None:
    for pair in pairs:
        for side in ("left", "right"):
            if is_reference(pair[side]):
                assert fingerprint(resolve(pair[side], shared)) == pair[f"{side}_text"], pair[side]


def test_no_pair_of_texts_has_two_labels(pairs: list[dict[str, str]], shared: Path) -> None:
    labels: dict[frozenset[tuple[str, str]], str] = {}
    for pair in pairs:
        key = frozenset((resolve(pair[s], shared).casefold(), pair[f"{s}_territory"]) for s in ("left", "right"))
        assert labels.setdefault(key, pair["label"]) == pair["label"], key


@pytest.mark.parametrize(
    "side",
    [
        "us-ofac-sdn/nothing.csv#1",
        "us-ofac-sdn/sdn.csv#0",
        "us-ofac-sdn/alt.csv#36",
        "eu-journal-sanctions/32014R0833.csv#1/alias/999",
    ],
)
def test_a_reference_to_nothing_is_an_error_that_names_it(side: str, shared: Path) -> None:
    with pytest.raises(LookupError) as error:
        resolve(side, shared)
    assert side.split("#")[0] in str(error.value)
