"""Writes the data dictionary and the example row of each curated table into docs/curation.md, from ingest/curated/datapackage.json.

Run `python docs/curated_dictionary.py` after a change of the data package or of a row that serves as an example; a test fails when
the page is not what this gives. What it writes stands between `<!-- table: NAME -->` and `<!-- /table -->`.
"""

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).parents[1])  # docs/queries must not hide the package of that name

from docs.marks import renewed

PAGE = Path(__file__).parent / "curation.md"
CURATED = Path(__file__).parents[1] / "ingest" / "curated"
SHOWN = 6
"""Most codes that a cell of the page lists; more stand in docs/model.md."""


def package() -> dict[str, Any]:
    """The data package of the curated tables."""
    return json.loads((CURATED / "datapackage.json").read_text(encoding="utf-8"))


def example(resource: dict[str, Any]) -> dict[str, str]:
    """The row of the real table that shows how a row is filled. KeyError when it is not there."""
    key = resource["schema"]["primaryKey"]
    columns, values = (key, resource["example"]) if isinstance(key, list) else ([key], [resource["example"]])
    with (CURATED / resource["path"]).open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if [row[column] for column in columns] == values:
                return row
    raise KeyError(f"{resource['path']} has no row {resource['example']!r}; name another example in datapackage.json")


def as_csv(row: dict[str, str]) -> str:
    """Header and row as they stand in the file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([row.keys(), row.values()])
    return text.getvalue()


def takes(field: dict[str, Any]) -> str:
    """What a cell of the column may hold, in words."""
    several = "separator" in field
    if "refersTo" in field:
        kind = f"{'ids' if several else 'id'} of `{field['refersTo']}.csv`"
        return f"{kind}, or `{field['orWord']}`" if "orWord" in field else kind
    if 0 < len(allowed := field.get("constraints", {}).get("enum", [])) <= SHOWN:
        return ", ".join(f"`{value}`" for value in allowed)
    if "vocabulary" in field:
        return f"codes of `{field['vocabulary']}`"
    if field.get("imprecise"):
        return "date or interval"
    if field.get("territory"):
        return "territory code"
    words = {"date": "day", "boolean": "`yes`, `no`", "number": "number", "string": "text"}[field["type"]]
    return "several texts" if several else words


def dictionary(resource: dict[str, Any]) -> str:
    """The columns of a table: name, whether it must be filled, what it takes, what it means."""
    lines = ["| column | must | takes | meaning |\n", "| --- | --- | --- | --- |\n"]
    for field in resource["schema"]["fields"]:
        must = "yes" if field.get("constraints", {}).get("required") else ""
        cells = (f"`{field['name']}`", must, takes(field), field["description"])
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n")
    return "".join(lines)


def block(resource: dict[str, Any]) -> str:
    """What stands in the page between the marks of a table."""
    return f"\n{dictionary(resource)}\nA filled row, to copy:\n\n```csv\n{as_csv(example(resource))}```\n\n"


def filled(page: str) -> str:
    """The page with the block of each table renewed; ValueError when a table has no marks or marks name no table."""
    return renewed(page, {f"table: {resource['name']}": block(resource) for resource in package()["resources"]})


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
