"""Pictures of routes and of removals hold the table that they were drawn from."""

import pytest

pytest.importorskip("matplotlib")

from graph.analysis import removal, routes
from graph.analysis.chain_pictures import of_removal, of_routes
from graph.analysis.views import View
from tests.graph.analysis.small_views import chain, of


def test_routes_are_drawn_with_their_table_and_the_same_each_time():
    view = chain("A -supplies-> B", "B -sold to-> C", "A -sold to-> C @6")
    found = routes.routes(view, of(view, "A"), of(view, "C"))
    picture = of_routes(view, found, "Routes from A to C", "svg")
    assert picture == of_routes(view, found, "Routes from A to C", "svg")
    text = picture.decode()
    assert "from,step 1,to,score" in text and "A,B,C,0.4624" in text and "A,,C,0.6" in text
    assert "no probability" in text


def test_the_curve_of_a_removal_is_drawn_for_greedy_and_best_sets():
    view = chain("A -supplies-> C [x]", "A -supplies-> D [x]", "B -supplies-> E [y]")
    held = removal.needs(view, View("deals", (), ()))
    text = of_removal(removal.curve(held, {"A", "B"}, 2, exact_too=True), held.meaning, "svg").decode()
    assert all(row in text for row in ("1,2,greedy", "2,3,greedy", "1,2,best set", "2,3,best set"))
    assert "Of 3 needs known." in text and "Substitutes are only those" in text
