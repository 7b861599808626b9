"""Reads how a plan stands during the year: what is late, what is reached, what is lost if it stays so."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils import timezone

from criteria.common.numbers import show
from criteria.common.text import NO_TEXT, Refused, Text, in_english
from rankings.models import FigureToDate, ImprovementPlan, Remedy
from rankings.plans.outcome import PlanOutcome
from rankings.plans.reading import PlanLine, PlanReading, read_plan
from rankings.plans.year_ago import figures_a_year_ago

SOON = datetime.timedelta(days=30)


@dataclass(frozen=True)
class DueRemedy:
    """A remedy that is not done, with the line that it belongs to."""

    line: PlanLine
    remedy: Remedy
    today: datetime.date
    missing: Decimal
    """The points of its leaf that are lost if nothing more happens."""

    @property
    def delay(self) -> Text:
        """How late it is, or how much time is left, in days."""
        days = (self.today - self.remedy.due).days if self.remedy.due else 0
        if days > 0:
            return Text(f"chậm {days} ngày", f"{in_english(days, 'day')} late")
        return Text(f"còn {-days} ngày", f"{in_english(-days, 'day')} left")


@dataclass(frozen=True)
class LineToDate:
    """A line of the plan with what has been reached on it, the newest figure first."""

    line: PlanLine
    figures: Sequence[FigureToDate]
    year_ago: FigureToDate | None = None
    """What was reached on the leaf by the same day of the year before."""

    @property
    def newest(self) -> FigureToDate | None:
        return self.figures[0] if self.figures else None

    @property
    def points(self) -> Decimal:
        """The points to date; those of the published result where there is no figure yet."""
        return self.newest.points if self.newest else self.line.leaf.points

    @property
    def aim(self) -> Decimal:
        """The points that are aimed at; those of the result where there is no target."""
        target = self.line.leaf.target_points
        return self.line.leaf.points if target is None else target

    @property
    def missing(self) -> Decimal:
        """The points between what is reached and what is aimed at."""
        return max(self.aim - self.points, Decimal(0))

    @property
    def sentence(self) -> Text:
        """Where it stands: ``đến nay 61/80 = 76,25% → 0,5 điểm, trên đường tới 1 điểm``."""
        if self.newest is None:
            return Text("Chưa có số liệu năm nay.", "No figure this year yet.")
        why, most = self.why, show(self.aim)
        if self.missing:
            way = Text(
                f"trên đường tới {show(self.points)} của {most} điểm",
                f"on the way to {show(self.points, 'en')} of {show(self.aim, 'en')} points",
            )
        else:
            way = Text("đạt chỉ tiêu", "the target is reached")
        return Text(f"Đến nay {why.vi}; {way.vi}.", f"So far {why.en}; {way.en}.")

    @property
    def ahead(self) -> Decimal | None:
        """The points more (or less) than a year ago; ``None`` where either year has no figure, or the maximum moved."""
        if self.newest is None or self.year_ago is None:
            return None
        if self.year_ago.criterion.max_points != self.line.criterion.max_points:
            return None
        return self.points - self.year_ago.points

    @property
    def why(self) -> Text:
        """What the newest figure comes to on the leaf's scale."""
        if self.newest is None:
            return NO_TEXT
        try:
            return self.line.scale.score(self.newest.input).why
        except Refused:
            return NO_TEXT


@dataclass(frozen=True)
class PlanProgress:
    """A plan in the course of the year."""

    reading: PlanReading
    lines: Sequence[LineToDate]
    """The lines with a target or a figure, those first on which most points are missing."""
    today: datetime.date

    @cached_property
    def open_remedies(self) -> Sequence[DueRemedy]:
        """The remedies that are not done, the earliest day first."""
        missing = {one.line.criterion.pk: one.missing for one in self.lines}
        found = [
            DueRemedy(line, remedy, self.today, missing.get(line.criterion.pk, Decimal(0)))
            for line in self.reading.lines
            for remedy in line.remedies
            if remedy.due and not remedy.done_on
        ]
        return sorted(found, key=lambda one: one.remedy.due or self.today)

    @property
    def late(self) -> Sequence[DueRemedy]:
        return [one for one in self.open_remedies if one.remedy.due and one.remedy.due < self.today]

    @property
    def soon(self) -> Sequence[DueRemedy]:
        """The remedies that fall due within 30 days."""
        until = self.today + SOON
        return [
            one
            for one in self.open_remedies
            if one.remedy.due and self.today <= one.remedy.due <= until
        ]

    @cached_property
    def to_date(self) -> PlanOutcome:
        """Where the unit would stand if everything stayed as it is to date."""
        return self.reading.result.with_points(
            {one.line.leaf.criterion_id: one.points for one in self.lines}
        )

    @property
    def missing(self) -> Decimal:
        """The points of the plan that are lost if nothing happens."""
        return sum((one.missing for one in self.lines), Decimal(0))

    @property
    def beside_last_year(self) -> Text:
        """How far it is beside the same day of the year before."""
        return _compared([one.ahead for one in self.lines if one.ahead is not None])

    @property
    def sentence(self) -> Text:
        """What is reached and what is lost if nothing happens, in one sentence."""
        late, missing, then = len(self.late), self.missing, self.to_date.then
        vi = f"nếu giữ như đến nay, mất {show(missing)} điểm so với kế hoạch"
        en = f"left as it is to date, {show(missing, 'en')} points of the plan are lost"
        if late:
            vi = f"Chậm {late} giải pháp; {vi}"
            en = f"{in_english(late, 'remedy', 'remedies')} late; {en}"
        else:
            vi, en = f"Không giải pháp nào chậm; {vi}", f"No remedy is late; {en}"
        if then is not None and then.index is not None:
            vi += f": chỉ số {show(then.index, places=2)}"
            en += f": index {show(then.index, 'en', places=2)}"
            if then.rank is not None:
                vi, en = f"{vi}, hạng {then.rank}", f"{en}, rank {then.rank}"
        return Text(f"{vi}.", f"{en}.")


def _compared(changes: Sequence[Decimal]) -> Text:
    """Returns how far the unit is beside the same day of the year before, over the leaves with a figure of both years."""
    if not changes:
        return Text(
            "Chưa so được với cùng kỳ năm trước: chưa có tiêu chí nào có số liệu của cả hai năm.",
            "Not to be compared with the same day of last year yet: no criterion has a figure of both years.",
        )
    change, leaves = sum(changes, Decimal(0)), len(changes)
    so_far = Text(
        f"So với cùng kỳ năm trước, trên {leaves} tiêu chí có số liệu của cả hai năm",
        f"Beside the same day of last year, on {in_english(leaves, 'criterion', 'criteria')} with a figure of both years",
    )
    if not change:
        return Text(f"{so_far.vi}: bằng điểm.", f"{so_far.en}: as many points.")
    size, verb = abs(change), Text("hơn", "more") if change > 0 else Text("kém", "fewer")
    return Text(
        f"{so_far.vi}: {verb.vi} {show(size)} điểm.",
        f"{so_far.en}: {show(size, 'en')} points {verb.en}.",
    )


def figures_to_date_of(plan: ImprovementPlan) -> dict[int, list[FigureToDate]]:
    """Returns the figures of each leaf (criterion's id), the newest of the latest day first; one query."""
    found: dict[int, list[FigureToDate]] = {}
    figures = FigureToDate.objects.filter(unit=plan.unit_id, round=plan.round_id)
    for figure in figures.select_related("by"):
        found.setdefault(figure.criterion_id, []).append(figure)
    return found


def read_progress(plan: ImprovementPlan) -> PlanProgress:
    """Returns it with four queries more than ``read_plan``."""
    reading, figures, today = read_plan(plan), figures_to_date_of(plan), timezone.localdate()
    ago = figures_a_year_ago(plan, [line.criterion.pk for line in reading.lines], today)
    lines = [
        LineToDate(line, figures.get(line.criterion.pk, []), ago.get(line.criterion.pk))
        for line in reading.lines
    ]
    shown = [one for one in lines if one.figures or one.line.leaf.target_points is not None]
    return PlanProgress(reading, sorted(shown, key=lambda one: -one.missing), today)
