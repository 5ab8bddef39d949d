"""The verdict as a law: what every choice of concrete days within the imprecise dates says, compared with the answer."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.intervals import AFTER, BEFORE, CANNOT_TELL, FIRST, LAST, NOT_LISTED, Claim, Period, Span, deal_span, periods, relate

ORIGIN = date(2020, 1, 1)
DAYS = range(1, 9)


def text(number: int) -> str:
    return (ORIGIN + timedelta(days=number)).isoformat()


@st.composite
def numbers(draw: st.DrawFn) -> tuple[int, int]:
    return tuple(sorted((draw(st.sampled_from(DAYS)), draw(st.sampled_from(DAYS)))))


def as_span(pair: tuple[int, int]) -> Span:
    return Span(text(pair[0]), text(pair[1]))


def inside(pair: tuple[int, int]) -> range:
    return range(pair[0], pair[1] + 1)


stays = st.lists(
    st.tuples(numbers(), st.one_of(st.none(), numbers())).filter(lambda p: p[1] is None or p[1][0] >= p[0][1]), max_size=1
)


@given(numbers(), stays)
@settings(max_examples=600)
def test_the_verdict_holds_for_every_choice_of_concrete_days(deal, stay):
    held = [Period(as_span(start), as_span(end) if end else None) for start, end in stay]
    verdict = relate(as_span(deal), held, [text(30)]).verdict
    choices = [
        (day, start, end)
        for start_range, end_range in stay
        for day in inside(deal)
        for start in inside(start_range)
        for end in (inside(end_range) if end_range else [1000])
    ]
    surely = bool(choices) and all(start <= day < end for day, start, end in choices)
    perhaps = any(start <= day <= end for day, start, end in choices)
    later = any(start > day for day, start, _ in choices)
    expected = BEFORE if surely else CANNOT_TELL if perhaps else AFTER if later else NOT_LISTED
    assert verdict == expected


@given(numbers(), stays)
def test_a_wider_date_never_turns_one_sure_answer_into_another(deal, stay):
    held = [Period(as_span(start), as_span(end) if end else None) for start, end in stay]
    narrow = relate(as_span(deal), held, [text(30)]).verdict
    wide = relate(as_span((deal[0] - 1, deal[1] + 1)), held, [text(30)]).verdict
    assert wide in (narrow, CANNOT_TELL)


ON = Span("2020-01-10", "2020-01-20")
"""The days on which the listing of the table began; it was over on a day of OFF."""
OFF = Span("2020-03-10", "2020-03-20")
RELATIONS = [
    ("deal before the start", "2020-01-01", "2020-01-05", AFTER),
    ("deal meets the start", "2020-01-01", "2020-01-10", CANNOT_TELL),
    ("deal overlaps the start", "2020-01-05", "2020-01-15", CANNOT_TELL),
    ("deal within the start", "2020-01-12", "2020-01-14", CANNOT_TELL),
    ("deal on the last day of the start", "2020-01-20", "2020-01-20", BEFORE),
    ("deal between start and end", "2020-02-01", "2020-02-28", BEFORE),
    ("deal up to the day before the end", "2020-02-01", "2020-03-09", BEFORE),
    ("deal meets the end", "2020-02-01", "2020-03-10", CANNOT_TELL),
    ("deal within the end", "2020-03-12", "2020-03-14", CANNOT_TELL),
    ("deal on the last day of the end", "2020-03-20", "2020-03-20", CANNOT_TELL),
    ("deal after the end", "2020-03-21", "2020-04-01", NOT_LISTED),
    ("deal covers all of it", "2020-01-01", "2020-12-31", CANNOT_TELL),
    ("deal without a date", FIRST, LAST, CANNOT_TELL),
    ("deal known only by its latest day, before", FIRST, "2020-01-05", AFTER),
    ("deal known only by its latest day, after", FIRST, "2020-02-01", CANNOT_TELL),
]


@pytest.mark.parametrize(("name", "earliest", "latest", "expected"), RELATIONS, ids=[r[0] for r in RELATIONS])
def test_every_relation_of_a_deal_and_a_listing(name, earliest, latest, expected):
    assert relate(Span(earliest, latest), [Period(ON, OFF)], ["2024-01-01"]).verdict == expected


def test_not_listed_needs_a_complete_edition_that_reaches_the_day():
    deal = Span("2020-02-01", "2020-02-01")
    assert relate(deal, [], ["2020-02-01"]).verdict == NOT_LISTED
    assert relate(deal, [], ["2020-01-31"]).verdict == CANNOT_TELL
    assert relate(deal, []).why == "no complete edition of this list is held"
    assert relate(Span(), [], ["2024-01-01"]).verdict == CANNOT_TELL


def test_a_deal_that_was_only_reported_may_have_been_made_earlier():
    reported = {"dateKind": "reported", "dateEarliest": "2021-01-01", "dateLatest": "2021-12-31"}
    listed = [Period(Span("2019-10-09", "2019-10-09"))]
    assert relate(deal_span(reported), listed).verdict == CANNOT_TELL
    assert relate(deal_span({**reported, "dateKind": "signed"}), listed).verdict == BEFORE


def claim(uri: str, start: str, kind: str = "effective", source: str = "", **held: str) -> Claim:
    return Claim(uri, {"startEarliest": start, "startLatest": start, "startKind": kind, **held}, frozenset({source or uri}))


def test_a_relisted_organization_has_two_stays():
    two = periods([claim("b", "2018-04-15"), claim("a", "2016-03-08", endEarliest="2017-03-29", endLatest="2017-03-29")])
    assert [str(p.start) for p in two] == ["2016-03-08", "2018-04-15"]
    gap = relate(Span("2017-06-01", "2017-06-01"), two)
    assert gap.verdict == AFTER and "an earlier listing had ended on 2017-03-29" in gap.why


def test_the_effective_day_decides_where_it_is_known():
    found = periods([claim("published", "2019-10-15", "published"), claim("effective", "2019-10-09")])
    assert [(str(p.start), p.start_kind, p.disputed) for p in found] == [("2019-10-09", "effective", False)]


def test_starts_that_exclude_each_other_are_one_disputed_stay():
    found = periods([claim("a", "2019-10-09"), claim("b", "2020-06-05")])
    assert [(str(p.start), p.disputed) for p in found] == [("2019-10-09/2020-06-05", True)]
    assert relate(Span("2020-01-01", "2020-01-01"), found).verdict == CANNOT_TELL


def test_a_later_row_of_the_same_source_is_a_revision_and_moves_nothing():
    found = periods(
        [claim("a", "2019-05-16"), claim("row 1", "2019-05-16", source="list"), claim("row 2", "2020-08-17", source="list")]
    )
    assert [(str(p.start), p.disputed) for p in found] == [("2019-05-16", False)]


def test_a_sighting_adds_an_end_but_no_start_to_a_dated_stay():
    seen = Claim("s", {"startLatest": "2021-07-07", "startKind": "seen", "seenUntil": "2021-07-07", "goneBy": "2024-05-03"})
    (stay,) = periods([claim("a", "2019-10-09"), seen])
    assert (str(stay.start), str(stay.end), stay.listings) == ("2019-10-09", "2021-07-07/2024-05-03", ("a", "s"))


def test_a_sighting_alone_began_on_some_day_before_it():
    (stay,) = periods([Claim("s", {"startLatest": "2021-07-07", "startKind": "seen"})])
    assert stay.start == Span(FIRST, "2021-07-07")
    assert relate(Span("2020-01-01", "2020-01-01"), [stay]).verdict == CANNOT_TELL
    assert relate(Span("2021-08-01", "2021-08-01"), [stay]).verdict == BEFORE
