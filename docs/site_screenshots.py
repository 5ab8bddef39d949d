"""The screenshots of docs/site.md: a site of the facts that come with the project, in the system's Chromium. `python docs/site_screenshots.py SITE` after `kg site SITE`."""

import shutil
import sys
from pathlib import Path

SHOTS = (
    ("start", "index.html", 1280, 1500, False, ""),
    ("organisation", "org/hikvision.html", 1280, 1200, False, ""),
    ("organisation-phone-dark", "org/hikvision.html", 360, 780, True, ""),
    ("territory", "territory/zm.html", 1280, 1200, False, ""),
    ("query-dark", "query/sanctioned-vendors-exporting.html", 1280, 900, True, ""),
    ("search", "technology/face-recognition.html", 1280, 800, False, "hua"),
    ("graph", "org/hikvision.graph.html", 1280, 900, False, ""),
)
"""Name, page, width, height, dark, what is typed into the search."""


def main(site: Path) -> None:
    from playwright.sync_api import sync_playwright

    folder = Path(__file__).parent / "screenshots"
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, path, width, height, dark, typed in SHOTS:
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light")
            page.goto((site.resolve() / path).as_uri())
            if typed:
                page.fill("#q", typed)
                page.wait_for_selector("#found a")
                page.keyboard.press("ArrowDown")
            page.wait_for_timeout(1_500 if "graph" in path else 200)
            page.screenshot(path=folder / f"site-{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
