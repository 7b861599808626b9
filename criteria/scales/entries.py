"""Reading an entry (the declared figures), gathering every fault, each naming its field."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

from criteria.common.numbers import as_typed, read, show
from criteria.common.text import Refused, Text
from criteria.scales.base import Field

ABSENT = object()

Value = TypeVar("Value")


class Entry:
    """The declared figures of one leaf, read field by field; ``done`` raises what is wrong."""

    def __init__(self, given: Mapping[str, object], fields: tuple[Field, ...]) -> None:
        if not isinstance(given, Mapping):
            raise Refused(
                Text("Số liệu phải là một đối tượng JSON", "The entry must be a JSON object")
            )
        self.given = given
        self.faults: list[Text] = []
        names = {field.name for field in fields}
        for key in given:
            if key not in names:
                typed = as_typed(str(key))
                self.fault(f"Không có mục {typed} để nhập", f"There is no field {typed}")

    def fault(self, vi: str, en: str) -> None:
        """Note what is wrong."""
        self.faults.append(Text(vi, en))

    def done(self) -> None:
        """Raise ``Refused`` with all faults, if there are any."""
        if self.faults:
            raise Refused(*self.faults)

    def settled(self, value: Value | None) -> Value:
        """``value`` once nothing is wrong; ``None`` always comes with a fault of its own."""
        self.done()
        if value is None:
            raise ValueError("a value is missing and no fault says so")
        return value

    def value(self, field: Field) -> object:
        """What was given for ``field``; ``ABSENT``, and a fault, if nothing was."""
        value = self.given.get(field.name)
        if value is None or (isinstance(value, str) and not value.strip()):
            label = f"{field.label.vi[0].lower()}{field.label.vi[1:]}"
            if field.type == "option":
                self.fault(f"Chưa chọn {label}", f"{field.label.en} is not chosen")
            else:
                self.fault(f"Chưa nhập {label}", f"{field.label.en} is not entered")
            return ABSENT
        return value

    def number(self, field: Field) -> Decimal | None:
        """A number of at least 0, whole where the field says so; ``None`` after a fault."""
        value = self.value(field)
        if value is ABSENT:
            return None
        label = field.label
        try:
            number = read(value, most=field.most)
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
        """A percentage from 0 to 100; ``None`` after a fault."""
        number = self.number(field)
        if number is not None and number > 100:
            self.fault(
                f"{field.label.vi} {show(number)} phải từ 0 đến 100",
                f"{field.label.en} {show(number, 'en')} must be from 0 to 100",
            )
            return None
        return number


def read_index(value: object, count: int) -> int | None:
    """A position from 0 to ``count - 1``, also as a digit string; ``None`` if it is not one."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 6:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < count:
        return value
    return None
