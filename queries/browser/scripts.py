"""Saved scripts of Neo4j Browser: the canned queries, which answer with rows, and the pictures, which answer with a graph."""

import io
import zipfile
from functools import cache
from pathlib import Path

from queries.catalogue import Query, catalogue, parse

PICTURES = Path(__file__).parent / "pictures"
FOLDERS = {"kg tables": catalogue, "kg pictures": lambda: pictures()}
"""Name of the folder that Browser shows -> its queries by name."""
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of the files in the archive, so that the same scripts give the same bytes."""


@cache
def pictures() -> dict[str, Query]:
    """The questions to look at, by name; their statements return paths."""
    return {p.stem: parse(p.stem, p.read_text(encoding="utf-8")) for p in sorted(PICTURES.glob("*.cypher"))}


def scripts() -> dict[str, str]:
    """Path in the archive -> text. Browser takes the first line as a script's title and the folder as the folder's name."""
    return {f"{folder}/{name}.cypher": query.for_browser() for folder, held in FOLDERS.items() for name, query in held().items()}


def archive() -> bytes:
    """The zip file to drop on Browser's window."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as held:
        for path, text in scripts().items():
            held.writestr(zipfile.ZipInfo(path, EPOCH), text, zipfile.ZIP_DEFLATED)
    return written.getvalue()
