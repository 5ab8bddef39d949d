"""A graph with the names that break formats."""

from graph.property_graph import Node, PropertyGraph

NAMES = (
    "<img src=x onerror=alert(1)>",
    "]]>",
    "</data></node>&amp;&lt;",
    "O'Neill \"&\" Söhne; Ltd | a,b",
    "=HYPERLINK(\"http://example.org\")",
    "line\nbreak\r\nand\ttab",
    "ends in a backslash\\",
    "\\u0027}) DETACH DELETE n //",
    "\\' }) DETACH DELETE n //",
    "${name} $row {x} `tick` ``",
    "\u202eevil.exe\u2066",
    "a\x00b\x1f\x07c",
    "海康威视 \U0001f4f7 e\u0301",
    " leading and trailing ",
    "x" * 10_000,
    "",
    "NULL",
    "true",
    "@import.args",
    "#no comment",
)  # fmt: skip


def graph() -> PropertyGraph:
    """Each name as a name, in a list and on a relationship; parallel relationships, a loop, numbers, truth values, an empty list."""
    made = PropertyGraph()
    for number, name in enumerate(NAMES):
        uri = f"urn:kg:org:hostile:{number}"
        held = {"uri": uri, "id": f"org:hostile:{number}", "name": name, "aliases": [name, f"{name};|{name}"], "notes": []}
        made.nodes[uri] = Node(("Organization", "Resource"), held)
    first, second = "urn:kg:org:hostile:0", "urn:kg:org:hostile:1"
    made.nodes["urn:kg:deal:hostile:1"] = Node(
        ("Deal", "Event", "Resource"),
        {"uri": "urn:kg:deal:hostile:1", "id": "deal:hostile:1", "amount": 0.1, "evidenceRank": 3, "supplierUnnamed": False,
         "date": "2019", "dateEarliest": "2019-01-01", "dateLatest": "2019-12-31", "dateKind": "signed"},
    )  # fmt: skip
    for number, name in enumerate(NAMES):
        made.relationships[first, "SOLD_TO", second, f"event {number}"] = {
            "derived": True,
            "event": f"event {number}",
            "reason": name,
            "sources": [name],
        }
    made.relationships[first, "PARENT", first, ""] = {}
    made.relationships["urn:kg:deal:hostile:1", "SUPPLIER", first, ""] = {}
    made.relationships[first, "OWNS", second, "urn:kg:deal:hostile:1"] = {"event": "urn:kg:deal:hostile:1", "share": 50.0}
    return made
