"""Decisions on identities from the keyboard and from a table: written whole when sound, not at all when not."""

import csv
import io

import pytest

from ingest.candidates import Candidate
from ingest.identity import DECISION_COLUMNS
from ingest.resolving import COLUMNS, Decisions, Details, by_keyboard, by_table, chosen, listing, naming
from ontology.errors import FileError, UsageError

PAIRS = [
    Candidate(
        "urn:kg:org:curated:hik", "urn:kg:org:lists:1", 0.9, "Hik", "HIK", ["names alike (0.90)"], ["CN against HK"], stake=3
    ),
    Candidate("urn:kg:org:curated:dah", "urn:kg:org:lists:2", 0.8, "Dah", "DAH", [], [], "unsure", "who knows"),
]
NOTHING = Details(lambda text, values: [])


@pytest.fixture
def table(tmp_path):
    return Decisions(tmp_path / "decisions.csv")


def answers(*lines):
    waiting = list(lines)

    def ask(question):
        if not waiting:
            raise EOFError
        return waiting.pop(0)

    return ask


def rows(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_keyboard_decides_with_a_reason_and_writes_at_once(table):
    told = []
    done = by_keyboard(PAIRS, table, NOTHING, answers("y", "  same  number ", "n two firms"), told.append)
    assert [(r["left"], r["right"], r["decision"], r["score"], r["reason"]) for r in rows(table.path)] == [
        ("hik", "org:lists:1", "same", "0.9", "same number"),
        ("dah", "org:lists:2", "not-same", "0.8", "two firms"),
    ]
    assert tuple(rows(table.path)[0]) == DECISION_COLUMNS
    assert done.sentence() == "2 decided, 0 unchanged, 0 left open. They hold from the next kg build on."
    assert "+ names alike (0.90)" in told[0] and "- CN against HK" in told[0] and "3 listings" in told[0]
    assert "unsure: who knows" in told[1]


@pytest.mark.parametrize("keys", [("q",), (), ("y", "")])
def test_quitting_or_the_end_of_the_input_leaves_the_rest_open(table, keys):
    done = by_keyboard(PAIRS, table, NOTHING, answers(*keys), lambda _: None)
    assert done.taken == [] and done.left_open == 2
    assert not table.path.exists()


def test_skipping_and_wrong_keys_write_nothing(table):
    told = []
    done = by_keyboard(PAIRS, table, NOTHING, answers("x", "s", "skip"), told.append)
    assert done.taken == [] and any("Answer y, n, u" in t for t in told)


def take(table, text, tmp_path, known=("hik", "dah", "org:lists:1", "org:lists:2")):
    path = tmp_path / "given.csv"
    path.write_text(text, encoding="utf-8")

    def look_up(name):
        if name in known:
            return name
        raise UsageError(f"Nothing in the graph is called {name!r}. Did you mean hik?")

    return by_table(path, io.StringIO(), PAIRS, table, naming([], look_up))


HEAD = "left,right,decision,reason\n"


def test_a_table_is_taken_whole_with_the_score_of_the_pair(table, tmp_path):
    done = take(table, HEAD + "org:lists:1,hik,same,alike\ndah,org:lists:2,,\n", tmp_path)
    assert (len(done.taken), done.left_open) == (1, 1)
    assert rows(table.path)[0]["score"] == "0.9"
    again = take(table, HEAD + "org:lists:1,hik,same,alike\n", tmp_path)
    assert (again.taken, again.unchanged) == ([], 1)


def test_a_new_row_on_a_pair_takes_the_place_of_the_old(table, tmp_path):
    take(table, HEAD + "hik,org:lists:1,same,alike\n", tmp_path)
    take(table, HEAD + "org:lists:1,hik,not-same,looked closer\n", tmp_path)
    assert [r["decision"] for r in rows(table.path)] == ["not-same"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("hik,org:lists:1,maybe,x", "line 3: 'maybe' is no decision; write same, not-same, unsure"),
        ("hik,org:lists:1,sane,x", "Did you mean same?"),
        ("hik,org:lists:9,same,x", "line 3: Nothing in the graph is called 'org:lists:9'. Did you mean hik?"),
        ("hik,hik,same,x", "one organization already"),
        ("hik,org:lists:1,same,", "has no reason"),
        ("org:lists:2,dah,not-same,x", "not-same here and same on line 2"),
    ],
)
def test_one_unsound_row_is_named_with_its_line_and_nothing_is_written(table, tmp_path, row, why):
    with pytest.raises(UsageError) as error:
        take(table, HEAD + "dah,org:lists:2,same,fine\n" + row + "\n", tmp_path)
    assert why in str(error.value) and str(error.value).startswith("Nothing was written.")
    assert not table.path.exists()


def test_a_chain_of_same_against_a_not_same_is_a_contradiction(table, tmp_path):
    with pytest.raises(UsageError, match="hik and dah are not-same, but other rows make them the same"):
        take(table, HEAD + "hik,org:lists:1,same,a\norg:lists:1,dah,same,b\nhik,dah,not-same,c\n", tmp_path)


@pytest.mark.parametrize("text", ["", "left,right\na,b\n", 'left,right,decision,reason\n"a,b,same,x\n', "\0\n"])
def test_what_is_no_table_is_refused(table, tmp_path, text):
    with pytest.raises(FileError):
        take(table, text, tmp_path)


def test_a_missing_or_undecodable_file_is_refused(table, tmp_path):
    (tmp_path / "bad.csv").write_bytes(b"\xff\xfe\xff")
    for name in ("nowhere.csv", "bad.csv"):
        with pytest.raises(FileError, match="cannot be read"):
            by_table(tmp_path / name, io.StringIO(), PAIRS, table, str)


def test_the_list_can_be_filled_in_and_given_back(table, tmp_path):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in listing(PAIRS):
        writer.writerow(["; ".join(v) if isinstance(v, list) else v for v in row])
    filled = text.getvalue().replace(",3,,", ",3,same,by its number")
    done = take(table, filled, tmp_path)
    assert [(r["left"], r["decision"]) for r in done.taken] == [("hik", "same"), ("dah", "unsure")]


def test_pairs_of_one_organization_and_so_many():
    assert chosen(PAIRS, "urn:kg:org:lists:2") == PAIRS[1:]
    assert chosen(PAIRS, limit=1) == PAIRS[:1]
