"""The embedded store: ArcadeDB in this process, no server.

Layout below the store folder: `current` holds the name of the database folder that answers. A load writes a new folder and
then renames a new `current` into place, so readers never share a folder with a writer, and a load that is killed leaves the
old one answering. Readers hold a shared lock on their folder; a load removes the folders that nobody holds.
"""

import contextlib
import fcntl
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from graph.property_graph import PropertyGraph
from graph.stores.store import ROW_LIMIT, TIME_LIMIT, Progress, Result, Store, plain, refuse_unsafe
from ontology import model
from ontology.errors import StoreError, UsageError

os.environ.setdefault("ARCADEDB_LOG_CONSOLE", "off")
os.environ.setdefault("ARCADEDB_LOG_DIR", str(Path(tempfile.gettempdir()) / "kg-arcadedb-log"))
CHUNK = 20_000
COMMIT_EVERY = 2_000


class EmbeddedStore(Store):
    """A store in the folder `root`."""

    name = "embedded"

    def __init__(self, root: Path):
        self.root = root
        self._database: Any = None
        self._lock: IO[bytes] | None = None

    # -- which folder answers -------------------------------------------------------------------------------------

    @property
    def current(self) -> Path | None:
        """The database folder that answers, None before the first load."""
        try:
            folder = self.root / (self.root / "current").read_text().strip()
        except FileNotFoundError:
            return None
        return folder if folder.is_dir() else None

    def _open(self) -> Any:
        if self._database is None:
            import arcadedb

            for _ in range(3):
                folder = self.current
                if folder is None:
                    raise StoreError("There is no graph yet; run kg build")
                lock = (folder / "readers.lock").open("ab")
                fcntl.flock(lock, fcntl.LOCK_SH)
                if folder == self.current:
                    break
                lock.close()
            self._lock = lock
            try:
                self._database = arcadedb.open_database(str(folder / "db"), read_only=True)
            except arcadedb.ArcadeDBError as error:
                raise StoreError(f"The graph in {folder} cannot be opened ({_first_line(error)}); run kg build --again") from None
        return self._database

    def close(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    # -- reading --------------------------------------------------------------------------------------------------

    def query(self, text: str, parameters: dict[str, Any] | None = None, columns: list[str] | None = None) -> Result:
        refuse_unsafe(text)
        import arcadedb

        database = self._open()
        try:
            rows = []
            for found in database.query("opencypher", text, parameters or {}).iter_dicts():
                rows.append(found)
                if len(rows) > ROW_LIMIT:
                    break
        except arcadedb.ArcadeDBError as error:
            raise _as_ours(error) from None
        names = list(rows[0]) if rows else columns or []
        return Result(names, [[plain(row[n]) for n in names] for row in rows[:ROW_LIMIT]], len(rows) > ROW_LIMIT)

    def _rows(self, text: str) -> Iterator[Sequence[Any]]:
        if self.current is not None:
            for row in self._open().query("opencypher", text, {}).iter_dicts():
                yield list(row.values())

    # -- writing --------------------------------------------------------------------------------------------------

    def replace(self, graph: PropertyGraph, progress: Progress = lambda *_: None) -> None:
        self._swap_in(lambda folder: _fill(folder, graph, progress))

    def write(self, text: str, parameters: dict[str, Any] | None = None) -> None:
        refuse_unsafe(text)
        import arcadedb

        old = self.current
        if old is None:
            raise StoreError("There is no graph yet; run kg build")

        def change(folder: Path) -> None:
            shutil.copytree(old / "db", folder / "db", dirs_exist_ok=True)
            database = arcadedb.open_database(str(folder / "db"))
            try:
                with database.transaction():
                    database.command("opencypher", text, parameters or {})
            except arcadedb.ArcadeDBError as error:
                raise _as_ours(error) from None
            finally:
                database.close()

        self._swap_in(change)

    def _swap_in(self, make: Any) -> None:
        self.close()
        folder = self.root / f"{time.strftime('%Y%m%dT%H%M%S')}-{os.getpid()}"
        try:
            while folder.exists():
                folder = folder.with_name(folder.name + "x")
            folder.mkdir(parents=True)
            make(folder)
            pointer = self.root / "current.new"
            pointer.write_text(folder.name)
            os.replace(pointer, self.root / "current")
        except BaseException as error:
            shutil.rmtree(folder, ignore_errors=True)
            if isinstance(error, OSError) or type(error).__name__ == "ArcadeDBError":
                reason = error.strerror if isinstance(error, OSError) else _first_line(error)
                raise StoreError(
                    f"The graph could not be written to {self.root} ({reason}); what was there before still answers"
                ) from None
            raise
        self._remove_old(keep=folder)

    def _remove_old(self, keep: Path) -> None:
        for folder in self.root.iterdir():
            if folder == keep or not folder.is_dir():
                continue
            with contextlib.suppress(OSError), (folder / "readers.lock").open("ab") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)


def _fill(folder: Path, graph: PropertyGraph, progress: Progress) -> None:
    import arcadedb

    with arcadedb.create_database(str(folder / "db")) as database:
        for setting, value in (("opencypher.loadCsv.allowFileUrls", "false"), ("opencypher.loadCsv.allowRemoteUrls", "false")):
            database.command("sql", f"ALTER DATABASE `arcadedb.{setting}` {value}")
        by_labels, by_type = graph.nodes_by_labels(), graph.relationships_by_type()
        with database.transaction():
            for labels in by_labels:
                database.command("opencypher", f"CREATE (n:{':'.join(labels)} {{uri: 'urn:kg:none'}}) DELETE n")
        for kind in by_type:
            database.command("sql", f"CREATE EDGE TYPE `{kind}` IF NOT EXISTS")
        total, done = len(graph.nodes) + len(graph.relationships), 0
        rids: dict[str, Any] = {}
        with database.graph_batch(expected_edge_count=max(len(graph.relationships), 1), commit_every=COMMIT_EVERY) as batch:
            for labels, rows in by_labels.items():
                for i in range(0, len(rows), CHUNK):
                    part = rows[i : i + CHUNK]
                    rids.update(zip((r["uri"] for r in part), batch.create_vertices("~".join(labels), part), strict=True))
                    done += len(part)
                    progress("nodes", done, total)
            for kind, links in by_type.items():
                for i in range(0, len(links), CHUNK):
                    part = links[i : i + CHUNK]
                    batch.new_edges([rids[s] for s, _, _ in part], kind, [rids[e] for _, e, _ in part], [p for _, _, p in part])
                    done += len(part)
                    progress("relationships", done, total)
        constraints, indexes = model().mapping.schema()
        for statement in [*constraints, *indexes]:  # after the load, which is quicker than keeping them up to date during it
            database.command("opencypher", statement)
        database.command("sql", f"ALTER DATABASE `arcadedb.command.timeout` {TIME_LIMIT * 1000}")


def _first_line(error: BaseException) -> str:
    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    return re.sub(r"^.*?Exception: ", "", text).removesuffix("(caused by").strip()[:300]


def _as_ours(error: BaseException) -> UsageError | StoreError:
    text = str(error)
    if "QueryNotIdempotentException" in text:
        return UsageError("Only reading is allowed here; this Cypher writes.")
    if "CommandParameterMissing" in text:
        return UsageError(
            f"A parameter is missing: {_first_line(error).partition('parameter(s): ')[2] or _first_line(error)}; give it with -P name=value."
        )
    if "Timeout" in text:
        return StoreError(f"The query took longer than {TIME_LIMIT} seconds and was stopped; narrow it down or add a LIMIT")
    return UsageError(f"The embedded store does not take this Cypher: {_first_line(error)}.")
