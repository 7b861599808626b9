"""The template tag that finds the ranking of a round: the phase by its dates does not know of a publication."""

from collections.abc import Iterable

from django import template

from assessments.models import Round
from rankings.models import Ranking

register = template.Library()


@register.simple_tag
def rankings_in_force(rounds: Round | Iterable[Round]) -> dict[int, int]:
    """Returns the id of the ranking in force by the id of its round, where one is public; one query."""
    wanted = [rounds] if isinstance(rounds, Round) else rounds
    rankings = Ranking.objects.in_force().filter(round__in=wanted)
    return dict(rankings.values_list("round_id", "pk"))
