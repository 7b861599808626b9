"""Turns stored JSON into a scale, or into the list of everything that is wrong with it."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal

from criteria.common.numbers import as_typed, decimals, show
from criteria.common.text import Refused, Text
from criteria.scales.base import PLACES
from criteria.scales.definition import Definition, Frame
from criteria.scales.edges import NOT_APPLICABLE, ZEROS
from criteria.scales.figures import FIGURE_TYPES, Figure
from criteria.scales.parts import PARTS
from criteria.scales.parts.base import Part
from criteria.scales.scale import Scale
from criteria.scales.six_kinds import KINDS, figures_of, read_kind

_PLACES = (2, PLACES)


def parse_scale(data: object, max_points: Decimal, unit_kinds: Collection[str] = ()) -> Scale:
    """Returns the scale of a leaf worth ``max_points`` for a unit of some kinds. Raises ``Refused`` with every fault.

    A line that informs alone is worth 0.
    """
    scale, faults = read_scale(data, max_points, unit_kinds)
    faults = [*(max_points_faults(max_points) if max_points else ()), *faults]
    if faults or scale is None:
        raise Refused(*faults)
    return scale


def rounded_scale(data: dict[str, object], max_points: Decimal, places: int) -> dict[str, object]:
    """Returns a stored scale whose points have ``places`` decimals; one that has faults stays as it is."""
    scale, _faults = read_scale(data, max_points)
    if scale is None or scale.places == places:
        return data
    return dict(replace(scale, kind="", places=places).as_json())


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


def read_scale(
    data: object, max_points: Decimal, unit_kinds: Collection[str] = ()
) -> tuple[Scale | None, list[Text]]:
    """Returns the scale and no faults, or ``None`` and every fault of ``data``; see ``parse_scale``.

    It does not judge ``max_points`` itself: ``max_points_faults`` does.
    """
    faults: list[Text] = []
    if not isinstance(data, Mapping):
        return None, [
            Text("Thang điểm: phải là một đối tượng JSON", "Scale: must be a JSON object")
        ]
    frame = Frame(max_points, tuple(unit_kinds), read_part=_read_part)
    definition = Definition(data, faults, frame)
    if "parts" in data and "kind" not in data:
        scale = _read_parts(definition) if max_points.is_finite() else None
    else:
        scale = _read_kind(definition)
    return (None, faults) if faults else (scale, [])


def _read_kind(definition: Definition) -> Scale | None:
    allow_na = definition.flag("allow_na")
    kind = definition.data.get("kind")
    known = isinstance(kind, str) and kind in KINDS
    if "kind" not in definition.data:
        definition.fault("thiếu “kind”", "“kind” is missing")
    elif not known:
        names = ", ".join(KINDS)
        typed = as_typed(kind if isinstance(kind, str) else type(kind).__name__)
        definition.fault(
            f"không có loại {typed}; các loại: {names}", f"no kind {typed}; the kinds are {names}"
        )
    if not known or not definition.max_points.is_finite():
        return None
    part = read_kind(str(kind), definition)
    return Scale(
        max_points=definition.max_points,
        parts=(part,),
        figures=figures_of(part),
        kind=str(kind),
        na="leaves" if allow_na else "",
    )


def _read_parts(definition: Definition) -> Scale | None:
    definition.expect(["parts"], ["figures", "zero", "na", "places", "best", "how", "how_en"])
    figures = _figures(definition)
    inside = definition.within(figures=figures)
    found = [part for item in inside.parts("parts", "phần", "part") if (part := _read_part(item))]
    places = definition.data.get("places", PLACES)
    if places not in _PLACES or isinstance(places, bool):
        definition.fault("“places” phải là 2 hoặc 4", "“places” must be 2 or 4")
        places = PLACES
    scale = Scale(
        max_points=definition.max_points,
        parts=tuple(found),
        figures=tuple(figures.values()),
        zero=next(
            (one for one in ZEROS if one == definition.one_of("zero", ZEROS, "refused")), "refused"
        ),
        na=next(
            (one for one in NOT_APPLICABLE if one == definition.one_of("na", NOT_APPLICABLE)), ""
        ),
        places=int(str(places)),
        how=definition.words("how"),
        printed_best=definition.decimal("best"),
        kinds_named=tuple(sorted(definition.frame.kinds_named)),
    )
    if definition.faults:
        return None
    _check_whole(definition, scale)
    return scale


def _read_part(definition: Definition) -> Part | None:
    name = definition.one_of("part", tuple(PARTS))
    if name not in PARTS:
        if "part" not in definition.data:
            definition.fault("thiếu “part”", "“part” is missing")
        return None
    return PARTS[name].read(definition)


def _check_whole(definition: Definition, scale: Scale) -> None:
    """Notes what only the parts together show: inputs of one name, figures that nothing uses, the best sum."""
    names = Counter(field.name for part in scale.parts for field in part.inputs)
    names.update(figure.key for figure in scale.figures)
    for name, times in names.items():
        if times > 1 or name == "exempt":
            definition.fault(
                f"khóa “{name}” dùng hơn một lần; mỗi ô nhập cần khóa riêng",
                f"the key “{name}” is used more than once; each input needs its own",
            )
    used = {
        figure.key
        for part in scale.parts
        for measure, _when in part.measures
        for figure in measure.figures
    }
    for figure in scale.figures:
        if figure.key not in used:
            definition.fault(
                f"không phần nào dùng số liệu “{figure.key}”",
                f"no part uses the figure “{figure.key}”",
            )
    best = sum((part.best for part in scale.parts), Decimal(0))
    if scale.printed_best is not None:
        _check_printed_best(definition, scale.printed_best, best)
    elif best < scale.max_points:
        definition.unreachable(best)


def _check_printed_best(definition: Definition, printed: Decimal, best: Decimal) -> None:
    """Notes a best that is not what the parts give, or is the maximum after all."""
    reached = min(best, definition.max_points)
    if printed != reached or reached == definition.max_points:
        definition.fault(
            f"mức cao nhất ghi {show(printed)} điểm, nhưng các phần cho cao nhất {show(reached)} "
            f"trong {show(definition.max_points)} điểm",
            f"{show(printed, 'en')} points are said to be the best, but the parts give "
            f"{show(reached, 'en')} of {show(definition.max_points, 'en')}",
        )


def _figures(definition: Definition) -> dict[str, Figure]:
    """Returns the figures of a scale by their keys; those that cannot be read are noted as faults."""
    figures: dict[str, Figure] = {}
    for part in definition.parts("figures", "số liệu", "figure"):
        part.expect(["key", "label"], ["label_en", "unit", "unit_en", "type", "most", "reference"])
        key, label, unit = part.key(""), part.label(), part.label("unit")
        if key in figures:
            part.fault(f"khóa “{key}” bị trùng", f"the key “{key}” is used twice")
        kind = part.one_of("type", FIGURE_TYPES, "decimal")
        most, is_reference = part.decimal("most"), part.flag("reference")
        if key and label:
            figures[key] = Figure(
                key,
                Text(label, part.label("label_en") or label),
                Text(unit, part.label("unit_en") or unit) if unit else None,
                next(known for known in FIGURE_TYPES if known == kind),
                most,
                is_reference,
            )
    return figures
