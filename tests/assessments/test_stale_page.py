"""A form made before its reader signed in again: one sentence, and nothing saved."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Assessment, Role
from tests.factories import make_person, score_of
from tests.markup import markup

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("language", "words"), [("vi", "tải lại trang rồi lưu lại"), ("en", "reload it and save again")]
)
def test_a_page_older_than_the_sign_in_says_to_reload(
    sheet: Assessment, language: str, words: str, htmx: bool
) -> None:
    client = Client(enforce_csrf_checks=True, headers={"HX-Request": "true"} if htmx else {})
    client.force_login(make_person(Role.OFFICER, unit=sheet.unit))
    client.cookies["django_language"] = language
    score = score_of(sheet, "1.3")
    response: Any = client.post(
        reverse("claim", args=[score.pk]), {"csrfmiddlewaretoken": "x" * 64, "note": "a"}
    )
    assert response.status_code == 403
    assert words in markup(response)
    assert ("<html" in markup(response)) is not htmx
    assert score_of(sheet, "1.3").version == 0
