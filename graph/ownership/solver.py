"""Who is covered because of who owns it: the least fixed point, with a proof. Plain data in, plain data out; no store, no dates.

An organization is covered when the stakes that listed or already covered owners hold in it *directly* add up to the threshold. Shares are not multiplied
along a chain: an owner that is covered counts with the whole of its stake (OFAC FAQ 401). Shares are whole numbers, millionths of the whole
(`WHOLE` = 100 %), so that 35 % + 10 % + 5 % is 50 %.

What is known of a stake may be a range, and whether an owner is listed may be open. Let ``L(S)`` be the sum of the least shares of the owners in S, and

    most(S) = min(sum of the greatest shares of S, WHOLE - sum of the least shares of the owners not in S),

since all shares of one organization together are no more than the whole. Both grow with S, so there are two least fixed points: from the owners
that are certainly listed with L, the *covered*; and from all that may be listed with most, everything that can be covered at all. What lies between them
*depends*; both bounds are exact, for every organization there are shares within the ranges that reach them. Each owner is looked at once and each stake
once: time and memory grow with the number of stakes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

WHOLE = 1_000_000
"""100 % in millionths."""
COVERED, DEPENDS, NOT_COVERED = "covered", "depends", "not-covered"
LISTING, OWNERSHIP, CONTROL = "listing", "ownership", "control"


@dataclass(frozen=True, slots=True)
class Holding:
    """What one owner holds in one asset: between `low` and `high` millionths of the whole. `low` is 0 where it may hold nothing.

    `stakes` are the uris of the statements behind it.
    """

    owner: str
    asset: str
    low: int
    high: int
    stakes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Control:
    """That one organization controls another without a stake; `certain` or only possible. `link` is the uri of the statement."""

    controller: str
    controlled: str
    certain: bool
    link: str = ""


@dataclass(frozen=True, slots=True)
class OwnershipTest:
    """When the owners of an organization make it covered.

    `threshold` in millionths; `more_than`: the sum must exceed it; `aggregates`: the stakes of several listed owners are added up (False: those of one listed
    owner, and of what that one owner covers, must suffice); `control_counts`: whoever a covered organization controls is covered too. None for either: the
    rule's source does not say; what turns on it depends.
    """

    threshold: int = WHOLE // 2
    more_than: bool = False
    aggregates: bool | None = True
    control_counts: bool | None = False

    @property
    def needed(self) -> int:
        """The least sum, in millionths, that covers."""
        return self.threshold + self.more_than

    def __str__(self) -> str:
        size = f"more than {percent(self.threshold)}" if self.more_than else f"{percent(self.threshold)} or more"
        whose = {
            True: "held by all listed owners together",
            False: "held by one listed owner",
            None: "held by listed owners (added up or not: not stated)",
        }
        control = {True: ", or control", False: "", None: "; whether control counts is not stated"}
        return f"{size} {whose[self.aggregates]}{control[self.control_counts]}"


def percent(millionths: int) -> str:
    """A share as people write it.

    >>> percent(388_800), percent(1_000_000), percent(500_001)
    ('38.88 %', '100 %', '50.0001 %')
    """
    return f"{millionths / 10_000:.4f}".rstrip("0").rstrip(".") + " %"


@dataclass(frozen=True, slots=True)
class Decider:
    """An open fact that the answer turns on: a stake, a link of control, or a listing (`holding`, `control`, or `listed` the uri of the owner).

    For a stake, with the other stakes of the same asset within their ranges: below `never` millionths the asset is not covered, from `always` on it is
    (None: no size of this stake alone suffices). `owner_state` says whether its owner is covered itself.
    """

    asset: str
    owner_state: str
    holding: Holding | None = None
    control: Control | None = None
    listed: str | None = None
    never: int = 0
    always: int | None = None


@dataclass(frozen=True, slots=True)
class Cover:
    """Why an organization is covered, or what it depends on.

    `by`: listing, ownership or control. `holdings` and `controls` are what its covered owners (depends: owners that may be covered) hold; `least` and
    `most` bound their sum; `roots` the listed organizations where the proof ends; `stakes` the statements of the whole proof. `added_up`: it depends on whether
    the rule adds up the stakes of several listed owners, which its source does not say.
    """

    state: str
    by: str
    holdings: tuple[Holding, ...] = ()
    controls: tuple[Control, ...] = ()
    least: int = 0
    most: int = 0
    roots: tuple[str, ...] = ()
    stakes: tuple[str, ...] = ()
    added_up: bool = False


class Network:
    """Holdings and links of control by owner, with what is needed of them by asset."""

    def __init__(self, holdings: Iterable[Holding], controls: Iterable[Control] = ()):
        self.out: dict[str, list[Holding]] = {}
        low: dict[str, int] = {}
        for holding in holdings:
            siblings = self.out.get(holding.owner)
            if siblings is None:
                self.out[holding.owner] = [holding]
            else:
                siblings.append(holding)
            low[holding.asset] = low.get(holding.asset, 0) + holding.low
        self.total_low = low
        self.overfull = sorted(asset for asset, total in low.items() if total > WHOLE)
        if self.overfull:
            self._forget_lows(set(self.overfull))
        self.controls: dict[str, list[Control]] = {}
        self.controllers: dict[str, list[Control]] = {}
        for control in controls:
            self.controls.setdefault(control.controller, []).append(control)
            self.controllers.setdefault(control.controlled, []).append(control)

    def _forget_lows(self, assets: set[str]) -> None:
        """Least shares that add up to more than the whole cannot all be right: none of them counts as certain."""
        self.total_low |= dict.fromkeys(assets, 0)
        for owner, siblings in self.out.items():
            if any(h.asset in assets for h in siblings):
                self.out[owner] = [replace(h, low=0) if h.asset in assets else h for h in siblings]

    @cached_property
    def into(self) -> dict[str, list[Holding]]:
        """The holdings by asset; only proofs need them."""
        found: dict[str, list[Holding]] = {}
        for siblings in self.out.values():
            for holding in siblings:
                found.setdefault(holding.asset, []).append(holding)
        return found

    def most(self, asset: str, low: int, high: int) -> int:
        """The greatest sum that owners with these sums of least and greatest shares can hold in the asset."""
        return min(high, WHOLE - self.total_low.get(asset, 0) + low)

    def closure(self, roots: Iterable[str], test: OwnershipTest, upper: bool) -> dict[str, int]:
        """The least fixed point: everything covered, with the rank in which it was. `upper`: with the greatest shares, and control that is only possible."""
        needed, out, total_low = test.needed, self.out, self.total_low
        rank = {root: i for i, root in enumerate(dict.fromkeys(roots))}
        queue = list(rank)
        lows: dict[str, int] = {}
        highs: dict[str, int] = {}
        for owner in queue:  # grows while it is gone through
            for holding in out.get(owner, ()):
                asset = holding.asset
                if asset in rank:
                    continue
                reach = lows[asset] = lows.get(asset, 0) + holding.low
                if upper:
                    high = highs[asset] = highs.get(asset, 0) + holding.high
                    reach = min(high, WHOLE - total_low[asset] + reach)
                if reach >= needed:
                    rank[asset] = len(rank)
                    queue.append(asset)
            if test.control_counts is not False:
                for control in self.controls.get(owner, ()):
                    if (upper or (control.certain and test.control_counts)) and control.controlled not in rank:
                        rank[control.controlled] = len(rank)
                        queue.append(control.controlled)
        return rank


class Solution:
    """The two fixed points, and the proof of each answer on demand."""

    def __init__(self, network: Network, roots: Mapping[str, bool], test: OwnershipTest):
        self.network, self.test = network, test
        self.roots = dict(roots)
        self.lower = network.closure((r for r, certain in roots.items() if certain), test, upper=False)
        self.upper = network.closure(roots, test, upper=True)

    @property
    def states(self) -> dict[str, str]:
        """Organization -> covered or depends; whoever is absent is not covered."""
        return {uri: COVERED if uri in self.lower else DEPENDS for uri in self.upper}

    def state(self, uri: str) -> str:
        """Covered, depends or not-covered."""
        return COVERED if uri in self.lower else DEPENDS if uri in self.upper else NOT_COVERED

    def _earlier(self, uri: str) -> tuple[list[Holding], list[Control]]:
        """The stakes and links of the owners that were covered before `uri` was (so that a proof never goes round in a circle)."""
        covered = uri in self.lower
        rank = self.lower if covered else self.upper
        own = rank.get(uri, len(rank))
        holdings = [
            h
            for h in self.network.into.get(uri, ())
            if rank.get(h.owner, own) < own and h.owner != uri and (h.low if covered else h.high)
        ]
        controls = []
        if self.test.control_counts is not False:
            links = self.network.controllers.get(uri, ())
            controls = [
                c
                for c in links
                if rank.get(c.controller, own) < own and (not covered or (c.certain and self.test.control_counts))
            ]
        return sorted(holdings, key=lambda h: (-h.high, h.owner)), sorted(controls, key=lambda c: (c.controller, c.link))

    def _reasons(self, uri: str) -> tuple[list[Holding], list[Control]]:
        """`_earlier` without the stakes where they cannot reach the threshold and control alone tells."""
        holdings, controls = self._earlier(uri)
        least, most = self._sums(uri, holdings)
        enough = (least if uri in self.lower else most) >= self.test.needed
        return holdings if enough else [], controls

    def cover(self, uri: str) -> Cover | None:
        """The answer for one organization with its proof; None when it is not covered."""
        state = self.state(uri)
        if state == NOT_COVERED:
            return None
        if uri in self.roots and (self.roots[uri] or state == DEPENDS):
            return Cover(state, LISTING, roots=(uri,))
        holdings, controls = self._reasons(uri)
        least, most = self.sums(uri)
        by = OWNERSHIP if holdings else CONTROL
        roots, stakes = self._ends(uri)
        return Cover(state, by, tuple(holdings), tuple(controls), least, most, roots, stakes)

    def _sums(self, uri: str, holdings: list[Holding]) -> tuple[int, int]:
        least = sum(h.low for h in holdings if h.owner in self.lower)
        return least, self.network.most(uri, sum(h.low for h in holdings), sum(h.high for h in holdings))

    def sums(self, uri: str) -> tuple[int, int]:
        """The least that covered owners hold in `uri`, and the most that they and those that may be covered can hold."""
        return self._sums(uri, self._earlier(uri)[0])

    def _ends(self, uri: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Listed organizations where the proof of `uri` ends, and the statements on the way."""
        roots, stakes, seen, todo = set(), set(), {uri}, [uri]
        while todo:
            current = todo.pop()
            if current in self.roots and current != uri:
                roots.add(current)
                if self.roots[current] or current not in self.lower:
                    continue
            holdings, controls = self._reasons(current)
            stakes.update(s for h in holdings for s in h.stakes)
            stakes.update(c.link for c in controls)
            for owner in {*(h.owner for h in holdings), *(c.controller for c in controls)} - seen:
                seen.add(owner)
                todo.append(owner)
        return tuple(sorted(roots)), tuple(sorted(stakes))

    def deciders(self, uri: str) -> list[Decider]:
        """What the answer for an organization that depends turns on, nearest first, up its chain of owners."""
        return list(self._deciders(uri)) if self.state(uri) == DEPENDS else []

    def _deciders(self, uri: str) -> Iterator[Decider]:
        seen, queue = {uri}, [uri]
        for asset in queue:  # grows while it is gone through
            if asset in self.roots:
                yield Decider(asset, DEPENDS, listed=asset)
            holdings, controls = self._reasons(asset)
            for holding in holdings:
                if holding.low < holding.high:
                    never, always = self._turns(asset, holding, holdings)
                    yield Decider(asset, self.state(holding.owner), holding=holding, never=never, always=always)
            for control in controls:
                if not control.certain or self.test.control_counts is None:
                    yield Decider(asset, self.state(control.controller), control=control)
            for owner in [*(h.owner for h in holdings), *(c.controller for c in controls)]:
                if owner not in seen and self.state(owner) == DEPENDS:
                    seen.add(owner)
                    queue.append(owner)

    def _turns(self, asset: str, holding: Holding, holdings: list[Holding]) -> tuple[int, int | None]:
        """The shares of one stake below which the asset is never covered, and from which it always is (its owner being covered)."""
        others = [h for h in holdings if h is not holding]
        sure = sum(h.low for h in others if h.owner in self.lower)
        outside = self.network.total_low.get(asset, 0) - sum(h.low for h in holdings)
        never = max(0, self.test.needed - min(sum(h.high for h in others), WHOLE - outside))
        always = max(0, self.test.needed - sure)
        return min(never, holding.high), always if always <= min(holding.high, WHOLE - outside) else None


class SeparateSolution:
    """Where stakes of several listed owners are not added up: one solution for each listed owner; covered is who is covered by one of them.

    Where the rule does not say (`aggregates` None), whoever is covered only when they are added up depends.
    """

    def __init__(self, network: Network, roots: Mapping[str, bool], test: OwnershipTest):
        self.network, self.test, self.roots = network, test, dict(roots)
        self.parts = {root: Solution(network, {root: certain}, test) for root, certain in sorted(roots.items())}
        self.together = Solution(network, roots, test) if test.aggregates is None else None

    @cached_property
    def states(self) -> dict[str, str]:
        """Organization -> covered or depends; whoever is absent is not covered."""
        found = dict.fromkeys(self.together.upper, DEPENDS) if self.together else {}
        for part in self.parts.values():
            for uri, state in part.states.items():
                if found.get(uri) != COVERED:
                    found[uri] = state
        return found

    def state(self, uri: str) -> str:
        """Covered, depends or not-covered."""
        return self.states.get(uri, NOT_COVERED)

    def _part(self, uri: str) -> Solution | None:
        """The solution that decides about `uri`: its own if it is listed, else that of the first listed owner by whom it is covered (depends: may be)."""
        state = self.state(uri)
        if uri in self.roots and (self.roots[uri] or state == DEPENDS):
            return self.parts[uri]
        return next((p for p in self.parts.values() if p.state(uri) == state), None)

    def cover(self, uri: str) -> Cover | None:
        """The answer for one organization with its proof; None when it is not covered."""
        if self.state(uri) == NOT_COVERED:
            return None
        if part := self._part(uri):
            return part.cover(uri)
        found = self.together.cover(uri) if self.together else None
        return replace(found, state=DEPENDS, added_up=True) if found else None

    def deciders(self, uri: str) -> list[Decider]:
        """What the answer turns on, for each listed owner by whom it may be covered; where it turns on adding up, for all of them together."""
        if self.state(uri) != DEPENDS:
            return []
        parts = [p for p in self.parts.values() if p.state(uri) == DEPENDS] or ([self.together] if self.together else [])
        return list(dict.fromkeys(d for p in parts for d in p.deciders(uri)))


def solve(
    holdings: Iterable[Holding],
    roots: Mapping[str, bool],
    test: OwnershipTest,
    controls: Iterable[Control] = (),
) -> Solution | SeparateSolution:
    """Who is covered. `roots` says of each listed organization whether it is certainly (True) or only possibly listed.

    FAQ 401, example 2: X holds half of A and half of B, which hold a quarter of C each.

    >>> half, quarter = WHOLE // 2, WHOLE // 4
    >>> held = [("X", "A", half), ("X", "B", half), ("A", "C", quarter), ("B", "C", quarter)]
    >>> found = solve([Holding(owner, asset, share, share) for owner, asset, share in held], {"X": True}, OwnershipTest())
    >>> found.states
    {'X': 'covered', 'A': 'covered', 'B': 'covered', 'C': 'covered'}
    >>> found.cover("C").least, found.cover("C").roots
    (500000, ('X',))

    With 20 to 30 % in place of A's quarter it depends on that stake, and turns at 25 %:

    >>> held = [Holding("X", "A", half, half), Holding("X", "B", half, half), Holding("A", "C", 200_000, 300_000), Holding("B", "C", quarter, quarter)]
    >>> found = solve(held, {"X": True}, OwnershipTest())
    >>> found.state("C"), [(d.holding.owner, d.never, d.always) for d in found.deciders("C")]
    ('depends', [('A', 250000, 250000)])
    """
    network = Network(holdings, controls)
    return (Solution if test.aggregates else SeparateSolution)(network, roots, test)
