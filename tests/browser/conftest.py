"""A real Chromium against a live server.

Each page is watched: a script error, a script that is not there, a breach of the content security
policy, or a request that leaves the server fails the test that caused it.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, expect
from pytest_django.live_server_helper import LiveServer

from assessments.models import Assessment
from tests.factories import make_round, sheet_of

HERE = ("data:", "blob:", "chrome:", "chrome-extension:")
"""Addresses that no server is asked for; Chromium's own viewer of PDFs loads the last two."""
LEFT = "net::ERR_ABORTED"
"""How a request ends whose page is left or closed."""
CUT = "net::ERR_BLOCKED_BY_CLIENT.Inspector"
"""How a request ends that a test itself cuts as ``BLOCKED``."""
TIMEOUT_MS = 30_000
"""How long anything is waited for; each wait ends as soon as the thing is there."""
expect.set_options(timeout=TIMEOUT_MS)


@pytest.fixture
def new_page(
    request: pytest.FixtureRequest, live_server: LiveServer
) -> Iterator[Callable[..., Page]]:
    """Make a page in a session of its own, so that several people can work at once.

    A test marked ``whole_browser`` has it in the browser that people have. Keywords go to Playwright's ``new_context`` (``java_script_enabled=False``, ``viewport``…).
    """
    is_whole = request.node.get_closest_marker("whole_browser") is not None
    browser: Browser = request.getfixturevalue("whole_browser" if is_whole else "browser")
    faults: list[str] = []
    with ExitStack() as stack:

        def make(**options: object) -> Page:
            settings: dict[str, object] = {"base_url": live_server.url, "locale": "vi-VN"}
            context = browser.new_context(**(settings | options))  # type: ignore[arg-type]
            stack.callback(context.close)
            context.set_default_timeout(TIMEOUT_MS)
            # Watched, not routed: each request would wait for an answer of this thread.
            context.on("request", lambda request: _stays_home(request, live_server.url, faults))
            context.on("response", lambda response: _is_there(response, faults))
            context.on("requestfailed", lambda request: _was_lost(request, faults))
            page = context.new_page()
            _slow_down(page)
            page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
            page.on("console", lambda message: _note(message, faults))
            return page

        yield make
    assert faults == []


@pytest.fixture
def sheet(live_server: LiveServer) -> Assessment:
    """A unit's sheet in a round that is open."""
    return sheet_of(make_round())


@pytest.fixture
def live_page(new_page: Callable[..., Page]) -> Page:
    """One page, not signed in; addresses are relative to the live server."""
    return new_page()


def _slow_down(page: Page) -> None:
    """Makes the browser that of a weak machine on a slow line, where the environment asks for it."""
    cpu, line_ms = os.environ.get("PARINDEX_SLOW_CPU"), os.environ.get("PARINDEX_SLOW_LINE_MS")
    if not cpu and not line_ms:
        return
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": int(cpu or 1)})
    line = {"offline": False, "latency": int(line_ms or 0)}
    rates = {"downloadThroughput": -1, "uploadThroughput": -1}
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", line | rates)


def _stays_home(request: Request, home: str, faults: list[str]) -> None:
    if not request.url.startswith((home, *HERE)):
        faults.append(f"request to another server: {request.url}")


def _is_there(response: Response, faults: list[str]) -> None:
    if "/static/" in response.url and response.status >= 400:
        faults.append(f"{response.status}: {response.url}")


def _was_lost(request: Request, faults: list[str]) -> None:
    if "/static/" in request.url and request.failure not in (LEFT, CUT):
        faults.append(f"{request.failure}: {request.url}")


def _note(message: ConsoleMessage, faults: list[str]) -> None:
    if message.type == "error" and "Content Security Policy" in message.text:
        faults.append(message.text)
