"""The reports of every unit of a round, as one archive made in the background."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, TestCase
from django.urls import reverse

from assessments.documents import all_reports
from assessments.documents.all_reports import start_reports
from assessments.models import Assessment, Job, Role, Round, Status, User
from criteria.common.text import NotAllowed, Refused
from tests.factories import make_person, make_round, make_unit, page
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
@remembered
def round_() -> Round:
    """Three submitted sheets, two of them of units with one name, and one still in the making."""
    units = [make_unit(name) for name in ("Huế", "Huế", "Cần Thơ: A/B", "Hà Nội")]
    round_ = make_round(units=units)
    sheets = Assessment.objects.filter(round=round_)
    sheets.exclude(unit=units[3]).update(status=Status.SUBMITTED)
    return round_


def start(by: User, round_: Round, *, pdf: bool = False) -> Job:
    with TestCase.captureOnCommitCallbacks(execute=True):
        job = start_reports(actor=page(by), round_id=round_.pk, pdf=pdf)
    job.refresh_from_db()
    return job


def names(job: Job) -> list[str]:
    with job.file.open() as file, zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        return [name.split(" ", 1)[1] for name in archive.namelist()]


def test_one_document_a_submitted_unit(
    round_: Round, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(all_reports, "AT_ONCE", 2)
    job = start(coordinator, round_)
    assert (job.state, job.done, job.total) == ("done", 3, 3)
    assert names(job) == ["Huế.docx", "Huế.docx", "Cần Thơ AB.docx"]
    assert job.texts[0].vi == "Có 3 báo cáo."
    assert job.file_name == "Báo cáo tự đánh giá - Kỳ đánh giá thử.zip"


def test_as_pdf(round_: Round, coordinator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def to_pdfs(contents: dict[str, bytes]) -> dict[str, bytes]:
        asked.append(len(contents))
        return dict.fromkeys(contents, b"%PDF-")

    monkeypatch.setattr(all_reports, "to_pdfs", to_pdfs)
    monkeypatch.setattr(all_reports, "soffice", lambda: "soffice")
    monkeypatch.setattr(all_reports, "AT_ONCE", 2)
    job = start(coordinator, round_, pdf=True)
    assert job.texts[0].vi == "Có 3 báo cáo."
    assert names(job) == ["Huế.pdf", "Huế.pdf", "Cần Thơ AB.pdf"]
    assert asked == [2, 1]


def test_without_libreoffice_no_pdf_is_promised(
    round_: Round, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(all_reports, "soffice", lambda: None)
    with pytest.raises(Refused, match="chưa cài LibreOffice"):
        start(coordinator, round_, pdf=True)
    assert not Job.objects.exists()


def test_where_nobody_has_submitted_there_is_nothing(coordinator: User) -> None:
    with pytest.raises(Refused, match="Chưa đơn vị nào gửi phiếu"):
        start(coordinator, make_round())


@pytest.mark.parametrize("role", [None, Role.OFFICER, Role.LEADER, Role.REVIEWER])
def test_who_does_not_see_all_sheets_does_not_collect_them(round_: Round, role: str | None) -> None:
    unit = make_unit() if role in (Role.OFFICER, Role.LEADER) else None
    with pytest.raises(NotAllowed, match="mọi đơn vị"):
        start(make_person(role, unit=unit), round_)


def test_the_rounds_page_starts_it(round_: Round, coordinator: User) -> None:
    client = Client()
    client.force_login(coordinator)
    url = reverse("round_reports", args=[round_.pk])
    assert url in client.get(reverse("round", args=[round_.pk])).content.decode()
    with TestCase.captureOnCommitCallbacks(execute=True):
        response: Any = client.post(url, {"kind": "docx"})
    assert response["Location"] == reverse("job", args=[Job.objects.get().pk])
