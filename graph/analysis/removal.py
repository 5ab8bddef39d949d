"""Removal: who loses which input or supplier when some are taken away, what could take their place, and which few would be missed
most.

A *need* is what somebody is known to get: a recipient its part, the market of an item its suppliers, a destination or an agency a
technology. It has the suppliers that the data names for it. For importers the question is turned round: a supplier needs the
territories that buy a technology from it.

**Formula.** Removing the set X leaves a need *without* when all its suppliers are in X. ``share_lost`` is the part of the need's
facts whose supplier is in X. The best set of k maximises the number of needs left without. Greedy takes at each step who leaves
most needs without (then who comes nearest to it, then the id); since a need falls only with its last supplier, greedy carries no
guarantee. The exact set comes from branch and bound: a need with m suppliers gives each 1/m, and no set can leave more needs
without than its members hold (each need that falls is paid in full by its members). `MOST_BRANCHES` bounds the search.

`kind` and `same_kind` say who supplies other things of the same kind: a chip of one brand comes from its maker alone by its name;
whether another camera chip would do, nobody here knows.

**Caveat.** Substitution knows only the suppliers that the data shows for the same item (or a kind of it) or technology in other
facts, to somebody who is still there. It knows no capacity, price, quality or law, and no supplier that no source names. Nothing
here forecasts a market.

Reference for the bound: A. Land, A. Doig, An automatic method of solving discrete programming problems, Econometrica 28 (1960)
497-520.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import networkx as nx

from graph.analysis.routes import grade
from graph.analysis.views import Edge, Thing, View
from ontology import model
from ontology.errors import UsageError

SHOWN = 5
MOST_BRANCHES = 500_000
KEEPS, ELSEWHERE, NO_SUBSTITUTE, UNKNOWN = "keeps another", "others elsewhere", "no substitute in the data", "not stated what"
"""Another supplier of the same need is left; none is, but others supply the same thing to somebody else; nobody else does; the thing has no name."""
COLUMNS = [
    "loser", "loser_id", "loses", "loses_id", "from", "facts_lost", "facts_known", "share_lost", "market_share_lost", "outcome", "left", "substitutes",
    "substitute_names", "kind", "same_kind", "evidence", "sources",
]  # fmt: skip
CURVE = [
    "k", "removed", "removed_id", "without", "needs", "share", "facts_lost", "exact_without", "exact_set", "exact_is", "evidence", "sources",
]  # fmt: skip
MEANING = "Substitutes are only those whom the data shows supplying the same component or technology in other facts; capacity, price and law are not known here."
MEANING_OF_BUYERS = "Substitutes are only the other territories that the data shows importing the same technology, from anybody; whether they would buy is not known here."


@dataclass
class Need:
    """What `loser` (uri) gets of `what` (uri of an item, code of a technology, '' when not stated), by supplier uri."""

    loser: str
    what: str
    by: dict[str, list[Edge]] = field(default_factory=lambda: defaultdict(list))

    @property
    def facts(self) -> list[Edge]:
        return [e for edges in self.by.values() for e in edges]


@dataclass
class Needs:
    """All needs; what -> supplier -> to whom it supplies that or a kind of it, by all facts; and everything by uri."""

    needs: list[Need]
    anywhere: dict[str, dict[str, set[str]]]
    things: dict[str, Thing]
    importers: bool = False

    @property
    def meaning(self) -> str:
        """What substitution means here, in a sentence."""
        return MEANING_OF_BUYERS if self.importers else MEANING

    def others(self, need: Need, removed: Collection[str]) -> list[str]:
        """Who else supplies the same thing to somebody who is still there."""
        gone = {*removed, need.loser}
        by = self.anywhere.get(need.what, {}) if need.what else {}
        return sorted((s for s, to in by.items() if s not in gone and not to <= set(removed)), key=lambda s: (self.name(s), s))

    def same_kind(self, need: Need, removed: Collection[str]) -> tuple[str | None, list[str]]:
        """The narrowest kind that the thing belongs to of which others supply something, and who: no substitutes, but the next best guess."""
        wider = self.things[need.what].wider if need.what in self.things else ()
        found = [(others, kind) for kind in wider if (others := self.others(Need(need.loser, kind), removed))]
        others, kind = min(found, key=lambda x: (len(x[0]), x[1]), default=([], ""))
        return (self.name(kind), [self.name(by) for by in others[:SHOWN]]) if kind else (None, [])

    def name(self, uri: str) -> str:
        """The name of a thing, the label of a technology."""
        if uri in self.things:
            return self.things[uri].name
        known = model().schemes["technology"]
        return known[uri].label if uri in known else uri or "not stated"


def narrowest(technologies: Collection[str]) -> list[str]:
    """The technologies that are not the wider one of another; `['']` when there is none.

    >>> narrowest(("biometric-identification", "face-recognition"))
    ['face-recognition']
    """
    known = model().schemes["technology"]
    wider = {known[t].broader.rpartition(":")[2] for t in technologies if t in known}
    return [t for t in technologies if t not in wider] or [""]


def needs(chain: View, deals: View, *, importers: bool = False) -> Needs:
    """The needs that the views hold: of recipients, items and buyers, or with `importers` of suppliers for buyers."""
    found: dict[tuple[str, str], Need] = {}
    anywhere: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    things = {t.uri: t for view in (chain, deals) for t in (*view.nodes, *view.items.values())}

    def add(loser: str, what: str, by: str, edge: Edge) -> None:
        found.setdefault((loser, what), Need(loser, what)).by[by].append(edge)
        for kind in (what, *(things[what].wider if what in things else ())):
            anywhere[kind][by].add(loser)

    for e in () if importers else chain.edges:
        if e.kind in ("supplies", "makes"):
            for item in e.items or ("",):
                add(chain.nodes[e.end].uri, item, chain.nodes[e.start].uri, e)
    for e in deals.edges:
        supplier, buyer = deals.nodes[e.start], deals.nodes[e.end]
        for technology in narrowest(e.technologies):
            if not importers:
                add(buyer.uri, technology, supplier.uri, e)
            elif buyer.kind == "territory" and imported(supplier, buyer):
                add(supplier.uri, technology, buyer.uri, e)
    return Needs([found[key] for key in sorted(found)], dict(anywhere), things, importers)


def imported(supplier: Thing, buyer: Thing) -> bool:
    """Whether a sale crosses a border: the supplier is at home nowhere in the buyer's state. True where its home is not known.

    >>> of = lambda *codes: Thing("u", "i", "n", "organization", codes)
    >>> imported(of("CN"), of("CN-XJ")), imported(of("US"), of("CN-XJ")), imported(of(), of("US"))
    (False, True, True)
    """
    states = {code.partition("-")[0] for code in buyer.territories}
    return states.isdisjoint(code.partition("-")[0] for code in supplier.territories)


def losses(held: Needs, removed: Collection[str]) -> list[list[Any]]:
    """A row for each need that loses a supplier, in the order of `COLUMNS`: first those without a substitute.

    A and B both supply x to C; A alone supplies y to C; D supplies y to E. Without A, C keeps x from B, and could get y from D:

    >>> nodes = tuple(Thing(n, n, n, "organization") for n in "ABCDE")
    >>> x, y = (Thing(n, n, n, "item") for n in "xy")
    >>> edges = tuple(Edge(s, e, "supplies", f"{s}{e}{i}", evidence=5, items=(i,)) for s, e, i in ((0, 2, "x"), (0, 2, "y"), (1, 2, "x"), (3, 4, "y")))
    >>> chain = View("chain", nodes, edges, items={"x": x, "y": y})
    >>> for row in losses(needs(chain, View("deals", (), ())), {"A"}): print(row[0], row[2], row[7], row[9], row[12])
    C y 1.0 others elsewhere ['D']
    C x 0.5 keeps another ['B']
    """
    order = {NO_SUBSTITUTE: 0, UNKNOWN: 1, ELSEWHERE: 2, KEEPS: 3}
    rows = [
        _loss(held, need, removed) for need in held.needs if need.loser not in removed and any(by in removed for by in need.by)
    ]
    return sorted(rows, key=lambda row: (order[row[9]], -row[5], row[0], row[1], row[3]))


def _loss(held: Needs, need: Need, removed: Collection[str]) -> list[Any]:
    lost = sorted(by for by in need.by if by in removed)
    left = sorted(by for by in need.by if by not in removed)
    gone = [e for by in lost for e in need.by[by]]
    others = held.others(need, removed)
    outcome = KEEPS if left else ELSEWHERE if others else NO_SUBSTITUTE if need.what else UNKNOWN
    shares = {(by, e.share) for by in lost for e in need.by[by] if e.share is not None}
    loser = held.things[need.loser]
    return [
        loser.name, loser.id, held.name(need.what), held.things[need.what].id if need.what in held.things else need.what, [held.name(by) for by in lost],
        len(gone), len(need.facts), round(len(gone) / len(need.facts), 4), round(sum(s for _, s in shares), 4) if shares else None, outcome,
        [held.name(by) for by in left], len(others), [held.name(by) for by in others[:SHOWN]], *held.same_kind(need, removed),
        *_evidence(gone),
    ]  # fmt: skip


def _evidence(facts: Iterable[Edge]) -> list[Any]:
    facts = list(facts)
    return [grade(max((e.evidence for e in facts if e.evidence < 9), default=9)), sorted({s for e in facts for s in e.sources})]


# -- the graph before and after -------------------------------------------------------------------------------------------------


def after(chain: View, deals: View, held: Needs, removed: Collection[str]) -> list[list[Any]]:
    """Rows (figure, before, after): how the views look without the removed things."""
    gone = set(removed)
    rows = []
    for name, view, figures in (("chain", chain, _shape), ("deals", deals, _trade)):
        rest = [e for e in view.edges if view.nodes[e.start].uri not in gone and view.nodes[e.end].uri not in gone]
        before, later = figures(view, view.edges), figures(view, rest)
        rows += [[f"{figure} ({name})", before[figure], later[figure]] for figure in before]
    kept = [n for n in held.needs if n.loser not in gone]
    without = sum(1 for n in kept if gone.issuperset(n.by))
    rows.append(["needs with a supplier", len(held.needs), len(kept) - without])
    rows.append(["needs left without any supplier", 0, without])
    rows.append(
        [
            "of these without a substitute in the data",
            0,
            sum(1 for n in kept if gone.issuperset(n.by) and not held.others(n, gone)),
        ]
    )
    return rows


def _shape(view: View, edges: Sequence[Edge]) -> dict[str, int]:
    graph = nx.Graph((e.start, e.end) for e in edges if "territory" not in (view.nodes[e.start].kind, view.nodes[e.end].kind))
    parts = [len(part) for part in nx.connected_components(graph)]
    return {
        "things": len(graph),
        "facts": len(edges),
        "connected parts, territories aside": len(parts),
        "things in the largest part": max(parts, default=0),
    }


def _trade(view: View, edges: Sequence[Edge]) -> dict[str, int]:
    bought = {(e.end, t) for e in edges for t in narrowest(e.technologies) if view.nodes[e.end].kind == "territory"}
    return {
        "deals": len({e.event for e in edges}),
        "suppliers": len({e.start for e in edges}),
        "destinations": len({end for end, _ in bought}),
        "destinations by technology with a supplier": len(bought),
    }


# -- the best sets ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Best:
    """A best set of `k`, how many needs it leaves without, and whether that is proven, not attempted, or the best so far."""

    members: tuple[str, ...]
    without: int
    status: str


def without(held: Needs, removed: Collection[str]) -> int:
    """How many needs have all their suppliers among the removed."""
    gone = set(removed)
    return sum(1 for need in held.needs if gone.issuperset(need.by))


def greedy(held: Needs, candidates: Collection[str], k: int) -> list[str]:
    """Up to k of the candidates, each the one who leaves most needs without when the earlier ones are gone."""
    chosen: list[str] = []
    open_needs = [set(need.by) for need in held.needs]
    for _ in range(min(k, len(candidates))):
        gain: dict[str, int] = defaultdict(int)
        near: dict[str, float] = defaultdict(float)
        for suppliers in open_needs:
            for s in suppliers:
                near[s] += 1 / len(suppliers)
                gain[s] += len(suppliers) == 1
        best = min(set(candidates) - set(chosen), key=lambda s: (-gain[s], -round(near[s], 9), s))
        chosen.append(best)
        open_needs = [rest for suppliers in open_needs if (rest := suppliers - {best})]
    return chosen


def exact(held: Needs, candidates: Collection[str], k: int, at_least: int = 0, most_branches: int = MOST_BRANCHES) -> Best:
    """The best set of k by branch and bound.

    x is supplied by A and B, y by A and B, z by C alone. One removal does best with C, two with A and B:

    >>> held = Needs([Need(n, n, dict.fromkeys(by, [])) for n, by in (("x", "AB"), ("y", "AB"), ("z", "C"))], {}, {})
    >>> exact(held, "ABC", 1), exact(held, "ABC", 2)
    (Best(members=('C',), without=1, status='proven'), Best(members=('A', 'B'), without=2, status='proven'))
    """
    allowed = set(candidates)
    open_needs = [frozenset(n.by) for n in held.needs if len(n.by) <= k and allowed.issuperset(n.by)]
    worth: dict[str, float] = defaultdict(float)
    of: dict[str, list[int]] = defaultdict(list)
    for i, suppliers in enumerate(open_needs):
        for s in suppliers:
            worth[s] += 1 / len(suppliers)
            of[s].append(i)
    order = sorted(worth, key=lambda s: (-worth[s], s))
    best: tuple[int, tuple[str, ...]] = (-1, ())
    missing = [len(suppliers) for suppliers in open_needs]
    branches = 0
    stack: list[tuple[int, tuple[str, ...], int, float, bool]] = [(0, (), 0, 0.0, False)]
    while stack:
        start, chosen, lost, held_worth, leaving = stack.pop()
        if leaving:
            for i in of[chosen[-1]]:
                missing[i] += 1
            continue
        if chosen:
            for i in of[chosen[-1]]:
                missing[i] -= 1
                lost += missing[i] == 0
            stack.append((start, chosen, lost, held_worth, True))
        if lost > best[0]:
            best = (lost, chosen)
        branches += 1
        if branches > most_branches:
            return Best(tuple(sorted(best[1])), best[0], f"best of {most_branches} branches, not proven")
        free = k - len(chosen)
        for position in reversed(range(start, len(order) if free else 0)):
            bound = held_worth + sum(worth[s] for s in order[position : position + free])
            if bound > max(best[0], at_least - 1) + 1e-9:
                stack.append((position + 1, (*chosen, order[position]), lost, held_worth + worth[order[position]], False))
    return Best(tuple(sorted(best[1])), best[0], "proven")


def curve(held: Needs, candidates: Collection[str], k: int, exact_too: bool = False) -> list[list[Any]]:
    """A row for each number of removals up to k, in the order of `CURVE`; evidence and sources are of the needs that fall with this removal. UsageError for k below 1 or above the number of candidates."""
    if k < 1:
        raise UsageError(f"k is {k}; remove one at least.")
    if k > len(candidates):
        raise UsageError(f"There are only {len(candidates)} that could be removed; -k {k} is more.")
    chosen = greedy(held, candidates, k)
    rows: list[list[Any]] = []
    before: list[Need] = []
    for n in range(1, k + 1):
        gone = set(chosen[:n])
        fallen = [need for need in held.needs if gone.issuperset(need.by)]
        facts = {e for need in held.needs for by in gone & need.by.keys() for e in need.by[by]}
        best = exact(held, candidates, n, len(fallen)) if exact_too else Best((), 0, "not asked for")
        rows.append([
            n, held.name(chosen[n - 1]), held.things[chosen[n - 1]].id, len(fallen), len(held.needs), round(len(fallen) / len(held.needs), 4), len(facts),
            best.without if exact_too else None, [held.things[m].id for m in best.members], best.status, *_evidence(e for need in fallen if need not in before for e in need.facts),
        ])  # fmt: skip
        before = fallen
    return rows
