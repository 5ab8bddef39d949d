"""When two words are one word spelled twice: a slip of the pen, another transliteration, or vowels left out."""

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

_REPLACED = [
    tuple(pair.split(">"))
    for pair in [
        "shch>s",
        "sch>s",
        "sh>s",
        "tsch>C",
        "tch>C",
        "ch>C",
        "dzh>j",
        "zh>j",
        "dj>j",
        "kh>h",
        "gh>h",
        "ph>f",
        "ts>C",
        "tz>C",
        "th>t",
        "ck>k",
        "q>k",
        "x>ks",
        "w>v",
        "iy>i",
        "ij>i",
        "yi>i",
        "ii>i",
        "yy>i",
        "y>i",
        "ou>u",
        "oo>u",
        "ee>i",
    ]
]
_V_FOR_U = re.compile("(?<=[ae])v(?=[bcdfgklmnprst])")
_HARD_C = re.compile("c(?![eiy])")
_J_FOR_I = re.compile("j(?=[aeiou])")
_DOUBLE = re.compile(r"(.)\1")
_VOWELS = re.compile("(?<=.)[aeiouh]")


@lru_cache(maxsize=1 << 16)
def sounds(word: str) -> str:
    """The word with the letters that transliterations exchange written one way.

    >>> sounds("tekhnologiya") == sounds("tehnologija"), sounds("quds") == sounds("kuds")
    (True, True)
    """
    if "v" in word:
        word = _V_FOR_U.sub("u", word)
    if "c" in word:
        word = _HARD_C.sub("k", word.replace("sch", "sh").replace("ch", "C\0").replace("ck", "k")).replace("C\0", "ch")
    for letters, sound in _REPLACED:
        word = word.replace(letters, sound)
    if "j" in word:
        word = _J_FOR_I.sub("i", word)
    return _DOUBLE.sub(r"\1", word)


@lru_cache(maxsize=1 << 16)
def skeleton(word: str) -> str:
    """The consonants of `sounds`, and the first letter.

    >>> skeleton("hikvision"), skeleton("almaz"), skeleton("elbit")
    ('hkvsn', 'almz', 'albt')
    """
    heard = sounds(word)
    return re.sub("^[aeiou]", "a", _VOWELS.sub("", heard))


@lru_cache(maxsize=1 << 16)
def bare(word: str) -> str:
    """The consonants alone, for words written without vowels: weak letters count as vowels.

    >>> bare("lbyt"), bare("elbit"), bare("fars"), bare("faris")
    ('lbt', 'lbt', 'frs', 'frs')
    """
    return re.sub("[aeiouhyvj]", "", sounds(word))


def slips_allowed(length: int) -> int:
    """How many letters two spellings of a word of that length may differ by: 1 from five letters on, 2 from nine, 3 from fourteen."""
    return 0 if length < 5 else 1 if length < 8 else 2 if length < 14 else 3


_CLASSES = str.maketrans("gqczjwbd", "kkkssvpt")


@lru_cache(maxsize=1 << 16)
def rough(word: str) -> str:
    """The consonants in few classes, for systems of transliteration that are far apart.

    >>> rough("ghavamin") == rough("qavvamin"), rough("shahid") == rough("chahid")
    (True, True)
    """
    heard = re.sub("(?:tsch|shch|sch|ch|sh|zh|ts|tz|cz|dj)", "s", word)
    heard = re.sub("(?:kh|gh|ck)", "k", heard).replace("ph", "f").replace("x", "ks").translate(_CLASSES)
    return re.sub(r"(.)\1+", r"\1", heard[0] + re.sub("[aeiouhy]", "", heard[1:]))


SLIP, OTHER_LETTERS, OTHER_VOWELS, NO_VOWELS, ROUGHLY, FEW_CONSONANTS = 1.0, 0.97, 0.9, 0.85, 0.85, 0.8
"""Cost of a slip in parts of the word, and what another transliteration, other vowels, vowels left out, a rough likeness of
sounds, and other vowels among three consonants score."""


FAR_APART = 0.33
"""Letters in common, in parts of the longer word, below which two words are not looked at any closer."""
SHORT_WORD = 0.76
"""What one wrong letter in a word of five scores: too many short names differ by one."""
LEAST_LIKE = 0.6
"""Two words less alike than this are two words."""
_EXCHANGED = frozenset(f"{a}{b}" for pair in ("fp", "kq", "ck", "cs", "ct", "kx", "vw", "jy", "dj", "dz", "hk", "gj", "iy", "ey", "uw", "sz", "bv", "gh")
                       for a, b in (pair, pair[::-1]))  # fmt: skip


def may_be_like(left: str, right: str) -> bool:
    """A quick look before `likeness`: lengths not far apart, and heads equal, or letters that transliterations exchange, or long words."""
    apart = abs(len(left) - len(right))
    return apart <= 3 and (left[0] == right[0] or (len(left) >= 7 and apart <= 1) or left[0] + right[0] in _EXCHANGED)


@lru_cache(maxsize=1 << 18)
def likeness(left: str, right: str, consonants: bool = False) -> float:
    """How far two words are one word, 0 to 1.

    A transposed, missing, added or wrong letter costs 1.0 in parts of the word's length.

    >>> likeness("hikvision", "hikvison"), likeness("huawei", "dahua")
    (0.9, 0.0)
    """
    if left == right:
        return 1.0
    longest = max(len(left), len(right))
    if not consonants and not OSA.normalized_similarity(left, right, score_cutoff=FAR_APART):
        return 0.0
    allowed = slips_allowed(longest)
    best = 0.0
    if allowed and abs(len(left) - len(right)) <= allowed and (left[0] == right[0] or longest >= 7):
        distance = OSA.distance(left, right, score_cutoff=allowed)
        if distance <= allowed:
            best = round(1 - SLIP * distance / longest, 3)
            if longest == 5 and sorted(left) != sorted(right):
                best = SHORT_WORD
    if longest >= 4 and best < OTHER_VOWELS:
        heard_left, heard_right = sounds(left), sounds(right)
        if heard_left == heard_right:
            return OTHER_LETTERS
        if (
            len(skeleton(left)) >= 4
            and skeleton(left) == skeleton(right)
            and OSA.normalized_similarity(heard_left, heard_right) >= 0.75
        ):
            return OTHER_VOWELS
        if len(skeleton(left)) == 3 and skeleton(left) == skeleton(right) and left[0] == right[0]:
            return max(best, FEW_CONSONANTS)
        if (
            longest >= 5
            and len(rough(left)) >= 3
            and rough(left) == rough(right)
            and OSA.normalized_similarity(heard_left, heard_right) >= 0.6
        ):
            return max(best, ROUGHLY)
        if consonants and len(bare(left)) >= 3 and bare(left) == bare(right):
            return max(best, NO_VOWELS)
    return best
