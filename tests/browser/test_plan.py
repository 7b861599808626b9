"""A unit's year: from a published result to a plan, its figures, and the next year's sheet filled from it."""

import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from assessments.models import Status
from rankings.models import ImprovementPlan
from tests.assessments.proposal_worlds import next_set
from tests.browser.people import sign_in
from tests.browser.waits import follow, until
from tests.factories import make_round, score_of, sheet_of
from tests.rankings.plan_worlds import due_day, leader_of, officer_of, result

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_year_from_the_result_to_the_next_sheet(new_page: Callable[..., Page]) -> None:
    row = result()
    officer = officer_of(row)
    page = sign_in(new_page(), officer)

    # From the unit's result, in one step.
    page.goto(f"/rankings/{row.ranking_id}/units/{row.pk}/")
    page.get_by_role("button", name="Lập kế hoạch từ kết quả năm 2022").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kế hoạch cải thiện Chỉ số")
    page.get_by_role("link", name="Lập giải pháp cho 2.1").click()

    # The sentence follows what is typed; nothing is saved before the button is pressed.
    expect(page.get_by_role("heading", level=1)).to_contain_text("2.1")
    page.fill("[name=points]", "8,5")
    expect(page.locator("#tried")).to_contain_text("8,5 điểm thay vì 6")
    expect(page.locator("#tried")).to_contain_text("71,88, hạng 2 thay vì 3")
    page.fill("[name=text-1]", "Tập huấn cán bộ một cửa")
    page.select_option("[name=person-1]", label=str(officer))
    page.fill("[name=body-1]", "Văn phòng")
    page.fill("[name=due-1]", f"{due_day():%d/%m/%Y}")
    page.get_by_role("button", name="Lưu, về kế hoạch").click()
    expect(page.locator("main")).to_contain_text("Đã lưu tiêu chí 2.1.")
    expect(page.locator('[id="r2.1"]')).to_contain_text("Tập huấn cán bộ một cửa")
    assert page.get_by_role("button", name="Phê duyệt kế hoạch").count() == 0

    # Its leader finds it in the rail, approves it, and prints it.
    plan = ImprovementPlan.objects.get()
    leader = sign_in(new_page(), leader_of(row))
    follow(leader, '.rail > a[href="/plans/"]')
    follow(leader, f'main a[href="/plans/{plan.pk}/"]')
    leader.get_by_role("button", name="Phê duyệt kế hoạch").click()
    expect(leader.locator("main")).to_contain_text("Đã phê duyệt kế hoạch.")
    with leader.expect_download() as download:
        leader.get_by_role("link", name="Tải bản Word").click()
    content = Path(download.value.path()).read_bytes()
    cells = [
        cell.text
        for table in Document(io.BytesIO(content)).tables
        for line in table.rows
        for cell in line.cells
    ]
    assert "Tập huấn cán bộ một cửa" in cells

    # What was approved does not change any more.
    page.goto(f"/plans/{plan.pk}/leaves/2.1/")
    expect(page.locator("main")).to_contain_text("không sửa được nữa")
    expect(page.locator("[name=points]")).to_be_disabled()

    # Four quarters bring four figures; the page says how far it is.
    for day, points in (("31/03", "6,5"), ("30/06", "7"), ("30/09", "8"), ("31/12", "8,5")):
        page.goto(f"/plans/{plan.pk}/year/2.1/")
        page.fill("[name=day]", f"{day}/2023")
        page.fill("[name=points]", points)
        page.get_by_role("button", name="Ghi số liệu đến nay của 2.1").click()
        expect(page.locator("main")).to_contain_text("Đã ghi số liệu đến nay của 2.1.")
    expect(page.locator("main")).to_contain_text("đạt chỉ tiêu")

    # The new round offers the last of them; nothing is claimed before the officer confirms it.
    later = next_set(row.ranking.round.criteria_set, 2023)
    sheet = sheet_of(make_round(later, [row.unit]))
    page.goto(f"/sheets/{sheet.pk}/proposals/")
    expect(page.locator('[id="r2.1"]')).to_contain_text("8,5")
    assert score_of(sheet, "2.1").claimed_points is None
    page.get_by_role("button", name="Xác nhận 2.1").click()
    expect(page.locator("main")).to_contain_text("Không còn tiêu chí nào có đề xuất.")
    assert score_of(sheet, "2.1").claimed_points == Decimal("8.5")

    # What has no past is filled in, and the leader submits the whole.
    for code, points in (("1.1", "2"), ("1.2", "3")):
        page.goto(f"/sheets/{sheet.pk}/leaves/{code}/")
        page.fill("form.autosave [name=points]", points)
        page.keyboard.press("Control+Enter")
        until(page, lambda code=code: score_of(sheet, code).claimed_points is not None)  # type: ignore[misc]
    leader.goto(f"/sheets/{sheet.pk}/check/")
    leader.check("main [name=declared]")
    leader.click("main form button")
    expect(leader.locator("main")).to_contain_text("phần tự đánh giá đã khóa")
    sheet.refresh_from_db()
    assert sheet.status == Status.SUBMITTED
