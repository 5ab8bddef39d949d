"""Pictures of the page of `kg render` in docs/screenshots/, of the facts that come with the project: `KG_HOME=... python docs/page_pictures.py` with a home built without `--data`.

Needs Chromium and Playwright (`pip install playwright`). For looking at: nothing compares them.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "screenshots"
AROUND = ("--around", "hikvision", "--hops", "1")
EXPORTERS = ("--query", "sanctioned-vendors-exporting")
ROUTES = ("--route", "ambarella", "territory:ZW")
DESKTOP, PHONE = (1280, 800), (360, 740)


def chosen(name: str) -> list[tuple[str, str]]:
    return [("press", "/"), ("type", name), ("press", "Enter")]


PICTURES: dict[str, tuple[tuple[str, ...], tuple[int, int], bool, str, list[tuple[str, str]]]] = {
    "page-overview-light": (EXPORTERS, DESKTOP, False, "", []),
    "page-overview-dark": (EXPORTERS, DESKTOP, True, "", []),
    "page-day-light": (EXPORTERS, DESKTOP, False, "#day=2019-10-09", []),
    "page-evidence-light": (AROUND, DESKTOP, False, "#day=2021-06-01", chosen("hikvision")),
    "page-evidence-dark": (
        AROUND,
        DESKTOP,
        True,
        "#day=2021-06-01",
        [*chosen("hikvision"), ("click", "#panel .lines button >> nth=0")],
    ),
    "page-search-light": (AROUND, DESKTOP, False, "", [("press", "/"), ("type", "海康")]),
    "page-route-light": (ROUTES, DESKTOP, False, "", []),
    "page-tables-light": (AROUND, DESKTOP, False, "", [("scroll", "#tables")]),
    "page-phone-light": (AROUND, PHONE, False, "", []),
    "page-phone-evidence-dark": (AROUND, PHONE, True, "#day=2021-06-01", [*chosen("hikvision"), ("scroll", "#said")]),
    "page-phone-legend-light": (AROUND, PHONE, False, "", [("scroll", "#legend")]),
}
"""Name: what is rendered, width and height, dark, address after the file, what is done."""


def act(page: Any, doing: str, what: str) -> None:
    if doing == "press":
        page.keyboard.press(what)
    elif doing == "type":
        page.keyboard.type(what)
    elif doing == "click":
        page.click(what)
    else:
        page.locator(what).evaluate("e => e.scrollIntoView()")


def main() -> None:
    from playwright.sync_api import sync_playwright

    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, (asked, (width, height), dark, hash, doings) in PICTURES.items():
            path = Path(folder, f"{'-'.join(asked).strip('-')}.html".replace(":", ""))
            if not path.exists():
                subprocess.run([sys.executable, str(ROOT / "cli.py"), "render", *asked, "-o", str(path)], check=True, cwd=ROOT)
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", offline=True
            )
            page = context.new_page()
            page.goto(path.as_uri() + hash)
            page.wait_for_timeout(1000)
            for doing, what in doings:
                act(page, doing, what)
            page.wait_for_timeout(900)
            page.screenshot(path=TARGET / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
