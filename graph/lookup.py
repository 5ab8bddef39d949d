"""Which node of the graph somebody means: by id, by name or alias, by identifier."""

import difflib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from graph.stores.store import Store
from ontology.errors import UsageError

_FIELDS = "n.uri AS uri, n.id AS id, n.name AS name, labels(n) AS labels"
_BY_ID = f"MATCH (n:Resource {{id: $text}}) RETURN {_FIELDS} ORDER BY uri LIMIT 5"
_BY_URI = f"MATCH (n:Resource {{uri: $text}}) RETURN {_FIELDS} ORDER BY uri LIMIT 5"
_BY_NAME = (
    "MATCH (n:{label}) WITH n WHERE toLower(n.name) = $text OR any(a IN coalesce(n.aliases, []) WHERE toLower(a) = $text) "
    f"RETURN {_FIELDS} ORDER BY uri LIMIT 50"
)
_BY_MEMBER = (
    "MATCH (n:{label}) WITH n WHERE $text IN coalesce(n.identifiers, []) OR $uri IN coalesce(n.sameAs, []) "
    f"RETURN {_FIELDS} ORDER BY uri LIMIT 50"
)
_NEAR = (
    "MATCH (n:{label}) WITH n WHERE any(w IN $words WHERE toLower(n.name) CONTAINS w OR n.id CONTAINS w) "
    "RETURN n.id AS id, n.name AS name ORDER BY size(n.name), id LIMIT 2000"
)


@dataclass(frozen=True)
class Entity:
    """One node: its uri, its id as commands take it, its name ('' when it has none) and its labels, sorted."""

    uri: str
    id: str
    name: str
    labels: tuple[str, ...]


def entity(store: Store, text: str, labels: Sequence[str] = ("Organization",), by_id: Sequence[str] = ()) -> Entity:
    """The one node with one of `labels` that `text` names; one with a label of `by_id` counts only when `text` is its id.

    An id (`hikvision`, `territory:KE`, or `KE` where territories are asked for) wins over a name, a name or alias (case aside) over an identifier (`ofac:36`). UsageError with the nearest names
    when there is none, and with the meanings when there are several.
    """
    text = " ".join(text.split())
    if not text:
        raise UsageError("The name is empty; give an id, a name or an identifier.")
    codes = [f"urn:kg:{label.lower()}:{code}" for label in labels for code in (text, text.upper())]
    for statement, value in ((_BY_ID, text), *((_BY_URI, uri) for uri in (text, f"urn:kg:{text}", *codes))):
        found = [e for e in _entities(store, statement, text=value) if {*labels, *by_id} & set(e.labels)]
        if found:
            return found[0]
    for statement in (_BY_NAME, _BY_MEMBER):
        found = [
            e for label in labels
            for e in _entities(store, statement.replace("{label}", label), text=text.lower() if statement is _BY_NAME else text, uri=f"urn:kg:{text}")
        ]  # fmt: skip
        found = list({e.uri: e for e in found}.values())
        if len(found) == 1:
            return found[0]
        if found:
            meanings = "; ".join(f"{e.id} ({e.name})" for e in found[:10])
            more = f" and {len(found) - 10} more" if len(found) > 10 else ""
            raise UsageError(f"{text!r} is the name of {len(found)} things: {meanings}{more}. Give the id of the one you mean.")
    near = _nearest(store, text, labels)
    hint = f" Did you mean {' or '.join(near)}?" if near else " kg find searches names."
    raise UsageError(f"Nothing in the graph is called {text!r}.{hint}")


def _entities(store: Store, statement: str, **parameters: str) -> list[Entity]:
    rows = store.query(statement, parameters).rows
    return [Entity(uri, id_, name or "", tuple(sorted(labels))) for uri, id_, name, labels in rows]


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def _nearest(store: Store, text: str, labels: Sequence[str]) -> list[str]:
    """Up to three ids whose id or name is near the text, nearest first."""
    wanted = _plain(text)
    words = sorted({w[:4] for w in wanted.split() if len(w) >= 3} | {wanted[:3]})
    near: dict[str, float] = {}
    for label in labels:
        for id_, name in store.query(_NEAR.replace("{label}", label), {"words": words}, ["id", "name"]).rows:
            for known in (id_, name or ""):
                matcher = difflib.SequenceMatcher(None, wanted, _plain(known))
                if matcher.real_quick_ratio() >= 0.6 and matcher.quick_ratio() >= 0.6:
                    near[id_] = max(near.get(id_, 0.0), matcher.ratio())
    return [i for i, ratio in sorted(near.items(), key=lambda pair: (-pair[1], pair[0])) if ratio >= 0.6][:3]
