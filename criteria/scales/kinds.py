"""Turns stored JSON into a scale, or into the list of everything that is wrong with it."""

from collections.abc import Mapping
from decimal import Decimal

from criteria.common.numbers import as_typed, decimals, show
from criteria.common.text import Refused, Text
from criteria.scales.bands import Bands
from criteria.scales.base import PLACES, Scale
from criteria.scales.checklist import Checklist
from criteria.scales.choice import Choice
from criteria.scales.definition import Definition
from criteria.scales.linear import Linear
from criteria.scales.percent import Percent
from criteria.scales.points import Points

_READERS = {scale.kind: scale.read for scale in (Choice, Checklist, Bands, Linear, Percent, Points)}
KINDS = tuple(_READERS)


def parse_scale(data: object, max_points: Decimal) -> Scale:
    """Returns the scale of a leaf worth ``max_points``. Raises ``Refused`` with every fault at once."""
    scale, faults = read_scale(data, max_points)
    faults = [*max_points_faults(max_points), *faults]
    if faults or scale is None:
        raise Refused(*faults)
    return scale


def max_points_faults(max_points: Decimal) -> list[Text]:
    """Returns the reasons why no leaf or parent can be worth ``max_points``: not above 0, or beyond 4 decimals."""
    if not max_points.is_finite():
        return [Text("Điểm tối đa không phải là số", "The maximum is not a number")]
    vi, en = show(max_points), show(max_points, "en")
    faults = []
    if max_points <= 0:
        faults.append(
            Text(f"Điểm tối đa {vi} phải lớn hơn 0", f"The maximum of {en} must be above 0")
        )
    if decimals(max_points) > PLACES:
        faults.append(
            Text(
                f"Điểm tối đa {vi} có quá {PLACES} chữ số thập phân",
                f"The maximum of {en} has more than {PLACES} decimals",
            )
        )
    return faults


def read_scale(data: object, max_points: Decimal) -> tuple[Scale | None, list[Text]]:
    """Returns the scale and no faults, or ``None`` and every fault of ``data``; see ``parse_scale``.

    It does not judge ``max_points`` itself: ``max_points_faults`` does.
    """
    faults: list[Text] = []
    if not isinstance(data, Mapping):
        return None, [
            Text("Thang điểm: phải là một đối tượng JSON", "Scale: must be a JSON object")
        ]
    definition = Definition(data, faults)
    allow_na = data.get("allow_na", False)
    if not isinstance(allow_na, bool):
        definition.fault("“allow_na” phải là true hoặc false", "“allow_na” must be true or false")
    kind = data.get("kind")
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    if "kind" not in data:
        definition.fault("thiếu “kind”", "“kind” is missing")
    elif reader is None:
        known = ", ".join(KINDS)
        typed = as_typed(kind if isinstance(kind, str) else type(kind).__name__)
        definition.fault(
            f"không có loại {typed}; các loại: {known}", f"no kind {typed}; the kinds are {known}"
        )
    if reader is None or not max_points.is_finite():
        return None, faults
    scale = reader(definition, max_points, allow_na is True)
    return (None, faults) if faults else (scale, [])
