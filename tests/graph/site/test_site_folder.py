"""The site of a graph small enough to check by hand, with names and ids that attack every page; in a real browser from disk and over HTTP."""

import contextlib
import http.server
import json
import re
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from graph.dossier import dossier
from graph.dossier.whole import WholeGraph
from graph.lookup import Entity
from graph.property_graph import PropertyGraph
from graph.rendering.drawing import drawing
from graph.rendering.scene import around
from graph.site import About, Answer, base_url, write
from graph.site.folder import MARKER, claim
from graph.site.surroundings import FACTS, Surroundings
from graph.site.tiles import places
from graph.site.words import shard, words
from graph.stores.embedded import EmbeddedStore
from graph.stores.store import Result
from ontology.errors import KgError, UsageError
from tests.chromium import axe_violations
from tests.graph.test_dossier import HOSTILE, STEERING, Small, day, small

ABOUT = About("0.0", "embedded", "2026-11-24", None, "all")
ATTACKS = (
    "../../outside",
    "con",
    "A/../b",
    "x" * 400,
    "<script>alert(1)</script>",
    "%2e%2e%2f",
    "海康威视",
    "\u202egnp",
    "index",
)


def hostile() -> PropertyGraph:
    """The small graph, with organizations whose ids attack paths, all sold to Kenya and all named alike, and a dozen deals."""
    g = Small()
    g.graph = small()
    kenya, paper = "urn:kg:territory:KE", "urn:kg:source:paper"
    for n, id_ in enumerate(ATTACKS):
        uri = g.node(
            "Company", id_, name=f"{HOSTILE} {n}", aliases=["海康威视", "Société Générale"], identifiers=[f"lei:54930{n}"]
        )
        g.event(
            "Deal",
            f"deal:attack{n}",
            {"SUPPLIER": uri, "DESTINATION": kenya},
            paper,
            **day("date", f"20{n + 10}-01-01"),
            dateKind="signed",
            status="delivered",
        )
    face = g.node("Technology", "technology:face", name="face recognition", code="face")
    g.link("urn:kg:deal:late", "TECHNOLOGY", face)
    g.node("Rule", "rule:ban", name="A ban")
    return g.graph


def answer() -> Answer:
    rows = [["alpha", "Alpha Vision", ["KE"], 2, True, ["paper"]], ["gone", HOSTILE, [], 1, False, ["evil"]]]
    columns = {
        "id": "the id",
        "vendor": HOSTILE,
        "territories": "codes",
        "deals": "how many",
        "disputed": "yes or no",
        "sources": "ids",
    }
    return Answer(
        "sanctioned-vendors-exporting", "Sanctioned vendors exporting", "Who?", "journalist", "press", (HOSTILE,), columns, (("as_of", "2026-11-24", "the day"),),
        f"RETURN 1 // {HOSTILE}", "kg query sanctioned-vendors-exporting", Result(list(columns), rows),
    )  # fmt: skip


def needs_a_parameter() -> Answer:
    return Answer(
        "deals-to",
        "Deals to",
        "What?",
        "journalist",
        "all",
        (),
        {"deal": "id"},
        (("territory", "", "code"),),
        "RETURN 1",
        "kg query deals-to",
        None,
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site") / "out"
    write(hostile(), [answer(), needs_a_parameter()], ABOUT, target)
    return target


def pages(site: Path) -> dict[str, HTMLParser]:
    return {p.relative_to(site).as_posix(): HTMLParser(p.read_text(encoding="utf-8")) for p in sorted(site.rglob("*.html"))}


def text_of(site: Path, path: str) -> str:
    main = HTMLParser((site / path).read_text(encoding="utf-8")).css_first("main")
    assert main
    return " ".join(main.text(separator=" ").split())


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_a_dossier_from_the_graph_in_memory_is_the_one_from_the_store(tmp_path):
    graph = hostile()
    store = EmbeddedStore(tmp_path / "store")
    store.replace(graph)
    whole = WholeGraph(graph)
    for uri, node in sorted(graph.nodes.items()):
        entity = Entity(uri, node.properties["id"], node.properties.get("name", ""), node.labels)
        for when in (None, "2020-03-05"):
            assert dossier(whole, entity, when) == dossier(store, entity, when), uri


def test_every_thing_with_a_page_has_one_and_every_link_leads_to_a_page_that_is_there(site):
    found = pages(site)
    assert {
        "index.html",
        "lists.html",
        "query/index.html",
        "query/deals-to.html",
        "org/alpha.html",
        "territory/ke.html",
        "item/chip.html",
    } <= found.keys()
    assert len([p for p in found if p.startswith("org/") and p != "org/index.html" and not p.endswith(".graph.html")]) == 4 + len(
        ATTACKS
    )
    for path, page in found.items():
        marks = {n.attributes["id"] for n in page.css("[id]")}
        for link in page.css("a, link"):
            href = link.attributes["href"] or ""
            if href.startswith("#"):
                assert href[1:] in marks, (path, href)
            elif not href.startswith("https://example.org/"):
                parts = urlsplit(href)
                assert not parts.scheme and not parts.netloc, (path, href)
                assert (site / path).parent.joinpath(unquote(parts.path)).resolve().is_relative_to(site.resolve()), (path, href)
                assert (site / path).parent.joinpath(unquote(parts.path)).is_file(), (path, href)


def test_every_page_can_be_reached_from_the_start_page(site):
    found = pages(site)
    seen, queue = {"index.html"}, ["index.html"]
    for path in queue:
        for link in found[path].css("a"):
            href = link.attributes["href"] or ""
            if not href.startswith(("#", "https:")):
                to = (site / path).parent.joinpath(href).resolve().relative_to(site.resolve()).as_posix()
                if to not in seen:
                    seen.add(to)
                    queue.append(to)
    assert seen == found.keys()


def test_no_page_runs_or_loads_anything_but_the_site_s_own_files(site):
    for path, page in pages(site).items():
        policy = page.css_first("meta[http-equiv]").attributes["content"] or ""
        assert (
            policy.startswith("default-src 'none'; ")
            and "style-src 'self'" in policy
            and "script-src 'self'" in policy
            and "unsafe" not in policy
        )
        drawn = path.endswith(".graph.html")
        scripts = [s for s in page.css("script") if s.attributes.get("type") != "application/json"]
        assert [s.attributes["src"] for s in scripts] == (
            ["../network/vis-network.js", "../network/network.js"] if drawn else ["../" * path.count("/") + "site.js"]
        )
        assert not any(s.text() for s in scripts)
        assert not page.css("img, iframe, object, embed, base, video, audio, style, foreignObject") and (
            drawn or not page.css("form")
        )
        assert not [n for n in page.css("*") if any(a.startswith("on") or a in ("style", "srcset") for a in n.attributes)], path
        assert drawn or not STEERING.search((site / path).read_text(encoding="utf-8")), path  # a drawing carries names as data


def test_what_stands_on_a_page_is_what_the_graph_says(site):
    alpha = text_of(site, "org/alpha.html")
    for said in (
        "Alpha Vision",
        "阿尔法 (Han)",
        "lei 1",
        "2020-03-05 (effective)",
        "listed before: entity-list",
        "1,500,000 USD",
        "Kenya",
        "60 %",
    ):
        assert said in alpha, said
    assert (
        "not found on 2 of them" in alpha
        and "Not in the edition asked, though another source or edition has it: entity-list (edition of 2022-06-01)" in alpha
    )
    kenya = text_of(site, "territory/ke.html")
    assert "Who sold it" in kenya and f"Deals into the territory ({2 + len(ATTACKS)})" in kenya
    listed = text_of(site, "programme/entity-list.html")
    assert "Deals after the listing (1)" in listed and "Alpha Vision Kenya" in listed
    assert "Deals in it (1)" in text_of(site, "technology/face.html")
    assert "Listing" in text_of(site, "source/list-2020.html")
    assert "The first" not in alpha and "Licences of these" in alpha


def test_names_of_things_are_links_to_their_pages(site):
    page = pages(site)["org/alpha.html"]
    links = {(a.text(), a.attributes["href"]) for a in page.css("main a")}
    assert {("Kenya", "../territory/ke.html"), ("The Police", "../org/police.html"), ("entity-list", "../programme/entity-list.html"),
            ("Parent", "../org/parent.html"), ("https://example.org/paper", "https://example.org/paper")} <= links  # fmt: skip
    assert not [href for _, href in links if (href or "").startswith("javascript")]


def test_a_query_page_has_question_caveats_cypher_rows_and_sources(site):
    text = text_of(site, "query/sanctioned-vendors-exporting.html")
    for said in (
        "Who?",
        "Answer (2 rows)",
        "as_of 2026-11-24 the day",
        "RETURN 1",
        "What the answer cannot carry",
        "A paper",
        "CC0",
    ):
        assert said in text, said
    assert "It asks for territory" in text_of(site, "query/deals-to.html")


def test_the_same_graph_gives_the_same_bytes(site, tmp_path):
    again = tmp_path / "again"
    graph = hostile()
    turned = PropertyGraph(dict(reversed(graph.nodes.items())), dict(reversed(graph.relationships.items())))
    sizes = write(turned, [answer(), needs_a_parameter()], ABOUT, again)
    files = {p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()}
    assert files == sizes.keys()
    assert [f for f in files if (site / f).read_bytes() != (again / f).read_bytes()] == []


def test_a_page_of_a_thing_with_thousands_of_facts_stays_small(tmp_path):
    g = Small()
    g.graph = small()
    for n in range(2_000):
        uri = g.node("Company", f"vendor{n}", name=f"Vendor {n} {'long ' * 50}")
        g.event(
            "Use",
            f"use:many{n}",
            {"SUPPLIER": uri, "TERRITORY": "urn:kg:territory:KE"},
            "urn:kg:source:paper",
            notes=["word " * 100],
        )
    sizes = write(g.graph, [], ABOUT, tmp_path / "out")
    assert sizes["territory/ke.html"] < 300_000
    assert "of 2,001 are shown here" in text_of(tmp_path / "out", "territory/ke.html")


def test_a_site_map_has_whole_addresses_and_needs_a_base(tmp_path):
    base = base_url("https://example.org/kg")
    sizes = write(small(), [], About("0", "embedded", "2026-11-24", None, "all", base_url=base), tmp_path / "out")
    text = (tmp_path / "out" / "sitemap.xml").read_text()
    assert set(re.findall(r"<loc>(.*?)</loc>", text)) == {
        base + p.removesuffix("index.html") for p in sizes if p.endswith(".html") and not p.endswith(".graph.html")
    }
    page = HTMLParser((tmp_path / "out" / "org" / "alpha.html").read_text())
    assert page.css_first("link[rel=canonical]").attributes["href"] == f"{base}org/alpha.html"
    assert "sitemap.xml" in (tmp_path / "out" / "robots.txt").read_text()


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.org",
        "example.org",
        "https://",
        'https://example.org/"x',
        "https://example.org/?q=1",
        "https://ex ample.org",
    ],
)
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(UsageError, match="no address"):
        base_url(address)


def test_an_empty_graph_makes_no_site(tmp_path):
    with pytest.raises(KgError, match="empty"):
        write(PropertyGraph(), [], ABOUT, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_ours_is_never_replaced(tmp_path, site):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("x")
    with pytest.raises(UsageError, match="did not write"):
        claim(tmp_path / "letters", force=True)
    with pytest.raises(UsageError, match="is a file"):
        claim(tmp_path / "letters" / "dear.txt", force=True)
    with pytest.raises(UsageError, match="--force"):
        claim(site, force=False)
    claim(site, force=True)
    claim(tmp_path / "new", force=False)


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_full_disk_or_a_stop_leaves_the_old_site_whole(tmp_path, monkeypatch, failure):
    target = tmp_path / "out"
    write(small(), [], ABOUT, target)
    before = {p: p.read_bytes() for p in target.rglob("*") if p.is_file()}
    written = []
    real = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        written.append(path)
        if len(written) > 12:
            raise failure
        return real(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(KgError if isinstance(failure, OSError) else KeyboardInterrupt):
        write(hostile(), [], ABOUT, target)
    monkeypatch.undo()
    assert {p: p.read_bytes() for p in target.rglob("*") if p.is_file()} == before
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    assert json.loads((target / MARKER).read_text())["engine"] == "embedded"


def test_a_tile_stands_for_one_country_and_on_one_place():
    at = places()
    assert len(at) == len(set(at.values())) > 190 and all(re.fullmatch("[A-Z]{2}", code) for code in at)


# -- in a browser -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("over_http", [False, True])
def test_typing_finds_pages_in_every_script_and_enter_opens_them(site, open_page, over_http):
    with served(site) if over_http else contextlib.nullcontext(site.as_uri() + "/") as root:
        page = open_page(f"{root}org/police.html", offline=not over_http)
        for typed, name, to in (
            ("alpha vis", "Alpha Vision", "org/alpha.html"),
            ("阿尔", "Alpha Vision", "org/alpha.html"),
            ("альфа", "Alpha Vision", "org/alpha.html"),
            ("keny", "Kenya", "territory/ke.html"),
            ("ke", "Kenya", "territory/ke.html"),
            ("face", "face recognition", "technology/face.html"),
            ("sanctioned vend", "Sanctioned vendors exporting", "query/sanctioned-vendors-exporting.html"),
        ):
            page.wait_for_selector("#q")
            page.keyboard.press("/")
            page.keyboard.type(typed)
            page.wait_for_selector("#found a")
            first = page.locator("#found a bdi").first
            assert first.inner_text() == name, typed
            page.keyboard.press("Enter")
            page.wait_for_url(f"**/{to}")
        page.fill("#q", "5493 03")
        page.wait_for_function("document.getElementById('said').textContent.length > 0")
        assert page.inner_text("#said") == "Nothing found."


def test_the_arrow_keys_choose_escape_closes_and_identifiers_and_accents_are_found(site, open_page):
    page = open_page(site / "index.html")
    page.fill("#q", "societe")
    page.wait_for_selector("#found a")
    assert page.locator("#found a").count() == len(ATTACKS)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator('#found a[aria-selected="true"]')
    assert chosen.count() == 1 and page.get_attribute("#q", "aria-activedescendant") == chosen.get_attribute("id") == "found-1"
    page.keyboard.press("Escape")
    assert page.locator("#found").is_hidden()
    page.fill("#q", "lei:549303")
    page.wait_for_selector("#found a")
    assert page.locator("#found a").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/org/*.html")
    assert "lei 549303" in page.inner_text("main")


def test_the_search_takes_text_apart_as_the_index_does(site, open_page):
    page = open_page(site / "index.html")
    script = (site / "site.js").read_text(encoding="utf-8")
    inside = (
        script[script.index("const MOST") : script.index("let index")]
        + script[script.index("const folded") : script.index("const visible")]
    )
    cases = [
        "Société Générale, Ltd.",
        "海康威视 Hikvision",
        "ООО «Speech»",
        "ＨＩＫ　５Ｇ",
        "ß ẞ İstanbul ΟΔΟΣ",
        "カメラが",
        "a-b_c.d",
        "한국전자",
        "عربي",
        "𠮷野",
        "2½ ②",
        "हिन्दी",
        "",
    ]
    found = page.evaluate(f"(cases) => {{ {inside}; return cases.map((c) => words(c).map((w) => [w, shard(w)])); }}", cases)
    for case, theirs in zip(cases, found, strict=True):
        ours = list(words(case))
        for word, place in theirs:
            assert word in ours and shard(word) == place, case
        assert {w for w in ours if len(w) > 1} <= {w for w, _ in theirs}, case


def test_hostile_names_open_no_dialog_anywhere(site, open_page):
    for path in sorted(p for p in site.rglob("*.html") if p.parent.name in ("org", "territory", "source", "query")):
        page = open_page(path)
        assert page.title() and page.locator("h1").count() == 1
        page.context.close()


@pytest.mark.parametrize("path", ["index.html", "lists.html", "org/index.html", "org/alpha.html", "territory/ke.html", "technology/face.html", "programme/entity-list.html",
                                  "source/paper.html", "rule/ban.html", "item/product_camera.html", "query/index.html", "query/sanctioned-vendors-exporting.html"])  # fmt: skip
def test_pages_are_accessible_in_light_and_dark_at_desk_and_phone(site, open_page, path):
    for width, dark in ((1280, False), (360, True)):
        page = open_page(site / path, width=width, dark=dark)
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        assert axe_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "scrolls sideways"
        page.context.close()


def test_the_open_list_of_the_search_is_accessible(site, open_page):
    page = open_page(site / "index.html")
    page.fill("#q", "alpha")
    page.wait_for_selector("#found a")
    page.keyboard.press("ArrowDown")
    assert axe_violations(page) == []


def test_pages_can_be_read_without_script_and_the_search_is_then_not_shown(site, chromium):
    context = chromium.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto((site / "org" / "alpha.html").as_uri())
    assert page.locator("#search").is_hidden() and "Listings (1)" in page.inner_text("main")
    context.close()


# -- drawings ---------------------------------------------------------------------------------------------------------------


def test_a_drawing_from_the_graph_in_memory_is_the_one_from_the_store(tmp_path):
    graph = hostile()
    store = EmbeddedStore(tmp_path / "store")
    store.replace(graph)
    whole = Surroundings(graph, store.name)
    drawn = 0
    for uri, node in sorted(graph.nodes.items()):
        if "Organization" in node.labels and whole.worth_drawing(uri):
            entity = Entity(uri, node.properties["id"], node.properties.get("name", ""), node.labels)
            try:
                wanted = drawing(
                    store,
                    around(store, entity, 1, FACTS),
                    command=f"kg render --around {entity.id} --hops 1",
                    as_of="2026-11-24",
                    links={},
                )
            except KgError:
                with pytest.raises(KgError):
                    whole.drawn(entity, "2026-11-24", {})
                continue
            assert whole.drawn(entity, "2026-11-24", {}) == wanted, uri
            drawn += 1
    assert drawn > 1


@pytest.mark.parametrize("over_http", [False, True])
def test_the_graph_of_an_organization_opens_and_leads_to_the_pages_of_what_it_shows(site, open_page, over_http):
    with served(site) if over_http else contextlib.nullcontext(site.as_uri() + "/") as root:
        page = open_page(f"{root}org/alpha.html", offline=not over_http)
        page.click("text=Its graph")
        page.wait_for_url("**/org/alpha.graph.html")
        page.wait_for_selector("#nodes-table tbody tr")
        assert "Kenya" in page.inner_text("#nodes-table")
        page.fill("#search", "keny")
        page.keyboard.press("Enter")
        page.click("text=its page")
        page.wait_for_url("**/territory/ke.html")
        page.go_back()
        page.click("text=All that is held about it")
        page.wait_for_url("**/org/alpha.html")
