"""The sections of a dossier: their order and titles, and what of a row is shown in which column.

A row is data (see `graph.dossier`); a column is a heading and a function from the row and the id of the dossier's own entity to text.
"""

from collections.abc import Callable
from typing import Any

Row = dict[str, Any]
Column = tuple[str, Callable[[Row, str], str]]

TITLES = {
    ("SUBJECT", "Listing"): ("listings", "Listings"),
    ("ASSET", "OwnershipStake"): ("owners", "Owned by"),
    ("OWNER", "OwnershipStake"): ("owned", "Owns"),
    ("CONTROLLED", "ControlLink"): ("controllers", "Controlled by"),
    ("CONTROLLER", "ControlLink"): ("controlled", "Controls"),
    (">PARENT", ""): ("part-of", "Part of"),
    ("PARENT", ""): ("parts", "Parts and subordinate bodies"),
    ("SUCCESSOR", "Succession"): ("predecessors", "What became it"),
    ("PREDECESSOR", "Succession"): ("successors", "What it became"),
    ("SUPPLIER", "Deal"): ("deals-as-supplier", "Deals as supplier"),
    ("INTERMEDIARY", "Deal"): ("deals-as-intermediary", "Deals as intermediary"),
    ("CUSTOMER", "Deal"): ("deals-as-customer", "Deals as customer"),
    ("FINANCIER", "Deal"): ("deals-as-financier", "Deals as financier"),
    ("DESTINATION", "Deal"): ("deals-into", "Deals into the territory"),
    ("SUPPLIER", "Use"): ("uses-of-its-supplies", "Seen in use elsewhere, supplied by it"),
    ("USER", "Use"): ("uses", "What it uses"),
    ("TERRITORY", "Use"): ("uses-there", "Seen in use there"),
    ("ORGANIZATION", "Mention"): ("mentions", "Mentions"),
    ("TERRITORY", "Mention"): ("mentions-there", "Mentions of organizations there"),
    ("MAKER", ""): ("makes", "Makes"),
    ("SUPPLIER", "SupplyLink"): ("supplies", "Supplies, as components or for resale"),
    ("RECIPIENT", "SupplyLink"): ("receives", "Built from or receives"),
    (">>PRODUCTS", "SupplyLink"): ("in-its-products", "Built into its products"),
    ("COMPONENT", "SupplyLink"): ("goes-into", "Where the component goes"),
    ("PRODUCT", "SupplyLink"): ("built-from", "What it is built from"),
    ("SEARCHER", "Access"): ("may-search", "Systems it may search"),
    ("HOLDER", "Access"): ("searched-by", "Who may search its systems"),
    (">>VERDICTS", "Verdict"): ("verdicts", "Verdicts"),
    (">>COVERS", "Coverage"): ("covered", "Held in full"),
    (">>FIGURES", "Figure"): ("figures", "Published figures that name it"),
    ("TERRITORY", "Company"): ("companies-there", "Companies there"),
    ("TERRITORY", "PublicBody"): ("public-bodies-there", "Public bodies there"),
    ("TECHNOLOGY", "Deal"): ("deals-in", "Deals in it"),
    ("TECHNOLOGY", "Use"): ("uses-of", "Seen in use"),
    ("TECHNOLOGY", "Rule"): ("rules-on", "Rules on it"),
    ("PROGRAMME", "Listing"): ("listed", "Who is or was on it"),
    ("WITHIN", ""): ("parts-of-territory", "Parts of the territory"),
    ("BROADER", ""): ("narrower", "Narrower"),
    (">BROADER", ""): ("broader", "Broader"),
    ("GOES_INTO", ""): ("ingredients", "What goes into it"),
    (">GOES_INTO", ""): ("uses-in", "Goes into"),
    (">MAKER", ""): ("made-by", "Made by"),
    (">ISSUER", ""): ("issued-by", "Issued by"),
    ("RULE", "RuleInterval"): ("intervals", "In force and suspended"),
    ("PROGRAMME", "Rule"): ("rules", "Rules that extend it"),
}
"""(relationship that comes in, class of where it comes from, '' for any) -> key and title, in the order of the dossier. `>` goes out, `>>` is a search of its own."""
NOTES = {
    "mentions": "A source names it for a territory and says no more: no deal, no date of one.",
    "mentions-there": "A source names an organization for the territory and says no more: no deal, no date of one.",
    "uses-of-its-supplies": "Seen or suspected in use, without a known contract.",
    "uses-there": "Seen or suspected in use, without a known contract.",
    "figures": "Found by its name in the text of the figure.",
}
_BY = {"Deal": ("destination", "supplier"), "Use": ("territory", "user", "technology"), "Mention": ("territory", "organization"),
       "SupplyLink": ("component", "recipient"), "Access": ("holder", "searcher"), "Listing": ("subject",)}  # fmt: skip


def heading(type_: str, kind: str) -> tuple[str, str]:
    """Key and title of the section for a relationship type and a class; one made of their names where no better is known.

    >>> heading("SUBJECT", "Listing")
    ('listings', 'Listings')
    >>> heading("ISSUER", "Programme"), heading(">CUSTOMER", "PublicBody")
    (('issuer-programme', 'Programme with this issuer'), ('to-customer-publicbody', 'Customer'))
    """
    if found := TITLES.get((type_, kind)) or TITLES.get((type_, "")):
        return found
    words = type_.lstrip(">").lower().replace("_", "-")
    plain = words.replace("-", " ")
    if type_.startswith(">"):
        return f"to-{words}-{kind.lower()}", plain.capitalize()
    return f"{words}-{kind.lower()}", f"{kind} with this {plain}"


def rank(key: str) -> tuple[int, str]:
    """Where a section stands: known ones in their order, the others by key behind them."""
    known = [k for k, _ in TITLES.values()]
    return (known.index(key), "") if key in known else (len(known), key)


def date_text(facts: Row, name: str, kind: str = "") -> str:
    """A date as published with what it dates.

    >>> date_text({"start": "2019-10-09", "startKind": "effective"}, "start", "startKind")
    '2019-10-09 (effective)'
    >>> date_text({"start": "../2025-01-10", "startKind": "seen"}, "start", "startKind")
    'by 2025-01-10 (seen)'
    """
    text = facts.get(name) or ""
    text = f"by {text.removeprefix('../')}" if text.startswith("../") else text
    return f"{text} ({facts[kind]})" if text and kind in facts else text


def names(row: Row, me: str, *roles: str) -> str:
    """The names at the ends of these roles, the entity's own left out."""
    ends = [e for role in roles for e in row["links"].get(role, []) if e["id"] != me]
    return "; ".join(dict.fromkeys(e["name"] for e in ends))


def _fact(*keys: str) -> Callable[[Row, str], str]:
    def show(row: Row, _: str) -> str:
        values = [v for k in keys for v in _listed(row["facts"].get(k))]
        return "; ".join(dict.fromkeys(values))

    return show


def _listed(value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, float):
        return [f"{value:,.12g}"]
    return [str(v) for v in value] if isinstance(value, list) else [str(value)]


def _ends(*roles: str) -> Callable[[Row, str], str]:
    return lambda row, me: names(row, me, *roles)


def _since(row: Row, _: str) -> str:
    return (date_text(row["facts"], "start", "startKind") or "no day given") + (
        ", disputed" if row["facts"].get("disputed") else ""
    )


def _until(row: Row, _: str) -> str:
    facts = row["facts"]
    if end := date_text(facts, "end", "endKind"):
        return end
    if "seenUntil" in facts:
        return f"seen until {facts['seenUntil']}, gone by {facts['goneBy']}"
    return "no end known"


def _other_days(row: Row, _: str) -> str:
    said = (("published", date_text(row["facts"], "published")), ("divest by", date_text(row["facts"], "divestBy")))
    return "; ".join(f"{what} {day}" for what, day in said if day)


def _programme(row: Row, me: str) -> str:
    programmes = row["links"].get("programme", [])
    said = [
        f"{e['name']} ({e['id'].removeprefix('programme:')}: {', '.join(e.get('measures', ['measure not given']))})"
        for e in programmes
        if e["id"] != me
    ]
    return "; ".join(said)


def _when(row: Row, _: str) -> str:
    return date_text(row["facts"], "date", "dateKind") or "no date"


def _period(row: Row, _: str) -> str:
    facts = row["facts"]
    said = (
        ("from", date_text(facts, "start", "startKind")),
        ("to", date_text(facts, "end")),
        ("as of", date_text(facts, "asOf")),
    )
    return ", ".join(f"{what} {day}" for what, day in said if day) or "period not given"


def _share(row: Row, _: str) -> str:
    facts = row["facts"]
    if "share" in facts:
        return f"{facts['share']:g} %"
    low, high = facts.get("shareMin"), facts.get("shareMax")
    if low is None and high is None:
        return "share not given"
    return f"{'?' if low is None else f'{low:g}'} to {'?' if high is None else f'{high:g}'} %"


def _amount(row: Row, _: str) -> str:
    facts = row["facts"]
    if "amount" not in facts:
        return ""
    what = f" ({facts['amountKind']})" if "amountKind" in facts else ""
    return f"{facts['amount']:,.12g} {facts.get('currency', '')}{what}"


def _what(row: Row, me: str) -> str:
    products = names(row, me, "product") or _fact("productNames")(row, me)
    return "; ".join(t for t in (names(row, me, "technology"), products) if t)


def _suppliers(row: Row, me: str) -> str:
    named = names(row, me, "supplier")
    return named or ("unnamed" if row["facts"].get("supplierUnnamed") else names(row, me, "supplier_territory"))


VERDICTS = ("listed-before", "cannot-tell", "listed-after", "not-listed")


def _verdicts(row: Row, me: str) -> str:
    """Verdicts in words: which lists under each, by their ids; the party where it is another than the entity, the rule where it is not by name."""
    found: dict[tuple[int, str], list[str]] = {}
    for v in row.get("verdicts", []):
        of = "" if v["party_id"] == me else f" ({v['party']})"
        how = " through its owners" if v.get("by") == "ownership" else ""
        group = found.setdefault((VERDICTS.index(v["verdict"]), f"{v['verdict'].replace('-', ' ')}{of}{how}"), [])
        group.append(v["programme_id"].removeprefix("programme:"))
    return "; ".join(f"{said}: {', '.join(lists)}" for (_, said), lists in sorted(found.items()))


EVIDENCE: Column = ("evidence", _fact("evidence"))
NOTE: Column = ("note", _fact("notes"))
COLUMNS: dict[str, tuple[Column, ...]] = {
    "Listing": (("since", _since), ("programme", _programme), ("who", _ends("subject")), ("until", _until), ("other days", _other_days),
                ("listed as", _fact("listedAs")), ("legal act", _fact("legalActs", "programCodes")), ("requirement", _fact("requirements")), EVIDENCE, NOTE),
    "Deal": (("when", _when), ("status", _fact("status")), ("supplier", _suppliers), ("via", _ends("intermediary")),
             ("to", _ends("customer", "destination")), ("what", _what), ("amount", _amount), ("financed by", _ends("financier")),
             ("verdict", _verdicts), EVIDENCE, NOTE),
    "Use": (("when", _when), ("status", _fact("status")), ("where", _ends("user", "territory")), ("what", _what), ("supplier", _suppliers), EVIDENCE, NOTE),
    "Mention": (("when", _when), ("organization", _ends("organization")), ("territory", _ends("territory")), EVIDENCE, NOTE),
    "SupplyLink": (("when", _when), ("component", _ends("component")), ("supplier", _suppliers), ("into", _ends("product")),
                   ("recipient", _ends("recipient")), ("share", lambda r, m: _share(r, m).replace("share not given", "")), ("verdict", _verdicts), EVIDENCE, NOTE),
    "OwnershipStake": (("period", _period), ("owner", _ends("owner")), ("asset", _ends("asset")), ("share", _share), ("direct", _fact("direct")),
                       ("as published", _fact("asPublished")), EVIDENCE, NOTE),
    "ControlLink": (("period", _period), ("by", _ends("controller")), ("over", _ends("controlled")), ("basis", _fact("basis")), EVIDENCE, NOTE),
    "Succession": (("when", _when), ("what", _fact("successionKind")), ("from", _ends("predecessor")), ("to", _ends("successor")), EVIDENCE, NOTE),
    "Access": (("when", _when), ("searcher", _ends("searcher")), ("systems of", _ends("holder")), EVIDENCE, NOTE),
    "Figure": (("when", _when), ("figure", lambda row, _: row["facts"].get("name", "")), ("value", _fact("value")), ("counts", _fact("definition")),
               ("edition", _fact("edition")), EVIDENCE, NOTE),
    "RuleInterval": (("period", _period), ("state", _fact("ruleState")), ("legal act", _fact("legalActs")), NOTE),
    "Coverage": (("as of", _fact("date")), ("edition", _ends("edition")), ("programme", _programme)),
    "Verdict": (("verdict", lambda row, _: row["facts"]["verdict"].replace("-", " ")), ("programme", _programme), ("party", _ends("party")),
                ("why", _fact("why")), ("rule", _fact("rule")), ("because of", _fact("because"))),
}  # fmt: skip
"""Class -> columns; the first one leads the row."""
NEIGHBOUR: tuple[Column, ...] = (
    ("name", lambda row, _: row.get("name", row["id"])),
    ("id", lambda row, _: row["id"]),
    ("kind", lambda row, _: row["kind"]),
    ("measures", _fact("measures")),
    ("description", _fact("descriptions", "definition")),
)
ON_DAY = {"held": "yes", "may": "may have been", "ended": "ended before"}


def table(section: dict[str, Any], me: str) -> tuple[list[str], list[list[str]]]:
    """Headings and cells of all rows of a section; columns that are empty in every row are left out."""
    rows = section["rows"]
    kinds = {row["kind"] for row in rows}
    columns = (COLUMNS.get(next(iter(kinds))) if len(kinds) == 1 else None) or NEIGHBOUR
    headings = [h for h, _ in columns]
    cells = [[show(row, me) for _, show in columns] for row in rows]
    if any(row.get("on_day") for row in rows):
        headings.insert(1, "on that day")
        for line, row in zip(cells, rows, strict=True):
            line.insert(1, ON_DAY.get(row.get("on_day") or "", ""))
    kept = [i for i in range(len(headings)) if i == 0 or any(line[i] for line in cells)]
    return [headings[i] for i in kept], [[line[i] for i in kept] for line in cells]


def by_end(section: dict[str, Any], me: str) -> list[tuple[str, int, str, list[str]]]:
    """The rows counted by where they point, most first: (name, how many, first and last date, source ids); [] where there is nothing to count by.

    >>> row = lambda t, day: {"kind": "Mention", "facts": {"date": day}, "links": {"territory": [{"id": t, "name": t}]}, "sources": ["s"]}
    >>> by_end({"rows": [row("BR", "2019"), row("KE", "2019"), row("BR", "2022")]}, "me")
    [('BR', 2, '2019 to 2022', ['s']), ('KE', 1, '2019', ['s'])]
    """
    kinds = {row["kind"] for row in section["rows"]}
    for role in _BY.get(next(iter(kinds)), ()) if len(kinds) == 1 else ():
        groups: dict[str, list[Row]] = {}
        lone = []
        for row in section["rows"]:
            named = {e["name"] for e in row["links"].get(role, []) if e["id"] != me}
            for name in named:
                groups.setdefault(name, []).append(row)
            if not named:
                lone.append(row)
        if 2 * len(lone) <= len(section["rows"]) and groups:
            ordered = sorted(groups.items(), key=lambda p: (-len(p[1]), p[0]))
            return [_group(name, rows) for name, rows in ordered] + ([_group(f"no other {role}", lone)] if lone else [])
    return []


def _group(name: str, rows: list[Row]) -> tuple[str, int, str, list[str]]:
    days = sorted(text.removeprefix("../") for row in rows if (text := row["facts"].get("date")))
    span = "" if not days else days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
    return name, len(rows), span, sorted({s for row in rows for s in row["sources"]})
