"""The page that lists what can be imported, and the page of one kind of file."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assessments.models import Change, Role, Unit
from assessments.pages.administration.importing import IMPORTABLES
from tests.factories import make_person, make_round, make_unit

pytestmark = pytest.mark.django_db

PAGE = reverse("imports")


def client_of(role: Role) -> Client:
    client = Client()
    client.force_login(make_person(role, unit=make_unit()))
    return client


def test_an_administrator_finds_every_kind_with_its_template_and_columns() -> None:
    client = client_of(Role.ADMIN)
    shown = client.get(PAGE).text
    for name, one in IMPORTABLES.items():
        assert reverse("import_file", args=[name]) in shown
        template = client.get(reverse("import_template", args=[name]))
        assert template.content[:2] == b"PK"
        assert reverse("import_template", args=[name]) in shown
        assert all(column.label.vi in shown for column in one.columns)
    assert {"annex", "units", "people", "assignments"} == set(IMPORTABLES)


def test_a_coordinator_is_led_to_survey_and_references_of_each_round() -> None:
    round_ = make_round(units=[make_unit()])
    shown = client_of(Role.COORDINATOR).get(PAGE).text
    for name in ("survey", "survey_template", "references"):
        assert reverse(name, args=[round_.pk]) in shown
    assert not any(reverse("import_file", args=[name]) in shown for name in IMPORTABLES)
    # An administrator imports neither.
    assert reverse("references", args=[round_.pk]) not in client_of(Role.ADMIN).get(PAGE).text


@pytest.mark.parametrize("role", [Role.OFFICER, Role.REVIEWER, Role.INSPECTOR])
def test_others_see_no_list(role: Role) -> None:
    assert client_of(role).get(PAGE).status_code == 403


@pytest.mark.parametrize("number", [1, 5])
def test_it_takes_the_same_queries_however_many_rounds(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        make_round(units=[make_unit()])
    client = client_of(Role.COORDINATOR)
    client.get(PAGE)
    # Session, person, desk, what the bell and the frame ask, rounds.
    with django_assert_num_queries(6):
        client.get(PAGE)


def upload(client: Client, kind: str, table: str) -> Any:
    file = SimpleUploadedFile("a.csv", table.encode())
    return client.post(reverse("import_file", args=[kind]), {"file": file})


def test_one_bad_row_changes_nothing_and_all_bad_rows_are_listed() -> None:
    client = client_of(Role.ADMIN)
    before = Unit.objects.count()
    rows = "Tỉnh, thành phố;X1;Đơn vị đúng;\nHành tinh;X2;Đơn vị lạ;\nTỉnh, thành phố;;Không mã;31/02\n"
    answer = upload(client, "units", f"Cấp;Mã;Tên đơn vị;Từ ngày\n{rows}")
    assert answer.status_code == 422
    assert {fault.row for fault in answer.context["faults"]} == {3, 4}
    assert all(fault.text.vi in answer.text for fault in answer.context["faults"])
    assert "token" not in answer.context
    assert (Unit.objects.count(), Change.objects.count()) == (before, 0)


def test_a_token_of_one_kind_imports_no_other() -> None:
    client = client_of(Role.ADMIN)
    shown = upload(client, "units", "Cấp;Mã;Tên đơn vị\nTỉnh, thành phố;X1;Đơn vị\n")
    token = {"token": shown.context["token"]}
    client.post(reverse("confirm_import", args=["people"]), token)
    assert not Unit.objects.filter(code="X1").exists()
    done = client.post(reverse("confirm_import", args=["units"]), token)
    assert done["Location"] == reverse("unit_list")
    assert Unit.objects.filter(code="X1").exists()


def test_what_is_no_kind_is_not_there() -> None:
    client = client_of(Role.ADMIN)
    assert client.get(reverse("import_file", args=["planets"])).status_code == 404
    # An annex holds one set: there is no list of what is there.
    assert client.get(reverse("import_current", args=["annex"])).status_code == 404
