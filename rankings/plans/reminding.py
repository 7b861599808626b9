"""Reminds a unit's people of the remedies of its plan that fall due, and of those that are late."""

import datetime
from collections import Counter

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from assessments.messages.deadlines import DAYS
from assessments.messages.notices import notify, people_of_unit
from criteria.common.text import Text, in_english
from rankings.models import ImprovementPlan, Remedy


def remind_of_plans() -> int:
    """Writes a notice 7, 3 and 1 days before a day of an approved plan, and one once it has passed; returns how many.

    A notice counts the remedies of a day, and says nothing of what is in them.
    """
    today = timezone.localdate()
    later = ImprovementPlan.objects.filter(
        unit=OuterRef("leaf__plan__unit"),
        round=OuterRef("leaf__plan__round"),
        number__gt=OuterRef("leaf__plan__number"),
        approved_at__isnull=False,
    )
    near = datetime.timedelta(days=max(DAYS))
    remedies = Remedy.objects.filter(
        ~Exists(later),
        leaf__plan__approved_at__isnull=False,
        done_on=None,
        due__range=(today - near, today + near),
    )
    found: Counter[tuple[int, int, datetime.date]] = Counter()
    for plan, unit, due in remedies.values_list("leaf__plan", "leaf__plan__unit", "due"):
        if due:
            found[plan, unit, due] += 1
    for (plan, unit, due), number in found.items():
        _remind(plan, unit, due, number, today)
    return len(found)


def _remind(plan: int, unit: int, due: datetime.date, number: int, today: datetime.date) -> None:
    days, some = (due - today).days, in_english(number, "remedy", "remedies")
    if days < 0:
        step = "late"
        text = Text(
            f"{number} giải pháp của kế hoạch cải thiện Chỉ số đã quá hạn {due:%d/%m/%Y}.",
            f"{some} of the improvement plan overdue since {due:%d/%m/%Y}.",
        )
    else:
        step = str(next(one for one in DAYS if days <= one))
        left = Text("Hôm nay", "Today")
        if days:
            left = Text(f"Còn {days} ngày", f"{in_english(days, 'day')} left")
        text = Text(
            f"{left.vi}: {number} giải pháp của kế hoạch cải thiện Chỉ số đến hạn {due:%d/%m/%Y}.",
            f"{left.en}: {some} of the improvement plan due on {due:%d/%m/%Y}.",
        )
    key = f"plan:{plan}:{due.isoformat()}:{step}"
    notify(people_of_unit(unit), key, text, reverse("plan_year", args=[plan]))
