"""The answer for one organization as trees for a terminal."""

import io
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.tree import Tree

from graph.ownership.solver import percent

_WORDS = {"covered": "covered", "depends": "depends", "not-covered": "not covered"}


def text(answer: dict[str, Any], width: int) -> str:
    """Owners upwards, what is owned downwards, and the proof under each rule, in lines of at most `width` characters."""
    out = io.StringIO()
    console = Console(file=out, width=width, highlight=False)
    entity = answer["organization"]
    console.print(f"[bold]{escape(entity['name'])}[/bold] ({escape(entity['id'])}) on {answer['days']}")
    for listing in answer["listed"]:
        console.print(f"  {_listing(listing)}")
    console.print(_chain("Owners", answer["owners"], "owner"))
    console.print(_chain("Owns", answer["owned"], "asset"))
    for rule in answer["rules"]:
        console.print(_rule(rule))
    for stake in answer["left out"]:
        console.print(f"Left out: {escape(stake['stake'])}, because {escape(stake['why'])}.")
    return out.getvalue()


def _listing(listing: dict[str, Any]) -> str:
    return escape(
        f"{'on' if listing['certain'] else 'perhaps on'} {listing['programme']} since {listing['since']} ({', '.join(listing['listings'])})"
    )


def _stake(stake: dict[str, Any]) -> str:
    holds = {"certain": "", "possible": " · possible on that day", "no": " · over or replaced by that day"}[stake["on that day"]]
    disputed = " · disputed" if stake["disputed"] else ""
    return escape(f"{stake['share']}, {stake['held']}{holds}{disputed} · {stake['evidence']} · {', '.join(stake['sources'])}")


def _chain(title: str, stakes: list[dict[str, Any]], end: str) -> Tree:
    tree = Tree(title if stakes else f"{title}: nothing known")
    path = [tree]
    for stake in stakes:
        del path[stake["level"] :]
        listed = " [listed]" if end == "owner" and stake["listed"] else ""
        path.append(path[-1].add(f"{escape(stake[end]['name'])}{escape(listed)}: {_stake(stake)}"))
    return tree


def _rule(rule: dict[str, Any]) -> Tree:
    held = rule["held by covered owners"]
    least, most = percent(round(held["least"] * 10_000)), percent(round(held["most"] * 10_000))
    state = f" ({rule['rule on that day']} on that day)" if rule["rule on that day"] else ""
    sums = f", covered owners hold {least}" + (f" to {most}" if least != most else "")
    tree = Tree(
        f"[bold]{escape(rule['name'])}[/bold]{state}: [bold]{_WORDS[rule['answer']]}[/bold]{sums}; test: {escape(rule['test'])}"
    )
    for listing in rule["listed itself"]:
        tree.add(f"listed itself: {_listing(listing)}")
    for decider in rule["turns on"]:
        tree.add(f"turns on {escape(decider['sentence'])}")
    if rule["proof"]:
        _proof(tree, rule["proof"])
    for note in rule["notes"]:
        tree.add(escape(note))
    return tree


def _proof(tree: Tree, node: dict[str, Any]) -> None:
    for step in node.get("because", ()):
        owner = step["owner"]
        label = f"{escape(owner['name'])} ({_WORDS[owner['state']]}): {escape(step['share'])}"
        if "shown" in owner:
            label += f" · shown {owner['shown']}"
        branch = tree.add(label)
        for stake in step["stakes"]:
            branch.add(f"{escape(stake['stake'])}: {_stake(stake)}")
        for listing in owner.get("listed on", ()):
            branch.add(_listing(listing))
        _proof(branch, owner)
