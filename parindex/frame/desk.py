"""What a person's rail and bell count, read for every full page by one query."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from assessments import permissions
from assessments.messages.notices import unread_notices
from assessments.models import Assessment, Flag, Round, Score, Status, User
from assessments.models.conditions import is_self_scored, is_unfilled
from assessments.review.duties import of_reviewer


@dataclass(frozen=True)
class DeskRound:
    """A round that concerns the person, with what they have in it."""

    round: Round
    sheet_id: int | None
    """The sheet of their own unit."""
    to_fill: int
    """Leaves of that sheet without figures; those to explain, while the unit explains."""
    to_review: int
    units: int


@dataclass(frozen=True)
class Desk:
    """The rounds that concern a person, the newest first, and their unread notices."""

    rounds: list[DeskRound]
    unread: int

    def in_round(self, pk: int | None) -> DeskRound | None:
        """Returns the round that the page is about, or else the newest, one of the nation's before own ones."""
        return min(
            self.rounds,
            key=lambda one: (one.round.pk != pk, one.round.owner_id is not None),
            default=None,
        )


def desk_of(user: User) -> Desk:
    """Reads the desk; one query where a round concerns the person, two where none does."""
    rows: list[Any] = list(_rounds(user))
    unread = rows[0].unread if rows else unread_notices(user).count()
    return Desk(
        [DeskRound(row, row.own_sheet, row.to_fill, row.to_review, row.unit_count) for row in rows],
        unread,
    )


def _rounds(user: User) -> QuerySet[Round, Round]:
    found = Round.objects.filter(permissions.rounds_visible_to(user)).select_related("criteria_set")
    none = Value(0, output_field=IntegerField())
    own = Assessment.objects.filter(round=OuterRef("pk"), unit__in=user.unit_ids)
    return found.annotate(
        unread=_number(unread_notices(user).order_by().values("user")),
        own_sheet=Subquery(own.order_by("pk").values("pk")[:1])
        if user.unit_ids
        else Value(None, output_field=IntegerField()),
        to_fill=_number(_to_fill(user)) if user.unit_ids else none,
        to_review=_number(_to_review(user)) if permissions.may_review(user) else none,
        unit_count=_number(_units(user)) if permissions.may_watch_any(user) else none,
    )


def _units(user: User) -> QuerySet[Assessment, Any]:
    watched = Assessment.objects.filter(permissions.rounds_watched_by(user, "round__"))
    return watched.filter(round=OuterRef("pk")).order_by().values("round")


def _to_fill(user: User) -> QuerySet[Score, Any]:
    empty = Q(assessment__status=Status.DRAFTING) & is_self_scored() & is_unfilled()
    asked = Q(assessment__status=Status.EXPLAINING, flag=Flag.RAISED)
    return _of_round(Score.objects.filter(empty | asked, assessment__unit__in=user.unit_ids))


def _to_review(user: User) -> QuerySet[Score, Any]:
    return _of_round(Score.objects.filter(of_reviewer(user)["my_reviews"]))


def _of_round(scores: QuerySet[Score, Score]) -> QuerySet[Score, Any]:
    return scores.filter(assessment__round=OuterRef("pk")).order_by().values("assessment__round")


def _number(grouped: QuerySet) -> Coalesce:  # type: ignore[type-arg]  # of any model
    """Returns how many rows there are, of a query that is grouped by one value."""
    counted = grouped.annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), Value(0), output_field=IntegerField())
