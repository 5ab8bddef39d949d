"""What is wrong with a graph: dangling references, edges without a source, two values where there is room for one."""

from graph.projection import short_id
from graph.property_graph import PropertyGraph

Problem = list[str]
"""Kind, where, what."""


def graph_problems(graph: PropertyGraph, conflicts: list[tuple[str, str, str]]) -> list[Problem]:
    """All problems of the graph, one row each."""
    found = [["two values", short_id(uri), f"{key} is stated as {value!r} too"] for uri, key, value in conflicts]
    sourced = {start for start, kind, _, _ in graph.relationships if kind == "SOURCE"}
    for (start, kind, end, event), properties in graph.relationships.items():
        if "Unresolved" in graph.nodes[end].labels and not event:
            found.append(["dangling reference", short_id(start), f"{kind} points at {short_id(end)}, which nothing describes"])
        if not properties.get("sources") and "Event" not in graph.nodes[start].labels:
            found.append(["edge without source", short_id(start), f"{kind} to {short_id(end)}"])
    for uri, node in graph.nodes.items():
        if "Event" in node.labels and uri not in sourced:
            found.append(["event without source", short_id(uri), "has no source"])
    return found
