"""The form of FollowTheMoney: lines of entities or of operations on entities, lists of strings, dates, shares.

A file is read twice: first to see which version of each entity is in force and what every entity is, then for its facts. So a link may
come before the entities it links, and a file larger than memory can be read.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ingest.edition import MAX_LINE, Edition, Record
from ingest.facts import clean, decimal_text
from ontology.errors import FactError, FileError

OPERATIONS = ("ADD", "MOD", "DEL")
_DATE = re.compile(r"(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:[T ].*)?")
_NUMBER = r"(\d+(?:[.,]\d+)?)\s*%?"
_RANGE = re.compile(_NUMBER + r"\s*(?:-|\u2013|to|bis|до)\s*" + _NUMBER)
_LEAST = re.compile(r"(?:>=?|≥|more than|over|at least|from)\s*" + _NUMBER + "|" + _NUMBER + r"\s*(?:or more|\+)")
_MOST = re.compile(r"(?:<=?|≤|less than|under|at most|up to)\s*" + _NUMBER + "|" + _NUMBER + r"\s*or less")


@dataclass(frozen=True)
class Line:
    """One line: what is done (ADD in a plain file) to which entity; `problem` when it is no such line."""

    role: str
    number: int
    operation: str
    entity: Mapping[str, Any]
    problem: str = ""

    @property
    def id(self) -> str:
        return str(self.entity.get("id", ""))


@dataclass
class Index:
    """Which line holds each entity that is in force, what every entity is called and is, and lines that cannot be applied."""

    current: dict[str, tuple[str, int]] = field(default_factory=dict)
    known: dict[str, tuple[str, str]] = field(default_factory=dict)
    refused: dict[tuple[str, int], str] = field(default_factory=dict)


def lines(edition: Edition, role: str) -> Iterator[Line]:
    """The lines of a file; FileError for a file that is no text of lines."""
    path = edition.path(role)
    with path.open("rb") as file:
        number = 0
        while raw := file.readline(MAX_LINE + 1):
            number += 1
            if len(raw) > MAX_LINE:
                raise FileError(f"{path} line {number} is longer than {MAX_LINE >> 20} MiB; this is no JSON by lines, fetch it again")
            if raw.strip():
                yield _line(role, number, raw)


def _line(role: str, number: int, raw: bytes) -> Line:
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        return Line(role, number, "", {}, "the line is no JSON; it may be cut off")
    if role == "delta":
        operation, data = (data.get("op"), data.get("entity")) if isinstance(data, Mapping) else (None, None)
        if operation not in OPERATIONS:
            return Line(role, number, "", {}, f"unknown operation {operation!r}; it is ADD, MOD or DEL")
    else:
        operation = "ADD"
    problem = _entity_problem(data, operation)
    return Line(role, number, operation, data if isinstance(data, Mapping) else {}, problem)


def _entity_problem(data: Any, operation: str) -> str:
    if not isinstance(data, Mapping) or not isinstance(data.get("id"), str) or not data["id"]:
        return "the line holds no entity with an id"
    if operation == "DEL":
        return ""
    properties = data.get("properties")
    if not isinstance(data.get("schema"), str) or not isinstance(properties, Mapping):
        return f"entity {data['id']} has no schema or no properties"
    for name, values in [*properties.items(), ("datasets", data.get("datasets", []))]:
        if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
            return f"{name} of entity {data['id']} is no list of texts"
    return ""


def index(edition: Edition) -> Index:
    """Apply all operations in order, the plain file before the delta."""
    found = Index()
    for role in roles(edition):
        for line in lines(edition, role):
            if line.problem:
                continue
            here = (line.role, line.number)
            if line.operation == "ADD" and line.id in found.current:
                found.refused[here] = f"entity {line.id} is added twice; the first line was kept"
            elif line.operation == "DEL" and line.id not in found.current:
                found.refused[here] = f"entity {line.id} is to be deleted and is not there"
            elif line.operation == "DEL":
                del found.current[line.id]
                found.known.pop(line.id, None)
            else:
                found.current[line.id] = here
                found.known[line.id] = (line.entity["schema"], clean(str(line.entity.get("caption", ""))))
    return found


def roles(edition: Edition) -> list[str]:
    return sorted(edition.files, key=("entities", "delta").index)


def flat(entity: Mapping[str, Any]) -> dict[str, Any]:
    """The entity with its properties beside its own fields."""
    properties = entity.get("properties")
    return dict(properties if isinstance(properties, Mapping) else {}) | {k: v for k, v in entity.items() if k != "properties"}


def texts(row: Record, *names: str) -> list[str]:
    """The cleaned values of these properties, each once."""
    return list(dict.fromkeys(c for n in names if n in row for v in row[n] if (c := clean(v))))


def one(row: Record, name: str) -> str:
    """The value of a property that takes one."""
    found = texts(row, name)
    if len(found) != 1:
        raise FactError(f"{row['id']} has {len(found)} {name}")
    return found[0]


def when(row: Record, name: str) -> str | None:
    """The date of a property; several are an interval from the first to the last, because which of them counts is not said."""
    found = []
    for value in texts(row, name):
        match = _DATE.fullmatch(value)
        if not match:
            raise FactError(f"{name} {value!r} is no date such as 2019, 2019-10 or 2019-10-09")
        found.append(match[1])
    if not found:
        return None
    return found[0] if len(found) == 1 else f"{min(found)}/{max(found)}"


def share(values: list[str]) -> dict[str, str]:
    """Exact share or its bounds from `percentage`; nothing where the text says neither.

    >>> share(["49"]), share(["25-50 %"]), share(["75% or more"]), share(["a majority"])
    ({'share': '49'}, {'shareMin': '25', 'shareMax': '50'}, {'shareMin': '75', 'shareMax': '100'}, {})
    """
    if len(values) > 1:
        bounds = [share([v]) for v in values]
        low = [b.get("share") or b.get("shareMin") for b in bounds]
        high = [b.get("share") or b.get("shareMax") for b in bounds]
        return {"shareMin": min(low, key=float), "shareMax": max(high, key=float)} if all(low) and all(high) else {}
    text = values[0].casefold().strip() if values else ""
    if match := re.fullmatch(_NUMBER, text):
        return {"share": _percent(match[1])}
    if match := _RANGE.fullmatch(text):
        low, high = _percent(match[1]), _percent(match[2])
        if float(low) > float(high):
            raise FactError(f"the share {text!r} ends before it begins")
        return {"shareMin": low, "shareMax": high}
    if match := _LEAST.fullmatch(text):
        return {"shareMin": _percent(match[1] or match[2]), "shareMax": "100"}
    if match := _MOST.fullmatch(text):
        return {"shareMin": "0", "shareMax": _percent(match[1] or match[2])}
    return {}


def _percent(text: str) -> str:
    number = decimal_text(text.replace(",", "."))
    if not 0 <= float(number) <= 100:
        raise FactError(f"{text} is no share between 0 and 100 per cent")
    return number
