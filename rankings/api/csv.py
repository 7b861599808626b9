"""Renders a page of a list as CSV: UTF-8 with BOM, a column for each number, the same numbers as in JSON.

Values that JSON nests get names with dots: ``unit.code``, ``domains.1.index``; what has no code goes by its place.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from rest_framework.renderers import BaseRenderer

from criteria.common.csv_files import csv_bytes


class CsvRenderer(BaseRenderer):
    """Renders lists only; errors stay JSON."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        rows = [dict(_flat(row)) for row in data["results"]]
        names = list(dict.fromkeys(name for row in rows for name in row))
        if not rows and renderer_context:
            names = list(renderer_context["view"].get_serializer().fields)
        # The dialect is English whatever the reader's language, so the numbers are the same as in JSON.
        return csv_bytes([names, *([_cell(row.get(name)) for name in names] for row in rows)], "en")


def _flat(value: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, part in value.items():
        name = f"{above}{key}"
        if isinstance(part, Mapping):
            yield from _flat(part, f"{name}.")
        elif isinstance(part, list) and part and isinstance(part[0], Mapping):
            for place, below in enumerate(part, 1):
                rest = {field: cell for field, cell in below.items() if field != "code"}
                yield from _flat(rest, f"{name}.{below.get('code', place)}.")
        elif not (isinstance(part, list) and not part):
            yield name, part


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return " ".join(map(str, value))
    return str(value)
