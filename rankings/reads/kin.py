"""Which units go on as which: a unit formed from a single one, which became nothing else, is that one.

Since 1 July 2025 every province is a unit of its own, those too that merged with nobody.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from assessments.models import Unit
from assessments.people.former_units import Links, links
from rankings.reads.lineage import lineage


@dataclass(frozen=True)
class Kin:
    """Units, those they were formed from, and those that they became."""

    units: dict[int, Unit] = field(default_factory=dict)
    formed: dict[int, list[int]] = field(default_factory=dict)
    """By unit, in the order of their codes."""
    same: dict[int, int] = field(default_factory=dict)
    """By unit the only one that it was formed from, and that became nothing else."""
    went_on: dict[int, int] = field(default_factory=dict)
    """The same the other way round."""

    def itself(self, unit: int) -> list[int]:
        """The unit under all its ids, the newest first."""
        found = [unit]
        while (after := self.went_on.get(found[0])) and after not in found:
            found.insert(0, after)
        while (before := self.same.get(found[-1])) and before not in found:
            found.append(before)
        return found

    def former(self, unit: int) -> list[int]:
        """Those that merged into it, as far back as is known."""
        own = self.itself(unit)
        return [one for one in self._below(own[0], set()) if one not in own]

    def _below(self, unit: int, seen: set[int]) -> list[int]:
        found = []
        for one in self.formed.get(unit, []):
            if one not in seen:
                seen.add(one)
                found += [one, *self._below(one, seen)]
        return found

    def became(self, unit: int) -> list[Unit]:
        """What it is, or what it is a part of, since it ended."""
        return [self.units[after] for after, before in self.formed.items() if unit in before]

    def until(self, unit: int) -> datetime.date | None:
        """Its last day."""
        return self.units[unit].in_force_to if unit in self.units else None

    def add(self, found: Links) -> set[int]:
        """Answers the units that the added ones were formed from."""
        for link in found:
            after, before = link.from_unit, link.to_unit
            self.units.update({after.pk: after, before.pk: before})
            self.formed.setdefault(after.pk, []).append(before.pk)
            if link.formers == link.heirs == 1:
                self.same[after.pk], self.went_on[before.pk] = before.pk, after.pk
        return {link.to_unit_id for link in found}


def _links() -> Links:
    found = links().select_related("from_unit", "to_unit")
    return found.order_by("to_unit__code", "pk")


def before(units: Iterable[int]) -> Kin:
    """Of all that the units were formed from; one query a merger deep."""
    kin, asked = Kin(), set[int]()
    asking = set(units)
    while asking:
        asked |= asking
        asking = kin.add(_links().filter(from_unit__in=asking)) - asked
    return kin


def of(unit: int) -> Kin:
    """Of all before a unit and all after it, not of those merged along with it; one query."""
    kin = Kin()
    kin.add(_links().filter(from_unit__in=lineage(unit), to_unit__in=lineage(unit)))
    return kin
