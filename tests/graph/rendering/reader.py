"""A reader at a page: what is clicked, typed and read."""

from pathlib import Path
from typing import Any

INTERACTIVE = "performance.getEntriesByName('interactive').length > 0"
LIFE_SIZE = "#view=0,0,1"
"""The middle of the picture is the point (0, 0), and a unit is a pixel."""
LISTED = (0xB3, 0x12, 0x2F)


def until(page: Any, condition: str) -> None:
    """Wait until a condition holds. Playwright's own waiting would evaluate text inside the page, which the page's policy forbids."""
    for _ in range(400):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(25)
    raise AssertionError(f"never so: {condition}")


def settled(page: Any, expression: str) -> Any:
    """The value of an expression once it has stayed the same for half a second."""
    last = page.evaluate(expression)
    for _ in range(40):
        page.wait_for_timeout(500)
        now = page.evaluate(expression)
        if now == last:
            return now
        last = now
    raise AssertionError(f"does not come to rest: {expression}")


def click_at(page: Any, x: float, y: float) -> None:
    """Click the point (x, y) of a drawing seen at life size."""
    box = page.locator("#graph").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2 + x, box["y"] + box["height"] / 2 + y)


def title(page: Any) -> str:
    return page.inner_text("#panel-title")


def counts(page: Any) -> str:
    return page.inner_text("#counts")


def box(page: Any, word: str, group: str = "") -> Any:
    """The check box of a word in the legend, in the group of that name where more than one has it."""
    within = page.get_by_role("group", name=group, exact=True) if group else page.locator("#filter")
    return within.locator("label", has=page.get_by_text(word, exact=True)).locator("input")


def rows(page: Any, table: str) -> list[dict[str, str]]:
    """A table as it is read."""
    page.wait_for_selector(f"#{table}-table[aria-busy=false]")
    cells = page.evaluate(
        f"[...document.querySelectorAll('#{table}-table tr')].map(r => [...r.children].map(c => c.textContent))"
    )
    return [dict(zip(cells[0], line, strict=True)) for line in cells[1:]]


def painted(page: Any, colour: tuple[int, int, int]) -> int:
    """Pixels of the picture that have just this colour."""
    page.evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn, 100))))")
    script = """([r, g, b]) => { const c = document.querySelector('#canvas canvas'); const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
        let n = 0; for (let i = 0; i < d.length; i += 4) if (d[i] === r && d[i + 1] === g && d[i + 2] === b && d[i + 3] === 255) n++; return n; }"""
    return page.evaluate(script, list(colour))


def find_route(page: Any, start: str, end: str) -> str:
    if page.get_attribute("#route", "open") is None:
        page.click("#route summary")
    for field, text in (("#route-from", start), ("#route-to", end)):
        page.fill(field, text)
        page.locator(field).press("Enter")
    page.get_by_role("button", name="Find the route").click()
    return page.inner_text("#route-answer")


def saved(page: Any, button: str) -> bytes:
    if page.locator(".menu").get_attribute("open") is None:
        page.click(".menu summary")
    with page.expect_download() as download:
        page.click(button)
    return Path(download.value.path()).read_bytes()


def worked(page: Any, client: Any) -> float:
    """Milliseconds of processor that the page's main thread has used: what a busy machine does not change."""
    return 1000 * next(m["value"] for m in client.send("Performance.getMetrics")["metrics"] if m["name"] == "TaskDuration")
