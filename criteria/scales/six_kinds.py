"""The six kinds of scales that published sets are frozen with: their JSON is read into parts, and written back as it was."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from criteria.common.numbers import as_typed, show
from criteria.common.text import Text
from criteria.scales.amounts import Amount, Bound
from criteria.scales.base import JSON
from criteria.scales.definition import Definition
from criteria.scales.figures import DENOMINATOR, NUMERATOR, Figure
from criteria.scales.measures import Measure, figure_of, ratio_of
from criteria.scales.parts.bands import Bands, check_order, read_bands
from criteria.scales.parts.base import Part
from criteria.scales.parts.checklist import Checklist
from criteria.scales.parts.choice import Choice
from criteria.scales.parts.labelled import read_labelled
from criteria.scales.parts.line import Corner, Line
from criteria.scales.parts.points import Points

COUNT = Figure("count", Text("Số lượng", "Count"), type="whole")
PERCENT = Figure("percent", Text("Tỷ lệ (%)", "Percentage"), type="percent")
_RATIO, _COUNT, _PERCENT = ratio_of(NUMERATOR, DENOMINATOR), figure_of(COUNT), figure_of(PERCENT)
_HUNDRED = Decimal(100)


def _choice(definition: Definition) -> Part:
    definition.expect(["options"], ["kind", "allow_na"])
    parts = definition.parts("options", "phương án", "option")
    options = read_labelled(parts, optional=())
    _check_best(definition, parts, [option.points for option in options], max)
    return Choice(most=definition.max_points, options=tuple(options))


def _checklist(definition: Definition) -> Part:
    definition.expect(["lines"], ["kind", "allow_na"])
    parts = definition.parts("lines", "dòng", "line")
    lines = read_labelled(parts, optional=())
    _check_best(
        definition, parts, [line.points for line in lines], lambda all_: sum(all_, Decimal(0))
    )
    return Checklist(most=definition.max_points, lines=tuple(lines))


def _bands(definition: Definition) -> Part:
    definition.expect(["of", "bands"], ["kind", "allow_na"])
    of = _of(definition, ("ratio", "count"))
    parts = definition.parts("bands", "mức", "band")
    bands = read_bands(parts, sides=("min",))
    if of == "count":
        for part, band in zip(parts, bands, strict=False):
            least = band.bound.value
            if least != least.to_integral_value():
                part.fault(
                    f"ngưỡng {show(least)} phải là số nguyên",
                    f"the minimum {show(least, 'en')} must be a whole number",
                )
    check_order(definition, bands)
    _check_best(definition, parts, [band.amount.points for band in bands], max)
    return Bands(
        most=definition.max_points, of=_COUNT if of == "count" else _RATIO, bands=tuple(bands)
    )


def _linear(definition: Definition) -> Part:
    definition.expect([], ["kind", "allow_na", "floor", "of"])
    of = _of(definition, ("ratio", "percent"), default="ratio")
    floor = definition.decimal("floor")
    if floor is not None and not 0 <= floor <= 100:
        definition.fault(
            f"mức sàn {show(floor)}% phải từ 0% đến 100%",
            f"the floor of {show(floor, 'en')}% must be from 0% to 100%",
        )
    return _line(definition, _PERCENT if of == "percent" else _RATIO, floor)


def _percent(definition: Definition) -> Part:
    definition.expect([], ["kind", "allow_na"])
    return replace(_line(definition, _PERCENT, None), says_cap=False)


def _points(definition: Definition) -> Part:
    definition.expect([], ["kind", "allow_na"])
    return Points(most=definition.max_points)


_READERS: dict[str, Callable[[Definition], Part]] = {
    "choice": _choice,
    "checklist": _checklist,
    "bands": _bands,
    "linear": _linear,
    "percent": _percent,
    "points": _points,
}
KINDS = tuple(_READERS)


def read_kind(kind: str, definition: Definition) -> Part:
    """Reads the JSON of one of the kinds, noting every fault; the result counts only if there was none."""
    return _READERS[kind](definition)


def as_json(kind: str, part: Part, allow_na: bool) -> dict[str, JSON]:
    """Returns a scale of one of the kinds as it was stored."""
    data: dict[str, JSON] = {"kind": kind}
    match part:
        case Choice() | Checklist():
            data |= part.rules()
        case Bands():
            data["of"] = _named(part.of)
            data["bands"] = part.rules()["bands"]
        case Line(floor=floor):
            if kind == "linear" and part.of == _PERCENT:
                data["of"] = "percent"
            if floor is not None:
                data["floor"] = floor.as_json()
    if allow_na:
        data["allow_na"] = True
    return data


def figures_of(part: Part) -> tuple[Figure, ...]:
    """Returns the figures of a part of one of the kinds."""
    return tuple(
        dict.fromkeys(figure for measure, _when in part.measures for figure in measure.figures)
    )


def _named(measure: Measure) -> str:
    return "count" if measure == _COUNT else "ratio"


def _of(definition: Definition, known: tuple[str, str], default: str = "") -> str:
    of = definition.data.get("of", default)
    if of not in known and ("of" in definition.data or default):
        typed = as_typed(str(of))
        definition.fault(
            f"“of” phải là {known[0]} hoặc {known[1]}, không phải {typed}",
            f"“of” must be {known[0]} or {known[1]}, not {typed}",
        )
    return str(of)


def _line(definition: Definition, of: Measure, floor: Decimal | None) -> Line:
    most = Amount.of_share(_HUNDRED, definition.max_points)
    through = (
        Corner.at_bound(Bound(Decimal(0)), Amount(Decimal(0))),
        Corner.at_bound(Bound(_HUNDRED), most),
    )
    return Line(
        most=definition.max_points,
        of=of,
        through=through,
        floor=None if floor is None else Bound(floor),
    )


def _check_best(
    definition: Definition,
    parts: list[Definition],
    points: list[Decimal],
    best_of: Callable[[list[Decimal]], Decimal],
) -> None:
    if parts and len(points) == len(parts) and (best := best_of(points)) < definition.max_points:
        definition.unreachable(best)
