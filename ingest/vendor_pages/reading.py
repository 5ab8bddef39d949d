"""A sentence -> what stands in it: verbs of a deal, buyers, firms, territories, technologies, dates.

What undoes a sentence (negation, hedge, words of things that are no sale) is data, in stops.csv; the verbs are in verbs.csv.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from ingest.vendor_pages import names
from ingest.vendor_pages.days import Dated, dates_in
from ingest.vendor_pages.extract import Sentence
from ingest.vendor_pages.names import Found, Lexicon, Word, table, words

_DATELINE = re.compile(r"[A-Z]{3}.{0,90}?\s(?:–|—|--?)\s")
"""The place, day and agency that open a press release; the place is where it was written."""
_FIRM = re.compile(r"((?:[A-Z][\w&-]+ ){1,4}(?:GmbH|Inc|Ltd|LLC|AG|S\.A|S\.p\.A|Corp|plc|PLC|AB|Oy|B\.V|Pte))\b\.?")
_FUTURE = frozenset(("will", "shall"))
_REACH = 6
"""Words before a verb in which a negation or hedge undoes it."""


@dataclass(frozen=True)
class Verb:
    """A verb phrase of verbs.csv, with the status of the deal it tells of and the kind of its date."""

    start: int
    end: int
    kind: str
    status: str
    date_kind: str
    text: str


@dataclass
class Reading:
    """A sentence with all that was found in it."""

    sentence: Sentence
    tokens: list[Word]
    vendor: list[Found]
    firms: list[Found]
    buyers: list[Found]
    places: list[Found]
    terms: list[Found]
    dates: list[Dated]
    known: list[Found]


def read(lexicon: Lexicon, vendor: str, sentence: Sentence, light: bool = False) -> Reading:
    """`light`: only the territories, for sentences that are read for nothing else."""
    text = sentence.text
    tokens = words(text)
    known = lexicon.organizations(text, tokens)
    own = [f for f in known if vendor in f.keys]
    firms = [f for f in known if f not in own and all(lexicon.known[k].kind == "Company" for k in f.keys)]
    firms += [
        Found(m.start(1), m.end(1), m[1], "firm")
        for m in _FIRM.finditer(text)
        if not _touches(m.start(1), m.end(1), [*own, *firms])
    ]
    masked = [*own, *firms]
    places = [
        f
        for f in names.territories(text, tokens)
        if not _touches(f.start, f.end, masked)
        and not _after(text, f.start, "before territory")
        and not text[f.end :].startswith(("-based", " based"))
    ]
    opening = _DATELINE.match(text)
    if opening and dates_in(opening[0]):
        places = [f for f in places if f.start >= opening.end()]
    if light:
        return Reading(sentence, tokens, own, firms, [], places, [], [], known)
    public = [f for f in known if f not in masked]
    buyers = _buyers(text, names.agencies(text, tokens, masked), public)
    return Reading(sentence, tokens, own, firms, buyers, places, names.technologies(text, tokens), dates_in(text), public)


def _touches(start: int, end: int, others: Iterable[Found]) -> bool:
    return any(o.start < end and start < o.end for o in others)


def _buyers(text: str, agencies: list[Found], public: list[Found]) -> list[Found]:
    """Agencies by form and known public bodies, the longer name where both meet; a second name in brackets is dropped."""
    found = list(agencies)
    for body in public:
        meeting = [a for a in found if a.start < body.end and body.start < a.end]
        if all(a.end - a.start < body.end - body.start for a in meeting):
            found = [a for a in found if a not in meeting] + [body]
    found.sort(key=lambda f: f.start)
    kept: list[Found] = []
    for body in found:
        if kept and _is_second_name(text, kept[-1], body):
            continue
        if not _after(text, body.start, "before buyer"):
            kept.append(body)
    return kept


def _is_second_name(text: str, one: Found, other: Found) -> bool:
    """Whether the other stands in brackets behind the one, or, where the one is in another script, behind a comma."""
    between = text[one.end : other.start]
    return bool(re.fullmatch(r"\s*[(（|/]\s*", between)) or (
        one.text[0] > "\u024f" and bool(re.fullmatch(r",\s*(?:the )?", between))
    )


def _after(text: str, start: int, kind: str) -> bool:
    """Whether a phrase of stops.csv of that kind stands right before `start`."""
    before = re.sub(r"\b(?:the|an?|\d{4})$", "", text[max(0, start - 40) : start].rstrip()).rstrip().casefold()
    return any(before.endswith(" " + phrase) or before == phrase for phrase in stops(kind))


@cache
def stops(kind: str) -> tuple[str, ...]:
    """The phrases of stops.csv of that kind."""
    return tuple(row["phrase"].casefold() for row in table("stops.csv") if row["kind"] == kind)


@cache
def anywhere() -> re.Pattern[str]:
    """Finds a word that makes the whole sentence one about something else than a deal."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, stops('anywhere')))})\b", re.IGNORECASE)


@cache
def _verb_forms() -> tuple[re.Pattern[str], dict[str, dict[str, str]], re.Pattern[str]]:
    rows = {row["phrase"]: row for row in table("verbs.csv")}
    longest_first = sorted(rows, key=len, reverse=True)
    undone = "|".join(re.escape(p) if p != "n't" else r"\w+n[’']t" for p in stops("before verb"))
    verbs = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)
    return verbs, rows, re.compile(rf"(?<!\w)(?!(?-i:May)\b)(?:{undone})(?!\w)(?! only)", re.IGNORECASE)


def deal_verbs(text: str) -> list[Verb]:
    """The verbs that tell of a deal, undenied and unhedged; one in the future tells a deal of unknown stage."""
    pattern, rows, undone = _verb_forms()
    found = []
    for match in pattern.finditer(text):
        row = rows[match[0].casefold()]
        before = re.split(r"[;:—]|, (?:and|but|which|who) ", text[max(0, match.start() - 120) : match.start()])[-1]
        near = " ".join(before.split()[-_REACH:])
        if undone.search(near):
            continue
        later = not _FUTURE.isdisjoint(near.casefold().split()[-3:])
        status = "reported" if later and row["status"] == "delivered" else row["status"]
        found.append(
            Verb(match.start(), match.end(), row["kind"], status, "reported" if later else row["date_kind"], match[0].casefold())
        )
    return found
