"""A graph put into a Neo4j whose server is stopped, by the server's own `neo4j-admin database import full`: the way for large graphs.

The CSV files of `kg export csv` are what it reads. Constraint and indexes cannot be made without a server: the first `kg load` after the start makes them, and
finds nothing else to change. With `force` neo4j-admin removes the old database before it reads, so a machine that fails in the middle leaves none.
"""

import os
import re
import subprocess
import tempfile
from pathlib import Path

from graph.exports import Content, export
from graph.exports.neo4j_csv import ARGUMENTS
from ontology.errors import StoreError, UsageError

DATABASE = "neo4j"


def admin_of(neo4j_home: Path) -> Path:
    """The neo4j-admin program of an installation. UsageError when there is none."""
    admin = neo4j_home / "bin" / ("neo4j-admin.bat" if os.name == "nt" else "neo4j-admin")
    if not admin.is_file():
        raise UsageError(
            f"{neo4j_home} has no bin/neo4j-admin; give the folder where Neo4j is installed with --neo4j-home or NEO4J_HOME."
        )
    return admin.resolve()


def import_offline(content: Content, neo4j_home: Path, work: Path, *, force: bool = False) -> dict[str, int]:
    """Replace the database `neo4j` of the installation by the graph; returns how many nodes and relationships the importer says that it read.

    The files are written below `work` and removed. StoreError when the database holds data and not `force`, when a server uses it, or the import fails.
    """
    admin = admin_of(neo4j_home)
    with tempfile.TemporaryDirectory(prefix="neo4j-import-", dir=work) as place:
        folder = Path(place) / "csv"
        export(content, "csv", folder)
        command = [
            str(admin),
            "database",
            "import",
            "full",
            DATABASE,
            f"--overwrite-destination={str(force).lower()}",
            f"@{ARGUMENTS}",
        ]
        done = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, "NEO4J_HOME": str(neo4j_home.resolve())},
            capture_output=True,
            text=True,
            errors="replace",
        )
    said = f"{done.stdout}\n{done.stderr}"
    if done.returncode:
        raise StoreError(_reason(said, neo4j_home))
    found = {what: int(amount) for amount, what in re.findall(r"^\s*(\d+) (nodes|relationships)$", said, re.MULTILINE)}
    wanted = {"nodes": len(content.graph.nodes), "relationships": len(content.graph.relationships)}
    if found != wanted:
        raise StoreError(f"neo4j-admin says that it imported {found}, where the graph has {wanted}; run it again with --force")
    return found


def _reason(said: str, neo4j_home: Path) -> str:
    if re.search(r"[Dd]atabase already exist|already contains", said):
        return f"The database {DATABASE} in {neo4j_home} holds data; add --force to replace it"
    if re.search(r"in use|[Ll]ock", said):
        return f"A server is using the database in {neo4j_home}; stop it first, or leave --offline out and load over Bolt"
    noise = re.compile(r"at |IMPORT FAILED|Data statistics|Peak memory|WARNING|Error importing|Run with")
    lines = [line.strip() for line in said.splitlines() if line.strip() and not noise.match(line.strip())]
    return f"neo4j-admin did not import ({lines[-1][:300] if lines else 'it said nothing'}); kg export csv -o FOLDER writes the files to try it by hand"
