"""Opening a round: one sheet for each unit, one score for each leaf, or nothing at all."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.acts import open_round
from assessments.messages.mails import send_mails
from assessments.models import (
    Assessment,
    Membership,
    Notice,
    Role,
    Round,
    Score,
    Status,
    Unit,
    User,
)
from criteria.actions import publish_set
from criteria.common.text import NotAllowed, Refused
from criteria.models import CriteriaSet
from tests.factories import (
    line_of,
    make_large_set,
    make_person,
    make_set,
    make_unit,
    page,
)

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def opened(
    criteria_set: CriteriaSet, units: Sequence[Unit], by: User | None = None, **dates: Any
) -> Round:
    now = timezone.now()
    return open_round(
        actor=page(by or make_person(Role.COORDINATOR)),
        criteria_set=criteria_set,
        units=units,
        title_vi="Kỳ đánh giá năm 2022",
        **({"opens_at": now, "submit_by": now + DAY, "review_by": now + 2 * DAY} | dates),
    )


def nothing_opened() -> bool:
    return not Round.objects.exists() and not Assessment.objects.exists()


def test_a_sheet_for_each_unit_and_a_score_for_each_leaf() -> None:
    units = [make_unit(), make_unit(ranked=False)]
    coordinator = make_person(Role.COORDINATOR)
    round_ = opened(make_set(), units, by=coordinator)

    sheets = list(Assessment.objects.filter(round=round_).order_by("pk"))
    assert [(sheet.unit, sheet.ranked) for sheet in sheets] == [(units[0], True), (units[1], False)]
    assert {sheet.status for sheet in sheets} == {Status.DRAFTING}
    for sheet in sheets:
        scores = Score.objects.filter(assessment=sheet).order_by("criterion__position")
        codes = [score.criterion.code for score in scores.select_related("criterion")]
        assert codes == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "3.1"]
        assert {score.max_points for score in scores} == {Decimal(2)}
        assert {(s.version, s.claimed_points, s.awarded_points) for s in scores} == {
            (0, None, None)
        }
    line = line_of()
    assert (line.act, line.by, line.round) == ("open_round", coordinator, round_)
    assert line.after["units"] == 2
    assert line.after["leaves"] == 7


def test_the_round_takes_its_year_from_the_set() -> None:
    assert opened(make_set(year=2024), [make_unit()]).year == 2024


def test_116_units_of_105_leaves_open_in_few_queries() -> None:
    units = [make_unit(level="ministry") for _ in range(116)]
    criteria_set = make_large_set()
    coordinator = make_person(Role.COORDINATOR)
    with CaptureQueriesContext(connection) as queries:
        round_ = opened(criteria_set, units, by=coordinator)

    assert len(queries) <= 25
    scores = Score.objects.filter(assessment__round=round_)
    assert scores.count() == 116 * 105
    assert scores.values("assessment", "criterion").distinct().count() == 116 * 105
    assert set(scores.values_list("max_points", flat=True)) == {Decimal(1)}


def test_a_set_that_is_not_published_is_refused() -> None:
    with pytest.raises(Refused, match="chưa ban hành"):
        opened(make_set(publish=False), [make_unit()])
    assert nothing_opened()


def test_no_units() -> None:
    with pytest.raises(Refused, match="Chưa chọn đơn vị nào"):
        opened(make_set(), [])
    assert nothing_opened()


def test_a_unit_of_another_level() -> None:
    stray = make_unit("Bộ Tư pháp", level="ministry")
    with pytest.raises(Refused, match="Bộ Tư pháp không thuộc cấp “Tỉnh, thành phố”"):
        opened(make_set(), [make_unit(), stray])
    assert nothing_opened()


def test_a_unit_twice() -> None:
    unit = make_unit()
    with pytest.raises(Refused, match="chọn hai lần"):
        opened(make_set(), [unit, unit])
    assert nothing_opened()


def test_a_unit_that_is_no_more() -> None:
    gone = make_unit("Quảng Ninh")
    Unit.objects.filter(pk=gone.pk).update(in_force_to=datetime.date(2022, 12, 30))
    with pytest.raises(Refused, match=r"31/12/2022: Quảng Ninh \(… – 30/12/2022\)"):
        opened(make_set(), [make_unit(), Unit.objects.get(pk=gone.pk)])
    assert nothing_opened()


def test_a_unit_that_is_not_yet() -> None:
    new = make_unit("Quảng Ninh")
    Unit.objects.filter(pk=new.pk).update(in_force_from=datetime.date(2023, 1, 1))
    with pytest.raises(Refused, match=r"31/12/2022: Quảng Ninh \(01/01/2023 – …\)"):
        opened(make_set(), [Unit.objects.get(pk=new.pk)])
    assert nothing_opened()


def test_units_of_the_very_day_are_in_force() -> None:
    day, unit = datetime.date(2022, 12, 31), make_unit()
    Unit.objects.filter(pk=unit.pk).update(in_force_from=day, in_force_to=day)
    assert opened(make_set(), [Unit.objects.get(pk=unit.pk)]).year == 2022


def test_a_code_used_twice() -> None:
    units = [make_unit("Quảng Ninh"), make_unit("Hạ Long")]
    Unit.objects.filter(pk=units[1].pk).update(in_force_from=datetime.date(2022, 7, 1))
    Unit.objects.update(code="22")
    with pytest.raises(Refused, match="Mã 22 trùng ở các đơn vị: Quảng Ninh, Hạ Long"):
        opened(make_set(), list(Unit.objects.order_by("pk")))
    assert nothing_opened()


@pytest.mark.parametrize(("submit_in", "review_in"), [(0, 2), (-1, 2), (1, 1), (2, 1)])
def test_dates_must_follow_each_other(submit_in: int, review_in: int) -> None:
    now = timezone.now()
    dates: dict[str, Any] = {"submit_by": now + submit_in * DAY, "review_by": now + review_in * DAY}
    with pytest.raises(Refused, match="Ngày mở phải trước hạn tự đánh giá"):
        opened(make_set(), [make_unit()], opens_at=now, **dates)
    assert nothing_opened()


@pytest.mark.parametrize(
    "role", [None, Role.OFFICER, Role.LEADER, Role.REVIEWER, Role.INSPECTOR, Role.ADMIN]
)
def test_only_a_coordinator(role: Role | None) -> None:
    unit = make_unit()
    with pytest.raises(NotAllowed, match="dành cho điều phối viên"):
        opened(make_set(), [unit], by=make_person(role, unit=unit))
    assert nothing_opened()


def test_a_coordinator_who_has_left() -> None:
    coordinator = make_person(Role.COORDINATOR)
    coordinator.is_active = False
    with pytest.raises(NotAllowed, match="dành cho điều phối viên"):
        opened(make_set(), [make_unit()], by=coordinator)


def test_every_cause_at_once() -> None:
    now = timezone.now()
    with pytest.raises(NotAllowed) as refused:
        opened(
            make_set(publish=False),
            [make_unit(level="ministry")],
            by=make_person(),
            opens_at=now,
            submit_by=now,
        )
    assert len(refused.value.causes) == 4


def test_everybody_whom_it_concerns_is_told_once_by_notice_and_mail() -> None:
    unit, elsewhere, by = make_unit(), make_unit(), make_person(Role.COORDINATOR)
    twice = make_person(Role.OFFICER, unit=unit)
    Membership.objects.create(user=twice, role=Role.LEADER, unit=unit)
    reviewer = make_person(Role.REVIEWER, at="BNV")
    others = [
        make_person(Role.OFFICER, unit=elsewhere),
        make_person(Role.REVIEWER, at="KHÁC"),
        make_person(Role.INSPECTOR),
        make_person(),
    ]
    left = make_person(Role.LEADER, unit=unit)
    left.is_active = False
    left.save()
    told = [twice, reviewer, make_person(Role.COORDINATOR)]
    criteria_set = make_set(publish=False)
    publish_set(criteria_set=criteria_set, by=told[-1])

    at = datetime.datetime(2022, 12, 1, 1, tzinfo=datetime.UTC)
    round_ = opened(
        criteria_set, [unit], by=by, opens_at=at, submit_by=at + DAY, review_by=at + 2 * DAY
    )
    for notice in Notice.objects.all():
        assert notice.path == f"/rounds/{round_.pk}/"
        assert notice.text_vi == (
            "Kỳ đánh giá năm 2022 mở từ 08:00:00 ngày 01/12/2022: đơn vị tự đánh giá và gửi phiếu trước "
            "08:00:00 ngày 02/12/2022, thẩm định xong trước 08:00:00 ngày 03/12/2022."
        )
        assert "submit before 08:00:00 on 02/12/2022" in notice.text_en
    assert sorted(Notice.objects.values_list("user", flat=True)) == [user.pk for user in told]
    assert not Notice.objects.filter(user__in=[*others, left, by]).exists()
    assert send_mails() == len(told)
    assert {address for message in mail.outbox for address in message.to} == {
        user.email for user in told
    }


def test_a_round_that_is_refused_tells_nobody() -> None:
    unit = make_unit()
    make_person(Role.OFFICER, unit=unit)
    with pytest.raises(Refused):
        opened(make_set(publish=False), [unit])
    assert not Notice.objects.exists()
