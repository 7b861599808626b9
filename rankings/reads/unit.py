"""One unit in a ranking: domains beside the others', claimed beside awarded, points lost and the reasons.

Everything comes from what the ranking keeps; live scores are never read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Max, Min, Q

from assessments.models.sheet_scales import scale_on
from assessments.models.survey_reasons import reason_for_reader
from criteria.common.text import Refused, Text
from criteria.fields import as_stored, percent_from_stored
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
    """The number of ranked units of its block with a higher index in it."""
    claimed: Decimal
    awarded: Decimal
    claimable: Decimal
    """The maximum of the leaves that the unit claimed."""
    lowest: Decimal | None = None
    indices: Sequence[Decimal] = ()
    """Every assessed unit's index in it, where they are few enough to be drawn."""

    @property
    def claimed_share(self) -> Decimal | None:
        """The claimed points in percent of what could be claimed."""
        return self.claimed * 100 / self.claimable if self.claimable else None

    @property
    def awarded_share(self) -> Decimal | None:
        return self.awarded * 100 / self.claimable if self.claimable else None

    @property
    def above_mean(self) -> Decimal | None:
        """The difference from the mean in percentage points."""
        return None if self.index is None or self.mean is None else self.index - self.mean

    @property
    def change(self) -> Decimal:
        """The points awarded beyond those claimed; fewer are negative."""
        return self.awarded - self.claimed


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
    def change(self) -> Decimal:
        return self.awarded - self.claimed

    @property
    def costliest(self) -> Sequence[LostLeaf]:
        """The leaves that cost most points, of those that have been given any."""
        return [loss for loss in self.lost if not loss.pending][:COSTLIEST]

    @property
    def sums(self) -> dict[str, Decimal]:
        """The points lost on the leaves below their maximum, of how many.

        A claim has no sum beside them: it leaves out the survey, which the review holds.
        """
        leaves = [loss.leaf for loss in self.lost]
        return {
            "lost": sum((leaf.lost for leaf in leaves), Decimal(0)),
            "maximum": sum((leaf.max_points for leaf in leaves), Decimal(0)),
        }


@dataclass(frozen=True)
class DomainRange:
    """A domain over all units assessed; ``ahead`` ranked units of its block have a higher index than the one it is seen from."""

    lowest: Decimal
    best: Decimal
    ahead: int
    indices: Sequence[Decimal] = ()


def ranges_of(row: RankingRow, own: Sequence[DomainIndex], in_full: bool) -> dict[int, DomainRange]:
    """Returns the range of each domain (id), seen from a unit's own indices and its block; one query.

    ``in_full`` with every unit's index: of thousands of units only the ends are read.
    """
    indices = DomainIndex.objects.filter(
        row__ranking=row.ranking_id, index__isnull=False
    ).order_by()
    mine = {one.domain_id: one.index for one in own}
    if in_full:
        found: dict[int, list[tuple[Decimal, bool]]] = {}
        for domain, index, rank, block in indices.values_list(
            "domain_id", as_stored("index"), "row__rank", "row__block"
        ):
            is_ranked = rank is not None and block == row.block
            found.setdefault(domain, []).append((percent_from_stored(index), is_ranked))
        return {domain: _range(pairs, mine.get(domain)) for domain, pairs in found.items()}
    higher = Q(pk__isnull=True)
    for domain, index in mine.items():
        if index is not None:
            higher |= Q(domain=domain, index__gt=index)
    rows = indices.values_list("domain_id").annotate(
        lowest=Min("index"),
        best=Max("index"),
        ahead=Count("pk", filter=higher & Q(row__rank__isnull=False, row__block=row.block)),
    )
    return {domain: DomainRange(lowest, best, ahead) for domain, lowest, best, ahead in rows}


def _range(pairs: Sequence[tuple[Decimal, bool]], own: Decimal | None) -> DomainRange:
    values = sorted(index for index, _is_ranked in pairs)
    ahead = sum(is_ranked and own is not None and index > own for index, is_ranked in pairs)
    return DomainRange(values[0], values[-1], ahead, values)


def ranked_beside(row: RankingRow) -> tuple[int, int]:
    """Returns how many units are ranked with one, and how many others have its rank; one query."""
    ranked = RankingRow.objects.filter(ranking=row.ranking_id, block=row.block, rank__isnull=False)
    found = ranked.aggregate(all=Count("pk"), alike=Count("pk", filter=Q(rank=row.rank)))
    return found["all"], max(found["alike"] - 1, 0)


def is_as_before(row: RankingRow) -> bool:
    """Returns whether a correction left a unit's points and rank as the version before had them; one query, or none."""
    ranking = row.ranking
    if not ranking.version or ranking.version < 2:
        return False
    before = RankingRow.objects.filter(
        ranking__round=ranking.round_id,
        ranking__version=ranking.version - 1,
        assessment=row.assessment_id,
    )
    return before.filter(points=row.points, max_points=row.max_points, rank=row.rank).exists()


def result_of(
    row: RankingRow, means: dict[int | None, Decimal], in_full: bool = True
) -> UnitResult:
    """Returns the unit's result with three queries: the domains, the range of each, the leaves."""
    domains = list(DomainIndex.objects.filter(row=row).select_related("domain"))
    ranges = ranges_of(row, domains, in_full)
    leaves = list(RankingLeaf.objects.filter(row=row).select_related("criterion"))
    lines = []
    for result in domains:
        claimed = [
            leaf
            for leaf in leaves
            if leaf.claimed_points is not None
            and result.domain_id in (leaf.criterion.domain_id, leaf.criterion_id)
        ]
        whole = ranges.get(result.domain_id)
        lines.append(
            DomainLine(
                domain=result.domain,
                points=result.points,
                max_points=result.max_points,
                index=result.index,
                mean=means.get(result.domain_id),
                best=whole.best if whole else None,
                ahead=whole.ahead if whole else 0,
                claimed=sum((leaf.claimed_points or Decimal(0) for leaf in claimed), Decimal(0)),
                awarded=sum((leaf.points for leaf in claimed), Decimal(0)),
                claimable=sum((leaf.criterion.max_points for leaf in claimed), Decimal(0)),
                lowest=whole.lowest if whole else None,
                indices=whole.indices if whole else (),
            )
        )
    return UnitResult(
        row=row,
        domains=lines,
        lost=lost_leaves(leaves, row.ranking.basis),
        absent=[leaf for leaf in leaves if not leaf.applies],
        outside=[leaf for leaf in leaves if leaf.criterion.is_outside],
    )


def lost_leaves(leaves: Sequence[RankingLeaf], basis: str) -> list[LostLeaf]:
    """Returns those of a unit's leaves, all of which are given, that are below their maximum.

    The largest loss comes first; equal ones stay in the order of the set.
    """
    by_code = {leaf.criterion.code: leaf for leaf in leaves}
    lost = (_shut(leaf, by_code) or lost_leaf(leaf, basis) for leaf in leaves if leaf.lost)
    return sorted(lost, key=_by_size)


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
