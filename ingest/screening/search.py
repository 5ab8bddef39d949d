"""Look a name up in the index of listed organizations: candidates by shared words and their spellings, then scored."""

import json
import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log
from pathlib import Path
from typing import Any

from ingest.matching import Name, prepare, score_prepared, variants
from ingest.matching.keys import acronyms_in, initials_of, spelling_keys, words_of
from ingest.matching.names import unpacked
from ingest.matching.scoring import Party, circumstances, decides
from ingest.matching.spelling import LEAST_LIKE, likeness
from ingest.screening.index import FILE, checksum
from ontology.errors import KgError

SCORED = 16
"""Most names that are scored for one input; those with the same shared words as the last of them are scored too, up to 16 times that."""


@dataclass(frozen=True)
class Hit:
    """A listed organization that the input may be: score, the name it was found under (an identifier where that decided)."""

    score: float
    matched: str
    entity: int
    parts: dict[str, float | str]


class Index:
    """The index of one build, open for look-ups."""

    def __init__(self, folder: Path):
        path = folder / FILE
        if not path.exists():
            raise KgError(f"There is no screening index in {folder}; run kg build")
        self.db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        parts = dict(self.db.execute("SELECT name, content FROM parts"))
        self.lists: list[dict[str, str]] = json.loads(parts["lists"])
        self.names: list[str] = parts["names"].split("\n")
        self.prepared: list[str | Name] = parts["prepared"].split("\n")
        self.words: list[str] = parts["words"].split("\n")
        self.keys, self.key_words = array("I", parts["keys"]), array("I", parts["key_words"])
        self.holders, self.holder_starts = array("I", parts["holders"]), array("I", parts["holders_starts"])
        self.postings, self.posting_starts = array("I", parts["postings"]), array("I", parts["postings_starts"])
        self.built = datetime.fromtimestamp(path.stat().st_mtime).isoformat(" ", "minutes")
        self.voweless = frozenset(json.loads(parts["voweless"]))
        self.number_of = {word: number for number, word in enumerate(self.words)}

    def close(self) -> None:
        self.db.close()

    def _words_like(self, word: str) -> Iterable[int]:
        """Numbers of indexed words that share a spelling key with `word`."""
        found = set()
        for key in spelling_keys(word):
            number = checksum(key)
            at = bisect_left(self.keys, number)
            while at < len(self.keys) and self.keys[at] == number:
                found.add(self.key_words[at])
                at += 1
        return found

    def _name(self, number: int) -> Name:
        """The indexed name of that number, its words told apart."""
        held = self.prepared[number]
        if isinstance(held, str):
            held = self.prepared[number] = unpacked(held)
        return held

    def candidates(self, name: Name) -> list[int]:
        """Numbers of indexed names worth scoring, those with the most words in common first, and of these those with the rarest."""
        weight: dict[int, float] = {}
        asked = [*words_of(name), *initials_of(name), *acronyms_in(name)]
        best: dict[int, float] = {}
        for word in asked:
            letters = word[1:]
            for number in self._words_like(f"={letters}") if word[0] in "=+" else (self.number_of.get(word, -1),):
                if number < 0:
                    continue
                other = self.words[number]
                like = 1.0 if other[1:] == letters else likeness(letters, other[1:], name.consonants or number in self.voweless)
                if like >= LEAST_LIKE:
                    best[number] = max(best.get(number, 0.0), like)
            if word[0] == "@" and (number := self.number_of.get(f"={letters}", -1)) >= 0:
                best[number] = 1.0
        most = log(1 + len(self.names))
        for number, like in best.items():
            first, last = self.posting_starts[number], self.posting_starts[number + 1]
            rarity = like * (0.7 + 0.3 * log(1 + len(self.names) / (last - first)) / most)
            for holder in self.postings[first:last]:
                weight[holder] = weight.get(holder, 0.0) + rarity
        if len(weight) <= SCORED:
            return list(weight)
        ranked = sorted(weight, key=lambda n: (-weight[n], n))
        least = weight[ranked[SCORED - 1]]
        return [n for n in ranked[: 16 * SCORED] if weight[n] >= least]

    def find(self, party: Party, threshold: float, limit: int) -> list[Hit]:
        """The listed organizations that score at or above the threshold, best first, at most `limit`."""
        best: dict[int, tuple[float, str]] = {}
        for text in party.names:
            for variant in variants(text):
                name = prepare(variant)
                for number in self.candidates(name):
                    score = 1.0 if self.names[number] == variant else score_prepared(name, self._name(number), threshold)
                    if score >= threshold:
                        for entity in self.holders[self.holder_starts[number] : self.holder_starts[number + 1]]:
                            if score > best.get(entity, (0.0,))[0]:
                                best[entity] = (score, self.names[number])
        decided = self._by_identifier(party.identifiers)
        hits = [Hit(1.0, identifier, entity, {"identifier": identifier}) for entity, identifier in decided.items()]
        ranked = sorted((e for e in best if e not in decided), key=lambda e: (-best[e][0], e))
        for entity in ranked if party.territories or party.identifiers else ranked[:limit]:
            score, matched = best[entity]
            parts: dict[str, float | str] = {"name": score}
            if party.territories or party.identifiers:
                about = self.about(entity)
                other = Party((), frozenset(about["territories"]), frozenset(about["identifiers"]))
                score, parts = circumstances(score, party, other)
            if score >= threshold:
                hits.append(Hit(score, matched, entity, parts))
        hits.sort(key=lambda h: (-h.score, h.entity))
        return hits[:limit]

    def _by_identifier(self, identifiers: Iterable[str]) -> dict[int, str]:
        found: dict[int, str] = {}
        for identifier in sorted(identifiers):
            if decides(identifier):
                row = self.db.execute("SELECT entities FROM identifiers WHERE identifier = ?", (identifier,)).fetchone()
                for entity in json.loads(row[0]) if row else ():
                    found.setdefault(entity, identifier)
        return found

    def about(self, entity: int) -> dict[str, Any]:
        """What is shown of a listed organization: see `listed.Listed.about`."""
        return json.loads(self.db.execute("SELECT about FROM entities WHERE id = ?", (entity,)).fetchone()[0])

    def records_named(self, entity: int, name: str) -> Sequence[str]:
        """Ids of the records that bear the name."""
        names = json.loads(self.db.execute("SELECT names FROM entities WHERE id = ?", (entity,)).fetchone()[0])
        return names.get(name) or next((r for n, r in names.items() if name in variants(n)), [])
