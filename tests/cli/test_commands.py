"""The command as its user runs it, in a process of its own."""

import csv
import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DAY = ("--as-of", "2026-11-24")


def test_the_first_query_builds_the_graph_and_answers(kg, tmp_path):
    done = kg("query", "sanctioned-vendors-exporting", *DAY, home=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert "building one first" in done.stderr and "embedded engine" in done.stderr
    assert "Huawei Technologies Co., Ltd." in {r["vendor"] for r in rows}
    assert all(r["sources"] for r in rows)


def test_answers_are_deterministic_byte_for_byte(kg, curated_home, tmp_path):
    first = kg("query", "exporters", home=curated_home)
    assert kg("build", home=tmp_path).returncode == 0
    assert kg("query", "exporters", home=tmp_path).stdout == first.stdout != ""


def test_every_format_holds_the_same_rows(kg, curated_home):
    def ask(form):
        return kg("query", "lists-held", "--format", form, home=curated_home).stdout

    rows = json.loads(ask("json"))
    assert [json.loads(line) for line in ask("jsonl").splitlines()] == rows
    assert [r["programme"] for r in csv.DictReader(io.StringIO(ask("csv")))] == [r["programme"] for r in rows]
    assert [r["programme"] for r in csv.DictReader(io.StringIO(ask("tsv")), delimiter="\t")] == [r["programme"] for r in rows]
    assert len(ask("md").splitlines()) == len(rows) + 2
    assert "programme" in ask("table")


def test_a_terminal_gets_a_table_and_a_pipe_json(curated_home):
    leader, follower = pty.openpty()
    env = {**os.environ, "KG_HOME": str(curated_home), "COLUMNS": "200"}
    with subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), "query", "--list"], stdout=follower, stderr=subprocess.DEVNULL, env=env
    ) as process:
        os.close(follower)
        text = b""
        while True:
            try:
                part = os.read(leader, 65536)
            except OSError:
                break
            if not part:
                break
            text += part
        assert process.wait() == 0
    assert "┃" in text.decode() and "sanctioned-vendors-exporting" in text.decode()


def test_cite_numbers_the_sources_under_the_answer(kg, curated_home):
    done = kg("query", "sanctioned-vendors-exporting", *DAY, "--cite", "--format", "md", home=curated_home)
    assert "\n[1] " in done.stdout and "https://" in done.stdout
    bib = kg("query", "sanctioned-vendors-exporting", *DAY, "--cite-format", "bibtex", home=curated_home).stdout
    assert bib.startswith("@misc{")
    assert json.loads(kg("query", "sanctioned-vendors-exporting", *DAY, "--cite-format", "csl-json", home=curated_home).stdout)


def test_a_listing_that_has_not_begun_by_the_day_is_not_in_force(kg, curated_home):
    def vendors(day):
        rows = json.loads(kg("query", "sanctioned-vendors-exporting", "--as-of", day, home=curated_home).stdout)
        return {(r["id"], r["programme"]) for r in rows}

    assert not {v for v, _ in vendors("2018-01-01")} & {"hikvision", "huawei"}
    assert {("huawei", "Entity List (BIS)")} <= vendors("2020-01-01")


def test_show_prints_cypher_ready_for_neo4j_browser(kg, curated_home):
    text = kg("query", "exporters", "--show", home=curated_home).stdout
    assert text.startswith("// ") and "WHERE '' /* home */ = ''" in text and "$" not in text


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("query", "sanctioned-vendor-exporting"), 2, "Did you mean sanctioned-vendors-exporting"),
        (("query", "exporters", "-P", "hom=US"), 2, "Did you mean home"),
        (("query", "exporters", "-P", "home"), 2, "name=value"),
        (("query", "lists-held", "--as-of", "2020-01-01"), 2, "does not depend on a day"),
        (("query", "exporters", "--engine", "postgres"), 2, "no engine 'postgres'"),
        (("query", "exporters", "--format", "xml"), 2, "no format 'xml'"),
        (("query", "exporters", "--cite-format", "ris"), 2, "no citation format"),
        (("cypher", "MATCH (n RETURN n"), 2, "does not take this Cypher"),
        (("cypher", "CREATE (n:X) RETURN 1 AS x"), 2, "Only reading"),
        (("cypher", "LOAD CSV FROM 'file:///etc/passwd' AS x RETURN x"), 2, "reads files"),
        (("cypher", ""), 2, "no Cypher"),
        (("cypher", "RETURN 1 AS x", "--engine", "neo4j"), 1, "No Neo4j server answers"),
        (("ref", "Deel"), 2, "Did you mean Deal"),
        (("export", "rdfxml"), 2, "no export format"),
        (("build", "--data", "/nonexistent-folder"), 1, "is no folder"),
    ],
)
def test_errors_are_one_sentence_with_an_exit_code(kg, curated_home, arguments, code, sentence):
    done = kg(*arguments, home=curated_home, NEO4J_URI="bolt://127.0.0.1:1")
    assert done.returncode == code, done.stderr
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("kg: ") and sentence in last, done.stderr
    assert "Traceback" not in done.stderr and done.stdout == ""


def test_cypher_reads_stdin_and_parameters(kg, curated_home):
    done = kg("cypher", "-", "-P", "id=huawei", home=curated_home, stdin="MATCH (n:Resource {id: $id}) RETURN n.name AS name")
    assert json.loads(done.stdout) == [{"name": "Huawei Technologies Co., Ltd."}]


def test_check_is_clean_on_the_curated_facts(kg, curated_home):
    done = kg("check", home=curated_home)
    assert (done.returncode, json.loads(done.stdout)) == (0, []), done.stdout


def test_check_finds_a_planted_fault_of_each_kind(kg, tmp_path):
    """The project copied, with faults put into its curated tables."""
    import shutil

    project = tmp_path / "project"
    shutil.copytree(ROOT, project, ignore=shutil.ignore_patterns(".git", "__pycache__", ".venv", "tests", "docs"))
    tables = project / "ingest" / "curated"

    def append(table, **cells):
        with (tables / table).open(newline="", encoding="utf-8") as file:
            columns = next(csv.reader(file))
        with (tables / table).open("a", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerow([cells.get(c, "") for c in columns])

    source = next(csv.DictReader((tables / "sources.csv").open(encoding="utf-8")))["id"]
    append("listings.csv", id="fault-1", subject="huawei", programme="us-bis-entity-list", start="2020", start_kind="effective", end="2019", evidence="press",
           sources=source)  # fmt: skip
    append("components.csv", id="fault-2", kind="Component", name="Fault", goes_into="nothing-here", sources=source)
    with (project / "ingest" / "curated" / "source.yml").open("a", encoding="utf-8") as file:
        file.write("    expect: {Deal: [100000, 200000]}\n")
    append(
        "deals.csv", id="fault-3", suppliers="nobody-known", destination="EC", status="signed", evidence="press", sources=source
    )
    env = {**os.environ, "KG_HOME": str(tmp_path / "home"), "PYTHONPATH": str(project)}
    done = subprocess.run([sys.executable, "cli.py", "check"], cwd=project, capture_output=True, text=True, env=env)
    assert done.returncode == 3, done.stderr
    kinds = {row["kind"] for row in json.loads(done.stdout)}
    assert {"shape", "dangling reference", "count assertion"} <= kinds
    assert "1 records rejected" in done.stderr


def test_ref_browses_the_model(kg, curated_home):
    rows = json.loads(kg("ref", "Deal", home=curated_home).stdout)
    assert {"kind": "link", "name": "customer", "in_graph": "CUSTOMER"}.items() <= next(
        r for r in rows if r["name"] == "customer"
    ).items()
    assert any(r["code"] == "face-recognition" for r in json.loads(kg("ref", "technology", home=curated_home).stdout))


def test_sources_says_what_is_held(kg, curated_home):
    for row in json.loads(kg("sources", home=curated_home).stdout):
        assert row["read"] == row["kept"] + row["left_out"] + row["rejected"], row


@pytest.mark.parametrize("form", ["turtle", "trig", "nquads", "jsonld"])
def test_export_reads_back_in_rdflib(kg, curated_home, tmp_path, form):
    import rdflib

    path = tmp_path / "out"
    done = kg("export", form, "-o", str(path), home=curated_home)
    assert done.returncode == 0, done.stderr
    graph = rdflib.Dataset()
    graph.parse(path, format={"jsonld": "json-ld"}.get(form, form))
    assert len(list(graph.quads())) > 5000
    refused = kg("export", form, "-o", str(path), home=curated_home)
    assert refused.returncode == 2 and "--force" in refused.stderr
    again = kg("export", form, home=curated_home)
    assert again.stdout.encode() == path.read_bytes()


def test_counts_are_the_same_on_both_engines_and_load_twice_changes_nothing(kg, curated_home, empty_database):
    uri = {"NEO4J_URI": empty_database.bolt_uri}
    for _ in range(2):
        done = kg("load", home=curated_home, **uri)
        assert done.returncode == 0, done.stderr
    assert kg("counts", home=curated_home).stdout == kg("counts", "--engine", "neo4j", home=curated_home, **uri).stdout


def test_the_main_question_over_the_real_lists_gives_the_same_bytes_on_both_engines(kg, real_home, empty_database):
    uri = {"NEO4J_URI": empty_database.bolt_uri}
    done = kg("load", home=real_home, **uri)
    assert done.returncode == 0, done.stderr
    for extra in ((), ("--cite", "--format", "md"), ("--format", "csv")):
        embedded = kg("query", "sanctioned-vendors-exporting", *DAY, *extra, home=real_home)
        remote = kg("query", "sanctioned-vendors-exporting", *DAY, *extra, "--engine", "neo4j", home=real_home, **uri)
        assert embedded.stdout == remote.stdout != ""
        assert "neo4j engine" in remote.stderr


def test_check_is_clean_on_the_real_lists(kg, real_home, shared):
    done = kg("check", "--data", str(shared), home=real_home)
    assert (done.returncode, json.loads(done.stdout)) == (0, []), done.stdout[:3000]


def test_the_famous_vendors_are_one_node_each_over_all_lists(kg, real_home):
    text = (
        "MATCH (v:Organization)<-[:SUBJECT]-(:Listing)-[:SOURCE]->(s:Source) WHERE v.id IN $ids "
        "RETURN v.id AS id, count(DISTINCT s.uri) AS sources ORDER BY id LIMIT 10"
    )
    ids = ["dahua", "hikvision", "huawei", "megvii", "nso-group", "sensetime"]
    rows = json.loads(kg("cypher", text, "-P", f"ids={json.dumps(ids)}", home=real_home).stdout)
    assert [r["id"] for r in rows] == ids
    assert all(r["sources"] >= 2 for r in rows), rows
