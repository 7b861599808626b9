"""A person reads what is kept of them, and takes it away; nobody else's is in it, and nothing that opens a door."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from assessments.acts import create_token
from assessments.messages.notices import notify
from assessments.models import JournalLine, Role
from criteria.common.text import Text
from tests.factories import fill, make_person, make_round, page, sheet_of
from tests.markup import markup

pytestmark = pytest.mark.django_db


def taken(client: Client) -> dict[str, Any]:
    answer = client.get(reverse("own_data_file"))
    assert answer["Content-Disposition"].startswith("attachment")
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_the_file_holds_everything_of_one_person() -> None:
    sheet = sheet_of(make_round())
    person = fill(sheet, "1.1", "2.3")
    fill(sheet, "1.2")
    secret = create_token(actor=page(person), name="báo cáo", scope="read", days=30)
    notify([person.pk], "a", Text(vi="Việc một", en="One thing"), "/")
    notify([make_person().pk], "a", Text(vi="Việc hai", en="Another"), "/")
    client = Client()
    client.force_login(person)
    client.get("/")
    found = taken(client)
    assert found["account"]["email"] == person.email
    assert found["roles"] == [
        {"role": Role.OFFICER, "unit": sheet.unit.code, "body": None, "parts": []}
    ]
    assert [one["act"] for one in found["acts"]].count("save_claim") == 2
    assert [one["name"] for one in found["tokens"]] == ["báo cáo"]
    assert [one["text_vi"] for one in found["notices"]] == ["Việc một"]
    assert {one["kind"] for one in found["journal"]} >= {"sign_in", "token_made"}
    text = json.dumps(found)
    for hidden in (person.password, secret, secret.removeprefix("Token "), "session_key", "digest"):
        assert hidden not in text
    assert JournalLine.objects.filter(person=person, kind="export").count() == 1


def test_it_costs_the_same_whatever_there_is(django_assert_num_queries: Any) -> None:
    sheet = sheet_of(make_round())
    person = fill(sheet, "1.1")
    client = Client()
    client.force_login(person)
    taken(client)
    with django_assert_num_queries(10):
        taken(client)
    fill(sheet, "1.2", "1.3", "2.1", by=person)
    with django_assert_num_queries(10):
        taken(client)


@pytest.mark.parametrize(
    ("language", "words"), [("vi", "Nhật ký an ninh"), ("en", "Security journal")]
)
def test_the_page_says_what_is_kept_and_how_long(language: str, words: str) -> None:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    client.force_login(make_person())
    html = markup(client.get(reverse("own_data")))
    assert words in html
    assert "730" in html
    assert reverse("own_data_file") in html
    assert reverse("own_data") in markup(client.get(reverse("account")))
