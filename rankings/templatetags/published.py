"""What has come of a round: the phase by its dates does not know of a publication."""

from collections.abc import Iterable

from django import template

from assessments.models import Round
from rankings.models import Ranking

register = template.Library()


@register.simple_tag
def in_force(rounds: Round | Iterable[Round]) -> dict[int, int]:
    """By round (id) the id of its ranking in force, where one is public; one query."""
    asked = [rounds] if isinstance(rounds, Round) else rounds
    found = Ranking.objects.in_force().filter(round__in=asked)
    return dict(found.values_list("round_id", "pk"))
