"""Scores of states: each publisher's file, names that are no names, and scores that cannot be."""

from pathlib import Path

import pytest

from tests.ingest.editions import Outcome, outcome, real


@pytest.fixture
def read(tmp_path):
    def run(edition: str, role: str, text: str) -> Outcome:
        path = tmp_path / "invented.csv"
        path.write_text(text, encoding="utf-8")
        return outcome("democracy_scores", edition, {role: path})

    return run


@pytest.mark.parametrize(
    ("edition", "file", "counts", "code", "text"),
    [
        ("eiu-2020", "di.csv", (167, 167, 0, 0), "NO", "EIU Democracy Index 2020: 9.81 of 10"),
        ("eiu-2020", "di.csv", (167, 167, 0, 0), "BD", "EIU Democracy Index 2020: 5.99 of 10"),
        ("freedom-house-2023", "gfs.csv", (195, 195, 0, 0), "AF", "Freedom in the World 2023: 8 of 100"),
        ("v-dem-2022", "libdem.csv", (177, 176, 1, 0), "MX", "V-Dem Liberal Democracy Index 2022: 0.346 of 1"),
        ("freedom-house-2020", "freedom_house_2020.csv", (210, 200, 10, 0), "AF",
         "Freedom in the World 2020: Not Free (27 of 100: political rights 13 of 40, civil liberties 14 of 60)"),
    ],
)  # fmt: skip
def test_the_real_files(shared: Path, edition, file, counts, code, text):
    found = real("democracy_scores", edition, shared)
    assert found.counts(file) == counts
    assert found.about[f"urn:kg:territory:{code}"]["regimeType"] == [text]


def test_the_two_congos_and_tibet(shared: Path):
    found = real("democracy_scores", "eiu-2020", shared)
    assert found.about["urn:kg:territory:CD"]["regimeType"] == ["EIU Democracy Index 2020: 1.13 of 10"]
    assert found.about["urn:kg:territory:CG"]["regimeType"] == ["EIU Democracy Index 2020: 3.11 of 10"]
    tibet = real("democracy_scores", "freedom-house-2020", shared).about["urn:kg:territory:CN-XZ"]["regimeType"][0]
    assert "political rights -2 of 40" in tibet


@pytest.mark.parametrize("score", ["11", "-1", "high", "", "NaN", "1e999"])
def test_a_score_that_cannot_be_is_rejected(read, score):
    found = read("eiu-2020", "eiu", f"country,di\nNorway,{score}\nSweden,9.26\n")
    assert len(found.reasons) == 1 and found.reasons[0][0] == 2 and len(found.all("Territory")) == 1


def test_unknown_places_and_two_names_of_one_place_are_rejected(read):
    found = read("eiu-2020", "eiu", "country,di\nNowhereland,5\nCzechia,7\nCzech Republic,7\n")
    assert [line for line, _ in found.reasons] == [2, 4]
    assert "both read as CZ" in found.reasons[1][1]


def test_a_status_that_is_none_and_a_sum_that_is_wrong_are_rejected(read):
    header = "country,score,status,pol_rights,civ_rights\n"
    found = read("freedom-house-2020", "freedom-house", f"{header}Norway,100,Freeish,40,60\nSweden,99,Free,40,60\nTibet*,1,Not Free,-2,3\n")
    assert "unknown status 'Freeish'" in found.reasons[0][1] and "is not the sum" in found.reasons[1][1]
    assert len(found.all("Territory")) == 1


def test_a_file_of_another_year_or_form_is_named(read):
    assert "no column 'di'" in read("eiu-2020", "eiu", "country,score\nNorway,9\n").report.problem
