"""The list of rounds and a round with its sheets: to whom, what, and at a constant cost."""

import datetime
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Assessment, Role, Round, Status, User
from tests.factories import (
    fill,
    make_explaining,
    make_person,
    make_round,
    make_set,
    make_submitted,
    make_unit,
    sheet_of,
)
from tests.markup import markup
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    return markup(response)


def rounds(client: Client) -> str:
    response: Any = client.get(reverse("rounds"))
    assert response.status_code == 200
    return text(response)


def round_page(client: Client, round_: Round, **query: str) -> Any:
    return client.get(reverse("round", args=[round_.pk]), query)


@pytest.fixture
@remembered
def round_() -> Round:
    """A round of three units: one drafting, one submitted, one final."""
    units = [make_unit("Đắk Lắk"), make_unit("Hà Giang"), make_unit("Cà Mau")]
    made = make_round(units=units)
    fill(sheet_of(made, units[0]), "1.1", "1.2")
    make_submitted(made, units[1])
    Assessment.objects.filter(round=made, unit=units[2]).update(status=Status.FINAL)
    return made


def names(response: Any) -> set[str]:
    shown = text(response)
    return {name for name in ("Đắk Lắk", "Hà Giang", "Cà Mau") if f">{name}</a>" in shown}


def test_an_officer_s_day_starts_at_the_own_sheet(client: Client, round_: Round) -> None:
    unit = Assessment.objects.get(round=round_, unit__name_vi="Đắk Lắk").unit
    client.force_login(make_person(Role.OFFICER, unit=unit))
    shown = rounds(client)
    assert reverse("sheet", args=[sheet_of(round_, unit).pk]) in shown
    assert (
        'Đã có số liệu <b class="num">2/6</b> · Tự đánh giá <b class="num claimed">4</b>'
        '<span class="mute num">/12</span>' in shown
    )
    assert "Hà Giang" not in shown
    assert round_.title_vi in shown


def test_what_is_open_stands_first_with_what_the_unit_owes(client: Client) -> None:
    explaining = make_explaining("1.1", "1.2")
    done, drafting = make_round(units=[explaining.unit]), make_round(units=[explaining.unit])
    Assessment.objects.filter(round=done).update(status=Status.FINAL)
    later = explaining.round.review_by + datetime.timedelta(days=9)
    Round.objects.filter(pk=drafting.pk).update(review_by=later)
    sheet_of(drafting).scores.filter(criterion__code="1.1").update(returned_note="Sai")
    client.force_login(make_person(Role.LEADER, unit=explaining.unit))
    shown = rounds(client)
    lead = re.search(r'<h1 class="lead">(.*?)</h1>', shown)
    assert lead
    assert "Còn 2 tiêu chí phải giải trình" in lead[1]
    assert f'href="/sheets/{explaining.pk}/leaves/1.1/">Giải trình 1.1' in shown
    others = re.findall(
        r'<th scope="row"><a href="/sheets/(\d+)/">.*?</th>(.*?)</tr>', shown, re.DOTALL
    )
    assert [int(pk) for pk, _row in others] == [sheet_of(drafting).pk, sheet_of(done).pk]
    assert 'Bị trả lại <b class="num">1</b>' in others[0][1]


def test_somebody_without_a_role_is_told_what_to_expect(client: Client, round_: Round) -> None:
    client.force_login(make_person())
    assert "Chưa có kỳ đánh giá nào dành cho tài khoản này" in rounds(client)


def test_home_leads_there_once_signed_in(client: Client) -> None:
    assert client.get(reverse("home")).status_code == 200
    client.force_login(make_person())
    assert client.get(reverse("home"))["Location"] == reverse("rounds")


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.INSPECTOR, Role.ADMIN])
def test_those_who_watch_see_every_sheet(client: Client, round_: Round, role: Role) -> None:
    client.force_login(make_person(role))
    response = round_page(client, round_)
    assert names(response) == {"Đắk Lắk", "Hà Giang", "Cà Mau"}
    assert (reverse("survey", args=[round_.pk]) in text(response)) is (role == Role.COORDINATOR)
    assert "2/6" in text(response)


def test_the_last_column_says_that_survey_points_are_in_it(client: Client, round_: Round) -> None:
    client.force_login(make_person(Role.COORDINATOR))
    assert "Thẩm định và điều tra</th></tr>" in text(round_page(client, round_, view="table"))


def test_a_reviewer_sees_what_has_been_submitted(client: Client, round_: Round) -> None:
    client.force_login(make_person(Role.REVIEWER, at="VPCP"))
    response = round_page(client, round_)
    assert names(response) == {"Hà Giang", "Cà Mau"}
    assert "Đang tự đánh giá (0)" in text(response)


def test_an_officer_sees_the_own_sheet(client: Client, round_: Round) -> None:
    unit = Assessment.objects.get(round=round_, unit__name_vi="Hà Giang").unit
    client.force_login(make_person(Role.OFFICER, unit=unit))
    assert names(round_page(client, round_)) == {"Hà Giang"}


@pytest.mark.parametrize("role", [None, Role.OFFICER, Role.LEADER])
def test_a_stranger_s_round_does_not_exist(
    client: Client, round_: Round, role: Role | None
) -> None:
    client.force_login(make_person(role, unit=make_unit()))
    assert round_page(client, round_).status_code == 404


def test_nor_for_a_body_without_leaves_in_it(client: Client, round_: Round) -> None:
    client.force_login(make_person(Role.REVIEWER, at="BYT"))
    assert round_page(client, round_).status_code == 404
    assert round_.title_vi not in rounds(client)


@pytest.mark.parametrize("number", ["0", "999999", "9" * 30])
def test_a_round_that_does_not_exist(client: Client, number: str) -> None:
    client.force_login(make_person(Role.COORDINATOR))
    assert client.get(f"/rounds/{number}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "dak lak"}, {"Đắk Lắk"}),
        ({"q": "ĐẮK"}, {"Đắk Lắk"}),
        ({"q": "tỉnh Đắk–Lắk"}, {"Đắk Lắk"}),
        ({"q": "\u200bHà-Giang"}, {"Hà Giang"}),
        ({"q": "giang"}, {"Hà Giang"}),
        ({"q": "giang lak"}, set()),
        ({"q": "x\x00"}, set()),
        ({"q": "<script>"}, set()),
        ({"q": "a" * 5000}, set()),
        ({"status": "submitted"}, {"Hà Giang"}),
        ({"status": "final", "q": "giang"}, set()),
        ({"status": "no such state"}, set()),
    ],
)
def test_searching_and_filtering(
    client: Client, round_: Round, query: dict[str, str], expected: set[str]
) -> None:
    client.force_login(make_person(Role.INSPECTOR))
    response = round_page(client, round_, **query)
    assert response.status_code == 200
    assert names(response) == expected
    assert "<script>" not in text(response)


def cost(client: Client, by: User, url: str) -> int:
    client.force_login(by)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.REVIEWER])
def test_a_round_costs_the_same_for_any_number_of_units(client: Client, role: Role) -> None:
    criteria_set = make_set()
    few = make_round(criteria_set, [make_unit()])
    many = make_round(criteria_set, [make_unit() for _ in range(40)])
    Assessment.objects.update(status=Status.SUBMITTED)
    person = make_person(role)
    costs = [cost(client, person, reverse("round", args=[one.pk])) for one in (few, many)]
    assert costs[0] == costs[1] <= 10


def test_the_list_costs_the_same_for_any_number_of_rounds(client: Client) -> None:
    unit = make_unit()
    officer = make_person(Role.OFFICER, unit=unit)
    criteria_set = make_set()
    make_round(criteria_set, [unit])
    one = cost(client, officer, reverse("rounds"))
    for _ in range(5):
        make_round(criteria_set, [unit])
    assert cost(client, officer, reverse("rounds")) == one <= 11
