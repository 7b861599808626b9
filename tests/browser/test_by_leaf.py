"""A reviewer works through one leaf of several units with the keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from assessments.actions import add_file, award_points, submit_assessment
from assessments.models import Flag, Role, Round, Score
from tests.assessments.samples import pdf, upload
from tests.browser.people import sign_in
from tests.factories import fill, make_person, make_round, make_unit, score_of, sheet_of
from tests.factories import page as by_page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def round_(live_server: object) -> Round:
    """Three units that have claimed 10/10 on 2.2 with a document, and submitted."""
    units = [make_unit(name) for name in ("Đơn vị A", "Đơn vị B", "Đơn vị C")]
    round_ = make_round(units=units)
    for unit in units:
        sheet = sheet_of(round_, unit)
        officer = fill(sheet)
        score = score_of(sheet, "2.2")
        add_file(actor=by_page(officer), score_id=score.pk, upload=upload("bao-cao.pdf", pdf()))
        leader = make_person(Role.LEADER, unit=unit)
        submit_assessment(actor=by_page(leader), assessment_id=sheet.pk)
    return round_


@pytest.fixture
def reviewing(new_page: Callable[..., Page], round_: Round) -> Page:
    page = sign_in(new_page(), make_person(Role.REVIEWER, at="VPCP"))
    page.goto(f"/rounds/{round_.pk}/leaves/2.2/")
    return page


def score(round_: Round, name: str) -> Score:
    return Score.objects.get(
        assessment__round=round_, assessment__unit__name_vi=name, criterion__code="2.2"
    )


def line(page: Page, name: str) -> Locator:
    return page.locator("tbody.unit").filter(has=page.get_by_role("link", name=name))


def test_next_accept_adjust_flag_with_the_keyboard(reviewing: Page, round_: Round) -> None:
    keys = reviewing.keyboard
    keys.press("j")
    expect(line(reviewing, "Đơn vị A").locator(".unit-link")).to_be_focused()
    keys.press("a")
    # Accepted, said aloud, and on to the next unit; the counts and the distribution are fresh.
    expect(line(reviewing, "Đơn vị B").locator(".unit-link")).to_be_focused()
    expect(line(reviewing, "Đơn vị A")).to_contain_text("Đã chấp nhận")
    expect(reviewing.locator("#said")).to_have_text("Đã lưu Đơn vị A: 2 điểm, Đã chấp nhận")
    expect(reviewing.locator("#filters")).to_contain_text("Chờ thẩm định 2")
    expect(reviewing.locator("#figures tbody tr").first.locator("td.awarded")).to_contain_text("1")

    keys.press("e")
    expect(reviewing.locator("form.award [name=numerator]")).to_be_focused()
    keys.press("Control+a")
    keys.type("6")
    expect(reviewing.locator("form.award .why")).to_contain_text("6/10 = 60%")
    reviewing.locator("form.award [name=reason]").focus()
    # Letters are text here: nothing is accepted, nobody moves on.
    keys.type("jajka")
    keys.press("Tab")
    keys.press("Enter")
    expect(line(reviewing, "Đơn vị B")).to_contain_text("Đã điều chỉnh")
    expect(line(reviewing, "Đơn vị B").locator(".unit-link")).to_be_focused()
    assert score(round_, "Đơn vị B").awarded_note == "jajka"

    keys.press("f")
    expect(reviewing.locator("form.flag textarea")).to_be_focused()
    keys.type("Vì sao?")
    keys.press("Tab")
    keys.press("Enter")
    expect(line(reviewing, "Đơn vị B")).to_contain_text("Cần giải trình")
    assert score(round_, "Đơn vị B").flag == Flag.RAISED

    keys.press("n")
    expect(line(reviewing, "Đơn vị C").locator(".unit-link")).to_be_focused()
    keys.press("k")
    expect(line(reviewing, "Đơn vị B").locator(".unit-link")).to_be_focused()


def test_enter_opens_and_closes_and_escape_leaves_a_field(reviewing: Page) -> None:
    keys = reviewing.keyboard
    keys.press("ArrowDown")
    keys.press("Enter")
    link = line(reviewing, "Đơn vị A").locator(".unit-link")
    expect(link).to_have_attribute("aria-expanded", "true")
    reviewing.locator("form.award [name=numerator]").focus()
    keys.press("Escape")
    expect(link).to_be_focused()
    keys.press("Enter")
    expect(link).to_have_attribute("aria-expanded", "false")
    expect(reviewing.locator("form.award")).to_have_count(0)


def test_evidence_opens_beside_the_table(reviewing: Page) -> None:
    reviewing.keyboard.press("j")
    reviewing.keyboard.press("v")
    frame = reviewing.locator("#beside iframe")
    expect(frame).to_be_visible()
    expect(reviewing.locator("#beside-title")).not_to_be_empty()
    assert "/preview/" in (frame.get_attribute("src") or "")


def test_two_reviewers_choose(reviewing: Page, round_: Round) -> None:
    line(reviewing, "Đơn vị A").locator(".unit-link").click()
    reviewing.fill("form.award [name=numerator]", "7")
    reviewing.fill("form.award [name=reason]", "Ba hồ sơ")
    other = make_person(Role.REVIEWER, at="VPCP")
    award_points(
        actor=by_page(other),
        score_id=score(round_, "Đơn vị A").pk,
        version=score(round_, "Đơn vị A").version,
        entry={"numerator": "6", "denominator": "10"},
        reason="Bốn hồ sơ",
    )
    reviewing.get_by_role("button", name="Lưu điểm thẩm định").click()
    conflict = reviewing.locator("form.award [role=alert]")
    expect(conflict).to_contain_text("6/10 = 60%")
    expect(reviewing.locator("form.award [name=numerator]")).to_have_value("7")
    expect(reviewing.locator("form.award [name=reason]")).to_have_value("Ba hồ sơ")
    reviewing.get_by_role("button", name="Lưu giá trị của tôi").click()
    expect(reviewing.locator("form.award")).to_have_count(0)
    expect(line(reviewing, "Đơn vị A")).to_contain_text("Ba hồ sơ")
    assert str(score(round_, "Đơn vị A").awarded_points) == "1.4000"


def test_keeping_the_other_reviewer_s_value(reviewing: Page, round_: Round) -> None:
    line(reviewing, "Đơn vị A").locator(".unit-link").click()
    reviewing.fill("form.award [name=numerator]", "7")
    reviewing.fill("form.award [name=reason]", "Ba hồ sơ")
    award_points(
        actor=by_page(make_person(Role.REVIEWER, at="VPCP")),
        score_id=score(round_, "Đơn vị A").pk,
        version=score(round_, "Đơn vị A").version,
        entry={"numerator": "6", "denominator": "10"},
        reason="Bốn hồ sơ",
    )
    reviewing.get_by_role("button", name="Lưu điểm thẩm định").click()
    reviewing.get_by_role("button", name="Giữ giá trị đã lưu").click()
    expect(reviewing.locator("form.award [role=alert]")).to_have_count(0)
    expect(line(reviewing, "Đơn vị A")).to_contain_text("Bốn hồ sơ")
    line(reviewing, "Đơn vị A").locator(".unit-link").click()
    expect(reviewing.locator("form.award [name=numerator]")).to_have_value("6")


def test_without_javascript(new_page: Callable[..., Page], round_: Round) -> None:
    person = make_person(Role.REVIEWER, at="VPCP")
    page = sign_in(new_page(java_script_enabled=False), person)
    page.goto(f"/rounds/{round_.pk}/leaves/2.2/")
    page.get_by_text("Chấp nhận hàng loạt: 3 đơn vị").click()
    page.get_by_role("button", name="Chấp nhận 3 đơn vị").click()
    expect(page.locator(".alert")).to_contain_text("Đã chấp nhận như kê khai ở 3 đơn vị")
    page.get_by_role("link", name="Đơn vị A").click()
    expect(page.get_by_role("link", name="Tiêu chí này ở mọi đơn vị")).to_be_visible()
