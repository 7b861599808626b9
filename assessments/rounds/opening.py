"""Opens a round with its dates and rules."""

import datetime
from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction

from assessments import permissions
from assessments.messages import notices
from assessments.models import Assessment, Round, Score, Unit
from assessments.rounds.changing import date_faults, rule_faults
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.record import record
from criteria.common.labels import both
from criteria.common.text import FieldFault, Refused, Text
from criteria.models import CriteriaSet, Criterion, Level

OPEN_ROUND = Act("open_round", Text(vi="Mở kỳ đánh giá", en="Opened the round"))


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
    is_demo: bool = False,
    owner_id: int | None = None,
    **rules: int,
) -> Round:
    """Opens a round of a published set: makes an assessment for each unit and a score for each leaf, in bulk.

    With ``owner_id`` it is the own round of that unit, for units below it alone. ``rules`` are set by the names of ``ROUND_RULES``; a rule left out has the model's default. Raises
    ``Refused`` with every cause: the person, the set, the units, the dates, the rules.
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
        faults.append(
            FieldFault(vi="Chưa chọn đơn vị nào.", en="No unit is chosen.", field="units")
        )
    level = both(Level(criteria_set.level).label)
    faults += [
        FieldFault(
            vi=f"{unit.name_vi} không thuộc cấp “{level.vi}” của bộ tiêu chí.",
            en=f"{unit.name_vi} is not of the set's level “{level.en}”.",
            field="units",
        )
        for unit in units
        if unit.level != criteria_set.level
    ]
    faults += _owner_faults(criteria_set, units, owner_id)
    faults += _unit_faults(units, criteria_set.year)
    faults += date_faults(opens_at, submit_by, review_by)
    faults += rule_faults(rules)
    permissions.demand(permissions.reasons_against_coordinating(actor.user, owner_id), faults)
    round_ = Round.objects.create(
        owner_id=owner_id,
        criteria_set=criteria_set,
        title_vi=title_vi,
        title_en=title_en,
        year=criteria_set.year,
        opens_at=opens_at,
        submit_by=submit_by,
        review_by=review_by,
        is_demo=is_demo,
        **rules,
    )
    try:
        with transaction.atomic():
            assessments = Assessment.objects.bulk_create(
                Assessment(round=round_, unit=unit, ranked=unit.ranked) for unit in units
            )
    except IntegrityError as error:
        raise Refused(
            FieldFault(
                vi="Một đơn vị được chọn hai lần.", en="A unit is chosen twice.", field="units"
            )
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
    line = record(
        actor,
        OPEN_ROUND,
        on=round_,
        after={"units": len(assessments), "leaves": len(leaves), "set": criteria_set.code},
    )
    notices.round_opened(line, round_)
    return round_


def _owner_faults(
    criteria_set: CriteriaSet, units: Sequence[Unit], owner_id: int | None
) -> list[Text]:
    """Returns the faults of a set and of units that are another owner's; a published set of the nation serves all."""
    faults = []
    if criteria_set.owner_id not in (None, owner_id):
        faults.append(
            Text(
                vi="Bộ tiêu chí này là bộ riêng của đơn vị khác.",
                en="This set is the own set of another unit.",
            )
        )
    if any(unit.parent_id != owner_id for unit in units):
        faults.append(
            FieldFault(
                vi="Có đơn vị được chọn không thuộc nơi tổ chức kỳ đánh giá.",
                en="A unit that is chosen does not belong to whoever runs the round.",
                field="units",
            )
        )
    return faults


def _unit_faults(units: Sequence[Unit], year: int) -> list[Text]:
    """Returns the faults of units that are not in force at the year's end, and of codes that several units share."""
    day = datetime.date(year, 12, 31)
    faults: list[Text] = []
    absent = [
        unit
        for unit in units
        if (unit.in_force_from or day) > day or (unit.in_force_to or day) < day
    ]
    if absent:
        vi, en = _named(absent)
        faults.append(
            FieldFault(
                vi=f"Không có hiệu lực vào ngày 31/12/{year}: {vi}.",
                en=f"Not in force on 31/12/{year}: {en}.",
                field="units",
            )
        )
    by_code: dict[str, dict[int, Unit]] = {}
    for unit in units:
        by_code.setdefault(unit.code, {})[unit.pk] = unit
    for code, same in by_code.items():
        if len(same) > 1:
            vi, en = _named(same.values())
            faults.append(
                FieldFault(
                    vi=f"Mã {code} trùng ở các đơn vị: {vi}. Điểm điều tra tìm đơn vị theo mã.",
                    en=f"Code {code} is that of several units: {en}. Survey points find their unit by its code.",
                    field="units",
                )
            )
    return faults


def _named(units: Iterable[Unit]) -> tuple[str, str]:
    """Returns the units' names with the days from and to which they are in force, in both languages."""
    vi, en = [], []
    for unit in units:
        since, until = (
            f"{day:%d/%m/%Y}" if day else "" for day in (unit.in_force_from, unit.in_force_to)
        )
        name_en = unit.name_en or unit.name_vi
        times = " – ".join((since or "…", until or "…")) if since or until else ""
        vi.append(f"{unit.name_vi} ({times})" if times else unit.name_vi)
        en.append(f"{name_en} ({times})" if times else name_en)
    return ", ".join(vi), ", ".join(en)
