"""The world as tiles, one per country, each about where it lies: a map on which Singapore is as large as Russia and that needs no outlines of anybody's.

The arrangement is our own. A territory within a country (a city, a province) is counted on its country's tile; what has no tile is named under the map.
"""

from collections.abc import Mapping

from markupsafe import Markup, escape

from graph.visible import visible

GRID = """
-- CA -- -- -- -- -- GL -- IS -- -- NO SE FI -- RU -- -- -- -- -- -- -- -- --
-- US -- -- -- -- -- -- -- IE GB -- DK EE LV LT BY KZ -- -- MN -- KP -- JP --
-- MX BS -- -- -- -- -- -- -- NL DE PL CZ SK UA MD UZ KG -- -- CN -- KR -- --
-- GT BZ CU -- HT DO PR -- FR BE LU AT HU RO BG GE TM TJ -- NP BT HK MO TW --
-- SV HN JM KN AG -- -- AD CH LI SI HR RS XK MK AM AZ AF PK IN BD MM LA VN PH
-- -- NI -- LC DM BB PT ES MC IT SM BA ME AL GR TR SY IQ IR LK -- TH KH -- --
-- -- CR PA VC GD TT -- GI -- VA MT -- -- -- CY LB IL JO KW QA MV MY SG BN --
-- -- -- -- CO VE GY -- MA DZ TN LY -- -- EG PS -- SA BH AE OM -- ID TL -- PW
-- -- -- EC PE BR SR CV MR ML NE TD SD ER DJ YE -- -- -- -- -- -- -- PG -- FM
-- -- -- -- BO PY -- -- SN GM BF NG CM CF SS ET SO -- -- -- -- -- -- -- MH NR
-- -- -- -- CL AR UY -- GW GN SL CI GH TG BJ GA UG KE SC -- -- -- AU SB KI TV
-- -- -- -- -- -- -- -- LR ST GQ CG CD RW BI TZ MU -- -- -- -- -- NZ VU FJ WS
-- -- -- -- -- -- -- -- -- -- -- AO ZM MW MZ KM MG -- -- -- -- -- -- -- TO --
-- -- -- -- -- -- -- -- -- -- -- NA BW ZW SZ -- -- -- -- -- -- -- -- -- -- --
-- -- -- -- -- -- -- -- -- -- -- -- ZA LS -- -- -- -- -- -- -- -- -- -- -- --
"""
SIZE, GAP = 30, 2
STEPS = (1, 3, 6, 11)
"""Least counts of the four shades."""


def places() -> dict[str, tuple[int, int]]:
    """ISO 3166-1 code -> column and row."""
    rows = [line.split() for line in GRID.strip().splitlines()]
    return {code: (x, y) for y, row in enumerate(rows) for x, code in enumerate(row) if code != "--"}


def shade(count: int) -> int:
    """0 for none, else 1 to 4.

    >>> [shade(n) for n in (0, 1, 2, 3, 10, 11)]
    [0, 1, 1, 2, 3, 4]
    """
    return sum(count >= step for step in STEPS)


def tile_map(counts: Mapping[str, int], links: Mapping[str, str]) -> Markup:
    """The map: `counts` by country code, `links` from a code to the address of its page. It is for the eye alone; a table beside it says the same."""
    at = places()
    width = (max(x for x, _ in at.values()) + 1) * (SIZE + GAP)
    height = (max(y for _, y in at.values()) + 1) * (SIZE + GAP)
    tiles = []
    for code, (x, y) in at.items():
        n = counts.get(code, 0)
        left, top = x * (SIZE + GAP), y * (SIZE + GAP)
        middle = left + SIZE / 2
        inside = f'<rect class="tile-{shade(n)}" x="{left}" y="{top}" width="{SIZE}" height="{SIZE}" rx="3"/>'
        inside += f'<text class="on-{shade(n)}" x="{middle:g}" y="{top + (13 if n else 19)}">{code}</text>'
        inside += f'<text class="on-{shade(n)} count" x="{middle:g}" y="{top + 25}">{n}</text>' if n else ""
        link = links.get(code, "")
        tiles.append(f'<a href="{escape(visible(link))}" tabindex="-1">{inside}</a>' if link and n else inside)
    return Markup(
        f'<svg class="chart tiles" viewBox="0 0 {width} {height}" aria-hidden="true" focusable="false">{"".join(tiles)}</svg>'
    )
