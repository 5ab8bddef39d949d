"""The index of listed organizations that `kg screen` reads: one SQLite file beside the RDF, written by the build.

`entities` and `identifiers` are tables. What every look-up needs is in `parts`, as whole columns that load in a few milliseconds:
`names` and `words` (texts, a line each), `prepared` (the names, their words told apart), `voweless` (numbers of words from scripts without vowels), `holders` (name -> entities) and `postings` (word -> names), each as numbers with
their `_starts`; and `keys` with `key_words`: sorted checksums of spelling keys and, beside each, the number of its word. (A
checksum may stand for two keys; what it finds is compared letter by letter anyway.)
"""

import contextlib
import hashlib
import json
import sqlite3
import zlib
from array import array
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path

from ingest import matching
from ingest.claims import Claims
from ingest.matching import prepare, variants
from ingest.matching.keys import initials_of, spelling_keys, words_of
from ingest.matching.names import packed, remember
from ingest.screening.listed import Listed, listed, lists

FILE = "screening.sqlite"
_TABLES = """
CREATE TABLE parts (name TEXT PRIMARY KEY, content BLOB);
CREATE TABLE entities (id INTEGER PRIMARY KEY, about TEXT, names TEXT);
CREATE TABLE identifiers (identifier TEXT PRIMARY KEY, entities TEXT) WITHOUT ROWID;
"""


def checksum(key: str) -> int:
    """The number under which a spelling key is stored."""
    return zlib.crc32(key.encode())


def matcher_stamp() -> str:
    """Changes when the code that takes names apart does."""
    whole = hashlib.sha256(version("rigour").encode())
    for path in sorted(Path(matching.__file__).parent.glob("*")):
        if path.is_file():
            whole.update(path.read_bytes())
    return whole.hexdigest()


def remember_names(folder: Path) -> None:
    """Take over the names of the index in `folder`, where it was written by the same matcher: most of a build's names are those of the last."""
    with (
        contextlib.suppress(sqlite3.Error, TypeError),
        contextlib.closing(sqlite3.connect(f"file:{folder / FILE}?mode=ro", uri=True)) as db,
    ):
        parts = dict(db.execute("SELECT name, content FROM parts WHERE name IN ('matcher', 'names', 'prepared')"))
        if parts.get("matcher") == matcher_stamp():
            remember(dict(zip(parts["names"].split("\n"), parts["prepared"].split("\n"), strict=True)))


def _stamp(found: list[Listed], held: list[dict[str, str]]) -> str:
    whole = hashlib.sha256(matcher_stamp().encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        whole.update(path.read_bytes())
    for one in found:
        whole.update(repr((one.head, one.about, one.names)).encode())
    whole.update(repr(held).encode())
    return whole.hexdigest()


def write_index(folder: Path, claims: Claims, alias: dict[str, str]) -> bool:
    """Bring the index in `folder` up to date with these claims and identities. False when it was so already."""
    coverage = json.loads((folder / "coverage.json").read_bytes())
    found, held = listed(claims, alias, coverage), lists(claims, coverage)
    stamp, path = _stamp(found, held), folder / FILE
    if path.exists() and _stamp_in(path) == stamp:
        return False
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    with sqlite3.connect(beside, isolation_level=None) as db:
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLES + "BEGIN;")
        _fill(db, found)
        _write(db, {"stamp": stamp, "matcher": matcher_stamp(), "lists": json.dumps(held, ensure_ascii=False)})
        db.execute("COMMIT")
    db.close()
    beside.replace(path)
    return True


def _stamp_in(path: Path) -> str:
    try:
        db = sqlite3.connect(path)
        (stamp,) = db.execute("SELECT content FROM parts WHERE name = 'stamp'").fetchone()
        return stamp
    except (sqlite3.Error, TypeError):
        return ""
    finally:
        db.close()


def _write(db: sqlite3.Connection, parts: dict[str, str | bytes]) -> None:
    db.executemany("INSERT INTO parts VALUES (?, ?)", parts.items())


def _fill(db: sqlite3.Connection, found: list[Listed]) -> None:
    holders: dict[str, list[int]] = defaultdict(list)
    identifiers: dict[str, list[int]] = defaultdict(list)
    entities = []
    for number, one in enumerate(found):
        entities.append((number, json.dumps(one.about, ensure_ascii=False), json.dumps(one.names, ensure_ascii=False)))
        for text in one.names:
            for variant in variants(text):
                if number not in holders[variant]:
                    holders[variant].append(number)
        for identifier in one.about["identifiers"]:
            identifiers[identifier].append(number)
    db.executemany("INSERT INTO entities VALUES (?, ?, ?)", entities)
    db.executemany("INSERT INTO identifiers VALUES (?, ?)", ((i, json.dumps(n)) for i, n in sorted(identifiers.items())))
    names = sorted(holders)
    words = _words(names)
    pairs = array("Q", sorted((checksum(key) << 32) | n for n, word in enumerate(words) for key in spelling_keys(word)))
    _write(
        db,
        {
            "names": "\n".join(names),
            "prepared": "\n".join(packed(prepare(n)) for n in names),
            "words": "\n".join(words),
            "voweless": json.dumps(
                [n for n, held in enumerate(words.values()) if any(prepare(names[i]).consonants for i in held)]
            ),
            **_columns("holders", [holders[n] for n in names]),
            **_columns("postings", list(words.values())),
            "keys": array("I", (p >> 32 for p in pairs)).tobytes(),
            "key_words": array("I", (p & 0xFFFFFFFF for p in pairs)).tobytes(),
        },
    )


def _words(names: list[str]) -> dict[str, list[int]]:
    """Word -> numbers of the names that hold it."""
    words: dict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(names):
        name = prepare(text)
        for word in (*words_of(name), *initials_of(name)):
            words[word].append(number)
    return words


def _columns(name: str, rows: list[list[int]]) -> dict[str, bytes]:
    """Lists of numbers as one column, and where each begins."""
    starts, content = array("I", [0]), array("I")
    for row in rows:
        content.extend(row)
        starts.append(len(content))
    return {name: content.tobytes(), f"{name}_starts": starts.tobytes()}
