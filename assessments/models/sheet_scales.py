"""A leaf's scale as it holds for one unit of a round: bounds of its kinds, reference values."""

from collections.abc import Callable
from dataclasses import replace

from assessments.models.references import RoundValues
from assessments.models.rounds import Assessment
from assessments.models.scores import Score
from criteria.models import Criterion
from criteria.scales import Scale, parse_scale


def scale_of(score: Score, values: RoundValues | None = None) -> Scale:
    """Returns the scale of a score's leaf; ``values`` are shared where many are asked for."""
    return scale_on(score.criterion, lambda: score.assessment, values)


def scale_on(
    criterion: Criterion, sheet: Callable[[], Assessment], values: RoundValues | None = None
) -> Scale:
    """Returns the scale of a leaf on a sheet, which is asked only where unit or round make a difference."""
    scale = parse_scale(criterion.scale, criterion.max_points)
    if scale.kinds_named:
        scale = parse_scale(criterion.scale, criterion.max_points, sheet().unit.kind_list)
    if scale.references_named:
        own = (values or RoundValues(sheet().round_id)).of_unit(sheet().unit_id)
        named = (one for one in scale.figures if one.is_reference and one.key in own)
        given = ((one.key, one.quantity_of(own[one.key])) for one in named)
        scale = replace(
            scale, references=tuple((key, value) for key, value in given if value is not None)
        )
    return scale
