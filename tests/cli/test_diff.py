"""kg diff as its user runs it."""

import csv
import io
import json
import runpy
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT

DAY = ("--as-of", "2026-11-24")
LISTING = "urn:kg:listing:curated:added-by-a-test"
VERDICTS = {"listed-before", "listed-after", "not-listed", "cannot-tell", ""}


def quad(predicate: str, value: str, subject: str = LISTING) -> str:
    return f"<{subject}> <{predicate}> {value} <urn:kg:source:curated:current> .\n"


def date(text: str) -> str:
    return f'"{text}"^^<http://www.w3.org/2001/XMLSchema#date>'


@pytest.fixture(scope="module")
def with_listing(curated_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rdf folder of the curated build with one more listing, made up by this test: Huawei among the denied persons, years before its deal with Senegal of 2021."""
    folder = tmp_path_factory.mktemp("with-listing") / "rdf"
    shutil.copytree(curated_home / "rdf", folder)
    define = "urn:kg:def:"
    lines = [
        quad("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", f"<{define}Listing>"),
        quad(define + "subject", "<urn:kg:org:curated:huawei>"),
        quad(define + "programme", "<urn:kg:programme:us-bis-denied-persons>"),
        quad(define + "source", "<urn:kg:source:curated:current>"),
        quad(define + "evidence", "<urn:kg:evidence:official-statement>"),
        quad(define + "startEarliest", date("2010-01-01")),
        quad(define + "startLatest", date("2010-01-01")),
        quad(define + "start", '"2010-01-01"'),
    ]
    with (folder / "curated" / "current.nq").open("a", encoding="utf-8") as file:
        file.writelines(lines)
    return folder


def contents(folder: Path) -> dict[str, tuple[int, bytes]]:
    """All files but what every reader of a store leaves: its lock, and what ArcadeDB noticed."""
    noticed = ("readers.lock", "statistics.json", "last-tx-id.bin")
    files = [p for p in sorted(folder.rglob("*")) if p.is_file() and p.name not in noticed]
    return {str(p.relative_to(folder)): (p.stat().st_mtime_ns, p.read_bytes()) for p in files}


def test_a_build_does_not_differ_from_itself_nor_from_its_export(kg, curated_home, tmp_path):
    export = tmp_path / "kg.nq"
    assert kg("export", "nquads", "-o", str(export), home=curated_home).returncode == 0
    for other in (curated_home, curated_home / "rdf", export):
        done = kg("diff", str(curated_home), str(other), *DAY, home=tmp_path / "none")
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
        assert found["same"] is True and not found["summary"] and not found["answers"] and not found["verdicts"]
    assert "possibly-same was not asked: RDF alone does not say" in done.stderr
    assert not (tmp_path / "none").exists()


def test_a_listing_before_the_deal_moves_its_verdicts_and_the_notes_name_it(kg, curated_home, with_listing):
    before = contents(curated_home)
    done = kg("diff", str(curated_home), str(with_listing), *DAY, home=curated_home)
    assert done.returncode == 0, done.stderr
    assert contents(curated_home) == before, "nothing is written to what is compared"
    found = json.loads(done.stdout)
    assert [node["uri"] for node in found["nodes"]["entered"]] == [LISTING]
    assert found["nodes"]["entered"][0]["relationships"]["SUBJECT"] == ["urn:kg:org:curated:huawei"]
    assert not found["nodes"]["left"] and not found["nodes"]["changed"] and not found["relationships"]["entered"]
    moved = {m["deal"]: m for m in found["verdicts"] if m["programme"] == "urn:kg:programme:us-bis-denied-persons"}
    senegal = moved["urn:kg:deal:curated:huawei-sn-smart-senegal"]
    assert (senegal["before"], senegal["after"]) == ("cannot-tell", "listed-before")
    assert [p["uri"] for p in senegal["because"]] == [LISTING]
    assert {m["programme"] for m in found["verdicts"]} == {"urn:kg:programme:us-bis-denied-persons"}
    changed = {a["query"]: a for a in found["answers"]}
    assert {"verdicts", "sanctioned-vendors-exporting"} <= changed.keys()
    assert [
        r["programme_id"] if "programme_id" in r else r["programme"] for r in changed["sanctioned-vendors-exporting"]["entered"]
    ]

    notes = kg("diff", str(curated_home), str(with_listing), *DAY, "--format", "md", home=curated_home).stdout
    assert "moved from *cannot tell* to *listed before* under" in notes
    assert "because the listing on" in notes and "since 2010-01-01 entered [" in notes
    assert "[1] Curated facts, edition current. this project" in notes.replace("\\", "")
    table = kg("diff", str(with_listing), str(curated_home), *DAY, "--format", "table", home=curated_home).stdout
    assert "moved from listed before to cannot tell under" in " ".join(table.split())


def test_as_of_an_earlier_day_no_verdict_moves(kg, curated_home, with_listing):
    found = json.loads(kg("diff", str(curated_home), str(with_listing), "--as-of", "2009-12-31", home=curated_home).stdout)
    assert found["verdicts"] == [] and len(found["nodes"]["entered"]) == 1


def test_every_change_has_a_row_in_csv(kg, curated_home, with_listing):
    done = kg("diff", str(curated_home), str(with_listing), *DAY, "--format", "csv", home=curated_home)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [r["id"] for r in rows if r["part"] == "node"] == ["listing:curated:added-by-a-test"]
    found = json.loads(kg("diff", str(curated_home), str(with_listing), *DAY, home=curated_home).stdout)
    assert sum(r["part"] == "verdict" for r in rows) == len(found["verdicts"]) + len(found["absences"])
    answers = sum(len(a["entered"]) + len(a["left"]) + sum(len(c["cells"]) for c in a["changed"]) for a in found["answers"])
    assert sum(r["part"] == "answer" for r in rows) == answers
    assert {r["before"] for r in rows if r["part"] == "verdict"} <= VERDICTS


def test_an_identity_decision_that_joins_two_is_told_as_that(kg, curated_home, tmp_path):
    """The decision is made up by this test; the two are not the same."""
    home = tmp_path / "joined"
    shutil.copytree(curated_home, home)
    (home / "decisions.csv").write_text(
        "left,right,decision,score,decided_by,decided_on,reason\nadaptivemobile,hikvision,same,,a test,2026-11-24,made up by a test\n"
    )
    built = kg("build", home=home)
    assert built.returncode == 0, built.stderr
    done = kg("diff", str(curated_home), str(home), *DAY, home=home)
    found = json.loads(done.stdout)
    (identity,) = found["identities"]
    assert identity["kind"] == "merged"
    assert identity["before"] == ["urn:kg:org:curated:adaptivemobile", "urn:kg:org:curated:hikvision"]
    assert not [row for row in found["summary"] if row["what"] == "nodes: Company" and (row["entered"] or row["left"])]
    moved = {m["programme"]: m for m in found["verdicts"] if m["deal"] == "urn:kg:deal:curated:adaptivemobile-ir-irancell"}
    entity_list = moved["urn:kg:programme:us-bis-entity-list"]
    assert (entity_list["before"], entity_list["after"]) == ("cannot-tell", "listed-after")
    assert {p["kind"] for p in entity_list["because"]} == {"identity"}
    notes = kg("diff", str(curated_home), str(home), *DAY, "--format", "md", home=home).stdout
    assert "- merged: " in notes and "## Who is whom" in notes
    split = json.loads(kg("diff", str(home), str(curated_home), *DAY, home=home).stdout)
    assert [i["kind"] for i in split["identities"]] == ["split"]
    assert len(split["verdicts"]) == len(found["verdicts"])


def test_real_editions_left_out_are_a_line_each_and_move_the_verdicts_that_rest_on_them(kg, real_home, shared, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    for folder in shared.iterdir():
        if folder.name not in ("us-dod-1260h", "us-csl"):
            (data / folder.name).symlink_to(folder)
    home = tmp_path / "without"
    shutil.copytree(real_home, home)
    assert kg("build", "--data", str(data), home=home).returncode == 0
    done = kg("diff", str(home), str(real_home), *DAY, home=home)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    editions = {e["id"]: e for e in found["editions"] if e["state"] != "same"}
    assert {name.partition(":")[0] for name in editions} == {"us-dod-1260h", "us-csl"}
    assert {e["state"] for e in editions.values()} == {"entered"}
    listings = sum("Listing" in node["labels"] for node in found["nodes"]["entered"])
    assert listings > 6000 and sum(e["entered"]["Listing"] for e in editions.values()) == listings
    assert sum(row["left"] for row in found["summary"] if row["what"].startswith("nodes")) == 0, (
        "no record is lost, many go by another id"
    )
    moved = {(m["deal"], m["programme"]): m for m in found["verdicts"]}
    senegal = moved["urn:kg:deal:curated:huawei-sn-smart-senegal", "urn:kg:programme:us-dod-1260h"]
    assert (senegal["before"], senegal["after"]) == ("cannot-tell", "listed-before")
    assert [source.partition(":")[0] for premise in senegal["because"] for source in premise["sources"]] == ["us-dod-1260h"]
    synesis = moved["urn:kg:deal:curated:synesis-by-mvd-kipod", "urn:kg:programme:us-ofac-sdn"]
    assert {(p["kind"], p["change"]) for p in synesis["because"]} == {("listing", "entered"), ("identity", "merged")}
    assert all(m["because"] for m in found["verdicts"])
    notes = kg("diff", str(home), str(real_home), *DAY, "--format", "md", home=home).stdout
    page = (ROOT / "docs" / "diff.md").read_text(encoding="utf-8")
    excerpt = runpy.run_path(str(ROOT / "docs" / "diff.py"))["excerpt"](notes)
    assert f"<!-- example -->\n{excerpt}<!-- /example -->" in page, "run python docs/diff.py OLD_HOME NEW_HOME"


@pytest.mark.parametrize(
    ("old", "new", "options", "says"),
    [
        ("{home}", "{home}/nowhere", (), "There is no"),
        ("{home}/rdf/coverage.json", "{home}", (), "give a KG_HOME"),
        ("{home}", "{home}", ("--format", "markdwn"), "There is no format 'markdwn'"),
        ("{home}", "{home}", ("--as-of", "yesterday"), "is no day"),
    ],
)
def test_what_cannot_be_compared_is_one_sentence(kg, curated_home, old, new, options, says):
    done = kg("diff", old.format(home=curated_home), new.format(home=curated_home), *options, home=curated_home)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith("kg: ") and says in done.stderr and done.stderr.count("\n") == 1


def test_a_hostile_name_is_shown_and_not_obeyed(kg, curated_home, tmp_path):
    folder = tmp_path / "rdf"
    shutil.copytree(curated_home / "rdf", folder)
    name = '"<img src=x onerror=alert(1)> \\u202e | [x](http://evil) \\u001b[31m `"'
    with (folder / "curated" / "current.nq").open("a", encoding="utf-8") as file:
        subject = "urn:kg:org:curated:hostile"
        file.write(quad("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "<urn:kg:def:Company>", subject))
        file.write(quad("urn:kg:def:name", name, subject))
        file.write(quad("urn:kg:def:territory", "<urn:kg:territory:US>", subject))
    notes = kg("diff", str(curated_home), str(folder), *DAY, "--format", "md", home=curated_home).stdout
    (line,) = [line for line in notes.splitlines() if "onerror" in line]
    assert line.startswith(r"- \<img src=x onerror=alert(1)> \<U+202E> \| \[x\](http://evil) \<U+001B>\[31m \` (`hostile`)")
    for form in ("json", "table"):
        out = kg("diff", str(curated_home), str(folder), *DAY, "--format", form, home=curated_home).stdout
        assert "\u202e" not in out and "\x1b[31m" not in out, form
