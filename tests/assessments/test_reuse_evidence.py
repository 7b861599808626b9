"""A document of the year before used again: one press, one file on disk, one line on record."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.acts import add_file, add_link, reuse_evidence, withdraw_evidence
from assessments.history.facts import changed_facts
from assessments.models import (
    Assessment,
    Evidence,
    EvidenceLink,
    Role,
    Scan,
    Score,
    Status,
    User,
)
from criteria.actions import publish_set
from criteria.common.text import NotAllowed, Refused
from criteria.models import Criterion
from tests.assessments import samples
from tests.factories import (
    line_of,
    make_person,
    make_round,
    make_set,
    make_unit,
    page,
    score_of,
    sheet_of,
)
from tests.markup import markup

pytestmark = pytest.mark.django_db

PLAN, REPORT = "Kế hoạch năm", "Báo cáo kết quả"
DAY = datetime.date(2021, 3, 1)


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def asking(year: int, evidence_vi: str, ancestor: Criterion | None = None) -> Any:
    """A published set whose leaf 1.1 asks for documents and names its ancestor."""
    criteria_set = make_set(publish=False, year=year)
    leaf = Criterion.objects.filter(criteria_set=criteria_set, code="1.1")
    leaf.update(evidence_vi=evidence_vi, ancestor=ancestor)
    publish_set(criteria_set=criteria_set, by=make_person(Role.COORDINATOR))
    return criteria_set


@pytest.fixture
def before() -> Assessment:
    return sheet_of(make_round(asking(2021, f"{PLAN}\n{REPORT}")))


@pytest.fixture
def former(before: Assessment) -> EvidenceLink:
    """The report of last year, on a sheet that is final."""
    officer = make_person(Role.OFFICER, unit=before.unit)
    evidence = add_file(
        actor=page(officer),
        score_id=score_of(before, "1.1").pk,
        upload=samples.upload("bc.pdf", samples.pdf()),
        title="Báo cáo 2021",
        number="01/BC",
        issued_on=DAY,
        asked_for=2,
    )
    Score.objects.filter(assessment=before).update(awarded_points=1, awarded_note="x")
    Assessment.objects.filter(pk=before.pk).update(status=Status.FINAL)
    return evidence.links.get()


@pytest.fixture
def sheet(before: Assessment) -> Assessment:
    ancestor = before.round.criteria_set.criteria.get(code="1.1")
    return sheet_of(make_round(asking(2022, f"{REPORT}\n{PLAN}", ancestor), [before.unit]))


@pytest.fixture
def officer(sheet: Assessment) -> User:
    return make_person(Role.OFFICER, unit=sheet.unit)


def reused(sheet: Assessment, by: User, former: EvidenceLink) -> EvidenceLink:
    score = score_of(sheet, "1.1")
    return reuse_evidence(actor=page(by), score_id=score.pk, evidence_id=former.evidence_id)


def test_it_becomes_a_document_of_this_sheet(
    sheet: Assessment, officer: User, former: EvidenceLink, store: Path
) -> None:
    link = reused(sheet, officer, former)
    document = link.evidence
    assert (document.assessment, document.uploaded_by) == (sheet, officer)
    assert (document.title, document.number, document.issued_on) == ("Báo cáo 2021", "01/BC", DAY)
    # One file on the disk, which both rows name.
    assert document.file.name == former.evidence.file.name
    assert len([path for path in store.rglob("*") if path.is_file()]) == 1
    # This year's leaf asks for the report first.
    assert link.asked_for == 1
    line = line_of(act="reuse_evidence")
    told = {
        fact.label.vi: fact.after.vi for fact in changed_facts(line.score, line.before, line.after)
    }
    assert (line.by, line.score) == (officer, link.score)
    assert (told["Của năm"], told["Tài liệu cần có"]) == ("2021", REPORT)


def test_it_takes_nothing_of_the_day_s_room(
    sheet: Assessment, officer: User, former: EvidenceLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = samples.pdf("2")
    monkeypatch.setattr("assessments.sheets.evidence.uploads.DAY_LIMIT", len(new))
    reused(sheet, officer, former)
    score = score_of(sheet, "1.1")
    add_file(actor=page(officer), score_id=score.pk, upload=samples.upload("m.pdf", new), title="M")
    assert EvidenceLink.objects.filter(score=score).count() == 2


def test_a_link_too_and_nothing_twice(
    before: Assessment, sheet: Assessment, officer: User, former: EvidenceLink
) -> None:
    Assessment.objects.filter(pk=before.pk).update(status=Status.DRAFTING)
    score = score_of(before, "1.1")
    add_link(actor=page(officer), score_id=score.pk, url="https://example.vn", title="Trang")
    Assessment.objects.filter(pk=before.pk).update(status=Status.FINAL)
    site = EvidenceLink.objects.get(evidence__title="Trang")
    assert reused(sheet, officer, site).evidence.url == "https://example.vn"
    link = reused(sheet, officer, former)
    with pytest.raises(Refused, match="đã được gắn"):
        reused(sheet, officer, former)
    withdraw_evidence(actor=page(officer), link_id=link.pk)
    assert reused(sheet, officer, former).evidence == link.evidence
    assert Evidence.objects.filter(assessment=sheet).count() == 2


def test_only_what_proved_this_leaf_and_is_final(
    before: Assessment, sheet: Assessment, officer: User, former: EvidenceLink
) -> None:
    with pytest.raises(Refused, match="không thuộc tiêu chí này"):
        reuse_evidence(
            actor=page(officer),
            score_id=score_of(sheet, "1.2").pk,
            evidence_id=former.evidence_id,
        )
    Assessment.objects.filter(pk=before.pk).update(status=Status.EXPLAINING)
    with pytest.raises(Refused, match="không thuộc tiêu chí này"):
        reused(sheet, officer, former)


def test_never_another_unit_s(sheet: Assessment, officer: User, former: EvidenceLink) -> None:
    other = make_unit()
    Assessment.objects.filter(pk=former.score.assessment_id).update(unit=other)
    with pytest.raises(Refused, match="không thuộc tiêu chí này"):
        reused(sheet, officer, former)
    # Its former self is the unit itself.
    sheet.unit.formed_from.set([other])
    assert reused(sheet, officer, former).asked_for == 1


def test_strangers_may_not(sheet: Assessment, former: EvidenceLink) -> None:
    for person in (make_person(Role.OFFICER, unit=make_unit()), make_person(Role.INSPECTOR)):
        with pytest.raises(NotAllowed):
            reused(sheet, person, former)


def test_the_page_offers_it_with_one_press(
    sheet: Assessment, officer: User, former: EvidenceLink, client: Client
) -> None:
    client.force_login(officer)
    leaf = reverse("leaf", args=[sheet.pk, "1.1"])
    offer = f'name="evidence" value="{former.evidence_id}"'
    shown = markup(client.get(leaf))
    assert "Tài liệu năm 2021" in shown
    assert offer in shown
    url = reverse("reuse_evidence", args=[score_of(sheet, "1.1").pk])
    answer = client.post(url, {"evidence": former.evidence_id}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert '<em id="number-docs" hx-swap-oob="true">1/2</em>' in markup(answer)
    assert offer not in markup(answer)
    assert offer not in markup(client.get(leaf))
    reader = make_person(Role.COORDINATOR)
    client.force_login(reader)
    assert "Tài liệu năm 2021" not in markup(client.get(leaf))


def test_what_was_found_in_a_file_goes_with_it(
    former: EvidenceLink, sheet: Assessment, officer: User
) -> None:
    infected = {"scan": Scan.INFECTED, "scan_said": "Trial.Virus", "scanned_at": timezone.now()}
    Evidence.objects.filter(pk=former.evidence_id).update(**infected)
    link = reuse_evidence(
        actor=page(officer),
        score_id=score_of(sheet, "1.1").pk,
        evidence_id=former.evidence_id,
    )
    found = Evidence.objects.values(*infected).get(pk=link.evidence_id)
    assert link.evidence_id != former.evidence_id
    assert found == infected
