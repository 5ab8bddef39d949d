"""Names of other scripts in Latin letters, with the generic words translated and the rest transliterated.

Cyrillic, Greek, Armenian, Georgian and Hangul are left to rigour, which knows their generic words; Han is cut by a table
of terms, because it has no blanks; of Arabic and Hebrew only the consonants are known.
"""

import re
from functools import cache

from rigour.text import ascii_text

from ingest.matching.words import table

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_SEMITIC = re.compile(
    r"[\u0590-\u05ff\u0600-\u06ff\u0750-\u077f\ufb1d-\ufdff\ufe70-\ufefc]+(?:[\"'\u05f3\u05f4][\u0590-\u05ff]+)?"
)
_OTHER = re.compile(r"[\u0900-\u109f\u1200-\u1cff\u3040-\u30ff]+")
_CYRILLIC = re.compile(r"[\u0370-\u058f]")
_MARKS = re.compile(r"[\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0640]+")
_ORDINAL = re.compile(r"第([〇零一二三四五六七八九十百]+)")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0}
_ALEF = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ک": "ك", "ی": "ي", "״": '"', "׳": "'"})


def _number(signs: str) -> str:
    """Chinese numeral as digits: 五十四 is 54, 一三 is 13."""
    if not set(signs) & set("十百"):
        return "".join(str(_DIGITS[s]) for s in signs)
    total, digit = 0, 0
    for sign in signs:
        if sign in "十百":
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[sign]
    return str(total + digit)


@cache
def _simplified():
    import icu

    return icu.Transliterator.createInstance("Hant-Hans")


@cache
def _han_terms() -> re.Pattern[str]:
    terms = [w for w in table()[1] if _HAN.fullmatch(w)]
    return re.compile("|".join(sorted(map(re.escape, terms), key=len, reverse=True)))


@cache
def _semitic_terms() -> dict[str, str]:
    return {w.translate(_ALEF): e for w, e in table()[1].items() if not _HAN.fullmatch(w)}


def _semitic_word(match: re.Match[str]) -> str:
    word = _MARKS.sub("", match.group()).translate(_ALEF)
    terms = _semitic_terms()
    for plain in (word, word.removeprefix("ال"), word.removeprefix("ה"), word.removeprefix("وال"), word.removeprefix("ו")):
        if plain in terms:
            return f" {terms[plain]} "
    return f" {re.sub('[^a-z0-9]', '', ascii_text(word.removeprefix('ال')).lower())} "


def consonantal(text: str) -> bool:
    """Whether the name is written, at least in part, in a script that leaves out vowels."""
    return not text.isascii() and bool(_SEMITIC.search(text))


def latin(text: str) -> str:
    """The name without accents, and with Han, Arabic, Hebrew and other Asian letters written in Latin ones; the rest as it is.

    >>> latin("深圳市大疆创新科技有限公司").split()
    ['shenzhen', 'dajiang', 'innovation', 'technology', 'co', 'ltd']
    >>> latin("中国电子科技集团公司第五十四研究所").split()[-3:]
    ['54', 'research', 'institute']
    """
    if text.isascii():
        return text
    if max(text) < "\u0590":
        return text if _CYRILLIC.search(text) else ascii_text(text)
    if _HAN.search(text):
        written, terms = table()[1], _han_terms()
        text = _ORDINAL.sub(lambda m: f" {_number(m.group(1))} ", _simplified().transliterate(text))
        text = terms.sub(lambda m: f" {written[m.group()]} ", text)
        text = _HAN.sub(lambda m: " " + re.sub("[^a-z]", "", ascii_text(m.group()).lower()) + " ", text)
    text = _SEMITIC.sub(_semitic_word, text)
    return _OTHER.sub(lambda m: f" {ascii_text(m.group())} ", text)
