"""Lists of published results: for everybody, from frozen rows, asked about again by one query."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from rankings import kept, reads
from rankings.api.base import ReadOnly
from rankings.api.caching import validators
from rankings.api.errors import BadParameters
from rankings.api.filters import StrictFilters
from rankings.api.pagination import CountedPages, Pages
from rankings.models import Ranking


class Published(ReadOnly):
    """One kind of results: ``of`` says of which rankings, ``rows`` what of them."""

    public = True
    permission_classes = (AllowAny,)
    pagination_class: type[Pages] = CountedPages

    def of(self) -> QuerySet[Ranking]:
        """The rankings that an answer is made of: here those in force."""
        return reads.rankings_in_force()

    def rows(self, rankings: Sequence[Ranking]) -> QuerySet[Any]:
        raise NotImplementedError

    def check_address(self) -> None:
        """Raise ``Http404`` where it names what is not there."""

    def get_queryset(self) -> QuerySet[Any]:
        return self.rows(())

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rankings = tuple(self.of())
        # Before the answer's rows are read, and before a 304 could hide it.
        try:
            StrictFilters().check(request, self.get_queryset(), self)
        except BadParameters:
            self.check_address()
            raise
        cast(Pages, self.paginator).number(request)

        def made() -> Response:
            page = self.paginate_queryset(self.filter_queryset(self.rows(rankings)))
            return self.get_paginated_response(self.get_serializer(page, many=True).data)

        return unless_unchanged(self, request, rankings, made)


class OfOneRanking(Published):
    """What belongs to one ranking, of any version that the reader may see."""

    def of(self) -> QuerySet[Ranking]:
        visible = reads.rankings_visible_to(self.request.user).exclude(computed_at=None)
        found = visible.filter(pk=self.kwargs["ranking_id"])
        if not found:
            raise Http404
        return found


def unless_unchanged(
    view: ReadOnly, request: Request, rankings: Sequence[Ranking], make: Callable[[], Response]
) -> Response:
    """304 for who has the answer already; else the answer, with what to ask by next time.

    For readers without an account it is kept as bytes, under its ETag, as pages are.
    """
    found = validators(request, rankings)
    if found is None:
        return make()
    answer: HttpResponse | None = found.unchanged(request)
    if answer is not None:
        return cast(Response, answer)  # DRF lets Django's own answers through
    public = kept.is_public(cast(HttpRequest, request))
    answer = kept.find(found.etag) if public else None
    if answer is None:
        answer = view.finalize_response(request, make()).render()
        # What is kept has no headers; a page among others names its neighbours in one.
        if public and "Link" not in answer:
            kept.keep(found.etag, answer)
    for name, value in found.headers().items():
        answer[name] = value
    return cast(Response, answer)
