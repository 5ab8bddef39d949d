"""The one family of errors: each is a sentence that says what is wrong, where, and what to do about it."""

import difflib
from collections.abc import Iterable


class KgError(Exception):
    """Something the user can act on; printed as one sentence, exit code 1."""


class UsageError(KgError):
    """The call itself is wrong: an unknown name, a parameter of the wrong type; exit code 2."""


class FactError(KgError):
    """One fact cannot be taken as it stands; the row it came from is rejected and the rest still loads."""


class FileError(KgError):
    """A source file as a whole cannot be read."""


class StoreError(KgError):
    """A store cannot be opened, read or written."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A clause that suggests the nearest known names, or '' when none is near."""
    near = difflib.get_close_matches(name, list(known), n=3, cutoff=0.6)
    return f" Did you mean {' or '.join(near)}?" if near else ""
