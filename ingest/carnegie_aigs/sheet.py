"""Rows of the first sheet of an XLSX file, read without trusting it: no bomb, no endless sheet, every fault a sentence."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ontology.errors import FileError

MAX_UNPACKED = 100 * 2**20
"""Bytes that the parts of the file may unpack to."""
MAX_ROWS = 2000
MAX_COLUMNS = 100


def rows(path: Path, sheet: str) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Number and cells of each row of the sheet with that name; rows without any value are passed over.

    Raises FileError when the file is no workbook, unpacks to more than MAX_UNPACKED, or has no such sheet.
    """
    _refuse_bomb(path)
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        names = book.sheetnames
        found = (
            list(book[sheet].iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS, values_only=True)) if sheet in names else None
        )
        book.close()
    except Exception as error:  # openpyxl lets whatever its XML parser and converters raise through
        raise FileError(f"{path} is no readable workbook ({type(error).__name__}: {error}); fetch the source again") from None
    if found is None:
        raise FileError(f"{path} has no sheet {sheet!r}; it has {', '.join(names)}")
    if len(found) > MAX_ROWS:
        raise FileError(f"{path} has more than {MAX_ROWS} rows; this is not the index, fetch it again")
    for number, cells in enumerate(found, 1):
        if any(c is not None and str(c).strip() for c in cells):
            yield number, cells


def _refuse_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise FileError(f"{path} is no XLSX file ({error}); fetch the source again") from None
    if size > MAX_UNPACKED:
        raise FileError(
            f"{path} would unpack to {size >> 20} MiB, more than {MAX_UNPACKED >> 20}; it is no honest table, fetch it again"
        )
