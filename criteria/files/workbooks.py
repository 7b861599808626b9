"""Reading the first sheet of an uploaded XLSX; nothing is unpacked before its size is known."""

from collections.abc import Iterator
from typing import IO

from openpyxl import DEFUSEDXML, load_workbook

from criteria.files.archives import DAMAGED
from criteria.files.cells import UNCALCULATED, Cell, cell_of
from criteria.files.filekinds import XLSX, kind_of
from criteria.text import Refused, Text

MAX_COLUMNS = 26
"""A to Z: a forged file could otherwise ask for 16,384 cells in each row."""

NOT_A_WORKBOOK = Text(
    vi="Tệp không phải là bảng tính XLSX. Hãy lưu lại dưới dạng XLSX hoặc CSV UTF-8.",
    en="The file is not an XLSX workbook. Save it as XLSX or as CSV UTF-8.",
)


Rows = Iterator[tuple[int, tuple[Cell, ...]]]


def open_workbook(stream: IO[bytes]) -> tuple[str, Rows]:
    """The first sheet's name, and every row of it with its number, blank ones too. Raises ``Refused``."""
    if not DEFUSEDXML:
        raise RuntimeError("openpyxl reads XML safely only with defusedxml installed")
    kind_of(stream, (XLSX,), otherwise=NOT_A_WORKBOOK)
    rows = _rows(stream)
    # The name comes first, before the rows, so that a damaged file is told at once.
    title = next(rows)
    return str(title), rows  # type: ignore[return-value]  # rows alone are left


def _rows(stream: IO[bytes]) -> Iterator[str | tuple[int, tuple[Cell, ...]]]:
    try:
        # The saved results of formulas, and the formulas themselves: a formula without a result
        # looks like an empty cell in the first.
        results = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        formulas = load_workbook(stream, read_only=True, keep_links=False)
        if not results.worksheets:
            raise Refused(NOT_A_WORKBOOK)
        sheets = results.worksheets[0], formulas.worksheets[0]
        yield str(sheets[0].title)
        for sheet in sheets:
            # What a file says of its own extent is not to be trusted.
            sheet.reset_dimensions()
        both = zip(*(sheet.iter_rows(max_col=MAX_COLUMNS) for sheet in sheets), strict=True)
        for number, (row, sources) in enumerate(both, start=1):
            yield (
                number,
                tuple(
                    UNCALCULATED
                    if cell.value is None and source.data_type == "f"
                    else cell_of(cell.value, cell.number_format or "")
                    for cell, source in zip(row, sources, strict=True)
                ),
            )
    except Refused:
        raise
    except Exception as error:
        # Damaged or forged parts come up as nearly any exception from below.
        raise Refused(DAMAGED) from error
