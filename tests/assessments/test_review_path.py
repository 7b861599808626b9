"""The longest way through a review: five leaves questioned, four explained, one decided by a council."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from assessments import acts
from assessments.models import Flag, Remark, Role, Score, Snapshot, Status
from assessments.review import stages
from assessments.review.workflow.offers import offers
from tests.factories import (
    act_on,
    flag,
    make_person,
    make_reviewed,
    page,
    score_of,
    sheet_of,
)

pytestmark = pytest.mark.django_db

ASKED = ("1.1", "1.2", "1.3", "2.1", "2.2")


def test_from_the_first_award_to_the_end() -> None:
    sheet = make_reviewed(None, *ASKED, survey=True)
    coordinator = page(make_person(Role.COORDINATOR))
    leader = page(make_person(Role.LEADER, unit=sheet.unit))
    reviewers = {code: page(make_person(Role.REVIEWER, at=code)) for code in ("BNV", "VPCP")}

    def score(code: str) -> Score:
        return score_of(sheet, code)

    def status() -> str:
        return sheet_of(sheet.round).status

    flag(sheet, *ASKED)
    until = timezone.now() + datetime.timedelta(days=7)
    acts.request_explanation(actor=coordinator, assessment_id=sheet.pk, until=until)
    assert status() == Status.EXPLAINING
    for code in ASKED[:4]:
        acts.explain(actor=leader, **act_on(score(code)), text="Đã có tài liệu")
    assert acts.send_explanations(actor=leader, assessment_id=sheet.pk) == 1
    assert status() == Status.IN_REVIEW
    assert score("2.2").flag == Flag.SETTLED

    for code in ("1.1", "1.2"):
        acts.settle_flag(
            actor=reviewers["BNV"], **act_on(score(code)), reply="Chấp nhận", accept=True
        )
    acts.settle_flag(actor=reviewers["VPCP"], **act_on(score("2.1")), reply="Giữ nguyên")
    acts.dispute_flag(actor=reviewers["BNV"], **act_on(score("1.3")), reply="Không đồng ý")

    council = acts.open_council(
        actor=coordinator,
        round_id=sheet.round_id,
        title="Phiên 1",
        held_on=datetime.date(2026, 11, 24),
        members=[("Trần A", "Chủ tịch"), ("Lê B", "Ủy viên"), ("Vũ C", "Ủy viên")],
        score_ids=[score("1.3").pk],
    )
    assert acts.send_to_council(actor=coordinator, council_id=council.pk) == 1
    assert status() == Status.COUNCIL
    acts.decide_item(
        actor=coordinator,
        item_id=council.items.get().pk,
        reason="Đạt 80%",
        entry={"numerator": "64", "denominator": "80"},
    )
    members = [member.pk for member in council.members.all()]
    acts.record_attendance(
        actor=coordinator,
        council_id=council.pk,
        presences={members[0]: "present", members[1]: "written", members[2]: "present"},
    )
    acts.close_council(
        actor=coordinator,
        council_id=council.pk,
        minutes_number="01/BB",
        minutes="Thống nhất 1 điểm",
    )
    assert status() == Status.IN_REVIEW
    assert (score("1.3").awarded_points, score("1.3").flag) == (Decimal(1), Flag.SETTLED)

    acts.finish_review(actor=coordinator, assessment_ids=[sheet.pk])
    assert status() == Status.FINAL
    kept = {snapshot.stage: snapshot for snapshot in Snapshot.objects.filter(assessment=sheet)}
    assert list(kept) == ["claimed", "first_award", "explained", "final"]
    differing = [d.code for d in stages.difference(kept["first_award"], kept["final"])]
    assert differing == ["1.1", "1.2", "1.3"]
    thread = Remark.objects.filter(score=score("1.3")).values_list("kind", flat=True)
    assert list(thread) == ["question", "explanation", "reply", "decision"]
    assert not [one for one in offers(leader.user, sheet) if not one.reasons]
