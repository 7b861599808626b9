"""Cuts long lists into pages."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Subquery, Value
from rest_framework.exceptions import NotFound
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from criteria.common.forms import read_whole
from criteria.common.numbers import as_typed
from criteria.common.text import Text

LARGEST_PAGE = 999_999_999


class Pages(PageNumberPagination):
    """Gives 100 rows a page, up to 1000 on request; a page that is not there is a 404."""

    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000
    last_page_strings = ()

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        self.number(request)
        return super().paginate_queryset(queryset, request, view)

    def number(self, request: Request) -> int:
        """Returns the page asked for. Raises ``NotFound`` for what is no number of a page."""
        page = request.query_params.get(self.page_query_param, "1")
        number = read_whole(page, least=1, most=LARGEST_PAGE)
        if number is None:
            raise NotFound
        return number

    def get_paginated_response(self, data: Any) -> Response:
        """Adds the neighbours in ``Link`` too (RFC 8288): CSV has no other place for them."""
        response = super().get_paginated_response(data)
        links = {"next": self.get_next_link(), "prev": self.get_previous_link()}
        if any(links.values()):
            response["Link"] = ", ".join(f'<{to}>; rel="{rel}"' for rel, to in links.items() if to)
        return response

    def faults(self, request: Request) -> Iterator[Text]:
        """Yields what is wrong with the number of rows asked for."""
        size, most = self._size(request), self.max_page_size
        if read_whole(size, least=1, most=most) is None:
            yield Text(
                vi=f"page_size: {as_typed(size)} phải là số nguyên từ 1 đến {most}.",
                en=f"page_size: {as_typed(size)} must be a whole number from 1 to {most}.",
            )

    def given(self, rows: list[Any], total: int, request: Request) -> list[Any]:
        """Makes ``rows`` the page of a list of ``total`` rows, and returns them."""
        paginator: Any = Paginator(rows, self.get_page_size(request))
        paginator.count = total
        self.page, self.request = Page(rows, self.number(request), paginator), request
        return rows

    def get_page_size(self, request: Request) -> int:
        return int(self._size(request))  # ``faults`` has judged it before

    def _size(self, request: Request) -> str:
        return str(request.query_params.get(self.page_size_query_param, self.page_size))

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        return [
            {
                "name": self.page_query_param,
                "in": "query",
                "description": "The page, from 1.",
                "schema": {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": 1},
            },
            {
                "name": self.page_size_query_param,
                "in": "query",
                "description": "Rows a page.",
                "schema": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": self.max_page_size,
                    "default": self.page_size,
                },
            },
        ]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        # The library's own schema says "nullable", which OpenAPI 3.1 no longer knows.
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["count", "next", "previous", "results"],
            "properties": {
                "count": {"type": "integer", "minimum": 0},
                "next": link,
                "previous": link,
                "results": schema,
            },
        }


class CountedPages(Pages):
    """Reads the rows and their number by one query."""

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        number, size = self.number(request), self.get_page_size(request)
        counted = queryset.order_by().values(one=Value(1)).annotate(total=Count("*"))
        start = (number - 1) * size
        rows = list(queryset.annotate(of_all=Subquery(counted.values("total")))[start:][:size])
        if not rows and number > 1:
            raise NotFound
        return self.given(rows, rows[0].of_all if rows else 0, request)


class PagesByUnit(Pages):
    """Cuts rows that follow one another unit by unit.

    It reads only the number of rows of each unit, until it reaches the units on the page. Skipping
    rows instead would read and sort all rows before it, hundreds of thousands on the last pages.
    """

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        number, size = self.number(request), self.get_page_size(request)
        counts = queryset.order_by("row").values_list("row_id").annotate(rows=Count("*"))
        start, end = (number - 1) * size, number * size
        units, passed, total = [], 0, 0
        for unit, count in counts:
            if total + count <= start:
                passed += count
            elif total < end:
                units.append(unit)
            total += count
        if number > 1 and start >= total:
            raise NotFound
        rows = list(queryset.filter(row__in=units)[start - passed :][:size])
        return self.given(rows, total, request)
