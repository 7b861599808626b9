"""Reads the body of a write: a JSON object with known fields of known types, all faults at once."""

import datetime
from collections.abc import Mapping
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.request import Request

from criteria.common.numbers import as_typed
from criteria.common.text import Text
from rankings.api.errors import BadParameters


def object_in(request: Request, fields: tuple[str, ...]) -> dict[str, Any]:
    """Returns the body. Raises ``BadParameters`` for anything but an object with at least one of the fields."""
    try:
        body = request.data
    except RecursionError as error:
        raise ParseError from error
    if not isinstance(body, dict) or not body:
        raise BadParameters(
            Text(
                vi=f"Hãy gửi một đối tượng JSON với ít nhất một trong các mục: {', '.join(fields)}.",
                en=f"Send a JSON object with at least one of: {', '.join(fields)}.",
            )
        )
    return body


def unknown_fields(body: Mapping[str, Any], fields: tuple[str, ...]) -> list[Text]:
    """Returns a fault for each field that is none of these."""
    return [
        Text(
            vi=f"Không có mục {as_typed(name)}. Các mục: {', '.join(fields)}.",
            en=f"There is no field {as_typed(name)}. The fields are: {', '.join(fields)}.",
        )
        for name in body
        if name not in fields
    ]


class BodyReader:
    """Takes values out of an object and gathers what is wrong with them."""

    def __init__(self, body: Mapping[str, Any], fields: tuple[str, ...], at: str = "") -> None:
        self.body, self.at = body, at
        self.faults = unknown_fields(body, fields)

    def text(self, name: str) -> str:
        value = self.body.get(name, "")
        if isinstance(value, str):
            return value
        self.fault(name, "phải là chuỗi ký tự", "must be text")
        return ""

    def day(self, name: str) -> datetime.date | None:
        """Returns a day written as 2026-09-30; none where it is null or missing."""
        value = self.body.get(name)
        if value is None:
            return None
        try:
            if isinstance(value, str) and len(value) == len("2026-09-30"):
                return datetime.date.fromisoformat(value)
        except ValueError:
            pass
        self.fault(name, "phải là ngày dạng 2026-09-30", "must be a day such as 2026-09-30")
        return None

    def entry(self, name: str) -> dict[str, Any] | None:
        value = self.body.get(name)
        if value is None or isinstance(value, dict):
            return value
        self.fault(name, "phải là một đối tượng JSON hoặc null", "must be a JSON object or null")
        return None

    def demand(self) -> None:
        """Raises ``BadParameters`` with every fault."""
        if self.faults:
            raise BadParameters(*self.faults)

    def fault(self, name: str, vi: str, en: str) -> None:
        """Adds what is wrong with a field."""
        self.faults.append(Text(vi=f"{self.at}{name}: {vi}.", en=f"{self.at}{name}: {en}."))
