"""Resellers -> deals without dates. `customers.csv` beside this file says which territory and agency each customer cell means.

A row with one supplier gives a deal of that supplier through the reseller for each government customer. A row with several
does not say whose product which customer got: its deals keep the supplier unnamed and list the candidates in a note.
A supplier without a government customer gives a supply link to its reseller.
"""

import csv
from functools import cache
from pathlib import Path

from ingest.edition import Edition, LeftOut, Record
from ingest.facts import iri, slug
from ingest.facts import territory as territory_iri
from ingest.territories import code_of
from ontology.errors import FactError


@cache
def _customers() -> dict[str, tuple[str, str]]:
    with (Path(__file__).parent / "customers.csv").open(newline="", encoding="utf-8") as file:
        return {r["as_published"]: (r["territory"], r["agency"]) for r in csv.DictReader(file)}


def _organization(edition: Edition, name: str, cls: str = "Company", **properties: object) -> str:
    return edition.facts.add(cls, iri("org", "surveillance-resellers", slug(name)), name=name, **properties)


def _customer(edition: Edition, text: str) -> tuple[str, str | None]:
    if text not in _customers():
        raise FactError(f"the customer {text!r} is not in customers.csv beside the reader; add its territory and agency")
    code, agency = _customers()[text]
    if not agency:
        return code, None
    key = iri("org", "surveillance-resellers", f"{code.lower()}-{slug(agency)}")
    return code, edition.facts.add(
        "PublicBody", key, name=agency, territory=territory_iri(code), asPublished=f"government_customers: {text}"
    )


def read(edition: Edition) -> None:
    for row in edition.table("resellers", ("company", "country", "suppliers", "government_customers")):
        with row:
            _read_row(edition, row)


def _read_row(edition: Edition, row: Record) -> None:
    suppliers, customers = row.list("suppliers"), row.list("government_customers")
    code, region = code_of(row["country"]), row["region"]
    reseller = _organization(
        edition, row["company"], territory=territory_iri(code), website=row.list("website"), description=row["notes"],
        asPublished=[f"country: {row['country']}"] + ([f"region: {region}"] if region else []),
    )  # fmt: skip
    firms = [_organization(edition, name) for name in suppliers]
    buyers = [(text, *_customer(edition, text)) for text in customers]
    if row["corporate_customers"] and firms:
        buyers += [
            (name, code, _organization(edition, name)) for name in row.list("corporate_customers") if name not in suppliers
        ]
    if not firms and not buyers:
        raise LeftOut("names neither a supplier nor a customer")
    for text, destination, agency in buyers:
        key = iri("deal", "surveillance-resellers", slug(f"{row['company']} {text}"))
        edition.facts.add(
            "Deal", key, supplier=firms if len(firms) == 1 else None, supplierUnnamed=True if len(firms) != 1 else None, intermediary=reseller,
            customer=agency, destination=territory_iri(destination), status="reported", recordId=f"{row['company']} / {text}",
            note=f"The source names several suppliers of this reseller and not whose product it was: {'; '.join(suppliers)}" if len(firms) > 1 else None,
        )  # fmt: skip
    if not customers:
        for firm, name in zip(firms, suppliers, strict=True):
            key = iri("supply", "surveillance-resellers", slug(f"{name} {row['company']}"))
            edition.facts.add("SupplyLink", key, supplier=firm, recipient=reseller, note="Reseller; no customer named")
