"""Keys under which a name is found again: two names that may be one organization's share at least one.

`=word` a telling word; `+word` two neighbouring words joined; `@letters` the initials of the whole name; `#words` all words of a
name of generic words alone. `spelling_keys` leads from one spelling of a word to the others.
"""

from functools import lru_cache
from itertools import pairwise

from ingest.matching.names import Name
from ingest.matching.spelling import bare, rough, skeleton
from ingest.matching.words import COMMON, COUNTRY, FILLER, LEGAL, NAME, NUMBER, STOP


def words_of(name: Name) -> list[str]:
    """The telling words, and each joined with its neighbour; a name without telling words has one word made of all its own.

    >>> from ingest.matching.names import prepare
    >>> words_of(prepare("Hik Vision Digital Technology"))
    ['=hik', '+hikvision']
    >>> words_of(prepare("201st Research Institute")) == words_of(prepare("Research Institute No. 201"))
    True
    """
    found = [f"={t.text}" for t in name.telling if len(t.text) > 1]
    if not found:
        same = sorted(t.same for t in name.tokens if t.kind not in (STOP, LEGAL))
        return [f"#{' '.join(same)}"] if same else []
    plain = [t for t in name.tokens if t.kind not in (STOP, LEGAL, NUMBER)]
    for a, b in pairwise(plain):
        if (a.kind >= COMMON or b.kind >= COMMON) and len(a.text) + len(b.text) >= 5:
            found.append(f"+{a.text}{b.text}")
    return list(dict.fromkeys(found))


def initials_of(name: Name) -> list[str]:
    """The acronyms that the name may have: initials of its words, one weak word left out or none.

    >>> from ingest.matching.names import prepare
    >>> "@smic" in initials_of(prepare("Semiconductor Manufacturing International Corporation"))
    True
    """
    tokens = [t for t in name.tokens if t.kind not in (STOP, LEGAL)]
    if not 2 <= len(tokens) <= 9 or any(len(t.text) == 1 for t in tokens):
        return []
    legal = "".join(t.text[0] for t in name.tokens[1:] if t.kind == LEGAL)
    found = set()
    for start in (0, 1) if tokens[0].kind == COUNTRY and len(tokens) > 3 else (0,):
        kept = tokens[start:]
        letters = "".join(t.text[0] for t in kept)
        found |= {letters + legal[:n] for n in range(len(legal) + 1)}
        if len(kept) > 4:
            found |= {letters[:i] + letters[i + 1 :] for i, t in enumerate(kept) if i and t.kind in (FILLER, COUNTRY)}
    return [f"@{f}" for f in sorted(found) if 3 <= len(f) <= 7]


def acronyms_in(name: Name) -> list[str]:
    """The words of a short name that may be an acronym."""
    return [f"@{t.text}" for t in name.telling if t.kind == NAME and 3 <= len(t.text) <= 7] if len(name.tokens) <= 3 else []


PREFIX = 8
"""Letters at the head of a word in which a slip is looked for; a slip behind them leaves the head as it is."""


@lru_cache(maxsize=1 << 16)
def spelling_keys(word: str) -> tuple[str, ...]:
    """Keys that a word of `words_of` shares with its other spellings: its consonants, and its head with a letter taken out.

    >>> bool(set(spelling_keys("=hikvision")) & set(spelling_keys("=hikvison")))
    True
    """
    text = word[1:]
    if word[0] == "+":
        return (f"={text}",)
    if word[0] != "=" or len(text) < 4 or not text.isalpha():
        return (word,)
    found = [word]
    bones = skeleton(text)
    if len(bones) >= 3:
        found.append(f"~{bones}")
        weak = bare(text)
        if len(weak) >= 3:
            found.append(f"^{weak}")
    if len(heard := rough(text)) >= 3:
        found.append(f"%{heard}")
    if len(text) >= 5:
        head = text[:PREFIX]
        found.append(f"-{head}")
        found += {f"-{head[:i]}{head[i + 1 :]}" for i in range(len(head))}
    return tuple(found)
