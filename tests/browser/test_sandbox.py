"""A document that a browser took for a page of ours could do nothing there; and a PDF is shown all the same."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, Response, expect
from pytest_django.live_server_helper import LiveServer

from assessments.acts import add_file
from assessments.models import Assessment, Evidence, Role, User
from criteria.common.files.file_kinds import BY_CONTENT_TYPE, PDF
from tests.assessments.samples import pdf, upload
from tests.browser.conftest import TIMEOUT_MS
from tests.browser.people import sign_in
from tests.browser.waits import until
from tests.factories import make_person, make_round, score_of, sheet_of
from tests.factories import page as by_page

pytestmark = pytest.mark.django_db(transaction=True)
HOSTILE = b"""<!doctype html><title>document</title><base href="/account/" target="_top">
<meta http-equiv="refresh" content="0;url=/account/">
<script>document.title = "ran"; fetch("/account/"); new Image().src = "/account/?" + document.cookie</script>
<img src="/account/" onerror="document.title = 'ran'"><link rel="stylesheet" href="/account/">
<form action="/accounts/logout/" method="post"><input type="submit" id="out" value="out"></form>
<a id="up" href="/account/">up</a><iframe src="/account/"></iframe><object data="/account/"></object>
<svg><script href="/account/"></script></svg><p id="end">end</p>"""


@pytest.fixture
def officer(live_server: LiveServer) -> User:
    return make_person(Role.OFFICER, unit=sheet_of(make_round()).unit)


@pytest.fixture
def evidence(officer: User, settings: Any, tmp_path: Path) -> Evidence:
    settings.MEDIA_ROOT = tmp_path
    sheet = Assessment.objects.get()
    return add_file(
        actor=by_page(officer),
        score_id=score_of(sheet, "1.1").pk,
        upload=upload("Kế hoạch.pdf", pdf()),
    )


@pytest.fixture
def page(whole_browser: Browser, live_server: LiveServer, officer: User) -> Iterator[Page]:
    """A page of the officer's whose breaches of the content policy are what is looked for."""
    context = whole_browser.new_context(base_url=live_server.url, locale="vi-VN")
    context.set_default_timeout(TIMEOUT_MS)
    try:
        yield sign_in(context.new_page(), officer)
    finally:
        context.close()


@pytest.fixture
def hostile(evidence: Evidence, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Evidence:
    """The document as it were if every check at its upload had failed: a page, sent as one."""
    monkeypatch.setitem(BY_CONTENT_TYPE, "text/html", PDF)
    (tmp_path / str(evidence.file)).write_bytes(HOSTILE)
    Evidence.objects.filter(pk=evidence.pk).update(content_type="text/html", size=len(HOSTILE))
    return evidence


def answered(page: Page) -> list[str]:
    """What the server answers of the account page from now on; what the policy stops never comes to it."""
    found: list[str] = []

    def note(response: Response) -> None:
        if "/account/" in response.url:
            found.append(f"{response.request.resource_type} {response.url}")

    page.on("response", note)
    return found


@pytest.mark.parametrize("in_frame", [False, True])
def test_a_document_taken_for_a_page_has_no_rights(
    page: Page, hostile: Evidence, in_frame: bool
) -> None:
    address = reverse("evidence_preview", args=[hostile.pk])
    found = answered(page)
    if in_frame:
        page.evaluate(
            """address => {
              const frame = document.createElement("iframe");
              frame.src = address;
              frame.name = "document";
              document.body.append(frame);
            }""",
            address,
        )
        expect(page.frame_locator("iframe[name=document]").locator("#end")).to_have_text("end")
        document = page.frame(name="document")
    else:
        page.goto(address)
        expect(page.locator("#end")).to_have_text("end")
        document = page.main_frame
    assert document is not None
    assert document.evaluate("self.origin") == "null"
    assert document.title() == "document"
    assert found == []
    if in_frame:
        own = page.url
        document.locator("#out").click()
        document.locator("#up").click()
        assert page.url == own
    page.goto("/account/")
    expect(page.locator("body")).to_contain_text(str(hostile.uploaded_by.email))


def test_a_pdf_is_shown_in_the_same_sandbox(page: Page, evidence: Evidence) -> None:
    page.goto(reverse("evidence_preview", args=[evidence.pk]))
    until(page, lambda: any(frame.url.startswith("chrome-extension:") for frame in page.frames))
