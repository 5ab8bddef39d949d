"""Tables of the WikiLeaks Spy Files -> deals of FinFisher and of a few contract papers; products; organizations named.

The leaked customer data base gives user names, licences and costs. Which territory or agency a user name stands for is WikiLeaks'
inference, so the deals are graded as an attribution; customers without one have no destination and are left out. No sale is
dated: each was there when the table was made. A leaked paper is a deal only where `contracts.csv` says so of its page, which
names the destination that the title or the table gives; brochures and manuals state none. `attributions.csv` says which
territory and agency an attribution means, `products.csv` what the FinFisher products do.
"""

import re
from pathlib import Path

from ingest.dates import imprecise, not_after
from ingest.edition import Edition, LeftOut, Record
from ingest.facts import clean, iri, slug
from ingest.facts import territory as territory_iri
from ingest.side_tables import keyed
from ontology.errors import FactError

_CUSTOMERS = (
    "Username",
    "ID",
    "Country Attribution",
    "Number of Licenses",
    "Current Customer?",
    "Total Costs",
    "Software Purchased",
)
_DELETED = 'Total Costs (with "deleted" licenses)'
_SOFTWARE = ("FinFisher Software", "Company", "Description")
_DOCUMENTS = ("Document Name", "Company", "Document Type", "Year", "Country Codes", "Document Page")
_FILLER = "*DUMMY"
_CONTRACT = re.compile(r"contract|agreement|purchase|order|invoice|quotation|tender|award", re.IGNORECASE)


def _table(name: str) -> dict[str, dict[str, str]]:
    return keyed(Path(__file__).parent, name)


def euros(text: str) -> int | None:
    """Whole euros of a text such as €1,184,100; None of a blank one.

    >>> euros("€1,184,100")
    1184100
    """
    if not text.strip():
        return None
    if not re.fullmatch(r"€\d{1,3}(,\d{3}){0,4}", text.strip()):
        raise FactError(f"{text!r} is no amount in euros such as €1,184,100")
    return int(text.strip().removeprefix("€").replace(",", ""))


def _organization(edition: Edition, name: str, cls: str = "Organization", **properties: object) -> str:
    if not name:
        raise FactError("the name of the company is blank")
    return edition.facts.add(cls, iri("org", "wikileaks-spyfiles", slug(name)), name=name, **properties)


def _product(name: str) -> str:
    return iri("product", "wikileaks-spyfiles", slug(name))


def read(edition: Edition) -> None:
    products: set[str] = set()
    for row in edition.table("companies", ("Company",)):
        with row:
            _organization(edition, clean(row["Company"]))
    for row in edition.table("software", _SOFTWARE):
        with row:
            products.add(_software(edition, row))
    for row in edition.table("customers", (*_CUSTOMERS, _DELETED)):
        with row:
            _customer(edition, row, products)
    for row in edition.table("documents", _DOCUMENTS):
        with row:
            _document(edition, row)


def _technology(product: str) -> str | None:
    if product not in _table("products.csv"):
        raise FactError(f"the product {product!r} is not in products.csv beside the reader; add its technology")
    code = _table("products.csv")[product]["technology"]
    return iri("technology", code) if code else None


def _software(edition: Edition, row: Record) -> str:
    name, maker = clean(row["FinFisher Software"]), clean(row["Company"])
    edition.facts.add(
        "Product",
        _product(name),
        name=name,
        technology=_technology(name),
        description=row["Description"],
        maker=_organization(edition, maker, "Company"),
    )
    return name


def _customer(edition: Edition, row: Record, products: set[str]) -> None:
    user, number, attribution = row["Username"].strip(), row["ID"].strip(), clean(row["Country Attribution"])
    if user == _FILLER:
        raise LeftOut("filler row")
    if not user or not re.fullmatch(r"\d+", number):
        raise FactError(f"the customer {user!r} has no number: its ID is {number!r}")
    if not re.fullmatch(r"\d{1,6}", row["Number of Licenses"].strip()):
        raise FactError(f"{row['Number of Licenses']!r} is no number of licences")
    current, licences = row["Current Customer?"].strip(), int(row["Number of Licenses"])
    if current not in ("", "Yes"):
        raise FactError(f"Current Customer? is {current!r}, not Yes or blank")
    bought = list(dict.fromkeys(row.list("Software Purchased", ",")))
    price, with_deleted = euros(row["Total Costs"]), euros(row[_DELETED])
    unknown = [p for p in bought if p not in products]
    if unknown:
        raise FactError(f"the software {unknown[0]!r} is not in the table of FinFisher software")
    if not licences:
        raise LeftOut("no licence")
    if not attribution:
        raise LeftOut("no territory attributed")
    code, agency = _attributed(edition, attribution)
    edition.facts.add(
        "Deal",
        iri("deal", "wikileaks-spyfiles", f"finfisher-{number}"),
        supplier=_organization(edition, "FinFisher", "Company"),
        customer=agency,
        destination=territory_iri(code),
        product=[_product(p) for p in bought],
        technology=sorted({t for p in bought if (t := _technology(p))}),
        amount=price or None,
        currency="EUR" if price else None,
        amountKind="price" if price else None,
        status="reported",
        date=not_after(edition.day),
        dateKind="seen",
        recordId=f"{number} {user}",
        note=[
            f"{licences} licences",
            "Current customer when the table was made" if current else None,
            f"€{with_deleted:,} with deleted licences" if with_deleted else None,
        ],
        asPublished=[f"Country Attribution: {attribution}", f"Total Costs: {row['Total Costs'].strip()}"],
    )


def _attributed(edition: Edition, text: str) -> tuple[str, str | None]:
    known = _table("attributions.csv").get(text)
    if known is None:
        raise FactError(f"the attribution {text!r} is not in attributions.csv beside the reader; add its territory and agency")
    code, agency = known["territory"], known["agency"]
    if not agency:
        return code, None
    key = iri("org", "wikileaks-spyfiles", f"{slug(agency)}-{code.lower()}")
    return code, edition.facts.add(
        known["class"], key, name=agency, territory=territory_iri(code), asPublished=f"Country Attribution: {text}"
    )


def _document(edition: Edition, row: Record) -> None:
    title, kind, page = clean(row["Document Name"]), clean(row["Document Type"]), row["Document Page"].strip()
    year, vendors = row["Year"].strip(), row.list("Company", ",")
    if not title or not vendors:
        raise FactError("the document has no name or no company")
    if not re.fullmatch(r"\d{4}|unspecified", year):
        raise FactError(f"the year {year!r} is neither a year nor unspecified")
    if not _CONTRACT.search(kind):
        raise LeftOut("a brochure, manual or other paper that states no deal")
    known = _table("contracts.csv").get(page)
    if known is None:
        raise FactError(
            f"the contract paper {page or title!r} is not in contracts.csv beside the reader; read it and say what it states"
        )
    if known["left_out"]:
        raise LeftOut(known["left_out"])
    dated = year != "unspecified"
    edition.facts.add(
        "Deal",
        iri("deal", "wikileaks-spyfiles", slug(page.rpartition("/")[2].removesuffix(".html"))),
        supplier=[_organization(edition, v, "Company") for v in vendors],
        destination=territory_iri(known["destination"]),
        technology=iri("technology", known["technology"]),
        status=known["status"],
        date=imprecise(year) if dated else None,
        dateKind=known["date_kind"] if dated else None,
        evidence="contract-document",
        recordId=page,
        note=[f"{kind}: {title}", f"source: {page}", "Its other parties are not in the table"],
        asPublished=[f"Country Codes: {row['Country Codes']}"] if row["Country Codes"] else None,
    )
