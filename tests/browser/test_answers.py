"""Only what this program answers is an answer: all else is said at its place, kept, and tried again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from assessments.acts import submit_assessment
from assessments.models import Assessment, Role
from tests.assessments.samples import pdf
from tests.browser.people import at_leaf, sign_in
from tests.factories import fill, make_person, score_of
from tests.factories import page as by_page

pytestmark = pytest.mark.django_db(transaction=True)

PORTAL = "<html><body><h1>Wi-Fi</h1><form><input name=room></form></body></html>"
STRANGE = (200, 201, 204, 400, 403, 404, 405, 406, 408, 409, 410, 413, 418, 422, 429, 500, 502, 503)
"""What proxies, portals and servers that restart answer with; some of them are statuses of our refusals."""
REPORT: FilePayload = {"name": "bao-cao.pdf", "mimeType": "application/pdf", "buffer": pdf()}
PANEL = "#panel"


def answer(page: Page, pattern: str, status: int) -> None:
    page.unroute(pattern)
    page.route(
        pattern, lambda route: route.fulfill(status=status, content_type="text/html", body=PORTAL)
    )


def test_a_strange_answer_to_a_save_is_said_kept_and_tried_again(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    page = at_leaf(new_page(), sheet)
    form, state = page.locator("form.autosave"), page.locator("form.autosave .state")
    note = form.locator("[name=note]")
    for status in STRANGE:
        answer(page, "**/claim/", status)
        with page.expect_response("**/claim/"):
            note.fill(f"Trả lời {status}")
            note.blur()
        expect(state.first).to_contain_text("Chưa lưu được")
        expect(state.first).to_contain_text(
            "có thể mạng đòi" if status < 400 else "nhận" if status == 413 else str(status)
        )
        # Of the portal's page nothing stands on this one.
        expect(form.locator("h1")).to_have_count(1)
        expect(form.locator("h1")).to_contain_text("1.3")
        expect(state.locator("h1")).to_have_count(0)
        expect(page.locator("#offline")).to_be_visible()
    assert score_of(sheet, "1.3").version == 0
    page.unroute("**/claim/")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(form.locator(".state .ok")).to_be_visible()
    expect(page.locator("#offline")).to_be_hidden()
    assert score_of(sheet, "1.3").claimed_note == f"Trả lời {STRANGE[-1]}"


def test_a_strange_answer_to_an_upload_keeps_the_list_and_the_files_chosen(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    page = at_leaf(new_page(), sheet)
    form = page.locator(f"{PANEL} form.upload")
    form.locator("summary").click()
    form.locator("[name=files]").set_input_files(REPORT)
    form.locator("[name=title]").fill("Báo cáo năm")
    for status in STRANGE:
        answer(page, "**/evidence/", status)
        with page.expect_response("**/evidence/"):
            form.locator("button").click()
        said = form.locator("[data-note]")
        expect(said).to_contain_text(
            "có thể mạng đòi" if status < 400 else "từng tệp" if status == 413 else str(status)
        )
        expect(said).to_have_count(1)
        expect(form.locator("progress")).to_be_hidden()
        expect(form.locator("[name=title]")).to_have_value("Báo cáo năm")
    assert form.locator("[name=files]").evaluate("input => input.files.length") == 1
    page.unroute("**/evidence/")
    form.locator("button").click()
    expect(page.locator(f"{PANEL} .files")).to_contain_text("Báo cáo năm")


def test_a_leaf_does_not_open_with_a_strange_page(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    page = at_leaf(new_page(), sheet)
    for status in (200, 404, 429):
        answer(page, "**/leaves/2.1/*", status)
        with page.expect_response("**/leaves/2.1/*"):
            page.locator('#tree [data-domain="2"]').evaluate("one => { one.open = true; }")
            page.click('#tree [data-move="2.1"]')
        expect(page.locator("#leaf [role=alert]")).to_contain_text("Chưa thực hiện được")
        expect(page.locator("#leaf h1")).to_contain_text("1.3")
    page.unroute("**/leaves/2.1/*")
    page.click('#tree [data-move="2.1"]')
    expect(page.locator("#leaf h1")).to_contain_text("2.1")


def test_a_refusal_leaves_the_files_chosen_in_their_place(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    page = at_leaf(new_page(), sheet)
    form = page.locator(f"{PANEL} form.upload")
    form.locator("summary").click()
    form.locator("[name=files]").set_input_files(REPORT)
    # Without its token the program itself refuses: the page is older than the latest sign-in.
    page.evaluate("document.cookie = 'csrftoken=' + 'x'.repeat(32)")
    form.locator("button").click()
    expect(page.locator(f"{PANEL} [data-note]")).to_contain_text("tải lại trang rồi lưu lại")
    assert form.locator("[name=files]").evaluate("input => input.files.length") == 1


def test_a_strange_answer_to_an_award_is_handed_to_the_reviewer(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    fill(sheet)
    leader = make_person(Role.LEADER, unit=sheet.unit)
    submit_assessment(actor=by_page(leader), assessment_id=sheet.pk)
    page = sign_in(new_page(), make_person(Role.REVIEWER, at="BNV"))
    page.goto(f"/sheets/{sheet.pk}/leaves/1.3/")
    page.fill("form.award [name=numerator]", "40")
    page.fill("form.award [name=reason]", "Chỉ 40 cơ quan")
    for status in STRANGE:
        answer(page, "**/award/", status)
        with page.expect_response("**/award/"):
            page.get_by_role("button", name="Lưu điểm thẩm định").click()
        expect(page.locator("form.award .state")).to_contain_text("hãy bấm lại để lưu")
        expect(page.locator("#offline")).to_contain_text("Hãy bấm lại")
        expect(page.locator("form.award [name=reason]")).to_have_value("Chỉ 40 cơ quan")
    assert score_of(sheet, "1.3").awarded_points is None
    page.unroute("**/award/")
    page.get_by_role("button", name="Lưu điểm thẩm định").click()
    expect(page.locator("form.award .state .ok")).to_be_visible()
    assert score_of(sheet, "1.3").awarded_note == "Chỉ 40 cơ quan"
