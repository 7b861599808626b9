"""A leaf as a workspace: worked by heart from the keyboard, moved through without a page, in three steps on a phone."""

import gzip
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page, Response, expect

from assessments.acts import add_file, describe_evidence
from assessments.models import Assessment, Role, Score, User
from criteria.actions import publish_set
from criteria.models import CriteriaSet, Criterion
from tests.assessments.samples import pdf
from tests.browser.people import sign_in
from tests.factories import (
    fill,
    load_fixtures,
    make_explaining,
    make_person,
    make_round,
    make_set,
    score_of,
    sheet_of,
)
from tests.factories import page as acting

pytestmark = pytest.mark.django_db(transaction=True)

FORM = "#leaf form.autosave"
HEADING = "#leaf h1"
SHIFTS = """() => {
  window.shifts = 0;
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) window.shifts += one.value;
  }).observe({type: "layout-shift", buffered: false});
}"""
DROP = """async (area, name) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(%s)], name, {type: "application/pdf"}));
  area.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def officer(sheet: Assessment) -> User:
    return make_person(Role.OFFICER, unit=sheet.unit)


@pytest.fixture
def page(new_page: Callable[..., Page], officer: User) -> Page:
    return sign_in(new_page(viewport={"width": 1366, "height": 768}), officer)


def leaf(page: Page, sheet: Assessment, code: str, query: str = "") -> Page:
    page.goto(f"/sheets/{sheet.pk}/leaves/{code}/{query}")
    page.wait_for_function("() => document.getElementById('unscripted').hidden")
    return page


def at(page: Page, code: str) -> None:
    expect(page.locator(HEADING)).to_contain_text(code)


def test_a_ratio_known_by_heart(page: Page, sheet: Assessment) -> None:
    leaf(page, sheet, "1.3")
    page.keyboard.type("75")
    page.keyboard.press("Enter")
    page.keyboard.type("80")
    page.keyboard.press("Control+Enter")
    at(page, "2.1")
    assert page.locator("#leaf :is([aria-invalid=true], [role=alert])").count() == 0
    assert score_of(sheet, "1.3").claimed_points == 1
    expect(page.locator('#tree [data-progress="1"]')).to_have_text("1/3")
    expect(page.locator("#count-empty")).to_have_text("5")
    # The next leaf waits for its figure.
    expect(page.locator(f"{FORM} [name=count]")).to_be_focused()


def _fill_in(page: Page) -> None:
    figures = page.locator(f"{FORM} .figs input")
    number = figures.count()
    if not number:
        page.keyboard.press("1")
        return
    expect(figures.first).to_be_focused()
    for place in range(number):
        page.keyboard.type("1")
        if place < number - 1:
            page.keyboard.press("Enter")


def test_all_leaves_of_a_province_from_the_keyboard(
    new_page: Callable[..., Page], live_server: object
) -> None:
    load_fixtures("units", "criteria_province_2022")
    criteria_set = CriteriaSet.objects.get(code="province-2022")
    if not criteria_set.is_published:
        publish_set(criteria_set=criteria_set, by=make_person(Role.COORDINATOR))
    sheet = sheet_of(make_round(criteria_set))
    own = Score.objects.self_scored().filter(assessment=sheet).in_tree_order()
    codes = list(own.values_list("criterion__code", flat=True))
    assert len(codes) == 74
    page = sign_in(
        new_page(viewport={"width": 1366, "height": 768}),
        make_person(Role.OFFICER, unit=sheet.unit),
    )
    leaf(page, sheet, codes[0])
    for code in codes:
        expect(page.locator("#leaf")).to_have_attribute("data-code", code)
        _fill_in(page)
        page.keyboard.press("Control+Enter")
    page.wait_for_url("**/check/")
    assert not own.filter(claimed_points=None).exists()


def test_a_level_is_chosen_by_its_digit_outside_fields_only(page: Page, sheet: Assessment) -> None:
    leaf(page, sheet, "1.1")
    page.keyboard.press("2")
    expect(page.locator(f"{FORM} .state .ok")).to_be_visible()
    assert score_of(sheet, "1.1").claimed_input == {"option": 1}
    page.locator(f"{FORM} [name=note]").focus()
    page.keyboard.type("Năm 1")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.locator("#keys [data-letters]").uncheck()
    page.locator("#keys button").click()
    page.keyboard.press("1")
    expect(page.locator(f"{FORM} [name=option]").nth(1)).to_be_checked()


def test_half_a_pair_is_left_as_a_draft_and_found_again(page: Page, sheet: Assessment) -> None:
    leaf(page, sheet, "1.3")
    page.keyboard.type("75")
    page.keyboard.press("Control+Enter")
    at(page, "2.1")
    page.keyboard.press("Alt+ArrowUp")
    at(page, "1.3")
    expect(page.locator(f"{FORM} [name=numerator]")).to_have_value("75")
    assert score_of(sheet, "1.3").claimed_points is None


def test_a_wrong_figure_is_not_left_behind(page: Page, sheet: Assessment) -> None:
    leaf(page, sheet, "1.3")
    page.keyboard.type("ba")
    page.keyboard.press("Control+Enter")
    field = page.locator(f"{FORM} [name=numerator]")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    at(page, "1.3")


def test_back_and_reload_are_where_they_were(page: Page, sheet: Assessment) -> None:
    leaf(page, sheet, "1.1", "?show=all")
    page.click("#panel [data-part=history]")
    expect(page.locator("#panel .trail-list")).to_be_visible()
    page.click('#tree [data-move="1.2"]')
    at(page, "1.2")
    # What is open on the right stays.
    expect(page.locator("#panel .trail-list")).to_be_visible()
    expect(page).to_have_url(f"/sheets/{sheet.pk}/leaves/1.2/?show=all&tab=history")
    expect(page).to_have_title(f"1.2 Đánh dấu · {sheet.unit.name_vi} · PAR Index")
    expect(page.locator("#crumbs [aria-current]")).to_have_text("1.2")
    page.reload()
    at(page, "1.2")
    page.go_back()
    at(page, "1.1")
    expect(page.locator('#tree [aria-current="page"]')).to_have_attribute("data-move", "1.1")


def test_a_leaf_that_does_not_come_says_so_and_comes_at_the_next_press(
    page: Page, sheet: Assessment
) -> None:
    leaf(page, sheet, "1.3")
    page.route("**/leaves/2.1/**", lambda route: route.abort())
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#leaf [data-note] [role=alert]")).to_be_visible()
    at(page, "1.3")
    page.unroute("**/leaves/2.1/**")
    page.keyboard.press("Alt+ArrowDown")
    at(page, "2.1")
    expect(page.locator("[data-note]")).to_have_count(0)


def test_the_filter_leads_from_leaf_to_leaf(page: Page, sheet: Assessment, officer: User) -> None:
    fill(sheet, "1.2", "1.3", "2.1", by=officer)
    leaf(page, sheet, "1.1", "?show=empty")
    expect(page.locator("#tree [data-move]")).to_have_count(3)
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")
    at(page, "2.2")
    page.keyboard.press("Alt+ArrowDown")
    at(page, "2.3")
    expect(page.locator("#leaf [data-done]")).to_contain_text("Kiểm tra và gửi")


def test_dropped_is_uploaded(page: Page, sheet: Assessment) -> None:
    leaf(page, sheet, "1.3")
    page.locator("form.upload .drop").evaluate(DROP % list(pdf()), "Báo cáo kiểm tra.pdf")
    expect(page.locator("#panel .files")).to_contain_text("Báo cáo kiểm tra")
    assert score_of(sheet, "1.3").links.get().evidence.title == "Báo cáo kiểm tra"
    expect(page.locator("#number-docs")).to_contain_text("1")
    page.click("#panel .files summary")
    page.fill("#panel .describe [name=issued_on]", "21/7/2022")
    # Left, it saves itself; what is typed next to it stays.
    page.locator("#panel .describe [name=number]").focus()
    page.keyboard.type("45/KH")
    expect(page.locator("#panel .describe .state .ok")).to_be_visible()
    expect(page.locator("#panel .files")).to_contain_text("21/07/2022")
    expect(page.locator("#panel .describe [name=number]")).to_have_value("45/KH")
    page.keyboard.press("Tab")
    expect(page.locator("#panel .files")).to_contain_text("45/KH")


def test_a_wrong_day_is_told_at_its_field_and_mended(
    page: Page, sheet: Assessment, officer: User
) -> None:
    score = score_of(sheet, "1.3")
    upload = SimpleUploadedFile("Báo cáo.pdf", pdf())
    add_file(actor=acting(officer), score_id=score.pk, upload=upload)
    leaf(page, sheet, "1.3")
    page.click("#panel .files summary")
    day = page.locator("#panel .describe [name=issued_on]")
    day.fill("hôm qua")
    day.press("Tab")
    expect(day).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#panel .describe .fault[data-of=issued_on]")).to_contain_text("23/11/2022")
    day.fill("21/7/2022")
    day.press("Tab")
    expect(page.locator("#panel .describe .state .ok")).to_be_visible()
    expect(day).to_have_attribute("aria-invalid", "false")
    assert str(score.links.get().evidence.issued_on) == "2022-07-21"
    # A colleague was faster: both are shown, and nothing is overwritten unasked.
    describe_evidence(actor=acting(officer), link_id=score.links.get().pk, title="Khác")
    page.fill("#panel .describe [name=title]", "Của tôi")
    day.focus()
    alert = page.locator("#panel .describe .state [role=alert]")
    expect(alert).to_contain_text("“Khác”")
    assert score.links.get().evidence.title == "Khác"
    page.click("#panel .describe .state button")
    expect(page.locator("#panel .files")).to_contain_text("Của tôi")


def test_a_file_is_dropped_on_the_document_that_is_asked_for(
    new_page: Callable[..., Page], live_server: object
) -> None:
    criteria_set = make_set(publish=False)
    Criterion.objects.filter(criteria_set=criteria_set, code="1.3").update(
        evidence_vi="Kế hoạch\nBáo cáo"
    )
    publish_set(criteria_set=criteria_set, by=make_person(Role.COORDINATOR))
    sheet = sheet_of(make_round(criteria_set))
    page = sign_in(new_page(), make_person(Role.OFFICER, unit=sheet.unit))
    leaf(page, sheet, "1.3")
    page.locator(".need li:nth-child(2) .drop").evaluate(DROP % list(pdf()), "Báo cáo năm.pdf")
    expect(page.locator(".need > ul > li:nth-child(2) .files")).to_contain_text("Báo cáo năm")
    expect(page.locator("#number-docs")).to_have_text("1/2")
    page.locator("form.upload:has(.more-upload) .drop").evaluate(
        DROP % list(pdf("khác")), "Kế hoạch năm.pdf"
    )
    page.get_by_role("button", name="Kế hoạch", exact=True).click()
    expect(page.locator("#number-docs")).to_have_text("2/2")


def test_an_explanation_is_written_and_left_from_the_keyboard(
    new_page: Callable[..., Page], live_server: object
) -> None:
    sheet = make_explaining("1.1", "1.3")
    page = sign_in(new_page(), make_person(Role.OFFICER, unit=sheet.unit))
    leaf(page, sheet, "1.1", "?show=raised")
    page.fill("form.say [name=text]", "Đã ban hành trong năm")
    page.keyboard.press("Control+Enter")
    at(page, "1.3")
    assert score_of(sheet, "1.1").flag == "answered"


def test_an_explanation_behind_another_part_is_shown_before_it_is_recorded(
    new_page: Callable[..., Page], live_server: object
) -> None:
    sheet = make_explaining("1.1", "1.3")
    page = sign_in(new_page(), make_person(Role.OFFICER, unit=sheet.unit))
    leaf(page, sheet, "1.1", "?show=raised")
    page.fill("form.say [name=text]", "Đã ban hành trong năm")
    page.click("#panel a[data-part=history]")
    expect(page.locator("form.say")).to_have_count(0)
    page.click("#leaf [data-done]")
    expect(page.locator("form.say [name=text]")).to_have_value("Đã ban hành trong năm")
    at(page, "1.1")
    page.click("#leaf [data-done]")
    at(page, "1.3")
    assert score_of(sheet, "1.1").flag == "answered"


@pytest.mark.whole_browser
def test_nothing_moves_when_a_leaf_is_saved(page: Page, sheet: Assessment) -> None:
    leaf(page, sheet, "1.3")
    page.evaluate(SHIFTS)
    page.keyboard.type("75")
    page.keyboard.press("Enter")
    page.keyboard.type("80")
    page.keyboard.press("Enter")
    expect(page.locator(f"{FORM} .state .ok")).to_be_visible()
    expect(page.locator(".why-box .why")).to_have_text("75/80 = 93,75%")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    # Only the digits typed move, within their field.
    assert page.evaluate("window.shifts") < 0.0001


def test_on_a_phone_the_panes_are_steps(
    new_page: Callable[..., Page], sheet: Assessment, officer: User
) -> None:
    page = sign_in(new_page(viewport={"width": 390, "height": 844}), officer)
    leaf(page, sheet, "1.3")
    expect(page.locator(HEADING)).to_be_visible()
    expect(page.locator("#tree")).to_be_hidden()
    expect(page.locator("#panel")).to_be_hidden()
    field = page.locator(f"{FORM} [name=numerator]").bounding_box()
    assert field
    assert field["height"] >= 44
    page.click('#leaf .treebtn a[href="#tree"]')
    expect(page.locator("#tree")).to_be_visible()
    expect(page.locator(HEADING)).to_be_hidden()
    page.click('#tree [data-move="1.2"]')
    at(page, "1.2")
    page.click('#leaf .treebtn a[href="#panel"]')
    expect(page.locator("form.upload")).to_be_visible()
    page.click('#panel .treebtn a[href="#leaf"]')
    expect(page.locator(HEADING)).to_be_visible()


@pytest.mark.parametrize("done", [True, False])
def test_without_a_script_done_saves_and_goes_on(
    new_page: Callable[..., Page], sheet: Assessment, officer: User, done: bool
) -> None:
    page = sign_in(new_page(java_script_enabled=False), officer)
    page.goto(f"/sheets/{sheet.pk}/leaves/1.1/?show=empty")
    page.check("form.autosave [name=option][value='0']")
    page.click("#leaf [data-done]" if done else "#leaf .again")
    at(page, "1.2" if done else "1.1")
    assert score_of(sheet, "1.1").claimed_points == 2


FONTS, ICON = "/static/fonts/", "/static/parindex/icon.svg"
"""What stays with the browser: the icon may come for the page before, which has no body any more."""


def test_a_leaf_s_page_is_light(page: Page, sheet: Assessment) -> None:
    got: list[Response] = []
    page.on("response", lambda one: got.append(one))  # noqa: PLW0108  # a bound method has no place for its mark
    leaf(page, sheet, "1.3")
    page.wait_for_load_state("networkidle")
    own = [one for one in got if one.ok and FONTS not in one.url and ICON not in one.url]
    sizes = {one.url: len(gzip.compress(one.body())) for one in own}
    assert any(url.endswith("/leaves/1.3/") for url in sizes)
    assert sum(sizes.values()) < 75_000, sizes
    got.clear()
    page.click('#tree [data-move="1.2"]')
    at(page, "1.2")
    assert sum(len(gzip.compress(one.body())) for one in got) < 15_000


def test_a_save_is_taken_back_from_its_leaf_and_from_the_next(
    page: Page, sheet: Assessment
) -> None:
    leaf(page, sheet, "1.3")
    undo = page.locator("#leaf [data-undo]")
    expect(undo).to_be_hidden()
    for figure in ("75", "80"):
        page.keyboard.type(figure)
        page.keyboard.press("Enter")
    expect(undo).to_contain_text("1.3")
    page.locator(f"{FORM} [name=denominator]").fill("150")
    page.keyboard.press("Control+Enter")
    at(page, "2.1")
    assert score_of(sheet, "1.3").claimed_input == {"numerator": "75", "denominator": "150"}
    page.keyboard.press("Escape")
    page.keyboard.press("z")
    expect(page.locator("#undone")).to_have_text("Đã hoàn tác 1.3")
    at(page, "2.1")
    assert score_of(sheet, "1.3").claimed_input == {"numerator": "75", "denominator": "80"}
    page.click('#tree [data-move="1.3"]')
    at(page, "1.3")
    expect(page.locator(f"{FORM} [name=denominator]")).to_have_value("80")
    undo.click()
    # Before the first save there was nothing.
    expect(page.locator(f"{FORM} [name=denominator]")).to_have_value("")
    assert score_of(sheet, "1.3").claimed_points is None
    expect(undo).to_be_hidden()
    page.keyboard.press("Escape")
    page.keyboard.press("z")
    expect(page.locator("#undone")).to_contain_text("Không có lần lưu nào")


def test_without_a_script_an_explanation_is_written_from_every_part(
    new_page: Callable[..., Page], live_server: object
) -> None:
    sheet = make_explaining("1.1", "1.3")
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    page = sign_in(new_page(java_script_enabled=False), officer)
    for part in ("history", "guide", "docs"):
        page.goto(f"/sheets/{sheet.pk}/leaves/1.1/?show=raised&tab={part}")
        expect(page.locator("#leaf [data-done]")).to_be_hidden()
        page.get_by_role("link", name="Viết giải trình").click()
        expect(page.locator("form.say [name=text]")).to_be_visible()
    page.fill("form.say [name=text]", "Đã ban hành trong năm")
    page.click("#leaf [data-done]")
    assert score_of(sheet, "1.1").flag == "answered"


def test_new_documents_stand_together_while_explaining(
    new_page: Callable[..., Page], live_server: object
) -> None:
    sheet = make_explaining("1.1")
    page = sign_in(new_page(), make_person(Role.OFFICER, unit=sheet.unit))
    leaf(page, sheet, "1.1", "?show=raised")
    expect(page.locator(".filed")).to_have_count(0)
    page.locator("form.upload:has(.more-upload) .drop").evaluate(DROP % list(pdf()), "Bổ sung.pdf")
    expect(page.locator(".filed")).to_contain_text("Bổ sung")
