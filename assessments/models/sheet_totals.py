"""The total of a sheet's side as an expression over many sheets, the same that its own page adds up.

``assessments.sheets.sums`` computes it of one sheet, with every node of its tree; a test holds the two together.
"""

from typing import Any

from django.apps import apps
from django.db.models import (
    Case,
    Exists,
    Expression,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce, Greatest, Least
from django.db.models.lookups import IsNull

from assessments.models.conditions import counts_on, is_in_total, is_self_scored
from criteria.fields import PointsField
from criteria.models import SIGNS, CriteriaSet, Criterion

_HIGHEST = (Criterion.Counts.BONUS_HIGHEST, Criterion.Counts.PENALTY_HIGHEST)
_PENALTIES = [counts for counts, sign in SIGNS.items() if sign < 0]


def total_of(side: str) -> Expression:
    """Returns the points of a side (claimed or awarded) for each sheet of a query; null where it has none at all.

    A leaf whose gate has no points counts nothing. A domain outside the total counts with its sign, up to its cap;
    a set without one costs a look for it. Where the set says so, the total is at most what is applicable.
    """
    inside = Sum(
        f"scores__{side}_points",
        filter=is_in_total("scores__") & ~_is_shut(side, "scores__", OuterRef("pk")),
    )
    outside = Subquery(_outside(side), output_field=PointsField())
    both = Coalesce(inside, 0) + Coalesce(outside, 0)
    reached = Greatest(both, 0, output_field=PointsField())
    most = Coalesce(
        Sum("scores__max_points", filter=counts_on(side, "scores__")), 0, output_field=PointsField()
    )
    return Case(
        When(Q(IsNull(inside, True)) & ~Q(Exists(_with_points_outside(side))), then=None),
        When(_is_capped(), then=Least(reached, most)),
        default=reached,
        output_field=PointsField(),
    )


def _is_capped() -> Q:
    """Holds where a set says that nothing lifts a total above the maximum."""
    sets = CriteriaSet.objects.filter(pk=OuterRef("round__criteria_set"), rules__capped=True)
    return Q(Exists(sets))


def _outside(side: str) -> Any:
    """Returns what the domains outside the total of a sheet come to; no row where its set has none.

    Whatever asks a table is named as seldom as can be: Django writes it out wherever it is named, and three places
    within three made 282 statements of a list's one, which took 0.15 s to put together (now 44, and 0.035 s).
    """
    reached = Case(
        When(counts__in=_HIGHEST, then=Subquery(_below(side, Max))),
        default=Subquery(_below(side, Sum)),
        output_field=PointsField(),
    )
    domains = Criterion.objects.filter(
        criteria_set=OuterRef("round__criteria_set"), parent=None, counts__in=SIGNS
    )
    counted = Least(Coalesce(reached, 0), F("max_points"), output_field=PointsField())
    sign = Case(When(counts__in=_PENALTIES, then=-1), default=1, output_field=IntegerField())
    return (
        domains.order_by()
        .values("criteria_set")
        .annotate(total=Sum(counted * sign, output_field=PointsField()))
        .values("total")
    )


def _with_points_outside(side: str) -> Any:
    """Returns the leaves of a sheet that count outside its total and have points."""
    leaves = apps.get_model("assessments", "Score").objects.filter(assessment=OuterRef("pk"))
    return leaves.filter(
        Q(criterion__domain__counts__in=SIGNS)
        | Q(criterion__parent=None, criterion__counts__in=SIGNS),
        **{f"{side}_points__isnull": False},
    ).exclude(_is_shut(side, "", OuterRef("assessment")))


def _below(side: str, aggregate: type[Max | Sum]) -> Any:
    """Returns the sum or the highest of a sheet's leaves in one of its domains; the domain may itself be a leaf."""
    sheet = OuterRef(OuterRef("pk"))
    leaves = apps.get_model("assessments", "Score").objects.filter(assessment=sheet)
    leaves = leaves.filter(
        Q(criterion__domain=OuterRef("pk")) | Q(criterion=OuterRef("pk"))
    ).exclude(_is_shut(side, "", OuterRef("assessment")))
    found = leaves.order_by().values("assessment")
    return found.annotate(reached=aggregate(f"{side}_points")).values("reached")


def _is_shut(side: str, prefix: str, sheet: Any) -> Q:
    """Holds where the leaf waits for another one, which has 0 points; one without points yet shuts nothing."""
    gates = apps.get_model("assessments", "Score").objects.filter(
        assessment=sheet, criterion__code=OuterRef(f"{prefix}criterion__gate")
    )
    closed = Q(awarded_points=0)
    if side == "claimed":
        # Nobody claims those of a survey.
        closed = is_self_scored() & Q(claimed_points=0) | ~is_self_scored() & Q(awarded_points=0)
    return ~Q(**{f"{prefix}criterion__gate": ""}) & Q(Exists(gates.filter(closed)))
