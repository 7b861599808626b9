"""The admin of people, units and rounds, and what it only shows."""

import pytest
from django.apps import apps
from django.contrib import admin as django_admin
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assessments.models import (
    Assessment,
    Change,
    Evidence,
    Membership,
    Role,
    Round,
    Score,
    Unit,
    User,
)
from criteria.common.admin_pages import Showcase
from rankings.models import Ranking, RankingRow
from tests.factories import PASSWORD, load_fixtures, make_person, make_round, make_unit, sheet_of

pytestmark = pytest.mark.django_db

SHOWN_ONLY = (Assessment, Score, Evidence, Change, Ranking, RankingRow, User, Membership)


def signed_in(client: Client, person: User) -> Client:
    person.is_staff = True
    person.save()
    client.force_login(person)
    return client


@pytest.fixture
def admin(client: Client) -> Client:
    return signed_in(client, make_person(Role.ADMIN))


@pytest.fixture
def coordinator(client: Client) -> Client:
    return signed_in(client, make_person(Role.COORDINATOR))


def address(model: type, act: str = "changelist", *args: object) -> str:
    meta = model._meta  # type: ignore[attr-defined]
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{act}", args=args)


def errors(answer: object) -> str:
    return str(answer.context["adminform"].form.errors)  # type: ignore[attr-defined]


# Who comes in


@pytest.mark.parametrize(
    "role", [None, Role.OFFICER, Role.LEADER, Role.REVIEWER, Role.INSPECTOR, Role.COORDINATOR]
)
@pytest.mark.parametrize("staff", [True, False])
def test_only_administrators_see_people(client: Client, role: Role | None, staff: bool) -> None:
    person = make_person(role, unit=make_unit())
    person.is_staff = staff
    person.save()
    client.force_login(person)

    assert client.get(address(User)).status_code == (403 if staff else 302)


def test_sign_in_is_the_one_of_the_site(client: Client) -> None:
    answer = client.get("/admin/login/")

    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")


def test_every_list_and_add_page_opens(admin: Client) -> None:
    make_round()
    for model, desk in django_admin.site._registry.items():
        if model._meta.app_label not in ("criteria", "assessments", "rankings"):
            continue
        assert admin.get(address(model), {"q": "a b"}).status_code == 200
        expected = 403 if isinstance(desk, Showcase) else 200
        assert admin.get(address(model, "add")).status_code == expected


def test_its_pages_have_the_site_s_icon(admin: Client) -> None:
    """Without one a browser asks for a file that is not there."""
    assert "/parindex/icon" in admin.get("/admin/").content.decode()


def test_nothing_of_the_criteria_is_missing() -> None:
    labels = {model._meta.label for model in django_admin.site._registry}

    assert {
        "criteria.CriteriaSet",
        "criteria.Criterion",
        "criteria.ReviewingBody",
        "assessments.Unit",
        "assessments.Round",
        *(model._meta.label for model in SHOWN_ONLY),
    } <= labels
    assert not {"auth.Group", "account.EmailAddress", "assessments.Token"} & labels


# People


def test_a_person_s_page_shows_no_hash_and_no_way_to_another_password(admin: Client) -> None:
    person = make_person(Role.INSPECTOR)
    person.set_password(PASSWORD)
    person.save()
    shown = admin.get(address(User, "change", person.pk)).text
    assert person.full_name in shown
    assert "inspector" in shown or "Người giám sát" in shown
    assert person.password not in shown
    chosen = {"password1": "khac-2022-khac", "password2": "khac-2022-khac"}
    admin.post(f"{address(User)}{person.pk}/password/", chosen)
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


@pytest.mark.parametrize("term", ["can bo quang ninh", "Quảng NINH", "officer.qn"])
def test_people_are_found_without_accents(admin: Client, term: str) -> None:
    person = make_person(email="officer.qn@parindex.example")
    person.full_name = "Cán bộ chấm điểm (Quảng Ninh)"
    person.save()
    page = admin.get(address(User), {"q": term})

    assert list(page.context["cl"].result_list) == [person]


# Units


def test_units_are_exported(admin: Client) -> None:
    load_fixtures("units")
    export = address(Unit, "export")
    names = {
        name: "on"
        for name in admin.get(export).context["form"].fields
        if name.startswith("unitresource_")
    }
    lines = admin.post(export, {"format": "0", "resource": "", **names}).content.decode()

    assert len(lines.splitlines()) == 117
    region = "Trung du và miền núi phía Bắc"
    names_and_days = f"province,15,Lào Cai,,{region},,2025-07-01,,1,Ủy ban nhân dân tỉnh Lào Cai"
    assert f"{names_and_days},,,10;15" in lines


# Rounds


@pytest.mark.parametrize("role", [Role.ADMIN, Role.COORDINATOR])
def test_no_round_is_opened_here(client: Client, role: Role) -> None:
    answer = signed_in(client, make_person(role)).post(address(Round, "add"), {})
    assert answer.status_code == 403


def test_an_open_round_is_only_shown(coordinator: Client) -> None:
    round_ = make_round()
    page = coordinator.get(address(Round, "change", round_.pk))

    assert page.status_code == 200
    assert 'name="_save"' not in page.text
    for act in ("change", "delete"):
        answer = coordinator.post(address(Round, act, round_.pk), {"post": "yes"})
        assert answer.status_code == 403
    assert Round.objects.filter(pk=round_.pk).exists()


# What is only shown


@pytest.mark.parametrize("model", SHOWN_ONLY)
def test_no_way_round_the_actions(client: Client, model: type) -> None:
    root = User.objects.create_superuser("root@parindex.example", None, full_name="Gốc")
    client.force_login(root)
    sheet = sheet_of(make_round())
    Evidence.objects.create(
        assessment=sheet, title="Kế hoạch", file="ab/stored", sha256="0" * 64, uploaded_by=root
    )
    ranking = Ranking.objects.create(round=sheet.round, started_by=root)
    RankingRow.objects.create(ranking=ranking, assessment=sheet, unit=sheet.unit, ranked=True)
    rows = apps.get_model(model._meta.label)._default_manager  # type: ignore[attr-defined]
    before = list(rows.order_by("pk").values_list())
    row = rows.first()
    assert row is not None

    shown = client.get(address(model, "change", row.pk))
    assert (shown.status_code, 'name="_save"' in shown.text) == (200, False)
    assert "ab/stored" not in shown.text
    assert client.post(address(model, "add"), {}).status_code == 403
    assert client.post(address(model, "change", row.pk), {}).status_code == 403
    assert client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    client.post(address(model), {"action": "delete_selected", "_selected_action": [row.pk]})
    assert list(rows.order_by("pk").values_list()) == before


@pytest.mark.parametrize("model", [Assessment, Score, Change, Membership, User, Unit, Round])
def test_a_list_takes_the_same_queries_however_long(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, model: type
) -> None:
    root = User.objects.create_superuser("root@parindex.example", None, full_name="Gốc")
    client.force_login(root)
    for _ in range(3):
        unit = make_unit()
        make_person(Role.OFFICER, unit=unit)
        make_round(units=[unit, make_unit()])
    client.get(address(model))
    with django_assert_max_num_queries(12):
        page = client.get(address(model))

    assert len(page.context["cl"].result_list) >= 3
