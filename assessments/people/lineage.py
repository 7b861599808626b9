"""The past and future of a unit: the units that it was formed from, those that it became, and those that are the same unit.

A unit formed from a single one, which became nothing else, is that one under another name or code: since
1 July 2025 every province is a unit of its own, those too that merged with nobody. Several that became
one have merged; one that became several was divided.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from assessments.models import Unit
from criteria.common.database.links import linked_ids, links_stamp

FORMED_FROM = Unit._meta.get_field("formed_from")
Links = QuerySet["Unit.formed_from.through"]  # type: ignore[name-defined]  # made at run time


@dataclass(frozen=True)
class Lineage:
    """Units, the units that they were formed from, and the units that they became."""

    units: dict[int, Unit] = field(default_factory=dict)
    formed: dict[int, list[int]] = field(default_factory=dict)
    """The units from which each unit (id) was formed, in the order of their codes."""
    same: dict[int, int] = field(default_factory=dict)
    """The only unit that a unit (id) was formed from, where that became nothing else."""
    went_on: dict[int, int] = field(default_factory=dict)
    """The same pairs the other way round."""

    def itself(self, unit: int) -> list[int]:
        """Returns the unit under all its ids, the newest first."""
        ids = [unit]
        while (after := self.went_on.get(ids[0])) and after not in ids:
            ids.insert(0, after)
        while (before := self.same.get(ids[-1])) and before not in ids:
            ids.append(before)
        return ids

    def former(self, unit: int) -> list[int]:
        """Returns the units that merged into it, as far back as is known."""
        own = self.itself(unit)
        return [before for before in self._below(own[0], set()) if before not in own]

    def _below(self, unit: int, seen: set[int]) -> list[int]:
        units = []
        for before in self.formed.get(unit, []):
            if before not in seen:
                seen.add(before)
                units += [before, *self._below(before, seen)]
        return units

    def became(self, unit: int) -> list[Unit]:
        """Returns the units that it is, or is a part of, since it ended."""
        return [self.units[after] for after, before in self.formed.items() if unit in before]

    def until(self, unit: int) -> datetime.date | None:
        """Returns its last day."""
        return self.units[unit].in_force_to if unit in self.units else None

    def add(self, links: Links) -> set[int]:
        """Adds links; returns the units that the added ones were formed from."""
        ordered = links.select_related("from_unit", "to_unit").order_by("to_unit__code", "pk")
        for link in ordered:
            after, before = link.from_unit, link.to_unit
            self.units.update({after.pk: after, before.pk: before})
            self.formed.setdefault(after.pk, []).append(before.pk)
            if link.formers == link.heirs == 1:
                self.same[after.pk], self.went_on[before.pk] = before.pk, after.pk
        return {link.to_unit_id for link in ordered}


def lineage_of(unit_id: int) -> Lineage:
    """Returns the lineage of all before a unit and all after it, without those merged along with it; one query."""
    lineage, ids = Lineage(), ids_in_lineage(unit_id)
    lineage.add(_links().filter(from_unit__in=ids, to_unit__in=ids))
    return lineage


def lineages_before(unit_ids: Iterable[int]) -> Lineage:
    """Returns the lineage of all that the units were formed from; one query for each generation of mergers."""
    lineage, asked = Lineage(), set[int]()
    asking = set(unit_ids)
    while asking:
        asked |= asking
        asking = lineage.add(_links().filter(from_unit__in=asking)) - asked
    return lineage


def heirs_in_force(unit_ids: Iterable[int]) -> list[tuple[Unit, list[int]]]:
    """Returns the units in force today that these (ids) became, or still are, each with those of them that it was.

    Two queries for each generation of mergers, and one.
    """
    first = list(unit_ids)
    reached: dict[int, Unit] = {}
    asking = set(first)
    while asking:
        units = Unit.objects.filter(pk__in=asking).prefetch_related("became")
        reached |= {unit.pk: unit for unit in units}
        asking = {one.pk for unit in units for one in unit.became.all()} - reached.keys()
    today = Unit.objects.in_force(timezone.localdate()).filter(pk__in=reached)
    formers: dict[int, list[int]] = {pk: [] for pk in today.values_list("pk", flat=True)}
    for former in first:
        for heir in _ahead(former, reached):
            if heir in formers:
                formers[heir].append(former)
    found = [(reached[heir], of) for heir, of in formers.items() if of]
    return sorted(found, key=lambda one: one[0].code)


def _ahead(unit_id: int, reached: Mapping[int, Unit]) -> set[int]:
    """Returns a unit and all that it became, by whichever way."""
    ahead: set[int] = set()
    asking = {unit_id} & reached.keys()
    while asking:
        ahead |= asking
        asking = {one.pk for pk in asking for one in reached[pk].became.all()} - ahead
    return ahead


def ids_in_lineage(unit_id: int) -> RawSQL:
    """Returns a subquery of the ids of the unit, of all before it and of all after it, without those merged along with it."""
    return linked_ids(FORMED_FROM, unit_id)


def mergers_stamp() -> RawSQL:
    """Returns a subquery of a text that changes whenever a unit is recorded as formed from another, or no longer."""
    return links_stamp(FORMED_FROM)


def under_another_name(unit_ids: Iterable[int]) -> Links:
    """Returns the links from these units (``from_unit``) to the unit (``to_unit``) that each goes on as, under another name."""
    return _links().filter(from_unit__in=unit_ids, formers=1, heirs=1)


def _links() -> Links:
    """Returns the links from each unit (``from_unit``) to one it was formed from (``to_unit``), with the count of each one's links."""
    return Unit.formed_from.through.objects.annotate(
        formers=Count("from_unit__formed_from", distinct=True),
        heirs=Count("to_unit__became", distinct=True),
    )
