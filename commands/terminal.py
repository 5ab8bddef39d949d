"""What all commands share: answers go to stdout, everything else to stderr; a table on a terminal, JSON in a pipe."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ontology.errors import UsageError

if TYPE_CHECKING:
    from graph.stores import Result, Store

PROBLEMS_FOUND = 3
"""Exit code of a command that found what it searched for problems."""


def say(text: str) -> None:
    """A line for the person, not for the pipe."""
    print(text, file=sys.stderr)


def emit(text: str) -> None:
    """An answer, as UTF-8 whatever the locale."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def emit_json(record: Any) -> None:
    """An answer that is no table, as JSON; characters that would steer a terminal stand as escapes."""
    import json

    from graph.visible import escaped_json

    emit(escaped_json(json.dumps(record, ensure_ascii=False, indent=2)) + "\n")


def for_people(form: str | None) -> bool:
    """Whether a person reads the answer as a table: asked for, or on a terminal without another form."""
    return form == "table" or (form is None and sys.stdout.isatty())


def width() -> int:
    """Columns of the terminal; 120 where there is none."""
    import shutil

    return shutil.get_terminal_size((120, 40)).columns if sys.stdout.isatty() else 120


def show(result: "Result", form: str | None) -> None:
    """Print a result in the form asked for."""
    from queries.formats import render

    on_terminal = sys.stdout.isatty()
    emit(render(result, form or ("table" if on_terminal else "json"), width() if on_terminal else None))
    if result.cut:
        from graph.stores.store import ROW_LIMIT

        say(f"Cut after {ROW_LIMIT} rows; add a LIMIT or narrow the question down.")


def show_answer(store: "Store", result: "Result", form: str | None, cite: bool, cite_format: str = "text") -> None:
    """Print a result, with its sources numbered below it where they are asked for. UsageError for a citation format that does not exist."""
    from queries import citations

    if cite_format not in ("text", "bibtex", "csl-json"):
        raise UsageError(f"There is no citation format {cite_format!r}; use text, bibtex or csl-json.")
    if cite_format != "text":
        sources = citations.cite(store, result)
        emit((citations.bibtex(sources) if cite_format == "bibtex" else citations.csl_json(sources)) + "\n")
        return
    if not cite:
        show(result, form)
        return
    sources = citations.cite(store, result)
    show(citations.with_numbers(result, sources), form)
    lines = "\n".join(source.line() for source in sources) + "\n"
    emit(lines) if for_people(form) or form == "md" else sys.stderr.write(lines)


def may_write(path: Path | None, force: bool) -> None:
    """UsageError when the file is there and `force` is not given."""
    if path is not None and path.exists() and not force:
        raise UsageError(f"{path} exists; add --force to overwrite it.")


def draw(path: Path, picture: bytes) -> None:
    """Write a picture beside the answer."""
    from ingest.writing import write_whole

    write_whole(path, picture)
    say(f"Drew {path}.")


def ask(question: str) -> str:
    """A line from the keyboard; the question goes to stderr. EOFError at the end of the input."""
    print(question, end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line
