"""A security key: added, asked for at the next sign-in, and of no use to a page of another address."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from playwright.sync_api import Page, expect

from assessments.models import Role
from tests.browser.people import sign_in_by_hand, sign_out
from tests.factories import PASSWORD, make_person

pytestmark = pytest.mark.django_db(transaction=True)


def plug_in(page: Page) -> tuple[Any, str]:
    """A key of Chromium's own, which presses its button by itself."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": options})[
        "authenticatorId"
    ]


def give_password(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button.primary")


def test_a_key_is_added_and_opens_the_account(live_page: Page) -> None:
    person = make_person(Role.COORDINATOR)
    sign_in_by_hand(live_page, person)
    session, key = plug_in(live_page)
    live_page.goto(reverse("account"))
    live_page.get_by_role("link", name="Xác thực hai bước").click()
    live_page.get_by_role("link", name="Thêm khóa bảo mật").click()
    live_page.fill("[name=password]", PASSWORD)
    live_page.get_by_role("button", name="Xác nhận").click()
    live_page.fill("[name=name]", "Khóa ở cơ quan")
    live_page.get_by_role("button", name="Thêm khóa bảo mật").click()
    expect(live_page.get_by_text("Các mã này chỉ hiện một lần")).to_be_visible()
    live_page.get_by_role("link", name="Đã cất mã").click()
    expect(live_page.get_by_role("cell", name="Khóa ở cơ quan")).to_be_visible()
    assert Authenticator.objects.filter(user=person, type="webauthn").count() == 1
    sign_out(live_page)

    give_password(live_page, person.email)
    live_page.get_by_role("button", name="Dùng khóa bảo mật").click()
    live_page.wait_for_url("**/rounds/")
    sign_out(live_page)

    # Without the key there is a sentence, and no way in.
    give_password(live_page, person.email)
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
    plug_in(live_page)
    live_page.get_by_role("button", name="Dùng khóa bảo mật").click()
    expect(live_page.get_by_role("alert").filter(has_text="Không nhận được khóa")).to_be_visible()
    live_page.goto("/rounds/")
    expect(live_page).to_have_url(re.compile("/accounts/"))
