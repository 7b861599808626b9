"""What the page of a leaf weighs as it is served: the whole tree of a province beside it, its files stored as in production."""

import gzip

import brotli
from playwright.sync_api import Browser, Response, expect

from assessments.models import Role
from criteria.actions import publish_set
from criteria.models import CriteriaSet
from tests.browser.people import sign_in
from tests.factories import load_fixtures, make_person, make_round, sheet_of

MOST_BYTES = 60_000
FONTS, ICON = "/static/fonts/", "/static/parindex/icon."
"""What stays with the browser: the icon may come for the page before, which has no body any more."""


def test_a_leaf_s_page_is_light(browser: Browser, web: str) -> None:
    load_fixtures("units", "criteria_province_2022")
    criteria_set = CriteriaSet.objects.get(code="province-2022")
    publish_set(criteria_set=criteria_set, by=make_person(Role.COORDINATOR))
    sheet = sheet_of(make_round(criteria_set))
    address = web.replace("127.0.0.1", "localhost")
    with browser.new_context(base_url=address, locale="vi-VN") as context:
        page = sign_in(context.new_page(), make_person(Role.OFFICER, unit=sheet.unit))
        page.wait_for_load_state("networkidle")
        got: list[Response] = []
        page.on("response", lambda one: got.append(one))  # noqa: PLW0108  # a bound method has no place for its mark
        page.goto(f"/sheets/{sheet.pk}/leaves/1.3.1/")
        expect(page.locator("#tree [data-move]")).to_have_count(95)
        page.wait_for_load_state("networkidle")
        own = [one for one in got if one.ok and FONTS not in one.url and ICON not in one.url]
        # Stored files are packed once by brotli (WhiteNoise), pages by gzip while they are sent.
        sizes = {
            one.url: len((brotli if "/static/" in one.url else gzip).compress(one.body()))
            for one in own
        }
    assert any("/parindex/leaf." in url for url in sizes)
    assert sum(sizes.values()) < MOST_BYTES, sizes
