"""The section 1260H list: periods on the list, former names, parents, and rows that cannot be taken."""

import csv
import io
from pathlib import Path

import pytest

from tests.ingest.editions import Outcome, outcome, real

COLUMNS = ("Name", "Clean Name", "Alias", "Previous Name", "Parent Name", "Note", "Start date", "End date", "Source Url")


@pytest.fixture(scope="module")
def actual(shared: Path) -> Outcome:
    return real("us_dod_1260h", "2026-06-08", shared)


@pytest.fixture
def invented(tmp_path: Path):
    def read(*rows: dict[str, str]) -> Outcome:
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows({"Name": r.get("Clean Name", ""), **r} for r in rows)
        path = tmp_path / "sanctions.csv"
        path.write_text(text.getvalue(), encoding="utf-8")
        return outcome("us_dod_1260h", "2026-06-08", {"list": path})

    return read


def row(name: str, start: str, **more: str) -> dict[str, str]:
    return {"Clean Name": name, "Start date": start, **{k.replace("_", " "): v for k, v in more.items()}}


def listings(read: Outcome, name: str) -> list[tuple[str, str | None]]:
    """Start and end of each listing under that name, in order."""
    found = read.with_value("Listing", "listedAs", name)
    return sorted((f["start"][0], f.get("end", [None])[0]) for f in found)


def test_every_row_of_the_real_list_is_kept(actual):
    assert actual.counts("sanctions.csv") == (397, 397, 0, 0)
    assert (len(actual.all("Company")), len(actual.all("Listing"))) == (214, 216)


def test_hikvision_is_one_listing_from_its_first_edition(actual):
    found = actual.one("Listing", "listedAs", "Hangzhou Hikvision Digital Technology Co., Ltd.")
    assert found["start"] == ["2021-06-03"]
    assert found["startKind"] == ["urn:kg:date-kind:published"]
    assert "end" not in found
    company = actual.about[found["subject"][0]]
    assert company["parent"] == ["urn:kg:org:us-dod-1260h:china-electronics-technology-group-corporation"]
    assert company["alias"] == ["Hikvision"]


def test_a_removal_of_the_file_is_the_end_and_a_return_a_second_listing(actual):
    name = "Yangtze Memory Technologies Co., Ltd."
    assert listings(actual, name) == [("2024-01-31", "2026-02-17"), ("2026-06-08", None)]
    assert listings(actual, "Beijing Megvii Technology Co., Ltd.") == [("2024-01-31", "2025-01-07")]
    returned = [iri for iri in actual.all("Company") if sum(f["subject"] == [iri] for f in actual.all("Listing").values()) > 1]
    assert len(returned) == 2


def test_what_a_full_edition_no_longer_has_ended_in_an_interval(actual):
    assert listings(actual, "Advanced Micro-Fabrication Equipment Inc. China") == [("2024-01-31", "2024-01-31/2025-01-07")]
    assert listings(actual, "CNOOC Limited") == [("2021-06-03", "2024-01-31/2025-01-07")]
    found = actual.one("Listing", "listedAs", "CNOOC Limited")
    assert (found["endEarliest"], found["endLatest"], found["endKind"]) == (
        ["2024-01-31"],
        ["2025-01-07"],
        ["urn:kg:date-kind:removed"],
    )


def test_a_former_name_leads_to_one_company_and_one_listing(actual):
    name = "Zhonghang Electronic Measuring Instruments Company Limited"
    assert listings(actual, name) == [("2021-06-03", None)]
    company = actual.one("Company", "alias", name)
    assert company["name"] == ["AVIC Chengdu Aircraft Co., Ltd."]
    assert listings(actual, "Cheng Du Westone Information Industry Co., Ltd.") == [("2025-01-07", None)]


def test_two_names_of_one_edition_stay_two_companies_with_a_succession(actual):
    (change,) = actual.all("Succession").values()
    assert change["predecessor"] == ["urn:kg:org:us-dod-1260h:xi-an-aircraft-industry-group-co-ltd"]
    assert change["successor"] == ["urn:kg:org:us-dod-1260h:avic-xi-an-aircraft-industry-group-company-ltd"]
    assert change["successionKind"] == ["urn:kg:succession-kind:rename"]
    assert "date" not in change


def test_parents_resolve_whatever_their_punctuation(actual):
    parents = {p for f in actual.all("Company").values() for p in f.get("parent", [])}
    assert len(parents) == 25
    assert all(actual.about[p]["class"] == ["Company"] for p in parents)
    assert "urn:kg:org:us-dod-1260h:aviation-industry-corporation-of-china-ltd" in parents
    assert len([p for p in parents if "aviation-industry-corporation" in p or "casic" in p]) == 1


def test_no_territory_is_made_up(actual):
    assert not any("territory" in f for f in actual.all("Company").values())


def test_a_company_absent_from_one_full_edition_and_back_without_removal_stays_listed(invented):
    others = [row(f"Invented Anchor {n} Co.", d) for d in ("2024-01-31", "2025-01-07", "2026-06-08") for n in "ABC"]
    found = invented(row("Invented Away Co.", "2024-01-31"), row("Invented Away Co.", "2026-06-08"), *others)
    assert listings(found, "Invented Away Co.") == [("2024-01-31", None)]
    assert any("does not name it" in n for n in found.one("Listing", "listedAs", "Invented Away Co.")["note"])


def test_absence_is_no_removal_when_a_row_was_rejected(invented):
    good = [row(f"Invented Anchor {n} Co.", d) for d in ("2025-01-07", "2026-06-08") for n in "ABC"]
    found = invented(row("Invented Gone Co.", "2025-01-07"), *good)
    assert listings(found, "Invented Gone Co.") == [("2025-01-07", "2025-01-07/2026-06-08")]
    found = invented(row("Invented Gone Co.", "2025-01-07"), *good, row("Invented Broken Co.", "8.6.2026"))
    assert listings(found, "Invented Gone Co.") == [("2025-01-07", None)]


def test_absence_is_no_removal_when_the_edition_looks_cut(invented):
    held = [row(f"Invented {n} Co.", "2025-01-07") for n in range(10)]
    found = invented(*held, *(row(f"Invented {n} Co.", "2026-06-08") for n in range(6)))
    assert not any("end" in f for f in found.all("Listing").values())
    found = invented(*held, *(row(f"Invented {n} Co.", "2026-06-08") for n in range(7)))
    assert sum("end" in f for f in found.all("Listing").values()) == 3


def test_a_parent_that_is_not_listed_itself_becomes_a_company_without_listing(invented):
    found = invented(row("Invented Child Co., Ltd", "2025-01-07", Parent_Name="Invented Parent, Inc. (IP)"))
    child = found.one("Company", "name", "Invented Child Co., Ltd")
    assert child["parent"] == [found.iri("Company", "name", "Invented Parent, Inc.")]
    assert len(found.all("Listing")) == 1


def test_a_company_is_never_its_own_parent(invented):
    found = invented(row("Invented Loop Co., Ltd.", "2025-01-07", Parent_Name="Invented Loop Co Ltd"))
    assert "parent" not in found.one("Company", "name", "Invented Loop Co., Ltd.")


def test_aliases_are_parted_at_commas_but_not_before_a_legal_form(invented):
    found = invented(row("Invented Names Corp", "2025-01-07", Alias="Invented One,Invented Two Co., Ltd.; 发明"))
    assert found.one("Company", "name", "Invented Names Corp")["alias"] == ["Invented One", "Invented Two Co., Ltd.", "发明"]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (row("", "2025-01-07"), "names no company"),
        (row("\x07", "2025-01-07"), "names no company"),
        (row("Invented", "7 January 2025"), "is no day of the calendar"),
        (row("Invented", "2025-02-30"), "is no day of the calendar"),
        (row("Invented", ""), "is no day of the calendar"),
        (row("Invented", "2025-01-07", End_date="soon"), "is no day of the calendar"),
        (row("Invented", "2025-01-07", End_date="2024-01-01"), "not after its start"),
        (row("INVENTED GOOD CO LTD", "2025-01-07"), "stands twice in the edition"),
    ],
)
def test_a_bad_row_is_rejected_with_its_line_and_the_rest_loads(invented, bad, reason):
    found = invented(row("Invented Good Co., Ltd.", "2025-01-07"), bad)
    assert found.counts("sanctions.csv") == (2, 1, 0, 1)
    ((line, sentence),) = found.reasons
    assert line == 3
    assert reason in sentence
    assert len(found.all("Listing")) == 1


def test_names_that_call_each_other_former_do_not_go_round_for_ever(invented):
    found = invented(
        row("Invented A Co.", "2025-01-07", Previous_Name="Invented B Co."),
        row("Invented B Co.", "2026-06-08", Previous_Name="Invented A Co."),
    )
    assert len(found.all("Company")) == 1
    assert len(found.all("Listing")) == 1


def test_two_names_of_one_edition_that_call_each_other_former_give_two_successions(invented):
    found = invented(
        *(
            row(f"Invented {a} Co.", d, Previous_Name=f"Invented {b} Co.")
            for d in ("2025-01-07", "2026-06-08")
            for a, b in ("AB", "BA")
        )
    )
    assert len(found.all("Succession")) == 2
    assert len(found.all("Listing")) == 2


def test_a_file_of_another_form_is_a_sentence(tmp_path):
    path = tmp_path / "sanctions.csv"
    path.write_text("Name,CleanName\nInvented,Invented\n", encoding="utf-8")
    assert "has no column 'Clean Name'" in outcome("us_dod_1260h", "2026-06-08", {"list": path}).report.problem
