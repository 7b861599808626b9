"""Which units a unit was formed from, and which of them it simply goes on as."""

from collections.abc import Iterable

from django.db.models import Count, QuerySet

from assessments.models import Unit

Links = QuerySet["Unit.formed_from.through"]  # type: ignore[name-defined]  # made at run time


def links() -> Links:
    """Each unit (``from_unit``) with one it was formed from (``to_unit``): of how many, and of how many heirs.

    One former and one heir: the same unit under another name or code. Several formers merged; several
    heirs divided it.
    """
    return Unit.formed_from.through.objects.annotate(
        formers=Count("from_unit__formed_from", distinct=True),
        heirs=Count("to_unit__became", distinct=True),
    )


def under_another_name(unit_ids: Iterable[int]) -> Links:
    """Each of these units (``from_unit``) with the one (``to_unit``) that it simply goes on as."""
    return links().filter(from_unit__in=unit_ids, formers=1, heirs=1)
