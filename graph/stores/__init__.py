"""The two stores: embedded (no server, the default) and Neo4j over Bolt."""

import os
from pathlib import Path

from graph.stores.store import Result, Store
from ontology.errors import UsageError

ENGINES = ("embedded", "neo4j")

__all__ = ["ENGINES", "Result", "Store", "open_store"]


def open_store(engine: str, home: Path) -> Store:
    """The store of that name; UsageError for another name. Nothing is connected or opened before the first use."""
    if engine == "embedded":
        from graph.stores.embedded import EmbeddedStore

        return EmbeddedStore(home / "store")
    if engine == "neo4j":
        from graph.stores.neo4j import Neo4jStore

        env = os.environ
        return Neo4jStore(env.get("NEO4J_URI", "bolt://localhost:7687"), env.get("NEO4J_USERNAME"), env.get("NEO4J_PASSWORD"))
    raise UsageError(f"There is no engine {engine!r}; use {' or '.join(ENGINES)}.")
