"""How bands meet: in order, each ending where the next begins, with no gap and no bound that both of them have."""

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from criteria.common.numbers import show
from criteria.scales.base import JSON
from criteria.scales.notation.cell import CellText
from criteria.scales.notation.clauses import Clause
from criteria.scales.notation.intervals import Span

TOP = Decimal("Infinity")
BOTTOM = Decimal("-Infinity")


@dataclass(frozen=True)
class Row:
    """One band as it was written: its clause, its span and ends, its points."""

    clause: Clause
    span: Span
    low: Decimal
    high: Decimal
    points: str
    kinds: dict[str, str]

    def bound(self, value: Decimal) -> JSON:
        """Returns a bound as it is stored, with those of kinds of units."""
        return {"": str(value), **self.kinds} if self.kinds else str(value)

    @property
    def value(self) -> Decimal:
        return Decimal(self.points.rstrip("%"))


def ordered_rows(cell: CellText, rows: list[Row]) -> list[Row]:
    """Returns the bands from the highest values down, each met by the next; empty after a fault."""
    rest = [row for row in rows if row.span.is_rest]
    own = sorted(
        (row for row in rows if not row.span.is_rest),
        key=lambda row: (row.low, row.high),
        reverse=True,
    )
    own = _closed_rows(own)
    if len(rest) > 1:
        cell.faults.add(rest[1].clause, "“còn lại” chỉ viết một lần", "“otherwise” stands once")
    if not own:
        cell.faults.add(
            rest[0].clause, "chưa có mức nào có ngưỡng", "there is no band with a bound"
        )
        return []
    whole = not own[0].span.percent
    for upper, lower in pairwise(own):
        _check_seam(cell, upper, lower, whole)
    open_above = own[0].high in (TOP, cell.limit()) or _is_all(own[0])
    if not (open_above or rest or own[0].value == 0 or is_downward(own)):
        _gap_above(cell, own[0])
    if rest and own[0].high == TOP and own[-1].low == BOTTOM:
        cell.faults.add(rest[0].clause, "không còn mức nào", "nothing is left for it")
    lowest = own[-1]
    if lowest.span.low_in and lowest.low in (0, 1) and lowest.value > own[0].value:
        own[-1] = replace(lowest, low=BOTTOM)  # the fewer the better, and there are no fewer
    return [] if cell.faults.all else [*own, *rest]


def _closed_rows(rows: list[Row]) -> list[Row]:
    """Returns bands of which each open one ends where the next begins: ``≥80%`` below ``≥100%`` goes up to it."""
    closed: list[Row] = []
    for row in rows:  # from the highest down
        above = closed[-1] if closed else None
        if above is not None and row.high == TOP and row.low < above.low != BOTTOM:
            span = replace(row.span, high_in=not above.span.low_in)
            closed.append(replace(row, high=above.low, span=span))
        else:
            closed.append(row)
    opened: list[Row] = []
    for row in sorted(closed, key=lambda row: (row.high, row.low)):  # from the lowest up
        below = opened[-1] if opened else None
        if below is not None and row.low == BOTTOM and below.high < row.high:
            span = replace(row.span, low_in=not below.span.high_in)
            opened.append(replace(row, low=below.high, span=span))
        else:
            opened.append(row)
    return opened[::-1]


def _check_seam(cell: CellText, upper: Row, lower: Row, whole: bool) -> None:
    """Notes a gap between two bands, or a bound that both or neither of them has."""
    if lower.high == upper.low and lower.span.loose and upper.span.low_in and not upper.span.loose:
        return  # “90-95%” beside “from 95%”
    if lower.high == upper.low and lower.span.high_in != upper.span.low_in:
        return
    next_whole = lower.high + 1 == upper.low and lower.span.high_in and upper.span.low_in
    if whole and next_whole and lower.high == lower.high.to_integral_value():
        return
    shown = show(upper.low)
    if lower.high == upper.low and lower.span.high_in:
        shown += "%" if upper.span.percent else ""
        cell.faults.add(
            lower.clause,
            f"{shown} có thể thuộc mức này hoặc mức trên nó: hãy viết “dưới {shown}” ở mức này, hoặc “trên {shown}” ở mức trên",
            f"{shown} could belong to this band or to the one above: write “under {shown}” here, or “above {shown}” there",
        )
    elif lower.high > upper.low:
        cell.faults.add(
            lower.clause,
            f"chồng lên mức ngay trên nó ({shown})",
            f"overlaps the band above it ({shown})",
        )
    else:
        cell.faults.add(
            lower.clause,
            f"phải đến dưới ngưỡng của mức ngay trên nó ({shown}), nếu không sẽ có khoảng hở",
            f"must reach up to the band above it ({shown}), or a gap is left between them",
        )


def _is_all(row: Row) -> bool:
    """Returns whether a band ends where percentages do."""
    return row.span.percent and row.high == 100 and row.span.high_in


def is_stepwise(upper: Row, lower: Row) -> bool:
    """Returns whether one band ends at a number and the next begins at the one after: only whole ones are counted."""
    return not (upper.span.is_rest or lower.span.is_rest) and lower.high + 1 == upper.low


def _gap_above(cell: CellText, row: Row) -> None:
    high = f"{show(row.high)}{'%' if row.span.percent else ''}"
    cell.faults.add(
        row.clause,
        f"từ {high} trở lên không có điểm; hãy thêm mức “≥{high} = điểm”",
        f"there are no points from {high} on; add a band “≥{high} = points”",
    )


def is_downward(rows: list[Row]) -> bool:
    """Returns whether fewer give more points: then what lies above the bands gives none."""
    return rows[-1].low == BOTTOM and rows[-1].value >= rows[0].value and rows[-1].value > 0
