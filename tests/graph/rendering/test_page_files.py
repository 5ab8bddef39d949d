"""What leaves the page: its address, its files, its print."""

import csv
import io
import struct
from xml.etree import ElementTree

from tests.graph.rendering.drawings import large, small
from tests.graph.rendering.reader import box, counts, find_route, rows, saved, settled, until


def test_the_legend_is_the_filter_of_picture_and_tables(opened):
    page = opened(small())
    assert counts(page) == "18 nodes, 18 lines"
    box(page, "sold to").uncheck()
    assert counts(page) == "6 of 18 nodes, 4 of 18 lines", "the twelve territories are left without a line"
    assert {r["Relation"] for r in rows(page, "edges")} == {"in", "makes", "owns", "supplies"}
    box(page, "public body").uncheck()
    assert counts(page) == "4 of 18 nodes, 3 of 18 lines"
    assert {r["Name"] for r in rows(page, "nodes")} == {"Acme Cameras", "AI chip", "ChipCo", "Holding"}
    page.click("#clear-filter")
    assert (
        counts(page) == "18 nodes, 18 lines" and box(page, "sold to").is_checked() and page.locator("#clear-filter").is_hidden()
    )
    page.get_by_role("button", name="Lines: none").click()
    assert counts(page) == "0 of 18 nodes, 0 of 18 lines"
    page.get_by_role("button", name="Lines: all").click()
    assert counts(page) == "18 nodes, 18 lines"


def test_the_address_gives_the_same_state_again(opened):
    page = opened(small())
    box(page, "owns").uncheck()
    box(page, "drones").uncheck()
    page.select_option("#grade", "inferred")
    page.fill("#day-typed", "2020-03-04")
    page.keyboard.press("Enter")
    page.keyboard.press("/")
    find_route(page, "ai chip", "police")
    page.locator("#route-answer button", has_text="Acme Cameras").click()
    page.click("#theme")
    page.click("#zoom-in")
    hash = settled(page, "location.hash")
    read = "[document.title, location.hash, document.documentElement.dataset.theme, ...['counts', 'panel', 'route-answer'].map(i => document.getElementById(i).textContent), document.getElementById('day-typed').value, document.getElementById('grade').value]"
    before = page.evaluate(read)
    again = opened(small(), hash)
    assert settled(again, read) == before
    assert not box(again, "owns").is_checked() and not box(again, "drones").is_checked()
    again.evaluate("location.hash = '#node=police'")
    until(again, "document.getElementById('panel-title').textContent === 'Kenya Police'")
    assert box(again, "owns").is_checked() and counts(again) == "18 nodes, 18 lines"


def test_the_csv_files_hold_what_the_filter_shows_and_no_formula(opened):
    made = small()
    for i, name in enumerate(("=1+1", "+1", "-1", "@SUM(A1)", "\tx", 'say "hi", twice\r\nok')):
        made["nodes"][6 + i]["name"] = name
    page = opened(made)
    box(page, "in").uncheck()
    text = saved(page, "#save-edges").decode("utf-8")
    assert text.startswith("\ufeff") and text.count("\r\n") == 18
    found = list(csv.DictReader(io.StringIO(text[1:], newline="")))
    assert len(found) == 17 and {r["to"] for r in found} >= {"'=1+1", "'+1", "'-1", "'@SUM(A1)", "' x", 'say "hi", twice ok'}
    police = next(r for r in found if r["fact"] == "deal-1")
    assert (
        police["from"] == "Acme Cameras"
        and police["addresses"] == "https://example.org/daily"
        and police["details"] == "signed: 1 May 2019; amount: USD 12 m (loan)"
    )
    nodes = list(csv.DictReader(io.StringIO(saved(page, "#save-nodes").decode("utf-8-sig"), newline="")))
    assert len(nodes) == 17 and next(n for n in nodes if n["id"] == "acme")["aliases"] == "爱克美; Акме; Società Ácme"


def test_the_picture_is_saved_as_svg_and_as_png_at_twice_the_size(opened):
    page = opened(small(), "#day=2021-06-01")
    root = ElementTree.fromstring(saved(page, "#save-svg"))
    words = [t.text or "" for t in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"Acme Cameras", "Kenya Police", "Around Acme", "listed"} <= set(words)
    assert any("18 nodes and 18 lines shown, as on 2021-06-01" in w and "Release 0.0.0" in w for w in words)
    assert any("CC BY-NC 4.0" in w for w in words)
    assert not [e.tag for e in root.iter() if e.tag.split("}")[1] in ("script", "foreignObject", "image", "a")]
    dashed = [p for p in root.iter("{http://www.w3.org/2000/svg}path") if p.get("stroke-dasharray") == "4 5"]
    assert len(dashed) == 3, "on 2021-06-01 the second deal may have been made; in and makes have no date"
    png = saved(page, "#save-png")
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    assert (width, height) == tuple(round(2 * float(root.get(side))) for side in ("width", "height"))


def test_in_print_the_tables_stand_in_full_with_addresses_and_the_controls_are_gone(opened):
    page = opened(large(300, 500))
    rows(page, "edges")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#edges-table tbody tr").count() == 500
    assert page.locator("#time").is_hidden() and page.locator("#legend").is_hidden()
    after = page.evaluate("getComputedStyle(document.querySelector('#edges-table .sources a'), '::after').content")
    assert "https://example.org/" in after or "attr(href)" in after
    assert page.pdf().startswith(b"%PDF")
