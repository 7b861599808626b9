"""The program marks its own answers to a page's script, and says its limits in words."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments.models import Assessment, Role
from tests.assessments.leaf_doors import HTMX, leaf_url, post
from tests.assessments.samples import pdf
from tests.factories import make_person, score_of
from tests.markup import markup

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client, sheet: Assessment) -> Any:
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    client.force_login(officer)
    return officer


@pytest.mark.usefixtures("officer")
def test_answers_to_a_script_are_marked(client: Client, sheet: Assessment) -> None:
    saved = post(client, "claim", sheet, {"points": "1"}, htmx=True)
    assert (saved.status_code, saved["PAR-Answer"]) == (200, "shown")
    refused = post(client, "claim", sheet, {"points": "bốn"}, htmx=True)
    assert (refused.status_code, refused["PAR-Answer"]) == (422, "refusal")
    stale = post(client, "claim", sheet, {"points": "2", "version": "0"}, htmx=True)
    assert (stale.status_code, stale["PAR-Answer"]) == (409, "shown")
    opened = client.get(leaf_url(sheet), headers=HTMX)
    assert (opened.status_code, opened["PAR-Answer"]) == (200, "shown")


@pytest.mark.usefixtures("officer")
@pytest.mark.parametrize("path", ["/scores/999999/claim/", "/nowhere/"])
def test_a_page_of_an_error_is_no_answer_for_a_place_on_a_page(client: Client, path: str) -> None:
    answer = client.post(path, {"version": "0"}, headers=HTMX)
    assert answer.status_code == 404
    assert "PAR-Answer" not in answer


def test_an_ended_session_is_a_refusal(client: Client, sheet: Assessment) -> None:
    answer = post(client, "claim", sheet, {"points": "1"}, htmx=True)
    assert (answer.status_code, answer["PAR-Answer"]) == (401, "refusal")


@pytest.mark.usefixtures("officer")
def test_whole_pages_are_not_marked(client: Client, sheet: Assessment) -> None:
    assert "PAR-Answer" not in client.get(leaf_url(sheet))


@pytest.mark.usefixtures("officer")
@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize(("number", "taken"), [(100, True), (101, False), (180, False)])
def test_too_many_files_at_once(
    client: Client, sheet: Assessment, number: int, taken: bool, htmx: bool
) -> None:
    score = score_of(sheet, "2.3")
    files = [SimpleUploadedFile(f"{n}.pdf", pdf(f"{n}"), "application/pdf") for n in range(number)]
    answer: Any = client.post(
        reverse("add_evidence", args=[score.pk]),
        {"files": files},
        headers=HTMX if htmx else {},
    )
    assert score.links.exists() is taken
    if taken:
        assert answer.status_code == (200 if htmx else 302)
        return
    assert answer.status_code == 413
    assert "tối đa 100 tệp" in markup(answer)
    assert answer["PAR-Answer"] == "refusal"
    assert ("<html" in markup(answer)) is not htmx
