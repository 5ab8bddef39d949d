"""Sources as numbered citations: what stands on a Source node, in one line.

A source is named by its id: its uri without `urn:kg:source:`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from graph.stores.store import Store

PREFIX = "urn:kg:source:"
FIND = (
    "MATCH (s:Source) WHERE s.uri IN $uris RETURN s.uri AS uri, s.name AS title, s.publisher AS publisher, s.date AS date, s.url AS url, "
    "s.licence AS licence, s.readOn AS read_on ORDER BY uri LIMIT 10000"
)


@dataclass(frozen=True)
class Citation:
    """One numbered source."""

    number: int
    id: str
    title: str
    publisher: str
    date: str
    url: str
    licence: str
    read_on: str

    def line(self) -> str:
        """The source in one line."""
        read = f", read on {self.read_on}" if self.read_on else ""
        return f"[{self.number}] {self.title}. {self.publisher}{', ' + self.date if self.date else ''}. {self.url} (licence: {self.licence}{read})"


def numbered(store: Store, ids: Iterable[str]) -> list[Citation]:
    """The sources with these ids, numbered from 1 in the order in which the ids first come; one that the graph lacks says so."""
    order = list(dict.fromkeys(ids))
    found = {}
    for i in range(0, len(order), 10_000):
        part = [PREFIX + s for s in order[i : i + 10_000]]
        found.update({row[0]: row[1:] for row in store.query(FIND, {"uris": part}).rows})
    return [
        Citation(n, source, *((value or "") for value in found.get(PREFIX + source, ["(source not in the graph)"] + [""] * 5)))
        for n, source in enumerate(order, 1)
    ]
