"""The curated tables (docs/curation.md is their dictionary) -> facts. A row that refers to nothing, or without a source, is rejected."""

import re
from collections.abc import Callable
from typing import Any

from ingest.edition import Edition, Record
from ingest.facts import Facts, territory
from ingest.territories import code_of
from ontology.errors import FactError

UNNAMED = "unnamed"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


_KINDS = {
    "sources": "source:doc",
    "organizations": "org:curated",
    "programmes": "programme",
    "components": "item:curated",
    "deals": "deal:curated",
    "uses": "use:curated",
    "listings": "listing:curated",
    "ownership": "stake:curated",
    "control": "control:curated",
    "supply": "supply:curated",
    "successions": "succession:curated",
    "rules": "rule",
    "rule_intervals": "rule-interval",
    "figures": "figure:curated",
}
"""What an IRI says for each table."""


class _Tables:
    """The ids that stand in the tables read so far, and the IRIs they mean."""

    def __init__(self, facts: Facts):
        self.facts = facts
        self.known: dict[str, set[str]] = {}

    def declare(self, table: str, key: str) -> str:
        """IRI of a new row; FactError when the id is blank, taken, or not made of lower-case letters, digits and hyphens."""
        if not _ID.fullmatch(key):
            raise FactError(f"the id {key!r} is not made of lower-case letters, digits and hyphens")
        if key in self.known.setdefault(table, set()):
            raise FactError(f"the id {key!r} stands twice in {table}.csv; the first row was kept")
        return self.iri(table, key)

    def note(self, table: str, key: str) -> None:
        self.known.setdefault(table, set()).add(key)

    @staticmethod
    def iri(table: str, key: str) -> str:
        return f"urn:kg:{_KINDS[table]}:{key}"

    def ref(self, table: str, key: str) -> str | None:
        """IRI of the row with that id; None for a blank one; FactError when there is no such row."""
        if not key:
            return None
        if key not in self.known.get(table, ()):
            raise FactError(f"{key!r} is not in {table}.csv")
        return self.iri(table, key)

    def refs(self, table: str, keys: list[str]) -> list[str]:
        return [found for key in keys if (found := self.ref(table, key))]

    def cited(self, row: Record) -> list[str]:
        """IRIs of the row's sources; FactError when it has none."""
        found = self.refs("sources", row.list("sources"))
        if not found:
            raise FactError("the row names no source")
        return found


def _technologies(facts: Facts, row: Record) -> list[str]:
    return [facts.model.concept("technology", code).iri for code in row.list("technologies")]


def _place(code: str) -> str | None:
    return territory(code_of(code)) if code else None


def _source(t: _Tables, row: Record, key: str) -> dict[str, Any]:
    if not row["read_on"]:
        raise FactError("the source has no day on which it was read")
    return {"cls": "Source", "name": row["title"], "publisher": row["publisher"], "date": row["date"], "url": row["url"],
            "licence": row["licence"] or "not stated", "readOn": row["read_on"], "note": row["note"]}  # fmt: skip


def _organization(t: _Tables, row: Record, key: str) -> dict[str, Any]:
    return {"cls": row["kind"], "name": row["name"], "alias": row.list("aliases"), "identifier": row.list("identifiers"),
            "territory": _place(row["territory"]), "description": row["description"], "recordId": key}  # fmt: skip


def _programme(t: _Tables, row: Record, key: str) -> dict[str, Any]:
    return {"cls": "Programme", "name": row["name"], "issuer": t.ref("organizations", row["issuer"]), "measure": row.list("measures"),
            "legalAct": row.list("legal_act"), "territory": _place(row["territory"]), "website": row["url"], "note": row["note"]}  # fmt: skip


def _component(t: _Tables, row: Record, key: str) -> dict[str, Any]:
    if row["kind"] not in ("Product", "Component"):
        raise FactError(f"the kind is {row['kind']!r}, neither Product nor Component")
    return {"cls": row["kind"], "name": row["name"], "maker": t.ref("organizations", row["maker"]), "technology": _technologies(t.facts, row),
            "broader": [t.iri("components", k) for k in row.list("type_of")], "goesInto": [t.iri("components", k) for k in row.list("goes_into")]}  # fmt: skip


def _deal(t: _Tables, row: Record, key: str) -> dict[str, Any]:
    names = row.list("suppliers")
    if not names:
        raise FactError(f"no supplier; write {UNNAMED} when the source does not say who")
    unnamed = names == [UNNAMED]
    return {
        "cls": "Deal",
        "supplier": [] if unnamed else t.refs("organizations", names),
        "supplierUnnamed": True if unnamed else None,
        "intermediary": t.refs("organizations", row.list("intermediaries")),
        "customer": t.ref("organizations", row["customer"]),
        "destination": _place(row["destination"]),
        "technology": _technologies(t.facts, row),
        "productName": row.list("products"),
        "status": row["status"],
        "date": row["date"],
        "dateKind": row["date_kind"],
        "end": row["end"],
        "amount": row["amount"],
        "currency": row["currency"],
        "amountKind": row["amount_kind"],
        "financier": t.refs("organizations", row.list("financier")),
        "note": row["note"],
    }


def _use(t: _Tables, row: Record, key: str) -> dict[str, Any]:
    return {"cls": "Use", "user": t.ref("organizations", row["user"]), "territory": _place(row["territory"]),
            "supplier": t.refs("organizations", row.list("supplier")), "productName": row.list("product"), "technology": _technologies(t.facts, row),
            "status": row["status"], "date": row["date"], "dateKind": row["date_kind"], "note": row["note"]}  # fmt: skip


def _listing(t: _Tables, row: Record, key: str) -> dict[str, Any]:
    return {"cls": "Listing", "subject": t.ref("organizations", row["subject"]), "programme": t.ref("programmes", row["programme"]),
            "listedAs": row.list("listed_as"), "start": row["start"], "startKind": row["start_kind"], "end": row["end"], "endKind": row["end_kind"],
            "divestBy": row["divest_by"], "legalAct": row.list("legal_act"), "note": row["note"]}  # fmt: skip


def _period(row: Record) -> dict[str, Any]:
    return {"start": row["start"], "end": row["end"], "asOf": row["as_of"], "note": row["note"]}


def _yes_or_no(row: Record, column: str) -> bool | None:
    """True for yes, False for no, None for nothing; FactError for anything else."""
    answers = {"yes": True, "no": False, "": None}
    if row[column] not in answers:
        raise FactError(f"{column} is {row[column]!r}; write yes, no, or nothing")
    return answers[row[column]]


def _stake(t: _Tables, row: Record, key: str) -> dict[str, Any]:
    direct = _yes_or_no(row, "direct")
    if row["owner"] == row["asset"]:
        raise FactError(f"{row['owner']!r} is said to own itself")
    for column in ("share", "share_min", "share_max"):
        if row[column] and not 0 <= _number(row[column]) <= 100:
            raise FactError(f"{column} is {row[column]} per cent; a share is between 0 and 100")
    return {"cls": "OwnershipStake", "owner": t.ref("organizations", row["owner"]), "asset": t.ref("organizations", row["asset"]),
            "share": row["share"], "shareMin": row["share_min"], "shareMax": row["share_max"], "direct": direct, **_period(row)}  # fmt: skip


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise FactError(f"{text!r} is no number") from None


def _control(t: _Tables, row: Record, key: str) -> dict[str, Any]:
    return {"cls": "ControlLink", "controller": t.ref("organizations", row["controller"]), "controlled": t.ref("organizations", row["controlled"]),
            "basis": row["basis"], **_period(row)}  # fmt: skip


def _supply(t: _Tables, row: Record, key: str) -> dict[str, Any]:
    return {"cls": "SupplyLink", "supplier": t.ref("organizations", row["supplier"]), "component": t.ref("components", row["component"]),
            "recipient": t.ref("organizations", row["recipient"]), "product": t.ref("components", row["product"]), "share": row["share"],
            "date": row["date"], "dateKind": row["date_kind"], "note": row["note"]}  # fmt: skip


def _succession(t: _Tables, row: Record, key: str) -> dict[str, Any]:
    return {"cls": "Succession", "predecessor": t.ref("organizations", row["predecessor"]), "successor": t.ref("organizations", row["successor"]),
            "successionKind": row["kind"], "date": row["date"], "note": row["note"]}  # fmt: skip


def _ownership_test(row: Record) -> dict[str, Any]:
    """The rule's test of ownership; FactError when the threshold is no percentage, or stands without saying whether it is enough."""
    threshold, more_than = row["ownership_threshold"], _yes_or_no(row, "ownership_more_than")
    if threshold and not 0 < _number(threshold) <= 100:
        raise FactError(f"ownership_threshold is {threshold} per cent; a threshold is above 0 and at most 100")
    if bool(threshold) != (more_than is not None):
        raise FactError("one of ownership_threshold and ownership_more_than is filled without the other; fill both or none")
    return {"ownershipThreshold": threshold, "ownershipMoreThan": more_than, "ownershipAggregates": _yes_or_no(row, "ownership_aggregates"),
            "controlCounts": _yes_or_no(row, "control_counts")}  # fmt: skip


def _rule(t: _Tables, row: Record, key: str) -> dict[str, Any]:
    return {"cls": "Rule", "name": row["name"], "issuer": t.ref("organizations", row["issuer"]), "legalAct": row.list("legal_act"),
            "measure": row.list("measures"), "programme": t.refs("programmes", row.list("programme")), "description": row["description"], **_ownership_test(row),
            "territory": _place(row["territory"]), "technology": _technologies(t.facts, row), "website": row["url"]}  # fmt: skip


def _rule_interval(t: _Tables, row: Record, key: str) -> dict[str, Any]:
    return {"cls": "RuleInterval", "rule": t.ref("rules", row["rule"]), "ruleState": row["state"], "start": row["start"],
            "startKind": row["start_kind"], "end": row["end"], "legalAct": row.list("legal_act"), "note": row["note"]}  # fmt: skip


def _figure(t: _Tables, row: Record, key: str) -> dict[str, Any]:
    return {
        "cls": "Figure",
        "name": row["name"],
        "value": row["value"],
        "definition": row["definition"],
        "edition": row["edition"],
        "date": row["date"],
        "query": row["query"],
        "comparedOn": row["compared_on"],
        "recountNote": row["recount_note"],
        "note": row["note"],
    }


_ORDER: dict[str, Callable[[_Tables, Record, str], dict[str, Any]]] = {
    "sources": _source,
    "organizations": _organization,
    "programmes": _programme,
    "components": _component,
    "deals": _deal,
    "uses": _use,
    "listings": _listing,
    "ownership": _stake,
    "control": _control,
    "supply": _supply,
    "successions": _succession,
    "rules": _rule,
    "rule_intervals": _rule_interval,
    "figures": _figure,
}
"""Tables in an order in which each refers only to those before it."""


def read(edition: Edition) -> None:
    tables = _Tables(edition.facts)
    for name, facts_of in _ORDER.items():
        for row in edition.table(name, ("id",)):
            with row:
                key = row["id"].strip()
                subject = tables.declare(name, key)
                properties = facts_of(tables, row, key)
                if name != "sources":
                    properties["source"] = tables.cited(row)
                if "evidence" in row:
                    if not row["evidence"]:
                        raise FactError("the row has no grade of evidence")
                    properties["evidence"] = row["evidence"]
                edition.facts.add(properties.pop("cls"), subject, **properties)
                tables.note(name, key)
