"""The Neo4j store: a server reached over Bolt with the official driver.

Only `:Resource` nodes and what hangs on them are ours. An empty database is filled in batches. One that already holds a graph is
changed by the difference: a small one in a single transaction; for a large one, which no transaction could hold, the new graph is put
beside the old under the label `Staged` alone, and a transaction that only moves labels swaps the two. So loading twice changes
nothing, and a load that fails or is killed leaves the old content answering; what it left behind is cleared by the next load.
A `:KgLoad` node says whether a first load is whole; while it is not, the store refuses to answer.
"""

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from itertools import islice
from typing import Any

import neo4j
from neo4j.exceptions import AuthError, ClientError, DriverError, Neo4jError, ServiceUnavailable, TransientError

from graph.property_graph import Node, Properties, PropertyGraph, RelationshipKey
from graph.stores.store import BATCH, ROW_LIMIT, TIME_LIMIT, Progress, Result, Store, plain, refuse_unsafe
from ontology import model
from ontology.errors import StoreError, UsageError

SMALL_CHANGE = 20_000
"""Changed nodes and relationships up to which a change is made in place, in one transaction."""
STRAGGLER_LIMIT = 30
"""Seconds to wait for what a killed load left running."""
WRITERS = 2
"""Sessions that fill an empty database side by side; more do not pay on two cores."""


class Neo4jStore(Store):
    """A store on the server at `uri`. Without a user name no authentication is tried."""

    name = "neo4j"

    def __init__(self, uri: str, user: str | None = None, password: str | None = None):
        self.uri = uri
        self._auth = (user, password or "") if user else None
        self._held: neo4j.Driver | None = None

    @property
    def _driver(self) -> neo4j.Driver:
        if self._held is None:
            try:
                self._held = neo4j.GraphDatabase.driver(
                    self.uri,
                    auth=self._auth,
                    notifications_min_severity="OFF",
                    connection_acquisition_timeout=10,
                    connection_timeout=10,
                )
            except (DriverError, ValueError) as error:
                raise StoreError(
                    f"{self.uri} is no address of a Neo4j server ({error}); set NEO4J_URI, as in bolt://localhost:7687"
                ) from None
        return self._held

    def close(self) -> None:
        if self._held is not None:
            self._held.close()
            self._held = None

    # -- reading --------------------------------------------------------------------------------------------------

    def query(self, text: str, parameters: dict[str, Any] | None = None, columns: list[str] | None = None) -> Result:
        refuse_unsafe(text)
        with self._errors(), self._driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
            self._refuse_half_loaded(session)
            found = session.run(neo4j.Query(text, timeout=TIME_LIMIT), parameters or {})
            names = list(found.keys())
            rows = [[plain(v) for v in record.values()] for record in islice(found, ROW_LIMIT + 1)]
        return Result(names, rows[:ROW_LIMIT], len(rows) > ROW_LIMIT)

    @staticmethod
    def _refuse_half_loaded(session: neo4j.Session) -> None:
        state = session.run("MATCH (l:KgLoad) RETURN l.state AS state LIMIT 1").single()
        if state is not None and state["state"] == "loading":
            raise StoreError("The first load into this Neo4j database did not finish; run kg load again")

    def _rows(self, text: str) -> Iterator[Sequence[Any]]:
        with self._errors(), self._driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
            yield from session.run(text)

    # -- writing --------------------------------------------------------------------------------------------------

    def replace(self, graph: PropertyGraph, progress: Progress = lambda *_: None) -> None:
        constraints, indexes = model().mapping.schema()
        with self._errors(), self._driver.session() as session:
            for statement in constraints:
                session.run(statement).consume()
            _clear(session, "Staged", "Replaced")
            if self._holds_a_graph(session):
                self._change(session, graph, progress)
            else:
                self._fill(session, graph, progress)
            for statement in indexes:
                session.run(statement).consume()

    def write(self, text: str, parameters: dict[str, Any] | None = None) -> None:
        refuse_unsafe(text)
        with self._errors(), self._driver.session() as session:
            session.execute_write(lambda tx: tx.run(text, parameters or {}).consume())

    @staticmethod
    def _holds_a_graph(session: neo4j.Session) -> bool:
        """Whether there is content to be kept safe; what a killed first load left is not, and is cleared away."""
        state = session.run("MATCH (l:KgLoad) RETURN l.state AS state LIMIT 1").single()
        if state is not None and state["state"] == "loading":
            _wait_for_stragglers(session)
            _clear(session, "Resource", "KgLoad")
            return False
        return session.run("MATCH (n:Resource) RETURN count(n) > 0 AS held").single(strict=True)["held"]

    def _fill(self, session: neo4j.Session, graph: PropertyGraph, progress: Progress) -> None:
        session.run("MERGE (l:KgLoad) SET l.state = 'loading'").consume()
        try:
            self._create(graph, progress)
        except BaseException:
            with contextlib.suppress(Neo4jError, DriverError):
                _clear(session, "Resource", "KgLoad")
            raise
        session.run("MERGE (l:KgLoad) SET l.state = 'whole'").consume()

    def _create(self, graph: PropertyGraph, progress: Progress, label: str = "") -> dict[str, int]:
        """Create all nodes, with `label` instead of their own when it is given, and all relationships. Returns internal ids by uri."""
        ids: dict[str, int] = {}
        total = len(graph.nodes) + len(graph.relationships)

        def keep(rows: list, made: list[int]) -> None:
            ids.update(zip((r["uri"] for r in rows), made, strict=True))

        done = self._run_batches(_node_batches(graph, label), total, 0, progress, keep)
        self._run_batches(_relationship_batches(graph, ids), total, done, progress, lambda *_: None)
        return ids

    def _swap(self, session: neo4j.Session, graph: PropertyGraph, progress: Progress) -> None:
        """Put `graph` beside the content under the label Staged, swap the labels in one transaction, remove the old content."""
        try:
            ids = self._create(graph, progress, "Staged")
            old = [r["labels"] for r in session.run("MATCH (n:Resource) RETURN DISTINCT labels(n) AS labels")]
            names = sorted({label for labels in old for label in labels})
            with session.begin_transaction() as tx:
                tx.run(f"MATCH (n:Resource) SET n:Replaced REMOVE n:{_names(names)}").consume()
                for labels, rows in graph.nodes_by_labels().items():
                    text = f"UNWIND $ids AS id MATCH (n) WHERE id(n) = id SET n:{_names(labels)} REMOVE n:Staged"
                    for part in _batches(rows):
                        tx.run(text, ids=[ids[row["uri"]] for row in part]).consume()
                tx.commit()
        except BaseException:
            with contextlib.suppress(Neo4jError, DriverError):
                _clear(session, "Staged")
            raise
        _clear(session, "Replaced")

    def _run_batches(
        self,
        batches: Iterator[tuple[str, list]],
        total: int,
        done: int,
        progress: Progress,
        keep: Callable[[list, list[int]], None],
    ) -> int:
        """Run (statement, rows) in WRITERS sessions; `keep` gets each batch with the values that it returned. Returns how much is done."""

        def work(batch: tuple[str, list]) -> tuple[list, list[int]]:
            text, rows = batch
            with self._driver.session() as session:
                return rows, session.execute_write(lambda tx: tx.run(text, rows=rows).value())

        with ThreadPoolExecutor(WRITERS) as pool:
            pending = {pool.submit(work, batch) for batch in islice(batches, 2 * WRITERS)}
            while pending:
                finished, pending = wait(pending, return_when=FIRST_COMPLETED)
                pending |= {pool.submit(work, batch) for batch in islice(batches, len(finished))}
                for job in finished:
                    rows, values = job.result()
                    keep(rows, values)
                    done += len(rows)
                    progress("loading", done, total)
        return done

    def _change(self, session: neo4j.Session, graph: PropertyGraph, progress: Progress) -> None:
        held = self.read()
        gone_links = [k for k in held.relationships if k not in graph.relationships]
        gone_nodes = [uri for uri in held.nodes if uri not in graph.nodes]
        changed_nodes = [(uri, node) for uri, node in graph.nodes.items() if held.nodes.get(uri) != node]
        changed_links = [(key, p) for key, p in graph.relationships.items() if held.relationships.get(key) != p]
        total, done = len(gone_links) + len(gone_nodes) + len(changed_nodes) + len(changed_links), 0
        if not total:
            return
        if total > SMALL_CHANGE:
            self._swap(session, graph, progress)
            return
        with session.begin_transaction() as tx:
            for text, rows in _changes(held, gone_links, gone_nodes, changed_nodes, changed_links):
                tx.run(text, rows=rows).consume()
                done += len(rows)
                progress("changes", done, total)
            tx.commit()

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        """Map the driver's exceptions to ours."""
        try:
            yield
        except ServiceUnavailable:
            raise StoreError(f"No Neo4j server answers at {self.uri}; start it, or set NEO4J_URI") from None
        except AuthError:
            raise StoreError(
                f"The Neo4j server at {self.uri} refuses the log-in; set NEO4J_USERNAME and NEO4J_PASSWORD"
            ) from None
        except TransientError as error:
            if "Memory" in (error.code or ""):
                raise StoreError(
                    "The change is too large for one transaction of this Neo4j server, and nothing was changed; give the server more "
                    "memory (server.memory.heap.max_size), or empty the database and run kg load again"
                ) from None
            raise StoreError(f"The Neo4j server is busy ({error.message}); try again") from None
        except ClientError as error:
            raise _client_error(error) from None
        except (Neo4jError, DriverError) as error:
            raise StoreError(
                f"The Neo4j server at {self.uri} failed ({str(error).splitlines()[0]}); nothing was changed"
            ) from None


def _client_error(error: ClientError) -> UsageError | StoreError:
    code, message = error.code or "", (error.message or "").splitlines()[0]
    if code.endswith("ParameterMissing"):
        return UsageError(f"A parameter is missing ({message}); give it with -P name=value.")
    if code.endswith("AccessMode"):
        return UsageError("Only reading is allowed here; this Cypher writes.")
    if "TransactionTimedOut" in code:
        return StoreError(f"The query took longer than {TIME_LIMIT} seconds and was stopped; narrow it down or add a LIMIT")
    return UsageError(f"Neo4j does not take this Cypher: {message}")


def _names(labels: Iterable[str]) -> str:
    return ":".join(f"`{label}`" for label in labels)


def _batches(rows: list) -> Iterator[list]:
    for i in range(0, len(rows), BATCH):
        yield rows[i : i + BATCH]


def _wait_for_stragglers(session: neo4j.Session) -> None:
    """Wait, within limits, until no other transaction runs: the server may still be committing a batch of a loader that was killed."""
    limit = time.monotonic() + STRAGGLER_LIMIT
    while time.monotonic() < limit:
        running = session.run("SHOW TRANSACTIONS YIELD transactionId RETURN count(*) AS running").single(strict=True)["running"]
        if running <= 1:  # this one
            return
        time.sleep(0.2)


def _clear(session: neo4j.Session, *labels: str) -> None:
    """Delete all nodes with any of the labels, in batches."""
    for label in labels:
        session.run(f"MATCH (n:{label}) CALL (n) {{ DETACH DELETE n }} IN TRANSACTIONS OF 10000 ROWS").consume()


def _node_batches(graph: PropertyGraph, label: str) -> Iterator[tuple[str, list]]:
    for labels, rows in graph.nodes_by_labels().items():
        for part in _batches(rows):
            yield f"UNWIND $rows AS row CREATE (n:{label or _names(labels)}) SET n = row RETURN id(n)", part


def _relationship_batches(graph: PropertyGraph, ids: dict[str, int]) -> Iterator[tuple[str, list]]:
    for kind, links in graph.relationships_by_type().items():
        for part in _batches(links):
            yield (
                "UNWIND $rows AS row MATCH (a) WHERE id(a) = row[0] MATCH (b) WHERE id(b) = row[1] "
                f"CREATE (a)-[r:`{kind}`]->(b) SET r = row[2]",
                [[ids[start], ids[end], held] for start, end, held in part],
            )


def _changes(
    held: PropertyGraph,
    gone_links: list[RelationshipKey],
    gone_nodes: list[str],
    changed_nodes: list[tuple[str, Node]],
    changed_links: list[tuple[RelationshipKey, Properties]],
) -> Iterator[tuple[str, list]]:
    """Statements and their rows, one per label set and relationship type, in an order in which each finds what it needs."""
    for kind, keys in _grouped(gone_links, lambda key: key[1]):
        yield (
            f"UNWIND $rows AS row MATCH (:Resource {{uri: row[0]}})-[r:`{kind}`]->(:Resource {{uri: row[1]}}) "
            "WHERE coalesce(r.event, '') = row[2] DELETE r",
            [[s, e, event] for s, _, e, event in keys],
        )
    for part in _batches(gone_nodes):
        yield "UNWIND $rows AS uri MATCH (n:Resource {uri: uri}) DETACH DELETE n", part
    for labels, nodes in _grouped(changed_nodes, lambda pair: pair[1].labels):
        old = {label for uri, _ in nodes if uri in held.nodes for label in held.nodes[uri].labels} - set(labels)
        drop = f" REMOVE n:{_names(sorted(old))}" if old else ""
        yield (
            f"UNWIND $rows AS row MERGE (n:Resource {{uri: row.uri}}) SET n = row SET n:{_names(labels)}{drop}",
            [node.properties for _, node in nodes],
        )
    for kind, links in _grouped(changed_links, lambda pair: pair[0][1]):
        yield (
            "UNWIND $rows AS row MATCH (a:Resource {uri: row[0]}) MATCH (b:Resource {uri: row[1]}) "
            f"MERGE (a)-[r:`{kind}` {{event: row[2]}}]->(b) SET r = row[3]"
            if links[0][0][3]
            else "UNWIND $rows AS row MATCH (a:Resource {uri: row[0]}) MATCH (b:Resource {uri: row[1]}) "
            f"MERGE (a)-[r:`{kind}`]->(b) SET r = row[3]",
            [[s, e, event, p] for (s, _, e, event), p in links],
        )


def _grouped(things: list, key: Any) -> Iterator[tuple[Any, list]]:
    groups: dict[Any, list] = {}
    for thing in things:
        groups.setdefault(key(thing), []).append(thing)
    for name, members in sorted(groups.items()):
        for part in _batches(members):
            yield name, part
