"""The duties of a person in each round, a coordinator's sheets or a reviewer's leaves, in set-based queries.

Their names are those of the filters of the round's page.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments import permissions
from assessments.models import (
    Assessment,
    CouncilItem,
    Flag,
    Round,
    Score,
    Status,
    User,
)
from assessments.models.conditions import is_unreviewed

LABELS: dict[str, str | Promise] = {
    "late": _("Phiếu quá hạn gửi"),
    "to_send": _("Phiếu có câu hỏi chờ gửi đơn vị"),
    "explaining": _("Phiếu đơn vị đang giải trình"),
    "unread": _("Phiếu có giải trình chờ trả lời"),
    "disputed": _("Phiếu có tiêu chí khác ý kiến chờ đưa vào chương trình hội đồng"),
    "council": _("Phiếu đang ở hội đồng"),
    "ready": _("Phiếu sẵn sàng kết thúc"),
    "drafting": _("Phiếu chưa gửi"),
    "my_reviews": _("Điểm chờ thẩm định"),
    "my_replies": _("Giải trình chờ trả lời"),
}


@dataclass(frozen=True)
class Duty:
    """A number of sheets or leaves that wait for a person, and the address where the work is done."""

    name: str
    label: str | Promise
    number: int
    path: str


def _has(condition: Q) -> Exists:
    return Exists(Score.objects.filter(condition, assessment=OuterRef("pk")))


def is_overdue(now: datetime.datetime) -> Q:
    """Returns the sheets whose unit has not submitted in time, extensions counted; for one: ``Assessment.deadline``."""
    extended = Q(extended_to__isnull=False, extended_to__gt=now)
    in_time = Q(round__submit_by__gt=now) | extended
    return Q(status=Status.DRAFTING) & ~in_time


def of_coordinators() -> dict[str, Q]:
    """Returns the coordinator's duties, as conditions on sheets."""
    on_agenda = CouncilItem.objects.filter(score=OuterRef("pk"), council__closed_at=None)
    reviewing = Q(status=Status.IN_REVIEW)
    disputed = Q(flag=Flag.DISPUTED) & ~Q(Exists(on_agenda))
    return {
        "late": is_overdue(timezone.now()),
        "to_send": reviewing & Q(_has(Q(flag=Flag.RAISED))),
        "explaining": Q(status=Status.EXPLAINING),
        "unread": reviewing & Q(_has(Q(flag=Flag.ANSWERED))),
        "disputed": Q(status__in=(Status.IN_REVIEW, Status.COUNCIL)) & Q(_has(disputed)),
        "council": Q(status=Status.COUNCIL),
        "ready": Q(status__in=Status.REVIEWING) & ~Q(_has(is_unreviewed() | Q(flag__in=Flag.OPEN))),
        "drafting": Q(status=Status.DRAFTING),
    }


def of_reviewer(user: User) -> dict[str, Q]:
    """Returns the reviewer's duties, as conditions on scores."""
    awardable = permissions.scores_awardable_by(user)
    return {
        "my_reviews": awardable & is_unreviewed(),
        "my_replies": awardable & Q(flag=Flag.ANSWERED),
    }


def duty_filter(user: User, round_: Round, name: str) -> Q | None:
    """Returns the condition on sheets of a filter of the round's page; ``None`` where the person has no such filter."""
    owner = round_.owner_id
    if permissions.may_coordinate(user, owner) and name in (conditions := of_coordinators()):
        return conditions[name]
    if user.bodies(owner) and name in (conditions := of_reviewer(user)):
        return Q(_has(conditions[name]))
    return None


def duties(user: User, rounds: Iterable[Round]) -> dict[int, list[Duty]]:
    """Returns by round (id) what waits for the person; two queries at most, however many rounds and sheets."""
    ids = {round_.pk: round_.owner_id for round_ in rounds}
    by_round: dict[int, list[Duty]] = defaultdict(list)
    if permissions.may_review(user):
        rows = Score.objects.filter(permissions.scores_of_bodies(user), assessment__round__in=ids)
        _count(by_round, rows.values_list("assessment__round"), of_reviewer(user))
    own = [pk for pk, owner in ids.items() if permissions.may_coordinate(user, owner)]
    if own:
        sheets = Assessment.objects.filter(round__in=own)
        _count(by_round, sheets.values_list("round"), of_coordinators())
    return by_round


def _count(by_round: dict[int, list[Duty]], rows, conditions: dict[str, Q]) -> None:  # type: ignore[no-untyped-def]
    counts = {name: Count("pk", filter=condition) for name, condition in conditions.items()}
    for round_id, *numbers in rows.order_by().annotate(**counts):
        by_round[round_id] += [
            Duty(name, LABELS[name], number, _path(round_id, name))
            for name, number in zip(conditions, numbers, strict=True)
            if number
        ]


def _path(round_id: int, name: str) -> str:
    if name == "my_reviews":
        return reverse("leaves", args=[round_id])
    if name == "disputed":
        return reverse("councils", args=[round_id])
    return f"{reverse('round', args=[round_id])}?todo={name}#sheets"
