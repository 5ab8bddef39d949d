"""The small tables that stand beside a reader: spellings, categories, parties that were classed by hand."""

import csv
from functools import cache
from pathlib import Path


@cache
def keyed(folder: Path, name: str) -> dict[str, dict[str, str]]:
    """The rows of the CSV file `name` in a reader's folder, by the value of their first column."""
    with (folder / name).open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        key = (reader.fieldnames or [""])[0]
        return {row[key]: row for row in reader}
