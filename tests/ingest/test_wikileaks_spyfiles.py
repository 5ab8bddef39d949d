"""Spy Files: licences of attributed customers, contract papers, products; and rows with everything wrong."""

from pathlib import Path

import pytest

from ingest.wikileaks_spyfiles.reader import euros
from ontology.errors import FactError
from tests.ingest.editions import Outcome, outcome, real

HEADERS = {
    "companies": "Company",
    "software": "FinFisher Software,Company,Description,Customers",
    "customers": "Username,ID,Country Attribution,Number of Licenses,Current Customer?,Total Costs,"
    '"Total Costs (with ""deleted"" licenses)",Software Purchased',
    "documents": "Document Name,Company,Document Type,Year,Country Codes,Tags,Target System,Product,Document Page,Download Link,"
    "Spy FIles Release",
}
GOOD = {
    "companies": ["Invented Intrusion"],
    "software": ["FinSpy,Gamma,Invented words,INVENTED1", "FinFly USB,Gamma,,"],
    "customers": ['INVENTED1,901,Qatar SSB,11,Yes,"€683,700","€1,790,580","FinSpy, FinFly USB"'],
    "documents": ["Invented brochure,Invented Intrusion,Brochure,2011,,,,,https://w.example/1.html,,Spy Files 1"],
}
ORDER = "https://wikileaks.org/spyfiles/docs/DREAMLAB_2010_OMPurcOrde_en.html"


@pytest.fixture(scope="module")
def files(shared: Path) -> Outcome:
    return real("wikileaks_spyfiles", "2014-09-15", shared)


@pytest.fixture
def read(tmp_path: Path):
    def run(**more: list[str]) -> Outcome:
        files = {}
        for role, header in HEADERS.items():
            files[role] = tmp_path / f"{role}.csv"
            files[role].write_text("\n".join([header, *GOOD[role], *more.get(role, [])]) + "\n", encoding="utf-8")
        return outcome("wikileaks_spyfiles", "2014-09-15", files)

    return run


def test_the_counts_of_the_real_tables(files):
    assert files.counts("customers_of_finfisher.csv") == (88, 18, 70, 0)
    assert files.counts("finfisher_software.csv") == (12, 12, 0, 0)
    assert files.counts("companies_mentioned_in_spy_files.csv") == (140, 140, 0, 0)
    assert files.counts("leaked_company_documents.csv") == (632, 4, 628, 0)
    (customers,) = [f for f in files.report.files if f["file"] == "customers_of_finfisher.csv"]
    assert customers["left_out"] == {"filler row": 1, "no licence": 9, "no territory attributed": 60}


def test_nsw_police_bought_licences_for_1184100_euros(files):
    deal = files.one("Deal", "recordId", "49 88F3D306")
    assert (deal["amount"], deal["currency"], deal["amountKind"]) == (["1184100"], ["EUR"], ["urn:kg:amount-kind:price"])
    assert deal["destination"] == ["urn:kg:territory:AU"]
    assert files.about[deal["customer"][0]]["name"] == ["NSW Police"]
    assert {files.about[p]["name"][0] for p in deal["product"]} == {
        "FinSpy",
        "FinIntrusion Kit",
        "FinFly USB",
        "FinSpy Mobile",
        "FinFireWire",
    }
    assert deal["evidence"] == ["urn:kg:evidence:research-attribution"]
    assert deal["status"] == ["urn:kg:status:reported"]


def test_no_licence_is_dated_but_was_there_when_the_table_was_made(files):
    finfisher = files.iri("Company", "name", "FinFisher")
    deals = files.with_value("Deal", "supplier", finfisher)
    assert len(deals) == 18
    assert {f["date"][0] for f in deals} == {"../2014-09-15"}
    assert not any("dateEarliest" in f for f in deals)


def test_italy_has_two_customers(files):
    assert len(files.with_value("Deal", "destination", "urn:kg:territory:IT")) == 2


def test_contract_papers_are_deals_as_far_as_they_go(files):
    dreamlab = files.iri("Company", "name", "Dreamlab")
    deals = files.with_value("Deal", "supplier", dreamlab)
    assert sorted((f["destination"][0][-2:], f["status"][0].rpartition(":")[2]) for f in deals) == [
        ("OM", "offered"),
        ("OM", "reported"),
        ("TM", "offered"),
    ]
    assert {f["evidence"][0] for f in deals} == {"urn:kg:evidence:contract-document"}
    (libya,) = files.with_value("Deal", "destination", "urn:kg:territory:LY")
    assert "date" not in libya


def test_a_company_of_the_list_that_sells_is_one_organization(files):
    assert len([f for f in files.about.values() if f.get("name") == ["Dreamlab"]]) == 1
    assert files.one("Product", "name", "FinTraining").get("technology") is None


def test_good_invented_rows(read):
    found = read()
    assert found.reasons == []
    (deal,) = found.all("Deal").values()
    assert "11 licences" in deal["note"] and "€1,790,580 with deleted licences" in deal["note"]


def test_a_customer_without_an_attribution_is_left_out(read):
    found = read(customers=["INVENTED2,902,,3,,,,FinSpy", "INVENTED3,903,Italy,0,,,,", '*DUMMY,a,"a,a",a,a,a,a,"a,a link"'])
    assert found.counts("customers.csv") == (4, 1, 3, 0)


@pytest.mark.parametrize(
    ("role", "bad", "reason"),
    [
        ("customers", "INVENTED2,902,Ruritania,3,,,,FinSpy", "is not in attributions.csv"),
        ("customers", "INVENTED2,abc,Italy,3,,,,FinSpy", "has no number"),
        ("customers", "INVENTED2,902,Italy,many,,,,FinSpy", "is no number of licences"),
        ("customers", f"INVENTED2,902,Italy,{'9' * 5000},,,,FinSpy", "is no number of licences"),
        ("customers", "INVENTED2,902,Italy,3,Perhaps,,,FinSpy", "not Yes or blank"),
        ("customers", 'INVENTED2,902,Italy,3,,"$1,000",,FinSpy', "is no amount in euros"),
        ("customers", 'INVENTED2,902,Italy,3,,"€1,00",,FinSpy', "is no amount in euros"),
        ("customers", "INVENTED2,902,Italy,3,,,,FinMagic", "is not in the table of FinFisher software"),
        ("customers", "INVENTED2,901,Italy,3,,,,FinSpy", "stands twice"),
        ("software", "FinMagic,Gamma,,", "is not in products.csv"),
        ("documents", "Paper,,Brochure,2011,,,,,,,", "no name or no company"),
        ("documents", "Paper,Invented,Brochure,lately,,,,,,,", "neither a year nor unspecified"),
        ("documents", "Paper,Invented,Contract,2011,,,,,https://w.example/2,,", "is not in contracts.csv"),
        ("companies", '" "', "name of the company is blank"),
        ("software", "FinSpy,,,", "name of the company is blank"),
    ],
)
def test_a_bad_row_is_rejected_and_the_rest_loads(read, role, bad, reason):
    found = read(**{role: [bad]})
    assert [r for _, r in found.reasons if reason in r], found.reasons
    assert len(found.all("Deal")) == 1


def test_a_contract_paper_of_two_vendors_has_two_suppliers(read):
    found = read(documents=[f'Order,"Invented One, Invented Two",Contract Material,2010,"Oman",,,,{ORDER},,'])
    (deal,) = found.with_value("Deal", "destination", "urn:kg:territory:OM")
    assert len(deal["supplier"]) == 2


def test_a_file_that_is_missing_is_a_problem_in_a_sentence(read, tmp_path):
    read()
    files = {role: tmp_path / f"{role}.csv" for role in HEADERS}
    files["software"].unlink()
    assert "software.csv is missing" in outcome("wikileaks_spyfiles", "2014-09-15", files).report.problem


@pytest.mark.parametrize("text", ["1,000", "€", "€1.000", "€1,0000", "€-5", "€1,000,", "€" + "9" * 5000])
def test_what_is_no_amount(text):
    with pytest.raises(FactError):
        euros(text)
