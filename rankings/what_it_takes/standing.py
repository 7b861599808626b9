"""Computes where points put a unit, and how firmly: pure arithmetic on exact decimals, by the rules alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from rankings import rules

STEP = Decimal("0.0001")
"""The smallest difference of points."""
LAST = Decimal("0.01")
"""The smallest difference of published indices, in percent."""


Key = tuple[Decimal | int, ...]
"""What a unit is ranked by, the higher the better: its published index, then what parts equal ones."""


@dataclass(frozen=True)
class CountedLeaf:
    """The points and the maximum that one leaf counts; the maximum is 0 where the leaf does not apply.

    ``option`` is the place of the option chosen, on leaves whose option decides a class.
    """

    points: Decimal
    maximum: Decimal
    option: int | None = None

    @property
    def is_shut(self) -> bool:
        """Returns whether what waits for this leaf counts nothing."""
        return bool(self.maximum) and not self.points


NOTHING = CountedLeaf(Decimal(0), Decimal(0))


@dataclass(frozen=True)
class Standing:
    """A unit's totals in points and index in percent; a unit that is not ranked has no rank."""

    points: Decimal
    maximum: Decimal
    index: Decimal | None
    group: str
    rank: int | None
    unheld: Decimal = field(default=Decimal(0), compare=False)
    """The points before they are held between 0 and the maximum."""
    key: Key = field(default=(), compare=False)


def within_bounds(points: Decimal, maximum: Decimal, *, capped: bool) -> Decimal:
    """Returns a total with its bonus and penalty: not below 0, and not above the maximum where the set says so."""
    return max(Decimal(0), min(points, maximum) if capped else points)


def standing(
    leaves: Iterable[CountedLeaf],
    others: Sequence[Decimal],
    *,
    ranked: bool,
    capped: bool = False,
) -> Standing:
    """Returns the standing of a sheet by its sums alone; ``others`` are the indices of the other ranked units."""
    unheld, maximum = _sum(leaves)
    points = within_bounds(unheld, maximum, capped=capped)
    index = rules.index_of(points, maximum)
    if index is None:
        return Standing(points, maximum, None, "", None)
    rank = rules.rank_of(index, others) if ranked else None
    return Standing(
        points, maximum, index, rules.group_of(index), rank, unheld=unheld, key=(index,)
    )


def _sum(leaves: Iterable[CountedLeaf]) -> tuple[Decimal, Decimal]:
    points = maximum = Decimal(0)
    for leaf in leaves:
        points += leaf.points
        maximum += leaf.maximum
    return points, maximum


def points_for(index: Decimal, maximum: Decimal) -> Decimal:
    """Returns the fewest points (4 decimals) whose published index reaches ``index`` percent."""
    # The index is rounded half up, so the exact quotient need only come within half a hundredth.
    exact = (Fraction(index) - Fraction(LAST) / 2) * Fraction(maximum) / 100
    steps = -(-exact // Fraction(STEP))
    return max(Decimal(0), Decimal(int(steps)) * STEP)


@dataclass(frozen=True)
class Neighbours:
    """The nearest other indices in percent, and the points between them; ``None`` at either end."""

    above: Decimal | None
    to_draw_level: Decimal | None
    """The additional points that give the same published index as the next above."""
    level: int
    """The number of other units with the same index and rank."""
    below: Decimal | None
    to_spare: Decimal | None
    """The points that can be lost with the next below still behind."""
    parted: int = 0
    """The number of other units with the same index and another rank."""


def neighbours(now: Standing, others: Sequence[Decimal]) -> Neighbours:
    """Returns the neighbours of a unit with an index; ``others`` as in ``standing``."""
    if now.index is None:
        return Neighbours(None, None, 0, None, None)
    index = now.index
    above = min((other for other in others if other > index), default=None)
    below = max((other for other in others if other < index), default=None)
    return Neighbours(
        above=above,
        to_draw_level=None if above is None else points_for(above, now.maximum) - now.unheld,
        level=sum(other == index for other in others),
        below=below,
        to_spare=None if below is None else now.unheld - points_for(below + LAST, now.maximum),
    )


def extreme(
    settled: Iterable[CountedLeaf], disputed: Sequence[Sequence[CountedLeaf]], *, best: bool
) -> tuple[CountedLeaf, ...]:
    """Returns one possibility for each disputed leaf, those that together give the highest (or lowest) index.

    A leaf that may not apply changes the denominator, so the leaves cannot be chosen one by one.
    Dinkelbach's method is exact: it chooses by points less index times maximum until the index stays.
    """
    base_points, base_maximum = (Fraction(part) for part in _sum(settled))
    sign = 1 if best else -1
    # It begins with possibilities that apply, where there are any: a maximum of 0 gives no index.
    chosen = tuple(max(options, key=lambda option: option.maximum) for options in disputed)
    while True:
        points, maximum = (Fraction(part) for part in _sum(chosen))
        if not base_maximum + maximum:
            return chosen
        index = (base_points + points) / (base_maximum + maximum)

        def worth(option: CountedLeaf, index: Fraction = index) -> Fraction:
            return sign * (Fraction(option.points) - index * Fraction(option.maximum))

        again = tuple(max(options, key=worth) for options in disputed)
        if sum(map(worth, again)) <= sum(map(worth, chosen)):
            return chosen
        if not base_maximum + Fraction(_sum(again)[1]):
            return chosen
        chosen = again
