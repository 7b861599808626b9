"""A unit's own systems send documents as files: by the same rules as on the page."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from assessments.models import Assessment, Evidence, EvidenceLink, Role, Token, User
from tests.api.conftest import token_of
from tests.assessments import samples
from tests.factories import last_line, make_person, make_round, score_of, sheet_of

pytestmark = pytest.mark.django_db


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


def send(sheet: Assessment, by: User, **body: Any) -> Any:
    token = token_of(by, Token.Scope.WRITE)
    path = f"/api/v1/assessments/{sheet.pk}/scores/1.1/evidence/"
    return Client().post(path, body, headers={"Authorization": token})


def pdf(content: bytes = samples.pdf()) -> Any:
    return samples.upload("báo cáo.pdf", content)


def test_a_file_becomes_a_document_of_the_leaf(
    sheet: Assessment, officer: User, store: Path
) -> None:
    answer = send(
        sheet,
        officer,
        file=pdf(),
        title="Báo\u200b cáo năm",
        number="15/BC-UBND",
        issued_on="2022-11-20",
    )
    assert (answer.status_code, answer.json()["title"]) == (200, "Báo cáo năm")
    document = Evidence.objects.get()
    assert (document.number, f"{document.issued_on}") == ("15/BC-UBND", "2022-11-20")
    assert (document.content_type, document.size) == ("application/pdf", len(samples.pdf()))
    line = last_line(act="add_file")
    assert (line.door, line.by, line.score) == ("api", officer, score_of(sheet, "1.1"))
    assert len([path for path in store.rglob("*") if path.is_file()]) == 1
    # Once more is no second document, and said so.
    assert send(sheet, officer, file=pdf()).status_code == 422
    assert Evidence.objects.count() == 1


def test_without_a_title_it_has_the_file_s_name(sheet: Assessment, officer: User) -> None:
    assert send(sheet, officer, file=pdf()).json()["title"] == "báo cáo"


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"title": "Không có tệp"}, 400, "file"),
        ({"file": "chữ"}, 400, "file"),
        ({"file": [pdf(), pdf()]}, 400, "file"),
        ({"file": pdf(), "other": "x"}, 400, "other"),
        ({"file": pdf(), "title": ["a", "b"]}, 400, "title"),
        ({"file": pdf(), "issued_on": "20/11/2022"}, 400, "issued_on"),
        ({"file": samples.upload("a.pdf", b"<html>")}, 422, ""),
        ({"file": samples.upload("a.pdf", b"")}, 422, ""),
    ],
)
def test_what_is_refused_leaves_nothing(
    sheet: Assessment, officer: User, store: Path, body: dict[str, Any], status: int, words: str
) -> None:
    answer = send(sheet, officer, **body)
    assert answer.status_code == status, answer.content
    assert words in answer.json()["messages"][0]["en"]
    assert not EvidenceLink.objects.exists()
    assert not [path for path in store.rglob("*") if path.is_file()]


def test_a_file_is_sent_by_who_may_add_it_alone(sheet: Assessment, officer: User) -> None:
    for person in (make_person(Role.REVIEWER), make_person(Role.COORDINATOR)):
        assert send(sheet, person, file=pdf()).status_code == 403
    path = f"/api/v1/assessments/{sheet.pk}/scores/1.1/evidence/"
    assert Client().post(path, {"file": pdf()}).status_code == 401
    reading = token_of(officer, Token.Scope.READ)
    answer = Client().post(path, {"file": pdf()}, headers={"Authorization": reading})
    assert answer.status_code == 403
    assert not Evidence.objects.exists()


def test_a_file_larger_than_a_form_is_taken_and_one_too_large_is_not(
    sheet: Assessment, officer: User, settings: Any
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 120_000
    large = samples.pdf() + b"\n%" + b"x" * 200_000 + b"\n%%EOF\n"
    assert send(sheet, officer, file=pdf(large)).status_code == 200
    token = token_of(officer, Token.Scope.WRITE)
    other = f"/api/v1/assessments/{sheet.pk}/scores/1.1/"
    answer = Client().patch(
        other, b"x" * 200_000, content_type="application/json", headers={"Authorization": token}
    )
    assert answer.status_code == 413
