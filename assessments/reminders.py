"""Reminders 7, 3 and 1 day before a deadline, to those who still have something to do.

Safe to run at any time and twice at once: an occasion is a deadline with its number of days.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from assessments import permissions
from assessments.models import Assessment, Flag, Membership, Notice, Role, Score, Status
from assessments.notices import UNIT_ROLES, tell
from criteria.text import Text

DAYS = (1, 3, 7)


@dataclass
class Reminder:
    """One occasion: whom it concerns, by unit or by reviewing body, and what is said."""

    key: str
    text: Text
    path: str
    unit: int | None = None
    bodies: set[int] = field(default_factory=set)


def days_left(deadline: datetime.datetime, now: datetime.datetime) -> int | None:
    """The reminder that is due: 1, 3 or 7 days before; none earlier, and none once it is past."""
    if now >= deadline:
        return None
    return next((n for n in DAYS if deadline - now <= datetime.timedelta(days=n)), None)


def due(now: datetime.datetime) -> list[Reminder]:
    """All reminders that are due at ``now``, told or not."""
    return [*_to_submit(now), *_to_explain(now), *_to_review(now)]


def remind(now: datetime.datetime | None = None) -> int:
    """Tell what is due and was not told yet; answers how many occasions."""
    reminders = due(now or timezone.now())
    keys = [reminder.key for reminder in reminders]
    told = set(Notice.objects.filter(key__in=keys).values_list("key", flat=True).distinct())
    new = [reminder for reminder in reminders if reminder.key not in told]
    if not new:
        return 0
    units = _people(UNIT_ROLES, "unit_id")
    bodies = _people((Role.REVIEWER,), "body_id")
    for reminder in new:
        people = set(units[reminder.unit])
        for body in reminder.bodies:
            people |= bodies[body]
        tell(people, reminder.key, reminder.text, reminder.path)
    return len(new)


def _people(roles: Iterable[str], at: str) -> dict[int | None, set[int]]:
    """Who holds one of ``roles`` (ids), by unit or body."""
    found: dict[int | None, set[int]] = defaultdict(set)
    memberships = Membership.objects.filter(role__in=roles, user__is_active=True)
    for place, user in memberships.values_list(at, "user_id"):
        found[place].add(user)
    return found


def _ending(now: datetime.datetime, *fields: str) -> Q:
    """A deadline in one of ``fields`` may be near."""
    horizon = now + datetime.timedelta(days=max(DAYS))
    near = Q()
    for name in fields:
        near |= Q(**{f"{name}__gt": now, f"{name}__lte": horizon})
    return near


def _days(number: int) -> Text:
    return Text(vi=f"Còn {number} ngày", en=f"{number} day{'s' if number > 1 else ''} left")


def _to_submit(now: datetime.datetime) -> Iterable[Reminder]:
    sheets: Iterable[Any] = (
        Assessment.objects.filter(status=Status.DRAFTING, round__opens_at__lte=now)
        .filter(_ending(now, "round__submit_by", "extended_to"))
        .select_related("round", "unit")
        .with_progress()
    )
    for sheet in sheets:
        number = days_left(sheet.deadline, now)
        if number is None:
            continue
        at, days, missing = (
            permissions.local(sheet.deadline),
            _days(number),
            sheet.leaves - sheet.filled,
        )
        yield Reminder(
            f"submit:{sheet.pk}:{sheet.deadline.timestamp():.0f}:{number}",
            Text(
                vi=f"{days.vi}: {sheet.unit} phải gửi phiếu trước {at.vi}; còn {missing} tiêu chí chưa có số liệu.",
                en=f"{days.en}: {sheet.unit} must submit its sheet before {at.en} (Vietnam time); {missing} leaves are still empty.",
            ),
            reverse("sheet", args=[sheet.pk]),
            unit=sheet.unit_id,
        )


def _to_explain(now: datetime.datetime) -> Iterable[Reminder]:
    sheets: Iterable[Any] = (
        Assessment.objects.filter(_ending(now, "explain_by"), status=Status.EXPLAINING)
        .select_related("round", "unit")
        .annotate(asked=Count("scores", filter=Q(scores__flag=Flag.RAISED)))
    )
    for sheet in sheets:
        if sheet.explain_by is None or (number := days_left(sheet.explain_by, now)) is None:
            continue
        if not sheet.asked:
            continue
        at, days = permissions.local(sheet.explain_by), _days(number)
        yield Reminder(
            f"explain:{sheet.pk}:{sheet.explain_by.timestamp():.0f}:{number}",
            Text(
                vi=f"{days.vi}: {sheet.unit} còn {sheet.asked} tiêu chí chưa giải trình, hạn {at.vi}.",
                en=f"{days.en}: {sheet.unit} has {sheet.asked} leaves to explain before {at.en} (Vietnam time).",
            ),
            reverse("sheet", args=[sheet.pk]),
            unit=sheet.unit_id,
        )


def _to_review(now: datetime.datetime) -> Iterable[Reminder]:
    """One a round, body and deadline, however many sheets: nobody needs 63 letters."""
    rows = (
        Score.objects.filter(
            _ending(now, "assessment__round__review_by", "assessment__review_extended_to"),
            assessment__status__in=(Status.SUBMITTED, Status.IN_REVIEW),
            criterion__source="reviewed",
            awarded_points=None,
            awarded_na=False,
            reviewing_body__isnull=False,
        )
        .order_by()
        .values_list(
            "assessment__round",
            "assessment__round__review_by",
            "assessment__review_extended_to",
            "reviewing_body",
        )
        .annotate(left=Count("pk"))
    )
    left: dict[tuple[int, datetime.datetime, int], int] = defaultdict(int)
    for round_id, review_by, extended_to, body, count in rows:
        left[round_id, max(review_by, extended_to or review_by), body or 0] += count
    for (round_id, deadline, body), count in left.items():
        number = days_left(deadline, now)
        if number is None:
            continue
        at, days = permissions.local(deadline), _days(number)
        yield Reminder(
            f"review:{round_id}:{body}:{deadline.timestamp():.0f}:{number}",
            Text(
                vi=f"{days.vi}: còn {count} tiêu chí của các phiếu chờ bạn thẩm định trước {at.vi}.",
                en=f"{days.en}: {count} leaves on the sheets wait for your review before {at.en} (Vietnam time).",
            ),
            reverse("round", args=[round_id]),
            bodies={body},
        )
