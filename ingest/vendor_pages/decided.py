"""Decided proposals: the tables accepted.csv and rejected.csv, and what a row must hold before it can be a fact."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import ontology
from ingest.dates import imprecise
from ingest.territories import code_of
from ingest.vendor_pages.extract import visible
from ingest.vendor_pages.names import Organization, one_of
from ingest.writing import write_whole
from ontology.errors import FactError, FileError, did_you_mean

CLAIM = ("supplier", "buyer", "territory", "technologies", "status", "date", "date_kind")
"""What a proposal claims; these fields can be edited."""
COLUMNS = (
    "id", "vendor", *CLAIM, "title", "url", "sha256", "read_on", "sentence", "start", "end", "decided_by", "decided_on",
)  # fmt: skip
UNNAMED = "unnamed"
_STATUSES = ("offered", "signed", "delivered", "cancelled", "reported")
_DATE_KINDS = ("offered", "announced", "signed", "delivered", "in-use", "reported")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SUBDIVISIONS = ("CN-XJ", "CN-XZ")
Row = dict[str, str]


def checked(row: Mapping[str, str], known: Mapping[str, Organization]) -> Row:
    """The row with its claim in canonical form. FactError, saying what to edit, when the claim cannot be a fact as it stands."""
    found = {name: visible(value) for name, value in row.items()}
    if not found["supplier"]:
        raise FactError(f"no supplier; edit supplier=ID, or supplier={UNNAMED} when the page does not say who")
    for role in ("supplier", "buyer"):
        _check_party(role, found[role], known)
    if not found["territory"]:
        raise FactError("no territory; edit territory=CODE, or reject what has no destination")
    code = code_of(found["territory"])
    found["territory"] = code if code in _SUBDIVISIONS else code.partition("-")[0]
    codes = [part for piece in found["technologies"].split(";") if (part := piece.strip())]
    found["technologies"] = "; ".join(dict.fromkeys(ontology.model().concept("technology", c).code for c in codes))
    one_of(found["status"], _STATUSES, "status of a deal")
    if found["date"]:
        found["date"] = imprecise(found["date"]).text
        found["date_kind"] = one_of(found["date_kind"] or "reported", _DATE_KINDS, "kind of date")
    else:
        found["date_kind"] = ""
    return found


def _check_party(role: str, party: str, known: Mapping[str, Organization]) -> None:
    """A party is an id of organizations.csv, a name with a capital letter or a space, or (a supplier) the word unnamed."""
    if party in known or not party or (role == "supplier" and party == UNNAMED):
        return
    if _ID.fullmatch(party):
        raise FactError(
            f"the {role} {party!r} is not in organizations.csv; write its id, or its name as the page has it."
            f"{did_you_mean(party, known)}"
        )
    if not any(c.isalpha() for c in party):
        raise FactError(f"the {role} {party!r} is no name")


def load(path: Path) -> dict[str, Row]:
    """The rows of one table by id; nothing when there is no file yet. FileError when it is no such table."""
    if not path.exists():
        return {}
    try:
        with path.open(newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file, strict=True)
            rows = list(reader)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise FileError(f"{path} has not the columns {', '.join(COLUMNS)}; restore it from the project's history")
    except (OSError, UnicodeError, csv.Error) as error:
        raise FileError(f"{path} cannot be read as a table ({error}); restore it from the project's history") from None
    for line, row in enumerate(rows, start=2):
        if None in row or None in row.values() or not row["id"]:
            raise FileError(f"{path}, row {line}: the row is cut or has no id; restore it from the project's history")
    return {row["id"]: row for row in rows}


def save(path: Path, rows: Iterable[Row]) -> None:
    """Write the table whole, sorted by id."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(rows, key=lambda row: row["id"]))
    write_whole(path, text.getvalue().encode())


class Ledger:
    """Both tables in one folder. A row stands in one of them; deciding anew moves it."""

    def __init__(self, folder: Path):
        self._paths = {"accepted": folder / "accepted.csv", "rejected": folder / "rejected.csv"}
        self.held = {name: load(path) for name, path in self._paths.items()}

    def decision(self, key: str) -> tuple[str, Row | None]:
        """How that proposal was decided ("accepted", "rejected" or ""), and its row."""
        for name, rows in self.held.items():
            if key in rows:
                return name, rows[key]
        return "", None

    def of_page(self, vendor: str, url: str) -> list[Row]:
        """All rows decided from the page at that address, accepted ones first."""
        return [row for rows in self.held.values() for row in rows.values() if row["vendor"] == vendor and row["url"] == url]

    def record(self, decided: Mapping[str, tuple[str, Row]]) -> None:
        """Write decisions: id -> ("accepted" or "rejected", row). Both tables are read again first, for another review may run.

        The table that gains a row is written before the one that loses it, so that a run that is killed loses no decision.
        """
        self.held = {name: load(path) for name, path in self._paths.items()}
        before = {name: dict(rows) for name, rows in self.held.items()}
        for key, (name, row) in decided.items():
            for rows in self.held.values():
                rows.pop(key, None)
            self.held[name][key] = row
        for name in sorted(self.held, key=lambda n: -len(self.held[n].keys() - before[n].keys())):
            if self.held[name] != before[name]:
                save(self._paths[name], self.held[name].values())
