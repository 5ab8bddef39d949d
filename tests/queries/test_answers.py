"""The answers of a query on two sides, compared row by row."""

from hypothesis import given
from hypothesis import strategies as st

from graph.stores.embedded import EmbeddedStore
from graph.stores.store import Result
from queries.answers import LEDGER, answers, compare_answers, compare_results, key_columns
from queries.catalogue import catalogue

COLUMNS = ["name", "id", "programme", "deals", "sources"]
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["One", "Two"]), st.sampled_from(["a", "b", "c"]), st.sampled_from(["p", "q"]), st.integers(0, 2),
        st.lists(st.sampled_from(["s", "t"]), max_size=2, unique=True),
    ).map(list),
    max_size=5,
)  # fmt: skip


def compared(old: list[list[object]], new: list[list[object]], same: dict[str, str] | None = None):
    return compare_results("q", Result(COLUMNS, old), Result(COLUMNS, new), same or {})


@given(ROWS)
def test_an_answer_does_not_differ_from_itself(rows):
    assert not compared(rows, rows)


@given(ROWS, ROWS)
def test_the_other_way_round_is_the_inverse(one, other):
    there, back = compared(one, other), compared(other, one)
    assert (there.key, there.entered, there.left, there.resourced) == (back.key, back.left, back.entered, back.resourced)
    pairs = {(str(c.key), column, str(was), str(now)) for c in there.changed for column, (was, now) in c.cells.items()}
    assert pairs == {(str(c.key), column, str(now), str(was)) for c in back.changed for column, (was, now) in c.cells.items()}


@given(ROWS, ROWS)
def test_every_row_is_kept_entered_left_or_changed(one, other):
    change = compared(one, other)
    stayed = len(one) - len(change.left)
    assert stayed == len(other) - len(change.entered)
    assert len(change.changed) + change.resourced <= stayed


def test_rows_are_matched_by_ids_and_as_many_other_columns_as_that_takes():
    change = compared(
        [["One", "a", "p", 1, ["s"]], ["One", "a", "q", 1, ["s"]]], [["One", "a", "p", 2, ["s"]], ["One", "a", "q", 1, ["t"]]]
    )
    assert change.key == ("id", "programme")
    assert [(c.key, c.cells) for c in change.changed] == [({"id": "a", "programme": "p"}, {"deals": (1, 2)})]
    assert change.resourced == 1


def test_a_row_of_totals_is_matched_without_a_key():
    old, new = Result(["deals", "vendors"], [[437, 90]]), Result(["deals", "vendors"], [[440, 90]])
    change = compare_results("count-deals", old, new, {})
    assert change.key == () and [c.cells for c in change.changed] == [{"deals": (437, 440)}]


def test_an_id_that_only_changed_its_name_is_the_same_row():
    change = compared(
        [["One", "a", "p", 1, []], ["Two", "b", "p", 1, []]], [["One", "c", "p", 1, []], ["Two", "b", "p", 1, []]], {"a": "c"}
    )
    assert not change


def test_equal_rows_are_counted():
    row = ["One", "a", "p", 1, []]
    change = compared([row, row], [row])
    assert len(change.left) == 1 and not change.entered


def test_every_query_without_a_needed_parameter_is_asked_and_the_others_say_why(curated_home):
    with EmbeddedStore(curated_home / "store") as store:
        found = answers(store, "2026-11-24", candidates=False)
    needed = {name for name, query in catalogue().items() if any(p.default is None for p in query.parameters.values())}
    assert found.results.keys() == catalogue().keys() - needed - {"possibly-same"} | {LEDGER}
    assert found.not_asked.keys() == needed | {"possibly-same"}
    assert compare_answers(found, found) == []


def test_every_answer_has_a_key_of_few_columns(curated_home):
    with EmbeddedStore(curated_home / "store") as store:
        found = answers(store, "2026-11-24")
    for name, result in found.results.items():
        rows = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
        assert len(key_columns(result.columns, rows)) <= 6 or name == "gone-from-lists", name


def test_the_day_is_given_to_every_query_that_depends_on_one(curated_home):
    with EmbeddedStore(curated_home / "store") as store:
        found = answers(store, "2000-01-01")
    assert found.results["sanctioned-vendors-exporting"].rows == []
