"""The cells of one row, each read as the type that its column wants; faults go to the grid."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from openpyxl.utils.datetime import from_excel

from criteria.common.files.cells import Cell, DayCell, Unreadable
from criteria.common.numbers import as_typed, parse
from criteria.common.tables.columns import Column, choice_labels, choice_names
from criteria.common.tables.grid import Grid, heading
from criteria.common.text import Refused, Text

T = TypeVar("T")

EMPTY = Text(vi="ô trống", en="the cell is empty")
_YES = ("có", "x", "1", "yes", "true", "đúng")
_NO = ("không", "0", "no", "false", "sai")
# As files have them, whatever the reader's language.
_ANSWERS = tuple(Text(answer, answer) for answer in ("Có", "Không"))
_DAYS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y")
_SERIALS = (Decimal(10_000), Decimal(80_000))  # 1927 to 2119


def cell_as_shown(cell: str | Decimal) -> str:
    """Returns a cell as its reader sees it: 1.10 kept as a number is 1.1."""
    return cell if isinstance(cell, str) else f"{cell.normalize():f}"


class GridLine:
    """One row of a grid. Each reader returns the cell's value, or notes a fault and returns nothing."""

    def __init__(self, grid: Grid, number: int, cells: Mapping[str, Cell]) -> None:
        self.grid = grid
        self.number = number
        self.cells = cells

    def has(self, key: str) -> bool:
        return key in self.cells

    def fault(self, key: str, *texts: Text) -> None:
        self.grid.fault(self.number, key, *texts)

    def column(self, key: str) -> Column:
        """Returns the column of that key."""
        return self.grid.columns[key]

    def text(self, key: str, *, needed: bool = False) -> str:
        """Returns text, on as many lines as it has; a fault where it is longer than its column takes."""
        cell = self.cells.get(key, "")
        if isinstance(cell, Unreadable):
            self.fault(key, cell.why)
            return ""
        text = cell_as_shown(cell).replace("\r\n", "\n")
        if needed and not text:
            self.fault(key, EMPTY)
        most = self.column(key).most
        if most and len(text) > most:
            self.fault(
                key,
                Text(
                    vi=f"dài {len(text)} ký tự, nhiều nhất {most}",
                    en=f"{len(text)} characters long, at most {most} fit",
                ),
            )
        return text

    def number_of(self, key: str) -> Decimal | None:
        """Returns an exact number, typed with decimal comma or point."""
        return self._read(key, _number)

    def day(self, key: str) -> datetime.date | None:
        """Returns a day: a date cell, Excel's count of days, or text such as 31/12/2025. An empty cell is ``None``."""
        return self._read(key, day_of, empty=True)

    def written_day(self, key: str) -> datetime.date | None:
        """Returns a day that is written as one: a number alone, as workbooks count days, is a fault, and so is nothing."""
        return self._read(key, _written_day)

    def yes(self, key: str) -> bool | None:
        """Returns whether the cell says ``Có`` or ``Không``; ``None`` where it is empty or the file has no such column."""
        answers = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)
        return self.one_of(key, answers, listed=_ANSWERS, empty=True)

    def choice(self, key: str, *, empty: bool = False) -> str | None:
        """Returns the value of the choice that the text names, by that value or by a label."""
        choices = self.column(key).choices
        if choices is None:
            raise ValueError(f"{key} has no choices")
        return self.one_of(key, choice_names(choices), listed=choice_labels(choices), empty=empty)

    def one_of(
        self, key: str, known: Mapping[str, T], *, listed: Sequence[Text] = (), empty: bool = False
    ) -> T | None:
        """Returns the value of ``known`` that the text names; accents and case do not matter.

        A fault lists the names in ``listed``, or all of them where it is empty.
        """

        def read(cell: str | Decimal) -> T:
            by_heading = {heading(name): value for name, value in known.items()}
            typed = cell_as_shown(cell)
            if (name := heading(typed)) in by_heading:
                return by_heading[name]
            names = listed or [Text(name, name) for name in known]
            vi = ", ".join(f"“{name.vi}”" for name in names)
            en = ", ".join(f"“{name.en}”" for name in names)
            raise Refused(
                Text(
                    vi=f"{as_typed(typed)} không có trong các giá trị được nhận: {vi}",
                    en=f"{as_typed(typed)} is not one of the accepted values: {en}",
                )
            )

        return self._read(key, read, empty=empty)

    def _read(
        self, key: str, read: Callable[[str | Decimal], T], *, empty: bool = False
    ) -> T | None:
        cell = self.cells.get(key, "")
        if isinstance(cell, DayCell) and read in (day_of, _written_day):
            return cell.day  # type: ignore[return-value]  # what day_of returns too
        if isinstance(cell, Unreadable):
            self.fault(key, cell.why)
            return None
        if cell == "":
            if not empty:
                self.fault(key, EMPTY)
            return None
        try:
            return read(cell)
        except Refused as refused:
            self.fault(key, *refused.causes)
            return None


def _number(cell: str | Decimal) -> Decimal:
    return cell if isinstance(cell, Decimal) else parse(cell)


def _written_day(cell: str | Decimal) -> datetime.date:
    return day_of(cell_as_shown(cell))


def day_of(cell: str | Decimal) -> datetime.date:
    """Returns a day as people write it, or as a workbook numbers it. Raises ``Refused``."""
    if isinstance(cell, Decimal) and _SERIALS[0] < cell < _SERIALS[1]:
        moment = from_excel(int(cell))
        if isinstance(moment, datetime.datetime):
            return moment.date()
    typed = cell_as_shown(cell)
    for form in _DAYS:
        try:
            return datetime.datetime.strptime(typed, form).replace(tzinfo=datetime.UTC).date()
        except ValueError:
            continue
    raise Refused(
        Text(
            vi=f"{as_typed(typed)} không phải là ngày; hãy viết như 31/12/2025",
            en=f"{as_typed(typed)} is not a day; write it like 31/12/2025",
        )
    )
