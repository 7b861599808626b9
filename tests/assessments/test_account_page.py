"""A person's own page: roles, and tokens for the API that are shown once and can be revoked."""

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Role, Token, User
from tests.factories import make_person, make_set, make_unit
from tests.markup import markup

pytestmark = pytest.mark.django_db

URL = "/account/"


@pytest.fixture
def person(client: Client) -> User:
    part = make_set().criteria.get(code="2")
    person = make_person(Role.OFFICER, unit=make_unit("Cà Mau"), parts=[part])
    client.force_login(person)
    return person


def text(response: Any) -> str:
    return markup(response)


ASKED = {"name": "Hệ thống báo cáo", "scope": "read", "days": "90"}


def make_token(client: Client, **asked: str) -> str:
    response: Any = client.post(URL, ASKED | asked)
    assert response.status_code == 200
    found = re.search(r"<code class=\"select-all\">([^<]+)</code>", text(response))
    assert found
    return found[1]


def test_roles_are_named_with_place_and_part(client: Client, person: User) -> None:
    shown = text(client.get(URL))
    assert "Cán bộ chấm điểm · Cà Mau: 2" in " ".join(shown.split())
    assert person.email in shown


def test_nobody_without_a_role_is_left_guessing(client: Client) -> None:
    client.force_login(make_person())
    assert "Chưa có vai trò nào: hãy báo quản trị viên" in text(client.get(URL))


def test_looking_makes_no_token(client: Client, person: User) -> None:
    client.get(URL)
    assert not Token.objects.exists()


def test_a_token_opens_the_api_and_is_shown_once(client: Client, person: User) -> None:
    token = make_token(client)
    assert token not in text(client.get(URL))
    assert token not in str(Token.objects.values())

    stranger = Client()
    api = "/api/v1/rounds/"
    assert stranger.get(api).status_code == 401
    assert stranger.get(api, headers={"Authorization": f"Token {token}"}).status_code == 200


def test_a_revoked_token_opens_nothing(client: Client, person: User) -> None:
    token = make_token(client)
    digest = Token.objects.get(user=person).digest
    response = client.post(reverse("revoke_token", args=[digest]))
    assert response["Location"] == URL
    assert not Token.objects.exists()
    api = Client().get("/api/v1/rounds/", headers={"Authorization": f"Token {token}"})
    assert api.status_code == 401


def test_a_new_password_ends_all_of_one_s_tokens(client: Client, person: User) -> None:
    token, other = make_token(client), make_person()
    _other, kept = Token.objects.create(other)
    person.full_name = "Tên mới"
    person.save()
    assert Token.objects.filter(user=person).count() == 1
    person.set_password("mot-mat-khau-moi-2026")
    person.save()
    answer = Client().get("/api/v1/assessments/", headers={"Authorization": f"Token {token}"})
    assert answer.status_code == 401
    answer = Client().get("/api/v1/assessments/", headers={"Authorization": f"Token {kept}"})
    assert answer.status_code == 200


def test_another_person_s_token_stays(client: Client, person: User) -> None:
    other = make_person()
    instance, _ = Token.objects.create(other)
    assert client.post(reverse("revoke_token", args=[instance.digest])).status_code == 302
    assert Token.objects.filter(user=other).count() == 1
    assert instance.token_key not in text(client.get(URL))


def test_a_token_that_is_not_there(client: Client, person: User) -> None:
    assert client.post(reverse("revoke_token", args=["x" * 500])).status_code == 302


def test_a_digest_with_a_nul(client: Client, person: User) -> None:
    assert client.post("/account/tokens/a%00b/revoke/").status_code == 404


def test_strangers_sign_in_first(client: Client) -> None:
    for response in (client.get(URL), client.post(URL)):
        assert response["Location"] == f"/accounts/login/?next={URL}"
    assert not Token.objects.exists()


def test_a_token_tells_what_it_is_for_and_how_long(client: Client, person: User) -> None:
    make_token(client)
    token = Token.objects.get()
    assert (token.name, token.scope) == ("Hệ thống báo cáo", "read")
    assert token.expiry - token.created == pytest.approx(
        datetime.timedelta(days=90), abs=datetime.timedelta(seconds=5)
    )
    shown = text(client.get(URL))
    assert "Hệ thống báo cáo" in shown
    assert "Chỉ đọc" in shown


@pytest.mark.parametrize(
    ("asked", "cause"),
    [
        ({"scope": "everything"}, "Hãy chọn phạm vi của mã."),
        ({"days": "100000"}, "Thời hạn phải là một trong: 30, 90, 180, 365 ngày."),
        ({"days": "١٢"}, "Thời hạn phải là một trong: 30, 90, 180, 365 ngày."),
        ({"name": "x" * 101}, "Mục “Dùng cho” dài tối đa 100 ký tự."),
    ],
)
def test_what_no_token_can_be(
    client: Client, person: User, asked: dict[str, str], cause: str
) -> None:
    response = client.post(URL, ASKED | asked)
    assert response.status_code == 422
    assert cause in text(response)
    assert not Token.objects.exists()
