"""The reviewer's side of a leaf."""

from decimal import Decimal
from typing import Any

from django.db import transaction

from assessments import by_hand, permissions
from assessments.models import Flag, Remark, Score
from assessments.review.flags import agenda_faults, is_as_claimed, reply_faults, say, set_flag
from assessments.review.workflow import moving
from assessments.sheets.claims import AWARDED, Entry, outcome_of
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.inputs import checked_note
from assessments.writing.locking import locked_score
from assessments.writing.record import record, side
from assessments.writing.versions import STAMP, demand_newest, stamp
from criteria.common.text import Refused, Text

ACCEPT_CLAIM = Act("accept_claim", Text(vi="Chấp nhận như kê khai", en="Accepted as claimed"))
AWARD_POINTS = Act("award_points", Text(vi="Thẩm định", en="Awarded"))
SETTLE_FLAG = Act("settle_flag", Text(vi="Thống nhất sau giải trình", en="Settled"))


def accept_claim(score: Score) -> None:
    """The reviewer's side becomes the unit's; a leaf left empty is awarded 0 points."""
    score.awarded_input = score.claimed_input
    score.awarded_na = score.claimed_na
    score.awarded_points = None if score.claimed_na else (score.claimed_points or Decimal(0))


def set_award(
    score: Score, *, accept: bool, entry: Entry, not_applicable: bool, reason: str
) -> None:
    """Set the reviewer's side of a score, unsaved. Raises ``Refused``."""
    if accept:
        accept_claim(score)
    else:
        score.awarded_input, score.awarded_points = outcome_of(
            score.criterion, entry, not_applicable
        )
        score.awarded_na = not_applicable
        if score.awarded_points is None and not not_applicable:
            raise Refused(
                Text(vi="Chưa nhập số liệu thẩm định.", en="No figures of the review are entered.")
            )
    score.awarded_note = reason
    if not reason and not is_as_claimed(score):
        raise Refused(
            Text(
                vi="Điểm thẩm định khác điểm tự đánh giá: hãy nêu lý do.",
                en="The awarded points differ from the claim: give the reason.",
            )
        )


def _award(
    actor: Actor, score: Score, *, accept: bool, entry: Entry, not_applicable: bool, reason: str
) -> None:
    before = side(score, "awarded")
    set_award(score, accept=accept, entry=entry, not_applicable=not_applicable, reason=reason)
    after = side(score, "awarded")
    if after == before:
        return
    stamp(score, actor)
    by_hand.update(score, [*AWARDED, *STAMP])
    record(
        actor,
        ACCEPT_CLAIM if accept else AWARD_POINTS,
        on=score,
        before=before,
        after=after,
        reason=reason,
    )
    moving.begin_review(actor, score.assessment)


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
    """Accept a claim as it is, or award what other figures give on the same scale, with a reason.

    On a leaf that the unit has explained it settles the flag, and the reason is the reply: see
    ``settle_flag``. Raises ``Refused`` with every cause, or ``Conflict`` when another reviewer saved first.
    """
    score = locked_score(score_id)
    permissions.demand(permissions.reasons_against_awarding(actor.user, score))
    demand_newest(score, version)
    reason = checked_note(reason)
    given: dict[str, Any] = {"accept": accept, "entry": entry, "not_applicable": not_applicable}
    if score.awaits_reply:
        _settle(actor, score, reason, given)
    else:
        if accept and reason == score.awarded_note and not is_as_claimed(score):
            # The form still held the reason of the adjustment that the acceptance takes back.
            reason = ""
        _award(actor, score, reason=reason, **given)
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
    """Reply to an explanation and close it: with another award, or, given none, keeping the first.

    A dispute that no council has on its agenda yet can be settled the same way. The reply is the
    reason of a new award. Raises ``Refused`` with every cause, or ``Conflict``.
    """
    score = locked_score(score_id)
    permissions.demand(permissions.reasons_against_awarding(actor.user, score))
    demand_newest(score, version)
    reply = checked_note(reply)
    keep = not accept and not not_applicable and entry is None
    given: dict[str, Any] = {"accept": accept, "entry": entry, "not_applicable": not_applicable}
    _settle(actor, score, reply, None if keep else given)
    return score


def _settle(actor: Actor, score: Score, reply: str, given: dict[str, Any] | None) -> None:
    faults = reply_faults(score, reply) + agenda_faults(score)
    if not score.awaits_reply:
        faults.append(
            Text(
                vi=f"Tiêu chí {score.criterion.code} không có giải trình nào chờ trả lời.",
                en=f"Criterion {score.criterion.code} has no explanation waiting for a reply.",
            )
        )
    permissions.demand([], faults)
    if given:
        _award(actor, score, reason=reply, **given)
    say(actor, score, Remark.Kind.REPLY, reply)
    set_flag(actor, score, Flag.SETTLED, SETTLE_FLAG, reply)
