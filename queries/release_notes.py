"""A comparison for people: release notes in Markdown, and the short form for a terminal.

Nothing is typed here but the words between the facts: every number is counted, every name and source comes from the graphs.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from graph.diff.data import key_changes
from graph.diff.editions import SAME, Edition, kind_of
from graph.diff.identity import MERGED, REGROUPED, RENAMED, SPLIT
from graph.diff.verdicts import NOT_THERE, Move
from graph.diff.words import Words
from graph.property_graph import Node, short_id
from graph.stores.store import Result
from graph.visible import visible
from queries.answers import AnswerChange, label
from queries.changes import Group, amount, groups, reason, sources, summary, verdict, why, words_of
from queries.comparison import Comparison
from queries.formats import render

SHOWN = 20
"""Lines of one list; how many more there are is said below."""
DEALS_SHOWN = 5
"""Deals of one party below one reason."""
EDITIONS_NAMED = 5
"""Editions that have a sentence each."""
WIDEST = 120
"""Characters of one value."""
NOTHING = "Nothing differs: not in the facts, not in who is whom, not in the verdicts, not in the answers of the queries."


_BECAME = {
    MERGED: "merged",
    SPLIT: "split",
    RENAMED: "go by another id, that of another of their records",
    REGROUPED: "regrouped",
}


class _Notes:
    """Release notes in the making; sources get their numbers as they are first used."""

    def __init__(self, comparison: Comparison):
        self.comparison = comparison
        self.words = words_of(comparison)
        self.cited: dict[str, int] = {}

    def cite(self, ids: Iterable[str]) -> str:
        numbers = [self.cited.setdefault(i, len(self.cited) + 1) for i in ids]
        return " " + "".join(f"[{n}]" for n in numbers) if numbers else ""


def markdown(comparison: Comparison) -> str:
    """The release notes: what it comes to, verdicts that moved and why, who is whom, facts, editions, answers, sources."""
    notes = _Notes(comparison)
    parts = [
        f"# What changed from {_md(comparison.old)} to {_md(comparison.new)}",
        f"Both as of {comparison.as_of}.",
    ]
    if not comparison:
        return "\n\n".join([*parts, NOTHING]) + "\n"
    parts += [*_in_short(notes), *_verdicts(notes), *_identities(notes), *_facts(notes), *_editions(notes), *_answers(notes)]
    lines = [citation.line() for citation in notes.words.citations(notes.cited)]
    parts += ["## Sources", "\n".join(f"- {_md(line)}" for line in lines)] if lines else []
    return "\n\n".join(parts) + "\n"


def _md(text: object) -> str:
    """Text that Markdown and a terminal take as text."""
    shown = visible(str(text), None)
    for character in "\\`*<|[]":
        shown = shown.replace(character, "\\" + character)
    return shown


def _in_short(notes: _Notes) -> list[str]:
    lines = [f"- {line}" for line in sentences(notes.comparison, notes.words)]
    return ["\n".join(lines), "## In numbers", render(summary(notes.comparison), "md").rstrip()]


def sentences(comparison: Comparison, words: Words) -> Iterator[str]:
    """What it comes to, a sentence each: the verdicts that moved, by what moved them; the absences; who is whom; editions; answers."""
    for group in [g for g in groups(comparison) if NOT_THERE not in (g.before, g.after)]:
        yield f"{group.amount(words)} moved from *{verdict(group.before)}* to *{verdict(group.after)}* under {_md(words.name(group.programme))}, because: {_md(group.because())}."
    for state, side in (("entered", "before"), ("left", "after")):
        counted = Counter(
            move.after if side == "before" else move.before for move in comparison.moves if getattr(move, side) == NOT_THERE
        )
        if counted:
            amounts = ", ".join(f"{n} *{verdict(code)}*" for code, n in sorted(counted.items()))
            yield f"{counted.total()} verdicts {state} with their deals, parties or programmes: {amounts}."
    if comparison.absences:
        names = sorted({words.name(a.programme) for a in comparison.absences})
        total = sum(a.amount for a in comparison.absences)
        yield f"{total} answers on deals of suppliers that are on no side's list moved with the editions held, under {_list(names)}."
    for kind, count in sorted(Counter(group.kind for group in comparison.identities).items()):
        yield f"{count} {'organization or item' if count == 1 else 'organizations or items'} {_BECAME[kind]}."
    for state in ("entered", "left"):
        editions = [edition for edition in comparison.account.editions if edition.state == state]
        for edition in editions if len(editions) <= EDITIONS_NAMED else ():
            counts = edition.entered if state == "entered" else edition.left
            yield f"The edition {_md(edition.id)} ({_md(edition.title)}) {state}, with {_amounts(counts)}."
        if len(editions) > EDITIONS_NAMED:
            yield f"{len(editions)} editions {state}: {_list([edition.id for edition in editions])}."
    changed = [e.id for e in comparison.account.editions if e.state == "changed"]
    if changed:
        yield f"What is said otherwise in editions that both have: {_list(changed)}."
    if comparison.asked:
        yield f"{len(comparison.answers)} of {comparison.asked} queries answer differently."


def _list(names: list[str], most: int = 5) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(_md(name) for name in names[:most]) + more


def _amounts(counts: Counter[str]) -> str:
    """Nodes of an edition by kind, the most first."""
    kinds = [(kind, n) for kind, n in counts.most_common() if not kind.isupper()]
    return ", ".join(f"{n} {kind}" for kind, n in kinds[:4]) or "nothing of its own"


def _verdicts(notes: _Notes) -> list[str]:
    parts = ["## Verdicts that moved"] if notes.comparison.moves or notes.comparison.absences else []
    parts += [text for group in groups(notes.comparison) for text in _group(notes, group)]
    lines = []
    for a in notes.comparison.absences:
        about = f"{a.amount} from *{verdict(a.before)}* to *{verdict(a.after)}* under {_md(notes.words.name(a.programme))}"
        lines.append(f"- {about}, because {_md(reason(a.because))}{notes.cite(sources(a.because))}")
    if lines:
        parts += ["### On deals of suppliers that are on no side's list", _cut(lines)]
    return parts


def _group(notes: _Notes, group: Group) -> Iterator[str]:
    """Moves of one kind: a point for each party and reason, below it the deals."""
    words = notes.words
    yield f"### {group.amount(words)}: {verdict(group.before)} → {verdict(group.after)}, {_md(words.name(group.programme))}"
    parties: dict[tuple[str, str], list[Move]] = defaultdict(list)
    for move in group.moves:
        parties[move.supplier, why(move)].append(move)
    lines = []
    for (supplier, because), moves in sorted(parties.items(), key=lambda item: (-len(item[1]), item[0])):
        cited = notes.cite(sources(p for move in moves for p in move.because)) if len(lines) < SHOWN else ""
        lines.append(f"- **{_md(words.name(supplier))}**, {amount(moves, words)}, because {_md(because)}{cited}")
        lines += [f"  - {_md(words.name(m.deal))} (`{short_id(m.deal)}`){_now(m)}" for m in moves[:DEALS_SHOWN]]
        lines += [f"  - and {len(moves) - DEALS_SHOWN} more"] if len(moves) > DEALS_SHOWN else []
    yield _cut(lines, most=3 * SHOWN)


def _now(move: Move) -> str:
    return f": now {_md(move.why_after)}" if move.why_after else f": it was {_md(move.why_before)}"


def _cut(lines: list[str], count: int | None = None, most: int = SHOWN) -> str:
    count = len(lines) if count is None else count
    more = [f"- and {count - most} more lines (`kg diff --format json` has all)"] if count > most else []
    return "\n".join([*lines[:most], *more])


def _identities(notes: _Notes) -> list[str]:
    words, lines = notes.words, []
    for group in [g for g in notes.comparison.identities if g.kind != RENAMED]:
        before, after = (
            ", ".join(f"{_md(words.name(u))} (`{short_id(u)}`)" for u in uris) for uris in (group.before, group.after)
        )
        lines.append(f"- {group.kind}: {before} → {after}")
    renamed = sum(group.kind == RENAMED for group in notes.comparison.identities)
    if renamed:
        lines.append(f"- and {renamed} that {_BECAME[RENAMED]}")
    return ["## Who is whom", _cut(lines)] if lines else []


def _facts(notes: _Notes) -> list[str]:
    """What did not come or go with a whole edition, a line each."""
    account, parts = notes.comparison.account, []
    for title, held in (("entered", account.nodes_entered), ("left", account.nodes_left)):
        for kind in sorted({kind_of(node.labels) for node in held.values()}):
            uris = sorted(uri for uri, node in held.items() if kind_of(node.labels) == kind)
            lines = [f"- {_md(notes.words.name(u))} (`{short_id(u)}`){notes.cite(notes.words.sources(u))}" for u in uris[:SHOWN]]
            parts += [f"### {kind}: {len(uris)} {title}", _cut(lines, len(uris))]
    parts += _changed_facts(notes, account.nodes_changed)
    if account.with_editions:
        parts.append(
            f"{len(account.with_editions)} organizations changed besides, by what the editions that came or went say of them: names, addresses, identifiers."
        )
    loose = Counter((key[1], "entered") for key in account.relationships_entered)
    loose += Counter((key[1], "left") for key in account.relationships_left)
    if loose:
        amounts = "; ".join(f"{n} {kind} {state}" for (kind, state), n in sorted(loose.items()))
        parts.append(f"Between nodes that both have, or at identities that moved: {amounts}.")
    return ["## Facts, apart from whole editions", *parts] if parts else []


def _changed_facts(notes: _Notes, changed: dict[str, tuple[Node, Node]]) -> Iterator[str]:
    kinds = Counter(kind_of(new.labels) for _, new in changed.values())
    for kind, count in sorted(kinds.items()):
        uris = sorted(uri for uri, pair in changed.items() if kind_of(pair[1].labels) == kind)
        lines = []
        for uri in uris[:SHOWN]:
            changes = "; ".join(f"{key}: {_change(was, now)}" for key, was, now in _worth_showing(changed[uri]))
            lines.append(f"- {_md(notes.words.name(uri))} (`{short_id(uri)}`): {changes}{notes.cite(notes.words.sources(uri))}")
        yield f"### {kind}: {count} changed"
        yield _cut(lines, count)


def _worth_showing(pair: tuple[Node, Node]) -> list[tuple[str, Any, Any]]:
    """The keys that changed; the first and last day of a date are left out where the date as published says it."""
    changes = key_changes(*pair)
    keys = {key for key, _, _ in changes}
    return [c for c in changes if c[0].removesuffix("Earliest").removesuffix("Latest") not in keys - {c[0]}]


def _change(was: Any, now: Any) -> str:
    """A change of a value; of a list what came and went.

    >>> _change(["a", "b"], ["b", "c"]), _change("2019", "2020"), _change(None, "2020")
    ('+ c, − a', '2019 → 2020', '(none) → 2020')
    """
    if isinstance(was, list) or isinstance(now, list):
        was, now = was or [], now or []
        ends = [f"+ {_value(v)}" for v in now if v not in was] + [f"− {_value(v)}" for v in was if v not in now]
        return ", ".join(ends[:6]) + (f" and {len(ends) - 6} more" if len(ends) > 6 else "")
    return f"{_value(was)} → {_value(now)}"


def _value(value: Any) -> str:
    return "(none)" if value is None else _md(visible(str(value), WIDEST))


def _editions(notes: _Notes) -> list[str]:
    rows = [_edition_row(edition) for edition in notes.comparison.account.editions if edition.state != SAME]
    same = sum(edition.state == SAME for edition in notes.comparison.account.editions)
    table = render(Result(["edition", "day", "state", "nodes", "relationships"], rows), "md").rstrip()
    return ["## Editions", *([table] if rows else []), f"{same} editions are the same on both sides."] if rows or same else []


def _edition_row(edition: Edition) -> list[Any]:
    def total(nodes: bool) -> str:
        counts = [sum(n for k, n in c.items() if k.isupper() != nodes) for c in (edition.entered, edition.left)]
        return " ".join(f"{sign}{n}" for sign, n in zip("+−", counts, strict=True) if n)

    return [edition.id, edition.date, edition.state, total(True), total(False)]


def _answers(notes: _Notes) -> list[str]:
    parts = ["## Answers", render(answers_table(notes.comparison), "md").rstrip()] if notes.comparison.answers else []
    for change in notes.comparison.answers:
        lines = list(_answer_lines(change))
        if lines:
            parts += [f"### {change.name}", _cut(lines)]
    skipped = "; ".join(f"{name} ({why})" for name, why in sorted(notes.comparison.not_asked.items()))
    return [*parts, *([f"Not asked: {_md(skipped)}."] if parts and skipped else [])]


def answers_table(comparison: Comparison) -> Result:
    """A row for each query that answers differently."""
    columns = ["query", "rows_before", "rows_after", "entered", "left", "changed", "only_sources_changed"]
    return Result(
        columns,
        [[c.name, c.before, c.after, len(c.entered), len(c.left), len(c.changed), c.resourced] for c in comparison.answers],
    )


def _answer_lines(change: AnswerChange) -> Iterator[str]:
    for state, held in (("entered", change.entered), ("left", change.left)):
        for row in held:
            yield f"- {state}: {_md(label(row, change.key))}"
    for row in change.changed:
        cells = "; ".join(f"{column}: {_change(was, now)}" for column, (was, now) in row.cells.items())
        named = _md(row.label)
        yield f"- {named}: {cells}" if named else f"- {cells}"


# -- for a terminal ---------------------------------------------------------------------------------------------------------


def _brief(numbers: Result) -> Result:
    """The summary with all relationships in one line."""
    links = [row for row in numbers.rows if row[0].startswith("relationships: ")]
    total = [["relationships", *(sum(row[i] for row in links) for i in (1, 2, 3))]] if links else []
    first = next((i for i, row in enumerate(numbers.rows) if row in links), len(numbers.rows))
    rest = [row for row in numbers.rows[first:] if row not in links]
    return Result(numbers.columns, [*numbers.rows[:first], *total, *rest])


def text(comparison: Comparison, width: int | None) -> str:
    """The short form: what it comes to, then the summary, the verdicts that moved, and the answers as tables."""
    if not comparison:
        return NOTHING + "\n"
    words = words_of(comparison)
    lines = [visible(line.replace("*", "").replace("\\", ""), None) for line in sentences(comparison, words)]
    tables = [_brief(summary(comparison))]
    moved = [
        [
            g.amount(words),
            verdict(g.before),
            verdict(g.after),
            words.name(g.programme),
            reason(p for m in g.moves for p in m.because),
        ]
        for g in groups(comparison)
    ]
    if moved:
        tables.append(Result(["what", "from", "to", "programme", "because"], moved[:SHOWN]))
    if comparison.answers:
        tables.append(answers_table(comparison))
    return "\n".join([*lines, "", *(render(table, "table", width) for table in tables)])
