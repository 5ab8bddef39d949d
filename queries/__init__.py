"""Canned queries: one .cypher file each. `frame` gives the answer of one as a pandas frame."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas


def home() -> Path:
    """The folder that holds what was built: KG_HOME, else the user's data directory."""
    if given := os.environ.get("KG_HOME"):
        return Path(given)
    from platformdirs import user_data_path

    return user_data_path("kg", appauthor=False)


def frame(name: str, *, engine: str = "embedded", **parameters: Any) -> "pandas.DataFrame":
    """The answer of the canned query `name` as a frame, one column per column of the query, rows in the query's order.

    `parameters` are the query's own, as text or as their type. Raises UsageError for an unknown query or parameter, StoreError
    when there is no graph yet (`kg build` makes one).
    """
    import pandas

    from graph.stores import open_store
    from queries.catalogue import named

    query = named(name)
    with open_store(engine, home()) as store:
        result = query.run(store, {k: str(v) for k, v in parameters.items()})
    return pandas.DataFrame(result.rows, columns=result.columns)
