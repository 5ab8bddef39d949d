"""What an export is made of: the RDF of a build, the property graph that it gives, and how much of both was asked for."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from graph.as_of import come_about
from graph.projection import project
from graph.property_graph import PropertyGraph, RelationshipKey


@dataclass
class Content:
    """The RDF `folder` of a build, or of the part of it with an open licence; cut at `as_of` (ISO day) where one is given.

    `left_out` says how many facts of which source the licence kept out.
    """

    folder: Path
    as_of: str | None = None
    licence: str = "all"
    left_out: dict[str, int] = field(default_factory=dict)

    @cached_property
    def graph(self) -> PropertyGraph:
        """The property graph as far as it is asked for."""
        whole = project(self.folder)
        return come_about(whole, self.as_of) if self.as_of else whole

    @classmethod
    def of(cls, graph: PropertyGraph) -> "Content":
        """A graph that is at hand already, without RDF."""
        content = cls(Path())
        content.graph = graph
        return content


def in_order(graph: PropertyGraph) -> list[RelationshipKey]:
    """The relationships by type, start, end and event."""
    return sorted(graph.relationships, key=lambda key: (key[1], *key))
