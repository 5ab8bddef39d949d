"""Routes asked in the words of `kg routes`: selections, filters, the answer as a table or as text, and what to say when there is no
route.

Filters by `as_of`, evidence and licence hold for every step; `since` and `technology` for the deals on the route (a chip has no
date of the deal and no technology of the system that it ends up in); `programme` wants some thing on the route that is or was on
that list.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from graph.analysis import nearest, routes
from graph.analysis.selection import EmptySelection, Find, Selection, select
from graph.analysis.views import Facts, Filter, View
from graph.analysis.views import view as view_of
from ontology.errors import UsageError

DEAL_KINDS = ("sold to", "sells through", "in")


@dataclass(frozen=True)
class Question:
    """What is asked, in words; `wanted.programme` is the uri, id or name of a programme."""

    start: str
    end: str
    k: int = 5
    avoid: tuple[str, ...] = ()
    through: tuple[str, ...] = ()
    max_hops: int | None = None
    wanted: Filter = Filter()
    view: str = "chain"
    timed: bool = True


@dataclass(frozen=True)
class Answer:
    """A table; a sentence on how far it goes; the part of the view that was searched and the routes, for text and plots."""

    columns: list[str]
    rows: list[list[Any]]
    sentence: str
    view: View
    found: routes.Found


def ask(facts: Facts, question: Question, find: Find) -> Answer:
    """The best routes, or where the two sides come nearest. UsageError for words that mean nothing here, and for a filter that leaves nothing."""
    whole = view_of(facts, question.view)
    try:
        part, start, end, limits = _meant(whole, question, find)
    except EmptySelection as empty:
        return _instead(whole, question, find, empty)
    found = routes.routes(part, start, end, question.k, limits)
    if found.routes:
        return Answer(routes.COLUMNS, routes.rows(part, found), _how_many(question, found), part, found)
    sentence = f"There is no route from {question.start!r} to {question.end!r} in the view {question.view}{_why_none(whole, question, find)}."
    if found.bounded:
        sentence = f"No route was found among the {found.looked_at} likeliest; the search ended there."
    return Answer(
        nearest.COLUMNS, nearest.nearest(part, start, end, limits), f"{sentence} The nearest things are shown.", part, found
    )


def _instead(whole: View, question: Question, find: Find, empty: EmptySelection) -> Answer:
    """What is reached of the territory of a class TO that has no member."""
    part = _part(whole, question.wanted)
    start = _selected(whole, part, question.start, question, find)
    rows = nearest.reached(part, start, empty.instead, question.end)
    if not rows:
        raise empty
    sentence = f"{empty} What is reached of it from {question.start!r} is shown; there is no route to {question.end!r}."
    return Answer(nearest.COLUMNS, rows, sentence, part, routes.Found((), True, 0))


def _selected(whole: View, part: View, text: str, question: Question, find: Find) -> Selection:
    """A selection in the filtered view; the error names the filters when the whole view would have it."""
    try:
        return select(part, text, find)
    except UsageError as error:
        if not _asked(question):
            raise
        select(whole, text, find)
        raise UsageError(f"{error} That is after {' '.join(_asked(question))}; without it the view holds such a thing.") from None


def _meant(whole: View, question: Question, find: Find) -> tuple[View, Selection, Selection, routes.Limits]:
    part = _part(whole, question.wanted)
    start, end = (_selected(whole, part, text, question, find) for text in (question.start, question.end))
    if any(part.nodes[n].kind == "territory" for n in start.nodes):
        raise UsageError(
            f"A territory ends a route and begins none; ask from 'organization:{part.nodes[min(start.nodes)].territories[0]}' instead."
        )
    avoid = frozenset(n for text in question.avoid for n in select(whole, text, find).nodes)
    avoid = frozenset(part.position[whole.nodes[n].uri] for n in avoid if whole.nodes[n].uri in part.position)
    through = [*question.through, *([f"listed:{question.wanted.programme}"] if question.wanted.programme else [])]
    limits = routes.Limits(
        avoid, tuple(_selected(whole, part, text, question, find) for text in through), question.max_hops, question.timed
    )
    return part, start, end, limits


def _part(whole: View, wanted: Filter) -> View:
    part = whole.filtered(replace(wanted, technology=None, since=None, programme=None))
    if not wanted.technology and not wanted.since:
        return part
    deals = part.with_edges(e for e in part.edges if e.kind in DEAL_KINDS)
    kept = {e.event for e in deals.filtered(Filter(technology=wanted.technology, since=wanted.since)).edges}
    return part.with_edges(e for e in part.edges if e.kind not in DEAL_KINDS or e.event in kept)


def _how_many(question: Question, found: routes.Found) -> str:
    n = len(found.routes)
    if found.bounded:
        return f"{n} routes found; the search ended after {found.looked_at} candidates, so there may be better ones after these."
    if n < question.k:
        return f"There {'is' if n == 1 else 'are'} only {n} route{'s' if n > 1 else ''} that keep{'s' if n == 1 else ''} to the question (k = {question.k})."
    return f"The {f'{n} best routes' if n > 1 else 'best route'}; there are {'no others' if found.complete else 'more'}."


def _why_none(whole: View, question: Question, find: Find) -> str:
    """Which one limit or filter, left out, would give a route."""
    guilty = [name for name, freer in _freer(question) if _any(whole, freer, find)]
    if guilty:
        return f" with {' '.join(_asked(question)) or 'dates in order'}; there would be one without {' or without '.join(guilty)}"
    if _any(whole, replace(question, start=question.end, end=question.start), find):
        return ", but there is one the other way round"
    return f" with {' '.join(_asked(question))}" if _asked(question) else ""


def _asked(question: Question) -> list[str]:
    w = question.wanted
    named = (
        ("--as-of", w.as_of), ("--since", w.since), ("--technology", w.technology), ("--programme", w.programme and w.programme.rpartition(":")[2]),
        ("--evidence rank", w.evidence), ("--licence", "open" if w.open_only else None), ("--max-hops", question.max_hops),
        *(("--avoid", x) for x in question.avoid), *(("--through", x) for x in question.through),
    )  # fmt: skip
    return [f"{name} {value}" for name, value in named if value is not None]


def _freer(question: Question) -> Iterator[tuple[str, Question]]:
    w = question.wanted
    for name, key, freed in (
        ("--as-of", "as_of", None),
        ("--since", "since", None),
        ("--technology", "technology", None),
        ("--programme", "programme", None),
        ("--evidence", "evidence", None),
        ("--licence", "open_only", False),
    ):
        if getattr(w, key) != freed:
            yield name, replace(question, wanted=replace(w, **{key: freed}))
    for name, key, nothing in (("--avoid", "avoid", ()), ("--through", "through", ()), ("--max-hops", "max_hops", None)):
        if getattr(question, key) != nothing:
            yield name, replace(question, **{key: nothing})
    yield "the order of dates", replace(question, timed=False)


def _any(whole: View, question: Question, find: Find) -> bool:
    try:
        part, start, end, limits = _meant(whole, question, find)
        return bool(routes.routes(part, start, end, 1, limits).routes)
    except UsageError:
        return False


# -- text for people ----------------------------------------------------------------------------------------------------------


def text(answer: Answer, numbers: Mapping[str, int] | None = None) -> str:
    """The routes to read: a heading with score and weakest step, then a line for each step; or what is nearest, a line for each missing link.

    With `numbers` of the sources (by id), each step names its own.
    """
    if not answer.found.routes:
        return "".join(_nearest_line(row) for row in answer.rows)
    name: Callable[[int], str] = lambda n: answer.view.nodes[n].name
    lines = []
    for number, route in enumerate(answer.found.routes, 1):
        weak = route.weakest.edge
        lines += [
            f"{number}. score {route.score:.4f}, {len(route.steps)} step{'s' if len(route.steps) > 1 else ''}; weakest: {name(weak.start)} {weak.kind} "
            f"{name(weak.end)} ({_rests_on(weak)}){_order(route)}",
            f"   {name(route.steps[0].edge.start)}",
        ]
        lines += [_line(answer.view, step, numbers) for step in route.steps]
        lines.append("")
    return "\n".join(lines)


def _order(route: routes.Route) -> str:
    """Whether the dates show that each step came after the one before."""
    said = [order for order in route.orders if order]
    return "" if not said else f"; order in time {'possible' if 'possible' in said else 'certain'}"


def _nearest_line(row: list[Any]) -> str:
    left, left_id, ahead, right, right_id, back, _, link = row
    other = f"; {back} before the end: {right} ({right_id})" if right_id else ""
    return f"{ahead} step{'s' if ahead != 1 else ''} from the start: {left} ({left_id}){other}\n   missing: {link}\n"


def _rests_on(edge: routes.Edge) -> str:
    return routes.grade(edge.evidence) + (", kinds of goods" if edge.level == routes.KIND else "")


def _line(view: View, step: routes.Step, numbers: Mapping[str, int] | None) -> str:
    edge = step.edge
    goods = ", ".join(
        view.items[uri].name for uri in edge.items if uri not in (view.nodes[edge.start].uri, view.nodes[edge.end].uri)
    )
    into = ", ".join(view.items[uri].name for uri in edge.into)
    what = f" ({goods}{' for ' if goods and into else ''}{into})" if goods or into else ""
    count = f"{len(edge.sources)} source{'s' if len(edge.sources) != 1 else ''}"
    about = [
        routes.date_text(edge.days) or "no date",
        _rests_on(edge),
        f"[{', '.join(str(numbers[s]) for s in edge.sources)}]" if numbers else count,
    ]
    about += [f"goods: {step.continues}"] if step.continues else []
    about += [f"{step.others} more fact{'s' if step.others > 1 else ''} of the same"] if step.others else []
    return f"     {edge.kind} {view.nodes[edge.end].name}{what}: {'; '.join(about)}"
