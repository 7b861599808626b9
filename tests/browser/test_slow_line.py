"""On a slow line nothing that is pressed or typed is lost while answers are on their way."""

from collections.abc import Callable

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from assessments.acts import award_points, submit_assessment
from assessments.models import Assessment, Flag, Role
from tests.browser.people import sign_in
from tests.browser.waits import hold, send_on
from tests.factories import fill, make_person, make_round, score_of, sheet_of
from tests.factories import page as by_page

pytestmark = pytest.mark.django_db(transaction=True)

LATENCY_MS = 400
SHIFT = """() => {
    const box = document.createElement("div");
    box.style.height = "45px";
    document.querySelector("main").prepend(box);
}"""
PREVIEWED = """count => performance.getEntriesByType("resource")
    .filter(one => one.name.endsWith("/preview/")).length >= count"""
ARRIVAL = """async field => {
    const arrived = new Promise(done => document.addEventListener("scrollend", done, {once: true, capture: true}));
    field.focus();
    const at = field.getBoundingClientRect().top;
    await arrived;
    return [at, field.getBoundingClientRect().top];
}"""
PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture
def sheet(live_server: object) -> Assessment:
    """A sheet under review."""
    sheet = sheet_of(make_round())
    fill(sheet)
    leader = make_person(Role.LEADER, unit=sheet.unit)
    submit_assessment(actor=by_page(leader), assessment_id=sheet.pk)
    return sheet


def slow(page: Page) -> Page:
    """Every answer takes its time from now on."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    speed = {"latency": LATENCY_MS, "downloadThroughput": -1, "uploadThroughput": -1}
    line.send("Network.emulateNetworkConditions", {"offline": False, **speed})
    return page


def reviewing(page: Page, sheet: Assessment, path: str = "") -> Page:
    sign_in(page, make_person(Role.REVIEWER, at="BNV"))
    page.goto(f"/sheets/{sheet.pk}/{path}")
    return slow(page)


def box(locator: Locator) -> FloatRect:
    found = locator.bounding_box()
    assert found
    return found


def press(page: Page, locator: Locator) -> None:
    """The button of the mouse goes down on it, and stays down."""
    locator.scroll_into_view_if_needed()
    place = box(locator)
    page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    page.mouse.down()


def previewed(page: Page, count: int) -> None:
    """As many previews have come, and the page has been drawn since."""
    page.wait_for_function(PREVIEWED, arg=count)
    page.evaluate(PAINTED)


def test_of_three_leaves_asked_for_at_once_the_last_one_comes(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    page = reviewing(new_page(), sheet, "leaves/1.1/")
    for code in ("1.3", "1.1", "1.2"):
        page.click(f'#tree [data-move="{code}"]')
    expect(page.locator("#leaf h1")).to_contain_text("1.2")
    expect(page.locator("#tree [aria-current=page]")).to_have_attribute("data-move", "1.2")


def test_the_page_is_at_a_field_at_once(new_page: Callable[..., Page], sheet: Assessment) -> None:
    page = reviewing(new_page(viewport={"width": 1366, "height": 560}), sheet, "leaves/1.3/")
    # A press on what glides by lands on one thing and ends on another.
    at, after = page.locator("form.award [name=reason]").evaluate(ARRIVAL)
    assert abs(at - after) <= 1


@pytest.mark.parametrize("width", [1366, 390])
def test_a_preview_moves_no_button(
    new_page: Callable[..., Page], sheet: Assessment, width: int
) -> None:
    score = score_of(sheet, "1.3")
    reviewer = make_person(Role.REVIEWER, at="BNV")
    award_points(actor=by_page(reviewer), score_id=score.pk, version=score.version, accept=True)
    page = new_page(viewport={"width": width, "height": 2000})
    reviewing(page, sheet, "leaves/1.3/")
    buttons = page.locator("form.award button:visible")
    before = [box(button) for button in buttons.all()]
    assert len(before) == 2
    for number, figure in enumerate(("40", "bốn mươi cơ quan, theo báo cáo", ""), start=1):
        page.fill("form.award [name=numerator]", figure)
        page.fill("form.award [name=denominator]", figure)
        previewed(page, number)
        assert [box(button) for button in buttons.all()] == before


def test_a_press_counts_during_which_the_preview_arrives(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    page = reviewing(new_page(), sheet, "leaves/1.3/")
    form = "form.award"
    held = hold(page, "**/preview/", "POST")
    page.fill(f"{form} [name=numerator]", "bốn mươi cơ quan, theo báo cáo của đơn vị")
    page.fill(f"{form} [name=denominator]", "tám mươi")
    press(page, page.get_by_role("button", name="Chấp nhận như đơn vị kê khai"))
    send_on(page, held)
    previewed(page, 1)
    page.mouse.up()
    expect(page.locator(f"{form} .state .ok")).to_be_visible()
    assert score_of(sheet, "1.3").awarded_points == 2


def test_a_press_counts_whose_button_moves_away(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    page = reviewing(new_page(), sheet, "leaves/1.3/")
    press(page, page.get_by_role("button", name="Chấp nhận như đơn vị kê khai"))
    page.evaluate(SHIFT)
    page.mouse.up()
    expect(page.locator("form.award .state .ok")).to_be_visible()
    assert score_of(sheet, "1.3").awarded_points == 2


def test_a_press_is_taken_back_by_going_elsewhere(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    page = reviewing(new_page(), sheet, "leaves/1.3/")
    press(page, page.get_by_role("button", name="Chấp nhận như đơn vị kê khai"))
    page.mouse.move(5, 5)
    page.mouse.up()
    # The next save is the first: the one that was taken back sent nothing.
    page.fill("form.award [name=numerator]", "40")
    page.fill("form.award [name=reason]", "Chỉ 40 cơ quan")
    page.get_by_role("button", name="Lưu điểm thẩm định").click()
    expect(page.locator("form.award .state .ok")).to_be_visible()
    assert score_of(sheet, "1.3").version == 2
    assert score_of(sheet, "1.3").awarded_note == "Chỉ 40 cơ quan"


def test_what_is_typed_while_the_award_is_under_way_stays_under_the_hand(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    page = reviewing(new_page(), sheet, "leaves/1.3/?tab=talk")
    award, say = "form.award", "form.say"
    page.click(f"{award} [name=accept]")
    expect(page.locator(f"{award} .state .ok")).to_be_visible()
    # Once more: now the question's form is there, and the answer to the award brings a new one.
    page.fill(f"{award} [name=reason]", "Đủ căn cứ")
    held = hold(page, "**/award/", "POST")
    page.click(f"{award} [name=accept]")
    question = page.locator(f"{say} [name=text]")
    question.click()
    page.keyboard.type("Vì sao chỉ ")
    expect(page.locator(f"{award} .state")).to_contain_text("Đang lưu")
    send_on(page, held)
    expect(page.locator(f"{award} .state .ok")).to_be_visible()
    expect(question).to_be_focused()
    page.keyboard.type("40?")
    expect(question).to_have_value("Vì sao chỉ 40?")
    page.click(f"{say} [value=raise]")
    expect(page.locator("#panel .facing")).to_contain_text("Vì sao chỉ 40?")
    assert score_of(sheet, "1.3").flag == Flag.RAISED
