"""`kg site` as a user runs it, on the facts that come with the project: every link of every page, every size, and the same bytes again."""

import hashlib
import json
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.chromium import axe_violations

LINK = re.compile(r'<(?:a|link|script)\b[^>]*? (?:href|src)="([^"]*)"')
MARK = re.compile(r' id="([^"]*)"')


@pytest.fixture(scope="module")
def site(kg, curated_home, tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("curated-site") / "out"
    done = kg("site", str(target), home=curated_home)
    assert done.returncode == 0, done.stderr
    assert f"Wrote {target}" in done.stderr and done.stdout == ""
    return target


def digests(site: Path) -> dict[str, str]:
    return {p.relative_to(site).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in site.rglob("*") if p.is_file()}


def test_no_link_of_the_whole_site_is_dead_and_none_leads_out_but_to_a_source(site):
    held = set(digests(site))
    texts = {p: (site / p).read_text(encoding="utf-8") for p in held if p.endswith(".html")}
    marks = {p: set(MARK.findall(text)) for p, text in texts.items()}
    assert len(texts) > 3_000
    dead = []
    for path, text in texts.items():
        for href in LINK.findall(text):
            parts = urlsplit(href.replace("&amp;", "&"))
            if parts.scheme:
                assert parts.scheme in ("http", "https") and parts.netloc, (path, href)
                continue
            to = (
                (site / path).parent.joinpath(unquote(parts.path)).resolve().relative_to(site.resolve()).as_posix()
                if parts.path
                else path
            )
            if to not in held or (parts.fragment and unquote(parts.fragment) not in marks[to]):
                dead.append((path, href))
    assert dead == []


def test_no_page_is_larger_than_300_kilobytes(site):
    sizes = {p.relative_to(site).as_posix(): p.stat().st_size for p in site.rglob("*.html")}
    assert {path: size for path, size in sizes.items() if size > 300_000 and not path.endswith(".graph.html")} == {}
    assert max(p.stat().st_size for p in (site / "search").iterdir()) < 300_000


def test_the_same_graph_gives_the_same_bytes_and_force_replaces_it(kg, curated_home, site):
    before = digests(site)
    refused = kg("site", str(site), home=curated_home)
    assert refused.returncode == 2 and "--force" in refused.stderr and digests(site) == before
    done = kg("site", str(site), "--force", home=curated_home)
    assert done.returncode == 0, done.stderr
    assert digests(site) == before
    assert [p.name for p in site.parent.iterdir()] == ["out"]


def test_it_says_what_it_is_made_of(site):
    about = json.loads((site / "kg-site.json").read_text())
    assert about["licence"] == "open" and about["engine"] == "embedded" and about["pages"] > 2_500


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--licence", "opne"), "Did you mean"),
        (("--as-of", "yesterday"), "is no day"),
        (("--base-url", "example.org"), "no address of a site"),
        (("--engine", "oracle"), "oracle"),
    ],
)
def test_what_cannot_be_understood_is_one_sentence_and_writes_nothing(kg, curated_home, tmp_path, arguments, said):
    done = kg("site", str(tmp_path / "out"), *arguments, home=curated_home)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_day_leaves_out_what_came_later(kg, curated_home, tmp_path):
    done = kg("site", str(tmp_path / "out"), "--as-of", "2019-01-01", home=curated_home)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out" / "org" / "hikvision.html").read_text(encoding="utf-8")
    assert "2018 (signed)" in page and "2019-10-09 (effective)" not in page
    assert "facts as of 2019-01-01" in page


@pytest.mark.parametrize(
    ("typed", "name", "path"),
    [
        ("hikv", "Hangzhou Hikvision Digital Technology Co., Ltd.", "org/hikvision.html"),
        ("海康", "Hangzhou Hikvision Digital Technology Co., Ltd.", "org/hikvision.html"),
        ("华为", "Huawei Technologies Co., Ltd.", "org/huawei.html"),
        ("entity list", "Entity List (BIS)", "programme/us-bis-entity-list.html"),
        ("zimb", "Zimbabwe", "territory/zw.html"),
        ("face recog", "face recognition", "technology/face-recognition.html"),
    ],
)
def test_a_reader_finds_what_is_asked_for_most(site, open_page, typed, name, path):
    page = open_page(site / "index.html")
    page.fill("#q", typed)
    page.wait_for_selector("#found a")
    assert page.locator("#found a bdi").first.inner_text() == name
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{path}")
    assert name in page.inner_text("h1")


@pytest.mark.parametrize(
    "path",
    ["index.html", "lists.html", "org/index.html", "org/huawei.html", "territory/us.html", "technology/face-recognition.html", "programme/us-bis-entity-list.html",
     "source/index.html", "query/index.html", "query/sanctioned-vendors-exporting.html"],
)  # fmt: skip
def test_real_pages_are_accessible_at_desk_and_phone(site, open_page, path):
    for width, dark in ((1280, True), (360, False)):
        page = open_page(site / path, width=width, dark=dark)
        assert axe_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "scrolls sideways"
        page.context.close()
