"""Codes that a table names things by."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Generic, TypeVar

from criteria.common.files.cells import Cell, Unreadable
from criteria.common.numbers import as_typed
from criteria.common.tables.line import EMPTY, written
from criteria.common.text import Refused, Text

T = TypeVar("T")


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

    def one(self, cell: Cell, unknown: Text) -> T:
        """The one thing that it means. Raises ``Refused``; ``unknown`` is said when there is none."""
        if isinstance(cell, Unreadable):
            raise Refused(cell.why)
        if cell == "":
            raise Refused(EMPTY)
        found = self.find(cell)
        if len(found) == 1:
            return found[0]
        typed = as_typed(written(cell))
        if not found:
            raise Refused(Text(vi=f"{typed} {unknown.vi}", en=f"{typed} {unknown.en}"))
        raise Refused(
            Text(
                vi=f"{typed} có thể là nhiều mã khác nhau; hãy định dạng cột là Văn bản (Text)",
                en=f"{typed} could be several codes; format the column as Text",
            )
        )
