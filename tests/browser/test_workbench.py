"""The workbench in a browser: a text is understood and tried while it is typed, and saved as it was seen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Role
from criteria.models import CriteriaSet
from tests.browser.people import sign_in
from tests.browser.test_accessibility import faults
from tests.factories import make_person, make_set

pytestmark = pytest.mark.django_db(transaction=True)
BOUNDED = "≥20 (miền núi: 15) = 2; <20 (miền núi: 15) = 0"


@pytest.fixture
def draft(live_server: object) -> CriteriaSet:
    return make_set(publish=False)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return sign_in(new_page(), make_person(Role.ADMIN))


def test_a_text_is_understood_tried_and_saved(page: Page, draft: CriteriaSet) -> None:
    page.goto(f"/criteria/{draft.pk}/leaves/2.1/")
    text, points = page.locator("[name=cell-scale]"), page.locator("#tried .big")
    page.fill("[name=count]", "3")
    expect(points).to_contain_text("2")

    # What is wrong stands at its cell, and what was tried is there again afterwards.
    text.fill("Không báo cáo = 0; chậm 5 ngày = 1; chậm trên 5 ngày = 0")
    expect(page.locator("#fault-cell-scale")).to_contain_text("nếu là quy tắc")
    expect(text).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[name=save-cells]")).to_have_count(0)
    text.fill(BOUNDED)
    expect(page.locator("[name=save-cells]")).to_be_visible()
    expect(text).to_have_attribute("aria-invalid", "false")
    expect(page.locator("[name=count]")).to_have_value("3")

    # The kind of the unit moves the bounds, the picture, and the points.
    page.fill("[name=count]", "16")
    expect(points).to_contain_text("0")
    page.get_by_label("miền núi").check()
    expect(points).to_contain_text("2")
    expect(page.locator("#pictures td").first).to_have_text("15")
    expect(page.locator("#pictures .f-claim")).to_have_count(1)
    page.fill("[name=count]", "x")
    expect(page.locator("#fault-count")).to_contain_text("“x”")
    expect(page.locator("[name=count]")).to_have_attribute("aria-invalid", "true")

    page.click("[name=save-cells]")
    expect(page.locator("main .banner.good")).to_have_text("Đã lưu thang điểm của 2.1.")
    expect(text).to_have_value(BOUNDED)
    expect(page.locator("[name=save-cells]")).to_have_count(0)


@pytest.mark.parametrize("size", [{"width": 1366, "height": 768}, {"width": 390, "height": 844}])
def test_axe_finds_nothing(new_page: Callable[..., Page], size: dict[str, int]) -> None:
    draft = make_set(publish=False)
    draft.criteria.filter(code="1.1").update(scale=None)
    page = sign_in(new_page(viewport=size), make_person(Role.ADMIN))
    leaves = [f"/criteria/{draft.pk}/leaves/{code}/" for code in ("1.1", "1.2", "1.3", "2.2")]
    assert [fault for address in leaves for fault in faults(page, address)] == []


def test_what_is_typed_and_not_saved_waits_while_other_leaves_are_read(
    page: Page, draft: CriteriaSet
) -> None:
    page.goto(f"/criteria/{draft.pk}/leaves/2.1/")
    text = page.locator("[name=cell-scale]")
    text.fill(BOUNDED)
    expect(page.locator("[name=save-cells]")).to_be_visible()
    page.locator(".tree-pane a:not([aria-current]):visible").first.click()
    expect(page.locator("h1")).not_to_contain_text("2.1")
    page.goto(f"/criteria/{draft.pk}/leaves/2.1/")
    expect(text).to_have_value(BOUNDED)
    expect(page.locator("#cells .state")).to_contain_text("Đã khôi phục nội dung chưa lưu")
    page.click("[name=save-cells]")
    expect(page.locator("main .banner.good")).to_have_text("Đã lưu thang điểm của 2.1.")
    page.reload()
    expect(page.locator("[name=save-cells]")).to_have_count(0)
    expect(page.locator("#cells .state")).to_have_text("")
