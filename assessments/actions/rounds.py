"""Opening a round with its dates and rules."""

import datetime
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from assessments import permissions
from assessments.actions.round_rules import date_faults, rule_faults
from assessments.actor import Actor
from assessments.models import Assessment, Round, Score, Unit
from assessments.record import record
from criteria.labels import both
from criteria.models import CriteriaSet, Criterion, Level
from criteria.text import Refused, Text


@transaction.atomic
def open_round(
    *,
    actor: Actor,
    criteria_set: CriteriaSet,
    units: Sequence[Unit],
    title_vi: str,
    opens_at: datetime.datetime,
    submit_by: datetime.datetime,
    review_by: datetime.datetime,
    title_en: str = "",
    explanations_allowed: int = 1,
    quorum_percent: int = 67,
    is_demo: bool = False,
) -> Round:
    """A round of a published set: one assessment for each unit, one score for each leaf, made in bulk.

    ``explanations_allowed`` is how often a sheet may be explained, ``quorum_percent`` the members (%)
    that a council needs. Raises ``Refused`` with every cause: the person, the set, the units, the dates.
    """
    faults = []
    # The set must not change between this look and the rows made from it.
    criteria_set = CriteriaSet.objects.select_for_update().get(pk=criteria_set.pk)
    if not criteria_set.is_published:
        faults.append(
            Text(
                vi="Bộ tiêu chí chưa ban hành. Hãy ban hành trước khi mở kỳ đánh giá.",
                en="The criteria set is not published. Publish it before opening a round.",
            )
        )
    if not units:
        faults.append(Text(vi="Chưa chọn đơn vị nào.", en="No unit is chosen."))
    level = both(Level(criteria_set.level).label)
    faults += [
        Text(
            vi=f"{unit.name_vi} không thuộc cấp “{level.vi}” của bộ tiêu chí.",
            en=f"{unit.name_vi} is not of the set's level “{level.en}”.",
        )
        for unit in units
        if unit.level != criteria_set.level
    ]
    faults += date_faults(opens_at, submit_by, review_by)
    faults += rule_faults(explanations_allowed, quorum_percent)
    permissions.demand(permissions.to_coordinate(actor.user), faults)
    round_ = Round.objects.create(
        criteria_set=criteria_set,
        title_vi=title_vi,
        title_en=title_en,
        year=criteria_set.year,
        opens_at=opens_at,
        submit_by=submit_by,
        review_by=review_by,
        explanations_allowed=explanations_allowed,
        quorum_percent=quorum_percent,
        is_demo=is_demo,
    )
    try:
        with transaction.atomic():
            assessments = Assessment.objects.bulk_create(
                Assessment(round=round_, unit=unit, ranked=unit.ranked) for unit in units
            )
    except IntegrityError as error:
        raise Refused(
            Text(vi="Một đơn vị được chọn hai lần.", en="A unit is chosen twice.")
        ) from error
    leaves = list(Criterion.objects.filter(criteria_set=criteria_set).leaves())
    Score.objects.bulk_create(
        (
            Score(
                assessment=assessment,
                criterion=leaf,
                max_points=leaf.max_points,
                reviewing_body_id=leaf.reviewing_body_id,
            )
            for assessment in assessments
            for leaf in leaves
        ),
        batch_size=2000,
    )
    record(
        actor,
        "open_round",
        on=round_,
        after={"units": len(assessments), "leaves": len(leaves), "set": criteria_set.code},
    )
    return round_
