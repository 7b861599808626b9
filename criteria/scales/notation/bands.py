"""Bands in a cell: ``Đạt 100% = 2; Từ 80% đến dưới 100% = 1; Dưới 80% = 0``, in whatever order they stand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import ClassVar

from criteria.common.numbers import show
from criteria.scales.base import JSON
from criteria.scales.notation.base import (
    Figures,
    Inner,
    NotInWords,
    PartNotation,
    bound_unit,
    number_text,
    points_text,
)
from criteria.scales.notation.cell import CellText, Part
from criteria.scales.notation.clauses import Clause
from criteria.scales.notation.intervals import Span, is_bound, span_of
from criteria.scales.notation.words import comparable_text

_GIVEN = re.compile(
    r"(.+?)\s*,?\s+(?:thì\s+)?((?:được|cộng|hưởng|trừ|bị trừ|không trừ|không cộng)\s*.*)",
    re.IGNORECASE,
)
_BY_KIND = re.compile(r"\s*\(([^():]+:[^()]+)\)")
_TAKES = re.compile(r"\btrừ\s*[0-9]|không trừ|\bminus\s*[0-9]")
_NOT_REACHED = ("không đạt", "chưa đạt", "not reached")
_TOP = Decimal("Infinity")
_BOTTOM = Decimal("-Infinity")


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


class BandsNotation(PartNotation):
    part: ClassVar[str] = "bands"
    rank: ClassVar[int] = 40

    def read(self, cell: CellText) -> list[Part] | None:
        if not any(is_band(clause) or _is_odd(clause) for clause in cell.clauses):
            return None
        return read_bands(cell, cell.clauses, taken=cell.adds_up)

    def write(self, part: Mapping[str, JSON], figures: Figures, english: bool, inner: Inner) -> str:
        unit, clauses = bound_unit(part, figures), []
        if part.get("from", "100%") != "100%":
            raise NotInWords
        bands = part["bands"]
        if not isinstance(bands, list):
            raise NotInWords
        last: tuple[str, str] | None = None
        for band in bands:
            if not isinstance(band, dict):
                raise NotInWords
            [side] = [name for name in _WRITTEN if name in band]
            bound = _bound_by_kind(band[side], unit, english)
            clauses.append(
                f"{_WRITTEN[side].format(bound)} = {points_text(band['points'], english)}"
            )
            last = side, bound
        rest = part.get("rest", "0")
        if last and not (last[0] == "min" and last[1].rstrip("% ") == "0"):
            clauses.append(f"{_REST[last[0]].format(last[1])} = {points_text(rest, english)}")
        return "; ".join(clauses)


_WRITTEN = {"min": "≥{}", "above": ">{}", "max": "≤{}", "below": "<{}"}
_REST = {"min": "<{}", "above": "≤{}", "max": ">{}", "below": "≥{}"}


def bound_text(value: JSON, unit: str, english: bool) -> str:
    """Returns a bound with its unit. Raises ``NotInWords`` where it depends on the kind of unit."""
    if isinstance(value, dict):
        raise NotInWords
    return f"{number_text(value, english)}{unit}"


def _bound_by_kind(value: JSON, unit: str, english: bool) -> str:
    """Returns a bound with its unit, those of kinds of units in brackets: ``20 (miền núi: 15)``."""
    if not isinstance(value, dict):
        return bound_text(value, unit, english)
    own = [f"{kind}: {number_text(number, english)}" for kind, number in value.items() if kind]
    return f"{number_text(value[''], english)}{unit} ({' / '.join(own)})"


def _kinds_in(cell: CellText, clause: Clause) -> tuple[Clause, dict[str, str]]:
    """Returns a clause without what it says of kinds of units, and their bounds by kind."""
    match = None if clause.quoted else _BY_KIND.search(clause.left)
    if match is None:
        return clause, {}
    kinds: dict[str, str] = {}
    for one in match[1].split("/"):
        kind, _colon, number = one.partition(":")
        kinds[" ".join(kind.split())] = cell.faults.quantity(clause, number.strip(" %")) or "0"
    left = f"{clause.left[: match.start()]}{clause.left[match.end() :]}"
    return replace(clause, left=left), kinds


def is_band(clause: Clause) -> bool:
    """Returns whether a clause speaks of a band; a quoted one is a label."""
    given = given_points(clause)
    if given.quoted or given.right is None:
        return False
    span = span_of(_BY_KIND.sub("", given.left))
    return span is not None and not span.is_rest


def _is_odd(clause: Clause) -> bool:
    """Returns whether a clause begins with a number that tells no band: ``80% = 1``, or a sign that was lost."""
    return not clause.quoted and clause.right is not None and is_bound(clause.left)


def given_points(clause: Clause) -> Clause:
    """Returns a clause whose points stand behind “được”, “cộng” or “trừ”, parted from them."""
    if clause.right is not None or clause.quoted:
        return clause
    match = _GIVEN.fullmatch(clause.left)
    if match is None:
        return clause
    reached = span_of(match[1]) or comparable_text(match[1]) in _NOT_REACHED
    return Clause(clause.number, match[1], match[2]) if reached else clause


def read_bands(cell: CellText, clauses: list[Clause], *, taken: bool = False) -> list[Part]:
    """Returns the bands that clauses make; empty after a fault."""
    taking = taken or any(_TAKES.search(comparable_text(clause.text)) for clause in clauses)
    rows = [row for clause in clauses if (row := _row(cell, clause, taken=taking))]
    if cell.faults.all or not rows:
        return []
    start = None if taken else _start(rows)
    rows = rows if taken or start else _kept(rows)
    spans = [row.span for row in rows if not row.span.is_rest]
    if len({span.percent for span in spans}) > 1 or any(span.mixed for span in spans):
        _mixed(cell, rows[0].clause)
        return []
    rows = _ordered(cell, rows)
    if not rows:
        return []
    percent = spans[0].percent
    lead = next((_specific(span.lead) for span in spans if _specific(span.lead)), "")
    unit = next((span.unit for span in spans if span.unit), "")
    of = cell.measure_of(percent=percent, unit=unit, lead=lead)
    data: Part = {"part": "bands", "of": of, **_stored(rows)}
    return [data | {"from": start}] if start else [data]


def _start(rows: list[Row]) -> str | None:
    """Returns from what the bands take away, where all that they do is to take away or to leave."""
    takes = [row for row in rows if row.points.startswith("-")]
    return "100%" if takes and all(row.value <= 0 for row in rows) else None


def _kept(rows: list[Row]) -> list[Row]:
    """Returns bands that take away from what the best of them gives as the points that are left."""
    best = max(
        (row.points for row in rows if not row.points.endswith("%")), key=Decimal, default="0"
    )
    kept = []
    for row in rows:
        points = row.points
        if points.startswith("-"):
            share = points.endswith("%")
            left = Decimal(100 if share else best) + row.value
            points = f"{left.normalize():f}{'%' if share else ''}" if left > 0 else "0"
        kept.append(replace(row, points=points))
    return kept


def _row(cell: CellText, clause: Clause, *, taken: bool) -> Row | None:
    clause, kinds = _kinds_in(cell, given_points(clause))
    span = None if clause.quoted else span_of(clause.left)
    if not clause.quoted and comparable_text(clause.left) in _NOT_REACHED:
        span = Span(is_rest=True)
    if span is None:
        if clause.right is None:
            cell.faults.points(clause)
            return None
        cell.faults.add(
            clause,
            "không phải là mức; mỗi mức viết “≥80% = điểm” hoặc “>=80% = điểm”, mức cuối có thể “<80% = 0”; "
            "nếu là nhãn chữ, đặt cả các nhãn trong dấu ngoặc kép",
            "is no band; write each band as “≥80% = points” or “>=80% = points”, the last may be “<80% = 0”; "
            "if these are labels, put all of them in quotes",
        )
        return None
    points = (
        cell.faults.amount(clause, clause.right or "", taken=taken)
        if clause.right
        else cell.faults.points(clause)
    )
    low, high = _BOTTOM, _TOP
    for typed, is_low in ((span.low, True), (span.high, False)):
        if typed is None:
            continue
        number = cell.faults.quantity(clause, typed)
        if number is None:
            return None
        low, high = (Decimal(number), high) if is_low else (low, Decimal(number))
    if points is None:
        return None
    if low > high:
        cell.faults.add(clause, "đầu mức lớn hơn cuối mức", "begins above its end")
        return None
    return Row(clause, span, low, high, points, kinds)


def _mixed(cell: CellText, clause: Clause) -> None:
    cell.faults.add(
        clause,
        "có mức viết “%” và có mức không; tỷ lệ thì mức nào cũng viết “%”, số lượng thì không",
        "some bands have “%” and some do not; a ratio has it in all, a count in none",
    )


def _ordered(cell: CellText, rows: list[Row]) -> list[Row]:
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
    if own[0].high not in (_TOP, cell.limit()) and not (rest or _is_downward(own)):
        _gap_above(cell, own[0])
    if rest and own[0].high == _TOP and own[-1].low == _BOTTOM:
        cell.faults.add(rest[0].clause, "không còn mức nào", "nothing is left for it")
    return [] if cell.faults.all else [*own, *rest]


def _closed_rows(rows: list[Row]) -> list[Row]:
    """Returns bands of which each open one ends where the next begins: ``≥80%`` below ``≥100%`` goes up to it."""
    closed: list[Row] = []
    for row in rows:  # from the highest down
        above = closed[-1] if closed else None
        if above is not None and row.high == _TOP and row.low < above.low != _BOTTOM:
            span = replace(row.span, high_in=not above.span.low_in)
            closed.append(replace(row, high=above.low, span=span))
        else:
            closed.append(row)
    opened: list[Row] = []
    for row in sorted(closed, key=lambda row: (row.high, row.low)):  # from the lowest up
        below = opened[-1] if opened else None
        if below is not None and row.low == _BOTTOM and below.high < row.high:
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


def _gap_above(cell: CellText, row: Row) -> None:
    high = f"{show(row.high)}{'%' if row.span.percent else ''}"
    cell.faults.add(
        row.clause,
        f"từ {high} trở lên không có điểm; hãy thêm mức “≥{high} = điểm”",
        f"there are no points from {high} on; add a band “≥{high} = points”",
    )


def _is_downward(rows: list[Row]) -> bool:
    """Returns whether fewer give more points: then what lies above the bands gives none."""
    return rows[-1].low == _BOTTOM and rows[-1].value >= rows[0].value and rows[-1].value > 0


def _stored(rows: list[Row]) -> Part:
    rest = next((row.points for row in rows if row.span.is_rest), None)
    own = [row for row in rows if not row.span.is_rest]
    downward = _is_downward(own)
    bands: list[JSON] = []
    if downward:
        if own[0].high == _TOP:
            rest = own[0].points
            own = own[1:]
        bands = [
            {"max" if row.span.high_in else "below": row.bound(row.high), "points": row.points}
            for row in reversed(own)
        ]
    else:
        if own[-1].low == _BOTTOM:
            rest = own.pop().points
        bands = [
            {"min" if row.span.low_in else "above": row.bound(row.low), "points": row.points}
            for row in own
        ]
    data: Part = {"bands": bands}
    if rest is not None and rest.strip("-0.%"):
        data["rest"] = rest
    return data


_GENERIC = {
    *(
        "tỷ",
        "lệ",
        "đạt",
        "kết",
        "quả",
        "mức",
        "nếu",
        "điểm",
        "được",
        "có",
        "trường",
        "hợp",
        "khi",
        "và",
    ),
    *("ratio", "if", "when", "percentage", "share", "số", "lượng", "count"),
}


def _specific(lead: str) -> str:
    """Returns the words before a bound where they name something, empty where they only lead up to it."""
    lead = re.sub(r"\s*\b(?:đạt|là|được)$", "", lead)
    return "" if all(word.strip(",.") in _GENERIC for word in lead.split()) else lead
