"""The acts on the reviewer's side of a leaf."""

from typing import Any

from django.db import transaction

from assessments import permissions
from assessments.models import Change, Flag, Remark, Score, Side
from assessments.models.sides import AWARDED
from assessments.review.counting import Counting
from assessments.review.flags import add_remark, agenda_faults, reply_faults, set_flag
from assessments.review.workflow import moving
from assessments.sheets.claims import Entry, side_of
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.inputs import checked_note
from assessments.writing.locking import locked_score
from assessments.writing.record import record
from assessments.writing.versions import STAMP, demand_newest, is_sent_again, stamp
from criteria.common.text import FieldFault, Refused, Text

ACCEPT_CLAIM = Act("accept_claim", Text(vi="Chấp nhận như kê khai", en="Accepted as claimed"))
AWARD_POINTS = Act("award_points", Text(vi="Thẩm định", en="Awarded"))
UNDO_AWARD = Act("undo_award", Text(vi="Hoàn tác thẩm định", en="Took back the award"))
SETTLE_FLAG = Act("settle_flag", Text(vi="Thống nhất sau giải trình", en="Settled"))


def set_award(
    score: Score, *, accept: bool, entry: Entry, not_applicable: bool, reason: str
) -> None:
    """Sets the reviewer's side of a score, unsaved. Raises ``Refused``."""
    if accept:
        score.awarded = Counting(score.assessment.round_id).accepted(score, reason)
    else:
        score.awarded = side_of(score, entry, not_applicable, reason)
        if not score.is_reviewed:
            raise Refused(
                Text(vi="Chưa nhập số liệu thẩm định.", en="No figures of the review are entered.")
            )
    if not score.awarded.note and not score.is_as_claimed:
        raise Refused(
            FieldFault(
                vi="Điểm thẩm định khác điểm tự đánh giá: hãy nêu lý do.",
                en="The awarded points differ from the claim: give the reason.",
                field="reason",
            )
        )


def _award(
    actor: Actor, score: Score, *, accept: bool, entry: Entry, not_applicable: bool, reason: str
) -> None:
    before = score.awarded
    set_award(score, accept=accept, entry=entry, not_applicable=not_applicable, reason=reason)
    if score.awarded == before:
        return
    stamp(score, actor)
    score.save(update_fields=[*AWARDED, *STAMP])
    record(
        actor,
        ACCEPT_CLAIM if accept else AWARD_POINTS,
        on=score,
        before=before.as_record(),
        after=score.awarded.as_record(),
        reason=score.awarded.note,
    )
    moving.begin_review(actor, score.assessment)


def _stands_already(score: Score, reason: str, award: dict[str, Any]) -> bool:
    """Returns whether the award is the one that stands: given again after an answer that was lost on its way."""
    if score.awaits_reply:
        return False
    before = score.awarded
    try:
        set_award(score, reason=reason, **award)
        return score.awarded == before
    except Refused:
        return False
    finally:
        score.awarded = before


@transaction.atomic
def award_points(
    *,
    actor: Actor,
    score_id: int,
    version: int,
    accept: bool = False,
    entry: Entry = None,
    not_applicable: bool = False,
    reason: str = "",
) -> Score:
    """Accepts a claim as it is, or awards the points that other figures give on the same scale, with a reason.

    On a leaf that the unit has explained it settles the flag, and the reason is the reply: see
    ``settle_flag``. Raises ``Refused`` with every cause, or ``Conflict`` when another reviewer saved first.
    """
    score = locked_score(score_id)
    permissions.demand(permissions.reasons_against_awarding(actor.user, score))
    award: dict[str, Any] = {"accept": accept, "entry": entry, "not_applicable": not_applicable}
    again = is_sent_again(score, actor, version)
    if not (again and _stands_already(score, checked_note(reason), award)):
        demand_newest(score, version)
    reason = checked_note(reason)
    if score.awaits_reply:
        _settle(actor, score, reason, award)
    else:
        if accept and reason == score.awarded_note and not score.is_as_claimed:
            # The form still held the reason of the award that the acceptance takes back.
            reason = ""
        _award(actor, score, reason=reason, **award)
    return score


@transaction.atomic
def undo_award(*, actor: Actor, score_id: int, version: int) -> Score:
    """Puts the award back as it was before the person's own last one; nothing may have been done on the leaf since.

    Raises ``Refused`` with every cause, or ``Conflict`` when another reviewer saved first.
    """
    score = locked_score(score_id)
    permissions.demand(permissions.reasons_against_awarding(actor.user, score))
    demand_newest(score, version)
    line = Change.objects.filter(score=score).order_by("-pk").first()
    own = line is not None and line.by_id == actor.user.pk
    if line is None or not own or line.act not in (ACCEPT_CLAIM.name, AWARD_POINTS.name):
        raise Refused(
            Text(
                vi="Chỉ hoàn tác được lần thẩm định gần nhất của chính mình.",
                en="Only your own award, as long as it is the last change, can be taken back.",
            )
        )
    before = score.awarded
    score.awarded = Side.from_record(line.before or {})
    stamp(score, actor)
    score.save(update_fields=[*AWARDED, *STAMP])
    record(actor, UNDO_AWARD, on=score, before=before.as_record(), after=score.awarded.as_record())
    return score


@transaction.atomic
def settle_flag(
    *,
    actor: Actor,
    score_id: int,
    version: int,
    reply: str,
    accept: bool = False,
    entry: Entry = None,
    not_applicable: bool = False,
) -> Score:
    """Replies to an explanation and closes it, with another award, or without one keeping the first.

    A dispute that no council has on its agenda yet can be settled the same way. The reply is the
    reason of a new award. Raises ``Refused`` with every cause, or ``Conflict``.
    """
    score = locked_score(score_id)
    permissions.demand(permissions.reasons_against_awarding(actor.user, score))
    demand_newest(score, version)
    reply = checked_note(reply)
    keep = not accept and not not_applicable and entry is None
    award: dict[str, Any] = {"accept": accept, "entry": entry, "not_applicable": not_applicable}
    _settle(actor, score, reply, None if keep else award)
    return score


def _settle(actor: Actor, score: Score, reply: str, award: dict[str, Any] | None) -> None:
    faults = reply_faults(score, reply) + agenda_faults(score)
    if not score.awaits_reply:
        faults.append(
            Text(
                vi=f"Tiêu chí {score.criterion.code} không có giải trình nào chờ trả lời.",
                en=f"Criterion {score.criterion.code} has no explanation waiting for a reply.",
            )
        )
    permissions.demand([], faults)
    if award:
        _award(actor, score, reason=reply, **award)
    add_remark(actor, score, Remark.Kind.REPLY, reply)
    set_flag(actor, score, Flag.SETTLED, SETTLE_FLAG, reply)
