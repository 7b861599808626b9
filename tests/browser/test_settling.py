"""What saves itself records what was meant, not what was passed on the way."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Assessment, Change, Role, User
from tests.browser.people import sign_in
from tests.browser.waits import hold, send_on, until
from tests.factories import fill, make_explaining, make_person, score_of

pytestmark = pytest.mark.django_db(transaction=True)

FORM = "form.autosave"
STATE = f"{FORM} .state"


@pytest.fixture
def officer(sheet: Assessment) -> User:
    return make_person(Role.OFFICER, unit=sheet.unit)


@pytest.fixture
def page(new_page: Callable[..., Page], officer: User) -> Page:
    return sign_in(new_page(), officer)


def leaf(page: Page, sheet: Assessment, code: str) -> Page:
    page.goto(f"/sheets/{sheet.pk}/leaves/{code}/")
    return page


def recorded(sheet: Assessment, code: str) -> list[object]:
    """What the record holds of the leaf's claims, oldest first."""
    lines = Change.objects.filter(score=score_of(sheet, code), act="save_claim").order_by("pk")
    return [(line.after or {})["input"] for line in lines]


def saved(page: Page) -> None:
    expect(page.locator(f"{STATE} .ok")).to_be_visible()


def test_a_half_entered_pair_is_a_draft(page: Page, sheet: Assessment) -> None:
    leaf(page, sheet, "1.3").locator(f"{FORM} [name=numerator]").focus()
    page.keyboard.type("75")
    expect(page.locator(STATE)).to_have_text("Đang nhập, chưa lưu")
    page.keyboard.press("Tab")
    expect(page.locator(f"{FORM} .why")).to_have_text("Chưa nhập mẫu số")
    expect(page.locator(f"{FORM} :is(.why-wrong, [role=alert])")).to_have_count(0)
    assert score_of(sheet, "1.3").version == 0
    # Left half done, it is kept and said to be so; the note beside it is saved.
    page.keyboard.press("Tab")
    expect(page.locator(STATE)).to_contain_text("Bản nháp, chưa ghi số liệu: Chưa nhập mẫu số")
    page.fill(f"{FORM} [name=note]", "Chờ số của sở")
    with page.expect_response("**/claim/"):
        page.locator(f"{FORM} [name=note]").blur()
    expect(page.locator(STATE)).to_contain_text("Bản nháp")
    assert score_of(sheet, "1.3").claimed_note == "Chờ số của sở"
    leaf(page, sheet, "1.3")
    expect(page.locator(f"{FORM} [name=numerator]")).to_have_value("75")
    page.fill(f"{FORM} [name=denominator]", "80")
    page.locator(f"{FORM} [name=denominator]").blur()
    saved(page)
    assert recorded(sheet, "1.3") == [None, {"numerator": "75", "denominator": "80"}]


def test_a_half_entered_pair_is_refused_when_it_is_declared_finished(
    page: Page, sheet: Assessment
) -> None:
    leaf(page, sheet, "1.3").fill(f"{FORM} [name=denominator]", "80")
    # Enter in the last figure.
    page.press(f"{FORM} [name=denominator]", "Enter")
    fault = page.locator(f"{FORM} .fault[role=alert]")
    expect(fault).to_have_text("Chưa nhập tử số")
    expect(page.locator(f"{FORM} [name=numerator]")).to_have_attribute("aria-invalid", "true")


def test_a_preview_that_is_late_takes_nothing_of_a_refusal_away(
    page: Page, sheet: Assessment
) -> None:
    held = hold(page, "**/preview/", "POST")
    leaf(page, sheet, "1.3").fill(f"{FORM} [name=denominator]", "80")
    until(page, lambda: bool(held))
    page.press(f"{FORM} [name=denominator]", "Enter")
    fault = page.locator(f"{FORM} .fault[role=alert]")
    expect(fault).to_have_text("Chưa nhập tử số")
    send_on(page, held)
    expect(page.locator(f"{FORM} .why-box")).to_contain_text("Chưa nhập tử số")
    expect(fault).to_have_text("Chưa nhập tử số")
    # What is typed from now on is looked at afresh.
    page.fill(f"{FORM} [name=numerator]", "75")
    send_on(page, held)
    expect(fault).to_have_count(0)


def test_a_pair_is_corrected_figure_by_figure_and_recorded_once(
    page: Page, sheet: Assessment
) -> None:
    fill(sheet, "1.3")
    leaf(page, sheet, "1.3").locator(f"{FORM} [name=numerator]").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("3857")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("4000")
    page.keyboard.press("Tab")
    saved(page)
    assert recorded(sheet, "1.3") == [
        {"numerator": "80", "denominator": "80"},
        {"numerator": "3857", "denominator": "4000"},
    ]


def test_options_passed_with_the_arrow_keys_are_not_recorded(page: Page, sheet: Assessment) -> None:
    leaf(page, sheet, "1.1").locator(f"{FORM} [name=option]").first.focus()
    for key in ("Space", "ArrowDown", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
    expect(page.locator(f"{FORM} [name=option]").nth(1)).to_be_checked()
    expect(page.locator(STATE)).to_have_text("Đang nhập, chưa lưu")
    page.locator(f"{FORM} [name=note]").focus()
    saved(page)
    assert recorded(sheet, "1.1") == [{"option": 1}]


def test_ticks_one_after_the_other_are_one_record(page: Page, sheet: Assessment) -> None:
    lines = leaf(page, sheet, "1.2").locator(f"{FORM} [name=lines]")
    for line in lines.all():
        line.check()
    saved(page)
    assert recorded(sheet, "1.2") == [{"lines": list(range(lines.count()))}]


def test_none_of_the_lines_and_a_line_exclude_each_other(page: Page, sheet: Assessment) -> None:
    lines = leaf(page, sheet, "1.2").locator(f"{FORM} [name=lines]")
    none = page.locator(f"{FORM} [name=no_lines]")
    lines.first.check()
    lines.nth(1).check()
    none.check()
    expect(page.locator(f"{FORM} [name=lines]:checked")).to_have_count(0)
    saved(page)
    assert recorded(sheet, "1.2") == [{"lines": []}]
    lines.first.check()
    expect(none).not_to_be_checked()
    expect(page.locator(STATE)).to_have_text("Đang nhập, chưa lưu")
    saved(page)
    assert recorded(sheet, "1.2")[-1] == {"lines": [0]}


def test_not_applicable_beside_figures_gives_no_points(page: Page, sheet: Assessment) -> None:
    leaf(page, sheet, "2.2").fill(f"{FORM} [name=numerator]", "10")
    page.fill(f"{FORM} [name=denominator]", "10")
    expect(page.locator(f"{FORM} .result")).to_contain_text("2 điểm")
    page.check(f"{FORM} [name=not_applicable]")
    why = page.locator(f"{FORM} .why-box")
    expect(why).to_contain_text("Không áp dụng")
    expect(why).to_contain_text("chưa nêu lý do")
    expect(why).not_to_contain_text("điểm")
    page.fill(f"{FORM} [name=note]", "Không có đơn vị sự nghiệp")
    expect(why).not_to_contain_text("chưa nêu lý do")
    page.locator(f"{FORM} [name=note]").blur()
    saved(page)
    assert score_of(sheet, "2.2").claimed_na


def test_an_explained_leaf_is_done(new_page: Callable[..., Page], live_server: object) -> None:
    sheet = make_explaining("1.1", "1.3")
    page = sign_in(new_page(), make_person(Role.OFFICER, unit=sheet.unit))
    page.goto(f"/sheets/{sheet.pk}/?show=all")
    rows = page.locator("tr.todo")
    expect(rows).to_have_count(2)
    page.click('[id="r1.1"] a.open')
    form = page.locator("form.say")
    form.locator("[name=text]").fill("Đã ban hành")
    form.locator("[value=explain]").click()
    expect(page.locator("#count-raised")).to_have_text("1")
    page.goto(f"/sheets/{sheet.pk}/?show=all")
    expect(rows).to_have_count(1)
    page.click("[data-next]")
    expect(page.locator('[id="r1.3"] a.open')).to_be_focused()
