"""Which edition brought or took what: a whole edition that came or went is one line with counts, so that it does not drown what changed besides.

An edition is a `Source` with a `dataset`. What a node or relationship comes from is what its sources say: a document that was read by hand stands for the
curated facts. A node that an edition gained or lost together with other editions belongs to those that came or went when all its sources did.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graph.diff.data import MEMBERS, Difference, key_changes
from graph.diff.identity import Moved, Regrouping
from graph.property_graph import SOURCE_PREFIX, Node, Properties, PropertyGraph, RelationshipKey

ENTERED, LEFT, CHANGED, SAME = "entered", "left", "changed", "same"
CURATED = "curated:current"
_GENERAL = ("Resource", "Event", "Organization", "Item")
"""Labels that say less than another on the same node."""


def kind_of(labels: Iterable[str]) -> str:
    """The label that says most.

    >>> kind_of(("Event", "Listing", "Resource")), kind_of(("Organization", "Resource")), kind_of(("Resource",))
    ('Listing', 'Organization', 'Resource')
    """
    held = sorted(labels)
    special = [label for label in held if label not in _GENERAL]
    return special[0] if special else next((label for label in reversed(_GENERAL) if label in held), "Resource")


@dataclass
class Edition:
    """An edition on the two sides: its id, its title, its day, what became of it, and how much came and went with it, by kind of node and type of relationship.

    Of one that both sides have: the nodes that it says something of on one side alone.
    """

    id: str
    title: str
    date: str
    state: str
    entered: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)


@dataclass
class Account:
    """A difference by what brought it. `editions` are all those held; the rest is what did not come or go with a whole edition, and is worth a line each.

    `with_editions`: organizations that changed in the company of an edition that came or went, because it has a record of them or says something of them.
    """

    editions: list[Edition] = field(default_factory=list)
    nodes_entered: dict[str, Node] = field(default_factory=dict)
    nodes_left: dict[str, Node] = field(default_factory=dict)
    nodes_changed: dict[str, tuple[Node, Node]] = field(default_factory=dict)
    with_editions: set[str] = field(default_factory=set)
    relationships_entered: dict[RelationshipKey, Properties] = field(default_factory=dict)
    relationships_left: dict[RelationshipKey, Properties] = field(default_factory=dict)


def _editions(graph: PropertyGraph) -> dict[str, Properties]:
    return {
        uri.removeprefix(SOURCE_PREFIX): node.properties
        for uri, node in graph.nodes.items()
        if "Source" in node.labels and "dataset" in node.properties
    }


def account(
    difference: Difference, old: PropertyGraph, new: PropertyGraph, regroupings: Iterable[Regrouping], moved: Moved
) -> Account:
    """What of a difference came or went with editions, and what did not."""
    before, after = _editions(old), _editions(new)
    rows = {
        name: Edition(
            name,
            (after.get(name) or before[name]).get("name", name),
            (after.get(name) or before[name]).get("date", ""),
            ENTERED if name not in before else LEFT if name not in after else SAME,
        )
        for name in sorted(before.keys() | after.keys())
    }
    apart = {uri for group in regroupings for uri in group.uris}
    rest = {}
    for state, nodes, links, skip in (
        (ENTERED, difference.nodes_entered, difference.relationships_entered, moved.entered),
        (LEFT, difference.nodes_left, difference.relationships_left, moved.left),
    ):
        nodes = {uri: node for uri, node in nodes.items() if uri not in apart}
        links = {key: held for key, held in links.items() if key not in skip}
        rest[state] = _share_out(nodes, links, state, rows)
    changed = {uri: pair for uri, pair in difference.nodes_changed.items() if uri not in apart}
    touched = rest[ENTERED][2] | rest[LEFT][2]
    with_editions = {uri for uri, pair in changed.items() if uri in touched and "Organization" in pair[1].labels}
    with_editions |= {uri for uri, pair in changed.items() if _members_came_or_went(*pair, old, new)}
    return Account(
        list(rows.values()),
        rest[ENTERED][0],
        rest[LEFT][0],
        {uri: pair for uri, pair in changed.items() if uri not in with_editions},
        with_editions,
        rest[ENTERED][1],
        rest[LEFT][1],
    )


def _share_out(
    nodes: Mapping[str, Node], links: Mapping[RelationshipKey, Properties], state: str, rows: dict[str, Edition]
) -> tuple[dict[str, Node], dict[RelationshipKey, Properties], set[str]]:
    """Count what belongs to editions of that state with them; returns the nodes that do not, the relationships between others that do not, and the ends of what does."""
    sources = _sources(nodes, links)
    kept_nodes, kept_links, touched = {}, {}, set()
    whole: dict[str, str] = {}
    for uri, node in nodes.items():
        own = uri.removeprefix(SOURCE_PREFIX)
        names = {own} if own in rows else _named(sources.get(uri, ()), rows)
        if home := _home(names, rows, state):
            whole[uri] = home
            _counter(rows[home], state)[kind_of(node.labels)] += 1
        else:
            kept_nodes[uri] = node
            if in_both := [name for name in sorted(names & rows.keys()) if rows[name].state in (SAME, CHANGED)]:
                rows[in_both[0]].state = CHANGED
                _counter(rows[in_both[0]], state)[kind_of(node.labels)] += 1
    for key, held in links.items():
        if home := whole.get(key[0]) or _home(_named(held.get("sources", ()), rows), rows, state):
            _counter(rows[home], state)[key[1]] += 1
            touched |= {key[0], key[2]}
        elif key[0] not in nodes:
            kept_links[key] = held
    return kept_nodes, kept_links, touched


def _sources(nodes: Mapping[str, Node], links: Mapping[RelationshipKey, Properties]) -> dict[str, set[str]]:
    """Ids of the sources of each node: those of its relationships, of what points at it where it has none."""
    own: dict[str, set[str]] = defaultdict(set)
    for (start, kind, end, _), held in links.items():
        own[start].update(held.get("sources", ()))
        if kind == "SOURCE":
            own[start].add(end.removeprefix(SOURCE_PREFIX))
    pointing: dict[str, set[str]] = defaultdict(set)
    for start, _, end, _ in links:
        if end in nodes and not own.get(end):
            pointing[end] |= own[start]
    return {uri: own.get(uri) or pointing.get(uri, set()) for uri in nodes}


def _named(sources: Iterable[str], rows: Mapping[str, Edition]) -> set[str]:
    """The editions among the sources; the curated facts where all are documents."""
    held = set(sources)
    return held & rows.keys() or ({CURATED} if held else set())


def _home(names: set[str], rows: Mapping[str, Edition], state: str) -> str:
    """The first of the editions when all of them came (went), else ''."""
    return min(names) if names and all(n in rows and rows[n].state == state for n in names) else ""


def _counter(edition: Edition, state: str) -> Counter[str]:
    return edition.entered if state == ENTERED else edition.left


def _members_came_or_went(was: Node, now: Node, old: PropertyGraph, new: PropertyGraph) -> bool:
    """Whether records that only one side has stand on the node, or did."""
    if not any(key == MEMBERS for key, _, _ in key_changes(was, now)):
        return False
    gained = set(now.properties.get(MEMBERS, ())) ^ set(was.properties.get(MEMBERS, ()))
    return not any(uri in old.nodes or uri in new.nodes for uri in gained)
