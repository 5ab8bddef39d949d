"""FollowTheMoney entities -> organizations, stakes, control links and listings.

| FollowTheMoney | here |
| --- | --- |
| Company, PublicBody, Organization | the class of that name; LegalEntity: what its name shows |
| Ownership | OwnershipStake; `percentage` may be a range; `sharesCount` is no share and stays as published |
| Directorship | ControlLink on the basis of a board seat |
| Sanction | Listing on the programme that `programmes.csv` names for its data set and program |
| Person | name only, and only as owner or officer of an organization that is kept |

`schemata.csv` says what is left out. A link to an entity that is not in the file, or that was rejected, is rejected. A listing without a
start begins no later than the edition; with only a listing date it begins with its publication. Statements of a public register or
list (`datasets.csv`) are official; the rest is OpenSanctions' attribution.
"""

import csv
from functools import cache
from pathlib import Path
from typing import Any

from ingest.dates import not_after
from ingest.edition import Edition, LeftOut, Record
from ingest.facts import iri, programme
from ingest.facts import territory as territory_iri
from ingest.opensanctions_ftm.form import Index, Line, flat, index, lines, one, roles, share, texts, when
from ingest.organizations import class_of, is_person_like
from ingest.territories import code_of
from ontology.errors import FactError, did_you_mean

_NAMES = ("name", "alias", "weakAlias", "previousName", "abbreviation")


@cache
def _table(name: str) -> tuple[dict[str, str], ...]:
    with (Path(__file__).parent / name).open(newline="", encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


@cache
def _schemata() -> dict[str, dict[str, str]]:
    return {row["schema"]: row for row in _table("schemata.csv")}


def _org(entity: str) -> str:
    return iri("org", "opensanctions-ftm", entity)


def read(edition: Edition) -> None:
    found = index(edition)
    links: list[Record] = []
    try:
        for role in roles(edition):
            for line in lines(edition, role):
                _read_line(edition, line, found, links)
    finally:
        read_link = {"Ownership": _ownership, "Directorship": _directorship, "Sanction": _sanction}
        for row in links:
            with row:
                read_link[row["schema"]](edition, row, found)


def _read_line(edition: Edition, line: Line, found: Index, links: list[Record]) -> None:
    """Read an entity, or put a link aside until all entities are known."""
    row = edition.record(line.role, flat(line.entity), line.number)
    here = (line.role, line.number)
    known = not line.problem and here not in found.refused
    current = known and line.operation != "DEL" and found.current.get(line.id) == here
    if current and _schemata().get(row["schema"], {}).get("use") == "link":
        links.append(row)
        return
    with row:
        if not known:
            raise FactError(line.problem or found.refused[here])
        if not current:
            raise LeftOut("deletes an entity" if line.operation == "DEL" else "an entity that a later line changes or deletes")
        _entity(edition, row)


def _entity(edition: Edition, row: Record) -> None:
    schema = row["schema"]
    known = _schemata().get(schema)
    if known is None:
        raise FactError(f"unknown schema {schema!r}; add it to schemata.csv beside the reader.{did_you_mean(schema, _schemata())}")
    if known["use"] == "left out":
        raise LeftOut(known["reason"])
    names = texts(row, *_NAMES)
    name = str(row["caption"]).strip() if row.get("caption") else names[0] if names else ""
    if not name:
        raise FactError(f"{row['id']} has no name")
    if schema == "LegalEntity" and is_person_like(name):
        raise LeftOut("natural person, by the name")
    codes = list(dict.fromkeys(code_of(c) for c in texts(row, "jurisdiction") or texts(row, "mainCountry") or texts(row, "country")))
    typed, untyped = _identifiers(row, codes[0] if len(codes) == 1 else None)
    edition.facts.add(
        class_of(name) if schema == "LegalEntity" else schema, _org(row["id"]), once=True, name=name, alias=[a for a in names if a != name],
        territory=[territory_iri(c) for c in codes], address=texts(row, "address"), website=texts(row, "website"), identifier=typed,
        description=texts(row, "summary", "notes", "description"), recordId=row["id"],
        asPublished=[*untyped, *([f"datasets: {'; '.join(sorted(row['datasets']))}"] if row.get("datasets") else [])],
    )  # fmt: skip


def _identifiers(row: Record, code: str | None) -> tuple[list[str], list[str]]:
    typed, untyped = [], []
    for prop, scheme in ((r["property"], r["scheme"]) for r in _table("identifiers.csv")):
        for value in texts(row, prop):
            if scheme not in ("registration", "tax"):
                typed.append(f"{scheme}:{value.removeprefix('IMO')}")
            elif code:
                typed.append(f"{scheme}-{code.lower()}:{value}")
            else:
                untyped.append(f"{prop}: {value}")
    return typed, untyped


def _party(edition: Edition, entity: str, found: Index, person: bool) -> str:
    """IRI of an organization that is kept, or of a natural person where one may stand. Raises FactError or LeftOut otherwise."""
    schema, caption = found.known.get(entity, ("", ""))
    if not schema:
        raise FactError(f"entity {entity} is not in the file")
    if schema == "Person":
        if not person:
            raise LeftOut("of a natural person")
        if not caption:
            raise FactError(f"person {entity} has no caption")
        return edition.facts.add("Person", iri("person", "opensanctions-ftm", entity), name=caption, recordId=entity)
    if _schemata().get(schema, {}).get("use") != "organization":
        raise LeftOut(f"of a {schema}, which is not loaded")
    if _org(entity) not in edition.facts.classes:
        raise FactError(f"entity {entity} was left out or rejected")
    return _org(entity)


def _evidence(row: Record) -> str | None:
    official = {r["dataset"] for r in _table("datasets.csv")}
    return "official-statement" if official.intersection(row.get("datasets", [])) else None


def _link(row: Record) -> dict[str, Any]:
    """What every link states beside its parties."""
    return {"start": when(row, "startDate"), "end": when(row, "endDate"), "recordId": row["id"], "evidence": _evidence(row),
            "note": texts(row, "role", "summary", "description")}  # fmt: skip


def _ownership(edition: Edition, row: Record, found: Index) -> None:
    asset = _party(edition, one(row, "asset"), found, False)
    owner = _party(edition, one(row, "owner"), found, True)
    if owner == asset:
        raise FactError(f"{row['id']}: the owner is the asset")
    percentage = texts(row, "percentage")
    parts = share(percentage)
    published = [f"sharesCount: {n}" for n in texts(row, "sharesCount")]
    if percentage and [parts.get("share")] != percentage:
        published.append(f"percentage: {'; '.join(percentage)}")
    edition.facts.add("OwnershipStake", iri("stake", "opensanctions-ftm", edition.name, row["id"]), owner=owner, asset=asset, **parts,
                      asPublished=published, **_link(row))  # fmt: skip


def _directorship(edition: Edition, row: Record, found: Index) -> None:
    controlled = _party(edition, one(row, "organization"), found, False)
    controller = _party(edition, one(row, "director"), found, True)
    if controller == controlled:
        raise FactError(f"{row['id']}: the director is the organization")
    edition.facts.add("ControlLink", iri("control", "opensanctions-ftm", edition.name, row["id"]), controller=controller, controlled=controlled,
                      basis="board", **_link(row))  # fmt: skip


def _programme(row: Record) -> str:
    programs = [*texts(row, "programId"), "*"]
    for known in _table("programmes.csv"):
        if known["dataset"] in row.get("datasets", []) and known["program_id"] in programs:
            if known["left_out"]:
                raise LeftOut(known["left_out"])
            return known["programme"]
    raise FactError(
        f"no programme is known for program {', '.join(programs[:-1]) or 'of no id'} of {', '.join(row.get('datasets', []))} "
        f"({', '.join(texts(row, 'authority')) or 'no authority'}); add it to programmes.csv beside the reader"
    )


def _sanction(edition: Edition, row: Record, found: Index) -> None:
    subject = _party(edition, one(row, "entity"), found, False)
    listed = _programme(row)
    start, listing, end = when(row, "startDate"), when(row, "listingDate"), when(row, "endDate")
    kind = "effective" if start else "published" if listing else "seen"
    expires = bool(texts(row, "duration")) or (end is not None and end > edition.day)
    edition.facts.add(
        "Listing", iri("listing", "opensanctions-ftm", edition.name, row["id"]), subject=subject, programme=programme(listed),
        start=start or listing or not_after(edition.day), startKind=kind, published=listing if start and listing != start else None,
        end=end, endKind="expires" if end and expires else None, programCode=texts(row, "programId", "program"),
        requirement=texts(row, "provisions"), recordId=[row["id"], *texts(row, "recordId", "unscId")], evidence="official-statement",
        note=[*texts(row, "reason", "summary"), *(f"Status: {s}" for s in texts(row, "status")), *(f"Duration: {d}" for d in texts(row, "duration"))],
        asPublished=[f"authority: {a}" for a in texts(row, "authority")],
    )  # fmt: skip
