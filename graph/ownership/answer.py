"""Who owns an organization and what it owns, and whether it is covered by a rule on a day, with the proof: plain dicts for JSON, rows and pages."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from graph.intervals import Span
from graph.ownership.register import TYPES, Register, Rule, threshold
from graph.ownership.solver import (
    DEPENDS,
    NOT_COVERED,
    WHOLE,
    Control,
    Decider,
    Holding,
    OwnershipTest,
    SeparateSolution,
    Solution,
    percent,
)
from graph.ownership.statements import NO, Statement, holds, when
from graph.property_graph import PropertyGraph, short_id
from graph.reading import read_facts
from graph.stores.store import Store
from ontology.errors import UsageError

Answer = dict[str, Any]
DEEPEST = 60
"""Levels of a proof or a chain that are shown; deeper ones are said to be left out."""
_STATED = ("OwnershipStake", "ControlLink", "Rule", "RuleInterval", "Programme")


def read(store: Store, uri: str) -> PropertyGraph:
    """What the answer for one organization needs: all stakes, links and rules, the names of their ends, and the listings of those that own anything."""
    return read_facts(store, _STATED, TYPES, also=[uri], listings=True)


def questions(register: Register, rule: str | None, per_cent: float | None) -> list[Rule]:
    """The rules to answer for: the one named, else all with a test of ownership; with a threshold and no rule the plain question after listed owners.

    UsageError for a rule that does not exist or has no test, and for a threshold that is not above 0 and at most 100.
    """
    needed = threshold(per_cent) if per_cent is not None else None
    if rule is None:
        if needed is None:
            return register.rules_with_test()
        return [Rule("", f"Listed owners of {percent(needed)} or more, on any list", OwnershipTest(needed), None)]
    found = register.rule(rule)
    if needed is not None:
        test = (
            replace(found.test, threshold=needed) if found.test else OwnershipTest(needed, aggregates=None, control_counts=None)
        )
        return [replace(found, test=test)]
    if found.test is None:
        known = ", ".join(short_id(r.uri).removeprefix("rule:") for r in register.rules_with_test())
        raise UsageError(f"The rule {rule!r} has no test of ownership; give --threshold too, or one of {known}.")
    return [found]


def owners(register: Register, uri: str, days: Span, rules: Sequence[Rule]) -> Answer:
    """The whole answer for one organization: its listings, owners upwards, what it owns downwards, and for each rule whether it is covered, with the proof.

    Shares are per cent (floats, exact to a millionth of the whole). `on that day` of a stake is certain, possible or no. Every chain is gone through once,
    also where it goes round in a circle.
    """
    view = _View(register, days)
    left_out = [
        {"stake": short_id(stake), "why": why} for stake, why in sorted(register.doubtful.items()) if view.near(stake, uri)
    ]
    return {
        "organization": view.thing(uri),
        "days": str(days),
        "listed": view.listings(uri, None),
        "owners": list(view.chain(uri, upwards=True)),
        "owned": list(view.chain(uri, upwards=False)),
        "rules": [view.rule(uri, rule) for rule in rules],
        "left out": left_out,
    }


class _View:
    """Turns uris and solutions into what people read."""

    def __init__(self, register: Register, days: Span):
        self.register, self.days = register, days
        self.stated: dict[str, Statement] = {s.uri: s for pair in register.book.pairs.values() for s in pair}
        self.stated |= {link.statement.uri: link.statement for link in register.links}
        self.upwards: dict[str, list[Statement]] = {}
        self.downwards: dict[str, list[Statement]] = {}
        for statement in self.stated.values():
            self.upwards.setdefault(statement.asset, []).append(statement)
            self.downwards.setdefault(statement.owner, []).append(statement)

    def thing(self, uri: str) -> Answer:
        node = self.register.graph.nodes.get(uri)
        held = node.properties if node else {}
        return {"id": held.get("id", short_id(uri)), "name": held.get("name", short_id(uri))}

    def near(self, stake: str, uri: str) -> bool:
        """Whether a stake that is left out is one of this organization."""
        return any(uri in ends for ends in self.register.ends[stake].values())

    def listings(self, uri: str, programmes: frozenset[str] | None) -> list[Answer]:
        """The lists that an organization may be on."""
        found = self.register.listed(uri, programmes, self.days)
        return [
            {"programme": self.thing(p)["name"], "since": str(stay.start), "certain": certain, "listings": [short_id(u) for u in stay.listings]}
            for p, (certain, stay) in sorted(found.items())
        ]  # fmt: skip

    def stake(self, statement: Statement) -> Answer:
        """One statement on a stake or a link of control, with its source."""
        node, pair = (
            self.register.graph.nodes[statement.uri],
            self.register.book.pairs.get((statement.owner, statement.asset), []),
        )
        held = node.properties
        is_control = statement not in pair
        return {
            "stake": short_id(statement.uri),
            "owner": self.thing(statement.owner),
            "asset": self.thing(statement.asset),
            "share": f"control ({held['basis']})" if is_control else statement.size,
            "held": when(held),
            "on that day": holds(statement, [] if is_control else pair, self.days),
            "evidence": held.get("evidence"),
            "disputed": bool(held.get("disputed")),
            "notes": held.get("notes", []),
            "sources": sorted(short_id(s) for s in self.register.ends[statement.uri]["SOURCE"]),
        }

    def chain(self, uri: str, *, upwards: bool) -> Iterator[Answer]:
        """Each stake above (or below) an organization, nearest owner first, with its `level`; what surely does not hold on the day is not followed further."""
        follow = self.upwards if upwards else self.downwards
        seen, todo = {uri}, [(1, s) for s in self._ordered(follow.get(uri, ()), upwards)]
        while todo:
            level, statement = todo.pop(0)
            row = self.stake(statement)
            other = statement.owner if upwards else statement.asset
            yield {"level": level, **row, "listed": sorted({f["programme"] for f in self.listings(statement.owner, None)})}
            if other not in seen and row["on that day"] != NO:
                seen.add(other)
                todo[:0] = [(level + 1, s) for s in self._ordered(follow.get(other, ()), upwards)]

    def _ordered(self, statements: Sequence[Statement], upwards: bool) -> list[Statement]:
        return sorted(
            statements,
            key=lambda s: (self.thing(s.owner if upwards else s.asset)["name"], s.anchor.earliest if s.anchor else "", s.uri),
        )

    def rule(self, uri: str, rule: Rule) -> Answer:
        """The answer under one rule."""
        solution = self.register.solution(rule, self.days, leave_out=uri)
        cover = solution.cover(uri)
        state = cover.state if cover else NOT_COVERED
        least, most = self._sums(solution, uri) if cover is None else (cover.least, cover.most)
        programmes = [p for root in (cover.roots if cover else ()) for p in self.listings(root, rule.programmes)]
        found: Answer = {
            "rule": short_id(rule.uri).removeprefix("rule:"),
            "name": rule.name,
            "test": str(rule.test),
            "rule on that day": rule.state(self.days) if rule.uri else "",
            "answer": state,
            "by": cover.by if cover else "",
            "held by covered owners": {"least": least * 100 / WHOLE, "most": most * 100 / WHOLE},
            "programmes": sorted({p["programme"] for p in programmes}),
            "listed itself": self.listings(uri, rule.programmes),
            "turns on": [self._decider(d) for d in solution.deciders(uri)],
            "proof": self._proof(solution, uri, rule, {uri}, 0) if cover else None,
            "notes": self._notes(solution, cover.added_up if cover else False),
        }
        return found

    @staticmethod
    def _sums(solution: Solution | SeparateSolution, uri: str) -> tuple[int, int]:
        """What covered owners hold of an organization that is not covered: the greatest sum of all solutions."""
        parts = [solution] if isinstance(solution, Solution) else list(solution.parts.values())
        return max((part.sums(uri) for part in parts), key=lambda sums: sums[1], default=(0, 0))

    def _notes(self, solution: Solution | SeparateSolution, added_up: bool) -> list[str]:
        notes = [
            f"The shares certainly held of {self.thing(asset)['name']} add up to more than 100 %, so none of them counts as certain."
            for asset in solution.network.overfull
        ]
        if added_up:
            notes.append(
                "No listed owner reaches the threshold alone; whether their stakes are added up, the source of the rule does not say."
            )
        return notes

    def _words(self, holding: Holding) -> str:
        """The size of a holding on the day asked for, and where it is known from."""
        size = percent(holding.low) if holding.low == holding.high else f"{percent(holding.low)} to {percent(holding.high)}"
        known = "; ".join(f"{s.size}, {s.when}" for s in (self.stated[u] for u in holding.stakes))
        return f"{size} ({known})"

    def _decider(self, decider: Decider) -> Answer:
        """What one open fact decides, as data and as a sentence."""
        asset = self.thing(decider.asset)["name"]
        if decider.listed:
            return {"organization": self.thing(decider.listed), "sentence": f"whether {asset} was on the list on that day"}
        if decider.control:
            owner = self.thing(decider.control.controller)["name"]
            sentence = f"whether {owner} controls {asset} in the sense of the rule ({self.stated[decider.control.link].when})"
            return {"stake": short_id(decider.control.link), "sentence": sentence}
        holding = decider.holding
        assert holding
        owner = self.thing(holding.owner)["name"]
        sentence = f"the stake of {owner} in {asset}: {self._words(holding)}; "
        never, always = percent(decider.never), decider.always
        if always is None:
            least = f"not covered below {never}, and above" if decider.never else "covered"
            sentence += f"{least} only together with other open stakes"
        elif decider.never == always:
            sentence += f"covered from {never}, not below"
        else:
            below = f"not below {never}, between the two" if decider.never else "below"
            sentence += f"covered from {percent(always)}, {below} only together with other open stakes"
        if decider.owner_state == DEPENDS:
            sentence += f", if {owner} is covered itself"
        return {"stakes": [short_id(u) for u in holding.stakes], "never below": decider.never * 100 / WHOLE,
                "always from": None if decider.always is None else decider.always * 100 / WHOLE, "sentence": sentence}  # fmt: skip

    def _proof(self, solution: Solution | SeparateSolution, uri: str, rule: Rule, seen: set[str], level: int) -> Answer:
        """An organization with the stakes that cover it, each with its owner, down to the listed ones. Each organization is opened once."""
        cover = solution.cover(uri)
        assert cover
        found: Answer = {**self.thing(uri), "state": cover.state, "by": cover.by}
        if on := self.listings(uri, rule.programmes) if cover.by == "listing" else []:
            return {**found, "listed on": on}
        found["held by covered owners"] = {"least": cover.least * 100 / WHOLE, "most": cover.most * 100 / WHOLE}
        steps: list[tuple[str, Holding | Control]] = [(h.owner, h) for h in cover.holdings]
        steps += [(c.controller, c) for c in cover.controls]
        found["because"] = []
        for owner, step in steps:
            uris = step.stakes if isinstance(step, Holding) else (step.link,)
            words = self._words(step) if isinstance(step, Holding) else f"control, {'certain' if step.certain else 'possible'}"
            entry: Answer = {"share": words, "stakes": [self.stake(self.stated[u]) for u in uris]}
            if owner in seen or level >= DEEPEST:
                entry["owner"] = {
                    **self.thing(owner),
                    "state": solution.state(owner),
                    "shown": "above" if owner in seen else "no further",
                }
            else:
                seen.add(owner)
                entry["owner"] = self._proof(solution, owner, rule, seen, level + 1)
            found["because"].append(entry)
        return found


COLUMNS = ["part", "level", "owner", "asset", "share", "held", "on_that_day", "answer", "rule", "evidence", "sources"]


def rows(answer: Answer) -> list[list[Any]]:
    """The answer as flat rows with `COLUMNS`: a row for each rule, each stake above and each below."""
    name = answer["organization"]["name"]
    found: list[list[Any]] = [
        ["rule", None, None, name, None, None, rule["rule on that day"], rule["answer"], rule["rule"] or rule["name"], None, []]
        for rule in answer["rules"]
    ]
    for part in ("owners", "owned"):
        found += [
            [part, s["level"], s["owner"]["name"], s["asset"]["name"], s["share"], s["held"], s["on that day"], None, None, s["evidence"], s["sources"]]
            for s in answer[part]
        ]  # fmt: skip
    return found
