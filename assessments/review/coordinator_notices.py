"""Notices of the things that only a coordinator can move on: as soon as they wait, and again before the review ends."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.urls import reverse

from assessments.messages.deadlines import Occasion, counted_list, days_before, ending, time_left
from assessments.models import Assessment, CouncilItem, Flag, Score, Status
from assessments.models.conditions import is_self_scored, is_unreviewed
from criteria.common.labels import both_names
from criteria.common.moments import vietnam_time
from criteria.common.text import Text

_READY = (
    (
        "asked",
        "to_send",
        Text(
            vi="đã thẩm định hết, {n} câu hỏi chờ gửi đơn vị giải trình.",
            en="everything is reviewed, {n} questions wait to be sent to the unit.",
        ),
    ),
    (
        "disputed",
        "disputed",
        Text(
            vi="đã trả lời mọi giải trình, {n} tiêu chí còn khác ý kiến chờ trình hội đồng.",
            en="every explanation has its reply, {n} disputed leaves wait for a council.",
        ),
    ),
    (
        "explanations",
        "replied",
        Text(
            vi="đã trả lời mọi giải trình, không còn tiêu chí khác ý kiến.",
            en="every explanation has its reply and nothing is in dispute.",
        ),
    ),
)
"""The count of a sheet, the occasion that it makes, and its words; the first count that is not 0 is told."""


def coordinator_occasions(now: datetime.datetime) -> list[Occasion]:
    """Returns all occasions at ``now``, told or not."""
    return [*_ready(), *_to_settle(now)]


def _ready() -> Iterable[Occasion]:
    """Yields the sheets whose reviewers have done their part, each told once for each turn."""
    raised = Score.objects.filter(assessment=OuterRef("pk"), flag=Flag.RAISED)
    unreviewed = is_self_scored("scores__") & is_unreviewed("scores__")
    sheets: Iterable[Any] = (
        Assessment.objects.filter(Q(explanations__gt=0) | Exists(raised), status=Status.IN_REVIEW)
        .select_related("round", "unit")
        .annotate(
            unreviewed=Count("scores", filter=unreviewed),
            asked=Count("scores", filter=Q(scores__flag=Flag.RAISED)),
            unread=Count("scores", filter=Q(scores__flag=Flag.ANSWERED)),
            disputed=Count("scores", filter=Q(scores__flag=Flag.DISPUTED)),
        )
        .filter(unreviewed=0, unread=0)
    )
    for sheet in sheets:
        waiting = [row for row in _READY if getattr(sheet, row[0])]
        if not waiting:
            continue
        field, name, sentence = waiting[0]
        number = getattr(sheet, field)
        unit = both_names(sheet.unit)
        submitted = sheet.submitted_at.timestamp() if sheet.submitted_at else 0
        yield Occasion(
            f"{name}:{sheet.pk}:{submitted:.0f}:{sheet.explanations}",
            Text(
                vi=f"{unit.vi}: {sentence.vi.format(n=number)}",
                en=f"{unit.en}: {sentence.en.format(n=number)}",
            ),
            reverse("sheet", args=[sheet.pk]),
            owner=sheet.round.owner_id,
            to_coordinators=True,
        )


def _to_settle(now: datetime.datetime) -> Iterable[Occasion]:
    """Yields an occasion for each round and deadline: what only coordinators can move on before the review ends."""
    council = CouncilItem.objects.filter(score=OuterRef("pk"), council__closed_at=None)
    rows = (
        Score.objects.filter(
            ending(now, "assessment__round__review_by", "assessment__review_extended_to"),
            assessment__status__in=(Status.IN_REVIEW, Status.COUNCIL),
            flag__in=(Flag.RAISED, Flag.DISPUTED),
        )
        .annotate(council=Subquery(council.values("council")[:1]))
        .values_list(
            "assessment__round",
            "assessment__round__owner",
            "assessment__round__review_by",
            "assessment__review_extended_to",
            "flag",
            "council",
        )
    )
    by_deadline: dict[tuple[int, int | None, datetime.datetime], _Unsettled] = defaultdict(
        _Unsettled
    )
    for round_id, owner_id, review_by, extended_to, flag, council_id in rows:
        open_here = by_deadline[round_id, owner_id, max(review_by, extended_to or review_by)]
        open_here.asked += flag == Flag.RAISED
        open_here.disputed += flag == Flag.DISPUTED and council_id is None
        open_here.councils |= {council_id} - {None}
    for (round_id, owner, deadline), left in by_deadline.items():
        number = days_before(deadline, now)
        if number is None:
            continue
        at, days, unsettled = vietnam_time(deadline), time_left(deadline, now), left.in_words()
        yield Occasion(
            f"settle:{round_id}:{deadline.timestamp():.0f}:{number}",
            Text(
                vi=f"{days.vi} là hết hạn thẩm định ({at.vi}): còn {unsettled.vi}.",
                en=f"{days.en} to review (until {at.en}, Vietnam time): {unsettled.en}.",
            ),
            reverse("round", args=[round_id]),
            owner=owner,
            to_coordinators=True,
        )


@dataclass
class _Unsettled:
    """The things that wait for a coordinator: questions not sent, disputes on no agenda, open councils (ids)."""

    asked: int = 0
    disputed: int = 0
    councils: set[int] = field(default_factory=set)

    def in_words(self) -> Text:
        return counted_list(
            (self.asked, Text(vi="câu hỏi chưa gửi đơn vị", en="questions not sent")),
            (
                self.disputed,
                Text(vi="tiêu chí khác ý kiến chưa trình hội đồng", en="disputes on no agenda"),
            ),
            (
                len(self.councils),
                Text(vi="phiên họp hội đồng chưa kết thúc", en="councils not closed"),
            ),
        )
