"""Where points put a unit, and how firmly: pure arithmetic on exact decimals, by the rules alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from rankings import rules

STEP = Decimal("0.0001")
"""The smallest difference of points."""
LAST = Decimal("0.01")
"""The smallest difference of published indices, in percent."""


@dataclass(frozen=True)
class Counted:
    """What one leaf counts: its points, and its maximum, which is 0 where it does not apply."""

    points: Decimal
    maximum: Decimal


NOTHING = Counted(Decimal(0), Decimal(0))


@dataclass(frozen=True)
class Standing:
    """Totals in points, index in percent; no rank for a unit that is not ranked."""

    points: Decimal
    maximum: Decimal
    index: Decimal | None
    group: str
    rank: int | None


def standing(leaves: Iterable[Counted], others: Sequence[Decimal], *, ranked: bool) -> Standing:
    """``others`` are the published indices of the other ranked units."""
    points, maximum = _sum(leaves)
    index = rules.index_of(points, maximum)
    if index is None:
        return Standing(points, maximum, None, "", None)
    rank = rules.rank_of(index, others) if ranked else None
    return Standing(points, maximum, index, rules.group_of(index), rank)


def _sum(leaves: Iterable[Counted]) -> tuple[Decimal, Decimal]:
    points = maximum = Decimal(0)
    for leaf in leaves:
        points += leaf.points
        maximum += leaf.maximum
    return points, maximum


def points_for(index: Decimal, maximum: Decimal) -> Decimal:
    """The fewest points (4 decimals) whose published index reaches ``index`` percent."""
    # Half up: the exact quotient need only come within half a hundredth.
    exact = (Fraction(index) - Fraction(LAST) / 2) * Fraction(maximum) / 100
    steps = -(-exact // Fraction(STEP))
    return max(Decimal(0), Decimal(int(steps)) * STEP)


@dataclass(frozen=True)
class Neighbours:
    """The nearest other indices in percent, and the points that part them; empty at either end."""

    above: Decimal | None
    to_draw_level: Decimal | None
    """Points more that give the same published index as the next above."""
    level: int
    """Other units with the same index."""
    below: Decimal | None
    to_spare: Decimal | None
    """Points that can be lost with the next below still behind."""


def neighbours(now: Standing, others: Sequence[Decimal]) -> Neighbours:
    """Of a unit with an index; ``others`` as in ``standing``."""
    if now.index is None:
        return Neighbours(None, None, 0, None, None)
    index = now.index
    above = min((one for one in others if one > index), default=None)
    below = max((one for one in others if one < index), default=None)
    return Neighbours(
        above=above,
        to_draw_level=None if above is None else points_for(above, now.maximum) - now.points,
        level=sum(one == index for one in others),
        below=below,
        to_spare=None if below is None else now.points - points_for(below + LAST, now.maximum),
    )


def extreme(
    settled: Iterable[Counted], disputed: Sequence[Sequence[Counted]], *, best: bool
) -> tuple[Counted, ...]:
    """Of each disputed leaf the possibility that together give the highest (or lowest) index.

    A leaf that may not apply changes the denominator, so the leaves do not stand for themselves.
    Dinkelbach's method: choose by points less index times maximum until the index stays; exact.
    """
    base_points, base_maximum = (Fraction(part) for part in _sum(settled))
    sign = 1 if best else -1
    # Begins with what applies, where anything does: no index comes from a maximum of 0.
    chosen = tuple(max(options, key=lambda one: one.maximum) for options in disputed)
    while True:
        points, maximum = (Fraction(part) for part in _sum(chosen))
        if not base_maximum + maximum:
            return chosen
        index = (base_points + points) / (base_maximum + maximum)

        def worth(one: Counted, index: Fraction = index) -> Fraction:
            return sign * (Fraction(one.points) - index * Fraction(one.maximum))

        again = tuple(max(options, key=worth) for options in disputed)
        if sum(map(worth, again)) <= sum(map(worth, chosen)):
            return chosen
        if not base_maximum + Fraction(_sum(again)[1]):
            return chosen
        chosen = again
