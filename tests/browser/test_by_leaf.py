"""A reviewer works through one leaf of several units with the keyboard alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from assessments.acts import add_file, award_points, submit_assessment
from assessments.models import Flag, Role, Round, Score
from tests.assessments.samples import pdf, upload
from tests.browser.people import sign_in
from tests.browser.waits import BLOCKED, hold, send_on, until
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


def test_a_change_makes_saving_the_next_act_and_a_missing_reason_stands_at_its_field(
    reviewing: Page, round_: Round
) -> None:
    keys = reviewing.keyboard
    keys.press("j")
    keys.press("e")
    figure = reviewing.locator("form.award [name=numerator]")
    primary = reviewing.locator("form.award .btn.primary")
    expect(primary).to_have_text("Chấp nhận như đơn vị kê khai")
    figure.fill("6")
    expect(primary).to_have_text("Lưu điểm thẩm định")
    primary.click()
    reason = reviewing.locator("form.award [name=reason]")
    expect(reason).to_have_attribute("aria-invalid", "true")
    expect(reason).to_be_focused()
    expect(reason).to_have_accessible_description(re.compile("hãy nêu lý do"))
    expect(reviewing.locator("form.award .state")).to_have_text("Chưa lưu được: xem chỗ báo đỏ")
    reason.fill("Thiếu kết luận")
    expect(reason).not_to_have_attribute("aria-invalid", "true")
    figure.fill("10")
    reason.fill("")
    expect(primary).to_have_text("Chấp nhận như đơn vị kê khai")


def test_enter_in_a_figure_that_nobody_changed_accepts_nothing(
    reviewing: Page, round_: Round
) -> None:
    keys = reviewing.keyboard
    keys.press("j")
    keys.press("e")
    form = reviewing.locator("form.award")
    numerator, denominator = form.locator("[name=numerator]"), form.locator("[name=denominator]")
    expect(numerator).to_be_focused()
    assert numerator.bounding_box()["x"] == denominator.bounding_box()["x"]  # type: ignore[index]
    keys.press("Enter")
    expect(denominator).to_be_focused()
    keys.press("Enter")
    expect(form.locator("[name=reason]")).to_be_focused()
    assert score(round_, "Đơn vị A").awarded_points is None


def test_keys_work_with_caps_lock(reviewing: Page, round_: Round) -> None:
    keys = reviewing.keyboard
    keys.press("J")
    expect(line(reviewing, "Đơn vị A").locator(".unit-link")).to_be_focused()
    keys.press("A")
    expect(line(reviewing, "Đơn vị B").locator(".unit-link")).to_be_focused()
    expect(line(reviewing, "Đơn vị A")).to_contain_text("Đã chấp nhận")
    keys.press("N")
    expect(line(reviewing, "Đơn vị C").locator(".unit-link")).to_be_focused()
    keys.press("K")
    expect(line(reviewing, "Đơn vị B").locator(".unit-link")).to_be_focused()
    keys.press("E")
    expect(reviewing.locator("form.award [name=numerator]")).to_be_focused()


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


def test_a_key_goes_over_nothing(reviewing: Page, round_: Round) -> None:
    keys = reviewing.keyboard
    keys.press("j")
    keys.press("f")
    expect(reviewing.locator("#said")).to_contain_text("Cho điểm thẩm định tiêu chí này trước")
    # What is typed and not saved is not accepted over; it comes back when the unit opens again.
    reviewing.fill("form.award [name=reason]", "Thiếu phụ lục")
    keys.press("Escape")
    keys.press("a")
    expect(reviewing.locator("form.award [name=accept]")).to_be_focused()
    keys.press("Escape")
    keys.press("Enter")
    expect(reviewing.locator("form.award")).to_have_count(0)
    keys.press("Enter")
    expect(reviewing.locator("form.award [name=reason]")).to_have_value("Thiếu phụ lục")
    expect(reviewing.locator("form.award .state")).to_contain_text("Đã khôi phục")
    reviewing.fill("form.award [name=numerator]", "6")
    reviewing.locator("form.award [name=numerator]").press("Enter")
    expect(reviewing.locator("form.award")).to_have_count(0)
    expect(line(reviewing, "Đơn vị A")).to_contain_text("Đã điều chỉnh")
    # Over a reasoned award the key only leads to the button.
    keys.press("a")
    expect(reviewing.locator("form.award [name=accept]")).to_be_focused()
    assert score(round_, "Đơn vị A").awarded_note == "Thiếu phụ lục"


UNITS = "**/units/**"
"""Where the lines of units are asked for and saved."""


def lower(page: Page, reason: str) -> None:
    page.fill("form.award [name=numerator]", "6")
    page.fill("form.award [name=reason]", reason)


def test_a_save_overtakes_the_closing_of_its_panel(reviewing: Page, round_: Round) -> None:
    line(reviewing, "Đơn vị A").locator(".unit-link").click()
    lower(reviewing, "Thiếu phụ lục")
    held = hold(reviewing, UNITS, "GET")
    reviewing.keyboard.press("Escape")
    reviewing.keyboard.press("Enter")
    reviewing.get_by_role("button", name="Lưu điểm thẩm định").click()
    expect(line(reviewing, "Đơn vị A")).to_contain_text("Đã điều chỉnh")
    assert len(held) == 1
    assert score(round_, "Đơn vị A").awarded_note == "Thiếu phụ lục"


def test_what_is_typed_behind_a_save_comes_back(reviewing: Page, round_: Round) -> None:
    line(reviewing, "Đơn vị A").locator(".unit-link").click()
    lower(reviewing, "Thiếu phụ lục")
    held = hold(reviewing, UNITS, "POST")
    reviewing.locator("form.award [name=numerator]").press("Enter")
    reviewing.fill("form.award [name=reason]", "Thiếu phụ lục 2")
    reviewing.locator("form.award [name=numerator]").press("Enter")
    send_on(reviewing, held)
    expect(reviewing.locator("form.award .state")).to_contain_text("Đã khôi phục")
    expect(reviewing.locator("form.award [name=reason]")).to_have_value("Thiếu phụ lục 2")
    assert score(round_, "Đơn vị A").awarded_note == "Thiếu phụ lục"
    expect(reviewing.get_by_role("button", name="Lưu điểm thẩm định")).to_be_focused()
    reviewing.keyboard.press("Enter")
    send_on(reviewing, held)
    expect(reviewing.locator("form.award")).to_have_count(0)
    assert score(round_, "Đơn vị A").awarded_note == "Thiếu phụ lục 2"


def test_a_save_waits_for_the_answer_to_the_one_before(reviewing: Page, round_: Round) -> None:
    line(reviewing, "Đơn vị A").locator(".unit-link").click()
    lower(reviewing, "")
    held = hold(reviewing, UNITS, "POST")
    reviewing.locator("form.award [name=numerator]").press("Enter")
    lower(reviewing, "Thiếu phụ lục")
    reviewing.locator("form.award [name=numerator]").press("Enter")
    # The first is refused for want of a reason; the second has one.
    send_on(reviewing, held)
    send_on(reviewing, held)
    expect(line(reviewing, "Đơn vị A")).to_contain_text("Đã điều chỉnh")
    assert score(round_, "Đơn vị A").awarded_note == "Thiếu phụ lục"


def test_a_press_counts_during_which_another_unit_s_answer_arrives(
    reviewing: Page, round_: Round
) -> None:
    line(reviewing, "Đơn vị A").locator(".unit-link").click()
    lower(reviewing, "Thiếu phụ lục")
    held = hold(reviewing, UNITS, "POST")
    reviewing.locator("form.award [name=numerator]").press("Enter")
    until(reviewing, lambda: bool(held))
    reviewing.get_by_role("button", name="Chấp nhận Đơn vị C").hover()
    reviewing.mouse.down()
    # The panel of the first closes, and everything below it moves up.
    with reviewing.expect_response(lambda response: response.request.method == "POST"):
        send_on(reviewing, held)
    reviewing.evaluate("() => new Promise(requestAnimationFrame)")
    reviewing.mouse.up()
    send_on(reviewing, held)
    expect(line(reviewing, "Đơn vị A")).to_contain_text("Đã điều chỉnh")
    expect(line(reviewing, "Đơn vị C")).to_contain_text("Đã chấp nhận")
    assert score(round_, "Đơn vị B").awarded_points is None


def test_a_choice_of_the_review_is_taken_back(
    reviewing: Page, round_: Round, new_page: Callable[..., Page]
) -> None:
    page = sign_in(new_page(), make_person(Role.REVIEWER, at="BNV"))
    page.goto(f"/rounds/{round_.pk}/leaves/1.1/")
    page.keyboard.press("j")
    page.keyboard.press("e")
    chosen = page.locator("form.award [name=option]:checked")
    expect(chosen).to_have_count(1)
    page.get_by_role("button", name="Bỏ chọn").click()
    expect(chosen).to_have_count(0)
    expect(page.locator("form.award .why")).to_have_count(0)


def test_a_choice_that_was_changed_is_typing(
    reviewing: Page, round_: Round, new_page: Callable[..., Page]
) -> None:
    page = sign_in(new_page(), make_person(Role.REVIEWER, at="BNV"))
    page.goto(f"/rounds/{round_.pk}/leaves/1.1/")
    page.keyboard.press("j")
    page.keyboard.press("e")
    chosen = page.locator("form.award [name=option]")
    expect(chosen.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(chosen.nth(1)).to_be_checked()
    for key in "ajn":
        page.keyboard.press(key)
    expect(chosen.nth(1)).to_be_focused()
    assert not Score.objects.filter(criterion__code="1.1", awarded_points__isnull=False).exists()


def test_a_failed_acceptance_is_said(reviewing: Page, round_: Round) -> None:
    keys = reviewing.keyboard

    def cut_off(route: Route) -> None:
        route.abort()

    reviewing.route("**/units/**", cut_off)
    keys.press("j")
    keys.press("a")
    state = line(reviewing, "Đơn vị A").locator("[aria-live]")
    expect(state).to_contain_text("Chưa lưu được")
    expect(state).to_have_class("state failed")
    expect(reviewing.locator("#offline")).to_be_visible()
    # One before the other goes: what is tried again in between would reach the server.
    reviewing.route("**/units/**", lambda route: route.fulfill(status=502))
    reviewing.unroute("**/units/**", cut_off)
    keys.press("a")
    expect(state).to_have_text(re.compile("^Chưa lưu được"))
    reviewing.unroute("**/units/**")
    keys.press("a")
    expect(line(reviewing, "Đơn vị A")).to_contain_text("Đã chấp nhận")
    expect(reviewing.locator("#offline")).to_be_hidden()
    assert score(round_, "Đơn vị A").awarded_points == 2


@pytest.mark.parametrize("lost", ["by_leaf/keys", "scripts/saving"])
def test_scripts_that_did_not_come_are_said(reviewing: Page, lost: str) -> None:
    pattern, notice = f"**/static/parindex/{lost}*.js", reviewing.locator("#unscripted")

    def wait_out() -> None:
        """Sets the page's clock to when everything slow has come."""
        reviewing.evaluate("() => document.getAnimations().forEach((one) => one.finish())")

    reviewing.route(pattern, lambda route: route.abort(BLOCKED))
    reviewing.reload()
    expect(notice).to_be_hidden()
    wait_out()
    expect(notice).to_be_visible()
    expect(notice).to_contain_text("Trang chưa tải xong")
    reviewing.unroute(pattern)
    reviewing.reload()
    expect(notice).to_have_attribute("data-needs", "")
    wait_out()
    expect(notice).to_be_hidden()


def test_the_evidence_beside_is_that_of_the_unit_in_hand(reviewing: Page, round_: Round) -> None:
    keys = reviewing.keyboard
    title, frame = reviewing.locator("#beside-title"), reviewing.locator("#beside iframe")
    Score.objects.get(pk=score(round_, "Đơn vị C").pk).links.all().delete()
    reviewing.reload()
    keys.press("j")
    keys.press("v")
    expect(title).to_have_text(re.compile("^Đơn vị A: "))
    first = frame.get_attribute("src") or ""
    assert first.endswith("/preview/#navpanes=0&view=FitH")
    keys.press("j")
    expect(title).to_have_text(re.compile("^Đơn vị B: "))
    assert (frame.get_attribute("src") or first) != first
    keys.press("Enter")
    expect(reviewing.locator("form.award")).to_have_count(2)
    expect(title).to_have_text(re.compile("^Đơn vị B: "))
    keys.press("j")
    expect(title).to_have_text("Đơn vị C: Không có tài liệu xem được tại đây.")
    expect(frame).to_be_hidden()


def test_brackets_lead_to_the_leaves_beside(reviewing: Page, round_: Round) -> None:
    expect(reviewing.get_by_text("Còn 2 tiêu chí khác, 6 điểm")).to_be_visible()
    reviewing.goto(f"/rounds/{round_.pk}/leaves/2.2/?show=waiting&sort=-claimed")
    reviewing.keyboard.press("]")
    reviewing.wait_for_url("**/leaves/2.3/?show=waiting&sort=-claimed")
    reviewing.keyboard.press("]")
    expect(reviewing.locator("#said")).to_have_text("Đây là tiêu chí cuối cùng được giao.")
    reviewing.keyboard.press("[")
    reviewing.wait_for_url("**/leaves/2.2/?show=waiting&sort=-claimed")
    Score.objects.filter(criterion__code="2.2").update(awarded_points=2)
    reviewing.goto(f"/rounds/{round_.pk}/leaves/2.2/")
    reviewing.keyboard.press("n")
    expect(reviewing.locator("#said")).to_contain_text("Không còn đơn vị nào")
    Score.objects.filter(pk=score(round_, "Đơn vị B").pk).update(flag=Flag.ANSWERED)
    reviewing.reload()
    reviewing.keyboard.press("n")
    expect(line(reviewing, "Đơn vị B").locator(".unit-link")).to_be_focused()


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


def test_an_ended_session_leaves_the_unit_in_its_line(reviewing: Page, round_: Round) -> None:
    reviewing.context.clear_cookies(name="sessionid")
    reviewing.keyboard.press("j")
    reviewing.keyboard.press("Enter")
    expect(line(reviewing, "Đơn vị A").locator("tr[data-note]")).to_contain_text(
        "Đăng nhập ở thẻ mới"
    )
    expect(line(reviewing, "Đơn vị A").locator(".unit-link")).to_be_focused()


def test_without_javascript(new_page: Callable[..., Page], round_: Round) -> None:
    person = make_person(Role.REVIEWER, at="VPCP")
    page = sign_in(new_page(java_script_enabled=False), person)
    page.goto(f"/rounds/{round_.pk}/leaves/2.2/")
    page.get_by_text("Chấp nhận hàng loạt: 3 đơn vị").click()
    page.get_by_role("button", name="Chấp nhận 3 đơn vị").click()
    expect(page.locator(".banner")).to_contain_text("Đã chấp nhận như kê khai ở 3 đơn vị")
    page.get_by_role("link", name="Đơn vị A").click()
    expect(page.get_by_role("link", name="Tiêu chí này ở mọi đơn vị")).to_be_visible()


def test_the_last_acts_are_taken_back_one_after_the_other(reviewing: Page, round_: Round) -> None:
    keys = reviewing.keyboard
    keys.press("z")
    expect(reviewing.locator("#said")).to_contain_text("Không có lần thẩm định nào để hoàn tác")
    keys.press("j")
    for name, following in (("Đơn vị A", "Đơn vị B"), ("Đơn vị B", "Đơn vị C")):
        keys.press("a")
        expect(line(reviewing, following).locator(".unit-link")).to_be_focused()
        expect(reviewing.locator("#undos button:visible")).to_have_text(f"Hoàn tác: {name}")
    keys.press("z")
    expect(line(reviewing, "Đơn vị B")).to_contain_text("Chờ thẩm định")
    expect(reviewing.locator("#undos button:visible")).to_have_text("Hoàn tác: Đơn vị A")
    assert not score(round_, "Đơn vị B").is_reviewed
    assert score(round_, "Đơn vị A").is_reviewed
    line(reviewing, "Đơn vị A").locator(".unit-link").focus()
    keys.press("z")
    expect(line(reviewing, "Đơn vị A")).to_contain_text("Chờ thẩm định")
    expect(reviewing.locator("#undos button")).to_have_count(0)


def test_ctrl_enter_records_and_goes_on(reviewing: Page, round_: Round) -> None:
    keys = reviewing.keyboard
    keys.press("j")
    keys.press("Control+Enter")
    expect(line(reviewing, "Đơn vị B").locator(".unit-link")).to_be_focused()
    keys.press("e")
    expect(reviewing.locator("form.award [name=numerator]")).to_be_focused()
    keys.type("6")
    reviewing.fill("form.award [name=reason]", "4 hồ sơ trễ hạn")
    keys.press("Control+Enter")
    # Its open panel has a link of nearly the next unit's name.
    expect(line(reviewing, "Đơn vị B")).to_contain_text("Đã điều chỉnh")
    expect(line(reviewing, "Đơn vị C").locator(".unit-link")).to_be_focused()
    assert score(round_, "Đơn vị A").awarded_points == 2
    assert score(round_, "Đơn vị B").awarded_note == "4 hồ sơ trễ hạn"


def test_seventeen_units_fit_a_screen_below_a_title_that_stays(
    new_page: Callable[..., Page], round_: Round
) -> None:
    page = sign_in(
        new_page(viewport={"width": 1366, "height": 768}), make_person(Role.REVIEWER, at="VPCP")
    )
    page.goto(f"/rounds/{round_.pk}/leaves/2.2/")
    heights = page.locator("tbody.unit > tr").evaluate_all(
        "rows => rows.map(row => row.getBoundingClientRect().height)"
    )
    first = page.locator("tbody.unit").first.bounding_box()
    foot = page.locator(".rvfoot").bounding_box()
    assert first
    assert foot
    assert max(heights) <= 33
    assert (foot["y"] - first["y"]) / max(heights) >= 16.8
    style = "one => getComputedStyle(one).position"
    assert page.locator(".rvhead").evaluate(style) == "sticky"
