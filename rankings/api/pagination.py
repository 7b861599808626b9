"""Long lists come in pages."""

import re
from typing import Any

from rest_framework.exceptions import NotFound
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.views import APIView

from criteria.numbers import as_typed
from criteria.text import Text
from rankings.api.errors import BadParameters

WHOLE_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


class Pages(PageNumberPagination):
    """100 rows a page, up to 1000 on request; a page that is not there is a 404."""

    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000
    last_page_strings = ()

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        page = request.query_params.get(self.page_query_param, "1")
        if not WHOLE_NUMBER.fullmatch(page):
            raise NotFound
        return super().paginate_queryset(queryset, request, view)

    def get_page_size(self, request: Request) -> int:
        size = request.query_params.get(self.page_size_query_param, str(self.page_size))
        if not WHOLE_NUMBER.fullmatch(size) or int(size) > self.max_page_size:
            most = self.max_page_size
            raise BadParameters(
                Text(
                    vi=f"page_size: {as_typed(size)} phải là số nguyên từ 1 đến {most}.",
                    en=f"page_size: {as_typed(size)} must be a whole number from 1 to {most}.",
                )
            )
        return int(size)

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        return [
            {
                "name": self.page_query_param,
                "in": "query",
                "description": "The page, from 1.",
                "schema": {"type": "integer", "minimum": 1, "maximum": 999_999_999, "default": 1},
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
        # The library's own says "nullable", which OpenAPI 3.1 no longer knows.
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
