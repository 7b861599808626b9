"""A unit's sheet that begins half filled: last year's figures, reasons and documents, and figures to date."""

import datetime
from typing import Any

from assessments.acts import add_link
from assessments.models import Assessment, Role, Round, Score, Status, Unit, User
from criteria.actions import copy_set, publish_set
from criteria.models import CriteriaSet, Criterion
from rankings.models import FigureToDate
from tests.factories import fill, make_person, make_round, make_set, page, score_of, sheet_of


def next_set(criteria_set: CriteriaSet, year: int) -> CriteriaSet:
    """The set of a later year, each row of which names its ancestor."""
    later = copy_set(criteria_set=criteria_set, year=year, by=make_person(Role.ADMIN))
    publish_set(criteria_set=later, by=make_person(Role.COORDINATOR))
    later.refresh_from_db()
    return later


def finish(sheet: Assessment, **reasons: str) -> None:
    """Awards what was claimed; leaves with a reason ("1_3") lose half a point of it."""
    for score in Score.objects.filter(assessment=sheet).select_related("criterion"):
        reason = reasons.get("of_" + score.criterion.code.replace(".", "_"), "")
        score.awarded = score.claimed.as_award(reason)
        if reason and score.awarded_points:
            score.awarded_points -= score.awarded_points / 4
        if score.criterion.is_survey:
            score.awarded_points = score.max_points
            score.awarded_note = "SIPAS"
        score.save()
    Assessment.objects.filter(pk=sheet.pk).update(status=Status.FINAL)


def prove(sheet: Assessment, code: str, officer: User, title: str) -> None:
    add_link(
        actor=page(officer),
        score_id=score_of(sheet, code).pk,
        url="https://example.vn/12-bc",
        title=title,
        number="12/BC",
    )


def final_sheet(unit: Unit, year: int = 2022) -> Assessment:
    """Last year's sheet: every leaf claimed, 1.3 proven and with a lost point."""
    sheet = sheet_of(make_round(make_set(year=year), [unit]))
    officer = fill(sheet)
    prove(sheet, "1.3", officer, "Báo cáo kiểm tra")
    finish(sheet, of_1_3="Thiếu biên bản kiểm tra")
    return sheet


def new_sheet(before: Assessment, unit: Unit | None = None) -> Assessment:
    """This year's sheet, empty."""
    later = next_set(before.round.criteria_set, before.round.year + 1)
    return sheet_of(make_round(later, [unit or before.unit]))


def figure(
    before: Assessment, code: str, entry: dict[str, Any], day: datetime.date, points: str = "1"
) -> FigureToDate:
    """A figure to date on a leaf of last year's set, as a plan has it."""
    leaf = Criterion.objects.get(criteria_set=before.round.criteria_set, code=code)
    round_: Round = before.round
    return FigureToDate.objects.create(
        unit=before.unit,
        round=round_,
        criterion=leaf,
        day=day,
        input=entry,
        points=points,
        by=make_person(Role.OFFICER, unit=before.unit),
    )
