"""The acts on the unit's side of a leaf."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from django.db import transaction

from assessments import permissions
from assessments.models import Score, Side
from assessments.models.sheet_scales import scale_of
from assessments.models.sides import AWARDED, CLAIMED
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.inputs import checked_note
from assessments.writing.locking import locked_score
from assessments.writing.record import record
from assessments.writing.versions import STAMP, demand_newest, is_sent_again, stamp
from criteria.common.text import Refused, Text
from criteria.scales import Outcome, Scale, missing_figures

SAVE_CLAIM = Act("save_claim", Text(vi="Tự đánh giá", en="Claimed"), is_draft=True)
VOID_AWARD = Act("void_award", Text(vi="Hủy điểm thẩm định cũ", en="Voided the old award"))

Entry = Mapping[str, object] | Callable[[Scale], Mapping[str, object]] | None
"""An entry, or a function that reads one from a form whose fields only the leaf's scale can name."""


class Unfinished(Refused):
    """Raised where of figures that belong together some are right and the others are missing."""


def preview_claim(score: Score, entry: Mapping[str, object]) -> Outcome:
    """Returns the points that an entry gives on a leaf, and why; nothing is saved. Raises ``Refused``."""
    return scale_of(score).score(entry)


def side_of(score: Score, entry: Entry, not_applicable: bool, note: str) -> Side:
    """Returns the side that an entry makes, normalised, with its points; both are empty where the leaf is cleared.

    Raises ``Refused``.
    """
    criterion, scale = score.criterion, scale_of(score)
    if not_applicable:
        if not scale.allow_na:
            raise Refused(
                Text(
                    vi=f"Tiêu chí {criterion.code} không cho phép “không áp dụng”.",
                    en=f"Criterion {criterion.code} does not allow “not applicable”.",
                )
            )
        return Side(not_applicable=True, note=note)
    if callable(entry):
        entry = entry(scale)
    if entry is None or all(value in (None, "") for value in entry.values()):
        return Side(note=note)
    if missing := missing_figures(scale, entry):
        raise Unfinished(*missing)
    return Side.from_outcome(scale.score(entry), note)


@transaction.atomic
def save_claim(
    *,
    actor: Actor,
    score_id: int,
    version: int,
    entry: Entry,
    not_applicable: bool = False,
    note: str = "",
    is_draft: bool = False,
) -> Score:
    """Saves the unit's figures and note on a leaf; its points come from the leaf's scale.

    An empty entry clears the leaf. Of a draft, which nobody has declared finished, a pair with one figure
    still missing leaves the figures as they are. Raises ``Refused`` (the person, the time or the figures
    are wrong) or ``Conflict`` (somebody saved a newer value; the person's own, sent again after an answer
    that was lost on its way, is no conflict).
    """
    score = locked_score(score_id)
    permissions.demand(permissions.reasons_against_claiming(actor.user, score))
    before, is_unfinished = score.claimed, False
    try:
        after = side_of(score, entry, not_applicable, checked_note(note))
    except Refused as error:
        # The newer value is shown before what is wrong with this one.
        demand_newest(score, version)
        if not (is_draft and isinstance(error, Unfinished)):
            raise
        after, is_unfinished = replace(before, note=checked_note(note)), True
    if after == before and is_sent_again(score, actor, version):
        # What the leader has said of it since still waits for its officer.
        return score
    demand_newest(score, version)
    # Saving, even the same values again, is the officer's answer to the leader; what is not finished is none.
    returned_note = score.returned_note if is_unfinished else ""
    if after == before and score.returned_note == returned_note:
        return score
    score.claimed, score.returned_note = after, returned_note
    stamp(score, actor)
    changed = [*CLAIMED, "returned_note", *STAMP]
    if score.is_reviewed and replace(before, note="") != replace(after, note=""):
        void_award(actor, score)
        changed += AWARDED
    score.save(update_fields=changed)
    record(actor, SAVE_CLAIM, on=score, before=before.as_record(), after=after.as_record())
    return score


def void_award(actor: Actor, score: Score) -> None:
    """Clears an award given before the sheet was returned, because its claim has changed; the record keeps it."""
    before, score.awarded = score.awarded, Side()
    record(actor, VOID_AWARD, on=score, before=before.as_record(), after=score.awarded.as_record())
