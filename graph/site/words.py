"""The words of a text by which the search of the site finds it; `site.js` takes a query apart by the same rules.

Compatibility forms, case and accents aside; runs of Chinese and Japanese, which have no spaces, as every two neighbouring characters.
"""

import re
import unicodedata
from collections.abc import Iterator

CJK = "\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(f"[{CJK}]+|[^{CJK} ]+")
LONGEST = 40
"""Characters of a word that count."""
BUCKETS = 64
"""Files over which the words that do not begin with an ASCII letter or digit are spread."""


def folded(text: str) -> str:
    """Letters and digits alone, parted by single spaces.

    >>> folded("Société Générale, Ltd."), folded("ＨＩＫ　Vision"), folded("Ελλάς")
    ('societe generale ltd', 'hik vision', 'ελλασ')
    """
    if text.isascii():
        return re.sub("[^a-z0-9]+", " ", text.lower()).strip()
    plain = unicodedata.normalize("NFKD", text).lower().replace("ς", "σ")
    kept = (c if c.isalnum() else " " for c in plain if not unicodedata.category(c).startswith("M"))
    return " ".join("".join(kept).split())


def words(text: str) -> Iterator[str]:
    """The words of a name.

    >>> list(words("海康威视 Hikvision"))
    ['海康', '康威', '威视', '视', 'hikvision']
    """
    for run in _RUNS.findall(folded(text)):
        if not re.match(f"[{CJK}]", run):
            yield run[:LONGEST]
            continue
        yield from (run[i : i + 2] for i in range(len(run) - 1))
        yield run[-1]


def shard(word: str) -> str:
    """The name of the file that holds a word: its first two letters, or a number for other scripts.

    >>> shard("hikvision"), shard("5g"), shard("a"), shard("海康")
    ('hi', '5g', 'a_', 'u55')
    """
    if re.match("[a-z0-9]", word):
        second = word[1:2] or "_"
        return word[0] + (second if re.match("[a-z0-9_]", second) else "_")
    return f"u{ord(word[0]) % BUCKETS}"
