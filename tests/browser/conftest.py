"""A real browser for the page: Chromium by Playwright, without a network.

Without either, the tests say why they are skipped.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sample

from pilcrow.render import render

WIDTHS = {"phone": (390, 844), "tablet": (820, 1180), "wide": (1440, 1000)}


def find_chromium() -> str | None:
    named = os.environ.get("CHROMIUM")
    return named or next(
        (
            found
            for name in ("chromium", "chromium-browser", "google-chrome")
            if (found := shutil.which(name))
        ),
        None,
    )


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = find_chromium()
    if program is None:
        pytest.skip("no Chromium on this machine (set CHROMIUM to its path)")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-background-networking", "--disable-gpu"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's page."""
    folder = tmp_path_factory.mktemp("page")
    output = folder / "report.html"
    render(sample.compose(folder / "compose"), "html", "embedded", output)
    return output


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go; set PILCROW_PICTURES to keep them."""
    kept = os.environ.get("PILCROW_PICTURES")
    folder = Path(kept) if kept else tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextlib.contextmanager
def watched(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Opens pages by address; every request beyond files on disk, and every error of a page, fails
    the test.
    """
    contexts: list[Any] = []
    wrong: list[str] = []

    def opened(address: str, width: str = "wide", **options: Any) -> Any:
        size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
        context = chromium.new_context(viewport=size, **options)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith(("file:", "data:")) else wrong.append(request.url)
            ),
        )
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def open_page(chromium: Any, report: Path) -> Iterator[Callable[..., Any]]:
    """Opens the report."""
    with watched(chromium) as opened:
        yield lambda address="", width="wide", **options: opened(
            report.as_uri() + address, width, **options
        )


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, from the package that brings it; skipped where there is none."""
    found = importlib.util.find_spec("axe_playwright_python")
    source = Path(found.origin).parent / "axe.min.js" if found and found.origin else None
    if source is None or not source.is_file():
        pytest.skip("axe-core is not installed (axe-playwright-python)")
    return source.read_text(encoding="utf-8")
