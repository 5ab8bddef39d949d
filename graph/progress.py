"""A progress bar on stderr, only on a terminal."""

import contextlib
import sys
from collections.abc import Iterator

from graph.stores.store import Progress


@contextlib.contextmanager
def bar(title: str) -> Iterator[Progress]:
    """Show a bar while the block runs; the block calls what it gets with (what, done, of how many)."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as RichProgress

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with RichProgress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(title, total=None)

        def advance(what: str, done: int, total: int) -> None:
            progress.update(task, description=f"{title}: {what}", completed=done, total=total or None)

        yield advance
