"""The digital signatures of a document are verified once, without a network, and said in plain words."""

import datetime
import io
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pyhanko.pdf_utils.generic import ArrayObject, NameObject, NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from assessments.acts import add_file, add_signed_report
from assessments.models import Assessment, Evidence, Role, User
from assessments.sheets.evidence import examining
from assessments.sheets.evidence.examining import examine_evidence, examine_waiting
from criteria.common.files import signed_pdfs
from criteria.common.files.pdf_signatures import _certificates_of, verified_signatures
from criteria.common.files.signatures import (
    ALTERED,
    BROKEN,
    EXPIRED,
    UNKNOWN,
    UNREADABLE,
    VALID,
    PdfSignature,
)
from criteria.common.files.signed_pdfs import read_signatures
from tests.assessments import samples
from tests.factories import make_person, make_round, make_submitted, page, score_of, sheet_of
from tests.markup import markup
from tests.signing import Authority

pytestmark = pytest.mark.django_db
WHO = "Nguyễn Văn An"


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority("Cơ quan chứng thực thử")


@pytest.fixture(scope="module")
def signed(authority: Authority) -> bytes:
    return authority.sign(samples.pdf(), WHO)


@pytest.fixture(autouse=True)
def roots(settings: Any, tmp_path: Path, authority: Authority) -> Iterator[Path]:
    """Trusts the authority; its certificate lies in a folder beside another one."""
    settings.MEDIA_ROOT = tmp_path / "store"
    folder = tmp_path / "roots"
    folder.mkdir()
    (folder / "one.pem").write_bytes(authority.pem)
    (folder / "other.pem").write_bytes(Authority("Khác").pem)
    settings.SIGNATURE_ROOTS = str(folder)
    _certificates_of.cache_clear()
    yield folder
    _certificates_of.cache_clear()


def states(pdf: bytes, moment: datetime.datetime | None = None) -> list[str]:
    """Asks the library in this very process, which takes less time than another program."""
    at, roots = moment or timezone.now(), settings.SIGNATURE_ROOTS
    return [one.state for one in verified_signatures(io.BytesIO(pdf), at, roots)]


def altered(pdf: bytes) -> bytes:
    """Returns the PDF with its page made smaller, after what was signed."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    only = writer.root["/Pages"]["/Kids"][0]
    only[NameObject("/MediaBox")] = ArrayObject(map(NumberObject, (0, 0, 100, 100)))
    writer.mark_update(only.container_ref)
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def test_a_signature_of_a_known_issuer_is_valid(signed: bytes, authority: Authority) -> None:
    (one,) = read_signatures(io.BytesIO(signed), timezone.now())
    assert (one.state, one.by, one.issuer) == (VALID, WHO, authority.name)
    assert abs(datetime.datetime.fromisoformat(one.at) - timezone.now()).total_seconds() < 300
    assert not one.is_stamped


def test_two_signatures_are_both_told(signed: bytes, authority: Authority) -> None:
    twice = authority.sign(signed, "Trần Thị Bình")
    both = read_signatures(io.BytesIO(twice), timezone.now())
    assert [(one.state, one.by) for one in both] == [(VALID, WHO), (VALID, "Trần Thị Bình")]


def test_an_issuer_that_nobody_named_is_unknown(signed: bytes, settings: Any, roots: Path) -> None:
    (roots / "one.pem").unlink()
    assert states(signed) == [UNKNOWN]
    # Not even those that the machine itself trusts.
    settings.SIGNATURE_ROOTS = ""
    assert states(signed) == [UNKNOWN]


def test_another_authority_of_the_same_name_is_unknown(signed: bytes, authority: Authority) -> None:
    assert states(Authority(authority.name).sign(samples.pdf(), WHO)) == [UNKNOWN]


def test_what_was_changed_is_told(signed: bytes) -> None:
    assert states(signed.replace(b"PAR Index", b"PAR Indey", 1)) == [BROKEN]
    assert states(altered(signed)) == [ALTERED]


def test_the_day_of_the_upload_counts(signed: bytes) -> None:
    assert states(signed, timezone.now() + datetime.timedelta(days=366)) == [EXPIRED]


def test_a_document_without_a_signature_s_mark_is_not_even_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(signed_pdfs, "_PROGRAM", "nothing")
    assert read_signatures(io.BytesIO(samples.pdf()), timezone.now()) == []


@pytest.mark.parametrize("end", [b"\n/ByteRange", b"\n1 0 obj<</ByteRange[0 1]>>endobj"])
def test_a_document_without_signatures_has_none(end: bytes) -> None:
    assert states(samples.pdf() + end) == []


def test_what_cannot_be_read_is_told(signed: bytes) -> None:
    start = signed.index(b"/Contents <") + len(b"/Contents <")
    assert states(signed[:start] + b"00" * 20 + signed[start + 40 :]) == [UNREADABLE]
    assert states(b"%PDF-1.4\n/ByteRange") == [UNREADABLE]


def test_a_file_over_which_the_library_thinks_without_end_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hostile = samples.endless_pdf()
    assert len(hostile) < 1024 * 1024
    monkeypatch.setattr(signed_pdfs, "SECONDS", 1)
    start = time.monotonic()
    (one,) = read_signatures(io.BytesIO(hostile), timezone.now())
    assert one.state == UNREADABLE
    # The program alone would take a minute and more.
    assert time.monotonic() - start < 20


def test_no_network_is_asked(signed: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any) -> None:
        raise AssertionError("network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert states(signed) == [VALID]


@pytest.fixture
def sheet() -> Assessment:
    return sheet_of(make_round())


@pytest.fixture
def officer(sheet: Assessment) -> User:
    return make_person(Role.OFFICER, unit=sheet.unit)


def add(sheet: Assessment, officer: User, content: bytes) -> Evidence:
    return add_file(
        actor=page(officer),
        score_id=score_of(sheet, "1.1").pk,
        upload=samples.upload("Kế hoạch.pdf", content),
    )


@pytest.mark.django_db(transaction=True)
def test_it_is_found_out_once_and_stands_beside_the_document(
    sheet: Assessment, officer: User, signed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence = add(sheet, officer, signed)
    evidence.refresh_from_db()
    assert [one.state for one in evidence.shown_signatures] == [VALID]
    client = Client()
    client.force_login(officer)
    for address in (
        reverse("leaf", args=[sheet.pk, "1.1"]),
        reverse("sheet_evidence", args=[sheet.pk]),
    ):
        text = markup(client.get(address))
        assert f"Chữ ký số hợp lệ: {WHO}" in text
        assert "theo máy người ký" in text
    monkeypatch.setattr(examining, "read_signatures", None)
    examine_evidence(evidence.pk)
    assert examine_waiting() == 0


def test_the_clock_reads_older_documents(sheet: Assessment, officer: User, signed: bytes) -> None:
    evidence, plain = add(sheet, officer, signed), add(sheet, officer, samples.pdf())
    assert examine_waiting() == 2
    evidence.refresh_from_db()
    plain.refresh_from_db()
    assert len(evidence.shown_signatures) == 1
    assert plain.signatures == []


def test_a_signed_report_says_whose_it_is(signed: bytes) -> None:
    submitted = make_submitted()
    leader = make_person(Role.LEADER, unit=submitted.unit)
    add_signed_report(
        actor=page(leader),
        assessment_id=submitted.pk,
        upload=samples.upload("Báo cáo.pdf", altered(signed)),
    )
    client = Client()
    client.force_login(leader)
    text = markup(client.get(reverse("sheet", args=[submitted.pk])))
    assert f"Tài liệu đã bị sửa sau khi ký số: {WHO}" in text


@pytest.mark.parametrize("state", [VALID, UNKNOWN, EXPIRED, "revoked", ALTERED, BROKEN, UNREADABLE])
def test_every_state_has_its_words(state: str) -> None:
    text = PdfSignature(state, WHO, "CA", "2026-11-12T02:15:00+00:00", is_stamped=True).text
    assert text.vi.endswith(".")
    assert text.en.endswith(".")
    assert state == UNREADABLE or "09:15" in text.vi
