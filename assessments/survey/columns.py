"""The columns of a survey file, the meaning of their cells, and every fault by its cell."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import IO, TypeVar

from criteria.common.files.cells import Cell, DayCell, PercentCell, Unreadable
from criteria.common.files.rows import MAX_ROWS
from criteria.common.numbers import number_as_meant, read_number
from criteria.common.tables.columns import Column
from criteria.common.tables.faults import FAULT_LIMIT, CellFault, TableFaults
from criteria.common.tables.grid import Grid
from criteria.common.tables.line import day_of
from criteria.common.text import Refused, Text

SurveyFaults = TableFaults
RowFault = CellFault
UNIT, LEAF, PERCENT = "unit", "leaf", "percent"
POINTS, RESPONDENTS, DAY = "points", "respondents", "day"
_MOST_RESPONDENTS = Decimal(999_999_999)
_MEMORY = 20_000

HELP = {
    UNIT: Text(
        vi="Mã đơn vị của kỳ đánh giá này. Định dạng ô là Văn bản để giữ số 0 ở đầu.",
        en="A unit's code in this round. Format the cells as Text, so that leading zeros stay.",
    ),
    LEAF: Text(
        vi="Mã tiêu chí lấy điểm điều tra. Định dạng ô là Văn bản: số 1.10 sẽ thành 1.1.",
        en="The code of a survey leaf. Format the cells as Text: the number 1.10 would become 1.1.",
    ),
    PERCENT: Text(
        vi="Từ 0 đến 100, ví dụ 83,4 hoặc 83,4%; giữ 6 chữ số thập phân. Mỗi dòng cần tỷ lệ hoặc điểm.",
        en="From 0 to 100, such as 83.4 or 83.4%; 6 decimals are kept. A row needs a percentage or points.",
    ),
    POINTS: Text(
        vi="Từ 0 đến điểm tối đa của tiêu chí; thay cho tỷ lệ. Nếu có cả hai thì phải khớp nhau.",
        en="From 0 to the leaf's maximum, in place of the percentage. Both together must agree.",
    ),
    RESPONDENTS: Text(
        vi="Không bắt buộc. Số nguyên từ 1; không biết thì để trống.",
        en="Optional. A whole number from 1; leave it empty where it is not known.",
    ),
    DAY: Text(
        vi="Không bắt buộc. Ngày điều tra, ví dụ 15/11/2022; không sau hôm nay.",
        en="Optional. The day of the survey, such as 15/11/2022; not after today.",
    ),
}
LABELS = {
    UNIT: Text(vi="Mã đơn vị", en="Unit code"),
    LEAF: Text(vi="Mã tiêu chí", en="Leaf code"),
    PERCENT: Text(vi="Tỷ lệ (%)", en="Percent"),
    POINTS: Text(vi="Điểm", en="Points"),
    RESPONDENTS: Text(vi="Số người trả lời", en="Respondents"),
    DAY: Text(vi="Ngày", en="Date"),
}
_OTHER_NAMES = {
    UNIT: ("Đơn vị", "Unit"),
    LEAF: ("Tiêu chí", "Criterion", "Criterion code", "Leaf"),
    PERCENT: ("Tỉ lệ (%)", "Tỷ lệ phần trăm", "Phần trăm", "Percentage"),
    POINTS: ("Số điểm",),
    RESPONDENTS: ("Số phiếu",),
    DAY: ("Ngày điều tra",),
}
COLUMNS = tuple(
    Column(
        key,
        (label.vi, label.en, *_OTHER_NAMES[key]),
        required=key in (UNIT, LEAF, PERCENT),
        unless=POINTS if key == PERCENT else "",
        help=HELP[key].vi,
    )
    for key, label in LABELS.items()
)

T = TypeVar("T")
NO_FIGURE = Text(
    vi="ô trống; hãy nhập tỷ lệ hoặc điểm, hoặc xóa dòng này",
    en="the cell is empty; enter a percentage or points, or remove this row",
)


def survey_grid(stream: IO[bytes], fault_limit: int = FAULT_LIMIT) -> Grid:
    """Returns the table under its headings. Raises ``SurveyFaults``, or ``Refused`` for a file that cannot be read."""
    return Grid(stream, COLUMNS, least=2, max_rows=MAX_ROWS, fault_limit=fault_limit)


class Meanings(dict[Cell, tuple[T | None, tuple[Text, ...]]]):
    """The meaning of each cell, or the reasons why it has none; found once for all cells that are alike."""

    def __init__(self, find: Callable[[Cell], T]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, cell: Cell) -> tuple[T | None, tuple[Text, ...]]:
        if len(self) >= _MEMORY:
            self.clear()
        try:
            meaning: tuple[T | None, tuple[Text, ...]] = (self._find(cell), ())
        except Refused as refused:
            meaning = (None, refused.causes)
        self[cell] = meaning
        return meaning


def figure(cell: Cell, most: Decimal, *, percent: bool = False) -> str | Decimal:
    """Returns the number of a cell as a Vietnamese reader means it; a scale says what is no number. Raises ``Refused``."""
    if percent and isinstance(cell, PercentCell):
        return cell.number
    if isinstance(cell, Unreadable):
        raise Refused(cell.why)
    if cell == "":
        raise Refused(NO_FIGURE)
    return number_as_meant(cell, most=most, language="vi") if isinstance(cell, str) else cell


def respondents(cell: Cell) -> int | None:
    """Returns how many people answered; ``None`` where the cell is empty. Raises ``Refused``."""
    if cell == "":
        return None
    number = read_number(figure(cell, _MOST_RESPONDENTS))
    if number < 1 or number > _MOST_RESPONDENTS or number != int(number):
        raise Refused(
            Text(
                vi="số người trả lời phải là số nguyên từ 1 đến 999.999.999; không biết thì để trống",
                en="respondents must be a whole number from 1 to 999,999,999; leave it empty where it"
                " is not known",
            )
        )
    return int(number)


def day(cell: Cell, today: datetime.date) -> datetime.date | None:
    """Returns the day of the survey; ``None`` where the cell is empty. Raises ``Refused``."""
    if cell == "":
        return None
    if isinstance(cell, Unreadable) and not isinstance(cell, DayCell):
        raise Refused(cell.why)
    day_asked = cell.day if isinstance(cell, DayCell) else day_of(cell)
    if day_asked > today:
        raise Refused(
            Text(
                vi=f"ngày {day_asked:%d/%m/%Y} ở sau hôm nay; hãy ghi ngày đã điều tra",
                en=f"{day_asked:%d/%m/%Y} is after today; write the day on which people were asked",
            )
        )
    return day_asked
