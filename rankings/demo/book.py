"""Writes a round's scores in bulk, just as the acts would write them one by one."""

import datetime

from assessments.models import Assessment, Change, Round, Score, Side
from assessments.models.sides import AWARDED, CLAIMED
from assessments.review.awards import ACCEPT_CLAIM, AWARD_POINTS
from assessments.sheets.claims import SAVE_CLAIM
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.record import change_line
from assessments.writing.versions import STAMP
from rankings.demo.plans import DemoLeaf, PlannedLeaf

BATCH = 500


class DemoBook:
    """The scores of a round; nothing is in the database before ``write``.

    With ``recorded`` each figure has a line in the record.
    """

    def __init__(self, round_: Round, *, recorded: bool = True) -> None:
        self._recorded = recorded
        self.sheets = {
            sheet.pk: sheet
            for sheet in Assessment.objects.filter(round=round_)
            .select_related("round__criteria_set", "unit")
            .order_by("unit__code")
        }
        self._scores: dict[tuple[int, int], Score] = {}
        self._written: dict[int, Score] = {}
        self._changes: list[Change] = []
        self.read()

    def read(self) -> None:
        """Reads the scores again, after acts have changed some."""
        self._scores = {}
        for score in Score.objects.filter(assessment__in=self.sheets):
            score.assessment = self.sheets[score.assessment_id]
            self._scores[score.assessment_id, score.criterion_id] = score

    def score(self, sheet: Assessment, leaf: DemoLeaf) -> Score:
        return self._scores[sheet.pk, leaf.criterion.pk]

    def claim(
        self, sheet: Assessment, planned: PlannedLeaf, actor: Actor, at: datetime.datetime
    ) -> None:
        score = self.score(sheet, planned.leaf)
        if planned.claim is None:
            return
        before = score.claimed
        score.claimed = Side(planned.claim.entry, planned.claim.points, note=planned.note)
        self._note(score, actor, at, SAVE_CLAIM, before, score.claimed)

    def award(
        self, sheet: Assessment, planned: PlannedLeaf, actor: Actor, at: datetime.datetime
    ) -> None:
        score = self.score(sheet, planned.leaf)
        before = score.awarded
        score.awarded = Side(planned.award.entry, planned.award.points, note=planned.reason)
        act = AWARD_POINTS if planned.reason else ACCEPT_CLAIM
        self._note(score, actor, at, act, before, score.awarded)

    def _note(
        self,
        score: Score,
        actor: Actor,
        at: datetime.datetime,
        act: Act,
        before: Side,
        after: Side,
    ) -> None:
        score.version += 1
        score.changed_at, score.changed_by = at, actor.user
        self._written[score.pk] = score
        if not self._recorded:
            return
        reason = score.awarded_note if act is AWARD_POINTS else ""
        self._changes.append(
            change_line(
                actor,
                act,
                on=score,
                before=before.as_record(),
                after=after.as_record(),
                reason=reason,
            )
        )

    def write(self) -> None:
        """Writes with one upsert for many rows, which is several times faster than ``bulk_update``."""
        Score.objects.bulk_create(
            self._written.values(),
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=[*CLAIMED, *AWARDED, *STAMP],
            batch_size=BATCH,
        )
        Change.objects.bulk_create(self._changes, batch_size=BATCH)
        self._written, self._changes = {}, []
