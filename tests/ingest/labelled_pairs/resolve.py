"""The text that one side of a labelled pair stands for: itself, or a place in a public file that is not part of the project.

A reference is `FOLDER/FILE#KEY/.../KEY`: the file below the data folder, then the way down into it.

    us-ofac-sdn/sdn.csv#36                                 the name of entity 36
    us-ofac-sdn/alt.csv#36/12                              its alternate name 12
    us-csl/consolidated_2022.csv#<_id>/EL/alt/3            the third alternate name of a row of the Entity List
    eu-journal-sanctions/32014R0833.csv#17/alias/2         the second alias in record 17 (the heading is not a record)
    misp-galaxy/intelligence-agencies.json#<uuid>/plain    the value without a remark in brackets at its end

Lists count from 1. The files are read as published, with no reader of the project between, so that the set does not move with the readers.
"""

import csv
import hashlib
import json
import re
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml import ElementTree

REFERENCE = re.compile(r"(?P<file>[a-z0-9-]+/[\w.-]+\.(?:csv|json|xml|XML))#(?P<way>.+)", re.ASCII)
_BRACKETS = re.compile(r"\s\([^()]*\)$")
Tree = dict[str, "Tree"] | list[str] | str


def is_reference(side: str) -> bool:
    """Whether a side of a pair points into a file.

    >>> is_reference("us-ofac-sdn/alt.csv#36/12"), is_reference("Huawei Technologies Co., Ltd.")
    (True, False)
    """
    return REFERENCE.fullmatch(side) is not None


def resolve(side: str, data: Path) -> str:
    """The name that `side` stands for. LookupError when the file or the place in it is not there."""
    match = REFERENCE.fullmatch(side)
    if not match:
        return side
    path = data / match["file"]
    if not path.is_file():
        raise LookupError(f"{match['file']}: no such file below {data}")
    place = _tree(path)
    for key in match["way"].split("/"):
        try:
            place = place[int(key) - 1] if isinstance(place, list) else place[key]  # type: ignore[index]
        except (KeyError, IndexError, ValueError, TypeError):
            raise LookupError(f"{side}: nothing at {key!r}") from None
    if not isinstance(place, str):
        raise LookupError(f"{side}: leads to {len(place)} values, not to one")
    return place


def fingerprint(text: str) -> str:
    """Eight hexadecimal signs that tell whether the text behind a reference is still the one that was reviewed.

    >>> fingerprint("abc")
    'ba7816bf'
    """
    return hashlib.sha256(text.encode()).hexdigest()[:8]


@cache
def _tree(path: Path) -> Tree:
    if path.suffix == ".csv":
        return _csv_tree(path)
    if path.name.endswith(".entities.ftm.json"):
        with path.open(encoding="utf-8") as lines:
            return {e["id"]: e["properties"] for e in map(json.loads, lines)}
    if path.suffix == ".json":
        values = json.loads(path.read_text("utf-8"))["values"]
        return {v["uuid"]: {"value": v["value"], "plain": _BRACKETS.sub("", v["value"]), **v.get("meta", {})} for v in values}
    return {e.findtext("DATAID", ""): _un_entity(e) for e in ElementTree.parse(path).iter("ENTITY")}


def _csv_tree(path: Path) -> Tree:
    with path.open(encoding="utf-8-sig", newline="") as file:
        if path.parent.name.startswith("us-ofac-sdn"):
            rows = [row for row in csv.reader(file) if len(row) > 1]  # the last row is a lone end-of-file sign
            if path.stem == "sdn":
                return {row[0]: row[1] for row in rows}
            alternates: dict[str, Tree] = {row[0]: {} for row in rows}
            for entity, number, _, name, *_ in rows:
                alternates[entity][number] = name  # type: ignore[index, call-overload]
            return alternates
        records = list(csv.DictReader(file))
    if path.parent.name == "us-csl":
        return _screening_list(records)
    separator = ";"
    trees = [{k: _values(v, separator) if k.casefold() in ("alias", "aliases") else v for k, v in r.items()} for r in records]
    if path.parent.name == "opensanctions-simple-csv":
        return {record["id"]: tree for record, tree in zip(records, trees, strict=True)}
    return {str(number): tree for number, tree in enumerate(trees, 1)}


def _screening_list(records: list[dict[str, str]]) -> Tree:
    """By `_id`, then by the list's short name, for one OFAC id stands once in every list it is on."""
    tree: dict[str, Tree] = {}
    for record in records:
        short = re.search(r"\((\w+)\)", record["source"])
        one = {"name": record["name"], "alt": _values(record["alt_names"], "; ")}
        tree.setdefault(record["_id"], {})[short[1] if short else record["source"]] = one  # type: ignore[index, call-overload]
    return tree


def _un_entity(entity: Element) -> Tree:
    aliases = [name.strip() for name in (a.findtext("ALIAS_NAME") for a in entity.iter("ENTITY_ALIAS")) if name]
    return {"name": entity.findtext("FIRST_NAME", "").strip(), "alias": aliases}


def _values(cell: str | None, separator: str) -> list[str]:
    return [value.strip() for value in (cell or "").split(separator) if value.strip()]
