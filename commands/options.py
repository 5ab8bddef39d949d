"""Options that several commands have, with one name and one help text each."""

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path | None,
    typer.Option(
        "--data", envvar="KG_DATA", help="Folder with the data files, one folder per source; what kg fetch got when left out."
    ),
]
Engine = Annotated[str, typer.Option("--engine", help="embedded or neo4j (NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD).")]
Format = Annotated[
    str | None, typer.Option("--format", help="table, json, jsonl, csv, tsv or md; a table on a terminal, else JSON.")
]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Leave out what cannot have come about by this day (ISO).")]
Since = Annotated[str | None, typer.Option("--since", help="Only what can have been on or after this day (ISO).")]
Technology = Annotated[str | None, typer.Option("--technology", help="Of this technology or a narrower one.")]
Evidence = Annotated[str | None, typer.Option("--evidence", help="Weakest grade of evidence that counts (kg ref evidence).")]
Plot = Annotated[Path | None, typer.Option("--plot", help="Draw it too, into this .svg or .png file.")]
Licence = Annotated[str, typer.Option("--licence", help="open: only what a source with an open licence says; else all.")]
View = Annotated[str, typer.Option("--view", help="chain, supply, deals or ownership.")]
Cite = Annotated[bool, typer.Option("--cite", help="Number the sources under the answer.")]
