"""Lists of published results: for everybody, from frozen rows, asked about again by one query."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from rankings import kept
from rankings.api.base import ReadOnly
from rankings.api.caching import validators
from rankings.api.errors import BadParameters
from rankings.api.filters import StrictFilters
from rankings.api.pagination import CountedPages, Pages
from rankings.models import Ranking
from rankings.reads import visible


class Published(ReadOnly):
    """One kind of results: ``of`` says of which rankings, ``rows`` what of them."""

    public = True
    permission_classes = (AllowAny,)
    pagination_class: type[Pages] = CountedPages

    def of(self) -> Iterable[Ranking]:
        """The rankings that an answer is made of, by one query: here those in force."""
        return visible.rankings_in_force()

    def rows(self, rankings: Sequence[Ranking]) -> QuerySet[Any]:
        raise NotImplementedError

    def check_address(self) -> None:
        """Raise ``Http404`` where it names what is not there."""

    def get_queryset(self) -> QuerySet[Any]:
        return self.rows(())

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rankings = tuple(self.of())

        def check() -> None:
            try:
                StrictFilters().check(request, self.get_queryset(), self)
            except BadParameters:
                self.check_address()
                raise
            cast(Pages, self.paginator).number(request)

        def made() -> Response:
            page = self.paginate_queryset(self.filter_queryset(self.rows(rankings)))
            return self.get_paginated_response(self.get_serializer(page, many=True).data)

        return unless_unchanged(self, request, rankings, made, check)


class OfOneRanking(Published):
    """What belongs to one ranking, of any version that the reader may see."""

    def of(self) -> Iterable[Ranking]:
        return [visible.ranking_visible_to(self.request.user, self.kwargs["ranking_id"])]


def unless_unchanged(
    view: ReadOnly,
    request: Request,
    rankings: Sequence[Ranking],
    make: Callable[[], Response],
    check: Callable[[], None] = lambda: None,
) -> Response:
    """304 for who has the answer already; else the answer, with what to ask by next time.

    For readers without an account it is kept as bytes, under its ETag, as pages are. ``check``
    refuses a wrong address; what is kept was asked for by a right one.
    """
    asked = cast(HttpRequest, request)
    found = validators(request, rankings)
    public = found is not None and kept.is_public(asked)
    answer = kept.find(asked, found.etag) if found and public else None
    if answer is None:
        # Before the answer's rows are read, and before a 304 could hide it.
        check()
    if found is None:
        return make()
    unchanged = found.unchanged(request)
    if unchanged is not None:
        return cast(Response, unchanged)  # DRF lets Django's own answers through
    if answer is None:
        answer = view.finalize_response(request, make()).render()
        if public:
            kept.keep(found.etag, answer)
    for name, value in found.headers().items():
        answer[name] = value
    kept.mark(answer, found.etag)
    return cast(Response, answer)
