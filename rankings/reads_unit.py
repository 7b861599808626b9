"""One unit in a ranking: domains beside the others', claimed beside awarded, and what was lost why.

Everything comes from what the ranking keeps; live scores are never asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Max

from criteria.models import Criterion
from criteria.text import Text
from rankings.models import DomainIndex, Ranking, RankingLeaf, RankingRow

BY_SURVEY = Text(vi="Kết quả điều tra xã hội học.", en="The survey's result.")
AS_CLAIMED = Text(
    vi="Đúng như đơn vị tự đánh giá.",
    en="As the unit itself assessed.",
)
NOT_CLAIMED = Text(vi="Đơn vị không tự chấm điểm.", en="The unit claimed nothing.")
NOT_AWARDED = Text(vi="Chưa có điểm thẩm định.", en="Not awarded yet.")


@dataclass(frozen=True)
class DomainLine:
    """A domain of one unit; indices in percent, claimed and awarded in points.

    ``claimed`` and ``awarded`` are over the leaves that the unit claimed, so that the two compare.
    """

    domain: Criterion
    points: Decimal
    max_points: Decimal
    index: Decimal | None
    mean: Decimal | None
    best: Decimal | None
    claimed: Decimal
    awarded: Decimal

    @property
    def cut(self) -> Decimal:
        """Points awarded less than claimed."""
        return self.claimed - self.awarded


@dataclass(frozen=True)
class Lost:
    """A leaf below its maximum, and why: the reviewer's words, or what the numbers say."""

    leaf: RankingLeaf
    why: Text | str


@dataclass(frozen=True)
class UnitResult:
    row: RankingRow
    domains: Sequence[DomainLine]
    lost: Sequence[Lost]
    absent: Sequence[RankingLeaf]
    """Leaves that do not apply to the unit: out of its maximum."""

    @property
    def claimed(self) -> Decimal:
        return sum((line.claimed for line in self.domains), Decimal(0))

    @property
    def awarded(self) -> Decimal:
        return sum((line.awarded for line in self.domains), Decimal(0))

    @property
    def cut(self) -> Decimal:
        return self.claimed - self.awarded


def best_of(ranking: Ranking) -> dict[int, Decimal]:
    """The highest index of each domain in percent, of all units assessed; one query."""
    indices = DomainIndex.objects.filter(row__ranking=ranking, index__isnull=False).order_by()
    return dict(indices.values_list("domain_id").annotate(Max("index")))


def result_of(row: RankingRow, means: dict[int | None, Decimal]) -> UnitResult:
    """Three queries: the domains, the best of each, the leaves."""
    domains = list(DomainIndex.objects.filter(row=row).select_related("domain"))
    best = best_of(row.ranking)
    leaves = list(RankingLeaf.objects.filter(row=row).select_related("criterion"))
    lines = []
    for one in domains:
        claimed = [
            leaf
            for leaf in leaves
            if leaf.claimed_points is not None
            and one.domain_id in (leaf.criterion.domain_id, leaf.criterion_id)
        ]
        lines.append(
            DomainLine(
                domain=one.domain,
                points=one.points,
                max_points=one.max_points,
                index=one.index,
                mean=means.get(one.domain_id),
                best=best.get(one.domain_id),
                claimed=sum((leaf.claimed_points or Decimal(0) for leaf in claimed), Decimal(0)),
                awarded=sum((leaf.points for leaf in claimed), Decimal(0)),
            )
        )
    return UnitResult(
        row=row,
        domains=lines,
        lost=[Lost(leaf, why_lost(leaf, row.ranking.basis)) for leaf in leaves if leaf.lost],
        absent=[leaf for leaf in leaves if not leaf.applies],
    )


def why_lost(leaf: RankingLeaf, basis: str) -> Text | str:
    """The reviewer's reason where one was given, else what the kept numbers tell."""
    if leaf.note:
        return leaf.note
    if leaf.criterion.is_survey:
        return BY_SURVEY
    if leaf.claimed_points is None:
        return NOT_CLAIMED
    if leaf.claimed_points == leaf.points or basis == Ranking.Basis.CLAIMED:
        return AS_CLAIMED
    # A lower award always has a reason: without one there is none yet.
    return NOT_AWARDED
