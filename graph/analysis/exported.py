"""Networks of millions of edges, read from a folder that `kg export parquet` wrote into arrays of positions.

They are the networks that the views give, so every measure of graph/analysis/centrality.py and the concentration of graph/analysis/concentration.py take them
as they take a view's. Memory is linear; docs/analysis/scale.md has the figures, and the same ranks from Apache Spark.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from graph.analysis.centrality import CHUNK, Network, Numbers, Positions
from graph.analysis.concentration import Holdings
from graph.exports.parquet import NODES, RELATIONSHIPS, arrow
from ontology.errors import UsageError, did_you_mean


@dataclass(frozen=True)
class Edges:
    """A directed multigraph: edge i leads from `start[i]` to `end[i]`, positions in `uris`, for the fact `fact[i]` (numbered from 0).

    `uris` are sorted, and each has an edge. A derived relationship stands for the fact that its event is; a stated one is a fact of its own.
    """

    uris: Sequence[str]
    start: Positions
    end: Positions
    fact: Positions

    def network(self) -> Network:
        """Parallel edges collapsed to one with their number as weight."""
        return Network.of(len(self.uris), self.start, self.end, np.ones(len(self.start)))

    def holdings(self) -> Holdings:
        """Who gives what to each node: the group is the end of an edge, the member its start."""
        each = np.arange(len(self.start))
        return Holdings.of(self.end, self.fact, self.start, np.ones(len(self.start)), each, len(self.uris))

    def hhi(self) -> Numbers:
        """Concentration (HHI) of where each node's facts come from; 0 for a node that nothing comes to.

        >>> Edges("abc", *(np.array(x) for x in ([0, 0, 1], [2, 2, 2], [0, 1, 2]))).hhi().round(6).tolist()  # c has 2 from a, 1 from b: 4/9 + 1/9
        [0.0, 0.0, 0.555556]
        """
        return self.holdings().hhi(np.ones((len(self.start), 1), bool))[:, 0]


def read(folder: Path, types: Sequence[str] = ()) -> Edges:
    """The relationships of an exported folder; those of `types` alone where some are given. UsageError when there is no such folder or type."""
    pa = arrow()
    for name in (NODES, RELATIONSHIPS):
        if not (folder / name).is_file():
            raise UsageError(f"{folder} holds no {name}; kg export parquet -o FOLDER writes it.")
    if types:
        known = pa.parquet.read_table(folder / RELATIONSHIPS, columns=["type"])["type"].unique().to_pylist()
        for wrong in sorted(set(types) - set(known)):
            raise UsageError(f"{folder} has no relationship of the type {wrong!r}.{did_you_mean(wrong, known)}")
    uris = pa.parquet.read_table(folder / NODES, columns=["uri"]).sort_by("uri")["uri"].combine_chunks()
    start, end = (_positions(_column(folder, name, types), uris) for name in ("src", "dst"))
    used = np.zeros(len(uris), dtype=bool)
    used[start] = used[end] = True
    moved = np.cumsum(used) - 1
    return Edges(uris.filter(pa.array(used)), moved[start], moved[end], _facts(_column(folder, "event", types)))


def _column(folder: Path, name: str, types: Sequence[str]) -> Any:
    wanted = [("type", "in", list(types))] if types else None
    return arrow().parquet.read_table(folder / RELATIONSHIPS, columns=[name], filters=wanted)[name]


def _positions(held: Any, uris: Any) -> Positions:
    found = arrow().compute.index_in(held, value_set=uris)
    if found.null_count:
        wrong = held.filter(found.is_null())[0]
        raise UsageError(f"A relationship ends at {wrong}, which is no node of the folder; export it again.")
    return found.to_numpy().astype(np.int64)


def _facts(events: Any) -> Positions:
    """A number for each event, and one of its own for each relationship without."""
    if not len(events):
        return np.zeros(0, dtype=np.int64)
    chunks = events.dictionary_encode().chunks  # all with one dictionary
    number = np.concatenate([chunk.indices.to_numpy() for chunk in chunks]).astype(np.int64)
    names = chunks[0].dictionary
    stated = np.flatnonzero(number == names.index("").as_py())
    number[stated] = len(names) + np.arange(len(stated))
    return number


def components(graph: Network) -> Positions:
    """The weakly connected component of each node, by the smallest position in it.

    Caveat: one generic hub (a territory, a technology) joins what has nothing to do with each other; ask it of a view without such.
    Hopcroft and Tarjan, Algorithm 447: efficient algorithms for graph manipulation, CACM 16 (1973).

    >>> components(Network.of(4, [0, 3], [2, 1], [1.0, 1.0])).tolist()
    [0, 1, 0, 1]
    """
    import rustworkx as rx

    made = rx.PyDiGraph(multigraph=True, node_count_hint=graph.size, edge_count_hint=len(graph.start))
    made.add_nodes_from(range(graph.size))
    for i in range(0, len(graph.start), CHUNK):
        part = slice(i, i + CHUNK)
        made.extend_from_edge_list(list(zip(graph.start[part].tolist(), graph.end[part].tolist(), strict=True)))
    label = np.zeros(graph.size, dtype=np.int64)
    for members in rx.weakly_connected_components(made):
        held = np.fromiter(members, np.int64, len(members))
        label[held] = held.min()
    return label
