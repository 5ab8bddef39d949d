"""A scene as the plain data that the page shows: nodes with places, lines, the facts behind them, their sources, a legend (the whole form: docs/pages.md)."""

from collections import Counter
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from graph.analysis.views import Facts, Thing
from graph.property_graph import SOURCE_PREFIX, Properties
from graph.rendering import layout
from graph.rendering.facts import Told, code, complete
from graph.rendering.scene import Scene
from graph.stores.store import Store
from ontology import model

COLLAPSED = 600
"""Nodes from which on a page opens with what hangs on one node alone folded."""


def drawing(store: Store, scene: Scene, *, command: str, as_of: str, links: dict[str, str] | None = None) -> dict[str, Any]:
    """The data of a page. `command` and `as_of` (ISO day) go into the caption; `links` are addresses of nodes by uri."""
    organizations = [t.uri for t in scene.view.nodes if t.kind in ("organization", "agency")]
    complete(store, scene.graph, organizations, {e.event for e in scene.view.edges if e.event.startswith("urn:kg:deal:")})
    return made(scene, engine=store.name, command=command, as_of=as_of, links=links or {})


def made(scene: Scene, *, engine: str, command: str, as_of: str, links: dict[str, str]) -> dict[str, Any]:
    """The same from a graph that holds all: listings, verdicts, sources. Pure."""
    facts = Facts(scene.graph)
    told, view = Told(facts), scene.view
    found: dict[str, dict[str, Any]] = {}
    listings: dict[str, list[str]] = {}
    for uri, _, ends in facts.of("Listing"):
        for subject in ends["SUBJECT"]:
            listings.setdefault(subject, []).append(uri)
    edges = []
    for edge in view.edges:
        start, end = view.nodes[edge.start], view.nodes[edge.end]
        key = edge.event or f"{start.id} {edge.kind} {end.id}"
        title = f"{start.name} {edge.kind} {end.name}"
        if key not in found:
            sources = [SOURCE_PREFIX + s for s in edge.sources]
            found[key] = told.fact(edge.event) if edge.event else _stated(key, title, list(edge.technologies), sources)
        edges.append((edge.start, edge.end, edge.kind, key))
    names = {held["code"]: held.get("name", held["code"]) for _, held, _ in facts.of("Territory") if "code" in held}
    nodes = [_node(facts, thing, names, links.get(thing.uri)) for thing in view.nodes]
    for thing, node in zip(view.nodes, nodes, strict=True):
        for uri in sorted(listings.get(thing.uri, ()), key=lambda u: (scene.graph.nodes[u].properties.get("startLatest", ""), u)):
            found.setdefault(uri, told.fact(uri))
            node["listings"].append(uri)
    place = {key: i for i, key in enumerate(found)}
    for node in nodes:
        node["listings"] = [place[uri] for uri in node["listings"]]
    at = (layout.tiers if scene.tiers else layout.free)(len(nodes), [(e.start, e.end) for e in view.edges])
    for node, (x, y) in zip(nodes, at.tolist(), strict=True):
        node["x"], node["y"] = round(x, 1), round(y, 1)
    sources = sorted({uri for fact in found.values() for uri in fact["sources"]})
    cited = [_source(scene.graph.nodes[uri].properties if uri in scene.graph.nodes else {"name": uri}) for uri in sources]
    number = {uri: i for i, uri in enumerate(sources)}
    for fact in found.values():
        fact["sources"] = [number[uri] for uri in fact["sources"]]
        fact["open"] = any(cited[i]["open"] for i in fact["sources"])
    return {
        "title": scene.title,
        "caption": {
            "release": release(),
            "as_of": as_of,
            "engine": engine,
            "command": command,
            "notes": list(scene.notes),
            "licences": [
                [name, is_open, n] for (name, is_open), n in sorted(Counter((s["licence"], s["open"]) for s in cited).items())
            ],
        },
        "layout": "tiers" if scene.tiers else "free",
        "collapse": len(nodes) > COLLAPSED,
        "nodes": nodes,
        "edges": [{"from": start, "to": end, "kind": kind, "fact": place[key]} for start, end, kind, key in edges],
        "facts": list(found.values()),
        "sources": cited,
        "legend": _legend(facts, list(found.values())),
    }


@cache
def release() -> str:
    """The version of the program."""
    try:
        return version("surveillance-kg")
    except PackageNotFoundError:
        return "unreleased"


def _stated(key: str, title: str, technologies: list[str], sources: list[str]) -> dict[str, Any]:
    return {
        "id": key, "kind": "item", "title": title, "rows": [], "days": ["", ""], "until": None, "grade": "", "technologies": technologies, "programme": None,
        "sources": sources,
    }  # fmt: skip


def _node(facts: Facts, thing: Thing, names: dict[str, str], link: str | None) -> dict[str, Any]:
    node = facts.graph.nodes.get(thing.uri)
    held: Properties = node.properties if node else {}
    kind = "programme" if node and "Programme" in node.labels else thing.kind
    return {
        "id": thing.id,
        "name": thing.name,
        "kind": kind,
        "territories": [[c, names.get(c, c)] for c in thing.territories],
        "aliases": list(held.get("aliases", ())),
        "identifiers": list(held.get("identifiers", ())),
        "listings": [],
        "facts": [],
        "link": link,
    }


def _source(held: Properties) -> dict[str, Any]:
    return {
        "title": held.get("name", ""), "publisher": held.get("publisher", ""), "date": held.get("date", ""), "url": held.get("url", ""),
        "licence": held.get("licence", ""), "open": bool(held.get("licenceOpen")), "read": held.get("readOn", ""),
    }  # fmt: skip


def _legend(facts: Facts, told: list[dict[str, Any]]) -> dict[str, Any]:
    """The words for the codes that occur."""
    schemes = model().schemes
    technologies = sorted({code for fact in told for code in fact["technologies"]})
    listed = {fact["programme"] for fact in told if fact["programme"]}
    programmes = {
        code(uri): node.properties.get("name", code(uri))
        for uri, node in sorted(facts.graph.nodes.items())
        if "Programme" in node.labels
    }
    grades = {fact["grade"] for fact in told}
    ordered = sorted(schemes["evidence"].items(), key=lambda pair: pair[1].rank)
    return {
        "technologies": {c: schemes["technology"][c].label if c in schemes["technology"] else c for c in technologies},
        "programmes": {c: name for c, name in programmes.items() if c in listed},
        "grades": [[c, concept.label] for c, concept in ordered if c in grades],
    }
