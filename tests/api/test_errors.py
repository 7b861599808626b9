"""Every error has one shape, in both languages, and is never a page of HTML."""

import datetime
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.db import connection
from django.db.utils import DatabaseErrorWrapper
from django.test import Client
from django.utils import timezone
from rest_framework.exceptions import ValidationError
from rest_framework.test import APIRequestFactory

from assessments.acts import Conflict
from assessments.models import Token
from criteria.common.text import NotAllowed, Refused, Text
from rankings.api import results
from rankings.api.errors import answer_error
from tests.api.conftest import Get, token_of
from tests.factories import make_person, make_round, score_of, sheet_of

pytestmark = pytest.mark.django_db

CAUSES = (Text(vi="Một", en="One"), Text(vi="Hai", en="Two"))


def explained(error: Exception) -> tuple[int, Any]:
    answer = answer_error(error, {"request": APIRequestFactory().get("/api/v1/rounds/")})
    assert answer is not None
    return answer.status_code, answer.data


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [(Refused(*CAUSES), 422, "refused"), (NotAllowed(*CAUSES), 403, "not_allowed")],
)
def test_a_refusal_gives_all_its_causes(error: Refused, status: int, code: str) -> None:
    assert explained(error) == (
        status,
        {"code": code, "messages": [{"vi": "Một", "en": "One"}, {"vi": "Hai", "en": "Two"}]},
    )


def test_a_conflict_is_a_409() -> None:
    status, data = explained(Conflict(score_of(sheet_of(make_round()), "1.1")))
    assert (status, data["code"]) == (409, "conflict")


def test_anything_else_of_the_library_has_the_shape_too() -> None:
    status, data = explained(ValidationError("odd"))
    assert (status, data["code"]) == (400, "refused")
    assert all("odd" in data["messages"][0][language] for language in ("vi", "en"))


@pytest.mark.parametrize(
    "path",
    [
        *("", "nothing/", "rounds/a.b/", "rounds/x/y/", "units/0/", f"units/{'9' * 40}/"),
        # A line end is no part of most patterns: these go where everything else goes.
        *("%0A/", "rankings/%0A/rows/", "assessments/%0Ax/scores/1/", "units/%0A%0A/series/"),
    ],
)
def test_an_address_without_anything_is_a_404_in_json(get: Get, path: str) -> None:
    status, answer = get(path, make_person())
    assert (status, answer["code"]) == (404, "not_found")
    assert set(answer["messages"][0]) == {"vi", "en"}


def test_a_code_with_dots_is_asked_for_by_the_methods_of_any_other() -> None:
    client = Client(headers={"Authorization": token_of(make_person())})
    answer = client.options("/api/v1/criteria-sets/1.2.3/")
    assert (answer.status_code, answer["Allow"]) == (200, "GET, HEAD, OPTIONS")
    assert client.get("/api/v1/criteria-sets/1.2.3/").status_code == 404
    assert "Allow" not in client.options("/api/v1/nothing/")


def test_a_slash_forgotten_is_put_right() -> None:
    answer = Client().get("/api/v1/rankings?year=2022")
    assert (answer.status_code, answer["Location"]) == (301, "/api/v1/rankings/?year=2022")


@pytest.mark.parametrize("path", ["rankings/", "rounds/"])
@pytest.mark.parametrize(
    "token", ["x", "", "a b", "\x00", "\xff\xfe", "chữ", "0" * 64, "'; DROP TABLE x; --"]
)
def test_a_wrong_token_is_a_401(path: str, token: str) -> None:
    # A server hands over the header's bytes as Latin-1 (PEP 3333).
    sent = f"Token {token}".encode().decode("latin-1")
    answer = Client().get(f"/api/v1/{path}", headers={"Authorization": sent})
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Token")
    assert answer.json()["code"] == "authentication_failed"


def test_an_expired_token_is_a_401() -> None:
    token = token_of(make_person())
    Token.objects.update(expiry=timezone.now() - datetime.timedelta(seconds=1))
    answer = Client(headers={"Authorization": token}).get("/api/v1/units/")
    assert answer.status_code == 401


def test_the_token_of_somebody_who_left_is_a_401() -> None:
    person = make_person()
    token = token_of(person)
    person.is_active = False
    person.save()
    answer = Client(headers={"Authorization": token}).get("/api/v1/units/")
    assert (answer.status_code, answer.json()["code"]) == (401, "authentication_failed")


@pytest.mark.parametrize("accept", ["text/html", "application/xml"])
def test_only_json_can_be_had(get: Get, accept: str) -> None:
    status, answer = get("rankings/", Accept=accept)
    assert (status, answer["code"]) == (406, "not_acceptable")


def test_a_browser_gets_json() -> None:
    answer = Client(headers={"Accept": "text/html,*/*;q=0.8"}).get("/api/v1/rankings/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")


def test_too_many_parameters_are_a_413(get: Get) -> None:
    too_many = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1
    status, answer = get("rankings/?" + "&".join(f"a{number}=1" for number in range(too_many)))
    assert (status, answer["code"]) == (413, "too_large")
    assert set(answer["messages"][0]) == {"vi", "en"}


def test_too_many_requests(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    for throttle in results.Rankings.throttle_classes:
        monkeypatch.setattr(throttle, "THROTTLE_RATES", {"anon": "2/min", "user": "3/min"})
    for _ in range(2):
        assert get("rankings/")[0] == 200
    answer = Client().get("/api/v1/rankings/")
    assert (answer.status_code, answer.json()["code"]) == (429, "throttled")
    assert 0 < int(answer["Retry-After"]) <= 60
    assert get("rankings/", make_person())[0] == 200


def test_a_fault_of_ours_is_json_and_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(self: object) -> None:
        raise ZeroDivisionError("by a test")

    monkeypatch.setattr(results.Rankings, "source", stumble)
    answer = Client(raise_request_exception=False).get("/api/v1/rankings/")
    assert (answer.status_code, answer.json()["code"]) == (500, "fault")
    assert "by a test" not in answer.content.decode()
    assert any(r.exc_info and "by a test" in str(r.exc_info[1]) for r in caplog.records)


def test_a_database_that_is_away_is_said_in_json(monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(self: object) -> None:
        with DatabaseErrorWrapper(connection):
            raise psycopg2.OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(results.Rankings, "source", closed)
    answer = Client(raise_request_exception=False).get("/api/v1/rankings/")
    assert (answer.status_code, answer.json()["code"]) == (503, "away")
    assert answer["Retry-After"] == "5"
