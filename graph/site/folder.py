"""The folder of the site: what may be written where, and a site that appears whole or not at all."""

import contextlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ontology.errors import KgError, UsageError

MARKER = "kg-site.json"
"""The file by which a folder is known to be a site of ours; it says what the site was made of."""


def claim(target: Path, force: bool) -> None:
    """UsageError unless `target` may be written: absent, an empty folder, or an earlier site and `force`."""
    if not target.exists():
        return
    if not target.is_dir():
        raise UsageError(f"{target} is a file; a site is a folder, so give another name.")
    held = sorted(path.name for path in target.iterdir())
    if held and MARKER not in held:
        raise UsageError(f"{target} holds {held[0]}, which kg site did not write; give another folder.")
    if held and not force:
        raise UsageError(f"{target} exists; add --force to replace the site in it.")


class Site:
    """A site being written: `add` puts a file in it."""

    def __init__(self, root: Path):
        self.root = root
        self.sizes: dict[str, int] = {}
        self._made: set[str] = set()

    def add(self, path: str, content: str) -> None:
        """Write the file `path` (with `/`, below the site)."""
        place = path.rpartition("/")[0]
        if place not in self._made:
            (self.root / place).mkdir(parents=True, exist_ok=True)
            self._made.add(place)
        data = content.encode("utf-8", "replace")
        (self.root / path).write_bytes(data)
        self.sizes[path] = len(data)


@contextlib.contextmanager
def written(target: Path, about: dict[str, Any]) -> Iterator[Site]:
    """A site beside `target` that takes its place when the block ends well; a full disk, an error or Ctrl-C leaves what was there. KgError for the disk."""
    target = Path(os.path.realpath(target))
    new, old = target.with_name(f".{target.name}.new"), target.with_name(f".{target.name}.old")
    try:
        if old.exists() and not target.exists():
            old.rename(target)  # an earlier run was killed between its two renames
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        site = Site(new)
        yield site
        site.add(MARKER, json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
        shutil.rmtree(old, ignore_errors=True)
        if target.exists():
            target.rename(old)
        new.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise KgError(
            f"{target} could not be written ({error.strerror or error}); free some space or give another folder"
        ) from None
    finally:
        shutil.rmtree(new, ignore_errors=True)
