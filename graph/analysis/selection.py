"""Which things of a view somebody means: one thing, or a class of things in a few words.

    hikvision, "ASML", item:curated:gaudi-2      one thing, by id, name, alias or identifier
    territory:KE, Kenya                          that territory (it ends a route and begins none)
    listed:us-bis-entity-list                    organizations that are or were on a programme
    KIND:CODE                                    a kind of thing in a territory: police:KE, vendor:IL, chip:US
    [any] [listed] [TECHNOLOGY] [TERRITORY] KIND [in TERRITORY]
                                                 "police in Kenya", "any US chip", "any listed vendor", "any spyware vendor in Israel"

KIND is one of
    organization   any organization, agencies included
    agency         a public body
    police         an agency whose name has a word for police (`POLICE`)
    vendor         a supplier of a deal (supplier says the same)
    chip, tool     items of the technology semiconductors (chip-making-tools), and the organizations that make or supply one; such an organization begins
                   a route with that item alone. With a territory: the organizations at home there, and what they make.

A territory counts with its parts (CN with CN-XJ). Kinds may stand in the plural.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from graph.analysis.views import Edge, Thing, View
from graph.lookup import Entity
from ontology import model
from ontology.errors import UsageError, did_you_mean

GRAMMAR = (
    "Give an id or a name (hikvision), territory:KE, listed:PROGRAMME, or [any] [listed] [TECHNOLOGY] [TERRITORY] KIND [in TERRITORY] "
    "with KIND one of organization, agency, police, vendor, chip, tool."
)
POLICE = re.compile(
    r"\b(?:police|policing|pol[ií]c[ií]a|\w*poliz\w+|politi(?:e|et|a|direktoratet)?|polismyndigheten|poli[țţ]ia|policj\w+|policej\w+|polri|politsei|"
    r"(?:ke)?polisi(?:an)?|gendarm\w+|jandarm\w+|carabinier\w+|constabulary|garda|guardia|sheriff|\w*kriminalamt|criminal investigation|"
    r"public security bureau)\b",
    re.IGNORECASE,
)
"""Words by which a public body's name says that it is police; a name without one is not taken for police."""
PLURALS = {
    "organization": ("organizations", "organisation", "organisations"),
    "agency": ("agencies",),
    "police": (),
    "vendor": ("vendors", "supplier", "suppliers"),
    "chip": ("chips",),
    "tool": ("tools",),
}
KINDS = {word: kind for kind, others in PLURALS.items() for word in (kind, *others)}
ITEM_KINDS = {"chip": "semiconductors", "tool": "chip-making-tools"}
SALES = ("sold to", "sells through")
Find = Callable[[str, tuple[str, ...]], Entity]
"""From a text and labels to the one node that it names: `graph.lookup.entity` of a store."""


@dataclass(frozen=True)
class Selection:
    """The things meant, as positions in the view's nodes. A route from here begins with one of the edges `begins` (positions in the view's edges; None: any)."""

    text: str
    nodes: frozenset[int]
    begins: frozenset[int] | None = None


class EmptySelection(UsageError):
    """A class that was understood and has no member in the view; `instead` are other things of its territory."""

    def __init__(self, sentence: str, instead: frozenset[int] = frozenset()):
        super().__init__(sentence)
        self.instead = instead


@dataclass
class _Words:
    """A class in words, taken apart."""

    kind: str
    listed: bool = False
    technology: str = ""
    territory: str = ""
    not_understood: list[str] = field(default_factory=list)


def select(view: View, text: str, find: Find) -> Selection:
    """The things of the view that `text` means. UsageError, with the grammar, for what it does not understand, and when the view holds no such thing."""
    text = " ".join(text.split())
    prefix, colon, rest = text.partition(":")
    if colon and prefix == "listed":
        programme = find(rest, ("Programme",))
        return _some(view, text, [i for i, t in enumerate(view.nodes) if t.uri in view.listed.get(programme.uri, ())])
    if colon and prefix in KINDS:
        return _members(view, text, _Words(KINDS[prefix], territory=_territory(rest, find)))
    words = _parse(text, find)
    if words is not None:
        return _members(view, text, words)
    try:
        found = find(text, ("Organization", "Item", "Territory"))
    except UsageError as error:
        raise UsageError(f"{error} {GRAMMAR}") from None
    if found.uri not in view.position:
        raise UsageError(
            f"{found.name or found.id} ({found.id}) is in the graph, but nothing in this part of the view {view.name} touches it."
        )
    return Selection(text, frozenset({view.position[found.uri]}))


def _parse(text: str, find: Find) -> _Words | None:
    """The words of a class, or None when the text is no class (it may be a name)."""
    words = text.split()
    told = words[:1] and words[0].lower() in ("any", "all", "every")
    words = words[1:] if told else words
    lowered = [w.lower() for w in words]
    place = ""
    if "in" in lowered and lowered.index("in") == next((i + 1 for i, w in enumerate(lowered) if w in KINDS), -1):
        cut = lowered.index("in")
        place, words, lowered = _territory(" ".join(words[cut + 1 :]), find), words[:cut], lowered[:cut]
    if not words or lowered[-1] not in KINDS:
        if told:
            near = did_you_mean(lowered[-1], KINDS) if lowered else ""
            raise UsageError(f"{text!r} names no kind of thing.{near} {GRAMMAR}")
        return None
    found = _Words(KINDS[lowered[-1]], territory=place)
    _modify(found, words[:-1], find)
    if found.not_understood:
        if told:
            raise UsageError(f"{' '.join(found.not_understood)!r} in {text!r} is no territory and no technology. {GRAMMAR}")
        return None
    return found


def _modify(found: _Words, words: list[str], find: Find) -> None:
    technologies = model().schemes["technology"]
    rest = []
    for word in words:
        if word.lower() == "listed":
            found.listed = True
        elif word.lower() in technologies and not found.technology:
            found.technology = word.lower()
        else:
            rest.append(word)
    if rest and not found.territory:
        try:
            found.territory = _territory(" ".join(rest), find)
        except UsageError:
            found.not_understood = rest
    elif rest:
        found.not_understood = rest


def _territory(text: str, find: Find) -> str:
    return find(text, ("Territory",)).uri.rpartition(":")[2]


def within(thing: Thing, territory: str) -> bool:
    """Whether a thing is at home in a territory (code) or in a part of it.

    >>> within(Thing("u", "i", "n", "agency", ("CN-XJ",)), "CN"), within(Thing("u", "i", "n", "agency", ("CN",)), "CN-XJ")
    (True, False)
    """
    return any(code == territory or code.startswith(f"{territory}-") for code in thing.territories)


def _members(view: View, text: str, words: _Words) -> Selection:
    if words.kind in ITEM_KINDS:
        return _items(view, text, words)
    nodes = {i for i, t in enumerate(view.nodes) if _is(t, words.kind) and (not words.territory or within(t, words.territory))}
    begins = None
    if words.kind == "vendor":
        begins = frozenset(i for i, e in enumerate(view.edges) if e.start in nodes and _vendor(view, e, words.technology))
        nodes &= {view.edges[i].start for i in begins}
        begins = begins if words.technology else None
    elif words.technology:
        nodes &= {n for e in view.edges if words.technology in e.technologies for n in (e.start, e.end)}
    return _some(view, text, _listed(view, nodes, words), begins, _instead(view, words))


def _is(thing: Thing, kind: str) -> bool:
    if kind == "police":
        return thing.kind == "agency" and bool(POLICE.search(thing.name))
    return thing.kind == kind or (kind in ("organization", "vendor") and thing.kind in ("organization", "agency"))


def _vendor(view: View, edge: Edge, technology: str) -> bool:
    resold = view.resold
    return edge.kind in SALES and (edge.event, edge.start) not in resold and (not technology or technology in edge.technologies)


def _listed(view: View, nodes: Iterable[int], words: _Words) -> list[int]:
    on = frozenset().union(*view.listed.values()) if view.listed else frozenset()
    return [i for i in nodes if not words.listed or view.nodes[i].uri in on]


def _items(view: View, text: str, words: _Words) -> Selection:
    of = ITEM_KINDS[words.kind]
    other = ITEM_KINDS["tool"] if words.kind == "chip" else ""
    items = {
        uri
        for uri, t in view.items.items()
        if of in t.technologies and other not in t.technologies and (not words.technology or words.technology in t.technologies)
    }
    begins = frozenset(
        i
        for i, e in enumerate(view.edges)
        if e.kind in ("supplies", "makes")
        and not items.isdisjoint(e.items)
        and (not words.territory or within(view.nodes[e.start], words.territory))
    )
    makers = {view.edges[i].start for i in begins}
    goods = {view.position[uri] for uri in items if uri in view.position}
    if words.territory:
        goods &= {e.end for e in view.edges if e.kind == "makes" and e.start in makers}
    begins |= {i for i, e in enumerate(view.edges) if e.start in goods}
    return _some(view, text, [*_listed(view, makers, words), *(() if words.listed else goods)], begins, _instead(view, words))


def _instead(view: View, words: _Words) -> list[int]:
    """Other things of the territory, for when the class is empty: agencies where one was asked for, and the territory itself last."""
    if not words.territory:
        return []
    wanted = ("agency",) if words.kind in ("police", "agency") else ("agency", "organization")
    there = [i for i, t in enumerate(view.nodes) if t.kind in wanted and within(t, words.territory)]
    return there + [i for i, t in enumerate(view.nodes) if t.kind == "territory" and within(t, words.territory)]


def _some(
    view: View, text: str, nodes: Iterable[int], begins: frozenset[int] | None = None, instead: Sequence[int] = ()
) -> Selection:
    found = frozenset(nodes)
    if not found:
        names = ", ".join(f"{view.nodes[i].name} ({view.nodes[i].id})" for i in instead[:5])
        more = f" and {len(instead) - 5} more" if len(instead) > 5 else ""
        there = f"; of that territory it holds {names}{more}" if names else ""
        raise EmptySelection(f"Nothing in this part of the view {view.name} is {text!r}{there}.", frozenset(instead))
    return Selection(text, found, begins)
