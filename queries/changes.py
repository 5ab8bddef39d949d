"""A comparison as tables and as one record: the summary, the verdicts that moved in groups, a row for every change, and everything in JSON."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from graph.diff.data import key_changes
from graph.diff.editions import SAME, kind_of
from graph.diff.premises import Premise
from graph.diff.verdicts import NOT_THERE, Move
from graph.diff.words import Words
from graph.property_graph import Node, RelationshipKey, short_id
from graph.stores.store import Result
from queries.answers import label
from queries.comparison import Comparison

SUMMARY = ["what", "entered", "left", "changed"]
ROWS = ["part", "change", "kind", "id", "name", "key", "before", "after", "because", "sources"]
NOT_SAID = "no verdict"
_JUDGED = {"Deal": "deal", "SupplyLink": "supply link"}
_PLURAL = {"identity": "identities", "control": "links of control"}
_VERB = {"merged": "joined", "split": "parted"}


def words_of(comparison: Comparison) -> Words:
    """Words for everything that the comparison names."""
    data = comparison.data
    uris = {
        *data.nodes_entered, *data.nodes_left, *data.nodes_changed,
        *(uri for group in comparison.identities for uri in group.uris),
        *(move.deal for move in comparison.moves), *(p.uri for move in comparison.moves for p in move.because),
    }  # fmt: skip
    return Words(*comparison.graphs, uris)


def verdict(code: str) -> str:
    """A verdict in words.

    >>> verdict("listed-before"), verdict("")
    ('listed before', 'no verdict')
    """
    return code.replace("-", " ") if code != NOT_THERE else NOT_SAID


def summary(comparison: Comparison) -> Result:
    """What entered, left and changed: editions, nodes by kind, relationships by type, identities, verdicts, answers.

    Nodes and relationships that only stand elsewhere now, because records were joined, parted or go by another id, are counted as identities alone.
    """
    data, moved = comparison.data, comparison.moved
    apart = {uri for group in comparison.identities for uri in group.uris}
    states = Counter(edition.state for edition in comparison.account.editions)
    rows = [["editions", states["entered"], states["left"], states["changed"]]]
    changed = {uri: new for uri, (_, new) in data.nodes_changed.items()}
    nodes = [
        Counter(kind_of(node.labels) for uri, node in held.items() if uri not in apart)
        for held in (data.nodes_entered, data.nodes_left, changed)
    ]
    rows += [[f"nodes: {kind}", *(c[kind] for c in nodes)] for kind in sorted({k for c in nodes for k in c})]
    links = [
        Counter(key[1] for key in held if key not in moved.entered and key not in moved.left)
        for held in (data.relationships_entered, data.relationships_left, data.relationships_changed)
    ]
    rows += [[f"relationships: {kind}", *(c[kind] for c in links)] for kind in sorted({k for c in links for k in c})]
    kinds = Counter(group.kind for group in comparison.identities)
    rows += [[f"identities: {kind}", 0, 0, count] for kind, count in sorted(kinds.items())]
    entered = sum(move.before == NOT_THERE for move in comparison.moves)
    left = sum(move.after == NOT_THERE for move in comparison.moves)
    rows.append(["verdicts", entered, left, len(comparison.moves) - entered - left])
    rows.append(["verdicts that rest on absence alone", 0, 0, sum(a.amount for a in comparison.absences)])
    rows.append(["queries with another answer", 0, 0, len(comparison.answers)])
    return Result(SUMMARY, [row for row in rows if any(row[1:])])


def amount(moves: Iterable[Move], words: Words) -> str:
    """How many deals and supply links, in words."""
    kinds = Counter(words.kind(move.deal) for move in moves)
    return " and ".join(f"{n} {_JUDGED.get(kind, kind)}{'s' if n > 1 else ''}" for kind, n in sorted(kinds.items()))


@dataclass
class Group:
    """Verdicts that moved the same way under one programme."""

    before: str
    after: str
    programme: str
    moves: list[Move]

    def amount(self, words: Words) -> str:
        """How many deals and supply links, in words."""
        return amount(self.moves, words)

    def because(self) -> str:
        """What moved them, in one clause: the fact itself where it is one, else how many of each kind, and of which source."""
        premises = {p.words: p for move in self.moves for p in move.because}
        if len(premises) == 1:
            return next(iter(premises))
        kinds = Counter(
            (p.kind, p.change, ", ".join(p.sources[:2]) + (" and more" if len(p.sources) > 2 else "")) for p in premises.values()
        )
        clauses = [
            f"{n} {_PLURAL.get(kind, kind + 's') if n > 1 else kind} {_VERB.get(change, change)}{f' ({of})' if of else ''}"
            for (kind, change, of), n in kinds.most_common()
        ]
        return "; ".join(clauses[:3]) + (f"; and {len(clauses) - 3} more kinds of facts" if len(clauses) > 3 else "")


def groups(comparison: Comparison) -> list[Group]:
    """The moved verdicts by the verdicts before and after and the programme; those on new and gone deals last, the largest first."""
    found: dict[tuple[str, str, str], list[Move]] = defaultdict(list)
    for move in comparison.moves:
        found[move.before, move.after, move.programme].append(move)
    order = sorted(found.items(), key=lambda item: (NOT_THERE in item[0][:2], -len(item[1]), item[0]))
    return [Group(*key, moves) for key, moves in order]


def reason(premises: Iterable[Premise], most: int = 3) -> str:
    """The clauses of premises, each once, the most frequent first, cut after `most`."""
    counted = Counter(p.words for p in premises).most_common()
    more = f"; and {len(counted) - most} more facts" if len(counted) > most else ""
    return "; ".join(text for text, _ in counted[:most]) + more


def why(move: Move) -> str:
    """The facts that moved a verdict, in words."""
    return reason(move.because) + (" (each alone suffices)" if move.each_alone and len(move.because) > 1 else "")


def sources(premises: Iterable[Premise]) -> list[str]:
    """Ids of the sources of premises, each once."""
    return list(dict.fromkeys(s for p in premises for s in p.sources))


# -- a row for every change -------------------------------------------------------------------------------------------------


def rows(comparison: Comparison) -> Result:
    """Every change as one table. Relationships of nodes that entered or left come and go with them, and have no row."""
    words = words_of(comparison)
    found = [*_edition_rows(comparison), *_identity_rows(comparison, words), *_data_rows(comparison, words)]
    found += [*_verdict_rows(comparison, words), *_answer_rows(comparison)]
    return Result(ROWS, found)


def _edition_rows(comparison: Comparison) -> Iterator[list[Any]]:
    for edition in comparison.account.editions:
        if edition.state != SAME:
            yield ["edition", edition.state, "", edition.id, edition.title, "", edition.left.total() or None, edition.entered.total() or None, "", [edition.id]]  # fmt: skip


def _identity_rows(comparison: Comparison, words: Words) -> Iterator[list[Any]]:
    for group in comparison.identities:
        before, after = ([short_id(uri) for uri in uris] for uris in (group.before, group.after))
        yield [
            "identity",
            group.kind,
            words.kind(group.after[0]),
            after[0],
            words.name(group.after[0]),
            "",
            before,
            after,
            "",
            [],
        ]


def _data_rows(comparison: Comparison, words: Words) -> Iterator[list[Any]]:
    data = comparison.data
    for change, held in (("entered", data.nodes_entered), ("left", data.nodes_left)):
        for uri in sorted(held):
            yield [
                "node",
                change,
                kind_of(held[uri].labels),
                short_id(uri),
                words.name(uri),
                "",
                None,
                None,
                "",
                words.sources(uri),
            ]
    for uri, pair in sorted(data.nodes_changed.items()):
        for key, was, now in key_changes(*pair):
            yield [
                "node",
                "changed",
                kind_of(pair[1].labels),
                short_id(uri),
                words.name(uri),
                key,
                was,
                now,
                "",
                words.sources(uri),
            ]
    for change, links in (("entered", _between_others(comparison, True)), ("left", _between_others(comparison, False))):
        for start, kind, end, _ in links:
            yield ["relationship", change, kind, short_id(start), words.name(start), short_id(end), None, None, "", []]
    for (start, kind, end, _), (was, now) in sorted(data.relationships_changed.items()):
        yield ["relationship", "changed", kind, short_id(start), words.name(start), short_id(end), was.get("sources"), now.get("sources"), "", now.get("sources", [])]  # fmt: skip


def _between_others(comparison: Comparison, entered: bool) -> list[RelationshipKey]:
    data = comparison.data
    links, nodes = (data.relationships_entered, data.nodes_entered) if entered else (data.relationships_left, data.nodes_left)
    return sorted(key for key in links if key[0] not in nodes)


def _verdict_rows(comparison: Comparison, words: Words) -> Iterator[list[Any]]:
    for m in comparison.moves:
        yield ["verdict", "moved", words.name(m.programme), short_id(m.deal), words.name(m.supplier), short_id(m.programme), m.before, m.after, why(m), sources(m.because)]  # fmt: skip
    for a in comparison.absences:
        yield ["verdict", "moved", words.name(a.programme), "", f"{a.amount} deals of suppliers never listed", short_id(a.programme), a.before, a.after, reason(a.because), sources(a.because)]  # fmt: skip


def _answer_rows(comparison: Comparison) -> Iterator[list[Any]]:
    for change in comparison.answers:
        for state, held in (("entered", change.entered), ("left", change.left)):
            for row in held:
                yield [
                    "answer",
                    state,
                    change.name,
                    _cells(row, change.key),
                    label(row, change.key),
                    "",
                    None,
                    None,
                    "",
                    row.get("sources") or [],
                ]
        for row in change.changed:
            for column, (was, now) in row.cells.items():
                yield ["answer", "changed", change.name, _cells(row.key, change.key), row.label, column, was, now, "", []]


def _cells(row: dict[str, Any], key: Iterable[str]) -> str:
    """The key of a row as one text."""
    return " / ".join("; ".join(map(str, v)) if isinstance(v := row[c], list) else str(v) for c in key)


# -- everything -------------------------------------------------------------------------------------------------------------


def record(comparison: Comparison) -> dict[str, Any]:
    """The whole comparison, for JSON. A node that entered or left has its relationships with it."""
    words = words_of(comparison)
    data = comparison.data
    return {
        "old": comparison.old,
        "new": comparison.new,
        "as_of": comparison.as_of,
        "same": not comparison,
        "summary": [dict(zip(SUMMARY, row, strict=True)) for row in summary(comparison).rows],
        "editions": [
            {"id": e.id, "title": e.title, "date": e.date, "state": e.state, "entered": dict(sorted(e.entered.items())), "left": dict(sorted(e.left.items()))}
            for e in comparison.account.editions
        ],
        "identities": [{"kind": g.kind, "before": [*g.before], "after": [*g.after], "name": words.name(g.after[0])} for g in comparison.identities],
        "verdicts": [_move_record(move, words) for move in comparison.moves],
        "absences": [
            {"programme": a.programme, "before": a.before, "after": a.after, "amount": a.amount, "because": [vars(p) for p in a.because]}
            for a in comparison.absences
        ],
        "nodes": {
            "entered": [_node_record(uri, node, words) for uri, node in sorted(data.nodes_entered.items())],
            "left": [_node_record(uri, node, words) for uri, node in sorted(data.nodes_left.items())],
            "changed": [_changed_record(uri, pair, comparison) for uri, pair in sorted(data.nodes_changed.items())],
        },
        "relationships": {
            "entered": [_link_record(key) | data.relationships_entered[key] for key in _between_others(comparison, True)],
            "left": [_link_record(key) | data.relationships_left[key] for key in _between_others(comparison, False)],
            "changed": [
                _link_record(key) | {"before": was, "after": now}
                for key, (was, now) in sorted(data.relationships_changed.items())
            ],
        },
        "answers": [
            {
                "query": c.name, "rows_before": c.before, "rows_after": c.after, "key": [*c.key], "entered": c.entered, "left": c.left,
                "changed": [{"key": r.key, "label": r.label, "cells": {k: {"before": was, "after": now} for k, (was, now) in r.cells.items()}} for r in c.changed],
                "only_sources_changed": c.resourced, "cut": c.cut,
            }
            for c in comparison.answers
        ],
        "queries_asked": comparison.asked,
        "queries_not_asked": comparison.not_asked,
    }  # fmt: skip


def _move_record(move: Move, words: Words) -> dict[str, Any]:
    names = {
        "supplier_name": words.name(move.supplier),
        "programme_name": words.name(move.programme),
        "deal_about": words.name(move.deal),
    }
    return vars(move) | names | {"because": [vars(p) for p in move.because]}


def _node_record(uri: str, node: Node, words: Words) -> dict[str, Any]:
    return {"uri": uri, "labels": [*node.labels], "properties": node.properties, "relationships": words.stated(uri)}


def _changed_record(uri: str, pair: tuple[Node, Node], comparison: Comparison) -> dict[str, Any]:
    changes = {key: {"before": was, "after": now} for key, was, now in key_changes(*pair)}
    return {"uri": uri, "labels": [*pair[1].labels], "changes": changes, "with_edition": uri in comparison.account.with_editions}


def _link_record(key: RelationshipKey) -> dict[str, Any]:
    return {"start": key[0], "type": key[1], "end": key[2]}
