"""The pages and files of an improvement plan, from the result to the signed document, and their absence elsewhere."""

import io
import re
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document
from openpyxl import load_workbook

from assessments.models import Change, Role, User
from rankings.acts import approve_plan
from rankings.models import ImprovementPlan, RankingRow
from tests.factories import make_person, page
from tests.markup import markup
from tests.rankings.plan_worlds import (
    due_day,
    leader_of,
    leaf_of,
    make_own_plan,
    officer_of,
    ready_plan,
    remedy,
    result,
    save,
)
from tests.rankings.worlds import Sheet, graded, make_tree, published

pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def once_of(text: str) -> str:
    keys = re.findall('name="once" value="([^"]+)"', text)
    return str(keys[-1])


LEAF = {
    "version": "0",
    "points": "8",
    "text-1": "Ban hành kế hoạch",
    "body-1": "Văn phòng",
}


def leaf_form(**changed: str) -> dict[str, str]:
    return LEAF | {"due-1": f"{due_day():%d/%m/%Y}"} | changed


def test_from_the_result_to_the_plan_in_one_step() -> None:
    row = result()
    client = client_of(officer_of(row))
    path = f"/rankings/{row.ranking_id}/units/{row.pk}/"
    assert "Lập kế hoạch từ kết quả năm 2022" in markup(client.get(path))
    assert "Lập kế hoạch từ kết quả năm 2022" in markup(client.get("/plans/"))
    made = client.post(f"/plans/make/{row.pk}/", follow=True)
    plan = ImprovementPlan.objects.get()
    assert made.redirect_chain == [(f"/plans/{plan.pk}/", 302)]
    text = markup(made)
    assert "Lập giải pháp cho 2.1" in text
    assert text.index('id="r2.1"') < text.index('id="r1.2"') < text.index('id="r1.1"')
    assert "Theo tài liệu kiểm chứng." in text
    text = markup(client.get(path))
    assert f'href="/plans/{plan.pk}/"' in text
    assert "Lập kế hoạch từ" not in text


@pytest.mark.parametrize("role", ["", Role.REVIEWER, *Role.WATCHERS])
def test_the_result_s_page_says_nothing_of_it_to_others(role: str) -> None:
    row = result()
    plan = ready_plan(row, officer_of(row))
    client = client_of(make_person(Role(role))) if role else Client()
    text = markup(client.get(f"/rankings/{row.ranking_id}/units/{row.pk}/"))
    assert f"/plans/{plan.pk}/" not in text
    assert "Lập kế hoạch" not in text
    assert 'href="/plans/"' not in text


def test_pressed_twice_it_is_one_plan() -> None:
    row = result()
    client = client_of(officer_of(row))
    data = {"once": once_of(markup(client.get("/plans/")))}
    answers = [client.post(f"/plans/make/{row.pk}/", data) for _ in range(2)]
    assert {answer["Location"] for answer in answers} == {
        f"/plans/{ImprovementPlan.objects.get().pk}/"
    }


def test_figures_are_tried_while_they_are_typed_and_nothing_is_saved() -> None:
    row = result()
    officer = officer_of(row)
    plan = make_own_plan(row, officer)
    client = client_of(officer)
    path = f"/plans/{plan.pk}/leaves/2.1/"
    text = markup(client.get(f"{path}?points=8", headers={"HX-Request": "true"}))
    assert text.lstrip().startswith('<div id="tried"')
    assert "8 điểm thay vì 6" in text
    assert "68,75, hạng 2 thay vì 3" in text
    assert leaf_of(plan, "2.1").version == 0
    wrong = markup(client.get(f"{path}?points=5", headers={"HX-Request": "true"}))
    assert "chưa cao hơn điểm đã đạt (6)" in wrong


def test_a_line_is_saved_and_the_next_one_offered() -> None:
    row = result()
    officer = officer_of(row)
    plan = make_own_plan(row, officer)
    client = client_of(officer)
    path = f"/plans/{plan.pk}/leaves/2.1/"
    assert "Lưu, sang 1.2" in markup(client.get(path))
    saved = client.post(path, leaf_form(next="1", **{"person-1": str(officer.pk)}))
    assert saved["Location"] == f"/plans/{plan.pk}/leaves/1.2/"
    own = leaf_of(plan, "2.1").remedies.get()
    assert (own.text, own.person, own.body, own.due) == (
        "Ban hành kế hoạch",
        officer,
        "Văn phòng",
        due_day(),
    )
    text = markup(client.get(f"/plans/{plan.pk}/"))
    assert "68,75, hạng 2 thay vì 3" in text
    assert "2 tiêu chí, 3 điểm" in text


def test_what_is_wrong_is_said_and_what_was_typed_stays() -> None:
    row = result()
    officer = officer_of(row)
    plan = make_own_plan(row, officer)
    answer = client_of(officer).post(
        f"/plans/{plan.pk}/leaves/2.1/", leaf_form(**{"due-1": "31/02/2027", "points": "8,5"})
    )
    text = markup(answer)
    assert answer.status_code == 422
    assert "Giải pháp 1: “31/02/2027” không phải là ngày" in text
    assert 'id="fault-due-1">Giải pháp 1: “31/02/2027” không phải là ngày' in text
    assert 'aria-describedby="fault-due-1"' in text
    assert 'value="31/02/2027"' in text
    assert 'value="8,5"' in text
    assert leaf_of(plan, "2.1").version == 0


def test_a_conflict_shows_both_and_the_second_save_takes_its_place() -> None:
    row = result()
    officer, colleague = officer_of(row), officer_of(row)
    plan = make_own_plan(row, officer)
    save(plan, "2.1", colleague, "9", remedy("Việc của đồng nghiệp"))
    client = client_of(officer)
    path = f"/plans/{plan.pk}/leaves/2.1/"
    answer = client.post(path, leaf_form())
    text = markup(answer)
    assert answer.status_code == 409
    assert "Việc của đồng nghiệp" in text
    assert "Ban hành kế hoạch</textarea>" in text
    assert 'name="version" value="1"' in text
    assert client.post(path, leaf_form(version="1")).status_code == 302
    assert leaf_of(plan, "2.1").remedies.get().text == "Ban hành kế hoạch"


def test_a_leader_approves_what_the_page_shows() -> None:
    row = result()
    officer, leader = officer_of(row), leader_of(row)
    plan = ready_plan(row, officer)
    assert "Phê duyệt kế hoạch" not in markup(client_of(officer).get(f"/plans/{plan.pk}/"))
    client = client_of(leader)
    assert "Phê duyệt kế hoạch" in markup(client.get(f"/plans/{plan.pk}/"))
    stale = client.post(f"/plans/{plan.pk}/approve/", {"version": "0"})
    assert stale.status_code == 422
    assert "vừa được sửa" in markup(stale)
    done = client.post(f"/plans/{plan.pk}/approve/", {"version": plan.version}, follow=True)
    assert "Đã phê duyệt kế hoạch." in markup(done)
    leaf = markup(client.get(f"/plans/{plan.pk}/leaves/2.1/"))
    assert "không sửa được nữa" in leaf
    assert "Lưu, về kế hoạch" not in leaf
    opened = client.post(f"/plans/{plan.pk}/version/", follow=True)
    assert "phiên bản 2" in markup(opened)
    old = markup(client.get(f"/plans/{plan.pk}/"))
    assert "Mở phiên bản 2" in old


def test_what_is_missing_before_the_approval_is_listed() -> None:
    row = result()
    officer = officer_of(row)
    plan = make_own_plan(row, officer)
    save(plan, "2.1", officer, "8", remedy(due=None))
    text = markup(client_of(leader_of(row)).get(f"/plans/{plan.pk}/"))
    assert "Còn 1 nội dung phải bổ sung" in text
    assert "Tiêu chí 2.1: có giải pháp chưa ghi thời hạn." in text
    # The button is there, cannot be pressed, and names why.
    assert f"/plans/{plan.pk}/approve/" not in text
    button = '<button class="btn" type="button" disabled aria-describedby="not-yet">'
    assert f"{button}Phê duyệt kế hoạch</button>" in text
    assert 'id="not-yet"' in text


def document_text(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    footers = [part.text for section in document.sections for part in section.footer.paragraphs]
    return "\n".join([*(part.text for part in document.paragraphs), *cells, *footers])


def test_it_is_printed_as_the_decree_lays_it_out() -> None:
    row = result()
    officer, leader = officer_of(row), leader_of(row)
    plan = ready_plan(row, officer)
    client = client_of(officer)
    answer = client.get(f"/plans/{plan.pk}/plan.docx")
    text = document_text(answer.content)
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "KẾ HOẠCH",
        "Phụ lục",
        "9/16 điểm, chỉ số 56,25%, hạng 3/4",
        "Với các giải pháp này: 68,75, hạng 2 thay vì 3",
        "Ban hành kế hoạch trong quý I",
        "Văn phòng",
        f"{due_day():%d/%m/%Y}",
        "Chưa có giải pháp cho 2 tiêu chí",
        "Dự thảo: kế hoạch chưa được phê duyệt.",
    ):
        assert part in text
    approve_plan(actor=page(leader), plan_id=plan.pk, version=plan.version)
    assert "Dự thảo" not in document_text(client.get(f"/plans/{plan.pk}/plan.docx").content)


def workbook_of(client: Client, plan: ImprovementPlan) -> Any:
    return load_workbook(io.BytesIO(client.get(f"/plans/{plan.pk}/table.xlsx").content))


def upload(client: Client, plan: ImprovementPlan, book: Any) -> Any:
    out = io.BytesIO()
    book.save(out)
    file = SimpleUploadedFile("kế hoạch.xlsx", out.getvalue())
    return client.post(f"/plans/{plan.pk}/import/", {"file": file, "check": ""})


def columns_in(sheet: Any) -> dict[str, int]:
    return {cell.value: cell.column for cell in sheet[1]}


def test_what_comes_out_as_a_workbook_changes_nothing_when_it_comes_back() -> None:
    row = result()
    officer = officer_of(row)
    plan = ready_plan(row, officer)
    save(plan, "1.2", officer, "3,5", remedy("Một", person_id=officer.pk), remedy("Hai"))
    client = client_of(officer)
    book = workbook_of(client, plan)
    assert [cell.value for cell in book.active["A"]] == ["Mã tiêu chí", "2.1", "1.2", "1.2", "1.1"]
    text = markup(upload(client, plan, book))
    assert "Sửa: <strong>0</strong>" in text
    assert "Giữ nguyên: <strong>3</strong>" in text


def test_a_workbook_is_shown_first_and_then_taken_in() -> None:
    row = result()
    officer = officer_of(row)
    plan = ready_plan(row, officer)
    client = client_of(officer)
    book = workbook_of(client, plan)
    sheet, at = book.active, columns_in(book.active)
    sheet.cell(3, at["Giải pháp"]).value = "Tập huấn"
    sheet.cell(3, at["Người chịu trách nhiệm"]).value = officer.email
    sheet.cell(3, at["Thời hạn"]).value = f"{due_day():%d/%m/%Y}"
    sheet.cell(3, at["Chỉ tiêu 1"]).value = 3.5
    text = markup(upload(client, plan, book))
    assert "1.2 Tiêu chí 1.2" in text
    assert leaf_of(plan, "1.2").version == 0
    token = re.search('name="token" value="([^"]+)"', text)
    assert token
    data = {"token": token[1], "once": once_of(text[: text.index('name="token"')])}
    for _ in range(2):
        done = client.post(f"/plans/{plan.pk}/import/", data)
        assert done["Location"] == f"/plans/{plan.pk}/"
    leaf = leaf_of(plan, "1.2")
    assert (leaf.target_points, leaf.version) == (Decimal("3.5"), 1)
    assert leaf.remedies.get().person == officer
    assert leaf_of(plan, "2.1").version == 1


def test_one_bad_row_changes_nothing_and_all_of_them_are_listed() -> None:
    row = result()
    officer = officer_of(row)
    plan = ready_plan(row, officer)
    client = client_of(officer)
    book = workbook_of(client, plan)
    sheet, at = book.active, columns_in(book.active)
    sheet.cell(2, at["Giải pháp"]).value = "Việc khác"
    sheet.cell(3, at["Mã tiêu chí"]).value = "9.9"
    sheet.cell(4, at["Người chịu trách nhiệm"]).value = "nobody@parindex.example"
    sheet.cell(4, at["Chỉ tiêu 1"]).value = 0.5
    sheet.cell(4, at["Thời hạn"]).value = "hôm nào đó"
    answer = upload(client, plan, book)
    text = markup(answer)
    assert answer.status_code == 422
    for fault in (
        "kế hoạch không có tiêu chí “9.9”",
        "“nobody@parindex.example” không phải cán bộ",
        "chưa cao hơn điểm đã đạt (1)",
        "“hôm nào đó” không phải là ngày",
    ):
        assert fault in text
    assert leaf_of(plan, "2.1").remedies.get().text == "Ban hành kế hoạch trong quý I"


def test_what_changed_since_the_preview_is_not_taken_in() -> None:
    row = result()
    officer = officer_of(row)
    plan = ready_plan(row, officer)
    client = client_of(officer)
    book = workbook_of(client, plan)
    book.active.cell(2, columns_in(book.active)["Giải pháp"]).value = "Việc khác"
    text = markup(upload(client, plan, book))
    token = re.search('name="token" value="([^"]+)"', text)
    assert token
    save(plan, "2.1", officer, "9", remedy())
    answer = client.post(f"/plans/{plan.pk}/import/", {"token": token[1]})
    assert answer.status_code == 422
    assert leaf_of(plan, "2.1").target_points == 9


def long_result(leaves: int) -> RankingRow:
    maxima = {f"1.{place}": "2" for place in range(1, leaves + 1)}
    sheet = Sheet(dict.fromkeys(maxima, "1"), maxima)
    row: RankingRow = published(graded(make_tree(maxima), [sheet])).rows.get()
    return row


def files_of(plan: ImprovementPlan) -> tuple[str, str]:
    return f"{plan.pk}/plan.docx", f"{plan.pk}/table.xlsx"


@pytest.mark.parametrize("leaves", [2, 14])
def test_the_number_of_queries_does_not_grow_with_a_plan(leaves: int) -> None:
    row = long_result(leaves)
    officer = officer_of(row)
    plan = make_own_plan(row, officer)
    for place in range(1, leaves + 1):
        save(plan, f"1.{place}", officer, "2", remedy(person_id=officer.pk))
    client = client_of(officer)
    client.get("/plans/")
    found = {}
    for path in ("", f"{plan.pk}/", f"{plan.pk}/leaves/1.1/", *files_of(plan)):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/plans/{path}").status_code == 200
        found[path.removeprefix(str(plan.pk))] = len(queries)
    form = leaf_form(version="1", points="1,5")
    with CaptureQueriesContext(connection) as queries:
        assert client.post(f"/plans/{plan.pk}/leaves/1.1/", form).status_code == 302
    found["save"] = len(queries)
    assert found == {
        "": 6,
        "/": 11,
        "/leaves/1.1/": 9,
        "/plan.docx": 7,
        "/table.xlsx": 7,
        "save": 18,
    }


def test_administrators_learn_nothing_of_plans_from_the_admin_nor_the_api() -> None:
    row = result()
    officer = officer_of(row)
    plan = ready_plan(row, officer)
    registered = {model._meta.model_name for model in admin.site._registry}
    own = {"improvementplan", "planleaf", "remedy"}
    assert own <= {model._meta.model_name for model in apps.get_models()}
    assert not own & registered
    administrator = make_person(Role.ADMIN)
    client = client_of(administrator)
    assert client.get("/api/v1/plans/").json()["results"] == []
    assert client.get(f"/api/v1/plans/{plan.pk}/").status_code == 404
    lines = Change.objects.filter(by=officer)
    assert lines.count() == 2
    text = markup(client.get("/admin/assessments/change/"))
    assert not {line for line in lines if f"/{line.pk}/change/" in text}
    for line in lines:
        path = f"/admin/assessments/change/{line.pk}/change/"
        assert "Ban hành kế hoạch" not in markup(client.get(path, follow=True))
    removal = markup(client.get(f"/admin/assessments/user/{officer.pk}/delete/", follow=True))
    assert "Ban hành kế hoạch" not in removal
    assert str(plan.unit) not in removal
