"""The total of a sheet's side as an expression over many sheets, the same that its own page adds up.

``assessments.sheets.sums`` computes it of one sheet, with every node of its tree; a test holds the two together.
"""

from typing import Any

from django.apps import apps
from django.db.models import Case, Exists, Expression, F, Max, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, LessThan

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
    both = Coalesce(inside + Coalesce(outside, 0), outside, output_field=PointsField())
    most = Coalesce(
        Sum("scores__max_points", filter=counts_on(side, "scores__")), 0, output_field=PointsField()
    )
    return Case(
        When(LessThan(both, 0), then=0),
        When(_is_capped() & Q(GreaterThan(both, most)), then=most),
        default=both,
        output_field=PointsField(),
    )


def _is_capped() -> Q:
    """Holds where a set says that nothing lifts a total above the maximum."""
    sets = CriteriaSet.objects.filter(pk=OuterRef("round__criteria_set"), rules__capped=True)
    return Q(Exists(sets))


def _outside(side: str) -> Any:
    """Returns what the domains outside the total of a sheet come to; no row where none has points."""
    reached = Case(
        When(counts__in=_HIGHEST, then=Subquery(_below(side, Max))),
        default=Subquery(_below(side, Sum)),
        output_field=PointsField(),
    )
    domains = Criterion.objects.filter(
        criteria_set=OuterRef("round__criteria_set"), parent=None, counts__in=SIGNS
    )
    counted = Case(
        When(reached__gt=F("max_points"), then=F("max_points")),
        default=F("reached"),
        output_field=PointsField(),
    )
    signed = Case(
        When(counts__in=_PENALTIES, then=-1 * counted), default=counted, output_field=PointsField()
    )
    return (
        domains.alias(reached=reached)
        .order_by()
        .values("criteria_set")
        .annotate(total=Sum(signed, output_field=PointsField()))
        .values("total")
    )


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
