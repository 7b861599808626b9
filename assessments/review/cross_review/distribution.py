"""The spread of one leaf's points over the units: claimed beside awarded."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, QuerySet

from assessments.models import Score
from criteria.common.numbers import round_half_up
from criteria.common.text import Text
from criteria.scales import words

MOST_VALUES = 12
"""The most bars; where there are more different points, they are gathered in tenths of the maximum."""
_TENTHS = 10
_NOT_APPLICABLE = Text("Không áp dụng", "Not applicable")
_NONE = Text("Chưa có điểm", "No points yet")


@dataclass(frozen=True)
class DistributionBar:
    """The number of units with these points on each side; widths in percent of the longest bar."""

    label: Text
    claimed: int
    awarded: int
    claimed_width: int
    awarded_width: int


@dataclass(frozen=True)
class Distribution:
    """The bars, highest points first; means in points with 2 decimals, ``None`` where nobody has points."""

    bars: list[DistributionBar]
    claimed_mean: Decimal | None
    awarded_mean: Decimal | None


Spread = Counter[Decimal | Text]


def distribution(scores: QuerySet[Score], maximum: Decimal) -> Distribution:
    """Returns the distribution, from one query that counts; ``maximum`` is the leaf's, in points."""
    claimed: Spread = Counter()
    awarded: Spread = Counter()
    rows = (
        scores.order_by()
        .values_list("claimed_points", "claimed_na", "awarded_points", "awarded_na")
        .annotate(units=Count("pk"))
    )
    for points, not_applicable, awarded_points, awarded_na, units in rows:
        claimed[_place(points, not_applicable)] += units
        awarded[_place(awarded_points, awarded_na)] += units
    return Distribution(_bars(claimed, awarded, maximum), _mean(claimed), _mean(awarded))


def _place(points: Decimal | None, not_applicable: bool) -> Decimal | Text:
    if points is None:
        return _NOT_APPLICABLE if not_applicable else _NONE
    return points


def _mean(spread: Spread) -> Decimal | None:
    units, total = 0, Decimal(0)
    for place, number in spread.items():
        if isinstance(place, Decimal):
            units += number
            total += place * number
    return round_half_up(Fraction(total) / units, 2) if units else None


def _bars(claimed: Spread, awarded: Spread, maximum: Decimal) -> list[DistributionBar]:
    values = {place for place in [*claimed, *awarded] if isinstance(place, Decimal)}
    if len(values) > MOST_VALUES:
        claimed, awarded = _in_tenths(claimed, maximum), _in_tenths(awarded, maximum)
        labels = [(tenth, _span(int(tenth), maximum)) for tenth in map(Decimal, range(9, -1, -1))]
    else:
        labels = [(value, words.number(value)) for value in sorted(values, reverse=True)]
    places: Iterable[tuple[Decimal | Text, Text]] = [
        *labels,
        *((none, none) for none in (_NOT_APPLICABLE, _NONE) if claimed[none] or awarded[none]),
    ]
    most = max([*claimed.values(), *awarded.values()], default=1)
    return [
        DistributionBar(
            label,
            claimed[place],
            awarded[place],
            100 * claimed[place] // most,
            100 * awarded[place] // most,
        )
        for place, label in places
    ]


def _in_tenths(spread: Spread, maximum: Decimal) -> Spread:
    """Gathers points in tenths, each from its lower bound to under its upper one; the highest holds the maximum too."""
    tenths: Spread = Counter()
    for place, units in spread.items():
        if isinstance(place, Decimal):
            tenths[Decimal(min(int(place * _TENTHS / maximum), _TENTHS - 1))] += units
        else:
            tenths[place] += units
    return tenths


def _span(tenth: int, maximum: Decimal) -> Text:
    low, high = (words.number(maximum * part / _TENTHS) for part in (tenth, tenth + 1))
    return Text(f"{low.vi} – {high.vi}", f"{low.en} – {high.en}")
