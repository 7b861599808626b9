"""The rows of a survey file: unit, leaf, percent or points, and more; faults by row and column."""

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Generic, TypeVar

from criteria.fields import fold
from criteria.files.cells import Cell, Dated, Unreadable
from criteria.files.tables import read_table
from criteria.imports.line import day_of
from criteria.numbers import as_typed, read
from criteria.text import Refused, Text

FAULT_LIMIT = 500
_MOST_RESPONDENTS = Decimal(999_999_999)
UNIT, LEAF, PERCENT = "mã đơn vị", "mã tiêu chí", "tỷ lệ (%)"
POINTS, RESPONDENTS, DAY = "điểm", "số người trả lời", "ngày"
_ACCEPTED = {
    UNIT: ("mã đơn vị", "đơn vị", "unit", "unit code"),
    LEAF: ("mã tiêu chí", "tiêu chí", "criterion", "criterion code", "leaf", "leaf code"),
    PERCENT: ("tỷ lệ (%)", "tỉ lệ (%)", "tỷ lệ phần trăm", "phần trăm", "percent", "percentage"),
    POINTS: ("điểm", "số điểm", "points"),
    RESPONDENTS: ("số người trả lời", "số phiếu", "respondents"),
    DAY: ("ngày", "ngày điều tra", "date"),
}
_REQUIRED = (UNIT, LEAF)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RowFault:
    """One fault: ``row`` is the file's own row number (the first is 1), ``column`` its heading."""

    row: int
    column: str
    text: Text


class SurveyFaults(Refused):
    """What is wrong with a survey file: the first 500 ``faults``, and how many ``more``."""

    def __init__(self, faults: Iterable[RowFault], more: int = 0) -> None:
        self.faults = tuple(faults)
        self.more = more
        causes = [_told(fault) for fault in self.faults]
        if more:
            causes.append(Text(vi=f"Còn {more} lỗi nữa.", en=f"There are {more} more faults."))
        super().__init__(*causes)


def _told(fault: RowFault) -> Text:
    at_vi, at_en = f"Dòng {fault.row}", f"Row {fault.row}"
    if fault.column:
        at_vi, at_en = f"{at_vi}, cột “{fault.column}”", f"{at_en}, column “{fault.column}”"
    return Text(vi=f"{at_vi}: {fault.text.vi}", en=f"{at_en}: {fault.text.en}")


class Faults:
    """Gathers the faults of a file; counts those above ``FAULT_LIMIT`` without keeping them."""

    def __init__(self) -> None:
        self.kept: list[RowFault] = []
        self.more = 0

    def add(self, row: int, column: str, *texts: Text) -> None:
        for text in texts:
            if len(self.kept) < FAULT_LIMIT:
                self.kept.append(RowFault(row, column, text))
            else:
                self.more += 1

    def done(self) -> None:
        """Raise ``SurveyFaults`` if there is any fault."""
        if self.kept:
            raise SurveyFaults(sorted(self.kept, key=lambda fault: fault.row), self.more)


class Codes(Generic[T]):
    """What codes stand for. Spreadsheets make numbers of them: 1 finds ``01`` if nothing else."""

    def __init__(self, pairs: Iterable[tuple[str, T]]) -> None:
        self._exact: dict[str, list[T]] = {}
        self._numeric: dict[Decimal, list[T]] = {}
        for code, meant in pairs:
            self._exact.setdefault(code, []).append(meant)
            if re.fullmatch(r"[0-9]+(\.[0-9]+)?", code):
                self._numeric.setdefault(Decimal(code), []).append(meant)

    def find(self, cell: Cell) -> list[T]:
        """All that the code may mean; more than one (1.1 and 1.10 are one number) is no answer."""
        if isinstance(cell, Unreadable):
            return []
        if isinstance(cell, Decimal):
            return self._numeric.get(cell, [])
        if cell in self._exact:
            return self._exact[cell]
        if cell.isascii() and cell.isdigit():
            return self._numeric.get(Decimal(cell), [])
        return []


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """A row as it stands in the file, its cells not yet looked at; "" where there is no column."""

    number: int
    unit: Cell
    leaf: Cell
    percent: Cell
    points: Cell
    respondents: Cell
    day: Cell


@dataclass(frozen=True, slots=True)
class Headings:
    """Where the columns are, and what the file calls them."""

    places: dict[str, int]
    names: dict[str, str]


def survey_rows(stream: IO[bytes]) -> tuple[Headings, Iterator[SurveyRow]]:
    """The headings and the rows under them. Raises ``SurveyFaults`` or plain ``Refused``."""
    table = read_table(stream)
    number, first = next(table, (1, ()))
    headings = _headings(number, first)
    places = [headings.places.get(what, -1) for what in _ACCEPTED]

    def rows() -> Iterator[SurveyRow]:
        for number, cells in table:
            yield SurveyRow(number, *(cells[at] if 0 <= at < len(cells) else "" for at in places))

    return headings, rows()


def _heading(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(text))


def _headings(number: int, first: tuple[Cell, ...]) -> Headings:
    faults = Faults()
    found = [_heading(cell) if isinstance(cell, str) else "" for cell in first]
    places: dict[str, int] = {}
    has_points = any(_heading(name) in found for name in _ACCEPTED[POINTS])
    for what, accepted in _ACCEPTED.items():
        wanted = {_heading(name) for name in accepted}
        at = [place for place, heading in enumerate(found) if heading in wanted]
        if len(at) == 1:
            places[what] = at[0]
            continue
        # Percentages are asked for where the file has no points either.
        if not at and what not in _REQUIRED and (what != PERCENT or has_points):
            continue
        listed = ", ".join(f"“{name}”" for name in accepted)
        if at:
            text = Text(
                vi=f"Có {len(at)} cột cùng nghĩa; chỉ để lại một trong: {listed}.",
                en=f"{len(at)} columns mean the same; keep one of: {listed}.",
            )
        else:
            text = Text(
                vi=f"Thiếu cột này ở dòng tiêu đề. Tên được nhận: {listed}.",
                en=f"This column is missing in the heading row. Accepted names: {listed}.",
            )
        faults.add(number, what, text)
    faults.done()
    return Headings(places, {what: str(first[at]) for what, at in places.items()})


def code_faults(cell: Cell, found: int, unknown: Text) -> list[Text]:
    """Against a code that stands for ``found`` things; ``unknown`` is said when that is none."""
    if isinstance(cell, Unreadable):
        return [cell.why]
    if cell == "":
        return [Text(vi="ô trống", en="the cell is empty")]
    typed = as_typed(written(cell))
    if found == 0:
        return [Text(vi=f"{typed} {unknown.vi}", en=f"{typed} {unknown.en}")]
    if found > 1:
        return [
            Text(
                vi=f"{typed} có thể là nhiều mã khác nhau; hãy định dạng cột là Văn bản (Text)",
                en=f"{typed} could be several codes; format the column as Text",
            )
        ]
    return []


def written(cell: str | Decimal) -> str:
    """A cell as its reader sees it: 1.10 kept as a number is 1.1."""
    return cell if isinstance(cell, str) else f"{cell.normalize():f}"


def figure(cell: Cell) -> str | Decimal:
    """A number of a percentage or points, still to be parsed. Raises ``Refused``."""
    if isinstance(cell, Unreadable):
        raise Refused(cell.why)
    if cell == "":
        raise Refused(Text(vi="ô trống", en="the cell is empty"))
    return cell.removesuffix("%").strip() if isinstance(cell, str) else cell


def respondents(cell: Cell) -> int | None:
    """How many people answered, none where the cell is empty. Raises ``Refused``."""
    if cell == "":
        return None
    number = read(figure(cell), most=_MOST_RESPONDENTS)
    if number < 0 or number > _MOST_RESPONDENTS or number != int(number):
        raise Refused(
            Text(
                vi="số người trả lời phải là số nguyên từ 0 đến 999.999.999",
                en="respondents must be a whole number from 0 to 999,999,999",
            )
        )
    return int(number)


def day(cell: Cell) -> datetime.date | None:
    """The day of the survey, none where the cell is empty. Raises ``Refused``."""
    if cell == "":
        return None
    if isinstance(cell, Dated):
        return cell.day
    if isinstance(cell, Unreadable):
        raise Refused(cell.why)
    return day_of(cell)
