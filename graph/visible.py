r"""Text from outside made safe to show: what would steer a terminal or turn the reading direction is written out.

A name may hold anything: escape sequences that recolour or erase a terminal, line breaks that forge a second row, marks that make `gpj.exe` read `exe.jpg`.
"""

import re

_STEERING = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)
"""Control characters (the joiners U+200C and U+200D, which Persian and Indic names need, are none), invisible and bidirectional formatting characters, line separators, tags, lone surrogates."""
_BLANK = re.compile("[\t\n\r\x85\u2028\u2029]+")
LONGEST = 300
"""Characters of one value that are shown; the data always has the whole."""


def visible(text: str, longest: int | None = LONGEST) -> str:
    r"""`text` in one line, steering characters as `<U+202E>`, cut after `longest` characters with a word on how long it is.

    >>> visible("a\x1b[31m\u202eb\nc")
    'a<U+001B>[31m<U+202E>b c'
    >>> visible("x" * 500, 10)
    'xxxxxxxxxx… (500 characters)'
    """
    if longest is not None and len(text) > longest:
        return f"{visible(text[:longest], None)}… ({len(text):,} characters)"
    return _STEERING.sub(written_out, _BLANK.sub(" ", text))


def written_out(match: re.Match[str]) -> str:
    """The one character that a pattern found, as `<U+202E>`."""
    return f"<U+{ord(match[0]):04X}>"


def escaped_json(text: str) -> str:
    r"""JSON text in which steering characters stand as JSON escapes; it parses to the same value. Line breaks of the layout stay.

    >>> escaped_json('["\u202e"]')
    '["\\u202e"]'
    """
    return re.sub(f"(?!\n){_STEERING.pattern}", _json_escape, text)


def _json_escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i] << 8 | units[i + 1]:04x}" for i in range(0, len(units), 2))
