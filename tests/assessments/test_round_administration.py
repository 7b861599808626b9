"""Rounds in the house's own administration: the list, the settings of one, and opening another."""

import datetime
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.models import Change, Door, Role, Round, Score, Unit
from assessments.pages.administration.opening import AT_THE_FIELDS
from criteria.models import CriteriaSet
from tests.factories import load_fixtures, make_person, make_round, make_set, make_unit

pytestmark = pytest.mark.django_db

LIST, OPEN = reverse("round_list"), reverse("open_round")


def client_of(role: Role) -> Client:
    client = Client()
    client.force_login(make_person(role))
    return client


@pytest.fixture
def admin() -> Client:
    return client_of(Role.ADMIN)


@pytest.fixture
def coordinator() -> Client:
    return client_of(Role.COORDINATOR)


def round_fields(criteria_set: CriteriaSet, *units: Unit, **changed: str) -> dict[str, object]:
    now = timezone.localtime()
    fields: dict[str, object] = {
        "criteria_set": criteria_set.pk,
        "title_vi": "Kỳ mở từ trang quản trị",
        "explanations_allowed": "2",
        "quorum_percent": "75",
        "units": [unit.pk for unit in units],
    }
    for name, days in (("opens_at", 0), ("submit_by", 30), ("review_by", 60)):
        moment = now + datetime.timedelta(days=days)
        fields[name] = f"00:00:00 {moment:%d/%m/%Y}"
    return fields | changed


def errors(answer: Any) -> str:
    causes = " ".join(cause.vi for cause in answer.context["causes"])
    return f"{answer.context['form'].errors} {causes}"


# The list


def test_rounds_are_found_by_words_and_level(coordinator: Client) -> None:
    province = make_round(make_set(year=2022))
    ministry = make_round(
        make_set(level="ministry", year=2023), [make_unit("Bộ thử", level="ministry")]
    )
    Round.objects.filter(pk=province.pk).update(title_vi="Kỳ Đầu", search="ky dau 2022")

    def shown(**asked: str) -> list[Round]:
        return list(coordinator.get(LIST, asked).context["rounds"])

    assert shown() == [ministry, province]
    assert shown(q="đầu ky") == [province]
    assert shown(level="ministry") == [ministry]
    assert OPEN in coordinator.get(LIST).text


@pytest.mark.parametrize("number", [1, 5])
def test_the_list_takes_the_same_queries_however_long(
    admin: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        make_round(units=[make_unit()])
    admin.get(LIST)
    with django_assert_num_queries(4):
        assert len(admin.get(LIST).context["rounds"]) == number


@pytest.mark.parametrize("role", [Role.OFFICER, Role.REVIEWER, Role.INSPECTOR])
def test_only_coordinators_and_administrators(role: Role) -> None:
    client = Client()
    client.force_login(make_person(role, unit=make_unit()))
    for address in (LIST, OPEN, reverse("round_settings", args=[make_round().pk])):
        assert client.get(address).status_code == 403


# One round


def test_an_administrator_sees_how_a_round_is_set_and_a_coordinator_where(
    admin: Client, coordinator: Client
) -> None:
    unit = make_unit()
    round_ = make_round(units=[unit])
    address = reverse("round_settings", args=[round_.pk])
    links = [
        reverse(name, args=[round_.pk])
        for name in ("change_round", "references", "bodies", "survey")
    ]
    assert all(link in coordinator.get(address).text for link in links)
    shown = admin.get(address).text
    assert not any(link in shown for link in links)
    assert reverse("round", args=[round_.pk]) in shown
    assert f"{reverse('unit_list')}?round={round_.pk}" in shown
    # Who opened it, and when.
    assert "Mở kỳ đánh giá" in shown


# Opening one


def test_the_set_is_chosen_first(coordinator: Client) -> None:
    load_fixtures("units")
    draft, published = make_set(publish=False), make_set(year=2025)
    first = coordinator.get(OPEN)
    assert list(first.context["sets"]) == [published]
    second = coordinator.get(OPEN, {"criteria_set": published.pk})
    assert len(second.context["units"]) == 34
    assert coordinator.get(OPEN, {"criteria_set": draft.pk}).context["chosen"] is None


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_day_is_read_the_vietnamese_way_in_both_languages(
    coordinator: Client, language: str
) -> None:
    """A browser in English would have read 02/03 as the 3rd of February."""
    coordinator.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    days = {"opens_at": "00:00 02/03/2026", "submit_by": "17:00 05/03/2026"}
    fields = round_fields(make_set(), make_unit()) | days
    assert coordinator.post(OPEN, fields).status_code == 302
    round_ = Round.objects.get()
    assert f"{timezone.localtime(round_.opens_at):%d.%m.%Y}" == "02.03.2026"
    assert f"{timezone.localtime(round_.submit_by):%d.%m %H:%M}" == "05.03 17:00"


def test_the_same_form_twice_opens_one_round(coordinator: Client) -> None:
    fields = round_fields(make_set(), make_unit()) | {"once": "a-key"}
    first, second = coordinator.post(OPEN, fields), coordinator.post(OPEN, fields)
    assert first["Location"] == second["Location"]
    assert Round.objects.count() == 1


def test_a_round_opens_for_chosen_units(coordinator: Client) -> None:
    units = [make_unit(), make_unit()]
    make_unit()
    answer = coordinator.post(OPEN, round_fields(make_set(), *units))

    assert answer.status_code == 302
    round_ = Round.objects.get()
    assert {sheet.unit for sheet in round_.assessments.all()} == set(units)
    assert Score.objects.count() == 14
    opened = Change.objects.get(round=round_)
    assert (opened.act, opened.door) == ("open_round", Door.PAGE)


def test_a_round_opens_for_all_units_of_the_year(coordinator: Client) -> None:
    load_fixtures("units")
    coordinator.post(OPEN, round_fields(make_set(year=2022)))
    coordinator.post(OPEN, round_fields(make_set(year=2025)))

    assert [r.assessments.count() for r in Round.objects.order_by("pk")] == [63, 34]


def test_a_refusal_keeps_what_was_typed(coordinator: Client) -> None:
    fields = round_fields(make_set(), make_unit(), submit_by="17:00 01/01/2020")
    answer = coordinator.post(OPEN, fields)

    assert answer.status_code == 422
    assert "Ngày mở phải trước hạn tự đánh giá" in errors(answer)
    assert answer.context["form"].errors.keys() == {"submit_by"}
    assert [cause.vi for cause in answer.context["causes"]] == [AT_THE_FIELDS.vi]
    field = re.search(r'<input[^>]*name="submit_by"[^>]*>', answer.text)
    assert field
    assert 'aria-invalid="true"' in field[0]
    assert "Kỳ mở từ trang quản trị" in answer.text
    assert not Round.objects.exists()


@pytest.mark.parametrize("typed", ["05/03/2026", "ngày mai", ""])
def test_a_day_without_its_time_is_no_moment(coordinator: Client, typed: str) -> None:
    answer = coordinator.post(OPEN, round_fields(make_set(), make_unit(), review_by=typed))
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"review_by"}


def test_units_of_another_level_are_refused(coordinator: Client) -> None:
    ministry = make_unit("Bộ thử", level="ministry")
    answer = coordinator.post(OPEN, round_fields(make_set(), ministry))

    assert "Bộ thử không thuộc cấp" in errors(answer)
    assert answer.context["form"].errors.keys() == {"units"}
    assert not Round.objects.exists()


def test_a_draft_set_opens_no_round(coordinator: Client) -> None:
    fields = round_fields(make_set(publish=False), make_unit())
    answer = coordinator.post(OPEN, fields)

    assert answer.context["form"].errors.keys() == {"criteria_set"}
    assert not Round.objects.exists()


def test_an_administrator_opens_no_round(admin: Client) -> None:
    answer = admin.post(OPEN, round_fields(make_set(), make_unit()))

    assert answer.status_code == 403
    assert not Round.objects.exists()
