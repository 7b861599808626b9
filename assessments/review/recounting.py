"""The acts that give a round its reference values, and count again what they change, as far as the round allows it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import IO

from django.db import transaction
from django.db.models import Q

from assessments import permissions
from assessments.models import Assessment, Round, Score, Side, Status
from assessments.models.sides import AWARDED, CLAIMED
from assessments.review.counting import REASON, Counting
from assessments.rounds.references import (
    GivenValue,
    preview_lines,
    read_references,
    references_of,
    write_references,
)
from assessments.sheets.claims import void_award
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.locking import locked_score
from assessments.writing.record import record
from assessments.writing.versions import STAMP, stamp
from criteria.common.tables.preview import Preview
from criteria.common.text import Text

RECOUNT_CLAIM = Act(
    "recount_claim",
    Text("Tính lại điểm tự đánh giá theo giá trị tham chiếu", "Recounted a claim by a reference"),
    is_draft=True,
)
RECOUNT_AWARD = Act(
    "recount_award",
    Text("Tính lại điểm thẩm định theo giá trị tham chiếu", "Recounted an award by a reference"),
)
RELATED = ("criterion", "assessment__unit", "assessment__round")
TITLE = Text("Giá trị tham chiếu", "Reference values")
RECOUNTED = Text("Tính lại", "Recounted")


@dataclass(frozen=True)
class GivenReferences:
    """The number of values that differ from before, and of scores whose points were counted again."""

    values: int
    recounted: int


@transaction.atomic
def set_references(*, actor: Actor, round_id: int, values: Sequence[GivenValue]) -> GivenReferences:
    """Gives a round the values, and counts again the points that other values gave.

    A claim is counted again until it is submitted, an award until the review of its sheet is finished;
    what is closed keeps its points, and so does a leaf that has no value any more. Raises ``Refused`` with every cause.
    """
    changed = write_references(actor, round_id, values)
    return GivenReferences(len(changed), _recount(actor, round_id, changed))


def import_references(
    *, actor: Actor, round_id: int, stream: IO[bytes], dry_run: bool, expected: str = ""
) -> Preview:
    """Gives a round the values of a table, all of them or none; returns what that changes.

    A dry run writes nothing; ``expected`` is the digest of the preview that the person confirms. Raises
    ``TableFaults`` with every fault by row and column, and ``Refused``.
    """
    round_ = Round.objects.get(pk=round_id)
    permissions.demand(permissions.reasons_against_coordinating(actor.user, round_.owner_id))
    values = read_references(round_, stream)
    with transaction.atomic():
        entries = tuple(preview_lines(round_, values))
        given = set_references(actor=actor, round_id=round_id, values=values)
        preview = Preview(
            TITLE, entries, len(values) - len(entries), ((RECOUNTED, given.recounted),)
        )
        preview.confirm(expected)
        transaction.set_rollback(dry_run)
    return preview


def _recount(actor: Actor, round_id: int, changed: Iterable[GivenValue]) -> int:
    """Counts again what the values may change, sheet by sheet; returns the number of scores that changed."""
    changed = [*changed]
    if not changed:
        return 0
    return _recount_all(actor, Counting(round_id), _scores_using(round_id, changed))


def recount_sheet(actor: Actor, sheet: Assessment) -> int:
    """Counts again what is open of a sheet that is opened again: values may have changed while it was closed.

    Returns the number of scores that changed. It is called in the transaction of the act that opens it.
    """
    known = references_of(sheet.round.criteria_set_id)
    leaves = {code for one in known.values() for code in one.leaves}
    scores = Score.objects.filter(assessment=sheet, criterion__code__in=leaves)
    return _recount_all(actor, Counting(sheet.round_id), scores.select_related(*RELATED))


def _recount_all(actor: Actor, counting: Counting, scores: Iterable[Score]) -> int:
    moved = [score.pk for score in scores if any(_changes(score, counting))]
    return sum(_recount_score(actor, pk, counting) for pk in moved)


def _scores_using(round_id: int, changed: Sequence[GivenValue]) -> Iterable[Score]:
    """Returns the scores with figures on the leaves that use the values; one query beside that for the set."""
    round_ = Round.objects.get(pk=round_id)
    known, which = references_of(round_.criteria_set_id), Q(pk__in=[])
    for one in changed:
        of_key = Q(criterion__code__in=known[one.key].leaves)
        which |= of_key if one.unit_id is None else of_key & Q(assessment__unit=one.unit_id)
    scores = Score.objects.filter(which, assessment__round=round_id)
    with_figures = scores.filter(Q(claimed_input__isnull=False) | Q(awarded_input__isnull=False))
    return with_figures.select_related(*RELATED).order_by("assessment", "criterion__position")


def _changes(score: Score, counting: Counting) -> Iterator[tuple[str, Side, Side]]:
    """Yields the side that counts otherwise now, of those that are open: which, as it is, and as it counts now.

    Only one does: a claim that changes voids the award that was given to it before.
    """
    sheet = score.assessment
    if score.criterion.is_survey:
        return
    # Also past the deadline: nothing of it has been handed in, and there may be a new one.
    if sheet.state_words.no_claims is None:
        claimed = counting.again(score, score.claimed)
        if claimed != score.claimed:
            yield "claimed", score.claimed, claimed
            return
    # Also while a returned sheet is mended, the unit explains, a council sits, or time is up: what is finished then
    # was counted by one value.
    if sheet.status != Status.FINAL:
        awarded = counting.again(score, score.awarded)
        if awarded != score.awarded:
            yield "awarded", score.awarded, awarded


def _recount_score(actor: Actor, score_id: int, counting: Counting) -> int:
    score = locked_score(score_id)
    changes = [*_changes(score, counting)]
    for name, before, after in changes:
        (_recount_claim if name == "claimed" else _recount_award)(actor, score, before, after)
    return int(bool(changes))


def _recount_claim(actor: Actor, score: Score, before: Side, after: Side) -> None:
    score.claimed = after
    stamp(score, actor)
    changed = [*CLAIMED, *STAMP]
    if score.is_reviewed:
        # It was given before the sheet was returned, for points that are no more.
        void_award(actor, score)
        changed += AWARDED
    score.save(update_fields=changed)
    record(actor, RECOUNT_CLAIM, on=score, before=before.as_record(), after=after.as_record())


def _recount_award(actor: Actor, score: Score, before: Side, after: Side) -> None:
    score.awarded = after
    if not after.note and not score.is_as_claimed:
        score.awarded = replace(after, note=REASON.vi)
    stamp(score, actor)
    score.save(update_fields=[*AWARDED, *STAMP])
    record(
        actor, RECOUNT_AWARD, on=score, before=before.as_record(), after=score.awarded.as_record()
    )
