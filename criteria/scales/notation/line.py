"""Lines in a cell: ``tỷ lệ × tối đa``, ``từ 80% trở lên = 6; dưới 80%: tỷ lệ × tối đa ÷ 80%``, ``cứ thêm 60.000 = +0,5``."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar

from criteria.scales.base import JSON
from criteria.scales.notation.bands import bound_text, given_points
from criteria.scales.notation.base import (
    Figures,
    Inner,
    NotInWords,
    PartNotation,
    bound_unit,
    is_percent,
    number_text,
    points_text,
)
from criteria.scales.notation.cell import CellText, Part
from criteria.scales.notation.clauses import Clause
from criteria.scales.notation.figures import PERCENTAGE
from criteria.scales.notation.intervals import Span, span_of
from criteria.scales.notation.slopes import COUNTED_UNIT, read_slope
from criteria.scales.notation.words import FULL, NUMBER, THROUGH, comparable_text, rule_text

_N = rf"({NUMBER})\s*(%?)"
_FORMULA = re.compile(
    rf"(?:(?:điểm|points)\s*[:=]\s*)?(?P<of>[^×*]+?)\s*[×x*]\s*(?:{FULL}|(?P<points>{NUMBER}))"
    rf"(?:\s*[÷/:]\s*(?P<at>{NUMBER})\s*(?P<at_percent>%?))?(?:\s*,\s*(?:sàn|floor)\s*(?P<floor>.*))?"
)
_SHARE = re.compile(r"(?:tỷ lệ|ratio|percentage)(?P<typed>\s*%)?")
_NAMED_SHARE = re.compile(
    r"(?P<name>tỷ lệ)\s*(?:%|phần trăm)\s+(?P<of>[^×*÷/:(),]+)|(?P<whole>[^×*÷/:(),%]+?)\s*\(\s*%\s*\)"
)
_PER_NUMBER = re.compile(rf"(?P<of>[^÷/:0-9]+?)\s*[÷/:]\s*(?P<number>{NUMBER})")
_QUOTIENT = re.compile(r"(?P<over>[^÷/:]+?)\s*[÷/:]\s*(?P<under>[^÷/:]+)")
_CORNER = re.compile(rf"{_N}(?P<unit>{COUNTED_UNIT})")


class LineNotation(PartNotation):
    part: ClassVar[str] = "line"
    rank: ClassVar[int] = 20

    def read(self, cell: CellText) -> list[Part] | None:
        if cell.kind == self.part:
            return _through(cell)
        if (sloping := read_slope(cell)) is not None:
            return sloping
        if any(_formula_of(clause) for clause in cell.clauses):
            return _proportional(cell)
        return None

    def write(self, part: Mapping[str, JSON], figures: Figures, english: bool, inner: Inner) -> str:
        if "through" in part:
            return _write_share(part, figures, english)
        return _write_slope(part, figures, english)


def _formula_of(clause: Clause) -> re.Match[str] | None:
    """Returns the formula that a clause is, or that stands to the right of its bound."""
    if clause.quoted:
        return None
    return _FORMULA.fullmatch(clause.plain) or _FORMULA.fullmatch(rule_text(clause.right or ""))


def _proportional(cell: CellText) -> list[Part]:
    [at, *others] = [clause for clause in cell.clauses if _formula_of(clause)]
    match = _formula_of(at)
    if match is None or others:
        cell.faults.add(others[0] if others else at, "có hai công thức", "there are two formulas")
        return []
    full, floor = _beside(cell, at)
    floor = _own_floor(cell, at) or floor
    of, target = _measured(cell, at, match)
    if full is not None:
        _check_target(cell, full, target)
    points = "100%"
    if match["points"]:
        points = cell.faults.number(at, match["points"]) or "0"
    elif full is not None and full.right is not None:
        points = cell.faults.points(full) or "0"
    data: Part = {"part": "line", "of": of, "through": [["0", "0"], [target, points]]}
    if match["floor"] is not None:
        floor = _floor(cell, at, match["floor"])
    if floor is not None:
        data["floor"] = floor
    return [data]


def _own_floor(cell: CellText, at: Clause) -> str | None:
    """Returns the bound from which a formula counts, where it stands before it: ``từ 50% đến dưới 80%: tỷ lệ × 2``."""
    span = None if at.right is None else span_of(at.left)
    if span is None or span.low is None:
        return None
    if not span.low_in:
        cell.faults.add(
            at,
            f"công thức tính từ mức nào: viết “từ {span.low}” nếu đúng mức đó cũng được tính",
            f"from where does the formula count: write “from {span.low}” if that bound belongs to it",
        )
    return cell.faults.quantity(at, span.low)


def _beside(cell: CellText, at: Clause) -> tuple[Clause | None, str | None]:
    """Returns the clause that gives full points, and the bound below which there are none, beside the formula."""
    full, floor = None, None
    for clause in cell.clauses:
        if clause is at:
            continue
        given = given_points(clause)
        span = span_of(given.left) if given.right is not None else None
        if span is not None and span.low is not None and span.high is None:
            full = given
        elif span is not None and span.low is None and cell.faults.points(given) == "0":
            floor = cell.faults.quantity(given, str(span.high))
        else:
            cell.faults.add(
                clause,
                "không hiểu được bên cạnh công thức; hãy chỉ để lại mức đủ điểm và công thức",
                "is not understood beside a formula; keep the band of full points and the formula alone",
            )
    return full, floor


def _measured(cell: CellText, at: Clause, match: re.Match[str]) -> tuple[JSON, str]:
    """Returns what a formula multiplies, and at which value of it the points are full."""
    per = _PER_NUMBER.fullmatch(comparable_text(match["of"]))
    if per and not cell.listed and match["at"] is None and len(per["of"].strip()) > 2:
        name = per["of"].strip()
        key = cell.add({"label": f"{name[0].upper()}{name[1:]}"})
        return {"figure": key}, cell.faults.quantity(at, per["number"]) or "100"
    return _measure(cell, at, match["of"]), _target(cell, at, match)


def _target(cell: CellText, at: Clause, match: re.Match[str]) -> str:
    if match["at"] is None:
        return "100"
    return cell.faults.quantity(at, match["at"]) or "100"


def _check_target(cell: CellText, full: Clause, target: str) -> None:
    span = span_of(full.left) or Span()
    reached = cell.faults.quantity(full, span.low) if span.low else None
    if reached is not None and Decimal(reached) != Decimal(target):
        cell.faults.add(
            full,
            f"công thức đạt điểm tối đa ở {target}%, còn mức này ghi {reached}%: hai cách hiểu khác nhau; hãy sửa một trong hai",
            f"the formula reaches the maximum at {target}%, this band says {reached}%: two readings; correct one of them",
        )


def _floor(cell: CellText, at: Clause, text: str) -> str | None:
    typed = text.strip()
    if not typed.endswith("%"):
        cell.faults.add(
            at,
            "mức sàn phải là tỷ lệ phần trăm, ví dụ “sàn 50%”",
            "the floor must be a percentage, for example “floor 50%”",
        )
        return None
    return cell.faults.number(at, typed[:-1])


def _measure(cell: CellText, at: Clause, text: str) -> JSON:
    """Returns the measure that a formula names: a ratio, two keys, or two things in words."""
    plain = re.sub(r"^.*(?:điểm|points)\s*[:=]\s*", "", comparable_text(text)).strip()
    plain = plain.rpartition(":")[2].strip() if ":" in plain and "÷" not in plain else plain
    share = _SHARE.fullmatch(plain)
    if share and share["typed"] and not cell.listed:
        cell.keep(PERCENTAGE)
        return {"figure": "percent"}
    if share:
        return cell.measure_of(percent=True)
    if named := None if cell.listed else _NAMED_SHARE.fullmatch(plain):
        name = f"{named['name']} {named['of']}" if named["name"] else named["whole"]
        return cell.measure_of(percent=True, lead=name.strip())
    quotient = _QUOTIENT.fullmatch(plain)
    if quotient is None:
        cell.faults.add(
            at,
            "không rõ đại lượng trước dấu ×; hãy viết “tỷ lệ × tối đa” hoặc “A ÷ B × tối đa”",
            "the measure before × is not clear; write “ratio × max” or “A ÷ B × max”",
        )
        return None
    keys = []
    for words in (quotient["over"], quotient["under"]):
        name = words.strip()
        if name in cell.figures:
            keys.append(name)
        elif cell.listed or len(name) < 3:
            cell.faults.add(
                at,
                f"“{name}” không có trong cột Số liệu; hãy ghi “{name}: tên số liệu” ở đó",
                f"“{name}” is not among the figures; write “{name}: what it is” in their column",
            )
        else:
            keys.append(cell.add({"label": f"{name[0].upper()}{name[1:]}"}))
    return {"ratio": [*keys]} if len(keys) == 2 else None


def _through(cell: CellText) -> list[Part]:
    """Returns the line through corners, each a value and its points."""
    corners: list[JSON] = []
    percent, unit = False, ""
    for clause in cell.clauses:
        match = None if clause.quoted else _CORNER.fullmatch(comparable_text(clause.left))
        if match is None:
            cell.faults.add(
                clause,
                "không phải là một điểm của đường; hãy viết như “80% = 2”",
                "is no point of the line; write it like “80% = 2”",
            )
            continue
        percent, unit = percent or bool(match[2]), unit or match["unit"].strip()
        corners.append([cell.faults.quantity(clause, match[1]), cell.faults.points(clause)])
    of = cell.measure_of(percent=percent, unit=unit)
    return [{"part": "line", "of": of, "through": corners}]


def _write_share(part: Mapping[str, JSON], figures: Figures, english: bool) -> str:
    through = part["through"]
    if not isinstance(through, list) or ("floor" in part and through[0] != ["0", "0"]):
        raise NotInWords
    [first, full, *others] = through
    if first != ["0", "0"] or others or not is_percent(part, figures):
        return _write_corners(through, bound_unit(part, figures), english)
    if not isinstance(full, list):
        raise NotInWords
    ratio, most, floor = ("ratio", "max", "floor") if english else ("tỷ lệ", "tối đa", "sàn")
    points = most if full[1] == "100%" else number_text(full[1], english)
    sign = (
        " %" if figures.get("percent") == PERCENTAGE and part["of"] == {"figure": "percent"} else ""
    )
    text = f"{ratio}{sign} × {points}"
    if full[0] != "100":
        text += f" ÷ {bound_text(full[0], '%', english)}"
    if "floor" in part:
        text += f", {floor} {bound_text(part['floor'], '%', english)}"
    return text


def _write_corners(through: list[JSON], unit: str, english: bool) -> str:
    corners = [
        f"{bound_text(corner[0], unit, english)} = {points_text(corner[1], english)}"
        for corner in through
        if isinstance(corner, list)
    ]
    return f"{THROUGH[english]}: {'; '.join(corners)}"


def _write_slope(part: Mapping[str, JSON], figures: Figures, english: bool) -> str:
    base, above = part["from"], part["side"] == "above"
    if not isinstance(base, list):
        raise NotInWords
    unit = bound_unit(part, figures)
    at, step = bound_text(base[0], unit, english), bound_text(part["step"], unit, english)
    points, gain, to = (
        points_text(base[1], english),
        str(part["gain"]),
        points_text(part["to"], english),
    )
    takes = gain.startswith("-")
    change = points_text(gain, english) if takes else f"+{points_text(gain, english)}"
    full = bool(part.get("whole"))
    ends, floored = "", "floor" in part
    if floored:
        if not above:
            raise NotInWords
        floor = bound_text(part["floor"], unit, english)
        ends = f"; {'under' if english else 'dưới'} {floor} = 0"
    if english:
        first = f"from {floor} to {at}" if floored else f"{at} or {'less' if above else 'more'}"
        move = "further" if above else "less"
        each = f"{'above' if above else 'below'} {at} each {move} {'full ' if full else ''}{step}"
        return (
            f"{first} = {points}; {each} = {change}; at {'least' if takes else 'most'} {to}{ends}"
        )
    first = f"từ {floor} đến {at}" if floored else f"từ {at} trở {'xuống' if above else 'lên'}"
    move = "thêm" if above else "giảm"
    each = f"{'trên' if above else 'dưới'} {at} cứ {move} {'đủ ' if full else ''}{step}"
    return f"{first} = {points}; {each} = {change}; {'thấp nhất' if takes else 'tối đa'} {to}{ends}"
