"""What is to be screened: names given as arguments, one name a line, or a CSV table with a header that has a name column."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from ingest.facts import clean
from ingest.matching import Party, prepare
from ingest.matching.words import COMMON, LEGAL, STOP
from ingest.territories import code_of
from ontology.errors import FactError, FileError, UsageError

LONGEST_NAME, LONGEST_LINE, LINES_OF_A_ROW = 1000, 100_000, 20
_NAME = ("name", "company", "company name", "organization", "organisation", "organization name", "entity", "entity name", "party",
         "supplier", "vendor", "customer", "legal name", "full name", "caption")  # fmt: skip
_ALIAS = ("alias", "aliases", "other names", "also known as", "aka")
_TERRITORY = ("territory", "territories", "country", "countries", "country code", "jurisdiction")
_TYPE = ("type", "schema", "entity type", "party type", "kind")
_IDENTIFIERS = ("identifier", "identifiers")
_SCHEME = {
    "lei": "lei", "uscc": "uscc", "unified social credit code": "uscc", "wikidata": "wikidata", "qid": "wikidata", "ofac": "ofac",
    "ofac id": "ofac", "inn": "ru-inn", "ogrn": "ru-ogrn", "imo": "imo", "bic": "bic", "swift": "bic", "isin": "isin",
    "registration number": "registration", "registration": "registration", "registration no": "registration",
}  # fmt: skip
_PERSON = frozenset({"person", "individual", "natural person", "people", "i", "human"})
_SEVERAL = re.compile(r"\s*[;|]\s*")


@dataclass(frozen=True)
class Asked:
    """One input in its place. `refused` says why it cannot be screened; `notes` what of it was not understood."""

    line: int
    text: str
    party: Party | None = None
    refused: str = ""
    notes: tuple[str, ...] = ()


@dataclass
class _Columns:
    """Where the columns of a table are."""

    delimiter: str
    name: int
    aliases: list[int] = field(default_factory=list)
    territories: list[int] = field(default_factory=list)
    types: list[int] = field(default_factory=list)
    identifiers: list[tuple[int, str]] = field(default_factory=list)
    width: int = 1


def from_arguments(arguments: Iterable[str], stdin: BinaryIO) -> Iterator[Asked]:
    """Each argument in order: `-` is standard input, an existing file is read, anything else is a name.

    UsageError for what ends as a file does and is none, before anything is looked up.
    """
    arguments = list(arguments)
    for argument in arguments:
        if argument.lower().endswith((".csv", ".tsv", ".txt")) and not _is_file(argument):
            raise UsageError(f"There is no file {argument}; give an existing one, or - for stdin")
    for number, argument in enumerate(arguments, 1):
        if argument == "-":
            yield from from_lines(stdin)
        elif _is_file(argument):
            try:
                with open(argument, "rb") as file:
                    yield from from_lines(file)
            except OSError as error:
                raise FileError(f"{argument} cannot be read ({error.strerror})") from None
        else:
            yield _asked(number, argument)


def _is_file(argument: str) -> bool:
    try:
        return Path(argument).is_file()
    except (OSError, ValueError):  # a name may be too long for a path, or hold a NUL
        return False


def from_lines(stream: BinaryIO) -> Iterator[Asked]:
    """The inputs of a file or a pipe, each before the next line is read. The first line decides: a header with a name column, or a name."""
    lines = _Lines(stream)
    first = True
    columns: _Columns | None = None
    for number, raw, whole in lines:
        if first:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
            first = False
            columns = _header(raw)
            if columns:
                continue
        if not whole:
            yield Asked(number, "", refused=f"the line is longer than {LONGEST_LINE} bytes")
            continue
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            yield Asked(number, clean(raw.decode(errors="replace"))[:100], refused="the line is not UTF-8")
            continue
        if columns is None or (columns.width == 1 and not text.startswith('"')):
            yield _asked(number, text)
        else:
            yield _from_row(number, text, columns, lines)


class _Lines:
    """Numbered lines without their ends; an over-long one is cut and said not to be whole. Lines read ahead can be given back."""

    def __init__(self, stream: BinaryIO):
        self.stream = stream
        self.number = 0
        self.ahead: list[tuple[bytes, bool]] = []

    def __iter__(self) -> Iterator[tuple[int, bytes, bool]]:
        while (line := self.next()) is not None:
            yield self.number, *line

    def next(self) -> tuple[bytes, bool] | None:
        if self.ahead:
            self.number += 1
            return self.ahead.pop(0)
        raw = self.stream.readline(LONGEST_LINE)
        if not raw:
            return None
        self.number += 1
        whole = raw.endswith(b"\n") or len(raw) < LONGEST_LINE
        while not whole and (rest := self.stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
            pass
        return raw.rstrip(b"\r\n"), whole

    def give_back(self, lines: list[tuple[bytes, bool]]) -> None:
        self.ahead = lines + self.ahead
        self.number -= len(lines)


def _header(raw: bytes) -> _Columns | None:
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return None
    delimiter = max(",;\t|", key=text.count)
    try:
        titles = [
            re.sub(r"[_\s]+", " ", t).strip().casefold() for t in next(csv.reader([text], delimiter=delimiter, strict=True), [])
        ]
    except csv.Error:
        return None
    name = next((titles.index(n) for n in _NAME if n in titles), None)
    if name is None:
        return None
    columns = _Columns(delimiter, name, width=len(titles))
    for place, title in enumerate(titles):
        if title in _ALIAS:
            columns.aliases.append(place)
        elif title in _TERRITORY:
            columns.territories.append(place)
        elif title in _TYPE:
            columns.types.append(place)
        elif title in _IDENTIFIERS or title in _SCHEME:
            columns.identifiers.append((place, _SCHEME.get(title, "")))
    return columns


def _from_row(number: int, text: str, columns: _Columns, lines: _Lines) -> Asked:
    """A row of the table. Quoted line breaks are followed for a few lines; quoting that never closes spoils its own line only."""
    taken: list[tuple[bytes, bool]] = []
    whole = text
    while whole.count('"') % 2 and len(taken) < LINES_OF_A_ROW and (line := lines.next()) is not None:
        taken.append(line)
        whole += "\n" + line[0].decode(errors="replace")
    try:
        if whole.count('"') % 2:
            raise csv.Error("a quotation mark is not closed")
        (cells,) = list(csv.reader(io.StringIO(whole, newline=""), delimiter=columns.delimiter, strict=True)) or [[]]
    except (csv.Error, ValueError) as error:
        lines.give_back(taken)
        return Asked(number, clean(text)[:100], refused=f"broken CSV: {error}" if isinstance(error, csv.Error) else "broken CSV")
    cells += [""] * (columns.width - len(cells))
    return _asked(number, cells[columns.name], cells, columns)


def _asked(number: int, text: str, cells: list[str] | None = None, columns: _Columns | None = None) -> Asked:
    """An input with what its row says besides the name; refused where no name can be looked for."""
    name = clean(text)
    if columns and cells and any(cells[p].strip().casefold() in _PERSON for p in columns.types):
        return Asked(number, name, refused="persons are not screened")
    names, territories, identifiers, notes = [name], set(), set(), []
    if columns and cells:
        names += [clean(a) for p in columns.aliases for a in _SEVERAL.split(cells[p]) if a.strip()]
        for written in (t for p in columns.territories for t in _SEVERAL.split(cells[p]) if t.strip()):
            try:
                territories.add(code_of(written))
            except FactError:
                notes.append(f"{written!r} is no territory known here and was left out")
        identifiers = set(_identifiers(cells, columns, territories))
    names = [n for n in names if n]
    refused = _why_not(names[0] if names else "")
    if refused and not identifiers:
        return Asked(number, name[:100], refused=refused)
    return Asked(
        number, name[:LONGEST_NAME], Party(tuple(names), frozenset(territories), frozenset(identifiers)), notes=tuple(notes)
    )


def _identifiers(cells: list[str], columns: _Columns, territories: set[str]) -> Iterator[str]:
    for place, scheme in columns.identifiers:
        for value in (v for v in _SEVERAL.split(cells[place].strip()) if v):
            if not scheme:
                yield value
                continue
            yield f"{scheme}:{value}"
            if scheme == "registration":
                yield from (f"registration-{t.partition('-')[0].lower()}:{value}" for t in sorted(territories))


def _why_not(name: str) -> str:
    """Why no name can be looked for; '' when it can."""
    if not name:
        return "empty"
    if len(name) > LONGEST_NAME:
        return f"{len(name)} signs are no name (at most {LONGEST_NAME})"
    words = [t for t in prepare(name).tokens if t.kind not in (STOP, LEGAL)]
    if not any(c.isalnum() for c in name):
        return "no letters"
    if not any(t.kind >= COMMON for t in words) and len(words) < 3:
        return "generic words only; give the whole name, a territory or an identifier"
    return ""
