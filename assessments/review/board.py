"""The sheets of a round by the step in which they are, the late ones first."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from assessments.models import Flag, Round, Score, Status
from assessments.models.conditions import is_self_scored, is_unreviewed
from assessments.models.rounds import AssessmentQuerySet
from assessments.models.states import STATE_WORDS
from criteria.common.numbers import show
from criteria.common.text import NO_TEXT, Text

_DAY = datetime.timedelta(days=1)
_MOMENT = datetime.timedelta(microseconds=1)


@dataclass(frozen=True)
class BoardCard:
    """A unit in its lane: how far it is, and for how long it has been late."""

    sheet: Any
    figures: Text
    done: int = 0
    of: int = 0
    late_days: int = 0

    @property
    def late(self) -> Text:
        days = self.late_days
        return Text(vi=f"quá hạn {days} ngày", en=f"{days} {'day' if days == 1 else 'days'} late")


@dataclass
class BoardLane:
    """A step with the units in it."""

    status: Status
    label: Text
    note: Text = NO_TEXT
    cards: list[BoardCard] = field(default_factory=list)

    @property
    def late(self) -> int:
        return sum(bool(card.late_days) for card in self.cards)


def with_board_counts(sheets: AssessmentQuerySet) -> AssessmentQuerySet:
    """Adds the counts that the board shows beside those of ``with_progress``: leaves asked about, explained, disputed."""
    return sheets.annotate(
        asked=Count("scores", filter=Q(scores__flag__in=Flag.ASKED)),
        explained=Count("scores", filter=Q(scores__flag=Flag.ANSWERED)),
        disputed=Count("scores", filter=Q(scores__flag=Flag.DISPUTED)),
    )


def board_lanes(round_: Round, sheets: Iterable[Any]) -> list[BoardLane]:
    """Returns every step with its units: who is late longest first, then who is least far; no query."""
    now = timezone.now()
    lanes = {
        status: BoardLane(status, STATE_WORDS[status].step, _note(round_, status))
        for status in Status
    }
    for sheet in sheets:
        lanes[Status(sheet.status)].cards.append(_card(round_, sheet, now))
    for lane in lanes.values():
        lane.cards.sort(key=lambda card: (-card.late_days, card.done / card.of if card.of else 0))
    return list(lanes.values())


def _note(round_: Round, status: Status) -> Text:
    end = _day(round_.submit_by if status == Status.DRAFTING else round_.review_by)
    return STATE_WORDS[status].waits_for or Text(vi=f"hạn {end}", en=f"due {end}")


def _day(moment: datetime.datetime) -> str:
    return timezone.localtime(moment - _MOMENT).strftime("%d/%m/%Y")


def _card(round_: Round, sheet: Any, now: datetime.datetime) -> BoardCard:
    sheet.round = round_
    end = sheet.step_ends_at
    # A day that has begun counts: whoever is late is never late by 0 days.
    late = 0 if end is None or now < end or sheet.is_with_council else (now - end) // _DAY + 1
    if sheet.is_drafting:
        text = f"{sheet.filled}/{sheet.leaves}"
        return BoardCard(sheet, Text(text, text), sheet.filled, sheet.leaves, late)
    if sheet.is_explaining:
        text = f"{sheet.explained}/{sheet.asked}"
        words = Text(vi=f"{text} trả lời", en=f"{text} answered")
        return BoardCard(sheet, words, sheet.explained, sheet.asked, late)
    if sheet.is_with_council:
        words = Text(vi=f"{sheet.disputed} tiêu chí", en=f"{sheet.disputed} leaves")
        return BoardCard(sheet, words)
    if sheet.is_final:
        points = sheet.awarded_sum
        return BoardCard(
            sheet, Text(show(points, "vi"), show(points, "en")) if points is not None else NO_TEXT
        )
    text = f"{sheet.reviewed}/{sheet.to_review}"
    if sheet.status == Status.SUBMITTED and sheet.submitted_at:
        text = timezone.localtime(sheet.submitted_at).strftime("%d/%m")
        return BoardCard(sheet, Text(text, text), late_days=late)
    return BoardCard(sheet, Text(text, text), sheet.reviewed, sheet.to_review, late)


def waiting_for_review(round_: Round) -> tuple[int, int]:
    """Returns how many awards the round's submitted sheets wait for, and from how many bodies; one query."""
    waiting = Score.objects.filter(
        is_self_scored() & is_unreviewed(),
        assessment__round=round_,
        assessment__status__in=Status.REVIEWING,
    )
    counts = waiting.aggregate(n=Count("pk"), bodies=Count("reviewing_body", distinct=True))
    return counts["n"], counts["bodies"]
