"""Neo4j Browser as a user meets it: the real one, of a real Neo4j with a password, in a real Chromium, with the network off.

KG_SCREENSHOTS=docs/screenshots keeps what it looks like; somebody should then look at it.
"""

import base64
import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import neo4j
import pytest

from queries.browser.folder import HOST, files, server
from queries.browser.guide import patterns, statement
from queries.browser.scripts import FOLDERS, pictures
from queries.browser.style import setting, style
from queries.catalogue import named
from tests.requirements import require
from tests.servers.neo4j import MissingPrerequisite, Neo4jServer

pytestmark = pytest.mark.xdist_group("neo4j")
PASSWORD = "correct horse"
SETTINGS = setting(style()) + "\nclient.allow_telemetry=false\n"
DROP = """([name, content]) => {
  const held = new DataTransfer();
  held.items.add(new File([Uint8Array.from(atob(content), c => c.charCodeAt(0))], name));
  for (const kind of ['dragenter', 'dragover', 'drop'])
    document.querySelector('.filedrop').dispatchEvent(new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: held}));
}"""
CELLS = "rows => rows.map(row => [...row.querySelectorAll('[role=cell]')].map(cell => cell.textContent))"
CIRCLES = "nodes => nodes.map(n => [n.querySelector('circle.b-outline').getAttribute('fill'), n.textContent.trim()])"


@pytest.fixture(scope="module")
def graph_server(tmp_path_factory: pytest.TempPathFactory, curated_home: Path, kg: Callable[..., Any]) -> Iterator[Neo4jServer]:
    """Neo4j with Browser, a password, the setting that `kg neo4j` writes, and what `kg load` loads."""
    home = tmp_path_factory.mktemp("neo4j-browser")
    running = Neo4jServer("5.26.20", home, with_browser=True, password=PASSWORD, settings=SETTINGS)
    try:
        running.start()
    except MissingPrerequisite as missing:
        require(False, str(missing))
    done = kg("load", home=curated_home, NEO4J_URI=running.bolt_uri, NEO4J_USERNAME="neo4j", NEO4J_PASSWORD=PASSWORD)
    assert done.returncode == 0, done.stderr
    yield running
    running.kill()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where `kg neo4j --serve` hands out its files."""
    running = server(files(), 0)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    yield f"http://{HOST}:{running.server_address[1]}"
    running.shutdown()
    thread.join()
    running.server_close()


class Session:
    """One window of Neo4j Browser, and what a user does in it."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def log_in(self, password: str = PASSWORD) -> None:
        self.page.fill("[data-testid=username]", "neo4j")
        self.page.fill("[data-testid=password]", password)
        self.page.click("[data-testid=connect]")

    def run(self, text: str, typed: bool = False) -> Any:
        """Run what is pasted, or typed key by key; gives the frame of the answer."""
        frames = self.page.locator("[data-testid=frame]")
        frames.evaluate_all("all => all.forEach(frame => frame.dataset.old = 'yes')")
        self.page.click(".monaco-editor")
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")
        (self.page.keyboard.type if typed else self.page.keyboard.insert_text)(text)
        self.page.keyboard.press("Escape")  # closes what the editor suggests
        self.page.keyboard.press("Control+Enter")
        if text != ":clear":
            self.page.wait_for_selector("[data-testid=frame]:not([data-old])")
        else:
            self.page.wait_for_selector("[data-testid=frame]", state="detached")
        return frames.first

    def rows(self, frame: Any) -> list[list[Any]]:
        frame.locator("[role=row] [role=cell]").first.wait_for()
        return [[json.loads(cell) for cell in row] for row in frame.locator("tbody [role=row]").evaluate_all(CELLS)]

    def circles(self, frame: Any) -> list[list[str]]:
        """[colour, caption] of each node that is drawn."""
        frame.locator("svg .node circle.b-outline").first.wait_for()
        return frame.locator("svg .node").evaluate_all(CIRCLES)

    def wait_for_style(self, there: bool = True) -> None:
        self.page.wait_for_function(
            f"() => (localStorage['neo4j.grass'] || '').includes('node.Verdict') === {str(there).lower()}"
        )

    def reset_style(self) -> None:
        self.run(":style reset")
        self.wait_for_style(there=False)

    def drop(self, name: str, content: bytes) -> None:
        self.page.evaluate(DROP, [name, base64.b64encode(content).decode()])

    def styled(self) -> dict[str, dict[str, str]]:
        """What Browser holds as its style."""
        return json.loads(self.page.evaluate("localStorage['neo4j.grass'] || '{}'"))

    def keep(self, name: str) -> None:
        if folder := os.environ.get("KG_SCREENSHOTS"):
            self.page.wait_for_timeout(2500)  # the drawing comes to rest
            self.page.screenshot(path=Path(folder, f"neo4j-{name}.png"))


@pytest.fixture(scope="module")
def open_browser(chromium: Any, graph_server: Neo4jServer) -> Iterator[Callable[[], Session]]:
    """`open_browser()` gives Browser's page, before anybody is logged in; only this machine can be reached."""
    contexts = []

    def allow(route: Any) -> None:
        local = any(route.request.url.startswith(f"http://{host}:") for host in ("127.0.0.1", HOST))
        route.continue_() if local else route.abort()

    def open_it() -> Session:
        contexts.append(chromium.new_context(viewport={"width": 1280, "height": 760}))
        contexts[-1].set_default_timeout(30_000)
        contexts[-1].route("**/*", allow)
        page = contexts[-1].new_page()
        page.goto(f"{graph_server.http_url}/browser/")
        page.wait_for_selector("[data-testid=password]")
        return Session(page)

    yield open_it
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def logged_in(open_browser: Callable[[], Session]) -> Session:
    """One window for all tests that need no new one."""
    opened = open_browser()
    opened.log_in()
    opened.wait_for_style()
    return opened


@pytest.fixture
def session(logged_in: Session) -> Session:
    """Logged in, the stream of answers empty, the style ours."""
    if logged_in.styled() != style():
        logged_in.drop("kg.grass", files()["kg.grass"])
        logged_in.wait_for_style()
    logged_in.run(":clear")
    return logged_in


def test_a_wrong_password_is_refused(open_browser: Callable[[], Session]) -> None:
    opened = open_browser()
    opened.keep("connect")
    opened.log_in("wrong horse")
    opened.page.get_by_text("authentication failure").first.wait_for()


def test_once_logged_in_nothing_is_left_to_configure(logged_in: Session) -> None:
    assert logged_in.styled() == style()
    logged_in.run(":clear")
    circles = logged_in.circles(logged_in.run(statement(pictures()["deals-of-a-vendor"])))
    rules = style()
    assert [rules["node.Company"]["color"], "Hangzhou Hikvision Digital Technology Co."] in circles
    assert [rules["node.Deal"]["color"], "signed 2018-06"] in circles
    assert {rules[f"node.{label}"]["color"] for label in ("Company", "PublicBody", "Deal", "Territory", "Technology")} <= {
        c for c, _ in circles
    }
    logged_in.keep("deals-of-a-vendor")


@pytest.mark.parametrize("name", ["deals-after-listing", "successors-of-listed", "unnamed-suppliers"])
def test_a_canned_query_typed_gives_the_rows_of_kg_query(
    name: str, session: Session, curated_home: Path, kg: Callable[..., Any]
) -> None:
    told = kg("query", name, "--format", "json", home=curated_home)
    wanted = json.loads(told.stdout)
    assert wanted, told.stderr
    frame = session.run(" ".join(statement(named(name)).split()), typed=True)
    columns = frame.locator("[role=columnheader]")
    assert session.rows(frame) == [list(row.values()) for row in wanted]
    assert columns.all_text_contents() == list(wanted[0])
    if name == "deals-after-listing":
        session.keep(name)


def test_a_query_takes_its_values_from_param_lines(session: Session, curated_home: Path, kg: Callable[..., Any]) -> None:
    session.run(":param territory => 'KE'")
    frame = session.run(named("deals-to").for_browser())
    wanted = json.loads(kg("query", "deals-to", "-P", "territory=KE", "--format", "json", home=curated_home).stdout)
    assert wanted and session.rows(frame) == [list(row.values()) for row in wanted]


def test_captions_are_right_even_without_the_style(session: Session) -> None:
    session.reset_style()
    circles = session.circles(
        session.run("MATCH p = (:Territory)<-[:TERRITORY]-(:Organization {id: 'hikvision'})<-[:SUBJECT]-(:Listing) RETURN p")
    )
    captions = [caption for _, caption in circles]
    assert "China" in captions and all(captions)


def test_saved_scripts_are_imported_with_their_folders_and_titles(session: Session) -> None:
    session.drop("kg-scripts.zip", files()["kg-scripts.zip"])
    session.page.click("[data-testid=navigationFavorites]")
    for folder, held in FOLDERS.items():
        shown = session.page.get_by_test_id(f"savedScriptsFolder-{folder}")
        name = shown.get_by_text(folder, exact=True)
        name.click()
        for query in held().values():
            shown.get_by_test_id(f"scriptTitle-{query.title}").wait_for()
        if folder != "kg pictures":
            name.click()  # folds it again
    script = session.page.get_by_test_id("scriptTitle-Deals of a vendor, event by event").locator("..")
    script.get_by_test_id("savedScriptsButton-Run").click()
    assert "Zimbabwe" in [caption for _, caption in session.circles(session.page.locator("[data-testid=frame]").first)]
    session.keep("saved-scripts")
    session.page.click("[data-testid=navigationFavorites]")


def test_the_guide_is_played_and_what_one_clicks_runs(session: Session, address: str) -> None:
    session.reset_style()
    frame = session.run(f":play {address}/guide.html")
    frame.get_by_text("1 / 4").wait_for()
    session.keep("guide")
    frame.locator("[exec-topic]").click()
    session.wait_for_style()
    assert session.styled() == style()


def test_the_style_comes_by_dropping_the_file_or_from_its_address(session: Session, address: str) -> None:
    session.reset_style()
    session.drop("kg.grass", files()["kg.grass"])
    session.wait_for_style()
    assert session.styled() == style()
    session.reset_style()
    session.run(f":style {address}/kg.grass")
    session.wait_for_style()
    assert session.styled() == style()


@pytest.mark.parametrize("name", ["deals-after-listing", "owners-of-listed"])
def test_a_picture_is_drawn_in_its_colours(name: str, session: Session) -> None:
    circles = session.circles(session.run(pictures()[name].for_browser()))
    known = {rule["color"] for selector, rule in style().items() if selector.startswith("node.")}
    assert len(circles) > 5 and {colour for colour, _ in circles} <= known and all(caption for _, caption in circles)
    session.keep(f"picture-{name}")


def test_every_picture_and_pattern_reads_only_and_finds_something(graph_server: Neo4jServer) -> None:
    texts = {**{name: q.for_browser() for name, q in pictures().items()}, **dict(patterns())}
    with neo4j.GraphDatabase.driver(graph_server.bolt_uri, auth=graph_server.auth) as driver:
        for name, text in texts.items():
            assert driver.execute_query("EXPLAIN " + text).summary.query_type == "r", name
            rows = driver.execute_query(text).records
            assert rows, name
            if name in pictures():
                assert 3 <= len(driver.execute_query(text, result_transformer_=lambda r: r.graph()).nodes) <= 300, name
