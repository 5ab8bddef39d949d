"""No id, however hostile, makes a path that leads elsewhere or meets another's."""

import re

from hypothesis import given
from hypothesis import strategies as st

from graph.property_graph import Node
from graph.site.paths import FOLDERS, path, paths, slug

SAFE = re.compile(r"[a-z0-9][a-z0-9_-]*")


@given(st.text(max_size=200))
def test_a_slug_is_short_lower_case_ascii_and_no_name_that_a_system_keeps(text):
    name = slug(text)
    assert SAFE.fullmatch(name) and len(name) <= 100
    assert not re.fullmatch(r"con|prn|aux|nul|com\d|lpt\d|index.*", name)


@given(st.sampled_from(sorted(FOLDERS.values())), st.text(max_size=60), st.text(max_size=60))
def test_two_ids_of_a_kind_have_two_paths_also_where_case_is_not_told_apart(folder, one, other):
    if one.removeprefix(f"{folder}:") != other.removeprefix(f"{folder}:"):
        assert path(folder, one).lower() != path(folder, other).lower()


@given(st.sets(st.sampled_from(["a", "A", "org:a", "a:b", "a_b", "../a", "con", "CON", "a" * 300, "a" * 301]), max_size=10))
def test_every_node_has_a_page_of_its_own(ids):
    nodes = {f"urn:kg:{i}": Node(("Organization", "Resource"), {"id": i}) for i in ids}
    found = paths(nodes)
    assert found.keys() == nodes.keys() and len(set(found.values())) == len(nodes)


def test_a_territory_is_named_by_its_code_and_a_lower_case_code_is_another():
    assert path("territory", "territory:KE") == "territory/ke.html" != path("territory", "territory:ke")


def test_events_and_persons_have_no_page():
    nodes = {"d": Node(("Deal", "Event", "Resource"), {"id": "d"}), "p": Node(("Person", "Resource"), {"id": "p"})}
    assert paths(nodes) == {}
