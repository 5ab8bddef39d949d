"""What a store can do, and what both stores share: the common form of values, and the refusal of what could touch files."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from graph.property_graph import Node, PropertyGraph
from ontology.errors import UsageError

TIME_LIMIT = 30
"""Seconds a query may take."""
ROW_LIMIT = 10_000
"""Rows a query may give; `Result.cut` says that there were more."""
BATCH = 10_000
"""Rows a statement of a load carries."""
Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and of how much."""

_HIDDEN = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`|//[^\n]*|/\*.*?\*/", re.DOTALL)
_FORBIDDEN = (
    (re.compile(r"\bLOAD\s+CSV\b", re.I), "LOAD CSV reads files of the machine"),
    (re.compile(r"\bCALL\s+[\w.]+\s*[.(]|\bCALL\s+[\w.]+\s*(?:$|YIELD|;)", re.I), "procedures can reach beyond the graph"),
    (
        re.compile(r"^\s*USE\b|\bPERIODIC\s+COMMIT\b|\bIN\s+(?:\d+\s+)?(?:CONCURRENT\s+)?TRANSACTIONS\b", re.I),
        "it is no plain read",
    ),
)


@dataclass
class Result:
    """Rows of a query in the common form (see `plain`). `cut` is true when there were more than the row limit."""

    columns: list[str]
    rows: list[list[Any]]
    cut: bool = False


class Store(ABC):
    """Replace the content, merge a graph in, run a read-only query, run a write. Use it as a context manager."""

    name: str

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @abstractmethod
    def replace(self, graph: PropertyGraph, progress: Progress = lambda *_: None) -> None:
        """Make the store hold exactly `graph`. When it fails or is killed, the store still holds what it held."""

    def read(self, labels: Sequence[str] = (), types: Sequence[str] = ()) -> PropertyGraph:
        """The nodes with one of `labels`, and the relationships of one of `types` that start at one of them; everything when both are empty.

        The end of a relationship may be a node that is not in the result. No row limit: this is for our own analyses.
        """
        graph = PropertyGraph()
        which = f":{'|'.join(labels)}" if labels else ":Resource"
        kinds = f":{'|'.join(types)}" if types else ""
        for held_labels, held in self._rows(f"MATCH (n{which}) RETURN labels(n) AS labels, properties(n) AS held"):
            graph.nodes[held["uri"]] = Node(tuple(sorted(held_labels)), held)
        if labels and not types:
            return graph
        for start, kind, end, held in self._rows(
            f"MATCH (a{which})-[r{kinds}]->(b:Resource) RETURN a.uri AS start, type(r) AS kind, b.uri AS end, properties(r) AS held"
        ):
            graph.relationships[start, kind, end, held.get("event", "")] = held
        return graph

    @abstractmethod
    def _rows(self, text: str) -> Iterator[Sequence[Any]]:
        """The rows of a trusted read-only statement, without limits."""

    @abstractmethod
    def query(self, text: str, parameters: dict[str, Any] | None = None, columns: list[str] | None = None) -> Result:
        """Run read-only Cypher. `columns` names them for when there are no rows (an empty embedded result has none).

        Raises UsageError for text that writes, reads files, or does not parse; StoreError when the store does not answer.
        """

    @abstractmethod
    def write(self, text: str, parameters: dict[str, Any] | None = None) -> None:
        """Run writing Cypher, all or nothing."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the store."""

    def merge(self, graph: PropertyGraph, progress: Progress = lambda *_: None) -> None:
        """Add `graph`; where both have a node or relationship, the new one stands."""
        held = self.read()
        self.replace(PropertyGraph({**held.nodes, **graph.nodes}, {**held.relationships, **graph.relationships}), progress)

    def counts(self) -> list[tuple[str, str, int, int]]:
        """As PropertyGraph.counts, asked of the store."""
        nodes = self.query(
            "MATCH (n:Resource) UNWIND labels(n) AS name "
            "RETURN name, count(*) AS amount, sum(size(keys(n))) AS property_values ORDER BY name LIMIT 1000"
        )
        relationships = self.query(
            "MATCH (:Resource)-[r]->(:Resource) "
            "RETURN type(r) AS name, count(*) AS amount, sum(size(keys(r))) AS property_values ORDER BY name LIMIT 1000"
        )
        return [("node", *row) for row in nodes.rows] + [("relationship", *row) for row in relationships.rows]


def refuse_unsafe(text: str) -> None:
    """UsageError when the text could read files, call a procedure, or hide what it does behind unicode escapes."""
    if re.search(r"\\u[0-9a-fA-F]{4}", text):
        raise UsageError(
            "Write the character itself instead of a \\u escape; escapes are refused because they can hide a statement."
        )
    bare = _HIDDEN.sub(" '' ", text)
    for pattern, reason in _FORBIDDEN:
        if pattern.search(bare):
            raise UsageError(f"This Cypher is refused because {reason}; ask with MATCH ... RETURN only.")


def plain(value: Any) -> Any:
    """The common form of a value: text, numbers, booleans, lists and maps with sorted keys; dates and durations as ISO text.

    Nodes, relationships and paths have no common form; UsageError says what to return instead.
    """
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "iso_format"):
        return value.iso_format()
    if isinstance(value, dict) and "@rid" not in value:
        return {k: plain(value[k]) for k in sorted(value)}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    raise UsageError("Return properties, not whole nodes, relationships or paths: write n.name or properties(n) instead of n.")
