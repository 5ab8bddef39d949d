"""How far two parties are one: names word by word, then territories and identifiers.

    score = M / (M + A * larger + B * smaller)

M is the weight of the words that both names have (mean of the two sides, times the likeness of their spelling), `larger` and
`smaller` the weights of what is left over on the one side and the other. What only one side adds ("Hangzhou ... Digital") is
weak evidence against; what both sides add differently ("Technologies" / "Marine Networks") is strong. docs/identity.md gives
the rules that bound the score.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.matching.names import Name, Token, prepare, variants
from ingest.matching.spelling import LEAST_LIKE, likeness, may_be_like
from ingest.matching.words import COMMON, COUNTRY, FILLER, LEGAL, NAME, PLACE, PUBLIC, STOP

ONE_SIDED, TWO_SIDED = 0.4, 1.0
"""A and B of the formula."""
GENERIC_SLACK = 0.2
"""Weight left over up to which two names of generic words alone still are the same words."""
PLACES_DIFFER = 0.8
THRESHOLD = 0.75
"""From here on a pair is shown as a finding. Chosen on the dev half of tests/ingest/labelled_pairs."""
GENERIC_ONLY = 0.5
"""Most that a pair scores that shares generic words alone and is not word for word the same."""
PART_OF_ANOTHER = 0.7
"""Most that two parts named by generic words alone score ("201 Research Institute"), unless the bodies they belong to agree."""
ACRONYM, SHORT_ACRONYM = 0.8, 0.76
"""What initials score, of four letters and more, and of three: those of many names are the same."""
NUMBERS_DIFFER = 0.4
OTHER_TERRITORY, OTHER_TERRITORY_GENERIC = 0.8, 0.5
"""Factors for names in territories that have nothing in common: in general, and where generic words alone are in common."""
OTHER_IDENTIFIER = 0.6
DECIDING = frozenset({"ofac", "lei", "uscc", "wikidata", "ru-inn", "ru-ogrn", "imo", "un-sc", "bic"})
"""Schemes that give one organization one number."""


@dataclass(frozen=True)
class Party:
    """What is known of one side: names and aliases, ISO territory codes, identifiers as `scheme:value`."""

    names: tuple[str, ...]
    territories: frozenset[str] = frozenset()
    identifiers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Match:
    """A score from 0 to 1, the two names that it rests on, and what it is made of."""

    score: float
    left: str = ""
    right: str = ""
    parts: dict[str, float | str] = field(default_factory=dict)


def score_prepared(left: Name, right: Name, floor: float = 0.0) -> float:
    """The score of two names, 0 to 1, symmetric; 0 where it cannot reach `floor`.

    >>> from ingest.matching.names import prepare
    >>> score_prepared(prepare("Hikvision"), prepare("Hangzhou Hikvision Digital Technology Co., Ltd.")) > 0.75
    True
    >>> score_prepared(prepare("Beijing Digital Technology"), prepare("Beijing Digital Science Technology"))
    0.5
    """
    if not left.tokens or not right.tokens:
        return 0.0
    shared, told, rest_left, rest_right = _exact(left.tokens, right.tokens)
    if floor and (told or (len(left.tokens) > 3 and len(right.tokens) > 3)) and _at_most(shared, rest_left, rest_right) < floor:
        return 0.0
    if rest_left and rest_right and (_telling(rest_left) or _telling(rest_right)):
        consonants = left.consonants or right.consonants
        for rule in (_inexact, _joined):
            gained, told_more = rule(rest_left, rest_right, consonants)
            shared, told = shared + gained, told + told_more
    factor = 1.0
    if told == 0.0 and (letters := _acronym(left, right, rest_left, rest_right)):
        shared = told = 1.0
        factor = ACRONYM if letters > 3 else SHORT_ACRONYM
    over_left, over_right = _left_over(rest_left, right.context), _left_over(rest_right, left.context)
    total = shared + ONE_SIDED * max(over_left, over_right) + TWO_SIDED * min(over_left, over_right)
    score = factor * shared / total if total else 0.0
    if left.numbers and right.numbers and left.numbers.isdisjoint(right.numbers):
        score *= NUMBERS_DIFFER
    if _places_differ(rest_left, rest_right):
        score *= PLACES_DIFFER
    if told == 0.0:
        least = _counting(left.tokens) - _counting(rest_left)
        if max(over_left, over_right) > GENERIC_SLACK or least < 2:
            score = min(score, GENERIC_ONLY if least > 1 or max(over_left, over_right) > 0.05 else PART_OF_ANOTHER)
        elif not _same_body(left, right):
            score = min(score, PART_OF_ANOTHER)
    return round(score, 3)


def _counting(tokens: Iterable[Token]) -> int:
    return sum(t.kind != STOP for t in tokens)


def _places_differ(rest_left: list[Token], rest_right: list[Token]) -> bool:
    """Whether each name has a city or country that the other has not."""
    return any(t.kind in (PLACE, COUNTRY) for t in rest_left) and any(t.kind in (PLACE, COUNTRY) for t in rest_right)


def _at_most(shared: float, rest_left: list[Token], rest_right: list[Token]) -> float:
    """What the score is if all that can still be matched is."""
    left = right = 0.0
    for token in rest_left:
        left += token.weight
    for token in rest_right:
        right += token.weight
    less, more = (left, right) if left < right else (right, left)
    shared += less
    return shared / (shared + ONE_SIDED * (more - less) or 1.0)


def _telling(tokens: list[Token]) -> bool:
    return any([token.kind >= COMMON for token in tokens])


def _left_over(rest: list[Token], context: frozenset[str]) -> float:
    """Weight of the words that only one side has; those that the other's larger body explains do not count."""
    return sum(t.weight for t in rest if t.same not in context and t.kind != LEGAL)


def _same_body(left: Name, right: Name) -> bool:
    """Whether the larger bodies that generic parts belong to are the same, where any is named ("... - 201 Research Institute")."""
    a, b = left.context, right.context
    if not a and not b:
        return True
    if a and b:
        return len(a & b) >= 0.6 * len(a | b)
    whole, other = (a, right) if a else (b, left)
    return len(whole & {t.same for t in other.tokens}) >= 2


def _exact(left: tuple[Token, ...], right: tuple[Token, ...]) -> tuple[float, float, list[Token], list[Token]]:
    """Weight of the words equal on both sides, that of the telling ones among them, and the rest of each side."""
    waiting: dict[str, list[Token]] = {}
    for token in right:
        waiting.setdefault(token.same, []).append(token)
    shared = told = 0.0
    rest_left = []
    for token in left:
        if found := waiting.get(token.same):
            weight = (token.weight + found.pop().weight) / 2
            shared += weight
            if token.kind >= COMMON and len(token.text) > 1:
                told += weight
        else:
            rest_left.append(token)
    return shared, told, rest_left, [t for t in right if t in waiting[t.same]]


def _inexact(rest_left: list[Token], rest_right: list[Token], consonants: bool) -> tuple[float, float]:
    """Match words left over that are nearly equal, best first, and take them out of both lists."""
    pairs = []
    for a in rest_left:
        text, telling = a.text, a.kind >= COMMON
        if len(text) < 4 and not consonants:
            continue
        for b in rest_right:
            if (telling or b.kind >= COMMON) and (consonants or may_be_like(text, b.text)):
                like = likeness(text, b.text, consonants)
                if like >= LEAST_LIKE:
                    pairs.append((like, text, b.text, a, b))
    if not pairs:
        return 0.0, 0.0
    shared = told = 0.0
    pairs.sort(key=lambda p: (-p[0], p[1], p[2]))
    for like, _, _, a, b in pairs:
        if any(a is t for t in rest_left) and any(b is t for t in rest_right):
            _take(rest_left, a)
            _take(rest_right, b)
            weight = min(a.weight, b.weight)
            shared += weight * like
            if a.kind >= COMMON and b.kind >= COMMON:
                told += weight * like
            _leave(rest_left, rest_right, a, b, weight * (1 - like))
    return shared, told


def _leave(rest_left: list[Token], rest_right: list[Token], a: Token, b: Token, weight: float) -> None:
    """What a likeness below 1 leaves open counts as left over on both sides."""
    rest_left.append(Token(a.text, STOP, "", weight))
    rest_right.append(Token(b.text, STOP, "", weight))


def _take(tokens: list[Token], token: Token) -> None:
    for i, t in enumerate(tokens):
        if t is token:
            del tokens[i]
            return


def _joined(rest_left: list[Token], rest_right: list[Token], consonants: bool) -> tuple[float, float]:
    """Match words written in one here and apart there: "Hik Vision" and "Hikvision"."""
    for one, several in ((rest_left, rest_right), (rest_right, rest_left)):
        if len(several) < 2:
            continue
        for token in [t for t in one if t.kind >= COMMON and len(t.text) >= 5]:
            for i in range(len(several) - 1):
                text = several[i].text
                if text[0] != token.text[0] or len(text) >= len(token.text):
                    continue
                for j in range(i + 1, min(i + 4, len(several))):
                    text += several[j].text
                    if not several[i].same or not several[j].same:
                        break
                    like = likeness(text, token.text) if abs(len(text) - len(token.text)) <= 2 else 0.0
                    if like >= 0.8:
                        del several[i : j + 1]
                        _take(one, token)
                        return token.weight * like, token.weight * like
    return 0.0, 0.0


def _acronym(left: Name, right: Name, rest_left: list[Token], rest_right: list[Token]) -> int:
    """Letters of a word of one name that is made of the initials of the other name, 0 when none is; both are then accounted for."""
    for short, rest_short, rest_long, long in ((left, rest_left, rest_right, right), (right, rest_right, rest_left, left)):
        for token in rest_short if len(short.tokens) <= 3 else ():
            if token.kind == NAME and 3 <= len(token.text) <= 7 and _initials_of(token.text, long):
                rest_long.clear()
                _take(rest_short, token)
                return len(token.text)
    return 0


def _initials_of(text: str, name: Name) -> bool:
    """Whether `text` is made of the initials of the name's words in order, of all but the weakest of them.

    >>> from ingest.matching.names import prepare
    >>> _initials_of("smic", prepare("Semiconductor Manufacturing International Corporation"))
    True
    >>> _initials_of("cetc", prepare("China Electronics Technology Group Corporation"))
    True
    >>> _initials_of("smic", prepare("Shenzhen Micro International"))
    False
    """
    tokens = [t for t in name.tokens if t.kind not in (STOP, LEGAL)]
    if len(tokens) > 3 and tokens[0].kind == COUNTRY and tokens[0].text[0] != text[0]:
        tokens = tokens[1:]
    legal = "".join(t.text[0] for t in name.tokens[1:] if t.kind == LEGAL)
    if len(tokens) < 2 or tokens[0].text[0] != text[0] or any(len(t.text) == 1 for t in tokens):
        return False
    at, skipped = 0, 0
    for token in tokens:
        if at < len(text) and token.text[0] == text[at]:
            at += 1
        elif token.kind in (FILLER, COUNTRY) and len(text) > 3:
            skipped += 1
        else:
            return False
    rest = text[at:]
    return skipped <= 1 and at >= 2 and (not rest or legal.startswith(rest)) and len(tokens) + len(rest) >= 3


def score_names(left: str, right: str) -> float:
    """The score of two names as written: the best of their variants, 0 to 1, symmetric.

    >>> score_names("Huawei Technologies Co., Ltd.", "华为技术有限公司")
    1.0
    >>> score_names("201 Research Institute", "202 Research Institute") < 0.5
    True
    """
    if left == right and prepare(left).tokens:
        return 1.0
    return max((score_prepared(prepare(a), prepare(b)) for a in variants(left) for b in variants(right)), default=0.0)


def score(left: Party, right: Party) -> Match:
    """How far two parties are one and the same, with what it is made of.

    Equal identifiers of one scheme decide (1.0); different ones lower, as do territories that have nothing in common.

    >>> score(Party(("A",), identifiers=frozenset({"lei:1"})), Party(("B",), identifiers=frozenset({"lei:1"}))).score
    1.0
    """
    if known := sorted(i for i in left.identifiers & right.identifiers if decides(i)):
        return Match(1.0, left.names[0], right.names[0], {"identifier": known[0]})
    best, pair = 0.0, ("", "")
    for a in left.names:
        for b in right.names:
            found = score_names(a, b)
            if found > best:
                best, pair = found, (a, b)
                if best == 1.0:
                    break
    result, parts = circumstances(best, left, right)
    return Match(result, *pair, parts)


def decides(identifier: str) -> bool:
    """Whether the identifier is of a scheme that gives one organization one number."""
    scheme = identifier.partition(":")[0]
    return scheme in DECIDING or scheme.startswith("registration-")


def circumstances(name_score: float, left: Party, right: Party) -> tuple[float, dict[str, float | str]]:
    """The score of two names lowered by what else is known of their bearers, and its parts."""
    parts: dict[str, float | str] = {"name": name_score}
    for what, factor in (
        ("territory", _territory_factor(left, right)),
        ("identifiers", _identifier_factor(left.identifiers, right.identifiers)),
    ):
        if factor is not None:
            parts[what] = factor
            name_score *= factor
    return round(name_score, 3), parts


def _territory_factor(left: Party, right: Party) -> float | None:
    """Lower where both have territories and none in common; a state's part differs from its other parts only."""
    a, b = left.territories, right.territories
    if not a or not b or a & b:
        return None
    states_a, states_b = {t.partition("-")[0] for t in a}, {t.partition("-")[0] for t in b}
    if states_a & states_b and not (all("-" in t for t in a) and all("-" in t for t in b)):
        return None
    states_own = any(_states_own(prepare(n)) for side in (left, right) for n in side.names)
    return OTHER_TERRITORY_GENERIC if states_own else OTHER_TERRITORY


def _states_own(name: Name) -> bool:
    """Whether other states have bodies of that name too: it is a public body's, or of generic words alone."""
    return not name.telling or any(t.same in PUBLIC for t in name.tokens)


def _identifier_factor(left: Iterable[str], right: Iterable[str]) -> float | None:
    schemes: dict[str, set[str]] = {}
    for identifier in left:
        schemes.setdefault(identifier.partition(":")[0], set()).add(identifier)
    for identifier in right:
        scheme = identifier.partition(":")[0]
        if (
            scheme in schemes
            and scheme in ("lei", "uscc", "wikidata", "ru-inn", "ru-ogrn", "ofac")
            and identifier not in schemes[scheme]
        ):
            return OTHER_IDENTIFIER
    return None
