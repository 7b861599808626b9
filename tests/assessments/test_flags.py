"""Reviewers ask, take a question back, settle an explanation, or leave it to the council."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from assessments import acts
from assessments.models import Assessment, Change, Flag, Remark, Role, Score, Status, User
from criteria.common.text import NotAllowed, Refused
from tests.factories import (
    act_on,
    flag,
    last_line,
    make_answered,
    make_disputed,
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


@pytest.fixture
def reviewer() -> User:
    return make_person(Role.REVIEWER, at="BNV")


def refused(act: Callable[..., Any], by: User, score: Score, match: str, **given: Any) -> Refused:
    """The act is refused, and score, record and thread are as before."""
    before = Score.objects.filter(pk=score.pk).values().get()
    lines, remarks = Change.objects.count(), Remark.objects.count()
    with pytest.raises(Refused, match=match) as error:
        act(**{"actor": page(by), **act_on(score), **given})
    assert Score.objects.filter(pk=score.pk).values().get() == before
    assert (Change.objects.count(), Remark.objects.count()) == (lines, remarks)
    return error.value


def raising(by: User, score: Score, match: str, **given: Any) -> Refused:
    return refused(acts.raise_flag, by, score, match, **{"question": "Vì sao?", **given})


# raise_flag


def test_a_question_is_raised(reviewer: User) -> None:
    sheet = make_reviewed()
    score = score_of(sheet, "1.1")
    acts.raise_flag(actor=page(reviewer), **act_on(score), question=" Nêu số văn bản ")
    after = score_of(sheet, "1.1")
    assert (after.flag, after.version) == (Flag.RAISED, score.version + 1)
    remark = Remark.objects.get(score=score)
    assert (remark.kind, remark.text, remark.turn, remark.by) == (
        "question",
        "Nêu số văn bản",
        1,
        reviewer,
    )
    line = last_line(score=score)
    assert (line.act, line.before, line.after) == ("raise_flag", {"flag": ""}, {"flag": "raised"})
    # The unit is told only when the coordinator sends all questions at once.
    assert sheet_of(sheet.round).status == Status.IN_REVIEW


def test_an_award_kept_from_before_a_return_can_be_questioned(reviewer: User) -> None:
    sheet = make_reviewed()
    Assessment.objects.filter(pk=sheet.pk).update(status=Status.SUBMITTED)
    acts.raise_flag(actor=page(reviewer), **act_on(score_of(sheet, "1.1")), question="Vì sao?")
    assert sheet_of(sheet.round).status == Status.IN_REVIEW


def test_a_question_has_its_text(reviewer: User) -> None:
    raising(reviewer, score_of(make_reviewed(), "1.1"), "nội dung cần giải trình", question=" ")


def test_the_first_award_comes_first(reviewer: User) -> None:
    raising(reviewer, score_of(make_submitted(), "1.1"), "Hãy thẩm định tiêu chí 1.1 trước")


def test_no_second_question_beside_the_first(reviewer: User) -> None:
    sheet = make_reviewed()
    flag(sheet, "1.1")
    raising(reviewer, score_of(sheet, "1.1"), "đang ở bước “Cần giải trình”")


def test_no_more_questions_than_the_round_allows(reviewer: User) -> None:
    sheet = make_reviewed()
    Assessment.objects.filter(pk=sheet.pk).update(explanations=1)
    raising(reviewer, score_of(sheet, "1.1"), "giải trình đủ 1 lần")


def test_all_causes_at_once(reviewer: User) -> None:
    sheet = make_submitted()
    Assessment.objects.filter(pk=sheet.pk).update(explanations=1)
    assert len(raising(reviewer, score_of(sheet, "1.1"), "Hãy", question="").causes) == 3


def test_another_body_does_not_ask() -> None:
    stranger = make_person(Role.REVIEWER, at="VPCP")
    error = raising(stranger, score_of(make_reviewed(), "1.1"), "do Cơ quan BNV thẩm định")
    assert isinstance(error, NotAllowed)


@pytest.mark.parametrize("role", [None, Role.OFFICER, Role.LEADER, Role.COORDINATOR, Role.ADMIN])
def test_only_reviewers_ask(role: Role | None) -> None:
    sheet = make_reviewed()
    person = make_person(role, unit=sheet.unit)
    assert isinstance(
        raising(person, score_of(sheet, "1.1"), "dành cho người thẩm định"), NotAllowed
    )


def test_nobody_asks_while_the_unit_explains(reviewer: User) -> None:
    raising(reviewer, score_of(make_explaining("1.2"), "1.1"), "đang giải trình")


def test_a_newer_award_is_shown_first(reviewer: User) -> None:
    score = score_of(make_reviewed(), "1.1")
    with pytest.raises(acts.Conflict):
        acts.raise_flag(
            actor=page(reviewer), score_id=score.pk, version=score.version - 1, question="Vì sao?"
        )


# withdraw_flag


def test_a_question_is_taken_back(reviewer: User) -> None:
    sheet = make_reviewed()
    flag(sheet, "1.1")
    score = score_of(sheet, "1.1")
    acts.withdraw_flag(actor=page(reviewer), **act_on(score), reason="Đã tìm thấy văn bản")
    assert score_of(sheet, "1.1").flag == Flag.NONE
    assert [r.kind for r in Remark.objects.filter(score=score)] == ["question", "reply"]
    assert last_line(score=score).reason == "Đã tìm thấy văn bản"


def test_taking_back_needs_a_reason(reviewer: User) -> None:
    sheet = make_reviewed()
    flag(sheet, "1.1")
    refused(acts.withdraw_flag, reviewer, score_of(sheet, "1.1"), "lý do rút", reason="")


def test_nothing_asked_nothing_taken_back(reviewer: User) -> None:
    score = score_of(make_reviewed(), "1.1")
    refused(acts.withdraw_flag, reviewer, score, "không có yêu cầu", reason="Nhầm")


# settle_flag, and award_points on an explained leaf


@pytest.mark.parametrize(
    ("given", "points"),
    [
        ({"accept": True}, Decimal(2)),
        ({"entry": {"numerator": "64", "denominator": "80"}}, Decimal(1)),
        ({}, Decimal(0)),
    ],
)
def test_an_explanation_is_settled(reviewer: User, given: dict[str, Any], points: Decimal) -> None:
    sheet = make_answered("1.3")
    score = score_of(sheet, "1.3")
    acts.settle_flag(actor=page(reviewer), **act_on(score), reply="Đã xem", **given)
    after = score_of(sheet, "1.3")
    assert (after.awarded_points, after.flag) == (points, Flag.SETTLED)
    assert after.awarded_note == ("Đã xem" if given else "Thiếu tài liệu")
    reply = Remark.objects.filter(score=score).latest("pk")
    assert (reply.kind, reply.text, reply.by) == ("reply", "Đã xem", reviewer)


def test_an_award_on_an_explained_leaf_settles_it(reviewer: User) -> None:
    sheet = make_answered("1.1")
    acts.award_points(
        actor=page(reviewer), **act_on(score_of(sheet, "1.1")), accept=True, reason="Chấp nhận"
    )
    after = score_of(sheet, "1.1")
    assert (after.awarded_points, after.flag) == (Decimal(2), Flag.SETTLED)


def test_an_award_on_an_explained_leaf_needs_its_reply(reviewer: User) -> None:
    score = score_of(make_answered("1.1"), "1.1")
    refused(acts.award_points, reviewer, score, "nêu ý kiến trả lời", accept=True)


def test_an_explanation_is_not_closed_in_silence(reviewer: User) -> None:
    score = score_of(make_answered("1.1"), "1.1")
    refused(acts.settle_flag, reviewer, score, "nêu ý kiến trả lời", reply=" ")


def test_only_what_was_explained_is_settled(reviewer: User) -> None:
    score = score_of(make_answered("1.1"), "1.2")
    refused(acts.settle_flag, reviewer, score, "không có giải trình nào chờ", reply="Được")


def test_a_dispute_can_still_be_settled(reviewer: User) -> None:
    sheet = make_disputed("1.1")
    acts.settle_flag(
        actor=page(reviewer), **act_on(score_of(sheet, "1.1")), reply="Được", accept=True
    )
    assert score_of(sheet, "1.1").flag == Flag.SETTLED


def test_bulk_acceptance_leaves_flagged_leaves_alone(reviewer: User) -> None:
    sheet = make_answered("1.1")
    # Not reachable by acts: a flag without an award.
    Score.objects.filter(assessment=sheet, criterion__code__in=("1.1", "1.2")).update(
        awarded_points=None, awarded_note=""
    )
    domain = score_of(sheet, "1.1").criterion.domain
    assert domain
    accepted = acts.accept_domain(actor=page(reviewer), assessment_id=sheet.pk, domain=domain)
    assert accepted == 1
    assert score_of(sheet, "1.1").awarded_points is None


# dispute_flag


def test_what_stays_different_goes_to_dispute(reviewer: User) -> None:
    sheet = make_answered("1.1")
    acts.dispute_flag(actor=page(reviewer), **act_on(score_of(sheet, "1.1")), reply="Chưa đủ")
    after = score_of(sheet, "1.1")
    assert (after.flag, after.awarded_points) == (Flag.DISPUTED, Decimal(0))
    assert last_line(score=after).act == "dispute_flag"


def test_nothing_to_dispute_where_award_and_claim_agree(reviewer: User) -> None:
    score = score_of(make_reviewed(), "1.1")
    Score.objects.filter(pk=score.pk).update(flag=Flag.ANSWERED)
    refused(acts.dispute_flag, reviewer, score, "bằng điểm tự đánh giá", reply="Chưa")


def test_only_what_was_explained_is_disputed(reviewer: User) -> None:
    score = score_of(make_reviewed(None, "1.1"), "1.1")
    refused(acts.dispute_flag, reviewer, score, "Chỉ trình hội đồng", reply="Chưa")


def test_a_dispute_says_why(reviewer: User) -> None:
    score = score_of(make_answered("1.1"), "1.1")
    refused(acts.dispute_flag, reviewer, score, "nêu ý kiến trả lời", reply="")


def test_after_the_review_nothing_moves(reviewer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = make_answered("1.1")
    set_clock(monkeypatch, sheet.round.review_by)
    score = score_of(sheet, "1.1")
    for act, given in (
        (acts.settle_flag, {"reply": "Được"}),
        (acts.dispute_flag, {"reply": "Chưa"}),
        (acts.raise_flag, {"question": "Vì sao?"}),
    ):
        error = refused(act, reviewer, score, "Đã hết hạn thẩm định", **given)
        assert isinstance(error, NotAllowed)
