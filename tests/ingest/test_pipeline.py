"""Building the RDF: deterministic, incremental, whole or not at all, and honest about what it could not read."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import rdflib

from ingest import catalogue
from ingest.facts import Facts
from ingest.inventory import build_problems, inventory, rejections
from ingest.pipeline import build_rdf, lock, write_whole
from ingest.shapes import violations
from ontology import model
from ontology.errors import FileError, KgError

ROOT = Path(__file__).parents[2]
RESELLERS = "company,entity,country,region,municipality,suppliers,government_customers,corporate_customers,website,notes\n"
GOOD = "Invented Reseller,LLC,US,,,Invented Vendor,FBI,,,\n"


@pytest.fixture
def data(tmp_path):
    """A data folder with one invented file."""

    def make(content: str) -> Path:
        path = tmp_path / "data" / "surveillance-resellers" / "resellers.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        return tmp_path / "data"

    return make


def all_bytes(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_same_sources_give_the_same_bytes(tmp_path, data):
    folder = data(RESELLERS + GOOD)
    for name in ("a", "b"):
        with lock(tmp_path / name):
            build_rdf(tmp_path / name, folder)
    assert all_bytes(tmp_path / "a" / "rdf") == all_bytes(tmp_path / "b" / "rdf")


def test_every_file_is_rdf_that_other_tools_read(tmp_path, data):
    with lock(tmp_path):
        build = build_rdf(tmp_path, data(RESELLERS + GOOD))
    for path in [*build.folder.glob("*/*.nq"), build.folder / "identities.nq"]:
        dataset = rdflib.Dataset()
        dataset.parse(path, format="nquads")
        assert len(list(dataset.quads())) == len(path.read_bytes().splitlines())


def test_the_graph_name_leads_to_source_edition_and_licence(tmp_path, data):
    with lock(tmp_path):
        build = build_rdf(tmp_path, data(RESELLERS + GOOD))
    dataset = rdflib.Dataset()
    dataset.parse(build.folder / "surveillance_resellers" / "2015-09-04.nq", format="nquads")
    name = rdflib.URIRef("urn:kg:source:surveillance-resellers:2015-09-04")
    about = {p.rpartition(":")[2]: str(o) for _, p, o, _ in dataset.quads((name, None, None, name))}
    assert (about["edition"], about["licence"], about["dataset"]) == ("2015-09-04", "PDDL-1.0", "surveillance_resellers")


def test_only_what_changed_is_read_again(tmp_path, data):
    with lock(tmp_path):
        first = build_rdf(tmp_path, data(RESELLERS + GOOD))
        again = build_rdf(tmp_path, data(RESELLERS + GOOD))
        changed = build_rdf(tmp_path, data(RESELLERS + GOOD + "Second Invented,LLC,US,,,Invented Vendor,DEA,,,\n"))
    assert len(first.read) == 4 and again.read == [] and not again.changed
    assert changed.read == ["surveillance_resellers/2015-09-04"] and changed.changed


def test_an_edition_that_is_no_longer_there_leaves_no_facts(tmp_path, data):
    with lock(tmp_path):
        build_rdf(tmp_path, data(RESELLERS + GOOD))
        without = build_rdf(tmp_path, None)
    assert without.changed and not (without.folder / "surveillance_resellers" / "2015-09-04.nq").exists()


def test_rows_read_are_kept_left_out_or_rejected_and_reasons_are_shown(tmp_path, data):
    content = (
        RESELLERS
        + GOOD
        + "No Customer Or Supplier,LLC,US,,,,,,,\nBad Territory,LLC,Atlantis,,,V,FBI,,,\nBad Customer,LLC,US,,,V,The Moon,,,\n"
    )
    with lock(tmp_path):
        build = build_rdf(tmp_path, data(content))
    columns, rows = inventory(build)
    row = next(dict(zip(columns, r, strict=True)) for r in rows if r[0] == "surveillance_resellers")
    assert row["read"] == row["kept"] + row["left_out"] + row["rejected"] == 4
    assert (row["kept"], row["left_out"], row["rejected"]) == (1, 1, 2)
    reasons = {r[3]: r[4] for r in rejections(build)[1] if r[0] == "surveillance_resellers"}
    assert "Atlantis" in reasons[4] and "The Moon" in reasons[5]


def test_a_file_that_cannot_be_read_is_a_problem_and_the_others_still_load(tmp_path, data):
    with lock(tmp_path):
        build = build_rdf(tmp_path, data("company;country\nA;US\n"))
    problems = build_problems(build)
    assert any(kind == "unreadable file" and "no column 'company'" in what for kind, _, what in problems)
    assert any(kind == "count assertion" for kind, _, _ in problems)
    assert (build.folder / "curated" / "current.nq").exists()


def test_a_cut_file_breaks_its_count_assertion(tmp_path, data):
    with lock(tmp_path):
        build = build_rdf(tmp_path, data(RESELLERS + GOOD))
    assert any(kind == "count assertion" and "1 rows where" in what for kind, _, what in build_problems(build))


def test_a_data_folder_that_is_none_is_a_sentence(tmp_path):
    with pytest.raises(FileError, match="is no folder"):
        build_rdf(tmp_path, tmp_path / "nowhere")


def hold(home: Path, started, finish) -> None:
    with lock(home):
        started.set()
        finish.wait(30)


def test_two_builds_at_once_are_refused(tmp_path):
    context = multiprocessing.get_context("spawn")
    started, finish = context.Event(), context.Event()
    other = context.Process(target=hold, args=(tmp_path, started, finish))
    other.start()
    assert started.wait(30)
    with pytest.raises(KgError, match="Another build"), lock(tmp_path):
        pass
    finish.set()
    other.join()
    with lock(tmp_path):
        pass


def test_a_killed_build_leaves_the_old_files(tmp_path, shared):
    with lock(tmp_path):
        build_rdf(tmp_path, None)
    before = all_bytes(tmp_path / "rdf" / "curated")
    code = "import sys; from pathlib import Path; from ingest.pipeline import *\nwith lock(Path(sys.argv[1])): build_rdf(Path(sys.argv[1]), Path(sys.argv[2]), print)"
    builder = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path), str(shared)], cwd=ROOT, stdout=subprocess.PIPE, start_new_session=True
    )
    time.sleep(1.5)
    os.killpg(builder.pid, signal.SIGKILL)
    builder.wait()
    assert all_bytes(tmp_path / "rdf" / "curated") == before
    with lock(tmp_path):
        assert build_rdf(tmp_path, None).reports


def test_a_full_disk_is_a_sentence_and_keeps_the_old_file(tmp_path):
    path = tmp_path / "file"
    write_whole(path, b"old")
    code = (
        "import resource, signal, sys; from pathlib import Path; from ingest.writing import write_whole; from ontology.errors import KgError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "try: write_whole(Path(sys.argv[1]), b'x' * 1000)\nexcept KgError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, capture_output=True, text=True)
    assert "could not be written" in done.stdout and "free some space" in done.stdout
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


def test_shapes_find_what_they_must(tmp_path):
    """A fault of each kind, planted into facts that are right otherwise."""
    source = "urn:kg:source:x:1"

    def broken(cls, **properties):
        facts = Facts(model(), source, source, "press")
        facts.add(cls, "urn:kg:x:x:1", **properties)
        facts.commit()
        return {v["message"] for v in violations(facts.quads())}

    good = {"subject": "urn:kg:org:x:1", "programme": "urn:kg:programme:p", "start": "2020", "startKind": "effective"}
    assert broken("Listing", **good) == set()
    assert broken("Listing", **{**good, "subject": None}) == {"lists one organization"}
    assert broken("Listing", **{**good, "end": "2019"}) == {"it does not end before it begins"}
    assert broken("OwnershipStake", owner="urn:kg:org:x:1", asset="urn:kg:org:x:1") == {"has one owner, who is not the asset"}
    assert broken("OwnershipStake", owner="urn:kg:org:x:1", asset="urn:kg:org:x:2", share="130") == {
        "its share is between 0 and 100 per cent"
    }
    assert broken("Deal", supplier="urn:kg:org:x:1", status="signed") == {"has one destination"}
    assert broken("Deal", destination="urn:kg:territory:EC", status="signed") == {"names a supplier or says that it is unnamed"}
    assert broken("Company", alias="no name") == {"has exactly one name"}
    assert broken("Territory", name="Nowhere", code="nowhere") == {"has one ISO 3166 code"}


def test_every_source_describes_itself_and_names_only_its_own_files():
    for source in catalogue.sources().values():
        assert source.title and source.publisher and source.urls and source.licence and source.contributes, source.name
        assert source.editions and callable(source.reader()), source.name
        for edition in source.editions:
            assert edition.name and edition.date, source.name


def test_adding_a_source_is_adding_a_folder():
    listed = {p.parent.name for p in (ROOT / "ingest").glob("*/source.yml")}
    assert set(catalogue.sources()) == listed
    for path in [p for p in (ROOT / "ingest").glob("*.py")]:
        for name in listed - {"curated", "reference", "countries"}:
            assert name not in path.read_text(encoding="utf-8"), f"{path} knows the source {name}"
