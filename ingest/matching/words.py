"""The words of names that tell little: which kind each is of, from words.csv and from rigour's symbols.

`words.csv` has a row per word (`word`, `kind`, `english`). Kinds: `filler` (technology, group), `line` (a line of business),
`place` (cities and provinces), `country`, `common` (words that many unrelated names share: star, golden) and `written` (a word
in Han, Arabic or Hebrew script, with its English). `weight` is what one token of a kind counts in a comparison.
"""

import csv
from functools import cache
from pathlib import Path

LEGAL, STOP, FILLER, LINE, PLACE, COUNTRY, NUMBER, COMMON, NAME = range(9)
KINDS = {"legal": LEGAL, "stop": STOP, "filler": FILLER, "line": LINE, "place": PLACE, "country": COUNTRY, "common": COMMON}
WEIGHT = {LEGAL: 0.03, STOP: 0.0, FILLER: 0.15, LINE: 0.4, PLACE: 0.4, COUNTRY: 0.5, NUMBER: 0.8, COMMON: 0.6, NAME: 1.0}
"""What a token counts, by kind. Fitted on the dev half of tests/ingest/labelled_pairs."""

PUBLIC = frozenset(
    [
        "#MINISTRY",
        "#POLICE",
        "#ARMY",
        "#GOV",
        "#AUTHORITY",
        "#COMMITTEE",
        "#INTEL",
        "#NAVAL",
        "#DEFENCE",
        "#AGENCY",
        "police",
        "pd",
        "sheriff",
        "council",
        "court",
        "guard",
        "gendarmerie",
        "ministere",
        "interior",
        "interieur",
        "justice",
        "direction",
        "directorate",
        "intelligence",
        "commission",
        "customs",
        "force",
    ]
)
"""Words, in their common form, of public bodies: every state has its own of that name."""
FORMS = frozenset(["CO", "CORP", "ORG", "LIMITED"])
"""Symbols, in rigour's table, that say no more than a legal form does."""
FILLER_DOMAINS = frozenset(
    [
        "TECH",
        "ELECTRONIC",
        "ENG",
        "INFORMATION",
        "SCIENTIFIC",
        "EQUIPMENT",
        "PRODUCTION",
        "MANUFACTURING",
        "FACTORY",
        "RESEARCH",
        "INNOVATION",
        "UNITED",
    ]
)
"""Lines of business, in rigour's table, that in this field are as common as legal forms."""
ONE = {"ALLRUSSIAN": "NATL", "OFFICE": "BUREAU", "ASSOCIATION": "ASSOC", "MANUFACTURING": "PRODUCTION", "COMMERCIAL": "COMMERCE",
       "INSTITUTION": "INSTITUTE", "REVOLUTIONARY": "REVOLUTION"}  # fmt: skip
"""Symbols of rigour's table that one word carries together, as one: which of them comes first is left to chance there."""
OWN_NAMES = frozenset(["ALQAEDA", "IRGC", "CIA", "PLA", "CCP", "HEZBOLLAH", "CARTEL", "TPB", "NBCO"])
"""Symbols of rigour's table that stand for one organization, or for a word that is one's name."""


@cache
def table() -> tuple[dict[str, tuple[int, str]], dict[str, str]]:
    """The words of words.csv with their kind and canonical form, and the words of other scripts with their English."""
    words, written = {}, {}
    with (Path(__file__).parent / "words.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["kind"] == "written":
                written[row["word"]] = row["english"]
            else:
                words[row["word"]] = (KINDS[row["kind"]], row["english"] or row["word"])
    for word, (kind, same) in words.items():
        if word == same and word.endswith("s") and word[:-1] in words:
            words[word] = (kind, words[word[:-1]][1])
    return words, written
