"""Evidence withdrawn from a leaf: the link ends, the record stays."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from assessments.acts import add_file, attach_evidence, withdraw_evidence
from assessments.models import Assessment, Change, EvidenceLink, Role, Status, User
from criteria.common.text import NotAllowed, Refused
from tests.assessments import samples
from tests.factories import make_person, make_round, make_unit, page, score_of, sheet_of

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


@pytest.fixture
def link(sheet: Assessment, officer: User) -> EvidenceLink:
    upload = samples.upload("Kế hoạch.pdf", samples.pdf())
    score = score_of(sheet, "1.1")
    return add_file(actor=page(officer), score_id=score.pk, upload=upload).links.get()


def returned(sheet: Assessment) -> None:
    """As a sheet is that was submitted and given back."""
    Assessment.objects.filter(pk=sheet.pk).update(submitted_at=timezone.now())


def test_link_ends_and_everything_stays(link: EvidenceLink, officer: User, store: Path) -> None:
    withdraw_evidence(actor=page(officer), link_id=link.pk, reason=" nhầm tệp ")
    link.refresh_from_db()
    assert link.withdrawn_at is not None
    assert link.withdrawn_by == officer
    assert link.withdrawal_reason == "nhầm tệp"
    with link.evidence.file.open("rb") as file:
        assert file.read() == samples.pdf()
    change = Change.objects.get(act="withdraw_evidence")
    assert change.score == link.score
    assert change.reason == "nhầm tệp"
    assert change.before
    assert change.before["evidence"] == link.evidence_id


def test_other_leaves_keep_the_document(
    link: EvidenceLink, officer: User, sheet: Assessment
) -> None:
    second = attach_evidence(
        actor=page(officer), score_id=score_of(sheet, "1.2").pk, evidence_id=link.evidence_id
    )
    withdraw_evidence(actor=page(officer), link_id=link.pk)
    second.refresh_from_db()
    assert second.withdrawn_at is None


def test_no_reason_is_needed_before_the_first_submission(link: EvidenceLink, officer: User) -> None:
    assert withdraw_evidence(actor=page(officer), link_id=link.pk).withdrawal_reason == ""


def test_returned_sheet_needs_a_reason(
    link: EvidenceLink, officer: User, sheet: Assessment
) -> None:
    returned(sheet)
    with pytest.raises(Refused, match="nêu lý do"):
        withdraw_evidence(actor=page(officer), link_id=link.pk, reason="  ")
    link.refresh_from_db()
    assert link.withdrawn_at is None
    withdraw_evidence(actor=page(officer), link_id=link.pk, reason="Văn bản đã bị thay thế")


def test_twice_is_refused(link: EvidenceLink, officer: User) -> None:
    withdraw_evidence(actor=page(officer), link_id=link.pk)
    with pytest.raises(Refused, match="đã được rút"):
        withdraw_evidence(actor=page(officer), link_id=link.pk)


def test_endless_reason_is_refused(link: EvidenceLink, officer: User) -> None:
    with pytest.raises(Refused, match="10001 ký tự"):
        withdraw_evidence(actor=page(officer), link_id=link.pk, reason="a" * 10_001)


@pytest.mark.parametrize(
    "who", [None, Role.OFFICER, Role.REVIEWER, Role.COORDINATOR, Role.INSPECTOR, Role.ADMIN]
)
def test_nobody_else_withdraws(link: EvidenceLink, who: str | None) -> None:
    with pytest.raises(NotAllowed):
        withdraw_evidence(
            actor=page(make_person(who, unit=make_unit())), link_id=link.pk, reason="a"
        )
    link.refresh_from_db()
    assert link.withdrawn_at is None


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.IN_REVIEW, Status.FINAL])
def test_locked_sheet_is_refused(
    link: EvidenceLink, officer: User, sheet: Assessment, status: str
) -> None:
    Assessment.objects.filter(pk=sheet.pk).update(status=status)
    with pytest.raises(NotAllowed, match="đã khóa"):
        withdraw_evidence(actor=page(officer), link_id=link.pk, reason="a")
