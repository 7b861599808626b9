"""Reminds a unit's people, and its own systems, of what falls due in its plan and of what is late."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from assessments.messages.deadlines import DAYS
from assessments.messages.notices import notify, people_of_unit
from criteria.common.text import Text, in_english
from rankings.models import Delivery, ImprovementPlan, Remedy, Webhook
from rankings.plans.figures_due import figures_due, quarter_near

NEAR = max(DAYS)
"""The number of days, before and after, in which something is said of a day."""


@dataclass(frozen=True)
class Reminder:
    """Something of a plan that falls due on a day: what, and the key that keeps it from being said twice."""

    plan: int
    unit: int
    due: datetime.date
    key: str
    what: Text

    def text_on(self, today: datetime.date) -> tuple[str, Text]:
        """Returns the step (``late``, or the days before) and what is said in it."""
        days, day = (self.due - today).days, f"{self.due:%d/%m/%Y}"
        if days < 0:
            return "late", Text(
                f"{self.what.vi} đã quá hạn {day}.", f"{self.what.en} overdue since {day}."
            )
        left = Text("Hôm nay", "Today")
        if days:
            left = Text(f"Còn {days} ngày", f"{in_english(days, 'day')} left")
        step = str(next(one for one in DAYS if days <= one))
        return step, Text(
            f"{left.vi}: {self.what.vi} đến hạn {day}.", f"{left.en}: {self.what.en} due on {day}."
        )


def remind_of_plans() -> int:
    """Writes a notice 7, 3 and 1 days before a day of an approved plan, and one once it has passed, each once.

    Returns how much is due or late, also of what has been said before.
    A notice counts what is due on a day, and says nothing of what is in it.
    """
    today = timezone.localdate()
    found = [*_remedies(today), *_figures(today)]
    for one in found:
        step, text = one.text_on(today)
        place = reverse("plan_year", args=[one.plan])
        notify(people_of_unit(one.unit), f"plan:{one.plan}:{one.key}:{step}", text, place)
    return len(found)


def _remedies(today: datetime.date) -> Iterator[Reminder]:
    near = datetime.timedelta(days=NEAR)
    remedies = Remedy.objects.filter(
        leaf__plan__in=ImprovementPlan.objects.in_force(),
        done_on=None,
        due__range=(today - near, today + near),
    )
    found: Counter[tuple[int, int, datetime.date]] = Counter()
    for plan, unit, due in remedies.values_list("leaf__plan", "leaf__plan__unit", "due"):
        if due:
            found[plan, unit, due] += 1
    for (plan, unit, due), number in found.items():
        what = Text(
            f"{number} giải pháp của kế hoạch cải thiện Chỉ số",
            f"{in_english(number, 'remedy', 'remedies')} of the improvement plan",
        )
        yield Reminder(plan, unit, due, due.isoformat(), what)


def _figures(today: datetime.date) -> Iterator[Reminder]:
    """Yields what is still without a figure at the end of a quarter, and has the units' own systems told of it."""
    quarter = quarter_near(today, NEAR)
    if quarter is None:
        return
    due = figures_due(quarter)
    for plan, unit, number in due:
        what = Text(
            f"số liệu của {number} tiêu chí trong kế hoạch cải thiện Chỉ số",
            f"figures of {in_english(number, 'criterion', 'criteria')} in the improvement plan",
        )
        yield Reminder(plan, unit, quarter, f"figures:{quarter.isoformat()}", what)
    hooks: defaultdict[int | None, list[int]] = defaultdict(list)
    units = [one.unit for one in due]
    for hook, of_unit in Webhook.objects.filter(unit__in=units, ended_at=None).values_list(
        "pk", "unit"
    ):
        hooks[of_unit].append(hook)
    Delivery.objects.bulk_create(
        [
            Delivery(webhook_id=hook, plan_id=one.plan, figures_by=quarter, due_at=timezone.now())
            for one in due
            for hook in hooks[one.unit]
        ],
        ignore_conflicts=True,
    )
