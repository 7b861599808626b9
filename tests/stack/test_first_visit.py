"""A first visit to each kind of public page: how much comes, and that nothing moves while it comes.

63 provinces with the set of 2022, their files stored as in production.
"""

import datetime
import functools
import gzip
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import brotli
import pytest
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Response, Route, ViewportSize

from assessments.models import Assessment, Role, Round, Score, Unit
from criteria.actions import publish_set
from criteria.models import CriteriaSet
from tests.factories import load_fixtures, make_person, make_round
from tests.rankings.worlds import published

MOST_BYTES = 120_000
VIEWPORTS: tuple[ViewportSize, ...] = (
    {"width": 390, "height": 844},
    {"width": 1366, "height": 768},
)
PLACE = "/2022/tinh/"
PAGES = (
    *("/", "/rankings/", "/method/", "/data/", "/data/api/"),
    *(
        f"{PLACE}{page}"
        for page in (
            *("bang-xep-hang/", "quang-ninh/", "tieu-chi/", "tieu-chi/1/", "tieu-chi/1.3.1/"),
            *("vung/", "cac-nam/", "dinh-chinh/", "so-sanh/", "so-sanh/?u=22&u=01&u=48"),
        )
    ),
)
WATCH = """
window.moved = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) {
    const what = one.sources.map((source) => source.node?.parentElement?.className || source.node?.nodeName);
    window.moved.push(`${one.value}: ${what}`);
  }
}).observe({ type: "layout-shift", buffered: true });
"""
TWO_FRAMES = (
    "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))"
)


@pytest.fixture
def country(transactional_db: None) -> Round:
    """All provinces of 2022 with a published result, each with its own points."""
    load_fixtures("units", "criteria_province_2022")
    criteria_set = CriteriaSet.objects.get(code="province-2022")
    publish_set(criteria_set=criteria_set, by=make_person(Role.COORDINATOR))
    day = datetime.date(2022, 12, 31)
    units = list(Unit.objects.filter(level="province").in_force(day))
    round_ = make_round(criteria_set, units)
    Round.objects.filter(pk=round_.pk).update(
        year=2022, submit_by=timezone.now() - datetime.timedelta(hours=1)
    )
    scores = Score.objects.filter(assessment__round=round_)
    scores.update(claimed_points=F("max_points"), awarded_note="Theo tài liệu kiểm chứng.")
    for place, sheet in enumerate(Assessment.objects.filter(round=round_)):
        own = list(scores.filter(assessment=sheet))
        for number, score in enumerate(own):
            score.awarded_points = (
                score.max_points * ((place * 7 + number * 3) % 5 + 6) / Decimal(10)
            )
        Score.objects.bulk_update(own, ["awarded_points"])
    Assessment.objects.filter(round=round_).update(status="final")
    round_.refresh_from_db()
    published(round_)
    return round_


@pytest.fixture
def visits(browser: Browser, web: str, country: Round) -> Iterator[Any]:
    """Opens an address as somebody who was never here; what came is told with the page."""
    contexts: list[BrowserContext] = []

    def visit(path: str, viewport: ViewportSize, fonts_wait: bool = False) -> Any:
        # Whoever was here before has left: sixteen pages that stay open go on drawing.
        while contexts:
            contexts.pop().close()
        context = browser.new_context(
            base_url=web,
            locale="vi-VN",
            viewport=viewport,
            # For the questions of this test alone; what the policy refuses others hold.
            bypass_csp=True,
        )
        contexts.append(context)
        page, got = context.new_page(), list[Response]()
        page.add_init_script(WATCH)
        page.on("response", lambda one: got.append(one))  # noqa: PLW0108  # as in test_weight.py
        held: list[Route] = []
        if fonts_wait:
            page.route("**/*.woff2", lambda route: held.append(route))  # noqa: PLW0108  # as above
        page.goto(path, wait_until="domcontentloaded" if fonts_wait else "load")
        return page, got, held

    yield visit
    for context in contexts:
        context.close()


def test_a_first_visit_is_light(visits: Any) -> None:
    heavy = {}
    for path in PAGES:
        page, got, _held = visits(path, VIEWPORTS[1])
        page.wait_for_load_state("networkidle")
        sizes = {one.url: _packed(one.url, one.body()) for one in got if one.status == 200}
        assert any(url.endswith(".woff2") for url in sizes), path
        assert any(url.endswith(".css") for url in sizes), path
        if sum(sizes.values()) >= MOST_BYTES:
            heavy[path] = sizes
    assert not heavy, json.dumps(heavy, indent=1)


@functools.cache
def _packed(url: str, body: bytes) -> int:
    """Returns how much is sent: stored files packed once by brotli (fonts are already), pages by gzip."""
    if url.endswith((".woff2", ".png")):
        return len(body)
    return len((brotli if "/static/" in url else gzip).compress(body))


def test_nothing_moves_when_the_fonts_come_late(visits: Any) -> None:
    moved = {}
    for viewport in VIEWPORTS:
        for path in PAGES:
            page, _got, held = visits(path, viewport, fonts_wait=True)
            # The page stands in the fonts that are there; then the others come.
            page.wait_for_function("performance.getEntriesByType('paint').length > 0")
            page.wait_for_function("performance.now() > 700")
            assert held, path
            for route in held:
                route.continue_()
            page.wait_for_load_state("networkidle")
            page.evaluate(TWO_FRAMES)
            if found := page.evaluate("window.moved"):
                moved[f"{path} at {viewport['width']}"] = found
    assert moved == {}
