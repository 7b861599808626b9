"""A unit's own systems read its sheet and write its claims, by token, through the same act."""

import datetime
import json
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.acts import save_claim
from assessments.models import Assessment, Change, Role, Score, Token, User
from tests.api.conftest import Get, token_of
from tests.factories import (
    fill,
    line_of,
    make_large_set,
    make_person,
    make_round,
    make_set,
    make_submitted,
    make_unit,
    score_of,
    set_clock,
    sheet_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

Patch = Callable[..., Any]
FIGURES = {"input": {"numerator": "75", "denominator": "80"}, "note": "Còn 5 hồ sơ quá hạn"}


@pytest.fixture
def sheet() -> Assessment:
    return sheet_of(make_round())


@pytest.fixture
def officer(sheet: Assessment) -> User:
    return make_person(Role.OFFICER, unit=sheet.unit)


def url(sheet: Assessment, code: str) -> str:
    return f"/api/v1/assessments/{sheet.pk}/scores/{code}/"


def patch(
    sheet: Assessment,
    code: str,
    by: User,
    body: Any = FIGURES,
    tag: str | None = '"0"',
    **more: str,
) -> Any:
    headers = {"Authorization": token_of(by), **({"If-Match": tag} if tag else {}), **more}
    data = body if isinstance(body, bytes) else json.dumps(body)
    return Client(headers=headers).patch(url(sheet, code), data, content_type="application/json")


def refused_and_unchanged(answer: Any, sheet: Assessment, code: str, status: int, kind: str) -> str:
    assert (answer.status_code, answer.json()["code"]) == (status, kind)
    assert all(one["vi"] and one["en"] for one in answer.json()["messages"])
    score = score_of(sheet, code)
    assert (score.version, score.claimed_points, score.claimed_note) == (0, None, "")
    assert not Change.objects.filter(score=score).exists()
    return " ".join(one["en"] for one in answer.json()["messages"])


def test_the_list_has_every_leaf_in_the_order_of_the_tree(
    get: Get, sheet: Assessment, officer: User
) -> None:
    status, answer = get(f"assessments/{sheet.pk}/scores/", officer)
    assert (status, answer["count"]) == (200, 7)
    assert [one["code"] for one in answer["results"]] == [
        *("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "3.1")
    ]
    survey = get(f"assessments/{sheet.pk}/scores/?source=survey", officer)[1]["results"]
    assert [one["code"] for one in survey] == ["3.1"]


def test_one_score_has_its_version_as_etag(sheet: Assessment, officer: User) -> None:
    fill(sheet, "1.3", by=officer)
    client = Client(headers={"Authorization": token_of(officer)})
    answer = client.get(url(sheet, "1.3"))
    assert (answer.status_code, answer["ETag"]) == (200, '"1"')
    assert (answer.json()["version"], answer.json()["maximum"]) == (1, "2.0000")
    assert client.get(url(sheet, "1.3"), headers={"If-None-Match": '"1"'}).status_code == 304


def test_a_claim_is_written_as_on_the_page(sheet: Assessment, officer: User) -> None:
    answer = patch(sheet, "1.3", officer)
    assert (answer.status_code, answer["ETag"]) == (200, '"1"')
    assert answer.json()["claimed"] == {
        "input": {"numerator": "75", "denominator": "80"},
        "points": "1.0000",
        "not_applicable": False,
        "note": "Còn 5 hồ sơ quá hạn",
        "why": "75/80 = 93,75% → 1 điểm",
        "why_en": "75/80 = 93.75% → 1 point",
    }
    score = score_of(sheet, "1.3")
    assert (score.claimed_points, score.version, score.changed_by) == (Decimal(1), 1, officer)
    line = line_of(act="save_claim", score=score)
    assert (line.by, line.door) == (officer, "api")


def test_what_the_body_leaves_out_stays(sheet: Assessment, officer: User) -> None:
    patch(sheet, "1.3", officer)
    answer = patch(sheet, "1.3", officer, {"note": "Số liệu quý IV"}, '"1"')
    claimed = answer.json()["claimed"]
    assert (claimed["input"], claimed["note"]) == (FIGURES["input"], "Số liệu quý IV")
    answer = patch(sheet, "1.3", officer, {"input": None}, '"2"')
    assert (answer.json()["claimed"]["input"], answer.json()["claimed"]["points"]) == (None, None)


def test_not_applicable_and_back(sheet: Assessment, officer: User) -> None:
    answer = patch(sheet, "2.2", officer, {"not_applicable": True, "note": "Không phát sinh"})
    assert (answer.json()["claimed"]["not_applicable"], answer.status_code) == (True, 200)
    answer = patch(sheet, "2.2", officer, {"input": FIGURES["input"]}, '"1"')
    assert (answer.json()["claimed"]["not_applicable"], answer.json()["claimed"]["points"]) == (
        False,
        "1.8750",
    )


@pytest.mark.parametrize("tag", ['W/"0"', '"7", "0"'])
def test_a_compressed_answer_s_tag_serves_and_so_does_a_list(
    sheet: Assessment, officer: User, tag: str
) -> None:
    assert patch(sheet, "1.3", officer, tag=tag).status_code == 200


@pytest.mark.parametrize("tag", [None, "*", "0", '"abc"', '"' + "9" * 5000 + '"'])
def test_a_write_says_which_version_it_changes(
    sheet: Assessment, officer: User, tag: str | None
) -> None:
    answer = patch(sheet, "1.3", officer, tag=tag)
    refused_and_unchanged(answer, sheet, "1.3", 428, "precondition_required")


def test_a_newer_value_comes_back_with_its_etag(sheet: Assessment, officer: User) -> None:
    colleague = make_person(Role.OFFICER, unit=sheet.unit)
    fill(sheet, "1.3", by=colleague)
    answer = patch(sheet, "1.3", officer)
    assert (answer.status_code, answer["ETag"]) == (412, '"1"')
    assert answer.json()["code"] == "precondition_failed"
    assert answer.json()["current"]["claimed"]["points"] == "2.0000"
    assert str(colleague) in answer.json()["messages"][0]["vi"]
    again = patch(sheet, "1.3", officer, tag=answer["ETag"])
    assert (again.status_code, again["ETag"]) == (200, '"2"')


def test_somebody_who_saves_after_the_reading_and_before_the_lock(
    sheet: Assessment, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(**kwargs: Any) -> Score:
        fill(sheet, "1.3", by=officer)
        return act(**kwargs)

    act = save_claim
    monkeypatch.setattr("rankings.api.scores.save_claim", slow)
    answer = patch(sheet, "1.3", officer)
    assert (answer.status_code, answer.json()["current"]["version"]) == (412, 1)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "at least one of"),
        ([], "at least one of"),
        ({"points": "2"}, "There is no field “points”"),
        ({"awarded": {}}, "There is no field"),
        ({"input": []}, "input: must be"),
        ({"not_applicable": "yes"}, "true or false"),
        ({"note": None}, "note: must be text"),
        ({"note": 1, "input": 2, "x": 3}, "note: must be text"),
        ({"not_applicable": True, "input": {"option": 0}}, "not both"),
    ],
)
def test_a_body_of_another_shape(sheet: Assessment, officer: User, body: Any, says: str) -> None:
    answer = patch(sheet, "1.3", officer, body)
    assert says in refused_and_unchanged(answer, sheet, "1.3", 400, "bad_parameters")


@pytest.mark.parametrize(
    "body", [b"{", b"", b"\xff", b'{"note": "\\ud800"}', b"[" * 100_000, b'{"note": NaN}']
)
def test_what_is_not_json(sheet: Assessment, officer: User, body: bytes) -> None:
    answer = patch(sheet, "1.3", officer, body)
    assert answer.status_code == 400
    assert score_of(sheet, "1.3").version == 0


def test_too_long_a_body_is_a_413(sheet: Assessment, officer: User) -> None:
    answer = patch(sheet, "1.3", officer, {"note": "x" * 5_300_000})
    refused_and_unchanged(answer, sheet, "1.3", 413, "too_large")


def test_only_json_is_taken(sheet: Assessment, officer: User) -> None:
    headers = {"Authorization": token_of(officer), "If-Match": '"0"'}
    answer = Client(headers=headers).patch(url(sheet, "1.3"), "note=x", content_type="text/plain")
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"input":' * 100_000, b'{"input":' * 400 + b"1" + b"}" * 400]
)
def test_json_that_lies_too_deep(sheet: Assessment, officer: User, body: bytes) -> None:
    answer = patch(sheet, "1.3", officer, body)
    assert answer.status_code in {400, 422}
    assert answer.json()["code"] in {"malformed", "refused"}


@pytest.mark.parametrize(
    ("code", "body", "says"),
    [
        ("1.3", {"input": {"numerator": "75"}}, "Denominator"),
        ("1.3", {"input": {"numerator": 75.5, "denominator": "80"}}, "must be sent as text"),
        ("2.3", {"input": {"points": "2.0001"}}, "2.0001"),
        ("2.3", {"input": {"points": "-1"}}, "negative"),
        ("1.1", {"input": {"option": 5}}, "not on the scale"),
        ("1.1", {"not_applicable": True}, "does not allow “not applicable”"),
        ("1.1", {"input": {"option": 0, "points": "2"}}, "no field “points”"),
        ("1.3", {"note": "x" * 10_001}, "at most 10000"),
    ],
)
def test_the_scale_s_own_refusals(
    sheet: Assessment, officer: User, code: str, body: Any, says: str
) -> None:
    answer = patch(sheet, code, officer, body)
    assert says in refused_and_unchanged(answer, sheet, code, 422, "refused")


def test_another_unit_s_sheet(
    sheet: Assessment, get: Get, caplog: pytest.LogCaptureFixture
) -> None:
    stranger = make_person(Role.OFFICER, unit=make_unit())
    for path in ("", "1.3/"):
        status, answer = get(f"assessments/{sheet.pk}/scores/{path}", stranger)
        assert (status, answer["code"]) == (403, "not_allowed")
    answer = patch(sheet, "1.3", stranger)
    refused_and_unchanged(answer, sheet, "1.3", 403, "not_allowed")
    lines = [record for record in caplog.records if record.name == "parindex.access"]
    assert len(lines) == 3
    assert f"PATCH {url(sheet, '1.3')} to user {stranger.pk}" in lines[-1].getMessage()
    assert "đơn vị khác" in lines[-1].getMessage()


def test_a_leaf_in_a_colleague_s_part(sheet: Assessment) -> None:
    part = sheet.round.criteria_set.criteria.get(code="2")
    colleague = make_person(Role.OFFICER, unit=sheet.unit, parts=[part])
    answer = patch(sheet, "1.3", colleague)
    assert "assigned to you" in refused_and_unchanged(answer, sheet, "1.3", 403, "not_allowed")
    assert patch(sheet, "2.3", colleague, {"input": {"points": "1"}}).status_code == 200


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.INSPECTOR, Role.ADMIN])
def test_who_only_reads(sheet: Assessment, role: str) -> None:
    refused_and_unchanged(patch(sheet, "1.3", make_person(role)), sheet, "1.3", 403, "not_allowed")


def test_a_leaf_of_the_survey(sheet: Assessment, officer: User) -> None:
    answer = patch(sheet, "3.1", officer, {"input": {"percent": "90"}})
    assert "from the survey" in refused_and_unchanged(answer, sheet, "3.1", 403, "not_allowed")


def test_a_submitted_sheet() -> None:
    sheet = make_submitted()
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    answer = patch(sheet, "1.3", officer, tag='"1"')
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert score_of(sheet, "1.3").version == 1


def test_a_leaf_that_is_not_in_the_set(sheet: Assessment, officer: User) -> None:
    for code in ("1", "9.9", "%00", "1.3%0A"):
        assert patch(sheet, code, officer).status_code == 404


def test_the_last_second_counts_and_the_next_does_not(
    sheet: Assessment, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    token_of(officer)
    set_clock(monkeypatch, sheet.deadline)
    answer = patch(sheet, "1.3", officer)
    assert "closed at" in refused_and_unchanged(answer, sheet, "1.3", 403, "not_allowed")
    set_clock(monkeypatch, sheet.deadline - datetime.timedelta(microseconds=1))
    assert patch(sheet, "1.3", officer).status_code == 200


def queries_of(ask: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert ask().status_code == 200
    return len(queries)


def test_the_number_of_queries_is_small_and_does_not_grow() -> None:
    counts = []
    for criteria_set, code, body in (
        (make_set(), "2.3", {"input": {"points": "1"}}),
        (make_large_set(), "7.5.3", {"input": {"numerator": "9", "denominator": "10"}}),
    ):
        sheet = sheet_of(make_round(criteria_set, [make_unit(level=criteria_set.level)]))
        officer = make_person(Role.OFFICER, unit=sheet.unit)
        client = Client(headers={"Authorization": token_of(officer)})
        listed = partial(client.get, f"/api/v1/assessments/{sheet.pk}/scores/")
        one = url(sheet, code)
        write = partial(client.patch, one, json.dumps(body), content_type="application/json")
        counts.append(
            [
                queries_of(listed),
                queries_of(partial(client.get, one)),
                queries_of(partial(write, headers={"If-Match": '"0"'})),
            ]
        )
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 12, counts


def test_a_token_opens_no_more_than_its_owner_s_session(sheet: Assessment, officer: User) -> None:
    """No CSRF token is needed with a token; a session of a browser needs one."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    answer = client.patch(
        url(sheet, "1.3"),
        json.dumps(FIGURES),
        content_type="application/json",
        headers={"If-Match": '"0"'},
    )
    refused_and_unchanged(answer, sheet, "1.3", 403, "not_allowed")


def test_a_token_that_may_only_read_writes_nothing(sheet: Assessment, officer: User) -> None:
    token = token_of(officer, Token.Scope.READ)
    answer = patch(sheet, "1.3", officer, Authorization=token)
    said = refused_and_unchanged(answer, sheet, "1.3", 403, "not_allowed")
    assert "This token may only read" in said
    assert Client(headers={"Authorization": token}).get(url(sheet, "1.3")).status_code == 200
