"""The whole demo: sets, accounts, three rounds, one published ranking."""

import datetime
from collections.abc import Callable

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from assessments.actions import extend_deadline
from assessments.models import Assessment, Round, Score, Unit
from criteria.actions import publish_set
from criteria.models import CriteriaSet
from rankings.actions import compute_ranking, publish_ranking, start_ranking
from rankings.demo.accounts import Cast
from rankings.demo.rounds import Play, Script, Times, evening
from rankings.demo.states import MINISTRIES, PROVINCES, State, spread
from rankings.models import Ranking

FIXTURES = ("units", "criteria_province_2022", "criteria_ministry_2022")
EXTENSION = "Đơn vị vừa sáp nhập hệ thống một cửa, đề nghị thêm thời gian tổng hợp số liệu."

Say = Callable[[str], object]


@transaction.atomic
def seed(say: Say) -> None:
    """Everything or nothing; ``say`` is told of each step. Raises ``Refused`` if an act does."""
    say("Nạp đơn vị và bộ tiêu chí / Loading units and criteria sets")
    call_command("loaddata", *FIXTURES, verbosity=0)
    cast = Cast()
    for criteria_set in CriteriaSet.objects.filter(code__in=("province-2022", "ministry-2022")):
        if not criteria_set.is_published:
            publish_set(criteria_set=criteria_set, by=cast.actor("coordinator").user)
    say("Kỳ cấp tỉnh đã công bố / The published round of provinces")
    _publish(cast, _published(cast))
    say("Kỳ cấp tỉnh đang mở / The open round of provinces")
    open_ = Play(cast, _practice()).run()
    _extend(cast, open_)
    say("Kỳ cấp bộ đang mở / The open round of ministries")
    Play(cast, _ministries()).run()
    cast.end()


def _units(level: str) -> list[Unit]:
    year_end = datetime.date(2022, 12, 31)
    return list(Unit.objects.filter(level=level).in_force(year_end).order_by("code"))


def _set(level: str) -> CriteriaSet:
    return CriteriaSet.objects.get(code=f"{level}-2022")


def published_script() -> Script:
    """The round of 2022, written as it was at the time but with a window that is open today.

    Every act asks the server's clock, so the past dates can only be put in afterwards.
    """
    now = timezone.now()
    day = datetime.timedelta(days=1)
    units = _units("province")
    return Script(
        name="provinces",
        criteria_set=_set("province"),
        units=units,
        title_vi="Chỉ số CCHC cấp tỉnh năm 2022 (minh họa)",
        title_en="Provincial PAR Index 2022 (demo)",
        times=Times(
            opens_at=now - day,
            submit_by=now + day,
            review_by=now + 2 * day,
            claimed=(_at(2022, 12, 5), _at(2023, 1, 14)),
            awarded=(_at(2023, 1, 20), _at(2023, 3, 24)),
        ),
        states={unit.code: State.FINAL for unit in units},
    )


def _published(cast: Cast) -> Round:
    return Play(cast, published_script()).run()


def _publish(cast: Cast, round_: Round) -> None:
    coordinator = cast.actor("coordinator")
    ranking = start_ranking(actor=coordinator, round_id=round_.pk, basis=Ranking.Basis.AWARDED)
    # A worker is told only when all this is committed; it will find nothing left to do.
    compute_ranking(ranking.pk)
    # No real decision's number: these are no real results.
    publish_ranking(
        actor=coordinator,
        ranking_id=ranking.pk,
        decision_number="00/QĐ-MINHHỌA",
        decision_date=_at(2023, 4, 19).date(),
    )
    # Only now the dates that the round really had; the record of changes keeps the true ones.
    Round.objects.filter(pk=round_.pk).update(
        opens_at=_at(2022, 12, 1), submit_by=_at(2023, 1, 15), review_by=_at(2023, 3, 31)
    )
    Assessment.objects.filter(round=round_).update(submitted_at=_at(2023, 1, 14))
    today = Score.objects.filter(assessment__round=round_, changed_at__gt=_at(2023, 3, 31))
    today.update(changed_at=_at(2023, 3, 27))


def _practice() -> Script:
    units = _units("province")
    return Script(
        name="practice",
        criteria_set=_set("province"),
        units=units,
        title_vi="Chỉ số CCHC cấp tỉnh năm 2022 (chấm thử)",
        title_en="Provincial PAR Index 2022 (practice)",
        times=_open_now(),
        states=spread("practice", units, PROVINCES),
    )


def _ministries() -> Script:
    units = _units("ministry")
    return Script(
        name="ministries",
        criteria_set=_set("ministry"),
        units=units,
        title_vi="Chỉ số CCHC cấp bộ năm 2022 (minh họa)",
        title_en="Ministerial PAR Index 2022 (demo)",
        times=_open_now(),
        states=spread("ministries", units, MINISTRIES),
    )


def _open_now() -> Times:
    now = timezone.now()
    hour = datetime.timedelta(hours=1)
    return Times(
        opens_at=evening(-10),
        submit_by=evening(60),
        review_by=evening(120),
        claimed=(evening(-9), evening(-1)),
        awarded=(now - hour, now),
    )


def _extend(cast: Cast, round_: Round) -> None:
    sheet = Assessment.objects.get(round=round_, unit__code="01")
    extend_deadline(
        actor=cast.actor("coordinator"),
        assessment_id=sheet.pk,
        until=evening(70),
        reason=EXTENSION,
    )


def _at(year: int, month: int, day: int) -> datetime.datetime:
    """17:00 in Vietnam on that day."""
    zone = timezone.get_default_timezone()
    return datetime.datetime(year, month, day, 17, tzinfo=zone)
