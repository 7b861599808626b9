"""A unit that somebody types by its code or name, as lists of suggestions write it."""

from collections.abc import Sequence

from django.utils import timezone

from assessments.models import Unit
from assessments.people.rosters.lookups import is_in_force, time_of
from criteria.common.numbers import as_typed
from criteria.common.search import search_words
from criteria.common.text import FieldFault, Refused, Text, fold

MOST_SUGGESTED = 400
"""A level of communes has thousands: nobody looks for one in a list."""
_NAMED = 8


def label_of(unit: Unit) -> str:
    """Returns a unit with its code and its time, because a code alone does not identify a unit."""
    return f"{unit.code} · {unit.name_vi}{time_of(unit.in_force_from, unit.in_force_to)}"


def suggested_units(owner_id: int | None = None) -> list[str]:
    """Returns the labels of all units of an owner, or of the nation's, where they are few enough to choose from."""
    units = list(Unit.objects.below(owner_id)[: MOST_SUGGESTED + 1])
    return [label_of(unit) for unit in units] if len(units) <= MOST_SUGGESTED else []


def typed_unit(typed: str, owner_id: int | None = None) -> int | None:
    """Returns the id of the unit of an owner, or of the nation's, that is meant by its label, code, name, or words of it; ``None`` where nothing is typed.

    Of several those in force today come first. Raises ``Refused``, which names them where there are still several.
    """
    typed = typed.strip()
    if not typed:
        return None
    units = list(Unit.objects.below(owner_id))
    by_label = [unit for unit in units if label_of(unit) == typed]
    exact = [unit for unit in units if fold(typed) in (fold(unit.code), fold(unit.name_vi))]
    words = search_words(typed)
    holding = [unit for unit in units if all(word in unit.search for word in words)]
    for found in (by_label, exact, holding):
        if len(meant := _present(found)) == 1:
            return meant[0].pk
        if meant:
            raise Refused(_several(typed, meant))
    raise Refused(
        FieldFault(
            vi=f"Không có đơn vị nào khớp {as_typed(typed)}.",
            en=f"No unit matches {as_typed(typed)}.",
            field="unit",
        )
    )


def _present(units: Sequence[Unit]) -> Sequence[Unit]:
    today = timezone.localdate()
    return [
        unit for unit in units if is_in_force(unit.in_force_from, unit.in_force_to, today)
    ] or units


def _several(typed: str, units: Sequence[Unit]) -> Text:
    names = "; ".join(map(label_of, units[:_NAMED])) + ("…" if len(units) > _NAMED else "")
    return Text(
        vi=f"{len(units)} đơn vị khớp {as_typed(typed)}: {names}. Hãy ghi rõ hơn.",
        en=f"{len(units)} units match {as_typed(typed)}: {names}. Write it more exactly.",
    )
