"""Who may be the same: open pairs of organizations that the certain joins leave apart, scored, with what speaks for and against.

Pairs come from shared telling words and consonants (ingest/matching/keys.py) and from successions. Only pairs are kept of which
one side answers turn on (it is listed, sells, owns, supplies), and of one publisher's records only those of equal names: a
list that has two rows means two parties, unless it lists one company per country. docs/identity.md says it in full.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import combinations
from pathlib import Path

from ingest.claims import Claims
from ingest.identity import Decided
from ingest.matching import Name, Party, prepare, score_names, score_prepared
from ingest.matching.scoring import circumstances, decides
from ingest.matching.spelling import skeleton
from ingest.matching.words import LEGAL, STOP

FILE = "candidates.json"
FLOOR = 0.75
"""Least score of an open pair."""
EQUAL_NAMES = 0.99
"""Least score of the names of two records of one publisher."""
UNLIKE_NAMES = 0.5
"""Below this, a number in common does not decide where other numbers of the same kind differ: a list may name a parent's number too."""
ONE_WORD, TWO_WORDS, ALL_WORDS = 8, 12, 40
"""Organizations that may share one word, two words, all words, before these stop leading to pairs."""
SPEAKING = ("rename", "merger", "dissolution-transfer")
"""Kinds of succession that speak for one organization under two names. An acquisition or a spin-off leaves two."""


@dataclass
class Group:
    """An identity cluster: the IRI that stands for it, its members, and what is known of them together."""

    head: str
    members: list[str]
    names: list[str] = field(default_factory=list)
    party: Party = field(default_factory=lambda: Party(()))
    publishers: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()
    editions: frozenset[str] = frozenset()
    at_stake: Counter[str] = field(default_factory=Counter)


@dataclass
class Candidate:
    """An open pair: heads of two clusters, score, the two names it rests on, and what speaks for and against."""

    left: str
    right: str
    score: float
    left_name: str
    right_name: str
    speaks_for: list[str]
    speaks_against: list[str]
    decision: str = "open"
    reason: str = ""
    sources: list[str] = field(default_factory=list)
    """The editions that state the two."""
    stake: int = 0
    """Listings, deals and so on of the side that has fewer: what a join would bring to the other."""


def groups(claims: Claims, alias: dict[str, str]) -> dict[str, Group]:
    """The identity clusters of organizations, by the IRI that stands for each."""
    found: dict[str, Group] = {}
    for iri, record in claims.records.items():
        if record.is_organization:
            head = alias.get(iri, iri)
            found.setdefault(head, Group(head, [])).members.append(iri)
    for group in found.values():
        records = [claims.records[m] for m in group.members]
        group.names = list(dict.fromkeys(n for r in records for n in (*r.names, *r.aliases)))
        group.party = Party(
            tuple(group.names),
            frozenset(t.rpartition(":")[2] for r in records for t in r.territories),
            frozenset(i for r in records for i in r.identifiers),
        )
        group.sites = frozenset(_site(w) for r in records for w in r.websites)
        group.editions = frozenset(e.removeprefix("urn:kg:source:") for r in records for e in r.editions)
        group.publishers = frozenset(m.split(":")[3] for m in group.members)
        for member in group.members:
            group.at_stake += claims.parts.get(member, Counter())
    return found


def _site(address: str) -> str:
    """The host of a web address, without `www.`.

    >>> _site("https://www.Example.com/en/"), _site("example.com")
    ('example.com', 'example.com')
    """
    return address.casefold().split("://")[-1].split("/")[0].removeprefix("www.")


def _keys(name: Name) -> Iterator[tuple[str, int]]:
    """Keys of a name, each with the most organizations that may share it: words, consonants, two words, all words."""
    if not name.telling:
        return
    told = sorted({t.text for t in name.telling if len(t.text) > 1})[:5]
    for i, word in enumerate(told):
        yield word, ONE_WORD
        if len(word) > 4 and len(bones := skeleton(word)) >= 4:
            yield f"~{bones}", ONE_WORD
        for other in told[i + 1 :]:
            yield f"{word} {other}", TWO_WORDS
    yield f"={' '.join(sorted(t.same for t in name.tokens if t.kind not in (LEGAL, STOP)))}", ALL_WORDS


def named_alike(found: dict[str, Group], floor: float = FLOOR) -> dict[tuple[str, str], tuple[float, str, str]]:
    """Pairs of clusters with the best score of two of their names, where that is at or above `floor`.

    Of one publisher's records only equal names count.
    """
    holders: dict[str, list[tuple[str, str]]] = defaultdict(list)
    most: dict[str, int] = {}
    words: dict[str, frozenset[str]] = {}
    for head, group in found.items():
        for text in group.names:
            name = prepare(text)
            words[text] = frozenset(t.text for t in name.telling)
            for key, limit in _keys(name):
                holders[key].append((head, text))
                most[key] = limit
    best = _numbered_alike(found)
    seen: dict[tuple[str, str], float] = {}
    for key, held in holders.items():
        if len(held) < 2 or len({h for h, _ in held}) > most[key]:
            continue
        for i, (left, a) in enumerate(held):
            for right, b in held[i + 1 :]:
                pair = (left, right) if left < right else (right, left)
                so_far = best.get(pair, (0.0,))[0]
                if left == right or so_far == 1.0 or not (found[left].at_stake or found[right].at_stake):
                    continue
                alike = floor
                if found[left].publishers & found[right].publishers:
                    alike = EQUAL_NAMES
                    if words[a] != words[b]:
                        continue
                texts = (a, b) if a < b else (b, a)
                score = seen.get(texts)
                if score is None:
                    score = seen[texts] = 1.0 if a == b else score_prepared(prepare(a), prepare(b), floor)
                if score >= alike and score > so_far:
                    best[pair] = (score, a, b) if left < right else (score, b, a)
    return best


def _numbered_alike(found: dict[str, Group]) -> dict[tuple[str, str], tuple[float, str, str]]:
    """Pairs of clusters that share a number which one organization alone has."""
    holders: dict[str, list[str]] = defaultdict(list)
    for head, group in found.items():
        for identifier in group.party.identifiers:
            if decides(identifier):
                holders[identifier].append(head)
    return {
        pair: (1.0, found[pair[0]].names[0], found[pair[1]].names[0])
        for heads in holders.values()
        if 2 <= len(heads) <= ONE_WORD
        for pair in combinations(sorted(heads), 2)
    }


def candidates(claims: Claims, alias: dict[str, str], decided: Decided) -> list[Candidate]:
    """The open pairs, best first; equal scores by what hangs on them, then by IRI.

    A pair decided not to be the same is none; one decided unsure stays, with its reason. A succession makes a pair whatever the names.
    """
    found = groups(claims, alias)
    pairs = named_alike(found)
    successions = _successions(claims, alias, found)
    unsure = _between(decided.unsure, alias)
    apart = _between(decided.apart, alias)
    open_pairs = []
    for pair in {*pairs, *successions, *unsure}:
        if pair in apart or pair[0] == pair[1] or not all(h in found for h in pair):
            continue
        left, right = found[pair[0]], found[pair[1]]
        name_score, a, b = pairs.get(pair) or _best_names(left, right)
        score, parts = circumstances(name_score, left.party, right.party)
        if any(decides(i) for i in left.party.identifiers & right.party.identifiers):
            name_score = score_names(a, b)
            score = 1.0 if name_score >= UNLIKE_NAMES or "identifiers" not in parts else FLOOR
        if score < FLOOR and pair not in successions and pair not in unsure:
            continue
        row = Candidate(*pair, score, a, b, *_evidence(left, right, name_score, parts, successions.get(pair, [])))
        row.sources = sorted(left.editions | right.editions)
        row.stake = min(sum(left.at_stake.values()), sum(right.at_stake.values()))
        if pair in unsure:
            row.decision, row.reason = "unsure", unsure[pair]
        open_pairs.append(row)
    return sorted(open_pairs, key=lambda c: (-c.score, -c.stake, c.left, c.right))


def _best_names(left: Group, right: Group) -> tuple[float, str, str]:
    return max((score_prepared(prepare(a), prepare(b)), a, b) for a in left.names for b in right.names)


def _pair(one: str, other: str) -> tuple[str, str]:
    """The two in order."""
    return (one, other) if one <= other else (other, one)


def _between(rows: dict[tuple[str, str], str], alias: dict[str, str]) -> dict[tuple[str, str], str]:
    """Decisions on records as decisions on clusters."""
    return {_pair(alias.get(a, a), alias.get(b, b)): reason for (a, b), reason in rows.items()}


def _successions(claims: Claims, alias: dict[str, str], found: dict[str, Group]) -> dict[tuple[str, str], list[str]]:
    """Pairs of which one became the other by a change of name or a merger, as sentences."""
    told: dict[tuple[str, str], list[str]] = defaultdict(list)
    for about in claims.successions.values():
        kind = about.get("successionKind", [""])[0].rpartition(":")[2]
        if kind not in SPEAKING:
            continue
        for before in about.get("predecessor", ()):
            for after in about.get("successor", ()):
                before, after = alias.get(before, before), alias.get(after, after)
                if before != after and before in found and after in found:
                    day = about.get("date", [""])[0]
                    names = f"{found[before].names[0]} became {found[after].names[0]}"
                    told[_pair(before, after)].append(f"succession ({kind}{', ' + day if day else ''}): {names}")
    return told


def _evidence(
    left: Group, right: Group, name_score: float, parts: dict[str, float | str], successions: list[str]
) -> tuple[list[str], list[str]]:
    """What speaks for and against, a sentence each."""
    for_it, against = [], []
    a, b = left.party, right.party
    if name_score >= EQUAL_NAMES:
        for_it.append("the same words in a name of each")
    elif name_score >= FLOOR:
        for_it.append(f"names alike ({name_score:.2f})")
    else:
        against.append(f"names not alike ({name_score:.2f})")
    if shared := sorted(a.territories & b.territories):
        for_it.append(f"both in {', '.join(shared)}")
    elif a.territories and b.territories:
        against.append(f"{', '.join(sorted(a.territories))} against {', '.join(sorted(b.territories))}")
    if shared := sorted(a.identifiers & b.identifiers):
        for_it.append(f"the same {', '.join(shared)}")
    if shared := sorted(left.sites & right.sites - {""}):
        for_it.append(f"the same site {', '.join(shared)}")
    if "identifiers" in parts:
        against.append("another number of the same kind")
    if publishers := sorted(left.publishers & right.publishers):
        against.append(f"{', '.join(publishers)} keeps two records")
    return for_it + successions, against


def write_candidates(folder: Path, claims: Claims, alias: dict[str, str], decided: Decided) -> list[Candidate]:
    """Find the open pairs and write them into the RDF folder."""
    from ingest.writing import write_whole

    found = candidates(claims, alias, decided)
    write_whole(folder / FILE, json.dumps([asdict(c) for c in found], ensure_ascii=False, indent=0).encode())
    return found


def read_candidates(folder: Path) -> list[Candidate]:
    """The open pairs of the build in `folder`; none when there is no such file."""
    path = folder / FILE
    return [Candidate(**row) for row in json.loads(path.read_bytes())] if path.exists() else []
