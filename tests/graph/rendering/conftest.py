"""Pages of drawings, opened."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph.rendering import html
from tests.graph.rendering.reader import INTERACTIVE, until


@pytest.fixture
def opened(open_page: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """`opened(drawing, hash="", **how)` opens the page of a drawing and waits until it takes input."""

    def open_it(made: dict[str, Any], hash: str = "", **how: Any) -> Any:
        path = tmp_path / "page.html"
        path.write_text(html.page(made), encoding="utf-8")
        page = open_page(path.as_uri() + hash, **how)
        until(page, INTERACTIVE)
        return page

    return open_it
