"""Signing in as somebody, the way people do."""

from playwright.sync_api import Page

from assessments.models import User
from tests.factories import PASSWORD


def sign_in(page: Page, user: User) -> Page:
    """Through the sign-in page, with a password."""
    user.set_password(PASSWORD)
    user.save()
    page.goto("/accounts/login/")
    page.fill("[name=login]", user.email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/rounds/")
    return page
