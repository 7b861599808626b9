"""A pytest plugin: one Chromium for all tests of a process that need a browser, and a whole one for those that say so."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserType, sync_playwright

from tests.get_chromium import find_installed, find_shell

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing outside is found, whatever a page asks for.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[BrowserType]:
    """What starts browsers, one event loop for all of them."""
    # Playwright's event loop runs in this thread, so Django takes every query for an async one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        yield playwright.chromium


@pytest.fixture(scope="session")
def browser(chromium: BrowserType) -> Iterator[Browser]:
    """The browser without windows where there is one: a page costs it a third of the time."""
    yield from _started(chromium, find_shell() or find_installed())


@pytest.fixture(scope="session")
def whole_browser(chromium: BrowserType) -> Iterator[Browser]:
    """The browser that people have: with its scrollbars and its viewer of PDFs."""
    yield from _started(chromium, find_installed() or chromium.executable_path)


def _started(chromium: BrowserType, program: str | None) -> Iterator[Browser]:
    """Starts a program; without one that which Playwright has downloaded."""
    if shutil.which(program or chromium.executable_path) is None:
        pytest.fail("No Chromium: run `make chromium`, or name its program in CHROMIUM.")
    started = chromium.launch(executable_path=program, args=ARGUMENTS)
    yield started
    started.close()
