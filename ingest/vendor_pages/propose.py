"""A page -> proposals: for each sentence that tells of a deal, who supplied whom, where, with what, when.

Rules and tables only. A sentence gives a proposal when a verb of verbs.csv stands in it undenied and unhedged (stops.csv), and it
names a buyer or a territory. A row or item of a customer list needs no verb. Nothing here is a fact: a person decides.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from ingest.vendor_pages.days import dates_in
from ingest.vendor_pages.extract import Page, Sentence
from ingest.vendor_pages.names import Found, Lexicon, table, words
from ingest.vendor_pages.reading import Reading, Verb, anywhere, deal_verbs, read, stops
from ontology.errors import FactError, did_you_mean

_SEPARATOR = re.compile(r"[,;、]|\band\b|\bas well as\b|\bwhile\b")
_WE = re.compile(r"\b(?:we|our|us|ours|the company)\b", re.IGNORECASE)
_VAGUE = re.compile(r"\b(?:countries|offices|subsidiar(?:y|ies)|distributors?|resellers?|continents)\b", re.IGNORECASE)
_TOWARDS = re.compile(r"(?:\b(?:in|to|for|across|throughout|of)|,|\band)(?: the)?(?: (?:city|state|republic|government) of)? $")
_AUTHORITIES = re.compile(r"[ -](?:police|authorities|government|ministry|customs|army|border guards?|airports?)\b")
_DATELINE = re.compile(r"^[^.]{0,60}?[A-Z]{3}[^.]{0,60}?\s[–—-]")
_CHOSEN = re.compile(r"\b(?:selected|chose|chosen|awarded|from|by|to)(?: the)? $")
_BARE_YEAR = re.compile(r"(?<![\w.,-])(?:19|20)\d\d(?![\w-]|[.,]\d)")


@dataclass(frozen=True)
class Proposal:
    """What a sentence seems to say. `supplier` and `buyer` are ids of organizations.csv where known, else names.

    `start` and `end` are characters of the page's extracted text; `stated` counts the fields that the sentence itself holds.
    """

    id: str
    vendor: str
    supplier: str
    buyer: str
    territory: str
    technologies: tuple[str, ...]
    status: str
    date: str
    date_kind: str
    sentence: int
    start: int
    end: int
    stated: int = 0


@dataclass
class _Context:
    """What the page as a whole says; it fills what a sentence leaves open."""

    page: Page
    url: str
    lexicon: Lexicon
    vendor: str
    technologies: tuple[str, ...] = ()
    territory: str = ""
    date: str = ""


def propose(page: Page, vendor: str, url: str, lexicon: Lexicon) -> list[Proposal]:
    """The proposals of a page, in its order; the same deal told twice is proposed once, from the sentence that says most.

    `vendor` is the id of the page's owner. FactError when no organization has it.
    """
    if vendor not in lexicon.known:
        raise FactError(
            f"{vendor!r} is not in organizations.csv; add the vendor there first.{did_you_mean(vendor, lexicon.known)}"
        )
    context = _context(page, vendor, url, lexicon)
    found: list[Proposal] = []
    for sentence in page.sentences:
        found.extend(_of_sentence(context, sentence))
    return _identified(_told_once(_with_territories(found, context)), page, url)


def _context(page: Page, vendor: str, url: str, lexicon: Lexicon) -> _Context:
    context = _Context(page, url, lexicon, vendor)
    heads = [page.title, *(s.text for s in page.sentences if s.kind == "heading")][:2]
    at_home = lexicon.known[vendor].territory
    places: list[str] = []
    for text in heads:
        reading = read(lexicon, vendor, Sentence(0, 0, len(text), text, "heading"))
        context.technologies = context.technologies or tuple(dict.fromkeys(f.keys[0] for f in reading.terms))
        places += [f.keys[0] for f in reading.places]
    if len(set(places)) == 1:
        context.territory = places[0]
    elif not places:
        told = {
            f.keys[0] for s in page.sentences if s.kind in ("prose", "item") for f in read(lexicon, vendor, s, light=True).places
        }
        context.territory = next(iter(told - {at_home}), "") if len(told - {at_home}) == 1 else ""
    context.date = page.published or _dateline(page)
    return context


def _dateline(page: Page) -> str:
    for sentence in page.sentences[:6]:
        if (
            (found := dates_in(sentence.text))
            and (len(sentence.text) < 60 or _DATELINE.match(sentence.text))
            and found[0].end < 80
        ):
            return found[0].date
    return ""


def _of_sentence(context: _Context, sentence: Sentence) -> Iterator[Proposal]:
    if sentence.kind in ("heading", "columns"):
        return
    listed = _is_list(sentence)
    if sentence.kind == "row":
        if listed:
            yield from _of_row(context, sentence)
        return
    verbs = deal_verbs(sentence.text)
    if not verbs and not (listed and sentence.kind == "item"):
        return
    if anywhere().search(sentence.text) or sentence.text.endswith("?"):
        return
    reading = read(context.lexicon, context.vendor, sentence)
    if not verbs:
        yield from _of_item(context, reading)
    elif reading.buyers or _firm_buyers(reading):
        yield from _of_buyers(context, reading, verbs)
    else:
        yield from _of_territories(context, reading, verbs)


def _is_list(sentence: Sentence) -> bool:
    heading = sentence.heading.casefold()
    if any(re.search(rf"\b{re.escape(p)}", heading) for p in stops("heading")):
        return False
    columns = {_meaning(column) for column, _ in sentence.cells}
    told = any(re.search(rf"\b{re.escape(row['phrase'])}\b", heading) for row in table("lists.csv") if row["means"] == "list")
    return "buyer" in columns or told


@cache
def _meaning(column: str) -> str:
    said = [w.text.casefold().removesuffix("s") for w in words(column)]
    for row in table("lists.csv"):
        if row["means"] != "list" and " ".join(said) in (row["phrase"], row["phrase"].removesuffix("s")):
            return row["means"]
    for row in table("lists.csv"):
        if row["means"] != "list" and row["phrase"] in said:
            return row["means"]
    return ""


def _of_row(context: _Context, sentence: Sentence) -> Iterator[Proposal]:
    cells = {meaning: cell for column, cell in sentence.cells if (meaning := _meaning(column))}
    reading = read(context.lexicon, context.vendor, sentence)
    buyer = _cell_buyer(reading, cells.get("buyer", ""))
    if "buyer" not in cells and reading.buyers:
        buyer = reading.buyers[0]
    places = [f.keys[0] for f in reading.places if f.text in cells.get("territory", sentence.text)]
    territory = places[0] if places else ""
    terms = tuple(dict.fromkeys(f.keys[0] for f in reading.terms))
    if (buyer is None and not territory) or (buyer is None and not terms):
        return
    dated = _bare_date(cells.get("date", sentence.text))
    yield _proposal(context, reading, buyer, territory, terms, ("reported", dated, "reported"))


def _cell_buyer(reading: Reading, cell: str) -> Found | None:
    if not cell:
        return None
    inside = [f for f in [*reading.buyers, *reading.firms] if f.text in cell]
    if inside:
        return inside[0]
    at = reading.sentence.text.find(cell)
    name = cell.partition(",")[0].strip()
    return Found(at, at + len(name), name, "cell") if len(name) <= 100 and not name[:1].islower() and not name.isdigit() else None


def _bare_date(text: str) -> str:
    if found := dates_in(text):
        return found[0].date
    year = _BARE_YEAR.search(text)
    return year[0] if year else ""


def _of_item(context: _Context, reading: Reading) -> Iterator[Proposal]:
    """An item of a customer list: its first buyer, or a territory with a technology."""
    buyer = reading.buyers[0] if reading.buyers else None
    terms = tuple(dict.fromkeys(f.keys[0] for f in reading.terms))
    territory = _nearest_place(reading, buyer, 0, len(reading.sentence.text))
    if buyer is None and not (territory and terms):
        return
    yield _proposal(context, reading, buyer, territory, terms, ("reported", _bare_date(reading.sentence.text), "reported"))


def _firm_buyers(reading: Reading) -> list[Found]:
    """Known firms that something goes to: "delivered to X", "for X"."""
    text = reading.sentence.text
    return [f for f in reading.firms if f.keys and re.search(r"\b(?:to|for) (?:the )?$", text[: f.start])]


def _of_buyers(context: _Context, reading: Reading, verbs: list[Verb]) -> Iterator[Proposal]:
    buyers = reading.buyers or _firm_buyers(reading)
    edges = _segments(reading, buyers)
    shared: tuple[str, ...] = ()
    for buyer, (start, end) in zip(buyers, edges, strict=True):
        verb = min(verbs, key=lambda v: min(abs(v.start - buyer.end), abs(buyer.start - v.end)))
        terms = tuple(dict.fromkeys(f.keys[0] for f in reading.terms if start <= f.start < end))
        if not terms:
            terms = shared or tuple(dict.fromkeys(f.keys[0] for f in reading.terms))
        shared = terms
        if verb.kind == "partnership" and (not terms or buyer.kind == "other"):
            continue
        if not terms and not context.technologies and verb.kind != "deal":
            continue
        place = _nearest_place(reading, buyer, start, end)
        yield _proposal(context, reading, buyer, place, terms, _stage(reading, verb, start, end))


def _segments(reading: Reading, buyers: list[Found]) -> list[tuple[int, int]]:
    """The stretch of the sentence that belongs to each buyer: cut at the last comma or "and" before the next one's technology."""
    text, cuts = reading.sentence.text, [0]
    for one, next_one in pairwise(buyers):
        between = [m.start() + one.end for m in _SEPARATOR.finditer(text[one.end : next_one.start])]
        term = next((f.start for f in reading.terms if one.end <= f.start < next_one.start), next_one.start)
        before = [place for place in between if place < term]
        cuts.append((before or between or [next_one.start])[-1])
    return list(zip(cuts, [*cuts[1:], len(text)], strict=True))


def _nearest_place(reading: Reading, buyer: Found | None, start: int, end: int) -> str:
    places = reading.places
    if buyer is None:
        return places[0].keys[0] if places else ""
    inside = [f for f in places if buyer.start <= f.start and f.end <= buyer.end]
    after = [f for f in places if buyer.end <= f.start < end]
    before = [f for f in places if start <= f.start < buyer.start]
    chosen = inside[-1:] or after[:1] or before[-1:]
    return chosen[0].keys[0] if chosen else ""


def _stage(reading: Reading, verb: Verb, start: int, end: int) -> tuple[str, str, str]:
    """Status, date and what it dates: of the dates in the stretch, else in the sentence, the one nearest to the verb."""
    near = [d for d in reading.dates if start <= d.start < end] or reading.dates
    if not near:
        return verb.status, "", ""
    return verb.status, min(near, key=lambda d: abs(d.start - verb.end)).date, verb.date_kind


def _of_territories(context: _Context, reading: Reading, verbs: list[Verb]) -> Iterator[Proposal]:
    """Without a buyer: each territory that something went to, if the sentence also says what went there."""
    text = reading.sentence.text
    if not reading.terms or _VAGUE.search(text) or not (reading.vendor or _WE.search(text) or reading.firms):
        return
    verb = verbs[0]
    if verb.kind == "partnership":
        return
    seen: set[str] = set()
    for place in reading.places:
        aimed = _TOWARDS.search(text[: place.start]) or _AUTHORITIES.match(text[place.end :])
        if aimed and place.keys[0] not in seen:
            seen.add(place.keys[0])
            terms = tuple(dict.fromkeys(f.keys[0] for f in reading.terms))
            yield _proposal(context, reading, None, place.keys[0], terms, _stage(reading, verb, 0, len(text)))


def _supplier(context: _Context, reading: Reading, buyer: Found | None) -> str:
    """The vendor, unless the sentence leaves it out and names another firm as the one chosen or selling."""
    if reading.vendor or _WE.search(reading.sentence.text):
        return context.vendor
    for firm in reading.firms:
        before = reading.sentence.text[: firm.start]
        if firm != buyer and (_CHOSEN.search(before) or not before.strip()) and reading.sentence.kind == "prose":
            return firm.keys[0] if len(firm.keys) == 1 else firm.text
    return context.vendor


def _proposal(
    context: _Context, reading: Reading, buyer: Found | None, territory: str, terms: tuple[str, ...], stage: tuple[str, str, str]
) -> Proposal:
    who, territory = _resolved(context.lexicon, reading, buyer, territory)
    status, when, date_kind = stage
    supplier = _supplier(context, reading, buyer)
    stated = 2 * bool(who) + bool(territory) + bool(terms) + bool(when)
    if not when and context.date:
        when, date_kind = context.date, "reported"
    place = reading.sentence
    return Proposal(
        "", context.vendor, supplier, who, territory, terms or context.technologies, status, when, date_kind if when else "",
        place.number, place.start, place.end, stated,
    )  # fmt: skip


def _resolved(lexicon: Lexicon, reading: Reading, buyer: Found | None, territory: str) -> tuple[str, str]:
    """The buyer's id where it is a known body of that territory, else its name; and its territory where only that tells it."""
    if buyer is None:
        return "", territory
    meant = [f for f in [buyer, *reading.known] if f.keys and f.start == buyer.start and f.end <= buyer.end]
    for found in meant:
        if buyer.text[len(found.text) :].strip() and not re.fullmatch(r"\s+of(?: the)? .*", buyer.text[len(found.text) :]):
            continue
        there = [k for k in found.keys if not territory or lexicon.known[k].territory == territory]
        if len(there) == 1 and (territory or lexicon.is_telling(there[0])):
            return there[0], territory or lexicon.known[there[0]].territory
    return buyer.text, territory


def _with_territories(found: list[Proposal], context: _Context) -> list[Proposal]:
    """A territory left open is that of the same buyer elsewhere on the page, else the one that title or page names alone."""
    elsewhere = {p.buyer: p.territory for p in found if p.buyer and p.territory}
    return [p if p.territory else replace(p, territory=elsewhere.get(p.buyer) or context.territory) for p in found]


def _told_once(found: list[Proposal]) -> list[Proposal]:
    """Without the proposals that tell nothing beyond another of the same parties that says more, or as much and earlier.

    One without a buyer is held against all of its supplier and territory.
    """
    told: dict[tuple[str, str, str, bool], set[frozenset[str]]] = {}
    kept = []
    for at, p in sorted(enumerate(found), key=lambda pair: (-pair[1].stated, pair[0])):
        said, off = frozenset(p.technologies), p.status == "cancelled"
        if any(said <= more for more in told.get((p.supplier, p.territory, p.buyer, off), ())):
            continue
        for buyer in {p.buyer, ""}:
            told.setdefault((p.supplier, p.territory, buyer, off), set()).add(said)
        kept.append(at)
    return [found[at] for at in sorted(kept)]


def _identified(proposals: Iterable[Proposal], page: Page, url: str) -> list[Proposal]:
    """The proposals with their ids: a hash of the page's address, the sentence, and the parties, so that a page saved again gives
    the same id for the same claim, and a claim that rules read differently has another."""
    found = {}
    for p in proposals:
        told = "\n".join((url, page.text[p.start : p.end], p.supplier, p.buyer, p.territory))
        key = f"{p.vendor}-{hashlib.sha256(told.encode()).hexdigest()[:12]}"
        found.setdefault(key, replace(p, id=key))
    return list(found.values())
