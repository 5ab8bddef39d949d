"""Things of a graph in words: what a fact is about, in one line, and where it is from."""

from collections import defaultdict
from collections.abc import Iterable

from graph.citations import PREFIX, Citation
from graph.diff.editions import kind_of
from graph.property_graph import PropertyGraph, short_id


class Words:
    """Words for the things of two graphs, those of the second where both have them. `uris` are those that will be asked for."""

    def __init__(self, old: PropertyGraph, new: PropertyGraph, uris: Iterable[str]):
        self.graphs = (new, old)
        wanted = set(uris)
        self._ends: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for graph in (old, new):
            for start, kind, end, event in graph.relationships:
                if start in wanted and not event and end not in self._ends[start][kind]:
                    self._ends[start][kind].append(end)

    def name(self, uri: str) -> str:
        """Its name, its id where it has none; of an event who, to whom and when."""
        return next(
            (n.properties["name"] for g in self.graphs if (n := g.nodes.get(uri)) and "name" in n.properties), short_id(uri)
        )

    def kind(self, uri: str) -> str:
        """What it is, by the label that says most."""
        return next((kind_of(n.labels) for g in self.graphs if (n := g.nodes.get(uri))), "Resource")

    def ends(self, uri: str, kind: str) -> list[str]:
        """Uris that its relationships of a type end at, on either side."""
        return sorted(self._ends[uri][kind]) if uri in self._ends else []

    def stated(self, uri: str) -> dict[str, list[str]]:
        """Its relationships on either side: type -> uris of the ends, sorted."""
        return {kind: sorted(ends) for kind, ends in sorted(self._ends[uri].items())} if uri in self._ends else {}

    def sources(self, uri: str) -> list[str]:
        """Ids of the sources of a fact."""
        return [end.removeprefix(PREFIX) for end in self.ends(uri, "SOURCE")]

    def citations(self, ids: Iterable[str]) -> list[Citation]:
        """The sources numbered from 1, in the order in which they first come."""
        found = []
        for number, source in enumerate(dict.fromkeys(ids), 1):
            held = next((n.properties for g in self.graphs if (n := g.nodes.get(PREFIX + source))), {})
            fields = (
                held.get("name") or source,
                *(held.get(key, "") for key in ("publisher", "date", "url", "licence", "readOn")),
            )
            found.append(Citation(number, source, *fields))
        return found
