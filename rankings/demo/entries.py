"""Makes entries as units of a given quality would declare them; whole numbers only, no chance but ``rng``.

``quality`` is in per mille: about how much of a leaf's points such a unit reaches.
"""

import math
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from criteria.common.numbers import canonical
from criteria.scales import Field, Scale
from criteria.scales.measures import Measure
from criteria.scales.parts.bands import Bands
from criteria.scales.parts.checklist import Checklist
from criteria.scales.parts.choice import Choice
from criteria.scales.parts.line import Line
from criteria.scales.parts.points import Points

Entry = dict[str, Any]


def entry_for(scale: Scale, quality: int, rng: Random) -> Entry:
    """Returns an entry that the scale takes."""
    match scale.parts:
        case (Choice() as part,) if not part.inner:
            return {part.key: _option(part, rng.randrange(1000) < quality, rng)}
        case (Checklist() as part,):
            lines = range(len(part.lines))
            return {part.key: [n for n in lines if rng.randrange(1000) < quality]}
        case (Line(),) if scale.kind == "percent":
            # Survey results lie closer together than units' own figures.
            hundredths = 10 * (400 + quality // 2) + rng.randrange(-400, 401)
            return {"percent": _hundredths(hundredths)}
        case (Bands() as part,) if _is_usual(part.of) and part.bands[0].is_upward:
            return _in_a_band(part, quality, rng)
        case (Line() as part,) if _is_usual(part.of) and part.is_share and part.of.shows_percent:
            return _on_a_line(part, quality, rng)
        case (Points() as part,):
            parts = min(1000, quality + rng.randrange(200))
            return {part.key: canonical(scale.max_points * parts / 1000)}
    return best_of_some(scale, rng)


def _is_usual(measure: Measure) -> bool:
    """Returns whether a measure is made of the figures that most leaves of the sets of 2022 have."""
    keys = tuple(figure.key for figure in measure.figures)
    if measure.is_ratio:
        return keys == ("numerator", "denominator")
    return measure.is_figure and keys in (("count",), ("percent",))


def best_of_some(scale: Scale, rng: Random) -> Entry:
    """Returns the best of a few entries taken by chance, for a scale of any parts."""
    entries = [{field.name: _by_chance(field, rng) for field in scale.fields} for _ in range(4)]
    return max((scale.score(entry) for entry in entries), key=lambda outcome: outcome.points).entry


def _by_chance(field: Field, rng: Random) -> object:
    match field.type:
        case "option":
            return rng.randrange(len(field.options))
        case "lines":
            return [n for n in range(len(field.options)) if rng.randrange(2)]
        case "tick":
            return ""
        case "date":
            return f"{rng.randrange(1, 29):02}/12/2025"
    if field.most is None:
        return str(rng.randrange(int(field.least) + 1, int(field.least) + 100))
    tenths = (field.most - field.least) * rng.randrange(11) / 10
    return canonical(
        field.least + (tenths.to_integral_value() if field.type == "whole" else tenths)
    )


def better(scale: Scale, entry: Entry, rng: Random) -> Entry:
    """Returns what a unit may have claimed where its reviewer found ``entry``; it may be the same."""
    match scale.parts:
        case (Choice() as part,) if not part.inner:
            return {part.key: _option(part, True, rng)}
        case (Bands() as part,) if "denominator" in entry:
            numerator, denominator = int(entry["numerator"]), int(entry["denominator"])
            reached = [_ceil(least, denominator) for least in reversed(_minima(part))]
            higher = [least for least in reached if least > numerator]
            return _ratio(higher[0] if higher else numerator, denominator)
        case (Bands() as part,) if "count" in entry:
            count = int(entry["count"])
            minima = [int(least) for least in reversed(_minima(part))]
            return {"count": str(next((least for least in minima if least > count), count))}
        case (Line(),) if "denominator" in entry:
            numerator, denominator = int(entry["numerator"]), int(entry["denominator"])
            missing = max(0, denominator - numerator)
            return _ratio(numerator + missing * rng.randrange(3, 8) // 10, denominator)
    return entry


def _minima(part: Bands) -> list[Decimal]:
    return [band.bound.value for band in part.bands]


def _option(part: Choice, best: bool, rng: Random) -> int:
    points = [option.points for option in part.options]
    first = points.index(max(points))
    others = [n for n in range(len(points)) if n != first]
    return first if best or not others else others[rng.randrange(len(others))]


def _in_a_band(part: Bands, quality: int, rng: Random) -> Entry:
    at = 0
    while at < len(part.bands) and rng.randrange(1000) >= (quality if at == 0 else 650):
        at += 1
    minima = [*_minima(part), Decimal(0)]
    least = minima[at] if at < len(part.bands) else minima[at - 1] * 6 // 10
    if not part.of.is_percent:
        above = int(minima[at - 1]) if at else int(least) + 3
        return {"count": str(rng.randrange(int(least), above))}
    denominator = rng.randrange(20, 400)
    low = _ceil(least, denominator)
    if at:
        high = _ceil(minima[at - 1], denominator)
    elif least == 100:
        high = low + 1  # the whole denominator, and no more
    else:
        high = _ceil(least + 12, denominator)
    return _ratio(rng.randrange(low, max(high, low + 1)), denominator)


def _on_a_line(part: Line, quality: int, rng: Random) -> Entry:
    floor = int((part.floor.value if part.floor else Decimal(0)) * 100)
    middle = (floor + 10_000) // 2
    chance = rng.randrange(1000)
    if chance < quality:
        low, high = middle, 10_000
    elif chance % 3:
        low, high = floor, middle
    else:
        low, high = floor * 9 // 10, floor
    hundredths = rng.randrange(low, high + 1)
    if not part.of.is_percent:
        return {"percent": _hundredths(hundredths)}
    denominator = rng.randrange(200, 5000)
    return _ratio(_ceil(Decimal(hundredths) / 100, denominator), denominator)


def _ceil(percent: Decimal, whole: int) -> int:
    """Returns the smallest whole number that is at least ``percent`` of ``whole``."""
    return math.ceil(Fraction(percent) * whole / 100)


def _ratio(numerator: int, denominator: int) -> Entry:
    return {"numerator": str(numerator), "denominator": str(denominator)}


def _hundredths(value: int) -> str:
    return canonical(Decimal(min(10_000, max(0, value))) / 100)
