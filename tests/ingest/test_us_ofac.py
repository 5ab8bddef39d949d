"""OFAC's own files: known facts of the real ones, and files with everything wrong with them."""

from pathlib import Path

import pytest

from ingest import catalogue
from ingest.catalogue import Available
from ingest.edition import Edition
from ingest.facts import Facts
from ingest.us_ofac import enhanced, reader
from ingest.us_ofac.details import Detail, from_remarks, sort
from ontology import model
from ontology.errors import FactError, FileError

NULL = "-0- "
NAMESPACE = enhanced.SPACE.strip("{}")


def make(files: dict[str, Path], name: str, day: str) -> Edition:
    facts = Facts(model(), "urn:kg:source:us-ofac:test", "urn:kg:source:us-ofac:test", "official-statement")
    return Edition("us_ofac", name, day, files, facts, {})


def of_catalogue(name: str, shared: Path) -> Edition:
    spec = next(e for e in catalogue.sources()["us_ofac"].editions if e.name == name)
    edition = make({r: shared / f for r, f in spec.files.items()}, name, spec.date)
    reader.read(edition)
    return edition


@pytest.fixture(scope="module")
def sdn_2021(shared):
    return of_catalogue("sdn-2021-07", shared)


@pytest.fixture(scope="module")
def sdn_2024(shared):
    return of_catalogue("sdn-2024-05", shared)


@pytest.fixture(scope="module")
def cons(shared):
    return of_catalogue("cons-2025-01", shared)


def values(edition: Edition, subject: str, name: str) -> list[str]:
    return [v.value for v in edition.facts.statements.get((subject, name), {})]


def balanced(edition: Edition, role: str):
    account = edition.account(role)
    assert account.read == account.kept + sum(account.left_out.values()) + len(account.rejected)
    return account


def party(number: str, name: str, kind: str = NULL, programs: str = "CUBA", remarks: str = NULL) -> str:
    cells = [
        number,
        f'"{name}"',
        kind if kind == NULL else f'"{kind}"',
        f'"{programs}"',
        *[NULL] * 7,
        remarks if remarks == NULL else f'"{remarks}"',
    ]
    return ",".join(cells) + "\r\n"


@pytest.fixture
def read_sdn(tmp_path):
    def run(content: str | bytes, **side: str) -> Edition:
        files = {}
        for role, text in {"sdn": content, **side}.items():
            files[role] = tmp_path / f"{role}.csv"
            files[role].write_bytes(text.encode() if isinstance(text, str) else text)
        edition = make(files, "sdn-invented", "2020-01-31")
        reader.read(edition)
        for role in files:
            balanced(edition, role)
        return edition

    return run


@pytest.fixture
def read_cons(tmp_path):
    def run(content: str | bytes) -> Edition:
        path = tmp_path / "invented.xml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        edition = make({"cons": path}, "cons-invented", "2020-01-31")
        run.edition = edition
        reader.read(edition)
        balanced(edition, "cons")
        return edition

    return run


def entity(
    number: str, name: str, lists: str = "Non-SDN CMIC List", kind: str = "Entity", more: str = "", day: str = "2020-01-15"
) -> str:
    return f"""<entity id="{number}"><generalInfo><entityType>{kind}</entityType></generalInfo>
      <sanctionsLists><sanctionsList datePublished="{day}">Consolidated List</sanctionsList>
        <sanctionsList datePublished="{day}">{lists}</sanctionsList></sanctionsLists>
      <names><name><isPrimary>true</isPrimary><translations><translation><isPrimary>true</isPrimary>
        <formattedFullName>{name}</formattedFullName></translation></translations></name></names>{more}</entity>"""


def document(*entities: str) -> str:
    return f'<?xml version="1.0"?><sanctionsData xmlns="{NAMESPACE}"><entities>{"".join(entities)}</entities></sanctionsData>'


def relation(number: str, kind: str, other: str) -> str:
    return f"""<relationships><relationship id="{number}"><type>{kind}</type><relatedEntity entityId="{other}">INVENTED</relatedEntity>
      </relationship></relationships>"""


def feature(kind: str, value: str, when: str = "") -> str:
    return f"<features><feature><type>{kind}</type><value>{value}</value>{when}</feature></features>"


def test_all_rows_of_the_four_tables_of_2021_are_accounted_for(sdn_2021):
    assert {r: balanced(sdn_2021, r).read for r in sdn_2021.files} == {
        "sdn": 8976,
        "addresses": 13837,
        "aliases": 11910,
        "comments": 5,
    }
    account = sdn_2021.account("sdn")
    assert (account.kept, account.rejected) == (3673, [])
    assert account.left_out == {"natural person": 4620, "vessel": 406, "aircraft": 277}
    assert all(not sdn_2021.account(r).rejected for r in sdn_2021.files)


def test_remarks_that_were_cut_go_on_in_the_comments(sdn_2021):
    notes = values(sdn_2021, "urn:kg:listing:us-ofac:sdn-2021-07:30518-us-ofac-sdn", "note")
    assert notes == ["Linked To: INTERNET RESEARCH AGENCY LLC"]
    assert sdn_2021.account("comments").kept == 1


def test_aliases_and_addresses_come_from_the_side_tables(sdn_2021):
    subject = "urn:kg:org:us-ofac:36"
    assert values(sdn_2021, subject, "alias") == ["AERO-CARIBBEAN"]
    assert values(sdn_2021, subject, "territory") == ["urn:kg:territory:CU"]
    assert values(sdn_2021, subject, "address") == ["Havana, Cuba"]


def test_intellexa_and_cytrox_are_sdns_in_2024_with_their_register_numbers(sdn_2024):
    assert balanced(sdn_2024, "sdn").read == 14965
    names = {values(sdn_2024, f"urn:kg:org:us-ofac:{n}", "name")[0] for n in (48059, 48064, 48067, 48069)}
    assert names == {"INTELLEXA S.A.", "INTELLEXA LIMITED", "CYTROX AD", "CYTROX HOLDINGS ZARTKORUEN MUKODO RESZVENYTARSASAG"}
    assert "tax-gr:801326153" in values(sdn_2024, "urn:kg:org:us-ofac:48059", "identifier")
    assert "registration-ie:665443" in values(sdn_2024, "urn:kg:org:us-ofac:48064", "identifier")
    listing = "urn:kg:listing:us-ofac:sdn-2024-05:48059-us-ofac-sdn"
    assert values(sdn_2024, listing, "start") == ["../2024-05-03"]
    assert values(sdn_2024, listing, "startKind") == ["urn:kg:date-kind:seen"]
    assert values(sdn_2024, listing, "programCode") == ["CYBER2"]


def test_huawei_and_hikvision_are_no_sdns(sdn_2024):
    names = [v.value.lower() for (_, n), vs in sdn_2024.facts.statements.items() if n == "name" for v in vs]
    assert not any("huawei" in n or "hikvision" in n for n in names)


def test_the_non_sdn_lists_have_their_counts_and_days(cons):
    account = balanced(cons, "cons")
    assert (account.read, account.kept, account.rejected) == (443 + 283, 363 + 282, [])
    assert account.left_out == {"natural person": 80, "acting for or on behalf of: no ownership or control": 1}
    by_list = {
        p: [s for s in cons.facts.classes if s.endswith(p)]
        for p in ("us-ofac-ns-cmic", "us-ofac-ssi", "us-ofac-sdn", "us-ofac-ns-mbs")
    }
    assert {p: len(found) for p, found in by_list.items()} == {
        "us-ofac-ns-cmic": 68,
        "us-ofac-ssi": 286,
        "us-ofac-sdn": 75,
        "us-ofac-ns-mbs": 11,
    }
    hikvision = "urn:kg:listing:us-ofac:cons-2025-01:30946-us-ofac-ns-cmic"
    assert [values(cons, hikvision, p)[0] for p in ("published", "start", "divestBy")] == [
        "2021-06-03",
        "2021-08-02",
        "2022-06-03",
    ]
    assert values(cons, hikvision, "startKind") == ["urn:kg:date-kind:effective"]


def test_owned_or_controlled_is_control_without_a_basis_or_a_share(cons):
    links = [s for s, c in cons.facts.classes.items() if c == "ControlLink"]
    assert len(links) == 282
    assert "OwnershipStake" not in cons.facts.classes.values()
    assert not any(values(cons, s, "basis") for s in links)
    assert {c for s in links for c in values(cons, s, "controller") + values(cons, s, "controlled")} <= cons.facts.classes.keys()
    names = {s: v for (s, n) in cons.facts.statements if n == "name" for v in values(cons, s, "name")}
    pairs = {(names[values(cons, s, "controller")[0]], names[values(cons, s, "controlled")[0]]) for s in links}
    holding = "HUAWEI INVESTMENT & HOLDING CO., LTD."
    assert {b for a, b in pairs if a == holding} == {
        "HUAWEI TECHNOLOGIES CO., LTD.", "PROVEN GLORY CAPITAL LIMITED", "PROVEN HONOUR CAPITAL LIMITED",
    }  # fmt: skip


def test_only_the_sdn_listing_of_a_party_blocks_property(cons):
    blocking = [s for s, c in cons.facts.classes.items() if c == "Listing" and "Block" in values(cons, s, "requirement")]
    assert len(blocking) == 73
    assert all(s.endswith("-us-ofac-sdn") for s in blocking)


@pytest.mark.parametrize("name", ["sdn-2021-07", "sdn-2024-05", "cons-2025-01"])
def test_each_edition_meets_its_expected_counts_and_the_shapes(name, shared):
    from ingest.pipeline import read_edition

    source = catalogue.sources()["us_ofac"]
    spec = next(e for e in source.editions if e.name == name)
    report, _ = read_edition(Available(source, spec, {r: shared / f for r, f in spec.files.items()}))
    assert (report.problem, report.expected) == ("", [])
    assert not [v for v in report.violations if v["severity"] == "Violation"]
    assert [f for file in report.files for f in file["unread"]] == []


def test_a_party_of_unknown_type_is_rejected_and_its_side_rows_left_out(read_sdn):
    edition = read_sdn(
        party("1", "INVENTED WORKS S.A.") + party("2", "INVENTED SPACESHIP", "spaceship") + "\x1a\r\n",
        aliases="1,1,aka,INVENTED ALIAS,-0- \r\n2,2,aka,INVENTED OTHER,-0- \r\n1,3,also,INVENTED THIRD,-0- \r\n",
        addresses="1,1,-0- ,Prague,Czech Republic,-0- \r\n1,2,-0- ,-0- ,Nowhereland,-0- \r\n1,3,-0- ,-0- ,-0- ,-0- \r\n",
    )
    assert edition.account("sdn").rejected == [
        (2, "unknown type 'spaceship'; it is empty for an organization, or individual, vessel, aircraft")
    ]
    assert values(edition, "urn:kg:org:us-ofac:1", "alias") == ["INVENTED ALIAS"]
    assert sum(edition.account("aliases").left_out.values()) == 1
    assert "unknown kind of alias 'also'" in edition.account("aliases").rejected[0][1]
    assert "no territory known here" in edition.account("addresses").rejected[0][1]
    assert edition.account("addresses").left_out == {"says neither address nor country": 1}


def test_a_number_that_stands_twice_is_rejected_the_second_time(read_sdn):
    edition = read_sdn(party("1", "INVENTED WORKS S.A.") + party("1", "INVENTED AGAIN S.A."))
    assert "stands twice" in edition.account("sdn").rejected[0][1]
    assert values(edition, "urn:kg:org:us-ofac:1", "name") == ["INVENTED WORKS S.A."]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("2,INVENTED,-0- ,CUBA\r\n", "4 cells where the header has 12"),
        (party("2", "INVENTED OPTIK MÜNCHEN").encode("latin-1"), "not UTF-8"),
        (party("x", "INVENTED WORKS"), "no OFAC number"),
        (party("2", NULL), "no name"),
        (party("2", "INVENTED WORKS", remarks="Target Type Invented."), "unknown target type"),
        (party("2", "INVENTED WORKS", remarks="Nationality of Registration Nowhereland."), "no territory"),
        (party("2", "INVENTED WORKS", remarks="Listing Date (EO 14024 Directive 2): 31 Feb 2020."), "no day of the calendar"),
        (party("2", "INVENTED WORKS").rstrip()[:-8] + '"cut', "cut off"),
    ],
)
def test_a_bad_sdn_row_is_rejected_with_its_reason_and_the_rest_read(read_sdn, bad, reason):
    bad = bad if isinstance(bad, bytes) else bad.encode()
    edition = read_sdn(party("1", "INVENTED WORKS S.A.").encode() + bad)
    assert edition.account("sdn").kept == 1
    assert reason in edition.account("sdn").rejected[0][1]


def test_a_header_that_somebody_added_is_left_out(read_sdn):
    from ingest.us_ofac.legacy import SDN

    assert read_sdn(",".join(SDN) + "\r\n" + party("1", "INVENTED WORKS S.A.")).account("sdn").left_out == {"repeated header": 1}


def test_an_empty_file_is_a_sentence(read_sdn):
    with pytest.raises(FileError, match="is empty"):
        read_sdn("")


def test_remarks_are_parsed_and_a_cut_one_is_only_a_note():
    details, aliases, notes = from_remarks(
        "a.k.a. 'BNC'; Tax ID No. 801326153 (Greece); alt. Website www.invented.example; Folio Mercantil No. 3 (Mexico) issued 14 Dec 2005;"
        " Linked To: INVENTED.; Registration Num",
        cut=True,
    )
    assert details == [
        Detail("Tax ID No.", "801326153", "GR"), Detail("Website", "www.invented.example"), Detail("Folio Mercantil No.", "3", "MX"),
    ]  # fmt: skip
    assert (aliases, notes) == (["BNC"], ["Registration Num [cut off by the publisher]", "Linked To: INVENTED."])


def test_a_person_who_controls_a_company_is_kept_by_name_only(read_cons):
    edition = read_cons(
        document(
            entity("1", "INVENTED WORKS CO., LTD.", more=relation("9", "Owned or Controlled By", "2")),
            entity("2", "PERSON, Invented", kind="Individual"),
        )
    )
    assert edition.facts.classes["urn:kg:person:us-ofac:2"] == "Person"
    assert {n for (s, n) in edition.facts.statements if s == "urn:kg:person:us-ofac:2"} == {"name", "source"}
    link = next(s for s, c in edition.facts.classes.items() if c == "ControlLink")
    assert values(edition, link, "controlled") == ["urn:kg:org:us-ofac:1"]


def test_owns_controls_or_operates_points_the_other_way(read_cons):
    works = entity("1", "INVENTED WORKS CO., LTD.", more=relation("9", "Owns, controls, or operates", "2"))
    edition = read_cons(document(works, entity("2", "INVENTED BRANCH CO., LTD.")))
    link = next(s for s, c in edition.facts.classes.items() if c == "ControlLink")
    assert values(edition, link, "controller") == ["urn:kg:org:us-ofac:1"]


def test_a_relationship_with_a_party_outside_the_file_is_left_out_and_an_unknown_kind_rejected(read_cons):
    edition = read_cons(
        document(
            entity("1", "INVENTED WORKS CO., LTD.", more=relation("8", "Owned or Controlled By", "77")),
            entity("2", "INVENTED BRANCH CO., LTD.", more=relation("9", "Admires", "1")),
        )
    )
    assert edition.account("cons").left_out == {"with a party that is not loaded": 1}
    assert "unknown relationship 'Admires'" in edition.account("cons").rejected[0][1]


def test_a_date_range_is_no_day(read_cons):
    when = "<valueDate><fromDateBegin>2020-01-01</fromDateBegin><toDateEnd>2020-12-31</toDateEnd></valueDate>"
    edition = read_cons(
        document(entity("1", "INVENTED WORKS CO., LTD.", more=feature("Effective Date (CMIC)", "circa 2020", when)))
    )
    assert "no day of the calendar" in edition.account("cons").rejected[0][1]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (entity("2", "INVENTED", lists="Invented List"), "unknown list 'Invented List'"),
        (entity("2", "INVENTED", kind="Spaceship"), "unknown entity type"),
        (entity("2", "INVENTED", day="2020-02-31"), "no day of the calendar"),
        (entity("2", "INVENTED", day=""), "has no day"),
        (entity("", "INVENTED"), "no number"),
        (entity("2", ""), "no number or no primary name"),
        ('<entity id="2"></entity>', "the entity has no generalInfo"),
        (entity("2", "INVENTED", more=feature("Invented Feature", "1")), "unknown kind of id"),
    ],
)
def test_a_bad_entity_is_rejected_with_its_reason_and_the_rest_read(read_cons, bad, reason):
    edition = read_cons(document(entity("1", "INVENTED WORKS CO., LTD."), bad, entity("3", "INVENTED THIRD CO., LTD.")))
    assert edition.account("cons").kept == 2
    assert (edition.account("cons").rejected[0][0], reason in edition.account("cons").rejected[0][1]) == (2, True)


def test_a_truncated_xml_is_a_sentence_and_keeps_what_was_read(read_cons):
    whole = document(
        entity("1", "INVENTED WORKS CO., LTD.", more=relation("9", "Owned or Controlled By", "1")), entity("2", "INVENTED")
    )
    with pytest.raises(FileError, match=r"is no whole XML \(.*\); it may be cut off"):
        read_cons(whole[:-150])
    assert read_cons.edition.facts.classes["urn:kg:org:us-ofac:1"] == "Company"
    assert balanced(read_cons.edition, "cons").kept >= 1


def test_an_xml_bomb_is_refused_unread(read_cons):
    bomb = '<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    with pytest.raises(FileError, match="declares a document type or entities"):
        read_cons(bomb + f'<sanctionsData xmlns="{NAMESPACE}">&b;</sanctionsData>')
    assert not read_cons.edition.facts.classes


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "is empty"),
        ("no XML at all", "is no whole XML"),
        ("<sanctionsData/>", "is no OFAC enhanced XML, its root is sanctionsData"),
        ('<?xml version="1.0" encoding="utf-8"?><a>\xfc</a>'.encode("latin-1"), "is no"),
    ],
)
def test_what_is_no_such_xml_is_a_sentence(read_cons, content, reason):
    with pytest.raises(FileError, match=reason):
        read_cons(content)


def test_a_folder_in_the_place_of_the_xml_is_a_sentence(tmp_path):
    with pytest.raises(FileError, match="is a folder"):
        reader.read(make({"cons": tmp_path}, "cons-invented", "2020-01-31"))


def test_an_unknown_type_of_number_is_an_error_with_a_suggestion():
    with pytest.raises(FactError, match=r"unknown kind of id 'Tax ID Nr\.'\. Did you mean Tax ID No"):
        sort([Detail("Tax ID Nr.", "1")])
