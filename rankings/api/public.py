"""Lists of published results: for everybody, from frozen rows, asked about again by one query."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from rankings.api.base import ReadOnly
from rankings.api.errors import BadParameters
from rankings.api.filters import StrictFilters
from rankings.api.pagination import CountedPages, Pages
from rankings.reads import visible
from rankings.serving import answers
from rankings.serving.fingerprint import Fingerprint, fingerprint_of
from rankings.serving.publications import Publication, publication_of, publications


class PublishedResults(ReadOnly):
    """One kind of results: ``source`` says of which rankings, ``rows`` what of them."""

    public = True
    permission_classes = (AllowAny,)
    pagination_class: type[Pages] = CountedPages

    def source(self) -> tuple[list[int], Fingerprint | None]:
        """The rankings (ids) that an answer is made of, by one query: here those in force."""
        in_force = publications().in_force
        return [one.pk for one in in_force], fingerprint_for(self.request, in_force)

    def rows(self, rankings: Sequence[int]) -> QuerySet[Any]:
        raise NotImplementedError

    def check_address(self) -> None:
        """Raise ``Http404`` where it names what is not there."""

    def get_queryset(self) -> QuerySet[Any]:
        return self.rows(())

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rankings, fingerprint = self.source()

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

        return unless_unchanged(self, request, fingerprint, made, check)


class OfOneRanking(PublishedResults):
    """What belongs to one ranking, of any version that the reader may see."""

    def source(self) -> tuple[list[int], Fingerprint | None]:
        ranking = visible.ranking_visible_to(self.request.user, self.kwargs["ranking_id"])
        one = publication_of(ranking)
        return [ranking.pk], fingerprint_for(self.request, [one]) if one else None


def fingerprint_for(
    request: Request, made_of: Sequence[Publication], *beside: object
) -> Fingerprint:
    """The fingerprint of an answer made of these: its links name the address as it was asked for."""
    address, form = request.build_absolute_uri(), request.accepted_renderer.format
    return fingerprint_of(address, made_of, form, *beside, dated=True)


def unless_unchanged(
    view: ReadOnly,
    request: Request,
    fingerprint: Fingerprint | None,
    make: Callable[[], Response],
    check: Callable[[], None] | None = None,
) -> Response:
    """304 for who has the answer already; else the answer, with what to ask by next time.

    Of what is not public there is no fingerprint, and nothing is kept.
    """
    if fingerprint is None:
        if check:
            check()
        return make()

    def rendered() -> Response:
        answer = view.finalize_response(request, make())
        answer.render()
        return answer

    answer = answers.serve(cast(HttpRequest, request), fingerprint, rendered, check)
    return cast(Response, answer)  # DRF lets Django's own answers through
