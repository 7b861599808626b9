"""The signed report comes back: from the leader, as PDF, kept with its hash beside earlier ones."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Assessment, Role, SignedReport, User
from assessments.sheets.signed_report import add_signed_report
from criteria.common.text import NotAllowed, Refused
from tests.assessments import samples
from tests.factories import line_of, make_person, make_unit, page
from tests.markup import markup

pytestmark = pytest.mark.django_db
NAME = "Báo cáo đã ký.pdf"


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def leader(submitted: Assessment) -> User:
    return make_person(Role.LEADER, unit=submitted.unit)


def add(sheet: Assessment, by: User, content: bytes = b"", name: str = NAME) -> SignedReport:
    upload = samples.upload(name, content or samples.pdf())
    return add_signed_report(actor=page(by), assessment_id=sheet.pk, upload=upload)


def stored(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


def test_it_is_kept_with_its_hash_who_and_when(submitted: Assessment, leader: User) -> None:
    report = add(submitted, leader)
    digest = hashlib.sha256(samples.pdf()).hexdigest()
    assert (report.sha256, report.file_name, report.by) == (digest, NAME, leader)
    with report.file.open() as file:
        assert file.read() == samples.pdf()
    told = line_of(act="add_signed_report").after
    assert told == {"report": report.pk, "file": NAME, "sha256": digest}


def test_earlier_ones_stay(submitted: Assessment, leader: User) -> None:
    first, second = add(submitted, leader), add(submitted, leader, samples.pdf("again"))
    assert list(submitted.signed_reports.all()) == [second, first]
    with pytest.raises(TypeError, match="append-only"):
        first.delete()


def test_the_same_file_is_not_kept_twice(submitted: Assessment, leader: User, store: Path) -> None:
    add(submitted, leader)
    with pytest.raises(Refused, match="đã được tải lên"):
        add(submitted, leader)
    assert len(stored(store)) == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (samples.png(), r"Nội dung là tệp PNG. Chỉ nhận: PDF\.$"),
        (samples.office(samples.MAIN_PARTS["docx"]), r"Nội dung là tệp DOCX. Chỉ nhận: PDF\.$"),
        (samples.EXE, r"chương trình Windows \(EXE\). Chỉ nhận: PDF\.$"),
        (
            samples.office("application/vnd.ms-word.document.macroEnabled.main+xml"),
            r"có macro. Chỉ nhận: PDF\.$",
        ),
    ],
    ids=["png", "docx", "exe", "macros"],
)
def test_by_content_it_is_a_pdf(
    submitted: Assessment, leader: User, store: Path, content: bytes, message: str
) -> None:
    with pytest.raises(Refused, match=message):
        add(submitted, leader, content)
    assert stored(store) == []
    assert not SignedReport.objects.exists()


def test_before_the_sheet_is_submitted_there_is_nothing_to_sign(sheet: Assessment) -> None:
    with pytest.raises(NotAllowed, match="Hãy gửi phiếu trước"):
        add(sheet, make_person(Role.LEADER, unit=sheet.unit))


@pytest.mark.parametrize("role", [None, Role.OFFICER, Role.REVIEWER, Role.COORDINATOR, Role.ADMIN])
def test_nobody_but_its_leader_uploads(
    submitted: Assessment, role: str | None, store: Path
) -> None:
    unit = submitted.unit if role == Role.OFFICER else None
    with pytest.raises(NotAllowed, match="Chỉ lãnh đạo đơn vị"):
        add(submitted, make_person(role, unit=unit))
    assert stored(store) == []


def test_another_units_leader_does_not(submitted: Assessment) -> None:
    with pytest.raises(NotAllowed, match="Chỉ lãnh đạo đơn vị"):
        add(submitted, make_person(Role.LEADER, unit=make_unit()))


def test_all_causes_come_at_once(submitted: Assessment) -> None:
    with pytest.raises(NotAllowed) as refused:
        add(submitted, make_person(), samples.png())
    assert len(refused.value.causes) == 2


def test_nothing_stays_when_the_commit_fails(
    submitted: Assessment, leader: User, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("no record")

    monkeypatch.setattr("assessments.sheets.signed_report.record", fail)
    with pytest.raises(RuntimeError):
        add(submitted, leader)
    assert stored(store) == []


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_sheet_shows_it_with_its_hash(submitted: Assessment, leader: User) -> None:
    client = signed_in(leader)
    url = reverse("add_signed_report", args=[submitted.pk])
    assert url in markup(client.get(reverse("sheet", args=[submitted.pk])))
    upload = samples.upload(NAME, samples.pdf())
    assert client.post(url, {"file": upload}).status_code == 302
    report = SignedReport.objects.get()
    told = markup(client.get(reverse("sheet", args=[submitted.pk])))
    assert report.sha256 in told
    assert reverse("signed_report", args=[report.pk]) in told
    response: Any = client.get(reverse("signed_report", args=[report.pk]))
    assert b"".join(response.streaming_content) == samples.pdf()
    assert response["Content-Disposition"].startswith("attachment;")


def test_without_a_file_it_says_so(submitted: Assessment, leader: User) -> None:
    response = signed_in(leader).post(reverse("add_signed_report", args=[submitted.pk]))
    assert response.status_code == 422


def test_who_only_reads_is_not_offered_to_upload(submitted: Assessment) -> None:
    inspector = signed_in(make_person(Role.INSPECTOR))
    told = markup(inspector.get(reverse("sheet", args=[submitted.pk])))
    assert reverse("add_signed_report", args=[submitted.pk]) not in told
