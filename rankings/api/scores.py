"""The addresses of a sheet's scores, and the one thing that the API writes: the unit's own claims."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import permissions
from assessments.acts import Conflict, save_claim
from assessments.models import Assessment, Door, Score
from assessments.writing.actor import Actor
from assessments.writing.inputs import NOTE_LIMIT
from rankings.api import filters
from rankings.api.base import ReadOnly, person
from rankings.api.claims import claim_of, etag, versions
from rankings.api.errors import body
from rankings.api.schema import ProblemSerializer
from rankings.api.serializers.assessments import ScoreSerializer

CLAIM_SCHEMA = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": False,
    "properties": {
        "input": {
            "type": ["object", "null"],
            "additionalProperties": True,
            "description": "The figures by the names of the leaf's scale; numbers as text, exact. "
            "null clears the leaf.",
        },
        "not_applicable": {"type": "boolean"},
        "note": {"type": "string", "maxLength": NOTE_LIMIT},
    },
}
EXAMPLES = [
    OpenApiExample(
        "A ratio", value={"input": {"numerator": "75", "denominator": "80"}}, request_only=True
    ),
    OpenApiExample("One of several options", value={"input": {"option": 0}}, request_only=True),
    OpenApiExample("Lines ticked", value={"input": {"lines": [0, 2]}}, request_only=True),
    OpenApiExample(
        "Not applicable",
        value={"not_applicable": True, "note": "Trong năm không phát sinh"},
        request_only=True,
    ),
]
SHEET = OpenApiParameter("assessment", int, "path", description="The sheet's id.")
CODE = OpenApiParameter("code", str, "path", description="The leaf's code, for example 1.2.3.")
IF_MATCH = OpenApiParameter(
    "If-Match", str, "header", required=True, description='The ETag that was read, such as "3".'
)
NEW_TAG = OpenApiParameter(
    "ETag", str, "header", response=[200, 412], description="The version that is there now."
)


class ScoreConflictSerializer(ProblemSerializer):
    """Somebody saved a newer value first: ``current`` is it."""

    current = ScoreSerializer()


@extend_schema(tags=["scores"], parameters=[SHEET])
class Scores(ReadOnly):
    """The scores of one sheet that the person may read."""

    queryset = Score.objects.none()
    filterset_class = filters.ScoreFilter
    serializer_class = detail_serializer_class = ScoreSerializer
    lookup_field = "criterion__code"
    lookup_url_kwarg = "code"
    more_errors = {403: "The sheet is another unit's, or it is not the time."}
    problems = {412: ScoreConflictSerializer}

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        sheets = Assessment.objects.select_related("unit", "round")
        sheet = get_object_or_404(sheets, pk=self.kwargs["assessment"])
        permissions.demand(permissions.reasons_against_reading(person(self.request), sheet))
        scores = Score.objects.filter(assessment=sheet).select_related(
            "criterion", "assessment__round"
        )
        return scores.order_by("criterion__position")

    @extend_schema(summary="A sheet's scores, in the order of the tree")
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(summary="One leaf's score; its ETag is its version", parameters=[CODE])
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return _answer(self.get_object())

    @extend_schema(
        summary="Write the unit's claim on a leaf",
        parameters=[CODE, IF_MATCH, NEW_TAG],
        request={"application/json": CLAIM_SCHEMA},
        examples=EXAMPLES,
    )
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The same act as on the page: the same people, times and scales. What the body leaves out
        stays. The comparison with If-Match is made under the lock of the write, so that there is
        no moment between the two."""
        score = self.get_object()
        # The act asks again under the lock; here a person who may not write learns that first.
        permissions.demand(permissions.reasons_against_claiming(person(request), score))
        wanted = versions(request)
        claim = claim_of(request, score)
        try:
            saved = save_claim(
                actor=Actor(person(request), Door.API),
                score_id=score.pk,
                # What the body left out comes from the score read here, so it must be this very version.
                version=score.version if score.version in wanted else -1,
                entry=claim.entry,
                not_applicable=claim.not_applicable,
                note=claim.note,
            )
        except Conflict as conflict:
            conflict.current.criterion = score.criterion
            answer = _answer(conflict.current, status=412)
            answer.data = {
                **body("precondition_failed", *conflict.causes),
                "current": answer.data,
            }
            return answer
        except Score.DoesNotExist as error:
            raise Http404 from error
        # The locked score was read without the leaf's titles.
        saved.criterion = score.criterion
        return _answer(saved)


def _answer(score: Score, status: int = 200) -> Response:
    return Response(ScoreSerializer(score).data, status=status, headers={"ETag": etag(score)})
