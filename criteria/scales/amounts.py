"""Numbers of a rule that are not the same for everybody: bounds by the unit's kind, points in percent of the maximum."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from criteria.common.numbers import EXACT, canonical
from criteria.scales.base import JSON


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound as it holds for one unit; ``by_kind`` are those of all kinds of units, where they differ."""

    value: Decimal
    by_kind: tuple[tuple[str, Decimal], ...] = ()

    @classmethod
    def of(cls, by_kind: Mapping[str, Decimal], unit_kinds: Iterable[str]) -> "Bound":
        """Returns the bound of a unit: that of its first kind which has one of its own, else the one for all."""
        own = next((kind for kind in unit_kinds if kind in by_kind), "")
        return cls(by_kind[own], tuple(sorted(by_kind.items())))

    def as_json(self) -> JSON:
        """Returns the bound as it is stored."""
        if self.by_kind:
            return {kind: canonical(value) for kind, value in self.by_kind}
        return canonical(self.value)


@dataclass(frozen=True, slots=True)
class Amount:
    """Points of a rule; ``share`` is in percent of the maximum, where they were given so."""

    points: Decimal
    share: Decimal | None = None

    @classmethod
    def of_share(cls, share: Decimal, max_points: Decimal) -> "Amount":
        """Returns that share (percent) of the maximum, exact."""
        return cls(EXACT.multiply(share, max_points).scaleb(-2, EXACT), share)

    def as_json(self) -> JSON:
        """Returns the points as they are stored."""
        return canonical(self.points) if self.share is None else f"{canonical(self.share)}%"
