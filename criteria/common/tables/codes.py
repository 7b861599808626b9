"""The codes by which a table names units, people or criteria."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Generic, TypeVar

from criteria.common.files.cells import Cell, Unreadable
from criteria.common.numbers import as_typed
from criteria.common.tables.line import EMPTY, cell_as_shown
from criteria.common.text import Refused, Text

T = TypeVar("T")


class Codes(Generic[T]):
    """The objects that codes stand for.

    Spreadsheets turn codes into numbers, so 1 finds ``01`` where no code is exactly 1.
    """

    def __init__(self, pairs: Iterable[tuple[str, T]]) -> None:
        self._exact: dict[str, list[T]] = {}
        self._numeric: dict[Decimal, list[T]] = {}
        for code, meant in pairs:
            self._exact.setdefault(code, []).append(meant)
            if re.fullmatch(r"[0-9]+(\.[0-9]+)?", code):
                self._numeric.setdefault(Decimal(code), []).append(meant)

    def find(self, cell: Cell) -> list[T]:
        """Returns all that the code may mean; with more than one (1.1 and 1.10 are one number) it is ambiguous."""
        if isinstance(cell, Unreadable):
            return []
        if isinstance(cell, Decimal):
            return self._numeric.get(cell, [])
        if cell in self._exact:
            return self._exact[cell]
        if cell.isascii() and cell.isdigit():
            return self._numeric.get(Decimal(cell), [])
        return []

    def one(self, cell: Cell, unknown: Text) -> T:
        """Returns the one object that the code means. Raises ``Refused``; ``unknown`` is its sentence for none."""
        if isinstance(cell, Unreadable):
            raise Refused(cell.why)
        if cell == "":
            raise Refused(EMPTY)
        matches = self.find(cell)
        if len(matches) == 1:
            return matches[0]
        typed = as_typed(cell_as_shown(cell))
        if not matches:
            raise Refused(Text(vi=f"{typed} {unknown.vi}", en=f"{typed} {unknown.en}"))
        raise Refused(
            Text(
                vi=f"{typed} có thể là nhiều mã khác nhau; hãy định dạng cột là Văn bản (Text)",
                en=f"{typed} could be several codes; format the column as Text",
            )
        )
