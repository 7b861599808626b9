"""Adds to every operation in OpenAPI what is beside its own answer: the errors, and how to ask again."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from rankings.api import selection


class TextSerializer(serializers.Serializer[Any]):
    """A sentence in Vietnamese and in English."""

    vi = serializers.CharField()
    en = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """Why a request was not answered; all causes at once."""

    code = serializers.CharField()
    messages = TextSerializer(many=True)


RETRY_AFTER = OpenApiParameter(
    "Retry-After", int, "header", response=[429], description="Seconds to wait."
)
JSON = "application/json"
CSV = OpenApiResponse(OpenApiTypes.STR, description="The page as a table, UTF-8 with BOM.")
LINK = OpenApiParameter(
    "Link", str, "header", response=[200], description="The next and the previous page."
)
LAST_MODIFIED = (
    OpenApiParameter(
        "If-Modified-Since", str, "header", description="The Last-Modified of an earlier answer."
    ),
    OpenApiParameter(
        "Last-Modified", str, "header", response=[200], description="When it was published."
    ),
)
ERRORS = {
    400: "A parameter is unknown, empty, repeated or not valid.",
    401: "No token or session, or one that is not valid.",
    404: "Nothing there, or nothing that you may see.",
    406: "Only JSON can be had, and CSV of lists.",
    429: "Too many requests; see Retry-After.",
}


WRITING = {
    400: "The body is not JSON, or not of the shape described.",
    412: "Somebody saved a newer value first; it is in the answer.",
    413: "The body is too long.",
    415: "Only JSON is taken.",
    422: "The leaf's scale, or a rule, refuses what was sent.",
    428: "If-Match is missing.",
}


class Schema(AutoSchema):
    def get_override_parameters(self) -> Any:
        if self.method != "GET":
            return [RETRY_AFTER]
        return [
            *(self._of_lists() if self._listed() else []),
            *(LAST_MODIFIED if getattr(self.view, "public", False) else []),
            OpenApiParameter(
                "If-None-Match", str, "header", description="The ETag of an earlier answer."
            ),
            OpenApiParameter(
                "ETag", str, "header", response=[200], description="For If-None-Match."
            ),
            RETRY_AFTER,
        ]

    def get_response_serializers(self) -> Any:
        """Returns the answer itself, and each error that this operation can give."""
        listed = self._listed()
        writes = self.method != "GET"
        errors = {**ERRORS, **getattr(self.view, "more_errors", {}), **(WRITING if writes else {})}
        if self.method == "POST":
            # What is added has no version that anybody could have read.
            errors = {status: text for status, text in errors.items() if status not in (412, 428)}
        own = super().get_response_serializers()
        return {
            (200, JSON): own,
            **({(200, "text/csv"): CSV} if listed else {}),
            **(
                {} if writes else {304: OpenApiResponse(description="As it was at the ETag given.")}
            ),
            **{
                (status, JSON): OpenApiResponse(self._problem(status), description=text)
                for status, text in errors.items()
                if listed or writes or status != 400
            },
        }

    def _listed(self) -> bool:
        return getattr(self.view, "action", "") == "list"

    def _of_lists(self) -> list[OpenApiParameter]:
        view: Any = self.view
        names = list(view.get_serializer_class()().fields)
        return [selection.parameter(names), LINK]

    def _get_response_for_code(
        self, serializer: Any, status_code: str, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        """Returns a page of rows, each whole, or with some of its fields where the client asked for some."""
        parent: Any = super()._get_response_for_code
        answer: dict[str, Any] = parent(serializer, status_code, *args, **kwargs)
        page = answer.get("content", {}).get(JSON, {}).get("schema", {})
        if status_code == "200" and self._listed() and "$ref" in page:
            view: Any = self.view
            fields = len(view.get_serializer_class()().fields)
            partial_row = {"type": "object", "minProperties": 1, "maxProperties": fields - 1}
            name = page["$ref"].rpartition("/")[2]
            component: Any = self.registry[(name, ResolvedComponent.SCHEMA)]
            rows = component.schema["properties"]["results"]
            if "anyOf" not in rows["items"]:
                rows["items"] = {"anyOf": [rows["items"], partial_row]}
        return answer

    def _problem(self, status: int) -> Any:
        return getattr(self.view, "problems", {}).get(status, ProblemSerializer)
