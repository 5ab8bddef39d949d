"""RDF folder -> embedded store, only when the RDF or the code that projects it changed."""

import hashlib
from pathlib import Path

import ontology
from graph import projection
from graph.stores.embedded import EmbeddedStore
from graph.stores.store import Progress


def _stamp(folder: Path) -> str:
    """Changes when the RDF, the mapping, or the code of this folder does."""
    whole = hashlib.sha256()
    code = sorted([*Path(projection.__file__).parent.rglob("*.py"), *ontology.files()])
    derived = [p for n in ("identities.nq", "coverage.json", "candidates.json") if (p := folder / n).exists()]
    for path in [*code, *projection.edition_files(folder), *derived]:
        with path.open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()


def _stamp_of(store: EmbeddedStore) -> str:
    """What the content of the store was made from; '' when it has none or does not say."""
    stamp_file = store.current and store.current / "stamp"
    return stamp_file.read_text() if stamp_file and stamp_file.exists() else ""


def is_current(store: EmbeddedStore, folder: Path) -> bool:
    """Whether the store holds what the RDF in `folder` gives today."""
    return _stamp_of(store) == _stamp(folder)


def build_store(home: Path, folder: Path, *, again: bool, progress: Progress = lambda *_: None) -> str:
    """Bring the embedded store up to date with the RDF in `folder`. Returns what was written, '' when nothing was."""
    store = EmbeddedStore(home / "store")
    stamp = _stamp(folder)
    if not again and _stamp_of(store) == stamp:
        return ""
    graph = projection.project(folder)
    store.replace(graph, progress)
    assert store.current
    (store.current / "stamp").write_text(stamp)
    return f"{len(graph.nodes)} nodes, {len(graph.relationships)} relationships"
