"""Owners, control, listings and rules out of a property graph, read once; who is covered on any day, under any rule.

Which link of control counts:

| basis | under a rule that counts ownership alone | under one that counts control |
| --- | --- | --- |
| branch | a stake of 100 %: a branch is no legal person of its own | the same |
| not stated (owned or controlled, consolidated, supervised) | a stake of 0 to 100 %: it may be ownership | the same |
| board, contract, golden share | no | possible: whether it amounts to control in law is for a court to say |
| state supervision | no | no: supervision by an authority is not control by an owner |

A `PARENT` link (a part or a subordinate institution) is neither.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from graph.intervals import FIRST, LAST, Claim, Period, Span, periods, span
from graph.ownership.solver import LISTING, WHOLE, Control, Cover, OwnershipTest, SeparateSolution, Solution, solve
from graph.ownership.statements import NO, Book, Statement, doubt, holds
from graph.property_graph import Properties, PropertyGraph, short_id
from ontology.errors import UsageError, did_you_mean

IN_FORCE, SUSPENDED, NOT_YET, ENDED, NOT_KNOWN, CHANGES = (
    "in force",
    "suspended",
    "not yet",
    "ended",
    "not known",
    "changes in these days",
)
NO_CONTROL = frozenset({"state-supervision"})
"""Bases of a control link that are not control by an owner."""
BRANCH = "branch"
LABELS = ("OwnershipStake", "ControlLink", "Listing", "Programme", "Rule", "RuleInterval")
TYPES = ("OWNER", "ASSET", "CONTROLLER", "CONTROLLED", "SUBJECT", "PROGRAMME", "RULE", "SOURCE")


@dataclass(frozen=True)
class RuleInterval:
    """A rule in force or suspended, from a day of `start` to a day of `end`, both counted in (None: no end is known)."""

    state: str
    start: Span
    end: Span | None
    uri: str = ""

    def state_on(self, day: str) -> str:
        """Its state where it certainly holds on that day; 'not known' where it may; '' where it does not."""
        if self.start.latest <= day and (self.end is None or self.end.earliest >= day):
            return SUSPENDED if self.state == "suspended" else IN_FORCE
        return NOT_KNOWN if self.start.earliest <= day and (self.end is None or self.end.latest >= day) else ""


@dataclass(frozen=True)
class Rule:
    """A legal rule with its test of ownership (None: it has none), the lists whose members it starts from (None: all), and its intervals."""

    uri: str
    name: str
    test: OwnershipTest | None
    programmes: frozenset[str] | None
    intervals: tuple[RuleInterval, ...] = ()

    def state(self, days: Span) -> str:
        """in force, suspended, not yet, ended, not known, or changes in these days.

        What follows a suspension that has run out is not known unless an interval says it; after an interval in force the rule has ended.
        """
        turns = {days.earliest, days.latest}
        for interval in self.intervals:
            turns |= {interval.start.earliest, interval.start.latest}
            if interval.end:
                turns |= {_next(interval.end.earliest), _next(interval.end.latest)}
        found = {self._state_on(day) for day in turns if days.earliest <= day <= days.latest}
        return found.pop() if len(found) == 1 else CHANGES

    def _state_on(self, day: str) -> str:
        states = {state for i in self.intervals if (state := i.state_on(day))}
        for state in (SUSPENDED, IN_FORCE, NOT_KNOWN):
            if state in states:
                return state
        begun = [i for i in self.intervals if i.start.latest <= day]
        if not begun:
            return NOT_YET if self.intervals else NOT_KNOWN
        last = max(begun, key=lambda i: (i.start, i.uri))
        return ENDED if len(begun) == len(self.intervals) and last.state != "suspended" else NOT_KNOWN


def _next(day: str) -> str:
    return day if day in (FIRST, LAST) else str(date.fromisoformat(day) + timedelta(days=1))


@dataclass(frozen=True)
class Link:
    """A link of control as stated; `statement` carries its period."""

    statement: Statement
    basis: str


def read_test(held: Properties) -> OwnershipTest | None:
    """The test of ownership of a rule node; None where it has no threshold."""
    if "ownershipThreshold" not in held:
        return None
    return OwnershipTest(
        threshold(held["ownershipThreshold"]),
        held.get("ownershipMoreThan", False),
        held.get("ownershipAggregates"),
        held.get("controlCounts"),
    )


def threshold(per_cent: float) -> int:
    """A threshold in millionths; UsageError unless it is above 0 and at most 100 per cent."""
    if not 0 < per_cent <= 100:
        raise UsageError(f"A threshold of {per_cent:.12g} per cent is no test of ownership; give one above 0 and at most 100.")
    return round(per_cent * WHOLE / 100)


@dataclass
class Register:
    """Everything that decides who is covered because of who owns it. Build it once with `Register.of`; each day asked for is then cheap."""

    graph: PropertyGraph
    book: Book
    links: list[Link]
    rules: dict[str, Rule]
    ends: dict[str, dict[str, list[str]]]
    """Event uri -> relationship type -> end uris."""
    doubtful: dict[str, str] = field(default_factory=dict)
    """Stakes and links that are left out, and why."""
    claims: dict[str, dict[str, list[Claim]]] = field(default_factory=dict)
    """Subject -> programme -> what the lists say."""
    _stays: dict[tuple[str, str], list[Period]] = field(default_factory=dict)
    _parts: dict[frozenset[str] | None, tuple[Book, list[Link], list[str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, graph: PropertyGraph) -> "Register":
        """Read the stakes, links, listings and rules of a graph (the whole one, or what `LABELS` and `TYPES` give)."""
        ends = graph.ends(LABELS)
        register = cls(graph, Book(), [], {}, ends)
        statements = []
        for uri, node in graph.nodes.items():
            if "OwnershipStake" in node.labels:
                statements += register._stake(uri, node.properties)
            elif "ControlLink" in node.labels:
                statements += register._link(uri, node.properties)
            elif "Listing" in node.labels:
                register._listing(uri, node.properties)
            elif "Rule" in node.labels:
                register.rules[uri] = Rule(
                    uri, node.properties.get("name", ""), read_test(node.properties), frozenset(ends[uri]["PROGRAMME"])
                )
        register.book = Book.of(statements)
        register._intervals()
        return register

    def _pair(self, uri: str, held: Properties, left: str, right: str) -> tuple[str, str] | None:
        """The two ends of a stake or a link of control; None where it is left out, and `doubtful` then says why."""
        ends = []
        for kind in (left, right):
            found = next(iter(self.ends[uri][kind]), "")
            node = self.graph.nodes.get(found)
            if node and "Unresolved" in node.labels:
                self.doubtful[uri] = f"its {kind.lower()} {short_id(found)} is described by no source"
                return None
            ends.append(found)
        why = doubt(ends[0], ends[1], held)
        if why:
            words = {"owner": left.lower(), "asset": right.lower(), "a stake of": "control of"} if left != "OWNER" else {}
            for stake, control in words.items():
                why = why.replace(stake, control)
            self.doubtful[uri] = why
        return None if why else (ends[0], ends[1])

    def _stake(self, uri: str, held: Properties) -> list[Statement]:
        pair = self._pair(uri, held, "OWNER", "ASSET")
        return [Statement.of(uri, *pair, held)] if pair else []

    def _link(self, uri: str, held: Properties) -> list[Statement]:
        """The stake that a link of control stands for, if it does; other links are kept aside."""
        pair = self._pair(uri, held, "CONTROLLER", "CONTROLLED")
        if not pair:
            return []
        statement = Statement.of(uri, *pair, held)
        basis = held.get("basis", "")
        if basis == BRANCH:
            return [replace(statement, low=WHOLE, high=WHOLE, sized=True, size="100 %, a branch")]
        if not basis:
            return [replace(statement, size="owned or controlled, share not stated")]
        self.links.append(Link(statement, basis))
        return []

    def _listing(self, uri: str, held: Properties) -> None:
        sources = frozenset(self.ends[uri]["SOURCE"])
        for subject in self.ends[uri]["SUBJECT"]:
            for programme in self.ends[uri]["PROGRAMME"]:
                self.claims.setdefault(subject, {}).setdefault(programme, []).append(Claim(uri, held, sources))

    def _intervals(self) -> None:
        found: dict[str, list[RuleInterval]] = defaultdict(list)
        for uri, node in self.graph.nodes.items():
            if "RuleInterval" in node.labels:
                held = node.properties
                end = span(held, "end") if "endLatest" in held or "endEarliest" in held else None
                for rule in self.ends[uri]["RULE"]:
                    found[rule].append(RuleInterval(held.get("ruleState", ""), span(held, "start"), end, uri))
        for uri, intervals in found.items():
            if uri in self.rules:
                self.rules[uri] = replace(self.rules[uri], intervals=tuple(sorted(intervals, key=lambda i: (i.start, i.uri))))

    def rules_with_test(self) -> list[Rule]:
        """The rules that have a test of ownership, by id."""
        return sorted((r for r in self.rules.values() if r.test), key=lambda r: r.uri)

    def rule(self, name: str) -> Rule:
        """The rule of that id, with or without `rule:` before it; UsageError when there is none."""
        known = {short_id(uri).removeprefix("rule:"): rule for uri, rule in self.rules.items()}
        wanted = short_id(name).removeprefix("rule:")
        if wanted not in known:
            with_test = ", ".join(sorted(k for k, r in known.items() if r.test)) or "none"
            raise UsageError(f"There is no rule {name!r}.{did_you_mean(wanted, known)} With a test of ownership: {with_test}.")
        return known[wanted]

    def stays(self, subject: str, programme: str) -> list[Period]:
        """The stays of an organization on a list."""
        key = subject, programme
        if key not in self._stays:
            self._stays[key] = periods(self.claims.get(subject, {}).get(programme, ()))
        return self._stays[key]

    def listed(self, subject: str, programmes: frozenset[str] | None, days: Span) -> dict[str, tuple[bool, Period]]:
        """Programme -> (whether certainly on it on all of these days, the stay), for each list that it may be on. None: any list."""
        found = {}
        for programme in self.claims.get(subject, {}):
            if programmes is None or programme in programmes:
                stays = [s for s in self.stays(subject, programme) if s.possible(days)]
                if stays:
                    stay = max(stays, key=lambda s: s.certain(days))
                    found[programme] = stay.certain(days), stay
        return found

    def _part(self, programmes: frozenset[str] | None) -> tuple[Book, list[Link], list[str]]:
        """The statements and links that can matter for the members of these lists, and those members that own or control anything."""
        if programmes not in self._parts:
            active = {owner for owner, _ in self.book.pairs} | {link.statement.owner for link in self.links}
            members = [o for o in active if any(programmes is None or p in programmes for p in self.claims.get(o, ()))]
            counted: dict[str, set[str]] = {}
            links = [link for link in self.links if link.basis not in NO_CONTROL]
            for link in links:
                counted.setdefault(link.statement.owner, set()).add(link.statement.asset)
            self._parts[programmes] = self.book.within(members, counted), links, sorted(members)
        return self._parts[programmes]

    def solution(self, rule: Rule, days: Span, leave_out: str = "") -> Solution | SeparateSolution:
        """The fixed points for these days, whether or not the rule is in force; the listing of `leave_out` itself does not count.

        Raises UsageError for a rule without a test of ownership.
        """
        test = rule.test
        if test is None:
            raise UsageError(f"The rule {short_id(rule.uri)} has no test of ownership; give a threshold.")
        book, links, members = self._part(rule.programmes)
        roots = {}
        for member in members:
            if member != leave_out and (on := self.listed(member, rule.programmes, days)):
                roots[member] = any(certain for certain, _ in on.values())
        controls = []
        if test.control_counts is not False:
            stated = (link.statement for link in links)
            controls = [Control(s.owner, s.asset, False, s.uri) for s in stated if holds(s, (), days) != NO]
        return solve(book.holdings(days), roots, test, controls)

    def covered(self, days: Span, rule: Rule, among: Iterable[str] | None = None) -> dict[str, Cover]:
        """Who is covered, or may be, through its owners on these days by the test of a rule, whether or not that is in force then (`Rule.state` says).

        Only `among` these when given. Who is listed itself is not in it. `Cover.roots` are the listed organizations where the proof ends, `Cover.stakes`
        the stakes and links on the way. Raises UsageError for a rule without a test of ownership.
        """
        found = self.solution(rule, days)
        states = found.states
        asked = states if among is None else [uri for uri in among if uri in states]
        return {uri: cover for uri in asked if (cover := found.cover(uri)) and cover.by != LISTING}
