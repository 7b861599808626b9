"""The API: what the person may see; ``scores`` holds what may be written."""

from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404
from django.utils.cache import patch_cache_control, patch_vary_headers
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiJsonRenderer2
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

from assessments.models import Assessment, Role, Round, Unit, User
from criteria.models import CriteriaSet
from rankings import reads
from rankings.api import filters
from rankings.api.pagination import Pages
from rankings.api.schema import Schema
from rankings.api.serializers import assessments, criteria
from rankings.api.serializers import rankings as ranking_serializers
from rankings.api.tokens import TokenAuthentication
from rankings.models import RankingRow


class ReadOnly(ReadOnlyModelViewSet[Any]):
    """A list and its single things, each with a serializer; a hidden thing is a missing one."""

    authentication_classes = (TokenAuthentication, SessionAuthentication)
    filter_backends = (filters.StrictFilters,)
    pagination_class = Pages
    schema = Schema()
    detail_serializer_class: Any = None

    def get_serializer_class(self) -> Any:
        return self.detail_serializer_class if self.action == "retrieve" else self.serializer_class

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        """Kept copies are asked about each time (ETag): a new publication shows at once."""
        final = super().finalize_response(request, response, *args, **kwargs)
        anonymous = "Authorization" not in request.headers and not request.user.is_authenticated
        patch_cache_control(
            final, no_cache=True, **({"public": True} if anonymous else {"private": True})
        )
        patch_vary_headers(final, ("Authorization", "Cookie"))
        return final


@extend_schema(tags=["rankings"])
class Rankings(ReadOnly):
    """What has been published, for everybody."""

    queryset = RankingRow.objects.none()
    permission_classes = (AllowAny,)
    filterset_class = filters.RankingFilter
    serializer_class = ranking_serializers.RankingRowSerializer
    detail_serializer_class = ranking_serializers.RankingSerializer

    def get_queryset(self) -> QuerySet[Any]:
        if self.action == "retrieve":
            return reads.rankings_visible_to(self.request.user).prefetch_related("means__domain")
        return reads.published_rows()

    @extend_schema(
        summary="The rows of the rankings in force, by rank", operation_id="rankings_list"
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """For each level and year the latest published ranking: units by rank, then units that
        are scored but not ranked, then units not assessed."""
        return super().list(request, *args, **kwargs)

    @extend_schema(summary="One ranking: its state, means and rules")
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().retrieve(request, *args, **kwargs)


@extend_schema(tags=["rounds"])
class Rounds(ReadOnly):
    """The rounds that concern the person."""

    queryset = Round.objects.none()
    filterset_class = filters.RoundFilter
    serializer_class = detail_serializer_class = assessments.RoundSerializer

    def get_queryset(self) -> QuerySet[Any]:
        rounds = Round.objects.visible_to(person(self.request))
        return rounds.select_related("criteria_set").order_by(
            "-year", "criteria_set__level", "-opens_at", "pk"
        )


@extend_schema(tags=["criteria sets"])
class CriteriaSets(ReadOnly):
    """Published sets for everybody signed in, drafts for coordinators and administrators."""

    queryset = CriteriaSet.objects.none()
    filterset_class = filters.CriteriaSetFilter
    serializer_class = criteria.CriteriaSetSerializer
    detail_serializer_class = criteria.CriteriaTreeSerializer
    lookup_field = "code"

    def get_queryset(self) -> QuerySet[Any]:
        if person(self.request).holds(Role.COORDINATOR, Role.ADMIN):
            return CriteriaSet.objects.all()
        return CriteriaSet.objects.filter(status=CriteriaSet.Status.PUBLISHED)


@extend_schema(tags=["units"])
class Units(ReadOnly):
    """The units that are or were assessed."""

    filterset_class = filters.UnitFilter
    serializer_class = detail_serializer_class = assessments.UnitSerializer
    queryset = Unit.objects.prefetch_related("formed_from").order_by(
        "level", "code", "in_force_from", "pk"
    )


@extend_schema(tags=["assessments"])
class Assessments(ReadOnly):
    """The sheets that the person may read, one by one with all their scores."""

    queryset = Assessment.objects.none()
    filterset_class = filters.AssessmentFilter
    serializer_class = assessments.AssessmentSerializer
    detail_serializer_class = assessments.SheetSerializer

    def get_queryset(self) -> QuerySet[Any]:
        sheets = Assessment.objects.visible_to(person(self.request)).with_progress()
        return sheets.select_related("unit", "round").order_by("round", "unit__code", "pk")


class SchemaView(SpectacularAPIView):
    """This API as OpenAPI 3.1."""

    renderer_classes = [OpenApiJsonRenderer2, OpenApiJsonRenderer]
    authentication_classes = ()
    permission_classes = (AllowAny,)


@extend_schema(exclude=True)
class Missing(APIView):
    """Any other address under the API: JSON, not a page."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise Http404


def person(request: Request) -> User:
    """The person behind a request that has passed ``IsAuthenticated``."""
    return cast(User, request.user)
