"""One leaf across all units of a round: its rows, filters, orders and counts, all asked of the database.

It holds only sheets that have been submitted: nobody compares drafts.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import Expression, OrderBy
from django.db.models.functions import Coalesce

from assessments import permissions
from assessments.models import Flag, Round, Score, Status, User
from assessments.models.conditions import is_reviewed, is_unreviewed
from assessments.review.cross_review.figure_order import figure_order
from criteria.common.search import search_words
from criteria.fields import PointsField
from criteria.models import Criterion
from criteria.scales import Scale

_CLAIMED = Coalesce(F("claimed_points"), 0, output_field=PointsField())
WAITING = is_unreviewed() & Q(assessment__status__in=Status.REVIEWING)
ADJUSTED = (
    Q(awarded_na=True, claimed_na=False)
    | Q(awarded_points__isnull=False, claimed_na=True)
    | Q(awarded_points__gt=_CLAIMED)
    | Q(awarded_points__lt=_CLAIMED)
)
FILTERS: dict[str, Q] = {
    "waiting": WAITING,
    "reviewed": is_reviewed(),
    "adjusted": ADJUSTED,
    "raised": Q(flag=Flag.RAISED),
    "answered": Q(flag=Flag.ANSWERED),
    "disputed": Q(flag=Flag.DISPUTED),
}
UNEVEN = "uneven"
"""The filter for figures that several units declare alike and that were awarded differently."""
_MOST_UNEVEN = 50
SORTS = ("unit", "figures", "claimed", "awarded", "difference")


@dataclass(frozen=True)
class LeafTableQuery:
    """The reader's wishes; ``same`` is the score whose declared figures are looked for."""

    q: str = ""
    show: str = ""
    same: int | None = None
    sort: str = "unit"
    descending: bool = False


def scores_on_leaf(round_: Round, leaf: Criterion) -> QuerySet[Score]:
    """Returns the leaf's scores on every submitted sheet of the round."""
    return Score.objects.filter(
        assessment__round=round_, criterion=leaf, assessment__status__in=Status.ASSESSED
    )


def acceptable_by(user: User) -> Q:
    """Returns the scores that the person may accept as claimed at once: never reviewed, never asked about, open now.

    Leaves with an open flag must be looked at one by one.
    """
    return permissions.scores_awardable_by(user) & is_unreviewed() & ~Q(flag__in=Flag.OPEN)


def leaf_filter(query: LeafTableQuery, scores: QuerySet[Score]) -> Q:
    """Returns the filter that the reader asks for; one more query for figures that are compared."""
    condition = FILTERS.get(query.show, Q())
    for word in search_words(query.q):
        condition &= Q(assessment__unit__search__contains=word)
    if query.show == UNEVEN:
        condition &= _uneven(scores)
    if query.same is not None:
        figures = scores.filter(pk=query.same).values_list("claimed_input", flat=True).first()
        condition &= Q(claimed_input=figures) if figures else Q(claimed_input__isnull=True)
    return condition


def _uneven(scores: QuerySet[Score]) -> Q:
    groups = (
        scores.filter(Q(claimed_input__isnull=False) | Q(claimed_na=True))
        .order_by()
        .values("claimed_input", "claimed_na")
        .annotate(
            awards=Count("awarded_points", distinct=True),
            not_applicable=Count("pk", filter=Q(awarded_na=True)),
        )
        # "Not applicable" is one more answer beside the points.
        .filter(Q(awards__gt=1) | Q(awards=1, not_applicable__gt=0))
        .values_list("claimed_input", "claimed_na")[:_MOST_UNEVEN]
    )
    condition = Q(pk__in=())
    for figures, not_applicable in groups:
        condition |= Q(claimed_na=True) if not_applicable else Q(claimed_input=figures)
    return condition & is_reviewed()


def leaf_counts(user: User, scores: QuerySet[Score], shown: Q) -> dict[str, int]:
    """Returns the numbers of units: under each filter, in ``total``, ``shown`` by the reader's filter, and ``acceptable``."""
    return scores.aggregate(
        total=Count("pk"),
        shown=Count("pk", filter=shown) if shown else Count("pk"),
        acceptable=Count("pk", filter=acceptable_by(user)),
        **{name: Count("pk", filter=condition) for name, condition in FILTERS.items()},
    )


def order(query: LeafTableQuery, scale: Scale) -> list[OrderBy]:
    """Returns the order asked for, and by unit code within it; rows without a value come last either way."""
    keys: dict[str, F | Expression] = {
        "figures": figure_order(scale),
        "claimed": F("claimed_points"),
        "awarded": F("awarded_points"),
        "difference": F("awarded_points") - _CLAIMED,
    }
    code = OrderBy(
        F("assessment__unit__code"), descending=query.sort == "unit" and query.descending
    )
    if query.sort not in keys:
        return [code, OrderBy(F("pk"))]
    key = OrderBy(keys[query.sort], descending=query.descending, nulls_last=True)
    return [key, code, OrderBy(F("pk"))]


@dataclass(frozen=True)
class LeafLeft:
    """A leaf of the list, with the numbers of units under each filter."""

    leaf: Criterion
    counts: dict[str, int]

    @property
    def due(self) -> int:
        """The number of units that wait for the reviewers: for an award, or for a reply."""
        return self.counts["waiting"] + self.counts["answered"]


def left_beside(leaves: list[LeafLeft], code: str) -> list[LeafLeft]:
    """Returns the other leaves on which something is due, the next after ``code`` first."""
    place = next((n for n, leaf_left in enumerate(leaves) if leaf_left.leaf.code == code), -1)
    return [
        leaf_left for leaf_left in [*leaves[place + 1 :], *leaves[: max(place, 0)]] if leaf_left.due
    ]


def leaves_left(user: User, round_: Round, *, all_leaves: bool) -> list[LeafLeft]:
    """Returns the reviewed leaves of the round in the order of the tree: the person's own, or all."""
    own: dict[str, Any] = {} if all_leaves else {"reviewing_body__in": user.bodies(round_.owner_id)}
    scores = Score.objects.self_scored().filter(assessment__round=round_, **own)
    sent = Q(assessment__status__in=Status.ASSESSED)
    grouped = (
        scores.order_by()
        .values("criterion")
        .annotate(
            total=Count("pk", filter=sent),
            **{name: Count("pk", filter=sent & condition) for name, condition in FILTERS.items()},
        )
    )
    counts_of: dict[int, dict[str, int]] = {row["criterion"]: dict(row) for row in grouped}  # type: ignore[arg-type]  # django-stubs knows no keys of **annotations
    leaves = (
        Criterion.objects.filter(pk__in=counts_of)
        .select_related("domain")
        .defer("scale", "search", "domain__scale", "domain__search")
        .order_by("position")
    )
    return [LeafLeft(leaf, counts_of[leaf.pk]) for leaf in leaves]
