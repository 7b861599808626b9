"""Who is told what. A notice is written with the act that it tells of, in one transaction; its mail follows.

``key`` names the occasion: nobody is told of one twice.
"""

from collections.abc import Callable, Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from assessments import permissions
from assessments.history.facts import facts_of
from assessments.models import (
    Assessment,
    Change,
    Flag,
    Membership,
    Notice,
    Role,
    Round,
    Score,
    User,
)
from criteria.common.moments import vietnam_time
from criteria.common.text import Text


def tell(users: Iterable[int], key: str, text: Text, path: str) -> None:
    """One notice for each of ``users`` (ids); those who were told of the occasion are left out."""
    Notice.objects.bulk_create(
        (
            Notice(user_id=user, key=key, text_vi=text.vi, text_en=text.en, path=path)
            for user in sorted(set(users))
        ),
        ignore_conflicts=True,
        batch_size=1000,
    )


def people_of_unit(unit_id: int) -> set[int]:
    """The officers and leaders of a unit (ids of users)."""
    found = Membership.objects.filter(unit=unit_id, role__in=Role.AT_UNIT, user__is_active=True)
    return set(found.values_list("user_id", flat=True))


def reviewers_of(assessment: Assessment, *flags: Flag) -> set[int]:
    """Those who review leaves of the sheet; with ``flags``, leaves that stand at one of them."""
    scores = Score.objects.self_scored().filter(assessment=assessment)
    if flags:
        scores = scores.filter(flag__in=flags)
    bodies = scores.order_by().values("reviewing_body")
    found = Membership.objects.filter(
        role=Role.REVIEWER, body__in=bodies, user__is_active=True
    ).exclude(user__memberships__unit=assessment.unit_id)
    return set(found.values_list("user_id", flat=True))


def holders_of(score: Score) -> set[int]:
    """The officers of the unit to whom a leaf is assigned."""
    officers = Membership.objects.filter(
        unit=score.assessment.unit_id, role=Role.OFFICER, user__is_active=True
    ).prefetch_related("parts")
    return {
        officer.user_id
        for officer in officers
        if permissions.covers(list(officer.parts.all()), score.criterion)
    }


def _returned(assessment: Assessment, reason: str) -> Text:
    at = vietnam_time(assessment.deadline)
    return Text(
        vi=f"Phiếu của {assessment.unit} được trả lại, hạn gửi lại {at.vi}: {reason}",
        en=f"The sheet of {assessment.unit} was returned, to be submitted again before {at.en} (Vietnam time): {reason}",
    )


def _asked(assessment: Assessment, _reason: str) -> Text:
    at = vietnam_time(assessment.explain_by or assessment.review_deadline)
    return Text(
        vi=f"Phiếu của {assessment.unit} có tiêu chí cần giải trình, hạn {at.vi}.",
        en=f"Leaves on the sheet of {assessment.unit} are to be explained before {at.en} (Vietnam time).",
    )


def _answered(assessment: Assessment, _reason: str) -> Text:
    return Text(
        vi=f"{assessment.unit} đã giải trình: hãy xem và trả lời.",
        en=f"{assessment.unit} has explained: read it and reply.",
    )


def _decided(assessment: Assessment, _reason: str) -> Text:
    return Text(
        vi=f"Hội đồng thẩm định đã quyết định về phiếu của {assessment.unit}.",
        en=f"The council has decided on the sheet of {assessment.unit}.",
    )


def _withdrawn(assessment: Assessment, reason: str) -> Text:
    return Text(
        vi=f"Phiếu của {assessment.unit} được rút khỏi hội đồng, thẩm định tiếp: {reason}",
        en=f"The sheet of {assessment.unit} was taken back from the council; its review goes on: {reason}",
    )


def _final(assessment: Assessment, _reason: str) -> Text:
    return Text(
        vi=f"Phiếu của {assessment.unit} đã thẩm định xong ({assessment.round.title_vi}).",
        en=f"The review of the sheet of {assessment.unit} is finished ({assessment.round.title_en or assessment.round.title_vi}).",
    )


def _reopened(assessment: Assessment, reason: str) -> Text:
    at = vietnam_time(assessment.review_deadline)
    return Text(
        vi=f"Mở lại thẩm định phiếu của {assessment.unit} đến {at.vi}: {reason}",
        en=f"The review of the sheet of {assessment.unit} is reopened until {at.en} (Vietnam time): {reason}",
    )


def _unit(assessment: Assessment) -> set[int]:
    return people_of_unit(assessment.unit_id)


def _who_asked(assessment: Assessment) -> set[int]:
    return reviewers_of(assessment, Flag.ANSWERED)


def _who_disputed(assessment: Assessment) -> set[int]:
    return reviewers_of(assessment, Flag.DISPUTED)


def _all(assessment: Assessment) -> set[int]:
    return _unit(assessment) | reviewers_of(assessment)


MOVES: dict[str, tuple[Callable[[Assessment], set[int]], Callable[[Assessment, str], Text]]] = {
    "return": (_unit, _returned),
    "request_explanation": (_unit, _asked),
    "send_explanations": (_who_asked, _answered),
    "explanation_over": (_who_asked, _answered),
    "decided": (_unit, _decided),
    "leave_council": (_who_disputed, _withdrawn),
    "finish": (_unit, _final),
    "reopen": (_all, _reopened),
}
"""Who is told of which step of a sheet (``workflow``), and how."""


def moved(line: Change, assessment: Assessment) -> None:
    """Tell of a step that ``line`` records."""
    if line.act == "submit":
        _submitted(line, assessment)
    elif line.act in MOVES:
        people, words = MOVES[line.act]
        _tell_of(line, people(assessment), words(assessment, line.reason), assessment)


def _submitted(line: Change, assessment: Assessment) -> None:
    """Tell those who review a sheet that it has come in: of a round's, the first of each day."""
    at, round_ = vietnam_time(assessment.review_deadline), assessment.round
    text = Text(
        vi=f"{assessment.unit} đã gửi phiếu, chờ thẩm định trước {at.vi}. Các phiếu khác gửi trong ngày cũng ở trang của kỳ.",
        en=f"{assessment.unit} has submitted its sheet: review it before {at.en} (Vietnam time). The others of the day stand on the round's page too.",
    )
    key = f"submitted:{round_.pk}:{timezone.localdate(line.at)}"
    path = reverse("round", args=[round_.pk])
    tell(reviewers_of(assessment) - {line.by_id}, key, text, path)


def extended(line: Change, assessment: Assessment) -> None:
    """Tell a unit of more time."""
    explaining = line.act == "extend_explanation"
    until = assessment.explain_by if explaining and assessment.explain_by else assessment.deadline
    at = vietnam_time(until)
    text = Text(
        vi=f"{assessment.unit} được gia hạn đến {at.vi}: {line.reason}",
        en=f"{assessment.unit} has time until {at.en} (Vietnam time): {line.reason}",
    )
    _tell_of(line, _unit(assessment), text, assessment)


def review_extended(line: Change, assessment: Assessment) -> None:
    """Tell a sheet's reviewers of more time."""
    at = vietnam_time(assessment.review_deadline)
    text = Text(
        vi=f"Thẩm định phiếu của {assessment.unit} được gia hạn đến {at.vi}: {line.reason}",
        en=f"The review of the sheet of {assessment.unit} has time until {at.en} (Vietnam time): {line.reason}",
    )
    _tell_of(line, reviewers_of(assessment), text, assessment)


def round_changed(line: Change, round_: Round) -> None:
    """Tell everybody whom a round's new dates or rules concern: its units, its reviewers, other coordinators."""
    facts = facts_of(None, line.before, line.after)
    vi = "; ".join(f"{fact.label.vi} {fact.after.vi}" for fact in facts)
    en = "; ".join(f"{fact.label.en} {fact.after.en}" for fact in facts)
    text = Text(
        vi=f"{round_.title_vi} thay đổi: {vi}. Lý do: {line.reason}",
        en=f"{round_.title_en or round_.title_vi} has changed: {en}. Reason: {line.reason}",
    )
    scores = Score.objects.self_scored().filter(assessment__round=round_)
    people = Membership.objects.filter(
        Q(role__in=Role.AT_UNIT, unit__assessments__round=round_)
        | Q(role=Role.REVIEWER, body__in=scores.order_by().values("reviewing_body"))
        | Q(role=Role.COORDINATOR),
        user__is_active=True,
    )
    told = set(people.order_by().values_list("user_id", flat=True)) - {line.by_id}
    tell(told, f"change:{line.pk}", text, reverse("round", args=[round_.pk]))


def given_back(line: Change, score: Score) -> None:
    """Tell a leaf's officers that their leader gave it back."""
    code = score.criterion.code
    text = Text(
        vi=f"Lãnh đạo trả lại tiêu chí {code}: {line.reason}",
        en=f"Your leader gave {code} back: {line.reason}",
    )
    path = reverse("leaf", args=[score.assessment_id, code])
    tell(holders_of(score) - {line.by_id}, f"change:{line.pk}", text, path)


def _tell_of(line: Change, people: set[int], text: Text, assessment: Assessment) -> None:
    path = reverse("sheet", args=[assessment.pk])
    tell(people - {line.by_id}, f"change:{line.pk}", text, path)


def unread(user: User) -> int:
    """How many notices wait for a person: the number at the bell."""
    return Notice.objects.filter(user=user, read_at=None).count()


def mark_read(*, user: User, ids: list[int] | None = None) -> int:
    """Mark a person's own notices as read, these (ids) or all; answers how many were unread."""
    mine = Notice.objects.filter(user=user, read_at=None)
    if ids is not None:
        mine = mine.filter(pk__in=ids)
    return mine.update(read_at=timezone.now())
