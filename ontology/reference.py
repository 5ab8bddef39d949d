"""The model as tables: `kg ref`."""

from ontology import Model, model
from ontology.errors import UsageError, did_you_mean

Table = tuple[list[str], list[list[str]]]


def overview() -> Table:
    """A row per class, property and vocabulary."""
    onto = model()
    rows = [
        ["class", c.name, onto.mapping.labels[c.name], c.comment] for c in sorted(onto.classes.values(), key=lambda c: c.name)
    ]
    rows += [
        ["property", p.name, graph_name(onto, p.name), p.comment] for p in sorted(onto.properties.values(), key=lambda p: p.name)
    ]
    rows += [["vocabulary", scheme, "", ", ".join(sorted(concepts))] for scheme, concepts in sorted(onto.schemes.items())]
    return ["kind", "name", "in_graph", "comment"], rows


def graph_name(onto: Model, name: str) -> str:
    """How a property is called in the property graph: a key, or a relationship type."""
    return onto.mapping.keys.get(name) or onto.mapping.relationships[name]


def describe(name: str) -> Table:
    """One vocabulary with its codes, one class with its properties, or one property; a name that is both gives the vocabulary.

    UsageError with suggestions for another name.
    """
    onto = model()
    known = (*onto.schemes, *onto.properties, *onto.classes)
    if name in onto.schemes:
        rows = [[c.code, c.label, c.broader, c.definition, c.iri] for c in onto.schemes[name].values()]
        return ["code", "label", "broader", "definition", "iri"], rows
    wanted = next((k for k in known if k == name), None) or next((k for k in known if k.lower() == name.lower()), None)
    if wanted in onto.classes:
        return _class(onto, wanted)
    if wanted in onto.properties:
        p = onto.properties[wanted]
        rows = [["name", p.name], ["label", p.label], ["meaning", p.comment], ["kind", p.kind], ["in graph", graph_name(onto, p.name)],
                ["stands on", ", ".join(p.domain)], ["takes", ", ".join(p.range)], ["values", "one" if p.functional else "several"],
                ["IRI", p.iri], ["aligned with", ", ".join(p.alignments)]]  # fmt: skip
        return ["what", "value"], rows
    raise UsageError(f"The model has no {name!r}; kg ref lists it.{did_you_mean(name, known)}")


def _class(onto: Model, name: str) -> Table:
    cls = onto.classes[name]
    rows = [["class", cls.name, onto.mapping.labels[name], cls.comment, cls.iri]]
    rows += [
        ["is a", parent, onto.mapping.labels[parent], onto.classes[parent].comment, onto.classes[parent].iri]
        for parent in cls.parents
    ]
    rows += [["aligned with", a, "", "", a] for a in cls.alignments]
    for p in sorted(onto.allowed[name].values(), key=lambda p: p.name):
        takes = f"{p.comment} [{', '.join(p.range)}{'' if p.functional else ', several'}]"
        rows.append([p.kind, p.name, graph_name(onto, p.name), takes, p.iri])
    for shortcut in onto.mapping.shortcuts:
        if shortcut.event == name:
            rows.append(
                ["derived", "", shortcut.name, f"from {' or '.join(shortcut.starts)} to {' or '.join(shortcut.ends)}", ""]
            )
    return ["kind", "name", "in_graph", "comment", "iri"], rows
