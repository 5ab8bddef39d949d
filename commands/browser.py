"""Neo4j at home: what a user of Neo4j Browser wants beside the graph."""

from pathlib import Path
from typing import Annotated

import typer

from commands.terminal import say
from ontology.errors import UsageError


def neo4j(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write.")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite what an earlier run wrote.")] = False,
    serve: Annotated[
        bool, typer.Option("--serve", help="Then hand the files to Browser (:play, :style) until stopped with Ctrl-C.")
    ] = False,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port for --serve.")] = 8765,
) -> None:
    """Style, saved queries, guide and server settings for Neo4j Browser, as files in a folder."""
    from ingest.writing import write_whole
    from queries.browser.folder import HOST, files, server

    held = files()
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; kg neo4j writes a folder, so give another name.")
    if not force and (taken := [name for name in sorted(held) if (folder / name).exists()]):
        raise UsageError(f"{folder / taken[0]} exists; add --force to overwrite it.")
    running = server(held, port) if serve else None
    for name, content in held.items():
        write_whole(folder / name, content)
    say(f"Wrote {', '.join(held)} to {folder}.")
    say(
        "In Neo4j Browser: drop kg.grass on the window for the colours, kg-scripts.zip for the queries; docs/neo4j.md says the rest."
    )
    if running is not None:
        address = f"http://{HOST}:{running.server_address[1]}"
        say(f"In Neo4j Browser's editor:  :play {address}/guide.html   or   :style {address}/kg.grass   (Ctrl-C here stops it)")
        with running:
            try:
                running.serve_forever()
            except KeyboardInterrupt:
                say("Stopped.")
