"""What OpenAPI says of every operation beside its own answer: the errors, and how to ask again."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers


class TextSerializer(serializers.Serializer[Any]):
    """A sentence in Vietnamese and in English."""

    vi = serializers.CharField()
    en = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """Why a request was not answered; all causes at once."""

    code = serializers.CharField()
    messages = TextSerializer(many=True)


ERRORS = {
    400: "A parameter is unknown, empty, repeated or not valid.",
    401: "No token or session, or one that is not valid.",
    404: "Nothing there, or nothing that you may see.",
    406: "Only JSON can be had.",
    429: "Too many requests; see Retry-After.",
}


class Schema(AutoSchema):
    def get_override_parameters(self) -> Any:
        return [
            OpenApiParameter(
                "If-None-Match", str, "header", description="The ETag of an earlier answer."
            ),
            OpenApiParameter(
                "ETag", str, "header", response=[200], description="For If-None-Match."
            ),
            OpenApiParameter(
                "Retry-After", int, "header", response=[429], description="Seconds to wait."
            ),
        ]

    def get_response_serializers(self) -> Any:
        """The answer itself, and each error that this operation can give."""
        listed = getattr(self.view, "action", "") == "list"
        return {
            200: super().get_response_serializers(),
            304: OpenApiResponse(description="As it was at the ETag given."),
            **{
                status: OpenApiResponse(ProblemSerializer, description=text)
                for status, text in ERRORS.items()
                if listed or status != 400
            },
        }
