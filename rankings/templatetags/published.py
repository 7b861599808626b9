"""The template tag that finds the ranking of a round: the phase by its dates does not know of a publication."""

from collections.abc import Iterable
from decimal import Decimal

from django import template

from assessments.models import Assessment, Round
from rankings.models import Ranking, RankingRow

register = template.Library()


@register.simple_tag
def rankings_in_force(rounds: Round | Iterable[Round]) -> dict[int, int]:
    """Returns the id of the ranking in force by the id of its round, where one is public; one query."""
    wanted = [rounds] if isinstance(rounds, Round) else rounds
    rankings = Ranking.objects.in_force_within().filter(round__in=wanted)
    return dict(rankings.values_list("round_id", "pk"))


@register.simple_tag
def published_indices(sheet: Assessment) -> dict[str, Decimal]:
    """Returns a sheet's index by domain (code), and the whole under "", as they are in force; one query.

    An index is shown only where it is published: a page that computed its own could differ from it.
    """
    rows = RankingRow.objects.filter(
        assessment=sheet, ranking__in=Ranking.objects.in_force_within().filter(round=sheet.round_id)
    )
    by_code: dict[str, Decimal] = {}
    for whole, code, index in rows.values_list("index", "domains__domain__code", "domains__index"):
        by_code |= {key: one for key, one in (("", whole), (code, index)) if one is not None}
    return by_code
