"""Chinese technology in Italy: what each record's words say, entities decoded, cut descriptions marked; bad rows."""

import csv
import io
from pathlib import Path

import pytest

from ingest.aspi_tech_giants.reader import plain
from tests.ingest.editions import Outcome, outcome, real

COLUMNS = ["no", "label", "company", "country", "city", "type", "year_commenced", "topic", "description", "description_truncated"]
GOOD = {
    "no": "901",
    "label": "Arezzo city",
    "company": "Dahua",
    "country": "Italy",
    "city": "Arezzo",
    "type": "Surveillance equipment",
    "year_commenced": "2015",
    "description": "Invented words",
    "description_truncated": "no",
}


@pytest.fixture(scope="module")
def italy(shared: Path) -> Outcome:
    return real("aspi_tech_giants", "italy-2025-10", shared)


@pytest.fixture
def read(tmp_path: Path):
    def run(*rows: dict[str, str]) -> Outcome:
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
        path = tmp_path / "invented.csv"
        path.write_text(text.getvalue(), encoding="utf-8")
        return outcome("aspi_tech_giants", "italy-2025-10", {"records": path})

    return run


def test_sales_and_uses_are_taken_and_the_rest_is_left_out_with_reasons(italy):
    assert italy.counts("aspi_italy.csv") == (65, 27, 38, 0)
    assert (len(italy.all("Deal")), len(italy.all("Use"))) == (4, 23)
    (file,) = italy.report.files
    assert file["left_out"] == {
        "a commercial partnership that is neither a sale nor a use of such technology": 13,
        "a donation": 4,
        "a health product": 1,
        "a laboratory of the company": 4,
        "a research partnership": 7,
        "a training partnership": 1,
        "an establishment of the company": 8,
    }


def test_what_is_worded_as_a_contract_is_a_deal(italy):
    deals = {italy.about[f["customer"][0]]["name"][0]: f for f in italy.all("Deal").values()}
    assert set(deals) == {"Pisa International Airport", "Vespucci Airport in Florence", "Regione Abruzzo", "Wind Tre"}
    assert deals["Wind Tre"]["date"] == ["2016"]
    assert all(f["destination"] == ["urn:kg:territory:IT"] for f in deals.values())


def test_dahua_in_castro_arezzo_and_the_chigi_palace(italy):
    dahua = italy.iri("Company", "name", "Dahua")
    uses = {f["recordId"][0]: f for f in italy.with_value("Use", "supplier", dahua)}
    assert [uses[n]["date"] for n in ("1", "38", "14")] == [["2021"], ["2015"], ["2020"]]
    assert [italy.about[uses[n]["user"][0]]["name"] for n in ("1", "38")] == [["Town of Castro"], ["City of Arezzo"]]
    assert "user" not in uses["14"]  # Dahua announced a contribution; the customer is not named


def test_a_year_dates_the_beginning_of_a_use(italy):
    assert italy.one("Use", "recordId", "1")["dateKind"] == ["urn:kg:date-kind:in-use"]
    assert "date" not in italy.one("Use", "recordId", "55")


def test_entities_are_decoded_and_cut_descriptions_are_marked(italy):
    rome = italy.one("Use", "recordId", "24")
    assert rome["note"][0].endswith("up to €500 mil [cut]")
    assert any(p.startswith("description: ") and "&euro;" in p for p in rome["asPublished"])
    notes = [n for f in italy.about.values() for n in f.get("note", [])]
    assert not any("&lsquo;" in n or "&euro;" in n for n in notes)
    assert plain("&amp;lt;script&amp;gt;") == "&lt;script&gt;"


def test_the_good_invented_row(read):
    found = read(GOOD)
    assert found.reasons == []
    assert len(found.all("Use")) == 1


def test_a_donation_is_left_out(read):
    assert read(GOOD | {"type": "Donation", "label": "Invented"}).counts("invented.csv") == (1, 0, 1, 0)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"no": "x"}, "has no number or no company"),
        ({"company": ""}, "has no number or no company"),
        ({"type": "Magic"}, "is not in types.csv"),
        ({"label": "Invented city"}, "is not in records.csv"),
        ({"company": "Invented Cameras"}, "is not in records.csv"),
        ({"country": "Ruritania"}, "is no territory"),
        ({"year_commenced": "15"}, "is no year"),
        ({"description_truncated": "perhaps"}, "neither yes nor no"),
        ({"no": "902"}, "stands twice"),
    ],
)
def test_a_bad_row_is_rejected_and_the_rest_loads(read, changed, reason):
    found = read(GOOD | {"no": "902"}, GOOD | changed)
    assert [r for _, r in found.reasons if reason in r], found.reasons
    assert len(found.all("Use")) == 1


def test_html_that_was_saved_instead_of_the_table_is_a_problem_in_a_sentence(tmp_path):
    path = tmp_path / "invented.csv"
    path.write_text("<!doctype html>\n<title>Not found</title>\n", encoding="utf-8")
    assert "has no column 'no'" in outcome("aspi_tech_giants", "italy-2025-10", {"records": path}).report.problem
