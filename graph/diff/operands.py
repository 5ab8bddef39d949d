"""What may be compared, and reading it as a property graph, without writing to it:

| operand | is read from |
| --- | --- |
| a home (`KG_HOME`) | its `rdf` folder; its store answers the queries where that is of this RDF and this version of the program |
| the `rdf` folder of a home | itself |
| a file of `kg export nquads` or `trig` | itself; which edition lists which programme in full, which no RDF says, comes from the sources known to the project |
| a folder of `kg export parquet` | itself |
"""

import contextlib
import fcntl
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from graph import projection
from graph.build import is_current
from graph.exports import parquet
from graph.property_graph import SOURCE_PREFIX, Node, PropertyGraph, RelationshipKey
from graph.stores.embedded import EmbeddedStore
from ontology.errors import KgError, UsageError, did_you_mean

HOME, RDF, QUADS, PARQUET = "home", "rdf folder", "quads", "parquet folder"
QUAD_FORMATS = {".nq": ox.RdfFormat.N_QUADS, ".nquads": ox.RdfFormat.N_QUADS, ".trig": ox.RdfFormat.TRIG}
IDENTITIES = "urn:kg:graph:identities"
Coverage = Callable[[Iterable[str]], list[dict[str, str]]]
"""From uris of editions to the rows of coverage.json."""
_TAKEN = "a KG_HOME, its rdf folder, a file of kg export nquads or trig (.nq, .trig), or a folder of kg export parquet"


@dataclass(frozen=True)
class Operand:
    """One side of a comparison. `path` is the rdf folder of a home, else what was given."""

    given: str
    kind: str
    path: Path

    @property
    def has_candidates(self) -> bool:
        """Whether it says who may be the same; RDF files do not."""
        return self.kind == PARQUET or (self.path / "candidates.json").exists()

    def store(self) -> EmbeddedStore | None:
        """The store that holds exactly this graph, where there is one already."""
        if self.kind != HOME:
            return None
        store = EmbeddedStore(self.path.parent / "store")
        return store if is_current(store, self.path) else None

    def content(self) -> str:
        """A digest of all that it says; equal for equal operands of one kind."""
        whole = hashlib.sha256(("rdf" if self.kind in (HOME, RDF) else self.kind).encode())
        for path in self._files():
            whole.update(path.relative_to(self.path).as_posix().encode())
            with path.open("rb") as file:
                whole.update(hashlib.file_digest(file, "sha256").digest())
        return whole.hexdigest()

    def _files(self) -> list[Path]:
        if self.kind == QUADS:
            return [self.path]
        if self.kind == PARQUET:
            return [self.path / parquet.NODES, self.path / parquet.RELATIONSHIPS]
        derived = [self.path / name for name in ("identities.nq", "coverage.json", "candidates.json")]
        return [*projection.edition_files(self.path), *(p for p in derived if p.exists())]

    def graph(self, work: Path, coverage: Coverage) -> PropertyGraph:
        """Its property graph; `work` is an empty folder for what has to be written on the way. KgError for what is no graph of this version."""
        try:
            if self.kind == PARQUET:
                return _from_parquet(self.path)
            if self.kind == QUADS:
                _unpack(self.path, work, coverage)
            with unwritten(self):
                return projection.project(work if self.kind == QUADS else self.path)
        except (OSError, SyntaxError, ValueError, KeyError) as error:
            what = (getattr(error, "strerror", None) or str(error) or type(error).__name__).splitlines()[0]
            raise KgError(f"{self.given} cannot be read as a graph ({what}); build or export it again.") from None
        except KgError as error:
            raise KgError(f"{self.given} is no graph of this version of the program: {error}.") from None


def operand(given: str) -> Operand:
    """What a text of the command line means. UsageError, with a suggestion, for what cannot be compared."""
    path = Path(given)
    if not path.exists():
        beside = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
        raise UsageError(f"There is no {given}; give {_TAKEN}.{did_you_mean(path.name, beside)}")
    if path.is_file():
        if path.suffix.lower() in QUAD_FORMATS:
            return Operand(given, QUADS, path)
        raise UsageError(
            f"{given} does not say which edition states what, so it cannot be compared; give {_TAKEN}."
            if path.suffix.lower() in (".ttl", ".jsonld", ".json", ".graphml", ".gexf", ".csv")
            else f"{given} is nothing that can be compared; give {_TAKEN}."
        )
    for folder, kind in ((path / "rdf", HOME), (path, RDF)):
        if (folder / "identities.nq").exists():
            if not (folder / "coverage.json").exists():
                raise UsageError(f"{given} holds a build that was not finished; run kg build with KG_HOME={given} first.")
            return Operand(given, kind, folder)
    if all((path / name).exists() for name in (parquet.NODES, parquet.RELATIONSHIPS)):
        return Operand(given, PARQUET, path)
    raise UsageError(f"{given} holds no build and no export that can be compared; give {_TAKEN}.")


@contextlib.contextmanager
def unwritten(side: Operand) -> Iterator[None]:
    """Nobody builds in the home while the block runs; nothing is written for that. KgError when somebody does already."""
    path = side.path.parent / "build.lock"
    if side.kind != HOME or not path.exists():
        yield
        return
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            raise KgError(f"a build is writing to {side.given} just now; wait for it") from None
        yield


def _unpack(path: Path, folder: Path, coverage: Coverage) -> None:
    """The file as the rdf folder of a build: the quads of each named graph apart, sorted by subject."""
    graphs: dict[str, list[ox.Quad]] = defaultdict(list)
    for quad in ox.parse(path=str(path), format=QUAD_FORMATS[path.suffix.lower()]):
        if not isinstance(quad.graph_name, ox.NamedNode):
            raise KgError("some of its statements are in no named graph, so their edition is not known")
        graphs[quad.graph_name.value].append(quad)
    if not graphs:
        raise KgError("it holds no statement")
    for name, quads in {IDENTITIES: [], **graphs}.items():
        source, _, edition = name.removeprefix(SOURCE_PREFIX).partition(":")
        target = folder / source.replace("-", "_") / f"{edition.replace('/', '_')}.nq"
        if name == IDENTITIES:
            target = folder / "identities.nq"
        elif not name.startswith(SOURCE_PREFIX):
            raise KgError(f"its named graph {name} is no edition of a source")
        target.parent.mkdir(parents=True, exist_ok=True)
        quads.sort(key=lambda q: q.subject.value)
        target.write_bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS))
    (folder / "coverage.json").write_text(json.dumps(coverage(graphs.keys() - {IDENTITIES})))


def _from_parquet(folder: Path) -> PropertyGraph:
    arrow = parquet.arrow()

    def rows(name: str) -> Iterator[dict[str, Any]]:
        with arrow.parquet.ParquetFile(folder / name) as file:
            for batch in file.iter_batches():
                columns = {n: column.to_pylist() for n, column in zip(batch.schema.names, batch.columns, strict=True)}
                for values in zip(*columns.values(), strict=True):
                    yield {n: v for n, v in zip(columns, values, strict=True) if v is not None}

    graph = PropertyGraph()
    for held in rows(parquet.NODES):
        graph.nodes[held["uri"]] = Node(tuple(held.pop("labels")), held)
    for held in rows(parquet.RELATIONSHIPS):
        key: RelationshipKey = (held.pop("src"), held.pop("type"), held.pop("dst"), held.get("event", ""))
        if not key[3]:
            held.pop("event", None)
        graph.relationships[key] = held
    return graph
