"""The names that rules look for in a sentence: known organizations, bodies by the form of their name, territories, technologies.

Everything here works on words and dictionaries, so a sentence takes time in proportion to its length.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rigour.names import remove_org_types
from rigour.territories import lookup_territory

from ontology.errors import FactError, FileError


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


HERE = Path(__file__).parent
CURATED = HERE.parent / "curated" / "organizations.csv"
_WORD = re.compile(r"U\.[SK]\.(?:A\.)?|[^\W_]+(?:(?:[&.-]|[’'](?!s\b))[^\W_]+)*")
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NAME_GAP = re.compile(r"[\s,.’'&/()-]{0,3}")
_AGENCY_GAP = re.compile(r"\s|[’'-]")
_CODES = _set("US UK UAE USA DRC U.S. U.K. U.S.A. PRC")
_LONGEST_PLACE = 60
_SUBDIVISIONS = frozenset(("cn-xj", "cn-xz"))
_NOWHERE = frozenset(("eu", "zz"))
_EVERYDAY = _set("Met Honor Circles Bull Easier Area Amalgamated Durban")
"""Names that are also words; a page that means the firm gives it a longer name."""
_SMALL = _set("of the and for de la las los el del da do das dos di et y e du des für und et al")
_NOT_NAMES = _set(
    """
    the a an in on at to from by for with since when after before as this that these our we it its they their he she
    today meanwhile recently now also and or but while during under following based headquartered i monday tuesday
    wednesday thursday friday saturday sunday january february march april may june july august september october
    november december photo image customer client name each both two three all many several more most other no not how
    why what who where new
    """
)
_GENERIC = _set(
    """
    ministry of the interior and public security national police federal service ministerio del polícia policía
    secretaría secretaria de cabinet office department defence defense justice internal affairs home city council
    general directorate agency authority state government army navy bureau communications telecommunications regulatory
    intelligence
    """
)


@dataclass(frozen=True)
class Organization:
    """A row of organizations.csv: `names` are its name, its aliases, and its name without legal form."""

    id: str
    kind: str
    name: str
    territory: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Word:
    start: int
    end: int
    text: str

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()


@dataclass(frozen=True)
class Found:
    """Something found in a text: `keys` are organization ids, a territory code, or technology codes; `kind` says of what sort."""

    start: int
    end: int
    text: str
    kind: str
    keys: tuple[str, ...] = ()


def words(text: str) -> list[Word]:
    """
    >>> [w.text for w in words("Peru's e-gates (U.S. made), S.p.A.")]
    ['Peru', 's', 'e-gates', 'U.S.', 'made', 'S.p.A']
    """
    return [Word(m.start(), m.end(), m[0]) for m in _WORD.finditer(text)]


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """A table that stands beside this module."""
    with (HERE / name).open(newline="", encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


def organizations(*paths: Path) -> dict[str, Organization]:
    """The organizations of these tables by id (of the curated table when none is given). FileError when one cannot be read."""
    found = {}
    for path in paths or (CURATED,):
        try:
            with path.open(newline="", encoding="utf-8") as file:
                for row in csv.DictReader(file):
                    aliases = [a for part in row["aliases"].split(";") if (a := part.strip())]
                    found[row["id"]] = Organization(
                        row["id"], row["kind"], row["name"], row["territory"], _names(row["name"], aliases)
                    )
        except (OSError, KeyError, TypeError, AttributeError, UnicodeError, csv.Error) as error:
            raise FileError(f"{path} is no table of organizations ({error}); docs/curation.md says what it holds") from None
    return found


def _names(name: str, aliases: list[str]) -> tuple[str, ...]:
    plain = remove_org_types(name).strip(" ,.")
    wanted = [name, *aliases] + ([plain] if len(plain) > 4 else [])
    usable = [n for n in wanted if (len(n) > 3 or (len(n) == 3 and n.isupper()) or _IDEOGRAPHS.search(n)) and n not in _EVERYDAY]
    return tuple(dict.fromkeys(usable))


class Lexicon:
    """Known names, ready to be looked for."""

    def __init__(self, known: dict[str, Organization]):
        self.known = known
        self._by_word: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._ideographic: list[tuple[str, str]] = []
        for organization in known.values():
            for name in organization.names:
                if _IDEOGRAPHS.search(name):
                    self._ideographic.append((name, organization.id))
                elif parts := tuple(w.text for w in words(name)):
                    self._by_word.setdefault(parts[0], []).append((parts, organization.id))

    def organizations(self, text: str, tokens: list[Word]) -> list[Found]:
        """The known names, the longest first where several begin; a name of several organizations has all their ids."""
        found, place = [], 0
        while place < len(tokens):
            hits: dict[int, list[str]] = {}
            for parts, key in self._by_word.get(tokens[place].text, ()):
                if _run(text, tokens, place, parts, _NAME_GAP):
                    hits.setdefault(len(parts), []).append(key)
            if hits:
                length = max(hits)
                last = tokens[place + length - 1]
                found.append(
                    Found(tokens[place].start, last.end, text[tokens[place].start : last.end], "known", tuple(hits[length]))
                )
                place += length
            else:
                place += 1
        if _IDEOGRAPHS.search(text):
            found += [
                Found(at, at + len(name), name, "known", (key,))
                for name, key in self._ideographic
                if (at := text.find(name)) >= 0
            ]
        return found

    def is_telling(self, key: str) -> bool:
        """Whether the organization's own name shows which one it is, unlike "Ministry of Public Security"."""
        return any(w.text.casefold() not in _GENERIC for w in words(self.known[key].name))


def _run(text: str, tokens: list[Word], place: int, parts: tuple[str, ...], gap: re.Pattern[str], fold: bool = False) -> bool:
    """Whether the words from `place` on are these, with nothing but `gap` between them."""
    if place + len(parts) > len(tokens):
        return False
    for offset, part in enumerate(parts):
        word = tokens[place + offset]
        if word.text != part and not (fold and word.text.casefold() == part.casefold()):
            return False
        if offset and not gap.fullmatch(text[tokens[place + offset - 1].end : word.start]):
            return False
    return True


@cache
def _territory(name: str) -> str:
    found = lookup_territory(name)
    if found is None or found.is_historical or found.code in _NOWHERE:
        return ""
    return found.code.upper() if found.code in _SUBDIVISIONS else found.code[:2].upper()


def territories(text: str, tokens: list[Word]) -> list[Found]:
    """Territories by the names, capitals and adjectives that rigour knows, as ISO codes; a subdivision gives its state.

    >>> t = "From Belgrade to the Kenyan coast and US bases"; [f.keys[0] for f in territories(t, words(t))]
    ['RS', 'KE', 'US']
    """
    found, place = [], 0
    while place < len(tokens):
        step = 1
        if not tokens[place].text[0].islower():
            for length in range(min(5, len(tokens) - place), 0, -1):
                last = tokens[place + length - 1]
                name = text[tokens[place].start : last.end]
                short = length == 1 and len(name) <= 3 and name.isascii()
                if (
                    len(name) > _LONGEST_PLACE
                    or (short and (name not in _CODES or text[last.end : last.end + 1] == "$"))
                    or name.isdigit()
                    or last.text in _SMALL
                    or re.search(r"[,;:|()]", name)
                ):
                    continue
                if code := _territory(name.rstrip(".") if name not in _CODES else name.replace(".", "")):
                    found.append(Found(tokens[place].start, last.end, name, "territory", (code,)))
                    step = length
                    break
        place += step
    return found


@cache
def _terms() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for row in table("terms.csv"):
        parts = tuple(w.text.casefold() for w in words(row["phrase"]))
        index.setdefault(parts[0], []).append((parts, row["code"]))
    return index


def technologies(text: str, tokens: list[Word]) -> list[Found]:
    """Technologies by the phrases of terms.csv, in singular or plural, the longest first.

    >>> t = "IP cameras with facial recognition"; [f.keys[0] for f in technologies(t, words(t))]
    ['video-surveillance', 'face-recognition']
    """
    found, place = [], 0
    while place < len(tokens):
        first = tokens[place].text.casefold()
        best: tuple[int, str] = (0, "")
        for head in {first, first.removesuffix("s")}:
            for parts, code in _terms().get(head, ()):
                if len(parts) > best[0] and _term_at(tokens, place, parts):
                    best = (len(parts), code)
        if best[0]:
            last = tokens[place + best[0] - 1]
            found.append(Found(tokens[place].start, last.end, text[tokens[place].start : last.end], "technology", (best[1],)))
        place += best[0] or 1
    if _IDEOGRAPHS.search(text):
        for row in table("terms.csv"):
            if _IDEOGRAPHS.search(row["phrase"]) and (at := text.find(row["phrase"])) >= 0:
                found.append(Found(at, at + len(row["phrase"]), row["phrase"], "technology", (row["code"],)))
    return found


def _term_at(tokens: list[Word], place: int, parts: tuple[str, ...]) -> bool:
    if place + len(parts) > len(tokens):
        return False
    said = [w.text.casefold() for w in tokens[place : place + len(parts)]]
    return said[:-1] == list(parts[:-1]) and said[-1] in (parts[-1], parts[-1] + "s")


@cache
def _agency_forms() -> tuple[
    dict[str, list[tuple[tuple[str, ...], str]]], dict[str, list[tuple[tuple[str, ...], str]]], re.Pattern[str]
]:
    heads: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    tails: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    scripts = []
    for row in table("agencies.csv"):
        parts = tuple(w.text for w in words(row["phrase"]))
        if row["place"] == "script":
            scripts.append(re.escape(row["phrase"]))
        else:
            (heads if row["place"] == "head" else tails).setdefault(parts[0].casefold(), []).append((parts, row["kind"]))
    ending = "|".join(scripts)
    return (
        heads,
        tails,
        re.compile(rf"[\u4e00-\u9fff\uac00-\ud7af]{{0,10}}(?:{ending})(?:[ ](?:(?![a-zA-Z])[^\W\d_]){{2,20}}){{0,4}}"),
    )


def agencies(text: str, tokens: list[Word], taken: Iterable[Found] = ()) -> list[Found]:
    """Public bodies and other buyers by the form of their names: "Ministry of X", "X Police Department", "police of X".

    `taken` are stretches that belong to a vendor's name.

    >>> t = "Today the Lima Police Department and the Ministry of Interior of Peru met"
    >>> [f.text for f in agencies(t, words(t))]
    ['Lima Police Department', 'Ministry of Interior of Peru']
    """
    blocked = [(f.start, f.end) for f in taken]
    heads, tails, scripts = _agency_forms()
    found: list[Found] = []
    place = 0
    while place < len(tokens):
        hit = _head(text, tokens, place, heads) or _tail(text, tokens, place, tails, found[-1].end if found else 0)
        if hit and not any(a < hit[0].end and hit[0].start < b for a, b in blocked):
            if found and found[-1].end > hit[0].start:
                found.pop()
            found.append(hit[0])
            place = hit[1]
        else:
            place += 1
    for match in scripts.finditer(text) if not text.isascii() else ():
        if not any(f.start < match.end() and match.start() < f.end for f in found):
            found.append(Found(match.start(), match.end(), match[0], "public"))
    return sorted(found, key=lambda f: f.start)


def _best(text: str, tokens: list[Word], place: int, forms: dict[str, list[tuple[tuple[str, ...], str]]]) -> tuple[int, str]:
    best = (0, "")
    for parts, kind in forms.get(tokens[place].text.casefold(), ()):
        if len(parts) > best[0] and _run(text, tokens, place, parts, _AGENCY_GAP, fold=True):
            best = (len(parts), kind)
    return best


def _head(
    text: str, tokens: list[Word], place: int, heads: dict[str, list[tuple[tuple[str, ...], str]]]
) -> tuple[Found, int] | None:
    length, kind = _best(text, tokens, place, heads)
    if not length:
        return None
    end = _rightwards(text, tokens, place + length)
    if end == place + length:
        return None
    return _named(text, tokens, place, end, kind), end


def _tail(
    text: str, tokens: list[Word], place: int, tails: dict[str, list[tuple[tuple[str, ...], str]]], not_before: int
) -> tuple[Found, int] | None:
    length, kind = _best(text, tokens, place, tails)
    if not length or not tokens[place].capital:
        return None
    start = place
    while start and _joined(text, tokens, start - 1) and tokens[start - 1].start >= not_before and _is_name(tokens[start - 1]):
        start -= 1
    end = place + length
    while (more := _best(text, tokens, end, tails) if end < len(tokens) and _joined(text, tokens, end - 1) else (0, ""))[0]:
        end += more[0]
    after = end
    if after < len(tokens) and tokens[after].text == "of" and _joined(text, tokens, after - 1):
        end = max(end, _rightwards(text, tokens, after))
    if start == place and end - place < 2:
        return None
    return _named(text, tokens, start, end, kind), end


def _named(text: str, tokens: list[Word], start: int, end: int, kind: str) -> Found:
    return Found(tokens[start].start, tokens[end - 1].end, text[tokens[start].start : tokens[end - 1].end], kind)


def _joined(text: str, tokens: list[Word], place: int) -> bool:
    return bool(_AGENCY_GAP.fullmatch(text[tokens[place].end : tokens[place + 1].start]))


def _is_name(word: Word) -> bool:
    return (word.capital or not word.text.isascii()) and word.text.casefold() not in _NOT_NAMES and not word.text[0].isdigit()


def _rightwards(text: str, tokens: list[Word], place: int) -> int:
    """Where the run of capitalised words that begins at `place` ends, small words inside it included."""
    end, at = place, place
    while at < len(tokens) and (
        at == place or _joined(text, tokens, at - 1) or (end == at and tokens[at - 1].text.endswith("."))
    ):
        if _is_name(tokens[at]):
            end = at = at + 1
        elif tokens[at].text in _SMALL and not (tokens[at].text == "and" and _opens_another(text, tokens, at + 1)):
            at += 1
        else:
            break
    return end


def _opens_another(text: str, tokens: list[Word], place: int) -> bool:
    """Whether another body's name begins here, so that the "and" before it joins two bodies."""
    heads, tails, _ = _agency_forms()
    if place < len(tokens) and tokens[place].text == "the":
        return True
    for at in range(place, min(place + 5, len(tokens))):
        if not _is_name(tokens[at]):
            break
        if _best(text, tokens, at, heads)[0] or _best(text, tokens, at, tails)[0]:
            return True
    return False


def one_of(code: str, allowed: Iterable[str], what: str) -> str:
    """`code` when it is allowed; FactError otherwise."""
    choices = list(allowed)
    if code not in choices:
        raise FactError(f"{code!r} is no {what}; use {', '.join(choices)}")
    return code


def spans_overlap(found: Found, others: Iterable[Found]) -> Iterator[Found]:
    """The others that share a character with `found`."""
    return (o for o in others if o.start < found.end and found.start < o.end)
