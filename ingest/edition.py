"""One edition of a source while it is read: its files, the records in them, and the account of what became of each record.

`rows read = kept + left out on purpose + rejected` holds by construction: a record is a context manager, and leaving it
counts it once.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from ingest.facts import Facts
from ontology.errors import FactError, FileError, did_you_mean

MAX_LINE = 16 * 2**20
"""Longest line in characters; a longer one is no table."""
MAX_CELL = 2**20
"""Longest cell in characters; a row with a longer one is rejected."""
REJECTED_SHOWN = 50


@dataclass
class Account:
    """What became of the records of one file."""

    read: int = 0
    kept: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    rejected: list[tuple[int, str]] = field(default_factory=list)
    fields: dict[str, bool] = field(default_factory=dict)
    """Every field that occurs, and whether the reader looked at it."""


class LeftOut(Exception):
    """Raised inside a record to leave it out on purpose; the text is the reason."""


class Record(Mapping[str, Any]):
    """One row or element. `with record:` keeps it, leaves it out (LeftOut) or rejects it (FactError)."""

    def __init__(self, values: Mapping[str, Any], line: int, account: Account, facts: Facts):
        self._values = values
        self.line = line
        self._account = account
        self._facts = facts

    def __getitem__(self, name: str) -> Any:
        self._account.fields[name] = True
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def list(self, name: str, separator: str = "; ") -> list[str]:
        """The values of a cell that holds several, trimmed, empty ones dropped."""
        return [part for v in self[name].split(separator.strip()) if (part := v.strip())]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: object) -> bool:
        if error is None:
            try:
                self._facts.commit()
                self._account.kept += 1
                return True
            except FactError as late:
                error = late
        self._facts.drop_staged()
        if isinstance(error, LeftOut):
            self._account.left_out[str(error)] += 1
            return True
        if isinstance(error, FactError):
            self._account.rejected.append((self.line, str(error)))
            return True
        return False


class Edition:
    """An edition of a source: `files` by the role that source.yml gives them, `day` its date, `facts` where the reader puts them."""

    def __init__(self, source: str, name: str, day: str, files: dict[str, Path], facts: Facts, settings: dict[str, Any]):
        self.source = source
        self.name = name
        self.day = day
        self.files = files
        self.facts = facts
        self.settings = settings
        self.accounts: dict[str, Account] = {}

    def path(self, role: str) -> Path:
        """The file with that role; FileError when it is missing, a folder, or empty."""
        path = self.files[role]
        if path.is_dir():
            raise FileError(f"{path} is a folder where a file is expected; put the file there or remove the folder")
        if not path.exists():
            raise FileError(f"{path} is missing; fetch the source again")
        if path.stat().st_size == 0:
            raise FileError(f"{path} is empty; fetch the source again")
        return path

    def account(self, role: str) -> Account:
        return self.accounts.setdefault(self.files[role].name, Account())

    def record(self, role: str, values: Mapping[str, Any], line: int) -> Record:
        """A record that did not come from a table: an XML element, a JSON object. `line` is its line or number."""
        account = self.account(role)
        account.read += 1
        for name in values:
            account.fields.setdefault(name, False)
        return Record(values, line, account, self.facts)

    def table(
        self,
        role: str,
        required: tuple[str, ...] = (),
        *,
        header: tuple[str, ...] | None = None,
        delimiter: str = ",",
        skip_lines: int = 0,
    ) -> Iterator[Record]:
        """The rows of a delimited UTF-8 text file.

        `header` names the columns of a file without a header line. Rows that are cut, too long, not UTF-8 or of the wrong
        width are rejected with their line; a repeated header is left out. Raises FileError when a required column is missing.
        """
        path, account = self.path(role), self.account(role)
        with path.open("rb") as file:
            lines = _Lines(file, path)
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            csv.field_size_limit(MAX_CELL)
            for _ in range(skip_lines):
                next(lines, None)
            names = list(header) if header else [n.strip() for n in _header(reader, path)]
            if any("\udc80" <= c <= "\udcff" for n in names for c in n):
                raise FileError(f"{path} has a header line that is not UTF-8; convert it or fetch the source again")
            missing = [n for n in required if n not in names]
            if missing:
                raise FileError(
                    f"{path} has no column {missing[0]!r}; it has {', '.join(names)}.{did_you_mean(missing[0], names)}"
                )
            account.fields.update({n: account.fields.get(n, False) for n in names if n})
            yield from self._rows(reader, lines, names, account)

    def _rows(self, reader: Any, lines: "_Lines", names: list[str], account: Account) -> Iterator[Record]:
        while True:
            line = lines.number + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                account.read += 1
                account.rejected.append((line, _csv_reason(str(error))))
                continue
            if not cells or cells == ["\x1a"]:
                continue
            account.read += 1
            problem = _row_problem(cells, names)
            if cells == names:
                account.left_out["repeated header"] += 1
            elif problem:
                account.rejected.append((line, problem))
            else:
                yield Record(dict(zip(names, cells, strict=True)), line, account, self.facts)

    def json(self, role: str) -> Any:
        """A whole JSON file; FileError with the line when it is no JSON."""
        path = self.path(role)
        try:
            return json.loads(path.read_bytes())
        except (ValueError, RecursionError) as error:
            raise FileError(f"{path} is no JSON ({error}); fetch the source again") from None


class _Lines:
    """Decoded lines of a file, counted, with a limit on their length. A byte that is not UTF-8 becomes a lone surrogate."""

    def __init__(self, file: io.BufferedReader, path: Path):
        self._file = file
        self._path = path
        self.number = 0
        if file.peek(2)[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise FileError(f"{path} is UTF-16, not UTF-8; convert it or fetch the source again")

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        raw = self._file.readline(MAX_LINE + 1)
        if not raw:
            raise StopIteration
        self.number += 1
        if len(raw) > MAX_LINE:
            raise FileError(
                f"{self._path} line {self.number} is longer than {MAX_LINE >> 20} MiB; this is no table, fetch it again"
            )
        if b"\0" in raw:
            raise FileError(f"{self._path} line {self.number} holds a NUL byte; this is no text table, fetch it again")
        return raw.decode("utf-8-sig" if self.number == 1 else "utf-8", errors="surrogateescape")


def _header(reader: Any, path: Path) -> list[str]:
    try:
        return next(reader)
    except StopIteration:
        raise FileError(f"{path} has no header line; fetch the source again") from None
    except csv.Error as error:
        raise FileError(f"{path} line 1: {_csv_reason(str(error))}") from None


def _csv_reason(error: str) -> str:
    if "unexpected end of data" in error:
        return "the file ends inside a quoted cell; it looks cut off, fetch it again"
    if "field larger" in error:
        return f"a cell is longer than {MAX_CELL >> 20} MiB"
    return f"the row is no CSV: {error}"


def _row_problem(cells: list[str], names: list[str]) -> str | None:
    if len(cells) != len(names):
        return f"the row has {len(cells)} cells where the header has {len(names)}; the line may be cut off"
    for name, cell in zip(names, cells, strict=True):
        if any("\udc80" <= c <= "\udcff" for c in cell):
            return f"column {name!r} is not UTF-8"
    return None
