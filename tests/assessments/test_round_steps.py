"""Steps of many sheets at once from the round's page: all or none, with every reason by unit."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.acts import request_explanations
from assessments.models import Assessment, Change, Role, Round, Score, Status
from criteria.common.text import NotAllowed
from tests.factories import (
    flag,
    make_explaining,
    make_person,
    make_reviewed,
    make_round,
    make_submitted,
    make_unit,
    page,
    sheet_of,
)
from tests.markup import markup
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture
@remembered
def round_() -> Round:
    return make_round(units=[make_unit(name) for name in ("Đắk Lắk", "Hà Giang", "Cà Mau")])


def reviewed(round_: Round, *names: str, lowered: tuple[str, ...] = ()) -> list[Assessment]:
    units = [round_.assessments.get(unit__name_vi=name).unit for name in names]
    return [make_reviewed(make_submitted(round_, unit), *lowered, survey=True) for unit in units]


@pytest.fixture
def coordinator(client: Client) -> Client:
    client.force_login(make_person(Role.COORDINATOR))
    return client


def make(client: Client, round_: Round, sheets: list[Assessment], **data: str) -> Any:
    url = reverse("round_steps", args=[round_.pk])
    return client.post(url, data | {"sheets": [str(one.pk) for one in sheets]}, follow=True)


def states(sheets: list[Assessment]) -> list[str]:
    ids = [one.pk for one in sheets]
    return list(
        Assessment.objects.filter(pk__in=ids).order_by("pk").values_list("status", flat=True)
    )


def week() -> str:
    return (timezone.localdate() + datetime.timedelta(days=7)).isoformat()


def test_ready_sheets_are_finished_together(coordinator: Client, round_: Round) -> None:
    sheets = reviewed(round_, "Đắk Lắk", "Hà Giang")
    response = make(coordinator, round_, sheets, step="finish")
    assert "Đã kết thúc thẩm định 2 phiếu" in markup(response)
    assert states(sheets) == [Status.FINAL] * 2


def test_questions_are_sent_together_with_one_deadline(coordinator: Client, round_: Round) -> None:
    sheets = reviewed(round_, "Đắk Lắk", "Hà Giang", lowered=("1.1",))
    for sheet in sheets:
        flag(sheet, "1.1")
    response = make(coordinator, round_, sheets, step="request_explanation", until=week())
    assert "Đã gửi yêu cầu giải trình cho 2 đơn vị" in markup(response)
    assert states(sheets) == [Status.EXPLAINING] * 2
    assert len({one.explain_by for one in Assessment.objects.filter(explanations=1)}) == 1


def test_one_sheet_that_cannot_leaves_all_as_they_are(coordinator: Client, round_: Round) -> None:
    sheets = reviewed(round_, "Đắk Lắk", "Hà Giang", "Cà Mau")
    Score.objects.filter(assessment__in=sheets[1:], criterion__code="3.1").update(
        awarded_points=None, awarded_note=""
    )
    lines = Change.objects.count()
    response = make(coordinator, round_, sheets, step="finish", q="")
    assert response.status_code == 403
    text = markup(response)
    assert "Hà Giang: Còn 1 tiêu chí chưa có điểm" in text
    assert "Cà Mau: Còn 1 tiêu chí chưa có điểm" in text
    assert "Đắk Lắk: " not in text
    assert states(sheets) == [Status.IN_REVIEW] * 3
    assert Change.objects.count() == lines
    # What was ticked is still ticked.
    assert response.context["chosen"] == {one.pk for one in sheets}


def test_a_deadline_that_cannot_be_is_told_of_each(coordinator: Client, round_: Round) -> None:
    sheets = reviewed(round_, "Đắk Lắk", "Hà Giang", lowered=("1.1",))
    for sheet in sheets:
        flag(sheet, "1.1")
    for until in ("", "2020-01-01", "x"):
        response = make(coordinator, round_, sheets, step="request_explanation", until=until)
        assert response.status_code == 422
    assert states(sheets) == [Status.IN_REVIEW] * 2


def test_no_sheet_of_another_round(coordinator: Client, round_: Round) -> None:
    other = make_reviewed(survey=True)
    response = make(coordinator, round_, [other], step="finish")
    assert response.status_code == 422
    assert "Chưa chọn phiếu nào" in markup(response)
    assert sheet_of(other.round).status == Status.IN_REVIEW


def test_an_unknown_step(coordinator: Client, round_: Round) -> None:
    sheets = reviewed(round_, "Đắk Lắk")
    assert make(coordinator, round_, sheets, step="fly").status_code == 404
    assert make(coordinator, round_, sheets).status_code == 404


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.INSPECTOR, Role.ADMIN, Role.LEADER])
def test_only_a_coordinator(client: Client, role: Role) -> None:
    sheet = make_explaining("1.1")
    person = make_person(role, unit=sheet.unit)
    client.force_login(person)
    assert make(client, sheet.round, [sheet], step="finish").status_code == 403
    until = timezone.now() + datetime.timedelta(days=3)
    with pytest.raises(NotAllowed, match="điều phối viên"):
        request_explanations(actor=page(person), assessment_ids=[sheet.pk], until=until)
    assert 'name="sheets"' not in markup(client.get(f"/rounds/{sheet.round_id}/"))


def test_a_constant_cost_for_each_sheet(coordinator: Client, round_: Round) -> None:
    one, *more = reviewed(round_, "Đắk Lắk", "Hà Giang", "Cà Mau")
    url = reverse("round_steps", args=[round_.pk])
    costs = []
    for sheets in ([one], more):
        with CaptureQueriesContext(connection) as queries:
            coordinator.post(url, {"sheets": [str(s.pk) for s in sheets], "step": "finish"})
        costs.append(len(queries))
    assert costs[1] - costs[0] <= 14
