"""Makes entries as units of a given quality would declare them; whole numbers only, no chance but ``rng``.

``quality`` is in per mille: about how much of a leaf's points such a unit reaches.
"""

import math
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from criteria.common.numbers import canonical
from criteria.scales import Bands, Checklist, Choice, Linear, Percent, Points, Scale

Entry = dict[str, Any]


def entry_for(scale: Scale, quality: int, rng: Random) -> Entry:
    """Returns an entry that the scale takes."""
    match scale:
        case Choice():
            return {"option": _option(scale, rng.randrange(1000) < quality, rng)}
        case Checklist():
            lines = range(len(scale.lines))
            return {"lines": [n for n in lines if rng.randrange(1000) < quality]}
        case Bands():
            return _in_a_band(scale, quality, rng)
        case Linear():
            return _on_a_line(scale, quality, rng)
        case Percent():
            # Survey results lie closer together than units' own figures.
            hundredths = 10 * (400 + quality // 2) + rng.randrange(-400, 401)
            return {"percent": _hundredths(hundredths)}
        case Points():
            parts = min(1000, quality + rng.randrange(200))
            return {"points": canonical(scale.max_points * parts / 1000)}
    raise TypeError(f"no demo entry for {scale.kind}")


def better(scale: Scale, entry: Entry, rng: Random) -> Entry:
    """Returns what a unit may have claimed where its reviewer found ``entry``; it may be the same."""
    match scale:
        case Choice():
            return {"option": _option(scale, True, rng)}
        case Bands(of="ratio"):
            numerator, denominator = int(entry["numerator"]), int(entry["denominator"])
            reached = [_ceil(band.min, denominator) for band in reversed(scale.bands)]
            higher = [least for least in reached if least > numerator]
            return _ratio(higher[0] if higher else numerator, denominator)
        case Bands():
            count = int(entry["count"])
            minima = [int(band.min) for band in reversed(scale.bands)]
            return {"count": str(next((least for least in minima if least > count), count))}
        case Linear(of="ratio"):
            numerator, denominator = int(entry["numerator"]), int(entry["denominator"])
            missing = max(0, denominator - numerator)
            return _ratio(numerator + missing * rng.randrange(3, 8) // 10, denominator)
    return entry


def _option(scale: Choice, best: bool, rng: Random) -> int:
    points = [option.points for option in scale.options]
    first = points.index(max(points))
    others = [n for n in range(len(points)) if n != first]
    return first if best or not others else others[rng.randrange(len(others))]


def _in_a_band(scale: Bands, quality: int, rng: Random) -> Entry:
    at = 0
    while at < len(scale.bands) and rng.randrange(1000) >= (quality if at == 0 else 650):
        at += 1
    minima = [band.min for band in scale.bands] + [Decimal(0)]
    least = minima[at] if at < len(scale.bands) else minima[at - 1] * 6 // 10
    if scale.of == "count":
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


def _on_a_line(scale: Linear, quality: int, rng: Random) -> Entry:
    floor = int((scale.floor or Decimal(0)) * 100)
    middle = (floor + 10_000) // 2
    chance = rng.randrange(1000)
    if chance < quality:
        low, high = middle, 10_000
    elif chance % 3:
        low, high = floor, middle
    else:
        low, high = floor * 9 // 10, floor
    hundredths = rng.randrange(low, high + 1)
    if scale.of == "percent":
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
