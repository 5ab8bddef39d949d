"""A drawing as one HTML file that opens from disk: its own script and style, allowed by hash; no address loaded; all data as data."""

import base64
import hashlib
import json
import re
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined, Template

from graph.visible import visible
from ontology.errors import KgError

SCRIPTS = (
    "text", "model", "state", "looks", "picture", "labels", "pointing", "legend", "dates", "search", "panel", "route", "tables", "download", "start",
)  # fmt: skip
"""The parts of the page's script, in the order in which they stand in it; they share one scope."""
_VIS = Path("lib", "vis-9.1.2", "vis-network.min.js")


def page(drawing: dict[str, Any], shared: str = "", back: str = "") -> str:
    """The whole page of a drawing (docs/pages.md gives its shape). KgError when pyvis's vis-network is not installed.

    With `shared`, the address of a folder that holds the files of `assets`, the page loads them from there instead of carrying them: for many pages in one site.
    `back` is the address of the page that it belongs to.
    """
    style, *scripts = assets().items()
    return _template().render(
        title=drawing["title"],
        caption=drawing["caption"],
        counts=f"{_counted(len(drawing['nodes']), 'node')}, {_counted(len(drawing['edges']), 'line')}",
        style={"name": style[0], "text": style[1], "hash": _hash(style[1])},
        scripts=[{"name": name, "text": text, "hash": _hash(text)} for name, text in scripts],
        shared=shared,
        back=back,
        data=embedded(drawing),
    )


@cache
def assets() -> dict[str, str]:
    """Name -> text of the files that all pages have in common: the style, then the scripts in their order."""
    pages = files("graph") / "pages"
    parts = "\n".join((pages / "network" / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)
    style = (pages / "network.css").read_text(encoding="utf-8")
    return {"network.css": style, "vis-network.js": vis_network(), "network.js": f'(() => {{\n"use strict";\n{parts}}})();\n'}


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["visible"] = visible
    return environment.from_string((files("graph") / "pages" / "network.html").read_text(encoding="utf-8"))


def embedded(drawing: dict[str, Any]) -> str:
    r"""JSON that may stand in a `<script>` and in a UTF-8 file: what could end the script, and lone surrogates, as JSON escapes.

    >>> embedded({"name": "</script>\ud800"})
    '{"name":"\\u003c/script\\u003e\\ud800"}'
    """
    text = json.dumps(drawing, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return re.sub("[<>&\u2028\u2029\ud800-\udfff]", lambda m: f"\\u{ord(m[0]):04x}", text)


def vis_network() -> str:
    """The script of vis-network that the pyvis package carries, read from its folder: importing pyvis takes seconds. KgError when it is not there."""
    found = find_spec("pyvis")
    folders = list(found.submodule_search_locations or []) if found else []
    for folder in folders:
        path = Path(folder) / _VIS
        if path.is_file():
            return re.sub(r"//# sourceMappingURL=.*\s*\Z", "", path.read_text(encoding="utf-8"))
    raise KgError(f"{_VIS} of the package pyvis is not installed, and a page is drawn with it; install pyvis>=0.3.2,<0.4.")


@cache
def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _counted(number: int, word: str) -> str:
    """
    >>> _counted(1, "node"), _counted(1200, "line")
    ('1 node', '1,200 lines')
    """
    return f"{number:,} {word}{'' if number == 1 else 's'}"
