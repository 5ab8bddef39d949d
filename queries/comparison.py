"""Two operands compared in full: data, identities, editions, verdicts, and the answers of the canned queries."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from graph.diff.data import Difference, compare
from graph.diff.editions import Account, account
from graph.diff.identity import RENAMED, Families, Moved, Regrouping, moved
from graph.diff.operands import Coverage, Operand
from graph.diff.verdicts import Absences, Move, compare_verdicts
from graph.property_graph import PropertyGraph, short_id
from graph.stores.embedded import EmbeddedStore
from graph.stores.store import Store
from queries.answers import AnswerChange, Answers, answers, compare_answers


@dataclass
class Comparison:
    """All that differs between two operands. `data` has all of it in the raw; `account` shares it out among the editions."""

    old: str
    new: str
    as_of: str
    graphs: tuple[PropertyGraph, PropertyGraph] = field(default_factory=lambda: (PropertyGraph(), PropertyGraph()))
    data: Difference = field(default_factory=Difference)
    account: Account = field(default_factory=Account)
    identities: list[Regrouping] = field(default_factory=list)
    moved: Moved = field(default_factory=Moved)
    moves: list[Move] = field(default_factory=list)
    absences: list[Absences] = field(default_factory=list)
    answers: list[AnswerChange] = field(default_factory=list)
    asked: int = 0
    """How many queries both sides answered."""
    not_asked: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.data or self.identities or self.moves or self.absences or self.answers)


def compare_operands(
    old: Operand, new: Operand, as_of: str, coverage: Coverage, progress: Callable[[str], None] = lambda _: None
) -> Comparison:
    """What differs from `old` to `new`, both asked as of the same day. `coverage` says which edition lists which programme in full, where an operand does not.

    Operands with the same content are not read. Where a home has a store of its graph, that answers, beside the reading of the graphs; else a temporary one does.
    """
    if old.content() == new.content():
        return Comparison(old.given, new.given, as_of)
    sides = (old, new)
    candidates = all(side.has_candidates for side in sides)

    def ask(store: Store) -> Answers:
        with store:
            return answers(store, as_of, candidates=candidates)

    def fill_and_ask(folder: Path, graph: PropertyGraph) -> Answers:
        store = EmbeddedStore(folder)
        store.replace(graph)
        return ask(store)

    with TemporaryDirectory(prefix="kg-diff-") as folder, ThreadPoolExecutor(2) as pool:
        asked: list[Future[Answers] | None] = [pool.submit(ask, store) if (store := side.store()) else None for side in sides]
        graphs = []
        for number, side in enumerate(sides):
            progress(f"reading {side.given}")
            work = Path(folder) / str(number)
            work.mkdir()
            graphs.append(side.graph(work, coverage))
            if asked[number] is None:
                asked[number] = pool.submit(fill_and_ask, work / "store", graphs[number])
        progress("comparing")
        found = compare_graphs(old.given, new.given, *graphs, as_of)
        progress("asking the queries")
        was, now = (future.result() for future in asked if future)
    return with_answers(found, was, now)


def compare_graphs(old_name: str, new_name: str, old: PropertyGraph, new: PropertyGraph, as_of: str) -> Comparison:
    """What differs in data and verdicts."""
    difference, families = compare(old, new), Families(old, new)
    groups = families.regroupings(old, new)
    elsewhere = moved(difference, families)
    shared_out = account(difference, old, new, groups, elsewhere)
    moves, absences = compare_verdicts(old, new, as_of)
    return Comparison(old_name, new_name, as_of, (old, new), difference, shared_out, groups, elsewhere, moves, absences)


def with_answers(comparison: Comparison, old: Answers, new: Answers) -> Comparison:
    """The comparison, with what differs in the answers of the queries added."""
    same = {short_id(uri): short_id(g.after[0]) for g in comparison.identities if g.kind == RENAMED for uri in g.before}
    comparison.answers = compare_answers(old, new, same)
    comparison.asked = len(old.results.keys() & new.results.keys())
    comparison.not_asked = old.not_asked | new.not_asked
    return comparison
