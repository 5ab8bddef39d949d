"""Writes the table of docs/exports.md: each format of the curated graph, read back by another program. `python docs/exports.py` (needs the test extra)."""

import json
import runpy
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = Path(__file__).with_name("exports.md")
sys.path.insert(0, str(ROOT))


def _rdflib(form: str) -> Callable[[Path], str]:
    def read(path: Path) -> str:
        import rdflib

        held = rdflib.Dataset().parse(path, format={"jsonld": "json-ld"}.get(form, form))
        return f"{len(held):,} statements"

    return read


def _networkx(form: str) -> Callable[[Path], str]:
    def read(path: Path) -> str:
        import networkx as nx

        held = getattr(nx, f"read_{form}")(path)
        return f"{held.number_of_nodes():,} nodes, {held.number_of_edges():,} edges"

    return read


def _csv(path: Path) -> str:
    import pandas as pd

    rows = {kind: sum(len(pd.read_csv(p, dtype=str)) for p in path.glob(f"{kind}.*.csv")) for kind in ("nodes", "relationships")}
    return ", ".join(f"{n:,} {kind}" for kind, n in rows.items())


def _parquet(path: Path) -> str:
    import pandas as pd

    return ", ".join(f"{len(pd.read_parquet(path / f'{kind}.parquet')):,} {kind}" for kind in ("nodes", "relationships"))


def _ftm(path: Path) -> str:
    from followthemoney import model

    entities = [model.get_proxy(json.loads(line)) for line in path.open(encoding="utf-8")]
    for entity in entities:
        entity.schema.validate(entity.to_dict())
    return f"{len(entities):,} valid entities"


def _bods(path: Path) -> str:
    held = json.loads(path.read_text(encoding="utf-8"))
    kinds = [statement["recordType"] for statement in held]
    return ", ".join(f"{kinds.count(k):,} {k}" for k in sorted(set(kinds)))


PEERS: dict[str, tuple[str, Callable[[Path], str]]] = {
    **{form: ("rdflib", _rdflib(form)) for form in ("turtle", "trig", "nquads", "jsonld")},
    "graphml": ("networkx", _networkx("graphml")),
    "gexf": ("networkx", _networkx("gexf")),
    "csv": ("pandas", _csv),
    "parquet": ("pandas", _parquet),
    "ftm": ("followthemoney", _ftm),
    "bods": ("json; jsonschema in the tests", _bods),
}


def table(rdf: Path) -> str:
    """The rows for the RDF folder of a build."""
    from graph.exports import Content, export

    content = Content(rdf)
    lines = ["| format | written | read by | read back |", "| --- | --- | --- | --- |"]
    with tempfile.TemporaryDirectory() as place:
        for form, (peer, read) in PEERS.items():
            counts = export(content, form, Path(place) / form)
            written: dict[str, int] = {}
            for name, held in counts.items():
                for what, amount in held.items():
                    key = name.partition(".")[0] if len(counts) > 1 else what
                    written[key] = written.get(key, 0) + amount
            said = (
                f"{sum(written.values()):,} entities"
                if form == "ftm"
                else ", ".join(f"{n:,} {what}" for what, n in written.items())
            )
            lines.append(f"| {form} | {said} | {peer} | {read(Path(place) / form)} |")
    return "\n".join(lines) + "\n"


def page(text: str, rdf: Path) -> str:
    """The page with its table written anew."""
    renewed = runpy.run_path(str(Path(__file__).with_name("marks.py")))["renewed"]
    return renewed(text, {"roundtrip": table(rdf)})


def main() -> None:
    from ingest import pipeline

    with tempfile.TemporaryDirectory() as home:
        build = pipeline.build_rdf(Path(home), None)
        PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), build.folder), encoding="utf-8")


if __name__ == "__main__":
    main()
