"""The main job from end to end in a real browser: score, prove, submit, review, rank, publish, pull."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import requests
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from assessments.models import Change, Role, Round, Score
from tests.assessments.samples import pdf
from tests.browser.people import sign_in, sign_in_by_hand
from tests.browser.waits import follow
from tests.factories import make_person, make_round, make_unit, score_of, sheet_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]

PDF = pdf()
NAME = "Báo cáo kết quả kiểm tra CCHC quý IV – Đợt 2.pdf"


def open_leaf(page: Page, code: str) -> None:
    """By the tree, whose domains fold."""
    link = page.locator(f'#tree [data-move="{code}"]')
    if not link.is_visible():
        page.click(f'#tree [data-domain="{code[0]}"] summary')
    link.click()
    expect(page.locator("#leaf h1")).to_contain_text(code)


def saved(page: Page, side: str = ".autosave") -> None:
    expect(page.locator(f"form{side} .state .ok")).to_be_visible()


def fill(page: Page, name: str, text: str) -> None:
    field = page.locator(f"form.autosave [name={name}]")
    field.fill(text)
    field.blur()


def test_main_job(new_page: Callable[..., Page], live_server: LiveServer, tmp_path: Path) -> None:
    unit, other = make_unit("Thừa Thiên Huế"), make_unit("Bà Rịa - Vũng Tàu")
    round_ = make_round(units=[unit, other])
    sheet = sheet_of(round_, unit)

    # The officer scores a leaf of each scale kind; every field saves itself.
    page = sign_in_by_hand(new_page(), make_person(Role.OFFICER, unit=unit))
    follow(page, f'.rail > a[href="/sheets/{sheet.pk}/"]')
    follow(page, '[id="r1.1"] a.open')
    page.locator("form.autosave [name=option][value='0']").check()
    saved(page)
    open_leaf(page, "1.2")
    page.locator("form.autosave [name=lines][value='0']").check()
    saved(page)
    open_leaf(page, "1.3")
    fill(page, "numerator", "75")
    expect(page.locator("form.autosave .state")).to_contain_text("Chưa nhập mẫu số")
    fill(page, "denominator", "80")
    expect(page.locator(".why-box .why")).to_have_text("75/80 = 93,75%")
    expect(page.locator(".why-box .big")).to_have_text("1 điểm")
    saved(page)
    open_leaf(page, "2.1")
    fill(page, "count", "3")
    saved(page)
    open_leaf(page, "2.2")
    fill(page, "numerator", "12,5")
    fill(page, "denominator", "20.0")
    saved(page)
    open_leaf(page, "2.3")
    fill(page, "points", "1,25")
    saved(page)
    expect(page.locator("#total-progress")).to_have_text("6/6")
    expect(page.locator("#total-claimed")).to_have_text("8,5/12")
    expect(page.locator('[data-progress="1"]')).to_have_text("3/3")
    open_leaf(page, "3.1")
    expect(page.locator("#leaf")).to_contain_text("Đơn vị không cần tự đánh giá")
    assert page.locator("#leaf form").count() == 0

    # Evidence with a Vietnamese name: chosen is sent.
    open_leaf(page, "1.3")
    file = tmp_path / NAME
    file.write_bytes(PDF)
    page.set_input_files("#panel [name=files]", str(file))
    expect(page.locator("#panel .files")).to_contain_text(NAME)
    with page.expect_download() as download:
        page.click("#panel .files a >> nth=0")
    assert download.value.suggested_filename == NAME
    assert Path(download.value.path()).read_bytes() == PDF

    # The leader checks and submits.
    leader = sign_in(new_page(), make_person(Role.LEADER, unit=unit))
    leader.click(f'.rail > a[href="/sheets/{sheet.pk}/"]')
    leader.click("main >> text=Kiểm tra và gửi")
    expect(leader.locator("main")).to_contain_text("Có điểm nhưng chưa có tài liệu kiểm chứng")
    leader.check("main [name=declared]")
    leader.click("main form button")
    expect(leader.locator("main")).to_contain_text("phần tự đánh giá đã khóa")

    # One reviewer adjusts a leaf with a reason and accepts the rest; another accepts hers.
    reviewer = sign_in(new_page(), make_person(Role.REVIEWER, at="BNV"))
    reviewer.goto(f"/sheets/{sheet.pk}/leaves/1.3/")
    award = "form.award"
    reviewer.fill(f"{award} [name=numerator]", "60")
    reviewer.click(f"{award} >> text=Lưu điểm thẩm định")
    expect(reviewer.locator(f"{award} .fault")).to_contain_text("hãy nêu lý do")
    reviewer.fill(f"{award} [name=reason]", "Chỉ 60 cơ quan có kết luận kiểm tra.")
    reviewer.click(f"{award} >> text=Lưu điểm thẩm định")
    saved(reviewer, ".award")
    reviewer.goto(f"/sheets/{sheet.pk}/")
    reviewer.click('[id="r1"] >> text=Chấp nhận 2 tiêu chí')
    expect(reviewer.locator("main")).to_contain_text("Đã chấp nhận 2 tiêu chí")
    second = sign_in(new_page(), make_person(Role.REVIEWER, at="VPCP"))
    second.goto(f"/sheets/{sheet.pk}/")
    second.click('[id="r2"] >> text=Chấp nhận 3 tiêu chí')
    expect(second.locator("main")).to_contain_text("Đã chấp nhận 3 tiêu chí")

    # The survey comes in: a look at the changes, then the import; then the coordinator ranks and publishes.
    coordinator = sign_in(new_page(), make_person(Role.COORDINATOR))
    coordinator.goto(f"/rounds/{round_.pk}/survey/")
    survey = tmp_path / "sipas.csv"
    survey.write_text(
        f"mã đơn vị;mã tiêu chí;tỷ lệ (%)\n{unit.code};3.1;87,35\n", encoding="utf-8-sig"
    )
    coordinator.set_input_files("[name=file]", str(survey))
    coordinator.click("button[name=check]")
    expect(coordinator.locator("main")).to_contain_text("chưa có gì thay đổi")
    assert score_of(sheet, "3.1").awarded_points is None
    coordinator.click("button[name=import]")
    expect(coordinator.locator("main")).to_contain_text("Đã nhập: lần 1.")
    coordinator.goto(f"/sheets/{sheet.pk}/")
    coordinator.click("#step-finish button")
    expect(coordinator.locator("main")).to_contain_text("Đã kết thúc thẩm định")
    coordinator.goto(f"/rounds/{round_.pk}/rankings/")
    coordinator.click("main button >> text=Tính xếp hạng")
    # Not while the other unit can still submit; it lets its deadline pass.
    expect(coordinator.locator("main")).to_contain_text(f"vẫn gửi được phiếu: {other.name_vi}")
    Round.objects.filter(pk=round_.pk).update(submit_by=timezone.now())
    coordinator.reload()
    coordinator.fill("[name=decision_number]", "123/QĐ-BNV")
    coordinator.fill("[name=decision_date]", "2023-04-19")
    coordinator.click("main button >> text=Kiểm tra trước khi công bố")
    expect(coordinator.locator("main")).to_contain_text("123/QĐ-BNV, 19/04/2023")
    coordinator.click("main button[name=confirm]")
    expect(coordinator.locator("main")).to_contain_text("Đã công bố bảng xếp hạng")
    expect(coordinator.locator("table.rank")).to_contain_text("Chưa đánh giá")

    # A REST client without an account reads the same numbers as the page shows.
    answer = requests.get(
        f"{live_server.url}/api/v1/rankings/",
        params={"level": "province", "year": "2022"},
        timeout=60,
    )
    first, last = answer.json()["results"]
    awarded = Score.objects.filter(assessment=sheet).values_list("awarded_points", flat=True)
    points = sum((Fraction(one) for one in awarded if one is not None), Fraction(0))
    # 2 + 1 + 0 + 2 + 1.25 + 1.25 of BNV and VPCP, and 87.35 % of 2 points from the survey
    assert points == Fraction("9.247")
    assert Decimal(first["points"]) == Decimal("9.247")
    assert (first["rank"], first["index"]) == (1, "66.05")
    assert last["rank"] is None
    assert last["index"] is None
    row = coordinator.locator("table.rank tbody tr", has_text=unit.name_vi)
    expect(row).to_contain_text("66,05")
    changes = Change.objects.filter(score=score_of(sheet, "1.3"), act="award_points")
    assert changes.get().reason == "Chỉ 60 cơ quan có kết luận kiểm tra."
