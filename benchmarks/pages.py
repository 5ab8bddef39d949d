"""How soon a page takes input, side by side in one run: `python -m benchmarks.pages`. Needs Chromium and Playwright (`pip install playwright`).

The same random graph of 1,000 nodes and 3,000 lines as our page and through plain pyvis (`generate_html`, script in the file, physics as it comes), opened from disk with the network
off. First interaction: from navigation until a real mouse press is handled after every line has been drawn once. Then the steps of our date slider, from the
input to the frame, and a page of 5,000 nodes. Ours is opened before and after pyvis, whose page takes minutes, and the slowest time counts.
"""

import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from graph.rendering.html import page
from tests.graph.rendering.drawings import large

NODES, LINES = 1_000, 3_000
PATIENCE = 300
"""Seconds after which a page that has not come counts as never coming."""
WATCH = """
let strokes = 0, drawn = 0; window.handled = 0;
const stroke = CanvasRenderingContext2D.prototype.stroke;
CanvasRenderingContext2D.prototype.stroke = function (...a) { strokes++; if (!drawn && strokes >= %d) drawn = performance.now(); return stroke.apply(this, a); };
addEventListener('pointerdown', () => { if (drawn && !window.handled) window.handled = performance.now(); }, true);
"""
STEPS = """new Promise(done => { const s = document.getElementById('day'); const times = [];
const go = () => { const t = performance.now(); s.value = Number(s.min) + 300 + times.length * 97; s.dispatchEvent(new Event('input'));
requestAnimationFrame(() => setTimeout(() => { times.push(performance.now() - t); if (times.length < 30) setTimeout(go, 30); else done(times); })); }; go(); })"""


def through_pyvis(drawing: dict[str, Any]) -> str:
    """The page that pyvis makes of a drawing."""
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources="in_line")
    for i, node in enumerate(drawing["nodes"]):
        network.add_node(i, label=node["name"], title=node["name"])
    for edge in drawing["edges"]:
        network.add_edge(edge["from"], edge["to"], title=edge["kind"])
    return network.generate_html()


def first_interaction(browser: Any, path: Path, lines: int) -> float:
    """Seconds from navigation until a mouse press is handled after `lines` lines were drawn."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    tab = context.new_page()
    tab.set_default_timeout(PATIENCE * 1000)
    tab.add_init_script(WATCH % lines)
    tab.goto(path.as_uri(), wait_until="commit")
    begin, handled = time.perf_counter(), 0.0
    while not handled and time.perf_counter() - begin < PATIENCE:
        tab.mouse.click(640, 450)
        handled = tab.evaluate("window.handled")
    context.close()
    return handled / 1000 or float(PATIENCE)


def ready(browser: Any, path: Path) -> tuple[float, list[float]]:
    """Seconds until our page says it takes input, and the times of slider steps in milliseconds."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    tab = context.new_page()
    tab.goto(path.as_uri())
    tab.wait_for_timeout(2500)
    seconds = tab.evaluate("performance.getEntriesByName('interactive')[0].startTime") / 1000
    steps = tab.evaluate(STEPS)
    context.close()
    return seconds, steps


def main() -> None:
    from playwright.sync_api import sync_playwright

    drawing = large(NODES, LINES) | {"collapse": False}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        paths = {name: Path(folder, f"{name}.html") for name in ("kg", "pyvis", "five")}
        paths["kg"].write_text(page(drawing), encoding="utf-8")
        paths["pyvis"].write_text(through_pyvis(drawing), encoding="utf-8")
        paths["five"].write_text(page(large(5 * NODES, 5 * LINES)), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        times = [(name, first_interaction(browser, paths[name], LINES)) for name in ("kg", "pyvis", "kg")]
        slowest = {name: max(seconds for other, seconds in times if other == name) for name in ("kg", "pyvis")}
        print(f"{NODES} nodes, {LINES} lines, on {os.cpu_count()} processors: first interaction")
        for name, seconds in slowest.items():
            late = " (not within the time allowed)" if seconds >= PATIENCE else ""
            print(f"  {name:<8}{seconds:8.2f} s{late}  {paths[name].stat().st_size / 1e6:.2f} MB")
        print(f"  pyvis / kg {slowest['pyvis'] / slowest['kg']:.0f}")
        for name, title in (("kg", f"{NODES} nodes"), ("five", f"{5 * NODES} nodes, {5 * LINES} lines, folded")):
            seconds, steps = ready(browser, paths[name])
            print(
                f"{title}: takes input after {seconds:.2f} s; slider step median {statistics.median(steps):.0f} ms, worst of {len(steps)} {max(steps):.0f} ms"
            )
        browser.close()


if __name__ == "__main__":
    main()
