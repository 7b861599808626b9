"""Slopes in a cell: ``trên 20 cứ thêm 5 = +0,5; tối đa 25``, ``cứ 1% hồ sơ trễ hạn trừ 0,1``."""

import re

from criteria.scales.notation.bands import is_band
from criteria.scales.notation.cell import CellText, Part
from criteria.scales.notation.clauses import Clause
from criteria.scales.notation.intervals import Span, span_of
from criteria.scales.notation.words import FULL, NUMBER

COUNTED_UNIT = r"(?:\s+[a-zà-ỹđ²][a-zà-ỹđ0-9²]*){0,5}?"
_SLOPE = re.compile(
    rf"(?:(?P<side>trên|quá|dưới|above|over|below|under)\s*(?P<base>{NUMBER})\s*%?{COUNTED_UNIT}\s*,?\s*(?:thì\s+)?)?"
    r"(?:cứ|mỗi khi|each|every)\s+(?P<move>thêm|tăng thêm|tăng|giảm|further|more|less)\s+(?:by\s+)?(?P<whole>đủ\s+|full\s+)?"
    rf"(?P<step>{NUMBER})\s*(?P<percent>%?)(?P<unit>{COUNTED_UNIT})\s*[:=,]?\s*(?:thì\s+)?"
    rf"(?P<take>trừ|giảm|minus|-)?\s*(?P<give>thêm|cộng|được thêm|plus|\+)?\s*(?P<gain>{NUMBER})\s*(?:điểm|points?)?"
    rf"(?:\s*,\s*(?P<cap>.*))?"
)
_EACH_SHARE = re.compile(
    rf"(?:cứ|mỗi|each|every)\s+(?P<whole>đủ\s+|full\s+)?(?P<step>{NUMBER})\s*%\s*(?P<of>[^0-9%×÷/:;,=]*?)\s*[:=,]?\s*(?:thì\s+)?"
    rf"(?P<sign>bị trừ|trừ|minus|được cộng|cộng|thưởng|được|plus)\s*(?P<gain>{NUMBER})\s*(?:điểm|points?)?"
    r"(?:\s*,?\s*(?:nhưng\s+)?(?P<cap>(?:trừ |cộng )?(?:tối đa|không quá|at most).*))?"
)
_MOVES = re.compile(r"\b(?:thêm|tăng|giảm|vượt|cao hơn|thấp hơn|further|less|more)\b")
_CAP = re.compile(
    rf"(?:tối đa|thấp nhất|tối thiểu|at most|at least)\s*:?\s*(?:(?P<number>{NUMBER})|(?P<full>{FULL}))\s*(?:điểm|points?)?"
)
_IN_PROPORTION = re.compile(
    r"(?:phần [\w\s]+ )?tính theo tỷ lệ(?: của mức chênh lệch)?(?:\s*\([^)]*\))?|in proportion"
)


def read_slope(cell: CellText) -> list[Part] | None:
    """Returns the line that clauses with “cứ …” make; ``None`` where there is no such clause."""
    if any(_SLOPE.fullmatch(clause.plain) for clause in cell.clauses):
        return _sloping(cell)
    if len(cell.clauses) == 1 and (each := _EACH_SHARE.fullmatch(cell.clauses[0].plain)):
        return None if _MOVES.search(each["of"]) else _each_share(cell, each)
    return None


def _sloping(cell: CellText) -> list[Part]:
    slopes = [clause for clause in cell.clauses if _SLOPE.fullmatch(clause.plain)]
    [at, *others] = slopes
    match = _SLOPE.fullmatch(at.plain)
    if match is None or others:
        cell.faults.add(others[0] if others else at, "có hai độ dốc", "there are two slopes")
        return []
    base, floor, cap = _around(cell, at)
    if match["cap"]:
        cap = _cap_points(cell, at, match["cap"])
    if base is None:
        cell.faults.add(
            at,
            "thiếu mức gốc; hãy viết như “từ 20 trở xuống = 10; trên 20 cứ thêm 5 = +0,5; tối đa 25”",
            "the base is missing; write it like “20 or less = 10; above 20 each further 5 = +0.5; at most 25”",
        )
        return []
    side = _side(match)
    bound = base.high if side == "above" and base.high is not None else base.low
    start = cell.faults.quantity(at, str(bound))
    begins = cell.faults.quantity(at, match["base"]) if match["base"] else start
    step, gain = (
        cell.faults.quantity(at, match["step"]),
        cell.faults.number(at, match["gain"].rstrip(".,")),
    )
    points = next((cell.faults.points(c) for c in cell.clauses if _is_base(c, base)), None)
    if None in (start, step, gain, points):
        return []
    if begins != start:
        cell.faults.add(
            at,
            f"mức gốc là {start}, còn phần tăng giảm tính từ {begins}: hai cách hiểu khác nhau; hãy sửa một trong hai",
            f"the base is {start}, the slope begins at {begins}: two readings; correct one of them",
        )
    of = cell.measure_of(percent=base.percent, unit=base.unit)
    takes = bool(match["take"]) and not match["give"]
    data: Part = {
        "part": "line",
        "of": of,
        "from": [start, points],
        "side": side,
        "step": step,
        "gain": f"-{gain}" if takes else gain,
        "to": cap or ("0" if takes else "100%"),
    }
    if match["whole"]:
        data["whole"] = True
    if base.low is not None and base.high is not None and floor is not None:
        data["floor"] = floor
    elif floor is not None:
        cell.faults.add(at, "mức sàn không rõ", "the floor is not clear")
    return [data]


def _around(cell: CellText, at: Clause) -> tuple[Span | None, str | None, str | None]:
    """Returns the base, the bound below which there are no points, and the cap, from the clauses beside a slope."""
    base, floor, cap = None, None, None
    for clause in cell.clauses:
        if clause is at or _IN_PROPORTION.fullmatch(clause.plain):
            continue
        if _CAP.fullmatch(clause.plain):
            cap = _cap_points(cell, clause, clause.plain)
        elif is_band(clause) and (span := span_of(clause.left)):
            if span.low is None and span.high is not None and not span.high_in and base is not None:
                floor = cell.faults.quantity(clause, span.high)
            elif base is None:
                base = span
            else:
                cell.faults.add(clause, "có hai mức gốc", "there are two bases")
        else:
            cell.faults.add(
                clause,
                "không hiểu được bên cạnh độ dốc “cứ …”; hãy chỉ để lại mức gốc, “cứ …” và “tối đa …”",
                "is not understood beside “each further …”; keep the base, the slope and “at most …” alone",
            )
    return base, floor, cap


def _is_base(clause: Clause, base: Span) -> bool:
    return is_band(clause) and span_of(clause.left) == base


def _side(match: re.Match[str]) -> str:
    if match["side"]:
        return "above" if match["side"] in ("trên", "quá", "above", "over") else "below"
    return "below" if match["move"] in ("giảm", "less") else "above"


def _cap_points(cell: CellText, clause: Clause, text: str) -> str | None:
    match = _CAP.fullmatch(text)
    if match is None:
        cell.faults.add(clause, "không rõ mức tối đa", "the cap is not clear")
        return None
    return "100%" if match["full"] else cell.faults.number(clause, match["number"].rstrip(".,"))


def _each_share(cell: CellText, each: re.Match[str]) -> list[Part]:
    """Returns the line of so many points for each percent of a share, from none of it on."""
    [clause] = cell.clauses
    takes = "trừ" in each["sign"] or each["sign"] == "minus"
    step = cell.faults.quantity(clause, each["step"])
    gain = cell.faults.number(clause, each["gain"].rstrip(".,"))
    name = each["of"].strip()
    of = cell.measure_of(percent=True, lead=f"tỷ lệ {name}" if name else "")
    end = "0" if takes else "100%"
    if each["cap"]:
        capped = re.sub(r"^(?:trừ|cộng) |(?<=không) quá", "", each["cap"])
        cap = _cap_points(cell, clause, capped.replace("không", "tối đa", 1))
        if takes:
            _refuse_cap(cell, clause)
        end = cap or end
    data: Part = {
        "part": "line",
        "of": of,
        "from": ["0", "100%" if takes else "0"],
        "side": "above",
        "step": step,
        "gain": f"-{gain}" if takes else gain,
        "to": end,
    }
    return [data | ({"whole": True} if each["whole"] else {})]


def _refuse_cap(cell: CellText, clause: Clause) -> None:
    cell.faults.add(
        clause,
        "mức trừ tối đa ở đây chưa viết được; hãy viết điểm thấp nhất: “0% = điểm; cứ tăng 1% trừ …; thấp nhất …”",
        "the most that is taken has no words here; write the least points: “0% = points; each further 1% minus …; at least …”",
    )
