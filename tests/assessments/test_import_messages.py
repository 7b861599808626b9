"""What an import says when it is done: as many additions as its preview showed."""

from typing import Any

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments.models import Role, Unit, User
from criteria.common.tables.grid import MAX_ROWS
from tests.factories import make_person, make_set, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> Client:
    person = make_person(Role.ADMIN)
    person.is_staff = True
    person.save()
    client.force_login(person)
    return client


def imported(client: Client, kind: str, table: str) -> tuple[Any, str]:
    """The preview's count of additions, and the message after the import."""
    file = SimpleUploadedFile("a.csv", table.encode())
    shown = client.post(reverse("import_file", args=[kind]), {"file": file}).context
    done = client.post(reverse("confirm_import", args=[kind]), {"token": shown["token"]})
    message = [str(message) for message in get_messages(done.wsgi_request)][-1]
    return shown["preview"].count("add"), message


@pytest.mark.parametrize("number", [1, 17, 1100])
def test_units(admin: Client, number: int) -> None:
    rows = "".join(f"Tỉnh, thành phố;X{one};Đơn vị {one}\n" for one in range(number))
    added, message = imported(admin, "units", f"Cấp;Mã;Tên đơn vị\n{rows}")
    assert (added, message) == (number, f"Đã nhập tệp: thêm {number}, sửa 0, bỏ 0.")
    assert Unit.objects.filter(code__startswith="X").count() == number


def test_accounts_in_english(admin: Client) -> None:
    admin.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    rows = "".join(f"a{one}@par.example;Người {one};\n" for one in range(17))
    added, message = imported(
        admin, "people", f"Thư điện tử;Họ và tên;Vai trò;Mã đơn vị\n{rows}".replace(";\n", ";;\n")
    )
    assert (added, message) == (17, "File imported: 17 added, 0 changed, 0 removed.")
    assert (
        User.objects.filter(email__endswith="@par.example", full_name__startswith="Người").count()
        == 17
    )


def test_an_account_and_its_role_are_two_additions(admin: Client) -> None:
    code = make_unit().code
    rows = f"a@par.example;Người;Cán bộ chấm điểm;{code}\n"
    added, message = imported(admin, "people", f"Thư điện tử;Họ và tên;Vai trò;Mã đơn vị\n{rows}")
    assert (added, message) == (2, "Đã nhập tệp: thêm 2, sửa 0, bỏ 0.")


def test_assignments_of_17_officers_are_17_changes(admin: Client) -> None:
    unit, code = make_unit(), make_set(publish=False).code
    people = [make_person(Role.OFFICER, unit=unit).email for _ in range(17)]
    rows = "".join(f"{email};{unit.code};{code};1\n" for email in people)
    added, message = imported(
        admin, "assignments", f"Thư điện tử;Mã đơn vị;Mã bộ tiêu chí;Phần được giao\n{rows}"
    )
    assert (added, message) == (0, "Đã nhập tệp: thêm 0, sửa 17, bỏ 0.")


def test_a_table_too_long_is_refused_with_its_limit(admin: Client) -> None:
    rows = "".join(f"Tỉnh, thành phố;X{one};Đơn vị {one}\n" for one in range(MAX_ROWS))
    file = SimpleUploadedFile("a.csv", f"Cấp;Mã;Tên đơn vị\n{rows}".encode())
    answer = admin.post(reverse("import_file", args=["units"]), {"file": file})
    assert answer.status_code == 422
    assert "nhiều nhất 10.000 dòng" in answer.content.decode()
    admin.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    shown = admin.get(reverse("import_file", args=["units"])).content.decode()
    assert "at most 5 MB and 10,000 rows" in shown
    assert not Unit.objects.filter(code="X1").exists()
