r"""Values as XML 1.0 carries them, for GraphML and GEXF.

Both writers stream: networkx's take 24 s and 1.9 GB for the graph of all real files (102,000 nodes, 377,000 relationships), these 6 s and the graph. networkx
reads them back in the tests.
"""

import json
import re
from collections.abc import Iterable

from graph.property_graph import Properties
from graph.visible import written_out

_NO_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 has no way to write; a carriage return too, which a reader would turn into a line feed."""
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\t": "&#9;"})
_SPECIAL = re.compile('[&<>"\n\t\x00-\x1f\ud800-\udfff\ufffe\uffff]')
Kinds = dict[str, str]
"""Name of a property -> boolean, long, double or string."""


def text(value: object) -> str:
    r"""A value as XML text or attribute: lists as JSON, what XML cannot carry written out as `<U+0000>`.

    >>> text(["a;b", 'c "d"']), text(True), text("<b>\x00")
    ('[&quot;a;b&quot;, &quot;c \\&quot;d\\&quot;&quot;]', 'true', '&lt;b&gt;&lt;U+0000&gt;')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    shown = json.dumps(value, ensure_ascii=False) if isinstance(value, list) else str(value)
    if not _SPECIAL.search(shown):
        return shown
    return _NO_XML.sub(written_out, shown).translate(_ENTITIES)


def kinds(held: Iterable[Properties]) -> Kinds:
    """The XML type of each property: the one that all its values have, else string.

    >>> kinds([{"a": 1, "b": True}, {"a": 2.5, "b": "x"}])
    {'a': 'double', 'b': 'string'}
    """
    found: dict[str, set[type]] = {}
    for properties in held:
        for name, value in properties.items():
            found.setdefault(name, set()).add(type(value))
    return {name: _kind(types) for name, types in sorted(found.items())}


def _kind(types: set[type]) -> str:
    if types == {bool}:
        return "boolean"
    if types == {int}:
        return "long"
    return "double" if types <= {int, float} else "string"


def label(properties: Properties) -> str:
    """What a drawing program writes beside a node: its name, else its id."""
    return str(properties.get("name") or properties.get("id") or properties["uri"])
