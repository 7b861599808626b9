"""Waiting for what comes, and holding requests until a test lets them go."""

import time
from collections.abc import Callable

from playwright.sync_api import Page, Route

BLOCKED = "blockedbyclient"
"""How a test cuts a script or a style: any other that does not arrive is a fault of the page."""


def until(page: Page, is_so: Callable[[], bool]) -> None:
    """Wait for what the page's own waits do not know of, drawing by drawing, for 30 seconds at most."""
    end = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < end
        page.evaluate("() => new Promise(requestAnimationFrame)")


def follow(page: Page, selector: str) -> None:
    """Press a button that leads to another page, and wait for that page."""
    with page.expect_navigation():
        page.click(selector)


def hold(page: Page, pattern: str, method: str) -> list[Route]:
    """Requests with this method to such addresses, which wait until they are sent on."""
    held: list[Route] = []
    page.route(
        pattern,
        lambda route: held.append(route) if route.request.method == method else route.continue_(),
    )
    return held


def send_on(page: Page, held: list[Route]) -> None:
    """Let the request go that is held, or is about to be."""
    until(page, lambda: bool(held))
    held.pop().continue_()
