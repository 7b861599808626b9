"""The rules of ``Score`` once more, as conditions on the rows of a query.

``prefix`` leads to the scores from another model: ``is_reviewed("scores__")`` from a sheet.
"""

from django.db.models import Q

from criteria.models import Criterion

REVIEWED_SQL = "(score.awarded_points IS NOT NULL OR score.awarded_na)"
"""The rule of ``is_reviewed`` for a statement that calls the table ``score``."""


def is_self_scored(prefix: str = "") -> Q:
    """Holds where the unit scores itself and a body reviews it; a survey leaf has neither."""
    return Q(**{f"{prefix}criterion__source": Criterion.Source.REVIEWED})


def is_by_survey(prefix: str = "") -> Q:
    """Holds where the points come from the survey; the same rule as ``Criterion.is_survey``."""
    return Q(**{f"{prefix}criterion__source": Criterion.Source.SURVEY})


def is_in_total(prefix: str = "") -> Q:
    """Holds where the points are part of the set's total, neither bonus nor penalty."""
    return Q(**{f"{prefix}criterion__counts__in": ("", Criterion.Counts.INFO)})


def counts_on(side: str, prefix: str = "") -> Q:
    """Holds where the leaf's maximum counts on a side (claimed or awarded): it is in the total, and applies there.

    Nobody claims a leaf of the survey: it applies as its points say.
    """
    applies = Q(**{f"{prefix}awarded_na": False})
    if side == "claimed":
        own = is_self_scored(prefix) & Q(**{f"{prefix}claimed_na": False})
        applies = own | ~is_self_scored(prefix) & applies
    return is_in_total(prefix) & applies


def is_filled(prefix: str = "") -> Q:
    """Holds where the unit has declared something; the same rule as ``Score.is_filled``."""
    return _is_given(f"{prefix}claimed")


def is_unfilled(prefix: str = "") -> Q:
    """Holds where ``is_filled`` does not."""
    return _is_empty(f"{prefix}claimed")


def is_reviewed(prefix: str = "") -> Q:
    """Holds where somebody has reviewed the leaf; the same rule as ``Score.is_reviewed``."""
    return _is_given(f"{prefix}awarded")


def is_unreviewed(prefix: str = "") -> Q:
    """Holds where ``is_reviewed`` does not."""
    return _is_empty(f"{prefix}awarded")


def _is_given(side: str) -> Q:
    return Q(**{f"{side}_points__isnull": False}) | Q(**{f"{side}_na": True})


def _is_empty(side: str) -> Q:
    return Q(**{f"{side}_points": None, f"{side}_na": False})
