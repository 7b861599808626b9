"""People and their roles from a table."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assessments.acts import import_people
from assessments.models import Change, Membership, Role, Unit, User
from criteria.common.text import NotAllowed
from tests.assessments.rosters import faults, lines, take, take_csv
from tests.criteria.annexes import csv_file
from tests.factories import body, make_person, make_unit
from tests.mails import ask_for_code, sent_mails

pytestmark = pytest.mark.django_db

HEAD = ["Thư điện tử", "Họ và tên", "Vai trò", "Mã đơn vị", "Mã cơ quan thẩm định"]
AN, BINH = ["An@ParIndex.example", "Nguyễn An"], ["binh@parindex.example", "Trần Bình"]


@pytest.fixture
def unit() -> Unit:
    body("BNV")
    return make_unit("Quảng Ninh")


def test_accounts_and_roles_come_in(unit: Unit) -> None:
    rows = [
        [*AN, "Cán bộ chấm điểm", unit.code, ""],
        [*AN, "leader", unit.code, ""],
        [*BINH, "Người thẩm định", "", "BNV"],
        ["chi@parindex.example", "Lê Chi", "", "", ""],
    ]
    preview = take(import_people, [HEAD, *rows])
    an = User.objects.get(email="an@parindex.example")

    assert {label.vi: number for label, number in preview.counts} == {
        "Thêm": 6,
        "Sửa": 0,
        "Bỏ": 0,
        "Giữ nguyên": 0,
        "Số người": 3,
        "Tài khoản mới": 3,
    }
    assert [(what, row) for what, row, _ in lines(preview)] == [
        *(("add", 2), ("add", 2), ("add", 3), ("add", 4), ("add", 4), ("add", 5)),
    ]
    assert (an.full_name, an.is_staff, an.has_usable_password()) == ("Nguyễn An", False, False)
    assert an.units(Role.OFFICER) == an.units(Role.LEADER) == {unit.pk}
    assert User.objects.get(email="binh@parindex.example").bodies(None) == {body("BNV").pk}
    assert not User.objects.get(email="chi@parindex.example").held
    assert Change.objects.filter(act="import_people").count() == 6


def test_the_same_again_changes_nothing(unit: Unit) -> None:
    table = [HEAD, [*AN, "officer", unit.code, ""], [*BINH, "coordinator", "", ""]]
    take(import_people, table)
    assert (take_csv(import_people, table).entries, Membership.objects.count()) == ((), 4)


def test_a_unit_is_found_though_a_csv_has_lost_its_zero() -> None:
    unit = Unit.objects.create(level="department", code="01", name_vi="Sở Nội vụ")
    Unit.objects.create(level="commune", code="00001", name_vi="Phường Một")
    head = [*HEAD[:3], "Cấp", *HEAD[3:]]
    take_csv(import_people, [head, [*AN, "officer", "department", "1", ""]])
    assert User.objects.get(email="an@parindex.example").units(Role.OFFICER) == {unit.pk}


def test_who_coordinates_enters_the_admin_site() -> None:
    preview = take(import_people, [HEAD, [*AN, "Điều phối viên", "", ""]])
    assert User.objects.get(email="an@parindex.example").is_staff
    assert "Vào trang quản trị" in [d.label.vi for d in preview.entries[1].details]


def test_a_name_changes_and_an_account_ends(unit: Unit) -> None:
    person = make_person(Role.OFFICER, unit=unit, email="an@parindex.example")
    table = [
        [*HEAD[:4], "Đang hoạt động"],
        [person.email, "Tên mới", "officer", unit.code, "Không"],
    ]
    preview = take(import_people, table)
    person.refresh_from_db()

    assert lines(preview) == [("change", 2, "an@parindex.example")]
    assert (person.full_name, person.is_active) == ("Tên mới", False)


ACTIVE = [*HEAD[:4], "Đang hoạt động"]


@pytest.mark.parametrize("active", [True, False])
def test_an_empty_cell_leaves_an_account_as_it_is(active: bool, unit: Unit) -> None:
    person = make_person(Role.OFFICER, unit=unit, email="an@parindex.example")
    User.objects.filter(pk=person.pk).update(is_active=active)
    preview = take(import_people, [ACTIVE, [person.email, "Tên mới", "officer", unit.code, ""]])
    assert [d.label.vi for d in preview.entries[0].details] == ["Họ và tên"]
    assert User.objects.get(pk=person.pk).is_active is active


def test_a_new_account_with_an_empty_cell_is_active(unit: Unit) -> None:
    take(import_people, [ACTIVE, [*AN, "officer", unit.code, ""]])
    assert User.objects.get(email="an@parindex.example").is_active


def test_one_row_of_several_says_that_an_account_ends(unit: Unit) -> None:
    person = make_person(Role.OFFICER, unit=unit, email="an@parindex.example")
    rows = [
        [person.email, person.full_name, "officer", unit.code, "Không"],
        [person.email, person.full_name, "leader", unit.code, ""],
    ]
    take(import_people, [ACTIVE, *rows])
    assert not User.objects.get(pk=person.pk).is_active


def test_rows_of_one_person_that_say_otherwise_are_a_fault(unit: Unit) -> None:
    rows = [
        [*AN, "officer", unit.code, ""],
        [*AN, "leader", unit.code, "Không"],
    ]
    assert [(row, letter) for row, letter, _ in faults(import_people, [ACTIVE, *rows])] == [
        (3, "E")
    ]


def test_new_people_set_their_password_by_mail(unit: Unit, client: Client) -> None:
    take(import_people, [HEAD, [*AN, "officer", unit.code, ""]])
    assert sent_mails() == []
    code = ask_for_code(client, "an@parindex.example")
    address = reverse("account_confirm_password_reset_code")
    shown: Any = client.post(address, {"code": code}, follow=True)
    password = "mot-mat-khau-moi-2026"
    client.post(shown.request["PATH_INFO"], {"password1": password, "password2": password})
    assert User.objects.get(email="an@parindex.example").check_password(password)


def test_every_fault_at_once(unit: Unit) -> None:
    Unit.objects.create(level="ministry", code=unit.code, name_vi="Cùng mã")
    table = [
        HEAD,
        ["không phải thư", "A", "", "", ""],
        ["a@b.vn", "", "officer", "T0", ""],
        ["c@b.vn", "C", "Trưởng phòng", "", ""],
        ["d@b.vn", "D", "officer", "", ""],
        ["e@b.vn", "E", "reviewer", "", ""],
        ["f@b.vn", "F", "admin", "", "BNV"],
        ["g@b.vn", "G", "reviewer", "", "BXD"],
        ["h@b.vn", "H", "officer", unit.code, ""],
        ["d@b.vn", "Khác tên", "inspector", "", ""],
    ]
    assert [(row, letter) for row, letter, _ in faults(import_people, table)] == [
        *((2, "A"), (3, "B"), (3, "D"), (4, "C"), (5, "D"), (6, "E"), (7, "E"), (8, "E"), (9, "D")),
        (10, "B"),
    ]


def test_nobody_locks_themselves_out() -> None:
    by = make_person(Role.ADMIN)
    table = [
        ["Email", "Full name", "Role", "Unit", "Active"],
        [by.email, by.full_name, "", "", "no"],
    ]
    with pytest.raises(Exception, match="tự khóa"):
        take(import_people, table, by=by)


def test_a_superuser_is_changed_by_a_superuser_only() -> None:
    User.objects.create_superuser(email="root@parindex.example", full_name="Gốc")
    found = faults(import_people, [HEAD, ["root@parindex.example", "Khác", "", "", ""]])
    assert [(row, letter) for row, letter, _ in found] == [(2, "A")]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.INSPECTOR, None])
def test_only_administrators(role: Role | None) -> None:
    with pytest.raises(NotAllowed):
        take(import_people, [HEAD, [*AN, "admin", "", ""]], by=make_person(role))
    assert not User.objects.filter(email="an@parindex.example").exists()


def test_the_page(client: Client, unit: Unit) -> None:
    client.force_login(make_person(Role.ADMIN))
    address = reverse("import_file", args=["people"])
    file = csv_file([HEAD, [*AN, "officer", unit.code, ""]])
    file.name = "nguoi-dung.csv"
    shown = client.post(address, {"file": file})
    client.post(reverse("confirm_import", args=["people"]), {"token": shown.context["token"]})

    assert User.objects.get(email="an@parindex.example").units(Role.OFFICER) == {unit.pk}
    assert Change.objects.filter(act="import_people", door="import").count() == 2
    assert client.get(f"{address}template/").content[:2] == b"PK"


def test_the_command_never_tells_a_password(tmp_path: Path, capsys: Any, unit: Unit) -> None:
    make_person(Role.ADMIN)
    path = tmp_path / "people.csv"
    path.write_bytes(csv_file([HEAD, [*AN, "officer", unit.code, ""]]).getvalue())
    call_command("import_people", str(path))
    out = capsys.readouterr().out
    assert "+ an@parindex.example (dòng 2)" in out
    assert User.objects.get(email="an@parindex.example").password not in out
    assert Change.objects.filter(door="command").count() == 2


def test_many_people_take_few_queries(
    unit: Unit, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [[f"a{n}@parindex.example", f"Người {n}", "officer", unit.code, ""] for n in range(40)]
    by = make_person(Role.ADMIN)
    with django_assert_max_num_queries(20):
        take(import_people, [HEAD, *rows], by=by)
    assert User.objects.get(email="a7@parindex.example").search == "a7@parindex.example nguoi 7"
    assert Membership.objects.filter(unit=unit).count() == 40
