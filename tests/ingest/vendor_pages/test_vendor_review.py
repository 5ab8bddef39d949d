"""Vendor pages: the review with its decisions, and the facts of what was accepted."""

import csv
import io
from pathlib import Path

import pytest

from ingest.vendor_pages import names
from ingest.vendor_pages.decided import COLUMNS, load
from ingest.vendor_pages.extract import read_page
from ingest.vendor_pages.review import Summary, read_decisions, review
from ontology.errors import FileError, KgError, UsageError
from tests.ingest.editions import Outcome, outcome

PAGES = Path(__file__).parent
URL = "https://vendor.example/page"
DAY = "2026-11-20"
KNOWN = names.organizations(names.CURATED, PAGES / "organizations.csv")
with (PAGES / "pages.csv").open(newline="", encoding="utf-8") as table_of_pages:
    VENDORS = {row["page"]: row["vendor"] for row in csv.DictReader(table_of_pages)}


class Desk:
    """A reviewer's desk: a folder for the tables, and what was shown."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.told: list[str] = []

    def run(self, page: str, *answers: str, table: str | None = None, again: bool = False, **more) -> Summary:
        waiting = iter(answers)

        def ask(_: str) -> str:
            try:
                return next(waiting)
            except StopIteration:
                raise EOFError from None

        settings = {
            "vendor": VENDORS[page],
            "url": f"{URL}/{page}",
            "read_on": DAY,
            "known": KNOWN,
            "who": "tester",
            "today": "2026-11-24",
        }
        return review(
            PAGES / f"{page}.html", **(settings | more), decisions=None if table is None else Path("-"),
            stdin=io.StringIO(table or ""), again=again, ask=ask, tell=self.told.append, folder=self.folder,
        )  # fmt: skip

    def rows(self, name: str) -> list[dict[str, str]]:
        return list(load(self.folder / f"{name}.csv").values())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_proposal_is_shown_beside_its_passage(desk):
    desk.run("case-study", "q")
    (shown,) = desk.told
    assert "sentence 4, characters" in shown
    assert "> In March 2019 the Exampleton City Police selected Invented Vision" in shown
    assert "  Its police wanted to find missing persons faster." in shown
    assert "  The system was installed in fourteen stations." in shown
    assert desk.rows("accepted") == desk.rows("rejected") == []


def test_accept_edit_reject_skip_and_quit(desk):
    done = desk.run("several-in-one-sentence", "a", "e buyer=Municipio de Ejemplo; date=2020-07", "a", "r", "s", "q")
    assert done.sentence() == "6 proposals: 2 accepted, 1 rejected, 1 skipped, 0 unchanged, 2 open."
    assert [r[1] for r in done.rows] == ["accepted", "accepted", "rejected", "skipped", "open", "open"]
    (edited,) = [r for r in desk.rows("accepted") if r["territory"] == "EC"]
    assert (edited["buyer"], edited["date"], edited["date_kind"]) == ("Municipio de Ejemplo", "2020-07", "delivered")
    assert (edited["decided_by"], edited["decided_on"], edited["read_on"]) == ("tester", "2026-11-24", DAY)
    page = read_page(PAGES / "several-in-one-sentence.html")
    assert page.text[int(edited["start"]) : int(edited["end"])].startswith("In 2020, InventedGuard deployed")
    assert edited["sha256"] == page.sha256
    ids = [r["id"] for r in desk.rows("accepted")]
    assert ids == sorted(ids)


def test_what_was_decided_is_not_proposed_again_unless_asked_for(desk):
    desk.run("case-study", "r")
    done = desk.run("case-study", "a")
    assert (done.hidden, done.rows) == (1, [])
    done = desk.run("case-study", "a", again=True)
    assert done.counts["accepted"] == 1
    assert "rejected by tester on 2026-11-24" in desk.told[-1]
    assert (len(desk.rows("accepted")), desk.rows("rejected")) == (1, [])
    desk.run("case-study", "r", again=True)
    assert (desk.rows("accepted"), len(desk.rows("rejected"))) == ([], 1)


def test_an_accepted_edit_is_shown_as_decided(desk):
    desk.run("case-study", "e date=2018", "a")
    done = desk.run("case-study", "a", again=True)
    assert done.counts["unchanged"] == 1
    assert desk.rows("accepted")[0]["date"] == "2018"


def test_an_accepted_row_that_rules_no_longer_propose_can_still_be_taken_back(desk):
    desk.run("case-study", "a")
    done = desk.run("marketing-only", "r", again=True, url=f"{URL}/case-study")
    assert "no longer" not in done.sentence()
    assert "do not propose this from the page as it is now" in desk.told[-1]
    assert "earlier copy" in desk.told[-1]
    assert (desk.rows("accepted"), len(desk.rows("rejected"))) == ([], 1)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("e teritory=KE", "Did you mean territory"),
        ("e", "is no field to edit"),
        ("e id=x", "is no field to edit"),
        ("what", "Answer a, e, r, s or q"),
        ("", "Answer a, e, r, s or q"),
    ],
)
def test_an_answer_that_says_nothing_is_asked_again(desk, answer, says):
    desk.run("case-study", answer, "s")
    assert says in desk.told[-1]


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        ("territory=", "no territory"),
        ("territory=Atlantis", "no territory known here"),
        ("supplier=", "no supplier"),
        ("supplier=invented-visio", "Did you mean invented-vision"),
        ("buyer=exampleton-police", "not in organizations.csv"),
        ("buyer=---", "is no name"),
        ("technologies=face", "technology"),
        ("status=sold", "status of a deal"),
        ("date=soon", "is no date"),
        ("date=2019; date_kind=expires", "kind of date"),
    ],
)
def test_a_claim_that_cannot_be_a_fact_is_not_accepted(desk, edit, says):
    done = desk.run("case-study", f"e {edit}", "a")
    assert says in desk.told[-1]
    assert done.counts["open"] == 1
    assert desk.rows("accepted") == []


def test_edits_are_put_in_canonical_form(desk):
    desk.run("case-study", "e territory=Serbia; technologies=alpr; drones; alpr; supplier=unnamed; date=", "a")
    (row,) = desk.rows("accepted")
    assert (row["territory"], row["technologies"], row["supplier"], row["date_kind"]) == ("RS", "alpr; drones", "unnamed", "")


def test_decisions_from_a_table(desk):
    first, second, third, *_ = [r[0] for r in desk.run("several-in-one-sentence", table="").rows]
    table = f"proposal,decision,edits\n{first},accept,\n{second},edit,date=2020-05\n{third},reject,\n"
    table += f"nobody,accept,\n{first},reject,\n"
    done = desk.run("several-in-one-sentence", table=table)
    assert (done.counts["accepted"], done.counts["rejected"], done.counts["open"]) == (2, 1, 3)
    assert [r.partition(":")[0] for r in done.refused] == ["line 5", "line 6"]
    before = {p.name: p.read_bytes() for p in desk.folder.iterdir()}
    same = desk.run("several-in-one-sentence", table=f"proposal,decision\n{third},reject\n{first},accept\n")
    assert (same.refused, same.counts["unchanged"]) == ([], 2)
    assert {p.name: p.read_bytes() for p in desk.folder.iterdir()} == before
    other = desk.run("several-in-one-sentence", table=f"proposal,decision\n{third},accept\n")
    assert "--again" in other.refused[0]
    changed = desk.run("several-in-one-sentence", table=f"proposal,decision\n{third},accept\n", again=True)
    assert changed.refused == []
    assert (len(desk.rows("accepted")), desk.rows("rejected")) == (3, [])


def test_a_bad_row_of_decisions_leaves_the_good_ones(desk):
    first, second, *_ = [r[0] for r in desk.run("several-in-one-sentence", table="").rows]
    done = desk.run(
        "several-in-one-sentence",
        table=f"proposal,decision,edits\n{first},accept,territory=Atlantis\n{second},perhaps,\n{second},a,\n",
    )
    assert len(done.refused) == 2
    assert [r["id"] for r in desk.rows("accepted")] == [second]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"id,what\nx,y\n", "needs the columns"),
        (b'proposal,decision\n"x,', "no CSV"),
        (b"proposal,decision\n\xff,a\n", "cannot be read"),
        (b"proposal,decision\n\0,a\n", "no table of decisions"),
        (b"x" * (2**20 + 1), "no table of decisions"),
        (None, "cannot be read"),
    ],
    ids=["columns", "cut", "bytes", "nul", "large", "missing"],
)
def test_a_table_of_decisions_that_cannot_be_read_is_a_sentence(tmp_path, content, says):
    path = tmp_path / "decisions.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FileError, match=says):
        read_decisions(path)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        ({"vendor": "invented-visio"}, "Did you mean invented-vision"),
        ({"url": "vendor.example"}, "no address of a page"),
        ({"url": "file:///etc/passwd"}, "no address of a page"),
        ({"read_on": "2026"}, "no day"),
        ({"read_on": "2026-13-01"}, "no day"),
        ({"read_on": "2027-01-01"}, "no day"),
    ],
)
def test_a_wrong_call_is_a_sentence(desk, call, says):
    with pytest.raises(UsageError, match=says):
        desk.run("case-study", **call)


@pytest.mark.parametrize("content", ["nonsense\n", ",".join(COLUMNS) + "\ncut\n", ""])
def test_a_damaged_ledger_is_a_sentence_and_stays_as_it_is(desk, content):
    path = desk.folder / "accepted.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FileError, match="restore it"):
        desk.run("case-study", "a")
    assert path.read_text(encoding="utf-8") == content


def test_a_folder_that_cannot_be_written_is_a_sentence(desk):
    (desk.folder / "accepted.csv.new").mkdir()
    with pytest.raises(KgError, match="could not be written"):
        desk.run("case-study", "a")


# ---------------------------------------------------------------- Facts


def facts_of(folder: Path) -> Outcome:
    table = folder / "organizations.csv"
    with names.CURATED.open(encoding="utf-8") as curated, (PAGES / "organizations.csv").open(encoding="utf-8") as invented:
        table.write_text(curated.read() + "".join(invented.readlines()[1:]), encoding="utf-8")
    return outcome("vendor_pages", "current", {"accepted": folder / "accepted.csv", "organizations": table})


def test_only_what_was_accepted_becomes_a_deal_with_the_page_as_source(desk):
    desk.run("case-study", "a")
    desk.run("known-names", "r", "a", "r")
    found = facts_of(desk.folder)
    assert found.report.problem == ""
    assert found.counts("accepted.csv") == (2, 2, 0, 0)
    assert [f["unread"] for f in found.report.files] == [[]]
    (deal,) = [d for d in found.all("Deal").values() if d["technology"] == ["urn:kg:technology:face-recognition"]]
    assert deal["evidence"] == ["urn:kg:evidence:vendor-statement"]
    assert deal["supplier"] == ["urn:kg:org:curated:invented-vision"]
    assert (deal["status"], deal["date"], deal["dateKind"]) == (
        ["urn:kg:status:reported"],
        ["2019-03"],
        ["urn:kg:date-kind:reported"],
    )
    assert deal["note"][0].startswith("Sentence 4, characters ")
    buyer = found.about[deal["customer"][0]]
    assert (buyer["class"], buyer["name"]) == (["PublicBody"], ["Exampleton City Police"])
    source = found.about[deal["source"][0]]
    assert (source["url"], source["readOn"], source["publisher"]) == ([f"{URL}/case-study"], [DAY], ["Invented Vision GmbH"])
    assert source["note"] == [f"SHA-256 of the saved page: {read_page(PAGES / 'case-study.html').sha256}"]
    (known,) = [d for d in found.all("Deal").values() if d is not deal]
    assert known["customer"] == ["urn:kg:org:curated:ex-port-example-police"]


def test_an_unnamed_supplier_stays_unnamed(desk):
    desk.run("case-study", "e supplier=unnamed", "a")
    (deal,) = facts_of(desk.folder).all("Deal").values()
    assert deal["supplierUnnamed"] == ["true"]
    assert "supplier" not in deal


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"territory": ""}, "no territory"),
        ({"sha256": "abc"}, "no SHA-256"),
        ({"url": ""}, "no address"),
        ({"read_on": ""}, "no day on which it was read"),
        ({"vendor": "nobody"}, "not in organizations.csv"),
        ({"supplier": "nobody"}, "not in organizations.csv"),
        ({"status": "sold"}, "status of a deal"),
        ({"date": "yesterday"}, "is no date"),
    ],
)
def test_a_bad_row_is_rejected_with_its_line_and_the_rest_loads(desk, change, says):
    desk.run("several-in-one-sentence", "a", "a")
    path = desk.folder / "accepted.csv"
    rows = desk.rows("accepted")
    rows[0] |= change
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    found = facts_of(desk.folder)
    assert found.counts("accepted.csv") == (2, 1, 0, 1)
    ((line, reason),) = found.reasons
    assert line == 2
    assert says in reason


def test_the_projects_own_tables_are_in_order():
    for name in ("accepted", "rejected"):
        load(names.HERE / f"{name}.csv")
    found = outcome("vendor_pages", "current", {"accepted": names.HERE / "accepted.csv", "organizations": names.CURATED})
    assert (found.report.problem, found.reasons) == ("", [])
