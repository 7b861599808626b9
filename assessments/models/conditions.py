"""What is asked of many scores: a rule of ``Score`` once more, as a condition on rows.

``prefix`` leads to the scores from another model: ``is_reviewed("scores__")`` of a sheet's.
"""

from django.db.models import Q

from criteria.models import Criterion

FILLED_SQL = "(score.claimed_points IS NOT NULL OR score.claimed_na)"
REVIEWED_SQL = "(score.awarded_points IS NOT NULL OR score.awarded_na)"
"""As ``is_filled`` and ``is_reviewed``, where a statement calls the table ``score``."""


def is_self_scored(prefix: str = "") -> Q:
    """Holds where the unit scores itself and a body reviews it; the survey's leaves are nobody's."""
    return Q(**{f"{prefix}criterion__source": Criterion.Source.REVIEWED})


def is_by_survey(prefix: str = "") -> Q:
    """Holds where the points come from the survey; one rule with ``Criterion.is_survey``."""
    return Q(**{f"{prefix}criterion__source": Criterion.Source.SURVEY})


def is_filled(prefix: str = "") -> Q:
    """Holds where the unit has declared something; one rule with ``Score.is_filled``."""
    return _is_given(f"{prefix}claimed")


def is_unfilled(prefix: str = "") -> Q:
    """Holds where ``is_filled`` does not."""
    return _is_empty(f"{prefix}claimed")


def is_reviewed(prefix: str = "") -> Q:
    """Holds where somebody has reviewed the leaf; one rule with ``Score.is_reviewed``."""
    return _is_given(f"{prefix}awarded")


def is_unreviewed(prefix: str = "") -> Q:
    """Holds where ``is_reviewed`` does not."""
    return _is_empty(f"{prefix}awarded")


def _is_given(side: str) -> Q:
    return Q(**{f"{side}_points__isnull": False}) | Q(**{f"{side}_na": True})


def _is_empty(side: str) -> Q:
    return Q(**{f"{side}_points": None, f"{side}_na": False})
