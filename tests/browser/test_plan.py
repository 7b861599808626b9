"""From a published result to a plan, a remedy, the leader's approval, and the document to sign."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from rankings.models import ImprovementPlan
from tests.browser.people import sign_in
from tests.browser.waits import follow
from tests.rankings.plan_worlds import due_day, leader_of, officer_of, result

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_the_result_to_the_signed_plan(new_page: Callable[..., Page]) -> None:
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
