"""Reads an entry (the declared figures), and gathers every fault, each naming its field."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

from criteria.common.numbers import as_typed, read_number, show
from criteria.common.text import Refused, Text
from criteria.scales.base import Field

ABSENT = object()

Value = TypeVar("Value")


class Entry:
    """The declared figures of one leaf, read field by field; ``done`` raises the faults."""

    def __init__(self, data: Mapping[str, object], fields: tuple[Field, ...]) -> None:
        if not isinstance(data, Mapping):
            raise Refused(
                Text("Số liệu phải là một đối tượng JSON", "The entry must be a JSON object")
            )
        self.data = data
        self.faults: list[Text] = []
        names = {field.name for field in fields}
        for key in data:
            if key not in names:
                typed = as_typed(str(key))
                self.fault(f"Không có mục {typed} để nhập", f"There is no field {typed}")

    def fault(self, vi: str, en: str) -> None:
        """Notes what is wrong."""
        self.faults.append(Text(vi, en))

    def done(self) -> None:
        """Raises ``Refused`` with all faults, if there are any."""
        if self.faults:
            raise Refused(*self.faults)

    def settled(self, value: Value | None) -> Value:
        """Returns ``value`` once nothing is wrong; ``None`` always comes with a fault of its own."""
        self.done()
        if value is None:
            raise ValueError("a value is missing and no fault says so")
        return value

    def value(self, field: Field) -> object:
        """Returns the value of ``field``, or notes a fault and returns ``ABSENT`` if there is none."""
        value = self.data.get(field.name)
        if value is None or (isinstance(value, str) and not value.strip()):
            label = f"{field.label.vi[0].lower()}{field.label.vi[1:]}"
            if field.type == "option":
                self.fault(f"Chưa chọn {label}", f"{field.label.en} is not chosen")
            else:
                self.fault(f"Chưa nhập {label}", f"{field.label.en} is not entered")
            return ABSENT
        return value

    def number(self, field: Field, *, percent: bool = False) -> Decimal | None:
        """Returns a number of at least 0, whole where the field says so; ``None`` after a fault."""
        value = self.value(field)
        if value is ABSENT:
            return None
        label = field.label
        try:
            number = read_number(value, most=field.most, percent=percent)
        except Refused as refused:
            for cause in refused.causes:
                self.fault(f"{label.vi}: {cause.vi}", f"{label.en}: {cause.en}")
            return None
        if number < 0:
            self.fault(
                f"{label.vi} {show(number)} không được là số âm",
                f"{label.en} {show(number, 'en')} must not be negative",
            )
            return None
        if field.type == "whole" and number != number.to_integral_value():
            self.fault(
                f"{label.vi} {show(number)} phải là số nguyên",
                f"{label.en} {show(number, 'en')} must be a whole number",
            )
            return None
        return number

    def percent(self, field: Field) -> Decimal | None:
        """Returns a percentage from 0 to 100; ``None`` after a fault."""
        number = self.number(field, percent=True)
        if number is not None and number > 100:
            self.fault(
                f"{field.label.vi} {show(number)} phải từ 0 đến 100",
                f"{field.label.en} {show(number, 'en')} must be from 0 to 100",
            )
            return None
        return number


def read_index(value: object, count: int) -> int | None:
    """Returns a position from 0 to ``count - 1``, also from a digit string; ``None`` if it is not one."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 6:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < count:
        return value
    return None
