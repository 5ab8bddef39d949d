"""The Consolidated Screening List: known facts of the real file, and files with everything wrong with them."""

import csv
import io
from pathlib import Path

import pytest

from ingest import catalogue
from ingest.catalogue import Available
from ingest.edition import Edition
from ingest.facts import Facts
from ingest.organizations import class_of, is_person_like, shown_organization
from ingest.us_csl import reader
from ingest.us_ofac.details import Detail, from_ids, sort
from ontology import model
from ontology.errors import FactError, FileError

EL = "Entity List (EL) - Bureau of Industry and Security"
DPL = "Denied Persons List (DPL) - Bureau of Industry and Security"
SDN = "Specially Designated Nationals (SDN) - Treasury Department"
CMIC = "Non-SDN Chinese Military-Industrial Complex Companies List (CMIC) - Treasury Department"
HEADER = (
    *reader.REQUIRED, "title", "standard_order", "call_sign", "vessel_type", "gross_tonnage", "gross_registered_tonnage", "vessel_flag",
    "vessel_owner", "source_list_url", "citizenships", "dates_of_birth", "nationalities", "places_of_birth", "source_information_url",
)  # fmt: skip
INVENTED = {
    "_id": "1" * 40, "source": EL, "name": "Invented Optics Co., Ltd.", "addresses": "1 Nowhere Road, Beijing, CN", "start_date": "2020-06-05",
}  # fmt: skip


def make(files: dict[str, Path], name: str = "2022-07") -> Edition:
    facts = Facts(model(), "urn:kg:source:us-csl:test", "urn:kg:source:us-csl:test", "official-statement")
    return Edition("us_csl", name, "2022-05-06", files, facts, {})


def table(*rows: dict[str, str], header: tuple[str, ...] = HEADER) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, header, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows({**dict.fromkeys(header, ""), **r} for r in rows)
    return text.getvalue()


@pytest.fixture
def read(tmp_path):
    def run(content: str | bytes) -> Edition:
        path = tmp_path / "invented.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        edition = make({"csl": path})
        reader.read(edition)
        account = edition.account("csl")
        assert account.read == account.kept + sum(account.left_out.values()) + len(account.rejected)
        return edition

    return run


@pytest.fixture(scope="module")
def real(shared) -> Edition:
    edition = make({"csl": shared / "us-csl/consolidated_2022.csv"})
    reader.read(edition)
    return edition


def values(edition: Edition, subject: str, name: str) -> list[str]:
    return [v.value for v in edition.facts.statements.get((subject, name), {})]


def named(edition: Edition, name: str) -> list[str]:
    return sorted(s for (s, n), v in edition.facts.statements.items() if n == "name" and name in (x.value for x in v))


def listings(edition: Edition, programme: str, subject: str | None = None) -> list[str]:
    found = (s for s, c in edition.facts.classes.items() if c == "Listing")
    return sorted(
        s
        for s in found
        if values(edition, s, "programme") == [f"urn:kg:programme:{programme}"]
        and subject in (None, *values(edition, s, "subject"))
    )


def only(items: list[str]) -> str:
    assert len(items) == 1, items
    return items[0]


def test_every_row_of_the_real_file_is_kept_or_left_out_for_a_reason(real):
    account = real.account("csl")
    assert (account.read, account.kept, account.rejected) == (14160, 6728, [])
    assert account.left_out["natural person"] == 5206 + 78 + 2
    assert account.left_out["vessel"] == 433
    assert account.left_out["aircraft"] == 283
    assert account.left_out["the same entry once more"] == 1


def test_huawei_has_136_rows_on_the_entity_list(real):
    def is_huawei(listing: str) -> bool:
        subject = only(values(real, listing, "subject"))
        return any("huawei" in n.lower() for n in values(real, listing, "listedAs") + values(real, subject, "alias"))

    found = [s for s in listings(real, "us-bis-entity-list") if is_huawei(s)]
    assert len(found) == 136
    assert sum(values(real, s, "start") == ["2019-05-16"] and values(real, s, "published") == ["2019-05-21"] for s in found) == 76
    assert sum(values(real, s, "start") == ["2019-08-19"] for s in found) == 23


@pytest.mark.parametrize(
    ("name", "start", "act"),
    [
        ("Hangzhou Hikvision Digital Technology Co., Ltd.", "2019-10-09", "84 FR 54002"),
        ("NSO Group", "2021-11-04", "86 FR 60760"),
        ("Candiru", "2021-11-04", "86 FR 60760"),
    ],
)
def test_the_effective_day_is_used_where_the_rule_was_read(real, name, start, act):
    listing = only(listings(real, "us-bis-entity-list", only([s for s in named(real, name) if "ofac-" not in s])))
    assert values(real, listing, "start") == [start]
    assert values(real, listing, "startKind") == ["urn:kg:date-kind:effective"]
    assert act in values(real, listing, "legalAct")


def test_an_entity_list_day_whose_rule_was_not_read_counts_as_the_day_of_publication(real):
    listing = only(listings(real, "us-bis-entity-list", only(named(real, "CloudWalk Technology"))))
    assert values(real, listing, "start") == ["2020-06-05"]
    assert values(real, listing, "startKind") == ["urn:kg:date-kind:published"]


def test_hikvision_is_an_investment_ban_from_its_effective_day_with_its_numbers(real):
    company = only(named(real, "HANGZHOU HIKVISION DIGITAL TECHNOLOGY CO., LTD."))
    assert {"ofac:30946", "uscc:91330000733796106P", "isin:CNE100000PM8"} <= set(values(real, company, "identifier"))
    listing = only(listings(real, "us-ofac-ns-cmic", company))
    assert (values(real, listing, "published"), values(real, listing, "start")) == (["2021-06-03"], ["2021-08-02"])
    assert values(real, listing, "divestBy") == ["2022-06-03"]
    assert values(real, listing, "startKind") == ["urn:kg:date-kind:effective"]


def test_no_birth_date_passport_or_person_is_loaded(real):
    assert set(real.facts.classes.values()) == {"Company", "Organization", "PublicBody", "Listing"}
    assert not any("Dmitry" in v.value for (_, n), vs in real.facts.statements.items() if n == "name" for v in vs)


def test_an_ofac_party_on_several_lists_is_one_organization_with_several_listings(real):
    vtb = only(named(real, "VTB BANK PUBLIC JOINT STOCK COMPANY"))
    assert [len(listings(real, p, vtb)) for p in ("us-ofac-sdn", "us-ofac-ssi", "us-ofac-capta")] == [1, 1, 1]
    arimero = only(named(real, "ARIMERO HOLDING LIMITED"))
    capta, sdn = (only(listings(real, p, arimero)) for p in ("us-ofac-capta", "us-ofac-sdn"))
    assert (values(real, capta, "start"), values(real, sdn, "start")) == (["2022-03-26"], ["../2022-05-06"])
    central_bank = only(named(real, "CENTRAL BANK OF THE RUSSIAN FEDERATION"))
    assert values(real, only(listings(real, "us-ofac-ns-mbs", central_bank)), "start") == ["2022-03-01"]
    assert real.facts.classes[central_bank] == "PublicBody"


def test_a_list_without_a_start_was_seen_by_the_day_of_the_edition(real):
    listing = listings(real, "us-bis-unverified-list")[0]
    assert values(real, listing, "start") == ["../2022-05-06"]
    assert values(real, listing, "startEarliest") == []
    assert values(real, listing, "startKind") == ["urn:kg:date-kind:seen"]


def test_a_renewed_order_began_between_its_first_notice_and_the_stated_day(real):
    airlines = [s for s in named(real, "MAHAN AIRWAYS") if listings(real, "us-bis-denied-persons", s)]
    listing = listings(real, "us-bis-denied-persons", airlines[0])[0]
    assert values(real, listing, "start") == ["2008/2021-11-17"]
    assert values(real, listing, "endKind") == ["urn:kg:date-kind:expires"]
    assert "start_date: 2021-11-17" in values(real, listing, "asPublished")


def test_a_year_that_lost_its_century_is_restored_from_the_cited_volume(real):
    found = [s for s in listings(real, "us-bis-entity-list") if "start_date: 0097-06-30" in values(real, s, "asPublished")]
    assert len(found) == 2
    assert {only(values(real, s, "start")) for s in found} == {"1997-06-30"}


def test_a_subordinate_institution_points_to_its_parent_when_that_is_listed_too(real):
    name = "China Aerospace Science and Industry Corporation Second Academy. Subordinate Institution - 201 Research Institute"
    parent = only(values(real, only(named(real, name)), "parent"))
    assert values(real, parent, "name") == ["China Aerospace Science and Industry Corporation Second Academy"]


def test_hong_kong_is_not_taken_for_the_mainland(real):
    assert values(real, only(named(real, "AW Industrial Ltd")), "territory") == ["urn:kg:territory:HK"]


def test_the_sample_of_the_current_export_style_reads_with_types_first(shared):
    edition = make({"csl": shared / "us-csl/consolidated_2025_sample.csv"}, "2025-06-sample")
    reader.read(edition)
    assert (edition.account("csl").read, edition.account("csl").kept, edition.account("csl").rejected) == (13, 7, [])
    identifiers = values(edition, only(named(edition, "TNK Trading International S.A.")), "identifier")
    assert {"ofac:28603", "vat-ch:CHE-267.936.404", "registration-ch:CH-660.0.559.011-2"} <= set(identifiers)
    sinobright = only(named(edition, "Sinobright Import and Export Company"))
    assert values(edition, only(listings(edition, "us-state-isn", sinobright)), "start") == ["2023-07-19"]


def test_both_editions_are_in_the_catalogue_and_meet_their_expected_counts(shared):
    from ingest.pipeline import read_edition

    source = catalogue.sources()["us_csl"]
    for spec in source.editions:
        report, quads = read_edition(Available(source, spec, {r: shared / f for r, f in spec.files.items()}))
        assert not report.problem and not report.expected and quads
        assert not [v for v in report.violations if v["severity"] == "Violation"]
        assert [f for file in report.files for f in file["unread"]] == []


def test_a_missing_column_is_named(read):
    with pytest.raises(FileError, match="no column 'federal_register_notice'"):
        read(table(INVENTED, header=tuple(h for h in HEADER if h != "federal_register_notice")))


def test_a_cut_last_line_is_rejected_and_the_rest_read(read):
    whole = table(INVENTED, {**INVENTED, "_id": "2" * 40, "name": "Invented Second Optics Co., Ltd."})
    edition = read(whole[:-60])
    assert edition.account("csl").kept == 1
    assert "cut off" in edition.account("csl").rejected[0][1]


def test_a_repeated_header_is_left_out(read):
    header, row = table(INVENTED).splitlines()
    edition = read("\n".join((header, row, header, "")))
    assert edition.account("csl").left_out == {"repeated header": 1}


def test_a_row_in_another_encoding_is_rejected(read):
    wrong = {**INVENTED, "_id": "2" * 40, "name": "Invented Optik München GmbH"}
    edition = read(table(INVENTED).encode() + table(wrong).splitlines()[1].encode("latin-1") + b"\n")
    assert edition.account("csl").kept == 1
    assert "not UTF-8" in edition.account("csl").rejected[0][1]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"start_date": "2020-02-31"}, "no day of the calendar"),
        ({"start_date": "31.2.2020"}, "is no day such as"),
        ({"start_date": "0020-01-01"}, "lost its century"),
        ({"end_date": "soon"}, "is no date"),
        ({"source": "Invented List (XX) - Nobody"}, "unknown list"),
        ({"source": SDN, "type": "Spaceship"}, "unknown type"),
        ({"source": SDN, "type": "Entity", "entity_number": "2"}, "is not the _id"),
        ({"type": "Entity"}, "states no type"),
        ({"name": " "}, "no name"),
        ({"ids": "123, Invented Number"}, "unknown kind of id"),
        ({"ids": "Invented Kind, Target Type"}, "unknown target type"),
    ],
)
def test_a_bad_row_is_rejected_with_its_reason_and_leaves_nothing_behind(read, change, reason):
    good = {**INVENTED, "_id": "3" * 40, "name": "Invented Good Company"}
    edition = read(table({**INVENTED, **change}, good))
    line, why = edition.account("csl").rejected[0]
    assert (line, edition.account("csl").kept) == (2, 1)
    assert reason in why
    assert len(edition.facts.classes) == 2


def test_an_empty_file_and_a_folder_are_sentences(read, tmp_path):
    with pytest.raises(FileError, match="is empty"):
        read("")
    with pytest.raises(FileError, match="is a folder"):
        reader.read(make({"csl": tmp_path}))


def test_a_problem_with_the_file_is_in_the_report_not_an_exception(tmp_path):
    from ingest.pipeline import read_edition

    source = catalogue.sources()["us_csl"]
    report, _ = read_edition(Available(source, source.editions[0], {"csl": tmp_path / "nowhere.csv"}))
    assert report.problem.endswith("is missing; fetch the source again")
    assert report.expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("RU, 7736640919, Tax ID No.", Detail("Tax ID No.", "7736640919", "RU")),
        ("Tax ID No., 7702070139, RU", Detail("Tax ID No.", "7702070139", "RU")),
        ("MM, 2017-01-16, 110364903, Registration Number", Detail("Registration Number", "110364903", "MM")),
        (
            "PA, 467323, Doc. 694710, Public Registration Number",
            Detail("Public Registration Number", "467323, Doc. 694710", "PA"),
        ),
    ],
)
def test_ids_are_read_in_both_orders(cell, expected):
    assert from_ids(cell) == [expected]


def test_a_value_with_semicolons_belongs_to_its_type_in_both_orders():
    assert from_ids("Regulations; and more, Secondary sanctions risk:") == [
        Detail("Secondary sanctions risk:", "Regulations; and more")
    ]
    assert from_ids("Secondary sanctions risk:, Regulations; and more") == [
        Detail("Secondary sanctions risk:", "Regulations; and more")
    ]


def test_a_legal_entity_number_is_an_lei_only_with_the_right_check_digits():
    numbers = [Detail("Legal Entity Number", n, "HK") for n in ("549300XIVJCBIGMRUD48", "549300XIVJCBIGMRUD49", "852496527")]
    assert sort(numbers).identifiers[0].startswith(("lei:", "registration-hk:"))
    assert sort(numbers).identifiers[1] == "registration-hk:549300XIVJCBIGMRUD49"
    with pytest.raises(FactError, match="no day of the calendar"):
        sort([Detail("Listing Date (CMIC)", "31 Feb 2020")])


def test_a_person_is_told_from_a_company_with_care():
    assert all(
        map(is_person_like, ("Dmitry Andreev", "Dr. Artush Parsi", "Su Bin", "H. Farahani", "Igor Michurin (Russian individual)"))
    )
    assert not any(map(is_person_like, ("Candiru", "NSO Group", "DJI", "Iqbal Enterprises", "Akhtar and Munir", "Video Logic")))
    assert not any(map(is_person_like, ("Wang Electronics", "Huawei Cloud Berlin", "Mr. Gasket Inc.")))
    assert not any(map(shown_organization, ("GEORGE CHARLES BUDENZ, II", "Yu Long", "PAPA FAAL")))
    assert all(map(shown_organization, ("AL NASER AIRLINES", "SYNAPTIX.NET", "KOTO COMMERCIO IBERICA, S.L.")))


def test_armed_groups_are_no_public_bodies():
    assert class_of("Xinjiang Police College") == "Organization"
    assert class_of("LORD'S RESISTANCE ARMY") == "Organization"
    assert class_of("Aksu District Public Security Bureau") == "PublicBody"
    assert class_of("INTERNET RESEARCH AGENCY LLC") == "Company"


def test_rows_of_the_persons_lists_are_kept_only_when_shown_to_be_organizations(read):
    edition = read(table({**INVENTED, "source": DPL}, {**INVENTED, "source": DPL, "_id": "2" * 40, "name": "INVENTED PERSON"}))
    assert edition.account("csl").left_out == {"natural person, or not shown to be an organization": 1}


def test_a_listing_is_keyed_by_id_and_list(read):
    row = {**INVENTED, "_id": "7", "entity_number": "7", "type": "Entity", "start_date": ""}
    edition = read(table({**row, "source": SDN}, {**row, "source": CMIC}, {**row, "source": CMIC}))
    assert edition.account("csl").left_out == {"the same entry once more": 1}
    assert (
        len(
            listings(edition, "us-ofac-sdn", "urn:kg:org:us-csl:ofac-7")
            + listings(edition, "us-ofac-ns-cmic", "urn:kg:org:us-csl:ofac-7")
        )
        == 2
    )
