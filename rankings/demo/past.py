"""The demo's published years: 2021, and 2022 with a ranking that was mended.

Both are played while their windows are open today, since every act asks the server's clock. The dates
that they would have had can only be put in afterwards.
"""

import datetime

from django.db.models import F
from django.utils import timezone

from assessments.acts import award_points, finish_review, reopen_assessment
from assessments.models import Assessment, Role, Round, Score, Unit
from assessments.writing.actor import Actor
from criteria.actions import copy_set
from criteria.actions.people import Publisher
from criteria.models import CriteriaSet, Criterion
from rankings.acts import compute_ranking, publish_ranking, start_ranking
from rankings.demo.accounts import Cast
from rankings.demo.rounds import Play, Script, Times
from rankings.demo.states import State
from rankings.models import Ranking

MENDED = "64"
"""The code of Gia Lai, whose award on a leaf is corrected after the first publication."""
REOPENED = "Đơn vị gửi bổ sung văn bản gốc sau công bố; cơ quan thẩm định đề nghị xem lại."
REPLACED = (
    "Đính chính điểm thẩm định một tiêu chí của tỉnh Gia Lai theo văn bản gốc được gửi bổ sung "
    "(minh họa)."
)


def evening_of(year: int, month: int, day: int) -> datetime.datetime:
    """Returns 17:00 in Vietnam on that day."""
    zone = timezone.get_default_timezone()
    return datetime.datetime(year, month, day, 17, tzinfo=zone)


def units_of(level: str) -> list[Unit]:
    year_end = datetime.date(2022, 12, 31)
    return list(Unit.objects.filter(level=level).in_force(year_end).order_by("code"))


def set_of(level: str, year: int = 2022) -> CriteriaSet:
    return CriteriaSet.objects.get(code=f"{level}-{year}")


def year_before(by: Publisher, criteria_set: CriteriaSet) -> CriteriaSet:
    """Returns the set of the year before: a copy, and the ancestor of ``criteria_set`` if that is a draft."""
    copy = copy_set(by=by, criteria_set=criteria_set, year=criteria_set.year - 1)
    copy.legal_basis = ""  # no decision of that year
    copy.save()
    rows = list(Criterion.objects.filter(criteria_set=copy).select_related("ancestor"))
    later = []
    for row in rows:
        if row.ancestor:
            later.append(row.ancestor)
            row.ancestor.ancestor, row.ancestor = row, None
    Criterion.objects.bulk_update(rows, ["ancestor"])
    if not criteria_set.is_published:
        Criterion.objects.bulk_update(later, ["ancestor"])
    return copy


def published_script() -> Script:
    """Returns the round of 2022."""
    return Script(
        name="provinces",
        criteria_set=set_of("province"),
        units=(units := units_of("province")),
        title_vi="Chỉ số CCHC cấp tỉnh năm 2022 (minh họa)",
        title_en="Provincial PAR Index 2022 (demo)",
        times=_times(2022),
        states={unit.code: State.FINAL for unit in units},
    )


def earlier_script() -> Script:
    """Returns the round of 2021: the same units, most of them a little less good."""
    return Script(
        name="provinces-2021",
        year_before="provinces",
        criteria_set=set_of("province", 2021),
        units=(units := units_of("province")),
        title_vi="Chỉ số CCHC cấp tỉnh năm 2021 (minh họa)",
        title_en="Provincial PAR Index 2021 (demo)",
        times=_times(2021),
        states={unit.code: State.FINAL for unit in units},
        in_full=False,
    )


def _times(year: int) -> Times:
    now, day = timezone.now(), datetime.timedelta(days=1)
    return Times(
        opens_at=now - day,
        submit_by=now + day,
        review_by=now + 2 * day,
        claimed=(evening_of(year, 12, 5), evening_of(year + 1, 1, 14)),
        awarded=(evening_of(year + 1, 1, 20), evening_of(year + 1, 3, 24)),
    )


def publish_years(cast: Cast) -> None:
    """Publishes 2021 and 2022, and 2022 once more with an award mended."""
    coordinator = cast.actor(Role.COORDINATOR)
    earlier = Play(cast, earlier_script()).run()
    _publish(coordinator, earlier, "00/QĐ-MINHHỌA", evening_of(2022, 5, 25))
    _put_in_the_past(earlier)
    round_ = Play(cast, published_script()).run()
    _publish(coordinator, round_, "00/QĐ-MINHHỌA", evening_of(2023, 4, 19))
    _mend(cast, round_)
    _publish(coordinator, round_, "01/QĐ-MINHHỌA", evening_of(2023, 5, 10), REPLACED)
    _put_in_the_past(round_)


def _publish(
    actor: Actor, round_: Round, number: str, day: datetime.datetime, reason: str = ""
) -> None:
    """Computes and publishes a ranking. ``number`` is no real decision's: these are no real results."""
    ranking = start_ranking(actor=actor, round_id=round_.pk, basis=Ranking.Basis.AWARDED)
    # A worker hears of it only when all this is committed; it will find nothing left to do.
    compute_ranking(ranking.pk)
    publish_ranking(
        actor=actor,
        ranking_id=ranking.pk,
        decision_number=number,
        decision_date=day.date(),
        reason=reason,
    )


def _mend(cast: Cast, round_: Round) -> None:
    """Accepts after all what one unit claimed on the leaf where it lost most."""
    sheet = Assessment.objects.get(round=round_, unit__code=MENDED)
    coordinator = cast.actor(Role.COORDINATOR)
    reopen_assessment(
        actor=coordinator,
        assessment_id=sheet.pk,
        until=round_.review_by + datetime.timedelta(days=1),
        reason=REOPENED,
    )
    adjusted = Score.objects.filter(assessment=sheet, claimed_points__gt=F("awarded_points"))
    score = (
        adjusted.select_related("criterion__reviewing_body")
        .order_by(F("awarded_points") - F("claimed_points"), "criterion__position")[:1]
        .get()
    )
    award_points(
        actor=cast.reviewer(score.criterion),
        score_id=score.pk,
        version=score.version,
        accept=True,
    )
    finish_review(actor=coordinator, assessment_ids=[sheet.pk])


def _put_in_the_past(round_: Round) -> None:
    """Sets the dates that the round would have had; the record of changes keeps the true ones."""
    year, sheets = round_.year + 1, Assessment.objects.filter(round=round_)
    Round.objects.filter(pk=round_.pk).update(
        opens_at=evening_of(round_.year, 12, 1),
        submit_by=evening_of(year, 1, 15),
        review_by=evening_of(year, 3, 31),
    )
    sheets.update(submitted_at=evening_of(year, 1, 14))
    sheets.exclude(review_extended_to=None).update(review_extended_to=evening_of(year, 5, 5))
    scores = Score.objects.filter(assessment__round=round_)
    scores.filter(changed_at__gt=evening_of(year, 3, 31)).update(changed_at=evening_of(year, 3, 27))
