"""Who gets a document, and how it is sent."""

import logging
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from assessments.acts import add_file, add_link, withdraw_evidence
from assessments.journal import measure
from assessments.models import Assessment, Evidence, Role, Status, User
from tests.assessments import samples
from tests.factories import make_person, make_round, make_unit, page, score_of, sheet_of
from tests.markup import markup

pytestmark = pytest.mark.django_db
NAME = "Quyết định số 876 – phê duyệt Đề án.pdf"


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def sheet() -> Assessment:
    return sheet_of(make_round())


@pytest.fixture
def officer(sheet: Assessment) -> User:
    return make_person(Role.OFFICER, unit=sheet.unit)


def kept(sheet: Assessment, officer: User, name: str = NAME, content: bytes = b"") -> Evidence:
    upload = samples.upload(name, content or samples.pdf())
    return add_file(actor=page(officer), score_id=score_of(sheet, "1.1").pk, upload=upload)


def get(user: User | None, view: str, evidence: Evidence) -> Any:
    client = Client()
    if user:
        client.force_login(user)
    response: Any = client.get(reverse(view, args=[evidence.pk]))
    if response.streaming:
        # Read to the end, for only that closes the file.
        response.body = b"".join(response.streaming_content)
    return response


def test_file_comes_back_as_it_was(sheet: Assessment, officer: User) -> None:
    response = get(officer, "evidence", kept(sheet, officer))
    assert response.status_code == 200
    assert response.body == samples.pdf()
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_vietnamese_name_survives_up_and_down(sheet: Assessment, officer: User, form: Any) -> None:
    evidence = kept(sheet, officer, unicodedata.normalize(form, NAME))
    evidence.refresh_from_db()
    assert evidence.file_name == NAME
    assert evidence in Evidence.objects.filter(file_name=unicodedata.normalize("NFD", NAME))
    sent = get(officer, "evidence", evidence)["Content-Disposition"]
    assert sent == f"attachment; filename*=utf-8''{quote(NAME)}"


def test_name_sent_ends_as_the_content_is(sheet: Assessment, officer: User) -> None:
    evidence = kept(sheet, officer, "báo cáo.exe")
    sent = get(officer, "evidence", evidence)["Content-Disposition"]
    assert sent.endswith(quote("báo cáo.exe.pdf"))


def test_withdrawn_document_is_still_on_record(sheet: Assessment, officer: User) -> None:
    evidence = kept(sheet, officer)
    withdraw_evidence(actor=page(officer), link_id=evidence.links.get().pk)
    assert get(officer, "evidence", evidence).status_code == 200


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (samples.pdf(), "application/pdf"),
        (samples.png(), "image/png"),
        (samples.JPEG, "image/jpeg"),
    ],
    ids=["pdf", "png", "jpeg"],
)
def test_preview_is_shown_in_a_sandbox(
    sheet: Assessment, officer: User, content: bytes, content_type: str
) -> None:
    response = get(officer, "evidence_preview", kept(sheet, officer, content=content))
    assert response.status_code == 200
    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"].startswith("inline;")
    assert response["X-Content-Type-Options"] == "nosniff"
    policy = response["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none';")
    assert {"base-uri 'none'", "form-action 'none'"} < set(policy.split("; "))
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "allow-" not in policy


def test_office_files_have_no_preview(sheet: Assessment, officer: User) -> None:
    content = samples.office(samples.MAIN_PARTS["docx"])
    assert (
        get(officer, "evidence_preview", kept(sheet, officer, content=content)).status_code == 404
    )


def test_link_has_no_file_to_send(sheet: Assessment, officer: User) -> None:
    score = score_of(sheet, "1.1")
    evidence = add_link(actor=page(officer), score_id=score.pk, url="https://a.vn/", title="a")
    assert get(officer, "evidence", evidence).status_code == 404


def test_lost_file_is_told_in_the_log(
    sheet: Assessment, officer: User, store: Path, caplog: pytest.LogCaptureFixture
) -> None:
    evidence = kept(sheet, officer)
    (store / str(evidence.file.name)).unlink()
    assert get(officer, "evidence", evidence).status_code == 404
    assert f"stored file of evidence {evidence.pk} is missing" in caplog.text


@pytest.mark.parametrize("view", ["evidence", "evidence_preview"])
def test_nobody_unknown_gets_anything(sheet: Assessment, officer: User, view: str) -> None:
    response = get(None, view, kept(sheet, officer))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("view", ["evidence", "evidence_preview"])
@pytest.mark.parametrize(
    ("who", "drafting", "submitted"),
    [
        ("colleague", 200, 200),
        ("leader", 200, 200),
        ("other unit", 404, 404),
        ("stranger", 404, 404),
        ("reviewer", 404, 200),
        ("other reviewer", 404, 404),
        ("coordinator", 200, 200),
        ("inspector", 200, 200),
    ],
)
def test_it_is_there_only_for_who_may_see_the_sheet(
    sheet: Assessment, officer: User, view: str, who: str, drafting: int, submitted: int
) -> None:
    evidence = kept(sheet, officer)
    people: dict[str, Callable[[], User]] = {
        "colleague": lambda: make_person(Role.OFFICER, unit=sheet.unit),
        "leader": lambda: make_person(Role.LEADER, unit=sheet.unit),
        "other unit": lambda: make_person(Role.OFFICER, unit=make_unit()),
        "stranger": make_person,
        "reviewer": lambda: make_person(Role.REVIEWER, at="VPCP"),
        "other reviewer": lambda: make_person(Role.REVIEWER, at="KHAC"),
        "coordinator": lambda: make_person(Role.COORDINATOR),
        "inspector": lambda: make_person(Role.INSPECTOR),
    }
    person = people[who]()
    assert get(person, view, evidence).status_code == drafting
    Assessment.objects.filter(pk=sheet.pk).update(status=Status.SUBMITTED)
    assert get(person, view, evidence).status_code == submitted


def test_refusal_is_logged_with_who_and_what(
    sheet: Assessment, officer: User, caplog: pytest.LogCaptureFixture
) -> None:
    evidence, stranger = kept(sheet, officer), make_person()
    with caplog.at_level(logging.WARNING, "parindex.access"):
        get(stranger, "evidence", evidence)
    (line,) = [record for record in caplog.records if record.name == "parindex.access"]
    assert f"user {stranger.pk}" in line.getMessage()
    assert reverse("evidence", args=[evidence.pk]) in line.getMessage()


def test_number_that_is_none_is_not_there(officer: User) -> None:
    client = Client()
    client.force_login(officer)
    assert client.get(reverse("evidence", args=[10**6])).status_code == 404


def test_only_reading_is_possible(sheet: Assessment, officer: User) -> None:
    client = Client()
    client.force_login(officer)
    evidence = kept(sheet, officer)
    assert client.post(reverse("evidence", args=[evidence.pk])).status_code == 405


def test_nobody_takes_more_within_an_hour_than_anybody_reads(
    sheet: Assessment, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measure, "DOCUMENTS_AN_HOUR", 2)
    monkeypatch.setattr(measure, "ARCHIVES_AN_HOUR", 1)
    evidence, colleague = kept(sheet, officer), make_person(Role.OFFICER, unit=sheet.unit)
    assert [get(officer, "evidence", evidence).status_code for _ in range(3)] == [200, 200, 403]
    assert "Hãy tiếp tục sau một giờ" in markup(get(officer, "evidence_preview", evidence))
    # An account of its own for each, and archives apart from documents.
    assert get(colleague, "evidence", evidence).status_code == 200
    client = Client()
    client.force_login(officer)
    statuses = []
    for address in (
        reverse("evidence_zip", args=[sheet.pk]),
        reverse("leaf_evidence_zip", args=[score_of(sheet, "1.3").pk]),
    ):
        answer = client.get(address)
        statuses.append(answer.status_code)
    assert statuses == [200, 403]
    # What was taken in another hour no longer counts.
    monkeypatch.setattr(measure, "HOUR", 7)
    assert get(officer, "evidence", evidence).status_code == 200
