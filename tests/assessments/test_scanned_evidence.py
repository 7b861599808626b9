"""Nobody but its uploader opens a document before ClamAV has let it through; the daemon is a real one."""

import datetime
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments import permissions
from assessments.acts import (
    add_file,
    add_signed_report,
    withdraw_evidence,
)
from assessments.models import Assessment, Evidence, Notice, Role, Scan, SignedReport, User
from assessments.sheets.evidence.archive.contents import Contents
from assessments.sheets.evidence.archive.stream import INDEX, archive
from assessments.sheets.evidence.examining import examine_evidence, examine_waiting
from assessments.sheets.findings import INFECTED, check_sheet
from criteria.common.text import Refused
from tests.assessments import samples
from tests.clamav import HARMFUL, MOST_BYTES, THREAT, clamd
from tests.factories import make_person, make_round, make_submitted, page, score_of, sheet_of
from tests.markup import markup

pytestmark = pytest.mark.django_db
CLEAN = samples.pdf()
BAD = CLEAN + b"\n%" + HARMFUL
LONG = CLEAN + b"\n%" + bytes(MOST_BYTES)
NOBODY = "127.0.0.1:9"


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with clamd(tmp_path_factory.mktemp("clamav")) as address:
        yield address


@pytest.fixture(autouse=True)
def scanning(settings: Any, tmp_path: Path, daemon: str) -> Any:
    settings.MEDIA_ROOT = tmp_path
    settings.SCAN_UPLOADS, settings.CLAMD = "on", daemon
    return settings


@pytest.fixture
def sheet() -> Assessment:
    return sheet_of(make_round())


@pytest.fixture
def officer(sheet: Assessment) -> User:
    return make_person(Role.OFFICER, unit=sheet.unit)


@pytest.fixture
def colleague(sheet: Assessment) -> User:
    return make_person(Role.OFFICER, unit=sheet.unit)


def add(sheet: Assessment, officer: User, content: bytes = CLEAN) -> Evidence:
    score = score_of(sheet, "1.1")
    return add_file(
        actor=page(officer), score_id=score.pk, upload=samples.upload("Kế hoạch.pdf", content)
    )


def opened(user: User, evidence: Evidence, view: str = "evidence") -> Any:
    client = Client()
    client.force_login(user)
    response: Any = client.get(reverse(view, args=[evidence.pk]))
    if response.streaming:
        assert b"".join(response.streaming_content)
    return response


def opens(user: User, evidence: Evidence) -> list[int]:
    return [opened(user, evidence, view).status_code for view in ("evidence", "evidence_preview")]


def scanned(sheet: Assessment, officer: User, content: bytes = CLEAN) -> Evidence:
    evidence = add(sheet, officer, content)
    examine_evidence(evidence.pk)
    evidence.refresh_from_db()
    return evidence


@pytest.mark.django_db(transaction=True)
def test_a_document_is_scanned_as_soon_as_it_is_stored(
    sheet: Assessment, officer: User, colleague: User
) -> None:
    evidence = add(sheet, officer)
    evidence.refresh_from_db()
    assert evidence.scan == Scan.CLEAN
    assert evidence.scanned_at is not None
    assert opens(colleague, evidence) == [200, 200]


@pytest.mark.parametrize("mode", ["on", "required"])
def test_until_then_its_uploader_alone_opens_it(
    scanning: Any, mode: str, sheet: Assessment, officer: User, colleague: User
) -> None:
    scanning.SCAN_UPLOADS = mode
    evidence = add(sheet, officer)
    assert opens(officer, evidence) == [200, 200]
    assert opens(colleague, evidence) == [403, 403]
    assert "Đang quét mã độc" in markup(opened(colleague, evidence))
    client = Client()
    client.force_login(colleague)
    text = markup(client.get(reverse("leaf", args=[sheet.pk, "1.1"])))
    assert "Đang quét mã độc" in text
    assert reverse("evidence", args=[evidence.pk]) not in text


def test_what_is_infected_is_closed_to_all_but_administrators(
    sheet: Assessment, officer: User, colleague: User
) -> None:
    administrator = make_person(Role.ADMIN)
    evidence = scanned(sheet, officer, BAD)
    assert (evidence.scan, evidence.scan_said.split(".UNOFFICIAL")[0]) == (Scan.INFECTED, THREAT)
    assert opens(officer, evidence) == opens(colleague, evidence) == [403, 403]
    assert opens(administrator, evidence) == [200, 200]
    told = Notice.objects.filter(key=f"infected:{evidence.pk}")
    assert {one.user for one in told} == {officer, administrator}
    assert THREAT in told.first().text_vi  # type: ignore[union-attr]
    # It stays so, whatever is asked again and whatever the setting says later.
    examine_waiting()
    assert told.count() == 2


def test_an_infected_document_is_closed_where_nothing_is_scanned_any_more(
    scanning: Any, sheet: Assessment, officer: User
) -> None:
    evidence = scanned(sheet, officer, BAD)
    scanning.SCAN_UPLOADS = "off"
    assert opens(officer, evidence) == [403, 403]


def test_it_stops_the_submission_until_it_is_withdrawn(sheet: Assessment, officer: User) -> None:
    evidence = scanned(sheet, officer, BAD)
    assert [one.code for one in check_sheet(sheet) if one.text == INFECTED and one.blocking] == [
        "1.1"
    ]
    withdraw_evidence(actor=page(officer), link_id=evidence.links.get().pk)
    assert INFECTED not in [one.text for one in check_sheet(sheet)]


@pytest.mark.parametrize("mode", ["on", "required"])
def test_one_that_waits_stops_no_submission(
    scanning: Any, mode: str, sheet: Assessment, officer: User
) -> None:
    """The deadline is the unit's, the scanner is ours."""
    scanning.SCAN_UPLOADS, scanning.CLAMD = mode, NOBODY
    before = check_sheet(sheet)
    add(sheet, officer)
    assert [one.text for one in check_sheet(sheet)] == [one.text for one in before]


@pytest.mark.parametrize(("mode", "status"), [("on", 200), ("required", 403)])
def test_one_that_cannot_be_scanned_opens_with_a_warning_or_not(
    scanning: Any, mode: str, status: int, sheet: Assessment, officer: User, colleague: User
) -> None:
    scanning.SCAN_UPLOADS = mode
    evidence = scanned(sheet, officer, LONG)
    assert evidence.scan == Scan.FAILED
    assert opens(colleague, evidence) == [status, status]
    note = permissions.scan_note(evidence)
    assert note is not None
    assert "Không quét mã độc được" in note.vi


@pytest.mark.parametrize(("mode", "later"), [("on", True), ("required", False)])
def test_a_scanner_that_is_away_is_waited_for(
    scanning: Any, daemon: str, mode: str, later: bool, sheet: Assessment, officer: User
) -> None:
    scanning.SCAN_UPLOADS, scanning.CLAMD = mode, NOBODY
    evidence = scanned(sheet, officer)
    assert evidence.scan == ""
    assert not permissions.is_open_to_readers(evidence)
    hour = timezone.now() + datetime.timedelta(hours=1)
    assert permissions.is_open_to_readers(evidence, hour) is later
    assert examine_waiting() == 0
    scanning.CLAMD = daemon
    assert examine_waiting() == 1
    evidence.refresh_from_db()
    assert evidence.scan == Scan.CLEAN


def test_the_clock_scans_what_is_older_than_the_setting(
    scanning: Any, sheet: Assessment, officer: User
) -> None:
    scanning.SCAN_UPLOADS = "off"
    evidence = scanned(sheet, officer, BAD)
    assert (evidence.scan, examine_waiting()) == ("", 0)
    scanning.SCAN_UPLOADS = "on"
    assert examine_waiting() == 1
    assert examine_waiting() == 0
    evidence.refresh_from_db()
    assert evidence.scan == Scan.INFECTED


def test_one_that_could_not_be_scanned_is_tried_again_after_a_day(
    sheet: Assessment, officer: User
) -> None:
    evidence = scanned(sheet, officer, LONG)
    assert examine_waiting() == 0
    day = timezone.now() - datetime.timedelta(days=1, minutes=1)
    Evidence.objects.filter(pk=evidence.pk).update(scanned_at=day)
    assert examine_waiting() == 1


def test_a_lost_file_stops_nobody_else(sheet: Assessment, officer: User, tmp_path: Path) -> None:
    whole, lost = add(sheet, officer), add(sheet, officer, CLEAN + b"\n%2")
    (tmp_path / str(lost.file.name)).unlink()
    examine_waiting()
    whole.refresh_from_db()
    assert whole.scan == Scan.CLEAN


def test_archives_leave_it_out_and_say_why(sheet: Assessment, officer: User) -> None:
    scanned(sheet, officer, BAD)
    add(sheet, officer, CLEAN + b"\n%waits")
    contents = Contents(sheet)
    assert contents.files == {}
    index = zipfile.ZipFile(io.BytesIO(b"".join(archive(contents)))).read(INDEX).decode()
    assert "có mã độc" in index
    assert "Đang quét mã độc" in index


def report(content: bytes) -> SignedReport:
    sheet = make_submitted()
    return add_signed_report(
        actor=page(make_person(Role.LEADER, unit=sheet.unit)),
        assessment_id=sheet.pk,
        upload=samples.upload("Báo cáo.pdf", content),
    )


def test_an_infected_signed_report_is_not_taken() -> None:
    assert report(CLEAN).pk
    with pytest.raises(Refused, match="có mã độc"):
        report(BAD)
    assert SignedReport.objects.count() == 1


@pytest.mark.parametrize(("mode", "taken"), [("on", True), ("required", False)])
@pytest.mark.parametrize("away", [True, False])
def test_a_signed_report_that_cannot_be_scanned_is_taken_or_not(
    scanning: Any, mode: str, taken: bool, away: bool
) -> None:
    scanning.SCAN_UPLOADS = mode
    if away:
        scanning.CLAMD = NOBODY
    if taken:
        assert report(LONG).pk
        return
    with pytest.raises(Refused, match="chưa trả lời" if away else "Không quét mã độc được"):
        report(LONG)
    assert not SignedReport.objects.exists()


def test_what_is_off_asks_nobody(scanning: Any, sheet: Assessment, officer: User) -> None:
    scanning.SCAN_UPLOADS, scanning.CLAMD = "off", NOBODY
    evidence = scanned(sheet, officer, BAD)
    assert evidence.scan == ""
    assert permissions.scan_note(evidence) is None
    assert permissions.is_open_to_readers(evidence)
    assert report(CLEAN).pk
