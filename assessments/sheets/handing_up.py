"""Says which figures of the nation's sheet of a province are counted from its own rounds: its coordinators do."""

from decimal import Decimal

from django.db import transaction

from assessments import permissions
from assessments.models import Assessment, HandedFigure, Round
from assessments.sheets.handed_up import typed_fields
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.record import record
from criteria.common.numbers import show
from criteria.common.text import Text
from criteria.models import Criterion

MOST = Decimal(10**12)
"""The value under which one to be reached lies: ``PointsField`` holds no more than a thousand times it."""
SET_HANDED_FIGURE = Act(
    "set_handed_figure", Text(vi="Đặt số liệu lấy từ kỳ riêng", en="Set a figure of an own round")
)
REMOVE_HANDED_FIGURE = Act(
    "remove_handed_figure",
    Text(vi="Bỏ số liệu lấy từ kỳ riêng", en="Removed a figure of an own round"),
)


@transaction.atomic
def set_handed_figure(
    *,
    actor: Actor,
    owner_id: int,
    assessment_id: int,
    leaf_id: int,
    figure: str,
    own_round_id: int,
    own_leaf_id: int,
    way: str,
    of: str = "",
    by: str = "",
    least: Decimal | None = None,
) -> HandedFigure:
    """Says how a figure of a leaf of the unit's sheet is counted over an own round. Raises ``Refused`` with every cause."""
    permissions.demand(permissions.reasons_against_coordinating(actor.user, owner_id))
    # Locked, as every act on a sheet: it keeps whether there is any such figure.
    sheet = _sheet(assessment_id, owner_id)
    own_round = Round.objects.filter(pk=own_round_id, owner=owner_id).first()
    leaf = _leaf(leaf_id, sheet.round.criteria_set_id if sheet else 0)
    own_leaf = _leaf(own_leaf_id, own_round.criteria_set_id if own_round else 0)
    faults = []
    if sheet is None or leaf is None or leaf.is_survey or figure not in typed_fields(leaf):
        faults.append(
            Text(
                vi="Hãy chọn một số liệu của phiếu trong kỳ của cả nước.",
                en="Choose a figure of the sheet in the nation's round.",
            )
        )
    known = typed_fields(own_leaf) if own_leaf else {}
    if own_round is None or own_leaf is None or (of and of not in known):
        faults.append(
            Text(
                vi="Hãy chọn tiêu chí và số liệu của kỳ riêng.",
                en="Choose a leaf and a figure of the own round.",
            )
        )
    if way not in HandedFigure.Way:
        faults.append(Text(vi="Hãy chọn cách tính.", en="Choose how it is counted."))
    if way == HandedFigure.Way.RATIO and (not of or by not in known):
        faults.append(
            Text(
                vi="Tỷ lệ cần hai số liệu của tiêu chí.",
                en="A ratio takes two figures of the leaf.",
            )
        )
    if way == HandedFigure.Way.COUNT and least is None:
        faults.append(Text(vi="Hãy ghi mức phải đạt.", en="Give the value to be reached."))
    if least is not None and not 0 <= least < MOST:
        faults.append(
            Text(
                vi=f"Mức phải đạt phải từ 0 đến dưới {show(MOST)}.",
                en=f"The value to be reached must be from 0 to under {show(MOST, 'en')}.",
            )
        )
    permissions.demand([], faults)
    rule, _made = HandedFigure.objects.update_or_create(
        assessment_id=assessment_id,
        criterion_id=leaf_id,
        figure=figure,
        defaults={
            "own_round_id": own_round_id,
            "own_leaf_id": own_leaf_id,
            "way": way,
            "of": of,
            "by": by if way == HandedFigure.Way.RATIO else "",
            "least": least if way == HandedFigure.Way.COUNT else None,
        },
    )
    Assessment.objects.filter(pk=assessment_id).update(has_handed_figures=True)
    record(actor, SET_HANDED_FIGURE, on=own_round, after={"codes": [str(rule)]})
    return rule


@transaction.atomic
def remove_handed_figure(*, actor: Actor, owner_id: int, rule_id: int) -> None:
    """Takes the figure out of what the unit's sheet is offered; what was claimed of it stays."""
    permissions.demand(permissions.reasons_against_coordinating(actor.user, owner_id))
    rules = HandedFigure.objects.filter(pk=rule_id, own_round__owner=owner_id)
    for assessment_id in rules.values_list("assessment", flat=True):
        _sheet(assessment_id, owner_id)
    rule = rules.select_related("criterion", "own_round").first()
    if rule is not None:
        record(actor, REMOVE_HANDED_FIGURE, on=rule.own_round, before={"codes": [str(rule)]})
        rule.delete()
        left = HandedFigure.objects.filter(assessment=rule.assessment_id)
        Assessment.objects.filter(pk=rule.assessment_id).update(has_handed_figures=left.exists())


def _sheet(assessment_id: int, owner_id: int) -> Assessment | None:
    """Returns the unit's sheet in a round of the nation's, locked; none where it is another's."""
    sheets = Assessment.objects.select_for_update(of=("self",), no_key=True)
    mine = sheets.filter(pk=assessment_id, unit=owner_id, round__owner=None)
    return mine.select_related("round").first()


def _leaf(leaf_id: int, set_id: int) -> Criterion | None:
    leaves = Criterion.objects.filter(criteria_set=set_id, children=None)
    leaf: Criterion | None = leaves.filter(pk=leaf_id).first()
    return leaf
