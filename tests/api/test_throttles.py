"""How often somebody may ask: each token, each person signed in, each address."""

import pytest
from django.test import Client

from assessments.models import Role, Token
from rankings.api.throttles import ByAddress, ByToken
from tests.api.conftest import token_of
from tests.factories import make_person, make_unit

pytestmark = pytest.mark.django_db

PRIVATE = "/api/v1/rounds/"
PUBLIC = "/api/v1/rankings/"


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    for throttle in (ByAddress, ByToken):
        monkeypatch.setattr(throttle, "THROTTLE_RATES", {"anon": "3/min", "user": "2/min"})


def statuses(client: Client, path: str, times: int) -> list[int]:
    return [client.get(path).status_code for _ in range(times)]


def test_each_of_a_person_s_tokens_has_its_own_limit() -> None:
    person = make_person(Role.INSPECTOR)
    one, other = (Client(headers={"Authorization": token_of(person)}) for _ in range(2))
    assert statuses(one, PRIVATE, 3) == [200, 200, 429]
    assert statuses(other, PRIVATE, 3) == [200, 200, 429]


def test_a_session_has_its_own_beside_the_tokens() -> None:
    person = make_person(Role.INSPECTOR)
    browser = Client()
    browser.force_login(person)
    assert statuses(browser, PRIVATE, 3) == [200, 200, 429]
    assert statuses(Client(headers={"Authorization": token_of(person)}), PRIVATE, 1) == [200]


@pytest.mark.parametrize("path", [PRIVATE, PUBLIC, "/api/v1/rankings/1/proof/"])
def test_wrong_tokens_count_for_their_address(path: str) -> None:
    found = [
        Client(headers={"Authorization": f"Token {number:064}"}).get(path).status_code
        for number in range(5)
    ]
    assert found == [401, 401, 401, 429, 429]


def test_asking_without_a_token_counts_too() -> None:
    answer = [Client().get(PRIVATE) for _ in range(4)][-1]
    assert (answer.status_code, answer.json()["code"]) == (429, "throttled")
    assert 0 < int(answer["Retry-After"]) <= 60
    assert all(answer.json()["messages"][0][language] for language in ("vi", "en"))


def test_what_is_refused_and_what_is_public_count_together() -> None:
    assert statuses(Client(), PRIVATE, 2) == [401, 401]
    assert statuses(Client(), PUBLIC, 2) == [200, 429]


def test_an_answer_that_cannot_be_had_counts() -> None:
    client = Client(headers={"Accept": "text/html"})
    assert statuses(client, PUBLIC, 4) == [406, 406, 406, 429]


def test_an_address_that_has_failed_too_often_does_not_shut_out_a_right_token() -> None:
    assert statuses(Client(), PRIVATE, 4)[-1] == 429
    token = token_of(make_person(Role.INSPECTOR))
    assert statuses(Client(headers={"Authorization": token}), PRIVATE, 1) == [200]


def test_another_address_has_its_own_limit() -> None:
    assert statuses(Client(), PRIVATE, 4)[-1] == 429
    assert Client(REMOTE_ADDR="192.0.2.7").get(PRIVATE).status_code == 401


def test_a_token_that_may_only_read_counts_its_own_refusals() -> None:
    token = token_of(make_person(Role.OFFICER, unit=make_unit()), Token.Scope.READ)
    client = Client(headers={"Authorization": token})
    found = [client.patch("/api/v1/assessments/1/scores/1.1/").status_code for _ in range(3)]
    assert found == [403, 403, 429]
    assert statuses(Client(), PUBLIC, 1) == [200]


def test_a_wrong_token_that_asks_for_a_page_counts_too() -> None:
    client = Client(headers={"Accept": "text/html", "Authorization": "Token x"})
    assert statuses(client, PUBLIC, 4) == [406, 406, 406, 429]
