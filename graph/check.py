"""What is wrong with a graph: dangling references, edges without a source, two values where there is room for one, curated rows that contradict."""

from collections import defaultdict
from itertools import combinations

from graph.disputes import shares_contradict, starts_contradict
from graph.ownership import Register
from graph.ownership.solver import percent
from graph.property_graph import PropertyGraph, short_id

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
    return found + contradictions(graph) + doubtful_stakes(graph)


def doubtful_stakes(graph: PropertyGraph) -> list[Problem]:
    """Stakes and links of control that cannot be, which `kg owners` leaves out; certain shares of one organization that add up to more than the whole."""
    register = Register.of(graph)
    found = [["doubtful stake", short_id(uri), f"{why}; it is left out"] for uri, why in register.doubtful.items()]
    for asset, day, total in register.book.overfull():
        found.append(
            ["shares above the whole", short_id(asset), f"the shares certainly held on {day} add up to {percent(total)}"]
        )
    return found


def contradictions(graph: PropertyGraph) -> list[Problem]:
    """Pairs of curated listings or stakes that exclude each other, unless the note of one of them names the other's id."""
    links: dict[str, dict[str, str]] = defaultdict(dict)
    for start, kind, end, event in graph.relationships:
        if not event and kind in ("SUBJECT", "PROGRAMME", "OWNER", "ASSET", "SOURCE"):
            links[start][kind] = end
    found = []
    for left, right, contradict in (("SUBJECT", "PROGRAMME", starts_contradict), ("OWNER", "ASSET", shares_contradict)):
        claims: dict[tuple[str, str], list[str]] = defaultdict(list)
        for uri, ends in links.items():
            if left in ends and right in ends and "dataset" not in graph.nodes[ends["SOURCE"]].properties:
                claims[ends[left], ends[right]].append(uri)
        for group in claims.values():
            for pair in combinations(sorted(group), 2):
                one, other = (graph.nodes[uri].properties for uri in pair)
                notes = " ".join([*one.get("notes", []), *other.get("notes", [])])
                if contradict(one, other) and not any(short_id(uri).rpartition(":")[2] in notes for uri in pair):
                    found.append(
                        [
                            "contradiction",
                            short_id(pair[0]),
                            f"excludes {short_id(pair[1])}; correct one, or name the other in its note",
                        ]
                    )
    return found
