"""Who is covered because of who owns it: the fixed point with a work list, against repeated sweeps and against networkx, in one run.

`python -m benchmarks.ownership [OWNERS...]` (10,000 and 100,000 owners, three stakes each; a tenth of the stakes are ranges, every hundredth owner is
listed, and a long chain makes the sweeps work). Each size and solver runs in a process of its own, so that its memory can be read: the peak less what its
input takes. All must give the same answers. Timed is the processor time of the solving alone, both fixed points, from a list of holdings; "for a day" starts
from dated statements and works out first what holds on a day.
"""

import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable

import networkx as nx

from graph.intervals import Span
from graph.ownership.solver import COVERED, DEPENDS, WHOLE, Holding, OwnershipTest, solve
from graph.ownership.statements import Book, Statement

SIZES = (10_000, 100_000)
STAKES = 3
"""Stakes per owner."""
CHAIN = 200
"""Length of the chains in which each company holds half of the next."""
TEST = OwnershipTest()


def generated(owners: int, seed: int = 1) -> tuple[list[Holding], dict[str, bool]]:
    """Holdings of `owners` organizations in each other, and the listed ones."""
    chance = random.Random(seed)
    names = [f"urn:kg:org:generated:{i}" for i in range(owners)]
    room = dict.fromkeys(names, WHOLE)
    holdings: dict[tuple[str, str], Holding] = {}
    for i in range(0, owners - 1):
        if i % CHAIN:
            holdings[names[i], names[i - 1]] = Holding(names[i], names[i - 1], WHOLE // 2, WHOLE // 2)
            room[names[i - 1]] -= WHOLE // 2
    while len(holdings) < STAKES * owners:
        owner, asset = chance.choice(names), chance.choice(names)
        low = chance.randrange(room[asset] // 2 + 1)
        if owner != asset and (owner, asset) not in holdings:
            room[asset] -= low
            high = min(WHOLE, 2 * low) if chance.random() < 0.1 else low
            holdings[owner, asset] = Holding(owner, asset, low, high)
    listed = {name: chance.random() < 0.8 for name in names[:: owners // (owners // 100)]}
    return list(holdings.values()), listed


def work_list(holdings: list[Holding], listed: dict[str, bool]) -> dict[str, str]:
    return solve(holdings, listed, TEST).states


def for_a_day(book: Book, listed: dict[str, bool]) -> dict[str, str]:
    return solve(book.holdings(Span("2019-10-09", "2019-10-09")), listed, TEST).states


def dated(holdings: list[Holding]) -> Book:
    """The holdings as statements with a period."""
    start, end = Span("2015-01-01", "2015-12-31"), Span("2025-01-01", "2025-12-31")
    return Book.of(Statement(str(i), h.owner, h.asset, h.low, h.high, True, start, end) for i, h in enumerate(holdings))


def _sweep(owners_of: Iterable[tuple[str, list[tuple[str, int, int]]]], roots: Iterable[str], upper: bool) -> set[str]:
    """Look at every organization again until nothing changes."""
    owners_of, covered, changed = list(owners_of), set(roots), True
    while changed:
        changed = False
        for asset, owners in owners_of:
            if asset in covered:
                continue
            held = sum(high if upper else low for owner, low, high in owners if owner in covered)
            if upper:
                held = min(held, WHOLE - sum(low for owner, low, _ in owners if owner not in covered))
            if held >= TEST.needed:
                covered.add(asset)
                changed = True
    return covered


def _states(owners_of: list[tuple[str, list[tuple[str, int, int]]]], listed: dict[str, bool]) -> dict[str, str]:
    lower = _sweep(owners_of, (name for name, sure in listed.items() if sure), False)
    return {name: COVERED if name in lower else DEPENDS for name in _sweep(owners_of, listed, True)}


def sweeps(holdings: list[Holding], listed: dict[str, bool]) -> dict[str, str]:
    owners_of: dict[str, list[tuple[str, int, int]]] = {}
    for holding in holdings:
        owners_of.setdefault(holding.asset, []).append((holding.owner, holding.low, holding.high))
    return _states(list(owners_of.items()), listed)


def with_networkx(holdings: list[Holding], listed: dict[str, bool]) -> dict[str, str]:
    """A DiGraph, its predecessors summed up in sweeps over what can be reached from a listed organization."""
    graph = nx.DiGraph()
    for holding in holdings:
        graph.add_edge(holding.owner, holding.asset, low=holding.low, high=holding.high)
    reached = [asset for _, asset in nx.bfs_edges(nx.compose(graph, nx.star_graph(["listed", *listed], nx.DiGraph)), "listed")]
    owners_of = [
        (asset, [(owner, data["low"], data["high"]) for owner, data in graph.pred[asset].items()])
        for asset in reached
        if asset in graph
    ]
    return _states(owners_of, listed)


SOLVERS: dict[str, Callable[..., dict[str, str]]] = {
    "work list": work_list,
    "for a day": for_a_day,
    "sweeps": sweeps,
    "networkx": with_networkx,
}


def one(solver: str, owners: int) -> None:
    """Time one solver on one size and print what it found as JSON."""
    holdings, listed = generated(owners)
    stakes = len(holdings)
    given = dated(holdings) if solver == "for a day" else holdings
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin = time.process_time()
    states = SOLVERS[solver](given, listed)
    seconds = time.process_time() - begin
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 2**10
    answers = [sum(s == state for s in states.values()) for state in (COVERED, DEPENDS)]
    print(json.dumps({"seconds": seconds, "MB": memory, "stakes": stakes, "answers": answers}))


def main() -> None:
    for owners in [int(a) for a in sys.argv[1:]] or SIZES:
        found = {}
        for solver in SOLVERS:
            command = [sys.executable, "-m", "benchmarks.ownership", "--one", solver, str(owners)]
            found[solver] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        if len({str(f["answers"]) for f in found.values()}) != 1:
            raise SystemExit(f"the solvers disagree: {found}")
        ours = found["work list"]
        covered, depends = ours["answers"]
        print(f"{owners:>9} owners, {ours['stakes']} stakes, {covered} covered, {depends} depend:", end=" ")
        print(
            ", ".join(
                f"{name} {f['seconds']:.2f} s ({f['seconds'] / ours['seconds']:.1f} x, {f['MB']:.0f} MB)"
                for name, f in found.items()
            ),
            flush=True,
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], int(sys.argv[3]))
    else:
        main()
