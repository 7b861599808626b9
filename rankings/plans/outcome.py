"""Computes where a plan would have put its unit: the arithmetic of "what it takes", on a published ranking.

The other units' results stay as they were published. A set with rules around its tree is refused, in words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from criteria.common.numbers import show
from criteria.common.text import Text
from criteria.models import Criterion
from rankings.models import RankingRow
from rankings.what_it_takes.forecast import reasons_against_forecasting
from rankings.what_it_takes.standing import CountedLeaf, Standing, standing


@dataclass(frozen=True)
class PlanOutcome:
    """What a plan would have given: ``won`` in points; without a standing, ``reasons`` say why there is none."""

    row: RankingRow
    won: Decimal
    then: Standing | None
    reasons: Sequence[Text]

    @property
    def sentence(self) -> Text:
        """The index and rank in one sentence, as the head of the plan says it."""
        if self.then is None or self.then.index is None:
            return Text(
                f"Với các giải pháp này: thêm {show(self.won)} điểm.",
                f"With these remedies: {show(self.won, 'en')} more points.",
            )
        was, then = self.row, self.then
        index = self.then.index
        if was.rank is None:
            return Text(
                f"Với các giải pháp này: chỉ số {show(index, places=2)} thay vì {_index(was, 'vi')}.",
                f"With these remedies: index {show(index, 'en', places=2)} instead of {_index(was, 'en')}.",
            )
        if was.rank == then.rank:
            rank = Text(f"vẫn hạng {then.rank}", f"still rank {then.rank}")
        else:
            rank = Text(
                f"hạng {then.rank} thay vì {was.rank}", f"rank {then.rank} instead of {was.rank}"
            )
        return Text(
            f"Với các giải pháp này: {show(index, places=2)}, {rank.vi}; "
            "kết quả của đơn vị khác giữ nguyên.",
            f"With these remedies: {show(index, 'en', places=2)}, {rank.en}; "
            "the results of the others unchanged.",
        )


def _index(row: RankingRow, language: str) -> str:
    return "–" if row.index is None else show(row.index, language, places=2)


def others_in(row: RankingRow) -> list[Decimal]:
    """Returns the published indices of the other ranked units; one query."""
    others = RankingRow.objects.filter(ranking=row.ranking_id, rank__isnull=False)
    found = others.exclude(pk=row.pk).order_by()
    return [index for index in found.values_list("index", flat=True) if index is not None]


def plan_outcome(
    row: RankingRow, leaves: Iterable[Criterion], others: Sequence[Decimal], won: Decimal
) -> PlanOutcome:
    """Returns what ``won`` more points would have given a unit; ``leaves`` are all of its set's."""
    reasons = reasons_against_forecasting(row.ranking.round.criteria_set, leaves)
    if reasons or row.points is None or row.max_points is None:
        return PlanOutcome(row, won, None, reasons)
    whole = CountedLeaf(row.points + won, row.max_points)
    return PlanOutcome(row, won, standing([whole], others, ranked=row.ranked), ())
