"""The addresses of a unit's improvement plans: read and filled in by its own systems, and hidden from all others."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import permissions
from assessments.models import Door
from assessments.writing.actor import Actor
from criteria.common.text import Text
from rankings import acts
from rankings.api import filters
from rankings.api.base import ReadOnly, person
from rankings.api.bodies import BodyReader, object_in
from rankings.api.claims import etag, versions
from rankings.api.errors import BadParameters, body
from rankings.api.schema import ProblemSerializer
from rankings.api.scores import CODE, IF_MATCH, NEW_TAG
from rankings.api.serializers.plans import (
    FigureToDateSerializer,
    PlanLeafSerializer,
    PlanSerializer,
)
from rankings.models import FigureToDate, ImprovementPlan, PlanLeaf
from rankings.plans.saving import people_of

LINE, REMEDY, FIGURE = (
    ("target", "remedies"),
    ("text", "person", "body", "due"),
    ("code", "day", "input"),
)
_ENTRY = {"type": ["object", "null"], "additionalProperties": True}
LINE_SCHEMA: dict[str, Any] = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": False,
    "properties": {
        "target": _ENTRY
        | {"description": "The target on the leaf's own scale; null takes it back."},
        "remedies": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "text": {"type": "string"},
                    "person": {"type": "string", "description": "The address of an account."},
                    "body": {"type": "string"},
                    "due": {"type": ["string", "null"], "format": "date"},
                },
            },
        },
    },
}
FIGURE_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": list(FIGURE),
    "properties": {
        "code": {"type": "string", "description": "The code of a leaf of the plan."},
        "day": {"type": "string", "format": "date"},
        "input": _ENTRY,
    },
}
NO_LEAF = Text(vi="code: kế hoạch không có tiêu chí này.", en="code: the plan has no such leaf.")
PLAN = OpenApiParameter("plan", int, "path", description="The plan's id.")


class PlanConflictSerializer(ProblemSerializer):
    """Somebody saved the line first: ``current`` is it."""

    current = PlanLeafSerializer()


@extend_schema(tags=["plans"])
class Plans(ReadOnly):
    """The plans of the person's units, every version, and of units that these succeeded."""

    queryset = ImprovementPlan.objects.none()
    filterset_class = filters.PlanFilter
    serializer_class = detail_serializer_class = PlanSerializer

    def get_queryset(self) -> QuerySet[Any]:
        plans = ImprovementPlan.objects.filter(permissions.plans_readable_by(person(self.request)))
        return plans.select_related("unit", "round").order_by("-round__year", "unit", "-number")


class _OfPlan(ReadOnly):
    """What belongs to one plan that the person may read."""

    more_errors = {403: "The plan belongs to a unit that this one succeeded: it is only read."}

    def plan(self) -> ImprovementPlan:
        plans = ImprovementPlan.objects.filter(permissions.plans_readable_by(person(self.request)))
        return get_object_or_404(plans, pk=self.kwargs["plan"])


@extend_schema(tags=["plans"], parameters=[PLAN])
class PlanLeaves(_OfPlan):
    """The lines of a plan, the costliest first."""

    queryset = PlanLeaf.objects.none()
    filterset_class = filters.PlanLeafFilter
    serializer_class = detail_serializer_class = PlanLeafSerializer
    lookup_field = "criterion__code"
    lookup_url_kwarg = "code"
    problems = {412: PlanConflictSerializer}

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        leaves = PlanLeaf.objects.filter(plan=self.plan()).select_related("criterion")
        return leaves.prefetch_related("remedies__person").order_by("pk")

    @extend_schema(summary="A plan's lines: what is aimed at, what is done")
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(summary="One line; its ETag is its version", parameters=[CODE])
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._answer(self.get_object())

    @extend_schema(
        summary="Write the target and the remedies of a line",
        parameters=[CODE, IF_MATCH, NEW_TAG],
        request={"application/json": LINE_SCHEMA},
        examples=[
            OpenApiExample(
                "A target and a remedy",
                value={
                    "target": {"numerator": "18", "denominator": "20"},
                    "remedies": [
                        {"text": "Kiểm tra thêm 3 sở", "body": "Sở Nội vụ", "due": "2026-09-30"}
                    ],
                },
                request_only=True,
            )
        ],
    )
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The same act as on the page. What the body leaves out stays."""
        plan, leaf = self.plan(), self.get_object()
        permissions.demand(permissions.reasons_against_planning(person(request), plan.unit_id))
        wanted = versions(request)
        read = BodyReader(object_in(request, LINE), LINE)
        entry = read.entry("target") if "target" in read.body else leaf.target_input
        remedies = _remedies(read, plan) if "remedies" in read.body else _present(leaf)
        read.demand()
        try:
            acts.save_plan_leaf(
                actor=Actor(person(request), Door.API),
                leaf_id=leaf.pk,
                version=leaf.version if leaf.version in wanted else -1,
                entry=entry or {},
                remedies=remedies,
            )
        except acts.PlanConflict as conflict:
            answer = self._answer(self.get_object(), status=412)
            answer.data = {
                **body("precondition_failed", *conflict.causes),
                "current": answer.data,
            }
            return answer
        return self._answer(self.get_object())

    def _answer(self, leaf: PlanLeaf, status: int = 200) -> Response:
        return Response(PlanLeafSerializer(leaf).data, status=status, headers={"ETag": etag(leaf)})


def _present(leaf: PlanLeaf) -> list[acts.GivenRemedy]:
    return [
        acts.GivenRemedy(one.text, one.person_id, one.body, one.due) for one in leaf.remedies.all()
    ]


def _remedies(read: BodyReader, plan: ImprovementPlan) -> list[acts.GivenRemedy]:
    """Returns the remedies of a body; an address of nobody in the unit is nobody's id, which the act refuses."""
    given = read.body["remedies"]
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        read.fault("remedies", "phải là danh sách đối tượng JSON", "must be a list of JSON objects")
        return []
    people = {one.email.lower(): one.pk for one in people_of(plan.unit_id).values()}
    found = []
    for place, one in enumerate(given):
        each = BodyReader(one, REMEDY, at=f"remedies[{place}].")
        address = each.text("person").strip().lower()
        who = people.get(address, -1) if address else None
        found.append(acts.GivenRemedy(each.text("text"), who, each.text("body"), each.day("due")))
        read.faults += each.faults
    return found


@extend_schema(tags=["plans"], parameters=[PLAN])
class Figures(_OfPlan):
    """What the unit has reached on the leaves of a plan, by day, the newest first."""

    queryset = FigureToDate.objects.none()
    filterset_class = filters.FigureFilter
    serializer_class = detail_serializer_class = FigureToDateSerializer

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        plan = self.plan()
        figures = FigureToDate.objects.filter(unit=plan.unit_id, round=plan.round_id)
        return figures.select_related("criterion").order_by("-day", "-pk")

    @extend_schema(summary="A plan's figures to date")
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(
        summary="Add a figure to date",
        request={"application/json": FIGURE_SCHEMA},
        examples=[
            OpenApiExample(
                "A ratio by the end of September",
                value={
                    "code": "1.3.1",
                    "day": "2026-09-30",
                    "input": {"numerator": "61", "denominator": "80"},
                },
                request_only=True,
            )
        ],
    )
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The same act as on the page: nothing is changed, the newest figure of the latest day counts."""
        plan = self.plan()
        permissions.demand(permissions.reasons_against_planning(person(request), plan.unit_id))
        read = BodyReader(object_in(request, FIGURE), FIGURE)
        code, day, entry = read.text("code"), read.day("day"), read.entry("input")
        read.demand()
        leaf = PlanLeaf.objects.filter(plan=plan, criterion__code=code).first()
        if leaf is None:
            raise BadParameters(NO_LEAF)
        figure = acts.save_figure_to_date(
            actor=Actor(person(request), Door.API), leaf_id=leaf.pk, day=day, entry=entry or {}
        )
        return Response(FigureToDateSerializer(figure).data)
