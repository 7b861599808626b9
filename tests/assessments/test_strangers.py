"""A stranger at each door of the duties: refused with the reason, and a line in the log."""

from collections.abc import Callable

import pytest
from django.test import Client

from assessments.models import Assessment, Change, Role, User
from tests.api.conftest import token_of
from tests.factories import make_person, make_round, make_unit, score_of, sheet_of
from tests.markup import markup

pytestmark = pytest.mark.django_db

Url = Callable[[Assessment], str]


def membership(sheet: Assessment) -> int:
    return make_person(Role.OFFICER, unit=sheet.unit).memberships.get().pk


ATTEMPTS: list[tuple[str, Url, str]] = [
    ("get", lambda sheet: f"/sheets/{sheet.pk}/people/", "đơn vị khác"),
    ("post", lambda sheet: f"/sheets/{sheet.pk}/people/{membership(sheet)}/", "đơn vị khác"),
    ("post", lambda sheet: f"/scores/{score_of(sheet, '2.3').pk}/return-leaf/", "đơn vị khác"),
    ("post", lambda sheet: f"/sheets/{sheet.pk}/steps/extend/", "đơn vị khác"),
    ("get", lambda sheet: f"/rounds/{sheet.round_id}/bodies/", "dành cho điều phối viên"),
    ("post", lambda sheet: f"/rounds/{sheet.round_id}/bodies/", "dành cho điều phối viên"),
    ("get", lambda sheet: f"/api/v1/assessments/{sheet.pk}/scores/", "đơn vị khác"),
    ("get", lambda sheet: f"/api/v1/assessments/{sheet.pk}/scores/2.3/", "đơn vị khác"),
    ("patch", lambda sheet: f"/api/v1/assessments/{sheet.pk}/scores/2.3/", "đơn vị khác"),
]


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.name == "parindex.access"]


@pytest.fixture
def sheet() -> Assessment:
    return sheet_of(make_round())


@pytest.fixture
def stranger() -> User:
    return make_person(Role.LEADER, unit=make_unit())


@pytest.mark.parametrize(("method", "url", "reason"), ATTEMPTS)
def test_refused_with_the_reason_and_a_line_in_the_log(
    method: str,
    url: Url,
    reason: str,
    sheet: Assessment,
    stranger: User,
    caplog: pytest.LogCaptureFixture,
) -> None:
    address = url(sheet)
    before = Change.objects.count()
    headers = {"Authorization": token_of(stranger)} if address.startswith("/api/") else {}
    client = Client(headers=headers)
    client.force_login(stranger)
    answer = getattr(client, method)(address)
    assert answer.status_code == 403
    assert reason in markup(answer)
    [line] = lines(caplog)
    assert f"{method.upper()} {address} to user {stranger.pk}" in line
    assert reason in line
    assert Change.objects.count() == before


def test_what_the_api_hides_leaves_a_line_too(
    sheet: Assessment, stranger: User, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client(headers={"Authorization": token_of(stranger)})
    assert client.get(f"/api/v1/assessments/{sheet.pk}/").status_code == 404
    [line] = lines(caplog)
    assert f"/api/v1/assessments/{sheet.pk}/ to user {stranger.pk}" in line
