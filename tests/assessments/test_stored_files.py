"""Stored files outlast a power cut; what is lost is said, and what nobody names goes."""

import io
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.urls import reverse

from assessments.acts import add_file, add_signed_report, start_survey_check
from assessments.models import Assessment, Evidence, Job, Role, SignedReport, User
from assessments.stored_files import files_without_rows, remove_left_over
from assessments.tasks import remove_expired
from tests.assessments import samples
from tests.factories import make_person, make_round, make_submitted, page, score_of, sheet_of
from tests.markup import markup

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
HOUR, DAY = 3600, 24 * 3600
PDF = samples.pdf()


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


OPENED: list[TemporaryUploadedFile] = []


@pytest.fixture(autouse=True)
def closed_uploads() -> Iterator[None]:
    """As Django does at the end of a request."""
    yield
    while OPENED:
        OPENED.pop().close()


@pytest.fixture
def sheet() -> Assessment:
    return sheet_of(make_round())


@pytest.fixture
def officer(sheet: Assessment) -> User:
    return make_person(Role.OFFICER, unit=sheet.unit)


def uploaded(name: str = "Kế hoạch.pdf") -> Any:
    return samples.upload(name, PDF)


def large_upload(name: str = "Kế hoạch.pdf") -> TemporaryUploadedFile:
    """An upload as Django writes it down while it comes in: stored by changing its name."""
    upload = TemporaryUploadedFile(name, "application/pdf", len(PDF), None)
    OPENED.append(upload)
    upload.write(PDF)
    upload.seek(0)
    return upload


def add(sheet: Assessment, officer: User, upload: Any = None) -> Evidence:
    score = score_of(sheet, "1.1")
    return add_file(actor=page(officer), score_id=score.pk, upload=upload or uploaded())


def an_evidence(upload: Callable[[], Any]) -> Evidence:
    sheet = sheet_of(make_round())
    return add(sheet, make_person(Role.OFFICER, unit=sheet.unit), upload())


def a_signed_report(upload: Callable[[], Any]) -> SignedReport:
    sheet = make_submitted()
    leader = make_person(Role.LEADER, unit=sheet.unit)
    return add_signed_report(actor=page(leader), assessment_id=sheet.pk, upload=upload())


def a_job_with_an_upload(upload: Callable[[], Any]) -> Job:
    return start_survey_check(
        actor=page(make_person(Role.COORDINATOR)),
        round_id=make_round().pk,
        name="sipas.csv",
        stream=io.BytesIO(upload().read()),
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("upload", [uploaded, large_upload])
@pytest.mark.parametrize("make", [an_evidence, a_signed_report, a_job_with_an_upload])
def test_a_file_is_on_disk_before_its_row_is_committed(
    make: Callable[[Callable[[], Any]], Any],
    upload: Callable[[], Any],
    store: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    events: list[tuple[str, int]] = []
    sync, commit = os.fsync, BaseDatabaseWrapper._commit  # type: ignore[attr-defined]

    def note_sync(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if path.is_relative_to(store):
            size = path.stat().st_size if path.is_file() else 0
            events.append((str(path.relative_to(store)), size))
        sync(descriptor)

    def note_commit(self: Any) -> None:
        # Whether the row is committed now that names a file.
        events.append(("commit", 0))
        commit(self)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(BaseDatabaseWrapper, "_commit", note_commit)
    row = make(upload)
    name = row.parameters["upload"] if isinstance(row, Job) else str(row.file.name)
    synced = events.index((name, len(PDF)))
    folders = [str(folder) for folder in Path(name).parents]
    assert [one for one, _size in events[synced + 1 :]][: len(folders)] == folders
    assert "commit" in [one for one, _size in events[synced + 1 :]]


@pytest.mark.django_db(transaction=True)
def test_a_disk_that_fails_to_sync_leaves_neither_row_nor_file(
    sheet: Assessment, officer: User, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError("Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="Input/output"):
        add(sheet, officer)
    assert not Evidence.objects.exists()
    assert [path for path in store.rglob("*") if path.is_file()] == []
    assert not connection.in_atomic_block


def test_a_check_that_cannot_begin_leaves_no_upload(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_parts: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("assessments.survey.large_files.start_job", full)
    with pytest.raises(OSError, match="No space"):
        a_job_with_an_upload(uploaded)
    assert [path for path in store.rglob("*") if path.is_file()] == []


def lost(path: Path) -> None:
    path.unlink()


def cut(path: Path) -> None:
    path.write_bytes(PDF[:-1])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("harm", [lost, cut, emptied])
@pytest.mark.parametrize("view", ["evidence", "evidence_preview"])
def test_a_lost_files_page_says_that_it_is_lost(
    sheet: Assessment, officer: User, store: Path, view: str, harm: Callable[[Path], None]
) -> None:
    evidence = add(sheet, officer)
    harm(store / str(evidence.file.name))
    client = Client()
    client.force_login(officer)
    response = client.get(reverse(view, args=[evidence.pk]))
    text = markup(response)
    assert response.status_code == 404
    assert "“Kế hoạch.pdf” đã được lưu nhưng nay bị mất" in text
    assert "không dành cho tài khoản" not in text


def test_a_lost_signed_report_says_so_too(store: Path) -> None:
    report = a_signed_report(uploaded)
    lost(store / str(report.file.name))
    client = Client()
    client.force_login(report.by)
    client.cookies["django_language"] = "en"
    response = client.get(reverse("signed_report", args=[report.pk]))
    assert response.status_code == 404
    assert "was stored, but it is lost or damaged on the server" in markup(response)


def checked() -> tuple[str, bool]:
    out = io.StringIO()
    try:
        call_command("check_files", stdout=out)
    except CommandError as error:
        return out.getvalue() + str(error), False
    return out.getvalue(), True


def test_check_files_is_content_with_what_is_whole(sheet: Assessment, officer: User) -> None:
    add(sheet, officer)
    a_signed_report(large_upload)
    a_job_with_an_upload(uploaded)
    text, well = checked()
    assert well
    assert text.startswith("Mọi tệp đều đủ và đúng.")


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lost, "mất tệp"),
        (cut, "sai kích thước"),
        (emptied, "sai kích thước"),
        (lambda path: path.write_bytes(PDF[::-1]), "sai mã SHA-256"),
    ],
)
@pytest.mark.parametrize("make", [an_evidence, a_signed_report])
def test_check_files_finds_what_is_lost_or_altered(
    make: Callable[[Callable[[], Any]], Any], harm: Callable[[Path], None], words: str, store: Path
) -> None:
    row, _other = make(uploaded), an_evidence(uploaded)
    harm(store / str(row.file.name))
    text, well = checked()
    assert not well
    assert f"{row._meta.model_name} {row.pk} “Kế hoạch.pdf” ({row.file.name}): {words}" in text
    assert "1 tệp bị mất hoặc bị thay đổi" in text


def leave(store: Path, name: str, age: float) -> Path:
    path = store / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"left")
    os.utime(path, times=(time.time() - age,) * 2)
    return path


NAME = "0123456789abcdef" * 2


def test_check_files_names_what_no_row_names(sheet: Assessment, officer: User, store: Path) -> None:
    add(sheet, officer)
    leave(store, f"01/{NAME}", age=0)
    text, well = checked()
    assert well
    assert re.findall(r"^(\S+): (\d+) byte", text, re.MULTILINE) == [(f"01/{NAME}", "4")]


@pytest.mark.parametrize("name", [f"01/{NAME}", f"jobs/{NAME}", "incoming/tmp1.upload.pdf"])
def test_what_a_killed_process_left_goes_in_time(store: Path, name: str) -> None:
    leave(store, name, age=8 * DAY)
    remove_expired.apply(throw=True)
    assert files_without_rows() == []


@pytest.mark.parametrize(
    ("name", "age"),
    [
        # Being written, or stored and about to be committed; a clock that was set forward an hour.
        (f"01/{NAME}", 0),
        (f"jobs/{NAME}", 2 * HOUR),
        ("incoming/tmp1.upload.pdf", 2 * HOUR),
        # The database was restored from the evening before.
        (f"01/{NAME}", 2 * DAY),
        # Not named by this program.
        ("lost+found/x", 99 * DAY),
        (f"01/{NAME}.bak", 99 * DAY),
        ("evidence.tar", 99 * DAY),
        # The file's time lies in the future.
        (f"jobs/{NAME}", -DAY),
    ],
)
def test_what_may_be_somebodys_stays(store: Path, name: str, age: float) -> None:
    path = leave(store, name, age)
    assert remove_left_over() == 0
    assert path.exists()


def test_what_a_row_names_stays_however_old(sheet: Assessment, officer: User, store: Path) -> None:
    rows = [add(sheet, officer), a_signed_report(uploaded), a_job_with_an_upload(uploaded)]
    for path in store.rglob("*"):
        os.utime(path, times=(0, 0))
    assert remove_left_over() == 0
    assert len(rows) == len([path for path in store.rglob("*") if path.is_file()])
