"""Reminders 7, 3 and 1 day before, to who still has something to do; and what a tick does."""

import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from assessments.actions import explain, extend_deadline
from assessments.models import Assessment, Notice, Role, Round, Status, User
from assessments.reminders import remind
from assessments.tasks import on_the_clock
from tests.factories import (
    act_on,
    fill,
    make_explaining,
    make_person,
    make_reviewed,
    make_round,
    make_set,
    make_submitted,
    make_unit,
    page,
    score_of,
    set_clock,
    sheet_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

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
    assert reminded(leader, sheet.deadline, 0.9) == ["1 day left"]


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
    assert reminded(leader, until, 4.5, 3, 1) == ["7 days left", "3 days left", "1 day left"]


def test_reviewers_with_leaves_left_once_for_all_sheets() -> None:
    units = [make_unit() for _ in range(3)]
    round_ = make_round(units=units)
    for unit in units[:2]:
        make_submitted(round_, unit)
    make_reviewed(make_submitted(round_, units[2]))
    mine, other = make_person(Role.REVIEWER, at="VPCP"), make_person(Role.REVIEWER, at="BTC")
    assert reminded(mine, round_.review_by, 7, 2.5) == ["7 days left", "3 days left"]
    assert reminded(other, round_.review_by, 7) == []
    assert "6 leaves on the sheets wait" in Notice.objects.filter(user=mine)[0].text_en


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


def test_a_step_that_fails_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble() -> int:
        raise ZeroDivisionError("by a test")

    from assessments import tick

    monkeypatch.setattr(tick, "STEPS", (("first", stumble), ("second", lambda: 7)))
    out = StringIO()
    with pytest.raises(CommandError, match="A step failed"):
        call_command("tick", stdout=out)
    assert out.getvalue().split("\n") == ["first: failed", "second: 7", ""]
    assert "by a test" in caplog.text


def test_the_command_says_what_it_did() -> None:
    out = StringIO()
    call_command("tick", stdout=out)
    assert out.getvalue().split("\n")[:3] == [
        "explanations closed: 0",
        "reminders: 0",
        "mails sent: 0",
    ]
