from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.dates import day, imprecise, not_after
from ontology.errors import FactError


def test_a_year_is_the_whole_year():
    when = imprecise("2019")
    assert (when.text, when.earliest, when.latest) == ("2019", date(2019, 1, 1), date(2019, 12, 31))


def test_a_month_ends_on_its_last_day():
    assert imprecise("2020-02").latest == date(2020, 2, 29)


def test_an_interval_takes_the_outer_bounds_of_its_parts():
    when = imprecise("2016/2018-03")
    assert (when.earliest, when.latest) == (date(2016, 1, 1), date(2018, 3, 31))


def test_open_ends_have_no_bound():
    assert imprecise("2021/..").latest is None
    assert imprecise("../2021").earliest is None
    assert not_after("2021-07-07").latest == date(2021, 7, 7)


@pytest.mark.parametrize(
    "text", ["31.2.2020", "2020-02-31", "2020-13", "2019-00", "2019-05-00", "", "circa 1965", "2020-1-5", "2021/2019", "../..", "0000"]
)
def test_what_is_no_date_is_refused_with_a_sentence(text):
    with pytest.raises(FactError):
        imprecise(text)


@given(st.dates(min_value=date(1, 1, 1)))
def test_a_day_is_its_own_interval_and_lies_in_its_month_and_year(when):
    exact = imprecise(when.isoformat())
    assert exact.earliest == exact.latest == when
    for text in (when.isoformat()[:7], when.isoformat()[:4]):
        wider = imprecise(text)
        assert wider.earliest <= when <= wider.latest


@given(st.dates(min_value=date(1000, 1, 1)), st.integers(0, 5000))
def test_an_interval_contains_both_its_days(first, days):
    last = min(first + timedelta(days), date.max) if (date.max - first).days > days else first
    when = imprecise(f"{first}/{last}")
    assert (when.earliest, when.latest) == (first, last)


def test_a_source_format_is_converted_and_an_impossible_day_refused():
    assert day("3.4.2021", "%d.%m.%Y") == "2021-04-03"
    with pytest.raises(FactError, match="no day of the calendar"):
        day("31.2.2020", "%d.%m.%Y")
