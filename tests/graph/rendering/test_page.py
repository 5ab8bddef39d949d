"""The page of `kg render`, used in a real browser as a reader uses it: network off, no dialog ever."""

from typing import Any

import pytest

from tests.graph.rendering.drawings import drawing, edge, fact, large, node, small
from tests.graph.rendering.reader import LIFE_SIZE, LISTED, box, click_at, counts, find_route, painted, rows, title, until


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("acme", "Acme Cameras"), ("KENYA POL", "Kenya Police"), ("克美", "Acme Cameras"), ("акме", "Acme Cameras"), ("societa acme", "Acme Cameras"), ("5493001", "Acme Cameras"), ("cam acm", "Acme Cameras")],
)  # fmt: skip
def test_the_search_finds_by_name_alias_and_identifier_in_any_script(opened, typed, wanted):
    page = opened(small())
    page.keyboard.press("/")
    page.keyboard.type(typed)
    assert page.get_attribute("#search", "aria-expanded") == "true"
    page.keyboard.press("Enter")
    assert title(page) == wanted and page.inner_text("#said").startswith(f"{wanted}, ")
    assert page.get_attribute("#search", "aria-expanded") == "false"


def test_the_search_is_moved_in_by_arrows_and_left_by_escape(opened):
    page = opened(small())
    page.keyboard.press("/")
    page.keyboard.type("land")
    options = page.locator("#search-list [role=option]")
    assert options.count() == 12 and "Land 00" in options.nth(0).inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    active = page.get_attribute("#search", "aria-activedescendant")
    assert "Land 01" in page.locator(f"#{active}").inner_text() and page.locator("[aria-selected=true]").count() == 1
    page.keyboard.press("Escape")
    assert options.nth(0).is_hidden() and page.input_value("#search") == "land"
    page.keyboard.press("Escape")
    assert page.input_value("#search") == ""
    page.keyboard.type("nobody")
    assert "nothing found" in page.inner_text("#search-list")
    page.keyboard.press("Enter")
    assert title(page) == "Evidence"


def test_a_slash_types_itself_in_a_field_and_the_key_can_be_turned_off(opened):
    page = opened(small())
    page.keyboard.press("/")
    page.keyboard.type("a/b")
    assert page.input_value("#search") == "a/b"
    page.click("#help summary")
    page.uncheck("#slash")
    page.locator("#slash").press("/")
    assert page.evaluate("document.activeElement.id") == "slash"


def test_evidence_licence_and_technology_filter_facts(opened):
    page = opened(small())
    page.select_option("#grade", "press")
    assert counts(page) == "15 of 18 nodes, 15 of 18 lines", "no grade and inferred go: in, makes, supplies"
    page.check("#open")
    assert counts(page) == "15 of 18 nodes, 14 of 18 lines", "the second deal with the police has no open source"
    page.select_option("#grade", "contract")
    assert counts(page) == "2 of 18 nodes, 1 of 18 lines"
    page.click("#clear-filter")
    box(page, "not stated", "Technology of the line").uncheck()
    assert counts(page) == "2 of 18 nodes, 2 of 18 lines"
    box(page, "face recognition").uncheck()
    assert [r["When"] for r in rows(page, "edges")] == ["2021"]


def test_a_list_left_out_lights_nobody(opened):
    page = opened(small(), "#day=2021-06-01")
    assert painted(page, LISTED) > 100 and "2 nodes certainly listed" in page.get_attribute("canvas", "aria-label")
    box(page, "Entity List").uncheck()
    assert painted(page, LISTED) == 0
    assert {r["Listings"] for r in rows(page, "nodes")} == {""}


def test_the_slider_moves_by_day_and_year_and_listings_light_up_on_their_day(opened):
    page = opened(small())
    assert page.get_attribute("#day", "aria-valuetext") == "all time"
    page.fill("#day-typed", "2019-10-08")
    page.keyboard.press("Enter")
    states = {r["Name"]: r["On 2019-10-08"] for r in rows(page, "nodes")}
    assert states["Acme Cameras"] == "" and painted(page, LISTED) == 0
    page.focus("#day")
    page.keyboard.press("ArrowRight")
    assert page.get_attribute("#day", "aria-valuetext") == "2019-10-09" == page.input_value("#day-typed")
    assert {r["Name"]: r["On 2019-10-09"] for r in rows(page, "nodes")}["Acme Cameras"] == "listed"
    assert painted(page, LISTED) > 50
    page.keyboard.press("PageUp")
    assert page.input_value("#day-typed") == "2020-10-09"
    assert {r["Name"]: r["On 2020-10-09"] for r in rows(page, "nodes")}["ChipCo"] == "may be listed"
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    assert page.input_value("#day-typed") == "2018-10-09"
    page.keyboard.press("End")
    assert page.input_value("#day-typed") == "2022-01-01"
    page.keyboard.press("Home")
    assert page.input_value("#day-typed") == "2015-01-01"
    page.click("#all-time")
    assert page.get_attribute("#all-time", "aria-pressed") == "true" and page.input_value("#day-typed") == ""


def test_what_is_no_day_is_said_and_changes_nothing(opened):
    page = opened(small(), "#day=2019-10-09")
    page.fill("#day-typed", "2019-02-29")
    page.keyboard.press("Enter")
    assert page.inner_text("#said") == "“2019-02-29” is no day; write it as 2019-10-09."
    assert (
        page.get_attribute("#day", "aria-valuetext") == "2019-10-09"
        and page.get_attribute("#day-typed", "aria-invalid") == "true"
    )


def test_the_buttons_go_from_change_to_change(opened):
    page = opened(small(), "#day=2019-05-01")
    page.click("#day-after")
    assert page.input_value("#day-typed") == "2019-10-09"
    assert page.inner_text("#said") == "2019-10-09: Acme on the Entity List begins."
    page.click("#day-before")
    page.click("#day-before")
    assert page.input_value("#day-typed") == "2018-03-01"


def expected(fact: dict[str, Any], day: str) -> str:
    """What the contract says of a fact on a day; an open first day is "", an open last day too."""
    first, last = fact["days"]
    if first and day < first:
        return "not yet"
    if fact["until"]:
        gone_first, gone_last = fact["until"]
        if gone_last and day > gone_last:
            return "ended"
        if gone_first != gone_last and day >= gone_first:
            return "may hold"
        if not gone_first and not gone_last:
            return "may hold"
    return "holds" if last and day >= last else "may hold"


def test_what_holds_on_a_day_is_told_right_for_every_kind_of_interval(opened):
    begins = [("2019-01-01", "2019-01-01"), ("2019-01-01", "2019-12-31"), ("", "2019-12-31"), ("2019-01-01", ""), ("", "")]
    ends = [None, ["2020-06-30", "2020-06-30"], ["2020-01-01", "2020-12-31"], ["", "2020-12-31"], ["2020-01-01", ""], ["", ""]]
    facts = [fact(f"f{i}", "deal", "t", b, until=e) for i, (b, e) in enumerate((b, e) for b in begins for e in ends)]
    made = drawing([node("a", "A"), node("b", "B", x=200)], [edge(0, 1, f"k{i:02}", i) for i in range(len(facts))], facts)
    page = opened(made)
    for day in (
        "2018-12-31",
        "2019-01-01",
        "2019-06-01",
        "2019-12-31",
        "2020-01-01",
        "2020-06-30",
        "2020-07-01",
        "2020-12-31",
        "2021-01-01",
    ):
        page.fill("#day-typed", day)
        page.keyboard.press("Enter")
        told = {r["Relation"]: r[f"On {page.input_value('#day-typed')}"] for r in rows(page, "edges")}
        shown_day = page.input_value("#day-typed")
        assert told == {f"k{i:02}": expected(f, shown_day) for i, f in enumerate(facts)}, shown_day


def test_a_clicked_node_shows_names_listings_and_lines_and_a_clicked_line_its_evidence(opened):
    page = opened(small(), LIFE_SIZE)
    click_at(page, 300, 0)
    assert title(page) == "Kenya Police"
    click_at(page, 0, 0)
    panel = page.inner_text("#panel")
    assert (
        title(page) == "Acme Cameras"
        and "爱克美" in panel
        and "lei:5493001" in panel
        and "China" in panel
        and "16 lines" in panel
    )
    page.locator("#panel details.fact summary").click()
    listing = page.inner_text("#panel details.fact")
    assert "Entity List" in listing and "since 2019-10-09" in listing and "contract or award document" in listing
    page.locator("#panel .lines button", has_text="owns").click()
    assert title(page) == "Holding owns Acme"
    page.locator("#panel").press("Escape")
    assert title(page) == "Evidence" and page.evaluate("document.activeElement.id") == "graph"


def test_the_pointer_over_a_node_lets_its_neighbours_stand_out(opened):
    page = opened(small(), LIFE_SIZE)
    blue = (0x0A, 0x66, 0xA8)
    before = painted(page, blue)
    around = page.locator("#graph").bounding_box()
    page.mouse.move(around["x"] + around["width"] / 2 + 300, around["y"] + around["height"] / 2)
    assert 0 < painted(page, blue) < before, "Acme stays, Holding is no neighbour of the police and pales"
    page.mouse.move(around["x"] + 5, around["y"] + 5)
    assert painted(page, blue) == before


def test_the_wheel_scrolls_the_page_until_the_picture_is_entered(opened):
    page = opened(small(), LIFE_SIZE)
    middle = page.locator("#graph").bounding_box()
    page.mouse.move(middle["x"] + 200, middle["y"] + 100)
    page.mouse.wheel(0, 200)
    until(page, "scrollY > 0")
    page.evaluate("scrollTo(0, 0)")
    page.focus("#graph")
    page.mouse.wheel(0, 200)
    until(page, "location.hash.includes('view=') && !location.hash.endsWith('%2C1')")
    assert page.evaluate("scrollY") == 0


def test_parallel_lines_are_seen_and_clicked_apart(opened):
    page = opened(small(), LIFE_SIZE)
    titles = set()
    for y in range(-30, 31, 2):
        click_at(page, 150, y)
        titles.add(title(page))
    assert {"Acme sold to the police", "Acme sold drones to the police"} <= titles


def test_a_line_shows_dates_as_published_grade_and_sources_with_safe_links(opened):
    page = opened(small(), "#line=deal-1")
    panel = page.inner_text("#panel")
    for text in (
        "1 May 2019",
        "USD 12 m (loan)",
        "contract or award document",
        "face recognition",
        "Daily Ltd, 2019-06-01",
        "Licence: CC BY 4.0 (open)",
        "Read on 2026-11-24",
    ):
        assert text in panel, text
    link = page.locator("#panel .sources a")
    assert link.get_attribute("href") == "https://example.org/daily" and link.get_attribute("rel") == "noopener noreferrer"
    assert link.get_attribute("target") == "_blank" and link.inner_text() == "The Daily"


def test_when_a_fact_held_is_told_as_it_is_known(opened):
    known = [
        (("2019-01-01", "2019-12-31"), None, "deal", "2019"), (("2019-02-01", "2019-02-28"), None, "deal", "2019-02"), (("2019-02-01", "2019-02-27"), None, "deal", "2019-02-01 to 2019-02-27"),
        (("", "2019-05-01"), None, "deal", "by 2019-05-01"), (("2019-05-01", ""), None, "deal", "2019-05-01 or later"), (("", ""), None, "deal", "not dated"),
        (("2019-05-01", "2019-05-01"), None, "listing", "since 2019-05-01"), (("2015-01-01", "2015-12-31"), ["2020-06-30", "2020-06-30"], "ownership stake", "2015, until 2020-06-30"),
        (("", "2017-12-31"), ["2017-01-01", ""], "ownership stake", "seen 2017, begin and end not known"), (("2019-05-01", "2019-05-01"), ["", ""], "control link", "2019-05-01, until an unknown day"),
    ]  # fmt: skip
    facts = [fact(f"f{i}", kind, "t", days, until=until) for i, (days, until, kind, _) in enumerate(known)]
    page = opened(drawing([node("a", "A"), node("b", "B", x=200)], [edge(0, 1, f"k{i:02}", i) for i in range(len(facts))], facts))
    assert [r["When"] for r in sorted(rows(page, "edges"), key=lambda r: r["Relation"])] == [words for *_, words in known]


def test_a_route_goes_along_the_lines_over_what_is_shown(opened):
    page = opened(small())
    answer = find_route(page, "chipco", "Kenya")
    assert answer.startswith("4 lines, fewest possible:")
    steps = page.locator("#route-answer .steps > li:not(.line)").all_inner_texts()
    assert steps == ["ChipCo", "AI chip", "Acme Cameras", "Kenya Police", "Kenya"]
    assert (
        find_route(page, "Kenya", "chipco") == "No route in what is shown from Kenya to ChipCo along the direction of the lines."
    )
    page.check("#route-any")
    assert page.inner_text("#route-answer").count("against its direction") == 4
    box(page, "makes").uncheck()
    assert page.inner_text("#route-answer") == "No route in what is shown from Kenya to ChipCo."
    box(page, "makes").check()
    page.fill("#day-typed", "2018-01-01")
    page.keyboard.press("Enter")
    assert page.inner_text("#route-answer") == "No route in what is shown on 2018-01-01 from Kenya to ChipCo.", (
        "nothing was sold yet"
    )
    page.click("#route-clear")
    assert page.inner_text("#route-answer") == "" and page.input_value("#route-from") == ""


def test_a_hub_is_folded_and_unfolds_by_click_and_key(opened):
    page = opened(small(collapse=True), LIFE_SIZE)
    assert counts(page) == "18 nodes, 18 lines; 5 folded away", "thirteen neighbours have no other: eight stay"
    find = "() => { const t = document.querySelector('#counts').textContent; return !t.includes('folded'); }"
    page.focus("#graph")
    page.keyboard.press("/")
    page.keyboard.type("acme")
    page.keyboard.press("Enter")
    page.keyboard.press("m")
    assert page.evaluate(find) and page.inner_text("#said") == "Unfolded 5 neighbours of Acme Cameras."
    page.get_by_role("button", name="Fold 5 neighbours away").click()
    assert counts(page).endswith("5 folded away")
    page.locator("#panel-close").click()
    for angle_x, angle_y in ((40, 55), (30, 62), (20, 68), (45, 50), (10, 70), (0, 72), (50, 40)):
        if "folded" in counts(page):
            click_at(page, angle_x, angle_y)
    assert counts(page) == "18 nodes, 18 lines"


def test_what_is_folded_is_found_and_unfolded_by_the_search(opened):
    page = opened(small(collapse=True))
    page.keyboard.press("/")
    page.keyboard.type("land 11")
    page.keyboard.press("Enter")
    assert title(page) == "Land 11" and counts(page) == "18 nodes, 18 lines"


def test_the_tables_sort_and_open_in_full(opened):
    page = opened(large(300, 500))
    assert page.inner_text("#nodes-count") == "" or rows(page, "nodes")
    found = rows(page, "nodes")
    assert len(found) == 200 and page.inner_text("#nodes-count") == "300 nodes, the first 200 shown"
    page.click("#nodes-all")
    page.locator("#nodes-table button.sort", has_text="Lines").click()
    assert (
        page.locator("#nodes-table th[aria-sort]").all_inner_texts() == ["Lines ▲"]
        or page.locator("#nodes-table th[aria-sort=ascending]").count() == 1
    )
    numbers = [int(r["Lines"]) for r in rows(page, "nodes")]
    assert len(numbers) == 300 and numbers == sorted(numbers)
    page.keyboard.press("Enter")
    assert [int(r["Lines"]) for r in rows(page, "nodes")] == sorted(numbers, reverse=True)
    assert page.locator("#nodes-table th[aria-sort=descending]").count() == 1
