"""Territory codes from what sources write: names, ISO codes of two or three letters, with rigour's table of territories."""

from functools import cache

from rigour.territories import get_territory, lookup_territory

from ontology.errors import FactError

_SPELLINGS = {"burma/myanmar": "mm", "uk": "gb", "dprk": "kp", "prc": "cn", "drc": "cd", "eur": "eu", "region: kurdistan": "iq"}


@cache
def code_of(text: str) -> str:
    """ISO 3166-1 alpha-2 or ISO 3166-2 code, in capitals, of a territory's name or code. Raises FactError when there is none.

    >>> code_of("Hong Kong"), code_of("CHN"), code_of("CN-XJ"), code_of("Burma/Myanmar")
    ('HK', 'CN', 'CN-XJ', 'MM')
    """
    key = text.strip().casefold()
    found = get_territory(_SPELLINGS.get(key, key)) if len(_SPELLINGS.get(key, key)) <= 6 else None
    found = found or lookup_territory(text.strip())
    if found is None or found.code == "zz":
        raise FactError(f"{text!r} is no territory known here; use an ISO 3166 code")
    return found.code.upper()
