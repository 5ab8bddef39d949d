"""Who is whom on both sides: a node that took another in, or was taken apart, is neither gone nor new."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from graph.diff.data import MEMBERS, Difference
from graph.property_graph import PropertyGraph, RelationshipKey

MERGED, SPLIT, RENAMED, REGROUPED = "merged", "split", "under another id", "regrouped"


@dataclass(frozen=True)
class Regrouping:
    """Records that stand on other nodes than before: the uris of their nodes before and after, sorted."""

    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def kind(self) -> str:
        """merged, split, under another id (one node before and after), or regrouped.

        >>> Regrouping(("a", "b"), ("a",)).kind
        'merged'
        """
        if len(self.before) != len(self.after):
            return MERGED if len(self.before) > len(self.after) else SPLIT
        return RENAMED if len(self.before) == 1 else REGROUPED

    @property
    def uris(self) -> tuple[str, ...]:
        """All the nodes, each once."""
        return tuple(sorted({*self.before, *self.after}))


class Families:
    """The records that one side or the other holds to be the same; a record that was never joined is its own family.

    >>> from graph.property_graph import Node
    >>> joined = PropertyGraph({"a": Node((), {"uri": "a", "sameAs": ["b"]})})
    >>> apart = PropertyGraph({uri: Node((), {"uri": uri}) for uri in "ab"})
    >>> families = Families(apart, joined)
    >>> families("b"), families.regroupings(apart, joined)
    ('a', [Regrouping(before=('a', 'b'), after=('a',))])
    """

    def __init__(self, *graphs: PropertyGraph):
        self._parent: dict[str, str] = {}
        for graph in graphs:
            for uri, node in graph.nodes.items():
                for member in node.properties.get(MEMBERS, ()):
                    self._join(uri, member)

    def _join(self, one: str, other: str) -> None:
        first, second = sorted((self(one), self(other)))
        self._parent[second] = first

    def __call__(self, uri: str) -> str:
        """The uri that stands for the family: the first in order of text."""
        path = []
        while (parent := self._parent.get(uri, uri)) != uri:
            path.append(uri)
            uri = parent
        self._parent.update(dict.fromkeys(path, uri))
        return uri

    def _heads(self, graph: PropertyGraph) -> dict[str, list[str]]:
        heads = defaultdict(list)
        for uri in self._parent.keys() | set(self._parent.values()):
            if uri in graph.nodes:
                heads[self(uri)].append(uri)
        return heads

    def regroupings(self, old: PropertyGraph, new: PropertyGraph) -> list[Regrouping]:
        """The families that stand on other nodes in `new` than in `old`, in order of their first node."""
        before, after = self._heads(old), self._heads(new)
        found = [
            Regrouping(tuple(sorted(before[family])), tuple(sorted(after[family])))
            for family in sorted(before.keys() & after.keys())
        ]
        return [r for r in found if r.before != r.after]


@dataclass
class Moved:
    """The relationships that entered and left only because an end of theirs stands on another node."""

    entered: set[RelationshipKey] = field(default_factory=set)
    left: set[RelationshipKey] = field(default_factory=set)


def moved(difference: Difference, families: Families) -> Moved:
    """Relationships of the difference that both sides hold once families count as one node."""

    def by_family(keys: Iterable[RelationshipKey]) -> dict[tuple[str, str, str], set[RelationshipKey]]:
        found = defaultdict(set)
        for key in keys:
            found[families(key[0]), key[1], families(key[2])].add(key)
        return found

    entered, left = by_family(difference.relationships_entered), by_family(difference.relationships_left)
    both = entered.keys() & left.keys()
    return Moved({k for key in both for k in entered[key]}, {k for key in both for k in left[key]})
