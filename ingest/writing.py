"""Files written whole or not at all."""

import contextlib
import os
from pathlib import Path

from ontology.errors import KgError


def write_whole(path: Path, content: bytes) -> None:
    """Write beside `path`, then rename: readers see the old file or the new one. KgError when the disk is full."""
    beside = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as file:
            file.write(content)
        os.replace(beside, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise KgError(f"{path} could not be written ({error.strerror}); free some space or choose another place") from None
