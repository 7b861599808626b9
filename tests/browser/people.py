"""Being somebody: through the sign-in page, or in a session that is there already."""

from django.conf import settings
from playwright.sync_api import Page

from assessments.models import Assessment, Role, User
from tests.factories import PASSWORD, make_person, session_of


def sign_in_by_hand(page: Page, user: User) -> Page:
    """Through the sign-in page, with a password."""
    user.set_password(PASSWORD)
    user.save()
    page.goto("/accounts/login/")
    page.fill("[name=login]", user.email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button.primary")
    page.wait_for_url("**/rounds/")
    return page


def sign_in(page: Page, user: User) -> Page:
    """In a session as the sign-in page gives it; at the page that it leads to."""
    name, key = settings.SESSION_COOKIE_NAME, session_of(user)
    page.context.add_cookies([{"name": name, "value": key, "domain": "localhost", "path": "/"}])
    page.goto("/rounds/")
    return page


def at_leaf(page: Page, sheet: Assessment, code: str = "1.3") -> Page:
    """As an officer of the sheet's unit, at one of its leaves."""
    sign_in(page, make_person(Role.OFFICER, unit=sheet.unit))
    page.goto(f"/sheets/{sheet.pk}/leaves/{code}/")
    page.locator("#leaf").wait_for()
    return page


def sign_out(page: Page) -> None:
    """By the button in the person's own menu."""
    page.locator("summary.me").click()
    page.get_by_role("button", name="Đăng xuất").click()
