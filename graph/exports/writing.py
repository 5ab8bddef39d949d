"""Files and folders that appear whole or not at all."""

import contextlib
import os
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path

from ontology.errors import KgError, UsageError

PACKAGE = "datapackage.json"


def claim_file(target: Path, force: bool) -> None:
    """UsageError unless the file `target` may be written: absent, or an ordinary file and `force`."""
    if target.is_dir():
        raise UsageError(f"{target} is a folder; this format writes a file, so give -o another name.")
    if target.exists() and not target.is_file():
        raise UsageError(f"{target} is no ordinary file; leave -o out and send the output there, as in > {target}.")
    if target.exists() and not force:
        raise UsageError(f"{target} exists; add --force to overwrite it.")


def claim_folder(target: Path, ours: Collection[str], force: bool) -> None:
    """UsageError unless the folder `target` may be written: absent, empty, or an earlier export (files named as `ours`, or with such an ending) and `force`."""
    if not target.exists():
        return
    if not target.is_dir():
        raise UsageError(f"{target} is a file; this format writes a folder, so give -o another name.")
    held = sorted(path.name for path in target.iterdir())
    foreign = [name for name in held if name != PACKAGE and not any(name.endswith(ending) for ending in ours)]
    if foreign or (held and PACKAGE not in held):
        raise UsageError(f"{target} holds {(foreign or held)[0]}, which kg export did not write; give -o another folder.")
    if held and not force:
        raise UsageError(f"{target} exists; add --force to overwrite it.")


@contextlib.contextmanager
def in_place_of(target: Path) -> Iterator[Path]:
    """A free path beside `target`: what the block puts there, file or folder, takes its place when the block ends well; else nothing is left.

    KgError when it cannot be written, the disk being full for example.
    """
    target = Path(os.path.abspath(target))
    new, old = target.with_name(f".{target.name}.new"), target.with_name(f".{target.name}.old")
    try:
        for left in (new, old):
            _remove(left)
        target.parent.mkdir(parents=True, exist_ok=True)
        yield new
        if target.is_dir():
            target.rename(old)
        new.replace(target)
    except OSError as error:
        raise KgError(
            f"{target} could not be written ({error.strerror or error}); free some space or give -o another name"
        ) from None
    finally:
        with contextlib.suppress(OSError):
            if old.exists() and not target.exists():
                old.rename(target)
        for left in (new, old):
            _remove(left)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
