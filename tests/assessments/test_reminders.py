"""Reminders 7, 3 and 1 day before, to who still has something to do; and what a tick does."""

import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from assessments import clock
from assessments.acts import explain, extend_deadline, open_council, settle_flag
from assessments.messages.deadlines import time_left
from assessments.models import Assessment, Flag, Notice, Role, Round, Score, Status, User
from assessments.review.reminders import remind
from assessments.tasks import on_the_clock
from tests.factories import (
    act_on,
    fill,
    flag,
    make_answered,
    make_disputed,
    make_explaining,
    make_person,
    make_reviewed,
    make_round,
    make_set,
    make_submitted,
    make_unit,
    page,
    reviewer_of,
    score_of,
    set_clock,
    sheet_of,
)

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
SECOND = datetime.timedelta(seconds=1)


def reminded(user: User, deadline: datetime.datetime, *days: float) -> list[str]:
    """What the person is told by a tick at each of these numbers of days before the deadline."""
    for number in days:
        remind(deadline - number * DAY)
    found = Notice.objects.filter(user=user, key__contains=f":{deadline.timestamp():.0f}:")
    return [
        text.partition(":")[0] for text in found.order_by("pk").values_list("text_en", flat=True)
    ]


def test_a_unit_that_has_not_submitted() -> None:
    sheet = sheet_of(make_round())
    fill(sheet, "1.1", "1.2")
    leader = make_person(Role.LEADER, unit=sheet.unit)
    days = (8, 7.01, 7, 6.5, 3.1, 3, 2, 1, 0.5, 0.5)
    assert reminded(leader, sheet.deadline, *days) == ["7 days left", "3 days left", "1 day left"]
    notice = Notice.objects.filter(user=leader)[0]
    assert "4 leaves are still empty" in notice.text_en
    assert notice.path == f"/sheets/{sheet.pk}/"


def test_a_clock_that_stood_still_tells_the_nearest_only() -> None:
    sheet = sheet_of(make_round())
    leader = make_person(Role.LEADER, unit=sheet.unit)
    assert reminded(leader, sheet.deadline, 0.9) == ["22 hours left"]
    assert reminded(leader, sheet.deadline, 0.5) == ["22 hours left"]


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (7, "7 days left"),
        (6.99, "7 days left"),
        (5, "5 days left"),
        (4.5, "4 days 12 hours left"),
        (1.01, "1 day 1 hour left"),
        (1, "1 day left"),
        (0.01, "1 hour left"),
    ],
)
def test_a_reminder_tells_the_time_that_is_left(days: float, told: str) -> None:
    now = timezone.now()
    assert time_left(now + days * DAY, now).en == told


def test_the_words_are_the_same_in_vietnamese() -> None:
    now = timezone.now()
    assert time_left(now + 4.5 * DAY, now).vi == "Còn 4 ngày 12 giờ"


def test_nobody_after_the_deadline_or_the_submission() -> None:
    sheet = make_submitted()
    leader = make_person(Role.LEADER, unit=sheet.unit)
    assert reminded(leader, sheet.deadline, 3, 0, -1) == []
    late = sheet_of(make_round())
    leader = make_person(Role.LEADER, unit=late.unit)
    assert reminded(leader, late.deadline, 0, -1) == []


def test_an_extension_brings_reminders_of_its_own() -> None:
    sheet = sheet_of(make_round())
    leader = make_person(Role.LEADER, unit=sheet.unit)
    assert reminded(leader, sheet.deadline, 1) == ["1 day left"]
    until = sheet.deadline + 5 * DAY
    coordinator = page(make_person(Role.COORDINATOR))
    extend_deadline(actor=coordinator, assessment_id=sheet.pk, until=until, reason="Bão")
    told = reminded(leader, until, 4.5, 3, 1)
    assert told == ["4 days 12 hours left", "3 days left", "1 day left"]


def test_reviewers_with_leaves_left_once_for_all_sheets() -> None:
    units = [make_unit() for _ in range(3)]
    round_ = make_round(units=units)
    for unit in units[:2]:
        make_submitted(round_, unit)
    make_reviewed(make_submitted(round_, units[2]))
    mine, other = make_person(Role.REVIEWER, at="VPCP"), make_person(Role.REVIEWER, at="BTC")
    assert reminded(mine, round_.review_by, 7, 2.5) == ["7 days left", "2 days 12 hours left"]
    assert reminded(other, round_.review_by, 7) == []
    assert "still hold 6 leaves to review for you" in Notice.objects.filter(user=mine)[0].text_en


def test_reviewers_with_explanations_to_reply_to() -> None:
    sheet = make_answered("2.1", "2.3", "1.1")
    mine = make_person(Role.REVIEWER, at="VPCP")
    assert reminded(mine, sheet.round.review_by, 3) == ["3 days left"]
    notice = Notice.objects.filter(user=mine).latest("pk")
    assert "still hold 2 explanations to reply to for you" in notice.text_en


def test_coordinators_of_what_only_they_move_on() -> None:
    sheet = make_disputed("1.1", "1.3", "2.1")
    coordinator, reviewer = make_person(Role.COORDINATOR), make_person(Role.REVIEWER, at="BNV")
    open_council(
        actor=page(coordinator),
        round_id=sheet.round_id,
        title="Phiên họp",
        held_on=datetime.date(2026, 11, 24),
        score_ids=[score_of(sheet, "1.1").pk],
    )
    Score.objects.filter(assessment=sheet, criterion__code="2.1").update(flag=Flag.RAISED)
    reminded(coordinator, sheet.round.review_by, 7)
    notice = Notice.objects.get(user=coordinator, key__startswith="settle:")
    assert notice.text_en.startswith("7 days left to review (until ")
    what = "1 questions not sent, 1 disputes on no agenda, 1 councils not closed."
    assert notice.text_en.endswith(what)
    assert notice.path == f"/rounds/{sheet.round_id}/"
    assert reminded(reviewer, sheet.round.review_by, 7) == []


def test_coordinators_with_nothing_open_are_told_nothing() -> None:
    sheet = make_answered("1.1")
    coordinator = make_person(Role.COORDINATOR)
    assert reminded(coordinator, sheet.round.review_by, 7, 3, 1) == []


def test_a_sheet_with_its_own_review_deadline() -> None:
    sheet = make_submitted()
    reviewer = make_person(Role.REVIEWER, at="VPCP")
    later = sheet.round.review_by + 20 * DAY
    Assessment.objects.filter(pk=sheet.pk).update(review_extended_to=later)
    assert reminded(reviewer, sheet.round.review_by, 3) == []
    assert reminded(reviewer, later, 3) == ["3 days left"]


def test_units_with_unanswered_questions() -> None:
    sheet = make_explaining("2.3", "1.1")
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    explain(actor=page(officer), **act_on(score_of(sheet, "1.1")), text="Đã làm")
    assert sheet.explain_by is not None
    assert reminded(officer, sheet.explain_by, 3) == ["3 days left"]
    assert "has 1 leaves to explain" in Notice.objects.filter(user=officer).latest("pk").text_en
    explain(actor=page(officer), **act_on(score_of(sheet, "2.3")), text="Đã làm")
    assert reminded(officer, sheet.explain_by, 1) == ["3 days left"]


def ready(coordinator: User) -> list[str]:
    """What a tick tells a coordinator of sheets whose reviewers have done their part."""
    remind()
    found = Notice.objects.filter(user=coordinator).order_by("pk")
    return [key.partition(":")[0] for key in found.values_list("key", flat=True)]


def test_a_sheet_with_all_questions_raised_waits_for_its_coordinator() -> None:
    sheet = make_submitted()
    coordinator = make_person(Role.COORDINATOR)
    flagged = score_of(sheet, "1.1")
    make_reviewed(sheet, "1.1", "2.1")
    assert ready(coordinator) == []
    flag(sheet, "1.1", "2.1")
    assert ready(coordinator) == ready(coordinator) == ["to_send"]
    notice = Notice.objects.get(user=coordinator)
    assert "2 questions wait to be sent" in notice.text_en
    assert notice.path == f"/sheets/{sheet.pk}/"
    # One leaf more to review: its coordinator waits too.
    Score.objects.filter(pk=flagged.pk).update(awarded_points=None, awarded_note="")
    Notice.objects.all().delete()
    assert ready(coordinator) == []


def test_a_sheet_whose_explanations_are_all_replied_to() -> None:
    coordinator = make_person(Role.COORDINATOR)
    sheet = make_answered("1.1", "2.1")
    assert ready(coordinator) == []
    for code in ("1.1", "2.1"):
        score = score_of(sheet, code)
        settle_flag(actor=reviewer_of(score), **act_on(score), reply="Đồng ý", accept=True)
    assert ready(coordinator) == ["replied"]


def test_a_sheet_that_is_ready_for_the_council() -> None:
    coordinator = make_person(Role.COORDINATOR)
    make_disputed("1.1", "2.1")
    assert ready(coordinator) == ["disputed"]
    assert "2 disputed leaves wait" in Notice.objects.get(user=coordinator).text_en


def test_not_before_the_round_opens() -> None:
    round_ = make_round()
    leader = make_person(Role.LEADER, unit=sheet_of(round_).unit)
    opens = round_.submit_by - DAY
    Round.objects.filter(pk=round_.pk).update(opens_at=opens)
    assert reminded(leader, round_.submit_by, 3) == []


def test_queries_do_not_grow_with_units(django_assert_max_num_queries: Any) -> None:
    round_ = make_round(make_set(), [make_unit() for _ in range(12)])
    for sheet in Assessment.objects.filter(round=round_).select_related("unit")[:3]:
        make_person(Role.LEADER, unit=sheet.unit)
    with django_assert_max_num_queries(25):
        assert remind(round_.submit_by - DAY) == 12
    assert Notice.objects.count() == 3


# The tick


@pytest.mark.sqlite
def test_a_tick_closes_reminds_and_sends(
    monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any]
) -> None:
    sheet = make_explaining("2.3")
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    assert sheet.explain_by is not None
    set_clock(monkeypatch, sheet.explain_by - SECOND)
    on_the_clock()
    assert sheet_of(sheet.round).status == Status.EXPLAINING
    assert officer.email in [mail.to[0] for mail in mailoutbox]
    set_clock(monkeypatch, sheet.explain_by)
    on_the_clock()
    on_the_clock()
    assert sheet_of(sheet.round).status == Status.IN_REVIEW
    keys = list(Notice.objects.values_list("user", "key"))
    assert len(keys) == len(set(keys))
    assert len(mailoutbox) == Notice.objects.filter(mail="sent").count()


@pytest.mark.sqlite
def test_a_step_that_fails_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble() -> int:
        raise ZeroDivisionError("by a test")

    monkeypatch.setattr(clock, "STEPS", (("first", stumble), ("second", lambda: 7)))
    out = StringIO()
    with pytest.raises(CommandError, match="A step failed"):
        call_command("tick", stdout=out)
    assert out.getvalue().split("\n") == ["first: failed", "second: 7", ""]
    assert "by a test" in caplog.text


@pytest.mark.sqlite
def test_the_command_says_what_it_did() -> None:
    out = StringIO()
    call_command("tick", stdout=out)
    assert out.getvalue().split("\n")[:3] == [
        "explanations closed: 0",
        "reminders: 0",
        "mails sent: 0",
    ]
