"""Tries other figures on a leaf: they are typed into an address, scored by its scale, and never saved."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.http import QueryDict

from assessments.models import Score, Side
from assessments.models.sheet_scales import scale_of
from assessments.sheets.levels import ScaleLine, edges_of, levels_of
from assessments.sheets.panel import ShownSide, entry_of, saved_side, typed_side
from criteria.common.text import Refused, Text
from criteria.scales import Scale
from rankings.models import Ranking
from rankings.what_it_takes.counting import counted_leaf
from rankings.what_it_takes.standing import NOTHING, CountedLeaf
from rankings.what_it_takes.tally import Tally

MOST = 20
"""The number of leaves tried at a time: more would not fit into an address."""
ABSENT = Text(
    vi="Không áp dụng: không tính vào điểm tối đa.",
    en="Not applicable: out of the maximum.",
)


@dataclass(frozen=True)
class Trial:
    """One leaf with the figures to be tried; wrong ones change nothing and say why."""

    score: Score
    scale: Scale
    side: ShownSide
    now: CountedLeaf
    then: CountedLeaf
    why: Text | None
    causes: Sequence[Text]

    @property
    def prefix(self) -> str:
        return f"{self.score.criterion.code}:"

    @property
    def levels(self) -> list[ScaleLine]:
        """The scale line by line, with what the unit and the reviewer have saved."""
        score = self.score
        return levels_of(self.scale, self.side, score.claimed, score.awarded, Side())

    @property
    def edges(self) -> list[Text]:
        """What the scale says beside its lines."""
        return edges_of(self.scale)

    @property
    def change(self) -> Decimal:
        return self.then.points - self.now.points


def trials(
    scores: Sequence[Score], data: QueryDict, basis: str, tally: Tally | None = None
) -> list[Trial]:
    """Returns a trial for each leaf that the address names, in the order of the set."""
    codes = set(data.getlist("leaf")[:MOST])
    tally = tally or Tally()
    return [_trial(score, data, basis, tally) for score in scores if score.criterion.code in codes]


def _trial(score: Score, data: QueryDict, basis: str, tally: Tally) -> Trial:
    criterion = score.criterion
    scale = scale_of(score)
    now = counted_leaf(score, basis, tally)
    typed = _part(data, f"{criterion.code}:")
    if not typed:
        return Trial(score, scale, _saved(score, scale, basis), now, now, None, [])
    side = typed_side(scale, typed, "note")
    if side.not_applicable and scale.allow_na:
        return Trial(score, scale, side, now, NOTHING, ABSENT, [])
    try:
        entry = entry_of(scale, typed)
        if all(value == "" for value in entry.values()):
            return Trial(score, scale, side, now, now, None, [])
        outcome = scale.score(entry)
    except Refused as refused:
        return Trial(score, scale, side, now, now, None, refused.causes)
    if outcome.not_applicable:
        return Trial(score, scale, side, now, NOTHING, outcome.why, [])
    option = tally.option_of(criterion.pk, outcome.entry)
    then = CountedLeaf(outcome.points, criterion.max_points, option)
    return Trial(score, scale, side, now, then, outcome.why, [])


def _part(data: QueryDict, prefix: str) -> QueryDict:
    """Returns the fields that were typed for one leaf."""
    fields = QueryDict(mutable=True)
    for key in data:
        if key.startswith(prefix):
            fields.setlist(key.removeprefix(prefix), data.getlist(key))
    return fields


def _saved(score: Score, scale: Scale, basis: str) -> ShownSide:
    awarded = score.is_reviewed and (basis != Ranking.Basis.CLAIMED or score.criterion.is_survey)
    return saved_side(scale, replace(score.awarded if awarded else score.claimed, note=""))
