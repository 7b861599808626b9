"""All faults of a table at once, each with its sheet, row and column."""

from collections.abc import Iterable
from dataclasses import dataclass

from criteria.common.text import Refused, Text

FAULT_LIMIT = 500


@dataclass(frozen=True, slots=True)
class CellFault:
    """One fault of a cell. ``row`` is the file's own number (the first is 1); ``letter`` and ``column`` name the column.

    ``sheet`` is empty for CSV; ``letter`` and ``column`` are empty for a fault of a whole row or of the file.
    """

    sheet: str
    row: int
    letter: str
    column: str
    text: Text

    @property
    def place(self) -> Text:
        """The place in words: ``Trang “Phụ lục”, dòng 12, cột F “Thang điểm”``."""
        vi, en = f"dòng {self.row}", f"row {self.row}"
        if self.sheet:
            vi, en = f"trang “{self.sheet}”, {vi}", f"sheet “{self.sheet}”, {en}"
        if self.letter:
            vi, en = f"{vi}, cột {self.letter}", f"{en}, column {self.letter}"
        if self.column:
            vi, en = f"{vi} “{self.column}”", f"{en} “{self.column}”"
        return Text(vi[0].upper() + vi[1:], en[0].upper() + en[1:])

    @property
    def sentence(self) -> Text:
        """The place and the fault in one sentence."""
        return Text(f"{self.place.vi}: {self.text.vi}", f"{self.place.en}: {self.text.en}")


class TableFaults(Refused):
    """A table was refused: the first 500 ``faults`` in the order of rows, and how many ``more`` there are."""

    def __init__(self, faults: Iterable[CellFault], more: int = 0) -> None:
        self.faults = tuple(faults)
        self.more = more
        causes = [fault.sentence for fault in self.faults]
        if more:
            causes.append(Text(vi=f"Còn {more} lỗi nữa.", en=f"There are {more} more faults."))
        super().__init__(*causes)
