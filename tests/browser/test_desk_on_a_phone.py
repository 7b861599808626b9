"""The pages of the desk at 390 px: nothing stands over something else, and no page is wider than the screen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Role
from tests.browser.people import sign_in
from tests.factories import make_person, make_round, make_unit

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
SPILT = """[...document.querySelectorAll("main :is(td,th,p,li,label)")].filter((box) =>
  box.clientHeight > 1 && getComputedStyle(box).overflow === "visible" && box.scrollHeight > box.clientHeight + 4
).map((box) => box.textContent.trim().slice(0, 60))"""
"""What does not fit into its own box, and so stands over what follows it."""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_a_password_is_shown_by_the_keyboard_and_sent_as_one(new_page: Callable[..., Page]) -> None:
    page = new_page(viewport=PHONE)
    page.goto("/accounts/login/")
    field = page.locator("[name=password]")
    field.fill("mat-khau")
    page.keyboard.press("Tab")
    button = page.locator(".show-password")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(field).to_have_attribute("type", "text")
    expect(button).to_have_text("Ẩn mật khẩu")
    page.keyboard.press("Enter")
    expect(field).to_have_attribute("type", "password")


@pytest.mark.parametrize(
    ("role", "paths"),
    [
        (Role.OFFICER, ["/sheets/{sheet}/check/", "/account/", "/units/{unit}/evidence/"]),
        (Role.ADMIN, ["/administration/imports/", "/administration/imports/units/"]),
    ],
)
def test_nothing_spills(new_page: Callable[..., Page], role: str, paths: list[str]) -> None:
    sheet = make_round(units=[make_unit()]).assessments.get()
    person = make_person(role, unit=sheet.unit if role in Role.AT_UNIT else None)
    page = sign_in(new_page(viewport=PHONE), person)
    for path in paths:
        page.goto(path.format(sheet=sheet.pk, unit=sheet.unit_id))
        assert page.evaluate(SPILT) == [], path
        assert page.evaluate(WIDER) == 0, path
        fields = page.locator("main input.in:visible").evaluate_all(
            "all => all.map((one) => one.clientWidth)"
        )
        assert all(width >= 80 for width in fields), path
    if role == Role.ADMIN:
        # The browser's own words never show, and what was chosen does.
        page.set_input_files(
            "input[type=file]", {"name": "don-vi.csv", "mimeType": "text/csv", "buffer": b"x"}
        )
        expect(page.locator(".drop [data-chosen]")).to_have_text("don-vi.csv")
