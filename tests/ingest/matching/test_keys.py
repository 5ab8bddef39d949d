"""Two spellings of a name share a key, so that the one is found by the other."""

import pytest

from ingest.matching import prepare
from ingest.matching.keys import acronyms_in, initials_of, spelling_keys, words_of


def keys(text):
    name = prepare(text)
    found = {k for w in words_of(name) for k in spelling_keys("=" + w[1:] if w[0] == "+" else w)}
    return found | set(initials_of(name)) | set(acronyms_in(name))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Hikvison", "Hikvision"),
        ("Hik Vision", "Hikvision"),
        ("Kuds Force", "Quds Force"),
        ("Rosoboroneksport", "Рособоронэкспорт"),
        ("אלביט", "Elbit"),
        ("SMIC", "Semiconductor Manufacturing International Corporation"),
        ("201st Research Institute", "Research Institute No. 201"),
        ("華為", "华为"),
    ],
)
def test_two_spellings_share_a_key(left, right):
    assert keys(left) & keys(right)


def test_names_that_share_generic_words_alone_share_no_word():
    left, right = (words_of(prepare(f"Beijing {n} Digital Technology Co., Ltd.")) for n in ("Invented", "Otherwise"))
    assert not set(left) & set(right)
