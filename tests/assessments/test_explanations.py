"""The unit's right of reply: what opens, for whom, until which second, and what silence means."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from assessments import acts
from assessments.models import (
    Assessment,
    Change,
    Door,
    Flag,
    Remark,
    Role,
    Round,
    Score,
    Snapshot,
    Status,
    User,
)
from assessments.review.workflow.moving import reasons_against_step
from assessments.review.workflow.offers import offers
from assessments.review.workflow.transitions import TRANSITIONS
from assessments.writing.actor import clock
from criteria.common.text import NotAllowed, Refused
from tests.assessments.samples import pdf, upload
from tests.factories import (
    FULL,
    act_on,
    flag,
    last_line,
    make_answered,
    make_explaining,
    make_person,
    make_reviewed,
    make_submitted,
    page,
    score_of,
    set_clock,
    sheet_of,
)

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(days=7)
SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def sheet() -> Assessment:
    """Explaining 1.1 and 1.2, both awarded 0 points."""
    return make_explaining("1.1", "1.2")


@pytest.fixture
def leader(sheet: Assessment) -> User:
    return make_person(Role.LEADER, unit=sheet.unit)


def asked() -> Assessment:
    sheet = make_reviewed(None, "1.1")
    flag(sheet, "1.1")
    return sheet


def request_refused(
    by: User, sheet: Assessment, match: str, until: datetime.datetime | None = None
) -> Refused:
    before = Assessment.objects.filter(pk=sheet.pk).values().get()
    lines = Change.objects.count()
    with pytest.raises(Refused, match=match) as error:
        acts.request_explanation(
            actor=page(by), assessment_id=sheet.pk, until=until or timezone.now() + WEEK
        )
    assert Assessment.objects.filter(pk=sheet.pk).values().get() == before
    assert Change.objects.count() == lines
    assert not Snapshot.objects.filter(stage="first_award").exists()
    return error.value


def explain_refused(
    by: User, sheet: Assessment, code: str, match: str, text: str = "Đã làm"
) -> Refused:
    score = score_of(sheet, code)
    with pytest.raises(Refused, match=match) as error:
        acts.explain(actor=page(by), **act_on(score), text=text)
    after = score_of(sheet, code)
    assert (after.flag, after.version) == (score.flag, score.version)
    return error.value


# request_explanation


def test_all_questions_are_sent_at_once(coordinator: User) -> None:
    sheet = asked()
    until = timezone.now() + WEEK
    acts.request_explanation(actor=page(coordinator), assessment_id=sheet.pk, until=until)
    after = sheet_of(sheet.round)
    assert (after.status, after.explain_by, after.explanations) == (Status.EXPLAINING, until, 1)
    kept = Snapshot.objects.get(assessment=sheet, stage="first_award")
    assert kept.leaves["1.1"]["awarded"]["points"] == "0"


@pytest.mark.parametrize("role", [None, Role.OFFICER, Role.LEADER, Role.REVIEWER, Role.ADMIN])
def test_only_a_coordinator_sends_them(role: Role | None) -> None:
    sheet = asked()
    error = request_refused(make_person(role, unit=sheet.unit), sheet, "việc của: điều phối viên")
    assert isinstance(error, NotAllowed)


def test_nothing_asked_nothing_sent(coordinator: User) -> None:
    request_refused(coordinator, make_reviewed(), "Chưa có tiêu chí nào được yêu cầu giải trình")


def test_every_leaf_is_awarded_first(coordinator: User) -> None:
    sheet = asked()
    Score.objects.filter(assessment=sheet, criterion__code="2.3").update(awarded_points=None)
    request_refused(coordinator, sheet, "Còn 1 tiêu chí chưa thẩm định: 2.3")


def test_its_deadline_lies_in_the_future(coordinator: User) -> None:
    request_refused(coordinator, asked(), "phải ở tương lai", timezone.now() - SECOND)


def test_its_deadline_comes_before_the_end_of_review(coordinator: User) -> None:
    sheet = asked()
    request_refused(coordinator, sheet, "phải trước hạn thẩm định", sheet.round.review_by)


def test_an_explanation_is_not_asked_for_over_an_unread_one(coordinator: User) -> None:
    sheet = make_answered("1.1")
    Round.objects.filter(pk=sheet.round_id).update(explanations_allowed=2)
    flag(sheet, "1.2")
    with pytest.raises(Refused, match=r"chưa được trả lời: 1\.1"):
        acts.request_explanation(
            actor=page(coordinator), assessment_id=sheet.pk, until=timezone.now() + WEEK
        )


def test_as_often_as_the_round_allows(coordinator: User) -> None:
    sheet = make_answered("1.1")
    reviewer = page(make_person(Role.REVIEWER))
    acts.settle_flag(actor=reviewer, **act_on(score_of(sheet, "1.1")), reply="Chưa rõ")
    Round.objects.filter(pk=sheet.round_id).update(explanations_allowed=2)
    flag(sheet, "1.1")
    acts.request_explanation(
        actor=page(coordinator), assessment_id=sheet.pk, until=timezone.now() + WEEK
    )
    assert sheet_of(sheet.round).explanations == 2
    assert list(Snapshot.objects.order_by("pk").values_list("stage", "number")) == [
        ("claimed", 1),
        ("first_award", 1),
        ("explained", 1),
    ]
    assert Remark.objects.filter(kind="question").latest("pk").turn == 2


# explain


def test_a_flagged_leaf_is_explained(sheet: Assessment, leader: User) -> None:
    score = score_of(sheet, "1.1")
    acts.explain(actor=page(leader), **act_on(score), text=" Xem trang 3 ")
    after = score_of(sheet, "1.1")
    assert (after.flag, after.claimed_points, after.awarded_points) == (
        Flag.ANSWERED,
        Decimal(2),
        Decimal(0),
    )
    remark = Remark.objects.filter(score=score).latest("pk")
    assert (remark.kind, remark.text, remark.by, remark.turn) == (
        "explanation",
        "Xem trang 3",
        leader,
        1,
    )
    assert last_line(score=score).act == "explain"


def test_more_can_be_added(sheet: Assessment, leader: User) -> None:
    for text in ("Một", "Hai"):
        acts.explain(actor=page(leader), **act_on(score_of(sheet, "1.1")), text=text)
    told = Remark.objects.filter(kind="explanation").values_list("text", flat=True)
    assert list(told) == ["Một", "Hai"]


def test_an_officer_explains_their_own_part(sheet: Assessment) -> None:
    score = score_of(sheet, "1.1")
    officer = make_person(Role.OFFICER, unit=sheet.unit, parts=[score.criterion])
    acts.explain(actor=page(officer), **act_on(score), text="Đã làm")
    error = explain_refused(officer, sheet, "1.2", "không thuộc phần được giao")
    assert isinstance(error, NotAllowed)


def test_every_other_leaf_stays_locked(sheet: Assessment, leader: User) -> None:
    error = explain_refused(leader, sheet, "1.3", "1.3 không có yêu cầu giải trình nên vẫn khóa")
    assert isinstance(error, NotAllowed)


@pytest.mark.parametrize("code", ["1.1", "1.3"])
def test_the_claim_stays_frozen(sheet: Assessment, leader: User, code: str) -> None:
    with pytest.raises(NotAllowed, match="đã khóa"):
        acts.save_claim(
            actor=page(leader), **act_on(score_of(sheet, code)), entry=FULL[code], note="Khác"
        )


@pytest.mark.parametrize("role", [None, Role.REVIEWER, Role.COORDINATOR, Role.ADMIN])
def test_only_the_unit_explains(sheet: Assessment, role: Role | None) -> None:
    error = explain_refused(make_person(role), sheet, "1.1", "Chỉ cán bộ, lãnh đạo của đơn vị")
    assert isinstance(error, NotAllowed)


def test_another_unit_does_not_explain(sheet: Assessment) -> None:
    other = make_submitted().unit
    stranger = make_person(Role.LEADER, unit=other)
    explain_refused(stranger, sheet, "1.1", "Chỉ cán bộ, lãnh đạo của đơn vị")


def test_an_explanation_has_words(sheet: Assessment, leader: User) -> None:
    explain_refused(leader, sheet, "1.1", "Hãy nhập nội dung giải trình", text=" ")


def test_not_before_it_is_asked_for(coordinator: User) -> None:
    sheet = asked()
    unit = make_person(Role.LEADER, unit=sheet.unit)
    explain_refused(unit, sheet, "1.1", "không ở bước giải trình")


def test_the_last_second_counts_and_the_next_does_not(
    sheet: Assessment, leader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    midnight = datetime.datetime(2030, 1, 1, tzinfo=timezone.get_default_timezone())
    Round.objects.filter(pk=sheet.round_id).update(review_by=midnight + WEEK)
    Assessment.objects.filter(pk=sheet.pk).update(explain_by=midnight)
    set_clock(monkeypatch, midnight - SECOND)  # 23:59:59 in Vietnam
    acts.explain(actor=page(leader), **act_on(score_of(sheet, "1.1")), text="Kịp")
    set_clock(monkeypatch, midnight)  # 00:00:00
    error = explain_refused(
        leader, sheet, "1.2", "Đã hết hạn giải trình lúc 00:00:00 ngày 01/01/2030"
    )
    assert isinstance(error, NotAllowed)
    with pytest.raises(NotAllowed, match="Đã hết hạn giải trình"):
        acts.send_explanations(actor=page(leader), assessment_id=sheet.pk)
    with pytest.raises(NotAllowed, match="Đã hết hạn giải trình"):
        acts.add_file(
            actor=page(leader), score_id=score_of(sheet, "1.1").pk, upload=upload("a.pdf", pdf())
        )


# evidence while explaining


def test_a_flagged_leaf_takes_more_evidence(sheet: Assessment, leader: User) -> None:
    score = score_of(sheet, "1.1")
    evidence = acts.add_file(actor=page(leader), score_id=score.pk, upload=upload("a.pdf", pdf()))
    assert evidence.scores.get() == score


def test_other_leaves_take_none(sheet: Assessment, leader: User) -> None:
    with pytest.raises(NotAllowed, match="vẫn khóa"):
        acts.add_link(
            actor=page(leader),
            score_id=score_of(sheet, "1.3").pk,
            url="https://example.vn/",
            title="Văn bản",
        )


def test_only_what_was_added_now_is_withdrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = make_submitted()
    # Attached before the submission: proof at the first award.
    Assessment.objects.filter(pk=sheet.pk).update(status=Status.DRAFTING)
    leader = make_person(Role.LEADER, unit=sheet.unit)
    score = score_of(sheet, "1.1")
    old = acts.add_link(
        actor=page(leader), score_id=score.pk, url="https://example.vn/a", title="Cũ"
    )
    Assessment.objects.filter(pk=sheet.pk).update(status=Status.SUBMITTED)
    make_reviewed(sheet, "1.1")
    flag(sheet, "1.1")
    acts.request_explanation(
        actor=page(make_person(Role.COORDINATOR)),
        assessment_id=sheet.pk,
        until=timezone.now() + WEEK,
    )
    new = acts.add_link(
        actor=page(leader), score_id=score.pk, url="https://example.vn/b", title="Mới"
    )
    acts.withdraw_evidence(actor=page(leader), link_id=new.links.get().pk, reason="Nhầm")
    with pytest.raises(Refused, match="chỉ rút được tài liệu đã bổ sung"):
        acts.withdraw_evidence(actor=page(leader), link_id=old.links.get().pk, reason="Nhầm")


# send_explanations, and the deadline


def test_what_is_sent_returns_to_review(sheet: Assessment, leader: User) -> None:
    acts.explain(actor=page(leader), **act_on(score_of(sheet, "1.1")), text="Đã làm")
    assert acts.send_explanations(actor=page(leader), assessment_id=sheet.pk) == 1
    assert sheet_of(sheet.round).status == Status.IN_REVIEW
    answered, silent = score_of(sheet, "1.1"), score_of(sheet, "1.2")
    assert (answered.flag, silent.flag) == (Flag.ANSWERED, Flag.SETTLED)
    # Silence keeps the first award.
    assert silent.awarded_points == 0
    line = last_line(score=silent)
    assert (line.act, line.after, line.by) == ("leave_unanswered", {"flag": "settled"}, leader)


def test_only_a_leader_sends(sheet: Assessment) -> None:
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    with pytest.raises(NotAllowed, match="việc của: lãnh đạo đơn vị"):
        acts.send_explanations(actor=page(officer), assessment_id=sheet.pk)


def test_the_clock_closes_what_is_over(
    sheet: Assessment, leader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts.explain(actor=page(leader), **act_on(score_of(sheet, "1.1")), text="Đã làm")
    assert acts.close_explanations() == 0
    assert sheet.explain_by
    set_clock(monkeypatch, sheet.explain_by)
    assert acts.close_explanations() == 1
    assert acts.close_explanations() == 0
    assert sheet_of(sheet.round).status == Status.IN_REVIEW
    assert (score_of(sheet, "1.1").flag, score_of(sheet, "1.2").flag) == ("answered", "settled")
    line = last_line(act="explanation_over")
    assert (line.by.full_name, line.door, line.by.is_active) == ("Hệ thống", Door.TASK, False)


def test_the_review_need_not_wait_for_the_clock(
    sheet: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    reviewer = make_person(Role.REVIEWER)
    assert sheet.explain_by
    with pytest.raises(NotAllowed, match="Hãy chờ đơn vị"):
        acts.close_explanation(actor=page(reviewer), assessment_id=sheet.pk)
    set_clock(monkeypatch, sheet.explain_by)
    assert acts.close_explanation(actor=page(reviewer), assessment_id=sheet.pk) == 2


def test_the_clock_does_nothing_else(sheet: Assessment) -> None:
    system = clock().user
    assert clock().user == system
    for name in TRANSITIONS:
        assert bool(reasons_against_step(system, sheet, name))
    assert [step.name for step in offers(system, sheet)] == ["explanation_over"]
