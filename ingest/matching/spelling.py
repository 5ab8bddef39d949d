"""When two words are one word spelled twice: a slip of the pen, another transliteration, or vowels left out."""

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in [
        ("shch|sch|sh", "s"), ("tch|tsch|ch", "c"), ("zh|dzh|dj", "j"), ("kh|gh", "h"), ("ph", "f"), ("ts|tz", "c"), ("th", "t"),
        ("ck|q|c(?![eiy])", "k"), ("x", "ks"), ("w", "v"), ("iy|ij|yi|ii|yy", "i"), ("y|j(?=[aeiou])", "i"), ("ou|oo", "u"),
        ("ee", "i"), (r"(.)\1", r"\1"),
    ]
]  # fmt: skip
_VOWELS = re.compile("(?<=.)[aeiouh]")


@lru_cache(maxsize=1 << 16)
def sounds(word: str) -> str:
    """The word with the letters that transliterations exchange written one way.

    >>> sounds("tekhnologiya") == sounds("tehnologija"), sounds("quds") == sounds("kuds")
    (True, True)
    """
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


@lru_cache(maxsize=1 << 16)
def skeleton(word: str) -> str:
    """The consonants of `sounds`, and the first letter.

    >>> skeleton("hikvision"), skeleton("almaz"), skeleton("elbit")
    ('hkvsn', 'almz', 'albt')
    """
    heard = sounds(word)
    return re.sub("^[aeiou]", "a", _VOWELS.sub("", heard))


def bare(word: str) -> str:
    """The consonants alone, for words written without vowels: weak letters count as vowels.

    >>> bare("lbyt"), bare("elbit"), bare("fars"), bare("faris")
    ('lbt', 'lbt', 'frs', 'frs')
    """
    return re.sub("[aeiouhyvj]", "", sounds(word))


def slips_allowed(length: int) -> int:
    """How many letters two spellings of a word of that length may differ by: 1 from five letters on, 2 from nine, 3 from fourteen."""
    return 0 if length < 5 else 1 if length < 9 else 2 if length < 14 else 3


@lru_cache(maxsize=1 << 18)
def likeness(left: str, right: str, consonants: bool = False) -> float:
    """How far two words are one word, 0 to 1.

    A transposed, missing, added or wrong letter costs 1.2 of the word's length; another transliteration 0.07; the same
    consonants 0.15 where one side leaves out vowels.

    >>> likeness("hikvision", "hikvison"), likeness("huawei", "dahua")
    (0.867, 0.0)
    """
    if left == right:
        return 1.0
    longest = max(len(left), len(right))
    allowed = slips_allowed(longest)
    best = 0.0
    if allowed:
        distance = OSA.distance(left, right, score_cutoff=allowed)
        if distance <= allowed and (left[0] == right[0] or longest >= 7):
            best = round(1 - 1.2 * distance / longest, 3)
    if longest >= 4 and best < 0.93:
        if sounds(left) == sounds(right):
            return 0.97
        bones = skeleton(left)
        if len(bones) >= 4 and bones == skeleton(right) and OSA.normalized_similarity(sounds(left), sounds(right)) >= 0.6:
            best = max(best, 0.93)
        elif consonants and len(bare(left)) >= 3 and bare(left) == bare(right):
            best = max(best, 0.85)
    return best
