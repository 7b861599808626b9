"""Reads a plan for its pages and files: its lines with the reasons, what it would give, what is cheap, what is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from assessments import permissions
from assessments.models import User
from assessments.models.references import RoundValues
from assessments.models.sheet_scales import scale_on
from criteria.common.numbers import show
from criteria.common.text import Refused, Text
from criteria.models import Criterion
from criteria.scales import Scale
from rankings.models import ImprovementPlan, PlanLeaf, RankingLeaf, RankingRow, Remedy
from rankings.plans.approving import faults_of, remedies_of
from rankings.plans.outcome import PlanOutcome, PublishedResult, published_result
from rankings.reads.unit import LostLeaf, lost_leaves

CHEAPEST = 5
"""The number of lines that are named as cheap."""


@dataclass(frozen=True)
class PlanLine:
    """A leaf of a plan: where its points were lost and why, what is aimed at, what is done."""

    leaf: PlanLeaf
    loss: LostLeaf
    scale: Scale
    remedies: Sequence[Remedy]

    @property
    def criterion(self) -> Criterion:
        return self.leaf.criterion

    @cached_property
    def working(self) -> Text | None:
        """How the target comes to its points, by the leaf's scale."""
        if not self.leaf.target_input:
            return None
        try:
            return self.scale.score(self.leaf.target_input).why
        except Refused:
            # A value that the round gave has been taken back since.
            return None

    @property
    def is_covered(self) -> bool:
        """Returns whether anything at all is to be done on it."""
        return bool(self.remedies)

    @property
    def won_a_remedy(self) -> Decimal:
        """The points that each of its remedies wins."""
        return self.leaf.won / len(self.remedies) if self.remedies else Decimal(0)

    @property
    def yield_sentence(self) -> Text:
        """The points that it wins, and by how many remedies."""
        won, number, each = self.leaf.won, len(self.remedies), self.won_a_remedy
        if number == 1:
            return Text(
                f"{show(won)} điểm bằng 1 giải pháp", f"{show(won, 'en')} points by 1 remedy"
            )
        return Text(
            f"{show(won)} điểm bằng {number} giải pháp, mỗi giải pháp {show(each, places=2)} điểm",
            f"{show(won, 'en')} points by {number} remedies, {show(each, 'en', places=2)} points each",
        )


@dataclass(frozen=True)
class PlanReading:
    """A plan with all that its page shows."""

    plan: ImprovementPlan
    lines: Sequence[PlanLine]
    result: PublishedResult

    @property
    def row(self) -> RankingRow:
        return self.plan.row

    @cached_property
    def outcome(self) -> PlanOutcome:
        return self.outcome_with(None, None)

    def outcome_with(self, changed: PlanLeaf | None, points: Decimal | None) -> PlanOutcome:
        """Returns what the plan would give with other points on one of its leaves, or on none."""
        aims = {
            line.leaf.criterion_id: line.leaf.target_points
            for line in self.lines
            if line.leaf.target_points is not None
        }
        if changed is not None:
            aims[changed.criterion_id] = changed.points if points is None else points
        return self.result.with_points(aims)

    @property
    def lost(self) -> Decimal:
        return sum((line.leaf.lost for line in self.lines), Decimal(0))

    @cached_property
    def uncovered(self) -> Sequence[PlanLine]:
        """The lines that no remedy covers yet, the costliest first."""
        return [line for line in self.lines if not line.is_covered]

    @property
    def lost_uncovered(self) -> Decimal:
        return sum((line.leaf.lost for line in self.uncovered), Decimal(0))

    @property
    def cheapest(self) -> Sequence[PlanLine]:
        """The lines whose remedies win most points each, at most five."""
        winning = [line for line in self.lines if line.won_a_remedy]
        return sorted(winning, key=lambda line: -line.won_a_remedy)[:CHEAPEST]

    @property
    def remedies(self) -> int:
        """The number of remedies."""
        return sum(len(line.remedies) for line in self.lines)

    @cached_property
    def faults(self) -> Sequence[Text]:
        """What stands against approving it as it is."""
        return faults_of(
            (line.leaf for line in self.lines),
            {line.leaf.pk: [*line.remedies] for line in self.lines if line.remedies},
        )

    def line_of(self, code: str) -> PlanLine | None:
        return next((line for line in self.lines if line.criterion.code == code), None)

    def next_after(self, line: PlanLine) -> PlanLine | None:
        """Returns the next line that nothing covers, after one or else from the beginning."""
        place = self.lines.index(line)
        return next(
            (one for one in (*self.lines[place + 1 :], *self.lines[:place]) if not one.is_covered),
            None,
        )


def read_plan(plan: ImprovementPlan) -> PlanReading:
    """Returns it with five queries, whatever it holds; where scales ask for values of the round, with one more."""
    row = plan.row
    counted = list(RankingLeaf.objects.filter(row=row).select_related("criterion"))
    for one in counted:
        one.row = row
    reasons = {loss.leaf.criterion_id: loss for loss in lost_leaves(counted, row.ranking.basis)}
    remedies, values = remedies_of(plan), RoundValues(plan.round_id)
    own = {leaf.criterion_id: leaf for leaf in plan.leaves.select_related("changed_by")}
    lines = []
    for criterion, loss in reasons.items():
        leaf = own[criterion]
        leaf.criterion, leaf.plan = loss.leaf.criterion, plan
        scale = scale_on(leaf.criterion, lambda: row.assessment, values)
        lines.append(PlanLine(leaf, loss, scale, remedies.get(leaf.pk, [])))
    return PlanReading(plan, lines, published_result(row, counted))


def plans_of(user: User) -> Sequence[ImprovementPlan]:
    """Returns the newest version of each plan that the person reads, the newest year first; one query."""
    plans = ImprovementPlan.objects.filter(permissions.plans_readable_by(user)).select_related(
        "unit", "round__criteria_set", "approved_by"
    )
    newest: dict[tuple[int, int], ImprovementPlan] = {}
    for plan in plans:
        newest.setdefault((plan.unit_id, plan.round_id), plan)
    return list(newest.values())


def versions_of_plan(plan: ImprovementPlan) -> Sequence[ImprovementPlan]:
    """Returns the versions of a plan, the newest first; one query."""
    same = ImprovementPlan.objects.filter(unit=plan.unit_id, round=plan.round_id)
    return list(same.order_by("-number"))
