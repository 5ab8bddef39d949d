"""Country codes -> names, alpha-3 code and region of territories, beside the territories of the reference source.

A cell that holds a no-break space only is blank. Namibia's code is the text NA. The name shown stays the one of the reference
source; what this file calls a territory is an alias.
"""

import re

from ingest.edition import Edition, Record
from ingest.facts import clean, territory
from ontology.errors import FactError

_NAMES = (
    "official_name_en",
    "official_name_fr",
    "official_name_es",
    "official_name_ru",
    "official_name_ar",
    "official_name_cn",
    "CLDR display name",
    "UNTERM English Short",
    "UNTERM English Formal",
)
_ARTICLE = re.compile(r"^the (?=[A-Z])|\s\(the\)$")


def read(edition: Edition) -> None:
    seen: set[str] = set()
    for row in edition.table("codes", ("ISO3166-1-Alpha-2", "ISO3166-1-Alpha-3", "Region Name", *_NAMES)):
        with row:
            _read_row(edition, row, seen)


def _read_row(edition: Edition, row: Record, seen: set[str]) -> None:
    code, code3 = clean(row["ISO3166-1-Alpha-2"]), clean(row["ISO3166-1-Alpha-3"])
    if not re.fullmatch(r"[A-Z]{2}", code):
        raise FactError(f"{code!r} is no ISO 3166 code of two letters")
    if code3 and not re.fullmatch(r"[A-Z]{3}", code3):
        raise FactError(f"{code3!r} is no ISO 3166 code of three letters")
    if code in seen:
        raise FactError(f"the code {code} stands twice; the first row was kept")
    names = [_ARTICLE.sub("", clean(row[n])) for n in _NAMES]
    edition.facts.add(
        "Territory",
        territory(code),
        code=code,
        code3=code3,
        region=clean(row["Region Name"]),
        alias=list(dict.fromkeys(n for n in names if n)),
    )
    seen.add(code)
