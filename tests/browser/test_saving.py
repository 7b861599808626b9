"""Work is never lost in the browser: failed saves, colleagues, sessions that end, no JavaScript."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page, expect

from assessments.acts import add_file, open_council, save_claim, submit_assessment
from assessments.models import Assessment, Role, Score
from tests.assessments.samples import pdf
from tests.browser.people import sign_in, sign_in_by_hand
from tests.factories import (
    fill,
    make_disputed,
    make_explaining,
    make_person,
    score_of,
)
from tests.factories import page as by_page

pytestmark = pytest.mark.django_db(transaction=True)

FORM = "form.autosave"


def opened(page: Page, sheet: Assessment, code: str = "1.3") -> Page:
    page.goto(f"/sheets/{sheet.pk}/leaves/{code}/")
    page.locator("#leaf").wait_for()
    return page


def test_typed_text_survives_a_failed_save_and_is_saved_later(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    page = opened(sign_in(new_page(), officer), sheet)
    page.route("**/claim/", lambda route: route.abort())
    page.fill(f"{FORM} [name=note]", "Giải trình dài, không được mất")
    page.locator(f"{FORM} [name=note]").blur()
    expect(page.locator(f"{FORM} .state")).to_contain_text("Chưa lưu được: mất kết nối")
    expect(page.locator("#offline")).to_be_visible()
    expect(page.locator(f"{FORM} [name=note]")).to_have_value("Giải trình dài, không được mất")
    page.unroute("**/claim/")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator(f"{FORM} .state .ok")).to_be_visible()
    expect(page.locator("#offline")).to_be_hidden()
    assert score_of(sheet, "1.3").claimed_note == "Giải trình dài, không được mất"


def test_unsaved_text_comes_back_after_a_reload(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    page = opened(sign_in(new_page(), officer), sheet)
    page.route("**/claim/", lambda route: route.abort())
    page.fill(f"{FORM} [name=note]", "Chưa kịp lưu")
    page.on("dialog", lambda dialog: dialog.accept())
    opened(page, sheet)
    expect(page.locator(f"{FORM} [name=note]")).to_have_value("Chưa kịp lưu")
    expect(page.locator(f"{FORM} .state")).to_contain_text("Đã khôi phục")


def test_an_ended_session_keeps_the_text_and_says_what_to_do(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    page = opened(sign_in(new_page(), officer), sheet)
    page.context.clear_cookies(name="sessionid")
    page.fill(f"{FORM} [name=note]", "Vẫn còn đây")
    page.locator(f"{FORM} [name=note]").blur()
    expect(page.locator(f"{FORM} .state")).to_contain_text("Phiên làm việc đã hết")
    expect(page.locator(f"{FORM} [name=note]")).to_have_value("Vẫn còn đây")


def test_signing_in_again_in_another_tab_saves_what_was_kept(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    page = opened(sign_in(new_page(), officer), sheet)
    page.context.clear_cookies(name="sessionid")
    page.fill(f"{FORM} [name=note]", "Vẫn còn đây")
    page.locator(f"{FORM} [name=note]").blur()
    expect(page.locator(f"{FORM} .state")).to_contain_text("Phiên làm việc đã hết")
    sign_in_by_hand(page.context.new_page(), officer)
    page.click(f"{FORM} button:has-text('Lưu')")
    expect(page.locator(f"{FORM} .state .ok")).to_be_visible()
    assert score_of(sheet, "1.3").claimed_note == "Vẫn còn đây"


def _meet(page: Page, sheet: Assessment) -> None:
    """A colleague saves first; then the page's person saves something else."""
    colleague = make_person(Role.OFFICER, unit=sheet.unit)
    save_claim(
        actor=by_page(colleague),
        score_id=score_of(sheet, "1.3").pk,
        version=0,
        entry={"numerator": "80", "denominator": "80"},
        note="Của đồng nghiệp",
    )
    page.fill(f"{FORM} [name=note]", "Của tôi")
    page.locator(f"{FORM} [name=note]").blur()
    box = page.locator(f"{FORM} [data-conflict]")
    expect(box).to_contain_text("80/80 = 100%")
    expect(box).to_contain_text("Của đồng nghiệp")
    expect(page.locator(f"{FORM} [name=note]")).to_have_value("Của tôi")


def test_a_colleagues_newer_value_can_be_replaced(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    page = opened(sign_in(new_page(), make_person(Role.OFFICER, unit=sheet.unit)), sheet)
    _meet(page, sheet)
    page.click(f"{FORM} [data-keep-mine]")
    expect(page.locator(f"{FORM} .state .ok")).to_be_visible()
    score = score_of(sheet, "1.3")
    assert (score.claimed_note, score.claimed_points, score.version) == ("Của tôi", None, 2)


def test_a_colleagues_newer_value_can_be_kept(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    page = opened(sign_in(new_page(), make_person(Role.OFFICER, unit=sheet.unit)), sheet)
    _meet(page, sheet)
    expect(page.locator("#total-claimed")).to_have_text("2/12")
    expect(page.locator('[data-progress="1"]')).to_have_text("1/3")
    page.click(f"{FORM} [data-take-theirs]")
    expect(page.locator("#leaf .sum .c-claim")).to_have_text("2")
    expect(page.locator(f"{FORM} [name=note]")).to_have_value("Của đồng nghiệp")
    expect(page.locator(f"{FORM} [name=numerator]")).to_have_value("80")
    assert score_of(sheet, "1.3").claimed_note == "Của đồng nghiệp"


def test_everything_saves_without_javascript(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    page = sign_in(new_page(java_script_enabled=False), officer)
    page.goto(f"/sheets/{sheet.pk}/?show=all")
    page.click('[id="r1.3"] a.open')
    page.fill("form.autosave [name=numerator]", "abc")
    page.fill("form.autosave [name=denominator]", "80")
    page.fill("form.autosave [name=note]", "Không có JavaScript")
    page.click("form.autosave button")
    expect(page.locator("main [role=alert]")).to_contain_text("“abc” không phải là số")
    wrong = page.locator("form.autosave [aria-invalid=true]")
    expect(wrong).to_have_attribute("name", "numerator")
    expect(page.locator("form.autosave [name=note]")).to_have_value("Không có JavaScript")
    page.fill("form.autosave [name=numerator]", "80")
    page.click("form.autosave button")
    expect(page.locator("main .banner[role=status]")).to_have_text("Đã lưu")
    expect(page.locator("form.autosave .why")).to_have_text("80/80 = 100%")
    assert score_of(sheet, "1.3").claimed_points == 2


def test_a_sheet_is_worked_with_the_keyboard_alone(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    page = sign_in(new_page(), make_person(Role.OFFICER, unit=sheet.unit))
    page.goto(f"/sheets/{sheet.pk}/")
    page.locator('[id="r1.3"] a.open').focus()
    page.keyboard.press("Enter")
    # An empty leaf begins at its first figure.
    expect(page.locator(f"{FORM} [name=numerator]")).to_be_focused()
    page.keyboard.type("80")
    page.keyboard.press("Enter")
    expect(page.locator(f"{FORM} [name=denominator]")).to_be_focused()
    page.keyboard.type("80")
    page.keyboard.press("Enter")
    expect(page.locator(f"{FORM} .state .ok")).to_be_visible()
    assert score_of(sheet, "1.3").claimed_points == 2
    page.goto(f"/sheets/{sheet.pk}/")
    page.locator("[data-next]").focus()
    page.keyboard.press("Enter")
    expect(page.locator('[id="r1.1"] a.open')).to_be_focused()
    Score.objects.filter(assessment=sheet).update(claimed_points=0)
    page.reload()
    page.click("[data-next]")
    expect(page.locator("#next-said")).to_have_text("Không còn mục nào chưa xong.")


def test_domains_fold(new_page: Callable[..., Page], sheet: Assessment) -> None:
    page = sign_in(new_page(), make_person(Role.OFFICER, unit=sheet.unit))
    page.goto(f"/sheets/{sheet.pk}/")
    page.click('[data-expand="false"]')
    expect(page.locator('[id="r1.1"]')).to_be_hidden()
    page.click('[id="r1"] .fold')
    expect(page.locator('[id="r1.1"]')).to_be_visible()
    expect(page.locator('[id="r2.1"]')).to_be_hidden()


@pytest.mark.whole_browser
def test_the_columns_keep_their_heads_below_the_bar(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    page = sign_in(
        new_page(viewport={"width": 1366, "height": 400}),
        make_person(Role.OFFICER, unit=sheet.unit),
    )
    page.goto(f"/sheets/{sheet.pk}/")
    page.locator('[id="r1.3"]').evaluate(
        "row => row.scrollIntoView({block: 'start', behavior: 'instant'})"
    )
    places = (".sheet-bar", ".sheet thead th", '[id="r1.3"]')
    boxes = [page.locator(place).first.bounding_box() for place in places]
    bar, head, row = ({"y": box["y"], "height": box["height"]} for box in boxes if box)
    assert abs(bar["y"]) <= 1
    assert abs(head["y"] - (bar["y"] + bar["height"])) <= 1
    assert abs(row["y"] - (head["y"] + head["height"])) <= 2


def test_what_needs_a_script_is_hidden_without_one(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    for scripts in (True, False):
        page = sign_in(new_page(java_script_enabled=scripts), officer)
        page.goto(f"/sheets/{sheet.pk}/")
        for name in ("data-expand", "data-next"):
            expect(page.locator(f"[{name}]").first).to_be_visible(visible=scripts)


def test_a_leaf_s_own_page_saves_itself_and_keeps_what_did_not_arrive(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    page = sign_in(new_page(), make_person(Role.OFFICER, unit=sheet.unit))
    page.goto(f"/sheets/{sheet.pk}/leaves/1.3/")
    page.fill("form.autosave [name=numerator]", "80")
    page.fill("form.autosave [name=denominator]", "80")
    page.locator("form.autosave [name=denominator]").blur()
    expect(page.locator("form.autosave .state .ok")).to_be_visible()
    assert score_of(sheet, "1.3").claimed_points == 2
    page.route("**/claim/", lambda route: route.abort())
    page.fill("form.autosave [name=note]", "Chưa kịp lưu")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("form.autosave [name=note]")).to_have_value("Chưa kịp lưu")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_chosen_option_is_taken_back(
    new_page: Callable[..., Page], sheet: Assessment, scripts: bool
) -> None:
    page = sign_in(new_page(java_script_enabled=scripts), fill(sheet, "1.1"))
    page.goto(f"/sheets/{sheet.pk}/leaves/1.1/")
    chosen = page.locator("form.autosave [name=option]").first
    expect(chosen).to_be_checked()
    page.click("form.autosave [name=clear]")
    expect(
        page.locator("form.autosave .state .ok, main .banner[role=status]").first
    ).to_be_visible()
    expect(chosen).not_to_be_checked()
    expect(page.locator("form.autosave .why")).to_have_count(0)
    assert score_of(sheet, "1.1").claimed_points is None


def test_enter_in_a_reviewer_s_figure_saves_the_figure(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    fill(sheet)
    leader = make_person(Role.LEADER, unit=sheet.unit)
    submit_assessment(actor=by_page(leader), assessment_id=sheet.pk)
    page = sign_in(new_page(), make_person(Role.REVIEWER, at="BNV"))
    page.goto(f"/sheets/{sheet.pk}/leaves/1.3/")
    page.fill("form.award [name=reason]", "Chỉ 40 cơ quan")
    page.fill("form.award [name=numerator]", "40")
    page.press("form.award [name=numerator]", "Enter")
    expect(page.locator("form.award .state .ok")).to_be_visible()
    assert score_of(sheet, "1.3").awarded_note == "Chỉ 40 cơ quan"
    assert (score_of(sheet, "1.3").awarded_input or {})["numerator"] == "40"


def test_what_is_refused_is_said_once_at_its_field(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    page = opened(sign_in(new_page(), make_person(Role.OFFICER, unit=sheet.unit)), sheet)
    field = page.locator(f"{FORM} [name=numerator]")
    sentences = page.locator(f"{FORM} :is(.why-wrong, .banner.bad, .fault)").filter(
        visible=True, has_text="không phải là số"
    )
    field.fill("ba")
    expect(sentences).to_have_count(1)
    expect(sentences).to_contain_text("“ba” không phải là số")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert sentences.get_attribute("id") == field.get_attribute("aria-describedby")
    field.blur()
    expect(page.locator(f"{FORM} .state [role=alert]")).to_be_visible()
    expect(sentences).to_have_count(1)
    # While it is being changed, its place says what is wrong now, and then nothing.
    field.fill("bay")
    expect(sentences).to_contain_text("“bay” không phải là số")
    field.fill("7")
    expect(sentences).to_have_count(0)
    expect(field).to_have_attribute("aria-invalid", "false")


def test_an_open_leaf_is_printed_with_the_unit_s_figures(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    officer = fill(sheet, "1.3")
    page = opened(sign_in(new_page(), officer), sheet)
    page.emulate_media(media="print")
    expect(page.locator(f"{FORM} [name=numerator]")).to_be_visible()
    expect(page.locator(f"{FORM} .why")).to_have_text("80/80 = 100%")
    expect(page.locator(f"{FORM} button").first).to_be_hidden()
    expect(page.locator("form.upload").first).to_be_hidden()


def test_an_explanation_takes_its_chosen_file_along(
    new_page: Callable[..., Page], live_server: object
) -> None:
    sheet = make_explaining("1.3")
    page = sign_in(new_page(), make_person(Role.OFFICER, unit=sheet.unit))
    page.goto(f"/sheets/{sheet.pk}/leaves/1.3/")
    page.set_input_files(
        "form.upload [name=files]",
        {"name": "bao-cao.pdf", "mimeType": "application/pdf", "buffer": pdf()},
    )
    page.fill("form.say [name=text]", "Gửi kèm báo cáo")
    page.click("form.say [value=explain]")
    expect(page.locator(".files li")).to_contain_text("bao-cao.pdf")
    expect(page.locator(".facing")).to_contain_text("Gửi kèm báo cáo")
    assert score_of(sheet, "1.3").links.count() == 1


def test_minutes_outlive_the_other_forms_of_their_page(
    new_page: Callable[..., Page], live_server: object
) -> None:
    sheet = make_disputed("1.3")
    coordinator = make_person(Role.COORDINATOR)
    council = open_council(
        actor=by_page(coordinator),
        round_id=sheet.round_id,
        title="Phiên họp",
        held_on=datetime.date(2026, 11, 24),
        members=[("Trần A", "")],
        score_ids=[score_of(sheet, "1.3").pk],
    )
    page = sign_in(new_page(), coordinator)
    page.goto(f"/councils/{council.pk}/")
    page.fill("[name=minutes]", "Biên bản dài")
    page.check("#attendance [type=radio][value=present]")
    page.click("[value=attend]")
    expect(page.locator("main")).to_contain_text("Đủ thành viên.")
    expect(page.locator("[name=minutes]")).to_have_value("Biên bản dài")


def test_an_ended_session_is_said_once_and_forgotten_once_saved(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    page = opened(sign_in(new_page(), officer), sheet)
    page.context.clear_cookies(name="sessionid")
    for name, figure in (("numerator", "75"), ("denominator", "80")):
        with page.expect_response("**/preview/"):
            page.fill(f"{FORM} [name={name}]", figure)
    page.locator(f"{FORM} [name=denominator]").blur()
    expect(page.locator(f"{FORM} .state")).to_contain_text("Phiên làm việc đã hết")
    expect(page.locator(f"{FORM} .state a")).to_have_attribute("target", "_blank")
    expect(page.locator(f"{FORM} .why-box")).to_have_text("")
    sign_in(page.context.new_page(), officer)
    page.click(f"{FORM} button:has-text('Lưu')")
    expect(page.locator(f"{FORM} .state .ok")).to_be_visible()
    expect(page.locator(f"{FORM} .why-box .why")).to_have_text("75/80 = 93,75%")


NO_PAGES = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.mark.whole_browser
def test_a_document_that_cannot_be_shown_takes_no_focus(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    # One without pages, from before such files were refused: the viewer's own message asks for the focus.
    file = SimpleUploadedFile("bao-cao.pdf", pdf(), "application/pdf")
    document = add_file(
        actor=by_page(officer), score_id=score_of(sheet, "1.3").pk, upload=file, title="Một"
    )
    # As long as the file that it takes the place of: of another length it would count as lost.
    Path(document.file.path).write_bytes(NO_PAGES.ljust(document.size or 0, b"\n"))
    fill(sheet)
    submit_assessment(
        actor=by_page(make_person(Role.LEADER, unit=sheet.unit)), assessment_id=sheet.pk
    )
    page = sign_in(new_page(), make_person(Role.REVIEWER, at="BNV"))
    page.add_init_script(
        "window.addEventListener('blur', () => { document.body.dataset.taken = 1; })"
    )
    page.goto(f"/sheets/{sheet.pk}/leaves/1.3/")
    reason = page.locator("form.award [name=reason]")
    reason.focus()
    # It did take it, and gave it back.
    expect(page.locator("body")).to_have_attribute("data-taken", "1")
    expect(reason).to_be_focused()
    page.keyboard.type("Chỉ 60 cơ quan")
    expect(reason).to_have_value("Chỉ 60 cơ quan")


UPLOAD = "form.upload"


def _choose(page: Page) -> None:
    # Who describes it first sends it by the button.
    if page.locator(f"{UPLOAD} details").get_attribute("open") is None:
        page.click(f"{UPLOAD} summary")
    page.set_input_files(
        f"{UPLOAD} [name=files]",
        {"name": "bao-cao.pdf", "mimeType": "application/pdf", "buffer": pdf()},
    )
    page.fill(f"{UPLOAD} [name=title]", "Báo cáo năm")
    page.click(f"{UPLOAD} button")


def _add_again(page: Page, sheet: Assessment) -> None:
    expect(page.locator(f"{UPLOAD} [name=title]")).to_have_value("Báo cáo năm")
    page.click(f"{UPLOAD} button")
    expect(page.locator("#panel .files")).to_contain_text("Báo cáo năm")
    expect(page.locator("#panel [data-note]")).to_have_count(0)


def test_a_session_that_ended_keeps_the_files_chosen(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    page = opened(sign_in(new_page(), officer), sheet)
    page.context.clear_cookies(name="sessionid")
    _choose(page)
    expect(page.locator("#panel [data-note]")).to_contain_text("Phiên làm việc đã hết")
    sign_in(page.context.new_page(), officer)
    _add_again(page, sheet)


def test_an_upload_that_does_not_arrive_is_said(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    page = opened(sign_in(new_page(), make_person(Role.OFFICER, unit=sheet.unit)), sheet)
    page.route("**/evidence/", lambda route: route.abort())
    _choose(page)
    expect(page.locator(f"{UPLOAD} [data-note]")).to_contain_text("mất kết nối")
    page.unroute("**/evidence/")
    _add_again(page, sheet)


def test_a_file_too_large_is_told_before_it_is_sent(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    page = opened(sign_in(new_page(), make_person(Role.OFFICER, unit=sheet.unit)), sheet)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    files = page.locator(f"{UPLOAD} [name=files]")
    assert files.get_attribute("data-most") == "52428800"
    files.evaluate("input => input.dataset.most = 100")
    _choose(page)
    message = files.evaluate("input => input.validationMessage")
    assert message.startswith("bao-cao.pdf: Lớn hơn 50 MB")
    assert "POST" not in sent
    files.evaluate("input => input.dataset.most = 52428800")
    _choose(page)
    expect(page.locator("#panel .files")).to_contain_text("Báo cáo năm")


def test_a_leaf_that_does_not_come_says_so_and_comes_at_the_next_click(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    page = opened(sign_in(new_page(), make_person(Role.OFFICER, unit=sheet.unit)), sheet, "1.1")
    page.route("**/leaves/1.3/*", lambda route: route.abort())
    page.click('#tree [data-move="1.3"]')
    expect(page.locator("#leaf [role=alert]")).to_contain_text("mất kết nối")
    page.unroute("**/leaves/1.3/*")
    page.click('#tree [data-move="1.3"]')
    expect(page.locator("#leaf h1")).to_contain_text("1.3")
    expect(page.locator("#leaf")).not_to_contain_text("mất kết nối")
