"""The guide that Browser plays (`:play URL`): slides of HTML whose code one clicks to run."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from queries.browser.scripts import pictures
from queries.browser.style import command, style
from queries.catalogue import Query, named

HERE = Path(__file__).parent
TABLES = ("sanctioned-vendors-exporting", "deals-after-listing", "exporters")
PICTURES = ("vendor", "deals-after-listing", "listed-on-a-day")
"""What the guide shows first; all the rest is among the saved scripts."""
LEGEND = {
    "Company": "companies and other organizations (light blue)",
    "PublicBody": "public bodies: agencies, police, ministries (light orange)",
    "Territory": "territories (grey)",
    "Technology": "technologies (plum)",
    "Item": "products and components (sea green)",
    "Programme": "programmes, that is lists (yellow)",
    "Deal": "deals (brown)",
    "Use": "uses (dark green); mentions and access (pale green)",
    "Listing": "listings (rose)",
    "OwnershipStake": "stakes, control, successions (violet)",
    "SupplyLink": "supply (dark blue-green)",
    "Verdict": "verdicts, which are derived (white, red rim)",
}
"""Label -> what its colour stands for."""


def patterns() -> list[tuple[str, str]]:
    """(what it is for, Cypher) of the ad hoc statements in patterns.cypher, which blank lines part."""
    blocks = (HERE / "patterns.cypher").read_text(encoding="utf-8").strip().split("\n\n")
    return [(title.removeprefix("// "), text) for title, _, text in (block.partition("\n") for block in blocks)]


def statement(query: Query) -> str:
    """The statement alone, ready to run."""
    return "\n".join(line for line in query.for_browser().splitlines() if not line.startswith("//"))


def guide() -> str:
    """The guide as HTML, everything escaped."""
    page = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined).get_template("guide.html")
    drawn = [pictures()[name] for name in PICTURES]
    rules = style()
    legend = [(rules[f"node.{label}"]["color"], rules[f"node.{label}"]["border-color"], what) for label, what in LEGEND.items()]
    return page.render(
        style=command(rules).removeprefix(":"),
        legend=legend,
        tables=[named(name) for name in TABLES],
        drawn=drawn,
        patterns=patterns(),
        statement=statement,
    )
