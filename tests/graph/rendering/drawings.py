"""Drawings to open as pages: one to check by hand, one that wants to do harm, and large ones."""

import random
from typing import Any

Drawing = dict[str, Any]


def node(id: str, name: str, kind: str = "organization", x: float = 0, y: float = 0, **more: Any) -> dict[str, Any]:
    return {
        "id": id, "name": name, "kind": kind, "x": x, "y": y, "territories": [], "aliases": [], "identifiers": [], "listings": [], "facts": [], "link": None, **more,
    }  # fmt: skip


def fact(id: str, kind: str, title: str, days: tuple[str, str] = ("", ""), **more: Any) -> dict[str, Any]:
    return {
        "id": id, "kind": kind, "title": title, "rows": [], "days": list(days), "until": None, "grade": "press", "technologies": [], "programme": None, "open": True,
        "sources": [0], **more,
    }  # fmt: skip


def edge(start: int, end: int, kind: str, fact: int) -> dict[str, Any]:
    return {"from": start, "to": end, "kind": kind, "fact": fact}


def drawing(nodes: list[dict[str, Any]], edges: list[dict[str, Any]], facts: list[dict[str, Any]], **more: Any) -> Drawing:
    return {
        "title": "Around Acme",
        "caption": {
            "release": "0.0.0", "as_of": "2022-01-01", "engine": "embedded", "command": "kg render --around acme", "notes": ["Nothing was left out."],
            "licences": [["CC BY 4.0", True, 1], ["CC BY-NC 4.0", False, 1]],
        },
        "layout": "free", "collapse": False, "nodes": nodes, "edges": edges, "facts": facts,
        "sources": [
            {"title": "The Daily", "publisher": "Daily Ltd", "date": "2019-06-01", "url": "https://example.org/daily", "licence": "CC BY 4.0", "open": True, "read": "2026-11-24"},
            {"title": "The Weekly", "publisher": "Weekly Ltd", "date": "", "url": "https://example.org/weekly", "licence": "CC BY-NC 4.0", "open": False, "read": ""},
        ],
        "legend": {
            "technologies": {"face-recognition": "face recognition", "drones": "drones"}, "programmes": {"entity-list": "Entity List"},
            "grades": [["contract", "contract or award document"], ["press", "press"], ["inferred", "inferred"]],
        },
        **more,
    }  # fmt: skip


def small(**more: Any) -> Drawing:
    """Acme sold to the police twice (2019-05-01, and some day of 2021), the police is in Kenya; ChipCo makes a chip that goes into Acme's things; Holding owned Acme
    until 2020-06-30, and Acme sold to twelve territories that have no other line. Acme is listed since 2019-10-09, ChipCo since some day of 2020.

    18 nodes; 18 lines: 14 "sold to", one each of in, makes, supplies, owns.
    """
    nodes = [
        node("acme", "Acme Cameras", territories=[["CN", "China"]], aliases=["爱克美", "Акме", "Società Ácme"], identifiers=["lei:5493001"], listings=[0]),
        node("police", "Kenya Police", "agency", 300, 0, territories=[["KE", "Kenya"]]),
        node("kenya", "Kenya", "territory", 600, 0),
        node("chipco", "ChipCo", x=-600, territories=[["US", "United States"]], listings=[1]),
        node("chip", "AI chip", "item", -300, 0),
        node("holding", "Holding", x=0, y=-200),
    ]  # fmt: skip
    nodes += [node(f"t{i:02}", f"Land {i:02}", "territory", -330 + 60 * i, 300) for i in range(12)]
    facts = [
        fact("l-acme", "listing", "Acme on the Entity List", ("2019-10-09", "2019-10-09"), programme="entity-list", grade="contract"),
        fact("l-chipco", "listing", "ChipCo on the Entity List", ("2020-01-01", "2020-12-31"), programme="entity-list", grade="contract"),
        fact("deal-1", "deal", "Acme sold to the police", ("2019-05-01", "2019-05-01"), rows=[["signed", "1 May 2019"], ["amount", "USD 12 m (loan)"]], grade="contract", technologies=["face-recognition"]),
        fact("deal-2", "deal", "Acme sold drones to the police", ("2021-01-01", "2021-12-31"), rows=[["signed", "2021"]], technologies=["drones"], sources=[1], open=False),
        fact("police-in", "item", "Kenya Police in Kenya", grade=""),
        fact("chip-made", "item", "ChipCo makes AI chip", grade=""),
        fact("supply", "supply link", "AI chip supplies Acme", ("2018-03-01", "2018-03-01"), grade="inferred"),
        fact("stake", "ownership stake", "Holding owns Acme", ("2015-01-01", "2015-01-01"), until=["2020-06-30", "2020-06-30"]),
    ]  # fmt: skip
    edges = [
        edge(0, 1, "sold to", 2), edge(0, 1, "sold to", 3), edge(1, 2, "in", 4), edge(3, 4, "makes", 5), edge(4, 0, "supplies", 6), edge(5, 0, "owns", 7),
    ]  # fmt: skip
    for i in range(12):
        edges.append(edge(0, 6 + i, "sold to", len(facts)))
        facts.append(fact(f"sale-{i:02}", "deal", f"Acme sold to Land {i:02}", ("2017-01-01", "2017-01-01")))
    return drawing(nodes, edges, facts, **more)


NAMES = [
    "<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>", "<!--<script>", "'\"><svg onload=alert(1)>", "\u202egpj.exe\u202c", "a\x00b\x1b[31m", "x" * 10_000,
    "\ud800 half", "=HYPERLINK(\"http://evil.example\")", "${alert(1)} {{ 7 * 7 }}", "\u2028\u2029", "javascript:alert(1)", "&lt;b&gt;", "\U000e0041tag", "  ", "",
]  # fmt: skip


def hostile() -> Drawing:
    """Every name of `NAMES` as a node's name, alias, identifier, fact title, row and source; addresses that are no web addresses; ids that JavaScript knows."""
    ids = ["__proto__", "constructor", "toString", "hasOwnProperty", *(f"<{i}>" for i in range(len(NAMES) - 4))]
    addresses = ["javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "https://example.org/\u202egpj", "//evil.example", "file:///etc/passwd", "https://ok.example/?a=1&b=<2>"]  # fmt: skip
    sources = [
        {"title": name, "publisher": name[:50], "date": name[:50], "url": addresses[i % len(addresses)], "licence": name[:50], "open": False, "read": name[:50]}
        for i, name in enumerate(NAMES)
    ]  # fmt: skip
    count = len(NAMES)
    facts = [
        fact(f"{i}{name[:20]}", "deal", f'{name}<a href="javascript:alert(1)">x</a>', rows=[[name[:40], name]], sources=[i], technologies=["__proto__"], grade="constructor")
        for i, name in enumerate(NAMES)
    ]  # fmt: skip
    nodes = [
        node(ids[i], name, ["organization", "<kind>", "constructor"][i % 3], (i % 4) * 200, (i // 4) * 200, territories=[[name[:2], name[:60]]], aliases=[name], identifiers=[name[:200]], listings=[i], link="javascript:alert(1)")
        for i, name in enumerate(NAMES)
    ]  # fmt: skip
    edges = [edge(i, (i + 1) % count, ["sold to", "<b>bold</b>", "__proto__"][i % 3], i) for i in range(count)]
    legend = {
        "technologies": {"__proto__": NAMES[0]},
        "programmes": {"constructor": NAMES[1]},
        "grades": [["constructor", NAMES[0]]],
    }
    made = drawing(nodes, edges, facts, sources=sources, legend=legend, title=f"{NAMES[1]} {NAMES[4]}")
    made["caption"]["notes"] = NAMES[:5]
    made["caption"]["licences"] = [[NAMES[0], False, 3]]
    return made


def large(nodes: int, edges: int, seed: int = 1) -> Drawing:
    """A drawing of a random graph whose hubs have many neighbours, half of the nodes on a grid of 120 units; every line dated within 2010 to 2021."""
    chance = random.Random(seed)
    side = int(nodes**0.5) + 1
    kinds = ["organization", "agency", "territory", "item"]
    words = ["Digital", "Vision", "Systems", "Security", "Networks", "Cloud", "Micro", "Optics"]
    facts, made, lines = [], [], []
    for i in range(nodes):
        name = f"{chance.choice(words)} {chance.choice(words)} {i} Co., Ltd."
        made.append(
            node(
                f"n{i}",
                name,
                kinds[i % 4],
                (i % side) * 120,
                (i // side) * 120,
                territories=[["CN", "China"]],
                aliases=[f"Alias {i}", f"别名{i}"],
            )
        )
        if i % 10 == 0:
            made[-1]["listings"].append(len(facts))
            facts.append(
                fact(
                    f"listing-{i}",
                    "listing",
                    f"{name} on the Entity List",
                    (f"20{chance.randint(10, 21)}-03-01",) * 2,
                    programme="entity-list",
                )
            )
    for e in range(edges):
        start = int(nodes * chance.random() ** 3)
        end = e if e < nodes and e != start else chance.randrange(nodes)
        year = chance.randint(2010, 2021)
        days = (f"{year}-01-01", f"{year}-12-31") if e % 3 else (f"{year}-06-15",) * 2
        lines.append(edge(start, end, ["sold to", "supplies", "owns", "in"][e % 4], len(facts)))
        facts.append(
            fact(
                f"fact-{e}",
                "deal",
                f"Deal number {e} of {made[start]['name']}",
                days,
                rows=[["signed", str(year)], ["amount", f"USD {e} m"]],
                sources=[e % 200],
            )
        )
    sources = [
        {"title": f"Report {s} on surveillance exports", "publisher": "Institute", "date": "2020", "url": f"https://example.org/{s}", "licence": "CC BY 4.0", "open": True, "read": "2026-11-24"}
        for s in range(200)
    ]  # fmt: skip
    return drawing(made, lines, facts, sources=sources, title=f"{nodes} nodes", collapse=nodes > 600)
