"""What is known of a stake on a day: periods, days on which it was seen, one statement replacing another, ranges, and what cannot be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.intervals import Span
from graph.ownership.statements import CERTAIN, NO, POSSIBLE, Book, Statement, doubt, holding, holds


def days(first, last=None):
    return Span(first, last or first)


def stake(uri="s", owner="a", asset="b", share=None, least=None, most=None, start=None, end=None, seen=None, **more):
    found = {**more}
    for key, value in (("share", share), ("shareMin", least), ("shareMax", most)):
        if value is not None:
            found[key] = float(value)
    for key, value in (("start", start), ("end", end), ("asOf", seen)):
        if value:
            first, last = value if isinstance(value, tuple) else (value, value)
            found |= {key: first if first == last else f"{first}/{last}", f"{key}Earliest": first, f"{key}Latest": last}
    return Statement.of(uri, owner, asset, found)


YEAR_2015 = ("2015-01-01", "2015-12-31")
YEAR_2019 = ("2019-01-01", "2019-12-31")


@pytest.mark.parametrize(
    ("asked", "state"),
    [
        (days("2014-12-31"), NO),
        (days("2015-06-01"), POSSIBLE),
        (days("2016-01-01"), CERTAIN),
        (days("2018-12-31"), CERTAIN),
        (days("2018-12-31", "2019-01-01"), POSSIBLE),
        (days("2019-06-01"), POSSIBLE),
        (days("2020-01-01"), NO),
    ],
)
def test_a_stake_with_a_period_holds_between_its_imprecise_ends(asked, state):
    held = stake(share=60, start=YEAR_2015, end=YEAR_2019)
    assert holds(held, [held], asked) == state


def test_a_stake_without_an_end_goes_on():
    held = stake(share=60, start="2015-05-01")
    assert holds(held, [held], days("2026-11-24")) == CERTAIN


def test_a_stake_known_as_of_a_day_is_certain_on_that_day_alone():
    held = stake(share=60, seen="2021-03-02")
    asked = ("2021-03-01", "2021-03-02", "2021-03-03")
    assert [holds(held, [held], days(d)) for d in asked] == [POSSIBLE, CERTAIN, POSSIBLE]
    assert holds(held, [held], days("2021-03-02", "2021-03-03")) == POSSIBLE


def test_a_stake_known_as_of_a_year_is_certain_on_no_day():
    held = stake(share=60, seen=("2021-01-01", "2021-12-31"))
    assert holds(held, [held], days("2021-12-31")) == POSSIBLE


def test_a_stake_of_unknown_period_is_possible_on_every_day():
    held = stake(share=60)
    assert [holds(held, [held], days(d)) for d in ("1990-01-01", "2026-11-24")] == [POSSIBLE, POSSIBLE]


def test_a_later_statement_replaces_an_earlier_one_and_between_the_two_the_range_goes_to_the_larger():
    pair = [stake("old", share=41.55, seen="2017-06-30"), stake("new", share=38.88, seen="2021-12-31")]
    found = {d: holding(pair, days(d)) for d in ("2016-01-01", "2017-06-30", "2019-01-01", "2021-12-31", "2024-01-01")}
    assert {d: (h.low, h.high, h.stakes) for d, h in found.items()} == {
        "2016-01-01": (0, 415_500, ("old",)),
        "2017-06-30": (415_500, 415_500, ("old",)),
        "2019-01-01": (0, 415_500, ("new", "old")),
        "2021-12-31": (388_800, 388_800, ("new",)),
        "2024-01-01": (0, 388_800, ("new",)),
    }


def test_a_statement_that_is_certain_that_day_replaces_one_that_is_only_known_as_of_another():
    pair = [stake("seen", share=70, seen="2018-05-01"), stake("period", share=20, start="2015-01-01", end="2030-01-01")]
    assert holding(pair, days("2019-01-01")).stakes == ("period",)


def test_a_stake_without_an_end_is_over_once_a_later_statement_excludes_its_size():
    pair = [stake("open", most=50, start="2015-11-01"), stake("more", least=50, seen="2017-01-10")]
    assert [holds(pair[0], pair, days(d)) for d in ("2015-11-01", "2016-05-01", "2017-01-10")] == [CERTAIN, POSSIBLE, NO]
    confirmed = [stake("open", least=40, start="2015-11-01"), stake("again", share=51, seen="2017-01-10")]
    assert holds(confirmed[0], confirmed, days("2020-01-01")) == CERTAIN


def test_what_is_said_to_have_ended_is_not_held_on_by_an_earlier_sighting():
    pair = [stake("seen", share=60, seen="2016-03-01"), stake("over", start="2015-01-01", end="2019-01-01")]
    assert holding(pair, days("2020-01-01")) is None


def test_statements_that_hold_at_the_same_time_are_alternatives_and_not_added_up():
    pair = [stake("one", share=30, start="2015-01-01"), stake("other", share=40, start="2015-01-01")]
    assert (holding(pair, days("2020-01-01")).low, holding(pair, days("2020-01-01")).high) == (300_000, 400_000)


def test_the_last_known_size_stands_where_a_later_statement_gives_none():
    pair = [stake("sized", share=38.88, seen="2021-12-31"), stake("unsized", seen="2023-05-01")]
    assert holding(pair, days("2024-01-01")).high == 388_800
    assert holding([pair[1]], days("2024-01-01")).high == 1_000_000


def test_an_indirect_stake_is_never_certain():
    held = holding([stake(share=60, start="2015-01-01", direct=False)], days("2020-01-01"))
    assert (held.low, held.high) == (0, 600_000)


@pytest.mark.parametrize(
    ("held", "why"),
    [
        ({"share": 130.0}, "130 %"),
        ({"shareMax": -1.0}, "-1 %"),
        ({"shareMin": 60.0, "shareMax": 40.0}, "more than its greatest"),
        ({"startEarliest": "2020-01-01", "endLatest": "2019-01-01"}, "before it begins"),
    ],
)
def test_a_stake_that_cannot_be_says_why(held, why):
    assert why in doubt("a", "b", held)
    assert doubt("a", "b", {"share": 100.0}) == ""


def test_a_stake_without_an_end_or_in_itself_cannot_be():
    assert "names no owner" in doubt("", "b", {})
    assert "names no asset" in doubt("a", "", {})
    assert "in itself" in doubt("a", "a", {})


def test_certain_shares_of_more_than_the_whole_are_named_with_the_first_day():
    book = Book.of([stake("1", "a", share=60, start="2015-01-01"), stake("2", "c", share=70, start="2018-01-01")])
    assert book.overfull() == [("b", "2018-01-01", 1_300_000)]
    assert (
        Book.of(
            [stake("1", "a", share=60, start="2015-01-01", end="2018-01-01"), stake("2", "c", share=70, start="2018-01-01")]
        ).overfull()
        == []
    )


DAYS = st.sampled_from([f"20{y}-0{m}-01" for y in range(15, 20) for m in (1, 5)])


@st.composite
def statements(draw):
    uri = draw(st.uuids()).hex
    share = draw(st.sampled_from((None, 10, 40, 60, 100)))
    if draw(st.booleans()):
        return stake(uri, share=share, seen=draw(st.none() | DAYS))
    first, last = sorted((draw(DAYS), draw(DAYS)))
    return stake(uri, share=share, start=first, end=draw(st.sampled_from((None, last))))


@settings(max_examples=1000)
@given(st.lists(statements(), min_size=1, max_size=4), DAYS, DAYS)
def test_what_is_certain_over_an_interval_is_certain_on_each_day_of_it_and_a_wider_interval_knows_no_more(pair, one, other):
    asked = Span(*sorted((one, other)))
    for statement in pair:
        if holds(statement, pair, asked) == CERTAIN:
            assert all(holds(statement, pair, days(d)) == CERTAIN for d in (asked.earliest, asked.latest))
        if any(holds(statement, pair, days(d)) != NO for d in (asked.earliest, asked.latest)):
            assert holds(statement, pair, asked) != NO


@given(st.lists(statements(), max_size=4), DAYS)
def test_a_holding_is_a_range_within_the_whole(pair, day):
    found = holding(pair, days(day))
    assert found is None or 0 <= found.low <= found.high <= 1_000_000
