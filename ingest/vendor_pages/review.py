"""`kg review`: each proposal of a saved page beside its passage; a person accepts, edits, rejects or skips it.

Decisions come from the keyboard or from a table. They are rows with who and when in accepted.csv and rejected.csv, and can be
changed by running again with `again`; without it, what was decided is not proposed again.
"""

import csv
import getpass
import io
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TextIO

from ingest.dates import imprecise
from ingest.vendor_pages.decided import CLAIM, Ledger, Row, checked
from ingest.vendor_pages.extract import Page, read_page, visible
from ingest.vendor_pages.names import HERE, Lexicon, Organization, organizations
from ingest.vendor_pages.propose import Proposal, propose
from ontology.errors import FactError, FileError, UsageError, did_you_mean

QUESTION = "accept (a), edit (e field=value), reject (r), skip (s), quit (q): "
OUTCOMES = {"a": "accepted", "accept": "accepted", "e": "accepted", "edit": "accepted", "r": "rejected", "reject": "rejected",
            "s": "skipped", "skip": "skipped"}  # fmt: skip
RESULT_COLUMNS = ["id", "decision", *CLAIM, "sentence", "start", "end"]
_URL = re.compile(r"https?://[^\s/]+\S*")
_FIELD = re.compile(r"\s*(\w+)\s*=(.*)", re.DOTALL)
MAX_DECISIONS = 2**20


@dataclass
class Item:
    """A proposal under review: the row to write, how it was decided before, and whether the rules still propose it."""

    row: Row
    before: str
    held: Row | None
    proposed: bool = True


@dataclass
class Summary:
    """What a review did. `rows` are all proposals shown, with their decision; `refused` sentences about decisions not taken."""

    rows: list[list[str]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    hidden: int = 0
    """Proposals not shown because they were decided before."""
    refused: list[str] = field(default_factory=list)

    def sentence(self) -> str:
        """One line for the person."""
        told = ", ".join(f"{self.counts[name]} {name}" for name in ("accepted", "rejected", "skipped", "unchanged", "open"))
        before = f"; {self.hidden} decided before are not shown (--again shows them)" if self.hidden else ""
        return f"{sum(self.counts.values())} proposals: {told}{before}."


@dataclass
class _Review:
    """All that one run needs."""

    page: Page
    items: list[Item]
    ledger: Ledger
    known: dict[str, Organization]
    tell: Callable[[str], None]
    who: str
    today: str
    summary: Summary


def review(
    path: Path,
    vendor: str,
    url: str,
    read_on: str,
    decisions: Path | None = None,
    *,
    again: bool = False,
    ask: Callable[[str], str] = input,
    tell: Callable[[str], None] = print,
    stdin: TextIO | None = None,
    folder: Path = HERE,
    known: dict[str, Organization] | None = None,
    who: str = "",
    today: str = "",
) -> Summary:
    """Review the page in `path`. `decisions` is a table (`-`: from `stdin`); without it `ask` is called for each proposal.

    Accepted and rejected rows are written to `folder`: one by one from the keyboard, at once from a table. Raises UsageError
    for a wrong vendor, address or day, FileError for a page or table that cannot be read.
    """
    known = known or organizations()
    day = today or date.today().isoformat()
    _check_call(vendor, url, read_on, day, known)
    given = None if decisions is None else read_decisions(decisions, stdin)
    page = read_page(path)
    ledger = Ledger(folder)
    items, hidden = _items(page, vendor, url, read_on, propose(page, vendor, url, Lexicon(known)), ledger, again)
    run = _Review(page, items, ledger, known, tell, who or _user(), day, Summary(hidden=hidden))
    if given is None:
        _by_keyboard(run, ask)
    else:
        _by_table(run, given)
    return run.summary


def _check_call(vendor: str, url: str, read_on: str, today: str, known: dict[str, Organization]) -> None:
    if vendor not in known:
        raise UsageError(f"{vendor!r} is not in organizations.csv; add the vendor there first.{did_you_mean(vendor, known)}")
    if not _URL.fullmatch(url):
        raise UsageError(f"{url!r} is no address of a page; give the one it was saved from, as https://...")
    try:
        day = imprecise(read_on)
    except FactError:
        day = None
    if day is None or len(day.text) != 10 or day.text > today:
        raise UsageError(f"{read_on!r} is no day on which the page can have been read; write it as 2026-11-24")


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


def _row(p: Proposal, page: Page, url: str, read_on: str) -> Row:
    return {
        "id": p.id, "vendor": p.vendor, "supplier": p.supplier, "buyer": p.buyer, "territory": p.territory,
        "technologies": "; ".join(p.technologies), "status": p.status, "date": p.date, "date_kind": p.date_kind,
        "title": page.title, "url": url, "sha256": page.sha256, "read_on": read_on,
        "sentence": str(p.sentence), "start": str(p.start), "end": str(p.end), "decided_by": "", "decided_on": "",
    }  # fmt: skip


def _items(
    page: Page, vendor: str, url: str, read_on: str, proposals: list[Proposal], ledger: Ledger, again: bool
) -> tuple[list[Item], int]:
    """What to show, and how many are not shown. Of a decided proposal the claim as decided is shown, edits included."""
    items = []
    for proposal in proposals:
        row = _row(proposal, page, url, read_on)
        before, held = ledger.decision(proposal.id)
        items.append(Item(row | ({name: held[name] for name in CLAIM} if held else {}), before, held))
    ids = {item.row["id"] for item in items}
    for held in ledger.of_page(vendor, url):
        if held["id"] not in ids:
            items.append(Item(dict(held), ledger.decision(held["id"])[0], held, proposed=False))
    shown = [item for item in items if again or not item.before]
    return shown, len(items) - len(shown)


def passage(page: Page, row: Row) -> list[str]:
    """The sentence of a row, marked, between the one before and the one after; a sentence about it when the page has changed."""
    if row["sha256"] != page.sha256:
        return ["  (decided from an earlier copy of this page; its place there is not the place here)"]
    place = int(row["sentence"]) - 1
    around = [
        (">" if at == place else " ", page.sentences[at].text)
        for at in (place - 1, place, place + 1)
        if 0 <= at < len(page.sentences)
    ]
    return [f"{mark} {text}" for mark, text in around]


def shown(run_known: dict[str, Organization], page: Page, item: Item, number: str) -> str:
    """A proposal beside its passage, as text."""
    row = item.row
    lines = [f"{number} {row['id']}: sentence {row['sentence']}, characters {row['start']} to {row['end']}"]
    if item.held:
        lines.append(f"  {item.before} by {item.held['decided_by']} on {item.held['decided_on']}")
    if not item.proposed:
        lines.append("  the rules do not propose this from the page as it is now")
    lines += passage(page, row)
    for name in CLAIM:
        value = row[name]
        known = f" ({run_known[value].name})" if name in ("supplier", "buyer") and value in run_known else ""
        lines.append(f"    {name:<13}{value}{known}")
    return "\n".join(lines)


def edited(row: Row, edits: str) -> Row:
    """The row after edits such as `buyer=Lima Police; technologies=alpr; drones`. FactError for a field that cannot be edited.

    >>> edited({"date": "", "technologies": "alpr"}, "technologies=alpr; drones; date=2019")
    {'date': '2019', 'technologies': 'alpr; drones'}
    """
    found: dict[str, str] = {}
    name = ""
    for part in edits.split(";"):
        match = _FIELD.fullmatch(part)
        if match and match[1] in CLAIM:
            name = match[1]
            found[name] = visible(match[2])
        elif name and not match:
            found[name] += f"; {visible(part)}" if part.strip() else ""
        else:
            wrong = match[1] if match else part.strip()
            raise FactError(
                f"{wrong!r} is no field to edit; write field=value with {', '.join(CLAIM)}.{did_you_mean(wrong, CLAIM)}"
            )
    return row | found


def _signed(run: _Review, row: Row) -> Row:
    return row | {"decided_by": run.who, "decided_on": run.today}


def _decide(run: _Review, item: Item, outcome: str) -> tuple[str, Row] | None:
    """The decision to write, or None when nothing is to be written. FactError when the claim cannot be accepted as it stands."""
    row = checked(item.row, run.known) if outcome == "accepted" else item.row
    if outcome == item.before and item.held is not None and all(row[name] == item.held[name] for name in CLAIM):
        _tally(run, item, "unchanged")
        return None
    item.row = row
    _tally(run, item, outcome)
    return (outcome, _signed(run, row)) if outcome in ("accepted", "rejected") else None


def _tally(run: _Review, item: Item, outcome: str) -> None:
    run.summary.counts[outcome] += 1
    told = item.before if outcome == "unchanged" else outcome
    run.summary.rows.append([item.row["id"], told, *(item.row[name] for name in (*CLAIM, "sentence", "start", "end"))])


def _by_keyboard(run: _Review, ask: Callable[[str], str]) -> None:
    open_from = len(run.items)
    for at, item in enumerate(run.items):
        run.tell(shown(run.known, run.page, item, f"[{at + 1}/{len(run.items)}]"))
        if not _asked(run, item, ask):
            open_from = at
            break
    for item in run.items[open_from:]:
        _tally(run, item, "open")


def _asked(run: _Review, item: Item, ask: Callable[[str], str]) -> bool:
    """Ask until the proposal is decided; False to quit."""
    while True:
        try:
            key, _, rest = ask(QUESTION).strip().partition(" ")
        except EOFError:
            return False
        key = key.casefold()
        try:
            if key in ("q", "quit"):
                return False
            if key in ("e", "edit"):
                item.row = edited(item.row, rest)
                run.tell("\n".join(f"    {name:<13}{item.row[name]}" for name in CLAIM))
            elif key in OUTCOMES:
                if decided := _decide(run, item, OUTCOMES[key]):
                    run.ledger.record({item.row["id"]: decided})
                return True
            else:
                run.tell("Answer a, e, r, s or q; to edit write for example: e territory=KE; date=2019-03")
        except FactError as error:
            run.tell(f"This cannot be taken: {error}.")


def read_decisions(path: Path, stdin: TextIO | None = None) -> list[tuple[int, Row]]:
    """The rows of a table of decisions (proposal, decision, edits) with their lines. FileError when it is none."""
    name = "the decisions on stdin" if str(path) == "-" else str(path)
    try:
        if str(path) == "-":
            text = stdin.read(MAX_DECISIONS + 1) if stdin else ""
        else:
            with path.open(encoding="utf-8-sig", newline="") as file:
                text = file.read(MAX_DECISIONS + 1)
    except (OSError, UnicodeError) as error:
        raise FileError(f"{name} cannot be read ({error}); give a UTF-8 CSV file") from None
    if len(text) > MAX_DECISIONS or "\0" in text:
        raise FileError(f"{name}: this is no table of decisions; give a CSV file with the columns proposal, decision, edits")
    try:
        rows = csv.DictReader(io.StringIO(text), strict=True)
        found = [(rows.line_num, row) for row in rows]
    except csv.Error as error:
        raise FileError(f"{name} is no CSV ({error}); correct it and run again") from None
    if text.strip() and not {"proposal", "decision"} <= set(rows.fieldnames or ()):
        raise FileError(f"{name} needs the columns proposal, decision, edits; it has {', '.join(rows.fieldnames or ())}")
    return [(line, {k: (row.get(k) or "").strip() for k in ("proposal", "decision", "edits")}) for line, row in found]


def _by_table(run: _Review, given: list[tuple[int, Row]]) -> None:
    """Take the decisions of a table; one that cannot be taken is refused with its line, and the others still count."""
    for at, item in enumerate(run.items):
        run.tell(shown(run.known, run.page, item, f"[{at + 1}/{len(run.items)}]"))
    items = {item.row["id"]: item for item in run.items}
    taken: dict[str, tuple[str, Row]] = {}
    done: set[str] = set()
    for line, row in given:
        try:
            decided = _from_table(run, row, items, done)
        except FactError as error:
            run.summary.refused.append(f"line {line}: {error}")
            continue
        if decided:
            taken[row["proposal"]] = decided
    if taken:
        run.ledger.record(taken)
    for key, item in items.items():
        if key not in done:
            _tally(run, item, "open")


def _from_table(run: _Review, row: Row, items: dict[str, Item], done: set[str]) -> tuple[str, Row] | None:
    key, word = row["proposal"], row["decision"].casefold()
    if word not in OUTCOMES:
        raise FactError(f"{row['decision']!r} is no decision; write accept, edit, reject or skip")
    if key in done:
        raise FactError(f"{key} is decided twice in this table; the first decision was kept")
    if key not in items:
        before, held = run.ledger.decision(key)
        meant = edited(held, row["edits"]) if held and row["edits"] else held
        if held and before == OUTCOMES[word] and meant == held:
            run.summary.counts["unchanged"] += 1
            return None
        if held:
            raise FactError(f"{key} was {before} by {held['decided_by']} on {held['decided_on']}; add --again to change it")
        raise FactError(f"the page gives no proposal {key!r}.{did_you_mean(key, items)}")
    item = items[key]
    kept = item.row
    if row["edits"]:
        item.row = edited(item.row, row["edits"])
    try:
        decided = _decide(run, item, OUTCOMES[word])
    except FactError:
        item.row = kept
        raise
    done.add(key)
    return decided
