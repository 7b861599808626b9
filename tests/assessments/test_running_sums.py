"""The numbers of rows, groups, domains and the whole, as the sheet and every save show them."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Assessment, Role, User
from tests.factories import fill, make_explaining, make_person, score_of
from tests.markup import markup

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def officer(sheet: Assessment, client: Client) -> User:
    """Somebody of the unit, signed in."""
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    client.force_login(officer)
    return officer


def page_of(client: Client, sheet: Assessment) -> str:
    response: Any = client.get(reverse("sheet", args=[sheet.pk]))
    return markup(response)


def claim(client: Client, sheet: Assessment, **data: str) -> Any:
    return client.post(reverse("claim", args=[score_of(sheet, "2.3").pk]), data, headers=HTMX)


def claimed(shown: str, code: str) -> str:
    """What stands under "claimed" beside a node, without its tags."""
    found = re.search(rf'data-claimed="{code}"[^>]*>(.*?)</td>', shown, re.DOTALL)
    assert found
    return re.sub(r"<[^>]*>", "", found[1]).strip()


def total(shown: str) -> str:
    found = re.search(r'id="total-claimed"[^>]*>(.*?)</strong>', shown, re.DOTALL)
    assert found
    return re.sub(r"<[^>]*>", "", found[1]).strip()


def test_a_domain_says_what_can_be_claimed(
    client: Client, sheet: Assessment, officer: User
) -> None:
    fill(sheet, "1.1", "2.3")
    shown = page_of(client, sheet)
    assert (claimed(shown, "1"), claimed(shown, "2"), total(shown)) == ("2/6", "2/6", "4/12")


def test_nothing_entered_is_no_zero(client: Client, sheet: Assessment, officer: User) -> None:
    shown = page_of(client, sheet)
    assert (claimed(shown, "1"), total(shown)) == ("–/6", "–/12")
    # What the survey alone decides has no claim at all.
    assert claimed(shown, "3") == "–"


def test_a_claim_of_nothing_is_a_zero(client: Client, sheet: Assessment, officer: User) -> None:
    shown = markup(claim(client, sheet, version="0", points="0"))
    assert total(shown) == "0/12"
    assert claimed(page_of(client, sheet), "2") == "0/6"


def test_a_conflict_brings_the_numbers_up_to_date(
    client: Client, sheet: Assessment, officer: User
) -> None:
    fill(sheet, "2.3")
    response = claim(client, sheet, version="0", points="1")
    shown = markup(response)
    assert response.status_code == 409
    assert total(shown) == "2/12"
    assert re.search(r'data-progress="2" hx-swap-oob="true"> ?1/3', shown)
    # The version stays until the person has chosen.
    assert "data-version-of" not in shown


def test_opening_a_leaf_brings_its_numbers_up_to_date(
    client: Client, sheet: Assessment, officer: User
) -> None:
    fill(sheet, "2.3")
    url = reverse("leaf", args=[sheet.pk, "2.3"])
    assert total(markup(client.get(url, headers=HTMX))) == "2/12"
    assert total(markup(client.get(url))) == "2/12"


def test_a_leaf_given_back_says_why(client: Client, sheet: Assessment, officer: User) -> None:
    score = score_of(sheet, "2.3")
    score.returned_note = "Thiếu số văn bản"
    score.save()
    shown = markup(client.get(reverse("leaf", args=[sheet.pk, "2.3"]), headers=HTMX))
    assert re.search(rf'id="gb{score.pk}">[^<]*Thiếu số', shown)


@pytest.mark.parametrize(
    ("status", "words"),
    [("submitted", "đang chờ thẩm định"), ("in_review", "đã khóa, đang thẩm định.")],
)
def test_waiting_for_the_review_and_under_review_are_told_apart(
    client: Client, submitted: Assessment, status: str, words: str
) -> None:
    client.force_login(make_person(Role.LEADER, unit=submitted.unit))
    Assessment.objects.filter(pk=submitted.pk).update(status=status)
    assert words in page_of(client, submitted)


@pytest.mark.parametrize(("code", "words"), [("1.1", "hãy ghi giải trình"), ("1.2", "đã khóa.")])
def test_who_explains_is_not_sent_to_ask_for_a_return(
    client: Client, code: str, words: str
) -> None:
    sheet = make_explaining("1.1")
    client.force_login(make_person(Role.OFFICER, unit=sheet.unit))
    shown = markup(client.get(reverse("leaf", args=[sheet.pk, code])))
    assert words in shown
    assert "trả lại phiếu" not in shown
