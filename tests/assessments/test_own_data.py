"""A person reads what is kept of them, and takes it away; nobody else's is in it, and nothing that opens a door."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db.models import ForeignObjectRel
from django.test import Client
from django.urls import reverse

from assessments.acts import create_token
from assessments.messages.notices import notify
from assessments.models import Evidence, JournalLine, Remark, Role, User
from assessments.people.own_data import KEPT_ROWS
from criteria.common.text import Text
from tests.factories import fill, make_person, make_round, page, score_of, sheet_of
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


# Who did these stands in the lines of the record, which the file gives under "acts".
IN_THE_RECORD = {
    "Assessment.submitted_by",
    "Council.opened_by",
    "EvidenceLink.linked_by",
    "EvidenceLink.withdrawn_by",
    "FigureToDate.by",
    "ImprovementPlan.approved_by",
    "ImprovementPlan.made_by",
    "PlanLeaf.changed_by",
    "Ranking.started_by",
    "Score.changed_by",
    "SignedReport.by",
    "Snapshot.by",
    "SurveyImport.by",
    "Webhook.created_by",
}
# Keys of forms, kept for a day; groups and rights of Django's own, which nobody has here.
NOTHING_SAID = {"SentForm.user", "User_groups.user", "User_user_permissions.user"}


def test_every_table_that_names_a_person_is_in_the_file_or_said_to_be_elsewhere() -> None:
    naming = {
        f"{one.related_model.__name__}.{one.field.name}"
        for one in User._meta.get_fields(include_hidden=True)
        if isinstance(one, ForeignObjectRel)
    }
    in_the_file = {f"{one.model.__name__}.{one.person}" for one in KEPT_ROWS} | {"Membership.user"}
    assert naming == in_the_file | IN_THE_RECORD | NOTHING_SAID


def test_what_a_person_uploaded_wrote_and_signs_in_with_is_in_it() -> None:
    sheet = sheet_of(make_round())
    person = fill(sheet, "1.1")
    score = score_of(sheet, "1.1")
    Evidence.objects.create(
        assessment=sheet, title="Kế hoạch", url="https://a.vn/1", uploaded_by=person
    )
    Remark.objects.create(score=score, kind=Remark.Kind.EXPLANATION, text="Đã sửa", by=person)
    SocialAccount.objects.create(user=person, provider="openid_connect", uid="sub-1")
    Authenticator.objects.create(user=person, type="totp", data={"secret": "bí mật"})
    client = Client()
    client.force_login(person)
    found = taken(client)
    assert [one["title"] for one in found["documents"]] == ["Kế hoạch"]
    assert [one["text"] for one in found["remarks"]] == ["Đã sửa"]
    assert [one["uid"] for one in found["single_sign_on"]] == ["sub-1"]
    assert [one["type"] for one in found["second_factors"]] == ["totp"]
    assert "bí mật" not in json.dumps(found, ensure_ascii=False)


def test_it_costs_the_same_whatever_there_is(django_assert_num_queries: Any) -> None:
    sheet = sheet_of(make_round())
    person = fill(sheet, "1.1")
    client = Client()
    client.force_login(person)
    taken(client)
    with django_assert_num_queries(18):
        taken(client)
    fill(sheet, "1.2", "1.3", "2.1", by=person)
    with django_assert_num_queries(18):
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
