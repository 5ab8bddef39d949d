"""The canned queries: what a .cypher file says about itself in its header, and running it.

A header is the `//` lines before the statement:

    // Title
    // question: the question it answers
    // asked by: export-control analyst
    // evidence: from which grade of evidence on facts count
    // param as_of: date = today. What the parameter means
    // column vendor: what stands in the column
    // caveat: what the answer cannot say

Parameter types are date (ISO day), text, int, and evidence (a grade; the statement gets its rank, 1 the best).
"""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from graph.intervals import day
from graph.stores.store import Result, Store
from ontology.errors import UsageError, did_you_mean

HERE = Path(__file__).parent
EVIDENCE = (
    "contract-document",
    "official-statement",
    "vendor-statement",
    "press-on-documents",
    "press",
    "research-attribution",
    "inferred",
)
"""Grades in order of rank; a test holds them equal to the vocabulary (reading that would cost a query its start-up time)."""
_FIELD = re.compile(r"(question|asked by|evidence|caveat|param (\w+)|column (\w+)): (.*)")
_PARAMETER = re.compile(r"(date|text|int|evidence)(?: = (\S+?))?\.(?: (.*))?")


@dataclass(frozen=True)
class Parameter:
    """A parameter of a query: its type, default as text (None when it must be given), and meaning."""

    name: str
    type: str
    default: str | None
    meaning: str

    def value(self, text: str) -> str | int:
        """The value for the statement. Raises UsageError when `text` does not fit the type.

        >>> Parameter("evidence", "evidence", None, "").value("press")
        5
        """
        if self.type == "date":
            try:
                return day(text)
            except UsageError:
                raise UsageError(f"{self.name} takes a day such as 2026-11-24 or the word today, not {text!r}.") from None
        if self.type == "int":
            try:
                return int(text)
            except ValueError:
                raise UsageError(f"{self.name} takes a whole number, not {text!r}.") from None
        if self.type == "evidence":
            if text not in EVIDENCE:
                raise UsageError(
                    f"{self.name} takes a grade of evidence ({', '.join(EVIDENCE)}), not {text!r}.{did_you_mean(text, EVIDENCE)}"
                )
            return EVIDENCE.index(text) + 1
        return text


@dataclass(frozen=True)
class Query:
    """A canned query: header and statement."""

    name: str
    title: str
    question: str
    asked_by: str
    evidence: str
    parameters: dict[str, Parameter]
    columns: dict[str, str]
    caveats: tuple[str, ...]
    text: str = field(repr=False)

    def values(self, given: Mapping[str, str]) -> dict[str, str | int]:
        """Typed values of all parameters. Raises UsageError for one that is unknown, missing or of the wrong type."""
        for name in given:
            if name not in self.parameters:
                raise UsageError(
                    f"{self.name} has no parameter {name!r}; it has {', '.join(self.parameters) or 'none'}.{did_you_mean(name, self.parameters)}"
                )
        values = {}
        for name, parameter in self.parameters.items():
            text = given.get(name, parameter.default)
            if text is None:
                raise UsageError(f"{self.name} needs the parameter {name} ({parameter.meaning}); give it with -P {name}=value.")
            values[name] = parameter.value(text)
        return values

    def run(self, store: Store, given: Mapping[str, str]) -> Result:
        """The answer of `store`."""
        return store.query(self.text, self.values(given), list(self.columns))

    def for_browser(self) -> str:
        """The text to paste into Neo4j Browser: header and statement, each parameter as its default with its name beside it.

        Browser shows rows only for a single statement, not where a `:param` line stands before it; so only a parameter without
        a default stays, and a comment says how to give it.
        """
        lines = self.text.splitlines()
        head = next(i for i, line in enumerate(lines) if not line.startswith("//"))
        statement = "\n".join(lines[head:])
        for name, parameter in self.parameters.items():
            if parameter.default is None:
                lines.insert(head, f"// first, on its own: :param {name} => '...'")
                head += 1
            else:
                statement = re.sub(rf"\${name}\b", lambda _, p=parameter: f"{_literal(p)} /* {p.name} */", statement)
        return "\n".join([*lines[:head], statement]) + "\n"


def _literal(parameter: Parameter) -> str:
    """The default as Cypher; today stays today."""
    if parameter.default == "today":
        return "toString(date())"
    value = parameter.value(parameter.default or "")
    return str(value) if isinstance(value, int) else _quoted(value)


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def parse(name: str, text: str) -> Query:
    """The query of a .cypher file. Raises ValueError for a header that does not follow the form above."""
    lines = text.splitlines()
    end = next((i for i, line in enumerate(lines) if not line.startswith("//")), len(lines))
    header = _joined([line.removeprefix("//").strip() for line in lines[:end]])
    single: dict[str, str] = {}
    parameters, columns, caveats = {}, {}, []
    for line in header[1:]:
        match = _FIELD.fullmatch(line)
        if not match:
            raise ValueError(f"{name}: the header line {line!r} is of no known form")
        key, parameter, column, value = match.groups()
        if parameter:
            parameters[parameter] = _parameter(name, parameter, value)
        elif column:
            columns[column] = value
        elif key == "caveat":
            caveats.append(value)
        else:
            single[key] = value
    return Query(
        name,
        header[0],
        single["question"],
        single["asked by"],
        single["evidence"],
        parameters,
        columns,
        tuple(caveats),
        text.strip() + "\n",
    )


def _joined(lines: list[str]) -> list[str]:
    """Header lines, continuation lines (of no field of their own) put to the line before."""
    whole: list[str] = []
    for line in lines:
        if whole and line and not _FIELD.fullmatch(line) and len(whole) > 1:
            whole[-1] += " " + line
        elif line:
            whole.append(line)
    return whole


def _parameter(query: str, name: str, text: str) -> Parameter:
    match = _PARAMETER.fullmatch(text)
    if not match:
        raise ValueError(f"{query}: the parameter {name} is described as {text!r}, not as 'type = default. Meaning'")
    kind, default, meaning = match.groups()
    return Parameter(name, kind, "" if default == "''" else default, meaning or "")


@cache
def catalogue() -> dict[str, Query]:
    """All canned queries by name."""
    return {p.stem: parse(p.stem, p.read_text(encoding="utf-8")) for p in sorted(HERE.glob("*.cypher"))}


def named(name: str) -> Query:
    """The query of that name; UsageError with a suggestion when there is none."""
    path = HERE / f"{name}.cypher"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not path.exists():
        names = [p.stem for p in HERE.glob("*.cypher")]
        raise UsageError(f"There is no query {name!r}; kg query --list shows them.{did_you_mean(name, names)}")
    return parse(name, path.read_text(encoding="utf-8"))


def command(text: str) -> tuple[Query, dict[str, str]]:
    """The query and the given parameters of a text such as `exporters -P home=CN`, as one types it after `kg query`.

    UsageError, with a suggestion, for a name or parameter that does not exist and for a text of another form.
    """
    try:
        name, *rest = shlex.split(text)
    except ValueError:
        raise UsageError(f"{text!r} is no query with its parameters, such as 'exporters -P home=CN'.") from None
    if len(rest) % 2 or any(flag != "-P" for flag in rest[::2]):
        raise UsageError(f"{text!r} is no query with its parameters, such as 'exporters -P home=CN'.")
    query, given = named(name), split_assignments(rest[1::2])
    query.values(given)
    return query, given


def split_assignments(assignments: list[str]) -> dict[str, str]:
    """`name=value` texts as a mapping; UsageError for a text without `=`."""
    found = {}
    for text in assignments:
        name, equals, value = text.partition("=")
        if not equals:
            raise UsageError(f"-P takes name=value, not {text!r}.")
        found[name.strip().replace("-", "_")] = value
    return found
