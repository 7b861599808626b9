"""Notices to people. Each is written with the act that it tells of, in one transaction; its mail follows.

``key`` names the occasion: nobody gets two notices of one.
"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from assessments import permissions
from assessments.history.facts import changed_facts
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
from criteria.common.labels import both_names
from criteria.common.moments import vietnam_time
from criteria.common.text import Text


def notify(users: Iterable[int], key: str, text: Text, path: str) -> None:
    """Writes one notice for each of ``users`` (ids); those who have a notice of the occasion are left out."""
    Notice.objects.bulk_create(
        (
            Notice(user_id=user, key=key, text_vi=text.vi, text_en=text.en, path=path)
            for user in sorted(set(users))
        ),
        ignore_conflicts=True,
        batch_size=1000,
    )


def people_of_unit(unit_id: int) -> set[int]:
    """Returns the officers and leaders of a unit (ids of users)."""
    memberships = Membership.objects.filter(
        unit=unit_id, role__in=Role.AT_UNIT, user__is_active=True
    )
    return set(memberships.values_list("user_id", flat=True))


def reviewers_of(assessment: Assessment, *flags: Flag) -> set[int]:
    """Returns those who review leaves of the sheet (ids of users); with ``flags``, only leaves with one of them."""
    scores = Score.objects.self_scored().filter(assessment=assessment)
    if flags:
        scores = scores.filter(flag__in=flags)
    bodies = scores.order_by().values("reviewing_body")
    memberships = Membership.objects.filter(
        role=Role.REVIEWER, unit=assessment.round.owner_id, body__in=bodies, user__is_active=True
    ).exclude(user__in=people_of_unit(assessment.unit_id))
    return set(memberships.values_list("user_id", flat=True))


def holders_of(score: Score) -> set[int]:
    """Returns the officers of the unit to whom a leaf is assigned (ids of users)."""
    officers = Membership.objects.filter(
        unit=score.assessment.unit_id, role=Role.OFFICER, user__is_active=True
    ).prefetch_related("parts")
    return {
        officer.user_id
        for officer in officers
        if permissions.covers(list(officer.parts.all()), score.criterion)
    }


def notify_of_extension(line: Change, assessment: Assessment) -> None:
    """Notifies a unit of more time."""
    explaining = line.act == "extend_explanation"
    until = assessment.explain_by if explaining and assessment.explain_by else assessment.deadline
    at, unit = vietnam_time(until), both_names(assessment.unit)
    text = Text(
        vi=f"{unit.vi} được gia hạn đến {at.vi}: {line.reason}",
        en=f"{unit.en} has time until {at.en} (Vietnam time): {line.reason}",
    )
    tell_of_sheet(line, people_of_unit(assessment.unit_id), text, assessment)


def review_extended(line: Change, assessment: Assessment) -> None:
    """Notifies a sheet's reviewers of more time."""
    at, unit = vietnam_time(assessment.review_deadline), both_names(assessment.unit)
    text = Text(
        vi=f"Thẩm định phiếu của {unit.vi} được gia hạn đến {at.vi}: {line.reason}",
        en=f"The review of the sheet of {unit.en} has time until {at.en} (Vietnam time): {line.reason}",
    )
    tell_of_sheet(line, reviewers_of(assessment), text, assessment)


def round_opened(line: Change, round_: Round) -> None:
    """Notifies everybody whom a new round concerns of its dates."""
    opens, submit, review = map(vietnam_time, (round_.opens_at, round_.submit_by, round_.review_by))
    text = Text(
        vi=f"{round_.title_vi} mở từ {opens.vi}: đơn vị tự đánh giá và gửi phiếu trước {submit.vi}, "
        f"thẩm định xong trước {review.vi}.",
        en=f"{round_.title_en or round_.title_vi} opens at {opens.en}: units assess themselves and submit before "
        f"{submit.en}, reviews end before {review.en} (Vietnam time).",
    )
    _tell_of_round(line, round_, text)


def round_changed(line: Change, round_: Round) -> None:
    """Notifies everybody whom a round concerns of its new dates or rules."""
    facts = changed_facts(None, line.before, line.after)
    vi = "; ".join(f"{fact.label.vi} {fact.after.vi}" for fact in facts)
    en = "; ".join(f"{fact.label.en} {fact.after.en}" for fact in facts)
    text = Text(
        vi=f"{round_.title_vi} thay đổi: {vi}. Lý do: {line.reason}",
        en=f"{round_.title_en or round_.title_vi} has changed: {en}. Reason: {line.reason}",
    )
    _tell_of_round(line, round_, text)


def _tell_of_round(line: Change, round_: Round, text: Text) -> None:
    """Notifies the people of a round's units, its reviewers and the coordinators, except the one who acted."""
    scores = Score.objects.self_scored().filter(assessment__round=round_)
    people = Membership.objects.filter(
        Q(role__in=Role.AT_UNIT, unit__assessments__round=round_)
        | Q(unit=round_.owner_id)
        & (
            Q(role=Role.REVIEWER, body__in=scores.order_by().values("reviewing_body"))
            | Q(role=Role.COORDINATOR)
        ),
        user__is_active=True,
    )
    recipients = set(people.order_by().values_list("user_id", flat=True)) - {line.by_id}
    notify(recipients, f"change:{line.pk}", text, reverse("round", args=[round_.pk]))


def given_back(line: Change, score: Score) -> None:
    """Notifies a leaf's officers that their leader gave it back."""
    code = score.criterion.code
    text = Text(
        vi=f"Lãnh đạo trả lại tiêu chí {code}: {line.reason}",
        en=f"Your leader gave {code} back: {line.reason}",
    )
    path = reverse("leaf", args=[score.assessment_id, code])
    notify(holders_of(score) - {line.by_id}, f"change:{line.pk}", text, path)


def tell_of_sheet(line: Change, people: set[int], text: Text, assessment: Assessment) -> None:
    """Notifies ``people`` (ids), except the one who acted, of the act that ``line`` records on a sheet."""
    path = reverse("sheet", args=[assessment.pk])
    notify(people - {line.by_id}, f"change:{line.pk}", text, path)


def notify_of_wrong_passwords(email: str, address: str) -> None:
    """Notifies the owner of an account, if there is one, that somebody keeps trying passwords; once a day."""
    at = vietnam_time(timezone.now())
    text = Text(
        vi=f"Mật khẩu của tài khoản này bị nhập sai nhiều lần, lần gần nhất lúc {at.vi} từ địa chỉ {address}. "
        "Nếu không phải do chủ tài khoản, hãy đổi mật khẩu và báo quản trị viên.",
        en=f"A wrong password was typed for this account several times, last at {at.en} (Vietnam time) from the "
        f"address {address}. If it was not its owner, change the password and tell the administrator.",
    )
    owners = User.objects.filter(email=email, is_active=True).values_list("pk", flat=True)
    notify(owners, f"wrong-passwords:{timezone.localdate()}", text, reverse("account"))


def unread_notices(user: User) -> QuerySet[Notice]:
    """Returns a person's unread notices; their number stands at the bell."""
    return Notice.objects.filter(user=user, read_at=None)


def mark_read(*, user: User, ids: list[int] | None = None) -> int:
    """Marks a person's own notices as read, these (ids) or all; returns how many were unread."""
    notices = unread_notices(user)
    if ids is not None:
        notices = notices.filter(pk__in=ids)
    return notices.update(read_at=timezone.now())
