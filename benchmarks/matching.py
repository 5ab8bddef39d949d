"""How well and how fast names are matched, beside nomenklatura's logic-v1: `python -m benchmarks.matching [DATA] [--write]`.

Both matchers score the pairs of tests/ingest/labelled_pairs, with the same names and territories and nothing else. With `--write` the figures go into
`results.csv` there, which the tests compare, and into docs/matching.md. nomenklatura is no dependency of the project: name an interpreter that has it
in KG_NOMENKLATURA_PYTHON; without one its committed rows stay. With KG_HOME set to a built home both also look names up among all listed ones.

What the figures are: a pair counts as *said to be the same* when its score reaches the threshold. precision = right / said the same, recall = right / all that
are the same, F1 = their harmonic mean. A class holds pairs of one label, so it has only a share that was answered right: recall where
the pairs are the same, the share kept apart where they are not. A family puts classes of both labels side by side.
"""

import csv
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.ingest.labelled_pairs.resolve import is_reference, resolve

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "tests/ingest/labelled_pairs"
RESULTS = FOLDER / "results.csv"
PAGE = ROOT / "docs/matching.md"
MARKS = "<!-- {} written by benchmarks/matching.py -->\n", "<!-- end of {} -->\n"
RECOMMENDED = 0.7
"""The threshold that nomenklatura's documentation recommends for logic-v1."""
FAMILIES = {
    "spelling": ("exact variant", "typo", "transliteration", "near name"),
    "scripts": ("script", "other company in another script"),
    "words": ("word order", "translation", "short brand name", "abbreviation", "generic words", "same brand other business", "numbered institutes"),
    "groups of companies": ("renamed", "successor that is another legal person", "parent against subsidiary", "sibling subsidiaries"),
    "territory": ("exact variant", "same name other territory"),
}  # fmt: skip
COLUMNS = ("matcher", "version", "threshold", "part", "row", "pairs", "same", "said_same", "right", "precision", "recall", "f1")


@dataclass(frozen=True)
class Pair:
    """One labelled pair, with the names that its sides stand for."""

    left: str
    right: str
    left_territory: str
    right_territory: str
    same: bool
    kind: str
    split: str
    literal: bool


@dataclass(frozen=True)
class Count:
    """How many pairs, how many of them are the same, how many were said to be, and how many of those rightly.

    >>> c = Count(pairs=10, same=4, said=5, hits=3)
    >>> c.precision, c.recall, round(c.f1, 3), c.right
    (0.6, 0.75, 0.667, 7)
    """

    pairs: int
    same: int
    said: int
    hits: int

    @property
    def precision(self) -> float:
        return self.hits / self.said if self.said else 0.0

    @property
    def recall(self) -> float:
        return self.hits / self.same if self.same else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.hits / (self.said + self.same) if self.said + self.same else 0.0

    @property
    def right(self) -> int:
        """Pairs answered as their label says."""
        return self.hits + self.pairs - self.same - (self.said - self.hits)


def read_pairs(data: Path | None) -> list[Pair]:
    """The labelled pairs; only the literal ones where there is no data folder."""
    pairs = []
    with (FOLDER / "pairs.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            literal = not (is_reference(row["left"]) or is_reference(row["right"]))
            if not literal and data is None:
                continue
            left, right = (row[s] if literal or data is None else resolve(row[s], data) for s in ("left", "right"))
            territories = row["left_territory"], row["right_territory"]
            pairs.append(Pair(left, right, *territories, row["label"] == "same", row["class"], row["split"], literal))
    return pairs


def our_scores(pairs: Iterable[Pair]) -> list[float]:
    """What `ingest.matching` says of each pair."""
    from ingest.matching import Party, score

    def party(name: str, territory: str) -> Party:
        return Party((name,), frozenset({territory} - {""}))

    return [score(party(p.left, p.left_territory), party(p.right, p.right_territory)).score for p in pairs]


def nomenklatura_python() -> str:
    """The interpreter that has nomenklatura: this one, or the one named in KG_NOMENKLATURA_PYTHON; empty for none."""
    return sys.executable if find_spec("nomenklatura") else os.environ.get("KG_NOMENKLATURA_PYTHON", "")


def logic_v1(python: str, mode: str, given: object) -> dict[str, Any]:
    """What benchmarks/logic_v1.py answers."""
    script = str(Path(__file__).with_name("logic_v1.py"))
    done = subprocess.run([python, script, mode], input=json.dumps(given), check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def logic_v1_scores(python: str, pairs: Iterable[Pair]) -> dict[str, Any]:
    """`scores` of the pairs, `seconds` and nomenklatura's `version`."""
    return logic_v1(python, "pairs", [[p.left, p.right, p.left_territory, p.right_territory] for p in pairs])


def count(pairs: list[Pair], scores: list[float], threshold: float, wanted: Callable[[Pair], bool] = lambda p: True) -> Count:
    """Count the wanted pairs.

    >>> ab = Pair("A", "B", "", "", True, "typo", "dev", True)
    >>> count([ab, ab], [0.9, 0.2], 0.7)
    Count(pairs=2, same=2, said=1, hits=1)
    """
    rows = [(p.same, s >= threshold) for p, s in zip(pairs, scores, strict=True) if wanted(p)]
    return Count(
        len(rows), sum(same for same, _ in rows), sum(said for _, said in rows), sum(same and said for same, said in rows)
    )


def best_threshold(pairs: list[Pair], scores: list[float]) -> float:
    """The threshold, in hundredths, with the best F1 on the dev half; the lowest of equal ones."""
    tries = [n / 100 for n in range(30, 101)]
    return max(tries, key=lambda t: (count(pairs, scores, t, lambda p: p.split == "dev").f1, -t))


def rows_of(matcher: str, version: str, threshold: float, pairs: list[Pair], scores: list[float]) -> list[dict[str, str]]:
    """One row for all pairs, each half, each family and each class; once for the literal pairs and, where they are there, for all."""
    rows = []
    parts = {"literal": lambda p: p.literal} | ({} if all(p.literal for p in pairs) else {"all": lambda p: True})
    for part, in_part in parts.items():
        wanted: dict[str, Callable[[Pair], bool]] = {"every pair": lambda p: True}
        wanted |= {half: lambda p, half=half: p.split == half for half in ("dev", "test")}
        wanted |= {f"family {name}": lambda p, kinds=kinds: p.kind in kinds for name, kinds in FAMILIES.items()}
        kinds = sorted({(not p.same, p.kind) for p in pairs if in_part(p)})
        wanted |= {kind: lambda p, kind=kind: p.kind == kind for _, kind in kinds}
        for row, of_row in wanted.items():
            c = count(pairs, scores, threshold, lambda p, a=in_part, b=of_row: a(p) and b(p))
            mixed = 0 < c.same < c.pairs
            ratios = [f"{value:.3f}" if mixed else "" for value in (c.precision, c.recall, c.f1)]
            numbers = (matcher, version, f"{threshold:g}", part, row, c.pairs, c.same, c.said, c.right, *ratios)
            rows.append(dict(zip(COLUMNS, map(str, numbers), strict=True)))
    return rows


def our_rows(pairs: list[Pair]) -> list[dict[str, str]]:
    """The rows of our matcher, at the threshold from which the project shows a pair."""
    from ingest.matching import THRESHOLD

    return rows_of("kg", "", THRESHOLD, pairs, our_scores(pairs))


def logic_v1_rows(python: str, pairs: list[Pair]) -> list[dict[str, str]]:
    """The rows of logic-v1: at the recommended threshold, and at the one that is best on the dev half."""
    found = logic_v1_scores(python, pairs)
    scores, version = found["scores"], found["version"]
    best = best_threshold(pairs, scores)
    return rows_of("logic-v1", version, RECOMMENDED, pairs, scores) + rows_of("logic-v1 best", version, best, pairs, scores)


def committed() -> list[dict[str, str]]:
    """The rows of results.csv."""
    if not RESULTS.exists():
        return []
    with RESULTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(rows: list[dict[str, str]]) -> str:
    """The rows as a Markdown table, the matchers side by side.

    Where a row has pairs of both labels: precision / recall / F1. Else the share answered right.
    """
    matchers = dict.fromkeys((r["matcher"], r["threshold"]) for r in rows)
    names = dict.fromkeys(r["row"] for r in rows if r["part"] == "all")
    by_key = {(r["matcher"], r["row"]): r for r in rows if r["part"] == "all"}

    def cell(row: dict[str, str] | None) -> str:
        if row is None:
            return ""
        if row["f1"]:
            return f"{row['precision']} / {row['recall']} / {row['f1']}"
        return f"{int(row['right']) / int(row['pairs']):.3f}"

    heads = [f"{matcher}, from {threshold} on" for matcher, threshold in matchers]
    lines = ["| pairs | number | label | " + " | ".join(heads) + " |", "| --- | --: | --- |" + " --- |" * len(heads)]
    for name in names:
        row = next(r for r in rows if r["row"] == name and r["part"] == "all")
        label = {"0": "not the same", row["pairs"]: "same"}.get(row["same"], "both")
        cells = [cell(by_key.get((matcher, name))) for matcher, _ in matchers]
        lines.append(f"| {name} | {row['pairs']} | {label} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def put(text: str, name: str, content: str) -> str:
    """The page with `content` between the marks of that name.

    >>> print(put("A\\n" + MARKS[0].format("x") + "old\\n" + MARKS[1].format("x") + "B", "x", "new\\n"))
    A
    <!-- x written by benchmarks/matching.py -->
    <BLANKLINE>
    new
    <BLANKLINE>
    <!-- end of x -->
    B
    """
    begin, end = (mark.format(name) for mark in MARKS)
    return f"{text.split(begin)[0]}{begin}\n{content}\n{end}{text.split(end)[1]}"


def write(rows: list[dict[str, str]], speed: str) -> None:
    """Put the rows into results.csv, and the tables into the page; that of the speed only where it was measured."""
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    text = put(PAGE.read_text("utf-8"), "results", table(rows))
    PAGE.write_text(put(text, "speed", speed) if speed else text, "utf-8")


def measure(pairs: list[Pair], python: str) -> list[dict[str, str]]:
    """Rows of both matchers; of one that is not to be had, those that are committed."""
    old = committed()
    rows = our_rows(pairs) if find_spec("ingest.matching") else [r for r in old if r["matcher"] == "kg"]
    return rows + (logic_v1_rows(python, pairs) if python else [r for r in old if r["matcher"].startswith("logic-v1")])


def real_names(data: Path, number: int, seed: int = 5) -> list[str]:
    """Names of organizations out of the public files, listed or not: agencies, vendors, chip makers, companies on sanctions lists."""
    columns = {"flock-nc/agency20240426.csv": "name", "eto-chip-supply-chain/providers.csv": "provider_name", "us-dod-1260h/sanctions.csv": "Name",
               "eu-journal-sanctions/32014R0833.csv": "name", "opensanctions-simple-csv/ua_war_sanctions.targets.simple.csv": "name",
               "us-csl/consolidated_2022.csv": "name"}  # fmt: skip
    names: set[str] = set()
    for path, column in columns.items():
        with (data / path).open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if row.get("type", row.get("schema")) not in ("Individual", "Person", "Vessel", "Aircraft", "Airplane"):
                    names.add(row[column].strip())
    return random.Random(seed).sample(sorted(names - {""}), number)


def compare_speed(data: Path, home: Path, python: str, ours: int = 10_000, theirs: int = 2_000) -> str:
    """Look real names up among all listed ones with both; names by second and core as a Markdown table. Loading and building count for neither."""
    from ingest.matching import THRESHOLD, Party
    from ingest.screening.search import Index

    names = real_names(data, ours)
    index = Index(home / "rdf")
    begin = time.process_time()
    found = [bool(index.find(Party((name,)), THRESHOLD, 10)) for name in names]
    speed = ours / (time.process_time() - begin)
    lines = ["| way | names per second and core | inputs with a finding | kg is faster by |", "| --- | --: | --: | --: |"]
    lines.append(f"| kg | {speed:,.0f} | {sum(found) / ours:.1%} | |")
    if python:
        rows = index.db.execute("SELECT names, about FROM entities")
        listed = [[list(json.loads(own)), json.loads(about)["territories"]] for own, about in rows]
        answer = logic_v1(python, "lists", {"listed": listed, "inputs": [[name, ""] for name in names[:theirs]]})
        indexed, whole = theirs / (answer["asked"] + answer["scored"]), 1 / answer["exhaustive"]
        way = f"logic-v1 on the {answer['candidates'] / theirs:.0f} candidates a name of nomenklatura's own index"
        lines.append(f"| {way} | {indexed:,.0f} | {answer['found'] / theirs:.1%} | {speed / indexed:,.0f} times |")
        lines.append(f"| logic-v1 on each of the {len(listed):,} listed | {whole:,.2f} | | {speed / whole:,.0f} times |")
    return "\n".join(lines) + "\n"


def compare_comparisons(pairs: list[Pair], python: str) -> str:
    """Comparisons of two names by second and core, as a Markdown table; the names were not seen before."""
    our_scores([Pair("A", "B", "", "", True, "", "", True)])  # what is loaded at the first call does not count
    begin = time.process_time()
    our_scores(pairs)
    ours = len(pairs) / (time.process_time() - begin)
    lines = ["| matcher | comparisons per second and core |", "| --- | --: |", f"| kg | {ours:,.0f} |"]
    if python:
        lines.append(f"| logic-v1 | {len(pairs) / logic_v1_scores(python, pairs)['seconds']:,.0f} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    given = [a for a in sys.argv[1:] if a != "--write"]
    data = Path(given[0]) if given else ROOT.parent / "shared/data"
    if not data.is_dir():
        sys.exit(f"{data} is no folder: name the folder of the public files, as in `python -m benchmarks.matching DATA`")
    python, home, speed = nomenklatura_python(), os.environ.get("KG_HOME"), ""
    pairs = read_pairs(data)
    if find_spec("ingest.matching"):
        speed = compare_comparisons(pairs, python) + ("\n" + compare_speed(data, Path(home), python) if home else "")
    rows = measure(pairs, python)
    print(table(rows) + "\n" + speed)
    if "--write" in sys.argv:
        write(rows, speed if home and python else "")


if __name__ == "__main__":
    main()
