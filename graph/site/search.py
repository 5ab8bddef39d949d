"""The index of the search: small script files, because a page opened from disk may load a script but not read a file.

`search/index.js` names the word files; a word file maps words to numbers of records; a record file holds `CHUNK` records, the things on which most facts hang first,
so that what is looked for most stands in the first ones; sources, whose titles name everything else, come last.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from graph.site.folder import Site
from graph.site.words import shard, words
from graph.visible import escaped_json

CHUNK = 500
ALIASES, ALIAS_LONGEST = 3, 60
"""Other names that a result can show, and how long they may be."""


@dataclass(frozen=True)
class Record:
    """One page that can be found: its heading, its kind in words, territory codes, path, all its names, its identifiers, and how many facts hang on it."""

    name: str
    kind: str
    territories: tuple[str, ...]
    path: str
    names: tuple[str, ...]
    identifiers: tuple[str, ...]
    weight: int


def write_index(site: Site, records: Sequence[Record]) -> None:
    """Write the files of the search."""
    ordered = sorted(records, key=lambda r: (r.kind == "source", -r.weight, r.path))
    kinds = sorted({r.kind for r in ordered})
    shards: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, record in enumerate(ordered):
        for word in sorted({w for text in (record.name, *record.names, *record.identifiers) for w in words(text)}):
            shards[shard(word)][word].append(number)
    for i in range(0, len(ordered), CHUNK):
        rows = [[r.name[:300], kinds.index(r.kind), " ".join(r.territories), r.path, _others(r)] for r in ordered[i : i + CHUNK]]
        site.add(f"search/records-{i // CHUNK}.js", _call("records", i // CHUNK, rows))
    for key, held in shards.items():
        site.add(f"search/{key}.js", _call("words", key, {word: held[word] for word in sorted(held)}))
    things = sum(r.kind != "source" for r in ordered)
    site.add("search/index.js", _call("index", {"keys": sorted(shards), "chunk": CHUNK, "things": things, "kinds": kinds}))


def _others(record: Record) -> list[str]:
    """Names that the heading does not have: those in other scripts first."""
    found = [n for n in dict.fromkeys(record.names) if n != record.name and len(n) <= ALIAS_LONGEST]
    return sorted(found, key=lambda n: (n.isascii(), found.index(n)))[:ALIASES]


def _call(what: str, *values: object) -> str:
    """A script that hands data over: `kg.records(0, [...]);`. JSON with the steering characters escaped is JavaScript."""
    return f"kg.{what}({', '.join(escaped_json(json.dumps(v, ensure_ascii=False, separators=(',', ':'))) for v in values)});\n"
