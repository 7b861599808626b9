"""The unit's side of a leaf."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from assessments import by_hand, permissions
from assessments.models import Score
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.inputs import checked_note
from assessments.writing.locking import locked_score
from assessments.writing.record import record, side
from assessments.writing.versions import STAMP, demand_newest, stamp
from criteria.common.text import Refused, Text
from criteria.models import Criterion
from criteria.scales import Outcome, Scale, parse_scale

SAVE_CLAIM = Act("save_claim", Text(vi="Tự đánh giá", en="Claimed"), is_draft=True)
VOID_AWARD = Act("void_award", Text(vi="Hủy điểm thẩm định cũ", en="Voided the old award"))

Entry = Mapping[str, object] | Callable[[Scale], Mapping[str, object]] | None
"""An entry, or what reads one from a form whose fields only the leaf's scale can name."""

CLAIMED = ("claimed_input", "claimed_points", "claimed_na", "claimed_note")
AWARDED = ("awarded_input", "awarded_points", "awarded_na", "awarded_note")


def preview_claim(criterion: Criterion, entry: Mapping[str, object]) -> Outcome:
    """The points that an entry gives on a leaf, and why; nothing is saved. Raises ``Refused``."""
    return parse_scale(criterion.scale, criterion.max_points).score(entry)


def outcome_of(
    criterion: Criterion, entry: Entry, not_applicable: bool
) -> tuple[dict[str, Any] | None, Decimal | None]:
    """The normalised entry and its points; both empty for a cleared or not applicable leaf."""
    scale = parse_scale(criterion.scale, criterion.max_points)
    if not_applicable:
        if not scale.allow_na:
            raise Refused(
                Text(
                    vi=f"Tiêu chí {criterion.code} không cho phép “không áp dụng”.",
                    en=f"Criterion {criterion.code} does not allow “not applicable”.",
                )
            )
        return None, None
    if callable(entry):
        entry = entry(scale)
    if entry is None or all(value in (None, "") for value in entry.values()):
        return None, None
    outcome = scale.score(entry)
    return outcome.entry, outcome.points


@transaction.atomic
def save_claim(
    *,
    actor: Actor,
    score_id: int,
    version: int,
    entry: Entry,
    not_applicable: bool = False,
    note: str = "",
) -> Score:
    """Save the unit's figures and note on a leaf; its points come from the leaf's scale.

    An empty entry clears the leaf. Raises ``Refused`` (who, when, what) or ``Conflict`` (a newer value).
    """
    score = locked_score(score_id)
    permissions.demand(permissions.reasons_against_claiming(actor.user, score))
    demand_newest(score, version)
    note = checked_note(note)
    before = side(score, "claimed")
    score.claimed_input, score.claimed_points = outcome_of(score.criterion, entry, not_applicable)
    score.claimed_na = not_applicable
    score.claimed_note = note
    after = side(score, "claimed")
    if after == before and not score.returned_note:
        return score
    # Saving, be it the same once more, is the officer's answer to the leader.
    score.returned_note = ""
    stamp(score, actor)
    changed = [*CLAIMED, "returned_note", *STAMP]
    if score.is_reviewed and {**before, "note": ""} != {**after, "note": ""}:
        _void_award(actor, score)
        changed += AWARDED
    by_hand.update(score, changed)
    record(actor, SAVE_CLAIM, on=score, before=before, after=after)
    return score


def _void_award(actor: Actor, score: Score) -> None:
    """A returned sheet's award no longer answers a claim that has changed; the record keeps it."""
    before = side(score, "awarded")
    score.awarded_input, score.awarded_points, score.awarded_na, score.awarded_note = (
        None,
        None,
        False,
        "",
    )
    record(actor, VOID_AWARD, on=score, before=before, after=side(score, "awarded"))
