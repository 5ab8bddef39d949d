"""Importers by regime type: tables counted by hand, tests against their definition, what rests on one source, and what the command says."""

import json
import math
import re
import runpy
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analysis.regimes import (
    AUTOCRACY,
    COLUMNS,
    FREE,
    HOMES,
    INDEXES,
    UNITS,
    WEAK,
    Table,
    count,
    drawn_test,
    exact_ratio,
    exact_test,
    leaving_out,
    parts,
    regimes,
    sample_ratio,
)  # fmt: skip
from graph.analysis.sales import Sale, as_deals, sales
from graph.analysis.views import Facts, view
from graph.property_graph import Node, PropertyGraph
from graph.stores import open_store
from ontology.errors import UsageError

CODES = ("AA", "BB", "CC", "DD", "EE", "FF", "CN", "US")
counts = st.integers(0, 12)


def sale(event: str, home: str, destination: str, *sources: str, evidence: int = 5, technologies: tuple[str, ...] = ()) -> Sale:
    return Sale(event, frozenset(home.split()), destination, technologies, evidence, sources or (f"s-{event}",))


HELD = [
    sale("1", "CN", "AA"),
    sale("2", "CN", "AA"),
    sale("3", "CN", "BB"),
    sale("4", "US", "CC"),
    sale("5", "US", "DD"),
    sale("6", "CN US", "DD"),
    sale("7", "CN", "CN"),  # at home
    sale("8", "US", "ZZ"),  # no class
]
LESS_FREE = {"AA": True, "BB": True, "CC": False, "DD": False, "EE": False, "CN": True, "US": False}


@pytest.mark.parametrize(
    ("unit", "home", "cells"),
    [
        ("territory", "CN", (2, 0, 1, 3)),  # AA BB | DD; CC EE US do not buy; CN itself is left out
        ("territory", "US", (0, 3, 2, 1)),  # CC DD; CN is one of those that do not buy
        ("importer", "CN", (2, 0, 1, 1)),  # of AA BB CC DD
        ("importer", "US", (0, 2, 2, 0)),
        ("deal", "CN", (3, 0, 1, 2)),  # 1 2 3 | 6; without: 4 5
        ("deal", "CN against US", (3, 0, 1, 2)),  # 6 is of both, and counts with China
        ("deal", "US", (0, 3, 3, 0)),
    ],
)
def test_tables_counted_by_hand(unit, home, cells):
    table = count(unit, home, HELD, LESS_FREE)
    assert (table.a, table.b, table.c, table.d) == cells


@given(
    st.lists(st.tuples(st.sampled_from(("CN", "US", "IL", "DE")), st.sampled_from(CODES)), max_size=20),
    st.dictionaries(st.sampled_from(CODES), st.booleans()),
)
def test_every_classed_territory_and_every_deal_abroad_is_counted_once(drawn, less_free):
    sold = [sale(str(i), home, code) for i, (home, code) in enumerate(drawn)]
    for home, of in HOMES.items():
        table = count("territory", home, sold, less_free)
        assert table.a + table.b + table.c + table.d == len(less_free.keys() - (of if of and len(of) == 1 else set()))
    abroad = [s for s in sold if s.destination in less_free and s.homes != {s.destination}]
    table = count("deal", "CN", sold, less_free)
    assert table.a + table.b + table.c + table.d == len(abroad) == sum(row[1] + row[2] for row in table.places)


def fisher_by_definition(a: int, b: int, c: int, d: int) -> float:
    """Sum of the probabilities, margins fixed, of all tables that are no more probable than the one seen."""
    n, row, column = a + b + c + d, a + b, a + c
    chance = {
        x: math.comb(row, x) * math.comb(n - row, column - x) / math.comb(n, column)
        for x in range(max(0, column - (n - row)), min(row, column) + 1)
    }
    return min(1.0, sum(p for p in chance.values() if p <= chance[a] * (1 + 1e-7)))


@settings(deadline=None, max_examples=60)
@given(counts, counts, counts, counts)
def test_the_exact_test_is_the_one_of_fisher_and_its_interval_holds_the_estimate(a, b, c, d):
    if 0 in (a + b, c + d, a + c, b + d):
        return
    low, high, p = exact_test(a, b, c, d)
    assert p == pytest.approx(fisher_by_definition(a, b, c, d), rel=1e-6)
    assert low <= exact_ratio(a, b, c, d) <= high
    assert sample_ratio(a, b, c, d) == pytest.approx(1 / sample_ratio(c, d, a, b)), "the other way round it is the inverse"
    assert exact_test(c, d, a, b)[2] == pytest.approx(p), "and no more or less probable"


def test_the_published_example_of_the_exact_odds_ratio():
    """The tea taster of Fisher: 3 of 4 right (Agresti, Categorical Data Analysis, 3.5.2): conditional estimate 6.41, one-sided p 17/70."""
    assert exact_ratio(3, 1, 1, 3) == pytest.approx(6.408, abs=1e-3)
    assert exact_test(3, 1, 1, 3)[2] == pytest.approx(34 / 70)


def test_the_permutation_agrees_with_fishers_test_where_each_territory_has_one_deal():
    places = tuple((i < 9, int(i in (0, 1, 2, 3, 4, 5, 12)), int(i not in (0, 1, 2, 3, 4, 5, 12))) for i in range(18))
    table = Table(6, 3, 1, 8, places)
    low, high, p = drawn_test(table, 20000, 1)
    assert p == pytest.approx(exact_test(6, 3, 1, 8)[2], abs=0.02)
    assert low < sample_ratio(6, 3, 1, 8) < high


def test_many_deals_into_one_territory_prove_less_than_deals_into_many():
    one = [sale(f"c{i}", "CN", "AA") for i in range(12)] + [sale(f"u{i}", "US", "EE") for i in range(12)]
    many = [sale(f"c{i}", "CN", f"A{i}") for i in range(12)] + [sale(f"u{i}", "US", f"E{i}") for i in range(12)]
    classed = {"AA": AUTOCRACY, "EE": FREE} | {f"A{i}": AUTOCRACY for i in range(12)} | {f"E{i}": FREE for i in range(12)}
    (clumped,), (spread,) = (regimes(sold, classed, units=("deal",), homes=("CN",)) for sold in (one, many))
    p = COLUMNS.index("p")
    assert clumped[p] > 0.5 and spread[p] < 0.01


def test_the_same_seed_gives_the_same_rows_and_no_column_is_missing():
    classed = {code: AUTOCRACY if less else FREE for code, less in LESS_FREE.items()}
    rows = regimes(HELD, classed, seed=7, least=1)
    assert rows == regimes(HELD, classed, seed=7, least=1) and rows
    assert all(len(row) == len(COLUMNS) for row in rows) and {row[0] for row in rows} == set(UNITS)
    json.dumps(rows, allow_nan=False)
    seeded = [[r for r in regimes(HELD, classed, seed=s, least=1, units=("deal",))] for s in (1, 2)]
    assert seeded[0] != seeded[1]


def test_a_home_with_few_deals_and_a_table_with_an_empty_margin_have_no_row():
    assert regimes(HELD, {"AA": AUTOCRACY, "BB": AUTOCRACY}, least=1) == []
    assert regimes(HELD[:3], {"AA": AUTOCRACY, "CC": FREE}) == []


def test_where_the_line_is_drawn_moves_weak_democracies():
    classed = {"AA": AUTOCRACY, "BB": WEAK, "CC": FREE, "DD": FREE}
    sold = [sale("1", "CN", "AA"), sale("2", "CN", "BB")]
    by_line = {
        line: dict(zip(COLUMNS, regimes(sold, classed, line=line, units=("territory",), homes=("CN",), least=1)[0], strict=True))
        for line in ("autocracies", "weak-democracies")
    }
    assert (by_line["autocracies"]["less_free"], by_line["autocracies"]["freer_with"]) == (1, 1)
    assert (by_line["weak-democracies"]["less_free"], by_line["weak-democracies"]["freer_with"]) == (2, 0)
    with pytest.raises(UsageError, match="Did you mean autocracies"):
        regimes(sold, classed, line="autocracy")


def test_leaving_out_a_source_takes_what_rests_on_it_alone():
    sold = [sale("1", "CN", "AA", "x"), sale("2", "CN", "BB", "x", "y"), sale("3", "CN", "CC", "z")]
    found = dict((source, value) for value, source in leaving_out(sold, lambda rest: float(len(rest))))
    assert found == {"x": 2.0, "z": 2.0}


def test_a_row_says_on_what_it_rests_and_which_source_moves_it_most():
    classed = {"AA": AUTOCRACY, "BB": AUTOCRACY, "CC": FREE, "DD": FREE, "EE": FREE}
    sold = [
        sale("1", "CN", "AA", "big", evidence=2), sale("2", "CN", "BB", "big"), sale("3", "CN", "CC", "small"), sale("4", "CN", "ZZ", "w", "v"),
    ]  # fmt: skip
    row = dict(zip(COLUMNS, regimes(sold, classed, units=("territory",), homes=("CN",), least=1)[0], strict=True))
    assert (row["deals"], row["sources"], row["documented"], row["unclassed"]) == (4, 4, 1, 1)
    assert (row["lowest"], row["lowest_without"]) == (0.0, "big") and row["highest_without"] == "small"


@pytest.mark.parametrize(
    ("index", "text", "expected"),
    [
        ("v-dem-regimes-2021", "V-Dem Regimes of the World 2021: EA", AUTOCRACY),
        ("v-dem-regimes-2021", "V-Dem Regimes of the World 2021: ED", WEAK),
        ("v-dem-regimes-2021", "V-Dem Regimes of the World 2021: XX", None),
        ("freedom-house-2020", "Freedom in the World 2020: Partly Free (50 of 100: political rights 20 of 40)", WEAK),
        ("freedom-house-2023", "Freedom in the World 2023: -1 of 100", AUTOCRACY),
        ("freedom-house-2023", "Freedom in the World 2023: 70 of 100", FREE),
        ("eiu-2020", "EIU Democracy Index 2020: 4.00 of 10", AUTOCRACY),
        ("eiu-2020", "EIU Democracy Index 2020: 6.01 of 10", FREE),
        ("v-dem-liberal-2022", "Freedom in the World 2023: 70 of 100", None),
    ],
)
def test_texts_of_the_indexes_are_classed(index, text, expected):
    assert INDEXES[index].classed(text) == expected


def test_parts_are_nested_by_evidence_and_hold_wider_technologies():
    sold = [
        sale("1", "CN", "AA", evidence=2, technologies=("alpr", "video-surveillance")), sale("2", "CN", "BB", technologies=("video-surveillance",)),
    ]  # fmt: skip
    assert [(name, len(of)) for name, of in parts(sold, "technology")] == [("alpr", 1), ("video-surveillance", 2)]
    sizes = [len(of) for _, of in parts(sold, "evidence")]
    assert all(a <= b for a, b in pairwise(sizes)) and sizes[-1] == 2
    with pytest.raises(UsageError, match="Did you mean technology"):
        parts(sold, "technologies")


def graph_of_uses() -> PropertyGraph:
    """Uses: a named vendor of Israel in Kenya, unnamed ones of China in Kenya and in Xinjiang, one without vendor or origin."""
    graph = PropertyGraph()

    def node(uri: str, *labels: str, **held: object) -> str:
        graph.nodes[uri] = Node((*labels, "Resource"), {"uri": uri, "id": uri, "name": uri, **held})
        return uri

    def link(start: str, kind: str, end: str) -> None:
        graph.relationships[start, kind, end, ""] = {}

    for code in ("CN", "CN-XJ", "IL", "KE"):
        node(code, "Territory", code=code)
    node("vendor", "Organization")
    link("vendor", "TERRITORY", "IL")
    for use, kind, end, place in (
        ("u1", "SUPPLIER", "vendor", "KE"), ("u2", "SUPPLIER_TERRITORY", "CN", "KE"), ("u3", "SUPPLIER_TERRITORY", "CN", "CN-XJ"),
    ):  # fmt: skip
        node(use, "Use", evidenceRank=6)
        link(use, kind, end)
        link(use, "TERRITORY", place)
    node("u4", "Use", evidenceRank=6)
    link("u4", "TERRITORY", "KE")
    return graph


def test_uses_are_counted_as_sales_with_an_unnamed_supplier_of_the_territory_of_origin():
    found = sales(view(Facts(as_deals(graph_of_uses())), "deals"))
    assert [(s.event, set(s.homes), s.destination) for s in found] == [
        ("u1", {"IL"}, "KE"), ("u2", {"CN"}, "KE"), ("u3", {"CN"}, "CN")
    ]  # fmt: skip


# -- the command ------------------------------------------------------------------------------------------------------------


def test_without_a_data_folder_the_command_says_that_no_index_is_held_and_how_to_give_one(kg, curated_home):
    for by in ((), ("--by", "index")):
        done = kg("regimes", *by, home=curated_home)
        assert (done.returncode, done.stdout) == (1, "")
        assert len(done.stderr.splitlines()) == 1 and "holds no index" in done.stderr and "kg build --data DIR" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--index", "freedom-house"), "Did you mean freedom-house-20"),
        (("--line", "autocracy"), "Did you mean autocracies"),
        (("--by", "indexes"), "Did you mean index"),
        (("--over", "use"), "Did you mean uses"),
        (("--technology", "alprr"), "Did you mean alpr"),
        (("--technology", "spyware", "--since", "2026-11-01"), "--since 2026-11-01"),
        (("--plot", "x.pdf"), "neither .svg nor .png"),
    ],
)
def test_bad_input_is_one_sentence(kg, real_home, arguments, said):
    done = kg("regimes", *arguments, home=real_home)
    assert (done.returncode, done.stdout) == (2, "") and said in done.stderr
    assert len([line for line in done.stderr.splitlines() if line.startswith("kg: ")]) == 1 and "Traceback" not in done.stderr


def test_both_sides_are_asked_the_same_over_the_real_data(kg, real_home, tmp_path):
    plot = tmp_path / "regimes.svg"
    done = kg("regimes", "--format", "json", "--plot", str(plot), home=real_home)
    assert done.returncode == 0, done.stderr
    rows = {(row["unit"], row["home"]): row for row in json.loads(done.stdout)}
    assert {home for _, home in rows} == {"CN", "US", "IL", "Europe", "any", "CN against US"}
    for row in rows.values():
        assert row["deals"] >= row["documented"] and row["sources"] > 0 and row["test"]
        assert row["less_free_rate"] == pytest.approx(row["less_free_with"] / row["less_free"], abs=1e-4)
    assert "no cause can be read from it" in done.stderr and "V-Dem" in done.stderr
    assert re.search(r"<svg", plot.read_text(encoding="utf-8")) and "CN against US" in plot.read_text(encoding="utf-8")
    again = kg("regimes", "--format", "json", home=real_home)
    assert again.stdout == done.stdout


def test_the_indexes_disagree_visibly(kg, real_home):
    rows = json.loads(kg("regimes", "--by", "index", "--format", "json", home=real_home).stdout)
    assert {row["part"] for row in rows} == set(INDEXES)


def test_the_tables_of_the_page_are_what_the_analysis_gives(real_home):
    module = runpy.run_path(str(Path(__file__).parents[3] / "docs" / "regimes.py"))
    with open_store("embedded", real_home) as store:
        text = module["PAGE"].read_text(encoding="utf-8")
        assert module["page"](text, module["tables"](store)) == text, "run python docs/regimes.py FULL_HOME"
