"""A unit's own systems read and fill in its plan and its documents by token; to everybody else there is nothing."""

import datetime
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.acts import add_link
from assessments.models import Assessment, EvidenceLink, Role, Token, Unit, User
from rankings.models import FigureToDate, ImprovementPlan
from tests.api.conftest import Get, token_of
from tests.factories import (
    last_line,
    make_person,
    make_round,
    make_set,
    make_unit,
    page,
    score_of,
    sheet_of,
)
from tests.rankings.plan_worlds import due_day, leaf_of, officer_of, ready_plan, result

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def plan() -> ImprovementPlan:
    row = result()
    return ready_plan(row, officer_of(row))


@pytest.fixture
def officer(plan: ImprovementPlan) -> User:
    return make_person(Role.OFFICER, unit=plan.unit)


def send(
    method: str, path: str, by: User, body: Any, tag: str = "", scope: str = Token.Scope.WRITE
) -> Any:
    headers = {"Authorization": token_of(by, scope), **({"If-Match": tag} if tag else {})}
    client = Client(headers=headers)
    data = json.dumps(body)
    return getattr(client, method)(f"/api/v1/{path}", data, content_type="application/json")


def line(plan: ImprovementPlan, code: str) -> str:
    return f"plans/{plan.pk}/leaves/{code}/"


def test_its_own_people_read_it(get: Get, plan: ImprovementPlan, officer: User) -> None:
    status, answer = get(f"plans/?unit={plan.unit_id}", officer)
    assert (status, [one["id"] for one in answer["results"]]) == (200, [plan.pk])
    assert get(f"plans/{plan.pk}/", officer)[1]["approved_at"] is None
    leaves = get(f"plans/{plan.pk}/leaves/", officer)[1]["results"]
    assert [one["code"] for one in leaves] == ["2.1", "1.2", "1.1"]
    assert leaves[0]["target"] == {"input": {"points": "8"}, "points": "8.0000"}
    (remedy,) = leaves[0]["remedies"]
    assert (remedy["body"], remedy["person"], remedy["done_on"]) == ("Văn phòng", "", None)
    assert leaves[1]["target"] == {"input": None, "points": None}


@pytest.mark.parametrize("rest", ["", "leaves/", "leaves/2.1/", "figures/"])
def test_to_everybody_else_it_does_not_exist(get: Get, plan: ImprovementPlan, rest: str) -> None:
    for person in (
        make_person(Role.OFFICER, unit=make_unit()),
        make_person(Role.REVIEWER),
        make_person(Role.COORDINATOR),
        make_person(Role.INSPECTOR),
        make_person(Role.ADMIN),
    ):
        assert get(f"plans/{plan.pk}/{rest}", person)[0] == 404
        assert get("plans/", person)[1]["count"] == 0


def test_a_line_is_written_as_on_the_page(plan: ImprovementPlan, officer: User) -> None:
    remedies = [{"text": "Tập huấn", "person": officer.email.upper(), "due": due_day().isoformat()}]
    body = {"target": {"points": "3"}, "remedies": remedies}
    answer = send("patch", line(plan, "1.2"), officer, body, '"0"')
    assert (answer.status_code, answer["ETag"]) == (200, '"1"')
    assert answer.json()["target"]["points"] == "3.0000"
    assert answer.json()["remedies"][0]["person"] == officer.email
    assert (last_line(act="save_plan_leaf").by, last_line().door) == (officer, "api")
    # What the body leaves out stays.
    answer = send("patch", line(plan, "1.2"), officer, {"target": {"points": "4"}}, '"1"')
    assert [one["text"] for one in answer.json()["remedies"]] == ["Tập huấn"]
    answer = send("patch", line(plan, "1.2"), officer, {"target": None, "remedies": []}, '"2"')
    assert answer.json()["target"] == {"input": None, "points": None}
    assert answer.json()["remedies"] == []


@pytest.mark.parametrize(
    ("body", "tag", "status"),
    [
        ({"target": {"points": "3"}}, "", 428),
        ({"target": {"points": "3"}}, '"7"', 412),
        ({"target": {"points": "1"}}, '"0"', 422),
        ({"target": "3"}, '"0"', 400),
        ({"remedies": {"text": "x"}}, '"0"', 400),
        ({"remedies": [{"text": 3}]}, '"0"', 400),
        ({"remedies": [{"text": "x", "due": "30/09/2026"}]}, '"0"', 400),
        ({"remedies": [{"text": "x", "who": "y"}]}, '"0"', 400),
        ({"remedies": [{"text": "x", "person": "nobody@example.vn"}]}, '"0"', 422),
        ({"points": "3"}, '"0"', 400),
        ([], '"0"', 400),
    ],
)
def test_a_wrong_write_changes_nothing(
    plan: ImprovementPlan, officer: User, body: Any, tag: str, status: int
) -> None:
    answer = send("patch", line(plan, "1.2"), officer, body, tag)
    assert answer.status_code == status
    assert all(one["vi"] and one["en"] for one in answer.json()["messages"])
    assert leaf_of(plan, "1.2").version == 0
    if status == 412:
        assert answer.json()["current"]["version"] == 0


def test_a_figure_to_date_is_added(get: Get, plan: ImprovementPlan, officer: User) -> None:
    path, day = f"plans/{plan.pk}/figures/", timezone.localdate().isoformat()
    body = {"code": "2.1", "day": day, "input": {"points": "x"}}
    answer = send("post", path, officer, body)
    assert answer.status_code == 422
    body["input"] = {"points": "7.5"}
    answer = send("post", path, officer, body)
    assert (answer.status_code, answer.json()["points"]) == (200, "7.5000")
    assert get(f"{path}?leaf=2.1", officer)[1]["results"][0]["day"] == day
    assert last_line(act="save_figure_to_date").door == "api"
    tomorrow = (timezone.localdate() + datetime.timedelta(days=1)).isoformat()
    assert send("post", path, officer, body | {"day": tomorrow}).status_code == 422
    assert send("post", path, officer, body | {"code": "9.9"}).status_code == 400
    assert send("post", path, officer, body | {"day": "hôm nay"}).status_code == 400
    reading = send("post", path, officer, body, scope=Token.Scope.READ)
    assert reading.status_code == 403
    assert FigureToDate.objects.count() == 1


def test_a_successor_reads_and_does_not_write(get: Get, plan: ImprovementPlan) -> None:
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Unit.objects.filter(pk=plan.unit_id).update(in_force_to=yesterday)
    heir = make_unit()
    heir.formed_from.set([plan.unit])
    person = make_person(Role.OFFICER, unit=heir)
    assert get(f"plans/{plan.pk}/leaves/", person)[0] == 200
    assert send("patch", line(plan, "1.2"), person, {"target": None}, '"0"').status_code == 403
    body = {"code": "2.1", "day": yesterday.isoformat(), "input": {"points": "7"}}
    assert send("post", f"plans/{plan.pk}/figures/", person, body).status_code == 403


@pytest.fixture
def sheet() -> Assessment:
    return sheet_of(make_round())


def test_the_store_is_read_and_used_at_a_leaf(get: Get, sheet: Assessment) -> None:
    before = sheet_of(make_round(make_set(year=2021), [sheet.unit]))
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    document = add_link(
        actor=page(officer),
        score_id=score_of(before, "1.2").pk,
        url="https://example.vn/12",
        title="Kế hoạch",
        number="12/KH",
    )
    status, answer = get(f"units/{sheet.unit_id}/evidence/?year=2021", officer)
    (row,) = answer["results"]
    assert (status, row["id"], row["number"]) == (200, document.pk, "12/KH")
    assert row["leaves"] == [{"code": "1.2", "withdrawn": False}]
    path = f"assessments/{sheet.pk}/scores/1.1/evidence/"
    answer = send("post", path, officer, {"evidence": document.pk})
    assert (answer.status_code, answer.json()["assessment"]) == (200, sheet.pk)
    added = {"url": "https://example.vn/13", "title": "Báo cáo", "issued_on": "2022-03-01"}
    assert send("post", path, officer, added).json()["issued_on"] == "2022-03-01"
    assert [one["title"] for one in get(path, officer)[1]["results"]] == ["Báo cáo", "Kế hoạch"]
    assert last_line(act="add_link").door == "api"
    for wrong, code in (
        ({"evidence": document.pk}, 422),
        ({"evidence": "x"}, 400),
        ({"evidence": True}, 400),
        ({"evidence": document.pk, "title": "x"}, 400),
        ({"url": "ftp://x", "title": "x"}, 422),
        ({"url": "https://example.vn/14", "issued_on": "2022"}, 400),
    ):
        assert send("post", path, officer, wrong).status_code == code, wrong
    assert EvidenceLink.objects.filter(score=score_of(sheet, "1.1")).count() == 2


def test_another_unit_s_store_and_leaves_are_refused(get: Get, sheet: Assessment) -> None:
    for person in (
        make_person(Role.OFFICER, unit=make_unit()),
        make_person(Role.REVIEWER),
        make_person(Role.COORDINATOR),
    ):
        assert get(f"units/{sheet.unit_id}/evidence/", person)[0] == 403
        path = f"assessments/{sheet.pk}/scores/1.1/evidence/"
        assert send("post", path, person, {"url": "https://example.vn/1"}).status_code == 403


def test_the_number_of_queries_does_not_grow(plan: ImprovementPlan, officer: User) -> None:
    headers = {"Authorization": token_of(officer)}
    sheet = sheet_of(make_round(make_set(year=2024), [plan.unit]))
    numbers = []
    for turn in range(2):
        for code in ("1.1", "1.2", "1.3"):
            add_link(
                actor=page(officer),
                score_id=score_of(sheet, code).pk,
                url=f"https://example.vn/{turn}",
                title="Trang",
            )
        for path in (f"units/{plan.unit_id}/evidence/", f"plans/{plan.pk}/leaves/"):
            with CaptureQueriesContext(connection) as queries:
                assert Client(headers=headers).get(f"/api/v1/{path}").status_code == 200
            numbers.append(len(queries))
    assert numbers[:2] == numbers[2:]
