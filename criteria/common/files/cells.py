"""One cell of an uploaded table: text, an exact number, or the reason why it cannot be read."""

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal

from criteria.common.numbers import DECIMALS, decimals, round_half_up
from criteria.common.text import Text, readable


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell that holds something, but nothing to rely on."""

    why: Text


@dataclass(frozen=True, slots=True)
class DayCell(Unreadable):
    """A day as a workbook keeps it: it is read where a date is wanted, and is unreadable elsewhere."""

    day: datetime.date


@dataclass(frozen=True, slots=True)
class PercentCell(Unreadable):
    """A number that a workbook shows as 87%: ``number`` is 87 where a percentage is wanted; elsewhere it is unreadable."""

    number: Decimal


Cell = str | Decimal | Unreadable

UNCALCULATED = Unreadable(
    Text(
        vi="công thức chưa có kết quả; hãy mở tệp bằng Excel, lưu lại hoặc dán giá trị",
        en="a formula without its result; open the file in Excel and save it, or paste the value",
    )
)
DATE = Unreadable(
    Text(
        vi="ô chứa ngày tháng; hãy định dạng cột là Văn bản (Text) rồi nhập lại",
        en="the cell holds a date; format the column as Text and type it again",
    )
)
PERCENT = Text(
    vi="ô định dạng phần trăm; hãy định dạng là Số (Number) rồi gõ lại",
    en="the cell is formatted as a percentage; format it as Number and type it again",
)
_LITERAL = re.compile(r'"[^"]*"|\\.')


def clean(text: str) -> str:
    """Returns the text of a cell as it is kept, without the spaces around it."""
    return readable(text).strip()


def cell_of(value: object, number_format: str) -> Cell:
    """Returns the cell of a workbook's value. ``number_format`` shows that a 0.87 is meant as ``87%``.

    Workbooks keep numbers as binary floating point; rounding to 6 decimals takes off only its noise.
    """
    if value is None:
        return ""
    if isinstance(value, datetime.date):
        return DayCell(DATE.why, value.date() if isinstance(value, datetime.datetime) else value)
    if isinstance(value, datetime.time | datetime.timedelta):
        return DATE
    if isinstance(value, bool) or not isinstance(value, int | float):
        return clean(str(value))
    # repr() of a float is its shortest spelling: 87.35 stays 87.35.
    number = Decimal(repr(value))
    if not number.is_finite():
        return str(number)
    if is_percent_format(number_format):
        return PercentCell(PERCENT, _without_noise(number.scaleb(2)))
    return _without_noise(number)


def is_percent_format(number_format: str) -> bool:
    """Returns whether a workbook's format shows 0.87 as ``87%``."""
    return "%" in _LITERAL.sub("", number_format)


def _without_noise(number: Decimal) -> Decimal:
    return number if decimals(number) <= DECIMALS else round_half_up(number, DECIMALS)
