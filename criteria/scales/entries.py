"""Reads an entry (the declared figures), and gathers every fault, each naming its field."""

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

from criteria.common.numbers import as_typed, read_number, show
from criteria.common.text import Refused, Text
from criteria.scales.fields import Field
from criteria.scales.fields import Value as FieldValue

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
            label = _lower_first(field.label.vi)
            if field.type == "option":
                self.fault(f"Chưa chọn {label}", f"{field.label.en} is not chosen")
            else:
                self.fault(f"Chưa nhập {label}", f"{field.label.en} is not entered")
            return ABSENT
        return value

    def read(self, field: Field) -> FieldValue | None:
        """Returns what was entered in ``field``; ``None`` after a fault, and for a box that is not ticked."""
        match field.type:
            case "option":
                return self._option(field)
            case "lines":
                return self._lines(field)
            case "tick":
                return True if self.data.get(field.name) in _TICKED else None
            case "date":
                return self._date(field)
        return self._number(field)

    def _number(self, field: Field) -> Decimal | None:
        value = self.value(field)
        if value is ABSENT:
            return None
        label = field.label
        try:
            number = read_number(value, most=field.most, percent=field.percent)
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
        return number if self._is_within(field, number) else None

    def _is_within(self, field: Field, number: Decimal) -> bool:
        label, most, least = field.label, field.most, field.least
        if (most is None or number <= most) and number >= least:
            return True
        vi, en = show(number), show(number, "en")
        if most is None:
            self.fault(
                f"{label.vi} {vi} phải từ {show(least)}",
                f"{label.en} {en} must be {show(least, 'en')} or more",
            )
        elif field.gives_points and number > most:
            self.fault(
                f"{label.vi} {vi} vượt điểm tối đa {show(most)}",
                f"{label.en} {en} exceed the maximum of {show(most, 'en')}",
            )
        else:
            self.fault(
                f"{label.vi} {vi} phải từ {show(least)} đến {show(most)}",
                f"{label.en} {en} must be from {show(least, 'en')} to {show(most, 'en')}",
            )
        return False

    def _option(self, field: Field) -> int | None:
        value = self.value(field)
        index = read_index(value, len(field.options))
        if index is None and value is not ABSENT:
            label = field.label
            self.fault(f"{label.vi} không có trong thang điểm", f"{label.en} is not on the scale")
        return index

    def _lines(self, field: Field) -> list[int] | None:
        value, label, count = self.data.get(field.name), field.label, len(field.options)
        vi, en = _lower_first(label.vi), label.en
        if value is None:
            self.fault(
                f"Chưa nhập {vi} (không đạt dòng nào: danh sách rỗng)",
                f"{en} are not entered (none met: an empty list)",
            )
            return None
        if not isinstance(value, list | tuple):
            self.fault(
                f"{label.vi} phải là một danh sách số thứ tự", f"{en} must be a list of positions"
            )
            return None
        indices = [read_index(item, count) for item in value]
        ticked = sorted(index for index in indices if index is not None)
        if len(ticked) < len(indices):
            self.fault(
                f"{label.vi} có dòng không có trong thang điểm",
                f"{en} name a line that is not on the scale",
            )
        for index in sorted({index for index in ticked if ticked.count(index) > 1}):
            name = field.labels[index]
            self.fault(
                f"Dòng “{name.vi}” được chọn hơn một lần",
                f"The line “{name.en}” is ticked more than once",
            )
        return ticked

    def _date(self, field: Field) -> datetime.date | None:
        value = self.value(field)
        if value is ABSENT:
            return None
        day = read_day(value)
        if day is None:
            typed = as_typed(value if isinstance(value, str) else type(value).__name__)
            self.fault(
                f"{field.label.vi}: {typed} không phải là ngày; hãy viết ngày/tháng/năm, ví dụ 23/11/2026",
                f"{field.label.en}: {typed} is no date; write day/month/year, such as 23/11/2026",
            )
        return day


_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_TICKED = (True, "1", "on", "true")


def read_day(value: object) -> datetime.date | None:
    """Returns a day typed as ``23/11/2026`` or sent as ``2026-11-23``; ``None`` for anything else."""
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    if not isinstance(value, str):
        return None
    text = value.strip()
    try:
        if match := _DAY.fullmatch(text):
            return datetime.date(int(match[3]), int(match[2]), int(match[1]))
        return datetime.date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _lower_first(text: str) -> str:
    return f"{text[0].lower()}{text[1:]}"


def read_index(value: object, count: int) -> int | None:
    """Returns a position from 0 to ``count - 1``, also from a digit string; ``None`` if it is not one."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 6:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < count:
        return value
    return None
