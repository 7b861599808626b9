"""A document's title, number and date corrected: on record, and only while the unit may prove."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from assessments.acts import (
    DescriptionConflict,
    add_file,
    attach_evidence,
    describe_evidence,
    withdraw_evidence,
)
from assessments.history.facts import changed_facts
from assessments.models import Assessment, Change, EvidenceLink, Role, Status, User
from assessments.sheets.evidence.describing import description_mark
from criteria.common.text import NotAllowed, Refused
from tests.assessments import samples
from tests.factories import (
    line_of,
    make_explaining,
    make_person,
    make_unit,
    page,
    score_of,
    set_clock,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def officer(sheet: Assessment) -> User:
    return make_person(Role.OFFICER, unit=sheet.unit)


@pytest.fixture
def link(sheet: Assessment, officer: User) -> EvidenceLink:
    return proof(sheet, officer, "1.1")


def proof(sheet: Assessment, officer: User, code: str) -> EvidenceLink:
    upload = samples.upload("Kế hoạch.pdf", samples.pdf())
    return add_file(
        actor=page(officer), score_id=score_of(sheet, code).pk, upload=upload, number="01/KH"
    ).links.get()


def refused(
    user: User, link: EvidenceLink, match: str, error: type = Refused, **given: Any
) -> None:
    with pytest.raises(error, match=match):
        describe_evidence(actor=page(user), link_id=link.pk, **({"title": "Khác"} | given))
    link.evidence.refresh_from_db()
    assert link.evidence.title == "Kế hoạch"
    assert not Change.objects.filter(act="describe_evidence").exists()


def test_all_three_are_corrected_and_on_record(link: EvidenceLink, officer: User) -> None:
    day = datetime.date(2022, 3, 1)
    describe_evidence(
        actor=page(officer),
        link_id=link.pk,
        title="  Kê\u0301  hoạch năm ",
        number="02/KH-UBND",
        issued_on=day,
    )
    link.evidence.refresh_from_db()
    evidence = link.evidence
    assert (evidence.title, evidence.number) == ("Kế hoạch năm", "02/KH-UBND")
    assert evidence.issued_on == day
    line = line_of(act="describe_evidence")
    assert (line.by, line.score) == (officer, link.score)
    told = {
        fact.label.vi: (fact.before.vi, fact.after.vi)
        for fact in changed_facts(line.score, line.before, line.after)
    }
    assert told == {
        "Tên": ("Kế hoạch", "Kế hoạch năm"),
        "Số, ký hiệu": ("01/KH", "02/KH-UBND"),
        "Ngày ban hành": ("–", "01/03/2022"),
    }


def test_the_same_once_more_is_no_change(link: EvidenceLink, officer: User) -> None:
    describe_evidence(actor=page(officer), link_id=link.pk, title="Kế hoạch", number="01/KH")
    assert not Change.objects.filter(act="describe_evidence").exists()


def test_without_a_title(link: EvidenceLink, officer: User) -> None:
    refused(officer, link, "Chưa nhập trích yếu", title=" ")


def test_too_long(link: EvidenceLink, officer: User) -> None:
    with pytest.raises(Refused) as error:
        describe_evidence(actor=page(officer), link_id=link.pk, title="a" * 501, number="1" * 101)
    assert [cause.vi[:10] for cause in error.value.causes] == ["Trích yếu ", "Số, ký hiệ"]


def test_of_a_withdrawn_document(link: EvidenceLink, officer: User) -> None:
    withdraw_evidence(actor=page(officer), link_id=link.pk)
    refused(officer, link, "đã được rút")


def test_by_another_unit(link: EvidenceLink) -> None:
    refused(make_person(Role.OFFICER, unit=make_unit()), link, "Chỉ cán bộ", NotAllowed)


def test_by_a_colleague_of_another_part(link: EvidenceLink, sheet: Assessment) -> None:
    part = sheet.round.criteria_set.criteria.get(code="2")
    colleague = make_person(Role.OFFICER, unit=sheet.unit, parts=[part])
    refused(colleague, link, "không thuộc phần được giao", NotAllowed)


def test_of_a_submitted_sheet(link: EvidenceLink, officer: User, sheet: Assessment) -> None:
    Assessment.objects.filter(pk=sheet.pk).update(status=Status.SUBMITTED)
    refused(officer, link, "đã khóa", NotAllowed)


def test_after_the_deadline(
    link: EvidenceLink, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, timezone.now() + datetime.timedelta(days=31))
    refused(officer, link, "Đã hết hạn", NotAllowed)


def test_while_explaining_only_of_what_is_new() -> None:
    sheet = make_explaining("1.1")
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    new = proof(sheet, officer, "1.1")
    describe_evidence(actor=page(officer), link_id=new.pk, title="Bổ sung")
    assert line_of(act="describe_evidence").after["title"] == "Bổ sung"


def test_what_was_proof_at_the_first_award_stays_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sheet = make_explaining("1.1", "1.2")
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    old = proof(sheet, officer, "1.1")
    # Uploaded before the question, used for the explanation of another leaf.
    old.evidence.uploaded_at = timezone.now() - datetime.timedelta(days=1)
    old.evidence.save()
    score = score_of(sheet, "1.2")
    link = attach_evidence(actor=page(officer), score_id=score.pk, evidence_id=old.evidence_id)
    refused(officer, link, "đã bổ sung trong lần giải trình này")


def test_a_stale_description_is_refused_with_the_saved_one(
    link: EvidenceLink, officer: User
) -> None:
    seen = description_mark(link.evidence)
    other = make_person(Role.OFFICER, unit=link.score.assessment.unit)
    day = datetime.date(2022, 3, 1)
    given: dict[str, Any] = {"link_id": link.pk, "number": "02/KH", "issued_on": day}
    # A colleague, through another leaf that the document proves.
    elsewhere = attach_evidence(
        actor=page(other),
        score_id=score_of(link.score.assessment, "1.2").pk,
        evidence_id=link.evidence_id,
    )
    describe_evidence(actor=page(other), **given | {"link_id": elsewhere.pk, "title": "Kế hoạch A"})
    with pytest.raises(DescriptionConflict) as conflict:
        describe_evidence(actor=page(officer), title="Kế hoạch B", seen=seen, **given)
    [cause] = conflict.value.causes
    assert f"{other} vừa lưu mô tả khác" in cause.vi
    assert "“Kế hoạch A”, 02/KH, 01/03/2022" in cause.vi
    assert "“Kế hoạch A”, 02/KH, 01/03/2022" in cause.en
    link.evidence.refresh_from_db()
    assert link.evidence.title == "Kế hoạch A"
    # The same value is no conflict: the answer to the first save may have been lost.
    describe_evidence(actor=page(officer), title="Kế hoạch A", seen=seen, **given)
    # Whoever may not describe does not learn what is there.
    with pytest.raises(NotAllowed) as refusal:
        describe_evidence(actor=page(make_person(Role.INSPECTOR)), title="C", seen=seen, **given)
    assert "Kế hoạch A" not in str(refusal.value.causes)
    now = description_mark(link.evidence)
    describe_evidence(actor=page(officer), title="Kế hoạch B", seen=now, **given)
    assert Change.objects.filter(act="describe_evidence").count() == 2


@pytest.mark.parametrize("part", ["title", "number", "issued_on"])
def test_each_part_of_a_description_counts(link: EvidenceLink, part: str) -> None:
    before = description_mark(link.evidence)
    setattr(link.evidence, part, datetime.date(2022, 1, 1) if part == "issued_on" else "khác")
    assert description_mark(link.evidence) != before
