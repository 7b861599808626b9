"""Bands in a cell: ``Đạt 100% = 2; Từ 80% đến dưới 100% = 1; Dưới 80% = 0``, in whatever order they stand."""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import ClassVar

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
from criteria.scales.notation.beside import BandWords, speak_of_one_thing, words_of_bands
from criteria.scales.notation.cell import CellText, Part
from criteria.scales.notation.clauses import Clause
from criteria.scales.notation.intervals import Span, is_bound, span_of
from criteria.scales.notation.seams import (
    BOTTOM,
    TOP,
    Row,
    is_downward,
    is_stepwise,
    ordered_rows,
)
from criteria.scales.notation.words import comparable_text

_GIVEN = re.compile(
    r"(.+?)\s*,?\s+(?:thì\s+)?((?:được|cộng|hưởng|trừ|bị trừ|không trừ|không cộng|không (?:có|được|tính) điểm)\s*.*)",
    re.IGNORECASE,
)
_BY_KIND = re.compile(r"\s*\(([^():]+:[^()]+)\)")
_TAKES = re.compile(r"\btrừ\s*[0-9]|không trừ|\bminus\s*[0-9]")
_NOT_REACHED = ("không đạt", "chưa đạt", "not reached")


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
    named = [span for clause in clauses if (span := _own_span(clause))]
    words = words_of_bands(named)
    rows = [row for clause in clauses if (row := _row(cell, clause, words, taken=taking))]
    if cell.faults.all or not rows:
        return []
    start = None if taken else _start(rows)
    rows = rows if taken or start else _kept(rows)
    spans = [row.span for row in rows if not row.span.is_rest]
    if len({span.percent for span in spans}) > 1 or any(span.mixed for span in spans):
        _mixed(cell, rows[0].clause)
        return []
    if not speak_of_one_thing(spans):
        _refuse_several(cell, rows[0].clause)
        return []
    rows = ordered_rows(cell, rows)
    if not rows:
        return []
    percent = spans[0].percent
    lead = _name_of(spans)
    unit = next((span.unit for span in spans if span.unit), "")
    whole = not percent and any(is_stepwise(one, other) for one, other in pairwise(rows))
    of = cell.measure_of(percent=percent, unit=unit, lead=lead, whole=whole)
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


def _own_span(clause: Clause) -> Span | None:
    """Returns the span that a clause has by itself, whatever stands beside it."""
    clause = given_points(clause)
    return None if clause.quoted else span_of(_BY_KIND.sub("", clause.left))


def _row(cell: CellText, clause: Clause, words: BandWords | None, *, taken: bool) -> Row | None:
    clause, kinds = _kinds_in(cell, given_points(clause))
    span = _own_span(clause)
    if not clause.quoted and comparable_text(clause.left) in _NOT_REACHED:
        span = Span(is_rest=True)
    if span is None and words is not None and not clause.quoted:
        span = words.span(clause.left)
    if span is None:
        if clause.right is None:
            cell.faults.points(clause)
            return None
        _refuse_row(cell, clause, beside_bands=words is not None)
        return None
    points = (
        cell.faults.amount(clause, clause.right or "", taken=taken)
        if clause.right
        else cell.faults.points(clause)
    )
    low, high = BOTTOM, TOP
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


def _refuse_row(cell: CellText, clause: Clause, *, beside_bands: bool) -> None:
    if beside_bands and not re.search(r"[0-9]", clause.left):
        cell.faults.add(
            clause,
            "không phải là mức có ngưỡng: nếu là phương án, đặt mọi nhãn trong dấu ngoặc kép; nếu là quy tắc, "
            "viết thành mức, như “dưới 100% = 0” hoặc “còn lại = 0”",
            "is no band with a bound: if it is an option, put all labels in quotes; if it is a rule, "
            "write it as a band, like “under 100% = 0” or “otherwise = 0”",
        )
        return
    cell.faults.add(
        clause,
        "không phải là mức; mỗi mức viết “≥80% = điểm” hoặc “>=80% = điểm”, mức cuối có thể “<80% = 0”; "
        "nếu là nhãn chữ, đặt cả các nhãn trong dấu ngoặc kép",
        "is no band; write each band as “≥80% = points” or “>=80% = points”, the last may be “<80% = 0”; "
        "if these are labels, put all of them in quotes",
    )


def _refuse_several(cell: CellText, clause: Clause) -> None:
    cell.faults.add(
        clause,
        "các mức nói về những tỷ lệ khác nhau; hãy viết mỗi tỷ lệ thành một phần “[…] + […]”, hoặc dùng một cách gọi cho mọi mức",
        "the bands speak of different shares; write each share as a part of its own, “[…] + […]”, or name it alike in all bands",
    )


def _mixed(cell: CellText, clause: Clause) -> None:
    cell.faults.add(
        clause,
        "có mức viết “%” và có mức không; tỷ lệ thì mức nào cũng viết “%”, số lượng thì không",
        "some bands have “%” and some do not; a ratio has it in all, a count in none",
    )


def _stored(rows: list[Row]) -> Part:
    rest = next((row.points for row in rows if row.span.is_rest), None)
    own = [row for row in rows if not row.span.is_rest]
    downward = is_downward(own)
    bands: list[JSON] = []
    if downward:
        if own[0].high == TOP:
            rest = own[0].points
            own = own[1:]
        bands = [
            {"max" if row.span.high_in else "below": row.bound(row.high), "points": row.points}
            for row in reversed(own)
        ]
    else:
        if own[-1].low == BOTTOM:
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


def _name_of(spans: list[Span]) -> str:
    """Returns what bands call their measure, before or behind their bounds; empty where they do not."""
    lead = next((_specific(span.lead) for span in spans if _specific(span.lead)), "")
    trail = next((span.trail for span in spans if span.trail and "/" not in span.trail), "")
    if not trail:
        return lead
    if not lead and trail.split()[0] not in ("số", "tổng"):
        return ""
    return f"{lead or 'tỷ lệ'} {trail}"


def _specific(lead: str) -> str:
    """Returns the words before a bound where they name something, empty where they only lead up to it."""
    lead = re.sub(r"\s*\b(?:đạt|là|được)$", "", lead)
    return "" if all(word.strip(",.") in _GENERIC for word in lead.split()) else lead
