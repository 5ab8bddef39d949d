"""LEI records -> organizations (level 1), and control by accounting consolidation or as a branch (level 2).

Level 2 says that one entity is consolidated, directly or ultimately, in the accounts of another. That is control under an accounting
standard: no share is stated, so no stake follows, only a control link that says which of the two it is. A direct and an ultimate
parent may be the same. An international branch is control on the basis of being a branch.

How sure a statement is, GLEIF says itself: corroborated with a register, or supplied by the entity only. The grade follows that. The
registry entry of an LEI (renewal, managing office) says nothing of the organization and is not read. Sole proprietors are natural
persons and left out. A registration number is stated with the code of its register (RA000585); where the IRI of a registration and
the number in it contradict each other, the number is kept as published and names nobody.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

import pyoxigraph as ox

from ingest.edition import Edition, LeftOut, Record
from ingest.facts import clean, iri
from ingest.facts import territory as territory_iri
from ingest.organizations import class_of
from ingest.territories import code_of
from ontology import RDF_TYPE
from ontology.errors import FactError, FileError, did_you_mean

L1, L2, BASE = (f"https://www.gleif.org/ontology/{name}/" for name in ("L1", "L2", "Base"))
ENTITIES = {L1 + name: name for name in ("LegalEntity", "Branch", "Fund", "SoleProprietor")}
RELATIONS = {
    L2 + "DirectConsolidation": ("Consolidated directly in the accounts of the parent; the share is not stated", None),
    L2 + "UltimateConsolidation": ("Consolidated ultimately in the accounts of the parent; the share is not stated", None),
    L2 + "InternationalBranchRelationship": ("International branch of the parent", "branch"),
}
GRADES = {
    "ValidationSourceKindFullyCorroborated": "official-statement",
    "ValidationSourceKindPartiallyCorroborated": "vendor-statement",
    "ValidationSourceKindEntitySuppliedOnly": "vendor-statement",
}
_LEI = re.compile(r"[0-9A-Z]{18}\d{2}")
_MAX = 512 * 2**20
Term = ox.NamedNode | ox.BlankNode | ox.Literal


class _Graph:
    """The statements of a Turtle file by subject and property. The samples are small; a file over half a gigabyte is refused."""

    def __init__(self, edition: Edition, role: str):
        path = edition.path(role)
        if path.stat().st_size > _MAX:
            raise FileError(f"{path} is larger than {_MAX >> 20} MiB; this reader is for GLEIF's RDF samples, give it less")
        self.statements: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        try:
            for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
                self.statements[_key(triple.subject)][triple.predicate.value].append(triple.object)
        except (SyntaxError, ValueError, OSError) as error:
            raise FileError(f"{path} is no Turtle ({error}); it may be cut off, fetch it again") from None

    def of_types(self, types: dict[str, object]) -> Iterator[tuple[str, list[str]]]:
        """Subjects of any of these types, sorted, with the types of these that they have."""
        for subject in sorted(self.statements):
            found = [t.value for t in self.statements[subject].get(RDF_TYPE, []) if t.value in types]
            if found:
                yield subject, found

    def unknown_types(self, subject_prefix: str, known: set[str]) -> Iterator[tuple[str, str]]:
        for subject in sorted(self.statements):
            kinds = [t.value for t in self.statements[subject].get(RDF_TYPE, [])]
            if kinds and subject.rpartition("/")[2].startswith(subject_prefix) and not known.intersection(kinds):
                yield subject, kinds[0]

    def values(self, subject: str, name: str) -> list[str]:
        return [t.value for t in self.statements[subject].get(name, [])]

    def value(self, subject: str, name: str) -> str:
        found = self.values(subject, name)
        if len(found) > 1:
            raise FactError(f"{_local(subject)} has {len(found)} {_local(name)}")
        return found[0] if found else ""


def _key(term: Term) -> str:
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else term.value


def _local(name: str) -> str:
    return re.split(r"[/#]", name)[-1]


def _lei(node: str) -> str:
    """The LEI in the IRI of an entity. Raises FactError for what is none, or has wrong check digits."""
    lei = _local(node).removeprefix("L-")
    if not _LEI.fullmatch(lei) or int("".join(str(int(c, 36)) for c in lei)) % 97 != 1:
        raise FactError(f"{lei!r} is no LEI: its form or its check digits are wrong")
    return lei


def read(edition: Edition) -> None:
    entities, relations = _Graph(edition, "level-1"), _Graph(edition, "level-2")
    _Levels(edition, entities, relations).read()


class _Levels:
    """Both levels of one edition."""

    def __init__(self, edition: Edition, entities: _Graph, relations: _Graph):
        self.edition = edition
        self.entities = entities
        self.relations = relations

    def read(self) -> None:
        for number, (node, kinds) in enumerate(self.entities.of_types(ENTITIES), 1):
            with self.edition.record("level-1", self._fields(self.entities, node), number) as row:
                self._entity(row, node, kinds)
        known = {*RELATIONS, L2 + "LegalEntityRelationshipRecord"}
        for number, (node, kind) in enumerate(self.relations.unknown_types("R-", known), 1):
            with self.edition.record("level-2", {}, number):
                raise FactError(f"unknown relationship {_local(kind)!r} of {_local(node)}.{did_you_mean(_local(kind), map(_local, RELATIONS))}")
        for number, (node, kinds) in enumerate(self.relations.of_types(RELATIONS), 1):
            with self.edition.record("level-2", self._fields(self.relations, node), number) as row:
                self._relation(row, node, kinds[0])

    @staticmethod
    def _fields(graph: _Graph, node: str) -> dict[str, list[str]]:
        return {_local(name): [_key(t) for t in terms] for name, terms in graph.statements[node].items() if name != RDF_TYPE}

    def _entity(self, row: Record, node: str, kinds: list[str]) -> None:
        if L1 + "SoleProprietor" in kinds:
            raise LeftOut("sole proprietor, a natural person")
        lei, names = _lei(node), row.get("hasLegalName", [])
        if not names:
            raise FactError(f"{lei} has no legal name")
        name = clean(names[0])
        jurisdiction = _local(self.entities.value(node, BASE + "hasLegalJurisdiction"))
        identifiers, untyped = self._registrations(row)
        addresses = [self._address(a) for field in ("hasLegalAddress", "hasHeadquartersAddress") for a in row.get(field, [])]
        former = [clean(n) for n in row.get("hasPreviousLegalName", [])]
        self.edition.facts.add(
            class_of(name), iri("org", "gleif", lei), once=True, name=name, alias=[n for n in [*map(clean, names[1:]), *former] if n != name],
            territory=territory_iri(code_of(jurisdiction[:2])) if row.get("hasLegalJurisdiction") else None, recordId=lei,
            identifier=[f"lei:{lei}", *identifiers], address=list(dict.fromkeys(a for a in addresses if a)), asPublished=untyped,
        )  # fmt: skip

    def _registrations(self, row: Record) -> tuple[list[str], list[str]]:
        typed, untyped = [], []
        for node in row.get("hasRegistrationIdentifier", []):
            number = clean(self.entities.value(node, L1 + "hasEntityID"))
            register = _local(self.entities.value(node, L1 + "hasRegisteredAuthority"))
            if number and register and _local(node) == f"BID-{register}-{number}":
                typed.append(f"{register.lower()}:{number}")
            else:
                untyped.append(f"hasRegistrationIdentifier: {_local(node)}, hasEntityID {number or 'none'}")
        return typed, untyped

    def _address(self, node: str) -> str:
        fields = (
            "hasAddressLine1",
            "hasAddressLine2",
            "hasAddressLine3",
            "hasCity",
            "hasPostalCode",
            "hasSubdivision",
            "hasRegion",
            "hasCountry",
        )
        found = [_local(v) if v.startswith("http") else clean(v) for f in fields for v in self.entities.values(node, BASE + f)[:1]]
        return ", ".join(v for v in found if v)

    def _relation(self, row: Record, node: str, kind: str) -> None:
        note, basis = RELATIONS[kind]
        child, parent = (self._party(row, name) for name in ("hasChild", "hasParent"))
        status = [_local(s) for s in row.get("hasRelationshipStatus", [])]
        if status not in (["RelationshipStatusActive"], ["RelationshipStatusInactive"]):
            raise FactError(f"unknown relationship status {', '.join(status) or 'none'}")
        sources = self._sources(node)
        periods = row.get("hasRelationshipPeriod", [])
        start, end = (self._day(periods, BASE + bound) for bound in ("hasStart", "hasEnd"))
        self.edition.facts.add(
            "ControlLink", iri("control", "gleif", self.edition.name, _local(node)), controller=parent, controlled=child, basis=basis,
            start=start, end=end, asOf=self.edition.day if status == ["RelationshipStatusActive"] else None, recordId=_local(node),
            evidence=GRADES[sources[0]] if sources else None, note=[note, *sources],
        )  # fmt: skip

    def _party(self, row: Record, field: str) -> str:
        found = row.get(field, [])
        if len(found) != 1:
            raise FactError(f"the relationship has {len(found)} {field}")
        party = iri("org", "gleif", _lei(found[0]))
        if party not in self.edition.facts.classes:
            raise FactError(f"{_local(found[0]).removeprefix('L-')} is no organization of level 1")
        return party

    def _sources(self, node: str) -> list[str]:
        """How the record of a relationship was validated."""
        found = [_local(s) for s in self.relations.values(f"{node}-REC", L2 + "hasValidationSources")]
        for source in found:
            if source not in GRADES:
                raise FactError(f"unknown validation source {source!r}.{did_you_mean(source, GRADES)}")
        return found

    def _day(self, periods: list[str], name: str) -> str | None:
        found = [v[:10] for p in periods for v in self.relations.values(p, name)]
        return found[0] if len(found) == 1 else None
