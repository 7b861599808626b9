"""The API: what the person may see; ``scores`` holds what may be written."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiJsonRenderer2
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from assessments.models import Assessment, Role, Round, Unit
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
    default_response_headers: Any = {}  # no Allow where no method leads anywhere

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise Http404
