"""Reminders 7, 3 and 1 day before a deadline, to the people who still have something to do.

They are safe to run at any time and twice at once: an occasion is a deadline with its number of days. A
reminder that comes late tells the time that is left then.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from assessments.messages.deadlines import Occasion, counted_list, days_before, ending, time_left
from assessments.messages.notices import notify
from assessments.models import Assessment, Flag, Membership, Notice, Role, Score, Status
from assessments.models.conditions import is_unreviewed
from assessments.review import coordinator_notices
from criteria.common.labels import both_names
from criteria.common.moments import vietnam_time
from criteria.common.text import Text


def reminder_occasions(now: datetime.datetime) -> list[Occasion]:
    """Returns all reminders that are due at ``now``, told or not."""
    return [
        *_to_submit(now),
        *_to_explain(now),
        *_to_review(now),
        *coordinator_notices.coordinator_occasions(now),
    ]


def remind(now: datetime.datetime | None = None) -> int:
    """Sends the reminders that are due and were not sent yet; returns the number of occasions."""
    reminders = reminder_occasions(now or timezone.now())
    keys = [reminder.key for reminder in reminders]
    known_keys = set(Notice.objects.filter(key__in=keys).values_list("key", flat=True).distinct())
    new = [reminder for reminder in reminders if reminder.key not in known_keys]
    if not new:
        return 0
    units = _people(Role.AT_UNIT)
    reviewers = _people((Role.REVIEWER,))
    coordinators = _people((Role.COORDINATOR,))
    for reminder in new:
        people = set(units[reminder.unit, None])
        for body in reminder.bodies:
            people |= reviewers[reminder.owner, body]
        if reminder.to_coordinators:
            people |= coordinators[reminder.owner, None]
        notify(people, reminder.key, reminder.text, reminder.path)
    return len(new)


def _people(roles: Iterable[str]) -> dict[tuple[int | None, int | None], set[int]]:
    """Returns the holders of one of ``roles`` (ids of users), by unit and body."""
    by_place: dict[tuple[int | None, int | None], set[int]] = defaultdict(set)
    memberships = Membership.objects.filter(role__in=roles, user__is_active=True)
    for unit, body, user in memberships.values_list("unit_id", "body_id", "user_id"):
        by_place[unit, body].add(user)
    return by_place


def _to_submit(now: datetime.datetime) -> Iterable[Occasion]:
    sheets: Iterable[Any] = (
        Assessment.objects.filter(status=Status.DRAFTING, round__opens_at__lte=now)
        .filter(ending(now, "round__submit_by", "extended_to"))
        .select_related("round", "unit")
        .with_progress()
    )
    for sheet in sheets:
        number = days_before(sheet.deadline, now)
        if number is None:
            continue
        at, days, missing = (
            vietnam_time(sheet.deadline),
            time_left(sheet.deadline, now),
            sheet.leaves - sheet.filled,
        )
        unit = both_names(sheet.unit)
        yield Occasion(
            f"submit:{sheet.pk}:{sheet.deadline.timestamp():.0f}:{number}",
            Text(
                vi=f"{days.vi}: {unit.vi} phải gửi phiếu trước {at.vi}; còn {missing} tiêu chí chưa có số liệu.",
                en=f"{days.en}: {unit.en} must submit its sheet before {at.en} (Vietnam time); {missing} leaves are still empty.",
            ),
            reverse("sheet", args=[sheet.pk]),
            unit=sheet.unit_id,
        )


def _to_explain(now: datetime.datetime) -> Iterable[Occasion]:
    sheets: Iterable[Any] = (
        Assessment.objects.filter(ending(now, "explain_by"), status=Status.EXPLAINING)
        .select_related("round", "unit")
        .annotate(asked=Count("scores", filter=Q(scores__flag=Flag.RAISED)))
    )
    for sheet in sheets:
        if sheet.explain_by is None or (number := days_before(sheet.explain_by, now)) is None:
            continue
        if not sheet.asked:
            continue
        at, days = vietnam_time(sheet.explain_by), time_left(sheet.explain_by, now)
        unit = both_names(sheet.unit)
        yield Occasion(
            f"explain:{sheet.pk}:{sheet.explain_by.timestamp():.0f}:{number}",
            Text(
                vi=f"{days.vi}: {unit.vi} còn {sheet.asked} tiêu chí chưa giải trình, hạn {at.vi}.",
                en=f"{days.en}: {unit.en} has {sheet.asked} leaves to explain before {at.en} (Vietnam time).",
            ),
            reverse("sheet", args=[sheet.pk]),
            unit=sheet.unit_id,
        )


def _to_review(now: datetime.datetime) -> Iterable[Occasion]:
    """Yields one reminder for each round, body and deadline, however many sheets: nobody needs 63 letters."""
    unread = Q(flag=Flag.ANSWERED)
    rows = (
        Score.objects.self_scored()
        .filter(
            ending(now, "assessment__round__review_by", "assessment__review_extended_to"),
            is_unreviewed() | unread,
            assessment__status__in=Status.REVIEWING,
            reviewing_body__isnull=False,
        )
        .order_by()
        .values_list(
            "assessment__round",
            "assessment__round__owner",
            "assessment__round__review_by",
            "assessment__review_extended_to",
            "reviewing_body",
        )
        .annotate(left=Count("pk", filter=~unread), unread=Count("pk", filter=unread))
    )
    by_body: dict[tuple[int, int | None, datetime.datetime, int], list[int]] = defaultdict(
        lambda: [0, 0]
    )
    for round_id, owner, review_by, extended_to, body, left, answered in rows:
        numbers = by_body[round_id, owner, max(review_by, extended_to or review_by), body or 0]
        numbers[0] += left
        numbers[1] += answered
    for (round_id, owner, deadline, body), (left, answered) in by_body.items():
        number = days_before(deadline, now)
        if number is None:
            continue
        at, days = vietnam_time(deadline), time_left(deadline, now)
        waiting = counted_list(
            (left, Text(vi="tiêu chí chờ thẩm định", en="leaves to review")),
            (answered, Text(vi="giải trình chờ trả lời", en="explanations to reply to")),
        )
        yield Occasion(
            f"review:{round_id}:{body}:{deadline.timestamp():.0f}:{number}",
            Text(
                vi=f"{days.vi}: các phiếu còn {waiting.vi} được giao, hạn thẩm định {at.vi}.",
                en=f"{days.en}: the sheets still hold {waiting.en} for you before {at.en} (Vietnam time).",
            ),
            reverse("round", args=[round_id]),
            bodies={body},
            owner=owner,
        )
