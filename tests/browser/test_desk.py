"""The desk in a real browser: ticked units, filters, the declaration before the submission, the matrix of parts."""

import datetime
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Assessment, Change, Membership, Notice, Role, Status
from tests.browser.people import sign_in
from tests.factories import (
    fill,
    make_person,
    make_round,
    make_submitted,
    make_unit,
    score_of,
    sheet_of,
)


@pytest.fixture
def sheet() -> Assessment:
    return sheet_of(make_round(units=[make_unit("Đắk Lắk")]))


def test_ticked_units_are_reminded_from_a_bar_that_counts_them(
    new_page: Callable[..., Page],
) -> None:
    units = [make_unit(name) for name in ("Đắk Lắk", "Hà Giang", "Cà Mau")]
    round_ = make_round(units=units)
    make_submitted(round_, units[2])
    officer = make_person(Role.OFFICER, unit=units[0])
    page = sign_in(new_page(), make_person(Role.COORDINATOR))
    page.goto(f"/rounds/{round_.pk}/")
    bar, remind = page.locator(".bulk"), page.locator("button[value=remind]")
    expect(bar).to_be_hidden()
    page.check(f'[name=sheets][value="{sheet_of(round_, units[0]).pk}"]')
    expect(bar).to_be_visible()
    expect(remind).to_have_text("Nhắc 1 đơn vị")
    page.click("[data-tick-all]")
    expect(page.locator("[data-ticked]")).to_have_text("Đã chọn 3 đơn vị")
    page.click("[data-tick-none]")
    expect(bar).to_be_hidden()
    page.locator("[data-tick-lane]").first.click()
    expect(remind).to_have_text("Nhắc 2 đơn vị")
    remind.click()
    expect(page.locator("main [role=status]")).to_contain_text("Đã nhắc 2 đơn vị")
    assert Notice.objects.filter(user=officer, text_vi__startswith="Nhắc Đắk Lắk").count() == 1
    assert Change.objects.filter(act="remind_unit").count() == 2
    # The unit that has submitted owes nothing: nobody is reminded then, and its tick stays.
    page.click("[data-tick-lane] >> nth=1")
    page.check(f'[name=sheets][value="{sheet_of(round_, units[0]).pk}"]')
    remind.click()
    expect(page.locator("main [role=alert]")).to_contain_text("Cà Mau: Phiếu không chờ đơn vị")
    expect(page.locator("[data-ticked]")).to_have_text("Đã chọn 2 đơn vị")
    assert Change.objects.filter(act="remind_unit").count() == 2


def test_without_a_script_the_bar_is_there_and_extends(new_page: Callable[..., Page]) -> None:
    round_ = make_round(units=[make_unit("Đắk Lắk")])
    sheet = sheet_of(round_)
    page = sign_in(new_page(java_script_enabled=False), make_person(Role.COORDINATOR))
    page.goto(f"/rounds/{round_.pk}/")
    page.check(f'[name=sheets][value="{sheet.pk}"]')
    page.click(".bulk summary >> nth=0")
    page.fill("[name=extend-until]", "31/12/2099")
    page.fill("[name=extend-reason]", "Bão số 9")
    page.click("button[value=extend]")
    expect(page.locator("main [role=alert]")).to_be_visible()
    # The menu of the step stands open with what was typed, and says what is wrong.
    expect(page.locator("[name=extend-until]")).to_have_accessible_description(re.compile("quá xa"))
    expect(page.locator("[name=extend-reason]")).to_have_value("Bão số 9")
    until = sheet.round.submit_by + datetime.timedelta(days=9)
    page.fill("[name=extend-until]", f"{until:%d/%m/%Y}")
    page.click("button[value=extend]")
    expect(page.locator("main [role=status]")).to_contain_text("Đã gia hạn cho 1 đơn vị")
    assert sheet_of(round_).extended_to is not None


def test_filters_stay_in_the_address(new_page: Callable[..., Page], sheet: Assessment) -> None:
    page = sign_in(new_page(), fill(sheet, "1.1"))
    page.goto(f"/sheets/{sheet.pk}/")
    page.click(".chip-empty")
    page.wait_for_url("**?show=empty")
    expect(page.locator("tr.leaf")).to_have_count(5)
    page.fill(".mini [name=q]", "danh dau")
    page.press(".mini [name=q]", "Enter")
    page.wait_for_url(re.compile(r"show=empty&q=danh"))
    expect(page.locator("tr.leaf")).to_have_count(1)
    page.reload()
    expect(page.locator("tr.leaf")).to_have_count(1)
    page.go_back()
    expect(page.locator("tr.leaf")).to_have_count(5)
    expect(page.locator(".chip-empty")).to_have_attribute("aria-current", "true")


def test_nothing_is_submitted_undeclared(new_page: Callable[..., Page], sheet: Assessment) -> None:
    page = sign_in(new_page(), make_person(Role.LEADER, unit=sheet.unit))
    page.goto(f"/sheets/{sheet.pk}/check/")
    expect(page.locator("#summary")).to_be_focused()
    page.click('#summary a[href="#cause-1"]')
    page.click("text=1.2 Đánh dấu")
    page.click(".crumbs >> text=Kiểm tra và gửi")
    page.wait_for_url("**/check/")
    fill(sheet)
    page.reload()
    expect(page.locator("tr.sum .claimed")).to_have_text("12")
    page.click("main form button")
    # The browser holds it; the server does where a browser does not.
    assert sheet_of(sheet.round).status == Status.DRAFTING
    page.check("[name=declared]")
    page.click("main form button")
    page.wait_for_url(f"**/sheets/{sheet.pk}/")
    assert sheet_of(sheet.round).status == Status.SUBMITTED


def test_parts_are_handed_out_in_a_matrix(new_page: Callable[..., Page], sheet: Assessment) -> None:
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    held = Membership.objects.get(user=officer)
    page = sign_in(new_page(), make_person(Role.LEADER, unit=sheet.unit))
    page.goto(f"/sheets/{sheet.pk}/people/")
    whole, part = page.locator("[name=whole]"), f"[name=parts-{held.pk}]"
    expect(whole).to_be_checked()
    expect(page.locator("tr.nobody")).to_have_count(0)
    page.check(f'{part}[value="1"]')
    # A part stands instead of the whole; what is left to nobody is marked.
    expect(whole).not_to_be_checked()
    expect(page.locator('tr[data-code="1.2"] td.covered')).to_have_count(1)
    expect(page.locator("tr.nobody")).to_have_count(3)
    page.check(f'{part}[value="2.1"]')
    page.click("#matrix button.primary")
    expect(page.locator("main [role=status]")).to_contain_text("Đã đổi phân công của 1 người")
    assert sorted(one.code for one in held.parts.all()) == ["1", "2.1"]
    page.check("[name=whole]")
    expect(page.locator(f"{part}:checked")).to_have_count(0)


def test_a_row_has_34_pixels_and_its_title_opens_the_leaf(
    new_page: Callable[..., Page], sheet: Assessment
) -> None:
    page = sign_in(
        new_page(viewport={"width": 1366, "height": 768}), fill(sheet, "1.1", "1.2", "1.3")
    )
    page.goto(f"/sheets/{sheet.pk}/")
    heights = page.locator("tr.leaf").evaluate_all(
        "rows => rows.map(row => Math.round(row.getBoundingClientRect().height))"
    )
    assert set(heights) == {34}
    title = page.locator('[id="r1.1"] a.open').bounding_box()
    cell = page.locator('[id="r1.1"] th').bounding_box()
    assert title
    assert cell
    assert title["width"] >= cell["width"] - 4
    assert score_of(sheet, "1.1").claimed_points == 2
