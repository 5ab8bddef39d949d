"""A name made ready for comparison: its words, what kind each is of, and the keys that find it again."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rigour.names import NameTypeTag, Span, analyze_names

from ingest.matching import words
from ingest.matching.scripts import consonantal, latin
from ingest.matching.words import (
    COMMON,
    COUNTRY,
    FILLER,
    FILLER_DOMAINS,
    FORMS,
    LEGAL,
    LINE,
    NAME,
    NUMBER,
    ONE,
    OWN_NAMES,
    PLACE,
    STOP,
    WEIGHT,
)

LONGEST = 400
"""Signs of a name that are looked at; no real name is longer, and a longer one is cut here."""
_AND_SIGN = re.compile(r"\b(\w{1,2})\s?&\s?(\w{1,2})\b")
_POSSESSIVE = re.compile(r"['’`]s\b", re.IGNORECASE)
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
_ROMAN_LETTERS = {"i": "1", "v": "5", "x": "10"}
_NO_NUMBER = frozenset({"no", "i", "v", "x"})
_NO_PLACE = frozenset({"island", "peoples", "new", "federation", "global", "as", "in"})
_PART_OF = re.compile(
    r"^(?P<part2>.+?)\s*[(,]\s*a subordinate (?:institution|institute|entity|unit) of (?P<whole2>[^)]+)\)?$"
    r"|^(?P<whole>.+?)[.,]?\s+(?:and\s+)?(?:subordinate|affiliated) (?:institution|institute|entity|unit)\b\s*[-:–]*\s*(?P<part>\S.*)$",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\s*[(（\[]([^)）\]]*)[)）\]]")
_KNOWN_AS = re.compile(r"^(?:a\.?k\.?a\.?|also known as|f\.?k\.?a\.?|formerly(?: known as)?|d\.?b\.?a\.?)[:\s]+", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Token:
    """One word: its Latin letters, its kind (see words.py), and the form in which generic words of all languages are equal."""

    text: str
    kind: int
    same: str
    weight: float


@dataclass(slots=True, eq=False)
class Name:
    """A name as the scorer compares it. `initials` are those of all words but legal forms; `consonants` says that vowels are unknown."""

    tokens: tuple[Token, ...]
    telling: tuple[Token, ...]
    """The tokens of kind NAME or COMMON."""
    numbers: frozenset[str]
    initials: str
    consonants: bool
    context: frozenset[str]
    """Words of the larger body that the name says it is a part of."""

    @property
    def compact(self) -> str:
        """All words that are neither legal forms nor articles, without blanks."""
        return "".join(t.text for t in self.tokens if t.kind not in (LEGAL, STOP))


def _symbol_kind(category: str, symbol: str) -> tuple[int, str] | None:
    symbol = ONE.get(symbol, symbol)
    if category == "LOC":
        return (COUNTRY if len(symbol) == 2 else PLACE), f"@{symbol}"
    if category == "SYMBOL":
        return (LEGAL, "#CO") if symbol in FORMS else (FILLER, f"#{symbol}")
    if category == "DOMAIN" and symbol not in OWN_NAMES:
        return (FILLER if symbol in FILLER_DOMAINS else LINE), f"#{symbol}"
    return None


def _token(text: str, ascii_form: str, symbol: tuple[int, str] | None) -> Token:
    known = words.table()[0]
    kind, same = known.get(text) or known.get(ascii_form) or symbol or (NAME, ascii_form)
    if symbol and symbol[1][0] == "@" and kind != STOP:
        kind, same = symbol
    elif symbol and (kind in (FILLER, LINE) or symbol[0] == LEGAL):
        kind = LEGAL if symbol[0] == LEGAL else kind
        same = symbol[1]
    if match := _ORDINAL.fullmatch(ascii_form):
        kind, same = NUMBER, match.group(1).lstrip("0") or "0"
    elif ascii_form.isdigit():
        kind, same = NUMBER, ascii_form.lstrip("0") or "0"
    weight = WEIGHT[kind]
    if kind == NAME and len(ascii_form) < 4:
        weight *= (0.2, 0.2, 0.6, 0.9)[len(ascii_form)]
    return Token(ascii_form, kind, same, weight)


def _symbols(spans: Iterable[Span]) -> dict[int, tuple[int, str]]:
    """What rigour's table says of the words, by their place in the name: kind, and a form common to all languages."""
    found: dict[int, tuple[int, str]] = {}
    told = [(len(p), s.symbol.category.value, s.symbol.id, p[0].index, p) for s in spans if (p := s.parts)]
    told.sort(key=lambda row: row[:4])  # rigour gives them in no order
    for _, category, symbol, _, parts in told:
        if category == "NUM":
            found.update({p.index: (NUMBER, symbol) for p in parts if not p.numeric and p.form not in _NO_NUMBER})
            continue
        kind = _symbol_kind(category, symbol)
        if kind and not (category == "LOC" and len(parts) == 1 and parts[0].form in _NO_PLACE):
            for part in parts:
                if part.index not in found or len(parts) > 1:
                    found[part.index] = kind
    return found


def _analyzed(text: str) -> list[Token]:
    """The words of a name in Latin, Cyrillic or a kindred script, in their order."""
    tokens: list[Token] = []
    for name in analyze_names(NameTypeTag.ORG, [text], phonetics=False, consolidate=False):
        symbols = _symbols(name.spans)
        last = len(name.parts) - 1
        parts = sorted(name.parts, key=lambda p: p.index)
        while last > 0 and parts[last].tag.value == "LEGAL" and parts[last].form not in _ROMAN:
            last -= 1  # the last word before the legal form
        for part in parts:
            tag, index = part.tag.value, part.index
            plain = part.ascii or part.form
            if not (plain.isascii() and plain.isalnum()):
                plain = "".join(c for c in plain.lower() if c.isalnum())
            if plain in _ROMAN or (index == last and plain in _ROMAN_LETTERS and last):
                tokens.append(Token(plain, NUMBER, _ROMAN.get(plain) or _ROMAN_LETTERS[plain], WEIGHT[NUMBER]))
            elif tag == "LEGAL" and last and (len(plain) > 2 or index == 0 or index >= last - 1):
                tokens.append(Token(plain, LEGAL, plain, WEIGHT[LEGAL]))
            elif tag == "STOP" and last:
                tokens.append(Token(plain, STOP, plain, WEIGHT[STOP]))
            elif plain:
                tokens.append(_token(part.form, plain, symbols.get(index)))
    return tokens


_REMEMBERED: dict[str, str] = {}


def remember(lines: Mapping[str, str]) -> None:
    """Names that `prepare` need not take apart again, each with the line that `packed` made of it with the same code."""
    _REMEMBERED.update(lines)


@lru_cache(maxsize=1 << 16)
def prepare(text: str) -> Name:
    """The name with its words told apart. Case, accents, punctuation and script do not count.

    >>> [t.text for t in prepare("杭州海康威视数字技术股份有限公司").telling]
    ['haikangweishi']
    >>> [t.text for t in prepare("Hangzhou Hikvision Digital Technology Co., Ltd.").telling]
    ['hikvision']
    """
    if line := _REMEMBERED.get(text):
        return unpacked(line)
    text = text[:LONGEST]
    whole, part = _parts_of(text)
    vowelless = consonantal(part)
    plain = _POSSESSIVE.sub("s", _AND_SIGN.sub(r"\1\2", latin(part)))
    tokens = _analyzed(plain)
    context = frozenset(t.same for t in _analyzed(latin(whole)) if t.kind != STOP) if whole else frozenset()
    return _name(tokens, vowelless, context)


def packed(name: Name) -> str:
    """The name as one line of text, for an index.

    >>> unpacked(packed(prepare("Hikvision Ltd."))).telling[0].text
    'hikvision'
    """
    tokens = ["\x1f".join((t.text, str(t.kind), t.same, repr(t.weight))) for t in name.tokens]
    return "\x1e".join([str(int(name.consonants)), "\x1f".join(sorted(name.context)), *tokens])


def unpacked(line: str) -> Name:
    """The name of a line that `packed` made."""
    consonants, context, *tokens = line.split("\x1e")
    parts = [t.split("\x1f") for t in tokens]
    return _name(
        [Token(text, int(kind), same, float(weight)) for text, kind, same, weight in parts],
        consonants == "1",
        frozenset(context.split("\x1f")) if context else frozenset(),
    )


def _name(tokens: list[Token], consonants: bool, context: frozenset[str]) -> Name:
    return Name(
        tuple(tokens),
        tuple([t for t in tokens if t.kind >= COMMON]),
        frozenset([t.same for t in tokens if t.kind == NUMBER]),
        "".join([t.text[0] for t in tokens if t.kind not in (LEGAL, STOP)]),
        consonants,
        context,
    )


def _parts_of(text: str) -> tuple[str, str]:
    """The larger body and the part, where a name says "X. Subordinate Institution - Y"; ('', text) elsewhere."""
    if ("ubordinate" in text or "ffiliated" in text) and (match := _PART_OF.match(text)):
        return match["whole"] or match["whole2"], match["part"] or match["part2"]
    return "", text


@lru_cache(maxsize=1 << 16)
def variants(text: str) -> tuple[str, ...]:
    """The name, and the names that it holds in brackets or after "a.k.a.".

    >>> variants("Hangzhou Hikvision Digital Technology Co., Ltd. (Hikvision)")
    ('Hangzhou Hikvision Digital Technology Co., Ltd.', 'Hikvision')
    >>> variants("Huawei Technologies (Beijing) Co., Ltd.")
    ('Huawei Technologies (Beijing) Co., Ltd.',)
    """
    if "(" not in text and "（" not in text and "[" not in text:
        return (text,)
    if _parts_of(text)[0]:
        return (text,)
    inside = []
    outside = text
    for match in _BRACKETS.finditer(text):
        content = match.group(1).strip()
        plain = _KNOWN_AS.sub("", content)
        name = prepare(plain)
        if name.telling and (plain != content or _names_the_same(name, prepare(text[: match.start()]))):
            if not any(c.isalnum() for c in text[match.end() :]):
                inside.append(plain)
            outside = outside.replace(match.group(), "", 1)
    return tuple(dict.fromkeys(v for v in (outside.strip(), *inside) if v))


def _names_the_same(bracketed: Name, name: Name) -> bool:
    """Whether words in brackets are the name once more: one of its words, its initials, or another script."""
    (first, *_), known = bracketed.telling, {t.text for t in name.telling}
    if (
        sum(t.kind != LEGAL for t in bracketed.tokens) == 1
        and len(first.text) >= 3
        and (first.text[0] == name.initials[:1] and len(name.initials) >= 3)
    ):
        return True
    return any(t.text in known for t in bracketed.telling)
