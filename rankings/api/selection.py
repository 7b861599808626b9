"""``?fields=rank,unit,index``: an answer with only the fields that the client asks for, in that order."""

from collections.abc import Iterator
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from criteria.common.numbers import as_typed
from criteria.common.text import Text

PARAMETER = "fields"


def chosen_fields(request: Request) -> list[str]:
    """Returns the names asked for; none where the client did not say."""
    return [name for name in _names(request) if name]


def _names(request: Request) -> list[str]:
    """Returns the names: separated by commas, or one a parameter, as some generated clients send a list."""
    values = request.query_params.getlist(PARAMETER)
    return list(dict.fromkeys(",".join(values).split(",")))


def faults(request: Request, known: list[str]) -> Iterator[Text]:
    """Yields what is wrong with the names asked for."""
    if PARAMETER not in request.query_params:
        return
    for name in _names(request):
        if name not in known:
            fields = ", ".join(known)
            yield Text(
                vi=f"fields: không có mục {as_typed(name)}. Các mục: {fields}.",
                en=f"fields: there is no field {as_typed(name)}. The fields are: {fields}.",
            )


def narrow_serializer(serializer: Any, names: list[str]) -> Any:
    """Returns the serializer with those fields only."""
    row = getattr(serializer, "child", serializer)
    if names:
        fields = row.fields.fields
        row.fields.fields = {name: fields[name] for name in names if name in fields}
    return serializer


def parameter(known: list[str]) -> OpenApiParameter:
    """Returns the parameter's description for OpenAPI."""
    return OpenApiParameter(
        PARAMETER,
        {"type": "array", "items": {"type": "string", "enum": known}, "minItems": 1},
        description="Only these fields, in this order.",
        style="form",
        explode=False,
    )
