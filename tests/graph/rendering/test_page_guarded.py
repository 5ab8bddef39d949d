"""What wants to do harm in a page: names, addresses, scripts; and what a page needs."""

import json
import re
from pathlib import Path

import pytest

from graph.rendering import html
from graph.visible import visible
from ontology.errors import KgError
from tests.graph.rendering.drawings import NAMES, drawing, hostile, node, small
from tests.graph.rendering.reader import LIFE_SIZE, counts, rows, saved, title, until


def test_an_address_that_means_nothing_is_said_in_words_and_does_no_harm(opened):
    page = opened(
        small(),
        "#node=%00%3Cimg%20src=x%3E&day=yesterday&view=NaN&grade=x&hub=__proto__&from=a&to=b&no-kind=__proto__&line=%E0%A4%A&q=%%%",
    )
    said = page.inner_text("#wrong")
    for words in (
        "<U+0000><img src=x>",
        "“yesterday”, which is no day",
        "“NaN”, which is no view",
        "the hub “__proto__”",
        "the start “a”",
    ):
        assert words in said, words
    assert counts(page) == "18 nodes, 18 lines" and title(page) == "Evidence"


def test_names_that_want_to_do_harm_are_shown_as_text(opened):
    page = opened(hostile(), LIFE_SIZE)
    page.evaluate(
        "window.before = [document.querySelectorAll('script').length, document.querySelectorAll('img, svg[onload], iframe').length]"
    )
    names = [r["Name"] for r in rows(page, "nodes")]
    for name in (n for n in NAMES if visible(n).strip()):
        assert visible(name, 300) in names, name
    for i, name in enumerate(NAMES):
        shown = visible(name, None)
        page.evaluate(f"location.hash = '#node=' + encodeURIComponent({json.dumps(hostile()['nodes'][i]['id'])})")
        if shown.strip():
            until(page, f"document.getElementById('panel-title').textContent === {json.dumps(shown)}")
        page.keyboard.press("/")
        page.keyboard.type(name[:30].replace("\x00", "").encode("utf-8", "ignore").decode() or "x")
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    for e in range(len(NAMES)):
        page.locator("#edges-table tbody tr").nth(e).locator("button").click()
    hrefs = page.evaluate(
        "[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href')).filter(h => !h.startsWith('#'))"
    )
    assert hrefs and set(hrefs) == {"https://ok.example/?a=1&b=%3C2%3E"}
    assert page.evaluate(
        "[document.querySelectorAll('script').length, document.querySelectorAll('img, svg[onload], iframe').length]"
    ) == page.evaluate("window.before")
    for button in ("#save-svg", "#save-edges", "#save-nodes"):
        saved(page, button)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_invisible_characters_are_shown_as_on_all_other_pages(opened):
    steering = [
        c
        for c in map(
            chr,
            [
                *range(0x20),
                *range(0x7F, 0xA1),
                0xAD,
                0x61C,
                0x180E,
                *range(0x200A, 0x2070),
                0xFEFF,
                0xFFF8,
                0xFFF9,
                0xFFFB,
                0xFFFC,
                0xE0000,
                0xE007F,
                0xE0080,
                0xD800,
                0xDFFF,
                0x1F600,
            ],
        )
    ]
    names = ["a" + c + "b" for c in steering] + ["x\t\r\n\u2028y", "Ltd", "می‌خواهم"]
    page = opened(drawing([node(f"n{i}", name, x=i * 50) for i, name in enumerate(names)], [], []))
    read = (
        page.evaluate("[...document.querySelectorAll('#nodes-table tbody th bdi')].map(b => b.textContent)")
        if rows(page, "nodes")
        else []
    )
    assert sorted(read) == sorted(visible(name) for name in names)


def test_colours_have_a_contrast_of_three_to_one_with_their_paper():
    looks = (Path(html.__file__).parents[1] / "pages" / "network" / "looks.js").read_text("utf-8")
    pairs = re.findall(r'\["(#[0-9a-f]{6})", "(#[0-9a-f]{6})"\]', looks)
    papers = next(p for p in pairs if p[0] == "#ffffff")
    assert len(pairs) > 14

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for pair in (p for p in pairs if p is not papers):
        for colour, paper in zip(pair, papers, strict=True):
            light, dark = sorted((luminance(colour), luminance(paper)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 3, (colour, paper)


def test_without_scripts_the_page_says_what_it_is(open_page, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(html.page(small()), encoding="utf-8")
    page = open_page(path, java_script_enabled=False)
    assert page.inner_text("h1") == "Around Acme" and "scripts are off" in page.inner_text("header")
    assert "18 nodes, 18 lines" in page.inner_text("footer") and "CC BY-NC 4.0 (not open): 1 source" in page.inner_text("footer")
    assert "kg render --around acme" in page.inner_text("footer")


def test_the_policy_lets_nothing_in_but_the_pages_own_scripts(chromium, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(html.page(small()), encoding="utf-8")
    context = chromium.new_context(offline=True)  # not `open_page`, which takes the two refusals below for trouble
    page = context.new_page()
    page.goto(path.as_uri())
    policy = page.get_attribute("meta[http-equiv=Content-Security-Policy]", "content")
    assert policy.startswith("default-src 'none'; script-src 'sha256-") and "unsafe" not in policy and "http" not in policy
    blocked = page.evaluate(
        """new Promise(done => { const seen = []; document.addEventListener('securitypolicyviolation', e => { seen.push(e.effectiveDirective); if (seen.length === 2) done(seen.sort()); });
        const f = document.createElement('div'); f.setAttribute('onclick', 'window.ran = 1'); document.body.append(f); f.click();
        const s = document.createElement('p'); s.setAttribute('style', 'color: red'); document.body.append(s); })"""
    )
    assert blocked == ["script-src-attr", "style-src-attr"] and page.evaluate("window.ran") is None
    context.close()


def test_without_vis_network_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setattr(html, "find_spec", lambda name: None)
    with pytest.raises(KgError, match="install pyvis"):
        html.vis_network()
