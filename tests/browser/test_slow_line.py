"""On a slow line nothing that is pressed or typed is lost while answers are on their way."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from assessments.actions import submit_assessment
from assessments.models import Assessment, Role
from tests.browser.people import sign_in
from tests.factories import fill, make_person, make_round, sheet_of
from tests.factories import page as by_page

pytestmark = pytest.mark.django_db(transaction=True)

LATENCY_MS = 400
ARRIVAL = """async field => {
    const arrived = new Promise(done => document.addEventListener("scrollend", done, {once: true}));
    field.focus();
    const at = field.getBoundingClientRect().top;
    await arrived;
    return [at, field.getBoundingClientRect().top];
}"""


@pytest.fixture
def sheet(live_server: object) -> Assessment:
    """A sheet under review."""
    sheet = sheet_of(make_round())
    fill(sheet)
    leader = make_person(Role.LEADER, unit=sheet.unit)
    submit_assessment(actor=by_page(leader), assessment_id=sheet.pk)
    return sheet


def slow(page: Page) -> Page:
    """Every answer takes its time from now on."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    speed = {"latency": LATENCY_MS, "downloadThroughput": -1, "uploadThroughput": -1}
    line.send("Network.emulateNetworkConditions", {"offline": False, **speed})
    return page


def reviewing(page: Page, sheet: Assessment, path: str = "") -> Page:
    sign_in(page, make_person(Role.REVIEWER, at="BNV"))
    page.goto(f"/sheets/{sheet.pk}/{path}")
    return slow(page)


def panel(code: str) -> str:
    return f'[id="r{code}"] + tr.panel'


def open_leaf(page: Page, code: str) -> None:
    page.locator(f'[id="r{code}"] a.open').click()
    page.locator(f"{panel(code)} .leaf-panel").wait_for()


def test_three_leaves_opened_at_once_all_come(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    page = reviewing(new_page(), sheet)
    codes = ("1.1", "1.2", "1.3")
    for code in codes:
        page.locator(f'[id="r{code}"] a.open').click()
    for code in codes:
        expect(page.locator(f"{panel(code)} .leaf-panel")).to_be_visible()


def test_the_page_is_at_a_field_at_once(new_page: Callable[..., Page], sheet: Assessment) -> None:
    page = reviewing(new_page(viewport={"width": 1366, "height": 400}), sheet)
    open_leaf(page, "1.3")
    # A press on what glides by lands on one thing and ends on another.
    at, after = page.locator(f"{panel('1.3')} form.award [name=reason]").evaluate(ARRIVAL)
    assert abs(at - after) <= 1
