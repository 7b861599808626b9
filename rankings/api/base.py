"""The base of every address of the API."""

from contextlib import suppress
from typing import Any, cast

from django.db.models import QuerySet
from django.utils.cache import patch_cache_control, patch_vary_headers
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import APIException, Throttled
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

from assessments.models import User
from rankings.api import filters, selection
from rankings.api.csv import CsvRenderer
from rankings.api.pagination import Pages
from rankings.api.schema import Schema
from rankings.api.tokens import TokenAuthentication


class Address(APIView):
    """Sets tokens and sessions, the limits on requests, and the headers for caches."""

    authentication_classes = (TokenAuthentication, SessionAuthentication)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Counts also the requests that the library refuses before it asks its throttles: 401, 403, 406."""
        try:
            super().initial(request, *args, **kwargs)
        except Throttled:
            raise
        except Exception:
            with suppress(APIException):  # a wrong token belongs to nobody
                self.perform_authentication(request)
            self.check_throttles(request)
            raise

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        """Lets caches ask about their copies each time (ETag), so that a new publication shows at once."""
        final = super().finalize_response(request, response, *args, **kwargs)
        anonymous = "Authorization" not in request.headers and not request.user.is_authenticated
        patch_cache_control(
            final, no_cache=True, **({"public": True} if anonymous else {"private": True})
        )
        patch_vary_headers(final, ("Authorization", "Cookie"))
        return final


class ReadOnly(Address, ReadOnlyModelViewSet[Any]):
    """A list and its single things, each with a serializer; a hidden thing is a missing one."""

    filter_backends = (filters.StrictFilters,)
    pagination_class = Pages
    schema = Schema()
    lookup_value_regex = "[^/]+"  # the router's own pattern takes no dot
    detail_serializer_class: Any = None

    def get_serializer_class(self) -> Any:
        return self.detail_serializer_class if self.action == "retrieve" else self.serializer_class

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        serializer = super().get_serializer(*args, **kwargs)
        if self.action != "list" or self.request is None:
            return serializer
        return selection.narrow_serializer(serializer, selection.chosen_fields(self.request))

    def get_renderers(self) -> list[BaseRenderer]:
        # The action would not do: an unknown method has none.
        listed = "list" in (self.action_map or {}).values()
        return [JSONRenderer(), CsvRenderer()] if listed else [JSONRenderer()]

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        # Only a successful list is a table; errors and the answer to OPTIONS are none.
        no_table = response.status_code >= 400 or self.action != "list"
        if no_table and hasattr(request, "accepted_renderer"):
            request.accepted_renderer = JSONRenderer()
            request.accepted_media_type = JSONRenderer.media_type
        return super().finalize_response(request, response, *args, **kwargs)


def person(request: Request) -> User:
    """Returns the person behind a request that has passed ``IsAuthenticated``."""
    return cast(User, request.user)
