"""The API's addresses for reading; ``scores`` holds the one that writes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404
from django.utils.http import http_date
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiJsonRenderer2
from drf_spectacular.utils import extend_schema, extend_schema_view
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assessments import permissions
from assessments.models import Assessment, Round, Unit, User
from assessments.models.conditions import is_reviewed
from criteria.models import CriteriaSet
from rankings.api import filters
from rankings.api.base import ReadOnly, person
from rankings.api.serializers import assessments, criteria


@extend_schema(tags=["rounds"])
class Rounds(ReadOnly):
    """The rounds that concern the person."""

    queryset = Round.objects.none()
    filterset_class = filters.RoundFilter
    serializer_class = detail_serializer_class = assessments.RoundSerializer

    def get_queryset(self) -> QuerySet[Any]:
        rounds = Round.objects.filter(permissions.rounds_visible_to(person(self.request)))
        return rounds.select_related("criteria_set").order_by(
            "-year", "criteria_set__level", "-opens_at", "pk"
        )


@extend_schema(tags=["criteria sets"])
class CriteriaSets(ReadOnly):
    """Published sets for everybody, drafts for coordinators and administrators."""

    public = True
    permission_classes = (AllowAny,)
    queryset = CriteriaSet.objects.none()
    filterset_class = filters.CriteriaSetFilter
    serializer_class = criteria.CriteriaSetSerializer
    detail_serializer_class = criteria.CriteriaTreeSerializer
    lookup_field = "code"

    def get_queryset(self) -> QuerySet[Any]:
        user = self.request.user
        if isinstance(user, User) and permissions.may_read_draft_sets(user):
            return CriteriaSet.objects.known_to(None)
        return CriteriaSet.objects.usable_by(None)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        answer = super().list(request, *args, **kwargs)
        sets = self.filter_queryset(self.get_queryset()).order_by()
        return _dated(answer, sets.values_list("published_at", flat=True))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        criteria_set = self.get_object()
        return _dated(Response(self.get_serializer(criteria_set).data), [criteria_set.published_at])


def _dated(answer: Response, published: Iterable[datetime | None]) -> Response:
    """Adds the last publication as ``Last-Modified``, unless a draft is among them, which changes undated."""
    moments = list(published)
    known = [moment.timestamp() for moment in moments if moment]
    if known and len(known) == len(moments):
        answer["Last-Modified"] = http_date(max(known))
    return answer


@extend_schema(tags=["units"])
class UnitsView(ReadOnly):
    """The units that are or were assessed, each with those that it was formed from."""

    permission_classes = (AllowAny,)
    filterset_class = filters.UnitFilter
    serializer_class = detail_serializer_class = assessments.UnitSerializer
    queryset = (
        Unit.objects.below(None)
        .prefetch_related("formed_from")
        .order_by("level", "code", "in_force_from", "pk")
    )


@extend_schema_view(list=extend_schema(summary="The names of regions, as filters take them"))
@extend_schema(tags=["units"])
class RegionNames(ReadOnly):
    """For each level of units the regions that they lie in, and how many in each."""

    permission_classes = (AllowAny,)
    queryset = Unit.objects.none()
    filterset_class = filters.RegionNameFilter
    serializer_class = detail_serializer_class = assessments.RegionNameSerializer

    def get_queryset(self) -> QuerySet[Any]:
        units = Unit.objects.below(None).exclude(region="").order_by("level", "region")
        counted: QuerySet[Any] = units.values("level", "region").annotate(units=Count("*"))
        return counted


@extend_schema(tags=["assessments"])
class Assessments(ReadOnly):
    """The sheets that the person may read, one by one with all their scores."""

    queryset = Assessment.objects.none()
    filterset_class = filters.AssessmentFilter
    serializer_class = assessments.AssessmentSerializer
    detail_serializer_class = assessments.SheetSerializer

    def get_queryset(self) -> QuerySet[Any]:
        sheets = Assessment.objects.filter(permissions.sheets_readable_by(person(self.request)))
        sheets = sheets.with_progress().annotate(
            all=Count("scores"), awarded=Count("scores", filter=is_reviewed("scores__"))
        )
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
    default_response_headers: Any = {}  # no Allow where no method leads anywhere

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise Http404
