"""The UN's consolidated list: known entries of the real file, the lapse that it does not show, and XML that attacks or is cut."""

from pathlib import Path

import pytest

from tests.ingest.editions import Outcome, outcome, real

ENTITY = """<ENTITY><DATAID>1</DATAID><VERSIONNUM>1</VERSIONNUM><FIRST_NAME>INVENTED TRADING COMPANY</FIRST_NAME>
<UN_LIST_TYPE>DPRK</UN_LIST_TYPE><REFERENCE_NUMBER>XXe.001</REFERENCE_NUMBER><LISTED_ON>2014-06-30</LISTED_ON><COMMENTS1>Invented.</COMMENTS1>
<LIST_TYPE><VALUE>UN List</VALUE></LIST_TYPE><ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>Invented Alias</ALIAS_NAME></ENTITY_ALIAS>
<ENTITY_ADDRESS><CITY>Pyongyang</CITY><COUNTRY>Democratic People's Republic of Korea</COUNTRY></ENTITY_ADDRESS></ENTITY>"""
OTHER = ENTITY.replace("XXe.001", "XXe.002").replace("INVENTED", "OTHER INVENTED")


@pytest.fixture
def read(tmp_path):
    def run(body: str, whole: bool = False) -> Outcome:
        path = tmp_path / "invented.xml"
        path.write_text(
            body if whole else f"<CONSOLIDATED_LIST><INDIVIDUALS/><ENTITIES>{body}</ENTITIES></CONSOLIDATED_LIST>",
            encoding="utf-8",
        )
        return outcome("un_sc", "2026-02", {"list": path})

    return run


@pytest.fixture(scope="module")
def whole(shared: Path) -> Outcome:
    return real("un_sc", "2026-02", shared)


def test_persons_are_left_out_and_entities_kept(whole):
    assert whole.counts("UN_consolidated.xml") == (1003, 273, 730, 0)
    assert not whole.all("Person")
    by_programme = {}
    for facts in whole.all("Listing").values():
        by_programme.setdefault(facts["programme"][0].rpartition(":")[2], []).append(facts)
    assert len(by_programme["un-sc-al-qaida"]) == 89 and len(by_programme["un-sc-dprk"]) == 75


def test_a_known_entry(whole):
    komid = whole.one("Company", "identifier", "un-sc:KPe.001")
    assert komid["name"] == ["KOREA MINING DEVELOPMENT TRADING CORPORATION"] and komid["territory"] == ["urn:kg:territory:KP"]
    assert "KOMID" in komid["alias"]
    assert whole.one("Listing", "recordId", "KPe.001")["start"] == ["2009-04-24"]


def test_iranian_listings_ended_and_resumed(whole):
    """The list gives 2006 to 2012 only; the listings ended between 2016 and 2023 and were resumed in September 2025."""
    listings = whole.with_value("Listing", "programme", "urn:kg:programme:un-sc-iran")
    assert len(listings) == 2 * 78
    first, second = sorted(whole.with_value("Listing", "listedAs", "MALEK ASHTAR UNIVERSITY"), key=lambda f: f["start"])
    assert first["start"] == ["2010-06-09"] and first["endEarliest"] == ["2016-01-16"] and first["endLatest"] == ["2023-10-18"]
    assert second["startEarliest"] == ["2025-09-27"] and "end" not in second


def test_a_day_with_a_time_zone(read):
    (listing,) = read(ENTITY.replace("2014-06-30", "2015-03-27-04:00")).all("Listing").values()
    assert listing["start"] == ["2015-03-27"] and listing["asPublished"] == ["LISTED_ON: 2015-03-27-04:00"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("<UN_LIST_TYPE>DPRK", "<UN_LIST_TYPE>Nowhere", "unknown committee 'Nowhere'; add it to committees.csv"),
        ("2014-06-30", "30/06/2014", "is no day such as"),
        ("2014-06-30", "2014-02-30", "no day of the calendar"),
        ("a.k.a.", "so-called", "unknown kind of alias"),
        ("Democratic People's Republic of Korea", "Nowhereland", "no territory known here"),
        ("<CITY>", "<PLANET>x</PLANET><CITY>", "unknown field PLANET"),
        ("INVENTED TRADING COMPANY", " ", "no name"),
        ("XXe.001", "", "no reference number"),
        ("UN List", "Other List", "another list"),
        ("<DATAID>1</DATAID>", "<DATAID>1</DATAID><DATAID>2</DATAID>", "has 2 DATAID"),
    ],
)
def test_a_bad_entry_is_rejected_and_the_rest_is_read(read, old, new, reason):
    found = read(ENTITY.replace(old, new) + OTHER)
    ((number, said),) = found.reasons
    assert number == 1 and reason in said
    assert found.one("Company", "name", "OTHER INVENTED TRADING COMPANY")


def test_the_same_reference_twice_is_rejected(read):
    assert "stands twice" in read(ENTITY + ENTITY).reasons[0][1]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (
            '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><CONSOLIDATED_LIST>&b;</CONSOLIDATED_LIST>',
            "declares a document type or entities",
        ),
        (
            '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><CONSOLIDATED_LIST>&f;</CONSOLIDATED_LIST>',
            "declares a document type or entities",
        ),
        (f"<CONSOLIDATED_LIST><ENTITIES>{ENTITY}<ENTITY><DATA", "is no whole XML"),
        ("<html><body>Access denied</body></html>", "its root is html"),
        ("not XML at all", "is no whole XML"),
        ('<?xml version="1.0" encoding="gb2312"?><CONSOLIDATED_LIST/>', "is no whole XML"),
        ('<?xml version="1.0" encoding="invented"?><CONSOLIDATED_LIST/>', "is no whole XML"),
    ],
)
def test_a_file_that_attacks_or_is_cut_is_a_sentence(read, body, problem):
    found = read(body, whole=True)
    assert problem in found.report.problem and "\n" not in found.report.problem


def test_what_was_read_before_the_cut_stays(read):
    found = read(f"<CONSOLIDATED_LIST><ENTITIES>{ENTITY}<ENTITY><DATA", whole=True)
    assert found.report.problem and len(found.all("Listing")) == 1
