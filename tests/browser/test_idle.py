"""A page says before its session ends for want of use, and keeps it at a press."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Role
from tests.browser.people import sign_in
from tests.factories import make_person

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_page_says_that_its_session_is_about_to_end(new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.clock.install()
    sign_in(page, make_person(Role.INSPECTOR))
    notice = page.locator("#idle")
    page.clock.fast_forward("54:00")
    expect(notice).to_be_hidden()
    page.clock.fast_forward("02:00")
    expect(notice).to_be_visible()
    notice.get_by_role("button", name="Làm việc tiếp").click()
    expect(notice).to_be_hidden()


def test_another_tab_keeps_the_session_of_this_one_too(new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.clock.install()
    sign_in(page, make_person(Role.INSPECTOR))
    page.clock.fast_forward("56:00")
    expect(page.locator("#idle")).to_be_visible()
    other = page.context.new_page()
    other.clock.set_system_time(page.evaluate("Date.now()"))
    other.goto("/account/")
    expect(page.locator("#idle")).to_be_hidden()
