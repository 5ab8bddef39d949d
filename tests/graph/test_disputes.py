import pytest

from graph.disputes import shares_contradict, starts_contradict


def listing(start, kind="effective", end=None):
    found = {"startEarliest": start, "startLatest": start, "startKind": kind}
    return {**found, "endEarliest": end} if end else found


@pytest.mark.parametrize(
    ("one", "other", "disputed"),
    [
        (listing("2019-10-09"), listing("2019-10-09"), False),
        (listing("2019-10-09"), listing("2020-06-05"), True),
        (listing("2020-08-17"), listing("2020-08-20", "published"), False),
        (listing("2020-08-17"), listing("2020-10-20", "published"), True),
        (listing("2021-12-16", "announced"), listing("2022-02-14"), False),
        (listing("2021-12-16", "announced"), listing("2022-12-14"), True),
        (listing("2019-10-09"), listing("2021-07-07", "seen"), False),
        (listing("2018-04-15", end="2018-07-13"), listing("2020-01-01"), False),
        ({"startEarliest": "2019-01-01", "startLatest": "2019-12-31", "startKind": "effective"}, listing("2019-10-09"), False),
        ({"startLatest": "2021-07-07", "startKind": "published"}, listing("2019-10-09"), False),
    ],
)
def test_starts_that_exclude_each_other_are_disputed(one, other, disputed):
    assert starts_contradict(one, other) is starts_contradict(other, one) is disputed


def test_shares_of_one_day_that_differ_are_disputed():
    held = {"asOf": "2021", "share": 38.88}
    assert shares_contradict(held, {"asOf": "2021", "share": 41.55})
    assert not shares_contradict(held, {"asOf": "2017", "share": 41.55})
    assert not shares_contradict(held, {"asOf": "2021"})
    assert not shares_contradict({"share": 1.0}, {"share": 2.0})
