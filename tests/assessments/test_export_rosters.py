"""What is there now as a file: people, units and assignments that read back as they are."""

import datetime
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from assessments.acts import import_assignments, import_people, import_units
from assessments.models import Change, Membership, Role, Unit
from assessments.people.rosters import assignments, people, units
from criteria.models import CriteriaSet
from tests.assessments.rosters import Action, lines, take, take_file
from tests.factories import body, load_fixtures, make_person, make_set, make_unit

pytestmark = pytest.mark.django_db

LISTS: dict[str, tuple[str, Action]] = {
    "units": ("unit", import_units),
    "people": ("user", import_people),
    "assignments": ("membership", import_assignments),
}
OLD, NEW = {"in_force_to": datetime.date(2025, 6, 30)}, {"in_force_from": datetime.date(2025, 7, 1)}


@pytest.fixture
def criteria_set() -> CriteriaSet:
    return make_set(publish=False)


@pytest.fixture
def old() -> Unit:
    """A province that ended; another one has its code and its name now."""
    unit = Unit.objects.create(level="province", code="22", name_vi="Quảng Ninh", **OLD)
    new = Unit.objects.create(level="province", code="22", name_vi="Quảng Ninh", **NEW)
    new.formed_from.add(unit)
    Unit.objects.create(level="ministry", code="22", name_vi="Bộ 22", signer_title="Bộ trưởng")
    return unit


@pytest.fixture
def world(old: Unit, criteria_set: CriteriaSet) -> None:
    """People of every kind at all of them."""
    for unit in Unit.objects.all():
        officer = make_person(Role.OFFICER, unit=unit)
        officer.memberships.create(role=Role.LEADER, unit=unit)
        part = make_person(Role.OFFICER, unit=unit).memberships.get()
        part.parts.set(criteria_set.criteria.filter(code__in=["1.1", "2"]))
    body("BNV")
    make_person(Role.REVIEWER, at="BNV")
    make_person(Role.COORDINATOR)
    ended = make_person(None)
    ended.is_active = False
    ended.save()


def download(client: Client, name: str) -> bytes:
    client.force_login(make_person(Role.ADMIN))
    page = client.get(reverse("import_file", args=[name]))
    address = reverse("import_current", args=[name])
    assert address in page.content.decode()
    return client.get(address).content


@pytest.mark.parametrize("name", LISTS)
def test_what_is_there_comes_back_and_changes_nothing(
    client: Client, world: None, name: str
) -> None:
    data = download(client, name)
    preview = take_file(LISTS[name][1], data)
    assert preview.entries == ()
    assert preview.same == len(list(load_workbook(io.BytesIO(data)).worksheets[0].rows)) - 1 > 2
    assert not Change.objects.exists()


def test_the_units_of_both_times_come_back(client: Client) -> None:
    load_fixtures("units")
    preview = take_file(import_units, download(client, "units"))
    assert (preview.entries, preview.same) == ((), 116)


def test_a_new_account_from_an_exported_row_belongs_to_the_unit_that_ended(old: Unit) -> None:
    make_person(Role.OFFICER, unit=old, email="an@parindex.example")
    head = [column.names[0] for column in people.COLUMNS]
    (row,) = [row for row in people.people_rows() if row[0] == "an@parindex.example"]
    preview = take(import_people, [head, ["binh@parindex.example", *row[1:]]])
    assert [detail.after for detail in preview.entries[1].details] == [
        "Cán bộ chấm điểm · Quảng Ninh (… – 30/06/2025)"
    ]
    assert Membership.objects.get(user__email="binh@parindex.example").unit == old


def test_without_a_day_it_is_the_unit_of_today_and_the_preview_says_so(old: Unit) -> None:
    table = [
        ["Email", "Họ và tên", "Vai trò", "Cấp", "Mã đơn vị"],
        ["an@parindex.example", "An", "officer", "province", "22"],
    ]
    preview = take(import_people, table)
    assert "Quảng Ninh (01/07/2025 – …)" in preview.entries[1].details[0].after


def test_the_preview_of_units_says_which_time_is_meant(old: Unit) -> None:
    table = [
        ["Cấp", "Mã", "Tên đơn vị", "Từ ngày", "Vùng"],
        ["province", "22", "Quảng Ninh", "", "Đông Bắc"],
        ["province", "22", "Quảng Ninh", "01/07/2025", "Đông Bắc"],
    ]
    assert lines(take(import_units, table)) == [
        ("change", 2, "22 Quảng Ninh (… – 30/06/2025)"),
        ("change", 3, "22 Quảng Ninh (01/07/2025 – …)"),
    ]


def test_names_that_look_like_formulas_stay_text(client: Client) -> None:
    make_unit("=1+1")
    sheet = load_workbook(io.BytesIO(download(client, "units"))).worksheets[0]
    found = [cell for row in sheet.rows for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in found] == ["s"]


@pytest.mark.parametrize(
    "table", [units.unit_rows, people.people_rows, assignments.assignment_rows]
)
def test_queries_do_not_grow(
    world: None, table: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(5):
        assert len(list(table())) > 2


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.INSPECTOR, None])
def test_only_administrators(client: Client, name: str, role: Role | None) -> None:
    person = make_person(role)
    person.is_staff = True
    person.save()
    client.force_login(person)
    address = reverse("import_current", args=[name])
    assert client.get(address).status_code == 403
