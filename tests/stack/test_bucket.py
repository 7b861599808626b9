"""Evidence in a bucket of a real S3 server: everything that holds on a disk holds there too."""

import io
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from assessments.acts import add_signed_report
from assessments.models import Assessment, Evidence, Job, Role, User
from assessments.sheets.evidence.archive.preparing import start_evidence_archive
from assessments.stored_files import remove_left_over
from criteria.common.files.storing import whole_store
from parindex.file_settings import evidence_store
from parindex.watching.state import system_state
from rankings.backups.making import make_backup
from rankings.backups.manifest import hashes_in
from tests.assessments import samples
from tests.bucket import bucket_server, client_of, new_bucket
from tests.factories import make_person, make_round, make_submitted, page, score_of, sheet_of
from tests.markup import markup
from tests.processes import Process
from tests.services import postgres_programs
from tests.stack.conftest import served

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[2]
WEEK = 7 * 24 * 3600
PDF = samples.pdf()
Bucket = dict[str, str]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with bucket_server(tmp_path_factory.mktemp("s3")) as found:
        yield found


@pytest.fixture
def bucket(address: str, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Bucket:
    """A new bucket, in which this process stores its files; its disk is none."""
    env = new_bucket(address)
    use(env, settings, monkeypatch)
    settings.MEDIA_ROOT = tmp_path / "no store"
    settings.FILE_UPLOAD_TEMP_DIR = None
    return env


def use(env: Bucket, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    settings.EVIDENCE_S3_BUCKET = env["EVIDENCE_S3_BUCKET"]
    settings.STORAGES = settings.STORAGES | {"default": evidence_store()}


@pytest.fixture
def sheet() -> Assessment:
    return sheet_of(make_round())


@pytest.fixture
def officer(sheet: Assessment) -> User:
    return make_person(Role.OFFICER, unit=sheet.unit)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def uploaded(sheet: Assessment, officer: User, content: bytes = PDF) -> Evidence:
    """A document that came in through the page."""
    response = signed_in(officer).post(
        reverse("add_evidence", args=[score_of(sheet, "1.1").pk]),
        {"files": SimpleUploadedFile("Kế hoạch.pdf", content, "application/pdf")},
    )
    assert response.status_code in (200, 302)
    return Evidence.objects.order_by("pk").last()  # type: ignore[return-value]


def content_of(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def checked() -> tuple[str, bool]:
    out = io.StringIO()
    try:
        call_command("check_files", stdout=out)
    except CommandError as error:
        return out.getvalue() + str(error), False
    return out.getvalue(), True


# In memory, on disk while it comes in, and in several parts on its way to the server.
@pytest.mark.parametrize("size", [0, 3_000_000, 20_000_000])
def test_what_is_uploaded_opens_and_is_encrypted(
    bucket: Bucket, address: str, sheet: Assessment, officer: User, size: int, tmp_path: Path
) -> None:
    content = PDF + b"\n%" + bytes(size)
    evidence = uploaded(sheet, officer, content)
    client = signed_in(officer)
    for view in ("evidence", "evidence_preview"):
        response = client.get(reverse(view, args=[evidence.pk]))
        assert int(response["Content-Length"]) == len(content)
        assert content_of(response) == content
    stored = client_of(address).head_object(
        Bucket=bucket["EVIDENCE_S3_BUCKET"], Key=str(evidence.file.name)
    )
    assert stored["ServerSideEncryption"] == "AES256"
    assert not (tmp_path / "no store").exists()


def test_archives_are_made_of_it(bucket: Bucket, sheet: Assessment, officer: User) -> None:
    uploaded(sheet, officer)
    client = signed_in(officer)
    at_once = content_of(client.get(reverse("leaf_evidence_zip", args=[score_of(sheet, "1.1").pk])))
    job = start_evidence_archive(actor=page(officer), assessment_id=sheet.pk)
    later = content_of(client.get(reverse("job_file", args=[job.pk])))
    for archive in (at_once, later):
        book = zipfile.ZipFile(io.BytesIO(archive))
        assert PDF in [book.read(name) for name in book.namelist()]
    assert [file.name for file in whole_store().walk() if file.name.startswith("jobs/")] == [
        str(Job.objects.get().file)
    ]


def test_check_files_finds_what_is_lost_altered_or_nobodys(
    bucket: Bucket, address: str, sheet: Assessment, officer: User
) -> None:
    lost, cut, altered = (uploaded(sheet, officer, PDF + b"\n%%%d" % n) for n in range(3))
    report = add_signed_report(
        actor=page(make_person(Role.LEADER, unit=(submitted := make_submitted()).unit)),
        assessment_id=submitted.pk,
        upload=samples.upload("Báo cáo.pdf", PDF),
    )
    assert checked()[1]
    s3, name = client_of(address), bucket["EVIDENCE_S3_BUCKET"]
    s3.delete_object(Bucket=name, Key=str(lost.file))
    s3.put_object(Bucket=name, Key=str(cut.file), Body=PDF)
    s3.put_object(Bucket=name, Key=str(altered.file), Body=b"x" * (altered.size or 0))
    s3.put_object(Bucket=name, Key="01/" + "0" * 32, Body=b"left")
    text, well = checked()
    assert not well
    for row, fault in ((lost, "mất tệp"), (cut, "sai kích thước"), (altered, "sai mã SHA-256")):
        assert f"({row.file}): {fault}" in text
    assert f"({report.file})" not in text
    assert f"01/{'0' * 32}: 4 byte" in text
    answer = signed_in(officer).get(reverse("evidence", args=[lost.pk]))
    assert answer.status_code == 404
    assert "đã được lưu nhưng nay bị mất" in markup(answer)


def test_what_nobody_names_goes_in_time(
    bucket: Bucket, address: str, sheet: Assessment, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence = uploaded(sheet, officer)
    s3, name = client_of(address), bucket["EVIDENCE_S3_BUCKET"]
    s3.put_object(Bucket=name, Key="01/" + "0" * 32, Body=b"left")
    s3.put_object(Bucket=name, Key="notes.txt", Body=b"somebody's")
    assert remove_left_over() == 0
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + WEEK + 60)
    assert remove_left_over() == 1
    names = {one["Key"] for one in s3.list_objects_v2(Bucket=name)["Contents"]}
    assert names == {str(evidence.file), "notes.txt"}


def test_a_store_that_is_away_is_said(
    bucket: Bucket,
    sheet: Assessment,
    officer: User,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    evidence = uploaded(sheet, officer)
    # Nobody listens there, and no bucket has that name: no answer, and a "no".
    for env in ({"EVIDENCE_S3_ENDPOINT": "http://127.0.0.1:9"}, {"EVIDENCE_S3_BUCKET": "no-such"}):
        use(bucket | env, settings, monkeypatch)
        if "EVIDENCE_S3_ENDPOINT" in env:
            answer = signed_in(officer).get(reverse("evidence", args=[evidence.pk]))
            assert answer.status_code == 503
            assert "Kho tệp chưa trả lời" in markup(answer)
        sent = signed_in(officer).post(
            reverse("add_evidence", args=[score_of(sheet, "1.1").pk]),
            {"files": SimpleUploadedFile("Khác.pdf", PDF + b"\n%", "application/pdf")},
        )
        assert sent.status_code == 503
        assert sent["Retry-After"]
        assert Evidence.objects.count() == 1


def test_the_state_has_no_room_to_tell(bucket: Bucket) -> None:
    assert system_state().room is None
    page_of_state = signed_in(make_person(Role.COORDINATOR)).get(reverse("system"))
    assert page_of_state.status_code == 200
    assert "Chỗ trống" not in markup(page_of_state)


def test_a_backup_goes_from_bucket_to_bucket(
    bucket: Bucket,
    address: str,
    sheet: Assessment,
    officer: User,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", f"{postgres_programs()}{os.pathsep}{os.environ['PATH']}")
    evidence = uploaded(sheet, officer)
    assert make_backup(tmp_path / "backup").number_of_files == 1
    assert list(hashes_in(tmp_path / "backup")) == [(evidence.sha256, str(evidence.file))]

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE from_bucket_{os.getpid()}")
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    other = new_bucket(address)
    env = other | {"DATABASE_URL": f"{server}/from_bucket_{os.getpid()}"}
    try:
        done = manage(env, "restore", str(tmp_path / "backup"))
        assert done.returncode == 0, done.stdout + done.stderr
        assert "1 files, 0 published rankings, everything agrees" in done.stdout
        again = manage(env, "restore", str(tmp_path / "backup"))
        assert f"The store {other['EVIDENCE_S3_BUCKET']} has files" in again.stderr
        client_of(address).delete_object(Bucket=other["EVIDENCE_S3_BUCKET"], Key=str(evidence.file))
        assert "the file is lost" in manage(env, "check_files").stdout
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE from_bucket_{os.getpid()} WITH (FORCE)")


def manage(env: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=os.environ | env,
        capture_output=True,
        text=True,
        check=False,
    )


def test_another_machine_opens_what_this_one_took(
    bucket: Bucket, web_env: dict[str, str], sheet: Assessment, officer: User, tmp_path: Path
) -> None:
    """A web server that shares nothing with this process but database and bucket."""
    evidence = uploaded(sheet, officer)
    client = signed_in(officer)
    env = web_env | bucket | {"VAR_DIR": str(tmp_path / "elsewhere")}
    process: Process
    with served(tmp_path / "web.log", env) as (process, address):
        import requests

        answer = requests.get(
            address + reverse("evidence", args=[evidence.pk]),
            cookies={"sessionid": client.cookies["sessionid"].value},
            timeout=30,
        )
        assert answer.status_code == 200, process.written()
        assert answer.content == PDF
