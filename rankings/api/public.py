"""Lists of published results: for everybody, from frozen rows, asked about again by one query."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from rankings import reads
from rankings.api.base import ReadOnly
from rankings.api.caching import validators
from rankings.api.filters import StrictFilters
from rankings.api.pagination import CountedPages
from rankings.models import Ranking


class Published(ReadOnly):
    """One kind of results: ``of`` says of which rankings, ``rows`` what of them."""

    public = True
    permission_classes = (AllowAny,)
    pagination_class = CountedPages

    def of(self) -> QuerySet[Ranking]:
        """The rankings that an answer is made of: here those in force."""
        return reads.rankings_in_force()

    def rows(self, rankings: Sequence[Ranking]) -> QuerySet[Any]:
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any]:
        return self.rows(())

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        # Before anything is read: a 304 must not hide a wrong parameter.
        StrictFilters().check(request, self.get_queryset(), self)
        rankings = tuple(self.of())

        def made() -> Response:
            page = self.paginate_queryset(self.filter_queryset(self.rows(rankings)))
            return self.get_paginated_response(self.get_serializer(page, many=True).data)

        return unless_unchanged(request, rankings, made)


class OfOneRanking(Published):
    """What belongs to one ranking, of any version that the reader may see."""

    def of(self) -> QuerySet[Ranking]:
        visible = reads.rankings_visible_to(self.request.user).exclude(computed_at=None)
        found = visible.filter(pk=self.kwargs["ranking_id"])
        if not found:
            raise Http404
        return found


def unless_unchanged(
    request: Request, rankings: Sequence[Ranking], make: Callable[[], Response]
) -> Response:
    """304 for who has the answer already; else the answer, with what to ask by next time."""
    found = validators(request, rankings)
    if found and (unchanged := found.unchanged(request)):
        return cast(Response, unchanged)  # DRF lets Django's own answers through
    response = make()
    for name, value in (found.headers() if found else {}).items():
        response[name] = value
    return response
