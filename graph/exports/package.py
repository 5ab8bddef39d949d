"""The Frictionless data package that travels with every export: what is in it, from which sources, under which licences, as of when."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from graph.exports.content import Content
from graph.exports.writing import PACKAGE
from graph.property_graph import PropertyGraph
from ontology import model


@dataclass(frozen=True)
class Resource:
    """One file of an export: its name, what it is, how many of what it holds, and the table schema where it is a table."""

    path: str
    format: str
    mediatype: str
    counts: Mapping[str, int] = field(default_factory=dict)
    described: Mapping[str, Any] = field(default_factory=dict)
    """Further keys of the resource: `schema`, `dialect`, `encoding`."""


def package(content: Content, files: Mapping[Path, Resource]) -> dict[str, Any]:
    """The data package of these files, by where each lies now; no time of the day in it, so the same content gives the same bytes."""
    graph = content.graph
    sources = datasets(graph)
    return {
        "name": "surveillance-kg",
        "title": "Knowledge graph of the surveillance-technology supply chain",
        "description": "Facts stay under the licence of the source that they name: see licence and licenceOpen of the nodes with the label Source.",
        "licenses": licences(sources),
        "sources": sources,
        "asOf": content.as_of,
        "licenceFilter": content.licence,
        "factsLeftOut": content.left_out,
        "counts": {"nodes": len(graph.nodes), "relationships": len(graph.relationships)},
        "resources": [_resource(path, resource) for path, resource in files.items()],
    }


def write(path: Path, described: dict[str, Any]) -> None:
    path.write_text(json.dumps(described, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def beside(target: Path) -> Path:
    """Where the data package of a single file stands.

    >>> beside(Path("out/kg.ttl")).name
    'kg.ttl.datapackage.json'
    """
    return target.with_name(f"{target.name}.{PACKAGE}")


def datasets(graph: PropertyGraph) -> list[dict[str, Any]]:
    """The editions that the graph was read from, with their licences; documents that single facts cite stand in the graph."""
    held = [
        node.properties for _, node in sorted(graph.nodes.items()) if "Source" in node.labels and "dataset" in node.properties
    ]
    return [
        {
            "title": f"{p.get('name', p['uri'])} ({p['id']})",
            "path": p.get("url", ""),
            "licence": p.get("licence", ""),
            "licenceOpen": bool(p.get("licenceOpen")),
        }
        for p in held
    ]


def licences(sources: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The licences that these sources state, each once.

    >>> licences([{"licence": "CC BY 4.0"}, {"licence": "not stated"}, {"licence": "CC BY 4.0"}])
    [{'name': 'CC-BY-4.0', 'title': 'CC BY 4.0'}]
    """
    stated = sorted({text for s in sources if (text := str(s["licence"])) and not text.startswith("not stated")})
    return [{"name": re.sub(r"[^A-Za-z0-9.]+", "-", text).strip("-"), "title": text} for text in stated]


def _resource(path: Path, resource: Resource) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "name": re.sub(r"[^a-z0-9._-]+", "-", Path(resource.path).stem.lower()).strip("-.") or "data",
        "path": resource.path,
        "format": resource.format,
        "mediatype": resource.mediatype,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
        **resource.counts,
        **resource.described,
    }


@cache
def column_descriptions() -> dict[str, str]:
    """What each key of the property graph means, in the words of the ontology."""
    onto = model()
    about = {key: onto.properties[name].comment for name, key in onto.mapping.keys.items() if name in onto.properties}
    for name, key in onto.mapping.keys.items():
        if name in onto.properties and onto.properties[name].kind == "date":
            about[f"{key}Earliest"] = f"first day that {key} allows"
            about[f"{key}Latest"] = f"last day that {key} allows"
    return about
