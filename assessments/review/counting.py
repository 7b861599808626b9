"""Counts figures by the reference values that a round has now, whatever it had when they were entered."""

from assessments.models import Score, Side
from assessments.models.references import RoundValues
from assessments.models.sheet_scales import scale_of
from criteria.common.text import Refused, Text
from criteria.scales import parse_scale

REASON = Text(
    "Tính lại theo giá trị tham chiếu của kỳ đánh giá.", "Recounted by the round's reference value."
)


class Counting:
    """Counts sides of one round's scores; the values are read once, and each leaf's scale is looked at once."""

    def __init__(self, round_id: int) -> None:
        self._values = RoundValues(round_id)
        self._uses_values: dict[int, bool] = {}

    def again(self, score: Score, side: Side) -> Side:
        """Returns a side as it counts now; a leaf that has no value any more keeps what it had."""
        if side.input is None or not self._uses(score):
            return side
        try:
            outcome = scale_of(score, self._values).score(side.input)
        except Refused:
            return side
        return Side.from_outcome(outcome, side.note)

    def accepted(self, score: Score, note: str) -> Side:
        """Returns the award that accepts a claim: its figures, so that equal figures earn equal points.

        Where they count otherwise than when they were claimed, the award says why.
        """
        now = self.again(score, score.claimed)
        if now == score.claimed:
            return now.as_award(note)
        return now.as_award(note or REASON.vi)

    def _uses(self, score: Score) -> bool:
        known = self._uses_values
        if score.criterion_id not in known:
            leaf = score.criterion
            scale = parse_scale(leaf.scale, leaf.max_points)
            known[leaf.pk] = bool(scale.references_named)
        return known[score.criterion_id]
