"""Writes docs/article.md: each statement of the article, the command that shows it, and what the graph of the curated facts gives.

Run `python docs/article.py` after `kg build` without a data folder; a test fails when the page is not what this gives. The numbers in it are computed.
"""

import csv
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])  # docs/queries must not hide the package of that name

from graph.stores import Store, open_store
from queries import home
from queries.catalogue import command

DOCS = Path(__file__).parent
HEAD = """# The article, statement by statement

This graph grew out of Will Knight's article "China Is the World's Biggest Face Recognition Dealer" (WIRED, January 2023) about the study "Exporting the surveillance
state via trade in AI" by Beraja, Kao, Yang and Yuchtman. Each of its factual statements stands below in our words, with how it was read, the command that
shows what the graph holds, and what that is: the numbers are computed from the facts that come with the project by `python docs/article.py`, on the day
2026-11-24, and a test recomputes them. With real lists and data sets (`kg build --data`) the same commands give more.

The original page was not readable; the text was read in reprints, which break off before its end.
"""


def answers(store: Store, text: str) -> dict[str, int]:
    """Number of rows of a canned query, and the sum of its column deals where it has one."""
    query, given = command(text)
    if "as_of" in query.parameters:
        given["as_of"] = "2026-11-24"
    result = query.run(store, given)
    found = {"rows": len(result.rows)}
    if "deals" in result.columns:
        found["sum_deals"] = sum(row[result.columns.index("deals")] for row in result.rows)
    return found


def page(store: Store) -> str:
    """The whole page."""
    parts = [HEAD]
    with (DOCS / "article.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            finding = row["finding"].format(**answers(store, row["command"]))
            parts.append(
                f"\n## {row['number']}. {row['statement']}\n\n*How it was read:* {row['how_read']}\n\n`kg query {row['command']}`\n\n{finding}\n"
            )
    return "".join(parts)


if __name__ == "__main__":
    with open_store("embedded", home()) as embedded:
        (DOCS / "article.md").write_text(page(embedded), encoding="utf-8")
