"""Chinese counter-sanctions: known announcements of the real table, and rows with everything wrong with them."""

import csv
import io
from pathlib import Path

import pytest

from tests.ingest.editions import Outcome, outcome, real

HEADER = ("Type", "QID", "Name", "Alias", "Chinese name", "Country", "Topics", "Summary", "Chinese summary", "Body", "List", "Date", "End date",
          "Source URL", "Address")  # fmt: skip
GOOD = {"Type": "Company", "Name": "Invented Drones, Inc.", "Chinese name": "虚构无人机公司", "Country": "US", "Topics": "sanction.counter",
        "Body": "Ministry of Commerce", "List": "UEL", "Date": "04.04.2025", "Source URL": "https://nowhere.example/1"}  # fmt: skip


@pytest.fixture
def read(tmp_path):
    def run(*rows: dict[str, str], ends: str = "\n") -> Outcome:
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, HEADER, restval="", lineterminator=ends)
        writer.writeheader()
        writer.writerows({**GOOD, **r} for r in rows)
        path = tmp_path / "invented.csv"
        path.write_bytes(text.getvalue().encode())
        return outcome("cn_countersanctions", "2026-08", {"list": path})

    return run


@pytest.fixture(scope="module")
def whole(shared: Path) -> Outcome:
    return real("cn_countersanctions", "2026-08", shared)


def test_every_row_is_accounted_for(whole):
    assert whole.counts("sanctions.csv") == (610, 386, 223, 1)
    assert whole.reasons == [(129, "unknown list '' of ''; add it to lists.csv beside the reader")]
    assert not whole.all("Person")


def test_skydio_on_three_lists(whole):
    skydio = whole.iri("Company", "name", "Skydio Inc.")
    listed = {f["programme"][0].rpartition(":")[2]: f["start"][0] for f in whole.with_value("Listing", "subject", skydio.removeprefix("urn:kg:def:"))}
    assert listed == {
        "cn-anti-foreign-sanctions-law": "2024-10-10",
        "cn-unreliable-entity-list": "2025-04-04",
        "cn-export-control-list": "2025-03-04",
    }


def test_one_node_for_a_firm_that_some_rows_do_not_place(whole):
    insitu = whole.iri("Company", "alias", "Insitu, Inc.")
    assert whole.about[insitu]["name"] == ["Insitu,Inc."] and whole.about[insitu]["territory"] == ["urn:kg:territory:US"]
    assert len(whole.with_value("Listing", "subject", insitu)) == 3


def test_an_announcement_on_two_pages_is_one_listing(read):
    found = read({}, {"Source URL": "https://nowhere.example/2", "Country": ""}, ends="\r\n")
    assert found.counts("invented.csv") == (2, 1, 1, 0) and len(found.all("Company")) == 1


def test_days_of_two_and_four_digit_years_and_an_end(read):
    found = read({"Date": "13.07.20", "End date": "13.07.23"})
    (listing,) = found.all("Listing").values()
    assert (listing["start"], listing["end"], listing["endKind"]) == (
        ["2020-07-13"],
        ["2023-07-13"],
        ["urn:kg:date-kind:removed"],
    )


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"List": "Invented List"}, "unknown list 'Invented List'"),
        ({"Body": "Ministry of Nothing"}, "of 'Ministry of Nothing'"),
        ({"Type": "Ship"}, "unknown Type 'Ship'"),
        ({"Topics": "sanction.invented"}, "unknown Topics"),
        ({"Country": "Nowhereland"}, "no territory known here"),
        ({"Date": "31.02.2025"}, "no day of the calendar"),
        ({"Date": ""}, "no day of the calendar"),
        ({"Name": " "}, "no name"),
    ],
)
def test_a_bad_row_is_rejected_and_the_rest_is_read(read, changed, reason):
    found = read(changed, {"Name": "Other Invented Drones, Inc."})
    ((line, said),) = found.reasons
    assert line == 2 and reason in said
    assert found.one("Company", "name", "Other Invented Drones, Inc.")


def test_persons_are_left_out_before_anything_of_theirs_is_read(read):
    found = read({"Type": "Person", "Name": "Invented Person", "QID": "Q1", "Date": "nonsense"})
    assert found.counts("invented.csv") == (1, 0, 1, 0) and set(found.report.counts) == {"Source"}


def test_what_stands_before_a_broken_line_is_read(tmp_path):
    path = tmp_path / "invented.csv"
    path.write_bytes((",".join(HEADER) + "\n" + ",".join(f'"{GOOD.get(c, "")}"' for c in HEADER) + "\nnext \x00 line\n").encode())
    found = outcome("cn_countersanctions", "2026-08", {"list": path})
    assert "NUL byte" in found.report.problem and len(found.all("Listing")) == 1
