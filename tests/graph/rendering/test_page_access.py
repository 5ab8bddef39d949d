"""A page for everyone: by keyboard, on a phone, in light and dark, read aloud, and soon."""

import re

import pytest

from graph.rendering import html
from tests.chromium import axe_violations
from tests.graph.rendering.drawings import large, small
from tests.graph.rendering.reader import INTERACTIVE, counts, painted, rows, title, until, worked


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing(opened, width, dark):
    page = opened(small(collapse=True), "#node=acme&day=2020-06-01&from=chipco&to=kenya", width=width, height=800, dark=dark)
    rows(page, "edges")
    page.locator("#panel details.fact summary").first.click()
    page.click("#help summary")
    assert axe_violations(page) == []
    page.click(".menu summary")
    page.evaluate("location.hash = '#line=deal-1&hub=gone'")
    page.fill("#search", "land")
    assert page.locator("#search-list").is_visible() and page.locator("#wrong").is_visible()
    assert axe_violations(page) == []


def test_at_360_pixels_nothing_runs_out_of_the_page_and_targets_are_large_enough(opened):
    page = opened(small(), "#node=acme&day=2020-06-01", width=360, height=740)
    rows(page, "edges")
    page.click("#route summary")
    page.click("#help summary")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    small_targets = page.evaluate(
        """[...document.querySelectorAll('button, summary, input, select, [role=option]')].filter(e => e.checkVisibility() && !e.closest('p, td, th'))
        .map(e => [e.closest('label') ?? e, e]).filter(([t]) => { const r = t.getBoundingClientRect(); return r.height < 23.5 || r.width < 23.5; }).map(([, e]) => e.outerHTML.slice(0, 120))"""
    )
    assert small_targets == []
    graph = page.locator("#graph").bounding_box()
    panel = page.locator("#panel").bounding_box()
    time = page.locator("#time").bounding_box()
    assert graph["y"] + graph["height"] <= time["y"] and time["y"] + time["height"] <= panel["y"], "nothing lies on anything else"


def test_the_graph_is_walked_by_keyboard_alone(opened):
    page = opened(small())
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "graph":
            break
    assert page.evaluate("document.activeElement.id") == "graph"
    page.keyboard.press("/")
    page.keyboard.type("acme")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    assert page.inner_text("#said") == "Kenya Police, public body, Kenya, 3 lines"
    page.keyboard.press("ArrowRight")
    assert page.inner_text("#said").startswith("Kenya, territory")
    page.keyboard.press("ArrowRight")
    assert page.inner_text("#said") == "No node further on in this direction."
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    assert title(page) == "Kenya Police" and page.evaluate("document.activeElement.id") == "panel-title"
    page.keyboard.press("Escape")
    assert title(page) == "Evidence" and page.evaluate("document.activeElement.id") == "graph"
    page.keyboard.press("n")
    assert page.inner_text("#said").startswith("Acme Cameras, organisation"), "the first neighbour of the police by name"


def test_light_and_dark_follow_the_system_and_the_button(opened):
    read = "getComputedStyle(document.body).backgroundColor"
    page = opened(small(), dark=True)
    assert page.evaluate(read) == "rgb(23, 24, 28)" and page.inner_text("#theme") == "Light"
    assert painted(page, (0x6C, 0xB8, 0xF0)) > 100, "organisations in the colour for dark paper"
    page.click("#theme")
    assert page.evaluate(read) == "rgb(255, 255, 255)" and painted(page, (0x0A, 0x66, 0xA8)) > 100
    until(page, "location.hash.includes('theme=light')")


def test_a_thousand_nodes_and_three_thousand_lines_are_quick(open_page, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(html.page(large(1000, 3000) | {"collapse": False}), encoding="utf-8")
    assert path.stat().st_size <= 3_000_000
    page = open_page("about:blank")
    client = page.context.new_cdp_session(page)
    client.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(path.as_uri())
    until(page, INTERACTIVE)
    assert worked(page, client) <= 2000
    page.wait_for_selector("#nodes-table[aria-busy=false]")
    before, steps = worked(page, client), 15
    page.evaluate(
        """steps => new Promise(done => { const s = document.getElementById('day'); const go = n => { s.value = Number(s.min) + 300 + n * 97; s.dispatchEvent(new Event('input'));
        requestAnimationFrame(() => setTimeout(() => (n ? go(n - 1) : done()))); }; go(steps); })""",
        steps,
    )
    assert (worked(page, client) - before) / steps <= 100
    drawn = page.get_attribute("canvas", "aria-label")
    assert "certainly listed" in drawn and "1,000 nodes" in drawn


def test_five_thousand_nodes_open_folded_and_can_be_searched(opened):
    page = opened(large(5000, 15000))
    folded = int(re.search(r"([\d,]+) folded away", counts(page))[1].replace(",", ""))
    assert folded >= 4000
    page.keyboard.press("/")
    page.keyboard.type("别名4321")
    page.keyboard.press("Enter")
    assert "4321" in title(page)
