"""The documents of a sheet on one page: leaf by leaf, with what is asked for and missing."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.acts import add_file
from assessments.models import Assessment, Role, User
from tests.assessments import samples
from tests.factories import fill, make_person, page, score_of
from tests.markup import markup

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def officer(sheet: Assessment, client: Client) -> User:
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    client.force_login(officer)
    return officer


def prove(sheet: Assessment, officer: User, code: str) -> None:
    upload = samples.upload(f"Văn bản {code}.pdf", samples.pdf(code))
    add_file(actor=page(officer), score_id=score_of(sheet, code).pk, upload=upload)


def test_it_shows_what_is_there_and_what_is_not(
    sheet: Assessment, officer: User, client: Client
) -> None:
    fill(sheet, "1.2", by=officer)
    prove(sheet, officer, "1.1")
    url = reverse("sheet_evidence", args=[sheet.pk])
    shown = markup(client.get(url))
    assert "Văn bản 1.1</a>" in shown
    # Every leaf asks for one document; seven leaves are the unit's own, of which one is proven.
    own = sheet.scores.exclude(criterion__source="survey").count()
    assert f'Tài liệu cần có <b class="num">1/{own}</b>' in shown
    missing = markup(client.get(f"{url}?missing"))
    assert "Văn bản 1.1" not in missing
    assert "/leaves/1.2/" in missing
    assert "/leaves/1.3/" not in missing


def test_more_documents_need_no_more_queries(
    sheet: Assessment, officer: User, client: Client
) -> None:
    url = reverse("sheet_evidence", args=[sheet.pk])
    prove(sheet, officer, "1.1")
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for code in ("1.2", "1.3", "2.1"):
        prove(sheet, officer, code)
    with CaptureQueriesContext(connection) as more:
        client.get(url)
    assert len(more) == len(few)
