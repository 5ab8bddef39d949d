"""Writes the snapshot of the figures (queries/figures_snapshot.csv) and the page on them (docs/analysis/figures.md).

Run `python docs/figures.py CURATED_HOME FULL_HOME` with a home (KG_HOME) built without a data folder and one built with all data sets; tests fail when the
page or the snapshot is not what this gives.
"""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])  # docs/queries must not hide the package of that name

from graph.stores import Result, Store, open_store
from queries.figures import CURATED, FULL, NOT_APPLICABLE, editions, ledger, measured, snapshot, write_snapshot
from queries.formats import render

PAGE = Path(__file__).parent / "analysis" / "figures.md"
HEAD = """# The published-figure ledger

`kg figures` puts every number that the article behind this graph and its relatives published beside what this graph gives under the same definition.
`kg figures --check` holds what it gives against the committed snapshot and exits with 3 when a figure moved, naming it.

**Formula.** difference = recomputed − published. A figure is recomputed by one column of a canned query that counts (`kg query count-deals` and its like); the query and
its parameters stand with the figure in `ingest/curated/figures.csv`, so none is computed by code of its own, and each can be run by hand.

**What a difference says** depends on what the query counts in:

- *publishers-data*: the very edition of the publisher is held. The difference should be zero. Where it is not, the publisher's text and table disagree, or the definition is
  read otherwise here; the note says which is known.
- *other-edition*: an earlier or later edition, or another publisher's copy. The difference mixes time and method.
- *facts-held*: what this graph holds from any source. The difference is above all one of coverage: the graph counts what somebody read at a named source, the publisher
  what he collected. It is no correction of the published number.

**What it cannot say.** Which of two numbers is right; and nothing about a figure whose data are not held. Lower bounds ("more than") are compared as they were published. A
figure that rests on a data set which the graph at hand does not hold is *not held*, which is not zero.

**Reference.** Method of holding published statistics with definition, edition and observation apart: W3C, The RDF Data Cube Vocabulary (2014).

**Example.** Carnegie's report of 2019 counts 64 countries with face recognition; its table is held, and `kg query count-uses -P dataset=carnegie_aigs -P edition=2019
-P technology=face-recognition` finds 64 territories: difference 0. For smart policing the text says 52 and the table ticks 53: difference 1.
"""


def page(store: Store, committed: dict[str, dict[str, str]]) -> str:
    """The whole page, from a graph with the curated facts and the snapshot."""
    answer = ledger(store)
    records = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    able = [r for r in records if r["outcome"] != NOT_APPLICABLE]
    exact = [r for r in able if committed[FULL].get(r["id"]) == str(r["value"])]
    own = [r for r in able if r["compared_on"] == "publishers-data"]
    parts = [
        HEAD,
        f"\n## What it gives\n\n{len(records)} figures are in the ledger; {len(able)} can be recomputed, of them {len(own)} on the publisher's own edition. With all data sets"
        f"\n{len(exact)} come out as published. *Held with all data* and *with the project alone* are from the snapshot.\n\n",
        render(Result(["figure", "edition", "published", "all data", "difference", "project alone", "counted in", "note"],
                      [_line(r, committed) for r in able]), "md"),
        "\n## What cannot be recomputed, and why\n\n",
        render(Result(["figure", "edition", "published", "why not"],
                      [[r["figure"], r["edition"], r["value"], r["recount_note"]] for r in records if r not in able]), "md"),
    ]  # fmt: skip
    return "".join(parts)


def _line(record: dict, committed: dict[str, dict[str, str]]) -> list:
    full, alone = committed[FULL].get(record["id"]), committed[CURATED].get(record["id"], "not held")
    difference = "" if full is None else f"{float(full) - record['value']:+g}"
    return [
        record["figure"], record["edition"], record["value"], full, difference, alone, record["compared_on"], record["recount_note"]
    ]  # fmt: skip


if __name__ == "__main__":
    states = {}
    for name, home in zip((CURATED, FULL), sys.argv[1:3], strict=True):
        with open_store("embedded", Path(home)) as embedded:
            states[name] = measured(ledger(embedded), editions(embedded))
    write_snapshot(states)
    with open_store("embedded", Path(sys.argv[1])) as embedded:
        PAGE.write_text(page(embedded, snapshot()), encoding="utf-8")
