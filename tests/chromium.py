"""The system's Chromium through Playwright: pages opened from disk with the network off, and proof that they asked for nothing."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.requirements import require

LOCAL = ("file:", "data:", "blob:", "about:")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A running browser; one a module, since Playwright's loop must not outlive the tests that want it."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    require(path, "Chromium is not installed: pages cannot be opened")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Any) -> Iterator[Callable[..., Any]]:
    """`open_page(file_or_url, width=1280, height=900, dark=False, **context)` gives a Playwright page, network off unless `offline=False`.

    When the test ends, it fails if any page asked for an address that is not local, opened a dialog, or had an error of script or policy.
    """
    asked: list[str] = []
    troubles: list[str] = []
    contexts = []

    def open_it(
        where: Path | str, width: int = 1280, height: int = 900, dark: bool = False, offline: bool = True, **options: Any
    ) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", offline=offline, **options
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        if offline:
            page.on("request", lambda request: asked.append(request.url) if not request.url.startswith(LOCAL) else None)
        page.on("dialog", lambda dialog: (troubles.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("pageerror", lambda error: troubles.append(f"script: {error}"))
        page.on("console", lambda message: troubles.append(f"console: {message.text}") if message.type == "error" else None)
        page.goto(where.resolve().as_uri() if isinstance(where, Path) else where)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert not asked, f"asked for {asked}"
    assert not troubles, troubles


def axe_violations(page: Any) -> list[str]:
    """What axe finds against WCAG 2.0 to 2.2, A and AA, as `rule: where`."""
    from axe_playwright_python.sync_playwright import Axe

    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}, "preload": False}).response["violations"]
    return [f"{v['id']}: {v['help']} at {node['target']}" for v in found for node in v["nodes"]]
