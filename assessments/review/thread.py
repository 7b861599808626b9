"""A leaf's thread: the unit's explanations facing the remarks of reviewers and council, by date."""

import datetime
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments import permissions
from assessments.history.lines import places
from assessments.models import Council, Flag, Remark, Score, Status, User
from assessments.review.flags import agenda_of, on_agenda
from assessments.review.workflow.guards import LoadedSheet, explanations_left
from criteria.common.text import Text

Label = str | Promise

EXPLAIN = (("explain", _("Ghi giải trình")),)
RAISE = (("raise", _("Yêu cầu giải trình")),)
WITHDRAW = (("withdraw", _("Rút yêu cầu giải trình")),)
KEEP = ("keep", _("Giữ điểm đã thẩm định"))
DISPUTE = ("dispute", _("Trình hội đồng"))


@dataclass(frozen=True)
class ThreadRemark:
    """A remark with the place for which its author acts; ``is_new`` where it is new to the second review.

    A question is unsent until the coordinator requests the explanation: the unit need not answer it yet.
    """

    remark: Remark
    place: Text | None
    is_new: bool
    is_unsent: bool


@dataclass(frozen=True)
class Thread:
    """The remarks, and the acts that the reader may do now, with their labels."""

    remarks: list[ThreadRemark]
    acts: tuple[tuple[str, Label], ...]
    prompt: Label
    hint: Label
    typed: str
    said: bool


def thread_of(
    user: User,
    score: Score,
    asked_at: datetime.datetime | None,
    *,
    typed: str = "",
    said: bool = False,
) -> Thread:
    """Returns the thread; two queries for the remarks, none where there are none."""
    remarks = list(Remark.objects.filter(score=score).select_related("by"))
    place_of = places(remark.by_id for remark in remarks) if remarks else {}
    acts, prompt, hint = _open_to(user, score)
    questions = [remark.pk for remark in remarks if remark.kind == Remark.Kind.QUESTION]
    return Thread(
        remarks=[
            ThreadRemark(
                remark,
                place_of.get((remark.by_id, score.assessment.round.owner_id)),
                asked_at is not None and remark.at > asked_at,
                score.is_unsent and remark.pk == max(questions, default=0),
            )
            for remark in remarks
        ],
        acts=acts,
        prompt=prompt,
        hint=hint,
        typed=typed,
        said=said,
    )


def against_award(user: User, score: Score) -> tuple[list[Text], Council | None]:
    """Returns the reasons against the person's awarding the leaf now, and the council that is to decide on it instead."""
    reasons = permissions.reasons_against_awarding(user, score)
    council = None if reasons or not score.awaits_reply else agenda_of(score)
    return [on_agenda(score, council)] if council else reasons, council


def _open_to(user: User, score: Score) -> tuple[tuple[tuple[str, Label], ...], Label, Label]:
    if score.criterion.is_survey:
        return (), "", ""
    if score.assessment.status == Status.EXPLAINING:
        if permissions.may_explain(user, score):
            return EXPLAIN, _("Nội dung giải trình (gửi kèm tài liệu bổ sung ở dưới)"), ""
        return (), "", ""
    if not permissions.may_award(user, score):
        return (), "", ""
    return open_to_reviewer(score)


def open_to_reviewer(score: Score) -> tuple[tuple[tuple[str, Label], ...], Label, Label]:
    """Returns the acts with their labels, the words above the field, and why there is no act, for a person who may award."""
    if score.flag == Flag.RAISED:
        return WITHDRAW, _("Lý do rút yêu cầu giải trình"), ""
    if score.awaits_reply:
        if agenda_of(score):
            return (), "", _("Tiêu chí đã có trong chương trình của hội đồng.")
        disputable = score.flag == Flag.ANSWERED and not score.is_as_claimed
        prompt = _("Ý kiến trả lời giải trình; muốn cho điểm khác, sửa ở phần Thẩm định")
        return (KEEP, DISPUTE) if disputable else (KEEP,), prompt, ""
    if score.flag in Flag.OPEN or explanations_left(LoadedSheet(score.assessment)):
        return (), "", ""
    if not score.is_reviewed:
        hint = _(
            "Cho điểm thẩm định tiêu chí này trước rồi mới yêu cầu giải trình được: điểm đó được giữ nếu đơn vị không giải trình."
        )
        return (), "", hint
    return RAISE, _("Nội dung yêu cầu đơn vị giải trình"), ""
