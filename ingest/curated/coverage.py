"""How much the curated tables hold, against what they are meant to hold: `kg sources --curated`."""

import csv
from pathlib import Path

from ingest.dates import imprecise
from ontology.errors import FactError

HERE = Path(__file__).parent
Rows = list[dict[str, str]]
COLUMNS = ["what", "held", "goal"]
EUROPE = set(
    ["AD", "AL", "AT", "BA", "BE", "BG", "BY", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MC", "MD", "ME", "MK", "MT", "NL", "NO", "PL", "PT", "RO", "RS", "SE", "SI", "SK", "SM", "UA", "VA", "XK"]
)
"""Home territories counted as Europe; Russia and Turkey are counted apart."""


def _table(name: str) -> Rows:
    with (HERE / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _per_cent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def _dated_to_the_year(text: str) -> bool:
    """Whether a date spans no more than one calendar year.

    >>> _dated_to_the_year("2019-10"), _dated_to_the_year("2016/2018")
    (True, False)
    """
    try:
        when = imprecise(text)
    except FactError:
        return False
    return bool(when.earliest and when.latest and when.earliest.year == when.latest.year)


def coverage() -> tuple[list[str], list[list]]:
    """A row (what, held, goal) per goal of the curated core; the goal is 'at least' unless it says 'at most'."""
    deals, organizations = _table("deals"), {r["id"]: r for r in _table("organizations")}
    rules, uses = _table("rules"), _table("uses")
    suppliers = {s for d in deals for s in d["suppliers"].split("; ") if s in organizations}
    homes = [{organizations[s]["territory"][:2] for s in d["suppliers"].split("; ") if s in organizations} for d in deals]

    def share(wanted: set[str]) -> float:
        return _per_cent(sum(bool(h & wanted) for h in homes), len(deals))

    police = [u for u in uses if u["supplier"] == "clearview-ai" or (u["territory"] == "US" and "face-recognition" in u["technologies"])]
    rows = [
        ["deals", len(deals), "300"],
        ["deals that name the customer agency, per cent", _per_cent(sum(bool(d["customer"]) for d in deals), len(deals)), "60"],
        ["deals dated to the year or better, per cent", _per_cent(sum(_dated_to_the_year(d["date"]) for d in deals), len(deals)), "60"],
        ["deals with an amount, per cent", _per_cent(sum(bool(d["amount"]) for d in deals), len(deals)), "25"],
        ["suppliers in deals", len(suppliers), "90"],
        ["home territories of suppliers", len({organizations[s]["territory"][:2] for s in suppliers} - {""}), "18"],
        ["destinations", len({d["destination"][:2] for d in deals}), "90"],
        ["technologies in deals", len({t for d in deals for t in d["technologies"].split("; ") if t}), "14"],
        ["deals of suppliers from China, per cent", share({"CN"}), "at most 50"],
        ["deals of suppliers from the United States, per cent", share({"US"}), "15"],
        ["deals of suppliers from Israel, per cent", share({"IL"}), "8"],
        ["deals of suppliers from Europe, per cent", share(EUROPE), "10"],
        ["deals of suppliers from Russia, per cent", share({"RU"}), "some"],
        ["deals of suppliers from Japan, per cent", share({"JP"}), "some"],
        ["listings", len(_table("listings")), "150"],
        ["ownership stakes and control links", len(_table("ownership")) + len(_table("control")), "80"],
        ["supply links", len(_table("supply")), "80"],
        ["successions", len(_table("successions")), "30"],
        ["rules and legal acts", len(rules), "25"],
        ["published figures", len(_table("figures")), "25"],
        ["territories' own rules on use", sum("use-" in r["measures"] for r in rules), "25"],
        ["uses by US police, or of Clearview AI", len(police), "30"],
    ]
    return COLUMNS, rows
