"""The dossier on a graph small enough to check by hand, and on the real lists; hostile names in every rendering."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from graph.dossier import dossier, reading, subject
from graph.dossier.days import ENDED, HELD, LATER, MAY, on_day
from graph.dossier.html import as_html
from graph.dossier.text import as_json, as_markdown, as_terminal, web
from graph.lookup import entity
from graph.property_graph import Node, PropertyGraph
from graph.stores.embedded import EmbeddedStore
from graph.stores.neo4j import Neo4jStore
from graph.visible import escaped_json, visible
from ontology.errors import UsageError
from tests.queries.portability import violations
from tests.requirements import require

HOSTILE = "</script><img src=x onerror=alert(1)>|[x](javascript:alert(2)) `a` \u202egnp.exe \x1b[31mred\x07 \u2028 end"
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]")
CLASSES = {
    "Listing": "Event", "Deal": "Event", "Use": "Event", "Mention": "Event", "OwnershipStake": "Event", "ControlLink": "Event", "Succession": "Event",
    "SupplyLink": "Event", "Figure": "Event", "Company": "Organization", "PublicBody": "Organization", "Product": "Item", "Component": "Item",
}  # fmt: skip


class Small:
    """A property graph written down node by node."""

    def __init__(self) -> None:
        self.graph = PropertyGraph()

    def node(self, label: str, id_: str, **properties: object) -> str:
        uri = f"urn:kg:{id_}"
        labels = tuple(sorted({label, CLASSES.get(label, label), "Resource"}))
        self.graph.nodes[uri] = Node(labels, {"uri": uri, "id": id_.removeprefix("source:"), **properties})
        return uri

    def link(self, start: str, type_: str, end: str, **properties: object) -> None:
        self.graph.relationships[start, type_, end, str(properties.get("event", ""))] = properties

    def event(self, label: str, id_: str, ends: dict[str, str], source: str, **properties: object) -> str:
        uri = self.node(label, id_, evidence="press", evidenceRank=5, **properties)
        for type_, end in {**ends, "SOURCE": source}.items():
            self.link(uri, type_, end)
        return uri


def day(key: str, text: str, last: str | None = None) -> dict[str, str]:
    return {key: text, f"{key}Earliest": text, f"{key}Latest": last or text}


def small() -> PropertyGraph:
    """Alpha was listed on one of three lists from 5 March 2020, sold to a police before and after, and is owned by Parent."""
    g = Small()
    paper = g.node(
        "Source",
        "source:paper",
        name="A paper",
        publisher="Press",
        url="https://example.org/paper",
        licence="CC0",
        date="2021",
        readOn="2026-11-24",
    )
    evil = g.node("Source", "source:evil", name=HOSTILE, publisher="Nobody", url="javascript:alert(3)")
    kenya = g.node("Territory", "territory:KE", name="Kenya", code="KE")
    china = g.node("Territory", "territory:CN", name="China", code="CN")
    alpha = g.node(
        "Company",
        "alpha",
        name="Alpha Vision",
        aliases=["阿尔法", "ALPHA", "Альфа"],
        identifiers=["lei:1", "odd"],
        descriptions=["Makes cameras."],
    )
    parent = g.node("Company", "parent", name="Parent")
    police = g.node("PublicBody", "police", name="The Police")
    other = g.node("Company", "other", name=HOSTILE, aliases=["x" * 10_000])
    g.link(alpha, "TERRITORY", china, sources=["paper"])
    g.link(alpha, "SOURCE", paper, sources=["paper"])
    g.link(alpha, "PARENT", parent, sources=["paper"])
    late = g.event("Deal", "deal:late", {"SUPPLIER": alpha, "CUSTOMER": police, "DESTINATION": kenya}, paper, **day("date", "2020-05-01"), dateKind="signed",
                   status="signed", amount=1_500_000.0, currency="USD")  # fmt: skip
    g.event(
        "Deal",
        "deal:early",
        {"SUPPLIER": alpha, "DESTINATION": kenya},
        evil,
        **day("date", "2019-01-01", "2019-12-31"),
        dateKind="signed",
    )
    listed_before(g, alpha, late)
    g.event("OwnershipStake", "stake:1", {"OWNER": parent, "ASSET": alpha}, paper, share=60.0, **day("asOf", "2020-01-01"))
    for n in range(30):
        ends = {"ORGANIZATION": alpha, "TERRITORY": kenya if n else china}
        g.event("Mention", f"mention:{n:02}", ends, paper, **day("date", "2019-01-01", "2019-12-31"))
    g.event("Use", "use:1", {"SUPPLIER": other, "TERRITORY": kenya}, evil, notes=[HOSTILE])
    camera, chip = g.node("Product", "product:camera", name="Camera"), g.node("Component", "item:chip", name="Chip")
    g.link(camera, "MAKER", alpha, sources=["paper"])
    g.event("SupplyLink", "supply:1", {"COMPONENT": chip, "PRODUCT": camera, "SUPPLIER": other}, paper)
    g.event("Figure", "figure:1", {}, paper, name="Deals of Alpha Vision", value=3.0)
    g.event("Figure", "figure:2", {}, paper, name="Deals of Alphabet", value=4.0)
    g.link(alpha, "POSSIBLY_SAME", other, score=0.8, decision="open", reason="a shared word", derived=True, event="x")
    return g.graph


def listed_before(g: Small, alpha: str, late: str) -> None:
    """Three lists, two of them held in full on two days, Alpha on the first from 5 March 2020, and the verdict on its late deal."""
    old = g.node("Source", "source:list-2020", name="The list, edition 2020", publisher="Office", url="https://example.org/list")
    new = g.node("Source", "source:list-2022", name="The list, edition 2022", publisher="Office", url="https://example.org/list")
    lists = [
        g.node("Programme", f"programme:{n}", name=n, measures=["export-control"])
        for n in ("entity-list", "other-list", "open-list")
    ]
    for edition, on in ((old, "2020-06-01"), (new, "2022-06-01")):
        for programme in lists[:2]:
            g.link(edition, "COVERS", programme, date=on, derived=True, event=edition)
    g.event("Listing", "listing:1", {"SUBJECT": alpha, "PROGRAMME": lists[0]}, old, **day("start", "2020-03-05"), **day("published", "2020-03-09"),
            startKind="effective", listedAs=["ALPHA"], seenUntil="2020-06-01", goneBy="2022-06-01", legalActs=["1 FR 2"])  # fmt: skip
    keys = {"verdict": "listed-before", "why": "on the list", "by": "name", "rule": "by-name", "listedEarliest": "2020-03-05"}
    verdict = g.node("Verdict", "verdict:1", **keys)
    for type_, end in (("JUDGES", late), ("JUDGED", alpha), ("AGAINST", lists[0]), ("BECAUSE_OF", "urn:kg:listing:1")):
        g.link(verdict, type_, end, derived=True, event=verdict)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    store = EmbeddedStore(tmp_path_factory.mktemp("dossier"))
    store.replace(small())
    return store


def section(found: dict, key: str) -> dict:
    return next(s for s in found["sections"] if s["key"] == key)


def show(store, name: str, day: str | None = None) -> dict:
    return dossier(store, subject(store, name), day)


@pytest.mark.parametrize("text", reading.STATEMENTS)
def test_each_statement_is_portable(text):
    assert violations(text) == []


def test_the_head_says_what_it_is_in_every_script_and_by_which_numbers(store):
    head = show(store, "alpha")["entity"]
    assert [(n["name"], n["script"]) for n in head["names"]] == [
        ("Alpha Vision", "Latin"), ("阿尔法", "Han"), ("ALPHA", "Latin"), ("Альфа", "Cyrillic"),
    ]  # fmt: skip
    assert next(n for n in head["names"] if n["name"] == "ALPHA")["sources"] == ["list-2020"]
    assert head["identifiers"] == [{"scheme": "lei", "value": "1"}, {"scheme": "", "value": "odd"}]
    assert (head["kind"], [t["name"] for t in head["territories"]]) == ("Company", ["China"])


def test_every_relationship_has_its_section_and_nothing_is_counted_twice(store):
    found = show(store, "alpha")
    assert {s["key"]: s["total"] for s in found["sections"]} == {
        "listings": 1, "owners": 1, "part-of": 1, "deals-as-supplier": 2, "mentions": 30, "makes": 1, "in-its-products": 1, "figures": 1,
        "possibly-same": 1,
    }  # fmt: skip
    assert [r["id"] for r in section(found, "deals-as-supplier")["rows"]] == ["deal:early", "deal:late"]
    assert section(found, "figures")["rows"][0]["facts"]["value"] == 3


def test_a_deal_carries_its_verdict_and_what_it_rests_on(store):
    early, late = section(show(store, "alpha"), "deals-as-supplier")["rows"]
    assert early["verdicts"] == []
    (verdict,) = late["verdicts"]
    assert (verdict["verdict"], verdict["programme_id"], verdict["because"]) == (
        "listed-before",
        "programme:entity-list",
        ["listing:1"],
    )
    assert [r["facts"]["verdict"] for r in section(show(store, "deal:late"), "verdicts")["rows"]] == ["listed-before"]


def test_every_row_has_sources_and_every_source_is_cited_once(store):
    found = show(store, "alpha")
    rows = [r for s in found["sections"] if s["key"] != "possibly-same" for r in s["rows"]]
    assert all(r["sources"] for r in rows)
    cited = [c["id"] for c in found["citations"]]
    assert len(cited) == len(set(cited)) and {s for r in rows for s in r["sources"]} <= set(cited)
    assert [c["number"] for c in found["citations"]] == list(range(1, len(cited) + 1))


def test_absence_names_each_list_held_in_full_with_its_newest_edition_and_never_more(store):
    absence = show(store, "alpha")["absence"]
    assert absence["held"] == 2
    assert [(r["programme"], r["date"], r["elsewhere"]) for r in absence["not_found"]] == [
        ("entity-list", "2022-06-01", ["listing:1"]), ("other-list", "2022-06-01", []),
    ]  # fmt: skip
    assert "never 'clean'" in absence["note"]
    assert [r["programme"] for r in show(store, "alpha", "2021-01-01")["absence"]["not_found"]] == ["other-list"]
    (entity_list, _) = show(store, "parent", "2019-01-01")["absence"]["not_found"]
    assert (entity_list["date"], entity_list["later_edition"]) == ("2020-06-01", True)


def test_a_graph_without_complete_editions_says_that_nothing_can_be_said(tmp_path):
    graph = small()
    graph.relationships = {k: v for k, v in graph.relationships.items() if k[1] != "COVERS"}
    store = EmbeddedStore(tmp_path)
    store.replace(graph)
    absence = show(store, "alpha")["absence"]
    assert (absence["held"], absence["not_found"]) == (0, []) and "No edition held" in absence["note"]


@pytest.mark.parametrize(
    ("when", "deals", "listing"),
    [
        ("2018-12-31", {}, None),
        ("2019-06-01", {"deal:early": MAY}, None),
        ("2020-03-05", {"deal:early": HELD}, HELD),
        ("2020-05-01", {"deal:early": HELD, "deal:late": HELD}, HELD),
        ("2021-01-01", {"deal:early": HELD, "deal:late": HELD}, MAY),
        ("2022-06-02", {"deal:early": HELD, "deal:late": HELD}, ENDED),
    ],
)
def test_a_dossier_of_a_day_leaves_later_things_out_and_counts_them(store, when, deals, listing):
    found = show(store, "alpha", when)
    sold = section(found, "deals-as-supplier")
    assert {r["id"]: r["on_day"] for r in sold["rows"]} == deals
    assert sold["left_out"] == 2 - len(deals)
    assert [r["on_day"] for r in section(found, "listings")["rows"]] == ([listing] if listing else [])


def test_what_a_day_leaves_out_is_said_in_every_rendering(store):
    found = show(store, "alpha", "2019-06-01")
    for text in (as_terminal(found), as_markdown(found), as_html(found)):
        assert "1 later left out" in text and "may have been" in text
        assert re.search(r"as of 2019.06.01", text) and "listed before" not in text


days = st.dates(min_value=__import__("datetime").date(2015, 1, 1), max_value=__import__("datetime").date(2025, 1, 1)).map(
    lambda d: d.isoformat()
)


@given(st.lists(days, min_size=4, max_size=4).map(sorted), days, st.data())
def test_what_is_said_of_a_day_holds_for_every_choice_of_concrete_days(bounds, asked, data):
    facts = {"startEarliest": bounds[0], "startLatest": bounds[1], "endEarliest": bounds[2], "endLatest": bounds[3]}
    said = on_day("Listing", facts, asked)
    start = data.draw(st.sampled_from([d for d in {*bounds[:2], asked} if bounds[0] <= d <= bounds[1]]))
    end = data.draw(st.sampled_from([d for d in {*bounds[2:], asked} if bounds[2] <= d <= bounds[3]]))
    truth = LATER if asked < start else ENDED if asked > end else HELD
    assert said in (truth, MAY) or (said, truth) == (ENDED, LATER)


@given(days, days)
def test_a_later_day_never_undoes_that_a_deal_was_made(made, asked):
    facts = {"dateEarliest": made, "dateLatest": made, "dateKind": "signed"}
    assert on_day("Deal", facts, asked) == (HELD if asked >= made else LATER)


def test_possibly_the_same_is_shown_as_such_and_not_merged(store):
    found = show(store, "alpha")
    assert [r["id"] for r in section(found, "possibly-same")["rows"]] == ["other"]
    assert "use:1" not in json.dumps(found) and "Possibly the same" in as_markdown(found)
    assert [r["id"] for r in section(show(store, "other"), "possibly-same")["rows"]] == ["alpha"]


def test_long_sections_are_counted_on_a_terminal_and_whole_in_the_data(store):
    found = show(store, "alpha")
    text = as_terminal(found)
    assert re.search(r"Kenya +29 · 2019-01-01 \[\d\]", text) and "Counted here" in text
    assert len(section(json.loads(as_json(found)), "mentions")["rows"]) == 30


@pytest.mark.parametrize(
    ("name", "key", "amount"),
    [("Kenya", "deals-into", 2), ("programme:entity-list", "listed", 1), ("programme:entity-list", "covered", 2), ("list-2020", "covered", 2),
     ("paper", "source-mention", 30), ("Camera", "built-from", 1), ("Chip", "goes-into", 1), ("deal:late", "to-customer-publicbody", 1)],
)  # fmt: skip
def test_other_things_than_organizations_have_dossiers_too(store, name, key, amount):
    assert section(show(store, name), key)["total"] == amount


def test_only_the_first_rows_of_a_bulky_thing_are_read_unless_all_are_asked_for(store):
    paper = subject(store, "paper")
    cut, whole = dossier(store, paper, most=10), dossier(store, paper, most=None)
    assert (section(cut, "source-mention")["read"], section(cut, "source-mention")["total"]) == (10, 30)
    assert len(section(whole, "source-mention")["rows"]) == 30
    assert "the first 10 read" in as_terminal(cut)


def test_sources_are_found_by_id_and_not_by_title(store):
    assert subject(store, "list-2020").uri == "urn:kg:source:list-2020"
    with pytest.raises(UsageError, match="Nothing in the graph"):
        subject(store, "The list, edition 2020")


@pytest.mark.parametrize("name", ["other", "alpha", "Kenya", "evil"])
def test_hostile_text_steers_no_rendering(store, name):
    found = show(store, name)
    for text in (as_terminal(found), as_markdown(found), as_html(found), as_json(found)):
        assert not STEERING.search(text)
        assert "\n" in text
    assert "<img" not in as_markdown(found) and not re.search(r"(?<!\\)\]\(javascript", as_markdown(found))
    assert json.loads(as_json(found)) == json.loads(json.dumps(found))


def test_a_name_of_ten_thousand_characters_is_cut_where_it_is_shown_and_whole_in_the_data(store):
    found = show(store, "other")
    assert "(10,000 characters)" in as_terminal(found) and "(10,000 characters)" in as_markdown(found)
    assert max(map(len, as_terminal(found, 80).splitlines())) < 700
    assert any(len(n["name"]) == 10_000 for n in json.loads(as_json(found))["entity"]["names"])


@pytest.mark.parametrize("name", ["other", "alpha", "Kenya"])
def test_the_page_loads_nothing_runs_nothing_and_links_to_the_web_alone(store, name):
    page = HTMLParser(as_html(show(store, name)))
    assert not page.css("script, img, iframe, object, embed, link, base, form, video, audio, svg")
    assert not [n for n in page.css("*") if any(a.startswith("on") or a in ("src", "style", "srcset") for a in n.attributes)]
    policy = page.css_first("meta[http-equiv]").attributes["content"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-") and "unsafe" not in policy
    for link in page.css("a"):
        href = link.attributes["href"]
        assert href.startswith("#") or (href.startswith("https://") and link.attributes["rel"] == "noopener noreferrer")
    marks = {n.attributes["id"] for n in page.css("[id]")}
    assert {a.attributes["href"][1:] for a in page.css('a[href^="#"]')} <= marks
    assert "url(" not in page.css_first("style").text() and "@import" not in page.css_first("style").text()


def test_the_page_is_by_the_policy_allowed_to_use_its_own_style(store):
    import base64
    import hashlib

    page = HTMLParser(as_html(show(store, "alpha")))
    style = page.css_first("style").text()
    assert (
        base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        in page.css_first("meta[http-equiv]").attributes["content"]
    )


def test_colours_have_the_contrast_that_small_text_needs():
    """WCAG 2 AA: 4.5 to 1 for text, in both colour schemes, on the page and on its bands."""
    css = (Path(reading.__file__).parents[1] / "pages" / "page.css").read_text()
    for block in re.findall(r":root \{([^}]*)\}", css):
        held = {k: v if len(v) == 6 else "".join(c * 2 for c in v) for k, v in re.findall(r"--(\w+): #(\w+)", block)}
        for ink in ("ink", "soft", "link"):
            for paper in ("paper", "band"):
                light, dark = sorted((_luminance(held[ink]), _luminance(held[paper])), reverse=True)
                assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, paper)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_page_opens_from_disk_in_chromium_without_a_dialog_or_a_request(store, tmp_path):
    browser = shutil.which("chromium")
    require(browser, "chromium is absent: the page cannot be opened")
    page = tmp_path / "page.html"
    page.write_text(as_html(show(store, "other")), encoding="utf-8")
    log = tmp_path / "net.json"
    done = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}", f"--log-net-log={log}", "--dump-dom", page.as_uri()],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    dom = HTMLParser(done.stdout)
    assert dom.css_first("h1") and not dom.css("script, img") and "onerror" in dom.css_first("h1").text()
    assert "Content Security Policy" not in done.stderr
    asked = log.read_text(encoding="utf-8", errors="replace")
    assert page.as_uri() in asked and "example.org" not in asked and f"{tmp_path.as_uri()}/x" not in asked


@given(st.text())
def test_visible_text_never_steers_and_plain_text_is_left_alone(text):
    assert not STEERING.search(visible(text)) and "\n" not in visible(text)
    assert json.loads(escaped_json(json.dumps(text, ensure_ascii=False))) == text


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//example.org", "https:", "https://", " https://x y"],
)
def test_only_addresses_of_the_web_become_links(url):
    assert not web(url)


def test_both_engines_give_the_same_dossiers(store, empty_database):
    with Neo4jStore(empty_database.bolt_uri) as other:
        other.replace(small())
        for name in ("alpha", "other", "Kenya", "list-2020", "programme:entity-list", "deal:late"):
            for when in (None, "2020-03-05"):
                found = subject(store, name)
                assert dossier(other, entity(other, found.id, ("Resource",)), when) == dossier(store, found, when), name
