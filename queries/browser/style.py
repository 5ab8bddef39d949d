"""The style of Neo4j Browser for this graph: colours, sizes and captions, by label and type.

The colours are those of the pages (`graph/pages/network/looks.js`): things pale, events dark, which also the colour-blind tell apart.

Browser applies every rule that fits a node, in the order of the file, the later over the earlier. So general labels come first
(`node.Event` before `node.Deal`), and every label has a rule: for one without, Browser would make a rule of its own and put it last.
"""

import csv
import json
from pathlib import Path

HERE = Path(__file__).parent
COMMON = {"node": {"border-width": "2px"},
          "relationship": {"font-size": "8px", "padding": "3px", "text-color-external": "#000000", "text-color-internal": "#FFFFFF", "caption": "<type>"}}  # fmt: skip
"""What is the same for all nodes and for all relationships."""
Style = dict[str, dict[str, str]]
"""Selector (`node.Deal`, `relationship.OWNS`) -> property -> value, in the order in which Browser applies it."""


def style() -> Style:
    """The rules of `style.csv` and `relationships.csv`."""
    rules: Style = {}
    for name in ("style.csv", "relationships.csv"):
        with (HERE / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                selector = row.pop("selector")
                rules[selector] = {**COMMON.get(selector, {}), **row}
    return rules


def grass(rules: Style) -> str:
    """The rules as a .grass file, which one drops on Browser's window.

    >>> print(grass({"node.Deal": {"color": "#E69F00", "caption": "{status} {date}"}}))
    node.Deal {
      color: #E69F00;
      caption: '{status} {date}';
    }
    """
    blocks = []
    for selector, held in rules.items():
        lines = [f"  {key}: {_quoted(value) if key == 'caption' else value};" for key, value in held.items()]
        blocks.append("\n".join([f"{selector} {{", *lines, "}"]))
    return "\n\n".join(blocks)


def _quoted(text: str) -> str:
    return f"'{text}'"


def command(rules: Style) -> str:
    """The rules as one line to type or paste into Browser's editor.

    >>> command({"node.Deal": {"color": "#E69F00"}})
    ':style {"node.Deal":{"color":"#E69F00"}}'
    """
    return ":style " + json.dumps(rules, separators=(",", ":"))


def setting(rules: Style) -> str:
    """The line of neo4j.conf that gives the style to every Browser that connects to the server; nothing is left to configure then.

    >>> setting({"node.Deal": {"color": "#E69F00"}})
    'browser.post_connect_cmd=style {"node.Deal":{"color":"#E69F00"}}'
    """
    return "browser.post_connect_cmd=" + command(rules).removeprefix(":")
