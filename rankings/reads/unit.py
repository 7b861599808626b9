"""One unit in a ranking: domains beside the others', claimed beside awarded, points lost and the reasons.

Everything comes from what the ranking keeps; live scores are never read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Max, Q

from assessments.models.sheet_scales import scale_on
from assessments.models.survey_reasons import reason_for_reader
from criteria.common.text import Refused, Text
from criteria.models import Criterion
from rankings.models import DomainIndex, Ranking, RankingLeaf, RankingRow

COSTLIEST = 5
BY_SURVEY = Text(vi="Kết quả điều tra xã hội học.", en="The survey's result.")
NO_SURVEY = Text(vi="Chưa có kết quả điều tra xã hội học.", en="No survey result yet.")
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
    ahead: int
    """The number of ranked units with a higher index in it."""
    claimed: Decimal
    awarded: Decimal

    @property
    def cut(self) -> Decimal:
        """The points by which the award is below the claim."""
        return self.claimed - self.awarded


@dataclass(frozen=True)
class LostLeaf:
    """A leaf below its maximum, and the reason: its figures by its scale, and the reviewer's words."""

    leaf: RankingLeaf
    why: Text | None
    note: str
    pending: bool
    """True where nobody has given points yet: then none are really lost."""


@dataclass(frozen=True)
class UnitResult:
    row: RankingRow
    domains: Sequence[DomainLine]
    lost: Sequence[LostLeaf]
    absent: Sequence[RankingLeaf]
    """The leaves that do not apply to the unit, and so are out of its maximum."""
    outside: Sequence[RankingLeaf] = ()
    """The leaves outside the total, each of a bonus or a penalty."""

    @property
    def claimed(self) -> Decimal:
        return sum((line.claimed for line in self.domains), Decimal(0))

    @property
    def awarded(self) -> Decimal:
        return sum((line.awarded for line in self.domains), Decimal(0))

    @property
    def cut(self) -> Decimal:
        return self.claimed - self.awarded

    @property
    def costliest(self) -> Sequence[LostLeaf]:
        """The leaves that cost most points, of those that have been given any."""
        return [loss for loss in self.lost if not loss.pending][:COSTLIEST]

    @property
    def sums(self) -> dict[str, Decimal]:
        """The sums over the leaves below their maximum, in points."""
        leaves = [loss.leaf for loss in self.lost]
        return {
            "claimed": sum((leaf.claimed_points or Decimal(0) for leaf in leaves), Decimal(0)),
            "points": sum((leaf.points for leaf in leaves), Decimal(0)),
            "lost": sum((leaf.lost for leaf in leaves), Decimal(0)),
            "maximum": sum((leaf.max_points for leaf in leaves), Decimal(0)),
        }


@dataclass(frozen=True)
class DomainRange:
    """A domain over all units assessed: the highest index in percent, and how many ranked units are ahead of one."""

    best: Decimal
    ahead: int


def ranges_of(ranking: Ranking, own: Sequence[DomainIndex]) -> dict[int, DomainRange]:
    """Returns the range of each domain (id), seen from a unit's own indices; one query."""
    higher = Q(pk__isnull=True)
    for one in own:
        if one.index is not None:
            higher |= Q(domain=one.domain_id, index__gt=one.index)
    indices = DomainIndex.objects.filter(row__ranking=ranking, index__isnull=False).order_by()
    rows = indices.values_list("domain_id").annotate(
        best=Max("index"), ahead=Count("pk", filter=higher & Q(row__rank__isnull=False))
    )
    return {domain: DomainRange(best, ahead) for domain, best, ahead in rows}


def ranked_in(ranking: Ranking, block: str = "") -> int:
    """Returns how many units of a block have a rank; one query."""
    rows = RankingRow.objects.filter(ranking=ranking, block=block, rank__isnull=False)
    return rows.count()


def result_of(row: RankingRow, means: dict[int | None, Decimal]) -> UnitResult:
    """Returns the unit's result with three queries: the domains, the range of each, the leaves."""
    domains = list(DomainIndex.objects.filter(row=row).select_related("domain"))
    ranges = ranges_of(row.ranking, domains)
    leaves = list(RankingLeaf.objects.filter(row=row).select_related("criterion"))
    lines = []
    for result in domains:
        claimed = [
            leaf
            for leaf in leaves
            if leaf.claimed_points is not None
            and result.domain_id in (leaf.criterion.domain_id, leaf.criterion_id)
        ]
        lines.append(
            DomainLine(
                domain=result.domain,
                points=result.points,
                max_points=result.max_points,
                index=result.index,
                mean=means.get(result.domain_id),
                best=ranges[result.domain_id].best if result.domain_id in ranges else None,
                ahead=ranges[result.domain_id].ahead if result.domain_id in ranges else 0,
                claimed=sum((leaf.claimed_points or Decimal(0) for leaf in claimed), Decimal(0)),
                awarded=sum((leaf.points for leaf in claimed), Decimal(0)),
            )
        )
    by_code = {leaf.criterion.code: leaf for leaf in leaves}
    return UnitResult(
        row=row,
        domains=lines,
        # The largest loss comes first; equal ones stay in the order of the set.
        lost=sorted(
            (
                _shut(leaf, by_code) or lost_leaf(leaf, row.ranking.basis)
                for leaf in leaves
                if leaf.lost
            ),
            key=_by_size,
        ),
        absent=[leaf for leaf in leaves if not leaf.applies],
        outside=[leaf for leaf in leaves if leaf.criterion.is_outside],
    )


def _shut(leaf: RankingLeaf, by_code: dict[str, RankingLeaf]) -> LostLeaf | None:
    """Returns the reason of a leaf that counts 0 because another one has no points, if it is so."""
    gate = by_code.get(leaf.criterion.gate)
    if gate is None or gate.points or not gate.max_points:
        return None
    code = leaf.criterion.gate
    why = Text(
        f"Tính 0 điểm vì tiêu chí {code} không có điểm.",
        f"Counts 0, because criterion {code} has no points.",
    )
    return LostLeaf(leaf, why, leaf.note, pending=False)


def _by_size(loss: LostLeaf) -> Decimal:
    return -loss.leaf.lost


def lost_leaf(leaf: RankingLeaf, basis: str) -> LostLeaf:
    """Returns the reason why a leaf is below its maximum."""
    by_survey = leaf.criterion.is_survey
    # A survey's note says in Vietnamese what its figure and scale say in both languages.
    note = "" if by_survey else leaf.note
    figures = by_scale(leaf)
    if figures and by_survey:
        figures = Text(f"Điều tra xã hội học: {figures.vi}", f"Survey: {figures.en}")
    if figures:
        return LostLeaf(leaf, figures, note, pending=False)
    if by_survey:
        pending = not leaf.points and not leaf.note
        if pending:
            return LostLeaf(leaf, NO_SURVEY, note, pending)
        return LostLeaf(
            leaf, reason_for_reader(leaf.note) if leaf.note else BY_SURVEY, note, pending
        )
    if leaf.claimed_points is None:
        return LostLeaf(leaf, NOT_CLAIMED, note, pending=False)
    if basis == Ranking.Basis.CLAIMED or leaf.claimed_points == leaf.points:
        return LostLeaf(leaf, AS_CLAIMED, note, pending=False)
    # A lower award always has a reason, so without one the leaf has not been awarded yet.
    return LostLeaf(leaf, None if note else NOT_AWARDED, note, pending=not note)


def by_scale(leaf: RankingLeaf) -> Text | None:
    """Returns the reason that the kept figures give on the leaf's scale; ``None`` where they did not count."""
    criterion = leaf.criterion
    if not leaf.input or criterion.scale is None:
        return None
    try:
        outcome = scale_on(criterion, lambda: leaf.row.assessment).score(leaf.input)
    except Refused:
        return None
    return outcome.why if outcome.points == leaf.points else None
