"""The acts on a reviewer's questions about a leaf: raised, withdrawn, or left to the council.

``awards.settle_flag`` closes a question with a reply and, where it is due, another award.
"""

from django.db import transaction

from assessments import permissions
from assessments.models import Council, Flag, Remark, Score
from assessments.review.workflow import moving
from assessments.review.workflow.guards import LoadedSheet, explanations_left
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.inputs import checked_note
from assessments.writing.locking import locked_score
from assessments.writing.record import record
from assessments.writing.versions import STAMP, demand_newest, stamp
from criteria.common.labels import both
from criteria.common.text import FieldFault, Text

RAISE_FLAG = Act(
    "raise_flag", Text(vi="Yêu cầu giải trình tiêu chí", en="Asked for an explanation")
)
WITHDRAW_FLAG = Act("withdraw_flag", Text(vi="Rút yêu cầu giải trình", en="Withdrew the question"))
DISPUTE_FLAG = Act("dispute_flag", Text(vi="Đề nghị trình hội đồng", en="Left to the council"))


@transaction.atomic
def raise_flag(*, actor: Actor, score_id: int, version: int, question: str) -> Score:
    """Asks the unit to explain a leaf; ``request_explanation`` sends the question.

    The leaf has its first award already, which it keeps without an answer. Raises ``Refused`` with every
    cause, or ``Conflict``.
    """
    score = _to_review(actor, score_id, version)
    question = checked_note(question)
    faults = explanations_left(LoadedSheet(score.assessment))
    if not question:
        faults.append(
            FieldFault(
                vi="Hãy nêu nội dung cần giải trình.",
                en="Say what is to be explained.",
                field="question",
            )
        )
    if score.flag in Flag.OPEN:
        faults.append(_stands_at(score))
    if not score.is_reviewed:
        faults.append(
            Text(
                vi=f"Hãy thẩm định tiêu chí {score.criterion.code} trước: nếu đơn vị không giải trình thì giữ điểm này.",
                en=f"Review {score.criterion.code} first: its award stands if the unit does not answer.",
            )
        )
    permissions.demand([], faults)
    add_remark(actor, score, Remark.Kind.QUESTION, question, turn=score.assessment.explanations + 1)
    set_flag(actor, score, Flag.RAISED, RAISE_FLAG, question)
    moving.begin_review(actor, score.assessment)
    return score


@transaction.atomic
def withdraw_flag(*, actor: Actor, score_id: int, version: int, reason: str) -> Score:
    """Takes back a question that was not sent to the unit yet, with the reason."""
    score = _to_review(actor, score_id, version)
    reason = checked_note(reason)
    faults = []
    if score.flag != Flag.RAISED:
        faults.append(
            Text(
                vi=f"Tiêu chí {score.criterion.code} không có yêu cầu giải trình nào đang chờ gửi.",
                en=f"No question about {score.criterion.code} is waiting to be sent.",
            )
        )
    if not reason:
        faults.append(
            Text(
                vi="Hãy nêu lý do rút yêu cầu giải trình.",
                en="Give the reason for withdrawing the question.",
            )
        )
    permissions.demand([], faults)
    add_remark(actor, score, Remark.Kind.REPLY, reason, turn=score.assessment.explanations + 1)
    set_flag(actor, score, Flag.NONE, WITHDRAW_FLAG, reason)
    return score


@transaction.atomic
def dispute_flag(*, actor: Actor, score_id: int, version: int, reply: str) -> Score:
    """Leaves a leaf to the council on which unit and reviewers still differ after the explanation.

    It is the reviewer's act: the unit has had its say in the explanation. Raises ``Refused`` or ``Conflict``.
    """
    score = _to_review(actor, score_id, version)
    reply = checked_note(reply)
    faults = reply_faults(score, reply)
    if score.flag != Flag.ANSWERED:
        faults.append(
            Text(
                vi=f"Chỉ trình hội đồng tiêu chí đã được giải trình; tiêu chí {score.criterion.code} chưa có giải trình nào chờ trả lời.",
                en=f"Only what was explained goes to the council; {score.criterion.code} has no explanation waiting for a reply.",
            )
        )
    elif score.is_as_claimed:
        faults.append(
            Text(
                vi="Điểm thẩm định bằng điểm tự đánh giá: không còn gì khác ý kiến. Hãy thống nhất với đơn vị.",
                en="The award equals the claim: nothing is in dispute. Settle it with the unit.",
            )
        )
    permissions.demand([], faults)
    add_remark(actor, score, Remark.Kind.REPLY, reply)
    set_flag(actor, score, Flag.DISPUTED, DISPUTE_FLAG, reply)
    return score


def _to_review(actor: Actor, score_id: int, version: int) -> Score:
    score = locked_score(score_id)
    permissions.demand(permissions.reasons_against_awarding(actor.user, score))
    demand_newest(score, version)
    return score


def reply_faults(score: Score, reply: str) -> list[Text]:
    """Returns the faults of a reply: an explanation is not closed without a word, nor with the reason that it answers."""
    if not reply:
        return [
            FieldFault(
                vi="Đơn vị đã giải trình: hãy nêu ý kiến trả lời.",
                en="The unit has explained: give your reply.",
                field="reason",
            )
        ]
    if reply == score.awarded_note:
        return [
            FieldFault(
                vi="Ý kiến trả lời trùng lý do đã ghi trước khi đơn vị giải trình. Hãy viết ý kiến về nội dung giải trình.",
                en="The reply repeats the reason given before the unit explained. Write what you say to the explanation.",
                field="reason",
            )
        ]
    return []


def agenda_faults(score: Score) -> list[Text]:
    """Returns a fault where a council has the leaf on its agenda: then the council decides."""
    council = agenda_of(score)
    return [on_agenda(score, council)] if council else []


def agenda_of(score: Score) -> Council | None:
    """Returns the open council that is to decide on the leaf."""
    return Council.objects.filter(items__score=score, closed_at=None).first()


def on_agenda(score: Score, council: Council) -> Text:
    """Returns the reason why nobody but the council awards the leaf."""
    return Text(
        vi=f"Tiêu chí {score.criterion.code} đang trong chương trình của “{council.title}”: điểm do hội đồng quyết định.",
        en=f"{score.criterion.code} is on the agenda of “{council.title}”, which decides its points.",
    )


def add_remark(
    actor: Actor, score: Score, kind: Remark.Kind, text: str, turn: int | None = None
) -> None:
    """Adds a remark to the leaf's thread; ``turn`` counts the sheet's explanations from 1."""
    turn = turn or max(1, score.assessment.explanations)
    Remark.objects.create(score=score, kind=kind, text=text, turn=turn, by=actor.user)


def set_flag(actor: Actor, score: Score, flag: Flag, act: Act, reason: str) -> None:
    """Moves a leaf's flag, with its line in the record."""
    before = {"flag": str(score.flag)}
    score.flag = flag
    stamp(score, actor)
    score.save(update_fields=["flag", *STAMP])
    record(actor, act, on=score, before=before, after={"flag": str(flag)}, reason=reason)


def _stands_at(score: Score) -> Text:
    label = both(Flag(score.flag).label)
    return Text(
        vi=f"Tiêu chí {score.criterion.code} đang ở bước “{label.vi}”.",
        en=f"{score.criterion.code} is at “{label.en}” already.",
    )
