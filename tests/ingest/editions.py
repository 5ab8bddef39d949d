"""Read one edition of a source through the pipeline, and look at what came of it."""

from dataclasses import dataclass
from pathlib import Path

from ingest import catalogue
from ingest.catalogue import Available
from ingest.pipeline import EditionReport, read_edition
from ontology import DEF, RDF_TYPE


@dataclass
class Outcome:
    """The report of an edition, and its facts by subject and property."""

    report: EditionReport
    about: dict[str, dict[str, list[str]]]

    def all(self, cls: str) -> dict[str, dict[str, list[str]]]:
        """The subjects of that class."""
        return {iri: facts for iri, facts in self.about.items() if facts["class"] == [cls]}

    def with_value(self, cls: str, name: str, value: str) -> list[dict[str, list[str]]]:
        """The subjects of that class that have the value."""
        return [facts for facts in self.all(cls).values() if value in facts.get(name, [])]

    def one(self, cls: str, name: str, value: str) -> dict[str, list[str]]:
        """The only such subject."""
        found = self.with_value(cls, name, value)
        assert len(found) == 1, f"{len(found)} {cls} with {name} {value!r}"
        return found[0]

    def iri(self, cls: str, name: str, value: str) -> str:
        """The IRI of the only such subject."""
        (found,) = [iri for iri, facts in self.all(cls).items() if value in facts.get(name, [])]
        return found

    @property
    def reasons(self) -> list[tuple[int, str]]:
        """Line and reason of each rejected record."""
        return [(r["line"], r["reason"]) for f in self.report.files for r in f["rejections"]]

    def counts(self, file: str) -> tuple[int, int, int, int]:
        """Read, kept, left out, rejected records of one file."""
        (found,) = [f for f in self.report.files if f["file"] == file]
        return found["read"], found["kept"], sum(found["left_out"].values()), found["rejected"]


def outcome(source: str, edition: str, files: dict[str, Path]) -> Outcome:
    """Read these files as that edition; no record may go missing, and no fact may break a shape."""
    spec = catalogue.sources()[source]
    (declared,) = [e for e in spec.editions if e.name == edition]
    report, quads = read_edition(Available(spec, declared, files))
    about: dict[str, dict[str, list[str]]] = {}
    for quad in quads:
        name = "class" if quad.predicate.value == RDF_TYPE else quad.predicate.value.removeprefix(DEF)
        about.setdefault(quad.subject.value, {}).setdefault(name, []).append(quad.object.value.removeprefix(DEF))
    for file in report.files:
        assert file["read"] == file["kept"] + sum(file["left_out"].values()) + file["rejected"], file
    assert report.violations == []
    return Outcome(report, about)


def real(source: str, edition: str, shared: Path) -> Outcome:
    """Read the real files of that edition; its count assertions hold and no field is left unread without a reason."""
    (declared,) = [e for e in catalogue.sources()[source].editions if e.name == edition]
    found = outcome(source, edition, {role: shared / name for role, name in declared.files.items()})
    assert found.report.problem == ""
    assert found.report.expected == []
    assert [f["unread"] for f in found.report.files if f["unread"]] == []
    return found
