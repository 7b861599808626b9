"""The survey page: a look at every change, then those and no others; versions and templates."""

import datetime
import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from assessments.models import Role, Round, SurveyImport, User
from assessments.pages import survey as views
from tests.assessments import samples
from tests.assessments.test_import_survey import HEAD, codes, load, points
from tests.factories import make_person, make_round
from tests.markup import markup

pytestmark = pytest.mark.django_db
FULL = "mã đơn vị;mã tiêu chí;tỷ lệ (%);số phiếu;ngày\n"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(round_: Round, name: str = "survey", *more: int) -> str:
    return reverse(name, args=[round_.pk, *more])


def upload(user: User, round_: Round, data: str | bytes, name: str = "sipas.csv") -> Any:
    file = io.BytesIO(data.encode() if isinstance(data, str) else data)
    file.name = name
    return client_of(user).post(address(round_), {"file": file})


def confirm(user: User, round_: Round, token: str) -> Any:
    return client_of(user).post(address(round_), {"token": token, "import": ""}, follow=True)


def body_of(response: Any) -> bytes:
    content = response.getvalue()
    assert isinstance(content, bytes)
    return content


def test_a_check_shows_from_and_to_and_imports_just_that(round_: Round, coordinator: User) -> None:
    first, second = codes(round_)
    load(coordinator, round_, f"{HEAD}{first};3.1;50\n")
    response = upload(coordinator, round_, f"{HEAD}{first};3.1;60\n{second};3.1;70\n")
    assert response.status_code == 200
    changes = [
        (one.row, one.unit, one.leaf, one.before, one.after) for one in response.context["changes"]
    ]
    assert changes == [
        (2, first, "3.1", Decimal(1), Decimal("1.2")),
        (3, second, "3.1", None, Decimal("1.4")),
    ]
    assert points(round_, second) is None
    done = confirm(coordinator, round_, response.context["token"])
    assert "Đã nhập: lần 2." in markup(done)
    assert (points(round_, first), points(round_, second)) == (Decimal("1.2"), Decimal("1.4"))


def test_what_has_changed_since_the_check_is_refused(round_: Round, coordinator: User) -> None:
    first, _ = codes(round_)
    token = upload(coordinator, round_, f"{HEAD}{first};3.1;60\n").context["token"]
    load(coordinator, round_, f"{HEAD}{first};3.1;50\n")
    response = confirm(coordinator, round_, token)
    assert response.status_code == 422
    assert "Dữ liệu đã thay đổi sau khi xem trước" in markup(response)
    assert points(round_, first) == 1


@pytest.mark.parametrize("how", ["another person", "another round", "forged"])
def test_a_token_is_good_for_its_person_and_page_alone(
    round_: Round, coordinator: User, how: str
) -> None:
    first, _ = codes(round_)
    token = upload(coordinator, round_, f"{HEAD}{first};3.1;60\n").context["token"]
    who = make_person(Role.COORDINATOR) if how == "another person" else coordinator
    where = make_round() if how == "another round" else round_
    response = confirm(who, where, token + "x" if how == "forged" else token)
    assert response.status_code == 422
    assert not SurveyImport.objects.exists()


def test_the_same_file_again_makes_no_version_and_says_so(round_: Round, coordinator: User) -> None:
    first, _ = codes(round_)
    data = f"{HEAD}{first};3.1;60\n"
    load(coordinator, round_, data)
    response = upload(coordinator, round_, data)
    assert "Tệp này đã được nhập ở lần 1 và không thay đổi gì" in markup(response)
    assert "token" not in response.context
    report = load(coordinator, round_, data)
    assert (report.again, report.version) == (True, 1)
    assert SurveyImport.objects.count() == 1


def test_another_file_of_the_same_points_is_a_version(round_: Round, coordinator: User) -> None:
    first, _ = codes(round_)
    load(coordinator, round_, f"{HEAD}{first};3.1;60\n")
    report = load(coordinator, round_, f"{FULL}{first};3.1;60;120;\n")
    assert (report.again, report.version, report.changed) == (False, 2, 0)


def test_headings_may_stand_below_a_title_and_faults_name_their_cell(
    round_: Round, coordinator: User
) -> None:
    first, _ = codes(round_)
    rows: list[list[object]] = [
        ["Kết quả điều tra xã hội học năm 2022"],
        [],
        ["STT", "Mã đơn vị", "Mã tiêu chí", "Tỷ lệ (%)"],
        [1, first, "3.1", 101],
    ]
    response = upload(coordinator, round_, samples.xlsx(rows), "kết quả.xlsx")
    assert response.status_code == 422
    (fault,) = response.context["faults"]
    assert (fault.row, fault.letter, fault.column) == (4, "D", "Tỷ lệ (%)")
    assert fault.sheet
    assert "phải từ 0 đến 100" in fault.text.vi


def test_headings_may_stand_on_a_later_sheet(round_: Round, coordinator: User) -> None:
    first, _ = codes(round_)
    book = Workbook()
    book.worksheets[0].append(["Bìa: kết quả điều tra xã hội học"])
    sheet = book.create_sheet("Số liệu")
    for row in (["Mã đơn vị", "Mã tiêu chí", "Điểm"], [first, "3.1", 3], [first, "3.1", "=1+1"]):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    faults = upload(coordinator, round_, out.getvalue(), "kết quả.xlsx").context["faults"]
    assert [(one.sheet, one.row, one.letter) for one in faults] == [
        ("Số liệu", 2, "C"),
        ("Số liệu", 3, "B"),
        ("Số liệu", 3, "C"),
    ]
    assert "công thức" in faults[2].text.vi


def test_no_file_is_told(round_: Round, coordinator: User) -> None:
    response = client_of(coordinator).post(address(round_))
    assert response.status_code == 422
    assert "Chưa chọn tệp." in markup(response)


def test_versions_are_listed_with_what_they_hold(round_: Round, coordinator: User) -> None:
    first, second = codes(round_)
    data = f"{FULL}{first};3.1;60;120;01/10/2022\n{second};3.1;70;1300;15/11/2022\n"
    load(coordinator, round_, data, name="SIPAS 2022.csv")
    found = markup(client_of(coordinator).get(address(round_)))
    version = SurveyImport.objects.get()
    for text in ("SIPAS 2022.csv", version.sha256, "1.420", "01/10/2022 – 15/11/2022"):
        assert text in found
    assert str(coordinator) in found


def test_queries_do_not_grow_with_the_versions(round_: Round, coordinator: User) -> None:
    first, _ = codes(round_)
    client, counts = client_of(coordinator), []
    client.get(address(round_))
    for more in (1, 3):
        for percent in range(more):
            load(coordinator, round_, f"{HEAD}{first};3.1;{percent + 10 * more}\n")
        with CaptureQueriesContext(connection) as queries:
            client.get(address(round_))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6


def test_a_versions_rows_come_out_as_they_went_in(round_: Round, coordinator: User) -> None:
    first, second = codes(round_)
    load(
        coordinator,
        round_,
        f"{FULL}{first};3.1;93,751;1200;01/10/2022\n{second};3.1;70;;\n",
    )
    load(coordinator, round_, f"{HEAD}{first};3.1;10\n")
    response = client_of(coordinator).get(address(round_, "survey_version", 1))
    content = body_of(response)
    lines = content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert lines[1].startswith(f"{first};Đơn vị ")
    assert lines[1].endswith(";93,751;1,875;1200;01/10/2022;Có")
    report = load(coordinator, round_, content)
    assert (report.rows, report.changed, report.version) == (2, 1, 3)
    last = SurveyImport.objects.get(number=3)
    assert (last.respondents, last.first_day) == (1200, datetime.date(2022, 10, 1))


def test_a_version_of_another_round_is_not_there(round_: Round, coordinator: User) -> None:
    first, _ = codes(round_)
    load(coordinator, round_, f"{HEAD}{first};3.1;50\n")
    response = client_of(coordinator).get(address(make_round(), "survey_version", 1))
    assert response.status_code == 404


def test_the_template_has_every_unit_and_leaf_and_reads_back(
    round_: Round, coordinator: User
) -> None:
    response = client_of(coordinator).get(address(round_, "survey_template"))
    book = load_workbook(io.BytesIO(body_of(response)))
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    assert heads[:5] == ["Mã đơn vị", "Tên đơn vị", "Mã tiêu chí", "Tên tiêu chí", "Tỷ lệ (%)"]
    assert sorted(str(row[0].value) for row in sheet.iter_rows(min_row=2)) == sorted(codes(round_))
    for number in (2, 3):
        sheet.cell(number, 5).value = 25 * number
        sheet.cell(number, 8).value = datetime.date(2022, 11, 15)
    out = io.BytesIO()
    book.save(out)
    report = load(coordinator, round_, out.getvalue(), name="mẫu.xlsx")
    assert (report.rows, report.missing) == (2, 0)
    assert sorted(str(points(round_, code)) for code in codes(round_)) == ["1.0000", "1.5000"]
    assert book.worksheets[1].title == "Hướng dẫn"


def test_a_long_template_comes_as_csv(
    round_: Round, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_AS_XLSX", 1)
    response = client_of(coordinator).get(address(round_, "survey_template"))
    lines = body_of(response).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Mã đơn vị;Tên đơn vị;Mã tiêu chí;Tên tiêu chí;Tỷ lệ (%);Điểm")
    assert len(lines) == 3
    assert ".csv" in response["Content-Disposition"]


def test_a_rows_without_figures_says_what_to_do(round_: Round, coordinator: User) -> None:
    response = client_of(coordinator).get(address(round_, "survey_template"))
    refused = upload(coordinator, round_, body_of(response), "mẫu.xlsx")
    assert [fault.row for fault in refused.context["faults"]] == [2, 3]
    assert "hoặc xóa dòng này" in refused.context["faults"][0].text.vi
